"""Connections that only look, for whoever may read the store's file, in a folder where he may write nothing or on
read-only media.

A store is in WAL mode, in which also a reader needs the two files next to it:

    bulletins.db-wal    what was written since the last checkpoint
    bulletins.db-shm    where in it each page is, and who reads

Whoever writes leaves both there (`opening.leave`), with the rights of the store itself. With them a reader who may
write nothing sees all that is committed, also while others write. Where they are missing (the store alone was copied,
or another tool closed it last) and cannot be made, nobody has the store open, and its file holds all there is: it is
read as `immutable`. SQLite then takes no locks, so what must hold meanwhile is looked at before and after each
transaction: the file is as it was, and no WAL has come.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, overload

from pipelines.store.engine.database import SECONDS_TO_WAIT_FOR_A_WRITER
from pipelines.store.engine.errors import StoreAddressError

__all__ = ["ReadConnection", "connect", "has_changed", "size_of"]


class Seen(NamedTuple):
    """What the store's files were at a moment. Sizes in bytes, times in nanoseconds."""

    inode: int
    size: int
    written_at: int
    has_wal: bool


class ReadConnection(sqlite3.Connection):
    """`seen`: what the file was when it was opened as immutable; None where SQLite's own locks hold."""

    path: Path
    seen: Seen | None = None


C = TypeVar("C", bound=ReadConnection)


@overload
def connect(path: Path) -> ReadConnection: ...


@overload
def connect(path: Path, kind: type[C]) -> C: ...


def connect(path: Path, kind: type[ReadConnection] = ReadConnection) -> ReadConnection:
    """Return a connection by which nothing can be written. Raises sqlite3.Error, OSError, StoreAddressError."""
    seen = seen_now(path) if needs_no_files(path) else None
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?{'immutable=1' if seen else 'mode=ro'}",
        uri=True,
        timeout=SECONDS_TO_WAIT_FOR_A_WRITER,
        check_same_thread=False,
        factory=kind,
    )
    connection.path, connection.seen = path, seen
    return connection


def needs_no_files(path: Path) -> bool:
    """True where SQLite's two files are neither there nor can be made. Raises StoreAddressError where the WAL holds
    what the store's file does not, and cannot be read."""
    wal, shm = next_to(path, "-wal"), next_to(path, "-shm")
    if next_to(path, "-journal").exists() or (wal.exists() and shm.exists()):
        return False
    # One that may not write the store must not make them either: they would be his, and shut its writer out
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return False
    if size_of(wal):
        raise StoreAddressError(
            f"{path}: {wal.name} holds what is not in the store's file yet, and without {shm.name} it is read only"
            " where that can be made: copy both to a folder of yours, or have who may write there run `bulletins list`"
        )
    return True


def seen_now(path: Path) -> Seen:
    found = path.stat()
    return Seen(found.st_ino, found.st_size, found.st_mtime_ns, next_to(path, "-wal").exists())


def has_changed(connection: Any) -> bool:
    """True when somebody wrote, or began to, since a connection was opened as immutable: what it reads may be torn."""
    if not isinstance(connection, ReadConnection) or connection.seen is None:
        return False
    try:
        return seen_now(connection.path) != connection.seen
    except OSError:
        return True


def next_to(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def size_of(path: Path) -> int:
    """Return the size in bytes; 0 when there is no such file."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
