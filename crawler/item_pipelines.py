"""Thin adapters between Scrapy and the stages: keep the raw page, then read and settle it.

The work is in pipelines/: these classes only carry it off the reactor's thread, so that reading one page never holds
up the fetching of others.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self, TypeVar, cast

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from pipelines.clean import read
from pipelines.records import Outcome, Page
from pipelines.store import StoreError

if TYPE_CHECKING:
    from crawler.spiders.bulletin import BulletinSpider

__all__ = ["CleanAndStore", "Fetched", "KeepRaw", "in_store"]

T = TypeVar("T")


@dataclass(frozen=True)  # no slots: Scrapy recognises dataclasses by their __dict__
class Fetched:
    """A response on its way to the store. `number` is the page's, once its bytes are kept; then `outcome` its fate."""

    page: Page
    number: int | None = None
    outcome: Outcome | None = None


async def in_store(spider: "BulletinSpider", call: Callable[[], T], leave: type[Exception] = DropItem) -> T:
    """Call the store off the reactor's thread. A store that cannot be written to ends the crawl.

    `leave` is how Scrapy is told without a traceback: DropItem from a stage, CloseSpider from a callback.
    """
    try:
        return await asyncio.to_thread(call)
    except StoreError as error:
        spider.give_up(error)
        raise leave(str(error)) from error


class Stage:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def spider(self) -> "BulletinSpider":
        return cast("BulletinSpider", self.crawler.spider)


class KeepRaw(Stage):
    """Bytes and headers are committed before anything reads them. (A list page's are kept by the spider already.)"""

    async def process_item(self, item: Fetched) -> Fetched:
        if item.number is not None:
            return item
        spider = self.spider
        return replace(item, number=await in_store(spider, lambda: spider.store.keep(spider.run, item.page)))


class CleanAndStore(Stage):
    """Read the page, and write what came of it with its fate."""

    async def process_item(self, item: Fetched) -> Fetched:
        spider, number = self.spider, item.number
        assert number is not None  # noqa: S101  # KeepRaw comes first
        settled = await asyncio.to_thread(read, item.page, spider.source, spider.boilerplate)
        return replace(item, outcome=await in_store(spider, lambda: spider.store.settle(number, settled)))
