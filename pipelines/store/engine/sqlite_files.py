"""The file of a store on SQLite, looked at before it is opened: one that is not ours is known without touching it."""

import errno
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy.engine import URL

from pipelines.store.engine import read_connections
from pipelines.store.engine.errors import (
    NoStoreYet,
    NotOurStore,
    StoreAddressError,
    StoreError,
    StoreReadOnly,
    shown,
)

__all__ = ["APPLICATION_ID", "TEMPORARY", "check_file", "check_writable", "path_of", "remove_unfinished"]

TEMPORARY = ("-wal", "-shm", "-journal")  # that SQLite makes next to a file
APPLICATION_ID = 0x62756C6C  # 'bull': SQLite's own place to say whose file this is


def path_of(where: URL) -> Path:
    return Path(str(where.database))


def remove_unfinished(path: Path) -> None:
    """Take away a file of ours to which nothing was committed, unless another program uses it by now.

    Out of WAL mode, which needs the file for oneself, SQLite writes to no file that was taken away meanwhile: who waits
    for this lock gets an error instead of a store that nobody finds.
    """
    with suppress(sqlite3.Error, OSError), closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as alone:
        alone.execute("PRAGMA locking_mode = EXCLUSIVE")  # without the WAL's index, for which there may be no room
        alone.execute("PRAGMA journal_mode = DELETE")
        alone.execute("BEGIN EXCLUSIVE")
        if not alone.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for ending in ("", *TEMPORARY):
                path.with_name(path.name + ending).unlink(missing_ok=True)


def check_file(where: URL, create: bool) -> bool:
    """True when a store is to be made there. Raises StoreError; a stranger's file is never touched."""
    path = path_of(where)
    try:
        if path.is_dir():
            raise StoreAddressError(f"{shown(where)}: that is a folder")
        if path.exists() and not path.is_file():
            raise StoreAddressError(f"{shown(where)}: not a regular file")
        if not path.exists() or path.stat().st_size == 0:
            if not create:
                raise NoStoreYet(f"{shown(where)}: no store there yet; `bulletins crawl` or `ingest` makes one")
            path.parent.mkdir(parents=True, exist_ok=True)
            return True
    except OSError as error:
        raise StoreAddressError(f"{shown(where)}: {error.strerror or error}") from error
    return is_unfinished(path, where)


def check_writable(where: URL, is_new: bool) -> None:
    """Before SQLite opens the file to write: next to one that it may only read it would make files of this user's own,
    which shut out who may write."""
    path = path_of(where)
    if not os.access(path.parent if is_new and not path.exists() else path, os.W_OK):
        raise StoreReadOnly(f"{shown(where)}: this user may not write to it, or it is on read-only media")


def is_unfinished(path: Path, where: URL) -> bool:
    """True for a store whose maker died before its first commit; False for a store of ours."""
    # `immutable` keeps SQLite from making any file next to one that may be a stranger's. Where there is something in a
    # WAL, the file by itself may be half of what it is to be, or have nothing yet; its index lies next to it then
    has_wal = read_connections.size_of(path.with_name(f"{path.name}-wal")) > 0
    application, tables = header_of(path, where, has_wal=has_wal)
    if application == APPLICATION_ID:
        return False
    if application or tables:
        raise NotOurStore(f"{shown(where)}: a database, but not a store of bulletins; it was not touched")
    return True


def header_of(path: Path, where: URL, *, has_wal: bool) -> tuple[int, int]:
    """Return the application id and the number of tables, which are not counted in a store of ours.

    Asked of SQLite, which keeps a list of the files that this process has open. To open and close the file by ourselves
    would drop every lock that the process holds on it (POSIX): the next writer would delete the WAL under our readers.
    """
    try:
        alone = f"{path.resolve().as_uri()}?immutable=1"
        with closing(read_connections.connect(path) if has_wal else sqlite3.connect(alone, uri=True)) as connection:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            if application == APPLICATION_ID:
                return application, 0  # a store's tables may be damaged; who reads them will say so
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError as error:
        match error.sqlite_errorcode & 0xFF:
            case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
                raise NotOurStore(f"{shown(where)}: not a SQLite database ({error}); it was not touched") from error
            case sqlite3.SQLITE_CANTOPEN:
                why = str(error) if os.access(path, os.R_OK) else os.strerror(errno.EACCES)
                raise StoreAddressError(f"{shown(where)}: {why}") from error
        raise StoreError(f"{shown(where)}: {error}") from error
    return application, tables
