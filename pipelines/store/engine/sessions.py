"""Which runs go on, and what they crawl, in a store on PostgreSQL: locks that belong to a session, a connection of its
own.

The server frees the locks of a session that has ended, and a session ends with its program, also when that is killed
or its machine is. A program that goes on while its session has ended is taken for dead by the others; so each
transaction in which it writes asks the server whether the locks of its runs are held, and ends where they are not.

A server that was stopped and started again has ended all sessions. Then the locks are taken again, all of them or none,
and whoever asked looks whether the runs were taken for dead in between (`check`, `confirm`).
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection, Engine

from pipelines.store.engine.again import patiently
from pipelines.store.engine.errors import RunTakenOver, StoreError, StoreLocked
from pipelines.store.engine.living import Claims, Living
from pipelines.store.engine.postgres_connections import answering
from pipelines.store.engine.postgres_errors import in_words

__all__ = ["SPACE", "SessionLiving", "is_held", "is_mine"]

# Advisory locks have two numbers; the first one stands for our locks of a kind in this schema of the database
SPACE = "hashtext(current_schema() || ' bulletins {}')"
RUNS = SPACE.format("runs")
HELD = f"""
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = {RUNS} AND mode = 'ExclusiveLock'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND objid = ANY(CAST(:runs AS BIGINT[]))
"""
held = sa.text(HELD)
# or one number, of all its 64 bits: no two names share one
OF_NAME = "hashtextextended(current_schema() || ' bulletins ' || CAST(:given AS TEXT), 0)"
OF_RUN = f"{RUNS}, CAST(:given AS INTEGER)"
started = sa.text("SELECT pg_postmaster_start_time()")


class Kind(NamedTuple):
    """A kind of lock: how it is tried, waited for, and given back. Each returns whether it was, or nothing."""

    attempt: sa.TextClause
    wait: sa.TextClause
    end: sa.TextClause


def kind_of(number: str, suffix: str = "") -> Kind:
    return Kind(
        sa.text(f"SELECT pg_try_advisory_lock{suffix}({number})"),
        sa.text(f"SELECT pg_advisory_lock{suffix}({number})"),
        sa.text(f"SELECT pg_advisory_unlock{suffix}({number})"),
    )


RUN, NAME, SHARED = kind_of(OF_RUN), kind_of(OF_NAME), kind_of(OF_NAME, "_shared")


def is_mine(run: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Return the condition that the lock of a run of this program is held by the session that is for that.

    Another session gets it for an instant where it is not; to try is cheaper than to look through all locks there are.
    """
    return sa.select(holds(run)).scalar_subquery()  # looked at once for a statement, not for each row


def holds(run: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    its: tuple[sa.ColumnElement[Any], ...] = (sa.literal_column(RUNS), sa.cast(run, sa.Integer))
    is_free = sa.func.pg_try_advisory_lock_shared(*its, type_=sa.Boolean)
    was_free = sa.func.pg_advisory_unlock_shared(*its, type_=sa.Boolean)
    return sa.case((is_free, ~was_free), else_=sa.true())


ours = sa.bindparam("runs", type_=ARRAY(sa.BigInteger))
run_of = sa.func.unnest(ours).table_valued("run", name="runs").render_derived()
all_mine = sa.select(sa.func.coalesce(sa.func.bool_and(holds(run_of.c.run)), sa.true())).select_from(run_of)


def is_held(connection: Connection, run: int) -> bool:
    """Whether a session anywhere holds the lock of a run."""
    return bool(connection.scalar(held, {"runs": [run]}))


class SessionLiving(Living):
    """Locks of a session. `name`: the store's address as it may be shown."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine, self.name = engine, name
        self.session: Any = None
        self.started: Any = None  # when the server was that the session is with
        self.held: Counter[tuple[Kind, int | str]] = Counter()
        self.unconfirmed: frozenset[int] = frozenset()
        self.one_at_a_time = Lock()
        self.claims = SessionClaims(self)

    @property
    def runs(self) -> list[int]:
        return sorted(int(given) for kind, given in self.held if kind is RUN)

    def begin(self, run: int) -> None:
        with self.one_at_a_time:
            self.ask(RUN.wait, run)
            self.held[RUN, run] += 1

    def end(self, run: int) -> None:
        self.give_back(RUN, run)

    def take(self, kind: Kind, given: str) -> bool:
        with self.one_at_a_time:
            if not self.ask(kind.attempt, given):
                return False
            self.held[kind, given] += 1
            return True

    def give_back(self, kind: Kind, given: int | str) -> None:
        with self.one_at_a_time:
            if not self.held[kind, given]:
                return
            self.held[kind, given] -= 1
            self.held += Counter()  # without those of which none is left
            if self.session is not None:
                with suppress(StoreError):  # the connection is lost, and the lock with it
                    self.ask(kind.end, given)
            elif not self.held:
                self.started = None

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Hold a lock of the session of that name meanwhile."""
        if not self.take(NAME, f"alone {what}"):
            raise StoreLocked(f"{self.name}: another {what} is under way; call again when it has ended")
        try:
            yield
        finally:
            self.give_back(NAME, f"alone {what}")

    def ask(self, statement: sa.TextClause, given: int | str) -> Any:
        """Execute a statement in the session and return its value. Raises StoreError."""
        try:
            if self.session is None:
                self.open()
            return self.session.scalar(statement, {"given": given})
        except sa.exc.DBAPIError as error:
            self.drop()
            raise in_words(error.orig, self.name, is_lost=error.connection_invalidated) from error

    def open(self) -> None:
        """Begin a session. What is to be held is taken again, all of it or nothing.

        Only of a server that was started since: where it was not, somebody has ended the session. Raises RunTakenOver.
        """
        # not one of the pool's: nobody else shall have it, and it is not looked after there
        self.session = answering(self.engine).execution_options(isolation_level="AUTOCOMMIT")
        self.session.detach()
        before, self.started = self.started, self.session.scalar(started)
        every = [(kind.attempt, given) for (kind, given), times in self.held.items() for _ in range(times)]
        if not every:
            return
        if before == self.started or not all(self.session.scalar(take, {"given": given}) for take, given in every):
            was_restarted = before != self.started
            self.drop()
            self.started = before
            raise self.lost(was_restarted=was_restarted)
        self.unconfirmed = frozenset(self.runs)

    def check(self, connection: Connection) -> frozenset[int]:
        with self.one_at_a_time:
            runs = self.runs
            if runs and not connection.scalar(all_mine, {"runs": runs}):
                self.drop()
                self.ask(started, 0)
            return self.unconfirmed

    def confirm(self, *, alive: bool) -> None:
        with self.one_at_a_time:
            self.unconfirmed = frozenset()
            if not alive:
                self.drop()  # and `started` says that there was no other server since

    def lost(self, *, was_restarted: bool) -> RunTakenOver:
        numbers = ", ".join(map(str, self.runs))
        why = (
            f"the server was started again, and another program has taken meanwhile what run {numbers} held"
            if was_restarted
            else f"the server has ended the session that shows that run {numbers} goes on"
        )
        return RunTakenOver(
            f"{self.name}: {why}; nothing of this was written, what was committed before is whole. Run again"
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
            self.held.clear()
            self.drop()


class SessionClaims(Claims):
    """Claims by locks of the session that shows that the runs go on: who loses one loses all."""

    def __init__(self, living: SessionLiving) -> None:
        self.living = living

    def take(self, name: str, *, shared: bool = False) -> bool:
        return patiently(lambda: self.living.take(SHARED if shared else NAME, name))

    def give_back(self, name: str, *, shared: bool = False) -> None:
        self.living.give_back(SHARED if shared else NAME, name)
