"""How a rebuild has kept pages read: by jobs whose answers come in their order, read wherever the caller likes.

Job(number, page)                  an article, or whatever else it turns out to be
Job(number, page, source, ask)     a list page, as it was asked for
Job(number, None)                  nothing to read; it keeps its place among the others
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import Engine, Row

from pipelines.internal_errors import netted
from pipelines.models import Ask, ListPage, Page, Rejected, Source
from pipelines.sources import SourceError
from pipelines.store.bulletins.outcomes import ReadResult, Recordable, recordable
from pipelines.store.engine.errors import StoreError
from pipelines.store.raw_pages import stored_page

__all__ = ["Answer", "InOrder", "Job", "ListReader", "Reader", "in_turn", "read_one"]


@dataclass(frozen=True, slots=True)
class Job:
    """A kept page to be read. `row`: the frontier's, of a list page.

    `unit`: what it is written together with; `newest`: the number of the newest page when it was loaded.
    """

    number: int
    page: Page | None
    source: Source | None = None
    ask: Ask | None = None
    row: Row[Any] | None = field(default=None, compare=False)
    unit: int = 0
    newest: int = 0


Answer = Recordable | ListPage | None
InOrder = Callable[[Iterable[Job]], Iterator[tuple[Job, Answer]]]


@dataclass(frozen=True, slots=True)
class ListReader:
    """How list pages are read again: `read` as the stages do, `source_of` by a source's name and where its lists begin.

    A source without hosts of its own is one that no file describes any more: its lists are left as they are.
    """

    read: Callable[[Page, Source, Ask], ReadResult]
    source_of: Callable[[str, Sequence[str]], Source]


@dataclass(frozen=True, slots=True)
class Reader:
    """How all kept pages are read again. `reading`: the digest of all that decides it, for who carries on later.

    `source_of` as in ListReader; None: what lists say is left as it is.
    """

    in_order: InOrder
    source_of: Callable[[str, Sequence[str]], Source] | None = None
    reading: str = ""


def in_turn(read: Callable[[Page], ReadResult], list_reader: ListReader | None = None) -> Reader:
    """Return what reads pages in this process, one after the other."""

    def answer(job: Job) -> Answer:
        page = job.page
        if page is None:
            return None
        if job.source is None or job.ask is None or list_reader is None:
            return outcome_read(page.url, lambda: recordable(read(page)))
        source, ask, reader = job.source, job.ask, list_reader
        found = netted(page.url, "reading", lambda: reader.read(page, source, ask), passing=(StoreError, SourceError))
        return found if isinstance(found, ListPage) else recordable(found)

    source_of = None if list_reader is None else list_reader.source_of
    return Reader(lambda jobs: ((job, answer(job)) for job in jobs), source_of)


def outcome_read(url: str, read: Callable[[], Recordable]) -> Recordable:
    found = netted(url, "reading", read, passing=(StoreError, SourceError))
    return recordable(found) if isinstance(found, Rejected) else found


def read_one(engine: Engine, in_order: InOrder, number: int) -> Recordable:
    """Read the article of that number now. Raises StoreDamaged."""
    ((_, found),) = in_order([Job(number, stored_page(engine, number))])
    assert found is not None  # noqa: S101  # there was a page to read
    return recordable(found)
