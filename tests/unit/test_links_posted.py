"""Pagers without addresses: the next page is asked by the form that the page itself would post."""

from urllib.parse import parse_qsl

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Ask, Source

SITE = "http://www.example.gov.cn"
LIST = f"{SITE}/zwgk/list.aspx?col=7"
SOURCE = Source(name="example", allowed_domains=("www.example.gov.cn",))
ROW = "<ul><li><a href='/zwgk/t20231102_1.html'>关于冬季养护安排的通知</a>2023-11-02</li></ul>"


def next_asks(body: str, url: str = LIST, ask: Ask | None = None) -> tuple[Ask, ...]:
    return read_list(f"<html><body>{ROW}{body}</body></html>", url, SOURCE, ask).next_pages


def posted(asks: tuple[Ask, ...]) -> tuple[str, str, dict[str, str]]:
    (ask,) = asks
    assert ask.headers == (("Content-Type", "application/x-www-form-urlencoded"),)
    return ask.method, ask.url, dict(parse_qsl(ask.body, keep_blank_values=True))


def asp_net(pager: str) -> str:
    return f"""<form name="aspnetForm" method="post" action="list.aspx?col=7" id="aspnetForm"><div>
    <input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value="" /><input type="hidden" name="__EVENTARGUMENT" value="" />
    <input type="hidden" name="__VIEWSTATE" value="/wEPDwUK+a=" /><input type="hidden" name="__EVENTVALIDATION" value="/wEWAg" /></div>
    <input name="keyword" type="text" /><input type="submit" name="search" value="搜索" />
    <select name="kind"><option value="1">一</option><option value="2" selected>二</option></select>{pager}</form>"""


FIELDS = {"__VIEWSTATE": "/wEPDwUK+a=", "__EVENTVALIDATION": "/wEWAg", "keyword": "", "kind": "2"}


def grid(*numbers: str) -> str:
    return "".join(f"""<td><a href="javascript:__doPostBack('gv','Page${n}')">{n}</a></td>""" for n in numbers)


def test_a_next_link_posts_back_with_all_fields_of_its_form() -> None:
    body = asp_net("""<a href="javascript:__doPostBack('ctl00$pager','2')">下一页</a>""")
    target = {"__EVENTTARGET": "ctl00$pager", "__EVENTARGUMENT": "2"}
    assert posted(next_asks(body)) == ("POST", LIST, {**FIELDS, **target})


@pytest.mark.parametrize(
    ("pager", "page"),
    [
        (f"<td><span>1</span></td>{grid('2', '3')}", "Page$2"),
        (f"{grid('1')}<td><span>2</span></td>{grid('3')}", "Page$3"),
        (
            f"""<td><a href="javascript:__doPostBack('gv','Page$10')">...</a></td><span>11</span>{grid("12", "13")}""",
            "Page$12",
        ),
        (
            f"""{grid(*map(str, range(1, 10)))}<span>10</span><a href="javascript:__doPostBack('gv','Page$11')">...</a>""",
            "Page$11",
        ),
    ],
    ids=["first", "middle", "second row of numbers", "end of a row of numbers"],
)
def test_the_number_that_is_no_link_is_the_page_itself(pager: str, page: str) -> None:
    assert posted(next_asks(asp_net(pager)))[2]["__EVENTARGUMENT"] == page


@pytest.mark.parametrize(
    "pager",
    [
        f"{grid('1', '2')}<td><span>3</span></td>",
        f"""<td><a href="javascript:__doPostBack('gv','Page$20')">...</a></td>{grid("21", "22")}<span>23</span>""",
        """<a disabled="disabled" href="javascript:__doPostBack('pager','9')">下一页</a>""",
        """<a>下一页</a>""",
        """<a href="javascript:__doPostBack('exit','')">退出</a>""",
        """<a href="javascript:__doPostBack('vote','2')">第二项</a>""",
    ],
    ids=["last", "last of a later row", "disabled", "no link", "something else", "a number of something else"],
)
def test_a_form_that_turns_no_page_is_not_posted(pager: str) -> None:
    assert next_asks(asp_net(pager)) == ()


def test_a_button_turns_the_page() -> None:
    body = asp_net(
        '<input type="submit" name="prev" value="上一页" /><input type="submit" name="next" value="下一页" />'
    )
    assert posted(next_asks(body))[2] == {**FIELDS, "__EVENTTARGET": "", "__EVENTARGUMENT": "", "next": "下一页"}


def test_a_button_that_is_disabled_turns_no_page() -> None:
    assert next_asks(asp_net('<input type="submit" name="next" value="下一页" disabled="disabled" />')) == ()


def form(fields: str, pager: str, method: str = "post") -> str:
    return f"""<script>function go(n) {{ document.f.pageNo.value = n; document.f.submit(); }}</script>
    <form name="f" method="{method}" action="/zwgk/list.do"><input type="hidden" name="col" value="7">{fields}</form>{pager}"""


NOW_TWO = '<input type="hidden" name="pageNo" value="2">'


@pytest.mark.parametrize(
    ("fields", "pager"),
    [
        (NOW_TWO, '<a href="javascript:go(1)">上一页</a><a href="javascript:go(3)">下一页</a>'),
        (NOW_TWO, """<a href="#" onclick="go('3');return false">下一页</a>"""),
        (NOW_TWO, '<a href="javascript:go(1)">1</a><b>2</b><a href="javascript:go(3)">3</a>'),
        (NOW_TWO.replace('"2"', '""'), '<a href="javascript:go(1)">1</a><b>2</b><a href="javascript:go(3)">3</a>'),
        (NOW_TWO + '<input type="hidden" name="totalPage" value="3">', '<a href="javascript:nextPage()">下一页</a>'),
        (NOW_TWO, '共3页 <a href="javascript:nextPage()">下一页</a>'),
        (NOW_TWO, '第2/3页 <a href="javascript:nextPage()">下一页</a>'),
    ],
    ids=["next", "on click", "numbers", "numbers alone", "total in a field", "total shown", "total shown after now"],
)
def test_a_form_that_counts_pages_is_posted_with_the_next_number(fields: str, pager: str) -> None:
    method, url, reported = posted(next_asks(form(fields, pager)))
    assert (method, url, reported["col"], reported["pageNo"]) == ("POST", f"{SITE}/zwgk/list.do", "7", "3")


@pytest.mark.parametrize(
    "pager",
    [
        '<a href="javascript:go(1)">上一页</a><a href="javascript:go(2)">下一页</a>',
        '<a href="javascript:go(1)">1</a><b>2</b>',
        '共2页 <a href="javascript:nextPage()">下一页</a>',
        '<a href="javascript:nextPage()">下一页</a>',
        '<a href="javascript:show(3)">第三条</a>',
    ],
    ids=["next is this", "numbers end", "total reached", "no number anywhere", "no pager"],
)
def test_a_form_whose_end_is_reached_or_unknown_is_not_posted(pager: str) -> None:
    assert next_asks(form(NOW_TWO, pager)) == ()


def test_a_form_that_is_got_leads_to_an_address() -> None:
    asks = next_asks(form(NOW_TWO, '<a href="javascript:go(3)">下一页</a>', method="get"))
    assert asks == (Ask(f"{SITE}/zwgk/list.do?col=7&pageNo=3"),)


def test_a_search_form_is_not_posted() -> None:
    body = "<form method=post action=/search><input name=q><input type=submit value=搜索></form><script>f.submit()</script>"
    assert next_asks(body) == ()


def test_a_form_of_another_host_is_not_posted() -> None:
    body = form(NOW_TWO, '<a href="javascript:go(3)">下一页</a>').replace("/zwgk/list.do", "http://evil.example/")
    assert next_asks(body) == ()


def test_the_next_page_after_a_posted_one_is_posted_to_the_same_address() -> None:
    ask = Ask(f"{SITE}/zwgk/list.do", "POST", "col=7&pageNo=2")
    asks = next_asks(form(NOW_TWO, '<a href="javascript:go(3)">下一页</a>'), ask.url, ask)
    assert posted(asks)[2]["pageNo"] == "3"


def test_a_pager_that_leads_to_what_was_just_asked_ends() -> None:
    (ask,) = next_asks(form(NOW_TWO, '<a href="javascript:go(3)">下一页</a>'))
    assert next_asks(form(NOW_TWO, '<a href="javascript:go(3)">下一页</a>'), ask.url, ask) == ()


def test_a_viewstate_of_megabytes_is_not_posted() -> None:
    body = asp_net(grid("2")).replace("/wEPDwUK+a=", "a" * 1_000_000)
    assert next_asks(body) == ()


@pytest.mark.timeout(120)  # takes a second or less; minutes, where each space is a beginning
@pytest.mark.parametrize("filler", ["　", "第 ", "共 ", "1 ", "1/"])
def test_a_counted_form_next_to_much_of_one_character(filler: str) -> None:
    form = """<form method="post" action="list.aspx"><input name="pageNo" value="1">
    <a onclick="goPage(2)">2</a><script>function goPage(n){document.forms[0].submit()}</script></form>"""
    assert posted(next_asks(filler * 200_000 + form))[2] == {"pageNo": "2"}
