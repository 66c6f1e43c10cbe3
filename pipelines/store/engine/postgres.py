"""A store on PostgreSQL 13 or newer: in the current schema of a database that holds nothing else.

Transactions that write are READ COMMITTED. What keeps writers apart are advisory locks of the transaction (`Reach`).
Transactions that read see one moment (REPEATABLE READ).
"""

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from shlex import quote
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine

from pipelines.store.engine.database import (
    EVERYTHING,
    Changes,
    Database,
    Reach,
)
from pipelines.store.engine.errors import (
    NoStoreYet,
    NotOurStore,
    StoreAddressError,
    StoreError,
    StoreReadOnly,
)
from pipelines.store.engine.living import Living
from pipelines.store.engine.postgres_connections import PIPELINE, answering, connecting, sending_ahead
from pipelines.store.engine.postgres_copy import filling, load
from pipelines.store.engine.postgres_errors import OTHER_SCHEMA, driver_errors, in_words, lost_by
from pipelines.store.engine.postgres_phrases import PostgresPhrases
from pipelines.store.engine.postgres_rows import columns_of, statement_of
from pipelines.store.engine.postgres_since import changed_since, moment
from pipelines.store.engine.postgres_statements import Statements
from pipelines.store.engine.sessions import SPACE, SessionLiving, is_held, is_mine

__all__ = ["Postgres"]

DRIVER = "postgresql+psycopg"
OURS = ("alembic_version", "contents", "frontier")  # tables by which a store is known
# What there is in the schema but for what extensions have added
RELATIONS = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""
COLUMNS = """
    SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
    AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY c.relname, a.attnum
"""
# The size of the tables with their indexes, not of the database: a schema of it may be somebody else's
SIZE = "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c WHERE c.relkind = 'r' AND \
c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
# What keeps writers apart, always taken in this order: everything (shared by who writes what is a source's), the
# source, addresses at which it adds bulletins, rows in which several pages meet
MAKING, MEETING, EVERY = 1, 2, 3
STORE = SPACE.format("store")
LOCK = f"SELECT pg_advisory_xact_lock({STORE}, {{}})"
JOIN = f"SELECT pg_advisory_xact_lock_shared({STORE}, {EVERY})"
OF_SOURCE = f"{JOIN}, pg_advisory_xact_lock({SPACE.format('writing')}, {{}})"
# in the order of their keys, which is the same for all
OF_ADDRESSES = f"""
    SELECT pg_advisory_xact_lock({SPACE.format("addresses")}, key)
    FROM (SELECT DISTINCT hashtext(url) AS key FROM unnest(CAST(%(urls)s AS TEXT[])) url ORDER BY key) keys
"""
MET = "met"
# Numbers that rows of a table get, asked for before: a row whose number is known is sent without waiting for an answer
NUMBERS = "SELECT nextval(pg_get_serial_sequence(%(table)s, 'id')) FROM generate_series(1, %(rows)s)"
GIVEN = "numbers"
# The transaction that wrote a row is in the row
MARK = sa.text(
    "UPDATE run_sources SET state = state WHERE run_id = :run AND source_id = :source RETURNING CAST(xmin AS TEXT)"
)
MARKED = sa.text("SELECT CAST(xmin AS TEXT) FROM run_sources WHERE run_id = :run AND source_id = :source")


class Postgres(Database):
    """A store on PostgreSQL, by psycopg."""

    phrases = PostgresPhrases()
    inner = ("search_", "alembic_")

    def __init__(self, url: URL) -> None:
        if url.drivername not in ("postgresql", DRIVER):
            super().__init__(url)
            raise StoreAddressError(f"{self.name}: say postgresql://…, or postgresql+psycopg://…")
        super().__init__(url.set(drivername=DRIVER))
        try:
            import psycopg  # noqa: F401
        except ImportError as error:
            raise StoreAddressError(f"{self.name}: this needs psycopg: pip install 'bulletins[postgres]'") from error
        self.probe: Engine | None = None
        self.statements = Statements(self)

    # Found, made, opened, left

    def is_to_be_made(self, *, create: bool) -> bool:
        with self.looking() as connection:
            schema, encoding = connection.exec_driver_sql(
                "SELECT current_schema(), current_setting('server_encoding')"
            ).one()
            if encoding != "UTF8":
                raise StoreAddressError(
                    f"{self.name}: the database is in {encoding}, and Chinese needs UTF8 (createdb --encoding=UTF8"
                    " --template=template0)"
                )
            if schema is None:
                raise StoreAddressError(f"{self.name}: there is no schema for tables there (search_path)")
            found = set(connection.exec_driver_sql(RELATIONS).scalars())
            if found.issuperset(OURS):
                return False
            if found:
                names = ", ".join(sorted(found)[:3])
                raise NotOurStore(
                    f"{self.name}: a database, but not a store of bulletins ({names}); it was not touched"
                )
            if not create:
                raise NoStoreYet(f"{self.name}: no store there yet; `bulletins crawl` or `ingest` makes one")
            return True

    def check_writable(self, *, is_new: bool) -> None:
        may = "has_schema_privilege(current_schema(), 'CREATE')" if is_new else "has_table_privilege('pages', 'INSERT')"
        with self.looking() as connection:
            if not connection.exec_driver_sql(f"SELECT {may} AND NOT pg_is_in_recovery()").scalar():
                raise StoreReadOnly(f"{self.name}: this user may not write to it, or the server only stands by")

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """Open a connection to look at what is there, and use it further unless the block raises. Raises StoreError."""
        self.probe = self.probe or self.made()
        try:
            with self.probe.connect() as connection:
                yield connection
        except BaseException as error:
            self.probe.dispose()
            self.probe = None
            if isinstance(error, sa.exc.DBAPIError):
                raise self.reported(error) from error
            raise

    def connect(self, *, upgrading: bool = False) -> Engine:
        engine, self.probe = self.probe or self.made(), None
        return engine

    def connect_to_read(self) -> Engine:
        if self.probe is not None:
            self.probe.dispose()
        return self.made(default_transaction_read_only="on")

    def made(self, **more: str) -> Engine:
        return sending_ahead(connecting(self, settings=more))

    def make(self, engine: Engine, make: Callable[[Connection], None]) -> None:
        with self.begun(engine, writing=True) as connection:
            if not set(connection.exec_driver_sql(RELATIONS).scalars()):
                make(connection)  # else another program made it while we waited

    def clear_away(self) -> None:
        """Do nothing: what was not committed is not there."""

    def leave(self, engine: Engine) -> None:
        engine.dispose()
        self.statements.close()

    # Its schema

    def table_columns(self, connection: Connection) -> dict[tuple[str, str], None]:
        rows = connection.exec_driver_sql(COLUMNS).all()
        return dict.fromkeys((table, column) for table, column in rows)

    def referring_to_none(self, connection: Connection) -> Iterator[tuple[str, int, str]]:
        """Yield nothing: PostgreSQL looks at the end of each statement."""
        yield from ()

    def is_other_schema(self, error: sa.exc.DBAPIError) -> bool:
        return getattr(error.orig, "sqlstate", None) in OTHER_SCHEMA

    # Transactions

    @contextmanager
    def begun(
        self, engine: Engine, *, writing: bool, reach: Reach = EVERYTHING, isolation: str | None = None
    ) -> Iterator[Connection]:
        level = isolation or ("READ COMMITTED" if writing else "REPEATABLE READ")
        opened = engine.connect() if reach.patient else answering(engine)
        with opened.execution_options(isolation_level=level) as connection, connection.begin():
            connection.info[MET] = False
            connection.info[GIVEN] = defaultdict(deque)
            if writing and reach.source is not None:
                with self.pipelined(connection):
                    connection.exec_driver_sql(OF_SOURCE.format(reach.source))
                    yield connection
                return
            if writing and not reach.rows:
                connection.exec_driver_sql(LOCK.format(EVERY))
                connection.info[MET] = True  # with all that could be met
            yield connection

    @contextmanager
    def pipelined(self, connection: Connection) -> Iterator[None]:
        """Send what has no answer with the next statement that has one: half of the ways to the server.

        An error is that of a later statement, or of the end, then, and how many rows were changed is not known: an
        upgrade, which asks, is not sent so.
        """
        driver: Any = connection.connection.dbapi_connection
        info = connection.info  # which a connection that has broken does not give any more
        try:
            with driver.pipeline() as pipeline:
                info[PIPELINE] = pipeline
                yield
        except driver_errors() as error:
            is_lost = lost_by(error, driver)
            if is_lost:
                driver.close()  # it may be left in the middle of a pipeline, of no use to anybody
            raise in_words(error, self.name, is_lost=is_lost) from error
        finally:
            info[PIPELINE] = None

    def after_writers(self, engine: Engine) -> AbstractContextManager[Connection]:
        """Wait for those that write, since numbers are given out before what has them is committed."""
        return self.begun(engine, writing=True)

    def meet(self, connection: Connection) -> bool:
        if connection.info[MET]:
            return False
        connection.exec_driver_sql(LOCK.format(MEETING))
        connection.info[MET] = True
        return True

    def hold(self, connection: Connection, addresses: Collection[str]) -> None:
        if addresses and not connection.info[MET]:
            connection.exec_driver_sql(OF_ADDRESSES, {"urls": list(addresses)})

    def are_apart(self, connection: Connection) -> bool:
        return not connection.info[MET]

    def expect(self, connection: Connection, table: sa.Table, rows: int) -> None:
        given = connection.info[GIVEN][table.name]
        if (more := rows - len(given)) > 1:
            given.extend(connection.exec_driver_sql(NUMBERS, {"table": table.name, "rows": more}).scalars())

    def add(self, connection: Connection, table: sa.Table, row: Mapping[str, Any]) -> int:
        given = connection.info[GIVEN][table.name]
        if not given:
            return super().add(connection, table, row)
        number = int(given.popleft())
        connection.execute(sa.insert(table), {"id": number, **row})
        return number

    def insert_many(self, connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            names = tuple(rows[0])
            statement, processors = statement_of(table, names, connection.dialect)
            connection.exec_driver_sql(statement, columns_of(rows, names, processors))

    def join(self, connection: Connection) -> None:
        connection.exec_driver_sql(JOIN)

    def mark(self, connection: Connection, run: int, source: int) -> object:
        return connection.scalar(MARK, {"run": run, "source": source})

    def is_marked(self, connection: Connection, run: int, source: int, mark: object) -> bool:
        return bool(connection.scalar(MARKED, {"run": run, "source": source}) == mark)

    @staticmethod
    def alive(run: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
        return is_mine(run)

    def at_once(self, statement: sa.Update, values: Mapping[str, Any]) -> Sequence[Any]:
        return self.statements.rows(statement, values)

    def reported(self, error: sa.exc.DBAPIError) -> StoreError:
        return in_words(error.orig, self.name, is_lost=error.connection_invalidated)

    # All rows of another store

    def filling(self, connection: Connection) -> AbstractContextManager[None]:
        return filling(connection)

    def load(self, connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        load(connection, table, rows)

    def replace(self, connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        raise StoreAddressError(f"{self.name}: a mirror is a file")

    def moment(self, connection: Connection) -> str:
        return moment(connection)

    def changed_since(self, connection: Connection, before: str) -> sa.ColumnElement[bool] | None:
        return changed_since(connection, before)

    # Runs that go on

    def living(self, engine: Engine) -> Living:
        return SessionLiving(engine, self.name)

    def is_living(self, connection: Connection, run: int) -> bool:
        return is_held(connection, run)

    # Its size, its files, what is wrong with it

    def size(self, connection: Connection) -> int:
        return int(connection.exec_driver_sql(SIZE).scalar_one())

    def file(self) -> Path | None:
        return None

    def spool_folder(self) -> Path | None:
        return None

    def backup(self, engine: Engine, target: Path) -> int:
        raise StoreAddressError(
            f"{self.name}: PostgreSQL backs up its databases by itself, while others read and write:"
            f" pg_dump --format=custom --file={quote(str(target))} {self.for_programs()}"
        )

    def restore(self, source: Path, *, newest: str, replace: bool) -> None:
        raise StoreAddressError(
            f"{self.name}: PostgreSQL restores its databases by itself, into an empty one:"
            f" pg_restore --no-owner --exit-on-error --dbname={self.for_programs()} {quote(str(source))}"
        )

    def for_programs(self) -> str:
        """Write the address as PostgreSQL's own programs take it in a shell, without a password."""
        return quote(self.name.replace(f"{DRIVER}://", "postgresql://").replace(":***@", "@"))

    def changes(self) -> Changes:
        return ServerChanges(self)

    def faults(self, connection: Connection) -> Iterator[str]:
        """Yield nothing: the server checks what it reads, by checksums where it was set up with them."""
        yield from ()


class ServerChanges(Changes):
    """Asks the server for the number of the next transaction that writes, in whatever database of it."""

    def __init__(self, database: Postgres) -> None:
        self.database = database
        self.engine = database.connect_to_read()

    def version(self) -> int:
        try:
            with answering(self.engine) as connection:
                found = connection.exec_driver_sql("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").scalar_one()
        except sa.exc.DBAPIError as error:
            raise self.database.reported(error) from error
        return int(found)

    def close(self) -> None:
        with suppress(sa.exc.DBAPIError):
            self.engine.dispose()
