"""A list that says that it has more pages, none of which was understood, says so; a last page is silent."""

import json

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Ask, ListEndpoint, Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
ROWS = "".join(
    f"<li><a href='t20230607_{n}.html'>关于做好第{n}批民生实事项目公示的通知</a><span>2023-06-{n:02}</span></li>"
    for n in range(1, 6)
)


def unturned(words: str, url: str = LIST) -> str:
    return read_list(f"<html><body><ul>{ROWS}</ul>{words}</body></html>", url, SOURCE).unturned


SAID = {
    "pages": ("<div class=fy>共12页</div>", "共12页"),
    "pages in marks of their own": ("<div>共<b>12</b>页 到第<input>页</div>", "共 12 页"),
    "this page of all": ("<div>第1页/共8页</div>", "共8页"),
    "a fraction": ("<span>1/8页</span>", "1/8页"),
    "rows": ("<div>共 235 条记录</div>", "共 235 条"),
    "traditional": ("<div>共 9 頁</div>", "共 9 頁"),
    "a script": ("<script>var pager = {totalPage: 12, size: 20};</script>", "totalPage: 12"),
    "a script's total and size": ("<script>$('#p').pagination({pageSize:8,total:97});</script>", "total:97"),
    "a script's rows of a page": (
        "<script>var p={itemsPerPage: 8, recordCount: 97}; draw(p)</script>",
        "recordCount: 97",
    ),
    "a script's last page": ("<script>opts['maxPage'] = 9;</script>", "maxPage'] = 9"),
    "a total next to the buttons of a pager": (
        "<script>$('#page').pagination({pageIndex:0,pageSize:8,total:97,pageBtnCount:5});</script>",
        "total:97",
    ),
    "a box": ("<div class=pages data-total='97' data-page-size='8'></div>", "total=97"),
    "a box of Vue": ("<el-pagination :page-size='8' :total='97' :current-page='1'></el-pagination>", "total=97"),
    "a state": (
        "<script id=__NEXT_DATA__ type='application/json'>{'props': {'page': 1, 'pages': 9}}</script>",
        "pages': 9",
    ),
    "a widget's pages": ("<script>laypage({cont: 'p', pages: 12, curr: 1, jump: turn})</script>", "pages: 12"),
    "a widget's total": (
        "<script>$('#p').pagination(97, {items_per_page: 8, callback: turn})</script>",
        "97, {items_per_page: 8, callback: turn}",
    ),
    "a widget's variables": (
        "<script>var n = 12; var m = 97; kkpager.generPageHtml({pno: 1, total: n, totalRecords: m})</script>",
        "{pno: 1, total: n, totalRecords: m}",
    ),
    "a total in its own words": ("<div>总计：<em>230</em> 条记录　第 1 页</div>", "总计： 230 条"),
    "numbers alone below the rows": ("<div>1/12</div>", "1/12"),
    "a hidden field": ("<input type=hidden id=totalPage value=17>", "totalPage=17"),
    "a script's count": ("<script>var pageCount='7';draw(pageCount)</script>", "pageCount='7"),
}


@pytest.mark.parametrize("kind", SAID)
def test_what_a_page_says_of_further_pages_is_given_where_none_was_understood(kind: str) -> None:
    words, said = SAID[kind]
    assert unturned(words) == said


SILENT = {
    "nothing said": "",
    "one page": "<div>共1页</div>",
    "the last page": "<div>第8页/共8页</div>",
    "as many rows as are listed": "<div>共5条记录</div>",
    "a part of a title": "<p><a href='t20230607_9.html'>关于印发目录的通知（共3页）</a><span>2023-06-09</span></p>",
    "a date": "<div>3/15</div>",
    "a box on its last page": "<div class=pages data-pagecount='12' data-page='12'></div>",
    "a box of all rows": "<div class=pages data-total='5' data-page-size='8'></div>",
    "buttons of a pager": "<script>$('#page').pagination({pageSize:8,total:5,pageBtnCount:7});</script>",
    "a count of visits": "<script>var o = {pageSize: 8, pageViewCount: 9700, clickNum: 97};</script>",
    "numbers of pages next to one another": "<script>laypage({curr: 1, showPageNum: 5, limit: 20})</script>",
    "a total far from any size": f"<script>var size = 20;{' ' * 900}var total = 97;</script>",
    "a widget on its last page": "<script>laypage({pages: 12, curr: 12, jump: turn})</script>",
    "a widget of one page": "<script>$('#p').pagination(5, {items_per_page: 8, callback: turn})</script>",
    "a total of something else": "<script>var visits = {total: 9700};</script>",
    "numbers of a later page alone": "<div>3/12</div>",
    "days below the rows": "<div>1/12 1/11</div>",
    "a hidden field of one page": "<input type=hidden id=totalPage value=1>",
    "a hidden field of another kind": "<input type=hidden id=columnId value=170>",
    "a script that writes the pager of the last page": "<div>共4页</div><script>createPageHTML(4, 3, 'index', 'html');</script>",
    "a pager that is understood": "<div>共12页 <a href='index_1.html'>下一页</a></div>",
}


@pytest.mark.parametrize("kind", SILENT)
def test_a_page_after_which_none_is_missing_says_nothing(kind: str) -> None:
    assert unturned(SILENT[kind]) == ""


@pytest.mark.parametrize("url", [f"{LIST}index_11.html", f"{LIST}list_12.html", f"{LIST}list.aspx?page=12"])
def test_the_last_page_is_known_by_its_address(url: str) -> None:
    assert unturned("<div>共12页</div>", url) == ""


LATER = {
    "a page whose number nobody knows": ("<div>共12页</div>", f"{LIST}more/3"),
    "a short last page below a number of rows": ("<div>共 235 条</div>", f"{LIST}list.aspx?page=12"),
    "rows from a place on": ("<div>共 235 条</div>", f"{LIST}list.jsp?start=220"),
}


@pytest.mark.parametrize("kind", LATER)
def test_a_later_page_that_may_be_the_last_says_nothing(kind: str) -> None:
    assert unturned(*LATER[kind]) == ""


def test_a_later_page_that_says_which_it_is_says_what_is_missing() -> None:
    assert unturned("<div>第3页/共8页</div>", f"{LIST}more/3") == "共8页"
    assert unturned("<div>共12页</div>", f"{LIST}list.aspx?page=11") == "共12页"


def test_a_described_list_without_a_page_number_says_that_its_answer_has_more() -> None:
    endpoint = ListEndpoint(f"{SITE}/api/list", rows="data.rows")
    source = Source("example", lists=(endpoint,), allowed_domains=("www.example.gov.cn",))
    rows = [{"title": f"关于第{n}批项目公示的通知", "url": f"/t{n}.html"} for n in range(3)]
    text = json.dumps({"data": {"rows": rows, "total": 42}})
    assert read_list(text, endpoint.url, source, Ask(endpoint.url)).unturned == "more than the 3 rows that it holds"


def test_a_feed_has_no_pages() -> None:
    item = "<item><title>共12页</title><link>/zwgk/tzgg/1.html</link></item>"
    assert read_list(f"<rss><channel>{item}</channel></rss>", LIST, SOURCE).unturned == ""


def test_a_source_that_begins_at_a_later_page_knows_its_number() -> None:
    for start in (f"{LIST}?page=3", f"{LIST}?current=3&size=5"):
        source = Source("example", start_urls=(start,), allowed_domains=("www.example.gov.cn",))
        said = [
            read_list(f"<body><ul>{ROWS}</ul><p>共{pages}页</p></body>", start, source).unturned for pages in (3, 4)
        ]
        assert said == ["", "共4页"]
        rows = [
            {"title": f"关于第{n}批项目的公示", "url": f"/a/t2023_{n}.html", "time": "2023-06-01"} for n in range(5)
        ]
        answers = [read_list(json.dumps({"total": total, "rows": rows}), start, source) for total in (15, 16)]
        assert [bool(answer.next_pages) for answer in answers] == [False, True]
        assert [answer.unturned for answer in answers] == ["", ""]


def test_the_next_page_of_json_in_a_string_of_json() -> None:
    row = {"title": "关于做好民生实事项目公示的通知", "url": "/a/t2023_1.html", "time": "2023-06-01"}
    inner = json.dumps({"total": 90, "list": [row] * 8})
    found = read_list(json.dumps({"code": 0, "data": inner}), f"{LIST}?pageNo=1&pageSize=8", SOURCE)
    assert [ask.url for ask in found.next_pages] == [f"{LIST}?pageNo=2&pageSize=8"]


COUNTED = [
    "共1,234条记录", "共 1 234 条", "共找到412条结果", "为您找到相关结果约412个", "合计300条", "全部300条", "共二十页",
    "当前第一页，共一百二十页", "页码：1/20", "页数：1/20", "共[300]条", "共『300』条", "数据总量 300", "总数量：300",
    "Total: 300", "300 records", "1 of 20", "300条",
]  # fmt: skip
NOT_COUNTED = [
    "共5条记录", "Total: 5", "页码：1/1", "共一页", "每页20条", "20条/页", "第3页", "上一页 1 下一页", "访问量：1,234次",
    "合计5条", "您是第30000位访客", "更新时间：2026-11-30", "到 30 页",
]  # fmt: skip


@pytest.mark.parametrize("words", COUNTED)
def test_a_pager_says_how_many_there_are_in_any_words(words: str) -> None:
    assert unturned(f"<div class=page>{words}</div>")
    assert unturned(f"<div id=Pager><span>{words}</span></div>")


@pytest.mark.parametrize("words", NOT_COUNTED)
def test_other_numbers_in_a_pager_are_no_sum(words: str) -> None:
    assert unturned(f"<div class=page>{words}</div>") == ""


def test_a_sum_right_below_the_rows_needs_no_pager_and_a_number_elsewhere_is_none() -> None:
    assert unturned("<p>合计 1,300 条</p>") == "合计 1,300 条"
    assert unturned("<h3>政策文件</h3><p>300条</p>") == ""


@pytest.mark.parametrize(
    "pager",
    [
        "<p>共97页</p>",
        "<div class=page><span>1</span><a>2</a><a>3</a><a>97</a></div>",
        "<a href='javascript:turnTo(2)'>下一页</a>",
    ],
)
def test_a_pager_in_the_html_of_an_answer_is_looked_at_too(pager: str) -> None:
    html = {"code": "200", "data": {"html": f"<ul>{ROWS.replace('t2023', '/zwgk/t2023')}</ul>{pager}"}}
    url = f"{SITE}/api/unit"
    source = Source("example", start_urls=(url,), allowed_domains=("www.example.gov.cn",))
    assert read_list(json.dumps(html), url, source).unturned
    last = {"code": "200", "data": {"html": html["data"]["html"].replace(pager, "共1页"), "totalPage": 1}}
    assert read_list(json.dumps(last), url, source).unturned == ""


def test_days_with_strokes_number_no_page() -> None:
    rows = ROWS.replace("2023-06-", "2023/06/")
    text = f"<ul>{rows}</ul><div class=page><span>1</span><span>2</span><span>…</span><span>31</span></div>"
    assert read_list(f"<body>{text}</body>", LIST, SOURCE).unturned == "1 2 31"
