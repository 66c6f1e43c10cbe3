"""Removals that a person took back. A fact, not derived: revisions and rebuilds to come put the paragraph back too.

A paragraph is named by what it says (its digest) and by which of its like on the page it is, so that it is found again
when a later revision has a line more above it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.store.bulletins.rows import Row, Rows
from pipelines.store.schema.tables import Bulletins, Paragraphs, Restorations, table
from pipelines.text.fingerprint import fingerprint, to_signed

__all__ = ["Restored", "mark_of", "remember", "restored", "restored_positions", "with_restorations"]

restorations, paragraphs, bulletins = table(Restorations), table(Paragraphs), table(Bulletins)
find = sa.select(restorations.c.digest, restorations.c.nth).where(
    restorations.c.bulletin_id == sa.bindparam("bulletin")
)


class Restored(NamedTuple):
    """A paragraph to put back: the `nth` (from 0) of those on the page that have this digest."""

    digest: int
    nth: int


def remember(connection: Connection, bulletin: int, mark: Restored, when: datetime) -> None:
    row = {"bulletin_id": bulletin, "digest": mark.digest, "nth": mark.nth, "restored_at": when}
    connection.execute(sa.insert(restorations), row)


def mark_of(rows: Rows, position: int) -> Restored | None:
    """The name of the removed paragraph at a position; None when none was removed there."""
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
    """The rows of a revision with the named paragraphs kept and without their removals."""
    positions = {position for mark in marks if (position := position_of(rows.paragraphs, mark)) is not None}
    removals = [row for row in rows.removals if row["position"] not in positions]
    if len(removals) == len(rows.removals):
        return rows
    paragraphs = [row | {"kept": True} if row["position"] in positions else row for row in rows.paragraphs]
    mark = fingerprint("\n".join(row["text"] for row in paragraphs if row["kept"]))
    revision = rows.revision | {"fingerprint": None if mark is None else to_signed(mark)}
    return replace(rows, revision=revision, children=(paragraphs, removals, *rows.children[2:]), made=None)


def position_of(paragraphs: list[Row], mark: Restored) -> int | None:
    alike = [row["position"] for row in paragraphs if row["digest"] == mark.digest]
    return alike[mark.nth] if mark.nth < len(alike) else None
