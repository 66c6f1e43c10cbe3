"""What leads on only by scripts is named; a last page, a list of one page and boxes next to a list name nothing."""

import json

import pytest

from pipelines.lists.read import read_list
from pipelines.models import ListPage, Rejected, Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
ROWS = "".join(
    f"<li><a href='/zwgk/tzgg/t20230607_{n}.html'>关于做好第{n}批民生实事项目公示的通知</a><span>2023-06-{n:02}</span></li>"
    for n in range(1, 6)
)


def read(pager: str, url: str = LIST, *, above: str = "") -> ListPage:
    return read_list(f"<html><body>{above}<ul>{ROWS}</ul>{pager}</body></html>", url, SOURCE)


def following(pager: str, url: str = LIST, *, above: str = "") -> list[str]:
    return [ask.url.removeprefix(SITE) for ask in read(pager, url, above=above).next_pages]


NAMED = {
    "a call": ("<a href='javascript:turnTo(2)'>下一页</a>", "下一页: javascript:turnTo(2)"),
    "a call by a click": ("<span onclick='turn()'>下一页</span>", "下一页: turn()"),
    "a button": ("<button id=later>下一页</button>", "下一页 (later)"),
    "numbers": ("<a href='javascript:t(1)'>1</a> <a href='javascript:t(2)'>2</a>", "1 2"),
    "numbers of Vue": ("<ul><li class=number>1</li><li class=number>2</li><li class=number>3</li></ul>", "1 2 3"),
    "more": ("<div class='load-more'>加载更多</div>", "加载更多 (load-more)"),
    "an element": ("<el-pagination :total='total'></el-pagination>", "<el-pagination>"),
    "a scroll": ("<script>$(window).scroll(function () { load(++pageNo) })</script>", "++pageNo as it is scrolled"),
    "English": ("<p>Page 1 of 9</p>", "Page 1 of 9"),
    "English rows": ("<p>Showing 1 to 5 of 66 entries</p>", "1 to 5 of 66"),
}


@pytest.mark.parametrize(("pager", "said"), NAMED.values(), ids=NAMED)
def test_what_only_scripts_turn_is_named(pager: str, said: str) -> None:
    assert read(pager).unturned == said


SILENT = {
    "does nothing": "<a href='javascript:;'>下一页</a>",
    "disabled": "<a class='disabled' href='javascript:t()'>下一页</a><button disabled id=n>下一页</button>",
    "one page": "<span>第1/1页</span><a href='javascript:t()'>下一页</a>",
    "one page of all": "共1页 <a href='javascript:t()'>下一页</a>",
    "to itself": "<a href='javascript:t(1)'>下一页</a>",
    "the column of a block": "<a class=more href='#'>更多</a><span class=more onclick='column(this)'>更多</span>",
    "this number alone": "<span>1</span>",
    "the last of English": "<p>Page 9 of 9</p><p>Showing 1 to 5 of 5 entries</p>",
}


@pytest.mark.parametrize("pager", SILENT.values(), ids=SILENT)
def test_a_list_of_one_page_is_silent(pager: str) -> None:
    assert not read(pager).unturned


def test_a_last_page_is_silent() -> None:
    pager = "<a href='javascript:t(3)'>3</a><a href='javascript:t(4)'>4</a><a href='javascript:t(4)'>下一页</a>"
    assert not read(pager, f"{LIST}?page=4").unturned
    assert read(pager, f"{LIST}?page=3").unturned == "下一页: javascript:t(4)"


def test_slides_above_the_rows_are_no_pager() -> None:
    assert not read("", above="<ul><li>1</li><li>2</li><li>3</li></ul>").unturned


SIDE = "<div><ul><li><a href='/xwzx/content_71.html'>县领导调研重点项目建设</a> 2023-06-08</li></ul>{}</div>"


@pytest.mark.parametrize(
    "pager", ["<a href='/xwzx/index_1.html'>下一页</a>", "<a href='/xwzx/list.do?page=2'>&gt;</a>"]
)
def test_the_pager_of_a_box_is_not_that_of_the_list(pager: str) -> None:
    assert following("<a href='index_1.html'>下一页</a>", above=SIDE.format(pager)) == ["/zwgk/tzgg/index_1.html"]
    assert following("<a href='/cms/list.do?c=5&page=2'>下一页</a>", above=SIDE.format(pager)) == [
        "/cms/list.do?c=5&page=2"
    ]
    alone = read("", above=SIDE.format(pager))
    assert not alone.next_pages
    assert "/xwzx/" in alone.unturned


FOLDERS = ["/zwgk/tzgg/page/{}", "/zwgk/tzgg/page/{}/", "/zwgk/tzgg/p/{}", "/zwgk/tzgg/page/{}.html"]


@pytest.mark.parametrize("name", FOLDERS)
def test_folders_that_count_pages(name: str) -> None:
    pager = "".join(f"<a href='{name.format(n)}'>{n}</a> " for n in (2, 3, 4))
    assert following(f"<b>1</b> {pager}") == [name.format(2)]
    assert following(f"<b>1</b> {pager}", f"{LIST}index.html") == [name.format(2)]
    assert following(f"<a href='{LIST}'>1</a> {pager}", SITE + name.format(3)) == [name.format(4)]
    assert following(f"<a href='{LIST}'>1</a> {pager}", SITE + name.format(4)) == []


@pytest.mark.parametrize(
    ("pager", "url", "found"),
    [
        ("<a href='index_1.html'>较旧的通知</a>", LIST, "/zwgk/tzgg/index_1.html"),
        ("<a href='index_1.html'><i class='fa fa-angle-right'></i></a>", LIST, "/zwgk/tzgg/index_1.html"),
        ("<a href='page/2/'>Older Entries</a>", LIST, "/zwgk/tzgg/page/2/"),
        ("<a href='/zwgk/tzgg/page/2/'>Newer</a><a href='/zwgk/tzgg/page/4/'>Older</a>", f"{LIST}page/3/",
         "/zwgk/tzgg/page/4/"),
        ("<a href='list_1.html'>Novos</a><a href='list_3.html'>Antigos</a>", f"{LIST}list_2.html",
         "/zwgk/tzgg/list_3.html"),
        ("<a href='?page=2'>Seguinte</a>", LIST, "/zwgk/tzgg/?page=2"),
    ],
)  # fmt: skip
def test_a_link_of_another_name_to_the_page_after_this_one(pager: str, url: str, found: str) -> None:
    assert following(pager, url) == [found]


def test_no_other_link_is_taken_for_the_page_after_this_one() -> None:
    for pager in (
        "<a href='/xwzx/index_1.html'>旧闻</a>",
        "<a href='index_7.html'>旧闻</a>",
        "<a href='?year=2'>旧闻</a>",
    ):
        assert following(pager) == []


def test_forms_that_a_click_fills_in() -> None:
    form = "<form name=f method=post action=list.do><input type=hidden name=pageNo value=1></form>"
    click = "<a href='#' onclick='document.f.pageNo.value=2;document.f.submit()'>下一页</a>"
    assert [(ask.method, ask.body) for ask in read(form + click).next_pages] == [("POST", "pageNo=2")]
    within = form.replace("</form>", "<a href='javascript:turnTo(2)'>下一页</a></form>")
    assert [(ask.method, ask.body) for ask in read(within).next_pages] == [("POST", "pageNo=2")]
    typed = "<form action=list.do><input name=page value={}>/12页 <button>GO</button></form>"
    assert following(typed.format(1)) == ["/zwgk/tzgg/list.do?page=2"]
    assert following(typed.format(12)) == []


ANSWER = {
    "data": [{"title": f"关于第{n}批项目公示的通知", "url": f"/c/{n}01.html", "date": "2023-06-08"} for n in "1234"]
}


@pytest.mark.parametrize(
    ("further", "name", "found"),
    [
        ({"next": f"{SITE}/api/list?cursor=ab"}, "?size=4", "/api/list?cursor=ab"),
        ({"links": {"next": "?page=2"}}, "?page=1", "/api/list?page=2"),
        ({"hasNext": True}, "?page=1", "/api/list?page=2"),
        ({"page": {"isLastPage": False}}, "?page=3", "/api/list?page=4"),
        ({"last": True}, "?page=3", ""),
        ({"has_more": False}, "?page=3", ""),
        ({"links": {"next": None}}, "?page=3", ""),
    ],
)
def test_answers_that_say_whether_they_go_on(further: dict[str, object], name: str, found: str) -> None:
    page = read_list(json.dumps(ANSWER | further), f"{SITE}/api/list{name}", SOURCE)
    assert len(page.articles) == 4
    assert [ask.url.removeprefix(SITE) for ask in page.next_pages] == [found] * bool(found)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('window.location.href="list/index.html"', ["/zwgk/tzgg/list/index.html"]),
        ('if (mobile) { location.href="m/" } else { location.href="pc/" }', []),
        ('document.cookie="a=1"; location.href=location.pathname', []),
    ],
)
def test_a_page_that_a_script_sends_on_at_once(code: str, found: list[str]) -> None:
    page = f"<html><head><script>{code}</script></head><body></body></html>"
    try:
        asks = read_list(page, LIST, SOURCE).next_pages
    except Rejected:  # said to be a missing page, or a firewall's
        asks = ()
    assert [ask.url.removeprefix(SITE) for ask in asks] == found


@pytest.mark.parametrize(
    "known", ["$('#lmore').click(", '$("#lmore").on("click", ', "document.getElementById('lmore').onclick = ("]
)
def test_more_that_a_script_asks_for_is_named(known: str) -> None:
    button = "<a href='javascript:;' id='lmore'>查看更多...</a>"
    asks = "function () { $.getJSON('/api/rows?page=' + page, show); });"
    assert read(f"{button}<script>{known}{asks}</script>").unturned == "查看更多... (lmore)"
    assert not read(f"{button}<script>{known}function () {{ $('#menu').toggle(); }});</script>").unturned
