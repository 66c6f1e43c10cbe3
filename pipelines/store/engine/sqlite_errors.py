"""SQLite's errors as ours, by their codes."""

import sqlite3
from glob import escape
from pathlib import Path

from pipelines import limits
from pipelines.store.engine.database import SECONDS_TO_WAIT_FOR_A_WRITER
from pipelines.store.engine.errors import (
    NotOurStore,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreVersionError,
    ValueRefused,
)

__all__ = ["in_words"]

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
        case sqlite3.SQLITE_TOOBIG | sqlite3.SQLITE_MISMATCH:
            return ValueRefused(line)
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
