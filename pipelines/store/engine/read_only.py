"""A store that is only looked at: opened so that no statement can write, while others go on writing.

SQLite's `mode=ro` holds that, not our good will.
"""

import sqlite3
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from pipelines.models import Page
from pipelines.store.engine.opening import CACHE, READ_ONLY, check_file, check_version, parsed
from pipelines.store.engine.read_connections import connect, has_changed
from pipelines.store.engine.transactions import NoStoreYet, StoreLocked, shown
from pipelines.store.raw_pages import stored_page
from pipelines.store.reading import StoreReader
from pipelines.store.schema.tables import Revisions, Sources, table

__all__ = ["Changes", "engine_to_read", "file_of", "page_of", "source_titles"]


def file_of(url: str) -> Path:
    """Return the file of a store that is there. Raises StoreError."""
    where = parsed(url)
    if check_file(where, create=False):
        raise NoStoreYet(f"{shown(where)}: no store there yet; `bulletins crawl` or `ingest` makes one")
    return Path(str(where.database)).resolve()


def engine_to_read(url: str) -> Engine:
    """Return an engine on a store of this version by which nothing can be written. Raises StoreError."""
    path = file_of(url)
    engine = sa.create_engine(parsed(url), creator=lambda: connect(path), execution_options={READ_ONLY: True})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA {CACHE}")

    @event.listens_for(engine, "checkout")
    def renew(connection: sqlite3.Connection, *_: Any) -> None:
        if has_changed(connection):
            raise sa.exc.DisconnectionError  # the pool opens another one

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    @event.listens_for(engine, "commit")
    def end(connection: Connection) -> None:
        if has_changed(connection.connection.dbapi_connection):
            raise StoreLocked(f"{shown(engine.url)}: a program wrote to it while it was read; call again")

    try:
        check_version(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


class Changes:
    """Tells whether anybody wrote to a store: `version` is another number then. Cheap enough for every page view."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = connect(path)
        self.opened = 0
        self.one_at_a_time = Lock()

    def version(self) -> int:
        with self.one_at_a_time:
            if has_changed(self.connection):
                self.connection.close()
                self.connection = connect(self.path)
                self.opened += 1
            return int(self.connection.execute("PRAGMA data_version").fetchone()[0]) + (self.opened << 32)

    def close(self) -> None:
        self.connection.close()


def source_titles(store: StoreReader) -> dict[str, str]:
    """Return the sources that the store knows, by name, with their titles."""
    sources = table(Sources)
    with store.reading() as connection:
        found = connection.execute(sa.select(sources.c.name, sources.c.title).order_by(sources.c.name))
        return {row.name: row.title for row in found}


def page_of(engine: Engine, bulletin: int, revision: int) -> Page | None:
    """Return the page that a revision of a bulletin was read from, with its further parts. Raises StoreDamaged."""
    of_revision = (Revisions.bulletin_id == bulletin, Revisions.number == revision)
    with engine.connect() as connection:
        number = connection.scalar(sa.select(Revisions.page_id).where(*of_revision))
    return None if number is None else stored_page(engine, number)
