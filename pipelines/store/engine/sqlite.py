"""A store in a file: SQLite in WAL mode, one writer at a time, which the others wait for."""

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine

from pipelines.store.engine import read_connections, sqlite_files
from pipelines.store.engine.database import (
    EVERYTHING,
    MIRROR,
    SECONDS_TO_WAIT_FOR_A_WRITER,
    Changes,
    Database,
    Reach,
)
from pipelines.store.engine.errors import StoreAddressError, StoreError, StoreLocked, shown
from pipelines.store.engine.living import FileLiving, Living, is_living
from pipelines.store.engine.phrases import Phrases
from pipelines.store.engine.sqlite_backup import backup, restore
from pipelines.store.engine.sqlite_errors import in_words
from pipelines.store.engine.sqlite_files import APPLICATION_ID, path_of
from pipelines.text.storable import as_json

__all__ = ["FileChanges", "Sqlite"]

# KiB. SQLite's 2 MB do not hold the upper levels of the trees of a large store, which every lookup goes through
CACHE = "cache_size = -16384"
READ_ONLY = "read_only"  # an execution option of engines that only look
COLUMNS = (
    "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
    " ORDER BY t.name, c.cid"
)


class SqlitePhrases(Phrases):
    """What SQLite calls it. Its JSON is text."""

    in_order = "CROSS JOIN"

    def joined(self, text: str, mark: str, rows: str, order: str) -> str:
        # SQLite keeps the order of a subquery for group_concat
        return f"(SELECT group_concat(text, {mark}) FROM (SELECT {text} AS text FROM {rows} ORDER BY {order}))"

    def character(self, code: int) -> str:
        return f"char({code})"

    def number_of(self, document: str, key: str) -> str:
        return f"json_extract({document}, '$.{key}')"

    def numbers_in(self, document: str) -> str:
        return f"json_each({document})"

    def items_in(self, document: str, alias: str) -> str:
        return f"json_each({document}) {alias}"

    def place_in(self, alias: str) -> str:
        return f"{alias}.key"

    def item_at(self, document: str, place: str) -> str:
        return f"json_extract({document}, '$[' || {place} || ']')"

    def split(self, text: str, mark: int) -> str:
        # inside JSON the mark would look like a backslash and a letter that a page wrote, so it first becomes a
        # character that stands for nothing in any text (U+FDD0)
        nothing = self.character(0xFDD0)
        quoted = f"json_quote(replace({text}, {self.character(mark)}, {nothing}))"
        return f"""'[' || replace({quoted}, {nothing}, '","') || ']'"""

    def document(self, literal: str) -> str:
        return literal

    def given(self, parameter: str) -> str:
        return f"SELECT value FROM json_each({parameter})"

    def hexadecimal(self, number: str) -> str:
        return f"printf('%016x', {number})"

    def least(self, *numbers: str) -> str:
        return f"min({', '.join(numbers)})"

    def greatest(self, *numbers: str) -> str:
        return f"max({', '.join(numbers)})"


class Sqlite(Database):
    """A store on SQLite. `path`: its file."""

    phrases = SqlitePhrases()
    # FTS5's own tables, in whatever shape this SQLite gives them, and Alembic's
    inner = ("search_index_", "search_characters_", "sqlite_", "alembic_")

    def __init__(self, url: URL) -> None:
        super().__init__(url)
        if not url.database or url.database == ":memory:":
            raise StoreAddressError(f"{self.name}: name a file (sqlite:///path): a store in memory forgets everything")
        self.path = path_of(url)
        self.was_there = True

    # Found, made, opened, left

    def is_to_be_made(self, *, create: bool) -> bool:
        is_new = sqlite_files.check_file(self.url, create)
        self.was_there = self.path.exists()
        return is_new

    def check_writable(self, *, is_new: bool) -> None:
        sqlite_files.check_writable(self.url, is_new)

    def connect(self, *, upgrading: bool = False) -> Engine:
        engine = self.engine(connect_args={"timeout": SECONDS_TO_WAIT_FOR_A_WRITER}, json_serializer=as_json)

        @event.listens_for(engine, "connect")
        def prepare(connection: sqlite3.Connection, _: Any) -> None:
            # Without this the driver begins transactions by itself, late, and not around DDL:
            # a failed migration would stay half done
            connection.isolation_level = None
            # Alembic changes a table by making a new one and dropping the old, which must not carry off the rows that
            # refer to it; so an upgrade looks at the keys when all is done instead
            keys = f"foreign_keys = {not upgrading:d}"
            for pragma in (keys, "journal_mode = WAL", "synchronous = FULL", CACHE):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            # A deferred transaction that turns to writing fails at once when another writer was faster; this one waits
            writing = connection.get_execution_options().get("writing", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

        return engine

    def connect_to_read(self) -> Engine:
        path = self.path.resolve()
        engine = self.engine(creator=lambda: read_connections.connect(path), options={READ_ONLY: True})

        @event.listens_for(engine, "connect")
        def prepare(connection: sqlite3.Connection, _: Any) -> None:
            connection.isolation_level = None
            connection.execute(f"PRAGMA {CACHE}")

        @event.listens_for(engine, "checkout")
        def renew(connection: sqlite3.Connection, *_: Any) -> None:
            if read_connections.has_changed(connection):
                raise sa.exc.DisconnectionError  # the pool opens another one

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN")

        @event.listens_for(engine, "commit")
        def end(connection: Connection) -> None:
            if read_connections.has_changed(connection.connection.dbapi_connection):
                raise StoreLocked(f"{shown(engine.url)}: a program wrote to it while it was read; call again")

        return engine

    def make(self, engine: Engine, make: Callable[[Connection], None]) -> None:
        with self.begun(engine, writing=True) as connection:
            if connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID:
                return  # another program made it while we waited
            make(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")

    def clear_away(self) -> None:
        if not self.was_there:
            sqlite_files.remove_unfinished(self.path)

    def leave(self, engine: Engine) -> None:
        """Close all connections of a store, and leave one that was written to so that others can read it.

        The last one out deletes the WAL and its index. Who may read the store but write nothing next to it cannot make
        them, and could not read. So the last one out is a connection that cannot delete either, after all of the WAL
        has gone into the file, as it would at SQLite's own end.
        """
        if engine.get_execution_options().get(READ_ONLY):
            engine.dispose()
            return
        with suppress(sqlite3.Error, OSError, StoreError), closing(read_connections.connect(self.path)) as last:
            last.execute("SELECT count(*) FROM sqlite_master").fetchone()  # only now the WAL is open
            with suppress(sa.exc.DBAPIError), engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA busy_timeout = 0")  # where others read, as much as can be
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            engine.dispose()
        engine.dispose()

    # Its schema

    def table_columns(self, connection: Connection) -> dict[tuple[str, str], None]:
        rows = connection.exec_driver_sql(COLUMNS).all()
        return dict.fromkeys((table, column) for table, column in rows)

    def referring_to_none(self, connection: Connection) -> Iterator[tuple[str, int, str]]:
        for table, row, of, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield table, row, of

    def is_other_schema(self, error: sa.exc.DBAPIError) -> bool:
        return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR

    # Transactions

    @contextmanager
    def begun(self, engine: Engine, *, writing: bool, reach: Reach = EVERYTHING) -> Iterator[Connection]:
        with engine.connect().execution_options(writing=writing) as connection, connection.begin():
            yield connection

    def after_writers(self, engine: Engine) -> AbstractContextManager[Connection]:
        return self.begun(engine, writing=False)

    def meet(self, connection: Connection) -> bool:
        """Return False: there is one writer at a time."""
        return False

    def hold(self, connection: Connection, addresses: Collection[str]) -> None:
        """Do nothing: there is one writer at a time."""

    def are_apart(self, connection: Connection) -> bool:
        return False

    def expect(self, connection: Connection, table: sa.Table, rows: int) -> None:
        """Do nothing: a number costs nothing."""

    def join(self, connection: Connection) -> None:
        """Do nothing: there is one writer at a time."""

    def mark(self, connection: Connection, run: int, source: int) -> object:
        return None

    def is_marked(self, connection: Connection, run: int, source: int, mark: object) -> bool:
        return False

    def reported(self, error: sa.exc.DBAPIError) -> StoreError:
        return in_words(error.orig, self.name, self.path)

    # All rows of another store

    def filling(self, connection: Connection) -> AbstractContextManager[None]:
        return nullcontext()

    def load(self, connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        connection.execute(sa.insert(table), rows)

    def replace(self, connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        connection.execute(sa.insert(table).prefix_with("OR REPLACE"), rows)

    def moment(self, connection: Connection) -> str:
        return ""

    def changed_since(self, connection: Connection, before: str) -> sa.ColumnElement[bool] | None:
        return None

    # Runs that go on

    def living(self, engine: Engine) -> Living:
        return FileLiving(self.path)

    def is_living(self, connection: Connection, run: int) -> bool:
        if sa.inspect(connection).has_table(MIRROR):  # its runs went on elsewhere, or did not, when it was refreshed
            held = connection.scalar(sa.select(sa.column("living", sa.JSON)).select_from(sa.table(MIRROR)))
            return run in (held or [])
        return is_living(self.path, run)

    # Its size, its files, what is wrong with it

    def size(self, connection: Connection) -> int:
        names = ("page_count", "page_size")
        pages, size = (connection.exec_driver_sql(f"PRAGMA {name}").scalar() or 0 for name in names)
        return int(pages * size)

    def file(self) -> Path | None:
        return self.path.resolve()

    def spool_folder(self) -> Path | None:
        return self.path.parent

    def backup(self, engine: Engine, target: Path) -> int:
        return backup(engine, self.path, target)

    def restore(self, source: Path, *, newest: str, replace: bool) -> None:
        restore(source, self.url, newest, replace=replace)

    def changes(self) -> Changes:
        return FileChanges(self.path)

    def faults(self, connection: Connection) -> Iterator[str]:
        for line in connection.exec_driver_sql("PRAGMA integrity_check(10)").scalars():
            if line != "ok":
                yield str(line)


class FileChanges(Changes):
    """Asks SQLite, by a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = read_connections.connect(path)
        self.opened = 0
        self.one_at_a_time = Lock()

    def version(self) -> int:
        with self.one_at_a_time:
            if read_connections.has_changed(self.connection):
                self.connection.close()
                self.connection = read_connections.connect(self.path)
                self.opened += 1
            return int(self.connection.execute("PRAGMA data_version").fetchone()[0]) + (self.opened << 32)

    def close(self) -> None:
        self.connection.close()
