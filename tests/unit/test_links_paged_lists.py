"""Boxes under other names next to a list are none of its rows, be the list's own name missing."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import ListPage, Source, WhyNothing

SITE = "http://www.example.gov.cn"
LIST = f"{SITE}/Category_1/Index.aspx"
SOURCE = Source(name="example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
PAGER = '<div class="page">共12页 <a href="/Category_1/Index_2.aspx">下一页</a></div>'
OWN = [f"{SITE}/Item/{n}.aspx" for n in range(101, 107)]


def rows(first: int, count: int) -> str:
    row = "<li><a href='/Item/{0}.aspx'>关于{0}号桥封闭施工的通告</a><span>2026-09-0{1}</span></li>"
    return "".join(row.format(n, n - first + 1) for n in range(first, first + count))


def page(main: str, side: str, title: str = "通知公告_某某县人民政府", *, before: bool = False) -> ListPage:
    boxes = f"{side}{main}" if before else f"{main}{side}"
    return read_list(f"<html><head><title>{title}</title></head><body>{boxes}</body></html>", LIST, SOURCE)


def urls(found: ListPage) -> list[str]:
    return [link.url for link in found.articles]


@pytest.mark.parametrize("name", ["推荐阅读", "本周热门", "学校要闻"])
@pytest.mark.parametrize("before", [True, False])
def test_the_list_with_the_pager_is_the_pages_own(name: str, *, before: bool) -> None:
    main = f"<div class='main'><ul class='a'>{rows(101, 6)}</ul>{PAGER}</div>"
    side = f"<div class='side'><h3>{name}</h3><ul class='b'>{rows(901, 4)}</ul></div>"
    assert urls(page(main, side, before=before)) == OWN


def test_boxes_with_names_in_one_box_with_the_pager_stay() -> None:
    parts = f"<h3>中央文件</h3><ul class='a'>{rows(101, 3)}</ul><h3>地方文件</h3><ul class='b'>{rows(104, 3)}</ul>"
    assert urls(page(f"<div>{parts}{PAGER}</div>", "")) == OWN
    boxes = f"<div><h3>中央文件</h3><ul class='a'>{rows(101, 3)}</ul>{PAGER}</div><div><h3>地方文件</h3><ul>{rows(104, 3)}</ul></div>"
    assert urls(page(f"<div>{boxes}</div>{PAGER}", "")) == OWN


def test_what_stands_in_an_aside_is_not_the_list() -> None:
    main, side = f"<div><ul class='a'>{rows(101, 6)}</ul></div>", f"<aside><ul class='b'>{rows(901, 4)}</ul></aside>"
    assert urls(page(main, side)) == OWN
    assert urls(page("", f"<aside><ul>{rows(101, 6)}</ul></aside>")) == OWN


@pytest.mark.parametrize(
    "heading", ["通知公告", "通知公告<em>NOTICE</em>", "通知公告 Notices", "通知公告列表", "通知公告 更多"]
)
@pytest.mark.parametrize("kind", ["a", "b"])
def test_a_list_under_the_pages_name_is_its_own(heading: str, kind: str) -> None:
    main = f"<div class='x'><h3>{heading}</h3><ul class='a'>{rows(101, 6)}</ul></div>"
    side = f"<div class='x'><h3>热点新闻</h3><ul class='{kind}'>{rows(901, 4)}</ul></div>"
    assert urls(page(main, side)) == OWN
    assert urls(page(main, side, before=True)) == OWN


@pytest.mark.parametrize("title", ["新闻中心-某某市第一中学", "新闻中心_某某县", "新闻中心"])
def test_a_column_may_be_called_as_a_site_could_be(title: str) -> None:
    main = f"<div><h3>新闻中心</h3><ul class='a'>{rows(101, 6)}</ul></div>"
    side = f"<div><h3>推荐阅读</h3><ul class='b'>{rows(901, 4)}</ul></div>"
    assert urls(page(main, side, title)) == OWN


def test_a_box_under_another_name_next_to_a_list_without_one_is_named() -> None:
    main = f"<div><ul class='a'>{rows(101, 6)}</ul></div>"
    side = f"<div><h3>推荐阅读</h3><ul class='b'>{rows(901, 4)}</ul></div>"
    found = page(main, side)
    assert len(found.articles) == 10
    assert found.nothing
    assert found.nothing.reason is WhyNothing.OTHERS
    assert "4 of them stand below 推荐阅读" in found.nothing.detail
    assert page(main, "").nothing is None


@pytest.mark.parametrize(
    "empty", ["<p>暂无数据</p>", "<p>暂无相关内容！</p>", "<ul></ul>", "<div><ul class='gl'></ul></div>"]
)
def test_rows_of_another_name_next_to_an_empty_place_are_doubted(empty: str) -> None:
    hot = f"<div class='r'><h3>热点信息</h3><ul>{rows(901, 6)}</ul></div>"
    way = "<div class='wz'>当前位置：<a href='/'>首页</a> &gt; <a href='./'>通知公告</a></div>"
    found = page(f"{way}<div class='main'><div class='con'>{empty}</div>{hot}</div>", "")
    assert found.nothing
    assert found.nothing.reason is WhyNothing.OTHERS


def test_blocks_of_the_columns_below_a_page_stay_though_one_is_called_as_the_page_is() -> None:
    def block(name: str, n: int) -> str:
        link = f"<a href='/zwgk/{n}/t20260901_{n}.html'>关于{n}号桥封闭施工的通告</a>"
        return f"<div class='block'><h2>{name}</h2><ul><li>{link}<span>2026-09-01</span></li></ul></div>"

    text = f"<title>通知公告_某某县人民政府</title>{block('通知公告', 1)}{block('政府文件', 2)}"
    assert len(read_list(text, f"{SITE}/zwgk/", SOURCE).articles) == 2
