"""One run over sources: locks held, what a killed run left is read, Scrapy runs, and each source gets its verdict."""

import asyncio
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.utils.project import get_project_settings

from crawler.item_pipelines import Fetched
from crawler.run_lock import locked
from crawler.spiders.bulletin import FINISHED, BulletinSpider
from pipelines.clean import read
from pipelines.records import Outcome, Role, Source
from pipelines.store import RunView, Store, StoreError, open_store

__all__ = ["QuietLog", "Report", "State", "crawl_sources"]

Told = Callable[[Fetched], None]

SITES_AT_ONCE = 8
# what these two report is noted as a failure of its request, by name
SPOKEN_FOR = ("scrapy.downloadermiddlewares.retry", "scrapy.downloadermiddlewares.robotstxt")

log = logging.getLogger(__name__)


class State(StrEnum):
    OK = "ok"
    SUSPICIOUS = "suspicious"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a crawl: the run with its fates, and for each source its state and why."""

    run: RunView
    states: dict[str, tuple[State, str]]


class QuietLog(LogFormatter):
    """Scrapy logs each scraped value whole; ours are pages."""

    def scraped(self, item: Any, response: Response | None, spider: Spider | None) -> LogFormatterResult | None:  # type: ignore[override]  # None: not logged
        return None


def crawl_sources(
    sources: Sequence[Source], store_url: str, told: Told = lambda _: None, begin: Role = Role.LIST
) -> Report:
    """Crawl the sources into a store, sites side by side, one request at a time at each. Once in a program's life.

    A first Ctrl-C (or SIGTERM) lets requests under way finish, a second stops at once; either way what was committed
    is whole, the run's state is `stopped`, and the next run carries on. Raises Locked, StoreError.
    `begin`: what the sources' start_urls are, list pages or articles.
    """
    sources = list({source.name: source for source in sources}.values())
    with open_store(store_url) as store, locked(store_url, sources):
        carry_on(store, sources)
        run = store.begin_run("crawl", sources)
        state = "stopped"
        try:
            if run_spiders(sources, store, run, told, begin):
                state = FINISHED
        finally:
            store.finish_run(run, state)
        view = store.run(run)
    assert view is not None  # noqa: S101  # begun above
    return Report(view, {source.name: verdict(view, source.name) for source in sources})


def carry_on(store: Store, sources: Sequence[Source]) -> None:
    """Settle the pages of these sources (whose locks we hold) that a killed run had kept and not yet read."""
    by_name = {source.name: source for source in sources}
    for number, page in store.unsettled():
        if page.source in by_name:
            store.settle(number, read(page, by_name[page.source], store.boilerplate(page.source)))


@dataclass
class Progress:
    """How the spiders of one run have ended so far."""

    reasons: list[str] = field(default_factory=list)
    broken: StoreError | None = None


def run_spiders(sources: Sequence[Source], store: Store, run: int, told: Told, begin: Role) -> bool:
    """True when every spider came to its own end. Raises StoreError when the store could not be written to."""
    with project_settings() as settings:
        process = AsyncCrawlerProcess(settings)
    for name in SPOKEN_FOR:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    ended = Progress()

    async def crawl_one(source: Source) -> None:
        crawler = process.create_crawler(BulletinSpider)
        crawler.signals.connect(lambda item: told(item), signal=signals.item_scraped, weak=False)
        crawler.signals.connect(lambda reason: ended.reasons.append(reason), signal=signals.spider_closed, weak=False)
        try:
            await process.crawl(crawler, source=source, shared=(store, run), begin=begin)
        except Exception:
            log.exception("%s: the crawl broke off", source.name)
        if isinstance(crawler.spider, BulletinSpider):
            ended.broken = ended.broken or crawler.spider.broken

    async def crawl_site(on_one_site: Sequence[Source], place: asyncio.Semaphore) -> None:
        async with place:
            for source in on_one_site:
                if any(reason != FINISHED for reason in ended.reasons):
                    return  # told to stop
                await crawl_one(source)

    async def crawl_all() -> None:
        from twisted.internet import error, reactor

        place = asyncio.Semaphore(SITES_AT_ONCE)
        await asyncio.gather(*(crawl_site(on_one_site, place) for on_one_site in by_site(sources)))
        with suppress(error.ReactorNotRunning):
            reactor.stop()  # type: ignore[misc]  # the reactor's module stands for the one installed

    loop = asyncio.get_event_loop()
    everything = loop.create_task(crawl_all())
    process.start(stop_after_crawl=False)
    if not everything.done():
        everything.cancel()
        loop.run_until_complete(asyncio.gather(everything, return_exceptions=True))
    if ended.broken is not None:
        raise ended.broken
    return len(ended.reasons) == len(sources) and all(reason == FINISHED for reason in ended.reasons)


def by_site(sources: Sequence[Source]) -> list[list[Source]]:
    """Sources that share a host are crawled in turn, so that a host never sees two requests at once."""
    groups: list[list[Source]] = []
    for source in sources:
        joined = [group for group in groups if any(set(source.allowed_domains) & set(s.allowed_domains) for s in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([*(s for group in joined for s in group), source])
    return groups


@contextmanager
def project_settings() -> Iterator[Any]:
    """Our settings, from wherever the command is called: scrapy.cfg is looked for only in the folders above."""
    before = os.environ.get("SCRAPY_SETTINGS_MODULE")
    os.environ["SCRAPY_SETTINGS_MODULE"] = before or "crawler.settings"
    try:
        yield get_project_settings()
    finally:
        if before is None:
            del os.environ["SCRAPY_SETTINGS_MODULE"]


def verdict(run: RunView, source: str) -> tuple[State, str]:
    """A source failed when none of its list pages came, and is suspicious when they led to no bulletin."""
    pages = {(o, reason): n for (name, o, reason), n in run.fates.items() if name == source}
    failures = [error for name, _, error in run.failures if name == source]
    if run.state != FINISHED:
        return State.OK, "stopped before its end"
    rejected = ", ".join(f"{n} {reason}" for (o, reason), n in pages.items() if o == Outcome.REJECTED)
    if not pages.get((Outcome.LISTED, None)):
        return State.FAILED, f"no list page could be read: {rejected or next(iter(failures), 'nothing came')}"
    if any(outcome in (Outcome.NEW, Outcome.REVISED, Outcome.UNCHANGED) for outcome, _ in pages):
        return State.OK, ""
    if rejected or failures:
        return State.SUSPICIOUS, f"its list pages led to no bulletin: {rejected or failures[0]}"
    return State.SUSPICIOUS, "no link to an article was found on its list pages"
