"""Hosts that do not answer, as the frontier has them: what is to be asked there waits, and says why."""

from datetime import datetime
from itertools import takewhile

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.frontier import Step, pause
from pipelines.health.runs import LEFT_ALONE
from pipelines.models import Role
from pipelines.store.schema.tables import Frontier, RunSources, table

__all__ = ["LEFT_ALONE", "answers_again", "forget_left_alone", "leave", "left_alone"]

LOOKED_BACK = 10  # runs; after fewer the pause is as long as it gets

frontier, run_sources = table(Frontier), table(RunSources)


def at(source: int, place: str) -> tuple[sa.ColumnElement[bool], ...]:
    """The addresses of a source that begin with `place` (http://host:port)."""
    start = f"{place}/"
    return frontier.c.source_id == source, sa.func.substr(frontier.c.url, 1, len(start)) == start


def leave(connection: Connection, source: int, run: int, place: str, now: datetime) -> datetime:
    """Nothing of a host is asked for before the time that this gives: neither what waits nor what this run has asked
    for in vain."""
    until = now + pause(left_in_a_row(connection, source, run))
    waits = (frontier.c.state == Step.PENDING, frontier.c.due_at.is_(None) | (frontier.c.due_at < until))
    in_vain = (frontier.c.state == Step.DONE, frontier.c.failures > 0, frontier.c.run_id == run)
    # further pages of lists have their own way to come again, and articles that are never looked at again have none
    comes_again = frontier.c.due_at.is_not(None) | ((frontier.c.role == Role.LIST) & (frontier.c.depth <= 1))
    later = {"due_at": until, "result": LEFT_ALONE}
    connection.execute(sa.update(frontier).where(*at(source, place), *waits).values(later))
    sooner = frontier.c.due_at.is_(None) | (frontier.c.due_at < until)
    connection.execute(sa.update(frontier).where(*at(source, place), *in_vain, comes_again, sooner).values(later))
    return until


def left_in_a_row(connection: Connection, source: int, run: int) -> int:
    """In how many runs before this one a host of the source was left alone, each the run before the next."""
    of_source = (run_sources.c.source_id == source, run_sources.c.run_id < run)
    query = sa.select(run_sources.c.failed).where(*of_source).order_by(run_sources.c.run_id.desc()).limit(LOOKED_BACK)
    return sum(1 for _ in takewhile(lambda failed: LEFT_ALONE in failed, connection.scalars(query)))


def answers_again(connection: Connection, source: int, place: str) -> None:
    """What waits for a host need not wait any longer."""
    waits = (frontier.c.state == Step.PENDING, frontier.c.result == LEFT_ALONE)
    connection.execute(sa.update(frontier).where(*at(source, place), *waits).values(due_at=sa.null(), result=sa.null()))


def forget_left_alone(connection: Connection, source: int) -> None:
    """A run that is to look at everything asks hosts that were left alone as well."""
    waits = (frontier.c.source_id == source, frontier.c.result == LEFT_ALONE, frontier.c.state == Step.PENDING)
    connection.execute(sa.update(frontier).where(*waits).values(due_at=sa.null()))


def left_alone(connection: Connection, source: int) -> list[tuple[str, Role, datetime | None]]:
    """The addresses of a source whose host was left alone, and until when."""
    wanted = (frontier.c.source_id == source, frontier.c.result == LEFT_ALONE)
    return [(row.url, Role(row.role), row.due_at) for row in connection.execute(sa.select(frontier).where(*wanted))]
