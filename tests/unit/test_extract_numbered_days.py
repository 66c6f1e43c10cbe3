"""A line of a document's number and its day, right below the heading, gives both and stays in the text."""

import datetime

import pytest
from extract_pages import ANY, FOOTER, SENTENCES, in_p, page

from pipelines.extract import extract

TITLE = "关于公布城区公共厕所名录的通知"
DAY = datetime.date(2020, 3, 12)


@pytest.mark.parametrize("number", ["青政〔2020〕4号", "（2020）冀0535破1号", "编号：4"])
@pytest.mark.parametrize(
    "rest", [" 2020-03-12", "　2020年3月12日", " | 2020-03-12 | 浏览 33", " 2020-03-12 来源：政府办"]
)
def test_the_day_stands_behind_the_number(number: str, rest: str) -> None:
    head = f"<h1>{TITLE}</h1><div class=s>{number}{rest}</div>"
    html = f"<html><title>{TITLE}</title><body>{head}<div class=c>{in_p(SENTENCES[:2])}</div>{FOOTER}</body></html>"
    found = extract(page(html), ANY)
    assert found.published == DAY
    if "政" in number:
        assert found.document_number == number


@pytest.mark.parametrize("line", ["Published 12 March 2020", "Posted on March 12, 2020 by admin"])
def test_words_of_publication_before_an_english_day(line: str) -> None:
    text = "<p>Bohai Road is closed on Sunday from 8 a.m. to noon.</p><p>Buses 3 and 8 are diverted.</p>"
    html = f"<html><title>Road closure</title><body><main><h1>Road closure</h1><p>{line}</p>{text}</main></body></html>"
    assert extract(page(html), ANY).published == DAY
