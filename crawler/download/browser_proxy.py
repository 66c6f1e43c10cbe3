"""The browser's only way out: a proxy on 127.0.0.1 that holds every connection to the rules of url_guard.py.

A browser asks for more than we see: redirects, frames, sockets, pages that other pages open, names looked up ahead of
time. Whatever it is, it comes through here, or it does not get anywhere. The name is resolved here too, and the
connection goes to the address that was looked at: a name cannot change its mind in between.

    GET http://host/path     one request, sent on with `Connection: close`
    CONNECT host:443         a tunnel, for TLS and web sockets
"""

import asyncio
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from crawler.download.url_guard import PRIVATE, is_private, plain_address
from pipelines.frontier import Failure, FailureKind

__all__ = ["EgressProxy"]

MAX_PASSED = 32 * 1024 * 1024  # bytes for one page with all its scripts; real ones take 1 to 5 MB
MAX_HEAD = 64 * 1024
CONNECTING = 20.0  # seconds
REQUEST_LINE = re.compile(r"([A-Z]+) (\S+) HTTP/1\.[01]")
FOR_THE_PROXY = re.compile(r"^(?:Proxy-|Connection:|Keep-Alive:)", re.IGNORECASE)

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class EgressProxy:
    def __init__(self, refusal: Callable[[str], str | None], allow_private: bool) -> None:
        self.refusal = refusal
        self.allow_private = allow_private
        self.refused: dict[str, Failure] = {}  # host and port -> why, since the page began
        self.passed = 0  # bytes, the same
        self.server: asyncio.Server | None = None

    async def address(self) -> str:
        """Where the browser finds it; opened by the first who asks."""
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
        """A connection to where the URL leads, or None where it may not lead."""
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
    """The request as the server is to see it: the path alone, and nothing that was for the proxy."""
    parts = urlsplit(url)
    method = head.split(" ", 1)[0]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [line for line in head.split("\r\n")[1:-2] if not FOR_THE_PROXY.match(line)]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "Connection: close", "", ""]).encode("latin-1")
