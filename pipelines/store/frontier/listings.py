"""What a list page leads to: articles and further pages into the frontier, what it says of them into listings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.frontier import FailureKind, ListedLink, Step, Unread
from pipelines.models import Ask, Role
from pipelines.store.frontier.events import Listed
from pipelines.store.frontier.hosts import Round
from pipelines.store.frontier.requests import RECHECK, add, asked, want
from pipelines.store.schema.tables import Failures, Frontier, Listings, table
from pipelines.store.schema.types import insert, list_of
from pipelines.text.storable import UNSTORABLE

__all__ = ["note_links", "titles_of"]

OFF_SITE = str(FailureKind.OFF_SITE)

frontier, listings, failures = table(Frontier), table(Listings), table(Failures)

note = insert(listings)
note = note.on_conflict_do_update(
    index_elements=["article_id", "list_id"],
    set_={
        "title": note.excluded.title,
        # a list that stops giving a date says nothing against it
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
find_dates = sa.select(listings.c.article_id, listings.c.listed_on).where(
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


def note_links(
    connection: Connection, of: Round, listed: Listed, now: datetime, unread: Unread | None
) -> tuple[int, int]:
    """Write what a list page leads to; how many of its articles are new on this list, and of its further pages to read.

    `unread`: what was not read behind a page that holds nothing new, and is therefore to be read.
    """
    root = listed.lease.parent or listed.lease.number
    links = storable(listed.found.articles)
    new = add_articles(connection, of.number, root, listed.found.column, links, now)
    add_off_site(connection, of.number, of.run, storable(listed.found.off_site), now)
    if links and not new and not unread and not of.scope.full:
        return new, 0  # a whole page of what is known: those after it are known too
    newest = max((link.listed for link in links.values() if link.listed is not None), default=None)
    depth = listed.lease.depth + 1
    turn = Turn(root, depth, newest, of.why_not(depth, newest), None if new else unread)
    return new, sum(add_list(connection, of, ask, turn) for ask in listed.found.next_pages if is_storable(ask.url))


def storable(links: Iterable[ListedLink]) -> dict[str, ListedLink]:
    """By address."""
    return {link.url: link for link in links if is_storable(link.url)}


def is_storable(url: str) -> bool:
    """False of what is no address: the store could not give it back as it was."""
    return UNSTORABLE.search(url) is None


def add_articles(
    connection: Connection, source: int, root: int, column: str, links: Mapping[str, ListedLink], now: datetime
) -> int:
    """Return how many of them this list did not name before: another list may have, and says nothing of this one's
    pages."""
    before = known(connection, source, links)
    rows = [want(source, Ask(url), Role.ARTICLE, listed_on=link.listed) for url, link in links.items()]
    fresh = [row for row in rows if row["url"] not in before]
    if fresh:
        connection.execute(add, fresh)
    dates = dates_listed(connection, root, [row.id for row in before.values()])
    # rows off the allowed sites, which have come to be among them
    let_in = [row for row in before.values() if row.result == OFF_SITE]
    for row in let_in:
        connection.execute(let, {"which": row.id, "day": links[row.url].listed})
    for url, row in before.items():
        note_again(connection, row, links[url], dates.get(row.id))
    numbers = {url: row.id for url, row in known(connection, source, links).items()}
    if numbers:
        rows = [
            {
                "article_id": number,
                "list_id": root,
                "title": links[url].title,
                "listed_on": links[url].listed,
                "column_name": column,
                "first_seen": now,
                "last_seen": now,
            }
            for url, number in numbers.items()
        ]
        connection.execute(note, rows)
    return len(links) - len(dates)


def note_again(connection: Connection, row: Row[Any], link: ListedLink, before: date | None) -> None:
    """A known article on a list once more; `before`: the date that this list gave it before.

    Another date says that it was published again. Two lists may well give one article two dates, every time.
    """
    if link.listed is None:
        return
    changed = before is not None and before != link.listed
    if not changed and row.listed_on is not None and row.listed_on >= link.listed:
        return
    asked_again = changed and row.state == Step.DONE and row.result != OFF_SITE
    connection.execute(set_listed, {"which": row.id, "day": link.listed, "again": asked_again})


def dates_listed(connection: Connection, root: int, articles: Sequence[int]) -> dict[int, date | None]:
    found: dict[int, date | None] = {}
    for some in batches(articles):
        for row in connection.execute(find_dates, {"list": root, "articles": some}):
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


def add_off_site(connection: Connection, source: int, run: int, links: Mapping[str, ListedLink], now: datetime) -> None:
    """Rows of a list that lead elsewhere are not fetched: each is named once, in the run that first saw it."""
    before = known(connection, source, links)
    for link in (link for url, link in links.items() if url not in before):
        values = {"state": str(Step.DONE), "result": OFF_SITE, "checked_at": now, "listed_on": link.listed}
        connection.execute(add, want(source, Ask(link.url), Role.ARTICLE, **values))
        row = {"run_id": run, "source_id": source, "url": link.url, "error": OFF_SITE, "failed_at": now}
        connection.execute(sa.insert(failures), row)


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a list goes on. `root`: its first page; `newest`: the newest day on the page before.

    `why_not`: why the next page is not read now; `unread`: why it is, although the page before holds nothing new.
    """

    root: int
    depth: int
    newest: date | None
    why_not: Unread | None
    unread: Unread | None


def add_list(connection: Connection, of: Round, ask: Ask, turn: Turn) -> bool:
    """Whether this further page is to be read: not twice in a cycle, as where a pager goes in circles."""
    row = connection.execute(asked(of.number, ask)).first()
    place = {"depth": turn.depth, "parent_id": turn.root, "listed_on": turn.newest}
    if row is None:
        if turn.why_not and ask.body:
            forget_turned(connection, turn)
        state, unread = Step.DONE if turn.why_not else Step.PENDING, turn.why_not or turn.unread
        new = want(of.number, ask, Role.LIST, **place, state=str(state), unread=unread)
        connection.execute(add, new)
        return not turn.why_not
    was_read = row.checked_at is not None and row.checked_at >= of.lists_since
    if row.state != Step.DONE or row.role != Role.LIST or row.id == turn.root or was_read:
        return False
    values: dict[str, Any] = {"unread": row.unread or turn.why_not or turn.unread}
    if not turn.why_not:
        values |= {"state": str(Step.PENDING), "due_at": None, "attempts": 0}
    connection.execute(sa.update(frontier).where(frontier.c.id == row.id).values(place | values))
    return not turn.why_not


def forget_turned(connection: Connection, turn: Turn) -> None:
    """What a form posts to turn the page may change with every visit (__VIEWSTATE): the newest that waits is enough."""
    same_place = (frontier.c.parent_id == turn.root, frontier.c.depth == turn.depth, frontier.c.request != "")
    never_asked = (frontier.c.unread.in_([Unread.DEPTH, Unread.SINCE]), frontier.c.run_id.is_(None))
    connection.execute(sa.delete(frontier).where(*same_place, *never_asked))


def titles_of(source: sa.ColumnElement[Any], url: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    """Return the titles by which the lists of a source name an address, in the order of the lists' numbers."""
    of_article = (frontier.c.source_id == source, frontier.c.url == url, frontier.c.request == "")
    ordered = (
        sa.select(listings.c.title)
        .join(frontier, listings.c.article_id == frontier.c.id)
        .where(*of_article)
        .order_by(listings.c.list_id)
        .correlate_except(listings, frontier)
        .subquery()
    )
    return sa.select(list_of(ordered.c.title)).scalar_subquery()
