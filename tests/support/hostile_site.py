"""A server on 127.0.0.1 that breaks HTTP on purpose: raw sockets, one request a connection.

It stops by itself: no answer sends more than MOST bytes or lasts longer than LONGEST seconds, whoever reads it.
"""

import gzip
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

__all__ = ["Hostile", "Sender", "answer", "drip", "forever", "gzipped", "hostile", "pieces"]

MAX = 300_000_000
MAX_LENGTH = 30.0
HTML = "Content-Type: text/html; charset=utf-8"

Sender = Callable[["Line"], None]


@dataclass
class Line:
    """One connection, its request read. Sending raises OSError when the other side is gone or a bound is reached."""

    connection: socket.socket
    path: str
    request: bytes
    sent: int = 0
    until: float = field(default_factory=lambda: time.monotonic() + MAX_LENGTH)

    def send(self, reported: bytes) -> None:
        if self.sent > MAX or time.monotonic() > self.until:
            raise OSError("enough")
        self.connection.sendall(reported)
        self.sent += len(reported)


@dataclass
class Hostile:
    pages: dict[str, bytes | Sender]
    address: str = ""
    otherwise: bytes | Sender = b""
    asked: list[str] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)

    def serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(MAX_LENGTH)
            request = connection.recv(65536)
            if not request:
                return
            path = request.split(b" ", 2)[1].decode("latin-1")
            self.asked.append(path)
            page = self.pages.get(path, self.otherwise)
            line = Line(connection, path, request)
            try:
                line.send(page) if isinstance(page, bytes) else page(line)
                connection.shutdown(socket.SHUT_WR)
                connection.recv(1)  # until the other side has closed: unread bytes would be taken back
            finally:
                self.sent[path] += line.sent


@contextmanager
def hostile(pages: dict[str, bytes | Sender], otherwise: bytes | Sender | None = None) -> Iterator[Hostile]:
    """`otherwise` answers for every path that is not among the pages; without it that is a 404."""
    site = Hostile(pages, otherwise=otherwise or answer(b"<h1>404 Not Found</h1>", status="404 Not Found"))
    listening = socket.create_server(("127.0.0.1", 0), backlog=50)
    site.address = f"http://127.0.0.1:{listening.getsockname()[1]}"

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=site.serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield site
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def answer(body: bytes, *headers: str, status: str = "200 OK", length: bool = True) -> bytes:
    """An answer as it should be, but for what the test makes of it."""
    reported = [f"HTTP/1.1 {status}", "Connection: close", *(headers or (HTML,))]
    if length:
        reported.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*reported, "", ""]).encode() + body


def pieces(*parts: bytes, pause: float = 0.0) -> Sender:
    """The parts one after another."""

    def send(line: Line) -> None:
        for part in parts:
            line.send(part)
            time.sleep(pause)

    return send


def forever(start: bytes, again: bytes) -> Sender:
    """The start, then the same again and again as fast as it is read."""

    def send(line: Line) -> None:
        line.send(start)
        while True:
            line.send(again)

    return send


def drip(start: bytes, drop: bytes = b" ") -> Sender:
    """The start, then a drop five times a second."""

    def send(line: Line) -> None:
        line.send(start)
        while True:
            line.send(drop)
            time.sleep(0.2)

    return send


def gzipped(size: int, times: int = 1) -> bytes:
    """Zeros of that size, packed so many times over."""
    packed = b"\0" * size
    for _ in range(times):
        packed = gzip.compress(packed)
    return packed
