"""Which bulletins a rebuild need not write again: what is read now is what the store holds, row for row.

Most rebuilds change few bulletins. For a batch of them the rows are loaded together, which costs a tenth of deleting
and writing them one by one. Looked at are bulletins of one revision with nothing particular about them; all others are
written again. Places among copies are made again for each, since what texts are to each other may be judged otherwise.
"""

import pickle
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.models import Outcome
from pipelines.rows import Recordable, Row, Rows
from pipelines.store.bulletins.write import children, revisions
from pipelines.store.schema.tables import (
    Bulletins,
    Pages,
    Restorations,
    UndonePages,
    VolatilePlaces,
    VolatileValues,
    table,
)
from pipelines.text.storable import storable

__all__ = ["Readings", "as_held", "unchanged"]

HELD = 300  # readings that are in memory as they are, a tenth of a megabyte each

bulletins, pages, undone_pages = map(table, (Bulletins, Pages, UndonePages))
# What a bulletin without a row in these has nothing of: a person's word, or figures that change with the visit
particular = tuple(map(table, (Restorations, VolatilePlaces, VolatileValues)))


class Readings:
    """What pages of a batch were read as. A bulletin may have thousands of visits: beyond some they are packed."""

    def __init__(self) -> None:
        self.held: dict[int, Recordable | bytes] = {}

    @property
    def count(self) -> int:
        return len(self.held)

    def put(self, page: int, reading: Recordable) -> None:
        is_large = len(self.held) >= HELD
        self.held[page] = zlib.compress(pickle.dumps(reading), 1) if is_large else reading

    def get(self, page: int) -> Recordable | None:
        held = self.held.get(page)
        if isinstance(held, bytes):
            reading: Recordable = pickle.loads(zlib.decompress(held))  # noqa: S301  # packed above
            return reading
        return held

    def forget(self, page: int) -> None:
        self.held.pop(page, None)


def unchanged(connection: Connection, some: Sequence[int], readings: Readings) -> dict[int, Rows]:
    """Return those of these bulletins that would be written as they are, each with the reading of its revision."""
    visits = visits_of(connection, some)
    stored = stored_rows(connection, some)
    left_out = particular_ones(connection, some, visits)
    found = {}
    for bulletin in some:
        first, *later = visits[bulletin] or [None]
        reading = None if first is None else readings.get(first.id)
        if bulletin in left_out or first is None or not isinstance(reading, Rows) or first.outcome != Outcome.NEW:
            continue
        revision, kept = stored.get(bulletin, (None, ()))
        if revision is None or revision["number"] != 1 or revision["page_id"] != first.id:
            continue
        if all(says_the_same(visit, reading, readings) for visit in later) and is_equal(reading, revision, kept):
            found[bulletin] = reading
    return found


def visits_of(connection: Connection, some: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    columns = (pages.c.id, pages.c.bulletin_id, pages.c.outcome, pages.c.status, pages.c.detail)
    for row in connection.execute(sa.select(*columns).where(pages.c.bulletin_id.in_(some)).order_by(pages.c.id)):
        found[row.bulletin_id].append(row)
    return found


def says_the_same(visit: Any, first: Rows, readings: Readings) -> bool:
    """Whether a later visit was unchanged, and is by today's reading."""
    if visit.outcome != Outcome.UNCHANGED:
        return False
    reading = readings.get(visit.id)
    confirmed = visit.status == HTTPStatus.NOT_MODIFIED
    return reading is not None and (confirmed or (isinstance(reading, Rows) and reading.digest == first.digest))


def stored_rows(connection: Connection, some: Sequence[int]) -> dict[int, tuple[sa.RowMapping | None, list[list[Row]]]]:
    """Return the revision of each bulletin with its rows, of those that have one revision."""
    found: dict[int, tuple[sa.RowMapping | None, list[list[Row]]]] = {}
    query = sa.select(revisions).where(revisions.c.bulletin_id.in_(some))
    for revision in connection.execute(query).mappings():
        several = revision["bulletin_id"] in found
        found[revision["bulletin_id"]] = (None if several else revision, [[] for _ in children])
    for at, child in enumerate(children):
        rows = sa.select(child).where(child.c.bulletin_id.in_(some)).order_by(child.c.bulletin_id, child.c.position)
        for row in connection.execute(rows).mappings():
            found[row["bulletin_id"]][1][at].append(of_itself(row))
    return found


def particular_ones(connection: Connection, some: Sequence[int], visits: Mapping[int, Sequence[Any]]) -> set[int]:
    found: set[int] = set()
    for each in particular:
        found.update(connection.scalars(sa.select(each.c.bulletin_id).where(each.c.bulletin_id.in_(some))))
    is_other = (bulletins.c.revision.is_distinct_from(1)) | bulletins.c.gone_since.is_not(None)
    found.update(connection.scalars(sa.select(bulletins.c.id).where(bulletins.c.id.in_(some), is_other)))
    of = {visit.id: bulletin for bulletin, all_ in visits.items() for visit in all_}
    taken = sa.select(undone_pages.c.page_id).where(undone_pages.c.page_id.in_(list(of)))
    found.update(of[page] for page in connection.scalars(taken))
    return found


def of_itself(row: sa.RowMapping, but: Iterable[str] = ("bulletin_id", "revision")) -> Row:
    return {name: value for name, value in row.items() if name not in but}


def is_equal(reading: Rows, revision: sa.RowMapping, kept: Sequence[Sequence[Row]]) -> bool:
    held = of_itself(revision, ("bulletin_id", "number", "page_id"))
    return as_held(reading.revision) == held and [[as_held(row) for row in rows] for rows in reading.children] == kept


def as_held(value: Any) -> Any:
    """Return a value of a reading as it comes back from the store."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {name: as_held(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_held(each) for each in value]
    return value
