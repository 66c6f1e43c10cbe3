"""Lines about a text below its heading and at its end, as sites word them; the number that a text bears."""

from datetime import date

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract
from pipelines.models import Document

URL = "http://www.linjiang.gov.cn/zwgk/tzgg/content/post_1234.html"
TO_ALL = "各乡镇人民政府："


def read(html: str) -> Document:
    return extract(page(html, url=URL), ANY)


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def headed(line: str) -> Document:
    """A page whose heading has this line below it."""
    return read(article(in_p([TO_ALL, *SENTENCES]), lead=f"<div class='info'>{line}</div>"))


@pytest.mark.parametrize(
    "line",
    [
        "公布日期：2020-03-10 来源：县财政局",
        "公布时间：2020-03-10　来源：县财政局",
        "信息提供：县财政局　发布时间：2020-03-10",
        "信源：县财政局 发布时间：2020-03-10",
        "信息来源单位：县财政局 发布时间：2020-03-10",
        "〖2020-03-10〗 〖来源：县财政局〗 〖【字号 <a href='#'>大</a> <a href='#'>中</a> <a href='#'>小</a>】〗",
    ],
)
def test_a_line_with_day_and_source_gives_both_and_is_no_text(line: str) -> None:
    document = headed(line)
    assert (document.published, document.issuer) == (date(2020, 3, 10), "县财政局")
    assert texts(document)[0] == TO_ALL


def test_who_logs_in_is_no_source() -> None:
    assert headed("发布者：admin 发布时间：2020-03-10").issuer is None


def test_the_day_next_to_the_office_that_wrote_it_counts() -> None:
    assert headed("2020-03-10　发文单位：县财政局").published == date(2020, 3, 10)
    assert headed("发文日期：2020-03-10　来源：县财政局").published is None


def test_fields_in_brackets_are_read_and_are_no_text() -> None:
    document = headed(
        "<span>【文 号】临财〔2026〕8号</span><span>【发布日期】2020-03-10</span><span>【效 力】有效</span>"
    )
    assert (document.document_number, document.published) == ("临财〔2026〕8号", date(2020, 3, 10))
    assert texts(document)[0] == TO_ALL


@pytest.mark.parametrize(
    "buttons", ["语音播报：播放 停止", "[简体] [繁體]", "听全文", "订阅 | 纠错 | 分享", "打开微信扫一扫分享"]
)
def test_buttons_below_the_heading_are_no_text(buttons: str) -> None:
    html = article(
        f"<div class='t'>{buttons}</div>{in_p([TO_ALL, *SENTENCES])}",
        lead="<div>发布时间：2020-03-10 来源：县财政局</div>",
    )
    assert texts(read(html))[0] == TO_ALL


@pytest.mark.parametrize(
    "kept",
    [
        "特急",
        "【通知】",
        "（2026年6月25日县政府常务会议通过）",
        "暂停",
        "会议时间：2020-03-28 名称：全县工作会议",
        "【名称】竞赛【时间】3月20日【地点】体育馆",
        "编者按：本报今日刊发全文。",
    ],
)
def test_short_lines_of_the_text_stay(kept: str) -> None:
    html = article(in_p([kept, TO_ALL, *SENTENCES]), lead="<div>发布时间：2020-03-10 来源：县财政局</div>")
    assert texts(read(html))[0] == kept


@pytest.mark.parametrize(
    "line",
    [
        "赞(3) 踩(0)",
        "您是第 12034 位访客",
        "文章关键词：消防 | 火灾",
        "本文链接：http://a.gov.cn/1.html",
        "用户登录后可发表评论",
    ],
)
def test_counters_and_addresses_at_the_end_are_no_text(line: str) -> None:
    last = "临江市应急管理局"
    html = article(in_p([*SENTENCES, last, line]), lead="<div>发布时间：2020-03-10 来源：县财政局</div>")
    assert texts(read(html))[-1] == last


@pytest.mark.parametrize("heading", ["2026年1-9月份财政收支情况", "2026年1-9月份_财政收支情况"])
def test_months_are_no_day(heading: str) -> None:
    html = article(in_p(SENTENCES), title=heading, page_title=f"{heading}_财政信息_临江市财政局")
    assert read(html).title == heading


def test_linked_data_as_a_search_engine_asks_for_it_gives_the_day() -> None:
    data = '{"@context":"https://ziyuan.baidu.com/contexts/cambrian.jsonld","pubDate":"2020-03-10T08:30:00"}'
    head = f'<script type="application/ld+json">{data}</script>'
    assert read(article(in_p(SENTENCES), lead="", head=head)).published == date(2020, 3, 10)


# --- the number of a document


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("临财〔2026〕11号　　　签发人：李明华", "临财〔2026〕11号"),
        ("签发人：李明华　　临财〔2026〕11号", "临财〔2026〕11号"),
        ("临 住 建 〔 2026 〕 32 号", "临住建〔2026〕32号"),
        ("临财〔2026〕11号　临教〔2026〕9号", "临财〔2026〕11号"),
        ("临政办字〔2026〕12-1号", "临政办字〔2026〕12-1号"),
        ("国家税务总局临江市税务局公告2026年第2号", "国家税务总局临江市税务局公告2026年第2号"),
        ("临江市人民政府令第12号", "临江市人民政府令第12号"),
        ("（2026年第5号）", "2026年第5号"),
        ("临江市人民政府令</p><p>第 12 号", "临江市人民政府令第12号"),
    ],
)
def test_the_number_that_stands_above_the_text(line: str, number: str) -> None:
    document = read(article(in_p([line, TO_ALL, *SENTENCES])))
    assert document.document_number == number
    assert texts(document)[0].replace(" ", "")[:4] == line.replace(" ", "").lstrip("（")[:4] or "（" in line


@pytest.mark.parametrize(
    "line",
    ["第12号", "第3号线路停运", "转发临财〔2026〕11号文件，请遵照执行。", "收到2026年第5号建议后，我局高度重视。"],
)
def test_a_number_in_a_sentence_or_without_its_office_is_none(line: str) -> None:
    assert read(article(in_p([line, TO_ALL, *SENTENCES]))).document_number is None


@pytest.mark.parametrize(
    ("by", "expected"), [("李明", None), ("季彦斐", None), ("宣传部", "宣传部"), ("临江市教育局", "临江市教育局")]
)
def test_a_person_who_published_is_no_office(by: str, expected: str | None) -> None:
    lead = f"<div class='info'>发布者：{by} 发布时间：2026-06-29 浏览次数：12</div>"
    document = extract(page(article(in_p(SENTENCES), lead=lead)), ANY)
    assert (document.issuer, document.office) == (expected, expected)


def test_the_word_that_begins_the_next_label_is_none_of_a_name() -> None:
    lead = "<div class='info'>发布时间：2026-06-29 文章来源：省厅官网 文章作者：李明</div>"
    assert extract(page(article(in_p(SENTENCES), lead=lead)), ANY).issuer == "省厅官网"


@pytest.mark.parametrize(
    "line",
    [
        "[发布日期]：2020-03-10 [来源]：县财政局",
        "【来源】县财政局 【发布时间】：2020-03-10 08:30",
        "【发布日期】2020-03-10 [来源:县财政局]",
        "<span>【来源】县财政局</span><span>[发布日期:2020-03-10]</span>",
        "〖来源〗县财政局 〖发布日期〗2020-03-10",
        "[ 发布日期 ]：2020-03-10 〔来源：县财政局〕",
    ],
)
@pytest.mark.parametrize("heading", ["h1", "h3"])
def test_names_of_fields_in_brackets(heading: str, line: str) -> None:
    html = article(in_p([TO_ALL, *SENTENCES]), lead=f"<div>{line}</div>")
    document = read(html.replace("<h1", f"<{heading}").replace("</h1>", f"</{heading}>"))
    assert (document.published, document.issuer) == (date(2020, 3, 10), "县财政局")
    assert texts(document)[0] == TO_ALL


@pytest.mark.parametrize(
    "line", ["【来源】本品为菊科植物的干燥根", "【时间】2020-03-10", "【发布日期】2020-03-10", "（来源）县里统一采购"]
)
def test_a_text_may_have_such_names_too(line: str) -> None:
    document = read(article(in_p([TO_ALL, *SENTENCES[:1], line, *SENTENCES[1:]])))
    assert line in texts(document)
    assert (document.published, document.issuer) == (date(2020, 3, 12), "市应急管理局")
