"""All that is derived, again from the raw pages, in batches: each is a short transaction that moves a mark on.

    bulletins    each bulletin with all its pages, by its number
    pages        those that belong to no bulletin, by their own number; new bulletins are numbered here
    lists        kept list pages, a source at a time

A bulletin is the smallest thing that is whole by itself, so it is what is made again at once: readers see each
bulletin as it was read before or as it is read now, never half of either and never none. Outcomes do not depend on the
order in which pages are recorded (bulletins/outcomes.py), nor copies on that in which bulletins are placed
(copies/relations.py), so in the end all is as after a rebuild in one transaction.

Killed anywhere, a batch is not written and its pages are read again. What others keep and record meanwhile is theirs:
it was read by this program, and whatever comes to a bulletin before its turn is read again with it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from itertools import groupby
from tempfile import SpooledTemporaryFile
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.exc import SQLAlchemyError

from pipelines.internal_errors import caught, ends_run
from pipelines.models import Outcome, Role
from pipelines.store.admin.kept_reading import Answer, Job, Reader, read_one
from pipelines.store.admin.list_pages import Lists, Places, Reading, loaded, put, spooled
from pipelines.store.admin.rebuild import Rebuilt, is_internal, jobs, reading_of, record_again
from pipelines.store.admin.rebuild_marks import Mark, Stage, begin, move, unfinished
from pipelines.store.admin.unchanged import Readings, as_held, unchanged
from pipelines.store.bulletins import volatile
from pipelines.store.bulletins.outcomes import NoBulletin, record_page, recordable
from pipelines.store.bulletins.presence import is_missing, mark_presence
from pipelines.store.bulletins.replay import set_bulletin
from pipelines.store.bulletins.write import delete_rows
from pipelines.store.copies.placing import place
from pipelines.store.engine.database import behind
from pipelines.store.engine.errors import StoreDamaged, StoreFull
from pipelines.store.engine.transactions import Writing, transaction
from pipelines.store.frontier.relisting import Found, forget_validators
from pipelines.store.raw_pages import (
    PAGES_AT_A_TIME,
    articles_with_parts_after,
    newest_number,
    numbered_pages,
    pages_under_way,
    stored_pages,
    under_way,
)
from pipelines.store.schema.tables import Bulletins, Pages, Sources, table
from pipelines.store.search.index import ensure_current, reindex

__all__ = ["OnPages", "no_pages", "rebuild_in_batches"]

BATCH = 100  # pages, or one bulletin with more: other writers wait for less than a second
IN_MEMORY = 64 * 1024 * 1024  # bytes of the readings of one source's lists

pages, bulletins, sources = table(Pages), table(Bulletins), table(Sources)

is_list = (pages.c.role == str(Role.LIST)) & (pages.c.status < 400)
find_pairs = (
    sa.select(pages.c.bulletin_id, pages.c.id)
    .where(
        (pages.c.bulletin_id > sa.bindparam("bulletin"))
        | ((pages.c.bulletin_id == sa.bindparam("bulletin")) & (pages.c.id > sa.bindparam("page")))
    )
    .order_by(pages.c.bulletin_id, pages.c.id)
    .limit(PAGES_AT_A_TIME)
)
find_pages_of = sa.select(pages.c.id).where(pages.c.bulletin_id == sa.bindparam("bulletin")).order_by(pages.c.id)
find_elsewhere = sa.select(pages.c.id).where(
    pages.c.id.in_(sa.bindparam("pages", expanding=True)), pages.c.bulletin_id != sa.bindparam("bulletin")
)
find_revision = sa.select(bulletins.c.revision).where(bulletins.c.id == sa.bindparam("bulletin"))
find_before = sa.select(pages, under_way.label("is_under_way")).where(pages.c.id == sa.bindparam("page"))
find_sources = sa.select(sources.c.id).order_by(sources.c.id)
NONE_YET = {"state": "FETCHED", "outcome": None, "reason": None, "detail": None, "bulletin_id": None, "revision": None}
forget_page = sa.update(pages).where(pages.c.id == sa.bindparam("which")).values(NONE_YET)
forget_pages = sa.update(pages).where(pages.c.bulletin_id == sa.bindparam("which")).values(NONE_YET)


Write = Callable[[Connection, Sequence[int], "Batch", bool], int]
OnPages = Callable[[int], None]


class AnotherBulletinsError(Exception):
    """A page of this bulletin is another one's by today's reading."""


@dataclass(slots=True)
class Batch:
    """Pages with their readings, by what they are written with."""

    readings: Readings = field(default_factory=Readings)
    units: dict[int, int] = field(default_factory=dict)  # and how many pages each has
    newest: int = 0  # the newest page when the first of them was loaded

    def add(self, job: Job, found: Answer) -> None:
        assert found is not None  # noqa: S101  # there was a page to read
        self.readings.put(job.number, recordable(found))
        self.newest = min(self.newest, job.newest) if self.units else job.newest
        self.units[job.unit] = self.units.get(job.unit, 0) + 1


def no_pages(_: int) -> None:
    """Report nothing."""


def rebuild_in_batches(
    engine: Engine,
    writing: Writing,
    reader: Reader,
    on_pages: OnPages,
    *,
    restart: bool = False,
) -> Rebuilt:
    """Read every page again and put the readings in the place of the old ones, from where one was stopped.

    Where that one read pages otherwise everything begins again, as with `restart`. `on_pages` is called with how many
    more are done. Raises StoreError.
    """
    with writing() as connection:
        mark = None if restart else unfinished(connection, reader.reading)
        if mark is None:
            mark = begin(connection, reader.reading)
    on_pages(mark.pages)
    return Rebuild(engine, writing, reader, mark, on_pages).run()


class Rebuild:
    """A rebuild on its way."""

    def __init__(self, engine: Engine, writing: Writing, reader: Reader, mark: Mark, on_pages: OnPages) -> None:
        self.engine, self.writing, self.mark, self.on_pages = engine, writing, mark, on_pages
        self.in_order, self.source_of = reader.in_order, reader.source_of
        self.is_indexed_again = False
        self.fallen: set[int] = set()  # pages that our own code fell over, and which have lost their bulletin by it

    def run(self) -> Rebuilt:
        if self.mark.stage is Stage.BULLETINS:
            self.go_through(self.of_bulletins(self.mark.position), self.write_bulletins)
            self.enter(Stage.PAGES)
        if self.mark.stage is Stage.PAGES:
            self.go_through(self.of_none(self.mark.position), self.write_pages)
            self.enter(Stage.LISTS)
        if self.mark.stage is Stage.LISTS:
            self.lists()
        return Rebuilt(self.mark.fell, self.mark.lists)

    def enter(self, stage: Stage) -> None:
        with self.writing() as connection:
            self.move(connection, self.mark.on(stage, 0, 0))

    def move(self, connection: Connection, mark: Mark) -> None:
        move(connection, mark)
        self.mark = mark

    # Bulletins, and pages without one

    def of_bulletins(self, position: int) -> Iterator[Job]:
        """The pages of bulletins after the one of this number, those of one together."""
        after = {"bulletin": position + 1, "page": 0}
        while True:
            newest = newest_number(self.engine)
            with transaction(self.engine, writing=False) as connection:
                pairs = connection.execute(find_pairs, after).all()
            if not pairs:
                return
            found = numbered_pages(self.engine, [pair.id for pair in pairs])
            for pair in pairs:
                yield Job(pair.id, found[pair.id], unit=pair.bulletin_id, newest=newest)
            after = {"bulletin": pairs[-1].bulletin_id, "page": pairs[-1].id}

    def of_none(self, position: int) -> Iterator[Job]:
        """The pages that belong to no bulletin, or missed one, but for list pages."""
        belong_to_none = pages.c.bulletin_id.is_(None) | (pages.c.outcome == str(Outcome.GONE))
        newest = newest_number(self.engine)
        for number, page in stored_pages(self.engine, after=position, where=[belong_to_none, ~is_list]):
            if number not in self.fallen:  # it is recorded, and counted
                yield Job(number, page, unit=number, newest=newest)

    def go_through(self, some: Iterable[Job], write: Write) -> None:
        batch = Batch()
        for _, answers in groupby(self.in_order(some), lambda answer: answer[0].unit):
            if batch.readings.count >= BATCH:
                self.commit(batch, list(batch.units), write)
                batch = Batch()
            for job, found in answers:
                batch.add(job, found)
        if batch.units:
            self.commit(batch, list(batch.units), write)

    def commit(self, batch: Batch, units: Sequence[int], write: Write, *, careful: bool = False) -> None:
        """Write some units with the mark. One that cannot be written for an internal error stays as it was, is named in
        the log, and takes no other with it.

        `careful`: what bulletins to come may look at meanwhile is whole.
        """
        count = sum(batch.units[unit] for unit in units)
        try:
            with self.writing() as connection:
                for number in articles_with_parts_after(connection, batch.newest):
                    batch.readings.forget(number)
                fell = write(connection, units, batch, careful)
                self.move(connection, self.mark.on(self.mark.stage, units[-1], count, fell))
        except StoreDamaged:
            if self.is_indexed_again:
                raise
            self.is_indexed_again = True  # SQLite says so where an entry that is to be taken out is not there
            with self.writing() as connection:
                reindex(connection)
            self.commit(batch, units, write, careful=careful)
            return
        except Exception as error:
            if ends_run(error) or isinstance(error, SQLAlchemyError):
                raise
            if not careful:
                for unit in units:
                    self.commit(batch, [unit], write, careful=True)
                return
            caught(error, f"{self.mark.stage}: {units[0]}", "writing what was read again")
            with self.writing() as connection:
                self.move(connection, self.mark.on(self.mark.stage, units[0], count, 1))
        self.on_pages(count)

    def write_bulletins(self, connection: Connection, some: Sequence[int], batch: Batch, careful: bool) -> int:
        """Make bulletins again from their pages; over how many pages our own code fell."""
        ensure_current(connection)
        same = {} if careful else unchanged(connection, some, batch.readings)
        fell = 0
        for bulletin in some:
            if bulletin in same:
                made = same[bulletin].made
                place(connection, bulletin, None if made is None else made.likeness)
            else:
                fell += self.write_bulletin(connection, bulletin, batch, careful)
        return fell

    def write_bulletin(self, connection: Connection, bulletin: int, batch: Batch, careful: bool) -> int:
        numbers = connection.scalars(find_pages_of, {"bulletin": bulletin}).all()
        delete_rows(connection, bulletin)
        volatile.forget(connection, bulletin)
        connection.execute(forget_pages, {"which": bulletin})
        none: dict[str, Any] = {"revision": None, "first_seen": None, "gone_since": None}
        connection.execute(set_bulletin, {"which": bulletin, **none})
        if careful:
            place(connection, bulletin)
        fell = sum(self.record(connection, number, batch) for number in numbers)
        if not careful and connection.execute(find_elsewhere, {"pages": numbers, "bulletin": bulletin}).first():
            raise AnotherBulletinsError  # which was placed among copies while this one had no text
        if connection.scalar(find_revision, {"bulletin": bulletin}) is None:
            place(connection, bulletin)
        return fell

    def write_pages(self, connection: Connection, some: Sequence[int], batch: Batch, _: bool) -> int:
        return sum(self.write_page(connection, number, batch) for number in some)

    def write_page(self, connection: Connection, number: int, batch: Batch) -> int:
        """Record a page that had no bulletin; whether our own code fell over it."""
        before = connection.execute(find_before, {"page": number}).one()
        is_of_another = before.bulletin_id is not None and before.outcome != Outcome.GONE
        if before.is_under_way or is_of_another:
            return 0  # recorded by somebody meanwhile, or about to be
        reading = batch.readings.get(number)
        if isinstance(reading, NoBulletin) and is_as_before(before, reading):
            return int(is_internal(reading))
        connection.execute(forget_page, {"which": number})
        if before.bulletin_id is not None:
            mark_presence(connection, before.bulletin_id)
        return self.record(connection, number, batch)

    def record(self, connection: Connection, number: int, batch: Batch) -> int:
        reading = batch.readings.get(number)
        if reading is None:  # it came, or a further part of it did, after it was read
            reading = read_one(self.engine, self.in_order, number)
        record_page(connection, number, reading, judging=False)
        if is_internal(reading):
            self.fallen.add(number)
        return int(is_internal(reading))

    # List pages

    def lists(self) -> None:
        with transaction(self.engine, writing=False) as connection:
            numbers = [number for number in connection.scalars(find_sources) if number > self.mark.position]
        for number in numbers:
            self.lists_of(number)
        with self.writing() as connection:
            if self.source_of is not None:
                forget_validators(connection)
            self.move(connection, self.mark.on(Stage.DONE, 0, 0))

    def lists_of(self, source: int) -> None:
        """Read the list pages of a source in the order of their fetch, and write what they say in one transaction."""
        lists = None
        if self.source_of is not None:
            with transaction(self.engine, writing=False) as connection:
                lists = Lists(self.source_of, connection, source)
        of_source = [pages.c.source_id == source, pages.c.bulletin_id.is_(None), is_list]
        kept = partial(stored_pages, self.engine, where=of_source)
        before, early = newest_number(self.engine), set[int]()  # pages that came and were read while we read
        count, fell, places = 0, 0, Places()
        try:
            folder = behind(self.engine).spool_folder()
            with SpooledTemporaryFile(IN_MEMORY, dir=None if folder is None else str(folder)) as spool:
                for job, found in self.in_order(jobs(kept(), lists)):
                    put(spool, job.number, reading_of(job, found, lists))
                    count += 1
                    if job.number > before:
                        early.add(job.number)
                    self.on_pages(1)
                spool.seek(0)
                with self.writing() as connection:
                    skipped = pages_under_way(connection, source)
                    if lists is not None:
                        lists.find(connection)
                    for number, reading, at in spooled(spool):
                        if number not in skipped:
                            fell += record_list(connection, number, reading, places, at)
                    skipped |= early
                    rest = ((number, page) for number, page in kept(after=before) if number not in skipped)
                    for job, found in self.in_order(jobs(rest, lists)):
                        reading = reading_of(job, found, lists)
                        fell += record_list(connection, job.number, reading, places, None)
                    changed = Found() if lists is None else lists.write(connection, places, partial(loaded, spool))
                    self.move(connection, self.mark.on(Stage.LISTS, source, count, fell, changed))
        except OSError as error:
            name = behind(self.engine).name
            raise StoreFull(f"{name}: no room to rebuild ({error.strerror}); run it again") from error


def is_as_before(before: Row[Any], reading: NoBulletin) -> bool:
    """Whether a page would be recorded as it is. What says that a page is missing may be a bulletin's, by now."""
    if before.bulletin_id is not None or before.status == HTTPStatus.NOT_MODIFIED or is_missing(before, reading.reason):
        return False
    held = (before.state, before.outcome, before.reason, before.detail)
    return held == ("DONE", str(reading.outcome), reading.reason, as_held(reading.detail))


def record_list(connection: Connection, number: int, reading: Reading, places: Places, at: int | None) -> bool:
    connection.execute(forget_page, {"which": number})
    return record_again(connection, number, reading, places, at)
