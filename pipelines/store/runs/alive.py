"""When bulletins came, as far as the machine's clock can be believed."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import accumulate
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.china_time import CHINA
from pipelines.models import Outcome
from pipelines.store.schema.tables import Bulletins, Pages, Revisions, Runs, table

__all__ = ["WITH_BULLETIN", "WRITTEN", "Arrival", "arrivals", "day_of", "newest_day"]

LOOKED_AT = 1000  # bulletins, the newest
SLACK = timedelta(days=1)  # clocks that differ by less are right enough
DAYS_AHEAD = 1  # a page may state tomorrow

pages, bulletins, revisions, runs = map(table, (Pages, Bulletins, Revisions, Runs))
WRITTEN = (Outcome.NEW, Outcome.REVISED)
WITH_BULLETIN = (*WRITTEN, Outcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A bulletin's arrival. `seen_at` None: no moment can be believed. `published`: the day that its page states."""

    seen_at: datetime | None
    published: date | None


def held_by(source: int) -> sa.Subquery:
    """Select the bulletins of a source, also those found first under another source, with their first pages."""
    return (
        sa.select(pages.c.bulletin_id, sa.func.min(pages.c.id).label("page"))
        .where(pages.c.source_id == source, pages.c.outcome.in_(WITH_BULLETIN))
        .group_by(pages.c.bulletin_id)
        .subquery()
    )


def of_current(held: sa.Subquery, *columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(held)
        .join(bulletins, bulletins.c.id == held.c.bulletin_id)
        .join(revisions, (revisions.c.bulletin_id == bulletins.c.id) & (revisions.c.number == bulletins.c.revision))
    )


def arrivals(connection: Connection, source: int, now: datetime) -> list[Arrival]:
    """Return the newest bulletins of a source, by the order of fetching, the newest first."""
    held = held_by(source)
    columns = (held.c.page, revisions.c.published, pages.c.run_id, pages.c.fetched_at, pages.c.headers)
    query = of_current(held, *columns).join(pages, pages.c.id == held.c.page)
    begun = runs_until(connection, now)
    return [
        Arrival(believed(row, begun, now), row.published)
        for row in connection.execute(query.order_by(held.c.page.desc()).limit(LOOKED_AT))
    ]


def runs_until(connection: Connection, now: datetime) -> "Begun":
    """Return all runs, over whatever source, that did not begin after `now` by the machine's clock."""
    query = sa.select(runs.c.id, runs.c.started_at).where(runs.c.started_at <= now).order_by(runs.c.id)
    found = connection.execute(query).all()
    starts = [row.started_at for row in found]
    return Begun([row.id for row in found], starts, list(accumulate(starts, max)))


class Begun(NamedTuple):
    """The numbers of runs in their order, when each began, and the latest begin until each."""

    numbers: Sequence[int]
    starts: Sequence[datetime]
    latest: Sequence[datetime]

    def before(self, run: int) -> datetime | None:
        """Return the latest begin of the runs before this one."""
        at = bisect_left(self.numbers, run)
        return self.latest[at - 1] if at else None

    def after(self, run: int) -> datetime | None:
        """When the run after this one began."""
        at = bisect_right(self.numbers, run)
        return self.starts[at] if at < len(self.starts) else None


def believed(row: Any, begun: Begun, now: datetime) -> datetime | None:
    """Return the moment of a page, or what comes nearest to it; None: nothing does."""
    earliest = list(lower_bounds(row, begun, now))
    if row.fetched_at <= now + SLACK and all(row.fetched_at >= bound - SLACK for bound in earliest):
        at: datetime = row.fetched_at
        return at
    if earliest:
        return max(earliest)
    return begun.after(row.run_id)


def lower_bounds(row: Any, begun: Begun, now: datetime) -> Iterator[datetime]:
    """Moments that cannot lie after the page's, none of them ahead of now."""
    before = begun.before(row.run_id)
    if before is not None:
        yield before
    served = served_at(row.headers)
    if served is not None and served <= now + SLACK:
        yield served
    if row.published is not None:
        stated = datetime(row.published.year, row.published.month, row.published.day, tzinfo=CHINA)
        # a day that is announced, or a slip, says nothing of the clock by itself
        if row.fetched_at.year < row.published.year and stated <= now:
            yield stated


def served_at(headers: Sequence[Sequence[str]]) -> datetime | None:
    """The server's own clock, as it stands among its headers."""
    value = next((value for name, value in headers if name.lower() == "date"), None)
    if value is None:
        return None
    try:
        served = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return served if served.tzinfo is not None else served.replace(tzinfo=UTC)


def newest_day(connection: Connection, source: int, now: datetime) -> date | None:
    """Return the newest day of publication that a page of the source states; None: none does. A slip into the future is
    passed over."""
    held = held_by(source)
    latest = now.astimezone(CHINA).date() + timedelta(days=DAYS_AHEAD)
    found: date | None = connection.scalar(
        of_current(held, sa.func.max(revisions.c.published)).where(revisions.c.published <= latest)
    )
    return found


def day_of(arrival: Arrival) -> date | None:
    """Return the day on which there was something new: as stated, but not after it was seen; None: neither is known."""
    seen = None if arrival.seen_at is None else arrival.seen_at.date()
    if arrival.published is None or seen is None:
        return arrival.published or seen
    return min(arrival.published, seen)
