"""Days as English, American and French pages write them below a heading."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

from datetime import date

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, page

from pipelines.extract import extract
from pipelines.extract.words.dates import first_moment
from pipelines.extract.words.spaced_days import office_by_day

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
        "MAY 14, 2019",
        "14th May, 2019",
        "14 May 2019 | Traffic Police",
        "Traffic Police, 14 May 2019",
        "By Li Na, May 14, 2019",
        "by Li Na May 14, 2019",
        "Published on 14 May 2019 by the Traffic Police",
        "Updated 1:39 am EST, Tuesday, May 14, 2019",
        "14 May 2019 - 3 min read",
        "le 14 mai 2019",
        "Publié le mardi 14 mai 2019",
        "Mise en ligne : 14 mai 2019",
        "Publicado em 14 de maio de 2019",
    ],
)
def test_a_day_below_the_heading_is_that_of_publication(line: str) -> None:
    assert published(line) == date(2019, 5, 14)


@pytest.mark.parametrize(
    "line",
    [
        "Closed on 14 May 2019",
        "Deadline: 14 May 2019",
        "Deadline: 2019-05-14",
        "Valid until 14 May 2019",
        "From 14 May 2019 to 20 May 2019",
        "Hearing on 14 May 2019",
        "By Tuesday, 14 May 2019",
        "By noon on 14 May 2019",
        "Concert on Tuesday, 14 May 2019",
        "Avant le 14 mai 2019",
        "Date limite : 14 mai 2019",
        "Du 14 mai 2019 au 20 mai 2019",
    ],
)
def test_a_day_that_other_words_name_is_not_that_of_publication(line: str) -> None:
    assert published(line) != date(2019, 5, 14)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er février 2026", date(2026, 2, 1)),
        ("12 août 2026", date(2026, 8, 12)),
        ("12 décembre 2026", date(2026, 12, 12)),
        ("12 de março de 2026", date(2026, 3, 12)),
        ("12 markets 2026", None),
        ("May 2026", None),
    ],
)
def test_months_are_read_by_their_names(text: str, day: date | None) -> None:
    found = first_moment(text)
    assert (found.day if found else None) == day


@pytest.mark.parametrize(
    ("line", "office"),
    [
        ("14 May 2019 | Traffic Police", "Traffic Police"),
        ("Published on 14 May 2019 by the Bureau of Statistics", "Bureau of Statistics"),
        ("2019-05-14 | County Health Department", "County Health Department"),
        ("Mairie de Vieux-Pont, le 14 mai 2019", "Mairie de Vieux-Pont"),
        ("14 May 2019 | News", None),
        ("By Li Na, May 14, 2019", None),
        ("Hearing by the Traffic Police on 14 May 2019", None),
    ],
)
def test_an_office_next_to_the_day_is_the_source(line: str, office: str | None) -> None:
    assert office_by_day(line) == office


def test_a_byline_and_a_day_are_no_signed_text() -> None:
    head = "<div class=head><h1>Plan for the river</h1><div class=by><div>LI NA, THE DAILY</div><div>14 MAY 2019</div></div></div>"
    html = f"<html><head><title>Plan for the river</title></head><body>{NAVIGATION}{head}<div class=box><div class=text>{BODY}</div></div>{FOOTER}</body></html>"
    assert "Councillors voted" in extract(page(html), ANY).paragraphs[0].text


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


@pytest.mark.parametrize("line", ["14 May 2019 | Traffic Police", "By Li Na, May 14, 2019", "Date: 14 May 2019"])
def test_a_day_that_is_the_first_of_the_paragraphs_counts_as_well(line: str) -> None:
    body = f"{NAVIGATION}<main><h1>Council approves flood plan</h1><p>{line}</p>{BODY}</main>{FOOTER}"
    html = f"<html><head><title>Council approves flood plan</title></head><body>{body}</body></html>"
    assert extract(page(html), ANY).published == date(2019, 5, 14)
