"""One request at a time: Scrapy's downloader, which counts a request as under way from the moment it is started.

The middleware below it unpacks answers completely, and names what keeps one from being a page.
"""

from collections.abc import Coroutine
from http import HTTPStatus
from typing import Any

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.internet.defer import Deferred

from crawler.download.error_names import NoPage
from pipelines.archive import CutShort, Headers, TooLarge, Undecodable, undone, why_no_page
from pipelines.frontier import Failure, FailureKind

__all__ = ["CountingDownloader", "Unpacking"]

MAX_LAYERS = 2  # real servers pack once; one behind a proxy that packs again has been seen
STOPPED = "download_stopped"  # Scrapy's word for what somebody here has heard enough of


class CountingDownloader(Downloader):
    """Scrapy 2.19 counts a request when its task first runs, and meanwhile starts all others that wait: without a
    delay a host that was to get one request at a time got twelve."""

    def _wait_for_download(  # called when a request is started; what it returns runs later
        self, slot: Slot, request: Request, queue_dfd: Deferred[Response]
    ) -> Coroutine[Any, Any, None]:
        slot.transferring.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)


# Answers as pages: with a status that a page can have, unpacked completely, or else a named error


class Unpacking(HttpCompressionMiddleware):
    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # without the spider that Scrapy no longer passes
        refused = why_no_page(response.status, body_headers(response)) if not needs_no_page(request, response) else None
        if refused is not None:
            raise NoPage(refused)
        layers = b",".join(response.headers.getlist("Content-Encoding")).split(b",")
        if len(layers) > MAX_LAYERS:
            raise NoPage(Failure(FailureKind.TOO_LARGE, f"packed {len(layers)} times over"))
        # of robots.txt more may come than of a page, but no more may be unpacked
        bounded = request.replace(meta={**request.meta, "download_maxsize": self._max_size})
        try:
            return super().process_response(bounded, response)
        except CutShort as error:
            if STOPPED in response.flags:
                raise NoPage(Failure(FailureKind.TOO_LARGE, f"{error}, and no more of it is read")) from error
            raise NoPage(Failure(FailureKind.CUT_SHORT, str(error))) from error
        except (TooLarge, IgnoreRequest) as error:  # the second is Scrapy's own, of what unpacks to too much
            raise NoPage(Failure(FailureKind.TOO_LARGE, str(error))) from error
        except Undecodable as error:
            raise NoPage(Failure(FailureKind.NOT_UNPACKED, str(error))) from error

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        """In Scrapy's place, whose own stops without a word where a body breaks off."""
        return undone(encoding.decode("ascii"), body, max_size)


def body_headers(response: Response) -> Headers:
    """Return the headers that say what the body is."""
    names = ("Content-Range", "Content-Encoding")
    return tuple((name, value.decode("latin-1")) for name in names for value in response.headers.getlist(name))


def needs_no_page(request: Request, response: Response) -> bool:
    """Whether no page is to come: a server says, as it was asked, that all is as it was; or it names a
    place, which Guard looks at."""
    if response.status == HTTPStatus.NOT_MODIFIED:
        return bool(request.headers.get("If-None-Match") or request.headers.get("If-Modified-Since"))
    return 300 <= response.status < 400 and bool(response.headers.get("Location"))
