"""A request as a row of the frontier: its key, nearly always an address alone, and what a new row holds."""

import json
from typing import Any

import sqlalchemy as sa

from pipelines.frontier import Step
from pipelines.models import Ask, Role
from pipelines.store.schema.tables import Frontier, table
from pipelines.store.schema.types import insert

__all__ = ["RANK", "RECHECK", "add", "ask_of", "asked", "request_of", "want"]

# What is asked for first: an article that is begun is finished, and a stopped run has stored what it listed
RANK = {Role.PART: 0, Role.ARTICLE: 1, Role.LIST: 2}
RECHECK = 3

frontier = table(Frontier)

add = insert(frontier).on_conflict_do_nothing()


def request_of(ask: Ask) -> str:
    """Return what is asked for in addition to the address, as JSON; empty for a plain GET."""
    if ask == Ask(ask.url):
        return ""
    return json.dumps([ask.method, ask.body, [list(header) for header in ask.headers]], ensure_ascii=True)


def ask_of(url: str, request: str) -> Ask:
    if not request:
        return Ask(url)
    method, body, headers = json.loads(request)
    return Ask(url, method, body, tuple((name, value) for name, value in headers))


def asked(source: int, ask: Ask) -> sa.Select[tuple[object, ...]]:
    """Return the query of an address's row."""
    of_source, of_ask = frontier.c.source_id == source, frontier.c.request == request_of(ask)
    return sa.select(frontier).where(of_source, frontier.c.url == ask.url, of_ask)


def want(source: int, ask: Ask, role: Role, **more: Any) -> dict[str, Any]:
    """Return a new row of the frontier: to be asked for."""
    return {
        "source_id": source,
        "url": ask.url,
        "request": request_of(ask),
        "role": str(role),
        "rank": RANK[role],
        "depth": 1 if role is Role.LIST else 0,
        "parent_id": None,
        "state": str(Step.PENDING),
        "due_at": None,
        "attempts": 0,
        "listed_on": None,
        "result": None,
        "failures": 0,
        "unread": None,
    } | more
