"""robots.txt, by RFC 9309: what each answer means, how long it is waited for, and how much of it is read.

2xx                                     its rules hold, those of the first half megabyte
3xx that lead astray or in a circle     no rules: RFC 9309 2.3.1.2 lets what five redirects do not reach count as absent
4xx                                     no rules (2.3.1.3)
429, 5xx, no answer, what never ends    nothing of the site is asked for in this run (2.3.1.4)
bytes that are no text                  no rules: what is not a line of robots.txt is passed over (2.2)

Crawl-delay is no part of the RFC, yet it is honoured: the larger of it and the source's own delay.
"""

import asyncio
import codecs
import re
from collections.abc import Iterator
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    IgnoreRequest,
    StopDownload,
)
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.download.error_names import NoPage, failure_of, is_redirect_loop
from crawler.download.url_guard import Refused
from pipelines.frontier import Failure, FailureKind

__all__ = ["BoundedRobots", "Robots", "for_us"]

OUR_NAME = "bulletins"  # the product token of our user agent
MAX_LENGTH = 512 * 1024  # bytes, as RFC 9309 asks for at least; 50 MB would take 13 s and 378 MB
# Seconds for one try of two. A robots.txt that drips must not hold the crawl for as long as a page may
MAX_SECONDS = 20
MAX_DELAY = 60.0  # seconds: some sites ask for days, to say that they want no crawler; `Disallow: /` says that
LINE = re.compile(r"\s*(user[- ]?agent|dis+al+ow|allow|crawl[- ]?delay)\s*:\s*(.*?)\s*(?:#.*)?", re.IGNORECASE)
ANY_NEWLINE = re.compile(r"\r\n|\r|\n")


class Robots(RobotsTxtMiddleware):
    """Holds every request to the rules of its host, which are fetched once a run."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.known: dict[str, asyncio.Task[RobotParser | Failure | None]] = {}
        crawler.signals.connect(self.enough, signal=signals.bytes_received)

    async def process_request(self, request: Request) -> None:  # type: ignore[override]  # without the spider
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlparse_cached(request)
        place = f"{parts.scheme}://{parts.netloc}"
        if place not in self.known:
            self.known[place] = asyncio.ensure_future(self.rules_of(place))
        rules = await self.known[place]
        if isinstance(rules, Failure):
            raise NoPage(rules)
        try:
            self.process_request_2(rules, request)
        except IgnoreRequest as error:
            raise NoPage(Failure(FailureKind.FORBIDDEN)) from error

    async def rules_of(self, place: str) -> RobotParser | Failure | None:
        """Return the rules, None where there are none, or why nothing may be asked for."""
        request = Request(
            f"{place}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            callback=NO_CALLBACK,
            meta={
                "dont_obey_robotstxt": True,
                "download_timeout": MAX_SECONDS,
                "max_retry_times": 1,
                "redirect_ttl": 5,
                # of any length: `enough` stops it when what we read of it has come
                "download_maxsize": 0,
                "received": 0,
            },
        )
        engine = self.crawler.engine
        assert engine is not None  # noqa: S101  # it hands us requests
        try:
            response = await engine.download_async(request)
        except Refused:
            return None
        except Exception as error:
            return unreached(error)
        if response.status == 429 or response.status >= 500:
            return Failure(FailureKind.NO_ROBOTS, f"status {response.status}")
        if response.status >= 300:
            return None
        rules = BoundedRobots.from_crawler(self.crawler, response.body)
        self.slow_down(request, rules)
        return rules

    def enough(self, data: bytes, request: Request, spider: Spider) -> None:
        if "received" in request.meta:
            request.meta["received"] += len(data)
            if request.meta["received"] > MAX_LENGTH:
                raise StopDownload(fail=False)

    def slow_down(self, request: Request, rules: RobotParser) -> None:
        """Crawl-delay, for as long as this crawl goes on: Scrapy's own slots forget a host that rests for a minute."""
        asked_for = rules.crawl_delay(OUR_NAME)
        if not asked_for:
            return
        delay = max(min(asked_for, MAX_DELAY), self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
        assert self.crawler.engine is not None  # noqa: S101  # it has just fetched for us
        downloader = self.crawler.engine.downloader
        host = downloader.get_slot_key(request)
        # no jitter: it would go below what was asked for
        downloader.per_slot_settings[host] = {**downloader.per_slot_settings.get(host, {}), "delay": delay, "jitter": 0}
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay, slot.jitter = max(slot.delay, delay), 0


def unreached(error: Exception) -> Failure | None:
    if is_redirect_loop(error):
        return None
    failure = failure_of(error)
    if failure.kind in (FailureKind.NO_SUCH_HOST, FailureKind.REFUSED):
        return failure  # the host itself is not there
    return Failure(FailureKind.NO_ROBOTS, str(failure), cause=failure.kind)


class BoundedRobots(ProtegoRobotParser):
    """The groups of a robots.txt that speak to us.

    Others never reach the parser: it gives each rule to each name of its group, and 80 KB of 3,000 names over 3,000
    rules took it 10 seconds.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Self:
        return cls("\n".join(for_us(robotstxt_body)).encode(), crawler.spider)


def for_us(body: bytes) -> Iterator[str]:
    """Yield the lines of the groups for every crawler (`*`) and for ours, in a robots.txt of any length and charset."""
    to_whom: set[str] = set()
    naming = False  # whether the line before named a crawler: a group may name several
    for line in lines_of(body):
        said = LINE.fullmatch(line)
        if said is None:
            continue
        field, value = said[1].lower(), said[2]
        if not field.startswith("user"):
            if naming:
                yield from (f"User-agent: {name}" for name in sorted(to_whom))
            naming = False
            if to_whom:
                yield f"{field}: {value}"
            continue
        to_whom = to_whom if naming else set()
        naming = True
        name = value.partition("/")[0].strip().lower()
        if name in ("*", OUR_NAME):
            to_whom.add(name)


def lines_of(body: bytes) -> list[str]:
    utf16 = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    lines = ANY_NEWLINE.split(body[:MAX_LENGTH].decode("utf-16" if utf16 else "utf-8-sig", "ignore"))
    # half a path would forbid more than was said
    return lines[:-1] if len(body) > MAX_LENGTH else lines
