"""The one spider: list page -> next pages and article pages, driven by a Source.

It decides nothing about texts: it copies responses into Pages and follows what crawler/links.py finds. Every request
it makes ends in a page with a fate or in a failure with a name.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.failures import name_of
from crawler.guards import private_places
from crawler.item_pipelines import Fetched, in_store
from crawler.links import ListPage, read_list
from crawler.run_lock import Locked, locked
from pipelines import sources as source_files
from pipelines.extract import continuation
from pipelines.records import Page, Rejected, Role, Source
from pipelines.store import Store, StoreError, open_store
from pipelines.text import decode

__all__ = ["BulletinSpider"]

FINISHED = "finished"
# Seconds. With no delay at all Scrapy 2.19 starts every request that waits before it counts the first as under way:
# twelve at once were seen at a host that was to get one
LEAST_DELAY = 0.002
# Of one list page. Real ones name up to some two thousand; 16 MB of links would fill the memory with requests
MOST_ARTICLES = 5000
MOST_PARTS = 50  # of one article; a calendar that pretends to be one never ends


class BulletinSpider(Spider):
    """`scrapy crawl bulletin -a source=NAME`, or -a url=URL; `bulletins crawl` hands over the Source, store and run."""

    name = "bulletin"
    store: Store
    run: int
    boilerplate: frozenset[str]

    def __init__(
        self, source: str | Source | None = None, url: str | None = None, begin: Role = Role.LIST, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.begin = begin
        if source is None and url is None:
            raise source_files.SourceError("name what to crawl: -a source=NAME or -a url=URL")
        given = source if source is not None else url
        self.source = given if isinstance(given, Source) else source_files.from_name_or_url(str(given))
        self.allowed_domains = list(self.source.allowed_domains)
        self.private_places = private_places(self.source.start_urls)
        self.asked: set[str] = set()
        self.broken: StoreError | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        shared: tuple[Store, int] | None = kwargs.pop("shared", None)
        if shared is None:
            spider = cls.as_the_whole_run(crawler, *args, **kwargs)
        else:
            spider = cls.prepared(crawler, *args, **kwargs)
            spider.store, spider.run = shared
        spider.boilerplate = spider.store.boilerplate(spider.source.name)
        return spider

    @classmethod
    def prepared(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        delay = spider.source.delay
        crawler.settings.set("DOWNLOAD_DELAY", max(delay, LEAST_DELAY), priority="spider")
        crawler.settings.set("AUTOTHROTTLE_START_DELAY", delay, priority="spider")
        # without a delay there is nothing to throttle from: one's own machine, the sample site
        crawler.settings.set("AUTOTHROTTLE_ENABLED", delay > 0, priority="spider")
        crawler.signals.connect(spider.stumbled, signal=signals.spider_error)
        return spider

    @classmethod
    def as_the_whole_run(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """For `scrapy crawl`: the store, the lock and the run's row are this spider's own."""
        url = crawler.settings.get("BULLETINS_STORE")
        held = ExitStack()
        try:
            spider = cls.prepared(crawler, *args, **kwargs)
            spider.store = held.enter_context(open_store(url))
            held.enter_context(locked(url, [spider.source]))
        except (source_files.SourceError, StoreError, Locked) as error:
            held.close()
            # Scrapy would print its own stack above the one line that matters
            raise SystemExit(f"bulletins: {error}") from error
        spider.run = spider.store.begin_run("scrapy crawl", [spider.source])

        def ended(reason: str) -> None:
            with held:
                spider.store.finish_run(spider.run, FINISHED if reason == FINISHED else "stopped")

        crawler.signals.connect(ended, signal=signals.spider_closed, weak=False)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        for url in self.source.start_urls:
            for request in self.asking(url, self.begin, depth=1):
                yield request

    def asking(self, url: str, role: Role, depth: int = 0) -> Iterator[Request]:
        """A request for an address not yet asked for in this run."""
        if url in self.asked:
            return
        self.asked.add(url)
        yield Request(
            url,
            callback=self.parse_list if role is Role.LIST else self.parse_article,
            errback=self.failed,
            cb_kwargs={"depth": depth} if role is Role.LIST else {},
            # asked for once by the line above. Scrapy's own filter would drop a redirect to a page already seen,
            # and a redirect loop, without a word
            dont_filter=True,
            # new articles before further list pages: a stopped run has stored what it listed
            priority=0 if role is Role.LIST else 1,
        )

    async def parse_list(self, response: Response, depth: int) -> AsyncIterator[Any]:
        page = as_page(response, self.source.name, Role.LIST)
        number = await in_store(self, lambda: self.store.keep(self.run, page), CloseSpider)
        yield Fetched(page, number)
        if response.status >= 400:
            return
        # the fragment is no part of what a server is asked, but 广东 gkmlpt names the column by it
        try:
            found = await asyncio.to_thread(links_of, page, response.url, self.source)
        except Rejected as rejected:
            await self.note(response.url, f"list page not read: {rejected}")
            return
        for link in found.articles[:MOST_ARTICLES]:
            for request in self.asking(link.url, Role.ARTICLE):
                yield request
        if len(found.articles) > MOST_ARTICLES:
            await self.note(response.url, f"lists {len(found.articles)} articles: only {MOST_ARTICLES} were followed")
        if depth < self.source.max_list_pages:
            for url in found.next_pages:
                for request in self.asking(url.url, Role.LIST, depth + 1):
                    yield request

    async def parse_article(self, response: Response) -> AsyncIterator[Any]:
        page = as_page(response, self.source.name, Role.ARTICLE)
        following = await self.next_part(page)
        if following is None:
            yield Fetched(page)
            return
        number = await in_store(self, lambda: self.store.keep(self.run, page), CloseSpider)
        yield self.asking_for_part(following, Fetched(page, number))

    async def parse_part(self, response: Response, article: Fetched) -> AsyncIterator[Any]:
        part = as_page(response, self.source.name, Role.PART)
        number = await in_store(self, lambda: self.store.keep(self.run, part, part_of=article.number), CloseSpider)
        yield Fetched(part, number)
        so_far = replace(article, page=replace(article.page, parts=(*article.page.parts, part)))
        following = await self.next_part(part) if len(so_far.page.parts) < MOST_PARTS else None
        yield so_far if following is None else self.asking_for_part(following, so_far)

    async def next_part(self, page: Page) -> str | None:
        """The address of an article's next part, when there is one that was not asked for in this run."""
        following = await asyncio.to_thread(continuation, page, self.source)
        if following is None or following in self.asked:
            return None
        self.asked.add(following)
        return following

    def asking_for_part(self, url: str, article: Fetched) -> Request:
        return Request(
            url,
            callback=self.parse_part,
            errback=self.part_failed,
            cb_kwargs={"article": article},
            dont_filter=True,
            priority=2,  # an article that is begun is finished first
        )

    async def part_failed(self, failure: Failure) -> AsyncIterator[Fetched]:
        """The article is stored without this part, and says so."""
        await self.failed(failure)
        yield failure.request.cb_kwargs["article"]  # type: ignore[attr-defined]  # Scrapy sets it

    async def failed(self, failure: Failure) -> None:
        """A request that got no page: refused, timed out, forbidden by robots.txt, caught in a loop."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        asked = request.meta.get("redirect_urls", [request.url])[0]
        await self.note(asked, name_of(failure.value or Exception("no reason told")))

    def stumbled(self, failure: Failure, response: Response) -> None:
        """An error of our own while a response was taken in: it may not pass for a page without links."""
        if self.broken is None:
            url, told = response.url, f"{type(failure.value).__name__}: {failure.value}"[:500]
            self.store.note_failure(self.run, self.source.name, url, f"our own error: {told}")

    async def note(self, url: str, error: str) -> None:
        await in_store(self, lambda: self.store.note_failure(self.run, self.source.name, url, error), CloseSpider)

    def give_up(self, error: StoreError) -> None:
        """Stop fetching: what cannot be kept must not be asked for."""
        if self.broken is None:
            self.broken = error
            engine = self.crawler.engine
            assert engine is not None  # noqa: S101  # it has just handed over a response
            self.closing = asyncio.ensure_future(engine.close_spider_async(reason="store"))


def links_of(page: Page, url: str, source: Source) -> ListPage:
    """Raises Rejected for bytes that are no text, and for a page that no browser would show."""
    text, _ = decode(page.body, page.header("Content-Type"), source.encoding)
    return read_list(text, url, source)


def as_page(response: Response, source: str, role: Role) -> Page:
    """The response as bytes and headers, untouched, with the time."""
    asked: Request = response.request  # type: ignore[assignment]  # set for every downloaded response
    return Page(
        source=source,
        url=response.url,
        requested_url=asked.meta.get("redirect_urls", [asked.url])[0],
        fetched_at=datetime.now(UTC),
        status=response.status,
        headers=tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ),
        body=response.body,
        role=role,
    )
