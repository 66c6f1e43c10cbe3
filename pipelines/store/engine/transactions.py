"""One transaction: all of it or nothing, and the database's errors as StoreError, in one line."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import groupby
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from pipelines.store.engine.database import EVERYTHING, Reach, behind, reported

__all__ = ["Writing", "catch_up", "later", "transaction", "until_the_end", "when_met"]

K = TypeVar("K")
V = TypeVar("V")
LATER, LAST = "later", "last"
MAX_LATER = 256  # that wait in memory


class Writing(Protocol):
    """Opens a transaction that writes."""

    def __call__(self, reach: Reach = ...) -> AbstractContextManager[Connection]: ...


@contextmanager
def transaction(engine: Engine, *, writing: bool, reach: Reach = EVERYTHING) -> Iterator[Connection]:
    """A connection inside a transaction, committed at the end. Raises StoreError."""
    database = behind(engine)
    try:
        with database.begun(engine, writing=writing, reach=reach) as connection, until_the_end(connection):
            yield connection
    except sa.exc.DBAPIError as error:
        raise reported(error, database) from error


@contextmanager
def until_the_end(connection: Connection) -> Iterator[None]:
    """Let statements and calls of a transaction wait for its end (`later`, `when_met`), which is the end of this."""
    connection.info[LATER] = defaultdict(list)
    connection.info[LAST] = defaultdict(dict)
    yield
    catch_up(connection)  # before the calls, which others wait for
    for call, waiting in list(connection.info[LAST].items()):
        if waiting:
            behind(connection).meet(connection)
            call(connection, dict(waiting))
    catch_up(connection)


def later(connection: Connection, table: str, statement: sa.TextClause, parameters: dict[str, Any]) -> None:
    """Execute a statement at the end of the transaction: those of one table in the order in which they came."""
    waiting = connection.info[LATER][table]
    waiting.append((statement, parameters))
    if len(waiting) == MAX_LATER:
        catch_up(connection)


def when_met(connection: Connection, call: Callable[[Connection, dict[K, V]], None], key: K, value: V) -> None:
    """Call what touches rows of other sources' pages for `{key: value}`, with no other writer in between.

    Where others write at the same time it is called once at the end of the transaction, for all keys with their newest
    values, as from there on they wait for each other. It has to come to the same whatever comes in between.
    """
    database, waiting = behind(connection), connection.info[LAST][call]
    waiting.pop(key, None)  # it would come with what was known before
    if database.are_apart(connection):
        waiting[key] = value
    else:
        call(connection, {key: value})


def catch_up(connection: Connection) -> None:
    """Execute now what waits for the end."""
    waiting, connection.info[LATER] = connection.info[LATER], defaultdict(list)
    for of_table in waiting.values():
        for _, some in groupby(of_table, lambda one: id(one[0])):
            statements, rows = zip(*some, strict=True)
            connection.execute(statements[0], rows)
