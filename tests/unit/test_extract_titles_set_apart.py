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


@pytest.mark.parametrize("page_title", [OFFICE, "通知公告", "Untitled Document", ""])
@pytest.mark.parametrize(
    "heading",
    [f"<span>{TITLE}</span>", f"<div>{TITLE}</div>", f"<p>{TITLE}</p>", f"<table><tr><td>{TITLE}</td></tr></table>"],
    ids=["span", "div", "paragraph", "cell"],
)
def test_a_line_by_itself_above_the_text_where_nothing_else_is_the_title(heading: str, page_title: str) -> None:
    document = read(f"<div class='main'>{heading}<div class='con'>{SIGNED}</div></div>", page_title)
    assert document.title == TITLE
    assert TITLE not in [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize(
    "line", ["一、工作总体要求", "临江市民政局", f"{TITLE}2020-03-12", "尊敬的用户：", "临政〔2020〕5号"]
)
def test_other_lines_by_themselves_are_no_title(line: str) -> None:
    document = read(f"<div class='main'><div>{line}</div><div class='con'>{SIGNED}</div></div>", "通知公告")
    assert document.title == "通知公告"


@pytest.mark.parametrize("name", ["id='title'", "name='newsTitle'", "id='x' name='article_title'"])
def test_a_hidden_field_names_the_title_and_the_day_where_the_page_shows_none(name: str) -> None:
    field = f"<input type='hidden' {name} value='{TITLE}'><input type='hidden' id='pubDate' value='2020-03-10 09:00'>"
    document = read(f"{field}<div class='con'>{SIGNED}</div>", "详情")
    assert document.title == TITLE
    headed = f"<h1>农村低保复核公告</h1>{field}<div class='con'>{SIGNED}</div>"
    assert read(headed, "详情").title == "农村低保复核公告"


@pytest.mark.parametrize("value", ["%u6CB3%u5357%u9AD8", "15122333", "公告"])
def test_a_hidden_field_without_a_title_is_none(value: str) -> None:
    field = f"<input type='hidden' id='title' value='{value}'>"
    assert read(f"{field}<div class='con'>{SIGNED}</div>", "详情").title == "详情"
