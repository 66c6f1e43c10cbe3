"""What a store asks of its database. sqlite.py and postgres.py give it; databases.py chooses by the store's address.

Everything that only one of them has stands behind this: how a store is found, made and known from a stranger's, how a
transaction begins, what keeps writers apart, which runs go on, what an error means, how large the store is, where files
of passage go. What is only said in other words is in `phrases`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine

from pipelines.store.engine.errors import StoreError, shown
from pipelines.store.engine.living import Living
from pipelines.store.engine.phrases import Phrases

__all__ = [
    "BEHIND",
    "EVERYTHING",
    "MIRROR",
    "SECONDS_TO_WAIT_FOR_A_WRITER",
    "SINGLE_ROWS",
    "Changes",
    "Database",
    "Reach",
    "behind",
    "phrases_of",
    "reported",
]

SECONDS_TO_WAIT_FOR_A_WRITER = 60
MIRROR = "mirror"  # the table that only mirrors have (admin/mirror.py)
BEHIND = "database"  # an execution option of every engine of ours


@dataclass(frozen=True, slots=True)
class Reach:
    """What a transaction may write, by which writers are kept apart where several write at a time.

    `source`: what belongs to this source; None: anything. `rows`: single rows only, which the database keeps apart.
    `patient`: whoever writes waits for a server that is away and writes again, so that nobody need ask first whether it
    answers.
    """

    source: int | None = None
    rows: bool = False
    patient: bool = False


EVERYTHING, SINGLE_ROWS = Reach(), Reach(rows=True)


class Changes(ABC):
    """Tells whether anybody wrote to a store: `version` is another number then. Cheap enough for every page view."""

    @abstractmethod
    def version(self) -> int: ...

    @abstractmethod
    def close(self) -> None: ...


class Database(ABC):
    """The database of one store, by its address. `name` is that address as it may be printed."""

    phrases: ClassVar[Phrases]
    inner: ClassVar[tuple[str, ...]]  # what the names of tables begin with that are in no model, and the database's own

    def __init__(self, url: URL) -> None:
        self.url = url
        self.name = shown(url)

    def engine(self, *, options: Mapping[str, Any] | None = None, **more: Any) -> Engine:
        """Make an engine whose connections, and their errors, say whose they are. `more`: what create_engine takes."""
        made = sa.create_engine(self.url, execution_options={BEHIND: self} | dict(options or {}), **more)

        @sa.event.listens_for(made, "handle_error")
        def note(context: sa.engine.ExceptionContext) -> None:
            if context.sqlalchemy_exception is not None:
                context.sqlalchemy_exception.__dict__[BEHIND] = self

        return made

    # Found, made, opened, left

    @abstractmethod
    def is_to_be_made(self, *, create: bool) -> bool:
        """Look whether there is a store: True where one can be made, and is to be.

        Raises StoreError: NoStoreYet unless `create`, NotOurStore for what is somebody else's, which is not touched.
        """

    @abstractmethod
    def check_writable(self, *, is_new: bool) -> None:
        """Raise StoreReadOnly where this user may not write, before anything is tried."""

    @abstractmethod
    def connect(self, *, upgrading: bool = False) -> Engine:
        """Return an engine that reads and writes. `upgrading`: tables may be made again under the rows that refer to
        them."""

    @abstractmethod
    def connect_to_read(self) -> Engine:
        """Return an engine by which nothing can be written. Raises StoreError."""

    @abstractmethod
    def make(self, engine: Engine, make: Callable[[Connection], None]) -> None:
        """Make a store's tables in one transaction, and mark it as ours; nothing where another program was faster."""

    @abstractmethod
    def clear_away(self) -> None:
        """Take away what a failed attempt to make a store has left, unless another program uses it by now."""

    @abstractmethod
    def leave(self, engine: Engine) -> None:
        """Close all connections of an engine, so that others can go on with the store."""

    # Its schema

    @abstractmethod
    def table_columns(self, connection: Connection) -> dict[tuple[str, str], None]:
        """Return the columns of all tables, (table, column), in their order."""

    @abstractmethod
    def referring_to_none(self, connection: Connection) -> Iterator[tuple[str, int, str]]:
        """Yield the rows that refer to a row that is not there: table, row, the table that they refer to."""

    @abstractmethod
    def is_other_schema(self, error: sa.exc.DBAPIError) -> bool:
        """Whether a statement failed because the tables are others than it was written for."""

    # Transactions

    @abstractmethod
    def begun(self, engine: Engine, *, writing: bool, reach: Reach = EVERYTHING) -> AbstractContextManager[Connection]:
        """Open a connection in a transaction, committed at the end. What it reads is of one moment unless `writing`.

        `reach`: of what it writes.
        """

    @abstractmethod
    def after_writers(self, engine: Engine) -> AbstractContextManager[Connection]:
        """Open a connection in a transaction that sees every row whose number is lower than that of another."""

    @abstractmethod
    def meet(self, connection: Connection) -> bool:
        """Wait until no other transaction touches rows that belong to pages of several sources
        (bulletins, texts), and hold them to the end of this one. Bytes are to be written before: two may come with the
        same ones.

        True: only from now on, so that what was read of them before has to be read again.
        """

    @abstractmethod
    def hold(self, connection: Connection, addresses: Collection[str]) -> None:
        """Wait until no other transaction adds bulletins at these addresses, and hold these to the end of this one.

        All of a transaction's at once, before it meets others: then two that add the same ones cannot wait for each
        other.
        """

    @abstractmethod
    def are_apart(self, connection: Connection) -> bool:
        """Whether others may write at the same time as this transaction, so that it should meet them late and
        briefly."""

    @abstractmethod
    def expect(self, connection: Connection, table: sa.Table, rows: int) -> None:
        """Say that `add` is to write about so many rows of a table in this transaction, for which their numbers can be
        had at once. What is not written leaves a gap in them."""

    def add(self, connection: Connection, table: sa.Table, row: Mapping[str, Any]) -> int:
        """Write a row of a table whose rows are numbered, and return its number."""
        return int(connection.execute(adding(table), row).scalar_one())

    def insert_many(self, connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows of a table that all have the same columns; nothing for none."""
        if rows:
            connection.execute(sa.insert(table), rows)

    @abstractmethod
    def join(self, connection: Connection) -> None:
        """Wait until no other transaction goes on that may write everything; hold new ones up to the end of this."""

    @abstractmethod
    def mark(self, connection: Connection, run: int, source: int) -> object:
        """Leave a mark of this transaction in the row of a source in a run, which nobody else writes; None: no
        transaction of this database ends without one knowing how."""

    @abstractmethod
    def is_marked(self, connection: Connection, run: int, source: int, mark: object) -> bool:
        """Whether the transaction that left this mark, the last one over that row, was committed."""

    @staticmethod
    def alive(run: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
        """Return the condition that a run of this program is not taken for dead, where a statement can look; else true.

        It is for `at_once`: there nothing else looks, and where nothing was written one asks the usual way.
        """
        return sa.true()

    def at_once(self, statement: sa.Update, values: Mapping[str, Any]) -> Sequence[Any]:
        """Execute a statement over single rows that has `alive` among its conditions as a transaction of its own, and
        return its rows; none where that would be no faster than the usual way. Raises StoreError."""
        return ()

    @abstractmethod
    def reported(self, error: sa.exc.DBAPIError) -> StoreError:
        """Return a database's error as ours."""

    # All rows of another store

    @abstractmethod
    def filling(self, connection: Connection) -> AbstractContextManager[None]:
        """Take rows meanwhile before those that they refer to, in tables of which nobody else knows yet; what then
        still refers to none is an error of the database, or is among `referring_to_none`. The connection is one of an
        engine for `upgrading`."""

    @abstractmethod
    def load(self, connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write many rows with all their columns, the fastest way."""

    @abstractmethod
    def replace(self, connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows in the place of those that have their keys, or what only one may have. For mirrors."""

    @abstractmethod
    def moment(self, connection: Connection) -> str:
        """Name the moment that a transaction reads, for `changed_since`."""

    @abstractmethod
    def changed_since(self, connection: Connection, before: str) -> sa.ColumnElement[bool] | None:
        """Return the condition that holds for rows of a table that were written since a moment; None: that cannot be
        said, so all may have been. Rows that are gone are not among them."""

    # Runs that go on

    @abstractmethod
    def living(self, engine: Engine) -> Living:
        """Return what marks runs of this program as going on."""

    @abstractmethod
    def is_living(self, connection: Connection, run: int) -> bool:
        """Whether a run goes on somewhere; True also where this user may not ask."""

    # Its size, its files, what is wrong with it

    @abstractmethod
    def size(self, connection: Connection) -> int:
        """Return the store's size in bytes."""

    @abstractmethod
    def file(self) -> Path | None:
        """Return the store's file; None: it is not one."""

    @abstractmethod
    def spool_folder(self) -> Path | None:
        """Return where files of passage as large as the store may go; None: where the system puts them."""

    @abstractmethod
    def backup(self, engine: Engine, target: Path) -> int:
        """Write the store as it is at this moment to a new file; its size in bytes. Raises StoreError."""

    @abstractmethod
    def restore(self, source: Path, *, newest: str, replace: bool) -> None:
        """Put a backup in the place of the store. `newest`: the newest schema that this program can read.

        Raises StoreError; nothing is touched unless the backup is whole.
        """

    @abstractmethod
    def changes(self) -> Changes:
        """Return what says whether anybody wrote. Raises StoreError."""

    @abstractmethod
    def faults(self, connection: Connection) -> Iterator[str]:
        """Yield what the database finds wrong with itself."""


@cache
def adding(table: sa.Table) -> sa.Insert:
    return sa.insert(table).returning(table.c.id)


def behind(connection: Connection | Engine) -> Database:
    """Return the database that a connection or an engine of ours belongs to."""
    options: Any = connection.get_execution_options()
    found: Database = options[BEHIND]
    return found


def reported(error: sa.exc.DBAPIError, otherwise: Database) -> StoreError:
    """Return an error as ours, of the database that raised it, for two stores may be open at once.

    `otherwise`: the one where that is not known.
    """
    database: Database = error.__dict__.get(BEHIND, otherwise)
    return database.reported(error)


def phrases_of(connection: Connection) -> Phrases:
    return behind(connection).phrases
