"""Days of rows in Chinese numerals, and days without their year: dated where the row says of which year, else not."""

import json
from datetime import date

import pytest

from pipelines.lists.dates import counted_from, day_in, day_without_year
from pipelines.lists.days.day_parts import year_alone
from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
TODAY = date(2026, 9, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇二六年九月十五日", date(2026, 9, 15)),
        ("二○二六年十二月三十一日", date(2026, 12, 31)),
        ("[二零二六年一月二十日]", date(2026, 1, 20)),
        ("发布日期：二O二六年十月十日", date(2026, 10, 10)),
        ("一九九八年三月一日", date(1998, 3, 1)),
        ("二〇二六年九月", None),
        ("十五日内办结", None),
        ("二〇二六年十三月一日", None),
    ],
)
def test_a_day_in_chinese_numerals_is_read(text: str, day: date | None) -> None:
    assert day_in(text) == day


WITHOUT_YEAR = [
    ("09-15", "/tzgg/202609/t20260915_1.html", date(2026, 9, 15)),
    ("[09-16]", "/tzgg/202609/t20260915_1.html", date(2026, 9, 16)),
    ("9月15日", "/2026/0915/c12-345.html", date(2026, 9, 15)),
    ("09/15 10:30", "/art/2026/9/15/art_1_2.html", date(2026, 9, 15)),
    ("01-03", "/tzgg/202512/t20251231_7.html", date(2026, 1, 3)),
    ("12-30", "/tzgg/202601/t20260104_7.html", date(2025, 12, 30)),
    ("06-07", "/a/2024/06/7001.html", date(2024, 6, 7)),
    ("02-29", "/a/2024/2/7001.html", date(2024, 2, 29)),
    ("02-29", "/a/2025/02/7001.html", None),
    ("12-20", "/a/2026/12/7001.html", None),
    ("06-07", "/a/2024060712345.html", date(2024, 6, 7)),
    ("06-07", "/a/2018/2024060712345.html", date(2024, 6, 7)),
    ("06-07", "/a/2018/7001.html", None),
    ("06-07", "/2018/zwgk/t2018_22.html", None),
    ("06-07", "/a/2018999912345.html", None),
    ("03-01", "/tzgg/202609/t20260915_1.html", None),
    ("09-15", "/a/7001.html", None),
    ("09-15", "/col2018/7001.html", None),
    ("09-15", "/a/20189999123/7001.html", None),
    ("2026-09-15", "/a/2024/7001.html", None),
    ("13-15", "/a/2024/7001.html", None),
]


@pytest.mark.parametrize(("text", "path", "day"), WITHOUT_YEAR)
def test_a_day_without_its_year_has_that_of_its_address_and_is_never_one_to_come(
    text: str, path: str, day: date | None
) -> None:
    with counted_from(TODAY):
        assert day_without_year(text, SITE + path) == day


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2026年", 2026),
        ("2025年度", 2025),
        (" 【2024】 ", 2024),
        ("2026年通知公告", None),
        ("共2026条", None),
        ("", None),
    ],
)
def test_a_heading_that_is_a_year_alone_gives_it(text: str, year: int | None) -> None:
    assert year_alone(text) == year


def rows(*days: str, path: str = "/a/70{n:02}.html") -> str:
    return "".join(
        f"<li><a href='{path.format(n=n)}'>关于做好第{n}批民生实事项目公示的通知</a><span>{day}</span></li>"
        for n, day in enumerate(days, 1)
    )


def days_of(body: str, url: str = LIST) -> list[date | None]:
    with counted_from(TODAY):
        return [link.listed for link in read_list(body, url, SOURCE).articles]


def test_the_rows_of_a_page_have_the_years_of_their_addresses() -> None:
    body = (
        f"<html><body><ul>{rows('09-15', '[09-14]', '9月13日', path='/a/202609/t2026091{n}_1.html')}</ul></body></html>"
    )
    assert days_of(body) == [date(2026, 9, 15), date(2026, 9, 14), date(2026, 9, 13)]


@pytest.mark.parametrize("head", ["<h3>{}</h3>", "<div class=y>{}年</div>", "<p><b>{}年度</b></p>"])
def test_the_rows_below_a_year_are_of_that_year(head: str) -> None:
    new, old = head.format(2026), head.format(2024)
    body = (
        f"<html><body><div>{new}<ul>{rows('09-15', '08-14', '07-13')}</ul>"
        f"{old}<ul>{rows('12-15', '11-14', '03-13', path='/b/80{n:02}.html')}</ul></div></body></html>"
    )
    assert days_of(body) == [
        date(2026, 9, 15), date(2026, 8, 14), date(2026, 7, 13),
        date(2024, 12, 15), date(2024, 11, 14), date(2024, 3, 13),
    ]  # fmt: skip


def test_a_year_alone_in_the_address_says_nothing_against_or_for_the_heading() -> None:
    body = (
        "<html><body><div>{}<ul>"
        + rows("09-15", "08-14", "07-13", path="/2018/70{n:02}.html")
        + "</ul></div></body></html>"
    )
    assert days_of(body.format("<h3>2026年</h3>")) == [date(2026, 9, 15), date(2026, 8, 14), date(2026, 7, 13)]
    assert days_of(body.format("")) == [None, None, None]


def test_rows_of_which_nothing_says_the_year_are_listed_without_a_day() -> None:
    assert days_of(f"<html><body><ul>{rows('09-15', '09-14', '09-13')}</ul></body></html>") == [None, None, None]


def test_rows_of_json_have_the_years_of_their_addresses() -> None:
    answer = [
        {"t": f"关于做好第{n}批民生实事项目公示的通知", "u": f"/a/202609/t2026091{n}_1.html", "d": f"09-1{n}"}
        for n in range(1, 4)
    ]
    assert days_of(json.dumps(answer), f"{SITE}/api") == [date(2026, 9, 11), date(2026, 9, 12), date(2026, 9, 13)]
