"""Thin adapters between Scrapy and the stages: keep the raw page, then read it and write what came of it.

The work is in pipelines/ and in other processes (crawler/workers.py): these classes carry pages there and back.
"""

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self, cast

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.workers import Following, ReadersGone, read_article, read_list_page
from pipelines.frontier import Happening, Kept, Lease, Listed, PartFound, Postponed, Read
from pipelines.health.runs import UNTURNED
from pipelines.internal_errors import caught, in_words
from pipelines.models import MAX_LISTED, ListPage, Outcome, Page, Role
from pipelines.store import KeptPage, StoreError, Unfinished, fate_of

if TYPE_CHECKING:
    from crawler.spiders.bulletin import BulletinSpider

__all__ = ["CleanAndStore", "Fetched", "KeepRaw", "settled", "write"]

log = logging.getLogger(__name__)

MOST_POSTPONED = 3  # times in a row; then it is a failure like others
MOST_PARTS = 50  # of one article; a calendar that pretends to be one never ends


@dataclass(frozen=True)  # no slots: Scrapy recognises dataclasses by their __dict__
class Fetched:
    """A response on its way to the store. `number` is the page's, once its bytes are kept; then `outcome` its fate.

    `wait`: the seconds for which the server asks to be left alone.
    """

    lease: Lease
    page: Page
    wait: float | None = None
    number: int | None = None
    outcome: Outcome | None = None


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
    """Bytes and headers are committed before anything reads them."""

    async def process_item(self, item: Fetched) -> Fetched:
        try:
            kept: KeptPage = await write(self.spider, Kept(item.lease, item.page))
        except DropItem:
            raise
        except Exception as error:
            # of one answer, whatever the server put into it: the others can be kept
            reason = f"not storable: {in_words(error)}"
            log.error("%s: %s", item.page.url, reason)  # no traceback: a statement's would print what it was to write
            await self.spider.ended(item.lease, reason, lasting=True)
            raise DropItem(reason) from None
        return replace(item, number=kept.number, outcome=kept.outcome)


class CleanAndStore(Stage):
    """Read the page, and write what came of it with its fate."""

    async def process_item(self, item: Fetched) -> Fetched:
        spider, number = self.spider, item.number
        assert number is not None  # noqa: S101  # KeepRaw comes first
        is_part = item.lease.role is Role.PART
        if item.outcome is not None and not is_part:
            return item
        until = datetime.now(UTC) + timedelta(seconds=item.wait or 0)
        is_put_off = item.wait is not None and item.lease.failures < MOST_POSTPONED
        if is_put_off:
            spider.pause(until)
        outcome = item.outcome
        if not (is_part and is_put_off):  # the article waits for a part that will come
            outcome = await settled(spider, Unfinished(item.lease, number, item.page))
        if is_put_off:
            await write(spider, Postponed(item.lease, until))
        return replace(item, outcome=outcome)


async def write(spider: "BulletinSpider", happening: Happening) -> Any:
    """A store that cannot be written to ends the crawl; Scrapy is told so without a traceback."""
    try:
        return await spider.recorder.record(happening)
    except StoreError as error:
        spider.give_up(error)
        raise DropItem(str(error)) from error


async def settled(spider: "BulletinSpider", unfinished: Unfinished) -> Outcome | None:
    """The same as `take_up`; an internal error costs the page, by name, and not the crawl."""
    try:
        return await take_up(spider, unfinished)
    except (DropItem, ReadersGone):
        raise
    except Exception as error:
        rejected = caught(error, unfinished.page.url, "writing what was read")
        outcome: Outcome = await write(spider, Read(unfinished.lease, unfinished.number, fate_of(rejected)))
        return outcome


async def take_up(spider: "BulletinSpider", unfinished: Unfinished) -> Outcome | None:
    """Go on with a kept page, in the run that fetched it or in one after; its fate, None while parts are to come."""
    lease = unfinished.lease
    if lease.role is Role.LIST:
        return await follow(spider, unfinished)
    if lease.role is Role.ARTICLE:
        return await advance(spider, unfinished)
    if lease.parent is not None:
        await settled(spider, spider.work.unfinished_article(lease.parent))
    return Outcome.JOINED


async def advance(spider: "BulletinSpider", article: Unfinished) -> Outcome | None:
    """Read an article, unless a further part of it is to be fetched first."""
    page = article.page
    is_whole = len(page.parts) >= MOST_PARTS
    reading = await spider.readers.call(read_article, page, spider.source, spider.boilerplate, is_whole)
    if isinstance(reading, Following):
        if await write(spider, PartFound(article.lease, reading.url, len(page.parts) + 1)):
            spider.wake()
            return None
        reading = await spider.readers.call(read_article, page, spider.source, spider.boilerplate, True)
    outcome: Outcome = await write(spider, Read(article.lease, article.number, reading))
    return outcome


async def follow(spider: "BulletinSpider", unfinished: Unfinished) -> Outcome:
    """Read a list page; where it leads goes into the frontier."""
    lease, page = unfinished.lease, unfinished.page
    found = await spider.readers.call(read_list_page, page, lease.ask, spider.source)
    if not isinstance(found, ListPage):
        rejected: Outcome = await write(spider, Read(lease, unfinished.number, found))
        return rejected
    if len(found.articles) > MAX_LISTED:
        told = f"too many links: lists {len(found.articles)} articles, only {MAX_LISTED} were followed"
        await spider.note(page.url, told)
    if found.unturned and spider.source.max_list_pages > 1:
        await spider.note(page.url, f"{UNTURNED}: the list says {found.unturned}")
    links, off_site = found.articles[:MAX_LISTED], found.off_site[:MAX_LISTED]
    await write(spider, Listed(lease, unfinished.number, found.column, links, off_site, found.next_pages))
    spider.wake()
    return Outcome.LISTED
