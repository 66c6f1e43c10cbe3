"""What a list that was read again says, into the frontier and the listings: it adds and corrects, it takes nothing.

An article that a list does not name any more was named once, and may be fetched; it stays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.frontier import Step, Unread
from pipelines.models import Ask, ListedLink, ListPage, Outcome, Role, Source
from pipelines.store.frontier.hosts import rules_of
from pipelines.store.frontier.listings import OFF_SITE, batches, known, let, storable
from pipelines.store.frontier.requests import add, asked, want
from pipelines.store.schema.tables import Frontier, Listings, Pages, table
from pipelines.text.storable import storable as as_stored

__all__ = ["Found", "ListReading", "forget_validators", "list_again"]

frontier, listings, pages = table(Frontier), table(Listings), table(Pages)

set_row = sa.update(frontier).where(frontier.c.id == sa.bindparam("which"))
set_listing = sa.update(listings).where(
    listings.c.article_id == sa.bindparam("article"), listings.c.list_id == sa.bindparam("root")
)
find_newest_day = sa.select(sa.func.max(listings.c.listed_on)).where(listings.c.article_id == sa.bindparam("article"))
has_turned = (
    sa.select(frontier.c.id)
    .where(frontier.c.parent_id == sa.bindparam("root"), frontier.c.depth == sa.bindparam("depth"))
    .where(frontier.c.url == sa.bindparam("url"), frontier.c.request != "")
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Found:
    """What lists that were read again changed: counts of rows. `unknown`: the sources whose list pages were left as
    they are, because no file says any more what they watch."""

    lists: int = 0
    articles: int = 0
    corrected: int = 0
    next_pages: int = 0
    off_site: int = 0
    unknown: tuple[str, ...] = ()

    def __add__(self, other: "Found") -> "Found":
        return Found(
            self.lists + other.lists,
            self.articles + other.articles,
            self.corrected + other.corrected,
            self.next_pages + other.next_pages,
            self.off_site + other.off_site,
            tuple(dict.fromkeys((*self.unknown, *other.unknown))),
        )


@dataclass(frozen=True, slots=True)
class ListReading:
    """What a list page is read as now. `root`: the frontier's number of the list's first page."""

    page: int
    root: int
    fetched_at: datetime
    found: ListPage


def list_again(
    connection: Connection,
    source: Source,
    number: int,
    root: int,
    readings: Iterable[ListReading],
    newest: Mapping[int, Row[Any]],
) -> Found:
    """Write what one list says now, on all its pages. `number` is the source's."""
    said: dict[str, Said] = {}
    named_first: set[int] = set()  # by these pages of the list something was named that none before had named
    current: list[tuple[Row[Any], ListReading]] = []
    for reading in readings:
        for url, link in storable(reading.found.articles).items():
            if url not in said:
                named_first.add(reading.page)
            said.setdefault(url, Said(reading.fetched_at)).hear(link, reading.found.column, reading.fetched_at)
        if reading.page in newest:
            current.append((newest[reading.page], reading))
    found = write_said(connection, number, root, said)
    for row, reading in current:
        off_site = add_off_site(connection, number, storable(reading.found.off_site), reading.fetched_at)
        # as in a crawl: behind a whole page of what is known all is known
        leads_on = reading.page in named_first or not reading.found.articles
        turned = add_next_pages(connection, source, number, row, root, reading.found) if leads_on else 0
        mark_read(connection, source, row, reading.found)
        found += Found(lists=1, next_pages=turned, off_site=off_site)
    return found


@dataclass(slots=True)
class Said:
    """What a list says of an article, over all its pages that were kept: the last word holds, but a date once given
    stays where a later page gives none."""

    first_seen: datetime
    last_seen: datetime | None = None
    title: str = ""
    listed: date | None = None
    column: str = ""

    def hear(self, link: ListedLink, column: str, at: datetime) -> None:
        self.title, self.column, self.last_seen = as_stored(link.title), as_stored(column), at
        self.listed = link.listed or self.listed


def write_said(connection: Connection, source: int, root: int, said: Mapping[str, Said]) -> Found:
    before = known(connection, source, said)
    fresh = [
        want(source, Ask(url), Role.ARTICLE, listed_on=one.listed) for url, one in said.items() if url not in before
    ]
    if fresh:
        connection.execute(add, fresh)
    let_in = [row for row in before.values() if row.result == OFF_SITE]
    for row in let_in:
        connection.execute(let, {"which": row.id, "day": said[row.url].listed})
    numbers = {row.id: url for url, row in known(connection, source, said).items()}
    listed_before: dict[int, Row[Any]] = {}
    for some in batches(list(numbers)):
        of_list = (listings.c.list_id == root, listings.c.article_id.in_(some))
        listed_before |= {row.article_id: row for row in connection.execute(sa.select(listings).where(*of_list))}
    corrected, dated = 0, []
    for article, url in numbers.items():
        one, was = said[url], listed_before.get(article)
        reported = {"title": one.title, "listed_on": one.listed, "column_name": one.column}
        if was is None:
            row_of_pair = {"article_id": article, "list_id": root, "first_seen": one.first_seen}
            connection.execute(sa.insert(listings), row_of_pair | reported | {"last_seen": one.last_seen})
            dated.append(article)
        elif reported != {"title": was.title, "listed_on": was.listed_on, "column_name": was.column_name}:
            connection.execute(set_listing, {"article": article, "root": root, **reported})
            corrected += 1
            if was.listed_on != one.listed:
                dated.append(article)
    of_article = {row.url: row for row in before.values()}
    for article in dated:
        date_again(connection, article, of_article.get(numbers[article]))
    return Found(articles=len(fresh) + len(let_in), corrected=corrected)


def date_again(connection: Connection, article: int, row: Row[Any] | None) -> None:
    """The day by which a known article is fetched or left (--since) is the newest that its lists give.

    That a day is read otherwise now does not say that the article was published again: it is not asked for.
    """
    newest = connection.scalar(find_newest_day, {"article": article})
    if row is not None and row.listed_on != newest:
        connection.execute(set_row, {"which": article, "listed_on": newest})


def add_off_site(connection: Connection, source: int, links: Mapping[str, ListedLink], at: datetime) -> int:
    """Note rows that lead elsewhere, and are not fetched. How many were not known."""
    before = known(connection, source, links)
    reported = {"state": str(Step.DONE), "result": OFF_SITE, "checked_at": at}
    fresh = [
        want(source, Ask(link.url), Role.ARTICLE, listed_on=link.listed, **reported)
        for link in links.values()
        if link.url not in before
    ]
    for row in fresh:
        connection.execute(add, row)
    return len(fresh)


def add_next_pages(
    connection: Connection, source: Source, number: int, row: Row[Any], root: int, listed: ListPage
) -> int:
    """Note further pages that nobody knew of, for the next crawl to ask for; how many."""
    days = [link.listed for link in listed.articles if link.listed is not None]
    depth, added = row.depth + 1, 0
    for ask in listed.next_pages:
        # what a form posts to turn the page may change with every visit: it was understood before
        turned = {"root": root, "depth": depth, "url": ask.url}
        if ask.body and connection.execute(has_turned, turned).first() is not None:
            continue
        if connection.execute(asked(number, ask)).first() is not None or not storable([ListedLink(ask.url, "")]):
            continue
        is_far = depth > source.max_list_pages
        state, why = (Step.DONE, Unread.DEPTH) if is_far else (Step.PENDING, Unread.RULES)
        place = {"depth": depth, "parent_id": root, "listed_on": max(days, default=None)}
        connection.execute(add, want(number, ask, Role.LIST, **place, state=str(state), unread=str(why)))
        added += 1
    return added


def mark_read(connection: Connection, source: Source, row: Row[Any], listed: ListPage) -> None:
    """Its newest page was read by today's rules, and need not be fetched again for them. What a browser would have
    made of it is another page."""
    reported: dict[str, Any] = {"links": len(listed.articles)}
    if not source.browser:
        reported["rules"] = rules_of(source)
    if row.unread == Unread.NOTHING_THERE and (listed.articles or listed.off_site or listed.next_pages):
        reported |= {"unread": None, "failures": 0, "due_at": None}
    if any(getattr(row, name) != value for name, value in reported.items()):
        connection.execute(set_row, {"which": row.id, **reported})


def forget_validators(connection: Connection) -> None:
    """A list page that is none by today's reading is asked for whole: a 304 would say nothing."""
    is_none = pages.c.id == frontier.c.page_id, pages.c.outcome == str(Outcome.REJECTED)
    unusable = (frontier.c.role == Role.LIST, sa.exists().where(*is_none))
    has_any = frontier.c.etag.is_not(None) | frontier.c.last_modified.is_not(None)
    connection.execute(sa.update(frontier).where(*unusable, has_any).values(etag=None, last_modified=None))
