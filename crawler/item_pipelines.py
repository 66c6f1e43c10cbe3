"""Thin adapters between Scrapy and the stages: keep the raw page, then read it and write what came of it.

The work is in pipelines/ and in other processes (pipelines/workers.py): these classes carry pages there and back.
"""

import logging
from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.spiders.bulletin import BulletinSpider
from pipelines.frontier import Failure, FailureKind
from pipelines.internal_errors import in_words
from pipelines.store import Fetched, StoreError

__all__ = ["CleanAndStore", "KeepRaw"]

log = logging.getLogger(__name__)


class Stage:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def spider(self) -> BulletinSpider:
        spider = self.crawler.spider
        assert isinstance(spider, BulletinSpider)  # noqa: S101  # there is no other
        return spider

    def dropped(self, error: StoreError) -> DropItem:
        """A store that cannot be written to ends the crawl; Scrapy hears of it without a traceback."""
        self.spider.give_up(error)
        return DropItem(str(error))


class KeepRaw(Stage):
    """Bytes and headers are committed before anything reads them."""

    async def process_item(self, item: Fetched) -> Fetched:
        try:
            return await self.spider.visits.keep(item)
        except Exception as error:
            if isinstance(error, StoreError) and error.ends_run:
                raise self.dropped(error) from error
            # of one answer, whatever the server put into it: the others can be kept
            failure = Failure(FailureKind.NOT_STORABLE, in_words(error))
        log.error("%s: %s", item.page.url, failure)  # no traceback: a statement's would print what it was to write
        try:
            await self.spider.visits.fail(item.lease, failure)
        except StoreError as error:
            raise self.dropped(error) from error
        raise DropItem(str(failure))


class CleanAndStore(Stage):
    """Read the page, and write what came of it with its outcome."""

    async def process_item(self, item: Fetched) -> Fetched:
        try:
            return replace(item, outcome=await self.spider.visits.take(item))
        except StoreError as error:
            raise self.dropped(error) from error
