"""The one spider: list page -> next pages and article pages, driven by a Source.

It decides nothing about texts: it copies responses into Pages and follows what crawler/links.py finds. Every request
it makes ends in a page with a fate or in a failure with a name.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.item_pipelines import Fetched
from crawler.links import read_list
from pipelines import sources as source_files
from pipelines.records import Page, Role, Source
from pipelines.store import Store, open_store
from pipelines.text import decode

__all__ = ["BulletinSpider"]

FINISHED = "finished"


class BulletinSpider(Spider):
    """`scrapy crawl bulletin -a source=NAME`, or -a url=URL; `bulletins crawl` hands over the Source, store and run."""

    name = "bulletin"
    store: Store
    run: int

    def __init__(self, source: str | Source | None = None, url: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if source is None and url is None:
            raise source_files.SourceError("name what to crawl: -a source=NAME or -a url=URL")
        given = source if source is not None else url
        self.source = given if isinstance(given, Source) else source_files.from_name_or_url(str(given))
        self.allowed_domains = list(self.source.allowed_domains)
        self.asked: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        shared: tuple[Store, int] | None = kwargs.pop("shared", None)
        spider = super().from_crawler(crawler, *args, **kwargs)
        if shared is not None:
            spider.store, spider.run = shared
        else:
            # called by `scrapy crawl`: this spider is the whole run
            spider.store = open_store(crawler.settings.get("BULLETINS_STORE"))
            spider.run = spider.store.begin_run("scrapy crawl", [spider.source])
            crawler.signals.connect(spider.ended, signal=signals.spider_closed)
        return spider

    def ended(self, spider: Spider, reason: str) -> None:
        self.store.finish_run(self.run, FINISHED if reason == FINISHED else "stopped")
        self.store.close()

    async def start(self) -> AsyncIterator[Any]:
        for url in self.source.start_urls:
            for request in self.asking(url, Role.LIST, depth=1):
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

    def parse_list(self, response: Response, depth: int) -> Iterator[Any]:
        page = as_page(response, self.source.name, Role.LIST)
        yield Fetched(page)
        if response.status >= 400:
            return
        text, _ = decode(page.body, page.header("Content-Type"), self.source.encoding)
        found = read_list(text, page.url, self.source)
        for link in found.articles:
            yield from self.asking(link.url, Role.ARTICLE)
        if depth < self.source.max_list_pages and found.articles:
            for url in found.next_pages:
                yield from self.asking(url, Role.LIST, depth + 1)

    def parse_article(self, response: Response) -> Iterator[Fetched]:
        yield Fetched(as_page(response, self.source.name, Role.ARTICLE))

    def failed(self, failure: Failure) -> None:
        """A request that got no page: refused, timed out, forbidden by robots.txt, caught in a loop."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        told = failure.getErrorMessage() or type(failure.value).__name__
        self.store.note_failure(self.run, self.source.name, request.url, told.splitlines()[0][:500])


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
