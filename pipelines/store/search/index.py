"""The search index, in step with the current revisions, by the engine that the store's database has.

An engine is a module: fts5.py for SQLite, gin.py for PostgreSQL. What it holds is an `Entry` of each bulletin, what it
is asked is a tree of phrases (pipelines/search/asks.py), and both answer the same. Which rules the entries were made by
stands in `search_signature`; a store whose entries were made by others is indexed again before one is taken out.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.search.asks import Wanted
from pipelines.search.words import Words
from pipelines.store.schema.tables import Bulletins, table
from pipelines.store.search import fts5, gin
from pipelines.store.search.entries import Entry, current_signature, stored_entry
from pipelines.store.search.filters import Filters

__all__ = [
    "Index",
    "add_entry",
    "add_stored",
    "create_index",
    "differences",
    "drop_all",
    "drop_entry",
    "ensure_current",
    "for_engine",
    "is_current",
    "merge",
    "of",
    "reindex",
]

SIGNATURE = "CREATE TABLE search_signature (signature TEXT NOT NULL)"
every_bulletin = sa.select(table(Bulletins).c.id).order_by(table(Bulletins).c.id)


class Index(Protocol):
    """What an engine does. All of it happens in the caller's transaction."""

    def create(self, connection: Connection) -> None:
        """Make the tables."""

    def add(self, connection: Connection, entry: Entry) -> None:
        """Write a bulletin's entry, now or at the end of the transaction."""

    def drop(self, connection: Connection, bulletin: int) -> None:
        """Take a bulletin's entry out; the rows that it was made of must still be there."""

    def clear(self, connection: Connection) -> None:
        """Take all entries out."""

    def find(
        self, connection: Connection, wanted: Wanted | None, filters: Filters, *, ranked: bool, limit: int, offset: int
    ) -> tuple[int, Sequence[int]]:
        """Return how many bulletins answer, and the numbers of some, the newest or with `ranked` the best first.

        None: all that the filters leave. What the filters look for in texts is a part of `wanted`.
        """

    def differences(self, connection: Connection, entries: Iterator[Entry]) -> Iterator[str]:
        """Yield in words what of the index differs from these entries, the ascending ones of all bulletins."""

    def merge(self, connection: Connection, pages: int) -> bool:
        """Put some of what was written in order, about `pages` of 4 kB; False when nothing is left to do."""


def for_engine(name: str) -> Index:
    """Return the index of an engine, by the name of its dialect. Raises LookupError for one that has none."""
    try:
        return ENGINES[name]
    except KeyError:
        raise LookupError(f"no search index for {name}; there is one for {', '.join(ENGINES)}") from None


ENGINES: dict[str, Index] = {"sqlite": fts5, "postgresql": gin}


def of(connection: Connection) -> Index:
    """Return the index of the database that this connection leads to."""
    return for_engine(connection.dialect.name)


def create_index(connection: Connection) -> None:
    """Make an empty index."""
    of(connection).create(connection)
    connection.execute(sa.text(SIGNATURE))
    connection.execute(sa.text("INSERT INTO search_signature VALUES (:now)"), {"now": current_signature()})


def add_entry(connection: Connection, bulletin: int, source: int, published: date | None, words: Words) -> None:
    """Write the entry of a bulletin that has none."""
    of(connection).add(connection, Entry(bulletin, source, published, words))


def add_stored(connection: Connection, bulletin: int) -> None:
    """Write the entry that a bulletin's rows say, if it is to have one."""
    entry = stored_entry(connection, bulletin)
    if entry is not None:
        of(connection).add(connection, entry)


def drop_entry(connection: Connection, bulletin: int) -> None:
    """Drop a bulletin's entry, if it has one.

    To be called while the rows that the entry was made of are still there, and still the current ones.
    """
    ensure_current(connection)
    of(connection).drop(connection, bulletin)


def drop_all(connection: Connection) -> None:
    """Drop every entry; those to come are of this program's rules."""
    of(connection).clear(connection)
    connection.execute(sa.text("UPDATE search_signature SET signature = :now"), {"now": current_signature()})


def is_current(connection: Connection) -> bool:
    """Return whether the entries were made by this program's rules."""
    return bool(connection.scalar(sa.text("SELECT signature FROM search_signature")) == current_signature())


def ensure_current(connection: Connection) -> None:
    """Index everything again when the entries were made by other rules than this program's."""
    if not is_current(connection):
        reindex(connection)


def reindex(connection: Connection, on_entry: Callable[[], None] = lambda: None) -> None:
    """Make every entry again from the texts."""
    drop_all(connection)
    for entry in entries(connection):
        of(connection).add(connection, entry)
        on_entry()


def entries(connection: Connection) -> Iterator[Entry]:
    """Yield what the index should hold, in the order of the bulletins' numbers."""
    for bulletin in connection.scalars(every_bulletin).all():
        entry = stored_entry(connection, bulletin)
        if entry is not None:
            yield entry


def differences(connection: Connection) -> Iterator[str]:
    """Yield in words what of the index is not as the texts say; nothing is written to the store."""
    if is_current(connection):
        yield from of(connection).differences(connection, entries(connection))
    else:
        yield "it was made by other folding rules than this version's"


def merge(connection: Connection, pages: int) -> bool:
    """Put some of what was written in order, about `pages` of 4 kB; False when nothing is left to do."""
    return of(connection).merge(connection, pages)
