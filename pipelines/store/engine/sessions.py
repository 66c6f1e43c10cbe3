"""Which runs go on, in a store on PostgreSQL: each holds a lock that belongs to a session, a connection of its own.

The server frees the locks of a session that has ended, and a session ends with its program, also when that is killed
or its machine is. A program that goes on while its session has ended is taken for dead by the others; so each
transaction in which it writes asks the server whether the locks of its runs are held, and ends where they are not.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from pipelines.store.engine.errors import ConnectionLost, StoreLocked
from pipelines.store.engine.living import Living
from pipelines.store.engine.postgres_errors import in_words

__all__ = ["SPACE", "SessionLiving", "is_held"]

# Advisory locks have two numbers; the first one stands for our locks of a kind in this schema of the database
SPACE = "hashtext(current_schema() || ' bulletins {}')"
RUNS = SPACE.format("runs")
ALONE = SPACE.format("alone")
HELD = f"""
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = {RUNS}
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND objid = ANY(CAST(:runs AS BIGINT[]))
"""
held = sa.text(HELD)
take = sa.text(f"SELECT pg_advisory_lock({RUNS}, CAST(:given AS INTEGER))")
give_back = sa.text(f"SELECT pg_advisory_unlock({RUNS}, CAST(:given AS INTEGER))")
try_alone = sa.text(f"SELECT pg_try_advisory_lock({ALONE}, hashtext(:given))")
end_alone = sa.text(f"SELECT pg_advisory_unlock({ALONE}, hashtext(:given))")


def is_held(connection: Connection, run: int) -> bool:
    """Whether a session anywhere holds the lock of a run."""
    return bool(connection.scalar(held, {"runs": [run]}))


class SessionLiving(Living):
    """Locks of a session. `name`: the store's address as it may be shown."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine, self.name = engine, name
        self.session: Any = None
        self.runs: set[int] = set()
        self.one_at_a_time = Lock()

    def begin(self, run: int) -> None:
        with self.one_at_a_time:
            self.ask(take, run)
            self.runs.add(run)

    def end(self, run: int) -> None:
        with self.one_at_a_time:
            if run not in self.runs:
                return
            self.runs.discard(run)
            try:
                self.ask(give_back, run)
            except ConnectionLost:
                self.drop()  # and the lock with it

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Hold a lock of the session of that name meanwhile."""
        with self.one_at_a_time:
            if not self.ask(try_alone, what):
                raise StoreLocked(f"{self.name}: another {what} is under way; call again when it has ended")
        try:
            yield
        finally:
            with self.one_at_a_time, suppress(ConnectionLost):
                self.ask(end_alone, what)

    def ask(self, statement: sa.TextClause, given: int | str) -> Any:
        """Execute a statement in the session and return its value. Raises StoreError."""
        try:
            if self.session is None:
                # not one of the pool's: nobody else shall have it, and it is not looked after there
                self.session = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                self.session.detach()
            return self.session.scalar(statement, {"given": given})
        except sa.exc.DBAPIError as error:
            self.drop()
            raise in_words(error.orig, self.name) from error

    def check(self, connection: Connection) -> None:
        runs = list(self.runs)
        if runs and connection.scalar(held, {"runs": runs}) != len(runs):
            numbers = ", ".join(map(str, sorted(runs)))
            raise ConnectionLost(
                f"{self.name}: the server has ended the session that shows that run {numbers} goes on; nothing of this"
                " was written, what was committed before is whole. Run again"
            )

    def free_room(self) -> None:
        """Do nothing: a lock takes up none."""

    def drop(self) -> None:
        session, self.session = self.session, None
        if session is not None:
            session.invalidate()
            session.close()

    def close(self) -> None:
        with self.one_at_a_time:
            self.runs.clear()
            self.drop()
