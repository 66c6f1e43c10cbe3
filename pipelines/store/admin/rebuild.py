"""All that is derived, again from the raw pages: read first, written afterwards.

Reading takes hours for millions of pages, writing minutes, and one transaction has to hold all that is written. So the
readings wait in a nameless file next to the store: nobody is locked out while pages are read, and a rebuild that is
stopped leaves nothing behind.

Kept list pages are read again too, for a mended list reader needs no fetching.
"""

import hashlib
import pickle
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from tempfile import TemporaryFile
from typing import IO, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.exc import SQLAlchemyError

from pipelines.internal_errors import caught, netted
from pipelines.models import MAX_LISTED, Ask, ListPage, Page, Rejected, Rejection, Role, Source
from pipelines.sources import SourceError
from pipelines.sources.values import without_password
from pipelines.store.bulletins.outcomes import (
    NoBulletin,
    ReadResult,
    Recordable,
    forget_readings,
    record_page,
    recordable,
)
from pipelines.store.engine.database import behind
from pipelines.store.engine.errors import StoreError, StoreFull
from pipelines.store.engine.transactions import Writing, transaction
from pipelines.store.frontier.relisting import Found, ListReading, forget_validators, list_again
from pipelines.store.frontier.requests import ask_of
from pipelines.store.raw_pages import (
    articles_with_parts_after,
    newest_number,
    pages_under_way,
    stored_page,
    stored_pages,
)
from pipelines.store.schema.tables import Frontier, Pages, Sources, table

__all__ = ["Found", "ListReader", "ListReading", "Lists", "Rebuilt", "rebuild"]

Read = Callable[[Page], ReadResult]
Reading = ListReading | Recordable
Places = dict[int, list["int | ListReading"]]  # of each list, where its readings are in the spool, or they themselves
T = TypeVar("T")

frontier, pages, sources = table(Frontier), table(Pages), table(Sources)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild came to: over how many pages our own code fell, and what lists that were read again changed."""

    fell: int = 0
    lists: Found = field(default_factory=Found)


# Kept list pages read again: a mended list reader needs no fetching


@dataclass(frozen=True, slots=True)
class ListReader:
    """How list pages are read again: `read` as the stages do, `source_of` by a source's name and where its lists begin.

    A source without hosts of its own is one that no file describes any more: its lists are left as they are.
    """

    read: Callable[[Page, Source, Ask], ReadResult]
    source_of: Callable[[str, Sequence[str]], Source]


def rebuild(
    engine: Engine,
    writing: Writing,
    read: Read,
    on_page: Callable[[], None],
    list_reader: ListReader | None = None,
) -> Rebuilt:
    """Read every page again and put the readings in the place of the old ones.

    Without `list_reader` what lists say is left as it is. Raises StoreError.
    Pages that a crawl has under way are left to it: of an article in parts some may be still to come.
    """
    try:
        with TemporaryFile(dir=behind(engine).spool_folder()) as spool:
            lists = None
            if list_reader is not None:
                with transaction(engine, writing=False) as connection:
                    lists = Lists(list_reader, connection)
            before, last = newest_number(engine), 0
            for number, page in stored_pages(engine):
                pickle.dump((number, read_again(number, page, read, lists)), spool)
                last = number
                on_page()
            spool.seek(0)
            with writing() as connection:
                under_way = pages_under_way(connection)
                grown = articles_with_parts_after(connection, before)
                forget_readings(connection)
                fell, places = 0, Places()
                for number, reading, at in spooled(spool):
                    if number in under_way:
                        continue
                    whole = outcome_read(stored_page(engine, number), read) if number in grown else reading
                    fell += record_again(connection, number, whole, places, at)
                if lists is not None:
                    lists.find(connection)
                fell += read_the_rest(engine, connection, read, last, under_way, lists, places)
                found = Found() if lists is None else lists.write(connection, places, partial(loaded, spool))
                return Rebuilt(fell, found)
    except OSError as error:
        raise StoreFull(f"{behind(engine).name}: no room to rebuild ({error.strerror}); nothing was changed") from error


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


class Lists:
    """The list pages of a store's frontier: where each page belongs, and what is read in it."""

    def __init__(self, reader: ListReader, connection: Connection) -> None:
        self.reader = reader
        self.sources: dict[str, Source] = {}
        self.unknown: set[str] = set()
        # of each row of the frontier the page that was read last: its bytes, its number, its outcome
        self.seen: dict[int, tuple[str, int, Recordable]] = {}
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
            self.sources[name] = self.reader.source_of(name, self.begun_at[name])
        source = self.sources[name]
        if source.allowed_domains:
            return source
        self.unknown.add(name)
        return None

    def read(self, number: int, page: Page) -> ListReading | Recordable | None:
        """Read a kept page again if it is a list page of the frontier; None: it is none.

        What says the same as the page before from its address has the outcome of that one, and is not read twice.
        """
        row = self.place(number, page) if page.role is Role.LIST and page.status < 400 else None
        source = None if row is None else self.source_of(row.name)
        if row is None or source is None:
            return None
        reported = hashlib.sha256(page.body).hexdigest() + (page.header("Content-Type") or "")
        before = self.seen.get(row.id)
        if before is not None and (before[0] == reported or page.status == HTTPStatus.NOT_MODIFIED):
            self.same[number] = before[1]
            return before[2]
        ask = ask_of(row.url, row.request)
        found = netted(
            page.url, "reading", lambda: self.reader.read(page, source, ask), passing=(StoreError, SourceError)
        )
        outcome = recordable(found)
        self.seen[row.id] = (reported, number, outcome)
        if not isinstance(found, ListPage):
            return outcome
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


def read_the_rest(
    engine: Engine,
    connection: Connection,
    read: Read,
    last: int,
    under_way: set[int],
    lists: Lists | None,
    places: Places,
) -> int:
    """Pages that were kept while we read; now that we write, no more can come. Over how many our own code fell."""
    fell = 0
    for number, page in stored_pages(engine, after=last):
        if number not in under_way:
            fell += record_again(connection, number, read_again(number, page, read, lists), places, None)
    return fell


def record_again(connection: Connection, number: int, reading: Reading, places: Places, at: int | None) -> bool:
    """Write a page's outcome; of a list page remember where its reading is. Whether our own code fell over it."""
    outcome = reading
    if isinstance(outcome, ListReading):
        places.setdefault(outcome.root, []).append(outcome if at is None else at)
        outcome = recordable(outcome.found)
    record_outcome_again(connection, number, outcome)
    return isinstance(outcome, NoBulletin) and outcome.reason == Rejection.INTERNAL_ERROR


def read_again(number: int, page: Page, read: Read, lists: Lists | None) -> Reading:
    reading = None if lists is None else lists.read(number, page)
    return outcome_read(page, read) if reading is None else reading


def outcome_read(page: Page, read: Read) -> Recordable:
    found = netted(page.url, "reading", lambda: recordable(read(page)), passing=(StoreError, SourceError))
    return recordable(found) if isinstance(found, Rejected) else found


def record_outcome_again(connection: Connection, number: int, outcome: Recordable) -> None:
    """Write a page's outcome. An internal error, which names the page, undoes the whole rebuild: the old readings stay.

    Raises StoreError.
    """
    try:
        record_page(connection, number, outcome, judging=False)
    except (StoreError, SQLAlchemyError, MemoryError):
        raise
    except Exception as error:
        url = connection.scalar(sa.select(Pages.url).where(Pages.id == number)) or f"page {number}"
        rejected = caught(error, url, "writing what was read")
        raise StoreError(f"{without_password(url)}: {rejected}; nothing was changed") from error


def root_of(row: Row[Any]) -> int:
    return int(row.parent_id or row.id)
