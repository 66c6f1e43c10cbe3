"""What one question in SQL may cost: the length of a value, the size of an answer, memory and time.

All of it is held by SQLite itself or where its rows come in, so it holds for whatever is asked:

- a value has at most 10 MB: the largest page has 8, the largest text 4. zeroblob, printf, hex, group_concat and the
  like end there with an error
- functions that compare all of one text with all of another (instr, replace, trim, json_patch), and patterns of LIKE
  and GLOB, would run for minutes without SQLite looking at its clock: their arguments are bounded
- the rows of a page's answer have at most 32 MB together, and a page shows at most 20,000 cells
- all of SQLite in this program has at most 384 MB (`hold_memory`): a row may have a hundred large values
- time is bounded by who asks: Datasette for its pages, downloads.py for files
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from pipelines.store.engine import read_connections

__all__ = [
    "MAX_CELLS",
    "AnswerTooLarge",
    "answer_was_cut",
    "bound",
    "connect",
    "hold_memory",
    "why_not",
]

MAX_VALUE = 10_000_000  # bytes
MAX_ANSWER = 32_000_000  # bytes of the rows of one answer that is held in memory
MAX_MEMORY = 384_000_000  # bytes that SQLite may hold, all connections together
MAX_CELLS = 20_000  # of a page: each is made into HTML while nobody else is answered
MAX_COMPARISONS = 1_000_000_000  # of one call of a function: about a second
MAX_WIDTH = 1_000_000  # characters that a pattern of printf may ask for
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: MAX_VALUE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 1_000,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
# Functions that compare each place of their first argument with all of their second, and how many arguments they take
COMPARING = {"instr": 2, "replace": 3, "trim": 2, "ltrim": 2, "rtrim": 2, "json_patch": 2}

# Whether the answer to the question of this request has more rows than were kept of it
answer_was_cut: ContextVar[bool] = ContextVar("answer_was_cut", default=False)


class AnswerTooLarge(sqlite3.OperationalError):
    """The rows of an answer, or what SQLite needs to make them, are more than is held in memory for one."""


class BoundedCursor(sqlite3.Cursor):
    """A cursor whose rows are counted as they come in. Raises AnswerTooLarge."""

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return list(self.weighed(size or self.arraysize))

    def fetchall(self) -> list[Any]:
        return list(self.weighed(None))

    def weighed(self, most: int | None) -> Iterator[Any]:
        held = count = 0
        while most is None or count < most:
            row = self.fetchone()
            if row is None:
                return
            held += sum(size(value) for value in row)
            if held > MAX_ANSWER:
                raise AnswerTooLarge(f"more than {MAX_ANSWER // 1_000_000} MB")
            count += 1
            yield row


class BoundedConnection(read_connections.ReadConnection):
    """A connection that only looks, by cursors that count."""

    def cursor(self, factory: Any = BoundedCursor) -> Any:
        return super().cursor(factory)


def size(value: object) -> int:
    """Estimate the bytes that a value takes: a character of a Chinese text has three."""
    if isinstance(value, str):
        return len(value) if value.isascii() else 3 * len(value)
    return len(value) if isinstance(value, bytes) else 8


def connect(path: Path) -> BoundedConnection:
    """Make a connection by which nothing can be written and nothing costs too much.

    Raises as read_only.connect does.
    """
    connection = read_connections.connect(path, BoundedConnection)
    bound(connection)
    return connection


def bound(connection: sqlite3.Connection) -> None:
    """Set the limits of a connection."""
    for limit, most in LIMITS.items():
        connection.setlimit(limit, most)
    # SQLite's own functions, as they are without ours
    plain = sqlite3.connect(":memory:", check_same_thread=False)
    plain.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
    for name, count in COMPARING.items():
        connection.create_function(name, count, bounded(plain, name, count), deterministic=True)
    for name in ("printf", "format"):
        connection.create_function(name, -1, bounded_format(plain), deterministic=True)


def bounded(plain: sqlite3.Connection, name: str, count: int) -> Callable[..., Any]:
    """Make a function of SQLite that refuses arguments which it would compare for long."""
    sql = f"SELECT {name}({', '.join('?' * count)})"

    def call(*values: Any) -> Any:
        if size(values[0]) * size(values[1]) > MAX_COMPARISONS:
            raise AnswerTooLarge(name)
        return plain.execute(sql, values).fetchone()[0]

    return call


def bounded_format(plain: sqlite3.Connection) -> Callable[..., Any]:
    """Bound SQLite's printf, which fills up to any width before it looks whether that is too
    much."""

    def call(*values: Any) -> Any:
        pattern = str(values[0]) if values else ""
        widths = [value for value in values[1:] if isinstance(value, int)] if "*" in pattern else []
        if any(abs(width) > MAX_WIDTH for width in [*widths, *map(int, re.findall(r"[0-9]+", pattern))]):
            raise AnswerTooLarge("printf")
        return plain.execute(f"SELECT printf({', '.join('?' * len(values))})", values).fetchone()[0]

    return call


def hold_memory() -> None:
    """Bound what SQLite may hold in this process, for as long as it lives."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"PRAGMA hard_heap_limit = {MAX_MEMORY}")


def why_not(error: BaseException | str) -> str | None:
    """Return the word (web/words.py) for what was too much, where SQLite's message does not say it to a reader; else
    None."""
    if isinstance(error, MemoryError | AnswerTooLarge):
        return "answer too large"
    said = str(error)
    if "too big" in said or "out of memory" in said or "user-defined function raised" in said or "MB" in said[-3:]:
        return "answer too large"
    if "pattern too complex" in said:
        return "pattern too long"
    return "too slow" if said == "interrupted" or "took too long" in said else None
