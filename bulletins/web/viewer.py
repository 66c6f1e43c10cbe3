"""What the pages have in common: the store that they read, and figures that are kept."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock, Thread
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from datasette.app import Datasette

from pipelines import sources as source_files
from pipelines.health.judging import SourceStatus, status_of
from pipelines.models import Source
from pipelines.sources import SourceError
from pipelines.store import Store, Totals, open_to_read
from pipelines.store.engine.read_only import file_of, source_titles

__all__ = ["Figures", "Remembered", "Viewer", "viewer_of"]

T = TypeVar("T")
SHARE_OF_TIME = 20  # while a crawl writes, counting takes no more than one part in so many
QUICK = 0.1  # seconds that a reader may wait for figures that are new


class Remembered(Generic[T]):
    """What `make` gave, made again when `version` returns another number: at once where that is quick.

    A large store that is being written to would be counted again with every view of the page. So what took long is kept
    for some time although it is a little old, and counted in the background: nobody waits for it but the first.
    """

    def __init__(
        self, make: Callable[[], T], version: Callable[[], int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.make, self.version, self.clock = make, version, clock
        self.counting = Lock()
        self.held: tuple[T, int] | None = None
        self.took = 0.0
        self.made_at = 0.0

    def get(self) -> T:
        held = self.held
        if held is None:
            with self.counting:
                return self.renewed() if self.held is None else self.held[0]
        is_young = self.took > QUICK and self.clock() - self.made_at < self.took * SHARE_OF_TIME
        if held[1] == self.version() or is_young:
            return held[0]
        if not self.counting.acquire(blocking=False):
            return held[0]  # somebody is counting; what there is will do meanwhile
        if self.took > QUICK:
            Thread(target=self.renew_and_release, daemon=True).start()
            return held[0]
        try:
            return self.renewed()
        finally:
            self.counting.release()

    def renewed(self) -> T:
        version, start = self.version(), self.clock()
        made = self.make()
        self.made_at = self.clock()
        self.took = self.made_at - start
        self.held = (made, version)
        return made

    def renew_and_release(self) -> None:
        try:
            self.renewed()
        finally:
            self.counting.release()


NEWEST = 12  # bulletins on the start page

viewers: "WeakKeyDictionary[Datasette, Viewer]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Figures:
    """What the start page says of the whole store. `months`: (2020-06, bulletins), those without a date left out."""

    totals: Totals
    months: tuple[tuple[str, int], ...]
    standings: tuple[SourceStatus, ...]


class Viewer:
    """A store that is looked at, by these names of ours (None: any).

    Raises StoreError when there is none, or it is of another version.
    """

    def __init__(self, url: str, names: frozenset[str] | None = None) -> None:
        self.names = names
        self.store: Store = open_to_read(url)
        self.path = file_of(url)
        self.changes = self.store.database.changes()
        self.figures = Remembered(self.count, self.changes.version)
        self.newest = Remembered(lambda: self.store.bulletins(limit=NEWEST), self.changes.version)

    def count(self) -> Figures:
        with self.store.reading() as connection:
            months = connection.exec_driver_sql(
                "SELECT month, sum(bulletins) FROM bulletins_by_month WHERE month IS NOT NULL GROUP BY month"
            ).all()
        counted = tuple(sorted((str(month), int(n)) for month, n in months))
        return Figures(self.store.totals(), counted, tuple(self.standings()))

    def standings(self) -> list[SourceStatus]:
        now = datetime.now(UTC)
        return [
            status_of(described(name), self.store.source_runs(name), self.store.holdings(name, now), now)
            for name in source_titles(self.store)
        ]

    def close(self) -> None:
        with self.figures.counting, self.newest.counting:
            self.changes.close()
            self.store.close()


def described(name: str) -> Source:
    """Return the source's file as it is now; a broken one is the business of `bulletins sources`, not of who reads."""
    try:
        return source_files.source_or_default(name)
    except SourceError:
        return Source(name=name)


def viewer_of(datasette: Datasette) -> Viewer:
    return viewers[datasette]
