"""What stands above an article as the content systems of government sites write it: which day, source and columns it gives."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

from datetime import date

import pytest
from extract_pages import ANY, SENTENCES, TITLE, article, in_p, page

from pipelines.extract import extract
from pipelines.models import Document

URL = "http://www.linjiang.gov.cn/zwgk/tzgg/content/post_1234.html"
REPUBLISHED = f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2023-11-10 15:33:34">'


def read(html: str) -> Document:
    return extract(page(html, url=URL), ANY)


def with_lead(lead: str, head: str = "") -> Document:
    return read(article(in_p(SENTENCES), lead=lead, head=head))


# --- day


@pytest.mark.parametrize(
    "lead",
    [
        "<div>日期：2021/09/06 来源：新华社 字号：[ 大 中 小 ]</div>",
        "<div><span>2021-09-06 09:12</span> <span>来源：新华社</span></div>",
        "<ul><li>时间：2021年09月06日</li><li>来源：新华社</li></ul>",
        "<div>二〇二一年九月六日　来源：新华社</div>",
    ],
)
def test_the_day_under_the_heading_goes_before_that_of_a_republication(lead: str) -> None:
    assert with_lead(lead, REPUBLISHED).published == date(2021, 9, 6)


def test_when_a_page_was_updated_does_not_take_the_place_of_its_publication() -> None:
    assert with_lead("<div>更新时间：2024-01-05 来源：市应急局</div>", REPUBLISHED).published == date(2023, 11, 10)


def test_when_a_page_was_updated_stands_in_where_nothing_else_is_said() -> None:
    assert with_lead("<div>2024-01-05 14:32更新 来源：市应急局</div>").published == date(2024, 1, 5)


def test_a_time_in_the_text_does_not_take_the_place_of_the_standard_tag() -> None:
    body = in_p(["时间：2021年9月6日上午9时。", *SENTENCES])
    assert read(article(body, lead="", head=REPUBLISHED)).published == date(2023, 11, 10)


@pytest.mark.parametrize(
    "lead",
    [
        "<div>时间发布：2020-06-07 阅读次数：<span></span>次</div>",
        "<p><span>发布时间</span><span>2020-06-07 15:00</span></p>",
        "<dl><dt>发布时间</dt><dd>2020-06-07 15:00</dd></dl>",
        "<div><p>发布时间</p><p>2020-06-07</p></div>",
        "<div>WWW.EXAMPLE.CN 2020年6月7日16:36 临江日报</div>",
    ],
)
def test_a_day_in_other_forms(lead: str) -> None:
    assert with_lead(lead).published == date(2020, 6, 7)


LETTER = (
    ("信件标题", "关于城东路灯不亮的问题"),
    ("来信时间", "2020-05-30"),
    ("答复单位", "市城管局"),
    ("答复时间", "2020-06-07"),
)


@pytest.mark.parametrize(
    "row",
    ["<tr><td>{}：</td><td>{}</td></tr>", "<tr><th>{}</th><td>{}</td></tr>"],
    ids=["with colons", "without"],
)
def test_a_letter_is_published_when_it_is_answered_by_who_answers(row: str) -> None:
    table = "<table>" + "".join(row.format(*field) for field in LETTER) + "</table>"
    document = read(article(in_p(SENTENCES), title="领导信箱", lead=table, page_title="领导信箱_临江市人民政府"))
    assert (document.title, document.published, document.issuer) == (LETTER[0][1], date(2020, 6, 7), "市城管局")


def test_when_a_letter_was_written_is_no_publication() -> None:
    assert with_lead("<div>来信时间：2020-05-30　答复时间：</div>").published is None


# --- source


@pytest.mark.parametrize(
    ("lead", "issuer"),
    [
        ("来源：临江市文化和旅游局（市文物局）　点击数：5", "临江市文化和旅游局（市文物局）"),
        ("（来源：临江日报） 2020-06-07 （浏览：5次）", "临江日报"),
        ("【来源：临江日报】【<a>打印</a>】", "临江日报"),
        ("来源：市教育局 <a href='a.pdf'>下载</a>", "市教育局"),
        ("来源：市教育局 <a>文字下载</a> <a>图片下载</a>", "市教育局"),
        ("来源：市教育局 <a>语音播报</a>", "市教育局"),
        ("来源：市教育局 <a>推荐给朋友</a>", "市教育局"),
        ("来源：市教育局 <span>T</span><span>大</span>", "市教育局"),
        ("来源：市教育局 发布：2020-06-07", "市教育局"),
        ("來源：水務局 點閱次數：12", "水務局"),
        ("来源：临江日报·临江观察 新华社", "临江日报·临江观察 新华社"),
        ("发布日期：2020-06-07　转载自：临江日报", "临江日报"),
        ("阅读次数：<i></i>次<span>信息来源：临江日报</span>", "临江日报"),
        ("发布人：管理员　发布机关：市水利局　发布时间：2020-06-07", "市水利局"),
    ],
)
def test_a_source_is_the_name_alone(lead: str, issuer: str) -> None:
    assert with_lead(f"<div>{lead}</div>").issuer == issuer


@pytest.mark.parametrize("shown", ["临江市人民政府办…", "临江市人民政府办...", "临江市人民政府办……"])
def test_a_source_cut_short_is_given_whole_from_the_standard_tag(shown: str) -> None:
    head = '<meta name="ContentSource" content="临江市人民政府办公室电子政务科">'
    assert with_lead(f"<div>来源：{shown}</div>", head).issuer == "临江市人民政府办公室电子政务科"


def test_a_source_shown_goes_before_another_in_the_standard_tag() -> None:
    head = '<meta name="ContentSource" content="临江市政府网站">'
    assert with_lead("<div>信息来源：临江日报</div>", head).issuer == "临江日报"


def test_an_empty_source_does_not_take_the_heading_after_it() -> None:
    html = article(in_p(SENTENCES), lead="").replace("<h1>", "<div>发布日期：2020-06-07 信息来源：</div><h1>")
    assert read(html).issuer is None


def test_an_empty_source_in_a_table_does_not_take_the_next_label() -> None:
    rows = "".join(
        f"<li><b>{name}：</b><p>{value}</p></li>"
        for name, value in (
            ("索引号", "610728/2023-00105"),
            ("来源", ""),
            ("审签单位", "县政府"),
            ("发布日期", "2020-06-07"),
        )
    )
    assert with_lead(f"<ul>{rows}</ul>").issuer is None


# --- title


def test_a_title_that_the_columns_tag_repeats_is_still_the_title() -> None:
    head = f'<meta name="SiteName" content="临江市商务局"><meta name="ColumnName" content="{TITLE}"><meta name="ArticleTitle" content="{TITLE}">'
    assert read(article(in_p(SENTENCES), head=head)).title == TITLE


@pytest.mark.parametrize("mark", ["…", "...", "……"])
def test_a_title_cut_short_is_given_whole_from_the_heading(mark: str) -> None:
    head = f'<meta name="ArticleTitle" content="{TITLE[:9]}{mark}">'
    assert read(article(in_p(SENTENCES), head=head, page_title=f"{TITLE[:9]}{mark}_临江市政府")).title == TITLE


def test_markup_in_the_standard_tag_is_no_part_of_the_title() -> None:
    head = f'<meta name="ArticleTitle" content="{TITLE[:6]}&lt;br/&gt;{TITLE[6:]}">'
    assert read(article(in_p(SENTENCES), head=head)).title == TITLE


# --- columns

CRUMBS = ("政务公开", "最新动态")
LINKS = "<a href='/'>首页</a> > <a href='/a/'>政务公开</a> > <a href='/a/b/'>最新动态</a>"


@pytest.mark.parametrize(
    "trail",
    [
        f"<div class='position'>您现在的位置：<a href='/'>首页</a> > <a href='/x'>详情页</a></div><div>{LINKS}</div>",
        f"<div class='position'>当前位置：<a href='/'>首页</a> > 信息详情</div><div class='crumb'>{LINKS}</div>",
        f"<div class='crumb' style='display:none'>当前位置：首页 > {{{{columnName}}}}</div><div class='crumb'>{LINKS}</div>",
        f"<div class='crumb' style='display:none'>当前位置：首页 > 移动版 > 栏目</div><div class='crumb'>{LINKS}</div>",
        f"<div class='path'>{LINKS}<b>最新动态</b></div>",
        "<ul class='breadcrumb'><li>当前位置：</li><li><a href='/'>首页</a></li><li>政务公开</li><li><a href='/b'>最新动态</a></li><li>最新动态</li></ul>",
        f"<div class='place'><p>归档时间：2020-12-21</p>当前位置：{LINKS}</div>",
        "<div>您所在位置：<a>首页</a>-<a>政务公开</a>-<a>最新动态</a></div>",
        "<div class='wz'>当前位置：<a href='/'>临江市人民政府</a> > 政务公开 > 最新动态 > 查看内容</div>",
        f"<div class='wz'>当前位置：{LINKS} > {TITLE[:8]}...</div>",
        f"<div class='wz'>当前位置：{LINKS} > 标题：{TITLE}</div>",
        "<div class='m'><a href='/'><img src='/h.png'></a> > <a href='/a/'>政务公开</a> > <a href='/a/b/'>最新动态</a></div>",
        "<div class='m'><a href='/index.html'><i class='home'></i></a> » <a href='/a/'>政务公开</a> » 最新动态</div>",
        "<div class='m'><span>所在位置</span><a href='/'>本站首页</a><i>/</i><a href='/a/'>政务公开</a><i>/</i><a>最新动态</a></div>",
        "<ul class='m'><li>您的位置</li><li><a href='/'>首页</a></li><li><a href='/a/'>政务公开</a></li><li>最新动态</li></ul>",
        f"<div class='m'><a href='#'>返回</a> {LINKS}</div>",
        "<table><tr><td>您当前的位置：<a href='/'>首页</a> >> <table><tr><td><a href='/a'>政务公开</a></td></tr></table> >> <a href='/b'>最新动态</a></td></tr></table>",
    ],
    ids=[
        "详情页",
        "信息详情",
        "template",
        "hidden",
        "doubled in one text",
        "doubled in a list",
        "archived",
        "hyphens",
        "查看内容",
        "title cut short",
        "a label before the title",
        "a picture for the home page",
        "an icon for the home page",
        "no colon",
        "a label by itself",
        "a way back",
        "label apart",
    ],
)
def test_columns_from_the_trail_that_names_them(trail: str) -> None:
    assert read(article(in_p(SENTENCES), trail=trail)).columns == CRUMBS


def test_a_trail_with_pictures_between_its_links_goes_before_the_columns_tag() -> None:
    trail = "<div class='m'><a href='/'>首页</a><img src='r.gif'><a href='/zw/'>政务公开</a><img src='r.gif'><a href='/zw/dt/'>最新动态</a></div>"
    html = article(in_p(SENTENCES), trail=trail, head='<meta name="ColumnName" content="最新动态">')
    assert read(html).columns == CRUMBS


def test_a_menu_is_no_trail() -> None:
    menu = "<div class='m'><a href='/'>首页</a><a href='/yw/'>要闻</a><a href='/dt/'>最新动态</a></div>"
    html = article(in_p(SENTENCES), trail=menu, head='<meta name="ColumnName" content="最新动态">')
    assert read(html).columns == ("最新动态",)


def test_a_slash_in_a_columns_name_does_not_part_it() -> None:
    trail = "<div>当前位置：<a>首页</a> > <a>政务公开</a> > <a>教育/科技</a></div>"
    assert read(article(in_p(SENTENCES), trail=trail)).columns == ("政务公开", "教育/科技")
