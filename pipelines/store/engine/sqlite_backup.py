"""A store on SQLite as one file, taken while it is in use, and put back."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import URL, Engine, make_url

from pipelines.store.engine.errors import (
    StoreAddressError,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreVersionError,
    shown,
)
from pipelines.store.engine.read_connections import connect
from pipelines.store.engine.sqlite_errors import in_words
from pipelines.store.engine.sqlite_files import TEMPORARY, check_file, path_of

__all__ = ["backup", "restore"]


def backup(engine: Engine, path: Path, target: Path) -> int:
    """Write the store as it is at this moment to a new file; its size in bytes. Others read and write meanwhile.

    The file is called TARGET.partial until it is whole and on the disk. Raises StoreError.
    """
    if os.path.lexists(target):
        raise StoreAddressError(f"{target}: is there already; a backup never overwrites a file")
    partial = target.with_name(f"{target.name}.partial")
    try:
        partial.parent.mkdir(parents=True, exist_ok=True)
        remove(partial)
        # one read transaction: in WAL mode it holds nobody up, and what is written meanwhile is not in it
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(partial),))
        to_disk(partial)
        partial.rename(target)
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CANTOPEN:  # not the store, which is open
            raise StoreReadOnly(f"{target}: this user may not write there") from error
        raise in_words(error, str(target), path) from error
    except OSError as error:
        raise not_written(target, error) from error
    finally:
        with suppress(OSError):
            remove(partial)
    return target.stat().st_size


def restore(source: Path, where: URL, newest: str, *, replace: bool) -> None:
    """Put a backup where the store's address says. Raises StoreError; nothing is touched unless the backup is whole.

    A store that is there is replaced only on `replace`, and only when no program uses it. `newest`: the newest schema
    that this program can read.
    """
    target = path_of(where)
    if check_file(make_url(f"sqlite:///{source}"), create=False):
        raise StoreAddressError(f"{source}: an empty file, no backup")
    copy = target.with_name(f"{target.name}.partial")
    try:
        if target.exists() and not replace:
            raise StoreAddressError(
                f"{shown(where)}: there is a store already; say --replace to put the backup over it"
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        remove(copy)
        with closing(connect(source)) as opened:
            found = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise StoreDamaged(f"{source}: {found}; it was not restored")
            check_not_newer(opened, source, newest)
            copy_to(opened, source, copy)
        to_disk(copy)
        with to_oneself(target, shown(where)):
            copy.replace(target)
    except sqlite3.DatabaseError as error:
        raise StoreDamaged(f"{source}: {error}; it was not restored") from error
    except OSError as error:
        raise not_written(target, error, "; nothing was changed") from error
    finally:
        with suppress(OSError):
            remove(copy)


def remove(unfinished: Path) -> None:
    """Remove a file that is not whole, and what SQLite leaves next to it: its journal would be played into the next."""
    for ending in ("", *TEMPORARY):
        unfinished.with_name(unfinished.name + ending).unlink(missing_ok=True)


def not_written(target: Path, error: OSError, more: str = "") -> StoreError:
    kind = StoreReadOnly if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else StoreFull
    return kind(f"{target}: {error.strerror or error}{more}")


def copy_to(opened: sqlite3.Connection, source: Path, copy: Path) -> None:
    if not os.access(copy.parent, os.W_OK):
        raise StoreReadOnly(f"{copy.parent}: this user may not write there; nothing was changed")
    try:
        opened.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.OperationalError as error:
        raise in_words(error, str(copy), source) from error


def check_not_newer(opened: sqlite3.Connection, source: Path, newest: str) -> None:
    """Raise StoreVersionError for the backup of a newer version; an older one is migrated by `bulletins upgrade`."""
    found = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    if found is not None and found[0] > newest:
        raise StoreVersionError(
            f"{source}: written by a newer bulletins (schema {found[0]}, this program's is {newest}); it was not"
            " restored: install that version"
        )


def to_disk(path: Path) -> None:
    """VACUUM INTO leaves that to us; without it a power cut could leave the name of a store and not its bytes."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def to_oneself(target: Path, name: str) -> Iterator[None]:
    """Hold a store that is there for oneself, its WAL written into its file, so that nothing of the old store is left
    next to the new one.

    Leaving WAL mode needs the store for oneself: whoever uses it makes this fail, as it should. Raises StoreLocked.
    """
    if not target.exists():
        remove(target)  # what is left of a store that was taken away: SQLite would read it into the new one
        yield
        return
    with closing(sqlite3.connect(target, timeout=1, isolation_level=None)) as old:
        try:
            old.execute("PRAGMA journal_mode = DELETE")
            old.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise StoreLocked(f"{name}: {error}; nothing was changed") from error
        yield
