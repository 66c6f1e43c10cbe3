"""The day below a page's heading, however it is written; and days that are the text's own."""

from datetime import date

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract
from pipelines.models import Document

URL = "http://www.linjiang.gov.cn/zwgk/tzgg/content/post_1234.html"
RENEWED = '<meta name="PubDate" content="2020-06-30 17:00:00">'
DAY = date(2020, 3, 12)


def read(lead: str, head: str = RENEWED, body: str = in_p(SENTENCES)) -> Document:
    return extract(page(article(body, lead=lead, head=head), url=URL), ANY)


BELOW_HEADING = [
    "<div>2020年3月12日 星期四　来源：临江日报</div>",
    "<div><span>2020-03-12</span><span>周四</span></div>",
    "<div>日期：2020年3月12日（星期四）</div>",
    "<div>星期四，2020年3月12日 09:15</div>",
    "<div>（2020年3月12日）</div>",
    "<div>〔2020.03.12〕</div>",
    "<div>（2020.3.12）市林业局</div>",
    "<div>【2020-03-12　市林业局供稿】</div>",
    "<div>２０２０－０３－１２</div>",
    "<div>发布时间：２０２０年３月１２日</div>",
    "<div>2020／03／12</div>",
    "<div>2020 年 03 月 12 日</div>",
    "<div>二〇二〇年三月十二日　星期四</div>",
    "<div>市应急管理局　2020年3月12日</div>",
    "<div>20-03-12　来源：市应急管理局</div>",
    "<div class='d'><b>12</b><i>2020-03</i></div>",
    "<div class='d'><div>12</div><div>2020年3月</div></div>",
    "<div class='d'><span>2020</span><span>03-12</span></div>",
    "<ul><li>03/12</li><li>2020</li></ul>",
    "<div>挂网时间：2020.03.12　编号：无</div>",
    '<div><time datetime="2020-03-12T09:15:00+08:00">3月12日</time></div>',
]


@pytest.mark.parametrize("lead", BELOW_HEADING)
def test_the_day_below_the_heading_wins_over_that_of_a_republication(lead: str) -> None:
    document = read(lead)
    assert document.published == DAY
    assert [paragraph.text for paragraph in document.paragraphs] == SENTENCES


@pytest.mark.parametrize("lead", BELOW_HEADING)
def test_the_day_below_the_heading_is_enough(lead: str) -> None:
    document = read(lead, head="")
    assert document.published == DAY
    assert [paragraph.text for paragraph in document.paragraphs] == SENTENCES


@pytest.mark.parametrize(
    "line",
    [
        "<p>（2020年3月12日市人民代表大会常务委员会通过）</p>",
        "<p>（2020年3月12日）</p>",
        "<p>市应急管理局　2020年3月12日</p>",
    ],
)
def test_a_day_among_the_paragraphs_is_the_texts(line: str) -> None:
    document = read("<div>2020-06-30</div>", body=line + in_p(SENTENCES))
    assert document.published == date(2020, 6, 30)
    assert len(document.paragraphs) == len(SENTENCES) + 1


def test_a_day_below_the_line_with_the_date_is_the_texts() -> None:
    lead = "<div>发布日期：2020-06-30　来源：市统计局</div>"
    document = read(lead, body="<div class='own'>（2020年3月12日）</div>" + in_p(SENTENCES))
    assert document.published == date(2020, 6, 30)
    assert document.paragraphs[0].text == "（2020年3月12日）"


@pytest.mark.parametrize(
    "lead", ["<div>征集时间：2020年3月12日 至 2020年4月12日</div>", "<div>写信日期 2020-03-12</div>"]
)
def test_a_day_of_another_kind_is_no_publication(lead: str) -> None:
    assert read(lead).published == date(2020, 6, 30)


def linked(day: str) -> str:
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{day}"}}</script>'


def test_the_day_in_linked_data_counts_where_the_page_shows_none() -> None:
    assert read("", head=linked("2020-03-12T09:15:00+08:00")).published == DAY


def test_linked_data_of_several_articles_says_no_day() -> None:
    assert read("", head=linked("2020-03-12") + linked("2020-03-13")).published is None
