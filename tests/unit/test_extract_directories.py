"""Tables of a document's fields: above a text the page's own, between its paragraphs those of another document."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, in_p, page

from pipelines.extract import extract
from pipelines.models import Document

TITLE = "关于做好护林防火工作的通知"
TEXT = ["各镇人民政府：为切实做好护林防火工作，现将有关事项通知如下。", "各单位要落实责任，加强巡查，严禁野外用火。"]
FIELDS = {"文件名称": "关于护林防火的通告", "发布日期": "2019-09-01", "发布机关": "省林草局"}
TABLES = {
    "cells": ("<table border=1>", "<tr><td>{}</td><td>{}</td></tr>", "</table>"),
    "list": ("<dl>", "<dt>{}</dt><dd>{}</dd>", "</dl>"),
}
HEADS = [
    "<div class=ly>来源：县林业局 2020-03-12</div>",
    "<div class=ly><span>县林业局</span><span>2020-03-12</span></div>",
    "<div class=ly>时间：2020-03-12</div>",
]


def read(head: str, body: str) -> Document:
    html = f"<html><head><title>{TITLE}</title></head><body>{NAVIGATION}<div class=main><h1>{TITLE}</h1>{head}<div class=nr>{body}</div></div>{FOOTER}</body></html>"
    return extract(page(html), ANY)


def table(form: str) -> str:
    opening, row, closing = TABLES[form]
    return opening + "".join(row.format(*field) for field in FIELDS.items()) + closing


@pytest.mark.parametrize("head", HEADS, ids=["source", "name and day", "label"])
@pytest.mark.parametrize("form", TABLES)
def test_a_table_of_fields_between_paragraphs_is_of_another_document(form: str, head: str) -> None:
    found = read(head, in_p(TEXT[:1]) + table(form) + in_p(TEXT[1:]))
    said = "\n".join(paragraph.text for paragraph in found.paragraphs)
    assert [text for text in [*TEXT, *FIELDS, *FIELDS.values()] if text not in said] == []
    assert (found.title, found.published, found.office) == (TITLE, date(2020, 3, 12), None)


@pytest.mark.parametrize("form", TABLES)
def test_a_table_of_fields_above_the_text_is_the_pages_own(form: str) -> None:
    found = read("", table(form) + in_p(TEXT))
    assert [paragraph.text for paragraph in found.paragraphs] == TEXT
    assert (found.published, found.office) == (date(2019, 9, 1), "省林草局")


@pytest.mark.parametrize(("day", "is_read"), [("2020-06-08", True), ("2020-06-09", True), ("2020-06-10", False)])
def test_no_day_later_than_tomorrow_in_china_is_that_of_publication(day: str, is_read: bool) -> None:
    html = f"<html><head><title>{TITLE}</title></head><body>{NAVIGATION}<h1>{TITLE}</h1><div>发布日期：{day}</div><div class=nr>{in_p(TEXT)}</div></body></html>"
    fetched = datetime(2020, 6, 7, 17, tzinfo=UTC)  # one o'clock on the eighth there
    found = extract(replace(page(html), url="http://a.gov.cn/1.html", fetched_at=fetched), ANY)
    assert (found.published is not None) == is_read
