"""The issues of a series, and a bulletin's place among them, as the commands and other programs ask for them.

A series is the bulletins of one source whose titles differ in figures and days only. Its issues are in the order of
publication; what stands again on the same source (a copy) is no issue of its own.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.dedup.copies import series_name
from pipelines.store.schema.views import IS_ISSUE

__all__ = ["IssueView", "SeriesView", "issues_of", "series_of"]

# A copy stands in the place of the bulletin that it is a copy of
PLACE = """
    SELECT b.series, coalesce(o.precedence, b.precedence) AS precedence, coalesce(o.id, b.id) AS id, r.title
    FROM bulletins b
    LEFT JOIN bulletins o ON o.id = b.copy_of AND o.series = b.series
    JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
    WHERE b.id = :bulletin AND b.series IS NOT NULL
"""
ISSUES = f"""
    SELECT b.id, r.title, r.published, b.url
    FROM bulletins b JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
    WHERE b.series = :series AND {IS_ISSUE}
"""


def neighbour(compared: str, order: str) -> sa.TextualSelect:
    return of_issues(f"AND b.precedence {compared} :precedence ORDER BY b.precedence {order} LIMIT 1")


def of_issues(which: str) -> sa.TextualSelect:
    return sa.text(f"{ISSUES} {which}").columns(published=sa.Date())


find_all = of_issues("ORDER BY b.precedence")
find_previous, find_next = neighbour("<", "DESC"), neighbour(">", "ASC")
count_issues = sa.text(f"SELECT count(*) FROM bulletins b WHERE b.series = :series AND {IS_ISSUE}")


@dataclass(frozen=True, slots=True)
class IssueView:
    """A bulletin of a series. `published` None: its page gives no day."""

    number: int
    title: str
    published: date | None
    url: str


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A bulletin's place in its series. `name`: the titles of its issues, `#` for what differs; `issues`: how many
    there are; `previous` and `next`: None at either end."""

    key: int
    name: str
    issues: int
    previous: IssueView | None
    next: IssueView | None


def series_of(connection: Connection, bulletin: int) -> SeriesView | None:
    """The series that a bulletin is an issue of; None: it is alone, or has no title."""
    place = connection.execute(sa.text(PLACE), {"bulletin": bulletin}).first()
    if place is None:
        return None
    where = {"series": place.series, "precedence": place.precedence}
    previous, following = (issue(connection.execute(find, where).first()) for find in (find_previous, find_next))
    if previous is None and following is None:
        return None
    count = connection.scalar(count_issues, where) or 0
    return SeriesView(place.series, series_name(place.title), count, previous, following)


def issues_of(connection: Connection, bulletin: int) -> list[IssueView]:
    """All issues of a bulletin's series, its own among them, the oldest first; those without a day last."""
    place = connection.execute(sa.text(PLACE), {"bulletin": bulletin}).first()
    if place is None:
        return []
    found = connection.execute(find_all, {"series": place.series})
    return [made for row in found if (made := issue(row)) is not None]


def issue(row: Any) -> IssueView | None:
    return None if row is None else IssueView(row.id, row.title, row.published, row.url)
