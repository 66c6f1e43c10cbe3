"""Do again what could not be done because the server was away for a moment, or because two writers crossed.

A transaction is all or nothing, so it is simply written again. Only where the connection broke while it was being
committed nobody knows what came of it: then the mark that it left in a row of its run says so (`Database.mark`).
"""

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from sqlalchemy.engine import Connection, Engine

from pipelines.store.engine.database import behind
from pipelines.store.engine.errors import ConnectionLost, RunTakenOver, StoreError, WritersCrossed
from pipelines.store.engine.transactions import transaction

__all__ = ["SECONDS_FOR_A_SERVER", "Waits", "patiently", "written"]

T = TypeVar("T")
SECONDS_FOR_A_SERVER = 60.0  # that its restart may take
LOOK = 0.25  # seconds between two attempts
MAX_CROSSED = 8  # attempts until writers that cross are an error


class Waits:
    """How long one call has been waiting, of `seconds` at the most."""

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = SECONDS_FOR_A_SERVER if seconds is None else seconds
        self.since: float | None = None
        self.crossed = 0

    def wait(self, error: StoreError) -> None:
        """Wait before the next attempt. Raises the error where that would take too long, or helps nothing."""
        if isinstance(error, RunTakenOver):
            raise error
        if isinstance(error, WritersCrossed):
            self.crossed += 1
            if self.crossed == MAX_CROSSED:
                raise error
            time.sleep(random.uniform(0, 0.05 * self.crossed))  # noqa: S311  # so that they do not cross again
            return
        self.since = self.since or time.monotonic()
        if time.monotonic() - self.since >= self.seconds:
            raise error
        time.sleep(LOOK)


def patiently(attempt: Callable[[], T], waits: Waits | None = None) -> T:
    """Return what an attempt returns that may be made twice. Raises StoreError."""
    waits = waits or Waits()
    while True:
        try:
            return attempt()
        except (ConnectionLost, WritersCrossed) as error:
            waits.wait(error)


def written(
    engine: Engine,
    opened: Callable[[], AbstractContextManager[Connection]],
    write: Callable[[Connection], T],
    run: int,
    source: int,
) -> T:
    """Return what `write` returns, written once in a transaction of a run at a source. Raises StoreError."""
    database, waits = behind(engine), Waits()

    def is_there(mark: object) -> bool:
        with transaction(engine, writing=False) as connection:
            return database.is_marked(connection, run, source, mark)

    while True:
        mark: object = None
        try:
            with opened() as connection:
                result = write(connection)
                mark = database.mark(connection, run, source)
        except (ConnectionLost, WritersCrossed) as error:
            waits.wait(error)
            if mark is not None and patiently(lambda mark=mark: is_there(mark), waits):  # type: ignore[misc]  # bound now
                return result
        else:
            return result
