"""The store: what was fetched, its outcome, and what was read out of it. The only importer of sqlalchemy.

with open_store("sqlite:///data/bulletins.db") as store:
    run = store.begin_run("crawl", sources)
    page_id = store.keep(run, page)            # bytes committed before anything reads them
    store.record_outcome(page_id, read(page, source))  # bulletin, receipts, outcome: one transaction
    store.finish_run(run)
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from sqlalchemy.engine import Connection, Engine

from pipelines.health import RunState
from pipelines.internal_errors import caught, ends_run
from pipelines.models import Outcome, Page, Source
from pipelines.store import raw_pages
from pipelines.store.admin import audit, backup, boilerplate, undo, verify
from pipelines.store.admin.audit import Precision, Said
from pipelines.store.admin.audit_items import AuditItem, Kind, Line, Side, Verdict
from pipelines.store.admin.backup import restore
from pipelines.store.admin.boilerplate import Learned
from pipelines.store.admin.export import Outgoing, Selection
from pipelines.store.admin.kept_reading import Answer, Job, ListReader, Reader, in_turn
from pipelines.store.admin.rebuild import Rebuilt, rebuild
from pipelines.store.admin.rebuild_batches import OnPages, no_pages, rebuild_in_batches
from pipelines.store.admin.rebuild_marks import Mark
from pipelines.store.admin.undo import CannotUndo, Change, Taken, Undo
from pipelines.store.admin.verify import Finding
from pipelines.store.bulletins import as_before, outcomes
from pipelines.store.bulletins.outcomes import ReadResult, Recordable, recordable
from pipelines.store.bulletins.queries import (
    BulletinLine,
    BulletinView,
    ListingView,
    ParagraphView,
    RefusedView,
)
from pipelines.store.bulletins.volatile import VolatileValue, VolatileView
from pipelines.store.copies.originals import PlacesView, PlaceView
from pipelines.store.copies.queries import CopyView, IssueView, SeriesView
from pipelines.store.engine.again import Waits, patiently
from pipelines.store.engine.database import EVERYTHING, Reach
from pipelines.store.engine.errors import (
    ConnectionLost,
    NoStoreYet,
    NotOurStore,
    StoreAddressError,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreVersionError,
)
from pipelines.store.engine.living import Claims
from pipelines.store.engine.opening import SCHEMA, engine_to_read, leave, open_engine, upgrade
from pipelines.store.engine.transactions import transaction
from pipelines.store.frontier.events import (
    Ended,
    Event,
    Fetched,
    Listed,
    ListRead,
    PartFound,
    Postponed,
    Read,
    Reply,
)
from pipelines.store.frontier.leases import Work
from pipelines.store.frontier.plan import Planned
from pipelines.store.frontier.relisting import Found
from pipelines.store.frontier.sharing import begin_source, check_alive
from pipelines.store.reading import StoreReader
from pipelines.store.runs import alive, record
from pipelines.store.runs.changes import Brought, BroughtBulletin, Example, RemovedOf
from pipelines.store.runs.queries import OfSource, RunView, Totals
from pipelines.store.runs.record import state_after
from pipelines.store.search import index as search_index
from pipelines.store.search.query import Filters, Hit

__all__ = [
    "SCHEMA",
    "Answer",
    "AuditItem",
    "Brought",
    "BroughtBulletin",
    "BulletinLine",
    "BulletinView",
    "CannotUndo",
    "Change",
    "Claims",
    "ConnectionLost",
    "CopyView",
    "Ended",
    "Event",
    "Example",
    "Fetched",
    "Filters",
    "Finding",
    "Found",
    "Hit",
    "IssueView",
    "Job",
    "Kind",
    "Learned",
    "Line",
    "ListRead",
    "ListReader",
    "Listed",
    "ListingView",
    "Mark",
    "NoStoreYet",
    "NotOurStore",
    "OfSource",
    "Outgoing",
    "ParagraphView",
    "PartFound",
    "PlaceView",
    "PlacesView",
    "Planned",
    "Postponed",
    "Precision",
    "Read",
    "ReadResult",
    "Reader",
    "Rebuilt",
    "Recordable",
    "RefusedView",
    "RemovedOf",
    "Reply",
    "RunView",
    "Said",
    "Selection",
    "SeriesView",
    "Side",
    "Store",
    "StoreAddressError",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreLocked",
    "StoreReadOnly",
    "StoreVersionError",
    "Taken",
    "Totals",
    "Undo",
    "Verdict",
    "VolatileValue",
    "VolatileView",
    "Work",
    "open_store",
    "open_to_read",
    "recordable",
    "restore",
    "state_after",
    "upgrade",
]


def open_store(url: str, *, create: bool = True) -> "Store":
    """Open the store at an SQLAlchemy URL; one that is not there is created if `create`. Raises StoreError."""
    return Store(open_engine(url, create=create))


def open_to_read(url: str) -> "Store":
    """Return a store of this version that is there, to look at: its methods that write all fail. Raises StoreError.

    It needs no more than the right to read the file, also while others write.
    """
    return Store(engine_to_read(url))


class Store(StoreReader):
    """A store of bulletins. Every method that writes is one transaction; all may raise StoreError.

    Safe to use from several threads, and next to other programs that use the same store.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        # SQLite lets one writer in and has the others ask again and again; threads of one program rather queue here
        self.one_writer = Lock()
        self.living = self.database.living(engine)
        self.claims: Claims | None = self.living.claims

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        leave(self.engine)
        self.living.close()

    @contextmanager
    def writing(self, reach: Reach = EVERYTHING) -> Iterator[Connection]:
        with self.one_writer, transaction(self.engine, writing=True, reach=reach) as connection:
            check_alive(connection, self.living)
            yield connection

    # What was fetched

    def begin_run(self, command: str, sources: Sequence[Source] = (), now: datetime | None = None) -> int:
        """Begin a run over these sources, state `running`; return its number."""
        now = now or datetime.now(UTC)
        with self.writing() as connection:
            run = record.begin_run(connection, command, now)
            self.living.begin(run)
            for source in sources:
                begin_source(connection, run, source, now)
        return run

    def begin_source(self, run: int, source: Source, *, scheduled: bool = False) -> bool:
        """Begin a source's row of a run that is under way; False where a run next to it has just crawled it."""

        def attempt() -> bool:
            now = datetime.now(UTC)
            with self.writing() as connection:
                return begin_source(connection, run, source, now, unless_crawled=True, scheduled=scheduled)

        return patiently(attempt)

    @contextmanager
    def run_of(self, command: str, sources: Sequence[Source] = ()) -> Iterator[int]:
        """Hold a run open while the block lasts, by its number; it ends `finished`, or as what cut it short."""
        run, state = self.begin_run(command, sources), RunState.FINISHED
        try:
            yield run
        except BaseException as error:
            state = state_after(error)
            raise
        finally:
            self.finish_run(run, state)

    def finish_run(self, run: int, state: RunState = RunState.FINISHED) -> None:
        """Write how a run ended. One that finished is `internal error` where our own code fell on the way."""
        try:
            # what broke off because the server is away has waited for it already
            waits = Waits() if state is RunState.FINISHED else Waits(0.0)
            patiently(lambda: self.write_end(run, state), waits)
        except StoreFull:
            self.living.free_room()
            self.write_end(run, state)
        self.living.end(run)

    def write_end(self, run: int, state: RunState) -> None:
        with self.writing() as connection:
            record.end_run(connection, run, state, datetime.now(UTC))

    def keep(self, run: int, page: Page, part_of: int | None = None) -> int:
        """Commit a page's bytes and headers; the page's number. It has yet to be read, or is what was there before.

        `part_of`: the number of the first page of the article that this one is a further part of.
        """
        return self.keep_many(run, [page], part_of)[0]

    def keep_many(self, run: int, pages: Iterable[Page], part_of: int | None = None) -> list[int]:
        """Do the same for several pages in one transaction."""
        some = list(pages)
        with self.reading() as connection:
            contents = raw_pages.compressed(connection, raw_pages.with_parts(some))
        with self.writing() as connection:
            return as_before.keep_pages(connection, run, some, contents, part_of)

    def record_outcome(self, page: int, recorded: ReadResult) -> Outcome:
        """Write what was read out of a kept page, and its outcome, state DONE. A page that has an outcome keeps it."""
        return self.record_outcomes([(page, recorded)])[0]

    def record_outcomes(self, readings: Iterable[tuple[int, ReadResult]]) -> list[Outcome]:
        """Do the same for several pages in one transaction."""
        ready = [(page, outcomes.recordable(recorded)) for page, recorded in readings]
        with self.writing() as connection:
            return [outcomes.record_page(connection, page, outcome) for page, outcome in ready]

    def record_or_reject(self, readings: Sequence[tuple[int, str, ReadResult]]) -> None:
        """Record pages (number, address, what was read) in one transaction. One that cannot be written for an internal
        error is rejected by that name, and takes no other with it."""
        try:
            self.record_outcomes([(page, recorded) for page, _, recorded in readings])
        except Exception as error:
            if ends_run(error):
                raise
            if len(readings) > 1:
                for reading in readings:
                    self.record_or_reject([reading])
            else:
                page, url, _ = readings[0]
                self.record_outcome(page, caught(error, url, "writing what was read"))

    def frontier(self, source: Source, run: int) -> Work:
        """Return what of a source is to be fetched, for a run that holds its lock."""
        with self.writing() as connection:
            number = raw_pages.source_number(connection, source.name, source.title)
        return Work(self.engine, self.writing, source, number, run)

    def note_failure(self, run: int, source: str, url: str, error: str) -> None:
        """Record a request that ended without any page."""
        with self.writing() as connection:
            record.note_failure(connection, run, raw_pages.source_number(connection, source), url, error)

    # What people and the program decided

    def learn_boilerplate(self, source: str) -> list[Learned]:
        """Learn a source's template from the bulletins that the store holds of it, in place of what was learned."""
        with self.writing() as connection:
            boilerplate.learn(connection, source, datetime.now(UTC))
            return boilerplate.learned(connection, source)

    def forget_boilerplate(self, source: str) -> None:
        with self.writing() as connection:
            boilerplate.forget(connection, source)

    def judge(self, said: Iterable[Said]) -> int:
        """Store verdicts and return how many were new. A rebuild never deletes them."""
        with self.writing() as connection:
            return audit.record(connection, said, datetime.now(UTC))

    def undo(self, bulletin: int, position: int) -> bool:
        """Put a removed paragraph of a bulletin back, in all its revisions and for good; False: none was removed there.

        `position` counts the paragraphs of the current revision from 0.
        """
        with self.writing() as connection:
            return outcomes.undo_removal(connection, bulletin, position, datetime.now(UTC))

    def refuse_volatile(self, bulletin: int, position: int) -> bool:
        """Count the changes of a volatile paragraph as revisions, of the visits before too, and for good.

        `position` is as in `volatile`. False: nothing was learned there.
        """
        with self.writing() as connection:
            return outcomes.refuse_volatile(connection, bulletin, position, datetime.now(UTC))

    def undo_run(
        self, run: int, who: str, source: str | None = None, only: Sequence[Outcome] = alive.WRITTEN
    ) -> list[Change]:
        """Take back what a run changed: the revisions of before are current again. Nothing is deleted.

        Returns what that changed; nothing when all was taken back before. Raises CannotUndo.
        """
        with self.writing() as connection:
            return undo.undo_run(connection, run, who, datetime.now(UTC), source, only)

    def redo_run(self, run: int, who: str) -> list[Change]:
        """Put back what was taken back of a run; what that changed, nothing when nothing is taken back."""
        with self.writing() as connection:
            return undo.redo_run(connection, run, who, datetime.now(UTC))

    # What is derived, and the file as a whole

    def rebuild(
        self,
        read: Callable[[Page], ReadResult] | Reader,
        on_page: Callable[[], None] = lambda: None,
        list_reader: ListReader | None = None,
    ) -> Rebuilt:
        """Make all that is derived again from the kept pages, in one transaction: stopped anywhere, the old rows stay.

        Bulletins keep their numbers. With `list_reader` list pages are read again too: what they name and nobody knew
        waits for the next crawl. `on_page` is called after each page that was read. Others may write until all are.
        """
        reader = read if isinstance(read, Reader) else in_turn(read, list_reader)
        with self.living.alone("rebuild"):
            return rebuild(self.engine, self.writing, reader, on_page)

    def rebuild_in_batches(self, reader: Reader, on_pages: OnPages = no_pages, *, restart: bool = False) -> Rebuilt:
        """Do the same in short transactions; one that was stopped carries on, unless `restart`. A reader of the store
        sees each bulletin as before until its batch is written."""
        with self.living.alone("rebuild"):
            return rebuild_in_batches(self.engine, self.writing, reader, on_pages, restart=restart)

    def reindex(self) -> None:
        """Make the search index again from the texts, in one transaction."""
        with self.writing() as connection:
            search_index.reindex(connection)

    def merge_index(self, pages: int = 1000) -> bool:
        """Merge some of the pieces that writing leaves in the search index, which makes searches faster; False when
        nothing is left to merge. A thousand pages of 4 kB keep other writers waiting for some tenths of a second."""
        with self.writing() as connection:
            return search_index.merge(connection, pages)

    def verify(self, on_progress: Callable[[str], None] = lambda _: None) -> Iterator[Finding]:
        """Yield what is wrong with the store, as it is found: file, counts, receipts, search index, every raw content.

        `on_progress` is called with each check's name, and again for each raw content.
        """
        return verify.verify(self.engine, on_progress)

    def backup(self, target: Path) -> int:
        """Write the store as it is now to a new file, while others read and write; its size in bytes."""
        return backup.backup(self.engine, target)
