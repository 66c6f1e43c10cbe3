"""A kept page on its way to the store again: what workers do for `bulletins ingest` and `bulletins rebuild`.

Page --read--> CleanDocument | Rejected --recordable--> Rows | NoBulletin
Page --read--> ListPage
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

from pipelines.clean import read
from pipelines.models import Ask, ListPage, Page, Source
from pipelines.store import Answer, Job, Reader, Recordable, Store, recordable
from pipelines.workers import Call, Workers

__all__ = ["READER", "CallOf", "calls_of", "reader_of"]

READER = __name__  # what workers begin with
CallOf = Callable[[int, Page], Call[int, Recordable]]
SourceOf = Callable[[str], Source]


def read_to_record(page: Page, source: Source, boilerplate: frozenset[str]) -> Recordable:
    """Read a page, with all the work on it that needs no store."""
    return recordable(read(page, source, boilerplate))


def read_list(page: Page, source: Source, ask: Ask) -> ListPage | Recordable:
    found = read(page, source, ask=ask)
    return found if isinstance(found, ListPage) else recordable(found)


def calls_of(source_of: SourceOf, store: Store) -> CallOf:
    """Return what makes the call for a page of a number; sources and their boilerplate are asked for once, by name."""
    source_of, boilerplate_of = cache(source_of), cache(store.boilerplate)

    def call_of(number: int, page: Page) -> Call[int, Recordable]:
        read_page = partial(read_to_record, page, source_of(page.source), boilerplate_of(page.source))
        return Call(number, page.url, size_of(page), read_page)

    return call_of


def nothing() -> None:
    """Read nothing."""


def size_of(page: Page) -> int:
    return len(page.body) + sum(len(part.body) for part in page.parts)


def reader_of(
    pool: Workers, store: Store, source_of: SourceOf, source_of_lists: Callable[[str, Sequence[str]], Source]
) -> Reader:
    """Return what reads kept pages again in a pool: articles as `source_of` says, lists as `source_of_lists` does."""
    call_of = calls_of(source_of, store)

    def call(job: Job) -> Call[Job, Answer]:
        page = job.page
        if page is None:
            return Call(job, "", 0, nothing, is_trivial=True)
        if job.source is not None and job.ask is not None:
            return Call(job, page.url, size_of(page), partial(read_list, page, job.source, job.ask))
        of_page = call_of(job.number, page)
        return Call(job, page.url, of_page.size, of_page.read_page)

    def in_order(jobs: Iterable[Job]) -> Iterator[tuple[Job, Answer]]:
        for job, found in pool.in_order(map(call, jobs)):
            yield job, found if found is None or isinstance(found, ListPage) else recordable(found)

    return Reader(in_order, source_of_lists, reading_of(store, source_of))


def reading_of(store: Store, source_of: SourceOf) -> str:
    """Return the digest of all that decides how kept pages are read: this program, the sources, what was learned."""
    digest = hashlib.sha256(version("bulletins").encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    for name in store.source_names():
        digest.update(repr((source_of(name), sorted(store.boilerplate(name)))).encode())
    return digest.hexdigest()
