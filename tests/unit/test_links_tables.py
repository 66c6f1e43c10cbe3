"""Lists that a source describes: what is asked, what of the answer is a row, and when the asking ends."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipelines.lists.read import ListedLink, first_asks, read_list
from pipelines.models import Ask, ListEndpoint, Rejected, Source

SITE = "http://www.example.gov.cn"
API = f"{SITE}/api/list?page={{page}}"
FIRST = ListedLink(f"{SITE}/content/31.html", "关于冬季养护安排的通知", date(2023, 11, 2))
SECOND = ListedLink(f"{SITE}/content/32.html", "清明节放假公告", date(2023, 4, 1))
FORM_BODY = ("Content-Type", "application/x-www-form-urlencoded")
JSON_BODY = ("Content-Type", "application/json")


def source(endpoint: ListEndpoint) -> Source:
    return Source(name="example", lists=(endpoint,), allowed_domains=("www.example.gov.cn",))


def asked(endpoint: ListEndpoint) -> Ask:
    return first_asks(source(endpoint))[0]


def read(endpoint: ListEndpoint, text: str) -> tuple[ListedLink, ...]:
    ask = asked(endpoint)
    try:
        return read_list(text, ask.url, source(endpoint), ask).articles
    except Rejected:  # something else came in the list's place
        return ()


def following(endpoint: ListEndpoint, text: str) -> tuple[Ask, ...]:
    ask = asked(endpoint)
    return read_list(text, ask.url, source(endpoint), ask).next_pages


def test_a_source_begins_at_its_pages_and_then_its_lists() -> None:
    one = Source(name="s", start_urls=(f"{SITE}/#77", f"{SITE}/a/"), lists=(ListEndpoint(API),))
    assert first_asks(one) == (Ask(f"{SITE}/#77"), Ask(f"{SITE}/a/"), Ask(f"{SITE}/api/list?page=1"))


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        (ListEndpoint(API, first_page=0), Ask(f"{SITE}/api/list?page=0")),
        (
            ListEndpoint(f"{SITE}/api", "POST", form=(("page", "{page}"), ("col", "通知 77"))),
            Ask(f"{SITE}/api", "POST", "page=1&col=%E9%80%9A%E7%9F%A5+77", (FORM_BODY,)),
        ),
        (
            ListEndpoint(f"{SITE}/api", "POST", json='{"page": {page}}', headers=(("X-A", "b"),)),
            Ask(f"{SITE}/api", "POST", '{"page": 1}', (JSON_BODY, ("X-A", "b"))),
        ),
        (
            ListEndpoint(f"{SITE}/api", "POST", json="{}", headers=(("content-type", "text/json"),)),
            Ask(f"{SITE}/api", "POST", "{}", (("content-type", "text/json"),)),
        ),
        (ListEndpoint(f"{SITE}/api?a=b", form=(("page", "{page}"),)), Ask(f"{SITE}/api?a=b&page=1")),
    ],
    ids=["get", "form", "json", "a content type of its own", "a form that is got"],
)
def test_what_is_asked_for_the_first_page(endpoint: ListEndpoint, expected: Ask) -> None:
    assert asked(endpoint) == expected


def answer(rows: list[dict[str, Any]], **more: Any) -> str:
    return json.dumps({"code": 200, "data": {"list": rows, **more}})


ROWS: list[dict[str, Any]] = [
    {
        "id": 31,
        "bt": "关于<em>冬季养护</em>安排的通知",
        "fbsj": "2023-11-02 09:00",
        "pic": {"url": "/a.jpg", "title": "图"},
    },
    {"id": 32, "bt": "清明节放假公告", "fbsj": 1680321600000},
]
TOLD = ListEndpoint(API, rows="data.list", link="/content/{id}.html", title="bt", date="fbsj", column="通知公告")


def test_rows_are_read_by_the_keys_that_the_source_names() -> None:
    assert read(TOLD, answer(ROWS)) == (FIRST, SECOND)


def test_what_the_source_leaves_out_is_found_by_the_usual_names() -> None:
    rows = [
        {"id": 31, "title": FIRST.title, "publishTime": "2023-11-02"},
        {"id": 32, "title": SECOND.title, "pubDate": 20230401},
    ]
    assert read(ListEndpoint(API, link="/content/{id}.html"), answer(rows)) == (FIRST, SECOND)


def test_nothing_is_taken_from_next_to_the_rows() -> None:
    text = json.dumps({"data": {"list": [ROWS[0]], "hot": [ROWS[1]]}})
    assert read(TOLD, text) == (FIRST,)


def test_a_key_may_stand_for_the_whole_address() -> None:
    rows = [{"page": {"href": "/content/31.html"}, "title": FIRST.title, "date": "2023-11-02"}]
    assert read(ListEndpoint(API, rows="data.list", link="page.href"), answer(rows)) == (FIRST,)


def test_jsonp_is_read_by_keys_as_well() -> None:
    assert read(TOLD, f"/**/jQuery123_456({answer(ROWS)});") == (FIRST, SECOND)


def test_json_within_json_is_read() -> None:
    assert read(
        ListEndpoint(API, link="/content/{id}.html", title="bt", date="fbsj"), json.dumps({"d": json.dumps(ROWS)})
    ) == (
        FIRST,
        SECOND,
    )


XML = f"""<?xml version="1.0" encoding="utf-8"?><result><total>2</total><rows>
<row no="31"><bt><![CDATA[<b>{FIRST.title}</b>]]></bt><rq>2023-11-02</rq></row>
<row no="32"><bt>{SECOND.title}</bt><rq>2023-04-01</rq></row></rows></result>"""


def test_rows_of_xml_are_elements_of_a_name() -> None:
    assert read(ListEndpoint(API, rows="row", link="/content/{no}.html", title="bt", date="rq"), XML) == (FIRST, SECOND)


def test_xml_with_the_usual_names_needs_nothing_reported() -> None:
    text = XML.replace('<row no="31">', "<row><url>/content/31.html</url>").replace(
        '<row no="32">', "<row><url>/content/32.html</url>"
    )
    text = text.replace("bt>", "title>").replace("rq>", "pubDate>")
    assert read(ListEndpoint(API), text) == (FIRST, SECOND)


@pytest.mark.parametrize(
    "row",
    [
        '<item title="{title}" url="/content/{n}.html" date="{day}"/>',
        '<item><row bt="{title}" dz="/content/{n}.html" fbrq="{day}" id="{n}"></row></item>',
        '<a href="/content/{n}.html" time="{day} 09:30:00">{title}</a>',
    ],
)
def test_rows_of_xml_may_be_attributes(row: str) -> None:
    rows = "".join(row.format(title=one.title, n=number, day=one.listed) for one, number in ((FIRST, 31), (SECOND, 32)))
    text = f'<?xml version="1.0"?><list total="2" size="20"><page no="1" of="1"/>{rows}</list>'
    assert read(ListEndpoint(API), text) == (FIRST, SECOND)
    assert read(ListEndpoint(API), re.sub(r' (?:date|fbrq|time)="[^"]*"', "", text)) == ()


HTML = f"""<div class="r" data-id="31"><i>2023-11-02</i><p>{FIRST.title}</p><a href="/file/1">下载</a></div>
<div class="r" data-id="32"><i>2023-04-01</i><p>{SECOND.title}</p><a href="/file/2">下载</a></div>"""


def test_rows_of_html_are_reported_by_selectors_and_attributes() -> None:
    endpoint = ListEndpoint(API, rows="div.r", link="/content/{data-id}.html", title="p", date="i")
    assert read(endpoint, HTML) == (FIRST, SECOND)


def test_rows_of_a_table_are_reported_by_selectors() -> None:
    text = f"<table><tr class=r><td class=t><a href='/content/31.html'>{FIRST.title}</a><td class=d>2023-11-02</table>"
    assert read(ListEndpoint(API, rows="tr.r", title="td.t", date="td.d"), text) == (FIRST,)


def test_what_holds_rows_is_no_row() -> None:
    row = "<div><a href='/content/{}.html'>{}</a><i>{}</i></div>"
    rows = row.format(31, "短", "2023-11-02") + row.format(32, SECOND.title, "2023-04-01")
    assert read(ListEndpoint(API, rows="div"), f"<div class=all>{rows}</div>") == (replace(FIRST, title="短"), SECOND)


def test_rows_that_are_links_themselves() -> None:
    text = f"<a class=r href='/content/31.html'><p>{FIRST.title}</p><i>2023-11-02</i></a>"
    assert read(ListEndpoint(API, rows="a.r", title="p"), text) == (FIRST,)


def test_a_fragment_of_html_needs_nothing_reported() -> None:
    text = f"<li><a href='/content/31.html'>{FIRST.title}</a><span>2023-11-02</span></li>"
    assert read(ListEndpoint(API), text) == (FIRST,)


def test_html_in_json_needs_nothing_reported() -> None:
    text = json.dumps(
        {"ok": True, "html": f"<li><a href='/content/31.html'>{FIRST.title}</a><span>2023-11-02</span></li>"}
    )
    assert read(ListEndpoint(API), text) == (FIRST,)


def test_a_list_without_a_name_of_its_own_is_called_as_the_source_says() -> None:
    ask = asked(TOLD)
    assert read_list(answer(ROWS), ask.url, source(TOLD), ask).column == "通知公告"


def test_rows_on_other_hosts_are_distinguished() -> None:
    endpoint = ListEndpoint(API, rows="data.list", link="u")
    ask = asked(endpoint)
    page = read_list(answer([{"u": "//www.gov.cn/a.htm", "title": "国务院通知"}]), ask.url, source(endpoint), ask)
    assert (page.articles, page.off_site) == ((), (ListedLink("http://www.gov.cn/a.htm", "国务院通知"),))


# Paging


def test_the_next_page_is_asked_while_there_are_rows() -> None:
    assert following(TOLD, answer(ROWS)) == (Ask(f"{SITE}/api/list?page=2"),)


def test_an_answer_without_rows_ends_the_list() -> None:
    assert following(TOLD, answer([])) == ()


@pytest.mark.parametrize(
    "more",
    [{"total": 2}, {"total": "2"}, {"pages": 1}, {"totalPage": 1, "total": 9}],
    ids=["rows", "as text", "pages", "pages first"],
)
def test_a_total_ends_the_list(more: dict[str, Any]) -> None:
    assert following(TOLD, answer(ROWS, **more)) == ()


def test_a_short_last_page_is_the_end_where_the_size_of_a_page_is_reported() -> None:
    ask = Ask(f"{SITE}/api/list?page=3")
    page = read_list(answer(ROWS, total=42, pageSize=20), ask.url, source(TOLD), ask)
    assert page.next_pages == ()


def test_a_total_that_is_not_reached_goes_on() -> None:
    assert following(TOLD, answer(ROWS, total=3)) == (Ask(f"{SITE}/api/list?page=2"),)


def test_a_list_that_counts_from_nought_ends_in_time() -> None:
    endpoint = ListEndpoint(API, first_page=0, rows="data.list", link="/content/{id}.html", title="bt")
    assert following(endpoint, answer(ROWS, pages=1)) == ()


def test_the_page_after_a_posted_one_is_posted() -> None:
    endpoint = ListEndpoint(f"{SITE}/api", "POST", form=(("size", "2"), ("p", "{page}")))
    ask = Ask(f"{SITE}/api", "POST", "size=2&p=7", (FORM_BODY,))
    rows = [{"url": "/content/31.html", "title": FIRST.title}]
    assert read_list(answer(rows), f"{SITE}/api", source(endpoint), ask).next_pages == (
        Ask(f"{SITE}/api", "POST", "size=2&p=8", (FORM_BODY,)),
    )


def test_a_list_without_pages_is_asked_once() -> None:
    assert (
        following(ListEndpoint(f"{SITE}/api", rows="data.list", link="/content/{id}.html", title="bt"), answer(ROWS))
        == ()
    )


def test_a_list_without_pages_goes_on_where_its_own_link_leads() -> None:
    text = f"<li><a href='/content/31.html'>{FIRST.title}</a>2023-11-02</li><a href='/api/more'>下一页</a>"
    assert following(ListEndpoint(f"{SITE}/api"), text) == (Ask(f"{SITE}/api/more"),)


def test_a_page_that_was_not_asked_through_a_table_is_read_by_evidence() -> None:
    body = f"<ul><li><a href='/content/31.html'>{FIRST.title}</a>2023-11-02</li></ul>"
    assert read_list(body, f"{SITE}/zwgk/", source(TOLD)).articles == (FIRST,)


# Strangers' answers


@pytest.mark.parametrize(
    "row",
    [
        {"id": None, "bt": "标题"},
        {"id": "", "bt": "标题"},
        {"id": [1], "bt": "标题"},
        {"id": 31, "bt": None},
        {"id": 31, "bt": ["标题"]},
        {"id": 31, "bt": "<b></b>"},
        {"bt": "标题"},
        None,
        "标题",
        7,
    ],
    ids=repr,
)
def test_rows_of_wrong_kinds_are_left(row: Any) -> None:
    assert read(TOLD, answer([row, ROWS[1]])) == (SECOND,)


@pytest.mark.parametrize(
    "text", ["", "null", "7", '"x"', "{}", '{"data": null}', '{"data": {"list": "x"}}', "<", "\0", "<html>"]
)
def test_answers_of_wrong_kinds_have_no_rows(text: str) -> None:
    assert read(TOLD, text) == ()


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[::1", "#", "", " "]
)
def test_addresses_that_are_none_are_left(address: str) -> None:
    assert read(ListEndpoint(API, rows="data.list", link="u"), answer([{"u": address, "title": "标题"}])) == ()


def test_what_fills_a_template_cannot_break_out_of_it() -> None:
    found = read(
        ListEndpoint(API, rows="data.list", link="/content/{id}.html"), answer([{"id": "3?x=#y z", "title": "标题"}])
    )
    assert [one.url for one in found] == [f"{SITE}/content/3%3Fx%3D%23y%20z.html"]


@pytest.mark.timeout(120)  # each takes a second or less
@pytest.mark.parametrize(
    ("endpoint", "text"),
    [
        (TOLD, '{"data": {"list": ' + "[" * 900 + "]" * 900 + "}}"),
        (TOLD, '{"data": {"list": ' + "[" * 1_000_000),
        (TOLD, answer([{"id": "9" * 1000, "bt": "标" * 1_000_000}] * 3)),
        (ListEndpoint(API, rows="div", title="div"), "<div>" * 1400 + "x" * 1_000_000),
        (ListEndpoint(API, rows="row", title="bt"), '<?xml version="1.0"?><a>' + "<row><bt>" * 100_000),
        (ListEndpoint(API), json.dumps({"a": "[{" * 500_000})),
    ],
    ids=["deep", "without an end", "long values", "rows in rows", "xml", "json in json"],
)
def test_hostile_answers_take_no_more_time_than_their_size(endpoint: ListEndpoint, text: str) -> None:
    assert len(read(endpoint, text)) <= 1


def test_a_row_with_half_a_letter_in_its_template_is_left_out() -> None:
    endpoint = ListEndpoint(API, rows="rows", link="/notice/{id}.html", title="t")
    text = '{"rows": [{"id": "\\ud83d", "t": "关于一"}, {"id": "2", "t": "关于二"}]}'
    assert [link.url for link in read(endpoint, text)] == [f"{SITE}/notice/2.html"]
