"""All bombs in one crawl, and what memory it took: the crawler's own process, and each that reads pages."""

import json
import sys

import brotli
import pytest
import zstandard
from hostile_crawl import LIST, Met, crawl_hostile, list_of
from hostile_site import HTML, Sender, answer, forever, gzipped, hostile, pieces

pytestmark = pytest.mark.long
MEGABYTE = 1024  # in kB, as /proc gives it
# docs/safety.md says these numbers
MAX_OF_THE_CRAWLER = 600 * MEGABYTE
MAX_OF_A_READER = 500 * MEGABYTE
# Printed when the readers are about to be stopped: by then each has had its worst page
PEAKS = """
import glob, os
import pipelines.workers
stop = pipelines.workers.Workers.__exit__
def print_peaks(self, *error):
    found = {}
    for status in glob.glob("/proc/[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in open(status).read().splitlines() if ":" in line)
        except OSError:
            continue
        found[int(lines["Pid"])] = (int(lines["PPid"]), int(lines.get("VmHWM", "0 kB").split()[0]))
    def ours(pid):
        return pid == os.getpid() or (pid in found and ours(found[pid][0]))
    print(json.dumps({pid: peak for pid, (_, peak) in found.items() if ours(pid)} | {"crawler": found[os.getpid()][1]}))
    stop(self, *error)
pipelines.workers.Workers.__exit__ = print_peaks
"""
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + HTML.encode() + b"\r\n"
LARGEST = 8 * 1024 * 1024 - 1000
BIG = 400_000_000
ROW = "<li><a href='/zwgk/tzgg/t2023060{}_{}.html'>关于做好第{}批民生实事项目公示的通知</a>2023-06-01</li>"


def packed(body: bytes, *encodings: str) -> bytes:
    return answer(body, HTML, *(f"Content-Encoding: {encoding}" for encoding in encodings))


def filled(start: str, again: str, end: str = "") -> bytes:
    """A page of the largest size that is taken."""
    body, piece = bytearray(start.encode()), again.encode()
    body += piece * ((LARGEST - len(body)) // len(piece))
    return answer(bytes(body) + end.encode())


ARTICLES: dict[str, bytes | Sender] = {
    "gzip": packed(gzipped(BIG), "gzip"),
    "gzip in gzip": packed(gzipped(BIG, 2), "gzip, gzip"),
    "brotli": packed(brotli.compress(b"\0" * BIG, quality=1), "br"),
    "zstd": packed(zstandard.compress(b"\0" * BIG), "zstd"),
    "endless": forever(HEAD + b"\r\n", b"x" * 60_000),
    "endless chunks": forever(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"8000\r\n" + b"x" * 0x8000 + b"\r\n"),
    "length of 10 GB": forever(HEAD + b"Content-Length: 10000000000\r\n\r\n", b"x" * 60_000),
    "endless headers": forever(HEAD, b"X-More: y\r\n" * 5000),
    "header of 100 MB": pieces(HEAD, b"X-Long: ", *[b"y" * 1_000_000] * 100),
    "folded": forever(HEAD + b"X-Long: y\r\n", b" y" * 5000 + b"\r\n"),
    "endless status": forever(b"HTTP/1.1 200 ", b"O" * 60_000),
    "endless 100 Continue": forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2000),
    "text": filled("<p>", "通知公告"),
    "text of wide characters": filled("<p>😀", "x"),
    "paragraphs": filled("", f"<p>{'根据工作部署安排' * 30}</p>"),
    "nested": filled("", "<div>"),
    "attributes": filled("<p ", "a=b "),
    "unclosed tags": filled("", "<a href=x"),
    "one word": filled("<html><body>", "x", "<h1>x</h1>"),
    "comments": filled("", "<!-- x -->"),
    "entities": filled("<p>", "&lt;"),
    "as much text as is taken": answer(f"<h1>通知</h1><p>{'通知公告' * 240_000}</p>".encode()),
    "as many letters as are taken": answer(b"<h1>x</h1><p>" + b"x" * 960_000),
    "as many rows as are taken": answer(b"<table>" + b"<tr><td>xxxxxxxxxxxxxxxx<td>yyyyyyyyyyyyyyyy" * 28_000),
    "rows of a table": filled("<table>", f"<tr><td>{'x' * 300}<td>{'y' * 300}"),
}
LISTS: dict[str, bytes | Sender] = {
    "/zwgk/links/": filled("<ul>", "".join(ROW.format(n, n * 7919, "x" * 260) for n in range(1, 10))),
    "/zwgk/short/": filled("<ul>", "<a href=/1.html>x</a>"),
    "/zwgk/rows/": answer(
        b'{"list":[' + b'{"title":"aaaaaaaaaaaaaaaa","url":"/1.html"},' * 180_000 + b"{}]}",
        "Content-Type: application/json",
    ),
    "/zwgk/deep/": answer(b"[" * 8_000_000, "Content-Type: application/json"),
    "/zwgk/bomb/": packed(gzipped(BIG), "gzip"),
}


def path_of(article: str) -> str:
    return f"{LIST}t20230601_{list(ARTICLES).index(article) + 100}.html"


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Met:
    if not sys.platform.startswith("linux"):
        pytest.skip("peaks are read from /proc")
    pages = {**LISTS, **{path_of(name): page for name, page in ARTICLES.items()}}
    robots = pieces(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\n", *[b"Disallow: /nowhere/\n" * 5000] * 500)
    with hostile({"/robots.txt": robots, LIST: answer(list_of([*map(path_of, ARTICLES)])), **pages}) as site:
        starts = [site.address + path for path in (LIST, *LISTS)]
        return crawl_hostile(tmp_path_factory.mktemp("memory"), site, PEAKS, start_urls=starts)


def peaks(met: Met) -> dict[str, int]:
    reported: dict[str, int] = json.loads(met.printed)
    return reported


def test_every_bomb_went_off(met: Met) -> None:
    assert set(met.came_of) >= {LIST, *LISTS, *map(path_of, ARTICLES)}


def test_the_crawler_keeps_within_its_memory(met: Met) -> None:
    assert peaks(met)["crawler"] < MAX_OF_THE_CRAWLER


def test_each_reader_keeps_within_its_memory(met: Met) -> None:
    reported = peaks(met)
    crawler = reported.pop("crawler")
    assert max(peak for peak in reported.values() if peak != crawler) < MAX_OF_A_READER
