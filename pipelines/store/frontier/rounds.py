"""A round over a source: which of its lists are read, and how far.

An ordinary round asks for first pages only, and goes on from a page that names something new. Two things may hide what
was never read behind a page that is as it was: a further page that was not read, which stands in the frontier with the
reason (`unread`) and is asked for as soon as that no longer holds; and a page that was read by other rules, which is
read again whatever its server says. From both the reading goes on until it meets something new: the list has moved down
meanwhile, and what was to be read with it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.frontier import MAX_WAIT, Scope, Step, Unread, furthest_check
from pipelines.models import Ask, Role, Source
from pipelines.store.frontier.hosts import LEFT_ALONE
from pipelines.store.frontier.requests import RANK, add, asked, want
from pipelines.store.schema.tables import Frontier, table

__all__ = ["Round", "begin_lists", "can_be_as_before", "forget_the_future", "rules_of", "to_be_read"]

# Visits in a row that find nothing at a further page: then the list has become shorter. They take four weeks
MAX_MISSES = 7

frontier = table(Frontier)
set_row = sa.update(frontier).where(frontier.c.id == sa.bindparam("which"))


@dataclass(frozen=True, slots=True)
class Round:
    """A source's round as one run works on it. `began`: with this run, or with one that was cut short.

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
        """Why a further page is not to be read now. `newest`: the newest day on the page that leads to it."""
        if depth > self.source.max_list_pages:
            return Unread.DEPTH
        if self.scope.since is not None and newest is not None and newest < self.scope.since:
            return Unread.SINCE
        return None


def rules_of(source: Source) -> str:
    """A digest of what decides where a list page leads, besides its bytes: by other rules more may be read in it.

    A start_url more or less is none: only a link to just that address would be read otherwise.
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
    # after the first pages of this round, which would never have their turn behind a list without end
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
    """The number of the row."""
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
