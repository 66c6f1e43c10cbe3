"""Which runs go on: each holds a lock until it ends, and the operating system frees the lock of one that was killed.

    .bulletins.db.runs    next to the store; its byte N is locked by run N, whatever the file holds,
                          and byte 0 by what only one program may do at a time

A lock of an open file (OFD), not of a process: another handle of the same process may come and go without taking it
along, and asking for one takes none.

Also here: when bulletins came, as far as the machine's clock can be believed.
"""

import fcntl
import os
import stat
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.china_time import CHINA
from pipelines.models import Outcome
from pipelines.store.engine.transactions import StoreError, StoreLocked
from pipelines.store.schema.tables import Bulletins, Pages, Revisions, Runs, table

__all__ = ["WITH_BULLETIN", "WRITTEN", "Arrival", "Living", "arrivals", "day_of", "is_living", "newest_day"]

NO_RUN = 0  # runs are numbered from 1
ROOM = 1 << 18  # bytes that the file takes up, so that on a full disk a run can still write why it ended
FLOCK = struct.Struct("hhqqi4x")  # of 64-bit Linux: type, whence, start, length, process
LOOKED_AT = 1000  # bulletins, the newest
SLACK = timedelta(days=1)  # clocks that differ by less are right enough
DAYS_AHEAD = 1  # a page may state tomorrow

pages, bulletins, revisions, runs = map(table, (Pages, Bulletins, Revisions, Runs))
WRITTEN = (Outcome.NEW, Outcome.REVISED)
WITH_BULLETIN = (*WRITTEN, Outcome.UNCHANGED)


def file_next_to(store: Path) -> Path:
    store = store.resolve()
    return store.with_name(f".{store.name}.runs")


class Living:
    """The runs that this program has begun in a store and not ended."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.handle: int | None = None

    def begin(self, run: int) -> None:
        """Hold the lock of a run until it is ended, or this program is. Raises StoreError."""
        try:
            self.hold(run)
        except OSError as error:
            raise StoreError(f"{self.store}: no lock next to it: {error.strerror or error}") from error

    def hold(self, byte: int) -> None:
        if self.handle is None:
            self.handle = opened(self.store)
        fcntl.fcntl(self.handle, fcntl.F_OFD_SETLK, lock(fcntl.F_WRLCK, byte))

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Do something that one program at a time may do, with the byte of no run. Raises StoreLocked, StoreError."""
        try:
            self.hold(NO_RUN)
        except BlockingIOError as error:
            raise StoreLocked(f"{self.store}: another {what} is under way; call again when it has ended") from error
        except OSError as error:
            raise StoreError(f"{self.store}: no lock next to it: {error.strerror or error}") from error
        try:
            yield
        finally:
            self.end(NO_RUN)

    def end(self, run: int) -> None:
        if self.handle is not None:
            fcntl.fcntl(self.handle, fcntl.F_OFD_SETLK, lock(fcntl.F_UNLCK, run))

    def free_room(self) -> None:
        """Give back the room that was kept for the end of a run on a disk that has filled."""
        if self.handle is not None:
            with suppress(OSError):
                os.ftruncate(self.handle, 0)

    def close(self) -> None:
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None


def opened(store: Path) -> int:
    handle = os.open(file_next_to(store), os.O_RDWR | os.O_CREAT, 0o666)
    with suppress(OSError):  # made by another user, who has seen to it
        found = store.stat()
        os.fchmod(handle, stat.S_IMODE(found.st_mode))  # who may read the store may ask who is at it
        os.posix_fallocate(handle, 0, ROOM)
        os.fchown(handle, found.st_uid, found.st_gid)  # as SQLite does: root must not shut the owner out
    return handle


def lock(kind: int, run: int) -> bytes:
    return FLOCK.pack(kind, os.SEEK_SET, run, 1, 0)


def is_living(store: Path, run: int) -> bool:
    """False when the run holds no lock: it was killed. True also where this user may not ask."""
    try:
        handle = os.open(file_next_to(store), os.O_RDONLY)
    except FileNotFoundError:
        return False  # a copy of a store, say
    except OSError:
        return True
    try:
        held = fcntl.fcntl(handle, fcntl.F_OFD_GETLK, lock(fcntl.F_RDLCK, run))
    finally:
        os.close(handle)
    return bool(FLOCK.unpack(held)[0] != fcntl.F_UNLCK)


# When bulletins came, as far as it can be said: the clock of the machine may have been wrong


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
