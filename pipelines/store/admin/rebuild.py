"""All that is derived, again from the raw pages: read first, written afterwards.

Reading takes hours for millions of pages, writing minutes, and one transaction has to hold all that is written. So the
readings wait in a nameless file beside the store: nobody is locked out while pages are read, and a rebuild that is
stopped leaves nothing behind.
"""

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from pipelines.internal_errors import caught, netted
from pipelines.models import Page, Rejected, Rejection
from pipelines.sources import SourceError
from pipelines.sources.values import without_password
from pipelines.store.admin.rebuild_lists import Found, ListReader, ListReading, Lists
from pipelines.store.bulletins.settle import Fate, NoBulletin, Settled, fate_of, forget_readings, settle_page
from pipelines.store.engine.errors import StoreError, StoreFull
from pipelines.store.engine.transactions import Writing, shown, transaction
from pipelines.store.raw_pages import (
    articles_with_parts_after,
    newest_number,
    pages_under_way,
    stored_page,
    stored_pages,
)
from pipelines.store.schema.tables import Pages

__all__ = ["Found", "ListReader", "Rebuilt", "rebuild"]

Read = Callable[[Page], Settled]
Reading = ListReading | Fate
Places = dict[int, list["int | ListReading"]]  # of each list, where its readings are in the spool, or they themselves


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild came to: over how many pages our own code fell, and what lists that were read again changed."""

    fell: int = 0
    lists: Found = field(default_factory=Found)


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
        with TemporaryFile(dir=Path(str(engine.url.database)).parent) as spool:
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
                    whole = fate_read(stored_page(engine, number), read) if number in grown else reading
                    fell += record_again(connection, number, whole, places, at)
                if lists is not None:
                    lists.find(connection)
                fell += read_the_rest(engine, connection, read, last, under_way, lists, places)
                found = Found() if lists is None else lists.write(connection, places, partial(loaded, spool))
                return Rebuilt(fell, found)
    except OSError as error:
        raise StoreFull(f"{shown(engine.url)}: no room to rebuild ({error.strerror}); nothing was changed") from error


def spooled(spool: IO[bytes]) -> Iterator[tuple[int, Reading, int]]:
    """The readings of pages by their numbers, and where each stands in the spool."""
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
    fate = reading
    if isinstance(fate, ListReading):
        places.setdefault(fate.root, []).append(fate if at is None else at)
        fate = fate_of(fate.found)
    settle_again(connection, number, fate)
    return isinstance(fate, NoBulletin) and fate.reason == Rejection.INTERNAL_ERROR


def read_again(number: int, page: Page, read: Read, lists: Lists | None) -> Reading:
    reading = None if lists is None else lists.read(number, page)
    return fate_read(page, read) if reading is None else reading


def fate_read(page: Page, read: Read) -> Fate:
    found = netted(page.url, "reading", lambda: fate_of(read(page)), passing=(StoreError, SourceError))
    return fate_of(found) if isinstance(found, Rejected) else found


def settle_again(connection: Connection, number: int, fate: Fate) -> None:
    """Write a page's fate. An internal error takes back the whole rebuild, so the old readings stay; the page is named.

    Raises StoreError.
    """
    try:
        settle_page(connection, number, fate, judging=False)
    except (StoreError, SQLAlchemyError, MemoryError):
        raise
    except Exception as error:
        url = connection.scalar(sa.select(Pages.url).where(Pages.id == number)) or f"page {number}"
        rejected = caught(error, url, "writing what was read")
        raise StoreError(f"{without_password(url)}: {rejected}; nothing was changed") from error
