"""Titles that read as the name of a column or of an office, and names and lines of text that <title> repeats."""

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, in_p, page

from pipelines.extract import extract
from pipelines.models import Document

NOTICE, MEETING, COLUMN, SITE = (
    "关于调整城区停车收费标准的通知",
    "清河县召开春季防汛工作部署会",
    "部门动态",
    "清河县人民政府",
)
CRUMB = f"<div>当前位置：<a href=/>首页</a> &gt; <a href=/xw/>新闻中心</a> &gt; <a href=/xw/bm/>{COLUMN}</a></div>"
INFO = "<div class=i>发布时间：2026-03-05 来源：县应急局</div>"
ORDERS = ["{t}-{c}-{s}", "{t}_{c}_{s}", "{t} - {s}", "{s}-{c}-{t}", "{c}-{t}-{s}", "{t}--{c}"]
SCHOOL = "清河县实验小学"


def read(page_title: str, main: str, metas: str = "", text: str = "", above: str = "") -> Document:
    head = f"<head><meta charset=utf-8><title>{page_title}</title>{metas}</head>"
    body = f"<ul>{NAVIGATION}</ul>{above}{CRUMB}<div class=m>{main}<div class=c>{text or in_p(SENTENCES)}</div></div>"
    return extract(page(f"<html>{head}<body>{body}{FOOTER}</body></html>"), ANY)


def said(order: str, title: str) -> str:
    return order.format(t=title, c=COLUMN, s=SITE)


@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "<div class=tt>{}</div>"])
@pytest.mark.parametrize("order", [*ORDERS, "{c}", "{t}"])
def test_a_column_named_like_the_article_is_none(order: str, heading: str) -> None:
    metas = f"<meta name=SiteName content={SITE}><meta name=ColumnName content={NOTICE}>"
    for more in ("", f"<meta name=ArticleTitle content={NOTICE}>"):
        document = read(said(order, NOTICE), heading.format(NOTICE) + INFO, metas + more)
        assert (document.title, document.columns) == (NOTICE, ("新闻中心", COLUMN))


@pytest.mark.parametrize("banner", [f"<h1>{COLUMN}</h1>", f"<h2>{COLUMN}</h2>", f"<div class=title>{COLUMN}</div>"])
def test_a_column_s_name_above_the_heading_stays_one(banner: str) -> None:
    metas = f"<meta name=ColumnName content={COLUMN}>"
    document = read(said(ORDERS[0], NOTICE), f"{banner}<div class=tt>{NOTICE}</div>{INFO}", metas)
    assert (document.title, document.columns) == (NOTICE, ("新闻中心", COLUMN))


@pytest.mark.parametrize("title", [MEETING, "市政府网站改版上线公告", "县领导调研清河镇中心卫生院"])
@pytest.mark.parametrize("heading", ["<div class=tt>{}</div>", "<p align=center><span id=lbl>{}</span></p>"])
@pytest.mark.parametrize("order", [order for order in ORDERS if not order.startswith("{s}")])
def test_a_title_that_reads_as_an_office_is_the_pages(order: str, heading: str, title: str) -> None:
    assert read(said(order, title), heading.format(title) + INFO).title == title


def test_an_office_that_signs_stays_none() -> None:
    main = f"<div class=tt>{NOTICE}（2026年修订）</div><div>清河县城市管理局</div>{INFO}"
    assert read(f"{NOTICE}-清河县城市管理局", main).title != "清河县城市管理局"
    assert read(f"清河县城市管理局-{NOTICE}", main).title != "清河县城市管理局"


@pytest.mark.parametrize("name", [SCHOOL, "清河县图书馆", "清河县公共资源交易中心", "清河街道办事处", "市图书馆"])
@pytest.mark.parametrize("info", ["", INFO])
@pytest.mark.parametrize(
    "above", ["<p>{}</p>", "<div class=logo>{}</div>", "<div><strong>{}</strong><span><br>地址：城东路1号</span></div>"]
)
def test_the_owners_name_above_is_no_title(above: str, info: str, name: str) -> None:
    footer = f"<div class=foot>Copyright © 2026 {name} 版权所有</div>"
    text = in_p(SENTENCES) + footer
    assert read(name, f"<h1>{NOTICE}</h1>{info}", text=text, above=above.format(name)).title == NOTICE


@pytest.mark.parametrize("tail", ["下载：", "如下：", "的具体内容：", "（附件下载）", "点击查看"])
@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "<div class=title>{}</div>"])
def test_a_line_of_the_text_does_not_go_on_from_the_heading(heading: str, tail: str) -> None:
    text = f"<p>{NOTICE}{tail}</p>{in_p(SENTENCES)}"
    document = read(NOTICE, heading.format(NOTICE) + INFO, text=text)
    assert document.title == NOTICE
    assert document.paragraphs[0].text == NOTICE + tail


def test_a_heading_that_says_more_than_the_page_title_stays_whole() -> None:
    assert read(NOTICE, f"<h1>{NOTICE}<br>（第二号）</h1>{INFO}").title == f"{NOTICE}（第二号）"
