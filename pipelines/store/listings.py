"""What a list page leads to: articles and further pages into the frontier, what it says of them into listings."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection, Row

from pipelines.records import Ask, Role
from pipelines.store.requests import asked, request_of
from pipelines.store.tables import Failures, Frontier, Listings, table
from pipelines.visits import Lease, Listed, ListedLink, Step

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
find_known = sa.select(frontier).where(
    frontier.c.source_id == sa.bindparam("source"),
    frontier.c.request == "",
    frontier.c.url.in_(sa.bindparam("urls", expanding=True)),
)
find_told = sa.select(listings.c.article_id, listings.c.listed_on).where(
    listings.c.list_id == sa.bindparam("list"),
    listings.c.article_id.in_(sa.bindparam("articles", expanding=True)),
)
again = sa.bindparam("again", type_=sa.Boolean)
set_listed = (
    sa.update(frontier)
    .where(frontier.c.id == sa.bindparam("which"))
    .values(
        listed_on=sa.bindparam("day"),
        state=sa.case((again, str(Step.PENDING)), else_=frontier.c.state),
        rank=sa.case((again, RECHECK), else_=frontier.c.rank),
        due_at=sa.case((again, sa.null()), else_=frontier.c.due_at),
    )
)
let = (
    sa.update(frontier)
    .where(frontier.c.id == sa.bindparam("which"))
    .values(state=str(Step.PENDING), result=None, checked_at=None, listed_on=sa.bindparam("day"))
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
    links = {link.url: link for link in listed.links}
    before = known(connection, source, links)
    rows = [want(source, Ask(url), Role.ARTICLE, listed_on=link.listed) for url, link in links.items()]
    fresh = [row for row in rows if row["url"] not in before]
    if fresh:
        connection.execute(add, fresh)
    told = dates_told(connection, root, [row.id for row in before.values()])
    # rows off the allowed sites, which have come to be among them
    let_in = [row for row in before.values() if row.result == OFF_SITE]
    for row in let_in:
        connection.execute(let, {"which": row.id, "day": links[row.url].listed})
    for url, row in before.items():
        note_again(connection, row, links[url], told.get(row.id))
    numbers = {url: row.id for url, row in known(connection, source, links).items()}
    if numbers:
        rows = [
            {
                "article_id": number,
                "list_id": root,
                "title": links[url].title,
                "listed_on": links[url].listed,
                "column_name": listed.column,
                "first_seen": now,
                "last_seen": now,
            }
            for url, number in numbers.items()
        ]
        connection.execute(note, rows)
    return len(fresh) + len(let_in)


def note_again(connection: Connection, row: Row[Any], link: ListedLink, told: date | None) -> None:
    """A known article on a list once more; `told`: the date that this list gave it before.

    Another date says that it was published again. Two lists may well give one article two dates, every time.
    """
    if link.listed is None:
        return
    changed = told is not None and told != link.listed
    if not changed and row.listed_on is not None and row.listed_on >= link.listed:
        return
    asked_again = changed and row.state == Step.DONE and row.result != OFF_SITE
    connection.execute(set_listed, {"which": row.id, "day": link.listed, "again": asked_again})


def dates_told(connection: Connection, root: int, articles: Sequence[int]) -> dict[int, date | None]:
    found: dict[int, date | None] = {}
    for some in batches(articles):
        for row in connection.execute(find_told, {"list": root, "articles": some}):
            found[row.article_id] = row.listed_on
    return found


def batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """SQLite takes a bounded number of values in one statement."""
    for start in range(0, len(values), 500):
        yield values[start : start + 500]


def known(connection: Connection, source: int, urls: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in batches(list(urls)):
        for row in connection.execute(find_known, {"source": source, "urls": some}):
            found[row.url] = row
    return found


def add_off_site(connection: Connection, source: int, run: int, links: Sequence[ListedLink], now: datetime) -> None:
    """Rows of a list that lead elsewhere are not fetched: each is named once, in the run that first saw it."""
    before = known(connection, source, [link.url for link in links])
    for link in {link.url: link for link in links if link.url not in before}.values():
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
