"""The sample site over HTTP, on this machine only.

127.0.0.1 answers as the site, localhost as the portal that re-publishes. An ETag goes with every page. Answers that
change with the visit (500, then the page; a notice that is edited) go by how often an address was asked for.
"""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from sample_site.pages import Posted
from sample_site.site import Response, Site, build


@dataclass
class Running:
    """A server under way. `log` holds (host, address, status) of every answer."""

    port: int
    log: list[tuple[str, str, int]] = field(default_factory=list)
    visits: Counter[tuple[str, str]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def base(self) -> str:
        """The site's address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def portal(self) -> str:
        return f"http://localhost:{self.port}"

    def visit(self, host: str, path: str) -> int:
        """Count a visit; how many there were before."""
        with self.lock:  # two requests at a time must not both be the first
            self.visits[host, path] += 1
            return self.visits[host, path] - 1

    def forget(self) -> None:
        """Every address is as if never asked for."""
        with self.lock:
            self.visits.clear()
            self.log.clear()


@contextmanager
def serve(port: int = 0, site: Site | None = None, *, visited: bool = False) -> Iterator[Running]:
    """Serve until the block ends. `visited`: answer from the start as if each address had been asked for before."""
    site = site or build()
    pages, posted = site.pages, site.posted

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the library's name
            host = "b" if (self.headers.get("Host") or "").startswith("localhost") else "a"
            answers = pages.get((host, self.path))
            visit = running.visit(host, self.path)
            answer = answers[min(visit + visited, len(answers) - 1)] if answers else NOT_FOUND
            if answer.status == 200 and self.headers.get("If-None-Match") == answer.etag:
                answer = Response(b"", status=304)
            self.send(host, answer)

        def do_POST(self) -> None:  # the library's name
            host = "b" if (self.headers.get("Host") or "").startswith("localhost") else "a"
            body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MAX_BODY))
            self.send(host, page_posted_for(posted.get((host, self.path)), body.decode("utf-8", "replace")))

        def send(self, host: str, answer: Response) -> None:
            running.log.append((host, self.path, answer.status))
            self.send_response(answer.status)
            if answer.location:
                self.send_header("Location", answer.location)
            if answer.status != 304:
                self.send_header("Content-Type", answer.content_type)
                self.send_header("ETag", answer.etag)
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
            """Quiet: `Running.log` is the log."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        running = Running(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield running
        finally:
            server.shutdown()
            thread.join()


def page_posted_for(posted: Posted | None, body: str) -> Response:
    """The page that a form or a JSON text asks for by its number."""
    if posted is None:
        return NOT_FOUND
    try:
        fields = json.loads(body) if body.startswith("{") else dict(parse_qsl(body))
        number = int(fields[posted.field])
    except (ValueError, KeyError, TypeError):
        return NOT_FOUND
    return posted.pages[number - 1] if 0 < number <= len(posted.pages) else NOT_FOUND


MAX_BODY = 1_000_000  # bytes
NOT_FOUND = Response(b"<html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>", status=404)
