"""The days of a page show together in which order their parts stand, and from when its years count."""

from datetime import date

import pytest

from pipelines.lists.dates import counted_from
from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
TAIWAN = "https://www.example.gov.tw"
DAYS = ["2026-09-22", "2026-09-18", "2026-09-03"]


def days(shown: list[str], site: str = SITE, above: str = "") -> list[str]:
    rows = "".join(
        f"<li><a href='content_{n}.html'>关于第{n}号工程的公告</a><span>{day}</span></li>"
        for n, day in enumerate(shown, 100)
    )
    url = f"{site}/news/"
    source = Source("example", start_urls=(url,), allowed_domains=(url.split("/")[2],))
    with counted_from(date(2026, 11, 30)):
        page = read_list(f"<html><body>{above}<ul>{rows}</ul></body></html>", url, source)
    return [str(row.listed) for row in page.articles]


@pytest.mark.parametrize("mark", ["/", "-", "."])
@pytest.mark.parametrize(
    "shown",
    [["22/09/26", "18/09/26", "03/09/26"], ["9/22/26", "9/18/26", "9/3/26"], ["26/09/22", "26/09/18", "26/09/03"]],
    ids=["day first", "month first", "year first"],
)
def test_the_days_of_a_page_show_where_a_short_year_stands(shown: list[str], mark: str) -> None:
    assert days([day.replace("/", mark) for day in shown]) == DAYS
    assert days([f"{day.replace('/', mark)} 10:30" for day in shown]) == DAYS


def test_short_years_of_two_years() -> None:
    assert days(["22/01/26", "18/12/25", "30/08/25"]) == ["2026-01-22", "2025-12-18", "2025-08-30"]
    assert days(["26-01-22", "25-12-18", "25-08-30"]) == ["2026-01-22", "2025-12-18", "2025-08-30"]


@pytest.mark.parametrize("shown", [["06/09/26", "05/09/26", "04/08/26"], ["11/10/12", "10/10/12", "09/08/12"]])
def test_days_in_an_order_that_nobody_knows_are_none(shown: list[str]) -> None:
    assert days(shown) == ["None"] * 3


def test_numbers_of_versions_are_no_days_of_the_page() -> None:
    assert days(["26-09-22", "26-09-18", "26-09-03"], above="<p>V1.2.10 3.5.21</p>") == DAYS


SHORT = [
    ["100/01/05", "99/12/30", "99/12/21"],
    ["99/01/05", "98/12/30", "98/12/21"],
    ["99年1月5日", "98年12月30日", "98年12月21日"],
]


@pytest.mark.parametrize("shown", SHORT, ids=["three figures too", "two", "named"])
def test_years_of_two_figures_in_taiwan_count_from_1911(shown: list[str]) -> None:
    year = 2011 if shown[0][0] == "1" else 2010
    assert days(shown, TAIWAN) == [f"{year}-01-05", f"{year - 1}-12-30", f"{year - 1}-12-21"]


def test_elsewhere_they_do_so_next_to_such_years() -> None:
    assert days(["98/09/22", "98/08/21"]) == ["1998-09-22", "1998-08-21"]
    assert days(["100/01/05", "99/12/30"]) == ["2011-01-05", "2010-12-30"]
    assert days(["民國100年1月5日", "99年12月30日"]) == ["2011-01-05", "2010-12-30"]


@pytest.mark.parametrize(
    "shown",
    [
        ["1150922", "1150918", "1150903"],
        ["26/09/22", "26/09/18", "26/09/03"],
        ["2026/09/22", "2026/09/18", "2026/09/03"],
        [f"<b>{day}</b><i>09</i><u>115</u>" for day in ("22", "18", "03")],
        [f"<u>115年</u><i>09</i><b>{day}</b>" for day in ("22", "18", "03")],
        [f"<b>{hits}</b><span>{day}</span>" for hits, day in zip(("115", "98", "100"), DAYS, strict=True)],
    ],
    ids=["in figures", "the short year of others", "others", "a leaf", "a leaf with the year first", "hits"],
)
def test_days_of_taiwan(shown: list[str]) -> None:
    assert days(shown, TAIWAN) == DAYS


def test_a_number_in_taiwan_is_no_day() -> None:
    assert days([f"案號：115092{n}" for n in range(3)], TAIWAN) == ["None"] * 3
