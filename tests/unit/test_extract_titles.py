"""The heading above the line of date and source is the title, however short, where <title> says another thing."""

from datetime import date

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


# --- a document's title that only stands in the middle or in bold


def untitled(html_title: str, opening: str) -> str:
    body = f"{NAVIGATION}<div class=c>{opening}{TEXT}<p align=right>清河县水务局</p><p>2019年5月9日</p></div>{FOOTER}"
    return extract(page(f"<html><head><title>{html_title}</title></head><body>{body}</body></html>"), ANY).title


OFFICE, NUMBER = "清河县水务局", "清水字〔2019〕9号"
LETTERHEAD = f"<p align=center><font color=red size=7>{OFFICE}文件</font></p><p align=center>{NUMBER}</p><hr>"


@pytest.mark.parametrize("html_title", ["", OFFICE, "详情"])
@pytest.mark.parametrize(
    "opening",
    [
        "<p align=center><font size=5>清河县水务局2019年</font></p><p align=center>节水宣传周公告</p>",
        "<p style='text-align:center'>清河县水务局2019年节水宣传周公告</p>",
        "<center>清河县水务局2019年节水宣传周公告</center>",
        "<p><b>清河县水务局2019年节水宣传周公告</b></p>",
        "<p align=center>清河县水务局2019年节水宣传周公告</p><p align=center>（2019年5月9日发布）</p>",
        "<p align=center>清河县水务局2019年节水宣传周公告</p><p align=center>第一章 总则</p>",
    ],
)
def test_a_title_set_apart_where_the_page_has_no_other(html_title: str, opening: str) -> None:
    assert untitled(html_title, opening) == "清河县水务局2019年节水宣传周公告"


@pytest.mark.parametrize("html_title", ["", OFFICE, f"{OFFICE}文件", NUMBER])
def test_a_title_below_a_letterhead(html_title: str) -> None:
    opening = f"{LETTERHEAD}<p align=center><b>{OFFICE}</b></p><p align=center><b>关于节水宣传周的通知</b></p>"
    assert untitled(html_title, opening) == f"{OFFICE}关于节水宣传周的通知"
    below = f"<p align=center><b>关于节水宣传周的通知</b></p><p align=center>{NUMBER}</p>"
    assert untitled(html_title, below) == "关于节水宣传周的通知"


def test_a_letterhead_or_an_office_alone_is_no_title() -> None:
    assert untitled(LONG, LETTERHEAD) == LONG
    assert untitled("", f"<p align=center>{OFFICE}</p>") == ""


def test_the_row_over_a_table_is_its_title() -> None:
    rows = "<tr><td>第一候选人</td><td>河北路桥公司</td></tr><tr><td>报价</td><td>2356.80万元</td></tr>"
    table = f"<table><tr><td colspan=2 align=center><b>清河县泰山路改造工程中标公示</b></td></tr>{rows}</table>"
    assert untitled("通知公告", table) == "清河县泰山路改造工程中标公示"


def test_cells_next_to_one_another_are_no_title() -> None:
    row = "<tr><td align=center><b>候选人名称</b></td><td align=center><b>候选人报价</b></td></tr>"
    table = f"<table>{row}<tr><td>河北路桥公司</td><td>2356.80万元</td></tr></table>"
    assert untitled("", f"{TEXT}{table}") == ""


def test_the_highest_of_headings_next_to_one_another() -> None:
    headings = "<div><h3>引题：县委全会召开</h3><h1>奋力谱写清河新篇章</h1><h2>——热烈祝贺县委全会召开</h2></div>"
    assert untitled("清河日报", headings) == "奋力谱写清河新篇章"
    named = "<div><p class=title>县委召开全体会议</p><div class=title>奋力谱写清河新篇章</div></div>"
    assert untitled("清河日报", named) == "奋力谱写清河新篇章"
    assert untitled("清河日报", f"{named}<h2>热烈祝贺县委全会召开</h2>") == "热烈祝贺县委全会召开"


def test_a_heading_that_goes_on_from_the_first_part_of_the_page_title() -> None:
    assert (
        untitled("武松中街的路灯损坏-县长信箱", "<h1>武松中街的路灯损坏三盏请尽快维修</h1>")
        == "武松中街的路灯损坏三盏请尽快维修"
    )


@pytest.mark.parametrize("day", ["<span>2019-05-08</span>", " <small>2019-05-08</small>", "（2019-05-08）"])
def test_a_day_at_the_end_of_the_heading_is_no_part_of_it(day: str) -> None:
    assert untitled(f"{LONG}-清河县水务局", f"<h1>{LONG}{day}</h1>") == LONG
    body = f"{NAVIGATION}<h1>{LONG}{day}</h1><div class=c>{TEXT}</div>{FOOTER}"
    document = extract(page(f"<html><head><title>{LONG}</title></head><body>{body}</body></html>"), ANY)
    assert document.published == date(2019, 5, 8)
    assert (
        untitled("主要农产品价格2019-05-08-清河县", "<h1>主要农产品价格2019-05-08</h1>") == "主要农产品价格2019-05-08"
    )


def test_what_a_notice_is_about_is_its_title() -> None:
    fields = {"公告主旨": "办理道路施工交通管制", "发布单位": "工务处", "发布日期": "2019/6/8", "内容": TEXT}
    rows = "".join(f"<tr><td>{name}：</td><td>{value}</td></tr>" for name, value in fields.items())
    html = f"<html><head><title>最新消息</title></head><body><table>{rows}</table></body></html>"
    assert extract(page(html), ANY).title == "办理道路施工交通管制"


ACT, ACT_NUMBER = "青山县人民政府关于封山禁牧的公告", "青政字〔2026〕31号"
IN_TEXT = "<p>为巩固造林成果，全县林地自2026年4月15日起全年禁牧。</p><p>违反规定放牧的，由林业局责令改正。</p>"


def title_of(page_title: str, body: str) -> str:
    html = f"<html><head><title>{page_title}</title></head><body>{NAVIGATION}{body}{FOOTER}</body></html>"
    return extract(page(html), ANY).title


@pytest.mark.parametrize("number", [ACT_NUMBER, f"（{ACT_NUMBER}）"])
@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
@pytest.mark.parametrize("line", ["2026-04-08 来源：林业局", "2026年04月08日"])
def test_a_document_s_number_below_the_heading_is_not_the_title(line: str, heading: str, number: str) -> None:
    head = f"{heading.format(ACT)}<div align=center>{number}</div><div align=center>{line}</div>"
    assert title_of("公告_青山县人民政府", f"{head}<div class=c>{IN_TEXT}</div>") == ACT


def test_a_number_in_the_title_of_the_page_is_a_line_of_the_text() -> None:
    text = f"<div class=c><p align=center>{ACT_NUMBER}</p><p>当事人：青山某公司</p>{IN_TEXT}</div>"
    head = "<h1>行政处罚决定书</h1><div class=s>2026-01-12 来源：林业局</div>"
    html = f"<html><title>行政处罚决定书（{ACT_NUMBER}）</title><body>{NAVIGATION}{head}{text}{FOOTER}</body></html>"
    found = extract(page(html), ANY)
    assert found.title == "行政处罚决定书"
    assert ACT_NUMBER in [paragraph.text for paragraph in found.paragraphs]


@pytest.mark.parametrize("said", [SHORT, "讣告"])
@pytest.mark.parametrize("site", ["青山供水公司", "青山县总工会"])
@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "<h1><a href=/>{}</a></h1>"])
def test_a_short_title_below_the_heading_of_the_site(heading: str, site: str, said: str) -> None:
    body = f"{heading.format(site)}<h2>{said}</h2><div>2026-04-01</div><div class=c>{IN_TEXT}</div>"
    assert title_of(f"{said}-{site}", body) == said


@pytest.mark.parametrize("page_title", ["公告_青山县人民政府", "通知公告", "青山县人民政府"])
@pytest.mark.parametrize("heading", [f"<b>{ACT}</b>", "<b>青山县人民政府<br>关于封山禁牧的公告</b>"])
def test_a_text_without_a_head_begins_with_its_title(heading: str, page_title: str) -> None:
    assert title_of(page_title, f"<div class=c><p align=center>{heading}</p>{IN_TEXT}</div>") == ACT


def test_the_first_section_of_a_text_is_not_its_title() -> None:
    text = f"<div class=c><p align=center><b>一、禁牧的范围和期限</b></p>{IN_TEXT}</div>"
    assert title_of("公告_青山县人民政府", text) == "公告"


def test_a_cell_with_words_of_the_page_s_title_is_not_the_title() -> None:
    rows = "<tr><td>标段编号</td><td>E13</td></tr><tr><td>中标候选人</td><td>青山路桥有限公司</td></tr>"
    head = "<h2>青山县公路养护一标段中标候选人公示</h2><div>2026-07-08</div>"
    body = f"{head}<table>{rows}<tr><td>公示期</td><td>2026年7月9日至11日</td></tr></table>"
    assert title_of("中标候选人公示", body) == "青山县公路养护一标段中标候选人公示"


def test_the_way_to_a_page_in_a_heading_is_not_its_title() -> None:
    way = f'<h1><a href="/">青山健康网</a> 〉<a href="/jk/">健康新闻</a> 〉{ACT}</h1>'
    body = f'{way}<div class="till">{ACT}</div><div>日期：2026-04-08</div><div class=c>{IN_TEXT}</div>'
    assert title_of(f"{ACT} - 青山健康网", body) == ACT


@pytest.mark.parametrize("said", ["青山县林业局公告〔2026〕第9号", "林地交易公告 [2026]第88号"])
def test_a_number_that_is_marked_up_as_the_heading_is_the_title(said: str) -> None:
    body = f"<h2>{said}</h2><div>来源：林业局 2026-05-08 17:00:00</div><div class=c>{IN_TEXT}</div>"
    assert title_of(said, body) == said
    assert title_of("青山县林业局", body) == said


def test_a_field_of_the_text_above_another_is_not_the_title() -> None:
    lines = "<p>名称：青山馆展厅装修工程</p><p>来源：财政资金</p><p>时间：2026年7月15日</p><p>地点：县交易中心</p>"
    body = f"<h1>开标安排</h1><div>发布时间：2026-07-08 来源：县民政局</div><div id=zoom>{lines}</div>"
    assert title_of("开标安排_青山县人民政府", body) == "开标安排"
