"""When to ask a server again: what it says in Retry-After, and otherwise a wait that grows.

A host that does not answer is left alone, over runs as well.
"""

import asyncio
import re
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self, TypeVar
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

from crawler.download.error_names import NoPage
from pipelines.frontier import Failure, FailureKind, pause
from pipelines.models import Role

__all__ = ["Breaker", "Hosts", "LeftAlone", "PoliteRetry", "Throttle", "place_of", "retry_after"]

BUSY = (429, 503)  # the two statuses that RFC 9110 and RFC 6585 give Retry-After a meaning with
LEAST_WAIT = 1.0  # seconds: «0» and a date gone by are no leave to ask at once
MAX_WAIT = 86_400.0  # seconds, a day: what asks for more is looked at again tomorrow
MAX_PAUSE = 60.0  # seconds between two tries of one run
SECONDS = re.compile(r"[0-9]{1,100}")

Answer = TypeVar("Answer")
MAX_UNANSWERED = 5


def retry_after(response: Response, now: datetime) -> float | None:
    """Return how many seconds a 429 or 503 asks us to stay away, between a second and a day; None when it does not say.

    `now` is aware of its zone. Of several Retry-After headers the longest counts; one that makes no sense counts for
    nothing.
    """
    if response.status not in BUSY:
        return None
    waits = [wait for value in response.headers.getlist("Retry-After") if (wait := read(value, now)) is not None]
    return min(max(*waits, LEAST_WAIT), MAX_WAIT) if waits else None


def read(value: bytes, now: datetime) -> float | None:
    """Seconds, or the seconds until an HTTP date."""
    text = value.decode("latin-1").strip()
    if SECONDS.fullmatch(text):
        return float(text)
    if len(text) > 100:
        return None
    try:
        date = parsedate_to_datetime(text)
        return ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


class PoliteRetry(RetryMiddleware):
    """Scrapy's retries, with two manners: who says when to come again is taken at his word, and each wait is longer.

    An answer with Retry-After goes straight to the spider, which asks again later; the run does not wait for it.
    """

    async def process_response(  # type: ignore[override]  # Scrapy awaits what a middleware returns
        self, request: Request, response: Response
    ) -> Request | Response:
        if retry_after(response, datetime.now(UTC)) is not None:
            return response
        return await self.after_a_pause(super().process_response(request, response))

    async def process_exception(  # type: ignore[override]  # the same
        self, request: Request, exception: Exception
    ) -> Request | Response | None:
        hosts: Hosts | None = getattr(self.crawler.spider, "hosts", None)
        if hosts is not None and not hosts.deserves_another_try(place_of(request.url)):
            return None
        return await self.after_a_pause(super().process_exception(request, exception))

    async def after_a_pause(self, answer: Answer) -> Answer:
        """Twice the source's delay before the second try, four times before the third."""
        if isinstance(answer, Request):
            delay = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
            await asyncio.sleep(min(delay * 2 ** answer.meta["retry_times"], MAX_PAUSE))
        return answer


class Throttle(AutoThrottle):
    """Scrapy's, which would go below the Crawl-delay of robots.txt where a server is quick."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        host, slot = self._get_slot(request, spider)
        if slot is not None and host is not None and self.crawler.engine is not None:
            asked_for = self.crawler.engine.downloader.per_slot_settings.get(host, {})
            slot.delay = max(slot.delay, asked_for.get("delay", 0.0))


# Hosts that do not answer are left alone: for the rest of the run, and for a pause that grows over the runs


class LeftAlone(NoPage):
    """The request was not sent: its host is left alone until `until`."""

    def __init__(self, place: str, until: datetime) -> None:
        super().__init__(Failure(FailureKind.LEFT_ALONE, place))
        self.until = until


def place_of(url: str) -> str:
    """Scheme, host and port, as addresses of the host begin."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class Hosts:
    """Which hosts of a source answer. Of each it is known apart whether it answers to lists and to all else."""

    def __init__(self) -> None:
        self.doubtful: set[tuple[str, bool]] = set()  # left alone before, and no answer since; True: to lists
        self.unanswered: Counter[str] = Counter()
        self.left: dict[str, datetime] = {}

    def doubt(self, place: str, role: Role) -> None:
        self.doubtful.add((place, role is Role.LIST))

    def answered(self, place: str, role: Role) -> bool:
        """Note an answer; whether it was in doubt until now."""
        del self.unanswered[place]
        was_doubtful = (place, role is Role.LIST) in self.doubtful
        self.doubtful.discard((place, role is Role.LIST))
        return was_doubtful

    def failed(self, place: str, role: Role, now: datetime) -> bool:
        """Note an address without an answer; whether the host is left alone from now on, for the first pause at least.

        The store says how long the pause is.
        """
        self.unanswered[place] += 1
        enough = 1 if (place, role is Role.LIST) in self.doubtful else MAX_UNANSWERED
        if place in self.left or self.unanswered[place] < enough:
            return False
        self.left[place] = now + pause(0)
        return True

    def deserves_another_try(self, place: str) -> bool:
        """A single address may be slow or broken; of a host that has failed already one try is enough."""
        return not self.unanswered[place] and not self.doubtful & {(place, True), (place, False)}


class Breaker:
    """The downloader middleware that sends nothing to a host that is left alone."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        hosts: Hosts = getattr(self.crawler.spider, "hosts", None) or Hosts()
        place = place_of(request.url)
        if place in hosts.left:
            raise LeftAlone(place, hosts.left[place])
