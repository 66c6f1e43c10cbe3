"""Days named by a word next to them, behind or before: 2026-08-30 成文 2026-09-05 发布."""

from datetime import date

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract
from pipelines.models import Document

URL = "http://www.linjiang.gov.cn/zwgk/tzgg/content/post_1234.html"
WRITTEN, PUBLISHED = date(2020, 3, 2), date(2020, 3, 12)


def read(lead: str, body: str = in_p(SENTENCES), head: str = "") -> Document:
    return extract(page(article(body, lead=lead, head=head), url=URL), ANY)


BOTH = [
    "2020-03-02 成文 2020-03-12 发布",
    "2020-03-12发布 2020-03-02成文",
    "2020-03-02成文 | 2020-03-12发布 | 2020-03-20更新",
    "成文于2020年3月2日，发布于2020年3月12日",
    "发布于2020年3月12日，成文于2020年3月2日。",
    "（2020年3月2日印发，2020年3月12日公布）",
    "<span>2020.03.02签发</span> <span>2020.03.12公开</span>",
    "2020-03-02（成文） 2020-03-12（发布）",
    "二〇二〇年三月二日印发　二〇二〇年三月十二日发布",
    "成文 2020/03/02　發布 2020/03/12",
    "成文时间2020-03-02，发布时间2020-03-12",
]


@pytest.mark.parametrize("line", BOTH)
def test_of_two_days_the_published_one_counts(line: str) -> None:
    document = read(f"<div>{line}</div>")
    assert (document.published, document.written) == (PUBLISHED, WRITTEN)
    assert [paragraph.text for paragraph in document.paragraphs] == SENTENCES


@pytest.mark.parametrize("line", BOTH)
def test_the_same_as_first_line_of_the_body(line: str) -> None:
    document = read("", body=f"<p>{line}</p>{in_p(SENTENCES)}")
    assert document.published == PUBLISHED
    assert [paragraph.text for paragraph in document.paragraphs] == SENTENCES


@pytest.mark.parametrize(
    "line",
    [
        "2020-03-12发布",
        "2020年3月12日 发布",
        "本文发布于 2020-03-12",
        "更新于2020-03-20，发布于2020-03-12",
        "2020-03-20 修改 2020-03-12 发布",
        "2020-03-12 09:15 发布　来源：市应急管理局",
        "2020-03-02 成文 2020-03-12 发布 来源：市应急管理局 浏览：32",
    ],
)
def test_a_name_behind_the_day(line: str) -> None:
    assert read(f"<div>{line}</div>").published == PUBLISHED


@pytest.mark.parametrize("line", ["2020-03-02 成文", "2020年3月2日印发", "（2020-03-02签发）"])
def test_a_day_of_writing_is_none_of_publication(line: str) -> None:
    document = read(f"<div>{line}</div>")
    assert (document.published, document.written) == (None, WRITTEN)


def test_a_day_of_an_update_counts_where_nothing_else_does() -> None:
    assert read("<div>2020-03-12 更新</div>").published == PUBLISHED
    head = '<meta name="PubDate" content="2020-03-12">'
    assert read("<div>2020-03-20 更新 2020-03-02 成文</div>", head=head).published == PUBLISHED


@pytest.mark.parametrize(
    "line",
    [
        "（2010年5月20日市政府常务会议通过，2010年6月1日公布，自2010年7月1日起施行）",
        "（2010年6月1日公布 2010年7月1日施行）",
        "《办法》2010年6月1日发布，2010年7月1日施行，市应急管理局负责解释。",
    ],
)
def test_days_of_a_law_below_the_line_with_the_date_are_the_texts(line: str) -> None:
    lead = "<div class='info'>发布日期：2020-03-12 来源：市应急管理局</div>"
    document = read(lead, body=f"<p>{line}</p>{in_p(SENTENCES)}")
    assert document.published == PUBLISHED


def test_when_a_law_was_published_and_takes_effect_is_its_own() -> None:
    line = "（2010年6月1日公布 2010年7月1日施行）"
    document = read("", body=f"<p>{line}</p>{in_p(SENTENCES)}", head='<meta name="PubDate" content="2020-03-12">')
    assert document.published == PUBLISHED
    assert [paragraph.text for paragraph in document.paragraphs] == [line, *SENTENCES]


def test_a_sentence_with_two_days_stays_in_the_text() -> None:
    line = "该办法2010年6月1日发布，2010年7月1日施行，市应急管理局负责解释。"
    document = read("<div>2020-03-12</div>", body=f"<p>{line}</p>{in_p(SENTENCES)}")
    assert [paragraph.text for paragraph in document.paragraphs] == [line, *SENTENCES]


@pytest.mark.parametrize(
    "lead",
    [
        "<div>2020-04-01 实施</div><div>2020-03-12 发布</div>",
        "<div>2020-04-01 施行</div><div>2020-03-12</div>",
        "<div>2020-03-12 发布</div><div>2020-04-01 生效</div>",
        "<div>开标时间：2020-03-28 公告时间：2020-03-12</div>",
        "<div>开标时间：2020-03-28 09:30 公告时间：2020-03-12 17:00</div>",
        "<div>公告时间：2020-03-12 开标时间：2020-03-28</div>",
        "<div>开标时间：2020-03-28 09:30</div><div>公告时间：2020-03-12</div>",
    ],
)
def test_a_day_named_for_something_else_is_none_of_publication(lead: str) -> None:
    assert read(lead).published == PUBLISHED


def test_a_day_of_taking_effect_alone_is_none_of_publication() -> None:
    assert read("<div>2020-04-01 实施</div>").published is None
    assert read("<div>2020-04-01 实施</div>", head='<meta name="PubDate" content="2020-03-12">').published == PUBLISHED


@pytest.mark.parametrize(
    "line",
    [
        "成文日期：2020-03-02（2020-03-12发布）",
        "2020-03-02 成文　2020-03-12 发布　2020-04-01 施行",
        "2020-03-02成文 2020-03-12发布 来源：市应急管理局",
        "废止 2020-05-01 发布 2020-03-12 成文 2020-03-02",
    ],
)
def test_the_day_of_writing_among_others(line: str) -> None:
    document = read(f"<div>{line}</div>")
    assert (document.published, document.written) == (PUBLISHED, WRITTEN)
