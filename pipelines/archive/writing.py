"""Pages -> a WARC 1.1 file.

The stored body has no content encoding any more, so the headers that said how it travelled would be lies about the
record: they are set aside under `X-Archive-Orig-`, as web archives do, and get their names back when read again. WARC
fields of our own (`Bulletins-…`; other readers pass over fields that they do not know) make a page the same page after
export and ingest. The parts of an article follow its first page at once.

A page of the web is a `response`. One that was saved as a file (file:///…) was answered by no server, so it is a
`resource`: its bytes, and their type. An address that is no URI (with Chinese letters, with spaces) is percent-encoded,
and its own spelling, by which the store knows the page, stands in a field of ours.

A page that its server confirmed (304) is a `revisit` of the one that it confirms, which stands before it in the file:
its headers, and no payload. Where that one is not in the file, the record is a response with the confirmed bytes.

Compression for the store (zstandard frames) and the errors of archives are here too.
"""

import hashlib
import io
import json
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.limits import why_not_written
from pipelines.models import Page

__all__ = [
    "NOT_MODIFIED",
    "PART_OF",
    "REQUESTED",
    "ROLE",
    "SET_ASIDE",
    "SOURCE",
    "SPELLED",
    "WEB",
    "ArchiveError",
    "ArchiveNotWritten",
    "compress",
    "decompress",
    "dictionary_from",
    "write_warc",
]

OF_TRANSPORT = frozenset({"content-encoding", "transfer-encoding", "content-length"})
WEB = ("http://", "https://")  # of these alone do readers look for HTTP in a record
SET_ASIDE = "X-Archive-Orig-"

SOURCE, ROLE, REQUESTED = "Bulletins-Source", "Bulletins-Role", "Bulletins-Requested-URI"
SPELLED = "Bulletins-URI"  # the page's address as JSON, where WARC-Target-URI is spelled otherwise
PART_OF = "Bulletins-Part-Of"  # the WARC-Record-ID of the article's first page
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
LEVEL = 9  # on those pages 12 leaves the same and takes three times as long; 19 leaves 0.6% less, for ten times as long
DICTIONARY_SIZE = 112_640  # bytes; zstd's default. 64 kB leave 0.2% more, 256 kB 0.3% less
LARGEST_BODY = 1 << 30  # bytes; what is fetched has a small part of it
OF_ONE_PAGE = 32_768  # bytes of one page in it, so that a huge one does not fill it
OPEN = 16  # dictionaries that are kept ready: sites that are crawled at once, and some more


def write_warc(path: Path, pages: Iterable[Page], software: str = "bulletins") -> int:
    """Write pages to a WARC file, one gzip member a record when its name ends in .gz; the number of pages, parts too.

    A part that comes both with its article and by itself, as from a store, is written with the article. The file is
    called `<name>.partial` until it is whole and on the disk. Raises ArchiveError where there is no
    such folder, ArchiveNotWritten for want of room or rights.
    """
    partial = path.with_name(path.name + ".partial")
    written = 0
    with_article: set[tuple[str, datetime]] = set()
    try:
        with partial.open("wb") as file:
            writer = WARCWriter(file, gzip=path.name.endswith(".gz"), warc_version="1.1")
            reported = {"software": software, "format": "WARC File Format 1.1"}
            writer.write_record(writer.create_warcinfo_record(path.name, reported))
            confirmable: Confirmable = {}
            for page in pages:
                if (page.url, page.fetched_at) in with_article:
                    continue
                first = write_page(writer, page, confirmable)
                for part in page.parts:
                    write_page(writer, part, confirmable, part_of=first)
                    with_article.add((part.url, part.fetched_at))
                written += 1 + len(page.parts)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ArchiveError(f"{path}: {error.strerror or error}") from error
    except OSError as error:
        raise ArchiveNotWritten(f"{path}: {why_not_written(error)}; nothing is left of it") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return written


class ServedHeaders(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """HTTP headers byte for byte: warcio would percent-encode a file name in Chinese."""

    def compute_headers_buffer(self, header_filter: Any = None) -> None:
        self.headers_buff = self.to_bytes(header_filter, "latin-1")


# What may not stand in a URI; a percent sign only as the beginning of an encoded byte
UNSAFE = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+|%(?![0-9A-Fa-f]{2})")
BRACKETS = re.compile(r"[\[\]]")
HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")  # with its scheme; the only place of brackets (IPv6)

# What a later 304 may confirm: half a digest of address and body -> the time of its fetch. There may be millions
Confirmable = dict[bytes, datetime]


def confirmed_by(page: Page) -> bytes:
    named = f"{page.requested_url}\0{page.url}\0".encode(errors="surrogatepass")
    return hashlib.sha256(named + hashlib.sha256(page.body).digest()).digest()[:16]


def write_page(writer: WARCWriter, page: Page, confirmable: Confirmable, part_of: str | None = None) -> str:
    """Write one record; its WARC-Record-ID."""
    about = {"WARC-Date": instant(page.fetched_at), SOURCE: page.source, ROLE: str(page.role)}
    address = uri(page.url)
    if address != page.url:
        about[SPELLED] = json.dumps(page.url)
    if page.requested_url != page.url:
        about[REQUESTED] = page.requested_url
    if part_of is not None:
        about[PART_OF] = part_of
    if not address.startswith(WEB):
        return write_resource(writer, page, address, about)
    before = confirmable.get(confirmed_by(page)) if page.status == HTTPStatus.NOT_MODIFIED and page.body else None
    if before is not None:
        return write_revisit(writer, page, address, about, before)
    if page.header("ETag") is not None or page.header("Last-Modified") is not None:
        confirmable[confirmed_by(page)] = page.fetched_at
    headers = [*served(page), ("Content-Length", str(len(page.body)))]
    record = writer.create_warc_record(
        address,
        "response",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        http_headers=ServedHeaders(f"{page.status} {phrase(page.status)}", headers, protocol="HTTP/1.1"),
        warc_headers_dict=about,
    )
    writer.write_record(record)
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def write_resource(writer: WARCWriter, page: Page, address: str, about: dict[str, str]) -> str:
    record = writer.create_warc_record(
        address,
        "resource",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        warc_content_type=page.header("Content-Type") or "text/html",
        warc_headers_dict=about,
    )
    writer.write_record(record)
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def write_revisit(writer: WARCWriter, page: Page, address: str, about: dict[str, str], before: datetime) -> str:
    refers_to = {
        "WARC-Profile": NOT_MODIFIED,
        "WARC-Refers-To-Target-URI": address,
        "WARC-Refers-To-Date": instant(before),
    }
    record = writer.create_warc_record(
        address,
        "revisit",
        http_headers=ServedHeaders(f"{page.status} {phrase(page.status)}", served(page), protocol="HTTP/1.1"),
        warc_headers_dict=about | refers_to,
    )
    writer.write_record(record)
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def uri(address: str) -> str:
    """Return an address as RFC 3986 writes it: what may not stand in a URI is percent-encoded, as UTF-8."""

    def encoded(found: re.Match[str]) -> str:
        return quote(found[0], safe="", errors="surrogatepass")

    made = UNSAFE.sub(encoded, address)
    host = HOST.match(made)
    end = host.end() if host else 0
    rest, mark, fragment = BRACKETS.sub(encoded, made[end:]).partition("#")
    return made[:end] + rest + mark + fragment.replace("#", "%23")


def served(page: Page) -> list[tuple[str, str]]:
    return [
        (SET_ASIDE + name if name.lower() in OF_TRANSPORT else name, value.replace("\r", " ").replace("\n", " "))
        for name, value in page.headers
    ]


def instant(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


# Zstandard frames. Pages of one site differ in little but their text, so a dictionary holds the template once


def dictionary_from(pages: Sequence[bytes]) -> bytes | None:
    """Return a dictionary of the first pages of one source; None when they hold next to nothing."""
    joined = b"".join(page[:OF_ONE_PAGE] for page in pages)[:DICTIONARY_SIZE]
    return joined if len(joined) >= 1024 else None


def compress(body: bytes, dictionary: bytes | None = None) -> bytes:
    ready = None if dictionary is None else shared(dictionary)
    # one for each page: a compressor is for one thread, a dictionary that is ready for all
    return zstandard.ZstdCompressor(level=LEVEL, dict_data=ready, write_checksum=True).compress(body)


def decompress(frame: bytes, dictionary: bytes | None = None) -> bytes:
    """Return the bytes in a frame, given the dictionary that it was made with.

    Raises ArchiveError when it is damaged.
    """
    ready = None if dictionary is None else shared(dictionary)
    try:
        if (size := zstandard.frame_content_size(frame)) > LARGEST_BODY:
            raise ArchiveError(f"damaged frame: it says that it holds {size} bytes")
        return zstandard.ZstdDecompressor(dict_data=ready).decompress(frame)
    except zstandard.ZstdError as error:
        raise ArchiveError(f"damaged frame: {error}") from error


@lru_cache(OPEN)
def shared(dictionary: bytes) -> zstandard.ZstdCompressionDict:
    """Ready to compress with: making it ready takes twice as long as a page does."""
    ready = zstandard.ZstdCompressionDict(dictionary, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    ready.precompute_compress(level=LEVEL)
    return ready


# Errors of an archive as a whole; one broken record in it is only a warning


class ArchiveError(Exception):
    """This file is no archive, or cannot be read or written; or stored bytes are damaged. The message names which."""


class ArchiveNotWritten(ArchiveError):
    """The archive cannot be written there, for want of room or rights. What was there before is as it was."""
