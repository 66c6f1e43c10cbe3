"""Open, create and upgrade a store; know one that is not ours before touching it.

Also here: what tables and columns a store lacks.
"""

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url

from pipelines.store.engine import read_connections
from pipelines.store.engine.transactions import (
    SECONDS_TO_WAIT_FOR_A_WRITER,
    NoStoreYet,
    NotOurStore,
    StoreAddressError,
    StoreError,
    StoreReadOnly,
    StoreVersionError,
    shown,
    transaction,
)
from pipelines.store.schema.tables import Base
from pipelines.store.schema.views import create_views, drop_views
from pipelines.store.search.fts5_query import CHARACTERS, INDEX
from pipelines.store.search.index import create_index, ensure_current
from pipelines.text.storable import as_json

__all__ = ["SCHEMA", "TEMPORARY", "create_tables", "lacking", "leave", "open_engine", "upgrade", "ways_on"]

MIGRATIONS = Path(__file__).parents[1] / "migrations"
SCHEMA = max(path.name[:4] for path in MIGRATIONS.glob("versions/[0-9]*.py"))  # the newest revision

# KiB. SQLite's 2 MB do not hold the upper levels of the trees of a large store, which every lookup goes through
CACHE = "cache_size = -16384"
READ_ONLY = "read_only"  # an execution option of engines that only look
TEMPORARY = ("-wal", "-shm", "-journal")  # that SQLite makes next to a file
APPLICATION_ID = 0x62756C6C  # 'bull': SQLite's own place to say whose file this is
SHOWN = 6  # that a message names

# FTS5's own tables, in whatever shape this SQLite gives them, and Alembic's
INNER = (f"{INDEX}_", f"{CHARACTERS}_", "sqlite_", "alembic_")

# What `bulletins export --warc` reads
ARCHIVE = {"contents", "dictionaries", "pages", "sources"}
COLUMNS = (
    "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
    " ORDER BY t.name, c.cid"
)


def open_engine(url: str, *, create: bool = True) -> Engine:
    """Return an engine on a store of this version; a missing file is created if `create`. Raises StoreError."""
    where = parsed(url)
    path = Path(str(where.database))
    is_new, was_there = check_file(where, create), path.exists()
    check_writable(where, is_new)
    engine = connect(where)
    try:
        if is_new:
            create_schema(engine)
        check_version(engine)
    except BaseException:
        engine.dispose()
        if not was_there:
            remove_unfinished(path)
        raise
    return engine


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


def parsed(url: str) -> URL:
    try:
        where = make_url(url)
    except sa.exc.ArgumentError as error:
        raise StoreAddressError(f"not a store's URL: {url!r} (an example: sqlite:///data/bulletins.db)") from error
    if where.get_backend_name() != "sqlite":
        raise StoreAddressError(f"{shown(where)}: only sqlite:/// stores work in this version")
    if not where.database or where.database == ":memory:":
        raise StoreAddressError(f"{url}: name a file (sqlite:///path): a store in memory forgets everything")
    return where


def check_file(where: URL, create: bool) -> bool:
    """True when a store is to be made there. Raises StoreError; a stranger's file is never touched."""
    path = Path(str(where.database))
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
    path = Path(str(where.database))
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


def connect(where: URL, *, foreign_keys: bool = True) -> Engine:
    engine = sa.create_engine(where, connect_args={"timeout": SECONDS_TO_WAIT_FOR_A_WRITER}, json_serializer=as_json)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        # Without this the driver begins transactions by itself, late, and not around DDL:
        # a failed migration would stay half done
        connection.isolation_level = None
        for pragma in (f"foreign_keys = {foreign_keys:d}", "journal_mode = WAL", "synchronous = FULL", CACHE):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that turns to writing fails at once when another writer was faster; this one waits
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def leave(engine: Engine) -> None:
    """Close all connections of a store, and leave one that was written to so that others can read it.

    The last one out deletes the WAL and its index. Who may read the store but write nothing next to it cannot make
    them, and could not read. So the last one out is a connection that cannot delete either, after all of the WAL has
    gone into the file, as it would at SQLite's own end.
    """
    if engine.get_execution_options().get(READ_ONLY):
        engine.dispose()
        return
    path = Path(str(engine.url.database))
    with suppress(sqlite3.Error, OSError, StoreError), closing(read_connections.connect(path)) as last:
        last.execute("SELECT count(*) FROM sqlite_master").fetchone()  # only now the WAL is open
        with suppress(sa.exc.DBAPIError), engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 0")  # where others read, as much as can be
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
    engine.dispose()


def create_schema(engine: Engine) -> None:
    with transaction(engine, writing=True) as connection:
        if connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID:
            return  # another program made it while we waited
        create_tables(connection)
        create_views(connection)
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)"
        )
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (SCHEMA,))
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def create_tables(connection: Connection) -> None:
    Base.metadata.create_all(connection)
    create_index(connection)


def check_version(engine: Engine) -> None:
    found = version(engine)
    if found == SCHEMA:
        return
    name = shown(engine.url)
    mend = (
        "it was written by a newer bulletins: install that version"
        if found > SCHEMA
        else f"run `bulletins upgrade --store {name}`"
    )
    raise StoreVersionError(f"{name}: its schema is version {found}, this program's is {SCHEMA}; {mend}")


def version(engine: Engine) -> str:
    """Return the schema's number; empty before the first migration."""
    with transaction(engine, writing=False) as connection:
        return version_of(connection)


def version_of(connection: Connection) -> str:
    """As `version`; empty too where the table that holds it is missing."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or ""


def upgrade(url: str) -> None:
    """Bring a store to this version's schema, in one transaction: a step that fails leaves the old one. Raises
    StoreError, also when there is no store."""
    from alembic.util import CommandError

    where = parsed(url)
    if check_file(where, create=False):
        raise NoStoreYet(f"{shown(where)}: no store there yet; `bulletins crawl` or `ingest` makes one")
    check_writable(where, is_new=False)
    # Alembic changes a table by making a new one and dropping the old, which must not carry off the rows that refer
    # to it; so the keys are looked at when all is done instead
    engine = connect(where, foreign_keys=False)
    try:
        if version(engine) > SCHEMA:
            check_version(engine)
        with transaction(engine, writing=True) as connection:
            check_shape(connection, where)
            drop_views(connection)
            upgrade_by_steps(connection, where)
            create_views(connection)
            ensure_current(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise StoreError(f"{shown(where)}: the upgrade would leave {broken[0]} without {broken[2]}; not done")
    except CommandError as error:
        raise StoreVersionError(
            f"{shown(where)}: no way from its schema, version {version(engine)}: {error}"
        ) from error
    finally:
        leave(engine)


def check_shape(connection: Connection, where: URL) -> None:
    """Before a step is taken. Raises StoreVersionError for a store without the tables that its number stands for."""
    found = version_of(connection)
    missing = lacking(connection, lambda empty: migrate(empty, found) if found else None)
    if missing:
        why = ways_on(missing, is_current=found == SCHEMA)
        raise StoreVersionError(f"{shown(where)}: its schema says version {found}, but {why}; nothing was changed")


def upgrade_by_steps(connection: Connection, where: URL) -> None:
    """Raises StoreVersionError where a step finds other tables than the store's number stands for; CommandError."""
    found = version_of(connection)
    try:
        migrate(connection, "head")
    except sa.exc.OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR:
            raise
        raise StoreVersionError(
            f"{shown(where)}: its schema says version {found or 'nothing'}, but its tables are others ({error.orig}):"
            " an unreleased version made it, no upgrade leads on, only that version can read it; nothing was changed"
        ) from error


def migrate(connection: Connection, revision: str) -> None:
    """Take the steps to a schema's number. Raises CommandError, and sqlalchemy's errors."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


# Whether a store has the tables and columns that the number of its schema stands for


def lacking(connection: Connection, make: Callable[[Connection], object]) -> list[str]:
    """Return the tables, and the columns of other tables as `table.column`, that a store does not have; empty: it has
    all.

    `make` makes the schema that the store is held against in an empty database.
    """
    engine = sa.create_engine("sqlite://")
    try:
        with engine.connect() as empty, empty.begin():
            make(empty)
            wanted = columns(empty)
    finally:
        engine.dispose()
    found = columns(connection)
    tables = {name for name, _ in found}
    missing = [
        name if name not in tables else f"{name}.{column}" for name, column in wanted if (name, column) not in found
    ]
    return list(dict.fromkeys(missing))


def columns(connection: Connection) -> dict[tuple[str, str], None]:
    rows = connection.exec_driver_sql(COLUMNS).all()
    return dict.fromkeys((table, column) for table, column in rows if not table.startswith(INNER))


def ways_on(missing: list[str], *, is_current: bool) -> str:
    """Return what a store lacks, why, and what can be done, for a line that begins with its name.

    `is_current`: it says the number of this program's schema, so that this program opens it.
    """
    names = ", ".join(missing[:SHOWN]) + (f" and {len(missing) - SHOWN:,} more" if len(missing) > SHOWN else "")
    if is_current and ARCHIVE.isdisjoint(name.partition(".")[0] for name in missing):
        way = "`bulletins export --warc FILE` saves its pages, and `bulletins ingest FILE` reads them into a new store"
    else:
        way = "only the version that made it can read it; restore a backup, or crawl into a new store"
    return f"it lacks {names}, so an unreleased version made it and no upgrade leads on; {way}"
