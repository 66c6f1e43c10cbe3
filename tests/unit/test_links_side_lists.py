"""A list next to the page's own is another column's where it stands in a box of its own under a name of its own."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
OWN = [f"/zwgk/a/70{n:02}.html" for n in range(1, 6)]
SIDE = [f"/zwgk/a/80{n:02}.html" for n in range(1, 9)]
MORE = [f"/zwgk/a/90{n:02}.html" for n in range(1, 5)]


def rows(addresses: list[str], month: int) -> str:
    return "".join(
        f"<li><a href='{url}'>关于做好第{url[-7:-5]}批民生实事项目公示的通知</a><span>2026-{month:02}-{n + 1:02}</span></li>"
        for n, url in enumerate(addresses)
    )


def listed(body: str, title: str = "通知公告_某某市人民政府") -> list[str]:
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return [link.url.removeprefix(SITE) for link in read_list(page, LIST, SOURCE).articles]


SIDES = {
    "a sidebar first": (
        "<div class=r><h3>热点信息</h3><ul>{side}</ul></div><div class=l><h3>通知公告</h3><ul>{own}</ul></div>"
    ),
    "a sidebar last, with 更多": (
        "<div class=l><div class=hd><span>通知公告</span></div><ul>{own}</ul></div>"
        "<div class=r><div class=hd><b>推荐阅读</b><a href='/tj/'>更多&gt;&gt;</a></div><ul>{side}</ul></div>"
    ),
    "a heading that is the way here": (
        "<div class=l><p>首页 &gt; 政务公开 &gt; 通知公告</p><ul>{own}</ul></div>"
        "<div class=r><p class=t>最新发布</p><ul>{side}</ul></div>"
    ),
    "a table": (
        "<div class=r><h2>领导活动</h2><ul>{side}</ul></div>"
        "<div class=m><h2>通知公告</h2><div><ul class=list>{own}</ul></div></div>"
    ),
}


@pytest.mark.parametrize("kind", SIDES)
def test_a_dated_list_of_another_name_in_the_same_folder_is_left(kind: str) -> None:
    assert listed(SIDES[kind].format(own=rows(OWN, 9), side=rows(SIDE, 7))) == OWN


WAY = "<p>首页 &gt; 政务公开 &gt; 通知公告</p>"
LONG_WAY = "<p>您现在所在的位置：某某市人民政府网站 &gt; 政府信息公开 &gt; 法定主动公开内容 &gt; 通知公告</p>"
BELOW_OTHERS = {
    "a box next to it": WAY + "<div><h3>热点</h3><ul>{side}</ul></div><div class=r><ul>{own}</ul></div>",
    "both in a wrapper": WAY + "<div><div><h3>热点</h3><ul>{side}</ul></div><div class=r><ul>{own}</ul></div></div>",
    "several boxes": (
        WAY + "<div><div><div><p>热点</p><ul>{side}</ul></div><div><p>最新</p><ul>{more}</ul></div></div>"
        "<div class=r><div><ul>{own}</ul></div></div></div>"
    ),
    "tables": (
        WAY + "<table><tr><td><table><tr><td>热点</td></tr><tr><td><ul>{side}</ul></td></tr></table></td>"
        "<td><ul>{own}</ul></td></tr></table>"
    ),
    "a name that begins the list": WAY + "<dl><dt>热点</dt>{side}</dl><div><ul>{own}</ul></div>",
    "a heading of the page": "<h1>通知公告</h1><aside><b>热点</b><ul>{side}</ul></aside><main><ul>{own}</ul></main>",
    "a long way": LONG_WAY + "<div><h3>热点</h3><ul>{side}</ul></div><div class=r><ul>{own}</ul></div>",
    "a long way, its list first": LONG_WAY + "<div class=r><ul>{own}</ul></div><div><h3>热点</h3><ul>{side}</ul></div>",
}


@pytest.mark.parametrize("kind", BELOW_OTHERS)
def test_the_name_of_the_page_is_that_of_the_list_below_boxes_of_other_names(kind: str) -> None:
    page = BELOW_OTHERS[kind]
    side = rows(SIDE, 7)
    if "<dl>" in page:
        side = side.replace("li>", "dd>")
    assert listed(page.format(own=rows(OWN, 9), side=side, more=rows(MORE, 8))) == OWN


BOTH = {
    "two columns of a page": "<div class=a><h3>部门文件</h3><ul>{own}</ul></div><div class=b><h3>政府文件</h3><ul>{side}</ul></div>",
    "a part without a name": "<div class=a><h3>通知公告</h3><ul>{own}</ul></div><div class=b><ul>{side}</ul></div>",
    "a name that is a picture": (
        WAY + "<div><h3>部门文件</h3><ul>{own}</ul></div><div><div><img src=zfwj.png></div><ul>{side}</ul></div>"
    ),
    "a name of the list at the end of the box before": (
        WAY + "<div><div><h3>部门文件</h3><ul>{own}</ul></div><h3>政府文件</h3></div><ul>{side}</ul>"
    ),
    "years": "<div class=a><h3>通知公告</h3><ul>{own}</ul></div><div class=b><h3>2025年</h3><ul>{side}</ul></div>",
    "parts of one box": "<div class=a><h3>通知公告</h3><ul class=x>{own}</ul><h3>往期</h3><ol>{side}</ol></div>",
}


@pytest.mark.parametrize("kind", BOTH)
def test_nothing_is_left_where_it_may_be_a_part_of_the_list(kind: str) -> None:
    assert listed(BOTH[kind].format(own=rows(OWN, 9), side=rows(SIDE, 7))) == [*OWN, *SIDE]


def test_a_side_list_of_another_part_of_the_title_is_not_the_pages_own() -> None:
    own = f"<div class=l><p>全部信息</p><ul>{rows(OWN, 9)}</ul></div>"
    body = f"{own}<div class=r><h3>政策</h3><ul>{rows(SIDE, 7)}</ul></div>"
    assert listed(body, "政府信息公开_政策_某某市人民政府") == [*OWN, *SIDE]


def test_a_page_of_the_sites_name_alone_has_no_list_of_its_own() -> None:
    body = SIDES["a sidebar last, with 更多"].format(own=rows(OWN, 9), side=rows(SIDE, 7))
    assert listed(body, "某某市人民政府") == [*OWN, *SIDE]


HEADLINES = {
    "a heading of the list's own column": ("<h2><a href='/zwgk/tzgg/t_6001.html'>{title}</a></h2>", True),
    "a heading within its column's box": ("<div class=t><h3><a href='./t_6001.html'>{title}</a></h3></div>", True),
    "no heading": ("<p><a href='/zwgk/tzgg/t_6001.html'>{title}</a></p>", False),
    "of another column": ("<h2><a href='/zwyw/t_6001.html'>{title}</a></h2>", False),
    "of another make": ("<h2><a href='/zwgk/tzgg/zhinan.html?id=1'>{title}</a></h2>", False),
    "too short for a title": ("<h2><a href='/zwgk/tzgg/t_6001.html'>公开指南</a></h2>", False),
}


@pytest.mark.parametrize(("headline", "is_listed"), HEADLINES.values(), ids=HEADLINES)
def test_a_headline_above_rows_with_days_is_listed_without_one(headline: str, is_listed: bool) -> None:
    own = [f"/zwgk/tzgg/t_70{n:02}.html" for n in range(1, 6)]
    body = f"{headline.format(title='关于公布第三批行政许可事项目录的通知')}<ul>{rows(own, 9)}</ul>"
    assert ("/zwgk/tzgg/t_6001.html" in listed(body)) is is_listed
    assert set(own) <= set(listed(body))
