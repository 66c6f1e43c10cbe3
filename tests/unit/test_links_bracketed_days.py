"""Days in brackets before a link ([28日], [09-28]): month and year stand above, in the address, or in another row."""

from datetime import date

import pytest

from pipelines.lists.dates import counted_from, day_with_number
from pipelines.lists.days.day_parts import bracketed_number, number_alone
from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
NAMES = ("关于公布粮食收购价格的通知", "关于桥梁封闭施工的通告", "关于公开招聘教师的公告", "关于表彰先进个人的决定")
NUMBERS = ("28", "18", "9", "3")
IN_SEPTEMBER = ["2026-09-28", "2026-09-18", "2026-09-09", "2026-09-03"]
UNKNOWN = ["None"] * 4
TODAY = date(2026, 11, 20)


def rows(pattern: str, days: tuple[str, ...] = NUMBERS, path: str = "t_70{i}.html") -> str:
    """Return a row by the pattern for each day."""
    return "".join(
        pattern.format(d=day, u=path.format(i=i, d=day.zfill(2)), t=NAMES[i % 4] + ("" if i < 4 else f"（{i}）"))
        for i, day in enumerate(days)
    )


def days_of(body: str) -> list[str]:
    with counted_from(TODAY):
        found = read_list(f"<html><body><h2>通知公告</h2>{body}</body></html>", LIST, SOURCE)
    assert [one.title for one in found.articles][:4] == list(NAMES[: len(found.articles)])
    return [str(one.listed) for one in found.articles]


@pytest.mark.parametrize(
    "row",
    [
        "<li>[{d}日]<a href='{u}'>{t}</a></li>",
        "<li>[{d}]<a href='{u}'>{t}</a></li>",
        "<li>【{d}日】<a href='{u}'>{t}</a></li>",
        "<li>（{d}日）<a href='{u}'>{t}</a></li>",
        "<li><em>({d}日)</em> <a href='{u}'>{t}</a></li>",
        "<li><a href='{u}'>[{d}日]{t}</a></li>",
        "<li><a href='{u}'>【{d}日】 {t}</a></li>",
        "<li><a href='{u}'>{t} [{d}日]</a></li>",
        "<li>[ {d} 日 ]<a href='{u}'>{t}</a></li>",
    ],
)
def test_the_month_may_stand_above_the_rows(row: str) -> None:
    assert days_of(f"<h3>2026年9月</h3><ul>{rows(row)}</ul>") == IN_SEPTEMBER
    assert days_of(f"<h3>2026年</h3><h4>九月</h4><ul>{rows(row)}</ul>") == IN_SEPTEMBER


def test_counts_in_round_brackets_and_numbers_of_a_title_are_no_days() -> None:
    counts = rows("<li><a href='{u}'>{t}</a>({d})</li>")
    assert days_of(f"<h3>2026年9月</h3><ul>{counts}</ul>") == UNKNOWN
    row = "<li><a href='{u}'>{t}（{d}日）</a></li>"
    with counted_from(TODAY):
        found = read_list(f"<html><body><h3>2026年9月</h3><ul>{rows(row)}</ul></body></html>", LIST, SOURCE)
    assert [(one.title, one.listed) for one in found.articles] == [
        (f"{name}（{number}日）", None) for name, number in zip(NAMES, NUMBERS, strict=True)
    ]


@pytest.mark.parametrize(
    "path", ["/zwgk/202609/t202609{d}_70{i}.html", "/zwgk/202609/c_70{i}.html", "/a/2026/9/70{i}.html"]
)
def test_the_month_may_stand_in_the_rows_address(path: str) -> None:
    row = "<li>[{d}日]<a href='{u}'>{t}</a></li>"
    assert days_of(f"<ul>{rows(row, path=path)}</ul>") == IN_SEPTEMBER
    assert days_of(f"<ul>{rows(row.replace('日', ''), path=path)}</ul>") == UNKNOWN


@pytest.mark.parametrize(
    ("url", "number", "day"),
    [
        (f"{SITE}/202608/t20260831_1.html", 1, date(2026, 9, 1)),
        (f"{SITE}/202609/t20260901_1.html", 31, date(2026, 8, 31)),
        (f"{SITE}/202608/c_1.html", 31, date(2026, 8, 31)),
        (f"{SITE}/202609/c_1.html", 31, None),
        (f"{SITE}/202612/t20261231_1.html", 30, None),
        (f"{SITE}/2026/c_1.html", 30, None),
    ],
)
def test_the_day_with_a_number_nearest_to_an_address(url: str, number: int, day: date | None) -> None:
    with counted_from(TODAY):
        assert day_with_number(url, number) == day


def test_the_month_may_be_that_of_the_row_above() -> None:
    row = "<li>[{d}]<a href='{u}'>{t}</a></li>"
    days = ("2026-09-28", "18日", "9日", "3日")
    assert days_of(f"<ul>{rows(row, days)}</ul>") == IN_SEPTEMBER
    assert days_of(f"<h3>2026年</h3><ul>{rows(row, ('9月28日', *days[1:]))}</ul>") == IN_SEPTEMBER
    # a later number is of no month that is known, nor is what stands below such a row
    assert days_of(f"<ul>{rows(row, ('2026-09-18', '28日', '9日', '3日'))}</ul>") == ["2026-09-18", *UNKNOWN[1:]]
    assert days_of(f"<ul>{rows(row, ('28日', '2026-09-18', '9', '3日'))}</ul>") == [
        "None",
        "2026-09-18",
        "None",
        "None",
    ]


OLDER = ("2025-12-30", "2025-11-02")


@pytest.mark.parametrize(
    "row", ["<li>[{d}]<a href='{u}'>{t}</a></li>", "<li><a href='{u}'>{t}</a><span>{d}</span></li>"]
)
def test_rows_above_those_of_last_year_are_of_this_one(row: str) -> None:
    assert days_of(f"<ul>{rows(row, ('09-28', '03-18', *OLDER))}</ul>") == ["2026-09-28", "2026-03-18", *OLDER]


@pytest.mark.parametrize(
    "days",
    [
        ("09-28", "03-18", "2024-12-30", "2024-11-02"),  # the list may have ended a year ago
        ("03-18", "09-28", *OLDER),  # in no order
        ("12-28", "03-18", *OLDER),  # to come
        (*OLDER, "09-28", "03-18"),  # two are set above the others
        ("09-28", "2025-12-30", "03-18", "2025-11-02"),
        ("09-28", "03-18", "2025-11-02", "2025-12-30"),
    ],
)
def test_what_speaks_against_this_year(days: tuple[str, ...]) -> None:
    row = "<li>[{d}]<a href='{u}'>{t}</a></li>"
    expected = [day if len(day) == 10 else "None" for day in days]
    assert days_of(f"<ul>{rows(row, days)}</ul>") == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[28日]", (28, True)),
        ("（28日）", (28, True)),
        ("(28)", None),
        ("[28]", (28, False)),
        ("[32日]", None),
        ("28号", (28, True)),
    ],
)
def test_a_number_alone(text: str, found: tuple[int, bool] | None) -> None:
    assert number_alone(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[28日]关于停水的通知", "[28日]"),
        ("关于停水的通知【3日】", "【3日】"),
        ("停水通知（28日）", ""),
        ("[28]号文件", ""),
        ("第[3日]期", ""),
    ],
)
def test_a_number_in_brackets_at_an_end(text: str, found: str) -> None:
    assert bracketed_number(text) == found
