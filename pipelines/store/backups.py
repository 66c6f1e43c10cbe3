"""A store as one file, taken while it is in use, and put back."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy.engine import Engine

from pipelines.store.errors import (
    StoreAddressError,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreVersionError,
)
from pipelines.store.opening import SCHEMA, check_file, open_engine, parsed
from pipelines.store.transactions import shown

__all__ = ["backup", "restore"]


def backup(engine: Engine, target: Path) -> int:
    """Write the store as it is at this moment to a new file; its size in bytes. Others read and write meanwhile.

    The file is called TARGET.partial until it is whole and on the disk. Raises StoreError.
    """
    if target.exists():
        raise StoreAddressError(f"{target}: is there already; a backup never overwrites a file")
    partial = target.with_name(f"{target.name}.partial")
    try:
        partial.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        # one read transaction: in WAL mode it holds nobody up, and what is written meanwhile is not in it
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(partial),))
        to_disk(partial)
        partial.rename(target)
    except sqlite3.Error as error:
        raise StoreError(f"{shown(engine.url)}: {error}") from error
    except OSError as error:
        raise StoreFull(f"{target}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return target.stat().st_size


def restore(source: Path, url: str, *, replace: bool = False) -> None:
    """Put a backup where the store's URL says. Raises StoreError; nothing is touched unless the backup is whole.

    A store that is there is replaced only when told so, and only when no program uses it.
    """
    where = parsed(url)
    target = Path(str(where.database))
    if check_file(parsed(f"sqlite:///{source}"), create=False):
        raise StoreAddressError(f"{source}: an empty file, no backup")
    copy = target.with_name(f"{target.name}.partial")
    try:
        if target.exists() and not replace:
            raise StoreAddressError(
                f"{shown(where)}: there is a store already; say --replace to put the backup over it"
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            found = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise StoreDamaged(f"{source}: {found}; it was not restored")
            check_not_newer(opened, source)
            opened.execute("VACUUM INTO ?", (str(copy),))
        to_disk(copy)
        if target.exists():
            settle(target)
        copy.replace(target)
        open_engine(url).dispose()
    except sqlite3.OperationalError as error:
        raise StoreLocked(f"{shown(where)}: {error}; nothing was changed") from error
    except sqlite3.DatabaseError as error:
        raise StoreDamaged(f"{source}: {error}; it was not restored") from error
    except OSError as error:
        raise StoreFull(f"{target}: {error.strerror or error}; nothing was changed") from error
    finally:
        with suppress(OSError):
            copy.unlink(missing_ok=True)


def check_not_newer(opened: sqlite3.Connection, source: Path) -> None:
    """A backup of an older version is brought along by `bulletins upgrade`; what a newer one wrote we cannot read."""
    found = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    if found is not None and found[0] > SCHEMA:
        raise StoreVersionError(
            f"{source}: written by a newer bulletins (schema {found[0]}, this program's is {SCHEMA}); it was not"
            " restored: install that version"
        )


def to_disk(path: Path) -> None:
    """VACUUM INTO leaves that to us; without it a power cut could leave the name of a store and not its bytes."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def settle(target: Path) -> None:
    """Bring a store's WAL into its file, so that nothing of the old store is left beside the new one.

    Leaving WAL mode needs the store for oneself: whoever uses it makes this fail, as it should.
    """
    with closing(sqlite3.connect(target, timeout=1)) as old:
        old.execute("PRAGMA journal_mode = DELETE")
