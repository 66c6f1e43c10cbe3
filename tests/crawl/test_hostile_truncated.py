"""Half a page is never stored as a whole one: cut in each coding, at each layer, in a crawl and in an archive."""

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard
from hostile_crawl import LIST, Met, crawl_hostile, list_of
from hostile_site import HTML, Sender, answer, hostile
from served_site import article
from warc_records import record

from pipelines.archive import read_warc
from pipelines.archive.content import CutShort, TooLarge, Undecodable, unchunked, undone
from pipelines.clean import read
from pipelines.models import CleanDocument, Page, Source
from pipelines.store import open_store

PAGE = (article(1) + "".join(f"<!-- {zlib.crc32(b'%d' % n)} -->" for n in range(400))).encode()
HALF = len(PAGE) // 2


def bare_deflate(body: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(body) + packing.flush()


PACKINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "gzip in two members": ("gzip", lambda body: gzip.compress(body[:HALF]) + gzip.compress(body[HALF:])),
    "x-gzip": ("x-gzip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "bare deflate": ("deflate", bare_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstandard.compress),
    "zstd in two frames": ("zstd", lambda body: zstandard.compress(body[:HALF]) + zstandard.compress(body[HALF:])),
}


def chunked(body: bytes) -> bytes:
    one, other = body[: len(body) // 2], body[len(body) // 2 :]
    return b"%x\r\n%s\r\n%x;a=b\r\n%s\r\n0\r\n\r\n" % (len(one), one, len(other), other)


@pytest.mark.parametrize("packing", PACKINGS)
def test_each_coding_gives_the_whole_body(packing: str) -> None:
    coding, pack = PACKINGS[packing]
    assert undone(coding, pack(PAGE), len(PAGE)) == PAGE


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_body_cut_anywhere_in_its_coding_is_cut_short(packing: str) -> None:
    coding, pack = PACKINGS[packing]
    packed = pack(PAGE)
    whole_members = len(pack(PAGE[:HALF]))
    for length in {*range(1, len(packed), max(len(packed) // 97, 1)), len(packed) - 1} - {whole_members}:
        with pytest.raises(Undecodable) as met:
            undone(coding, packed[:length], len(PAGE))
        assert isinstance(met.value, CutShort) or length < 4, (length, met.value)


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_body_larger_than_it_may_be_is_never_held(packing: str) -> None:
    coding, pack = PACKINGS[packing]
    with pytest.raises(TooLarge):
        undone(coding, pack(b"\0" * 30_000_000), 1_000_000)


def test_chunks_cut_anywhere_are_cut_short() -> None:
    body = chunked(PAGE)
    assert unchunked(body) == PAGE
    for length in {*range(0, len(body) - 4, 131), len(body) - 5}:
        with pytest.raises(CutShort):
            unchunked(body[:length])


def test_what_stands_behind_a_packed_body_is_passed_over() -> None:
    assert undone("gzip", gzip.compress(PAGE) + b"\n<!-- cached -->", len(PAGE)) == PAGE


# In a crawl

HEAD = f"HTTP/1.1 200 OK\r\nConnection: close\r\n{HTML}\r\n".encode()


def packed(coding: str, body: bytes) -> bytes:
    return answer(body, HTML, f"Content-Encoding: {coding}")


ANSWERS: dict[str, tuple[bytes | Sender, str]] = {
    **{
        f"half of {name}": (packed(coding, pack(PAGE)[: len(pack(PAGE)) * 2 // 3]), "cut short: ")
        for name, (coding, pack) in PACKINGS.items()
    },
    "gzip without its checksum": (packed("gzip", gzip.compress(PAGE)[:-8]), "cut short: gzip breaks off"),
    "half of the length": (HEAD + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE[:HALF], "cut short"),
    "no last chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(PAGE)[:-5], "cut short"),
    "gzip in chunks, half": (
        HEAD + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(gzip.compress(PAGE)[:-99]),
        "cut short: ",
    ),
    "a part that nobody asked for": (answer(PAGE[:HALF], HTML, status="206 Partial Content"), "cut short: status 206"),
    "all of it, in a part": (
        answer(PAGE, HTML, f"Content-Range: bytes 0-{len(PAGE) - 1}/{len(PAGE)}", status="206 Partial Content"),
        "cut short: status 206",
    ),
    "no length, to its end": (HEAD + b"\r\n" + PAGE, "new"),
}
PATHS = {name: f"{LIST}t20230601_{number}.html" for number, name in enumerate(ANSWERS)}


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Met:
    pages = {PATHS[name]: page for name, (page, _) in ANSWERS.items()}
    with hostile({LIST: answer(list_of(list(pages))), **pages}) as site:
        return crawl_hostile(tmp_path_factory.mktemp("met"), site)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_crawl_names_what_was_cut_short(met: Met, name: str) -> None:
    expected = ANSWERS[name][1]
    assert met.came_of[PATHS[name]][: len(expected)] == expected


def test_a_page_without_length_that_breaks_off_is_flagged_and_a_whole_one_is_not(tmp_path: Path) -> None:
    whole, half = f"{LIST}t20230601_1.html", f"{LIST}t20230601_2.html"
    cut = article(2).encode()[: article(2).encode().index(b"</p>") + 4]
    pages: dict[str, bytes | Sender] = {whole: HEAD + b"\r\n" + PAGE, half: HEAD + b"\r\n" + cut}
    with hostile({LIST: answer(list_of(list(pages))), **pages}) as site:
        crawl_hostile(tmp_path, site)
        address = site.address
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store, store.reading() as connection:
        flags_of = "SELECT url, flags FROM bulletin_texts JOIN revisions ON bulletin_id = bulletin"
        reported = {url: flags for url, flags in connection.exec_driver_sql(flags_of)}  # noqa: C416  # rows are no pairs to mypy
    assert {url.removeprefix(address): flags for url, flags in reported.items()} == {
        whole: "[]",
        half: '["may be cut short"]',
    }


# In an archive


def in_archive(folder: Path, block: bytes) -> tuple[list[Page], list[str]]:
    path, warnings = folder / "x.warc", list[str]()
    path.write_bytes(record(block))
    return list(read_warc(path, warn=warnings.append)), warnings


@pytest.mark.parametrize("name", ANSWERS)
def test_an_archive_gives_whole_pages_only(tmp_path: Path, name: str) -> None:
    block, expected = ANSWERS[name]
    assert isinstance(block, bytes)
    pages, warnings = in_archive(tmp_path, block)
    if expected == "new":
        assert ([page.body for page in pages], warnings) == ([PAGE], [])
    else:
        assert pages == []
        assert "cut short" in warnings[0]


@pytest.mark.parametrize(
    "block",
    [
        HEAD + b"Content-Length: 7\r\n\r\n" + PAGE,
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 99999\r\n\r\n" + PAGE,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + PAGE,
        HEAD + b"Content-Encoding: br, gzip\r\n\r\n" + PAGE,
    ],
)
def test_a_body_that_was_unpacked_before_it_was_archived_is_whole(tmp_path: Path, block: bytes) -> None:
    pages, warnings = in_archive(tmp_path, block)
    assert ([page.body for page in pages], warnings) == ([PAGE], [])


@pytest.mark.parametrize(
    ("head", "body", "flagged"),
    [
        (b"HTTP/1.0 200 OK\r\n", b"<html><body>", True),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n", b"<html><body>", True),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n", b"<div><div>", True),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n", b"<div>", False),  # a fragment, all of it closed
        (b"HTTP/2 200\r\n", b"<html><body>", False),
        (b"HTTP/1.1 200 OK\r\n", b"<html><body>", False),  # nothing says how it ended
    ],
)
def test_a_page_is_flagged_by_how_it_came_and_how_it_ends(
    tmp_path: Path, head: bytes, body: bytes, flagged: bool
) -> None:
    text = article(1).partition("<body>")[2].partition("</body>")[0].encode()
    closed = text + b"</div>" if body == b"<div>" else text
    [page], _ = in_archive(tmp_path, head + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body + closed)
    found = read(page, Source(name="x"))
    assert isinstance(found, CleanDocument)
    assert found.document.flags == (("may be cut short",) if flagged else ())
