"""The one spider: it takes leases from the frontier, asks, and copies each answer into a Page.

It decides nothing about texts, and remembers nothing: what is to be fetched stands in the store. Every lease ends in a
page with an outcome or in a failure with a name.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure as Fault

from crawler.budgets import Spent
from crawler.download import browser_settings, tls
from crawler.download.error_names import failure_of
from crawler.download.retry import MAX_UNANSWERED, Hosts, LeftAlone, place_of, retry_after
from crawler.download.url_guard import private_places
from crawler.shutdown import Stopping
from crawler.visits import Visits
from pipelines.china_time import CHINA
from pipelines.frontier import Failure, FailureKind, Lease, Scope
from pipelines.lists.read import first_asks
from pipelines.models import Page, Role, Source
from pipelines.store import Fetched, Postponed, StoreError

__all__ = ["BulletinSpider"]

# Leases that are held at a time: what a killed run has to ask for again. Without a delay the workers are to have work
HELD, HELD_WITHOUT_DELAY = 4, 64
ENDED_BY_CLOSING = "partial"  # Scrapy's flag of a body without length or chunks
MAX_WAIT = 60.0  # seconds that a run waits for what a server has put off; beyond, the next run asks


class BulletinSpider(Spider):
    """Crawls one source. crawler/run.py begins it, for `bulletins crawl` and for `scrapy crawl bulletin`."""

    name = "bulletin"

    def __init__(
        self,
        source: Source,
        visits: Visits,
        stopping: Stopping,
        begin: Role = Role.LIST,
        scope: Scope = Scope(),  # noqa: B008  # frozen
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.source, self.visits, self.stopping = source, visits, stopping
        self.work = visits.work
        self.begin, self.scope = begin, scope
        self.allowed_domains = list(source.allowed_domains)
        self.private_places = private_places([ask.url for ask in first_asks(source)])
        self.under_way: set[int] = set()  # leases, by their numbers
        self.articles = 0  # leased in this run
        self.spent = Spent(source)
        self.hosts = Hosts()
        self.broken: Exception | None = None
        stopping.woken.append(visits.wake)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        delay = spider.source.delay
        settings = {
            "DOWNLOAD_DELAY": delay,
            "AUTOTHROTTLE_START_DELAY": delay,
            # without a delay there is nothing to throttle from: one's own machine, the sample site
            "AUTOTHROTTLE_ENABLED": delay > 0,
            **tls.settings_for(spider.source),
            **browser_settings.settings_for(spider.source, crawler.settings),
        }
        for name, value in settings.items():
            crawler.settings.set(name, value, priority="spider")
        crawler.signals.connect(spider.sent, signal=signals.request_reached_downloader)
        crawler.signals.connect(spider.came, signal=signals.bytes_received)
        crawler.signals.connect(spider.stumbled, signal=signals.spider_error)
        crawler.signals.connect(spider.stumbled, signal=signals.item_error)
        for end in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider.passed, signal=end)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        asks = [(ask, self.begin) for ask in first_asks(self.source)]
        try:
            await asyncio.to_thread(self.work.begin, asks, datetime.now(UTC), self.scope)
            await self.remember_left_alone()
            for unfinished in self.work.unfinished():
                await self.visits.read(unfinished)
            async for lease in self.leases():
                yield self.request(lease)
            await self.note_budget()
        except Exception as error:
            self.give_up(error)

    async def leases(self) -> AsyncIterator[Lease]:
        """Leases as there is room for them, until nothing is left that may be asked for now."""
        held = HELD if self.source.delay else HELD_WITHOUT_DELAY
        while self.broken is None and not self.stopping.asked:
            self.visits.woken.clear()
            leased: Sequence[Lease] = ()
            paused = self.visits.paused_until > datetime.now(UTC)
            if len(self.under_way) <= held // 2 and not paused:
                leased = await asyncio.to_thread(self.lease, held - len(self.under_way))
            self.under_way.update(lease.number for lease in leased)
            for lease in leased:
                yield lease
            if not leased and self.under_way:
                await self.visits.woken.wait()
            elif not leased and not await self.waited():
                return

    def lease(self, most: int) -> Sequence[Lease]:
        roles: tuple[Role, ...] = tuple(Role)
        if self.scope.limit is not None:
            room = self.scope.limit - self.articles
            roles, most = (roles, min(most, room)) if room > 0 else ((Role.PART,), most)
        leased = self.within_budget(min(most, self.spent.room), roles)
        self.articles += sum(lease.role is Role.ARTICLE for lease in leased)
        self.spent.leased(leased)
        return leased

    def within_budget(self, most: int, roles: tuple[Role, ...]) -> Sequence[Lease]:
        if most <= 0:
            return ()
        now, lists = datetime.now(UTC), self.spent.room_for_lists
        if lists >= most or Role.LIST not in roles:
            return self.work.lease(most, now, self.scope, roles)
        others = tuple(role for role in roles if role is not Role.LIST)
        leased = self.work.lease(most, now, self.scope, others)
        return leased if leased or not lists else self.work.lease(lists, now, self.scope, (Role.LIST,))

    async def waited(self) -> bool:
        """Wait for what a server has put off, where that is soon; False when there is none."""
        if self.spent.over() or (self.scope.limit is not None and self.articles >= self.scope.limit):
            return False
        now = datetime.now(UTC)
        paused = self.visits.paused_until if self.visits.paused_until > now else None
        until = paused or await asyncio.to_thread(self.work.waiting, now)
        seconds = (until - now).total_seconds() if until else MAX_WAIT + 1
        if seconds > MAX_WAIT:
            return False
        with suppress(TimeoutError):
            await asyncio.wait_for(self.visits.woken.wait(), max(seconds, 0.05))
        return True

    def over(self, lease: Lease) -> None:
        """A lease has come to its end, or goes on as another."""
        self.under_way.discard(lease.number)
        self.visits.wake()

    def passed(self, item: Fetched) -> None:
        """A page has gone through all stages, or dropped out of one."""
        self.over(item.lease)

    def request(self, lease: Lease) -> Request:
        ask = lease.ask
        headers = {
            # a cache on the way is to ask the server: an old list page would hide the new article
            "Cache-Control": "max-age=0",
            **({"If-None-Match": lease.etag} if lease.etag else {}),
            **({"If-Modified-Since": lease.last_modified} if lease.last_modified else {}),
            **dict(ask.headers),
        }
        return Request(
            ask.url,
            method=ask.method,
            body=ask.body,
            headers=headers,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"lease": lease},
            meta=browser_settings.meta_for(self.source, self.settings),
            # the frontier has each address once. Scrapy's own filter would drop a redirect to a page already seen,
            # and a redirect loop, without a word
            dont_filter=True,
        )

    async def parse(self, response: Response, lease: Lease) -> AsyncIterator[Any]:
        """Every answer, whatever its status: the stages of crawler/item_pipelines.py keep and read it."""
        self.spent.kept += len(response.body)
        await self.answered(place_of(response.url), lease)
        page = page_of(response, self.source.name, lease.role)
        yield Fetched(lease, page, retry_after(response, datetime.now(UTC)))

    async def failed(self, fault: Fault) -> None:
        """A request that got no page: refused, timed out, forbidden by robots.txt, caught in a loop."""
        request: Request = fault.request  # type: ignore[attr-defined]  # Scrapy sets it
        lease: Lease = request.cb_kwargs["lease"]
        error = fault.value or Exception("no reason given")
        failure = failure_of(error)
        try:
            if isinstance(error, LeftAlone):
                await self.visits.writer.record(Postponed(lease, error.until, left_alone=True))
                return
            # counted before anything is written: meanwhile the next request would be on its way
            place = place_of(request.url)
            is_silent = failure.is_unanswered
            is_too_much = is_silent and self.hosts.failed(place, lease.role, datetime.now(UTC))
            await self.visits.fail(lease, failure)
            if is_too_much:
                await self.leave(place)
                await self.note_left_alone(place, self.hosts.left[place])
            elif is_silent and place in self.hosts.left:
                await self.leave(place)  # it was on its way when the host was left, and waits like the others
            elif not isinstance(error, IgnoreRequest) and not is_silent:
                await self.answered(place, lease)  # what came could not be read, but it came
        except StoreError as broken:
            self.give_up(broken)
        finally:
            self.over(lease)

    async def answered(self, place: str, lease: Lease) -> None:
        if self.hosts.answered(place, lease.role):
            await asyncio.to_thread(self.work.answers_again, place)
            self.visits.wake()

    async def leave(self, place: str) -> None:
        """Leave a host alone that has not answered often enough."""
        self.hosts.left[place] = await asyncio.to_thread(self.work.leave, place, datetime.now(UTC))

    async def remember_left_alone(self) -> None:
        """Hosts that were left alone in a run before: some are not asked yet, the others have one address to answer."""
        found = await asyncio.to_thread(self.work.left_alone)
        for url, role, _ in found:
            self.hosts.doubt(place_of(url), role)
        waiting = {place_of(url): until for url, _, until in found if until is not None and until > datetime.now(UTC)}
        if not self.scope.full:
            for place, until in waiting.items():
                await self.note_left_alone(place, until)

    async def note_left_alone(self, place: str, until: datetime) -> None:
        said = f"no answer to {MAX_UNANSWERED} requests in a row" if place in self.hosts.left else "no answer before"
        # in China time, as the schedules are
        detail = f"{said}; asked again from {until.astimezone(CHINA):%Y-%m-%d %H:%M}"
        await self.visits.note(f"{place}/", Failure(FailureKind.LEFT_ALONE, detail))

    async def note_budget(self) -> None:
        """What is over a budget is left for the next run, and the run says so."""
        over = self.spent.why_left()
        if over is None or self.stopping.asked or self.broken is not None:
            return
        left = await asyncio.to_thread(self.work.left)
        if left:
            detail = f"{over} is reached, {left:,} addresses are left for the next run"
            await self.visits.note(first_asks(self.source)[0].url, Failure(FailureKind.OVER_BUDGET, detail))

    def sent(self, request: Request) -> None:
        self.spent.sent(request)

    def came(self, data: bytes) -> None:
        self.spent.came(data)

    def stumbled(self, failure: Fault) -> None:
        """An internal error outside the stages, which look after theirs: the crawl of this source breaks off."""
        self.give_up(failure.value or Exception("no reason given"))

    def give_up(self, error: BaseException) -> None:
        """Stop fetching: what cannot be kept must not be asked for."""
        if self.broken is None:
            self.broken = error if isinstance(error, Exception) else Exception(repr(error))
            self.visits.wake()
            engine = self.crawler.engine
            assert engine is not None  # noqa: S101  # it has just handed over a response
            self.closing = asyncio.ensure_future(engine.close_spider_async(reason="broken"))


def page_of(response: Response, source: str, role: Role) -> Page:
    """The response as bytes and headers, untouched, with the time."""
    asked: Request = response.request  # type: ignore[assignment]  # set for every downloaded response
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]
    if ENDED_BY_CLOSING in response.flags:
        headers.append(
            ("Connection", "close")
        )  # Twisted keeps it to itself; here it is all that says where the body ends
    return Page(
        source=source,
        url=response.url,
        requested_url=asked.meta.get("redirect_urls", [asked.url])[0],
        fetched_at=datetime.now(UTC),
        status=response.status,
        headers=tuple(headers),
        body=response.body,
        role=role,
    )
