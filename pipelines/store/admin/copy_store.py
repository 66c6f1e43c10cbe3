"""A whole store copied to another address, of whichever database: every row the same, all of them or none.

The rows are those of one moment (a transaction that reads), so others go on with the store that is copied. They are
written in one transaction, in which the new store is made, and are read again in it: what is not as it was read makes
nothing of the copy stay. The search index is made again, since each database has its own.

Who crawls the store that is copied is not taken along: locks belong to a program. A run that goes on there stands as
`running` in the copy, where nobody holds its lock; so the next crawl of the copy takes it for killed, and takes back
its leases, as it does after a power cut.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.health import RunState
from pipelines.store.engine.database import Database, behind, reported
from pipelines.store.engine.databases import database_of
from pipelines.store.engine.errors import StoreAddressError, StoreDamaged
from pipelines.store.engine.opening import create_all, engine_to_read
from pipelines.store.engine.transactions import transaction, until_the_end
from pipelines.store.schema.tables import Base, Runs, table
from pipelines.store.search import index
from pipelines.text.storable import as_json, storable

__all__ = ["StoreCopied", "copy_store", "every_table", "fill", "rows_of", "running"]

AT_ONCE = 500  # rows that are read and written together
running = sa.select(table(Runs).c.id).where(table(Runs).c.state == str(RunState.RUNNING)).order_by(table(Runs).c.id)

OnRows = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class StoreCopied:
    """What a copy came to. `source`, `target`: addresses as they may be shown. `rows`: by table. `living`: runs that
    went on in the source."""

    source: str
    target: str
    rows: Mapping[str, int]
    living: Sequence[int]


def copy_store(source_url: str, target_url: str, on_rows: OnRows = lambda *_: None) -> StoreCopied:
    """Copy a store to an address where none is. `on_rows` is called with the name of a table, how many more rows of it
    were written, compared or indexed, and how many steps there are in all.

    Raises StoreError; then nothing stays at the target.
    """
    source, target = database_of(source_url), database_of(target_url)
    origin = engine_to_read(source_url)
    try:
        check_empty(target)
        engine = target.connect(upgrading=True)
        try:
            with transaction(origin, writing=False) as read:
                made: list[Mapping[str, int]] = []
                target.make(engine, lambda written: made.append(fill(read, written, target, on_rows)))
                if not made:
                    raise StoreAddressError(f"{target.name}: another program made a store there meanwhile")
                living = [run for run in read.scalars(running) if source.is_living(read, run)]
            return StoreCopied(source.name, target.name, made[0], living)
        except BaseException as error:
            engine.dispose()
            target.clear_away()
            if isinstance(error, sa.exc.DBAPIError):
                raise reported(error, target) from error
            raise
        finally:
            target.leave(engine)
    finally:
        origin.dispose()


def check_empty(target: Database) -> None:
    """Raise StoreError where there is anything, or where this user may not write."""
    if not target.is_to_be_made(create=True):
        raise StoreAddressError(
            f"{target.name}: there is a store already; a copy needs a new file, or an empty database or schema"
        )
    target.check_writable(is_new=True)


def fill(read: Connection, written: Connection, target: Database, on_rows: OnRows) -> dict[str, int]:
    """Make a store and write all rows of another one; how many, by table."""
    create_all(written)
    counts = {of.name: read.scalar(sa.select(sa.func.count()).select_from(of)) or 0 for of in every_table()}
    steps = 2 * sum(counts.values()) + counts["bulletins"]
    digests = {}
    with until_the_end(written):
        with target.filling(written):
            for of in every_table():
                digests[of.name] = Digest()
                for some in rows_of(read, of):
                    target.load(written, of, some)
                    digests[of.name].add(some)
                    on_rows(of.name, len(some), steps)
        for name, _, to in target.referring_to_none(written):
            raise StoreDamaged(f"{behind(read).name}: {name} refers to rows of {to} that are not there; not copied")
        index.reindex(written, lambda: on_rows("search", 1, steps))
    for of in every_table():
        again = Digest()
        for some in rows_of(written, of):
            again.add(some)
            on_rows(of.name, len(some), steps)
        if again != digests[of.name]:
            raise StoreDamaged(f"{target.name}: {of.name} has other rows than were written; nothing of the copy stays")
    return counts


def every_table() -> list[sa.Table]:
    return Base.metadata.sorted_tables


def rows_of(
    connection: Connection, of: sa.Table, *conditions: sa.ColumnElement[bool]
) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a table by column, some at a time, in the order of their keys."""
    query = sa.select(of).where(*conditions).order_by(*of.primary_key.columns)
    streamed = connection.execution_options(stream_results=True, yield_per=AT_ONCE)
    with streamed.execute(query) as found:
        for some in found.mappings().partitions():
            yield [dict(row) for row in some]


class Digest:
    """Distinguishes lists of rows, whatever database they were read from."""

    def __init__(self) -> None:
        self.count = 0
        self.hash = hashlib.sha256()

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.count += len(rows)
        for row in rows:
            self.hash.update(repr([plain(value) for value in row.values()]).encode())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Digest) and (self.count, self.hash.digest()) == (other.count, other.hash.digest())

    __hash__ = None  # type: ignore[assignment]  # it changes


def plain(value: Any) -> Any:
    """Return a value in the one form that both databases give back."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case str():
            return storable(value)
        case list() | dict():  # of its keys JSONB keeps no order
            return json.dumps(json.loads(as_json(value)), sort_keys=True)
    return value
