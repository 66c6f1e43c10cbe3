"""Answers that break HTTP, sizes or time, from a real server: each ends under its name, and the crawl goes on."""

import zlib

import brotli
import pytest
import zstandard
from hostile_crawl import LIST, Met, crawl_hostile, list_of
from hostile_site import HTML, Hostile, Sender, answer, drip, forever, gzipped, hostile, pieces
from served_site import article

PACKED = 60_000_000  # bytes that the small bombs unpack to, of which DOWNLOAD_MAXSIZE allows a part
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + HTML.encode() + b"\r\n"
PAGE = article(1).encode()


def packed(body: bytes, *encodings: str) -> bytes:
    return answer(body, HTML, *(f"Content-Encoding: {encoding}" for encoding in encodings))


def moved(place: str) -> bytes:
    return answer(b"", f"Location: {place}", status="302 Found")


THREATS: dict[str, tuple[bytes | Sender, str]] = {
    "gzip bomb": (packed(gzipped(PACKED), "gzip"), "too large: "),
    "deflate bomb": (packed(zlib.compress(b"\0" * PACKED), "deflate"), "too large: "),
    "brotli bomb": (packed(brotli.compress(b"\0" * PACKED, quality=1), "br"), "too large: "),
    "zstd bomb": (packed(zstandard.compress(b"\0" * PACKED), "zstd"), "too large: "),
    "gzip in gzip": (packed(gzipped(PACKED, 2), "gzip, gzip"), "too large: "),
    "gzip in gzip by two headers": (packed(gzipped(PACKED, 2), "gzip", "gzip"), "too large: "),
    "gzip ten thousand times": (packed(gzipped(99), ", ".join(["gzip"] * 2000)), "too large: packed 2000 times"),
    "gzip that is none": (packed(PAGE, "gzip"), "cannot be unpacked: damaged gzip: "),
    "brotli that is none": (packed(PAGE, "br"), "c"),
    "unknown encoding": (packed(b"\1\2\3" * 99, "lzma"), "cannot be unpacked"),
    "endless body": (forever(HEAD + b"\r\n", b"<p>" * 20_000), "too large"),
    "endless chunks": (
        forever(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"8000\r\n" + b"x" * 0x8000 + b"\r\n"),
        "too large",
    ),
    "endless chunk size": (forever(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 60_000), "cut short"),
    "dripping body": (drip(HEAD + b"\r\n"), "timed out"),
    "dripping headers": (drip(HEAD, b"X: y\r\n"), "timed out"),
    "dripping status": (drip(b"HTTP/1.1 200 ", b"O"), "timed out"),
    "no answer": (drip(b"", b""), "timed out"),
    "length too long": (HEAD + b"Content-Length: 99999\r\n\r\n" + PAGE, "cut short"),
    "length too short": (HEAD + b"Content-Length: 20\r\n\r\n" + PAGE, "rejected: "),
    "length negative": (HEAD + b"Content-Length: -1\r\n\r\n" + PAGE, "no HTTP: "),
    "length no number": (HEAD + b"Content-Length: many\r\n\r\n" + PAGE, "no HTTP: "),
    "two lengths": (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + PAGE, "no HTTP: "),
    "length of 10 GB": (HEAD + b"Content-Length: 10000000000\r\n\r\n" + PAGE, "too large"),
    "100,000 headers": (
        pieces(HEAD, b"".join(b"X-%d: y\r\n" % n for n in range(100_000)), b"\r\n" + PAGE),
        "too large",
    ),
    "endless headers": (forever(HEAD, b"X-More: y\r\n" * 5000), "too large: headers of more than"),
    "header of 100 MB": (
        pieces(HEAD, b"X-Long: ", *[b"y" * 1_000_000] * 100, b"\r\n\r\n" + PAGE),
        "too large: a header",
    ),
    "folded header": (forever(HEAD + b"X-Long: y\r\n", b" y" * 5000 + b"\r\n"), "too large"),
    "endless status": (forever(b"HTTP/1.1 200 ", b"O" * 60_000), "too large"),
    "endless 100 Continue": (forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2000), "too large"),
    "cookie flood": (answer(PAGE, HTML, *(f"Set-Cookie: c{n}={'x' * 4000}" for n in range(1000))), "too large"),
    "closed at once": (b"", "connection failed"),
    "closed in the headers": (HEAD, "connection failed"),
    "garbage": (bytes(range(256)) * 40, "no HTTP: "),
    "HTTP/0.9": (b"<html>\n" + PAGE, "no HTTP: "),
    "status without a number": (b"HTTP/1.1 OK\r\n\r\n" + PAGE, "no HTTP: "),
    "header that begins with a space": (b"HTTP/1.1 200 OK\r\n X: y\r\n\r\n" + PAGE, "no HTTP: "),
    "unknown transfer encoding": (HEAD + b"Transfer-Encoding: rot13\r\n\r\n" + PAGE, "no HTTP: "),
    "redirect to itself": (moved("circle.html"), "redirect loop"),
    "redirect to a file": (moved("file:///etc/passwd"), "redirect that cannot be followed: file:///etc/passwd"),
    "redirect to link-local": (moved("http://[fe80::1]/"), "private address: "),
    "redirect to IPv4 in IPv6": (moved("http://[::ffff:a00:1]/"), "private address: "),
    "redirect to another site": (moved("https://www.example.com/"), "off the allowed sites: "),
    "redirect to a long address": (
        answer(b"", f"Location: /{'a' * 15_000}", status="302 Found"),
        "rejected: http error",
    ),
    "NULs": (answer(b"\0" * 1_000_000), "rejected: empty page"),
    "100,000 nested tags": (answer(b"<div>" * 100_000 + PAGE), "rejected: too large"),
    "one tag of 100,000 attributes": (answer(b"<p " + b"a=b " * 100_000 + b">" + PAGE), "rejected: too large"),
}
HONEST = f"{LIST}t20230609_9.html"


def path_of(threat: str) -> str:
    number = list(THREATS).index(threat)
    return f"{LIST}t20230601_{number}.html" if threat != "redirect to itself" else f"{LIST}circle.html"


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> tuple[Met, Hostile]:
    pages: dict[str, bytes | Sender] = {path_of(threat): page for threat, (page, _) in THREATS.items()}
    listed = [path_of(threat).replace("circle.html", "t20230601_circle.html") for threat in THREATS]
    pages[f"{LIST}t20230601_circle.html"] = moved("circle.html")
    with hostile({LIST: answer(list_of([*listed, HONEST])), HONEST: answer(PAGE), **pages}) as site:
        return crawl_hostile(tmp_path_factory.mktemp("met"), site), site


@pytest.mark.parametrize("threat", THREATS)
def test_a_broken_answer_ends_under_its_name(met: tuple[Met, Hostile], threat: str) -> None:
    expected = THREATS[threat][1]
    path = path_of(threat).replace("circle.html", "t20230601_circle.html")
    assert met[0].came_of[path][: len(expected)] == expected


def test_the_crawl_goes_on_to_its_end_without_a_word(met: tuple[Met, Hostile]) -> None:
    assert (met[0].came_of[HONEST], met[0].run.state, met[0].errors) == ("new", "finished", "")
