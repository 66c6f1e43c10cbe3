"""Rows of tables whose title stands in a table of its own, and days that an attribute or several keys state."""

import json

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

LIST = "https://www.example.gov.cn/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
DAYS = ["2026-09-22", "2026-09-18", "2026-09-03"]


def days(kind: str, around: str = "<table>{}</table>") -> list[str]:
    rows = [
        kind.format(a=f"<a href='content_10{n}.html'>关于第{n}号工程的公告</a>", d=day, m=day[5:], n=n)
        for n, day in enumerate(DAYS)
    ]
    body = around.format("".join(rows)) if "{}" in around else "".join(f"<table>{row}</table>" for row in rows)
    return [str(row.listed) for row in read_list(f"<html><body>{body}</body></html>", LIST, SOURCE).articles]


NESTED = "<table><tr><td>{a}</td></tr></table>"
ROWS = {
    "a cell": f"<tr><td>{NESTED}</td><td>{{d}}</td></tr>",
    "a cell before": f"<tr><td>[{{d}}]</td><td>{NESTED}</td></tr>",
    "both in tables": f"<tr><td>{NESTED}</td><td><table><tr><td>{{d}}</td></tr></table></td></tr>",
    "a mark in the table": "<tr><td><table><tr><td>·</td><td>{a}</td></tr></table></td><td>{d}</td></tr>",
    "a list": "<tr><td><ul><li>{a}</li></ul></td><td>{d}</td></tr>",
    "twice": f"<tr><td><table><tr><td>{NESTED}</td><td>{{d}}</td></tr></table></td></tr>",
    "the next line": f"<tr><td>{NESTED}</td></tr><tr><td>发布时间：{{d}}</td></tr>",
    "a line between": f"<tr><td>{NESTED}</td><td>{{d}}</td></tr><tr><td colspan=2><hr></td></tr>",
}


@pytest.mark.parametrize("kind", ROWS)
def test_a_title_in_a_table_of_its_own_has_the_day_of_its_row(kind: str) -> None:
    assert days(ROWS[kind]) == DAYS
    if kind not in ("the next line", "a line between"):
        assert days(ROWS[kind], "each in a table") == DAYS


def test_a_table_of_rows_in_a_cell_takes_no_day_of_the_page() -> None:
    links = "".join(f"<tr><td><a href='content_10{n}.html'>关于第{n}号工程的公告</a></td></tr>" for n in range(3))
    body = f"<table><tr><td><table>{links}</table></td><td>今天是2026-11-30</td></tr></table>"
    assert [row.listed for row in read_list(f"<body>{body}</body>", LIST, SOURCE).articles] == [None] * 3


def test_an_attribute_gives_the_year_that_a_row_leaves_out() -> None:
    row = (
        "<li><a href='content_10{n}.html' title='标题：关于第{n}号工程的公告&#13;点击数：1&#13;发表时间：{d}'>"
        "关于第{n}号工程的公告</a><span>[{m}]</span></li>"
    )
    assert days(row, "<ul>{}</ul>") == DAYS
    assert days(row.replace("{d}", "2026-01-01"), "<ul>{}</ul>") == ["None"] * 3


@pytest.mark.parametrize("keys", [("year", "month", "day"), ("ym", "day"), ("pub_year", "pub_month", "pub_day")])
def test_keys_state_a_day_part_by_part(keys: tuple[str, ...]) -> None:
    rows = [
        {"title": f"关于第{n}号工程的公告", "url": f"/zwgk/content_10{n}.html"}
        | dict(zip(keys, day.split("-") if len(keys) == 3 else (day[:7], day[8:]), strict=True))
        for n, day in enumerate(DAYS)
    ]
    assert [str(row.listed) for row in read_list(json.dumps(rows), LIST, SOURCE).articles] == DAYS


def test_the_day_of_entry_is_not_that_of_publication_next_to_a_day_by_itself() -> None:
    assert days("<tr><td>{a}</td><td>{d}</td><td>录入时间：2026-11-2{n}</td></tr>") == DAYS
    assert days("<tr><td>{a}</td><td>录入时间：{d}</td></tr>") == DAYS


def test_a_number_with_a_day_in_it_is_none() -> None:
    assert days("<tr><td>{a}</td><td>编号：{d}-{n}</td></tr>") == ["None"] * 3
