"""Rows without boxes whose days stand on a line of their own below them."""

from datetime import date

import pytest

from pipelines.lists.dates import counted_from
from pipelines.lists.read import read_list
from pipelines.models import Source

LIST = "https://www.example.gov.cn/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
DAYS = ["2026-09-22", "2026-09-18", "2026-09-03", "2026-08-11"]
NONE = ["None"] * len(DAYS)


def rows(kind: str) -> str:
    return "".join(
        kind.format(a=f"<a href='content_{n}.html'>关于第{n}号工程的公告</a>", d=day, n=n)
        for n, day in enumerate(DAYS, 100)
    )


def days(body: str) -> list[str]:
    with counted_from(date(2026, 11, 30)):
        page = read_list(f"<html><body><div class=con>{body}</div></body></html>", LIST, SOURCE)
    return [str(row.listed) for row in page.articles]


KINDS = {
    "breaks": "{a}<br>{d}<br>",
    "empty lines": "{a}<br>{d}<br><br>",
    "rules": "{a}<br/>{d}<hr/>",
    "fonts": "<font>{a}</font><br><font>{d}</font><br>",
    "spans": "<span>{a}</span><br><span>({d})</span><hr>",
    "a rule above": "<hr>{a}<br>{d}",
    "particulars": "{a}<br>{d} 点击：{n}<br>",
    "a label": "{a}<br>发布时间：{d} 来源：县府办{n}<br>",
    "a mark": "◆{a}<br>　{d}<br>",
    "a summary": "{a}<br>现将有关事项通知如下……<br>{d}<br><br>",
    "a sentence with a day": "{a}<br>县政府于2025年1月1日召开会议，研究有关工作。<br>{d}<br>",
    "a button": "{a}<br>{d} <a href='content_{n}.html'>[详情]</a><br>",
    "a picture": "<a href='content_{n}.html'><img src='{n}.jpg'></a><br>{a}<br>{d}<br>",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_day_below_a_row_is_that_rows(kind: str) -> None:
    assert days(rows(KINDS[kind])) == DAYS


@pytest.mark.parametrize("kind", ["{d}<br>{a}<br>", "<b>{d}</b><br>{a}<hr>", "<hr>{d}<br>{a}"])
def test_a_day_above_a_row_is_that_rows(kind: str) -> None:
    assert days(rows(kind)) == DAYS


@pytest.mark.parametrize(
    "body",
    [
        "今天是2026年11月30日 星期一<br>{}",
        "更新时间：2026-11-30<br>{}",
        "{}共 12 页 2026-11-30",
        "{}<br>更新 2026-11-30<br>",
    ],
)
def test_another_day_around_the_rows_is_none_of_theirs(body: str) -> None:
    assert days(body.format(rows(KINDS["breaks"]))) == DAYS


def test_between_days_at_both_ends_the_nearer_one_is_the_rows() -> None:
    assert days(f"2026-11-28<br>{rows(KINDS['rules'])}") == DAYS
    assert days(f"2026-11-28<br>{rows(KINDS['breaks'])}") == NONE


def test_a_row_without_a_day_below_it_has_none() -> None:
    lacking = "<a href='content_9.html'>关于拟聘用人员的公示</a><br><br>"
    more = "<a href='content_8.html'>关于道路施工的通告</a><br>2026-08-01<br>"
    assert days(rows(KINDS["breaks"]) + lacking + more) == [*DAYS, "None", "2026-08-01"]


def test_a_day_of_something_else_below_a_row_is_not_the_rows() -> None:
    assert days(rows("{a}<br>截止日期：{d}<br>")) == NONE
    assert days(rows("{a}<br>县政府于{d}召开会议，研究有关工作。<br><br>")) == NONE


def test_one_day_above_several_rows_is_that_of_all() -> None:
    link = "<a href='content_20{}.html'>关于道路施工的通告</a><br>"
    body = f"2026-09-22<br>{link.format(1)}{link.format(2)}2026-09-18<br>{link.format(3)}{link.format(4)}"
    assert days(body) == ["2026-09-22"] * 2 + ["2026-09-18"] * 2
