"""Rows that lead nowhere next to rows that do are said, and nothing else is."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source, WhyNothing

SITE = "http://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source(name="example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
TITLE = "关于{0}号桥封闭施工的通告"


def page(*, lost: str = "", row: str = "<li><a href='{0}.html'>" + TITLE + "</a><span>2026-09-0{0}</span></li>") -> str:
    rows = "".join((lost if lost and n in (2, 5) else row).format(n) for n in range(1, 9))
    return f"<table>{rows}</table>" if row.startswith("<tr") else f"<ul>{rows}</ul>"


@pytest.mark.parametrize(
    "address",
    [
        "href='javascript:;'",
        "href='#'",
        "href=''",
        "href='javascript:show({0})'",
        "href='mailto:a@b.cn'",
        "href='/u/{0}.jpg'",
        "",
    ],
)
def test_rows_that_lead_nowhere_are_counted(address: str) -> None:
    found = read_list(page(lost=f"<li><a {address}>{TITLE}</a><span>2026-09-0{{0}}</span></li>"), LIST, SOURCE)
    assert len(found.articles) == 6
    assert found.nothing
    assert found.nothing.reason is WhyNothing.NO_ADDRESS
    assert "2 of 8 rows with days" in found.nothing.detail


def test_rows_of_a_table_too() -> None:
    row = "<tr><td><a href='{0}.html'>" + TITLE + "</a></td><td>2026-09-0{0}</td></tr>"
    found = read_list(page(row=row, lost=f"<tr><td>{TITLE}</td><td>2026-09-0{{0}}</td></tr>"), LIST, SOURCE)
    assert found.nothing
    assert "2 of 8" in found.nothing.detail


def test_a_page_of_such_rows_with_a_next_page_says_so() -> None:
    rows = page(row=f"<li><a href='javascript:;'>{TITLE}</a><span>2026-09-0{{0}}</span></li>")
    found = read_list(f"{rows}<a href='list-2.html'>下一页</a>", LIST, SOURCE)
    assert found.next_pages
    assert found.nothing
    assert found.nothing.reason is WhyNothing.NO_ADDRESS


@pytest.mark.parametrize(
    "text",
    [
        page(),
        page(lost="<li class='line'></li>"),
        page() + "<p>本栏目于2026-09-01改版，敬请留意最新通知。</p>",
        page(
            row="<tr><td><a href='{0}.html'>"
            + TITLE
            + "</a></td><td>2026-09-0{0}</td></tr><tr><td>2026年9月1日起桥上施工，请绕行</td></tr>"
        ),
        page(row="<li><p><a href='{0}.html'>" + TITLE + "</a></p><p>发布时间：2026-09-0{0}</p></li>"),
        "<dl>"
        + "".join(
            f"<dt><a href='{n}.html'>{TITLE.format(n)}</a></dt><dd>县交通局 2026-09-0{n}</dd>" for n in range(1, 9)
        )
        + "</dl>",
    ],
)
def test_what_is_no_row_is_not_counted(text: str) -> None:
    assert read_list(text, LIST, SOURCE).nothing is None
