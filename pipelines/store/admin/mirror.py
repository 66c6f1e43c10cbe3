"""A mirror in a file of a store on a server, for `serve` and for analysts: a whole store that only `refresh` writes.

The first call copies all (copy_store.py). A later one reads what has changed on the server since, and writes it in one
transaction: readers of the mirror see all of it or nothing. Both read the server at one moment.

Rows that are gone are found by their number. Once all that changed is written, the mirror holds every row of the
server; a table of which it holds more has rows that are gone. They are looked for in classes of keys, of which only
those that differ are read.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, make_url

from pipelines.store.admin.copy_store import every_table, fill, rows_of, running
from pipelines.store.engine.database import MIRROR, Database, behind, reported
from pipelines.store.engine.databases import database_of
from pipelines.store.engine.errors import StoreAddressError, StoreDamaged
from pipelines.store.engine.opening import check_version, engine_to_read, is_mirror
from pipelines.store.engine.transactions import transaction
from pipelines.store.schema.tables import Bulletins, Paragraphs, Revisions, table
from pipelines.store.schema.types import Json
from pipelines.store.search import index

__all__ = ["Mirrored", "refresh_mirror"]

CLASSES = 4096
mirror = sa.Table(
    MIRROR,
    sa.MetaData(),
    sa.Column("of", sa.Text, nullable=False),
    sa.Column("moment", sa.Text, nullable=False),
    sa.Column("living", Json, nullable=False),
    sa.Column("refreshed_at", sa.Text, nullable=False),
)
# What search entries are made of, by the column that has the bulletin's number
INDEXED = {table(Bulletins): "id", table(Revisions): "bulletin_id", table(Paragraphs): "bulletin_id"}

OnRows = Callable[[str, int], None]
Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What a refresh wrote: rows that are new or changed, and rows that are gone. `whole`: all rows were read."""

    written: int
    gone: int
    whole: bool


def refresh_mirror(url: str, path: Path, on_rows: OnRows = lambda *_: None) -> Mirrored:
    """Make the mirror of a store at a path, or bring it up to date. `on_rows`: of which table how many more were read.

    Raises StoreError; the mirror then is as it was.
    """
    source, target = database_of(url), database_of(URL.create("sqlite", database=str(path)))
    if source.file() is not None:
        raise StoreAddressError(f"{source.name}: it is in a file already; `bulletins backup FILE` copies it")
    is_new = target.is_to_be_made(create=True)
    target.check_writable(is_new=is_new)
    origin = engine_to_read(url)
    engine = target.connect(upgrading=True)
    try:
        if is_new:
            return made(origin, engine, target, on_rows)
        check_version(engine)
        # the mirror first: who waits for another refresh reads the server after it
        with transaction(engine, writing=True) as written:
            check_ours(written, source, target)
            with transaction(origin, writing=False) as read:
                return refreshed(read, written, source, on_rows)
    except BaseException as error:
        engine.dispose()
        target.clear_away()
        if isinstance(error, sa.exc.DBAPIError):
            raise reported(error, target) from error
        raise
    finally:
        target.leave(engine)
        origin.dispose()


def made(origin: sa.Engine, engine: sa.Engine, target: Database, on_rows: OnRows) -> Mirrored:
    counts: list[int] = []
    with transaction(origin, writing=False) as read:

        def make(written: Connection) -> None:
            counts.append(sum(fill(read, written, target, lambda name, more, _: on_rows(name, more)).values()))
            mirror.create(written)
            written.execute(sa.insert(mirror).values(noted(read)))

        target.make(engine, make)
    if not counts:
        raise StoreAddressError(f"{target.name}: another program made a store there meanwhile; call again")
    return Mirrored(counts[0], 0, whole=True)


def noted(read: Connection) -> dict[str, Any]:
    """Return the row of a mirror: of what it is, as of when, and which runs went on then, for their locks are not
    here."""
    database = behind(read)
    living = [run for run in read.scalars(running) if database.is_living(read, run)]
    at = datetime.now(UTC).isoformat()
    return {"of": database.name, "moment": database.moment(read), "living": living, "refreshed_at": at}


def check_ours(written: Connection, source: Database, target: Database) -> None:
    """Raise StoreAddressError for what is no mirror, or one of another store."""
    of = written.scalar(sa.select(mirror.c.of)) if is_mirror(written) else None
    if of is None or without_user(of) != without_user(source.name):
        what = f"a mirror of {of}" if of else "a store, and no mirror"
        raise StoreAddressError(f"{target.name}: {what}; it was not touched, name another file")


def without_user(address: str) -> URL:
    """Return an address without whoever asks: one store may be read as several users."""
    return make_url(address).set(username="", password="")  # None would leave them


def refreshed(read: Connection, written: Connection, source: Database, on_rows: OnRows) -> Mirrored:
    """Write what has changed, then take out what is gone."""
    changed = source.changed_since(read, written.scalar(sa.select(mirror.c.moment)) or "")
    conditions = () if changed is None else (changed,)
    entries = Entries(written)
    if conditions:
        for of, column in INDEXED.items():
            entries.drop(read.scalars(sa.select(of.c[column]).where(*conditions).distinct()).all())
    count = gone = 0
    for of in every_table():
        for some in rows_of(read, of, *conditions):
            behind(written).replace(written, of, some)
            count += len(some)
            on_rows(of.name, len(some))
    for of in every_table():
        for keys in gone_from(read, written, of):
            if conditions and of in INDEXED:
                at = [column.name for column in of.primary_key].index(INDEXED[of])
                entries.drop([key[at] for key in keys])
            named = [column == sa.bindparam(f"k{n}") for n, column in enumerate(of.primary_key)]
            written.execute(sa.delete(of).where(*named), [{f"k{n}": v for n, v in enumerate(key)} for key in keys])
            gone += len(keys)
    if conditions:
        entries.add_again()
    else:
        index.reindex(written)
    written.execute(sa.update(mirror).values(noted(read)))
    return Mirrored(count, gone, whole=not conditions)


class Entries:
    """The search entries of bulletins that change: taken out while their rows are as they were, then made again."""

    def __init__(self, written: Connection) -> None:
        self.written = written
        self.dropped: set[int] = set()
        if not index.is_current(written):
            index.reindex(written)

    def drop(self, bulletins: Sequence[int]) -> None:
        for bulletin in sorted(set(bulletins) - self.dropped):
            index.drop_entry(self.written, bulletin)
        self.dropped.update(bulletins)

    def add_again(self) -> None:
        for bulletin in sorted(self.dropped):
            index.add_stored(self.written, bulletin)


def gone_from(read: Connection, written: Connection, of: sa.Table) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the keys of rows that the mirror has and the server has not. Raises StoreDamaged where it is otherwise."""
    every = sa.select(sa.func.count()).select_from(of)
    too_many = (written.scalar(every) or 0) - (read.scalar(every) or 0)
    if too_many:
        keys = tuple(of.primary_key)
        kind = keys[0] % CLASSES
        classes = sa.select(kind, sa.func.count()).group_by(kind)
        there, here = (dict(map(tuple, connection.execute(classes).all())) for connection in (read, written))
        for one in sorted(here.keys() | there.keys()):
            if here.get(one) == there.get(one):
                continue
            in_class = sa.select(*keys).where(kind == one)
            kept = set(map(tuple, read.execute(in_class)))
            gone = [key for key in map(tuple, written.execute(in_class)) if key not in kept]
            too_many -= len(gone)
            if gone:
                yield gone
    if too_many:
        raise StoreDamaged(
            f"{behind(written).name}: {of.name} is out of step; delete the file, and make the mirror again"
        )
