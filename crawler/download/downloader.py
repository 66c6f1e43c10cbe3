"""One request at a time: Scrapy's downloader, which counts a request as under way from the moment it is started."""

from collections.abc import Coroutine
from typing import Any

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.http import Response
from twisted.internet.defer import Deferred

__all__ = ["CountingDownloader"]


class CountingDownloader(Downloader):
    """Scrapy 2.19 counts a request when its task first runs, and meanwhile starts all others that wait: without a
    delay a host that was to get one request at a time got twelve."""

    def _wait_for_download(  # called when a request is started; what it returns runs later
        self, slot: Slot, request: Request, queue_dfd: Deferred[Response]
    ) -> Coroutine[Any, Any, None]:
        slot.transferring.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)
