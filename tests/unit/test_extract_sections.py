"""Sections of one kind: those of few words stay next to the one that says most, the page's own boxes stay out."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, NAVIGATION, page

from pipelines.extract import extract

AIMS = [
    "继续整治河道两岸的环境卫生，组织志愿者每周六上午清理垃圾，让居民散步时有干净的步道。",
    "在社区服务中心开设老年食堂，为七十岁以上的居民提供午餐，并安排专人为行动不便者送餐。",
    "每季度召开一次居民议事会，公开收支账目，听取大家对停车和绿化的意见，并在会后公布办理结果。",
]
LONG = "<ul><li>姓名：田某某</li><li>电话：5550-1234</li><li>愿望：<ol>{}</ol></li></ul>".format(
    "".join(f"<li>{aim}</li>" for aim in AIMS)
)
SHORT = "<ul><li>姓名：安某某</li><li>电话：5550-5678</li></ul>"
FEW = ["主任", "干事", "姓名：安某某", "电话：5550-5678"]
HEADINGS = ["<h4>{}</h4>", "<h3 class='post'>{}</h3>", "<div class='post'>{}</div>", "<p class='post'>{}</p>"]


def lines(content: str) -> list[str]:
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>河东区</title></head><body><ul class='nav'>{NAVIGATION}</ul><div class='main'><h2>社区干部</h2><ul class='tags'>{NAVIGATION}</ul><section class='cp'>{content}</section><h3>图片</h3><ul>{NAVIGATION}</ul></div><div class='foot'>Copyright 河东区</div></body></html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("order", ["long first", "short first", "between two"])
def test_sections_of_few_words_stay(heading: str, order: str) -> None:
    chief, clerk = heading.format("主任") + LONG, heading.format("干事") + SHORT
    third = heading.format("顾问") + "<ul><li>姓名：何某某</li></ul>"
    found = lines(
        {"long first": chief + clerk, "short first": clerk + chief, "between two": third + chief + clerk}[order]
    )
    assert [line for line in [*FEW, *AIMS] if line not in found] == []
    assert ("姓名：何某某" in found) == (order == "between two")


def test_records_in_sections_stay() -> None:
    record = "<dl><dt>姓名</dt><dd>安某某</dd></dl>"
    assert "安某某" in "".join(lines(f"<h4>主任</h4>{LONG}<h4>干事</h4><ul><li>安某某</li></ul>"))
    assert "安某某" not in "".join(lines(f"<h4>主任</h4>{LONG}<h4>干事</h4>{record}"))  # of another kind


@pytest.mark.parametrize(
    "below",
    [
        "<h4>相关链接</h4><ul><li>姓名：安某某</li></ul>",
        "<h4>干事</h4><ul><li><a href='/1.html'>姓名：安某某</a></li></ul>",
        "<h4>干事</h4><ul class='box'><li>姓名：安某某</li></ul>",
        "<h4 class='box'>干事</h4><ul><li>姓名：安某某</li></ul>",
        "<h5>干事</h5><ul><li>姓名：安某某</li></ul>",
        "<h4 class='share'>干事</h4><ul><li>姓名：安某某</li></ul>",
        "<h4>干事</h4><p></p>文字<ul><li>姓名：安某某</li></ul>",
    ],
)
def test_what_is_made_otherwise_stays_out(below: str) -> None:
    found = lines(f"<h4>主任</h4>{LONG}{below}")
    assert "姓名：安某某" not in found
    assert [aim for aim in AIMS if aim not in found] == []
