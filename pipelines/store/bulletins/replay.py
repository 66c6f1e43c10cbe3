"""A bulletin's visits once more, in the order in which they were fetched: its revisions are made of these alone.

Needed where a visit does not come at the end: a page that is recorded late, one that is refused afterwards, a run that
is taken back or put back. The stored revisions are the readings of the pages that they came from, so these need not be
read again.
"""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.models import Outcome
from pipelines.rows import Rows
from pipelines.store.bulletins import volatile
from pipelines.store.bulletins.presence import is_taken_back, mark_presence, unmissed
from pipelines.store.bulletins.write import delete_rows, index_rows, load_rows, revisions, with_texts, write_rows
from pipelines.store.copies.placing import place
from pipelines.store.schema.tables import Bulletins, Pages, table

__all__ = [
    "Current",
    "done",
    "find_return",
    "in_parts",
    "is_only_volatile",
    "is_same",
    "replay",
    "set_bulletin",
    "set_page",
]

pages, bulletins = table(Pages), table(Bulletins)

further = sa.alias(pages)
in_parts = sa.exists().where(further.c.part_of == pages.c.id).label("in_parts")
taken_back = is_taken_back(pages.c.id).label("taken_back")
find_visits = sa.select(pages, in_parts, taken_back).where(pages.c.bulletin_id == sa.bindparam("bulletin"))
find_source = sa.select(bulletins.c.source_id).where(bulletins.c.id == sa.bindparam("bulletin"))
find_numbers = sa.select(revisions.c.number).where(revisions.c.bulletin_id == sa.bindparam("bulletin"))
find_current = (
    sa.select(revisions.c.digest, pages.c.content_id)
    .join(pages, pages.c.id == revisions.c.page_id)
    .where(revisions.c.bulletin_id == sa.bindparam("bulletin"), revisions.c.number == sa.bindparam("number"))
)
set_bulletin = sa.update(bulletins).where(bulletins.c.id == sa.bindparam("which"))
set_page = sa.update(pages).where(pages.c.id == sa.bindparam("which"))

find_held = (
    sa.select(revisions.c.number)
    .join(pages, pages.c.id == revisions.c.page_id)
    .where(
        revisions.c.bulletin_id == sa.bindparam("bulletin"),
        ~is_taken_back(revisions.c.page_id),
        (revisions.c.digest == sa.bindparam("digest"))
        | (sa.bindparam("whole") & (pages.c.content_id == sa.bindparam("content")) & ~in_parts),
    )
    .order_by((revisions.c.digest == sa.bindparam("digest")).desc(), revisions.c.number.desc())
    .limit(1)
)


class Current(NamedTuple):
    """What decides whether the next page of a bulletin says something new."""

    digest: str
    content_id: int


def is_same(current: Current, digest: str, page: Row[Any]) -> bool:
    """Equal bytes are the same even when a newer version reads them otherwise: that is what a rebuild is for.

    Of an article in several parts the first may be the same and another not, so only what was read decides. What a
    server confirms is the same whatever else we have read meanwhile.
    """
    if page.status == HTTPStatus.NOT_MODIFIED:
        return True
    return current.digest == digest or (current.content_id == page.content_id and not page.in_parts)


def done(
    connection: Connection, page: int, outcome: Outcome, bulletin: int, revision: int, detail: str | None = None
) -> None:
    """Write the outcome of a page that belongs to a bulletin."""
    row = {"state": "DONE", "outcome": outcome, "reason": None, "detail": detail}
    connection.execute(set_page, {"which": page, "bulletin_id": bulletin, "revision": revision, **row})


def find_return(connection: Connection, bulletin: int, page: Row[Any], digest: str) -> int | None:
    """Return the revision, not the current one, that says what a page says again; None: there is none.

    As in `is_same` equal bytes say the same.
    """
    reported = {"bulletin": bulletin, "digest": digest, "content": page.content_id, "whole": not page.in_parts}
    return connection.scalar(find_held, reported)


def is_only_volatile(connection: Connection, bulletin: int, revision: int, page: Row[Any], rows: Rows) -> bool:
    """Whether a page differs from the current revision in volatile figures only; these are noted, with what is learned
    by this visit."""
    seen = volatile.look(connection, bulletin, revision, page, rows)
    volatile.note(connection, bulletin, revision, page.id, seen)
    return seen.texts is not None


def replay(
    connection: Connection,
    bulletin: int,
    *,
    change: Callable[[], object] | None = None,
    more: Mapping[int, Rows] | None = None,
    more_visits: Sequence[Row[Any]] = (),
    missing: Sequence[Row[Any]] = (),
) -> dict[int, Outcome]:
    """Make the revisions of a bulletin again from its visits; the outcome of each visit by its page.

    `change` writes what is different from now on: what was taken back or put back, which the entry in the search index
    still has to be dropped without. `more_visits`: pages that come to it now, with their readings in `more`; `missing`:
    those that missed it. What was taken back keeps its revision, and is never the current one; neither is the same text
    when it comes again.
    """
    stored = {
        number: load_rows(connection, bulletin, number)
        for number in connection.scalars(find_numbers, {"bulletin": bulletin}).all()
    }
    values = volatile.values_by_page(connection, bulletin)
    delete_rows(connection, bulletin)
    volatile.forget(connection, bulletin)
    if change is not None:
        change()
    visits = [*connection.execute(find_visits, {"bulletin": bulletin}), *more_visits, *missing]
    gone = {visit.id for visit in visits if visit.outcome == Outcome.GONE} | {visit.id for visit in missing}
    made = Replayed(connection, bulletin, connection.execute(find_source, {"bulletin": bulletin}).scalar_one())
    readings = more or {}

    def reading_of(visit: Row[Any]) -> Rows:
        if visit.id in readings:
            return readings[visit.id]
        rows = stored[visit.revision]
        return with_texts(rows, values[visit.id]) if visit.id in values else rows

    for visit in sorted(visits, key=lambda visit: visit.id):
        if visit.id in gone:
            made.missed(visit)
        else:
            made.seen(visit, reading_of(visit))
    row: dict[str, object] = {"revision": made.revision, "first_seen": made.first_seen, "source_id": made.source}
    connection.execute(set_bulletin, {"which": bulletin, **row})
    if made.revision is not None:
        index_rows(connection, bulletin, made.source, load_rows(connection, bulletin, made.revision))
    place(connection, bulletin)
    mark_presence(connection, bulletin)
    return made.outcomes


class Replayed:
    """A bulletin on the way through its visits. `last`: the number given last; `revision`: the current one."""

    def __init__(self, connection: Connection, bulletin: int, source: int) -> None:
        self.connection, self.bulletin, self.source = connection, bulletin, source
        self.last = 0
        self.revision: int | None = None
        self.current: Current | None = None
        self.first_seen: Any = None
        self.outcomes: dict[int, Outcome] = {}
        self.taken_back: dict[str, int] = {}  # digests of what was taken back, with their revisions

    def missed(self, visit: Row[Any]) -> None:
        if self.revision is None:
            unmissed(self.connection, visit)
        else:
            done(self.connection, visit.id, Outcome.GONE, self.bulletin, self.revision, visit.detail)

    def seen(self, visit: Row[Any], reading: Rows) -> None:
        digest = reading.digest
        says_so_again = digest in self.taken_back and (self.current is None or self.current.digest != digest)
        if visit.taken_back or says_so_again:
            if digest not in self.taken_back:
                self.taken_back[digest] = self.write(visit, reading)
            self.end(visit, Outcome.UNDONE, self.taken_back[digest])
            return
        if self.revision is None or self.current is None:
            self.source, self.first_seen = visit.source_id, visit.fetched_at
            self.show(visit, Outcome.NEW, self.write(visit, reading))
        elif is_same(self.current, digest, visit):
            self.end(visit, Outcome.UNCHANGED, self.revision)
        elif (held := find_return(self.connection, self.bulletin, visit, digest)) is not None:
            self.show(visit, Outcome.REVISED, held)
        elif is_only_volatile(self.connection, self.bulletin, self.revision, visit, reading):
            self.end(visit, Outcome.UNCHANGED, self.revision)
        else:
            self.show(visit, Outcome.REVISED, self.write(visit, reading))

    def show(self, visit: Row[Any], outcome: Outcome, revision: int) -> None:
        """From this visit on the revision is the current one."""
        where = {"bulletin": self.bulletin, "number": revision}
        self.revision, self.current = revision, Current(*self.connection.execute(find_current, where).one())
        self.end(visit, outcome, revision)

    def write(self, visit: Row[Any], reading: Rows) -> int:
        self.last += 1
        write_rows(self.connection, self.bulletin, self.last, visit.id, reading)
        return self.last

    def end(self, visit: Row[Any], outcome: Outcome, revision: int) -> None:
        done(self.connection, visit.id, outcome, self.bulletin, revision)
        self.outcomes[visit.id] = outcome
