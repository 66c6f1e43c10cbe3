"""The visits of one source in a run: what came is kept, read in a worker, and recorded with its outcome.

    Fetched --keep--> Fetched with its number --read--> Read | Listed | PartFound --record--> Outcome

Scrapy is not needed here: crawler/spiders/bulletin.py asks, crawler/item_pipelines.py hands over what came.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from crawler.batch_writer import BatchWriter
from crawler.reading import read_article, read_list_page, read_whole_article
from pipelines.frontier import Failure, FailureKind, Lease
from pipelines.internal_errors import caught, ends_run
from pipelines.models import MAX_LISTED, NothingListed, Outcome, Rejected, Role, Source, WhyNothing
from pipelines.run_log import is_logging, log_page
from pipelines.store import Ended, Fetched, Listed, PartFound, Postponed, Read, Work, recordable
from pipelines.workers import Workers

__all__ = ["Visits"]

MAX_POSTPONED = 3  # consecutive times; then it is a failure like others
MAX_PARTS = 50  # of one article; a calendar that pretends to be one never ends

Found = TypeVar("Found")


class Visits:
    """What a source's visits have in common. Its methods raise StoreError where the store cannot be written to.

    `paused_until`: before then the server wants nothing to be asked. `boilerplate`: see pipelines/clean.py.
    """

    def __init__(self, source: Source, work: Work, workers: Workers, boilerplate: frozenset[str]) -> None:
        self.source, self.work, self.workers, self.boilerplate = source, work, workers, boilerplate
        self.writer = BatchWriter(work)
        self.paused_until = datetime.min.replace(tzinfo=UTC)
        self.woken = asyncio.Event()
        self.came: dict[int, float] = {}  # by lease, when its answer came; only while there is a log

    def wake(self) -> None:
        """There may be something to lease, or room for it."""
        self.woken.set()

    async def keep(self, fetched: Fetched) -> Fetched:
        """Commit the bytes and headers of a page before anything reads them."""
        if is_logging():
            self.came[fetched.lease.number] = time.monotonic()
        return await self.writer.record(fetched)

    async def take(self, kept: Fetched) -> Outcome | None:
        """Read a page that has just been kept, and return its outcome; None while parts are to come.

        A server that wants to be left alone is left alone; its answer is read all the same.
        """
        is_part = kept.lease.role is Role.PART
        if kept.outcome is not None:
            await self.log(kept, kept.outcome, time.monotonic())
            if not is_part:
                return kept.outcome
        until = datetime.now(UTC) + timedelta(seconds=kept.wait or 0)
        is_put_off = kept.wait is not None and kept.lease.failures < MAX_POSTPONED
        if is_put_off:
            self.paused_until = max(self.paused_until, until)
        outcome = kept.outcome
        if not (is_part and is_put_off):  # the article waits for a part that will come
            outcome = await self.read(kept)
        if is_put_off:
            await self.writer.record(Postponed(kept.lease, until))
        return outcome

    async def read(self, kept: Fetched) -> Outcome | None:
        """Read a kept page, in the run that fetched it or in one after; its outcome, None while parts are to come.

        An internal error costs the page, by name, and not the crawl. Raises WorkersGone.
        """
        began = time.monotonic()
        if kept.lease.role is Role.PART:
            if kept.lease.parent is not None:
                await self.read(self.work.unfinished_article(kept.lease.parent))
            return Outcome.JOINED
        try:
            outcome = await (self.read_list(kept) if kept.lease.role is Role.LIST else self.read_article(kept))
        except Exception as error:
            if ends_run(error):
                raise
            rejected = caught(error, kept.page.url, "writing what was read")
            outcome = await self.writer.record(Read(kept.lease, kept.number, recordable(rejected)))
        if outcome is not None:
            await self.log(kept, outcome, began)
        return outcome

    async def read_article(self, article: Fetched) -> Outcome | None:
        """Read an article, unless a further part of it is to be fetched first."""
        read_whole = partial(read_whole_article, article, self.source, self.boilerplate)
        if len(article.page.parts) >= MAX_PARTS:
            return await self.writer.record(await self.in_worker(article, read_whole))
        event = await self.in_worker(article, partial(read_article, article, self.source, self.boilerplate))
        if isinstance(event, PartFound):
            if await self.writer.record(event):
                self.wake()
                return None
            event = await self.in_worker(article, read_whole)
        return await self.writer.record(event)

    async def read_list(self, kept: Fetched) -> Outcome:
        """Read a list page; where it leads goes into the frontier."""
        event = await self.in_worker(kept, partial(read_list_page, kept, self.source))
        if isinstance(event, Read):
            return await self.writer.record(event)
        await self.writer.record(await self.cut(event, kept.page.url))
        self.wake()
        return Outcome.LISTED

    async def cut(self, listed: Listed, url: str) -> Listed:
        """As many of its links as are followed. What a list page holds and nobody will see is noted."""
        found = listed.found
        if len(found.articles) > MAX_LISTED:
            detail = f"lists {len(found.articles)} articles, only {MAX_LISTED} were followed"
            await self.note(url, Failure(FailureKind.TOO_MANY_LINKS, detail))
        if found.unturned and self.source.max_list_pages > 1:
            await self.note(url, Failure(FailureKind.UNTURNED, f"the list says {found.unturned}"))
        if found.nothing is not None and is_to_note(found.nothing, listed.lease):
            await self.note(url, Failure(FailureKind.NOTHING_LISTED, str(found.nothing)))
        articles, off_site = found.articles[:MAX_LISTED], found.off_site[:MAX_LISTED]
        return replace(listed, found=replace(found, articles=articles, off_site=off_site))

    async def in_worker(self, kept: Fetched, read_page: Callable[[], Found]) -> Found | Read:
        found = await self.workers.call(kept.page.url, read_page)
        return Read(kept.lease, kept.number, recordable(found)) if isinstance(found, Rejected) else found

    async def fail(self, lease: Lease, failure: Failure) -> None:
        """Record that no page came, or none that can be kept."""
        await self.writer.record(Ended(lease, failure))
        log_page(self.source.name, lease.role, lease.ask.url, None, str(failure))
        if lease.role is Role.PART and lease.parent is not None:
            # the article is stored without this part, and says so
            await self.read(self.work.unfinished_article(lease.parent))

    async def note(self, url: str, failure: Failure) -> None:
        """Note something of an address that is to be known next to its outcome."""
        await asyncio.to_thread(self.work.note_failure, url, failure)

    async def log(self, kept: Fetched, outcome: Outcome, began: float) -> None:
        """Write a page's line of the run log. `began`: when its reading did, where it came in an earlier run."""
        if not is_logging():
            return
        came = self.came.pop(kept.lease.number, began)
        reason = None
        if outcome is Outcome.REJECTED:
            reason = await asyncio.to_thread(self.work.reason_of, kept.number)
        page, seconds = kept.page, time.monotonic() - came
        log_page(self.source.name, kept.lease.role, page.url, outcome, reason, size=len(page.body), seconds=seconds)


def is_to_note(nothing: NothingListed, lease: Lease) -> bool:
    """Whether something may be wrong: a list may be empty, and a further page the one after its last."""
    in_order = (WhyNothing.SAID,) if lease.depth <= 1 else (WhyNothing.SAID, WhyNothing.NO_LIST)
    return nothing.reason not in in_order
