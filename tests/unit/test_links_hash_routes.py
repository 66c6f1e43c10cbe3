"""Rows that lead to one page and differ only in what follows its # are named, never taken for one article."""

import json

import pytest

from pipelines.lists.read import read_list
from pipelines.models import ListEndpoint, ListPage, Source, WhyNothing

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/index.html"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
NAMES = ("关于公布粮食收购价格的通知", "关于桥梁封闭施工的通告", "关于公开招聘教师的公告", "关于表彰先进个人的决定")
DAYS = ("2026-09-22", "2026-09-18", "2026-09-09", "2026-09-03")
DATED, UNDATED = "<li><a href='{u}'>{t}</a><span>{d}</span></li>", "<li><a href='{u}'>{t}</a></li>"
MENU = "<ul class=nav><li><a href='/'>首页</a></li><li><a href='/zwgk/'>政务公开</a></li><li><a href='#'>回顶部</a></li></ul>"


def rows(address: str, row: str = DATED) -> str:
    return "".join(row.format(u=address.format(i), t=NAMES[i], d=DAYS[i]) for i in range(len(NAMES)))


def read(body: str) -> ListPage:
    text = f"<html><head><title>通知公告</title></head><body>{MENU}<h2>通知公告</h2><ul>{body}</ul></body></html>"
    return read_list(text, LIST, SOURCE)


def said(found: ListPage) -> str:
    assert found.nothing is not None
    assert found.nothing.reason is WhyNothing.ONE_PAGE
    return found.nothing.detail.partition(";")[0]


@pytest.mark.parametrize("row", [DATED, UNDATED], ids=["dated", "undated"])
@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("#/detail?id=1{}2", LIST),
        ("#/article/1{}2", LIST),
        ("/app/#/detail/1{}2", f"{SITE}/app/"),
        ("/h5/index.html#/pages/detail?id={}12", f"{SITE}/h5/index.html"),
        ("detail.html#id=1{}2", f"{SITE}/zwgk/tzgg/detail.html"),
        ("/content_1234.html#!{}", f"{SITE}/content_1234.html"),
    ],
)
def test_rows_of_one_page_are_named_with_the_page_and_how_they_differ(address: str, page: str, row: str) -> None:
    found = read(rows(address, row))
    assert (found.articles, found.off_site, found.next_pages) == ((), (), ())
    fragments = ", ".join(f"#{address.partition('#')[2].format(i)}" for i in range(3))
    assert said(found) == f"4 rows lead to {page} and differ only in what follows it: {fragments}"


def test_rows_that_a_script_opens_by_an_attribute_are_named() -> None:
    row = "<li data-href='{u}'><b>{t}</b><span>{d}</span></li>"
    assert said(read(rows("#/detail/1{}2", row))).startswith(f"4 rows lead to {LIST}")


@pytest.mark.parametrize(
    "row",
    [
        "<li onclick=\"location.hash='#/detail/{u}'\"><b>{t}</b><span>{d}</span></li>",
        "<li onclick=\"window.location.hash = '/detail/{u}';\">{t}<span>{d}</span></li>",
        "<li><a href='#' onclick=\"location.hash='/detail/{u}';return false\">{t}</a><span>{d}</span></li>",
        "<li><a href='javascript:void(0)' onclick=\"location.href='#/detail/{u}'\">{t}</a><span>{d}</span></li>",
        "<li><a href=\"javascript:location.hash='/detail/{u}'\">{t}</a><span>{d}</span></li>",
        "<li><a href='javascript:show({u})'>{t}</a><span>{d}</span></li>",
        "<table><tr onclick=\"show('{u}')\"><td>{t}</td><td>{d}</td></tr></table>",
        "<div onclick=\"top.location.href='index.html#/detail/{u}'\">{t}<i>{d}</i></div>",
    ],
)
def test_rows_that_a_click_shows_are_named(row: str) -> None:
    script = "<script>function show(id) { window.location.hash = '#/detail/' + id; }</script>"
    assert said(read(rows("1{}2", row) + script)) == (
        f"4 rows lead to {LIST} and differ only in what follows it: #/detail/102, #/detail/112, #/detail/122"
    )


def test_a_row_with_an_address_of_its_own_is_listed_whatever_a_click_does() -> None:
    row = "<li><a href='/art/{u}.html' onclick=\"location.hash='#/seen/{u}'\">{t}</a><span>{d}</span></li>"
    found = read(rows("1{}2", row))
    assert [one.url for one in found.articles] == [f"{SITE}/art/1{i}2.html" for i in range(4)]
    assert found.nothing is None


def test_tabs_that_a_click_shows_are_no_rows() -> None:
    tabs = "".join(f"<li onclick=\"location.hash='tab{n}'\">{name}</li>" for n, name in enumerate(("今日", "本周")))
    found = read(tabs + rows("/art/1{}2.html"))
    assert (len(found.articles), found.nothing) == (4, None)


def test_they_are_named_where_the_list_has_a_pager() -> None:
    found = read(rows("#/detail/1{}2") + "<li><a href='?page=2'>下一页</a></li>")
    assert (found.articles, len(found.next_pages)) == ((), 1)
    assert said(found).startswith("4 rows lead to")


def test_dated_rows_are_named_next_to_other_articles() -> None:
    found = read(rows("#/detail/1{}2") + "</ul><h2>推荐</h2><ul class=hot>" + rows("/art/70{}1.html"))
    assert [one.url for one in found.articles] == [f"{SITE}/art/70{i}1.html" for i in range(4)]
    assert said(found).startswith("4 rows lead to")


@pytest.mark.parametrize("row", [DATED, "<li onclick=\"location.hash='{u}'\"><b>{t}</b><span>{d}</span></li>"])
def test_one_row_among_others_is_named_where_its_fragment_is_a_route(row: str) -> None:
    one = row.format(u="#/detail/77", t="关于一件别的事的公告", d="2026-09-30")
    found = read(one + rows("/art/70{}1.html"))
    assert [one.url for one in found.articles] == [f"{SITE}/art/70{i}1.html" for i in range(4)]
    assert said(found) == f"1 row leads to {LIST} and differs only in what follows it: #/detail/77"
    place = DATED.format(u="#annex", t="关于一件别的事的公告", d="2026-09-30")
    assert read(place + rows("/art/70{}1.html")).nothing is None


def test_a_menu_and_places_in_the_page_are_no_rows() -> None:
    menu = rows("/gkmlpt/index#257{}", UNDATED)
    found = read(menu + rows("/art/70{}1.html") + "".join(f"<li><a href='#p{i}'>{NAMES[i]}</a></li>" for i in (1, 2)))
    assert (len(found.articles), found.nothing) == (4, None)
    contents = "".join(f"<p id=p{i}>{name}</p>" for i, name in enumerate(NAMES))
    found = read(rows("#p{}", UNDATED) + contents)
    assert found.nothing is not None
    assert found.nothing.reason is WhyNothing.NO_LIST


def test_a_comment_s_place_in_an_article_is_no_row() -> None:
    row = DATED.replace("</a>", "</a><a href='{u}#comments'>评论</a>")
    found = read(rows("/art/70{}1.html", row))
    assert (len(found.articles), found.nothing) == (4, None)


def test_rows_of_json_that_lead_to_one_page_are_named() -> None:
    answer = [
        {"title": t, "url": f"/#/detail?id={i}", "date": d} for i, (t, d) in enumerate(zip(NAMES, DAYS, strict=True))
    ]
    found = read_list(json.dumps({"data": answer}), f"{SITE}/api/list", SOURCE)
    assert found.articles == ()
    assert said(found) == f"4 rows lead to {SITE}/"
    state = (
        f"<html><body><div id=app></div><script>window.__STATE__={json.dumps({'list': answer})}</script></body></html>"
    )
    assert said(read_list(state, LIST, SOURCE)) == f"4 rows lead to {SITE}/"


def test_a_table_that_names_another_address_reads_them() -> None:
    endpoint = ListEndpoint(f"{SITE}/api/list", rows="data", link="/api/article/{id}")
    source = Source("example", lists=(endpoint,), allowed_domains=("www.example.gov.cn",))
    answer = [{"id": i, "title": t, "url": f"/#/detail?id={i}"} for i, t in enumerate(NAMES, 1)]
    found = read_list(json.dumps({"data": answer}), f"{SITE}/api/list", source)
    assert [one.url for one in found.articles] == [f"{SITE}/api/article/{i}" for i in range(1, 5)]
    assert found.nothing is None
