"""Runs next to each other on one frontier: what is whose, and what another run leaves to this one.

A run goes on as long as its lock is held (engine/living.py). What it has leased or kept is its own until then; what a
dead run had is taken back by the next run over the source. Sources are shared out by claims (crawler/locks.py): one run
at a time is at a source, so this only decides what a run finds that others have left, or are at against all rules.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.frontier import Step
from pipelines.health import RunState, State
from pipelines.models import Source
from pipelines.sources.cron import latest
from pipelines.store import raw_pages
from pipelines.store.engine.database import behind
from pipelines.store.engine.errors import RunTakenOver
from pipelines.store.engine.living import Living
from pipelines.store.runs import record
from pipelines.store.schema.tables import Frontier, Runs, RunSources, table

__all__ = ["begin_source", "check_alive", "is_of_others", "release", "take_back"]

# A source that a run next to this one crawled longer ago is crawled once more: that run may be one of days
JUST_NOW = timedelta(hours=1)
CAME_TO_AN_END = tuple(map(str, (State.OK, State.SUSPICIOUS, State.FAILED)))

frontier, runs, run_sources = table(Frontier), table(Runs), table(RunSources)


def begin_source(
    connection: Connection,
    run: int,
    source: Source,
    now: datetime,
    *,
    unless_crawled: bool = False,
    scheduled: bool = False,
) -> bool:
    """Begin a source's row of a run, and take back what dead runs had of it. Done twice it does nothing more.

    `unless_crawled`: not of a source that a run next to this one has crawled; False then. `scheduled`: nor of one that
    any run has crawled since it was due by its schedule, for machines do not begin at the same second.
    """
    number = raw_pages.source_number(connection, source.name, source.title)
    of_run = (run_sources.c.run_id == run, run_sources.c.source_id == number)
    if connection.execute(sa.select(run_sources.c.run_id).where(*of_run)).first() is not None:
        return True
    if unless_crawled and crawled_by_others(connection, run, number, source.schedule if scheduled else ""):
        return False
    record.begin_source(connection, run, number, now)
    take_back(connection, number, run)
    return True


def crawled_by_others(connection: Connection, run: int, source: int, schedule: str) -> bool:
    """Whether a run of the same command that goes on next to this one, or did, has come to the end of a source.

    `schedule`: when such runs are due, as a cron expression; then the others since that moment count too.
    """
    this = connection.execute(sa.select(runs).where(runs.c.id == run)).one()
    is_near = runs.c.finished_at.is_(None) | (runs.c.finished_at >= this.started_at)
    if schedule:
        is_near |= run_sources.c.started_at >= latest(schedule, this.started_at)
    found = (
        sa.select(runs.c.id)
        .join(run_sources, run_sources.c.run_id == runs.c.id)
        .where(run_sources.c.source_id == source, run_sources.c.state.in_(CAME_TO_AN_END))
        .where(run_sources.c.started_at >= this.started_at - JUST_NOW, ~run_sources.c.partial)
        .where(runs.c.id != run, runs.c.command == this.command, is_near)
        .limit(1)
    )
    return connection.execute(found).first() is not None


def take_back(connection: Connection, source: int, run: int) -> None:
    """What dead runs had of a source is this run's: leases to be asked for again, kept pages to be read."""
    is_held = frontier.c.state.in_([str(Step.LEASED), str(Step.FETCHED)])
    of_source = (frontier.c.source_id == source, is_held)
    holders = sa.select(frontier.c.run_id).where(*of_source, frontier.c.run_id != run).distinct()
    for other in connection.scalars(holders).all():
        if not behind(connection).is_living(connection, other):
            release(connection, source, other)
            kept = (*of_source, frontier.c.state == Step.FETCHED, frontier.c.run_id == other)
            connection.execute(sa.update(frontier).where(*kept).values(run_id=run))


def release(connection: Connection, source: int, run: int, **more: Any) -> None:
    """Leases that a run does not hold any more: to be asked for again."""
    leased = (frontier.c.source_id == source, frontier.c.state == Step.LEASED, frontier.c.run_id == run)
    again = {"state": str(Step.PENDING), "lease_until": None, "run_id": None}
    connection.execute(sa.update(frontier).where(*leased).values(again | more))


def is_of_others(connection: Connection, run: int, holder: int | None) -> bool:
    """Whether a row of the frontier is held by another run that goes on."""
    return holder not in (None, run) and behind(connection).is_living(connection, holder)


def check_alive(connection: Connection, living: Living) -> None:
    """Raise RunTakenOver where a run of this program was taken for dead: its rows are closed, its work is others'."""
    doubtful = living.check(connection)
    if not doubtful:
        return
    database = behind(connection)
    database.join(connection)  # whoever closes the rows of dead runs may write everything
    ended = sa.select(runs.c.id).where(runs.c.id.in_(doubtful), runs.c.state != str(RunState.RUNNING))
    closed = connection.scalars(ended).all()
    living.confirm(alive=not closed)
    if closed:
        numbers = ", ".join(map(str, sorted(closed)))
        raise RunTakenOver(
            f"{database.name}: while the server was away run {numbers} was taken for dead, and its work by another"
            " run; what was committed before is whole. Run again"
        )
