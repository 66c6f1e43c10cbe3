"""What a page says about its bulletin: title, date, source, columns, numbers, files, next page."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

from collections.abc import Callable
from datetime import date, datetime

import pytest
from extract_pages import ANY, SENTENCES, TITLE, article, in_p, page

from pipelines.china_time import CHINA
from pipelines.extract import extract
from pipelines.extract.words.dates import Moment, first_moment, in_url
from pipelines.models import Attachment, Document

NO_DATE_URL = "http://www.linjiang.gov.cn/zwgk/tzgg/content/post_1234.html"


def read(html: str, url: str = NO_DATE_URL) -> Document:
    return extract(page(html, url=url), ANY)


def lead(text: str) -> str:
    return article(in_p(SENTENCES), lead=f"<div class='info'>{text}</div>")


# --- title


def test_title_from_the_standard_tag() -> None:
    html = article(in_p(SENTENCES), title="检查", head=f'<meta name="ArticleTitle" content="{TITLE}">')
    assert read(html).title == TITLE


def test_title_from_the_heading_that_the_page_title_repeats() -> None:
    assert read(article(in_p(SENTENCES), page_title=f"{TITLE}-部门动态-临江市人民政府")).title == TITLE


@pytest.mark.parametrize("page_title", ["临江市人民政府", "通知公告", "", "临江市应急管理局门户网站"])
def test_title_is_never_the_sites_or_columns_name(page_title: str) -> None:
    html = article(in_p(SENTENCES), page_title=page_title or " ", head='<meta name="ColumnName" content="通知公告">')
    assert read(html).title == TITLE


@pytest.mark.parametrize(
    "suffix", ["_临江市人民政府", " - 临江市政府网", "_通知公告_临江市人民政府门户网站", "--临江日报", " | 中国临江"]
)
def test_title_from_the_page_title_without_suffixes(suffix: str) -> None:
    html = f"<html><head><title>{TITLE}{suffix}</title></head><body>{in_p(SENTENCES)}</body></html>"
    assert read(html).title == TITLE


def test_a_title_broken_over_lines_is_one() -> None:
    html = article(in_p(SENTENCES)).replace(f"<h1>{TITLE}</h1>", f"<h1>{TITLE[:8]}<br>{TITLE[8:]}</h1>")
    assert read(html).title == TITLE


# --- date


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("发布日期：2020-06-07", date(2020, 6, 7), None),
        ("发布时间：2020-06-07 09:05", date(2020, 6, 7), (9, 5)),
        ("发布时间：2020年6月7日 09时05分", date(2020, 6, 7), (9, 5)),
        ("发布日期：2020/6/7", date(2020, 6, 7), None),
        ("发布日期：2020.06.07", date(2020, 6, 7), None),
        ("发布日期：20200607", date(2020, 6, 7), None),
        ("发布日期：二〇二〇年六月七日", date(2020, 6, 7), None),
        ("发布日期：二○二○年十二月三十一日", date(2020, 12, 31), None),
        ("日期：2020-06-07", date(2020, 6, 7), None),
        ("2020-06-07 21:05 来源：本网", date(2020, 6, 7), (21, 5)),
        ("發布日期：2020-06-07", date(2020, 6, 7), None),
        ("发布时间：2020-06-07 00:00:00", date(2020, 6, 7), None),
        ("发布时间：2020-06-06T18:30:00Z", date(2020, 6, 7), (2, 30)),
    ],
)
def test_date_in_every_form(text: str, day: date, clock: tuple[int, int] | None) -> None:
    document = read(lead(text))
    at = document.published_at
    assert (document.published, at and (at.hour, at.minute)) == (day, clock)


def test_time_is_china_time() -> None:
    assert read(lead("发布时间：2020-06-07 09:05")).published_at == datetime(2020, 6, 7, 9, 5, tzinfo=CHINA)


@pytest.mark.parametrize(
    "other",
    [
        "今天是2021年5月1日 星期六",
        "留言时间：2021-05-01",
        "成文日期：2021-05-01",
        "生成日期：2021-05-01",
        "页面生成时间：2021-05-01 10:00:00",
    ],
)
def test_other_dates_do_not_take_the_place_of_publication(other: str) -> None:
    assert read(lead(f"{other}</div><div>发布日期：2020-06-07")).published == date(2020, 6, 7)


@pytest.mark.parametrize("other", ["今天是2021年5月1日 星期六", "成文日期：2021-05-01", "留言时间：2021-05-01"])
def test_other_dates_alone_are_no_publication(other: str) -> None:
    assert read(lead(other)).published is None


def test_visible_date_before_the_standard_tag() -> None:
    html = article(in_p(SENTENCES), head='<meta name="PubDate" content="2022-04-24 10:00:43">')
    assert read(html).published == date(2020, 3, 12)


def test_standard_tag_gives_the_time_that_the_visible_date_lacks() -> None:
    html = article(in_p(SENTENCES), head='<meta name="PubDate" content="2020-03-12 10:00:43">')
    assert read(html).published_at == datetime(2020, 3, 12, 10, 0, 43, tzinfo=CHINA)


def test_date_from_the_address_when_nothing_else_says() -> None:
    html = article(in_p(SENTENCES), lead="")
    assert read(html, "http://a.gov.cn/zwgk/202003/t20200312_77.html").published == date(2020, 3, 12)


def test_a_date_in_the_text_is_no_publication() -> None:
    assert (
        read(article(in_p(["2019年1月5日，全市召开动员大会，部署全年工作。", *SENTENCES]), lead="")).published is None
    )


def test_a_date_after_the_fetch_is_no_publication() -> None:
    assert read(lead("发布日期：2031-01-01")).published is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://a.cn/x/202006/t20200607_123.html", date(2020, 6, 7)),
        ("http://a.cn/content/2020-06/07/content_55.htm", date(2020, 6, 7)),
        ("http://a.cn/art/2020/6/7/art_12_3.html", date(2020, 6, 7)),
        ("http://a.cn/20200607/5.html", date(2020, 6, 7)),
        ("http://a.cn/news/2020-06-07.html", date(2020, 6, 7)),
    ],
)
def test_date_in_addresses(url: str, day: date) -> None:
    assert in_url(url) == Moment(day)


@pytest.mark.parametrize(
    "url",
    [
        "http://a.cn/post_20201234567.html",
        "http://a.cn/13/2999.html",
        "http://a.cn/t20201340_1.html",
        "http://a.cn/2018/1234.html",
        "http://a.cn/2018/9/12.html",
        "http://a.cn/2018-09/1.html",
    ],
)
def test_no_date_in_numbers_of_other_meaning(url: str) -> None:
    assert in_url(url) is None


@pytest.mark.parametrize("text", ["2020-13-01", "2020年2月30日", "电话 20200-60712", "12:30", ""])
def test_days_that_cannot_be_are_none(text: str) -> None:
    assert first_moment(text) is None


# --- source


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("来源：本网 发布日期：2020-06-07", "本网"),
        ("来源：临江市应急管理局 浏览次数：12", "临江市应急管理局"),
        ("信息来源：市政府办 2020-06-07", "市政府办"),
        ("发布日期：2020-06-07 来源：市应急局 【字体：大 中 小】", "市应急局"),
        ("发布时间：2020-06-07 来源：保险和非银机构检查局文章类型：原创", "保险和非银机构检查局"),
        ("來源：市政府新聞處 發布日期：2020-06-07", "市政府新聞處"),
        ("来源：<a href='http://x.cn'>新华社</a>　作者：张三", "新华社"),
    ],
)
def test_source_as_the_page_says_it(text: str, issuer: str) -> None:
    assert read(lead(text)).issuer == issuer


def test_source_from_the_standard_tag() -> None:
    html = article(in_p(SENTENCES), lead="", head='<meta name="ContentSource" content="市应急管理局">')
    assert read(html).issuer == "市应急管理局"


# --- columns

CRUMBS = ("政务公开", "专题专栏", "最新动态")


@pytest.mark.parametrize(
    "trail",
    [
        "<div>您现在的位置:首页 &gt; 政务公开 &gt; 专题专栏 &gt; 最新动态</div>",
        "<div>当前位置：<a href='/'>首页</a>&gt;<a href='/a'>政务公开</a>&gt;<a href='/b'>专题专栏</a>&gt;<a href='/c'>最新动态</a></div>",
        "<div class='crumb'><span>您当前所在位置：</span><a href='/'>网站首页</a> » <a href='/a'>政务公开</a> » <a href='/b'>专题专栏</a> » <a href='/c'>最新动态</a> » 正文</div>",
        "<div class='position'><ul><li>当前位置：<a href='/'>首页</a></li><li><a href='/a'>政务公开</a></li><li><a href='/b'>专题专栏</a></li><li><a href='/c'>最新动态</a></li></ul></div>",
        f"<div class='BreadcrumbNav'><a href='/'>首页</a> > <a href='/a'>政务公开</a> > <a href='/b'>专题专栏</a> > <a href='/c'>最新动态</a> > {TITLE}</div>",
        "<div>首页 / 政务公开 / 专题专栏 / 最新动态</div>",
        "<nav aria-label='breadcrumb'><a href='/'>首页</a><svg></svg><a href='/a'>政务公开</a><svg></svg><a href='/b'>专题专栏</a><svg></svg><a href='/c'>最新动态</a></nav>",
    ],
)
def test_columns_from_the_breadcrumb(trail: str) -> None:
    assert read(article(in_p(SENTENCES), trail=trail)).columns == CRUMBS


def test_a_name_with_the_trails_mark_in_it_is_whole() -> None:
    trail = "<div class='position'><a href='/'>首页</a> / <a href='/a'>部门/街道</a> / <a href='/b'>通知公告</a></div>"
    assert read(article(in_p(SENTENCES), trail=trail)).columns == ("部门/街道", "通知公告")


def test_column_from_the_standard_tag_without_a_breadcrumb() -> None:
    assert read(article(in_p(SENTENCES), head='<meta name="ColumnName" content="部门动态">')).columns == ("部门动态",)


# --- numbers


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>索 引 号：</td><td>006941234/2020-00123</td><td>文　　号：</td><td>临应急〔2020〕12号</td></tr></table>",
        "<table><tr><td>索引号: 006941234/2020-00123</td><td>发文字号: 临应急〔2020〕12号</td></tr></table>",
        "<dl><dd><label>索 引 号：</label><div>006941234/2020-00123</div></dd><dd><label>文 号：</label><div>临应急〔2020〕12号</div></dd></dl>",
        "<table><tr><th>索引号</th><td>006941234/2020-00123</td><th>文号</th><td>临应急〔2020〕12号</td></tr></table>",
        "<ul><li><b>索引号：</b>006941234/2020-00123</li><li><b>发文字号：</b>临应急〔2020〕12号</li></ul>",
    ],
    ids=["cells", "inline", "dl", "cells without colon", "bold labels"],
)
def test_numbers_from_the_public_information_table(table: str) -> None:
    document = read(article(table + in_p(SENTENCES)))
    assert (document.index_number, document.document_number) == ("006941234/2020-00123", "临应急〔2020〕12号")


DIRECTORY = (
    ("索引号", "006941234/2020-00123"),
    ("主题分类", "城乡建设、环境保护 / 水务"),
    ("发布机构", "临江区水务局"),
    ("成文日期", "2020年03月02日"),
    ("发布日期", "2020-03-12"),
    ("有效性", "有效"),
)


@pytest.mark.parametrize(
    "row",
    [
        lambda name, value: f"<tr><td>{name}：</td><td>{value}</td></tr>",
        lambda name, value: f"<tr><th>{name}</th><td>{value}</td></tr>",
        lambda name, value: f"<tr><td>{name}: {value}</td></tr>",
    ],
    ids=["cells", "heads without colon", "inline"],
)
def test_the_whole_public_information_table(row: Callable[[str, str], str]) -> None:
    table = "<table>" + "".join(row(name, value) for name, value in DIRECTORY) + "</table>"
    document = read(article(table + in_p(SENTENCES)))
    assert (document.office, document.subject, document.written, document.published, document.validity) == (
        "临江区水务局",
        "城乡建设、环境保护 / 水务",
        date(2020, 3, 2),
        date(2020, 3, 12),
        "有效",
    )


@pytest.mark.parametrize(
    ("reported", "validity"),
    [
        ("有效性：失效", "失效"),
        ("是否有效：是", "有效"),
        ("是否有效：否", "失效"),
        ("时效性：无", None),
        ("有效性：", None),
    ],
)
def test_validity_is_the_word_of_the_page(reported: str, validity: str | None) -> None:
    document = read(article(f"<table><tr><td>{reported}</td></tr></table>" + in_p(SENTENCES)))
    assert document.validity == validity


def test_a_page_without_the_table_has_none_of_its_fields() -> None:
    document = read(article(in_p(SENTENCES)))
    assert (document.office, document.subject, document.written, document.validity) == (None, None, None, None)


@pytest.mark.parametrize(
    ("html", "document_type"),
    [
        ("<table><tr><td>公文种类：</td><td>通知</td><td>发文日期：</td><td>2020-03-02</td></tr></table>", "通知"),
        ("<table><tr><th>体裁分类</th><td>意见</td></tr><tr><th>索引号</th><td>0071/2020-3</td></tr></table>", "意见"),
        ("<dl><dt>公 文 种 类：</dt><dd>批复</dd></dl>", "批复"),
        ("<ul><li><b>文　　种：</b>公告</li><li><b>文号：</b>临政〔2020〕7号</li></ul>", "公告"),
        ("<p>【体裁】决定　【索引号】0071/2020-3</p>", "决定"),
        ("<table><tr><td>體裁分類：</td><td>函</td></tr></table>", "函"),
        ("<table><tr><td>公文种类：</td><td>无</td></tr></table>", None),
        ("<table><tr><td>公文种类：</td><td></td><td>索引号：</td><td>0071/2020-3</td></tr></table>", None),
        (f"<p>体裁：{SENTENCES[0]}</p>", None),
        ("<p>各单位报送的文种和格式应当规范。</p>", None),
    ],
)
def test_the_type_of_a_document_is_read_from_its_table(html: str, document_type: str | None) -> None:
    assert read(article(html + in_p(SENTENCES))).document_type == document_type


def test_an_empty_number_is_none() -> None:
    table = "<table><tr><td>索引号：</td><td></td><td>文号：</td><td></td><td>发布日期：</td><td>2020-03-12</td></tr></table>"
    document = read(article(table + in_p(SENTENCES)))
    assert (document.index_number, document.document_number) == (None, None)


def test_document_number_from_a_line_of_its_own() -> None:
    assert read(article(in_p(["临政办〔2020〕7号", *SENTENCES]))).document_number == "临政办〔2020〕7号"


def test_a_number_quoted_in_the_text_is_not_the_documents() -> None:
    assert (
        read(
            article(in_p(["根据《通知》（临政办〔2020〕7号）的要求，现就有关事项通知如下：", *SENTENCES]))
        ).document_number
        is None
    )


# --- files and next page


def test_attachments_inside_and_right_after_the_body() -> None:
    body = in_p(SENTENCES) + '<p>附件：<a href="./W020200312.doc">1.检查表</a></p>'
    html = article(body, below='<div><a href="/files/b.xlsx" title="2.汇总表.xlsx">下载</a></div>')
    assert read(html).attachments == (
        Attachment("1.检查表", "http://www.linjiang.gov.cn/zwgk/tzgg/content/W020200312.doc"),
        Attachment("2.汇总表.xlsx", "http://www.linjiang.gov.cn/files/b.xlsx"),
    )


def test_attachments_resolve_against_the_base_tag() -> None:
    html = article(
        in_p(SENTENCES) + '<p><a href="a.pdf">方案</a></p>', head='<base href="http://files.linjiang.gov.cn/x/">'
    )
    assert read(html).attachments == (Attachment("方案", "http://files.linjiang.gov.cn/x/a.pdf"),)


def test_download_script_with_a_file_name_is_an_attachment() -> None:
    html = article(in_p(SENTENCES) + '<p><a href="/module/download/down.jsp?i_ID=7">检查表.xls</a></p>')
    assert read(html).attachments[0].name == "检查表.xls"


def test_addresses_of_no_page_are_no_attachments() -> None:
    assert read(article(in_p(SENTENCES) + "<p><a href=\"javascript:open('a.pdf')\">方案</a></p>")).attachments == ()


def test_next_page_of_an_article_on_several() -> None:
    html = article(
        in_p(SENTENCES)
        + '<div>1 <a href="t20200312_1234_1.html">2</a> <a href="t20200312_1234_1.html">下一页</a></div>'
    )
    url = "http://www.linjiang.gov.cn/zwgk/tzgg/202003/t20200312_1234.html"
    assert read(html, url).next_page == "http://www.linjiang.gov.cn/zwgk/tzgg/202003/t20200312_1234_1.html"


def test_next_page_by_a_pager_script() -> None:
    html = article(in_p(SENTENCES) + '<script>createPageHTML(3, 0, "t20200312_1234", "html");</script>')
    url = "http://www.linjiang.gov.cn/zwgk/tzgg/202003/t20200312_1234.html"
    assert read(html, url).next_page == "http://www.linjiang.gov.cn/zwgk/tzgg/202003/t20200312_1234_1.html"


def test_last_page_has_no_next() -> None:
    html = article(in_p(SENTENCES) + '<script>createPageHTML(3, 2, "t20200312_1234", "html");</script>')
    assert read(html).next_page is None


def test_the_next_article_is_no_next_page() -> None:
    html = article(
        in_p(SENTENCES) + '<div>下一篇：<a href="/zwgk/tzgg/202003/t20200313_99.html">关于防汛工作的通知</a></div>'
    )
    assert read(html).next_page is None


LABELS_WITHOUT_COLONS = [
    "<div><label>发布时间</label><b>2020</b>年<b>3</b>月<b>5</b>日 <label>来源</label><em>市财政局</em></div>",
    "<div><span>来源</span><span>市财政局</span><span>发布时间</span><span>2020-03-05</span></div>",
    "<div><span>信息来源</span><span>市财政局</span><span>发布日期</span><span>2020-03-05</span><i>浏览次数</i>33</div>",
    "<div><p><span>发布时间</span>2020-03-05 10:20</p><p><span>来源</span>市财政局</p></div>",
    "<div><p><span>来源</span>市财政局</p><p><span>发布时间</span>2020-03-05 10:20</p></div>",
    "<ul><li><i>日期</i>2020-03-05</li><li><i>来源</i>市财政局</li><li><i>浏览</i>12</li></ul>",
    "<div><span>2020-03-05</span> <span>来源</span><span>市财政局</span></div>",
    "<div>2020-03-05 10:20 来源于市财政局</div>",
    "<div><i>发布日期</i>2020.03.05<i>作者</i>张三<i>来源</i>市财政局</div>",
    "<div><div class=l>日期</div><div class=v>2020-03-05</div><div class=l>来源</div><div class=v>市财政局</div></div>",
]


@pytest.mark.parametrize("lead", LABELS_WITHOUT_COLONS)
def test_labels_in_elements_of_their_own_need_no_colon(lead: str) -> None:
    document = extract(page(article(in_p(SENTENCES), lead=lead)), ANY)
    assert (str(document.published), document.issuer) == ("2020-03-05", "市财政局")
    assert [paragraph.text for paragraph in document.paragraphs] == SENTENCES


@pytest.mark.parametrize("line", ["来源可靠", "资金来源县级财政", "会议时间2020年4月5日上午", "时间2020年4月5日"])
def test_a_line_of_the_text_that_begins_like_a_label_is_none(line: str) -> None:
    document = extract(page(article(in_p([line, *SENTENCES]))), ANY)
    assert document.issuer == "市应急管理局"
    assert document.paragraphs[0].text == line
