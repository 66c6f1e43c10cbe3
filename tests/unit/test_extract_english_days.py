"""Days as English and American pages write them below a heading."""

from datetime import date

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, page

from pipelines.extract import extract
from pipelines.extract.dates import first_moment

BODY = "<p>Councillors voted on Tuesday to spend £2.4m on flood defences.</p><p>The scheme covers 310 homes.</p>"


def published(line: str, heading: str = "Council approves flood plan", text: str = BODY) -> date | None:
    body = f"{NAVIGATION}<div class=main><h1>{heading}</h1><div class=date>{line}</div>{text}</div>{FOOTER}"
    return extract(page(f"<html><head><title>{heading}</title></head><body>{body}</body></html>"), ANY).published


@pytest.mark.parametrize(
    "line",
    [
        "May 14, 2019",
        "Thursday, May 14, 2019",
        "Posted on May 14, 2019",
        "14 May 2019",
        "14-May-2019",
        "14/05/2019",
        "14.05.2019",
        "5/14/2019",
    ],
)
def test_a_day_below_the_heading_is_that_of_publication(line: str) -> None:
    assert published(line) == date(2019, 5, 14)


def test_the_time_as_americans_write_it_says_that_the_month_is_first() -> None:
    text = "<p>我县四十二万亩小麦陆续开镰收割，预计十天左右完成。</p><p>各镇已备足农机。</p>"
    assert published("6/9/2019 10:22:00 AM", "我县小麦开镰收割", text) == date(2019, 6, 9)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("6/9/2019", None),  # the sixth of September, or the ninth of June
        ("9.6.2019", date(2019, 6, 9)),
        ("9/9/2019", date(2019, 9, 9)),
        ("31/02/2019", None),
        ("13/13/2019", None),
        ("1.2.2019.3", None),
        ("10.14.5.2019", None),
    ],
)
def test_a_day_is_read_only_where_it_is_clear_which_number_is_the_month(text: str, day: date | None) -> None:
    found = first_moment(text)
    assert (found.day if found else None) == day
