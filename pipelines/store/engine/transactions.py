"""One transaction: all of it or nothing, and the database's errors as StoreError, in one line.

The errors of a store are all defined here.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from glob import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine

from pipelines import limits

__all__ = [
    "SECONDS_TO_WAIT_FOR_A_WRITER",
    "NoStoreYet",
    "NotOurStore",
    "StoreAddressError",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreLocked",
    "StoreReadOnly",
    "StoreVersionError",
    "Writing",
    "catch_up",
    "later",
    "shown",
    "transaction",
]

SECONDS_TO_WAIT_FOR_A_WRITER = 60
LATER = "later"
MAX_LATER = 256  # that wait in memory
MAX_AT_ONCE = 1 << 16  # bytes that SQLite writes in one call, or makes a file longer by

# The details of SQLITE_IOERR that say what was done: https://sqlite.org/rescode.html
DOING = {
    1: "reading",
    2: "reading",
    3: "writing",
    4: "writing to the platter",
    5: "writing to the platter",
    6: "cutting a file",
}
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
        raise reported(error, engine) from error


def later(connection: Connection, table: str, statement: sa.TextClause, parameters: dict[str, Any]) -> None:
    """Execute a statement at the end of the transaction: those of one table in the order in which they came."""
    waiting = connection.info[LATER][table]
    waiting.append((statement, parameters))
    if len(waiting) == MAX_LATER:
        catch_up(connection)


def catch_up(connection: Connection) -> None:
    """Execute now what waits for the end."""
    waiting, connection.info[LATER] = connection.info[LATER], defaultdict(list)
    for of_table in waiting.values():
        for _, some in groupby(of_table, lambda one: id(one[0])):
            statements, rows = zip(*some, strict=True)
            connection.execute(statements[0], rows)


# Errors of a store; each message is one line that names the store and what mends it


class StoreError(Exception):
    """The store cannot be used now. What was committed before is whole, and nothing of this call was written."""

    configuration = False  # True: no run will ever work until a person changes something


def reported(error: sa.exc.DBAPIError, engine: Engine) -> StoreError:
    return in_words(error.orig, shown(engine.url), Path(str(engine.url.database)))


def in_words(error: BaseException | None, name: str, path: Path) -> StoreError:
    """SQLite's error over a store as ours. `name`: what the user calls what was written; `path`: its file."""
    line = f"{name}: {str(error).splitlines()[0]}"
    code = getattr(error, "sqlite_errorcode", 0)
    match code & 0xFF:  # the low byte is the kind, the rest its detail
        case sqlite3.SQLITE_FULL:
            return StoreFull(f"{line}; what was committed before is whole. Free some room, run again")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreLocked(f"{line}: another program has been writing for {SECONDS_TO_WAIT_FOR_A_WRITER} s")
        case sqlite3.SQLITE_READONLY:
            return StoreReadOnly(f"{line}: this user may not write to it, or it is on read-only media")
        case sqlite3.SQLITE_CORRUPT:
            return StoreDamaged(f"{line}; restore a backup, or save what can be read with sqlite3's .recover")
        case sqlite3.SQLITE_NOTADB:
            return NotOurStore(line)
        case sqlite3.SQLITE_IOERR:
            return input_output(code, name, path)
        case sqlite3.SQLITE_ERROR if "no such table" in line or "no such column" in line:
            return StoreVersionError(f"{line}; `bulletins upgrade` says what the store lacks and what can be done")
        case _:
            return StoreError(line)


def input_output(code: int, name: str, path: Path) -> StoreError:
    """SQLite says `disk I/O error` of all of these, and keeps to itself what the operating system said."""
    limit = limits.file_limit()
    if limit is not None and largest(path) + MAX_AT_ONCE > limit:
        return StoreFull(f"{name}: {limits.named(limit)}, and the store would; what was committed before is whole")
    what = DOING.get(code >> 8, "disk I/O")
    return StoreError(
        f"{name}: the disk failed ({what}); what was committed before is whole. Look at the machine's log"
    )


def largest(path: Path) -> int:
    """Return the size of the largest of a database's files, in bytes."""
    return max((file.stat().st_size for file in path.parent.glob(f"{escape(path.name)}*")), default=0)


class StoreAddressError(StoreError):
    """No store is or can be at this address."""

    configuration = True


class NoStoreYet(StoreAddressError):
    """There is nothing at this address; a crawl or an ingest would make a store there."""


class NotOurStore(StoreError):
    """The file is a database of somebody else, or none at all. It was not touched."""

    configuration = True


class StoreVersionError(StoreError):
    """The store has another schema version than this program. It was not touched."""

    configuration = True


class StoreReadOnly(StoreError):
    """This user may read the store and not write to it, or nobody may. It was not touched."""

    configuration = True


class StoreFull(StoreError):
    """The disk is full, or the store may not grow."""


class StoreLocked(StoreError):
    """Another program has been writing for longer than we wait."""


class StoreDamaged(StoreError):
    """Bytes in the store are not what was written there."""
