"""Persons in elements of one make: those with less to say stand above the one whose text weighs most."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, NAVIGATION, page

from pipelines.extract import extract

LONG = "王某某，男，1965年生，临江县人，毕业于省师范学院，先后在县志办公室、县档案局工作，参加编写县志三部，曾获全省档案系统先进个人称号，现负责档案编研和地方志工作。"
PERSONS = [
    ("张某", "县档案馆 馆长", "主持全面工作。"),
    ("田某", "县档案馆 副馆长", "分管整理处。"),
    ("王某", "县档案馆 研究员", LONG),
]
MAKES = {
    "div": ("div", "<div class='r'><div class='name'>{}</div><div class='post'>{}</div><div class='p'>{}</div></div>"),
    "section": ("section", "<div class='name'>{}</div><div class='post'>{}</div><div class='p'>{}</div>"),
}


def texts(parts: str) -> str:
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>县档案馆</title></head><body><ul class='nav'>{NAVIGATION}</ul><div class='box'>{parts}</div><div class='foot'>Copyright 临江县档案馆</div></body></html>"
    return "\n".join(paragraph.text for paragraph in extract(page(html), ANY).paragraphs)


@pytest.mark.parametrize("make", MAKES.values(), ids=MAKES.keys())
def test_persons_above_the_longest_text_stay(make: tuple[str, str]) -> None:
    tag, inside = make
    found = texts("".join(f"<{tag} class='item'>{inside.format(*person)}</{tag}>" for person in PERSONS))
    assert [line for person in PERSONS for line in person if line not in found] == []


@pytest.mark.parametrize("post", ["<a href='/1.html'>县档案馆 馆长</a>", "浏览次数：12"])
def test_a_part_with_a_link_or_a_line_about_the_page_is_none(post: str) -> None:
    inside = MAKES["div"][1]
    parts = [("张某", post, "主持工作。"), PERSONS[2]]
    found = texts("".join(f"<div class='item'>{inside.format(*person)}</div>" for person in parts))
    assert "主持工作。" not in found
    assert LONG in found


def test_a_part_of_another_make_is_none() -> None:
    other = "<div class='item'><div class='tel'>值班室</div><div class='tel'>全天有人</div></div>"
    assert "值班室" not in texts(other + f"<div class='item'>{MAKES['div'][1].format(*PERSONS[2])}</div>")
