"""Short notices that speak of the web, of organisers, of scanning and copying: their words are the page's furniture elsewhere."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

from collections.abc import Callable

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, article, in_p, page

from pipelines.extract import extract

META = "<meta name='ArticleTitle' content='读书月活动通知'><meta name='PubDate' content='2020-03-12'>"
TITLE = "读书月活动通知"
LINES = [
    "主办单位：县图书馆",
    "承办单位：县新华书店、县第一中学",
    "技术支持：县信息中心",
    "网站标识码应当写在报名表的右上角。",
    "作品集可分享到各班微信群。",
    "首次登录注册的读者应当带身份证。",
    "热门推荐书目每周一更新一次。",
    "扫描二维码可以预约座位。",
    "长按识别二维码预约",
    "ICP备案办法由县信息中心另行通知。",
    "举报电话：12318。",
    "时间：2020年4月23日",
    "比赛时间：2020年4月23日9时",
    "未经许可，不得将藏书带出馆外。",
    "分享到朋友圈的读者可以领取书签一枚。",
]
AROUND = ["请各班认真组织实施。", "活动自4月20日开始。"]


def in_own_element(lines: list[str]) -> str:
    return f"<h2>{TITLE}</h2><div class='sj'>发布时间：2020-03-12</div><div class='nr'>{in_p(lines)}</div>"


def in_one_element(lines: list[str]) -> str:
    return f"<div class='m'><h1>{TITLE}</h1><p class='d'>2020-03-12 来源：县教育局</p>{in_p(lines)}</div>"


def in_lines(lines: list[str]) -> str:
    return f"<h1>{TITLE}</h1><div>日期：2020-03-12</div><div id='nr'>{'<br>'.join(lines)}</div>"


def in_a_cell(lines: list[str]) -> str:
    return f"<table><tr><td><h1>{TITLE}</h1></td></tr><tr><td>2020-03-12 10:20 来源：县教育局</td></tr><tr><td class='c'>{in_p(lines)}</td></tr></table>"


def without_a_day(lines: list[str]) -> str:
    return f"<h1>{TITLE}</h1><div class='nr'>{in_p(lines)}</div>"


LAYOUTS = [in_own_element, in_one_element, in_lines, in_a_cell, without_a_day]


def texts(main: str, footer: str = FOOTER) -> list[str]:
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_临江县</title>{META}</head><body><ul class='nav'>{NAVIGATION}</ul>{main}{footer}</body></html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_line_of_a_short_notice_stays_whatever_its_words(line: str, layout: Callable[[list[str]], str]) -> None:
    lines = [AROUND[0], line, AROUND[1]]
    assert texts(layout(lines)) == lines


def test_a_notice_of_organisers_is_read_whole() -> None:
    lines = [
        "主办单位：县图书馆",
        "承办单位：县第一中学",
        "时间：2020年4月23日",
        "地点：县第一中学礼堂",
        "内容：朗诵、讲座",
    ]
    assert texts(in_own_element(lines)) == lines


def test_a_notice_about_copying_is_read_whole() -> None:
    lines = [
        "近日，有网站未经授权转载本报的作品。",
        "转载本报作品的，须注明来源和作者。",
        "侵权的，本报将依法追究责任。",
    ]
    assert texts(in_own_element(lines)) == lines


@pytest.mark.parametrize(
    "footer",
    [
        "<div class='bottom'><p>主办：临江县人民政府　承办：县大数据局</p><p>粤ICP备00000000号　网站标识码：0000000000</p></div>",
        "<div><p>版权所有：临江县人民政府，未经授权，不得转载。</p><p>技术支持：某公司</p></div>",
        "<table><tr><td>主办单位：临江县人民政府</td></tr><tr><td>粤公网安备 00000000000000号</td></tr></table>",
    ],
)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_page_s_own_frame_stays_out(footer: str, layout: Callable[[list[str]], str]) -> None:
    assert texts(layout(AROUND), footer) == AROUND


def test_a_disclaimer_at_the_end_of_a_longer_text_is_still_cut() -> None:
    line = "以上内容转载自其他媒体，版权归原作者所有，如有侵权请联系删除。"
    html = article(in_p([*SENTENCES, line]))
    assert [paragraph.text for paragraph in extract(page(html), ANY).paragraphs] == SENTENCES


@pytest.mark.parametrize("depth", [900, 1400])
def test_a_body_as_deep_as_pages_may_nest_is_read(depth: int) -> None:
    main = f"<h1>{TITLE}</h1><div>2020-03-12</div>{'<div>' * depth}{in_p(AROUND)}{'</div>' * depth}"
    assert texts(main) == AROUND
