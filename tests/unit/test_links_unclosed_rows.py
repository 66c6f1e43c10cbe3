"""Lists in which nothing closes the boxes of the rows: browsers put each into the one before."""

from datetime import date

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

LIST = "http://www.example.gov.cn/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
WAY = "<div class=way>当前位置：<a href=/>首页</a> &gt; <a href=/zwgk/>政务公开</a> &gt; <a href=./>通知公告</a></div>"
DAYS = [date(2026, 9, day) for day in (22, 21, 18, 15, 11, 9)]
LINK = "<a href='/zwgk/tzgg/content_{n}.html'>关于第{n}号桥封闭施工的通告</a>"


def page(row: str) -> str:
    rows = "\n".join(row.format(day=day, month=day.strftime("%m-%d"), n=n) for n, day in enumerate(DAYS, 100))
    title = "<title>通知公告_临江县人民政府</title>"
    return f"<html><head>{title}</head><body>{WAY}<div class=main><div class=con>{rows}</div></div></body></html>"


@pytest.mark.parametrize(
    "row",
    [
        f"<div class=row><span>{{day}}</span>{LINK}",
        f"<div class=row><span class=d>{{day}}</span><div class=t>{LINK}</div>",
        f"<section class='item'><time>{{day}}</time>{LINK}",
        f"<div class=row>{LINK}<span>{{day}}</span>",
    ],
)
def test_all_rows_are_one_list(row: str) -> None:
    found = read_list(page(row), LIST, SOURCE).articles
    assert [(link.url, link.listed) for link in found] == [
        (f"{LIST}content_{n}.html", day) for n, day in enumerate(DAYS, 100)
    ]


def test_a_named_box_inside_one_of_another_name_is_a_place_of_its_own() -> None:
    office = "<div class=office><a href='/zwgk/tzgg/jyj_{n}.html'>市教育局{n}</a></div>"
    found = read_list(page(f"<div class=row>{LINK}<span>{{day}}</span>{office}</div>"), LIST, SOURCE).articles
    assert [link.url for link in found] == [f"{LIST}content_{n}.html" for n in range(100, 106)]
