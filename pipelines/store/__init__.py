"""The store: what was fetched, its fate, and what was read out of it. The only importer of sqlalchemy.

with open_store("sqlite:///data/bulletins.db") as store:
    run = store.begin_run("crawl", sources)
    page_id = store.keep(run, page)            # bytes committed before anything reads them
    store.settle(page_id, read(page, source))  # bulletin, receipts and the page's fate: one transaction
    store.finish_run(run, "finished")
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from types import TracebackType
from typing import Self

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from pipelines import archive
from pipelines.records import Outcome, Page, Role, Source
from pipelines.store import reading, writing
from pipelines.store.errors import NotOurStore, StoreError, StoreFull, StoreVersionError
from pipelines.store.opening import SCHEMA, open_engine, transaction, upgrade
from pipelines.store.reading import BulletinLine, BulletinView, ParagraphView, RemovedView, RunView, Totals
from pipelines.store.tables import Bulletins, Contents, Dictionaries, Failures, Pages, Runs, Sources
from pipelines.store.writing import Settled

__all__ = [
    "SCHEMA",
    "BulletinLine",
    "BulletinView",
    "NotOurStore",
    "ParagraphView",
    "RemovedView",
    "RunView",
    "Settled",
    "Store",
    "StoreError",
    "StoreFull",
    "StoreVersionError",
    "Totals",
    "open_store",
    "upgrade",
]


def open_store(url: str, *, create: bool = True) -> "Store":
    """Open the store at an SQLAlchemy URL, making it when there is none (unless told not to). Raises StoreError."""
    return Store(open_engine(url, create=create))


class Store:
    """A store of bulletins. Every method is one transaction; all may raise StoreError. Safe to use from threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.url = engine.url.render_as_string(hide_password=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self.engine.dispose()

    # What was fetched

    def begin_run(self, command: str, sources: Sequence[Source] = ()) -> int:
        """A row for this run, state `running`; its number."""
        with transaction(self.engine, writing=True) as connection:
            for source in sources:
                writing.source_number(connection, source.name, source.title)
            number: int | None = connection.scalar(
                sa.insert(Runs)
                .values(command=command, version=version("bulletins"), started_at=datetime.now(UTC), state="running")
                .returning(Runs.id)
            )
        assert number is not None  # noqa: S101  # RETURNING gives a row
        return number

    def finish_run(self, run: int, state: str) -> None:
        """State `finished` or `stopped` (by a person or a signal)."""
        with transaction(self.engine, writing=True) as connection:
            connection.execute(sa.update(Runs).where(Runs.id == run).values(state=state, finished_at=datetime.now(UTC)))

    def keep(self, run: int, page: Page) -> int:
        """Commit a page's bytes and headers, state FETCHED; the page's number."""
        return self.keep_many(run, [page])[0]

    def keep_many(self, run: int, pages: Iterable[Page]) -> list[int]:
        with transaction(self.engine, writing=True) as connection:
            return [writing.keep_page(connection, run, page) for page in pages]

    def settle(self, page: int, settled: Settled) -> Outcome:
        """Write what was read out of a kept page, and its fate, state DONE."""
        return self.settle_many([(page, settled)])[0]

    def settle_many(self, readings: Iterable[tuple[int, Settled]]) -> list[Outcome]:
        with transaction(self.engine, writing=True) as connection:
            return [writing.settle_page(connection, page, settled, {}) for page, settled in readings]

    def note_failure(self, run: int, source: str, url: str, error: str) -> None:
        """A request that ended without any page."""
        with transaction(self.engine, writing=True) as connection:
            connection.execute(
                sa.insert(Failures).values(
                    run_id=run,
                    source_id=writing.source_number(connection, source),
                    url=url,
                    error=error,
                    failed_at=datetime.now(UTC),
                )
            )

    def unsettled(self) -> Iterator[tuple[int, Page]]:
        """Pages kept by a run that died before it read them."""
        with transaction(self.engine, writing=False) as connection:
            numbers = list(connection.scalars(sa.select(Pages.id).where(Pages.state == "FETCHED").order_by(Pages.id)))
            yield from pages_of(connection, numbers)

    def pages(self, source: str | None = None) -> Iterator[tuple[int, Page]]:
        """Every kept page in the order of its fetch, one at a time."""
        with transaction(self.engine, writing=False) as connection:
            query = sa.select(Pages.id).join(Sources).order_by(Pages.id)
            if source is not None:
                query = query.where(Sources.name == source)
            yield from pages_of(connection, list(connection.scalars(query)))

    def newest_page(self, url: str) -> Page | None:
        """The page that was fetched last from this address."""
        with transaction(self.engine, writing=False) as connection:
            newest = connection.scalar(sa.select(sa.func.max(Pages.id)).where(Pages.url == url))
            return next((page for _, page in pages_of(connection, [newest])), None) if newest is not None else None

    def count_pages(self, source: str | None = None) -> int:
        query = sa.select(sa.func.count()).select_from(Pages).join(Sources)
        if source is not None:
            query = query.where(Sources.name == source)
        with transaction(self.engine, writing=False) as connection:
            return connection.scalar(query) or 0

    # What was read

    def rebuild(self, read: Callable[[Page], Settled], told: Callable[[], None] = lambda: None) -> None:
        """Make all that is derived again from the kept pages, in one transaction: stopped anywhere, the old rows stay.

        Bulletins keep their numbers. `told` is called after each page.
        """
        with transaction(self.engine, writing=True) as connection:
            numbers = {url: number for number, url in connection.execute(sa.select(Bulletins.id, Bulletins.url))}
            again = list(connection.scalars(sa.select(Pages.id).order_by(Pages.id)))
            connection.execute(sa.update(Pages).values(bulletin_id=None, revision=None))
            for table in (*writing.derived_tables, Bulletins):
                connection.execute(sa.delete(table))
            for number, page in pages_of(connection, again):
                writing.settle_page(connection, number, read(page), numbers)
                told()

    def bulletin(self, which: int | str, revision: int | None = None) -> BulletinView | None:
        """One bulletin by number or address; its current revision unless another is named."""
        with transaction(self.engine, writing=False) as connection:
            return reading.bulletin(connection, which, revision)

    def bulletins(self, source: str | None = None, limit: int = 20) -> list[BulletinLine]:
        with transaction(self.engine, writing=False) as connection:
            return reading.bulletins(connection, source, limit)

    def run(self, number: int | None = None) -> RunView | None:
        with transaction(self.engine, writing=False) as connection:
            return reading.run(connection, number)

    def totals(self) -> Totals:
        with transaction(self.engine, writing=False) as connection:
            return reading.totals(connection)


def pages_of(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[int, Page]]:
    query = (
        sa.select(Pages, Sources.name, Contents.compressed, Dictionaries.dictionary)
        .join(Sources, Sources.id == Pages.source_id)
        .join(Contents, Contents.id == Pages.content_id)
        .outerjoin(Dictionaries, Dictionaries.id == Contents.dictionary_id)
    )
    for number in numbers:
        row = connection.execute(query.where(Pages.id == number)).one()
        page = row
        yield (
            number,
            Page(
                source=row.name,
                url=page.url,
                requested_url=page.requested_url,
                fetched_at=page.fetched_at,
                status=page.status,
                headers=tuple((name, value) for name, value in page.headers),
                body=archive.decompress(row.compressed, row.dictionary),
                role=Role(page.role),
            ),
        )
