"""What kept list pages say, again: a mended list reader needs no fetching.

A list page that was asked for by a crawl stands in the frontier, and so does all that it led to. What it says now goes
there by pipelines/store/frontier/relisting.py.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.internal_errors import netted
from pipelines.models import (
    MAX_LISTED,
    Ask,
    ListPage,
    Page,
    Role,
    Source,
)
from pipelines.sources import SourceError
from pipelines.store.bulletins.settle import Fate, Settled, fate_of
from pipelines.store.engine.errors import StoreError
from pipelines.store.frontier.relisting import Found, ListReading, forget_validators, list_again
from pipelines.store.frontier.requests import ask_of
from pipelines.store.schema.tables import Frontier, Pages, Sources, table

__all__ = ["Found", "ListReader", "ListReading", "Lists"]

T = TypeVar("T")

frontier, pages, sources = table(Frontier), table(Pages), table(Sources)


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
