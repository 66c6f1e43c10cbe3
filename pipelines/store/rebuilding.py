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

from sqlalchemy.engine import Connection, Engine

from pipelines.records import Page
from pipelines.store.errors import StoreFull
from pipelines.store.raw import stored_pages
from pipelines.store.settling import Fate, Settled, fate_of, forget_readings, settle_page
from pipelines.store.transactions import Writing, shown

__all__ = ["rebuild"]

Read = Callable[[Page], Settled]


def rebuild(engine: Engine, writing: Writing, read: Read, told: Callable[[], None]) -> None:
    """Read every page again and put the readings in the place of the old ones. Raises StoreError."""
    try:
        with TemporaryFile(dir=Path(str(engine.url.database)).parent) as spool:
            last = 0
            for number, page in stored_pages(engine):
                pickle.dump((number, fate_of(read(page))), spool)
                last = number
                told()
            spool.seek(0)
            with writing() as connection:
                forget_readings(connection)
                for number, fate in spooled(spool):
                    settle_page(connection, number, fate)
                read_the_rest(engine, connection, read, last)
    except OSError as error:
        raise StoreFull(f"{shown(engine.url)}: no room to rebuild ({error.strerror}); nothing was changed") from error


def spooled(spool: IO[bytes]) -> Iterator[tuple[int, Fate]]:
    while True:
        try:
            yield pickle.load(spool)  # noqa: S301  # a file without a name, written above
        except EOFError:
            return


def read_the_rest(engine: Engine, connection: Connection, read: Read, last: int) -> None:
    """Pages that were kept while we read; now that we write, no more can come."""
    for number, page in stored_pages(engine, after=last):
        settle_page(connection, number, fate_of(read(page)))
