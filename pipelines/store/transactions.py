"""One transaction: all of it or nothing, and the database's errors as StoreError, in one line."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine

from pipelines.store.errors import NotOurStore, StoreDamaged, StoreError, StoreFull, StoreLocked

__all__ = ["SECONDS_TO_WAIT_FOR_A_WRITER", "Writing", "catch_up", "later", "shown", "transaction"]

SECONDS_TO_WAIT_FOR_A_WRITER = 60
LATER = "later"
MOST_LATER = 256  # that wait in memory
Writing = Callable[[], AbstractContextManager[Connection]]  # opens a transaction that writes


def shown(where: URL) -> str:
    return where.render_as_string(hide_password=True)


@contextmanager
def transaction(engine: Engine, *, writing: bool) -> Iterator[Connection]:
    """A connection inside a transaction, committed at the end. Raises StoreError."""
    try:
        with engine.connect().execution_options(writing=writing) as connection, connection.begin():
            connection.info[LATER] = defaultdict(list)
            yield connection
            catch_up(connection)
    except sa.exc.DBAPIError as error:
        raise told(error, engine) from error


def later(connection: Connection, table: str, statement: sa.TextClause, parameters: dict[str, Any]) -> None:
    """Execute a statement at the end of the transaction: those of one table in the order in which they came."""
    waiting = connection.info[LATER][table]
    waiting.append((statement, parameters))
    if len(waiting) == MOST_LATER:
        catch_up(connection)


def catch_up(connection: Connection) -> None:
    """Execute now what waits for the end."""
    waiting, connection.info[LATER] = connection.info[LATER], defaultdict(list)
    for of_table in waiting.values():
        for _, some in groupby(of_table, lambda one: id(one[0])):
            statements, rows = zip(*some, strict=True)
            connection.execute(statements[0], rows)


def told(error: sa.exc.DBAPIError, engine: Engine) -> StoreError:
    cause = str(error.orig).splitlines()[0]
    line = f"{shown(engine.url)}: {cause}"
    match getattr(error.orig, "sqlite_errorcode", 0) & 0xFF:  # the low byte is the kind, the rest its detail
        case sqlite3.SQLITE_FULL:
            return StoreFull(f"{line}; what was committed before is whole. Free some room, run again")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreLocked(f"{line}: another program has been writing for {SECONDS_TO_WAIT_FOR_A_WRITER} s")
        case sqlite3.SQLITE_CORRUPT:
            return StoreDamaged(f"{line}; restore a backup, or save what can be read with sqlite3's .recover")
        case sqlite3.SQLITE_NOTADB:
            return NotOurStore(line)
        case _:
            return StoreError(line)
