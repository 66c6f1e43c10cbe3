"""The way to a page whose names stand side by side: blanks, pictures or empty tags between them."""

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, in_p, page

from pipelines.extract import extract

TITLE = "全市春季森林防火检查启动"
HOME, OPEN, NEWS = "<a href='/'>首页</a>", "<a href='/open/'>政务公开</a>", "<a href='/open/news/'>公告</a>"


def columns(trail: str, page_title: str = TITLE) -> tuple[str, ...]:
    head = f"<head><meta charset='utf-8'><title>{page_title}</title></head>"
    lines = ["各县区林业局，市直各林场：", "检查时间为7月6日至10日。", *SENTENCES]
    info = "<p>发布者：李明 发布时间：2026-06-29</p>"
    main = f"<div class='r'>{trail}<div class='a'><h1>{TITLE}</h1>{info}{in_p(lines)}</div></div>"
    return extract(page(f"<html>{head}<body><ul>{NAVIGATION}</ul>{main}{FOOTER}</body></html>"), ANY).columns


@pytest.mark.parametrize(
    "mark", ["&nbsp;", "<img src='/j.gif'>", "<em></em>", "<span class='possplit'>&nbsp;&nbsp;</span>", ""]
)
@pytest.mark.parametrize("leaf", ["", "正文"])
@pytest.mark.parametrize("label", ["<div>当前位置：{}</div>", "<div class='path'><span>您的位置：</span>{}</div>"])
def test_links_side_by_side(label: str, leaf: str, mark: str) -> None:
    assert columns(label.format(mark.join([HOME, OPEN, NEWS, leaf]))) == ("政务公开", "公告")


def test_a_label_in_a_part_of_its_own_takes_no_lines_of_the_text() -> None:
    assert columns("<div><b>当前位置：</b></div><ul><li>首页</li></ul>") == ()


def test_what_stands_before_the_home_page_is_no_column() -> None:
    skip = "<span><a href='#skip'>跳至内容</a></span><span> &gt; </span>"
    trail = f"<div class='breadcrumb'>{skip}<span>{HOME}</span><span> &gt; </span><span>{NEWS}</span></div>"
    assert columns(trail) == ("公告",)


@pytest.mark.parametrize(("href", "expected"), [("/n/", ("新闻中心",)), ("/", ())])
def test_the_only_column_may_be_named_as_sites_are(href: str, expected: tuple[str, ...]) -> None:
    trail = f"<div>当前位置：{HOME} &gt; <a href='{href}'>新闻中心</a></div>"
    assert columns(trail, f"{TITLE}_新闻中心") == expected


def test_a_label_of_any_name_above_links_with_marks() -> None:
    assert columns(f"<div>当前栏目：{OPEN} &gt; {NEWS}</div>") == ("政务公开", "公告")
    assert columns("<div>标签：<a href='/t1'>防火</a> <a href='/t2'>检查</a></div>") == ()


@pytest.mark.parametrize(
    "leaf", ["列表", "列表页", "新闻列表", "详情", "新闻详情", "当前页", "<a href='/open/news/a'>列表</a>"]
)
def test_the_kind_of_page_is_no_column(leaf: str) -> None:
    assert columns(f"<div>当前位置：{HOME} &gt; {OPEN} &gt; {NEWS} &gt; {leaf}</div>") == ("政务公开", "公告")


@pytest.mark.parametrize("column", ["公告列表", "名单列表"])
def test_a_column_may_be_called_a_list(column: str) -> None:
    assert columns(f"<div>当前位置：{HOME} &gt; {OPEN} &gt; {column}</div>") == ("政务公开", column)
