"""When to ask a server again: what it says in Retry-After, and otherwise a wait that grows."""

import asyncio
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

from crawler.download.breaker import Hosts, place_of

__all__ = ["PoliteRetry", "Throttle", "retry_after"]

BUSY = (429, 503)  # the two statuses that RFC 9110 and RFC 6585 give Retry-After a meaning with
LEAST_WAIT = 1.0  # seconds: «0» and a date gone by are no leave to ask at once
MAX_WAIT = 86_400.0  # seconds, a day: what asks for more is looked at again tomorrow
MAX_PAUSE = 60.0  # seconds between two tries of one run
SECONDS = re.compile(r"[0-9]{1,100}")

Answer = TypeVar("Answer")


def retry_after(response: Response, now: datetime) -> float | None:
    """How many seconds a 429 or 503 asks us to stay away, between a second and a day; None when it does not say.

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
