"""Rows of JSON that are arrays: the shape of each column's values decides, named or not."""

import json
from typing import Any

import pytest

from pipelines.lists.data.json_rows import as_json, endpoints_for
from pipelines.lists.data.json_tables import with_objects
from pipelines.lists.read import read_list
from pipelines.models import ListEndpoint, ListPage, Source

SITE = "https://www.example.gov.cn"
API = f"{SITE}/api/list?page=1"
SOURCE = Source("example", start_urls=(API,), allowed_domains=("www.example.gov.cn",))
NAMES = ("关于公布粮食收购价格的通知", "关于桥梁封闭施工的通告", "关于公开招聘教师的公告", "关于表彰先进个人的决定")
ROWS = [[name, f"/art/7{i}1.html", f"2026-09-2{i}"] for i, name in enumerate(NAMES)]
LISTED = [(f"{SITE}{address}", name, day) for name, address, day in ROWS]
WIDE = [
    [str(100 + i), "2026-08-01 10:00:00", name, "县财政局", address, day, 12 + i]
    for i, (name, address, day) in enumerate(ROWS)
]
WIDE_NAMES = ["id", "createTime", "t", "from", "u", "publishTime", "hits"]


def read(answer: Any) -> ListPage:
    return read_list(json.dumps(answer, ensure_ascii=False), API, SOURCE)


def listed(found: ListPage) -> list[tuple[str, str, str]]:
    return [(one.url, one.title, str(one.listed)) for one in found.articles]


ANSWERS: dict[str, Any] = {
    "at the top": ROWS,
    "in an object": {"code": 200, "data": ROWS},
    "day first": {"data": [row[::-1] for row in ROWS]},
    "with names": {"fields": ["title", "url", "date"], "data": ROWS},
    "with objects as names": {"columns": [{"field": "a"}, {"field": "b"}, {"field": "c"}], "rows": ROWS},
    "below a row of names": {"data": [["标题", "链接", "日期"], *ROWS]},
    "next to a menu": {"menu": [["首页", "/"], ["政务公开", "/zwgk/"]], "data": ROWS},
    "among other columns": {"data": WIDE},
    "among other columns with names": {"head": WIDE_NAMES, "data": WIDE},
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_the_shape_of_the_values_decides(kind: str) -> None:
    assert listed(read(ANSWERS[kind])) == LISTED


LINKED = [[71 + i, f"<a href='{address}'>{name}</a>", day] for i, (name, address, day) in enumerate(ROWS)]
CELLS: dict[str, list[list[Any]]] = {
    "a link": LINKED,
    "a link with more": [
        [n, link.replace("<a ", '<A target="_blank" class="t" ').replace("'>", "?a=1&amp;b=2'>"), day]
        for n, link, day in LINKED
    ],
    "a list": [[71 + i, [name, address], day] for i, (name, address, day) in enumerate(ROWS)],
    "a list at the end": [[day, 71 + i, [address, name]] for i, (name, address, day) in enumerate(ROWS)],
}


@pytest.mark.parametrize("kind", CELLS)
def test_the_address_may_stand_in_the_cell_of_the_title(kind: str) -> None:
    found = [(url.replace("?a=1&b=2", ""), name, day) for url, name, day in listed(read({"data": CELLS[kind]}))]
    assert found == LISTED


def test_the_address_may_stand_in_the_title_of_an_object() -> None:
    assert listed(read({"data": [{"name": link, "day": day} for _, link, day in LINKED]})) == LISTED


def test_links_in_the_text_of_a_row_are_not_its_address() -> None:
    rows = [{"title": name, "body": f"<p>见<a href='{address}'>附件</a></p>"} for name, address, _ in ROWS]
    assert listed(read({"data": rows, "total": 4})) == []


@pytest.mark.parametrize(
    ("before", "each"),
    [
        ("var a=new Array();", 'a[{i}]=new Array("{0}","{1}","{2}");'),
        ("var a = [], n = 0;", "a[n++] = ['{0}', '{1}', '{2}'];"),
        ("var a=[];", 'a.push(["{0}","{1}","{2}"]);'),
        ("var a=[];", "a.push({{title:'{0}',url:'{1}',day:'{2}'}});"),
        ("window.list=[];", 'window.list.push( new Array( "{0}", "{1}", "{2}" ) )\n'),
    ],
)
def test_a_script_may_give_its_rows_one_by_one(before: str, each: str) -> None:
    given = "".join(each.format(*row, i=i) for i, row in enumerate(ROWS))
    menu = "m[0]=new Array('首页','/');m[1]=new Array('政务公开','/zwgk/');"
    text = f"<html><body><div id=app></div><script>{before}var m=[];{menu}{given}</script></body></html>"
    assert listed(read_list(text, API, SOURCE)) == LISTED


@pytest.mark.parametrize("row", ["a.push([", "a[0]=new Array(", "a[0]=new Array(b(", 'a.push(["', "a[0]=[a,"])
def test_rows_that_a_script_does_not_end_are_none(row: str) -> None:
    text = f"<html><body><script>var a=1;{row * 3000}</script></body></html>"
    assert listed(read_list(text, API, SOURCE)) == []


@pytest.mark.parametrize("code", ["var rows = {};", "window.__STATE__ = {{list: {}}};"])
def test_arrays_that_a_script_holds_are_rows_too(code: str) -> None:
    text = f"<html><body><div id=app></div><script>{code.format(json.dumps(ROWS))}</script></body></html>"
    assert listed(read_list(text, API, SOURCE)) == LISTED


@pytest.mark.parametrize(
    ("around", "each"),
    [
        ("var a=new Array({});", 'new Array("{0}","{1}","{2}")'),
        ("var a = [{}];", "new Array('{0}', '{1}', '{2}')"),
        ("var a=Array(\n{}\n);", "Array('{0}','{1}','{2}')"),
        ("list.rows = new Array( {} ) // don't (", 'new Array( "{0}", "{1}", "{2}" )'),
        ("var a={{total:4,rows:new Array({})}};", '["{0}","{1}","{2}"]'),
        ("/* it's ( */ var a=new Array({});", "/* ( */ {{t:'{0}',u:'{1}',d:'{2}'}}"),
        ("var a=new Array(); a = a.concat([]); var b=new Array({});", 'new Array("{0}","{1}","{2}","")'),
    ],
)
def test_a_script_may_write_its_rows_as_arrays_of_arrays(around: str, each: str) -> None:
    given = around.format(",\n".join(each.format(*row) for row in ROWS))
    text = f"<html><body><div id=app></div><script>{given}</script></body></html>"
    assert listed(read_list(text, API, SOURCE)) == LISTED


@pytest.mark.parametrize("row", ["new Array(", "new Array(new Array('a'),", "Array((", "new Array('"])
def test_arrays_without_an_end_are_none(row: str) -> None:
    text = f"<html><body><script>var a={row * 3000}</script></body></html>"
    assert listed(read_list(text, API, SOURCE)) == []


def test_the_next_page_is_asked_while_a_total_says_that_there_is_one() -> None:
    assert [ask.url for ask in read({"total": 80, "data": ROWS}).next_pages] == [f"{SITE}/api/list?page=2"]


def test_rows_without_an_address_are_named_by_their_columns_and_described_by_them() -> None:
    rows = [[name, str(100 + i), "2026-09-22"] for i, name in enumerate(NAMES)]
    found = read({"data": rows})
    assert found.nothing is not None
    assert "have the keys 0, 1, 2" in found.nothing.detail
    endpoint = ListEndpoint(API, rows="data", link="/art/{1}.html", title="0", date="2")
    source = Source("example", lists=(endpoint,), allowed_domains=("www.example.gov.cn",))
    assert listed(read_list(json.dumps({"data": rows}), API, source)) == [
        (f"{SITE}/art/{100 + i}.html", name, "2026-09-22") for i, name in enumerate(NAMES)
    ]


def test_how_a_table_could_describe_them() -> None:
    table = next(endpoints_for(json.dumps({"head": WIDE_NAMES, "data": WIDE}), API))
    assert (table.rows, table.link, table.title, table.date) == ("data", "u", "t", "publishTime")


@pytest.mark.parametrize(
    "answer",
    [
        {"coordinates": [[109.1, 22.3], [109.2, 22.4]], "name": "x"},
        {"pages": [[{"title": "甲"}], [{"title": "乙"}]]},
        {"tags": [["a"], ["b"]], "day": [2026, 9, 22]},
        {"data": [[], []]},
        [],
    ],
)
def test_other_lists_of_lists_stay_as_they_are(answer: Any) -> None:
    assert with_objects(answer) == answer


def test_an_answer_nested_deep_or_of_very_many_parts_stays() -> None:
    assert as_json("[" * 500 + "]" * 500) is not None
    assert len(with_objects([{"a": [n]} for n in range(300_000)])) == 300_000
