"""Rows of another column are not the list where the page's own is missing, or comes by a script or a frame."""

import json

import pytest

from pipelines.lists.other_columns import OF_THE_SITE
from pipelines.lists.read import read_list
from pipelines.models import ListPage, NothingListed, Rejected, Rejection, Source, WhyNothing

SITE = "http://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
WAY = "<div class=pos>当前位置：<a href='/'>首页</a> &gt; <a href='/zwgk/tzgg/'>通知公告</a></div>"


def rows(folder: str, month: int, *, dated: bool = True) -> str:
    return "".join(
        f"<li><a href='{folder}8{n}.html'>关于第{n}批民生实事项目公示的通知</a>"
        f"{f'<span>2026-{month:02}-{n:02}</span>' if dated else ''}</li>"
        for n in range(11, 17)
    )


HOT = f"<ul>{rows('/xwzx/content_', 3)}</ul>"
NAMED = f"<div class=side><h3>热点新闻</h3>{HOT}</div>"
OWN = [f"{LIST}content_8{n}.html" for n in range(11, 17)]
RECORDS = "".join(
    f"<record><![CDATA[<li><a href='/art/2026/2/1/art_112_{n}.html'>关于第{n}批公示的通知</a><i>2026-02-{n}</i></li>]]></record>"
    for n in range(11, 14)
)
WRITTEN = "".join(f"s+='{row}</li>';" for row in rows("content_", 2).replace("'", '"').split("</li>") if row)
HELD = ",".join(
    f'{{"title":"关于第{n}批民生实事项目公示的通知","url":"{LIST}content_8{n}.html","date":"2026-02-{n}"}}'
    for n in range(11, 17)
)


def read(body: str, title: str = "通知公告_示例县人民政府") -> ListPage:
    text = f"<html><head><title>{title}</title></head><body>{WAY}{body}<div>主办：示例县人民政府</div></body></html>"
    return read_list(text, LIST, SOURCE)


def addresses(page: ListPage) -> list[str]:
    return [link.url for link in page.articles]


ERRORS = {
    "a missing page": ("<h1>404</h1><p>抱歉，您访问的页面不存在！</p>", "404", Rejection.NOT_FOUND),
    "a notice": ("<p>系统繁忙，请稍后再试</p>", "系统提示", Rejection.SITE_NOTICE),
    "a login": ("<form><input type=password></form><p>请先登录</p>", "用户登录", Rejection.LOGIN),
    "an error": ("<p>Server Error in '/' Application. Timeout expired.</p>", "通知公告", Rejection.SERVER_ERROR),
}


@pytest.mark.parametrize("kind", ERRORS)
def test_what_came_in_the_list_s_place_is_named_whatever_stands_next_to_it(kind: str) -> None:
    body, title, reason = ERRORS[kind]
    with pytest.raises(Rejected) as raised:
        read(body + NAMED, title)
    assert raised.value.reason is reason


@pytest.mark.parametrize("kind", ["a missing page", "an error"])
def test_it_is_named_by_the_title_where_the_other_rows_have_no_name(kind: str) -> None:
    body, title, reason = ERRORS[kind]
    with pytest.raises(Rejected) as raised:
        read(f"{body}<div>{HOT}</div>", title)
    assert raised.value.reason is reason


IN_PLACE = {
    "busy": "<p>系统繁忙，请稍后再试！</p>",
    "missing": "<div class=tip>抱歉，您访问的页面不存在或已被删除！</div>",
    "to come": "<div><span>栏目建设中</span></div>",
    "maintained": "<h3>系统维护公告</h3><p>因系统升级维护，暂停服务，敬请谅解。</p>",
    "a login": "<p>请先登录后查看</p>",
}
AROUND_BOTH = {
    "a box": "<div class=w><div class=l>{hot}</div><div class=r>{own}</div></div>",
    "the notice first": "<div class=w><div class=r>{own}</div><div class=l><div>{hot}</div></div></div>",
    "aside": "<main><section>{own}</section><aside>{hot}</aside></main>",
    "cells": "<table><tr><td>{hot}</td><td>{own}</td></tr></table>",
    "a menu": "<div><div class=l><ul><li><a href='/zwgk/'>公开</a></li></ul>{hot}</div><div class=r>{own}</div></div>",
    "on both sides": "<div class=w><div>{hot}</div><div>{own}</div><div>{new}</div></div>",
}


@pytest.mark.parametrize("kind", IN_PLACE)
@pytest.mark.parametrize("around", AROUND_BOTH)
@pytest.mark.parametrize("heading", ["<h3>热点推荐</h3>", "<div class=t><span>最新信息</span></div>", ""])
def test_an_element_around_both_changes_nothing(kind: str, around: str, heading: str) -> None:
    hot = f"<div class=hot>{heading}{HOT}</div>"
    own = IN_PLACE[kind]
    body = AROUND_BOTH[around].format(hot=hot, own=own, new=hot.replace("/xwzx/", "/ztzl/"))
    is_certain = bool(heading) and kind != "a login"
    assert instead_of_rows(body) in (OF_THE_SITE if is_certain else (*OF_THE_SITE, WhyNothing.OTHERS))


def instead_of_rows(body: str) -> Rejection | WhyNothing | None:
    """Return what a page is said to be, or why its rows are in doubt."""
    try:
        nothing = read(body).nothing
    except Rejected as rejected:
        return rejected.reason
    return nothing.reason if nothing else None


def test_a_login_in_a_site_s_head_is_none_of_the_list() -> None:
    head = ("<div class=top>您好，请登录！</div>", "<div class=top>您好，请<a href='/login'>登录</a></div>")
    for line in head:
        text = f"<title>通知公告</title><body>{line}{WAY}<div><h3>最新公告</h3>{ARTICLES}</div></body>"
        page = read_list(text, LIST, SOURCE)
        assert (len(page.articles), page.nothing) == (6, None)


def test_lines_that_belong_to_rows_are_no_notice() -> None:
    cards = "".join(
        f"<div class=card><a href='/xwzx/content_8{n}.html'>关于第{n}批系统升级的通知</a><p>系统升级期间暂停服务。</p><i>2026-03-{n}</i></div>"
        for n in range(11, 17)
    )
    page = read(f"<div class=w><div><h3>最新公告</h3>{cards}</div></div>")
    assert (len(page.articles), page.nothing) == (6, None)


MISSING = {
    "an empty element that a script fills": "<h2>通知公告</h2><div id=list></div>",
    "rows that a script opens": f"<h2>通知公告</h2><ul>{rows('', 2).replace('href', 'data-id')}</ul>",
    "a table without rows": "<table><thead><tr><th>标题</th></tr></thead><tbody></tbody></table>"
    "<script>$.ajax({url: '/api/list'})</script>",
}


@pytest.mark.parametrize("own", MISSING.values(), ids=MISSING)
@pytest.mark.parametrize("other", [NAMED, f"<aside>{HOT}</aside>"], ids=["a name", "aside"])
def test_rows_that_stand_apart_are_no_list_where_its_place_is_empty(own: str, other: str) -> None:
    page = read(f"<div class=main>{own}</div>{other}")
    assert (page.articles, page.next_pages) == ((), ())
    assert page.nothing


@pytest.mark.parametrize(
    ("own", "asked"),
    [
        ("<iframe src='rows.html'></iframe>", "rows.html"),
        ("<ul id=l></ul><script>$.getJSON('./list.json', f)</script>", "list.json"),
    ],
)
def test_a_frame_or_a_file_of_the_column_is_asked(own: str, asked: str) -> None:
    page = read(f"<div class=main><h2>通知公告</h2>{own}</div>{NAMED}")
    assert page.articles == ()
    assert [ask.url for ask in page.next_pages] == [LIST + asked]
    unnamed = read(f"<div class=main>{own}</div><div class=side>{HOT}</div>")
    assert len(unnamed.articles) == 6
    assert [ask.url for ask in unnamed.next_pages] == [LIST + asked]
    assert unnamed.nothing
    assert unnamed.nothing.reason is WhyNothing.OTHERS


@pytest.mark.parametrize("other", [NAMED, f"<div class=side>{HOT}</div>"], ids=["a name", "no name"])
def test_rows_of_the_column_in_a_script_are_the_list(other: str) -> None:
    assert addresses(read(f"<div id=l></div><script>var list=[{HELD}];</script>{other}")) == OWN
    assert addresses(read(f"<div id=l></div><script>var s='';{WRITTEN}$('#l').html(s);</script>{other}")) == OWN
    store = f"<div><script type='text/xml'><datastore><recordset>{RECORDS}</recordset></datastore></script></div>"
    assert addresses(read(store + other)) == [f"{SITE}/art/2026/2/1/art_112_{n}.html" for n in range(11, 14)]


def test_an_undated_list_of_the_column_wins_over_dated_rows_of_another_name() -> None:
    own = f"<h2>通知公告</h2><ul>{rows('content_', 2, dated=False)}</ul>"
    assert addresses(read(own + NAMED)) == addresses(read(NAMED + own)) == OWN
    assert len(read(f"{own}<div>{HOT}</div>").articles) == 12


DOUBTS = {
    "empty, it says": "<div class=main><p>暂无信息</p></div>",
    "nothing below its name": "<div class=main><h2>通知公告</h2><div id=list></div></div>",
    "a template": "<ul id=app><li v-for='r in rows'><a :href='r.url'>{{r.title}}</a></li></ul>",
}


@pytest.mark.parametrize("kind", DOUBTS)
def test_rows_that_nothing_sets_apart_stay_with_a_note(kind: str) -> None:
    page = read(f"{DOUBTS[kind]}<div class=side>{HOT}</div>")
    assert len(page.articles) == 6
    assert page.nothing
    assert page.nothing.reason is WhyNothing.OTHERS


ARTICLES = f"<ul>{rows('/art/2026/2/1/art_12_', 2)}</ul>"
LISTS = {
    "no heading": ARTICLES,
    "another name, a pager to fill and a counter": f"<div><h3>最新公告</h3>{ARTICLES}<div id=pager></div></div>"
    "<script>$.ajax({url: '/api/hits'})</script>",
    "a login above": f"<form>用户登录 <input type=password name=p></form>{ARTICLES}",
    "pictures in a script": f"<div><h3>信息列表</h3>{ARTICLES}</div>"
    "<script>var d=[{title: '县领导深入企业调研座谈会召开', url: '/xw/1.html', time: '2026-02-01'}]</script>",
    "a frame with the page's head": f"<iframe src='/top.html'></iframe>{ARTICLES}",
    "a next page": f"<h2>通知公告</h2>{ARTICLES}<a href='index_2.html'>下一页</a>",
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_column_whose_articles_lie_in_another_folder_is_read_as_before(kind: str) -> None:
    page = read(LISTS[kind])
    assert len(page.articles) == 6
    assert page.nothing is None
    assert len(page.next_pages) == (kind == "a next page")


@pytest.mark.parametrize("how", ["hidden", "style='display:none'", "style='visibility: hidden'"])
def test_a_hidden_panel_of_another_column_is_no_part_of_the_list(how: str) -> None:
    shown = f"<div id=t1><ul>{rows('content_', 2)}</ul></div>"
    assert addresses(read(f"{shown}<div id=t2 {how}><ul>{rows('/zwgk/zcjd/content_', 3)}</ul></div>")) == OWN
    assert addresses(read(f"<ul>{rows('content_', 2)}</ul><ul {how}>{rows('/xwzx/content_', 3)}</ul>")) == OWN


@pytest.mark.parametrize("folder", ["content_9", "/art/2026/2/1/art_12_"])
def test_a_hidden_list_is_one_where_it_may_be_the_column_s(folder: str) -> None:
    first = rows("content_" if folder == "content_9" else "/art/2026/2/1/art_13_", 2)
    assert len(read(f"<ul>{first}</ul><ul hidden>{rows(folder, 3)}</ul>").articles) == 12
    assert len(read(f"<ul hidden>{rows(folder, 3)}</ul>").articles) == 6


def items(folder: str) -> list[dict[str, str]]:
    return [
        {"title": f"关于第{n}批公示的通知", "url": f"{folder}{n}.html", "date": f"2026-02-{n}"} for n in range(11, 15)
    ]


@pytest.mark.parametrize(("folder", "is_noted"), [("/xwzx/content_9", True), ("/zwgk/tzgg/content_9", False)])
def test_rows_of_an_answer_s_lists_that_share_no_folder_have_a_note(folder: str, is_noted: bool) -> None:
    answer = json.dumps({"hot": items(folder), "rows": items("/zwgk/tzgg/content_8")})
    page = read_list(answer, f"{SITE}/api/list?page=1", SOURCE)
    assert len(page.articles) == 8
    assert (page.nothing is not None and page.nothing.reason is WhyNothing.OTHERS) is is_noted


OF_SIZE = {
    "the size": ("page=1&size=4", {"hot": 7, "rows": 4}, [4]),
    "another name of it": ("pageNo=2&pageSize=4", {"banner": 1, "rows": 4, "top": 2}, [4]),
    "the last page": ("page=3&size=15", {"hot": 7, "rows": 4}, [7, 4]),
    "both of the size": ("page=1&size=4", {"hot": 4, "rows": 4}, [4, 4]),
    "no page": ("size=4", {"hot": 7, "rows": 4}, [7, 4]),
}


@pytest.mark.parametrize("kind", OF_SIZE)
def test_of_an_answer_s_lists_the_one_of_the_size_that_was_asked_for_is_its_own(kind: str) -> None:
    query, lengths, listed = OF_SIZE[kind]
    many = {name: (items(f"/{name}/a/content_8") + items(f"/{name}/a/content_9"))[:n] for name, n in lengths.items()}
    page = read_list(json.dumps(many), f"{SITE}/api/list?{query}", SOURCE)
    assert len(page.articles) == sum(listed)
    assert (page.nothing is not None) is (len(listed) > 1)


def test_rows_on_top_in_the_folder_of_the_list_stay_whatever_size_was_asked_for() -> None:
    answer = json.dumps({"top": items("/zwgk/tzgg/content_9")[:2], "rows": items("/zwgk/tzgg/content_8")})
    assert len(read_list(answer, f"{SITE}/api/list?page=1&size=4", SOURCE).articles) == 6


LONE = "<a href='content_900.html'>关于公布第三批行政许可事项目录的通知</a>"
LONE_ROWS = {
    "a list of one": f"<ul><li>{LONE}</li></ul>",
    "a paragraph": f"<p>{LONE}</p>",
    "a row of a table": f"<table><tr><td>1</td><td>{LONE}</td></tr></table>",
    "a box around it": f"<div class=con><div class=list>{LONE}</div></div>",
    "two of them": f"<p>{LONE}</p><p>{LONE.replace('900', '901').replace('三', '二')}</p>",
}


@pytest.mark.parametrize("kind", LONE_ROWS)
def test_a_row_without_a_day_is_listed_next_to_dated_ones_of_another_column(kind: str) -> None:
    own = [f"{LIST}content_900.html", f"{LIST}content_901.html"][: 1 + (kind == "two of them")]
    row = LONE_ROWS[kind]
    assert set(own) < set(addresses(read(f"<div class=m>{row}</div><div class=r>{HOT}</div>")))
    assert set(own) < set(addresses(read(f"<div class=m>{row}</div>{NAMED}")))
    assert addresses(read(f"<div class=m><h2>通知公告</h2>{row}</div>{NAMED}")) == own
    assert addresses(read(f"{NAMED}<div class=m><p class=title>通知公告</p><div>{row}</div></div>")) == own


@pytest.mark.parametrize(
    "link",
    [
        "<a href='zhinan.html'>示例县人民政府信息公开指南</a>",
        "<a href='content_900.html'>公开指南</a>",
        "<a href='/jgsz/content_900.html'>关于公布第三批行政许可事项目录的通知</a>",
    ],
    ids=["no number", "a short text", "another folder"],
)
def test_a_link_next_to_dated_rows_is_no_row_because_it_has_no_day(link: str) -> None:
    assert len(addresses(read(f"<div class=m><h2>通知公告</h2><p>{link}</p></div><div class=r>{HOT}</div>"))) == 6


def test_a_lone_row_leaves_those_that_may_be_of_the_column() -> None:
    assert len(addresses(read(f"<div class=m><h2>通知公告</h2><p>{LONE}</p>{HOT}</div>"))) == 7
    own = f"<div class=m><h2>通知公告</h2><p>{LONE}</p></div>"
    assert len(addresses(read(f"{own}<div class=r><h3>通知公告列表</h3>{HOT}</div>"))) == 7


IN_SCRIPTS = {
    "values": f"var hot=[{HELD.replace('/zwgk/tzgg/', '/xwzx/')}];",
    "markup": f"var s='';{WRITTEN.replace('content_', '/xwzx/t20260211_')}$('#hot').html(s);",
}


@pytest.mark.parametrize("held", IN_SCRIPTS.values(), ids=IN_SCRIPTS)
def test_rows_in_a_script_have_a_note_where_another_place_of_the_page_is_asked_for(held: str) -> None:
    own = "$.get('/api/list?page=1', function (d) { $('#list').html(drawn(d)); });"
    places = "<h2>通知公告</h2><div id=list></div><div id=hot></div>"
    noted = read(f"{places}<script>{held}{own}</script>")
    assert len(noted.articles) == 6
    assert noted.nothing == NothingListed(WhyNothing.OTHERS, f"it shows {SITE}/api/list?page=1 as well")
    assert read(f"{places}<script>{held}$.get('/api/hits', function (d) {{ count = d; }});</script>").nothing is None
    assert read(f"{places}<script>{held}$('#list').html(first);{own}</script>").nothing is None
    assert read(f"{places}<script>{held.replace('/xwzx/', '/zwgk/tzgg/')}{own}</script>").nothing is None
