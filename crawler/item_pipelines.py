"""Thin adapters between Scrapy and the stages: keep the raw page, then read and settle it.

The work is in pipelines/: these classes only carry it off the reactor's thread, so that reading one page never holds
up the fetching of others.
"""

import asyncio
from dataclasses import dataclass, replace
from typing import Self

from scrapy.crawler import Crawler

from pipelines.clean import read
from pipelines.records import Outcome, Page, Source
from pipelines.store import Store

__all__ = ["CleanAndStore", "Fetched", "KeepRaw"]


@dataclass(frozen=True)  # no slots: Scrapy recognises dataclasses by their __dict__
class Fetched:
    """A response on its way to the store. `number` is the page's, once its bytes are kept; then `outcome` its fate."""

    page: Page
    number: int | None = None
    outcome: Outcome | None = None


class KeepRaw:
    """Bytes and headers are committed before anything reads them."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Fetched) -> Fetched:
        spider = self.crawler.spider
        number = await asyncio.to_thread(spider.store.keep, spider.run, item.page)  # type: ignore[union-attr]
        return replace(item, number=number)


class CleanAndStore:
    """Read the page, and write what came of it with its fate."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Fetched) -> Fetched:
        spider = self.crawler.spider
        outcome = await asyncio.to_thread(settle, spider.store, item, spider.source)  # type: ignore[union-attr]
        return replace(item, outcome=outcome)


def settle(store: Store, fetched: Fetched, source: Source) -> Outcome:
    assert fetched.number is not None  # noqa: S101  # KeepRaw comes first
    return store.settle(fetched.number, read(fetched.page, source))
