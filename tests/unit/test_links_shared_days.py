"""A day that stands once for several rows is the day of each; rows of a table without the table keep theirs."""

import json
from datetime import date

import pytest

from pipelines.lists.dates import counted_from
from pipelines.lists.read import read_list
from pipelines.lists.rows.bare_rows import with_tables
from pipelines.models import Source

LIST = "https://www.example.gov.cn/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
FIRST, SECOND = date(2026, 9, 20), date(2026, 9, 18)
BOTH = [FIRST, FIRST, SECOND, SECOND, SECOND]


def days(text: str) -> list[date | None]:
    return [row.listed for row in read_list(text, LIST, SOURCE).articles]


def links(*numbers: int) -> list[str]:
    return [f'<a href="content_{number}.html">关于第{number}号工程的公告</a>' for number in numbers]


def items(*numbers: int, tag: str = "li") -> str:
    return "".join(f"<{tag}>{link}</{tag}>" for link in links(*numbers))


ABOVE, BELOW = (100, 101), (102, 103, 104)
HEADED = [
    f"<h3>2026-09-20</h3><ul>{items(*ABOVE)}</ul><h3>2026-09-18</h3><ul>{items(*BELOW)}</ul>",
    f"<p>2026年9月20日 星期日</p><ul>{items(*ABOVE)}</ul><p>2026年9月18日 星期五</p><ul>{items(*BELOW)}</ul>",
    f"<h3>Sunday, September 20, 2026</h3><ul>{items(*ABOVE)}</ul><h3>September 18, 2026</h3><ul>{items(*BELOW)}</ul>",
    f"<ul><li>2026-09-20</li>{items(*ABOVE)}<li>2026-09-18</li>{items(*BELOW)}</ul>",
    f"<dl><dt>2026-09-20</dt>{items(*ABOVE, tag='dd')}<dt>2026-09-18</dt>{items(*BELOW, tag='dd')}</dl>",
    f"<div><b>2026-09-20</b><ul>{items(*ABOVE)}</ul></div><div><b>2026-09-18</b><ul>{items(*BELOW)}</ul></div>",
    "<table>"
    + "".join(
        f"<tr>{f'<td rowspan={rows}>2026-09-{number}</td>' if row == 0 else ''}<td>{link}</td></tr>\n"
        for number, rows, of_day in ((20, 2, ABOVE), (18, 3, BELOW))
        for row, link in enumerate(links(*of_day))
    )
    + "</table>",
]


@pytest.mark.parametrize("text", HEADED)
def test_rows_below_a_day_have_it(text: str) -> None:
    assert days(f"<body>{text}</body>") == BOTH


@pytest.mark.parametrize(
    "above",
    [
        "<p>2026-09-20</p><h2>通知公告</h2>",
        "<p>更新于2026-09-20</p>",
        '<p>2026-09-20</p><ul><li><a href="/zwgk/">政务公开</a></li></ul>',
    ],
)
def test_a_day_that_does_not_stand_right_above_rows_is_not_theirs(above: str) -> None:
    assert days(f"<body>{above}<ul>{items(*ABOVE, *BELOW)}</ul></body>") == [None] * 5


def test_a_row_among_those_with_days_of_their_own_has_none_from_above() -> None:
    first, *rest = links(*BELOW)
    rows = f"<li>{first}</li>" + "".join(f"<li>{link}<span>2026-08-30</span></li>" for link in rest)
    assert days(f"<body><p>2026-09-20</p><ul>{rows}</ul></body>") == [None, date(2026, 8, 30), date(2026, 8, 30)]


def test_the_day_of_the_fetch_alone_may_be_what_a_clock_shows() -> None:
    text = f"<body><p>2026-09-20</p><ul>{items(*BELOW)}</ul></body>"
    assert days(text) == [FIRST] * 3
    with counted_from(FIRST):
        assert days(text) == [None] * 3
        assert days(f"<body>{HEADED[0]}</body>") == BOTH


def test_what_the_addresses_say_of_another_year_speaks_against_a_day_above() -> None:
    rows = "".join(
        f'<li><a href="/zwgk/tzgg/202401/t2024011{n}_{n}.html">关于第{n}号工程的公告</a></li>' for n in range(3)
    )
    assert days(f"<body><p>2026-09-20</p><ul>{rows}</ul></body>") == [None] * 3


ROWS = "\n".join(f"<tr><td>{link}</td><td>2026-09-{20 - n}</td></tr>" for n, link in enumerate(links(*BELOW)))
DAYS = [date(2026, 9, 20), date(2026, 9, 19), date(2026, 9, 18)]


@pytest.mark.parametrize(
    "text",
    [
        ROWS,
        f"<tbody>{ROWS}</tbody>",
        ROWS.upper().replace("CONTENT", "content").replace("HTML", "html"),
        f"<body><div>{ROWS}</div><script>var row = '<tr><td>';</script></body>",
        f"<body><script>var row = '<tr><td></td></tr>';</script><div>{ROWS}</div></body>",
        f"<body><div>{ROWS}</div><table><tr><td>主办：市政府办</td></tr></table></body>",
        json.dumps({"total": 3, "html": ROWS}),
    ],
)
def test_rows_of_a_table_without_the_table_have_their_days(text: str) -> None:
    assert days(text) == DAYS


def test_a_page_whose_rows_stand_in_tables_stays_as_it_is() -> None:
    page = f"<table>{ROWS}</table>"
    assert with_tables(page) == page
    assert with_tables("<p>关于<tr>的说明</p>") == "<p>关于<tr>的说明</p>"


@pytest.mark.parametrize(
    ("title", "folder", "day"),
    [
        ("某某日报 2026-09-20", "html/2026-09/20/", FIRST),
        ("某某日报-2026年9月20日 第01版", "20260920/", FIRST),
        ("某某日报", "html/2026-09/20/", None),
        ("某某日报 2026-09-21", "html/2026-09/20/", None),
        ("某某日报 2026-09-20", "html/2026-09/", None),
    ],
)
def test_the_pages_of_a_newspaper_have_the_day_of_its_issue(title: str, folder: str, day: date | None) -> None:
    text = f"<head><title>{title}</title></head><body><ul>{items(*BELOW)}</ul></body>"
    page = read_list(text, f"https://www.example.gov.cn/{folder}node_1.htm", SOURCE)
    assert [row.listed for row in page.articles] == [day] * 3


def test_the_day_of_a_court_session_is_none_of_publication() -> None:
    cells = "".join(f"<tr><td>{link}</td><td>2026-09-{20 - n}</td></tr>" for n, link in enumerate(links(*BELOW)))
    for head, expected in (("开庭日期", [None] * 3), ("公开标准日期", DAYS), ("日期", DAYS)):
        assert days(f"<body><table><tr><th>公告</th><th>{head}</th></tr>{cells}</table></body>") == expected
