"""Answers that are no whole pages, whatever stands in their bodies: each a failure with a name, in crawl and ingest."""

from pathlib import Path
from typing import Any

import pytest
from hostile_crawl import LIST, Met, crawl_hostile, list_of
from hostile_site import HTML, Sender, answer, hostile
from scrapy import Request
from scrapy.http import Response
from served_site import article
from warc_records import record

from crawler.download.downloader import needs_no_page
from pipelines.archive import read_warc

NO_PAGES = {
    "200 part": ("200 OK", "Content-Range: bytes 100-900/5000", "cut short: Content-Range bytes 100-900/5000"),
    "200 part of unknown length": ("200 OK", "Content-Range: bytes 0-899/*", "cut short: Content-Range bytes 0-899/*"),
    "205": ("205 Reset Content", "X-A: b", "no page: status 205"),
    "300": ("300 Multiple Choices", "X-A: b", "no page: status 300"),
    "302 to nowhere": ("302 Found", "X-A: b", "no page: status 302, which does not say where it leads"),
    "304": ("304 Not Modified", "X-A: b", "no page: status 304, which nobody asked for"),
    "unknown coding": ("200 OK", "Content-Encoding: x-rot13", "cannot be unpacked: Content-Encoding x-rot13"),
    "unknown coding below gzip": ("200 OK", "Content-Encoding: compress, gzip", "cannot be unpacked: "),
}
WHOLE = {
    "whole range": ("200 OK", "Content-Range: bytes 0-899/900"),
    "no range": ("200 OK", "Content-Range: bytes */900"),
    "charset": ("200 OK", "Content-Encoding: UTF-8"),
    "identity": ("200 OK", "Content-Encoding: identity"),
    "media type": ("200 OK", "Content-Encoding: text/html; charset=utf-8"),
}
ALL = [*NO_PAGES, *WHOLE]
PATHS = {name: f"{LIST}t20230602_{number}.html" for number, name in enumerate(ALL)}


def served(number: int, status: str, header: str) -> bytes:
    body = article(number + 1).encode()
    head = f"HTTP/1.1 {status}\r\nConnection: close\r\n{HTML}\r\n{header}\r\n"
    length = "" if status.startswith("304") else f"Content-Length: {len(body)}\r\n"
    return f"{head}{length}\r\n".encode() + (b"" if status.startswith("304") else body)


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Met:
    answers = {name: served(n, *(NO_PAGES | WHOLE)[name][:2]) for n, name in enumerate(ALL)}
    pages: dict[str, bytes | Sender] = {PATHS[name]: said for name, said in answers.items()}
    with hostile({LIST: answer(list_of(list(pages))), **pages}) as site:
        return crawl_hostile(tmp_path_factory.mktemp("parts"), site)


@pytest.mark.parametrize("name", NO_PAGES)
def test_a_crawl_names_what_is_no_whole_page(met: Met, name: str) -> None:
    expected = NO_PAGES[name][2]
    assert met.came_of[PATHS[name]][: len(expected)] == expected


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_page_under_an_odd_header_is_read(met: Met, name: str) -> None:
    assert met.came_of[PATHS[name]] == "new"


@pytest.mark.parametrize("header", ["Content-Range: bytes 5-90/500", "Content-Encoding: lzma"])
def test_an_archive_that_holds_one_is_not_read(tmp_path: Path, header: str) -> None:
    warned: list[Any] = []
    kept = tmp_path / "a.warc"
    kept.write_bytes(record(served(1, "200 OK", header)))
    assert list(read_warc(kept, warn=warned.append)) == []
    assert header.partition(": ")[0] in warned[0]


def test_a_304_that_was_asked_for_is_no_failure() -> None:
    asked = Request("http://www.example.gov.cn/a.html", headers={"If-None-Match": '"1"'})
    assert needs_no_page(asked, Response(asked.url, status=304))
