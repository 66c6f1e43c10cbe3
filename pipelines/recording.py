"""A kept page on its way to the store again: what a worker does for `bulletins ingest` and `bulletins rebuild`.

Page --read--> CleanDocument | ListPage | Rejected --recordable--> Rows | NoBulletin
"""

from collections.abc import Callable
from functools import cache, partial

from pipelines.clean import read
from pipelines.models import Page, Source
from pipelines.store import Recordable, recordable
from pipelines.workers import Call

__all__ = ["READER", "CallOf", "calls_of", "read_to_record"]

READER = __name__  # what workers begin with
CallOf = Callable[[int, Page], Call[int, Recordable]]


def read_to_record(page: Page, source: Source, boilerplate: frozenset[str]) -> Recordable:
    """Read a page, with all the work on it that needs no store."""
    return recordable(read(page, source, boilerplate))


def calls_of(source_of: Callable[[str], Source], boilerplate_of: Callable[[str], frozenset[str]]) -> CallOf:
    """Return what makes the call for a page of a number; sources and their boilerplate are asked for once, by name."""
    source_of, boilerplate_of = cache(source_of), cache(boilerplate_of)

    def call_of(number: int, page: Page) -> Call[int, Recordable]:
        read_page = partial(read_to_record, page, source_of(page.source), boilerplate_of(page.source))
        return Call(number, page.url, size_of(page), read_page)

    return call_of


def size_of(page: Page) -> int:
    return len(page.body) + sum(len(part.body) for part in page.parts)
