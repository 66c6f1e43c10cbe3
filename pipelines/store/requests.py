"""A request as a key of the frontier: nearly always an address alone."""

import json

import sqlalchemy as sa

from pipelines.records import Ask
from pipelines.store.tables import Frontier, table

__all__ = ["ask_of", "asked", "request_of"]

frontier = table(Frontier)


def request_of(ask: Ask) -> str:
    """What is asked beside the address, as JSON; empty for a plain GET."""
    if ask == Ask(ask.url):
        return ""
    return json.dumps([ask.method, ask.body, [list(header) for header in ask.headers]], ensure_ascii=True)


def ask_of(url: str, request: str) -> Ask:
    if not request:
        return Ask(url)
    method, body, headers = json.loads(request)
    return Ask(url, method, body, tuple((name, value) for name, value in headers))


def asked(source: int, ask: Ask) -> sa.Select[tuple[object, ...]]:
    """The query of an address's row."""
    of_source, of_ask = frontier.c.source_id == source, frontier.c.request == request_of(ask)
    return sa.select(frontier).where(of_source, frontier.c.url == ask.url, of_ask)
