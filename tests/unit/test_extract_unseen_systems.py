"""What pages of further systems say of themselves: years of the Republic, accounts, unknown sources, sites' names."""

from datetime import UTC, date, datetime

import pytest

from pipelines.extract import extract
from pipelines.models import Document, Page, Source

PROSE = "为做好今年的防汛工作，县人民政府决定开展水库大坝安全检查，各乡镇应当在六月底以前完成自查，并将结果上报。"
BODY = f"<div class='content'><p>{PROSE}</p><p>{PROSE[::-1]}</p><p>各单位要明确专人负责，发现隐患立即整改。</p></div>"


def read(html: str, url: str = "http://www.example.gov.cn/a/1.html") -> Document:
    page = Page("s", url, url, datetime(2026, 1, 1, tzinfo=UTC), 200, (("content-type", "text/html"),), html.encode())
    return extract(page, Source(name="s", start_urls=(url,)))


def page(line: str, title: str = "关于开展水库大坝安全检查的通知", head: str | None = None, crumb: str = "") -> str:
    return (
        f"<html><head><meta charset='utf-8'><title>{head or title}</title></head><body>{crumb}"
        f"<table><tr><td><span>{title}</span></td></tr><tr><td>{line}</td></tr></table>{BODY}</body></html>"
    )


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ("發布日期：民國113年5月6日　發布單位：工務處", "http://www.example.gov.cn/a/1.html"),
        ("公告日期：113-05-06　發布機關：工務處", "http://www.example.gov.cn/a/1.html"),
        ("上版日期：113/05/06　資料來源：工務處", "http://www.example.gov.tw/ct.asp?xItem=1"),
        ("發佈日期：民国113.5.6　資料來源：工務處", "http://www.example.gov.cn/a/1.html"),
    ],
)
def test_a_year_of_the_republic_and_its_office_are_read(line: str, url: str) -> None:
    document = read(page(line), url)
    assert (document.published, document.issuer) == (date(2024, 5, 6), "工務處")


def test_a_year_of_two_digits_is_the_republics_on_a_taiwanese_page_alone() -> None:
    line = "發布日期：98/09/25　發布單位：工務處"
    assert read(page(line), "http://www.example.gov.tw/ct.asp").published == date(2009, 9, 25)
    assert read(page(line), "http://www.example.gov.cn/ct.asp").published is None


@pytest.mark.parametrize("name", ["未知", "不详", "佚名", "匿名"])
def test_an_unknown_source_is_none(name: str) -> None:
    assert read(page(f"时间：2024-05-06　来源：{name}")).issuer is None


@pytest.mark.parametrize(
    "created",
    ['var ct = "1721347200";', "var createTime = '2024-07-19 08:00';", "window.x = {oriCreateTime: '1721347200'};"],
)
def test_an_account_article_says_in_its_scripts_when_and_who(created: str) -> None:
    html = (
        f"<html><head><title></title><script>{created} var nickname = '云溪医保';</script></head><body>"
        f"<h1 id='activity-name'>医保四件事一次说清</h1><div id=\"js_content\" style='visibility:hidden'>{BODY}</div>"
        "</body></html>"
    )
    document = read(html)
    assert (document.published, document.issuer) == (date(2024, 7, 19), "云溪医保")


def test_a_page_that_is_no_account_article_has_no_moment_in_its_scripts() -> None:
    html = page("来源：县水利局").replace("</head>", "<script>var ct = '1721347200';</script></head>")
    assert read(html).published is None


@pytest.mark.parametrize("site", ["白河县农业信息网", "白河县人民政府", "白河县水利局"])
def test_the_text_above_the_line_of_date_is_the_title_where_the_head_names_the_site(site: str) -> None:
    html = page("发布日期：2007-4-16　信息来源：县农业局", head=site)
    assert read(html).title == "关于开展水库大坝安全检查的通知"


@pytest.mark.parametrize("home", ["/", "/Index.asp", "http://ly.example.gov.cn/", "/default.aspx"])
def test_the_first_crumb_that_leads_to_the_root_is_the_home_page(home: str) -> None:
    crumb = (
        f"<div>您现在的位置：<a href='{home}'>白河林业</a> >> <a href='/Article/Index.asp'>政务动态</a> >> 正文</div>"
    )
    assert read(page("更新时间：2008-6-3", crumb=crumb)).columns == ("政务动态",)


@pytest.mark.parametrize("names", [("项目", "内容"), ("公示事项", "具体内容"), ("要素", "信息")])
def test_words_for_any_field_and_any_value_head_a_table_of_two_columns(names: tuple[str, str]) -> None:
    rows = [names, ("当事人", "海味商行"), ("违法事实", "销售的带鱼不符合标准"), ("处罚依据", "食品安全法第一条")]
    table = "".join(f"<tr><td>{one}</td><td>{other}</td></tr>" for one, other in rows)
    html = page("时间：2024-05-06").replace("</div></body>", f"<table border=1>{table}</table></div></body>")
    heads = [paragraph.text for paragraph in read(html).paragraphs if paragraph.kind.value == "table head"]
    assert heads == ["\t".join(names)]
