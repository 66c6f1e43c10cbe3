"""What a run would ask for if it began now. Reads only: no lease is taken, and no store is made for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.frontier import Scope, Step
from pipelines.models import Ask, Role, Source
from pipelines.store.frontier.hosts import can_be_as_before, rules_of, to_be_read
from pipelines.store.frontier.requests import ask_of
from pipelines.store.schema.tables import Frontier, Sources, table

__all__ = ["Planned", "plan"]

frontier, sources = table(Frontier), table(Sources)


@dataclass(frozen=True, slots=True)
class Planned:
    """A request that a run would make, and why. `conditional`: the server may answer that nothing has changed (304)."""

    ask: Ask
    role: Role
    why: str
    conditional: bool = False


def plan(connection: Connection, source: Source, lists: Sequence[Ask], now: datetime, scope: Scope) -> list[Planned]:
    """In the order of a run. What the lists will newly name is not known before they are read."""
    rows = known(connection, source.name, now, scope)
    rules = rules_of(source)
    by_ask = {ask_of(row.url, row.request): row for row in rows}
    waiting = [planned(ask_of(row.url, row.request), row, scope) for row in rows if Role(row.role) is not Role.LIST]
    at_once = [one for one in waiting if one.why != AGAIN]
    articles = sum(one.role is Role.ARTICLE for one in at_once)
    again = [one for one in waiting if one.why == AGAIN]
    if scope.limit is not None:
        at_once, again = at_once[: scope.limit], again[: max(scope.limit - articles, 0)]
    roots = [row.id for ask, row in by_ask.items() if ask in lists]
    return [
        *at_once,
        *(Planned(ask, Role.LIST, LIST, has_validators(by_ask.get(ask), scope, rules)) for ask in lists),
        *further(connection, source, roots, now, scope),
        *again,
    ]


LIST = "list page"
FURTHER = "further page of a list, not read yet"
AGAIN = "looked at again"


def known(connection: Connection, source: str, now: datetime, scope: Scope) -> Sequence[Row[Any]]:
    due = frontier.c.due_at.is_not(None) if scope.full else frontier.c.due_at <= now
    waits = (frontier.c.state != Step.DONE) & (frontier.c.due_at.is_(None) | (frontier.c.due_at <= now))
    wanted = waits | ((frontier.c.role == Role.ARTICLE) & due) | (frontier.c.role == Role.LIST)
    query = sa.select(frontier).join(sources, sources.c.id == frontier.c.source_id).where(sources.c.name == source)
    query = query.where(wanted).order_by(frontier.c.rank, frontier.c.attempts, frontier.c.id)
    if scope.since is not None:
        undated_or_young = frontier.c.listed_on.is_(None) | (frontier.c.listed_on >= scope.since)
        query = query.where((frontier.c.role != Role.ARTICLE) | undated_or_young)
    return connection.execute(query).all()


def further(connection: Connection, source: Source, roots: Sequence[int], now: datetime, scope: Scope) -> list[Planned]:
    waits = (frontier.c.state != Step.DONE) & (frontier.c.due_at.is_(None) | (frontier.c.due_at <= now))
    wanted = waits | to_be_read(source, scope, now)
    query = sa.select(frontier).where(frontier.c.parent_id.in_(roots), frontier.c.role == Role.LIST, wanted)
    rows = connection.execute(query.order_by(frontier.c.attempts, frontier.c.id)).all()
    return [Planned(ask_of(row.url, row.request), Role.LIST, FURTHER) for row in rows]


def planned(ask: Ask, row: Row[Any], scope: Scope) -> Planned:
    if row.state == Step.FETCHED:
        return Planned(ask, Role(row.role), "kept by a run that was cut short, to be read")
    if row.failures:
        return Planned(ask, Role(row.role), f"not got before: {row.result}")
    if row.page_id is not None:
        return Planned(ask, Role(row.role), AGAIN, has_validators(row, scope))
    listed = f", listed {row.listed_on}" if row.listed_on else ""
    return Planned(ask, Role(row.role), f"new{listed}")


def has_validators(row: Row[Any] | None, scope: Scope, rules: str = "") -> bool:
    return row is not None and can_be_as_before(row, scope, rules) and bool(row.etag or row.last_modified)
