"""Lines of fields and days with which a text begins, below a head that stands above it."""

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract

WORKED = [
    "姓 名：林安",
    "出生年月：1987-10-11",
    "籍贯：临江市",
    "工作单位：青山林场",
    "工作经历：2010年3月5号 见习护林员",
]
PERSON = {
    "days without their last word": [*WORKED, "2010年6月5号 护林员", "2011年7月5号 副站长"],
    "with a stroke": [*WORKED, "2010-06-05 护林员", "2011-07-05 副站长"],
    "with points": [*WORKED, "2010.6.5 护林员", "2011.7.5 副站长"],
    "below a label": [*WORKED[:4], "工作经历：", "2010-06-05 护林员", "2011-07-05 副站长"],
    "a row of days": [*WORKED[:4], "2010年6月5号 护林员", "2011年7月5号 副站长"],
    "one day": [*WORKED[:2], "2010/6/5 护林员", "籍贯：临江市"],
    "names before a day": ["优秀护林员 林安", "青山林场", "2010-06-05 护林员", "2011-07-05 副站长"],
    "a work": ["书名：青山记事", "作者：林安", "出版时间：2010-06-05", "定价：30元"],
}
LEADS = {
    "day, name, counter": "<div class='info'>日期：2020-03-12 15:20:23 发布人：admin 浏览量：<span>21</span></div>",
    "source and day": "<div class='info'>来源：市林业局　2020-03-12</div>",
    "day": "<p>2020-03-12</p>",
}


def read(body: str, **around: str) -> list[str]:
    return [one.text for one in extract(page(article(body, **around)), ANY).paragraphs]


@pytest.mark.parametrize("lines", PERSON.values(), ids=PERSON)
@pytest.mark.parametrize("lead", LEADS.values(), ids=LEADS)
def test_fields_and_days_below_the_head_are_the_texts(lines: list[str], lead: str) -> None:
    assert read(in_p([*lines, *SENTENCES]), lead=lead) == [*lines, *SENTENCES]


@pytest.mark.parametrize("lines", PERSON.values(), ids=PERSON)
def test_few_sentences_below_them_do_not_matter(lines: list[str]) -> None:
    assert read(in_p([*lines, SENTENCES[3]])) == [*lines, SENTENCES[3]]


@pytest.mark.parametrize("lines", PERSON.values(), ids=PERSON)
def test_nor_does_the_tag(lines: list[str]) -> None:
    assert read("<br>".join([*lines, *SENTENCES[2:]])) == [*lines, *SENTENCES[2:]]


@pytest.mark.parametrize(
    "said", ["2020-03-12 09:30　市林业局", "发布日期：2020-03-12　浏览：21", "来源：市林业局　作者：林安", "2020-03-12"]
)
def test_what_the_head_says_again_is_of_the_page(said: str) -> None:
    title = "<h2>临江市开展春季森林防火专项检查</h2>"
    assert read(f"{title}<p>{said}</p>" + in_p(SENTENCES)) == SENTENCES


@pytest.mark.parametrize("lead", LEADS.values(), ids=LEADS)
@pytest.mark.parametrize("fields", [["项目名称：青山林场防火通道", "建设单位：青山林场"], ["样品名称：花生油"]])
def test_a_source_among_the_fields_that_a_text_is_made_of(fields: list[str], lead: str) -> None:
    lines = [*fields, "来源：财政资金", "工期：365日历天"]
    document = extract(page(article(in_p(lines), lead=lead)), ANY)
    assert [one.text for one in document.paragraphs] == lines
    assert document.issuer != "财政资金"


def test_a_source_below_a_text_is_a_credit() -> None:
    assert read(in_p([*SENTENCES, "通讯员：林安", "来源：临江晚报", "制图：李四"]))[: len(SENTENCES)] == SENTENCES
