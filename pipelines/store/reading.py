"""The half of the store that reads: pages, bulletins, copies, searches, samples to judge, runs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from pipelines.frontier import Scope
from pipelines.health import Holdings, SourceRun
from pipelines.models import Ask, Outcome, Page, Receipt, Source
from pipelines.search.query import Query
from pipelines.store import raw_pages
from pipelines.store.admin import audit, boilerplate, rebuild_marks, undo
from pipelines.store.admin.audit import Precision
from pipelines.store.admin.audit_items import AuditItem
from pipelines.store.admin.boilerplate import Learned
from pipelines.store.admin.export import Outgoing, Selection
from pipelines.store.admin.rebuild_marks import Mark
from pipelines.store.admin.undo import Change
from pipelines.store.bulletins import queries as bulletin_queries
from pipelines.store.bulletins import volatile, write
from pipelines.store.bulletins.queries import BulletinLine, BulletinView
from pipelines.store.bulletins.volatile import VolatileValue, VolatileView
from pipelines.store.copies import originals
from pipelines.store.copies import queries as copy_queries
from pipelines.store.copies.originals import PlacesView
from pipelines.store.copies.queries import CopyView, IssueView, SeriesView
from pipelines.store.engine.database import behind
from pipelines.store.engine.transactions import transaction
from pipelines.store.frontier.plan import Planned, plan
from pipelines.store.runs import alive, changes, record, tally
from pipelines.store.runs import queries as run_queries
from pipelines.store.runs.changes import Brought
from pipelines.store.runs.queries import OfSource, RunView, Totals
from pipelines.store.schema.tables import Pages, Sources
from pipelines.store.search import query as search_queries
from pipelines.store.search.query import Filters, Hit

__all__ = ["StoreReader"]


class StoreReader:
    """The reading half of a store. Each method sees the store as it is at one moment; all may raise StoreError.

    Safe to use from several threads, while other programs write the same store.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.database = behind(engine)
        self.url = self.database.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with transaction(self.engine, writing=False) as connection:
            yield connection

    # What was fetched, and what is to be

    def plan(self, source: Source, lists: Sequence[Ask], scope: Scope) -> list[Planned]:
        """Return what a crawl of the source would ask for if it began now; `lists` are where it begins."""
        with self.reading() as connection:
            return plan(connection, source, lists, datetime.now(UTC), scope)

    def unread(self) -> Iterator[tuple[int, Page]]:
        """Yield the pages that were kept and have no outcome: a run died before it read them, or has yet to.

        Not those that a crawl goes on with by itself (`Work.unfinished`): further parts of these may be to come. A few
        are held in memory at a time; they may be recorded while this goes on.
        """
        return raw_pages.stored_pages(self.engine, unread=True)

    def unread_of(self, numbers: Sequence[int]) -> set[int]:
        """Return those of some kept pages that have no outcome: the others are what was there before."""
        with self.reading() as connection:
            return raw_pages.unread_of(connection, numbers)

    def pages(self, source: str | None = None) -> Iterator[tuple[int, Page]]:
        """Yield every kept page in the order of its fetch, a few in memory at a time."""
        return raw_pages.stored_pages(self.engine, source=source)

    def newest_page(self, url: str) -> Page | None:
        """Return the page that was fetched last from this address."""
        with self.reading() as connection:
            newest = connection.scalar(sa.select(sa.func.max(Pages.id)).where(Pages.url == url))
        return None if newest is None else raw_pages.stored_page(self.engine, newest)

    def body_of(self, url: str, fetched_at: datetime) -> bytes | None:
        """Return the bytes that came from an address at a time; None: none did."""
        with self.reading() as connection:
            number = raw_pages.number_of(connection, url, fetched_at)
        return None if number is None else raw_pages.stored_page(self.engine, number).body

    def count_pages(self, source: str | None = None) -> int:
        query = sa.select(sa.func.count()).select_from(Pages)
        if source is not None:
            query = query.join(Sources).where(Sources.name == source)
        with self.reading() as connection:
            return connection.scalar(query) or 0

    def source_names(self) -> list[str]:
        """Return the names of all sources that the store has, sorted."""
        with self.reading() as connection:
            return list(connection.scalars(sa.select(Sources.name).order_by(Sources.name)))

    def stopped_rebuild(self) -> Mark | None:
        """Return how far a rebuild is that was stopped, or goes on now; None: there is none."""
        with self.reading() as connection:
            return rebuild_marks.unfinished(connection)

    # What was read out of it

    def bulletin(self, which: int | str, revision: int | None = None) -> BulletinView | None:
        """Return one bulletin by number or address; its current revision unless another is named."""
        with self.reading() as connection:
            return bulletin_queries.bulletin(connection, which, revision)

    def bulletins(
        self, source: str | None = None, limit: int = 20, *, copies: bool = False, gone: bool = False
    ) -> list[BulletinLine]:
        """Return the newest bulletins first: by date of publication, then by number; those without a date last.

        Each once, as its first publisher has it; with `copies` these too. `gone`: only those whose page is gone.
        """
        with self.reading() as connection:
            return bulletin_queries.bulletins(connection, source, limit, copies=copies, gone=gone)

    def copies(self, bulletin: int) -> list[CopyView]:
        """Return the other bulletins that are the same as this one, versions of it, or quote it or are quoted by it."""
        with self.reading() as connection:
            return copy_queries.copies_of(connection, bulletin)

    def copied(self, one: int, other: int) -> list[Receipt]:
        """Return the receipts for what the later of two bulletins has from the earlier."""
        with self.reading() as connection:
            return copy_queries.copied_between(connection, one, other)

    def series(self, number: int) -> SeriesView | None:
        """Return a bulletin's place in its series; None: it is alone."""
        with self.reading() as connection:
            return copy_queries.series_of(connection, number)

    def issues(self, number: int) -> list[IssueView]:
        """Return all issues of a bulletin's series, the oldest first."""
        with self.reading() as connection:
            return copy_queries.issues_of(connection, number)

    def places(self, text: str, shown: int = originals.SHOWN) -> PlacesView | None:
        """Return where a paragraph stands, with `shown` of the bulletins that have it; None: it is too short to be
        found."""
        with self.reading() as connection:
            return originals.places_of(connection, text, shown)

    def widespread(self, number: int) -> list[tuple[int, PlacesView]]:
        """Return a bulletin's paragraphs that stand in many others, by position, each with the bulletin that had it
        first."""
        with self.reading() as connection:
            return originals.widespread(connection, number)

    def volatile(self, bulletin: int | None = None, source: str | None = None) -> list[VolatileView]:
        """Return the figures that change with the visit and are left out of what counts as a change, by bulletin."""
        with self.reading() as connection:
            return volatile.volatile_views(connection, bulletin, source)

    def volatile_values(self, bulletin: int, position: int) -> list[VolatileValue]:
        """Return what a volatile paragraph said at the visits that were no revision for it, the newest first."""
        with self.reading() as connection:
            return volatile.values_of(connection, bulletin, position)

    def search(
        self,
        query: Query | None,
        filters: Filters = Filters(),  # noqa: B008  # frozen
        *,
        ranked: bool = False,
        limit: int = 20,
        offset: int = 0,
    ) -> tuple[int, list[Hit]]:
        """Return how many bulletins answer a query, and some of them: the newest first, or with `ranked` the best
        (bm25). None: all that the filters leave."""
        asks = None
        if query is not None:
            asks = query.asks
            if query.source is not None and filters.source not in (None, query.source):
                return 0, []
            filters = replace(filters, source=query.source or filters.source)
        with self.reading() as connection:
            return search_queries.search(connection, asks, filters, ranked=ranked, limit=limit, offset=offset)

    @contextmanager
    def export(self, selection: Selection) -> Iterator[Outgoing]:
        """The tables that analysts take away, all as they are at one moment."""
        with self.reading() as connection:
            yield Outgoing(connection, selection)

    # What people and the program decided

    def boilerplate(self, source: str) -> frozenset[str]:
        """Return the digests of the lines that were learned as this source's template: what `clean` takes out."""
        return frozenset(line.digest for line in self.learned(source))

    def learned(self, source: str | None = None) -> list[Learned]:
        """Return the lines that were learned as templates of one source, or of all."""
        with self.reading() as connection:
            return boilerplate.learned(connection, source)

    def draw(self, sample: int, seed: int, *, context: int = audit.CONTEXT, again: bool = False) -> list[AuditItem]:
        """Draw removals and copies for a person to judge, as many of each reason; the same seed, the same sample.

        What was judged is left out, unless `again`. `context` is in paragraphs before and after.
        """
        with self.reading() as connection:
            return audit.draw(connection, sample, seed, context=context, again=again)

    def audit_item(self, name: str) -> AuditItem | None:
        """Return the item of this id; None: it is no removal or copy any more.

        Raises ValueError for what is no id.
        """
        with self.reading() as connection:
            return audit.find(connection, name)

    def precision(self) -> Precision:
        """Return what was judged of the removals and copies, by reason."""
        with self.reading() as connection:
            return audit.precision(connection)

    def restored(self, bulletin: int) -> frozenset[int]:
        """Return the positions of the paragraphs of a bulletin that a person put back."""
        with self.reading() as connection:
            return write.restored_positions(connection, bulletin)

    def to_undo(self, run: int, source: str | None = None, only: Sequence[Outcome] = alive.WRITTEN) -> list[Change]:
        """Return what taking back a run would change, of all sources or of one. Raises CannotUndo.

        `only`: what the run wrote as new, or as revised.
        """
        with self.reading() as connection:
            return undo.to_undo(connection, run, source, only)

    # Runs and sources

    def run(self, number: int | None = None) -> RunView | None:
        """Return a run by its number; None: the newest."""
        with self.reading() as connection:
            return next(iter(run_queries.runs(connection, number, limit=1)), None)

    def runs(self, limit: int = 20, source: str | None = None) -> list[RunView]:
        """Return the newest runs first, of all sources or of one."""
        with self.reading() as connection:
            return run_queries.runs(connection, limit=limit, source=source)

    def changes(self, run: int) -> Brought:
        """Return the bulletins that a run made or changed, and what was removed from them."""
        with self.reading() as connection:
            return changes.changes_of(connection, run)

    def crawled(self) -> list[str]:
        """Return the names of the sources that were ever crawled."""
        with self.reading() as connection:
            return record.crawled(connection)

    def source_runs(self, source: str) -> list[SourceRun]:
        """Return what came of a source in its runs, the newest first: as many as it is judged by."""
        with self.reading() as connection:
            number = raw_pages.find_number(connection, source)
            return [] if number is None else record.source_runs(connection, number)

    def holdings(self, source: str, now: datetime | None = None) -> Holdings:
        """Return what the store holds of a source.

        `now` is by whose clock that is; moments that lie after it are wrong.
        """
        with self.reading() as connection:
            number = raw_pages.find_number(connection, source)
            return Holdings() if number is None else tally.holdings_of(connection, number, now or datetime.now(UTC))

    def by_source(self) -> list[OfSource]:
        """Return what the store holds of each source, the one with the most bulletins first."""
        with self.reading() as connection:
            return run_queries.by_source(connection)

    def totals(self) -> Totals:
        with self.reading() as connection:
            return run_queries.totals(connection)
