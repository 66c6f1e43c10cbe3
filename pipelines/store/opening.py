"""Open, create and upgrade a store; know one that is not ours before touching it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url

from pipelines.store.errors import NotOurStore, StoreError, StoreFull, StoreVersionError
from pipelines.store.tables import Base
from pipelines.store.views import create_views, drop_views

__all__ = ["SCHEMA", "open_engine", "transaction", "upgrade"]

SCHEMA = "0001"  # the newest revision in migrations/versions; a test holds it there
APPLICATION_ID = 0x62756C6C  # 'bull': SQLite's own place to say whose file this is
SECONDS_TO_WAIT_FOR_A_WRITER = 60


def open_engine(url: str, *, create: bool = True) -> Engine:
    """An engine on a store of this version. A missing file is created, unless told not to. Raises StoreError."""
    where = parsed(url)
    is_new = check_file(where, create)
    engine = connect(where)
    try:
        if is_new:
            create_schema(engine)
        check_version(engine, where)
    except BaseException:
        engine.dispose()
        raise
    return engine


def parsed(url: str) -> URL:
    try:
        where = make_url(url)
    except sa.exc.ArgumentError as error:
        raise StoreError(f"not a store's URL: {url!r} (an example: sqlite:///data/bulletins.db)") from error
    if where.get_backend_name() != "sqlite":
        raise StoreError(f"{shown(where)}: only sqlite:/// stores work in this version")
    if not where.database or where.database == ":memory:":
        raise StoreError(f"{url}: name a file (sqlite:///path): a store in memory forgets everything")
    return where


def shown(where: URL) -> str:
    return where.render_as_string(hide_password=True)


def check_file(where: URL, create: bool) -> bool:
    """True when there is nothing yet. The file is opened read-only, so a stranger's is never touched."""
    path = Path(str(where.database))
    try:
        if not path.exists() or path.stat().st_size == 0:
            if not create:
                raise StoreError(f"{shown(where)}: no store there yet; `bulletins crawl` or `ingest` makes one")
            path.parent.mkdir(parents=True, exist_ok=True)
            return True
        if path.is_dir():
            raise StoreError(f"{shown(where)}: that is a folder")
        with path.open("rb"):
            pass
    except OSError as error:
        raise StoreError(f"{shown(where)}: {error.strerror or error}") from error
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            found = connection.execute("PRAGMA application_id").fetchone()[0]
            holds_nothing = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise NotOurStore(f"{shown(where)}: not a SQLite database ({error}); it was not touched") from error
    if found == 0 and holds_nothing:
        return True  # a program that was creating it died before its first commit
    if found != APPLICATION_ID:
        raise NotOurStore(f"{shown(where)}: a database, but not a store of bulletins; it was not touched")
    return False


def connect(where: URL) -> Engine:
    engine = sa.create_engine(where, connect_args={"timeout": SECONDS_TO_WAIT_FOR_A_WRITER})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        # Without this the driver begins transactions by itself, late, and not around DDL:
        # a failed migration would stay half done
        connection.isolation_level = None
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that turns to writing fails at once when another writer was faster; this one waits
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


@contextmanager
def transaction(engine: Engine, *, writing: bool) -> Iterator[Connection]:
    """One transaction: all of it or nothing. The database's errors become StoreError, in one line."""
    try:
        with engine.connect().execution_options(writing=writing) as connection, connection.begin():
            yield connection
    except sa.exc.DBAPIError as error:
        raise told(error, engine) from error


def told(error: sa.exc.DBAPIError, engine: Engine) -> StoreError:
    cause = str(error.orig)
    if "full" in cause or "disk I/O error" in cause:
        return StoreFull(f"{shown(engine.url)}: {cause}; what was committed before is whole. Free some room, run again")
    if "locked" in cause:
        return StoreFull(
            f"{shown(engine.url)}: another program has kept it locked for {SECONDS_TO_WAIT_FOR_A_WRITER} s"
        )
    return StoreError(f"{shown(engine.url)}: {cause}")


def create_schema(engine: Engine) -> None:
    with transaction(engine, writing=True) as connection:
        if connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID:
            return  # another program made it while we waited
        Base.metadata.create_all(connection)
        create_views(connection)
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)"
        )
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (SCHEMA,))
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def check_version(engine: Engine, where: URL) -> None:
    with transaction(engine, writing=False) as connection:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if found == SCHEMA:
        return
    mend = (
        f"run `bulletins upgrade --store {shown(where)}`"
        if str(found) < SCHEMA
        else "it was written by a newer bulletins: install that version"
    )
    raise StoreVersionError(f"{shown(where)}: its schema is version {found}, this program's is {SCHEMA}; {mend}")


def upgrade(url: str) -> None:
    """Bring a store to this version's schema, in one transaction. Raises StoreError."""
    from alembic import command
    from alembic.config import Config

    where = parsed(url)
    if check_file(where, create=False):
        return
    engine = connect(where)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    try:
        with transaction(engine, writing=True) as connection:
            drop_views(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            create_views(connection)
    finally:
        engine.dispose()
