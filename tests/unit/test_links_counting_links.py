"""Links that count the comments of a row, at addresses of their own, are no rows."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

LIST = "https://www.example.gov.cn/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
TITLES = ("关于公布粮食收购价格的通知", "关于桥梁封闭施工的通告", "关于公开招聘教师的公告", "关于表彰先进个人的决定")
ROWS = ["<li>{a}{b}<i>{d}</i></li>", "<li>{b}{a}<i>{d}</i></li>", "<div><h2>{a}</h2><p>{d} | {b}</p></div>"]


def listed(row: str, title: str, other: str) -> list[tuple[str, str]]:
    rows = "".join(
        row.format(
            a=f'<a href="{title.format(n=n)}">{name}</a>', b=other.format(n=n, count=3 * n), d=f"2026-07-2{n}", n=n
        )
        for n, name in enumerate(TITLES)
    )
    page = read_list(f"<html><body><h2>通知公告</h2><div>{rows}</div></body></html>", LIST, SOURCE)
    return [(one.title, str(one.listed)) for one in page.articles]


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("title", ["/wz/100{n}.html", "/2026/07/p{n}/"])
@pytest.mark.parametrize(
    "other",
    [
        '<a href="/comment/100{n}.html">{count}条评论</a>',
        '<a href="/p{n}/#comments">评论（{count}）</a>',
        '<a href="/comment/100{n}.html">0 Comments</a>',
        '<a href="/comment/100{n}.html#respond">发表评论</a>',
    ],
)
def test_what_counts_something_of_each_row_is_no_row(row: str, title: str, other: str) -> None:
    assert listed(row, title, other) == [(name, f"2026-07-2{n}") for n, name in enumerate(TITLES)]


def test_rows_that_say_the_same_but_for_their_figures_are_a_list() -> None:
    page = "".join(f'<li><a href="t2026_10{n}.html">第{n}期</a><i>2026-07-2{n}</i></li>' for n in range(1, 6))
    found = read_list(f"<html><body><h2>公报</h2><ul>{page}</ul></body></html>", LIST, SOURCE)
    assert [one.title for one in found.articles] == [f"第{n}期" for n in range(1, 6)]


def test_what_goes_with_each_row_and_counts_nothing_stays() -> None:
    found = listed(ROWS[0], "/wz/100{n}.html", '<a href="/jd/200{n}.html">解读1</a>')
    assert [title for title, _ in found].count("解读1") == 4
