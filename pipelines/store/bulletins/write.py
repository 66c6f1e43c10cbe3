"""What a reading becomes in the store: the rows of one revision. They can all be made again from the raw page.

Also here: removals that a person took back, which every later revision honours.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.dedup.copies import likeness
from pipelines.models import CleanDocument
from pipelines.rows import Made, Row, Rows, comparable_of, with_texts
from pipelines.rows import rows_of as bare_rows_of
from pipelines.search.words import words_of
from pipelines.store.engine.database import behind
from pipelines.store.schema.tables import (
    Attachments,
    Bulletins,
    DataTables,
    Paragraphs,
    Recurrences,
    Removals,
    Restorations,
    Revisions,
    Variants,
    table,
)
from pipelines.store.search.index import add_entry, drop_all, drop_entry
from pipelines.text.fingerprint import fingerprint, to_signed

__all__ = [
    "Restored",
    "Rows",
    "children",
    "delete_rows",
    "index_rows",
    "insert_rows",
    "load_rows",
    "mark_of",
    "remember",
    "restored",
    "restored_positions",
    "revisions",
    "rows_of",
    "with_restorations",
    "with_texts",
    "write_rows",
]

revisions = table(Revisions)
children = tuple(table(model) for model in (Paragraphs, Removals, Variants, Attachments, DataTables, Recurrences))
add_revision = sa.insert(revisions)

restorations, paragraphs, bulletins = table(Restorations), table(Paragraphs), table(Bulletins)
find = sa.select(restorations.c.digest, restorations.c.nth).where(
    restorations.c.bulletin_id == sa.bindparam("bulletin")
)


def rows_of(clean: CleanDocument) -> Rows:
    """Return the rows of a reading, with all that is made of them."""
    rows = bare_rows_of(clean)
    return replace(rows, made=made_of(rows))


def made_of(rows: Rows) -> Made:
    kept = [row["text"] for row in rows.paragraphs if row["kept"]]
    return Made(words_of(rows.revision, kept), likeness(comparable_of(rows)))


def insert_rows(
    connection: Connection,
    bulletin: int,
    source: int,
    number: int,
    page: int,
    rows: Rows,
    *,
    is_first: bool = False,
) -> Made:
    """Write a revision; what a person has put back stays. What was made of it, as it is now.

    `source`: the bulletin's; `is_first`: the bulletin has never had a revision.
    """
    if not is_first:
        drop_entry(connection, bulletin)
    rows = write_rows(connection, bulletin, number, page, rows, is_first=is_first)
    return index_rows(connection, bulletin, source, rows)


def write_rows(
    connection: Connection, bulletin: int, number: int, page: int, rows: Rows, *, is_first: bool = False
) -> Rows:
    """Write a revision but for its entries in the search index; the rows as they were written."""
    if not is_first:
        rows = with_restorations(connection, bulletin, rows)
    connection.execute(add_revision, {"bulletin_id": bulletin, "number": number, "page_id": page, **rows.revision})
    where = {"bulletin_id": bulletin, "revision": number}
    insert_many = behind(connection).insert_many
    for child, some in zip(children, rows.children, strict=True):
        insert_many(connection, child, [where | row for row in some])
    return rows


def index_rows(connection: Connection, bulletin: int, source: int, rows: Rows) -> Made:
    """Write the entries of a bulletin's current revision, when those of the one before are gone; what was made."""
    made = rows.made or made_of(rows)
    add_entry(connection, bulletin, source, rows.revision["published"], made.words)
    return made


def load_rows(connection: Connection, bulletin: int, number: int) -> Rows:
    """Return a stored revision as `rows_of` made it."""
    of_revision = (revisions.c.bulletin_id == bulletin, revisions.c.number == number)
    revision = connection.execute(sa.select(revisions).where(*of_revision)).mappings().one()
    loaded = []
    for child in children:
        found = sa.select(child).where(child.c.bulletin_id == bulletin, child.c.revision == number)
        rows = connection.execute(found.order_by(child.c.position)).mappings()
        loaded.append([without(row, "bulletin_id", "revision") for row in rows])
    return Rows(without(revision, "bulletin_id", "number", "page_id"), tuple(loaded))


def without(row: sa.RowMapping, *keys: str) -> Row:
    return {name: value for name, value in row.items() if name not in keys}


def delete_rows(connection: Connection, bulletin: int | None = None) -> None:
    """Delete the revisions of one bulletin, or of all."""
    if bulletin is None:
        drop_all(connection)
    else:
        drop_entry(connection, bulletin)
    for each in (*children, revisions):
        gone = sa.delete(each)
        connection.execute(gone if bulletin is None else gone.where(each.c.bulletin_id == bulletin))


# Removals that a person took back. A fact, not derived: later revisions and rebuilds put the paragraph back too


class Restored(NamedTuple):
    """A paragraph to put back: the `nth` (from 0) of those on the page that have this digest."""

    digest: int
    nth: int


def remember(connection: Connection, bulletin: int, mark: Restored, when: datetime) -> None:
    row = {"bulletin_id": bulletin, "digest": mark.digest, "nth": mark.nth, "restored_at": when}
    connection.execute(sa.insert(restorations), row)


def mark_of(rows: Rows, position: int) -> Restored | None:
    """Return the name of the removed paragraph at a position; None when none was removed there."""
    digests = [row["digest"] for row in rows.paragraphs]
    if position not in {row["position"] for row in rows.removals}:
        return None
    return Restored(digests[position], digests[:position].count(digests[position]))


def with_restorations(connection: Connection, bulletin: int, rows: Rows) -> Rows:
    marks = [Restored(*found) for found in connection.execute(find, {"bulletin": bulletin})]
    return restored(rows, marks) if marks else rows


def restored_positions(connection: Connection, bulletin: int) -> frozenset[int]:
    """Return where the paragraphs that a person put back stand in the current revision of a bulletin."""
    of_current = sa.select(paragraphs.c.position, paragraphs.c.digest).join(
        bulletins, (bulletins.c.id == paragraphs.c.bulletin_id) & (bulletins.c.revision == paragraphs.c.revision)
    )
    marks = [Restored(*found) for found in connection.execute(find, {"bulletin": bulletin})]
    if not marks:
        return frozenset()
    found = connection.execute(of_current.where(bulletins.c.id == bulletin).order_by(paragraphs.c.position))
    rows = [dict(row) for row in found.mappings()]
    return frozenset(position for mark in marks if (position := position_of(rows, mark)) is not None)


def restored(rows: Rows, marks: Iterable[Restored]) -> Rows:
    """Return the rows of a revision with the named paragraphs kept and without their removals."""
    positions = {position for mark in marks if (position := position_of(rows.paragraphs, mark)) is not None}
    removals = [row for row in rows.removals if row["position"] not in positions]
    if len(removals) == len(rows.removals):
        return rows
    paragraphs = [row | {"kept": True} if row["position"] in positions else row for row in rows.paragraphs]
    mark = fingerprint("\n".join(row["text"] for row in paragraphs if row["kept"]))
    revision = rows.revision | {"fingerprint": None if mark is None else to_signed(mark)}
    return replace(rows, revision=revision, children=(paragraphs, removals, *rows.children[2:]), made=None)


def position_of(paragraphs: list[Row], mark: Restored) -> int | None:
    same = [row["position"] for row in paragraphs if row["digest"] == mark.digest]
    return same[mark.nth] if mark.nth < len(same) else None
