"""Rows that a page holds for its scripts, wherever and in whatever parts, are read as if they had been shown."""

import json
from datetime import date
from html import escape

import pytest

from pipelines.lists.data import held_rows
from pipelines.lists.read import read_list
from pipelines.models import ListedLink, ListPage, Source, WhyNothing

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
TITLES = ["关于开展农村危房改造工作的通知", "关于停水的公告（第三号）", "区人民政府办公室关于春节放假的公告"]
ADDRESSES = [f"content_80{n}.html" for n in range(3)]
DAYS = [f"2026-09-2{n}" for n in range(3)]
LISTED = tuple(
    ListedLink(LIST + address, title, date.fromisoformat(day))
    for address, title, day in zip(ADDRESSES, TITLES, DAYS, strict=True)
)
ROWS = "".join(
    f"<li><a href='{address}'>{title}</a><span>{day}</span></li>"
    for address, title, day in zip(ADDRESSES, TITLES, DAYS, strict=True)
)
OBJECTS = [{"title": t, "url": u, "date": d} for t, u, d in zip(TITLES, ADDRESSES, DAYS, strict=True)]
HOT = "".join(
    f"<li><a href='/xwzx/t_70{n}.html'>县领导深入企业调研第{n}次座谈会</a><span>2026-10-1{n}</span></li>"
    for n in range(6)
)
SIDE = f"<div class=side><h3>热点新闻</h3><ul>{HOT}</ul></div>"


def as_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def read(body: str, url: str = LIST) -> ListPage:
    head = "<head><title>通知公告_示例县人民政府</title></head>"
    return read_list(f"<html>{head}<body><p>首页 &gt; 通知公告</p>{body}<p>主办：示例县</p></body></html>", url, SOURCE)


MARKUP = {
    "a text area": "<textarea class=lazy style='display:none'>{markup}</textarea>",
    "an escaped text area": "<textarea hidden>{escaped}</textarea>",
    "a template": "<template id=t><ul>{markup}</ul></template>",
    "an example": "<xmp style='display:none'>{markup}</xmp>",
    "a preformatted text": "<pre hidden>{escaped}</pre>",
    "a template of a script": "<script type='text/template'><ul>{markup}</ul></script>",
    "a template of another kind": "<script id=t type=text/x-handlebars-template>{markup}</script>",
    "a frame of its own": '<iframe srcdoc="{escaped}"></iframe>',
    "a hidden field": '<input type="hidden" id=list value="{escaped}">',
}


@pytest.mark.parametrize("side", ["", SIDE], ids=["alone", "next to another column"])
@pytest.mark.parametrize("kind", MARKUP)
def test_markup_that_a_page_holds_for_a_script_is_read(kind: str, side: str) -> None:
    assert read(MARKUP[kind].format(markup=ROWS, escaped=escape(ROWS)) + side).articles == LISTED


VALUES = {
    "a hidden field": "<input type=hidden value='{values}'>",
    "an escaped attribute": '<div id=app data-rows="{escaped}"></div>',
    "a bound attribute": "<news-list :list='{values}'></news-list>",
    "a text area": "<textarea hidden>{values}</textarea>",
    "a preformatted text": "<pre>{values}</pre>",
    "a plain text": "<script type='text/plain'>{values}</script>",
}
SHAPES = {
    "objects": OBJECTS,
    "an answer": {"code": 200, "data": {"rows": OBJECTS}},
    "other names": [{"bt": one["title"], "lj": f"/zwgk/tzgg/{one['url']}", "rq": one["date"]} for one in OBJECTS],
    "arrays": [list(one.values()) for one in OBJECTS],
}


@pytest.mark.parametrize("side", ["", SIDE], ids=["alone", "next to another column"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", VALUES)
def test_values_that_a_page_holds_for_a_script_are_read(kind: str, shape: str, side: str) -> None:
    values = as_text(SHAPES[shape])
    assert read(VALUES[kind].format(values=values, escaped=escape(values)) + side).articles == LISTED


PARTS = [(TITLES, ADDRESSES, DAYS), (DAYS, TITLES, ADDRESSES)]
COLUMNS = {
    "a list for each part": "var a={0}, b={1}; var c={2};",
    "as an object": 'var d={{"n": 3, "a": {0}, "b": {1}, "c": {2}}};',
}


@pytest.mark.parametrize("kind", COLUMNS)
@pytest.mark.parametrize("parts", PARTS)
def test_lists_of_one_length_hold_a_part_of_each_row(kind: str, parts: tuple[list[str], ...]) -> None:
    assert read(f"<script>{COLUMNS[kind].format(*map(as_text, parts))}</script>").articles == LISTED


@pytest.mark.parametrize("given", ["{name}[{n}] = {value};", "{name}.push({value});"])
def test_lists_are_read_that_get_their_values_one_by_one(given: str) -> None:
    values = [
        given.format(name=name, n=n, value=as_text(part[n]))
        for n in range(3)
        for name, part in zip("tud", (TITLES, ADDRESSES, DAYS), strict=True)
    ]
    assert read(f"<script>{' '.join(values)}</script>").articles == LISTED


@pytest.mark.parametrize("mark", "|\t^#~@,")
@pytest.mark.parametrize(
    "given", ["var a = {all};", "a[0]={0}; a[1]={1}; a[2]={2};", "var a=[];a.push({0});a.push({1});a.push({2});"]
)
def test_texts_are_rows_where_one_mark_separates_their_parts(mark: str, given: str) -> None:
    rows = [mark.join(row) for row in zip(TITLES, ADDRESSES, DAYS, strict=True)]
    assert read(f"<script>{given.format(*map(as_text, rows), all=as_text(rows))}</script>").articles == LISTED


LINKS = "".join(f"<a href='http://www.example{n}.gov.cn/'>某某市人民政府门户网站{n}</a>" for n in range(6))
PICTURES = [f"/upload/{n}.jpg" for n in range(3)]
NO_ROWS = {
    "links of friends": f"<textarea hidden>{LINKS}</textarea>",
    "pictures that change": f"<script>var p={as_text(PICTURES)}; var l={as_text(ADDRESSES)}; var t={as_text(TITLES)}</script>",
    "pictures in texts": "<script>"
    + "".join(f'a[{n}]="{PICTURES[n]}|{ADDRESSES[n]}|{TITLES[n]}";' for n in range(3))
    + "</script>",
    "a menu": f"<div data-menu='{as_text([{'name': f'栏目{n}', 'url': f'/lm{n}/'} for n in range(8)])}'></div>",
    "a template to fill in": "<textarea hidden><li><a href='{{url}}'>{{title}}</a><i>{{date}}</i></li></textarea>",
    "names and numbers": "<script>var n=['北京','上海','广州'], c=['110000','310000','440100'];</script>",
}


@pytest.mark.parametrize("kind", NO_ROWS)
def test_what_else_a_page_holds_is_no_list(kind: str) -> None:
    page = read(NO_ROWS[kind])
    assert page.articles == page.off_site == ()


def test_an_answer_is_read_that_a_browser_saved_or_a_service_wrote_as_one_text() -> None:
    answer = as_text({"total": 30, "rows": OBJECTS})
    for text in (f"<html><head></head><body><pre>{escape(answer)}</pre></body></html>", as_text(answer)):
        page = read_list(text, f"{LIST}list.do?page=1", SOURCE)
        assert page.articles == LISTED
        assert [ask.url for ask in page.next_pages] == [f"{LIST}list.do?page=2"]


WITHOUT_ADDRESS = as_text([{"bt": title, "key": f"k{n}", "rq": DAYS[n]} for n, title in enumerate(TITLES)])
UNREAD = {
    "values in a field": (
        f"<input type=hidden value='{WITHOUT_ADDRESS}'>",
        "it holds 3 rows for a script, with the keys bt, key, rq",
    ),
    "values in a text area": (f"<textarea hidden>{WITHOUT_ADDRESS}</textarea>", "with the keys bt, key, rq"),
    "markup": (
        "<textarea hidden>"
        + "".join(f"<li>{title}<i>{DAYS[n]}</i></li>" for n, title in enumerate(TITLES))
        + "</textarea>",
        "its <textarea> holds 3 rows with days for a script",
    ),
}


@pytest.mark.parametrize("kind", UNREAD)
def test_rows_that_a_page_holds_without_addresses_are_named(kind: str) -> None:
    body, said = UNREAD[kind]
    alone, next_to_others = read(body), read(body + SIDE)
    assert alone.articles == ()
    assert alone.nothing is not None
    assert alone.nothing.reason is WhyNothing.SCRIPT
    assert said in alone.nothing.detail
    assert next_to_others.nothing is not None
    assert next_to_others.nothing.reason is WhyNothing.OTHERS
    assert said in next_to_others.nothing.detail


def test_all_rows_are_read_that_a_script_gives_one_by_one() -> None:
    rows = (
        f"a.push({{title: '关于第{n}批事项公示的通知', url: 'c_{n}.html', date: '2026-09-22'}});" for n in range(2500)
    )
    assert len(read(f"<script>var a = []; {''.join(rows)}</script>").articles) == 2500


@pytest.mark.parametrize("kind", ["a text area", "a template of a script", "a hidden field"])
def test_rows_beyond_what_is_read_of_an_element_are_named(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_rows, "MAX_LENGTH", len(ROWS))
    body = MARKUP[kind].format(markup=ROWS, escaped=escape(ROWS))
    assert read(body).nothing is None
    more = ROWS + ROWS.replace("content_80", "content_90")
    page = read(MARKUP[kind].format(markup=more, escaped=escape(more)))
    assert page.articles == LISTED
    assert page.nothing is not None
    assert f"characters, of which {len(ROWS)} are read" in page.nothing.detail


def test_values_that_are_too_long_to_be_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_rows, "MAX_LENGTH", 100)
    page = read(f"<textarea>{escape(as_text(OBJECTS))}</textarea>")
    assert not page.articles
    assert page.nothing is not None
    assert "of which 100 are read" in page.nothing.detail
