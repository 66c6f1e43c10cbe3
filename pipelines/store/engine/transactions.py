"""One transaction: all of it or nothing, and the database's errors as StoreError, in one line."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import groupby
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from pipelines.store.engine.database import EVERYTHING, Reach, behind, reported

__all__ = ["Writing", "at_the_end", "catch_up", "later", "transaction", "until_the_end", "when_met"]

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
    """Let statements and calls of a transaction wait for its end (`later`, `at_the_end`), which is the end of this."""
    connection.info[LATER] = defaultdict(list)
    connection.info[LAST] = {}
    yield
    catch_up(connection)  # before the calls, which others wait for
    for call in connection.info[LAST].values():
        call()
    catch_up(connection)


def later(connection: Connection, table: str, statement: sa.TextClause, parameters: dict[str, Any]) -> None:
    """Execute a statement at the end of the transaction: those of one table in the order in which they came."""
    waiting = connection.info[LATER][table]
    waiting.append((statement, parameters))
    if len(waiting) == MAX_LATER:
        catch_up(connection)


def at_the_end(connection: Connection, what: object, call: Callable[[], None] | None) -> None:
    """Call something at the end of the transaction; of calls for the same thing the newest. None: nothing any more."""
    connection.info[LAST].pop(what, None)
    if call is not None:
        connection.info[LAST][what] = call


def when_met(connection: Connection, what: object, call: Callable[[], None]) -> None:
    """Call what touches rows of other sources' pages, with no other writer in between.

    Where others write at the same time it is called at the end of the transaction, as from there on they wait for each
    other; it has to come to the same whatever comes in between. `what`: see `at_the_end`.
    """
    database = behind(connection)
    if database.are_apart(connection):
        at_the_end(connection, what, partial(met, connection, call))
    else:
        at_the_end(connection, what, None)  # it would come with what was known before
        call()


def met(connection: Connection, call: Callable[[], None]) -> None:
    behind(connection).meet(connection)
    call()


def catch_up(connection: Connection) -> None:
    """Execute now what waits for the end."""
    waiting, connection.info[LATER] = connection.info[LATER], defaultdict(list)
    for of_table in waiting.values():
        for _, some in groupby(of_table, lambda one: id(one[0])):
            statements, rows = zip(*some, strict=True)
            connection.execute(statements[0], rows)
