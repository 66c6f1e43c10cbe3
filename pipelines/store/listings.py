"""What a list page leads to: articles and further pages into the frontier, what it says of them into listings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection

from pipelines.records import Ask, Role
from pipelines.store.requests import asked, request_of
from pipelines.store.tables import Failures, Frontier, Listings, table
from pipelines.visits import Lease, Link, Listed, Step

__all__ = ["RANK", "RECHECK", "note_links", "want"]

# What is asked for first: an article that is begun is finished, and a stopped run has stored what it listed
RANK = {Role.PART: 0, Role.ARTICLE: 1, Role.LIST: 2}
RECHECK = 3
OFF_SITE = "off the allowed sites"

frontier, listings, failures = table(Frontier), table(Listings), table(Failures)

add = upsert(frontier).on_conflict_do_nothing()
note = upsert(listings)
note = note.on_conflict_do_update(
    index_elements=["article_id", "list_id"],
    set_={
        "title": note.excluded.title,
        # a list that stops telling a date says nothing against it
        "listed_on": sa.func.coalesce(note.excluded.listed_on, listings.c.listed_on),
        "column_name": note.excluded.column_name,
        "last_seen": note.excluded.last_seen,
    },
)
find_known = sa.select(frontier.c.id, frontier.c.url, frontier.c.listed_on, frontier.c.state).where(
    frontier.c.source_id == sa.bindparam("source"),
    frontier.c.request == "",
    frontier.c.url.in_(sa.bindparam("urls", expanding=True)),
)
set_listed = (
    sa.update(frontier)
    .where(frontier.c.id == sa.bindparam("which"))
    .values(
        listed_on=sa.bindparam("day"),
        state=sa.bindparam("to"),
        rank=sa.case((sa.bindparam("again", type_=sa.Boolean), RECHECK), else_=frontier.c.rank),
    )
)


def want(source: int, ask: Ask, role: Role, **more: Any) -> dict[str, Any]:
    """A new row of the frontier: to be asked for."""
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
    } | more


def note_links(
    connection: Connection, source: int, run: int, listed: Listed, round_at: datetime, now: datetime
) -> tuple[int, int]:
    """Write what a list page leads to; how many of its articles are new, and how many further pages are to be read."""
    root = listed.lease.parent or listed.lease.number
    new = add_articles(connection, source, root, listed, now)
    add_off_site(connection, source, run, listed.off_site, now)
    if listed.links and not new and not listed.to_the_end:
        return new, 0  # a whole page of what is known: those after it are known too
    further = sum(add_list(connection, source, ask, root, listed.lease, round_at) for ask in listed.next_pages)
    return new, further


def add_articles(connection: Connection, source: int, root: int, listed: Listed, now: datetime) -> int:
    before = known(connection, source, listed.links)
    fresh = [link for link in listed.links if link.url not in before]
    if fresh:
        rows = [want(source, Ask(link.url), Role.ARTICLE, listed_on=link.listed) for link in fresh]
        connection.execute(add, rows)
    # a list that gives an article another date than before says that it was published again
    changed = [(before[link.url], link) for link in listed.links if link.url in before and link.listed]
    changed = [(row, link) for row, link in changed if row.listed_on != link.listed]
    for row, link in changed:
        again = row.state == Step.DONE and row.listed_on is not None
        to = str(Step.PENDING) if again else row.state
        connection.execute(set_listed, {"which": row.id, "day": link.listed, "to": to, "again": again})
    numbers = {url: row.id for url, row in known(connection, source, listed.links).items()}
    if numbers:
        rows = [
            {
                "article_id": numbers[link.url],
                "list_id": root,
                "title": link.title,
                "listed_on": link.listed,
                "column_name": listed.column,
                "first_seen": now,
                "last_seen": now,
            }
            for link in listed.links
            if link.url in numbers
        ]
        connection.execute(note, rows)
    return len(fresh)


def known(connection: Connection, source: int, links: Sequence[Link]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    urls = [link.url for link in links]
    for start in range(0, len(urls), 500):  # SQLite takes a bounded number of values
        for row in connection.execute(find_known, {"source": source, "urls": urls[start : start + 500]}):
            found[row.url] = row
    return found


def add_off_site(connection: Connection, source: int, run: int, links: Sequence[Link], now: datetime) -> None:
    """Rows of a list that lead elsewhere are not fetched: each is named once, in the run that first saw it."""
    before = known(connection, source, links)
    for link in links:
        if link.url in before:
            continue
        told = {"state": str(Step.DONE), "result": OFF_SITE, "checked_at": now, "listed_on": link.listed}
        connection.execute(add, want(source, Ask(link.url), Role.ARTICLE, **told))
        row = {"run_id": run, "source_id": source, "url": link.url, "error": OFF_SITE, "failed_at": now}
        connection.execute(sa.insert(failures), row)


def add_list(connection: Connection, source: int, ask: Ask, root: int, lease: Lease, round_at: datetime) -> bool:
    """Whether this further page is to be read: not twice in a round, as where a pager goes in circles."""
    row = connection.execute(asked(source, ask)).first()
    if row is None:
        depth = lease.depth + 1
        connection.execute(add, want(source, ask, Role.LIST, depth=depth, parent_id=root))
        return True
    if row.state != Step.DONE or row.role != Role.LIST or (row.checked_at is not None and row.checked_at >= round_at):
        return False
    again = {"state": str(Step.PENDING), "due_at": None, "depth": lease.depth + 1, "attempts": 0}
    connection.execute(sa.update(frontier).where(frontier.c.id == row.id).values(again))
    return True
