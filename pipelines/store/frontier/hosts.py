"""Hosts that do not answer, as the frontier has them: what is to be asked there waits, and says why.

Also here: the crawl cycle of a source (`Round`), which says which of its lists are read and how far.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from itertools import takewhile
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.frontier import MAX_WAIT, Scope, Step, Unread, furthest_check, pause
from pipelines.health.runs import LEFT_ALONE
from pipelines.models import Ask, Role, Source
from pipelines.store.frontier.requests import RANK, add, asked, want
from pipelines.store.schema.tables import Frontier, RunSources, table

__all__ = [
    "LEFT_ALONE",
    "Round",
    "answers_again",
    "begin_lists",
    "can_be_as_before",
    "forget_left_alone",
    "forget_the_future",
    "leave",
    "left_alone",
    "rules_of",
    "to_be_read",
]

LOOKED_BACK = 10  # runs; after fewer the pause is as long as it gets

frontier, run_sources = table(Frontier), table(RunSources)

# Visits in a row that find nothing at a further page: then the list has become shorter. They take four weeks
MAX_MISSES = 7

frontier = table(Frontier)
set_row = sa.update(frontier).where(frontier.c.id == sa.bindparam("which"))


def at(source: int, place: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the addresses of a source that begin with `place` (http://host:port)."""
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
    """Return the addresses of a source whose host was left alone, and until when."""
    wanted = (frontier.c.source_id == source, frontier.c.result == LEFT_ALONE)
    return [(row.url, Role(row.role), row.due_at) for row in connection.execute(sa.select(frontier).where(*wanted))]


# A crawl cycle of a source: which of its lists are read, and how far


@dataclass(frozen=True, slots=True)
class Round:
    """A source's crawl cycle as one run works on it. `began`: with this run, or with one that was cut short.

    `lists_since`: list pages that were read since then are not read again. `rules`: by which a list is read.
    """

    source: Source
    number: int
    run: int
    began: datetime
    lists_since: datetime
    scope: Scope
    rules: str

    def why_not(self, depth: int, newest: date | None) -> Unread | None:
        """Return why a further page is not to be read now. `newest`: the newest day on the page that leads to it."""
        if depth > self.source.max_list_pages:
            return Unread.DEPTH
        if self.scope.since is not None and newest is not None and newest < self.scope.since:
            return Unread.SINCE
        return None


def rules_of(source: Source) -> str:
    """Return a digest of what decides, with its bytes, where a list page leads: by other rules more may be read in it.

    A start_url more or less makes no difference: only a link to just that address would be read otherwise.
    """
    rules = (
        version("bulletins"),
        source.lists,
        source.allowed_domains,
        source.follow,
        source.skip,
        source.encoding,
        source.browser,
    )
    return hashlib.sha256(repr(rules).encode()).hexdigest()[:16]


def can_be_as_before(row: Row[Any], scope: Scope, rules: str) -> bool:
    """Whether it is enough to hear that a page is as it was: not of a list that would be read otherwise now."""
    if row.page_id is None or scope.full:
        return False
    return row.role != Role.LIST or (bool(row.links) and row.unread is None and row.rules == rules)


def begin_lists(connection: Connection, of: Round, asks: Sequence[tuple[Ask, Role]], now: datetime) -> None:
    """`asks`, with which the source begins, are to be asked for, and what was not read of these lists before."""
    roots = [begin_with(connection, of, ask, role, now) for ask, role in asks]
    is_further = (frontier.c.source_id == of.number, frontier.c.role == Role.LIST, frontier.c.depth > 1)
    waits = frontier.c.state == Step.PENDING
    # a run that was cut short, or stopped at its limit, left these; by now other articles may stand on them
    cut_short = (*is_further, waits | (frontier.c.state == Step.FETCHED), frontier.c.unread.is_(None))
    # after the first pages of this cycle, which would never have their turn behind a list without end
    behind = sa.case((frontier.c.attempts < 1, 1), else_=frontier.c.attempts)
    connection.execute(sa.update(frontier).where(*cut_short).values(unread=str(Unread.CUT_SHORT), attempts=behind))
    if all(role is not Role.LIST for _, role in asks):
        return
    of_lists = (frontier.c.source_id == of.number, frontier.c.role == Role.LIST)
    has_left = sa.func.coalesce(frontier.c.parent_id, frontier.c.id).not_in(roots)
    left = {"state": str(Step.DONE), "due_at": None}
    connection.execute(sa.update(frontier).where(*of_lists, waits, has_left).values(left))
    again = {"state": str(Step.PENDING), "due_at": None, "attempts": 0}
    done = frontier.c.state == Step.DONE
    connection.execute(
        sa.update(frontier)
        .where(*is_further, done, frontier.c.parent_id.in_(roots), to_be_read(of.source, of.scope, now))
        .values(again)
    )


def to_be_read(source: Source, scope: Scope, now: datetime) -> sa.ColumnElement[bool]:
    """Further pages that were not read, where nothing is against it any more."""
    wanted = frontier.c.unread.is_not(None) & (frontier.c.depth <= source.max_list_pages)
    if scope.since is not None:
        wanted &= frontier.c.listed_on.is_(None) | (frontier.c.listed_on >= scope.since)
    if scope.full:
        return wanted
    may_be_there = (frontier.c.unread != Unread.NOTHING_THERE) | (frontier.c.failures < MAX_MISSES)
    return wanted & may_be_there & (frontier.c.due_at.is_(None) | (frontier.c.due_at <= now))


def begin_with(connection: Connection, of: Round, ask: Ask, role: Role, now: datetime) -> int:
    """Return the number of the row."""
    row = connection.execute(asked(of.number, ask)).first()
    if row is None:
        connection.execute(add, want(of.number, ask, role))
        return int(connection.execute(asked(of.number, ask)).one().id)
    not_yet = row.checked_at is None or row.checked_at < of.lists_since or row.failures
    is_put_off = row.result == LEFT_ALONE and row.due_at is not None and row.due_at > now
    if row.state == Step.DONE and not_yet and (of.scope.full or not is_put_off):
        again = {"state": str(Step.PENDING), "due_at": None, "depth": 1, "parent_id": None, "attempts": 0}
        connection.execute(set_row, {"which": row.id, "role": str(role), "rank": RANK[role], **again})
    return int(row.id)


def forget_the_future(connection: Connection, of: Round, now: datetime) -> None:
    """Moments that a clock wrote which was ahead are not known: by them nothing would be asked for until they come."""
    checked_at, due_at, state = frontier.c.checked_at, frontier.c.due_at, frontier.c.state
    wrong: tuple[tuple[sa.ColumnElement[bool], dict[str, Any]], ...] = (
        # parts of what is kept are distinguished from those of the visit before by its own
        ((state == Step.FETCHED) & (checked_at > now), {"checked_at": now}),
        ((state != Step.FETCHED) & (checked_at > now), {"checked_at": None}),
        ((state == Step.PENDING) & (due_at > now + MAX_WAIT), {"due_at": None}),
        ((state == Step.DONE) & (due_at > furthest_check(of.source, now)), {"due_at": now}),
    )
    for rows, instead in wrong:
        connection.execute(sa.update(frontier).where(frontier.c.source_id == of.number, rows).values(instead))
