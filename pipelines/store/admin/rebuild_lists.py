"""What kept list pages say, again: a mended list reader needs no fetching.

A list page that was asked for by a crawl stands in the frontier, and so does all that it led to. Read again, it adds
what was not seen before (articles and next pages, for the next crawl to fetch) and corrects what it says of an article
(title, date, column). It takes nothing away: what a list does not name any more was named once, and may be fetched.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.frontier import Step, Unread
from pipelines.internal_errors import netted
from pipelines.models import (
    MAX_LISTED,
    Ask,
    ListedLink,
    ListPage,
    Outcome,
    Page,
    Role,
    Source,
)
from pipelines.sources import SourceError
from pipelines.store.bulletins.settle import Fate, Settled, fate_of
from pipelines.store.engine.errors import StoreError
from pipelines.store.frontier.listings import OFF_SITE, batches, known, let, storable
from pipelines.store.frontier.requests import add, ask_of, asked, want
from pipelines.store.frontier.rounds import rules_of
from pipelines.store.schema.tables import Frontier, Listings, Pages, Sources, table
from pipelines.store.schema.types import storable as as_stored

__all__ = ["Found", "ListReader", "ListReading", "Lists"]

T = TypeVar("T")

frontier, listings, pages, sources = table(Frontier), table(Listings), table(Pages), table(Sources)

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


@dataclass(frozen=True, slots=True)
class ListReader:
    """How list pages are read again: `read` as the stages do, `source_of` by a source's name and where its lists begin.

    A source without hosts of its own is one that no file describes any more: its lists are left as they are.
    """

    read: Callable[[Page, Source, Ask], Settled]
    source_of: Callable[[str, Sequence[str]], Source]


class Lists:
    """The list pages of a store's frontier: where each page belongs, and what is read in it."""

    def __init__(self, reader: ListReader, connection: Connection) -> None:
        self.reader = reader
        self.sources: dict[str, Source] = {}
        self.unknown: set[str] = set()
        # of each row of the frontier the page that was read last: its bytes, its number, its outcome
        self.seen: dict[int, tuple[str, int, Fate]] = {}
        self.same: dict[int, int] = {}
        self.find(connection)

    def find(self, connection: Connection) -> None:
        """Look up where pages belong, as the frontier is now."""
        query = (
            sa.select(frontier, pages.c.requested_url, sources.c.name)
            .join(pages, pages.c.id == frontier.c.page_id, isouter=True)
            .join(sources, sources.c.id == frontier.c.source_id)
            .where(frontier.c.role == Role.LIST)
            .order_by(frontier.c.id)
        )
        self.by_page: dict[int, Row[Any]] = {}
        self.by_address: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
        self.begun_at: dict[str, list[str]] = defaultdict(list)
        for row in connection.execute(query):
            if row.parent_id is None:
                self.begun_at[row.name].append(row.url)
            if row.page_id is not None:
                self.by_page[row.page_id] = row
                self.by_address[row.name, row.requested_url].append(row)

    def place(self, number: int, page: Page) -> Row[Any] | None:
        """The frontier's row that a list page was asked for by; None: no crawl asked, or it cannot be known.

        Lists that answer to a POST have many rows of one address; an older page of them is a page of that list.
        """
        if number in self.by_page:
            return self.by_page[number]
        rows = self.by_address.get((page.source, page.requested_url), [])
        is_one = len({root_of(row) for row in rows}) == 1
        return min(rows, key=lambda row: (row.depth, row.id)) if is_one else None

    def source_of(self, name: str) -> Source | None:
        if name not in self.sources:
            self.sources[name] = self.reader.source_of(name, self.begun_at[name])
        source = self.sources[name]
        if source.allowed_domains:
            return source
        self.unknown.add(name)
        return None

    def read(self, number: int, page: Page) -> ListReading | Fate | None:
        """Read a kept page again if it is a list page of the frontier; None: it is none.

        What says the same as the page before from its address has the outcome of that one, and is not read twice.
        """
        row = self.place(number, page) if page.role is Role.LIST and page.status < 400 else None
        source = None if row is None else self.source_of(row.name)
        if row is None or source is None:
            return None
        told = hashlib.sha256(page.body).hexdigest() + (page.header("Content-Type") or "")
        before = self.seen.get(row.id)
        if before is not None and (before[0] == told or page.status == HTTPStatus.NOT_MODIFIED):
            self.same[number] = before[1]
            return before[2]
        ask = ask_of(row.url, row.request)
        found = netted(
            page.url, "reading", lambda: self.reader.read(page, source, ask), passing=(StoreError, SourceError)
        )
        fate = fate_of(found)
        self.seen[row.id] = (told, number, fate)
        if not isinstance(found, ListPage):
            return fate
        # what is over the bound is not followed
        bounded = replace(found, articles=found.articles[:MAX_LISTED], off_site=found.off_site[:MAX_LISTED])
        return ListReading(number, root_of(row), page.fetched_at, bounded)

    def write(
        self, connection: Connection, readings: Mapping[int, Sequence[T]], load: Callable[[T], ListReading]
    ) -> Found:
        """Write what the lists say now; `readings`: of each list by its first page, oldest first."""
        newest = {self.same.get(number, number): row for number, row in self.by_page.items()}
        owners = {root_of(row): row for row in self.by_page.values()}
        found = Found(unknown=tuple(sorted(self.unknown)))
        for root, places in readings.items():
            owner = owners[root]
            source = self.sources[owner.name]
            found += list_again(connection, source, owner.source_id, root, map(load, places), newest)
        forget_validators(connection)
        return found


def root_of(row: Row[Any]) -> int:
    return int(row.parent_id or row.id)


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
    standing: dict[int, Row[Any]] = {}
    for some in batches(list(numbers)):
        of_list = (listings.c.list_id == root, listings.c.article_id.in_(some))
        standing |= {row.article_id: row for row in connection.execute(sa.select(listings).where(*of_list))}
    corrected, dated = 0, []
    for article, url in numbers.items():
        one, was = said[url], standing.get(article)
        told = {"title": one.title, "listed_on": one.listed, "column_name": one.column}
        if was is None:
            row_of_pair = {"article_id": article, "list_id": root, "first_seen": one.first_seen}
            connection.execute(sa.insert(listings), row_of_pair | told | {"last_seen": one.last_seen})
            dated.append(article)
        elif told != {"title": was.title, "listed_on": was.listed_on, "column_name": was.column_name}:
            connection.execute(set_listing, {"article": article, "root": root, **told})
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
    told = {"state": str(Step.DONE), "result": OFF_SITE, "checked_at": at}
    fresh = [
        want(source, Ask(link.url), Role.ARTICLE, listed_on=link.listed, **told)
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
    told: dict[str, Any] = {"links": len(listed.articles)}
    if not source.browser:
        told["rules"] = rules_of(source)
    if row.unread == Unread.NOTHING_THERE and (listed.articles or listed.off_site or listed.next_pages):
        told |= {"unread": None, "failures": 0, "due_at": None}
    if any(getattr(row, name) != value for name, value in told.items()):
        connection.execute(set_row, {"which": row.id, **told})


def forget_validators(connection: Connection) -> None:
    """A list page that is none by today's reading is asked for whole: a 304 would say nothing."""
    is_none = pages.c.id == frontier.c.page_id, pages.c.outcome == str(Outcome.REJECTED)
    unusable = (frontier.c.role == Role.LIST, sa.exists().where(*is_none))
    has_any = frontier.c.etag.is_not(None) | frontier.c.last_modified.is_not(None)
    connection.execute(sa.update(frontier).where(*unusable, has_any).values(etag=None, last_modified=None))
