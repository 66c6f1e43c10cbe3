"""All that is derived, again from the raw pages: read first, written afterwards.

Reading takes hours for millions of pages, writing minutes, and one transaction has to hold all that is written. So the
readings wait in a nameless file beside the store: nobody is locked out while pages are read, and a rebuild that is
stopped leaves nothing behind.
"""

import pickle
from collections.abc import Callable, Iterator
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
from pipelines.store.bulletins.settle import Fate, NoBulletin, Settled, fate_of, forget_readings, settle_page
from pipelines.store.engine.errors import StoreError, StoreFull
from pipelines.store.engine.transactions import Writing, shown
from pipelines.store.raw_pages import (
    articles_with_parts_after,
    newest_number,
    pages_under_way,
    stored_page,
    stored_pages,
)
from pipelines.store.schema.tables import Pages

__all__ = ["rebuild"]

Read = Callable[[Page], Settled]


def rebuild(engine: Engine, writing: Writing, read: Read, told: Callable[[], None]) -> int:
    """Read every page again and put the readings in the place of the old ones; over how many our own code fell.

    Raises StoreError.
    Pages that a crawl has under way are left to it: of an article in parts some may be still to come.
    """
    try:
        with TemporaryFile(dir=Path(str(engine.url.database)).parent) as spool:
            before, last, fallen = newest_number(engine), 0, 0
            for number, page in stored_pages(engine):
                pickle.dump((number, fate_read(page, read)), spool)
                last = number
                told()
            spool.seek(0)
            with writing() as connection:
                under_way = pages_under_way(connection)
                grown = articles_with_parts_after(connection, before)
                forget_readings(connection)
                for number, fate in spooled(spool):
                    if number in under_way:
                        continue
                    whole = fate_read(stored_page(engine, number), read) if number in grown else fate
                    settle_again(connection, number, whole)
                    fallen += fell(whole)
                return fallen + read_the_rest(engine, connection, read, last, under_way)
    except OSError as error:
        raise StoreFull(f"{shown(engine.url)}: no room to rebuild ({error.strerror}); nothing was changed") from error


def spooled(spool: IO[bytes]) -> Iterator[tuple[int, Fate]]:
    while True:
        try:
            yield pickle.load(spool)  # noqa: S301  # a file without a name, written above
        except EOFError:
            return


def read_the_rest(engine: Engine, connection: Connection, read: Read, last: int, under_way: set[int]) -> int:
    """Pages that were kept while we read; now that we write, no more can come. Over how many our own code fell."""
    fallen = 0
    for number, page in stored_pages(engine, after=last):
        if number not in under_way:
            fate = fate_read(page, read)
            settle_again(connection, number, fate)
            fallen += fell(fate)
    return fallen


def fell(fate: Fate) -> bool:
    return isinstance(fate, NoBulletin) and fate.reason == Rejection.INTERNAL_ERROR


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
