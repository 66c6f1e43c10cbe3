"""Where the day of a row stands: between the rows of a flat list, in the columns of a table, in a calendar leaf."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
NAMES = ("关于公布粮食收购价格的通知", "关于桥梁封闭施工的通告", "关于公开招聘教师的公告", "关于表彰先进个人的决定")
DAYS = ("2026-09-15", "2026-09-11", "2026-08-30", "2026-08-04")


def days_of(body: str) -> list[str]:
    page = read_list(f"<html><body><h2>通知公告</h2>{body}</body></html>", LIST, SOURCE)
    assert [one.url for one in page.articles] == [f"{LIST}t2026_{101 + i}.html" for i in range(len(page.articles))]
    return [str(one.listed) for one in page.articles]


def link(number: int) -> str:
    return f'<a href="t2026_{101 + number}.html">{NAMES[number]}</a>'


def rows(pattern: str, days: tuple[str, ...] = DAYS) -> str:
    """Return a row by the pattern for each name: A is its link, D its day."""
    return "".join(pattern.replace("A", link(i)).replace("D", day) for i, day in enumerate(days))


FLAT = [
    "<dt>D</dt><dd>A</dd>",
    "<dt>A</dt><dd>D</dd>",
    "<i>D</i>A",
    "A<i>D</i>",
    "<i>D</i>A<div class=dash></div>",
    "<h5>D</h5><p>A</p>",
    "<div class=t>发布时间：D</div><div>A</div>",
    "D A <em>图</em>",
    "D A<br>",
    "A D<br>",
]


@pytest.mark.parametrize("pattern", FLAT)
def test_days_of_a_flat_list_go_to_the_side_where_the_list_begins_or_ends_with_one(pattern: str) -> None:
    assert days_of(f"<div class=list>{rows(pattern)}</div>") == list(DAYS)


def test_days_in_table_rows_before_or_after_the_rows_of_links() -> None:
    before, after = "<tr><td>D</td></tr><tr><td>A</td></tr>", "<tr><td>A</td></tr><tr><td>D</td></tr>"
    assert days_of(f"<table>{rows(before)}</table>") == days_of(f"<table>{rows(after)}</table>") == list(DAYS)


def test_a_row_of_a_flat_list_without_a_day_takes_no_other_row_s() -> None:
    before = [f"<dt>{day}</dt><dd>{link(i)}</dd>" for i, day in enumerate(DAYS)]
    before[2] = f"<dd>{link(2)}</dd>"
    after = [f"<dt>{link(i)}</dt><dd>{day}</dd>" for i, day in enumerate(DAYS)]
    after[1] = f"<dt>{link(1)}</dt>"
    assert days_of(f"<dl>{''.join(before)}</dl>") == [DAYS[0], DAYS[1], "None", DAYS[3]]
    assert days_of(f"<dl>{''.join(after)}</dl>") == [DAYS[0], "None", DAYS[2], DAYS[3]]


def test_the_page_s_own_day_above_a_flat_list_is_no_row_s() -> None:
    for pattern in ("A<i>D</i>", "<i>D</i>A"):
        flat = f"<div><b>更新：2026-09-20</b>{rows(pattern)}<b>统计至2026-09-20</b></div>"
        assert days_of(flat) == list(DAYS)


def test_a_day_above_several_rows_is_not_the_next_day_s() -> None:
    flat = f"<h4>{DAYS[0]}</h4><p>{link(0)}</p><p>{link(1)}</p><h4>{DAYS[2]}</h4><p>{link(2)}</p><p>{link(3)}</p>"
    found = days_of(f"<div>{flat}</div>")
    assert (found[0], found[2]) == (DAYS[0], DAYS[2])
    assert found[1] in ("None", DAYS[0])
