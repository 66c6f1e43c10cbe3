"""Kept list pages read again: where each page belongs in the frontier, and what it says there by today's reading.

What they name and nobody knew waits for the next crawl: a mended list reader needs no fetching.
"""

import hashlib
import pickle
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import IO, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.models import MAX_LISTED, ListPage, Page, Role, Source
from pipelines.store.admin.kept_reading import Answer, Job
from pipelines.store.bulletins.outcomes import Recordable, recordable
from pipelines.store.frontier.relisting import Found, ListReading, list_again
from pipelines.store.frontier.requests import ask_of
from pipelines.store.schema.tables import Frontier, Pages, Sources, table

__all__ = ["Lists", "Places", "Reading", "loaded", "put", "spooled"]

Reading = ListReading | Recordable
Places = dict[int, list["int | ListReading"]]  # of each list, where its readings are in the spool, or they themselves
T = TypeVar("T")

frontier, pages, sources = table(Frontier), table(Pages), table(Sources)


class Lists:
    """The list pages of a store's frontier, or of one source's: where each page belongs, and what is read in it."""

    def __init__(
        self, source_of: Callable[[str, Sequence[str]], Source], connection: Connection, only: int | None = None
    ) -> None:
        self.find_source, self.only = source_of, only
        self.sources: dict[str, Source] = {}
        self.unknown: set[str] = set()
        # of each row of the frontier the page that is read last: its bytes and its number, and its outcome
        self.asked: dict[int, tuple[str, int]] = {}
        self.seen: dict[int, Recordable] = {}
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
        if self.only is not None:
            query = query.where(frontier.c.source_id == self.only)
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
        """Return the frontier's row that a list page was asked for by; None: no crawl asked, or it cannot be known.

        Lists that answer to a POST have many rows of one address; an older page of them is a page of that list.
        """
        if number in self.by_page:
            return self.by_page[number]
        rows = self.by_address.get((page.source, page.requested_url), [])
        is_one = len({root_of(row) for row in rows}) == 1
        return min(rows, key=lambda row: (row.depth, row.id)) if is_one else None

    def source_of(self, name: str) -> Source | None:
        if name not in self.sources:
            self.sources[name] = self.find_source(name, self.begun_at[name])
        source = self.sources[name]
        if source.allowed_domains:
            return source
        self.unknown.add(name)
        return None

    def job(self, number: int, page: Page) -> Job | None:
        """Return how a kept page is read again if it is a list page of the frontier; None: it is none.

        What says the same as the page before from its address has the outcome of that one, and is not read twice.
        """
        row = self.place(number, page) if page.role is Role.LIST and page.status < 400 else None
        source = None if row is None else self.source_of(row.name)
        if row is None or source is None:
            return None
        reported = hashlib.sha256(page.body).hexdigest() + (page.header("Content-Type") or "")
        before = self.asked.get(row.id)
        if before is not None and (before[0] == reported or page.status == HTTPStatus.NOT_MODIFIED):
            self.same[number] = before[1]
            return Job(number, None, source, row=row)
        self.asked[row.id] = (reported, number)
        return Job(number, page, source, ask_of(row.url, row.request), row)

    def reading(self, job: Job, found: Answer) -> Reading:
        """Return what a job's answer is for the list that it belongs to; the answers come in the order of the jobs."""
        assert job.row is not None  # noqa: S101  # made by `job`
        if job.page is None or found is None:
            return self.seen[job.row.id]
        outcome = recordable(found)
        self.seen[job.row.id] = outcome
        if not isinstance(found, ListPage):
            return outcome
        # what is over the bound is not followed
        bounded = replace(found, articles=found.articles[:MAX_LISTED], off_site=found.off_site[:MAX_LISTED])
        return ListReading(job.number, root_of(job.row), job.page.fetched_at, bounded)

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
        return found


def root_of(row: Row[Any]) -> int:
    return int(row.parent_id or row.id)


# Readings of many pages wait in a file without a name


def put(spool: IO[bytes], number: int, reading: Reading) -> None:
    pickle.dump((number, reading), spool)


def spooled(spool: IO[bytes]) -> Iterator[tuple[int, Reading, int]]:
    """Yield the readings of pages by their numbers, and where each stands in the spool."""
    while True:
        at = spool.tell()
        try:
            number, reading = pickle.load(spool)  # noqa: S301  # a file without a name, written above
        except EOFError:
            return
        yield number, reading, at


def loaded(spool: IO[bytes], place: int | ListReading) -> ListReading:
    if isinstance(place, ListReading):
        return place
    spool.seek(place)
    _, reading = pickle.load(spool)  # noqa: S301  # as above
    assert isinstance(reading, ListReading)  # noqa: S101  # by the place it was found at
    return reading
