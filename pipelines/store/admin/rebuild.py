"""All that is derived, again from the raw pages: read first, written afterwards.

Reading takes hours for millions of pages, writing minutes, and one transaction has to hold all that is written. So the
readings wait in a nameless file next to the store: nobody is locked out while pages are read, and a rebuild that is
stopped leaves nothing behind.

Kept list pages are read again too, for a mended list reader needs no fetching.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from tempfile import TemporaryFile

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from pipelines.internal_errors import caught, ends_run
from pipelines.models import Page, Rejection
from pipelines.sources.values import without_password
from pipelines.store.admin.kept_reading import Answer, Job, Reader, read_one
from pipelines.store.admin.list_pages import Lists, Places, Reading, loaded, put, spooled
from pipelines.store.admin.rebuild_marks import end
from pipelines.store.bulletins.outcomes import (
    NoBulletin,
    Recordable,
    forget_readings,
    record_page,
    recordable,
)
from pipelines.store.engine.database import behind
from pipelines.store.engine.errors import StoreError, StoreFull
from pipelines.store.engine.transactions import Writing, transaction
from pipelines.store.frontier.relisting import Found, ListReading, forget_validators
from pipelines.store.raw_pages import (
    articles_with_parts_after,
    newest_number,
    pages_under_way,
    stored_pages,
)
from pipelines.store.schema.tables import Pages

__all__ = ["Rebuilt", "is_internal", "rebuild"]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild came to: over how many pages our own code fell, and what lists that were read again changed."""

    fell: int = 0
    lists: Found = field(default_factory=Found)


def rebuild(
    engine: Engine,
    writing: Writing,
    reader: Reader,
    on_page: Callable[[], None],
) -> Rebuilt:
    """Read every page again and put the readings in the place of the old ones. Raises StoreError.

    Pages that a crawl has under way are left to it: of an article in parts some may be still to come.
    """
    in_order = reader.in_order
    try:
        with TemporaryFile(dir=behind(engine).spool_folder()) as spool:
            lists = None
            if reader.source_of is not None:
                with transaction(engine, writing=False) as connection:
                    lists = Lists(reader.source_of, connection)
            before, early = newest_number(engine), set[int]()  # pages that came and were read while we read
            for job, found in in_order(jobs(stored_pages(engine), lists)):
                put(spool, job.number, reading_of(job, found, lists))
                if job.number > before:
                    early.add(job.number)
                on_page()
            spool.seek(0)
            with writing() as connection:
                under_way = pages_under_way(connection)
                grown = articles_with_parts_after(connection, before)
                forget_readings(connection)
                fell, places = 0, Places()
                for number, reading, at in spooled(spool):
                    if number in under_way:
                        continue
                    whole = read_one(engine, in_order, number) if number in grown else reading
                    fell += record_again(connection, number, whole, places, at)
                if lists is not None:
                    lists.find(connection)
                # what was kept while we read; now that we write, no more can come
                skipped = under_way | early
                rest = ((n, page) for n, page in stored_pages(engine, after=before) if n not in skipped)
                for job, found in in_order(jobs(rest, lists)):
                    fell += record_again(connection, job.number, reading_of(job, found, lists), places, None)
                changed = Found() if lists is None else lists.write(connection, places, partial(loaded, spool))
                if lists is not None:
                    forget_validators(connection)
                end(connection, datetime.now(UTC))  # of one in batches that was stopped nothing is left to do
                return Rebuilt(fell, changed)
    except OSError as error:
        raise StoreFull(f"{behind(engine).name}: no room to rebuild ({error.strerror}); nothing was changed") from error


def jobs(kept: Iterator[tuple[int, Page]], lists: Lists | None) -> Iterator[Job]:
    for number, page in kept:
        of_list = None if lists is None else lists.job(number, page)
        yield Job(number, page) if of_list is None else of_list


def reading_of(job: Job, found: Answer, lists: Lists | None) -> Reading:
    if lists is not None and job.row is not None:
        return lists.reading(job, found)
    assert found is not None  # noqa: S101  # there was a page to read
    return recordable(found)


def record_again(connection: Connection, number: int, reading: Reading, places: Places, at: int | None) -> bool:
    """Write a page's outcome; of a list page remember where its reading is. Whether our own code fell over it."""
    outcome = reading
    if isinstance(outcome, ListReading):
        places.setdefault(outcome.root, []).append(outcome if at is None else at)
        outcome = recordable(outcome.found)
    record_outcome_again(connection, number, outcome)
    return is_internal(outcome)


def is_internal(outcome: Recordable) -> bool:
    return isinstance(outcome, NoBulletin) and outcome.reason == Rejection.INTERNAL_ERROR


def record_outcome_again(connection: Connection, number: int, outcome: Recordable) -> None:
    """Write a page's outcome. An internal error, which names the page, undoes the whole rebuild: the old readings stay.

    Raises StoreError.
    """
    try:
        record_page(connection, number, outcome, judging=False)
    except Exception as error:
        if ends_run(error) or isinstance(error, SQLAlchemyError):
            raise
        url = connection.scalar(sa.select(Pages.url).where(Pages.id == number)) or f"page {number}"
        rejected = caught(error, url, "writing what was read")
        raise StoreError(f"{without_password(url)}: {rejected}; nothing was changed") from error
