"""Titles of pages whose <title> is the name of the office, and the office that signs."""

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, in_p, page

from pipelines.extract import extract
from pipelines.models import Document

TITLE = "农村低保资金发放公告"
OFFICE = "临江市民政局"
SIGNED = in_p([*SENTENCES[:1], "特此公告。", OFFICE, "2020年3月12日"])
HEADINGS = {
    "centred tag": f"<center><b>{TITLE}</b></center>",
    "centred paragraph": f'<p align="center"><font size="5">{TITLE}</font></p>',
    "by its style": f'<p style="text-align: center">{TITLE}</p>',
    "bold": f"<p><b>{TITLE}</b></p>",
    "cell": f"<table><tr><td align=center><font size=5>{TITLE}</font></td></tr></table>",
}


def read(main: str, page_title: str) -> Document:
    head = f"<head><meta charset='utf-8'><title>{page_title}</title></head>"
    return extract(page(f"<html>{head}<body><ul>{NAVIGATION}</ul>{main}{FOOTER}</body></html>"), ANY)


@pytest.mark.parametrize("page_title", [OFFICE, f"{OFFICE}网站", f"{OFFICE}-通知公告", ""])
@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
@pytest.mark.parametrize("main", ["<div>{}{}</div>", "{}<div>{}</div>"])
def test_the_line_set_apart_above_the_text(main: str, heading: str, page_title: str) -> None:
    document = read(main.format(heading, SIGNED), page_title)
    assert document.title == TITLE
    assert OFFICE in [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize("main", ["<div>{}</div>", "<h3>通知公告</h3><div>{}</div>"])
def test_who_signs_stays_where_nothing_else_is_the_title(main: str) -> None:
    assert OFFICE in [paragraph.text for paragraph in read(main.format(SIGNED), OFFICE).paragraphs]


@pytest.mark.parametrize("line", ["各镇人民政府：", "临江市民政局", "来源：市民政局"])
def test_a_line_to_somebody_or_of_an_office_is_no_title(line: str) -> None:
    assert read(f"<div><p align='center'><b>{line}</b></p>{SIGNED}</div>", "通知公告").title != line
