"""Fetching with bounds that Scrapy lacks: the head of an answer has a size, and what is no HTTP is called so.

Twisted takes header lines as long as they come: 100 MB a second for the whole time limit fill any memory.
"""

from typing import Any

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _LenientHTTP11ClientProtocol
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from scrapy.http import Response
from scrapy.http.request import Request
from service_identity import VerificationError
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, ParseError
from twisted.web._newclient import Request as SentRequest
from twisted.web.client import _HTTP11ClientFactory
from twisted.web.iweb import IResponse

from crawler.download.tls import legacy_factory

__all__ = ["BoundedHandler", "Bounds", "NotHttp", "reasons"]

# What Twisted's parser raises over an answer that it cannot read: its own errors, and those of int() and the like
UNREADABLE = (ParseError, ValueError, LookupError, AttributeError)
MAX_HEAD = 64 * 1024  # bytes: status line and headers; browsers stop at 256 KB, real sites send some 2


class NotHttp(Exception):
    """What the server sent is no HTTP/1 answer. Asking again would bring the same."""


class HeadTooLong(Exception):
    """More status line and headers than any honest server sends."""


class Bounds(HTTP11DownloadHandler):
    """What a download handler of ours holds to, whatever else it can do."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory
        legacy = legacy_factory(crawler)
        if legacy is not None:
            self._contextFactory = legacy  # type: ignore[assignment]  # zope interfaces are no types

    async def download_request(self, request: Request) -> Response:
        try:
            return await super().download_request(request)
        except DownloadFailedError as error:
            raise named(error) from error


class BoundedHandler(Bounds):
    """For http and https."""


class BoundedFactory(_HTTP11ClientFactory):
    noisy = False

    def buildProtocol(self, addr: IAddress | None) -> "BoundedProtocol":  # noqa: N802  # Twisted's name
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]  # Twisted's


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Counts the bytes of an answer until its head is whole."""

    head = 0

    def request(self, request: SentRequest) -> Deferred[IResponse]:
        self.head = 0
        answer = super().request(request)
        assert self._parser is not None  # noqa: S101  # Scrapy's own class asserts the same
        self._parser.lineLengthExceeded = line_too_long  # type: ignore[method-assign]  # Scrapy fixes its class
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  # Twisted's name
        if self.head > MAX_HEAD:
            self._giveUp(Failure(HeadTooLong(f"headers of more than {MAX_HEAD} bytes")))  # type: ignore[no-untyped-call]  # Twisted's
            return
        super().dataReceived(data)  # type: ignore[no-untyped-call]  # the same
        # the last piece of a head brings the body's first bytes along, so that only whole pieces are counted
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self.head += len(data)


def line_too_long(line: bytes) -> None:
    raise HeadTooLong(f"a header of more than {len(line) // 1024} KB")


def named(error: DownloadFailedError) -> Exception:
    """The same failure under a name: Twisted wraps what went wrong in lists of failures."""
    for reason in reasons(error.__cause__):
        if isinstance(reason, HeadTooLong):
            return DownloadCancelledError(str(reason))
        if isinstance(reason, UNREADABLE):
            return NotHttp(" ".join(str(part) for part in reason.args)[:200])
        if isinstance(reason, VerificationError):
            return DownloadFailedError("TLS: its certificate is another host's")
        if isinstance(reason, SSL.Error):
            return DownloadFailedError(f"TLS: {worded(reason)}"[:200])
    return error


def worded(error: SSL.Error) -> str:
    """OpenSSL's own words, without the names of its libraries and functions."""
    listed = error.args[0] if error.args and isinstance(error.args[0], list) else []
    return "; ".join(str(why) for _, _, why in listed) or str(error) or type(error).__name__


def reasons(error: Any) -> list[BaseException]:
    """Return the errors that Twisted wraps in one, in its order; none where it wraps nothing."""
    return [failure.value for failure in getattr(error, "reasons", ())]
