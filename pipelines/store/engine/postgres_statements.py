"""Statements that are transactions of their own, executed by the driver alone.

SQLAlchemy writes such a statement once, and says what the driver needs made of its values. To execute it too costs a
program more than the driver does, which shows where it is one short statement many times a second (a lease).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect, Engine

from pipelines.store.engine.database import Database
from pipelines.store.engine.postgres_connections import connecting
from pipelines.store.engine.postgres_errors import driver_errors, in_words, lost_by

__all__ = ["Statements"]

Processor = Callable[[Any], Any]


class Statements:
    """Executes statements of a database that each are a transaction, on connections of their own that commit each."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.engine: Engine | None = None
        self.one_at_a_time = Lock()  # short as they are, threads of one program need no connection each

    def rows(self, statement: sa.Update, values: Mapping[str, Any]) -> Sequence[Any]:
        """Return the rows of a statement, each with its columns as attributes, as the driver reads them.
        Raises StoreError."""
        with self.one_at_a_time:
            self.engine = self.engine or connecting(
                self.database, isolation_level="AUTOCOMMIT", pool_reset_on_return=None
            )
            text, fixed, processors = written_for(statement, self.engine.dialect)
            given = {name: process(values[name]) for name, process in processors.items()}
            return self.executed(self.engine, text, fixed | given)

    def executed(self, engine: Engine, text: str, given: Mapping[str, Any]) -> Sequence[Any]:
        from psycopg.rows import namedtuple_row

        connection: Any = None
        try:
            connection = engine.raw_connection()
            rows: list[Any] = connection.cursor(row_factory=namedtuple_row).execute(text, given).fetchall()
        except driver_errors() as error:
            is_lost = connection is not None and lost_by(error, connection.dbapi_connection)
            if is_lost:
                connection.invalidate()
            raise in_words(error, self.database.name, is_lost=is_lost) from error
        finally:
            if connection is not None:
                connection.close()
        return rows

    def close(self) -> None:
        if self.engine is not None:
            self.engine.dispose()


def as_it_is(value: Any) -> Any:
    return value


@cache
def written_for(statement: sa.Update, dialect: Dialect) -> tuple[str, dict[str, Any], dict[str, Processor]]:
    """Return a statement for the driver: its text, its values that are always the same, and what is to be made of each
    of the others."""
    compiled = statement.compile(dialect=dialect)
    binds = compiled.binds
    makes = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) or as_it_is for name, bind in binds.items()}
    fixed = {name: makes[name](bind.value) for name, bind in binds.items() if not bind.required}
    return str(compiled), fixed, {name: make for name, make in makes.items() if name not in fixed}
