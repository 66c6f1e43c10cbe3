"""The download handler of sources with `browser = true`: scrapy-playwright, with bounds on what a page may do.

Imported only where the extra `browser` is installed; crawler/download/browser_settings.py looks.

The egress proxy, the browser's only way out, is here too: it holds every connection to the rules of url_guard.py.
"""

import asyncio
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import CDPSession
from playwright.async_api import Error as BrowserError
from playwright.async_api import Page as Tab
from playwright.async_api import Request as Asked
from playwright.async_api import TimeoutError as BrowserTimeout
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError
from scrapy.http import Headers, HtmlResponse, Response
from scrapy.http.request import Request
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.download.error_names import NoPage
from crawler.download.http_limits import Bounds
from crawler.download.url_guard import PRIVATE, Refused, is_private, plain_address, refusal
from pipelines.frontier import Failure, FailureKind

__all__ = ["BrowserHandler", "EgressProxy"]

UNSEEN = ("image", "media", "font", "texttrack", "manifest", "eventsource", "websocket", "ping")
MAX_REQUESTS = 300  # of one page
MAX_UNPACKED = 64 * 1024 * 1024  # bytes of one page as the browser unpacks them: gzip makes a thousand of one
QUIET = 5.0  # seconds that a page is waited for until it asks for nothing more; some ask for ever
DATA = re.compile(rb"\s*(?:application|text)/(?!xhtml)(?:[\w.+-]*json|[\w.+-]*xml|plain|javascript)", re.IGNORECASE)

# The document as it stands. A world of its own, so that no script of the page can give other words for it
DOCUMENT = """(() => {
  const html = (document.doctype ? "<!DOCTYPE html>\\n" : "") + document.documentElement.outerHTML;
  return html.length > %d ? html.length : html;
})()"""
MAX_PASSED = 32 * 1024 * 1024  # bytes for one page with all its scripts; real ones take 1 to 5 MB
MAX_HEAD = 64 * 1024
CONNECTING = 20.0  # seconds
REQUEST_LINE = re.compile(r"([A-Z]+) (\S+) HTTP/1\.[01]")
FOR_THE_PROXY = re.compile(r"^(?:Proxy-|Connection:|Keep-Alive:)", re.IGNORECASE)

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class BrowserHandler(Bounds, ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # it has no types of its own
    """One page at a time, so that what came through the egress proxy is counted for it."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self.proxy = EgressProxy(self.refusal, crawler.settings.getbool("BULLETINS_ALLOW_PRIVATE"))
        self.turn = asyncio.Lock()
        self.launched = False
        self.abort_request = self.unwanted
        self.requests = 0
        self.unpacked = 0
        self.last = ""  # where the page itself was last asked for, redirects and scripts included

    def refusal(self, url: str) -> str | None:
        spider = self._crawler.spider
        return refusal(
            url,
            getattr(spider, "allowed_domains", ()),
            allow_private=self._crawler.settings.getbool("BULLETINS_ALLOW_PRIVATE"),
            places=getattr(spider, "private_places", frozenset()),
        )

    async def _maybe_launch_in_thread(self) -> None:
        """Scrapy has one handler for http and one for https: the browser is started by the one that is used."""

    async def launch(self) -> None:
        if not self.launched:
            self.config.launch_options["proxy"] = {"server": await self.proxy.address(), "bypass": "<-loopback>"}
            await self._launch()
            self.launched = True

    async def _close(self) -> None:
        if self.launched:
            await super()._close()
        await self.proxy.close()

    async def download_request(self, request: Request) -> Response:
        # an endpoint that wants a POST gives data, which no script has to fill in
        if not request.meta.get("playwright") or request.method != "GET":
            request.meta.pop("playwright", None)
            return await super().download_request(request)
        async with self.turn:
            self.proxy.begin_page()
            self.requests, self.unpacked, self.last = 0, 0, request.url
            try:
                return await asyncio.wait_for(self.rendered(request), self.timeout)
            except (TimeoutError, BrowserTimeout) as error:
                raise DownloadTimeoutError(f"{request.url} took longer than {self.timeout} seconds") from error
            except BrowserError as error:
                raise self.named(error) from error
            finally:
                await self.close_tabs()

    async def rendered(self, request: Request) -> Response:
        await self.launch()
        response: Response = await super().download_request(request)
        return response

    async def _download_request_with_page(self, request: Request, page: Tab, spider: Spider) -> Response:
        """scrapy-playwright's own would take a file to save, and a document of any length."""
        began = monotonic()
        session = await page.context.new_cdp_session(page)
        session.on("Network.dataReceived", lambda received: self.count(received, page))
        await session.send("Network.enable")
        page.on("request", lambda asked: self.asked_by(asked, page))
        answer = await page.goto(request.url, wait_until="domcontentloaded")
        with suppress(BrowserTimeout):
            await page.wait_for_load_state("networkidle", timeout=QUIET * 1000)
        if not page.url.startswith(("http://", "https://")):
            # the browser's own words over a page that a script wanted to go to must not pass for one
            raise Refused(self.refusal(self.last) or str(FailureKind.NO_PAGE), self.last)
        headers = Headers(await answer.all_headers() if answer else {})
        if answer and DATA.match(headers.get("Content-Type") or b""):
            # the browser would show it inside a document of its own
            body = await answer.body()
        else:
            body = (await document(session, self._default_maxsize)).encode("utf-8", "replace")
            headers["Content-Type"] = "text/html; charset=utf-8"
        if len(body) > self._default_maxsize:
            raise DownloadCancelledError(f"{len(body)} bytes")
        request.meta["download_latency"] = monotonic() - began
        if answer and (before := redirects(answer.request)):
            request.meta["redirect_urls"] = before
        return HtmlResponse(
            page.url,
            status=answer.status if answer else 200,
            headers={name: value for name, value in headers.items() if name != b"Content-Encoding"},
            body=body,
            request=request,
            flags=["browser"],
        )

    def unwanted(self, asked: Asked) -> bool:
        self.requests += 1
        return asked.resource_type in UNSEEN or self.requests > MAX_REQUESTS or self.refusal(asked.url) is not None

    def asked_by(self, asked: Asked, page: Tab) -> None:
        if asked.is_navigation_request() and asked.frame == page.main_frame:
            self.last = asked.url

    def count(self, received: dict[str, Any], page: Tab) -> None:
        self.unpacked += received["dataLength"]
        if self.unpacked > MAX_UNPACKED and not page.is_closed():
            asyncio.ensure_future(page.close())  # noqa: RUF006  # its end is the page's, which is waited for

    def named(self, error: BrowserError) -> Exception:
        """Return what stopped the page, under the name it would have without a browser."""
        why = self.refusal(self.last)
        failure = next(iter(self.proxy.refused.values()), None)
        if self.unpacked > MAX_UNPACKED:
            return DownloadCancelledError(f"more than {MAX_UNPACKED} bytes")
        if why is not None:
            return Refused(why, self.last)
        if failure is not None:
            is_too_much = failure.kind is FailureKind.TOO_LARGE
            detail = failure.detail if is_too_much else ": ".join(filter(None, (failure.detail, self.last)))
            return NoPage(replace(failure, detail=detail))
        if "Download is starting" in error.message:
            return NoPage(Failure(FailureKind.NOT_SENT, name="a file to save, not a page"))
        return DownloadFailedError(error.message.partition("\n")[0][:200])

    async def close_tabs(self) -> None:
        """A page that keeps its script running cannot hold up the next one."""
        for context in list(self.context_wrappers.values()):
            for tab in context.context.pages:
                try:
                    await asyncio.wait_for(tab.close(), QUIET)
                except (TimeoutError, BrowserError):
                    await self.browser.close()
                    return


async def document(session: CDPSession, longest: int) -> str:
    """Raises DownloadCancelledError for one that is too long."""
    tree = await session.send("Page.getFrameTree")
    world = await session.send("Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"]})
    answer = await session.send(
        "Runtime.evaluate",
        {
            "expression": DOCUMENT % longest,
            "contextId": world["executionContextId"],
            "returnByValue": True,
            "timeout": 10_000,
        },
    )
    html = answer["result"].get("value")
    if not isinstance(html, str):
        raise DownloadCancelledError(f"a document of {html} characters")
    return html


def redirects(asked: Asked) -> list[str]:
    """Return the addresses that led here, the first one first."""
    before: list[str] = []
    while asked.redirected_from is not None:
        asked = asked.redirected_from
        before.insert(0, asked.url)
    return before


# The egress proxy: the browser's only way out, on 127.0.0.1, which holds every connection to the rules of url_guard.py


class EgressProxy:
    def __init__(self, refusal: Callable[[str], str | None], allow_private: bool) -> None:
        self.refusal = refusal
        self.allow_private = allow_private
        self.refused: dict[str, Failure] = {}  # host and port -> why, since the page began
        self.passed = 0  # bytes, the same
        self.server: asyncio.Server | None = None

    async def address(self) -> str:
        """Return where the browser finds it; opened by the first who asks."""
        if self.server is None:
            self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0, limit=MAX_HEAD)
        host, port = self.server.sockets[0].getsockname()
        return f"http://{host}:{port}"

    def begin_page(self) -> None:
        self.refused.clear()
        self.passed = 0

    async def close(self) -> None:
        if self.server is not None:
            self.server.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            # a browser may open connections ahead of their use
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)
            asked = REQUEST_LINE.match(head.decode("latin-1"))
            if asked is None:
                return
            tunnel = asked[1] == "CONNECT"
            there = await self.connected(f"https://{asked[2]}/" if tunnel else asked[2])
            if there is None:
                if tunnel:
                    writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
                return
            if tunnel:
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            else:
                there[1].write(sent_on(head.decode("latin-1"), asked[2]))
            await asyncio.gather(self.pass_on(reader, there[1]), self.pass_on(there[0], writer))
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the browser says what did not come
        finally:
            writer.close()

    async def connected(self, url: str) -> Streams | None:
        """Return a connection to where the URL leads, or None where it may not lead."""
        why = self.refusal(url)
        parts = urlsplit(url)
        if why is not None:
            self.refused[parts.netloc] = Failure(FailureKind.NOT_SENT, name=why)
            return None
        if self.passed > MAX_PASSED:
            self.refused[parts.netloc] = Failure(FailureKind.TOO_LARGE, f"{MAX_PASSED} bytes for one page")
            return None
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        for address in await self.addresses(host, port):
            if self.allow_private or plain_address(host) or not is_private(address):
                return await asyncio.wait_for(asyncio.open_connection(address, port), CONNECTING)
            self.refused[parts.netloc] = Failure(FailureKind.NOT_SENT, f"{host} resolves to {address}", name=PRIVATE)
        return None

    async def addresses(self, host: str, port: int) -> list[str]:
        if plain_address(host):
            return [host]  # refusal has judged it
        loop = asyncio.get_running_loop()
        found = await asyncio.wait_for(
            loop.getaddrinfo(host, port, family=socket.AF_INET, type=socket.SOCK_STREAM), CONNECTING
        )
        return [str(place[0]) for *_, place in found]

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while (data := await reader.read(65536)) and self.passed <= MAX_PASSED:
                self.passed += len(data)
                writer.write(data)
                await writer.drain()
        writer.close()


def sent_on(head: str, url: str) -> bytes:
    """Return the request as the server is to see it: the path alone, and nothing that was for the proxy."""
    parts = urlsplit(url)
    method = head.split(" ", 1)[0]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [line for line in head.split("\r\n")[1:-2] if not FOR_THE_PROXY.match(line)]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "Connection: close", "", ""]).encode("latin-1")
