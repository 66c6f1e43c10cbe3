"""What the pages have in common: the store that they read, and figures that are kept."""

from dataclasses import dataclass
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from datasette.app import Datasette

from bulletins.web.remembered import Remembered
from pipelines import sources as source_files
from pipelines.health.standing import Standing, standing
from pipelines.models import Source
from pipelines.sources import SourceError
from pipelines.store import Store, Totals, open_to_read
from pipelines.store.engine.read_only import Changes, file_of, source_titles

__all__ = ["Figures", "Viewer", "viewer_of"]

NEWEST = 12  # bulletins on the start page

viewers: "WeakKeyDictionary[Datasette, Viewer]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Figures:
    """What the start page tells of the whole store. `months`: (2020-06, bulletins), those without a date left out."""

    totals: Totals
    months: tuple[tuple[str, int], ...]
    standings: tuple[Standing, ...]


class Viewer:
    """A store that is looked at, by these names of ours (None: any).

    Raises StoreError when there is none, or it is of another version.
    """

    def __init__(self, url: str, names: frozenset[str] | None = None) -> None:
        self.names = names
        self.store: Store = open_to_read(url)
        self.path = file_of(url)
        self.changes = Changes(self.path)
        self.figures = Remembered(self.count, self.changes.version)
        self.newest = Remembered(lambda: self.store.bulletins(limit=NEWEST), self.changes.version)

    def count(self) -> Figures:
        with self.store.reading() as connection:
            months = connection.exec_driver_sql(
                "SELECT month, sum(bulletins) FROM bulletins_by_month WHERE month IS NOT NULL GROUP BY month"
            ).all()
        counted = tuple(sorted((str(month), int(n)) for month, n in months))
        return Figures(self.store.totals(), counted, tuple(self.standings()))

    def standings(self) -> list[Standing]:
        now = datetime.now(UTC)
        return [
            standing(described(name), self.store.source_runs(name), self.store.holdings(name, now), now)
            for name in source_titles(self.store)
        ]

    def close(self) -> None:
        with self.figures.counting, self.newest.counting:
            self.changes.close()
            self.store.close()


def described(name: str) -> Source:
    """The source's file as it is now; a broken one is the business of `bulletins sources`, not of who reads."""
    try:
        return source_files.source_or_default(name)
    except SourceError:
        return Source(name=name)


def viewer_of(datasette: Datasette) -> Viewer:
    return viewers[datasette]
