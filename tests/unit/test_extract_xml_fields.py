"""XML that is no HTML and holds one article: its day and its source."""

from datetime import UTC, date, datetime

import pytest

from pipelines.extract import extract
from pipelines.extract.fields.xml_fields import xml_fields
from pipelines.models import Page, Source

TEXT = "<p>预计11月22日最低气温降至零下9度，请各镇加固大棚，做好防寒。</p>"
DECLARED = '<?xml version="1.0" encoding="utf-8"?>'
ADDRESS = "http://www.example.gov.cn/a/1.xml"


def article(fields: str) -> str:
    return (
        f"{DECLARED}<article><title>关于防范寒潮的通知</title>{fields}<content><![CDATA[{TEXT}]]></content></article>"
    )


@pytest.mark.parametrize(
    "fields",
    [
        "<pubDate>2026-11-20</pubDate>",
        "<pubDate><![CDATA[ 2026-11-20 09:30 ]]></pubDate>",
        "<pubDate>Thu, 19 Nov 2026 20:30:00 GMT</pubDate>",  # the next day in China
        "<published>2026-11-20T09:30:00+08:00</published><updated>2026-11-21T09:30:00+08:00</updated>",
        "<dc:publishTime>2026-11-20</dc:publishTime>",
    ],
)
def test_the_day_of_an_article_in_xml_is_read(fields: str) -> None:
    body = article(f"{fields}<source>县应急局</source>").encode()
    fetched = datetime(2026, 11, 30, tzinfo=UTC)
    document = extract(Page("t", ADDRESS, ADDRESS, fetched, 200, (("Content-Type", "text/xml"),), body), Source("t"))
    assert document.published == date(2026, 11, 20)
    assert document.issuer == "县应急局"


@pytest.mark.parametrize(
    "text",
    [
        f"<html><head></head><body><pubDate>2026-11-20</pubDate>{TEXT}</body></html>",
        f"<div><pubDate>2026-11-20</pubDate>{TEXT}</div>",
        article("<pubDate>2026-11-20</pubDate><pubDate>2026-11-21</pubDate>"),
        f"{DECLARED}<rss><item><pubDate>2026-11-20</pubDate></item><item><title>其他</title></item></rss>",
        article("<publisher>县应急局第20261120号</publisher>"),
    ],
    ids=["html", "part of html", "two days", "two items", "no day"],
)
def test_html_and_several_days_say_nothing(text: str) -> None:
    assert xml_fields(text) == {}
