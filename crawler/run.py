"""One run over sources: locks held, what a killed run left is read, Scrapy runs, and each source gets its verdict."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.utils.project import get_project_settings

from crawler.item_pipelines import Fetched
from crawler.run_lock import locked
from crawler.spiders.bulletin import BulletinSpider
from pipelines.clean import read
from pipelines.records import Outcome, Source
from pipelines.sources import source_or_default
from pipelines.store import RunView, Store, open_store

__all__ = ["QuietLog", "Report", "State", "crawl_sources"]

Told = Callable[[Fetched], None]


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


def crawl_sources(sources: Sequence[Source], store_url: str, told: Told = lambda _: None) -> Report:
    """Crawl the sources into a store, each at its own pace. Raises Locked, StoreError.

    A first Ctrl-C (or SIGTERM) lets requests under way finish, a second stops at once; either way what was committed
    is whole and the run is marked `stopped`.
    """
    with open_store(store_url) as store, locked(store_url, sources):
        carry_on(store)
        run = store.begin_run("crawl", sources)
        state = "stopped"
        try:
            if run_spiders(sources, store, run, told):
                state = "finished"
        finally:
            store.finish_run(run, state)
        view = store.run(run)
    assert view is not None  # noqa: S101  # begun above
    return Report(view, {source.name: verdict(view, source.name) for source in sources})


def carry_on(store: Store) -> None:
    """Settle the pages that a killed run had kept and not yet read."""
    for number, page in list(store.unsettled()):
        store.settle(number, read(page, source_or_default(page.source)))


def run_spiders(sources: Sequence[Source], store: Store, run: int, told: Told) -> bool:
    """True when every spider came to its own end."""
    with project_settings() as settings:
        process = AsyncCrawlerProcess(settings)
    ends: list[str] = []
    for source in sources:
        crawler = process.create_crawler(BulletinSpider)
        crawler.settings.set("DOWNLOAD_DELAY", source.delay, priority="cmdline")
        crawler.settings.set("AUTOTHROTTLE_START_DELAY", source.delay, priority="cmdline")
        if source.delay == 0:
            crawler.settings.set("AUTOTHROTTLE_ENABLED", False, priority="cmdline")
        crawler.signals.connect(lambda item: told(item), signal=signals.item_scraped, weak=False)
        crawler.signals.connect(lambda reason: ends.append(reason), signal=signals.spider_closed, weak=False)
        process.crawl(crawler, source=source, shared=(store, run))
    process.start()
    return len(ends) == len(sources) and all(reason == "finished" for reason in ends)


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
    if not pages.get((Outcome.LISTED, None)):
        why = failures[0] if failures else next((f"{reason}" for _, reason in pages if reason), "nothing came")
        return State.FAILED, f"no list page could be read: {why}"
    if not any(outcome in (Outcome.NEW, Outcome.REVISED, Outcome.UNCHANGED) for outcome, _ in pages):
        return State.SUSPICIOUS, "its list pages led to no bulletin"
    return State.OK, ""
