"""A table of data right below the page's head, and the text that it belongs to."""

import pytest
from extract_pages import ANY, page

from pipelines.extract import extract
from pipelines.extract.words.line_patterns import is_meta_line

TITLE = "县中医院彩超机采购公告"
CELLS = ["项目名称", "彩超机一台", "采购人", "县中医院", "预算金额", "96万元", "开标时间", "2026-04-21 9:30"]
TEXT = ["请有意参加的供应商按时报名。", "联系人：周女士", "联系电话：0577-6312200"]
NOTICE = ["现就采购有关事项公告如下，请符合条件的供应商按公告的要求按时参加。", *TEXT]
HEADS = ("", "<div>发布时间：2026-04-02 来源：县中医院</div>")
FOOT = '<div class="footer"><p>主办：临江市人民政府 联系电话：0577-6310000</p></div>'


def table(cells: list[str], width: int = 2) -> str:
    rows = [cells[at : at + width] for at in range(0, len(cells), width)]
    return (
        "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
    )


def said(head: str, body: str) -> str:
    html = f"<html><head><title>{TITLE}-临江市</title></head><body><h1>{TITLE}</h1>{head}{body}{FOOT}</body></html>"
    return "\n".join(paragraph.text for paragraph in extract(page(html), ANY).paragraphs)


def lines(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("text", [TEXT, NOTICE])
@pytest.mark.parametrize("around", ["{}", "<div>{}</div>", '<div class="TRS_Editor">{}</div>'])
@pytest.mark.parametrize(
    "cells", [CELLS, ["岗位", "人数", "护士", "12"], ["征集时间", "2026-04-02 至 2026-05-02", "状态", "已结束"]]
)
def test_neither_the_table_nor_the_text_is_lost(head: str, text: list[str], around: str, cells: list[str]) -> None:
    found = said(head, table(cells) + around.format(lines(text)))
    assert [line for line in [*cells, *text] if line not in found] == []
    assert "主办" not in found


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("around", ["<div>{}</div>", '<div class="zoom">{}</div>'])
def test_one_row_of_fields_is_of_the_text(head: str, around: str) -> None:
    cells = ["征集时间", "2026-04-02 至 2026-05-02", "征集部门", "县卫健局"]
    found = said(head, table(cells, 4) + around.format(lines(NOTICE)))
    assert [line for line in [*cells, *NOTICE] if line not in found] == []


@pytest.mark.parametrize("width", [2, 4])
def test_the_fields_of_a_document_are_not(width: int) -> None:
    cells = ["信息来源", "县中医院", "发布日期", "2026-04-02", "主题分类", "卫生", "有效性", "有效"]
    assert said("", table(cells, width) + f"<div>{lines(NOTICE)}</div>").split("\n") == NOTICE


def test_a_form_below_a_table_and_its_text_is_not() -> None:
    form = "<div><h3>我要报名</h3><form><label>姓名</label><input></form></div>"
    found = said("", table(CELLS) + f"<div>{lines(TEXT[1:])}</div>" + form)
    assert TEXT[2] in found
    assert "姓名" not in found


@pytest.mark.parametrize("between", ["至", " 至 ", "—", "~"])
def test_a_span_of_days_is_no_line_about_a_text(between: str) -> None:
    assert not is_meta_line(f"2026-04-02{between}2026-05-02")


@pytest.mark.parametrize("rows", [3, 60])
@pytest.mark.parametrize("cell", ["td", "th"])
def test_a_named_column_of_links_is_data(cell: str, rows: int) -> None:
    names = ["城北造纸厂扩建项目", "东山化工厂改造项目", "白沙污水处理厂项目"]
    projects = [f"{names[at % 3]}之{at}" for at in range(rows)]
    head = "".join(f"<{cell}>{name}</{cell}>" for name in ("序号", "项目名称", "受理日期"))
    body = "".join(
        f"<tr><td>{at}</td><td><a href='/x/{at}.html'>{name}</a></td><td>2026-03-{at % 28 + 1:02}</td></tr>"
        for at, name in enumerate(projects)
    )
    note = "以上项目公示五日，公示期内可向县环保局反映，联系电话0577-6312200。"
    found = said(HEADS[1], f"<div class='con'><table><tr>{head}</tr>{body}</table><p>{note}</p></div>")
    assert [line for line in [*projects, note] if line not in found] == []
