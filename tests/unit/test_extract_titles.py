"""The heading above the line of date and source is the title, however short, where <title> says another thing."""

import pytest
from extract_pages import ANY, FOOTER, SENTENCES, article, in_p, page

from pipelines.extract import extract

LONG, SHORT, NAME = "关于调整城区部分路段停车收费标准的通知", "停水通知", "张三"
HEADINGS = {
    "h1": "<h1>{}</h1>",
    "named": "<div class=title>{}</div>",
    "in a span": "<div class=biaoti><span id=lbl>{}</span></div>",
    "bold": "<p align=center><strong>{}</strong></p>",
}
SITES = (
    "清河县人民政府",
    "清河县公共资源交易中心",
    "华东工学院教务处",
    "清河县城投集团有限公司",
    "详情",
    "信息公开",
    "",
)
NAVIGATION = "<div class=nav><a href=/>首页</a><a href=/tzgg/>通知公告</a><a href=/bs/>办事服务</a></div>"
TEXT = "<p>因管道检修，北河路一带定于3月24日停水，请提前储水。</p><p>恢复供水后如水质浑浊，请放水片刻后再使用。</p>"


def title(html_title: str, heading: str, text: str = TEXT) -> str:
    line = "<div class=info>发布时间：2026-07-08 来源：县政府办</div>"
    body = f"{NAVIGATION}<div class=detail>{heading}{line}<div class=con>{text}</div></div>{FOOTER}"
    return extract(page(f"<html><head><title>{html_title}</title></head><body>{body}</body></html>"), ANY).title


@pytest.mark.parametrize("said", [LONG, SHORT, NAME], ids=["long", "short", "name"])
@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
@pytest.mark.parametrize("site", SITES)
def test_the_name_of_a_site_is_not_the_title(site: str, heading: str, said: str) -> None:
    assert title(site, heading.format(said)) == said


def test_a_column_s_name_is_not_the_title() -> None:
    assert title("通知公告-清河县人民政府", HEADINGS["h1"].format(SHORT)) == SHORT
    assert title(f"{LONG}-清河县人民政府", HEADINGS["h1"].format("通知公告")) == LONG


def test_a_heading_set_apart_by_spaces_is_one_word() -> None:
    assert title("清河县人民政府", "<h2>公　　告</h2>") == "公告"


def test_the_office_that_signs_is_not_the_title() -> None:
    signed = "<p>本院受理原告诉你一案，现依法公告送达。</p><p>清河县人民法院</p><p>二〇二六年三月十五日</p>"
    assert title("公告-清河县人民法院", "<h2>公告</h2>", signed) == "公告"


def test_what_is_not_marked_up_gives_way_to_the_title_of_the_page() -> None:
    assert title(f"{LONG}_清河县人民政府", "<div>2026年第9期</div>") == LONG


def test_a_heading_broken_in_two_is_whole_without_a_title_of_its_own() -> None:
    html = article(in_p(SENTENCES), title="临江市开展春季<br>森林防火专项检查", page_title="临江市人民政府")
    assert extract(page(html), ANY).title == "临江市开展春季森林防火专项检查"


def test_the_site_s_name_as_heading_and_title_of_all_pages_is_no_title() -> None:
    lead = "<h3 class='tit'>临江市开展森林防火专项检查</h3><div>发布日期：2020-03-12</div>"
    site = "临江市人民政府"
    html = article(in_p(SENTENCES), title=site, page_title=site, lead=lead)
    assert extract(page(html), ANY).title == "临江市开展森林防火专项检查"


def test_a_title_that_ends_as_a_site_s_name_stays_above_its_second_line() -> None:
    lead = "<p class='subtitle'>——问需于民</p><div>发布日期：2020-03-12</div>"
    title = "县长王强调研县医院"
    html = article(in_p(SENTENCES), title=title, page_title=title, lead=lead)
    assert extract(page(html), ANY).title == title
