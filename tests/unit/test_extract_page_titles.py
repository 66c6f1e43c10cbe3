"""Pages whose <title> is not the article's: the site's name without a word by which a site is known, or a paper's."""

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, in_p, page

from pipelines.extract import extract
from pipelines.models import Document

TITLE = "全市春季森林防火检查启动"
INFO = "<div class='i'>发布时间：2026-03-05 来源：市林业局</div>"
NAMES = [
    "临江大学人事处(党委教师工作部)",
    "政府信息公开平台",
    "通知公告详情页",
    "临江晚报电子版",
    "临江市第一医院欢迎您",
]


def read(main: str, page_title: str) -> Document:
    head = f"<head><meta charset='utf-8'><title>{page_title}</title></head>"
    main = f"<div class='m'>{main}<div class='c'>{in_p(SENTENCES)}</div></div>"
    return extract(page(f"<html>{head}<body><ul>{NAVIGATION}</ul>{main}{FOOTER}</body></html>"), ANY)


@pytest.mark.parametrize("page_title", NAMES)
@pytest.mark.parametrize("heading", ["<div class='t'>{}</div>", "<p align='center'><font size='5'>{}</font></p>"])
def test_the_line_above_that_of_the_day_is_the_title_where_title_says_something_else(
    heading: str, page_title: str
) -> None:
    assert read(heading.format(TITLE) + INFO, page_title).title == TITLE


@pytest.mark.parametrize("page_title", ["临江日报多媒体数字报刊平台", "临江日报-2026年06月29日"])
@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "<founder-title><p>{}</p></founder-title>"])
def test_the_heading_above_the_text_where_title_is_the_papers_name(heading: str, page_title: str) -> None:
    day = "<div class='d'>2026年06月29日　星期一</div>"
    assert read(day + heading.format(TITLE), page_title).title == TITLE


def test_a_title_that_the_heading_says_among_other_words_stays() -> None:
    main = "<h1><span>[通知公告]</span> 关于城区停水的通知 <small>2026-11-18</small></h1>"
    assert read(main, "关于城区停水的通知").title == "关于城区停水的通知"


def test_a_title_of_which_the_text_speaks_wins_against_a_line_without_a_mark() -> None:
    about = f"{SENTENCES[0][:12]}的情况"
    assert read("<div>临江市林业局办公室主任李四</div>" + INFO, about).title == about


@pytest.mark.parametrize("heading", ["h1", "h2"])
@pytest.mark.parametrize("section", ["h2", "h3"])
@pytest.mark.parametrize("meta", ["", f"<meta property='og:title' content='{TITLE}'>"], ids=["alone", "og:title"])
def test_a_heading_inside_the_text_is_not_the_title_of_a_page_without_one(
    meta: str, section: str, heading: str
) -> None:
    text = f"<{section}>检查工作总体情况</{section}><p>{SENTENCES[0]}</p><{section}>下一步工作安排</{section}>"
    main = f"<{heading} class='rich_media_title'>{TITLE}</{heading}><div id='js_content'>{text}{in_p(SENTENCES)}</div>"
    head = f"<head><meta charset='utf-8'>{meta}<title></title></head>"
    document = extract(page(f"<html>{head}<body><div>{main}</div></body></html>"), ANY)
    assert document.title == TITLE
    assert [p.text for p in document.paragraphs][:3:2] == ["检查工作总体情况", "下一步工作安排"]
