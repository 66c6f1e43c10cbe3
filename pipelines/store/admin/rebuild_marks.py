"""How far a rebuild in batches is: a row that each batch moves on, in the transaction that writes the batch."""

from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.store.frontier.relisting import Found
from pipelines.store.schema.tables import Rebuilds, table

__all__ = ["Mark", "Stage", "begin", "end", "move", "unfinished"]

rebuilds = table(Rebuilds)
find_newest = sa.select(rebuilds).order_by(rebuilds.c.id.desc()).limit(1)
set_mark = sa.update(rebuilds).where(rebuilds.c.id == sa.bindparam("which"))
end_unfinished = sa.update(rebuilds).where(rebuilds.c.finished_at.is_(None))


class Stage(StrEnum):
    """What a rebuild goes through, in this order, and what its position counts."""

    BULLETINS = "bulletins"  # with all their pages, by the bulletin's number
    PAGES = "pages"  # that belong to none, by their own number
    LISTS = "lists"  # by the source's number
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is done: of the stage all up to `position`. `fell`: pages over which our own code fell."""

    number: int
    reading: str
    version: str
    started_at: datetime
    stage: Stage = Stage.BULLETINS
    position: int = 0
    pages: int = 0
    fell: int = 0
    lists: Found = field(default_factory=Found)

    def on(self, stage: Stage, position: int, pages: int, fell: int = 0, lists: Found | None = None) -> "Mark":
        """Return the mark after some more pages."""
        found = self.lists if lists is None else self.lists + lists
        return replace(
            self, stage=stage, position=position, pages=self.pages + pages, fell=self.fell + fell, lists=found
        )


def unfinished(connection: Connection, reading: str | None = None) -> Mark | None:
    """Return the mark of the rebuild that was stopped, if it read pages as `reading` does; None: there is none."""
    row = connection.execute(find_newest).first()
    if row is None or row.finished_at is not None or reading not in (None, row.reading):
        return None
    lists = row.lists | {"unknown": tuple(row.lists.get("unknown", ()))}
    return Mark(
        number=row.id,
        reading=row.reading,
        version=row.version,
        started_at=row.started_at,
        stage=Stage(row.stage),
        position=row.position,
        pages=row.pages,
        fell=row.fell,
        lists=Found(**lists),
    )


def begin(connection: Connection, reading: str) -> Mark:
    """Begin a rebuild; one that was stopped before is not carried on any more."""
    now = datetime.now(UTC)
    end(connection, now)
    row: dict[str, Any] = {
        "reading": reading,
        "version": version("bulletins"),
        "started_at": now,
        "changed_at": now,
        "stage": str(Stage.BULLETINS),
        "position": 0,
        "pages": 0,
        "fell": 0,
        "lists": asdict(Found()),
    }
    number = connection.execute(sa.insert(rebuilds).returning(rebuilds.c.id), row).scalar_one()
    return Mark(int(number), reading, row["version"], now)


def end(connection: Connection, now: datetime) -> None:
    connection.execute(end_unfinished.values(finished_at=now))


def move(connection: Connection, mark: Mark) -> None:
    now = datetime.now(UTC)
    values = {
        "stage": str(mark.stage),
        "position": mark.position,
        "pages": mark.pages,
        "fell": mark.fell,
        "lists": asdict(mark.lists),
        "changed_at": now,
        "finished_at": now if mark.stage is Stage.DONE else None,
    }
    connection.execute(set_mark, {"which": mark.number, **values})
