"""Heads apart from the text, below a banner that <title> repeats, or above a table of the text's own fields."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

from datetime import date, datetime

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, TITLE, in_p, page

from pipelines.extract import extract
from pipelines.models import Document

URL = "http://www.linjiang.gov.cn/zwgk/tzgg/content/post_1234.html"
DAY = date(2020, 3, 12)
SCHOOL = "临江市东城区实验小学"


def read(main: str, *, page_title: str = f"{TITLE}_临江市人民政府", footer: str = FOOTER) -> Document:
    html = f"<html><head><title>{page_title}</title></head><body><ul>{NAVIGATION}</ul>{main}{footer}</body></html>"
    return extract(page(html, url=URL), ANY)


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


# A banner with the name of a column


@pytest.mark.parametrize(
    "banner", ["<div class='nav-left'>{}</div>", "<h2>{}</h2>", "<p>{}</p>", "<h3 class='col'>{}</h3>"]
)
@pytest.mark.parametrize("line", ["【信息发布时间：2020-03-12阅读次数：】", "2020-03-12 来源：市林业局"])
@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "<div class='art-title'>{}</div>"])
def test_a_step_of_the_way_to_the_page_is_no_title(banner: str, line: str, heading: str) -> None:
    trail = "<div>当前位置：<a href='/'>首页</a> &gt; <a href='/lj/'>临江城区分中心</a> &gt; <a href='/xw/'>新闻动态</a></div>"
    main = (
        banner.format("临江城区分中心") + trail + heading.format(TITLE) + f"<p class='sources'>{line}</p>"
        f"<div class='con'>{in_p(SENTENCES)}</div>"
    )
    document = read(main, page_title="临江市资源交易信息网-信息网---临江城区分中心")
    assert (document.title, document.published) == (TITLE, DAY)
    assert texts(document) == SENTENCES


# A greeting with the name of the owner, which is all that <title> says


@pytest.mark.parametrize("greeting", ["<p>{}欢迎您！</p>", "<div>欢迎光临{}</div>", "<p>{}欢迎你</p>"])
@pytest.mark.parametrize("heading", ["<div class='tit'>{}</div>", "<p class='hd'>{}</p>", "<h3>{}</h3>"])
@pytest.mark.parametrize(
    "line", ["[发布时间2020年3月12日]", "【发布日期2020-03-12】", "发布时间：2020-03-12", "（发布于2020年3月12日）"]
)
def test_a_greeting_is_no_title(greeting: str, heading: str, line: str) -> None:
    main = (
        f"<div class='suo'>{greeting.format(SCHOOL)}</div><div class='tiel'><strong>详情信息</strong></div>"
        f"<div class='sys'>{heading.format('“最美读书人”——我校举行第十届读书节')}<div class='time'>{line}</div>"
        f"<div class='con'>{in_p(SENTENCES)}</div></div>"
    )
    document = read(main, page_title=SCHOOL, footer=f"<p>版权所有：{SCHOOL}</p><p>技术支持：某某网络公司</p>")
    assert (document.title, document.published) == ("“最美读书人”——我校举行第十届读书节", DAY)
    assert texts(document) == SENTENCES


def test_a_heading_that_goes_on_from_the_owners_name_is_a_title() -> None:
    main = f"<h1>临江市人民政府公告</h1><p>2020-03-12</p><div>{in_p(SENTENCES)}</div>"
    footer = "<p>版权所有：临江市人民政府</p>"
    assert read(main, page_title="临江市人民政府", footer=footer).title == "临江市人民政府公告"


# A row of buttons between head and text


ROWS = {
    "links": "<ul>"
    + "".join(f"<li><a href='#'>{name}</a></li>" for name in ["易信", "微信", "微博", "贴吧"] * 4)
    + "</ul>",
    "words": "<div>分享到：</div>" + "".join(f"<p><a href='javascript:;'>{name}</a></p>" for name in ["易信"] * 14),
    "advertisement": "<div class='ad'>"
    + "".join(f"<div><a href='http://ad.example.com/{n}'>特价优惠第{n}弹点击进入</a></div>" for n in range(14))
    + "</div>",
}


@pytest.mark.parametrize("row", sorted(ROWS))
@pytest.mark.parametrize(
    "line", ["2020-03-12 20:57:34　来源: <a href='/x'>临江日报</a>", "2020年03月12日 20:57:34 来源：临江日报"]
)
@pytest.mark.parametrize("inside", [True, False])
def test_the_day_counts_though_a_row_of_buttons_stands_below_it(row: str, line: str, inside: bool) -> None:
    share = f"<div class='topshare'>{ROWS[row]}</div>"
    body = f"<div class='body'>{share}<div class='text'>{in_p(SENTENCES)}</div></div>"
    if not inside:
        body = f"{share}<div class='text'>{in_p(SENTENCES)}</div>"
    document = read(f"<div class='main'><h1>{TITLE}</h1><div class='source'>{line}</div>{body}</div>")
    assert document.published_at is not None
    assert document.published_at.replace(tzinfo=None) == datetime(2020, 3, 12, 20, 57, 34)
    assert document.issuer == "临江日报"


def test_a_day_far_above_another_text_is_not_of_it() -> None:
    other = "".join(f"<p>第{n}件事：项目已经完成，设备正常运行，群众满意。</p>" for n in range(3))
    rows = "".join(f"<li><a href='#'>按钮{n}</a></li>" for n in range(12))
    main = f"<h1>{TITLE}</h1>{other}<p>2020-03-12</p><ul>{rows}</ul><div class='con'>{in_p(SENTENCES)}</div>"
    assert read(main).published is None


def test_the_days_of_a_list_below_the_heading_are_not_of_the_text() -> None:
    rows = "".join(f"<li><a href='/{n}.html'>市林业局开展第{n}次防火检查</a> 2020-03-{n}</li>" for n in range(11, 25))
    main = f"<h1>{TITLE}</h1><ul>{rows}</ul><div class='con'>{in_p(SENTENCES)}</div>"
    assert read(main).published is None


# A table of the text's own fields


TABLE = (
    "<div class='table'><h5>公告概要：</h5><table><tr><td colspan='4'><b>公告信息：</b></td></tr>"
    "<tr><td>采购项目名称</td><td colspan='3'>林区防火道路维修</td></tr><tr><td>采购单位</td><td colspan='3'>市林业局</td></tr>"
    "<tr><td>行政区域</td><td>临江市</td><td>公告时间</td><td>2020年03月12日 17:35</td></tr>"
    "<tr><td>本项目招标公告日期</td><td>2020年02月26日</td><td>成交日期</td><td>2020年03月09日</td></tr></table></div>"
)


@pytest.mark.parametrize(
    "line",
    [
        "<span id='pubTime'>2020年03月12日 17:35</span> 来源：<span></span> 【<span>打印</span>】",
        "2020-03-12 17:35　来源：　【打印】 【关闭】",
        "发布时间：2020-03-12 17:35 来源：",
        "来源：市林业局 2020-03-12 17:35",
        "时间：2020-03-12 17:35",
    ],
)
@pytest.mark.parametrize("heading", ["h1", "h2", "h3"])
def test_the_line_below_the_heading_is_no_field_of_the_table_below_it(line: str, heading: str) -> None:
    title = "临江市林区防火道路维修项目成交公告"
    main = f"<div class='main'><div class='hd'><{heading}>{title}</{heading}><p>{line}</p></div>{TABLE}{in_p(SENTENCES)}</div>"
    document = read(main, page_title=title)
    assert document.published == DAY
    assert texts(document)[0] == "公告概要："
