"""Raw bytes: compressed for the store, and as WARC files out and in.

In the store each content is one zstd frame, with a dictionary of its source once there is one: pages of one site are
alike in all but their text, so a dictionary holds the template once. Between archives they travel as WARC 1.1
(ISO 28500), which replay tools and archive jobs read.
"""

import io
import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import zstandard
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.records import Page

__all__ = ["ArchiveError", "compress", "decompress", "read_warc", "train", "write_warc"]

log = logging.getLogger(__name__)

LEVEL = 12  # beyond it, time grows faster than the files shrink
DICTIONARY_SIZE = 112_640  # bytes; zstd's own default
LARGEST_PAGE = 64 * 1024 * 1024
# What says how the bytes travelled. The kept body is decoded, so these would be lies about it.
OF_TRANSPORT = frozenset({"content-encoding", "transfer-encoding", "content-length"})
KEPT_AS = "X-Archive-Orig-"  # the prefix that web archives use for a header that no longer holds


class ArchiveError(Exception):
    """This file is no archive, or cannot be read or written. The message names it."""


def train(samples: Sequence[bytes]) -> bytes | None:
    """A zstd dictionary from pages of one source; None when there is too little to learn from."""
    try:
        return zstandard.train_dictionary(DICTIONARY_SIZE, list(samples)).as_bytes()
    except zstandard.ZstdError:
        return None


def compress(body: bytes, dictionary: bytes | None = None) -> bytes:
    shared = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    return zstandard.ZstdCompressor(level=LEVEL, dict_data=shared).compress(body)


def decompress(frame: bytes, dictionary: bytes | None = None) -> bytes:
    shared = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    return zstandard.ZstdDecompressor(dict_data=shared).decompress(frame)


def write_warc(path: Path, pages: Iterable[Page], software: str = "bulletins") -> int:
    """Write pages to a WARC 1.1 file, one gzip member a record when its name ends in .gz; the number of pages.

    The file is called `<name>.partial` until it is whole. Raises ArchiveError.
    """
    partial = path.with_name(path.name + ".partial")
    written = 0
    try:
        with partial.open("wb") as file:
            writer = WARCWriter(file, gzip=path.name.endswith(".gz"), warc_version="1.1")
            writer.write_record(
                writer.create_warcinfo_record(path.name, {"software": software, "format": "WARC File Format 1.1"})
            )
            for page in pages:
                write_response(writer, page)
                written += 1
        partial.rename(path)
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror or error}; what was written is in {partial.name}") from error
    return written


def write_response(writer: WARCWriter, page: Page) -> None:
    headers = [
        (KEPT_AS + name if name.lower() in OF_TRANSPORT else name, value.replace("\r", " ").replace("\n", " "))
        for name, value in page.headers
    ]
    headers.append(("Content-Length", str(len(page.body))))
    told = {
        "WARC-Date": page.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "WARC-Source-URI": page.requested_url,
    }
    if page.requested_url == page.url:
        del told["WARC-Source-URI"]
    writer.write_record(
        writer.create_warc_record(
            page.url,
            "response",
            payload=io.BytesIO(page.body),
            length=len(page.body),
            http_headers=StatusAndHeaders(f"{page.status} {phrase(page.status)}", headers, protocol="HTTP/1.1"),
            warc_headers_dict=told,
        )
    )


def phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def read_warc(path: Path, source: str | None = None) -> Iterator[Page]:
    """The HTML-like responses of a WARC or ARC file, gzipped or not; `source` None: the host of each page.

    A broken record ends the reading of that file with a warning in the log, and what came before it stands.
    Raises ArchiveError for a file that is no archive.
    """
    any_record = False
    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, arc2warc=True):
                any_record = True
                page = page_of(record, source)
                if page is not None:
                    yield page
    except (ArchiveLoadFailed, EOFError, UnicodeDecodeError, ValueError, KeyError) as error:
        if not any_record:
            raise ArchiveError(f"{path}: not a WARC or ARC file ({error})") from error
        log.warning("%s: broken record, the rest is not read: %s", path, error)
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror or error}") from error


def page_of(record: ArcWarcRecord, source: str | None) -> Page | None:
    """The page in a record; None for records that hold none: requests, revisits, redirects, images and the like."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type not in ("response", "resource") or not url.startswith(("http://", "https://")):
        return None
    kind = record.rec_headers.get_header("Content-Type") if record.http_headers is None else None
    status = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", kind),) if kind else ()
    if record.http_headers is not None:
        status = int(record.http_headers.get_statuscode() or 0)
        kind = record.http_headers.get_header("Content-Type")
        headers = as_served(record.http_headers.headers)
    if 300 <= status < 400 or not may_be_html(kind):
        return None
    body = record.content_stream().read(LARGEST_PAGE + 1)
    if len(body) > LARGEST_PAGE:
        log.warning("%s: larger than %d MB, not read", url, LARGEST_PAGE // 2**20)
        return None
    return Page(
        source=source or urlsplit(url).hostname or "unknown",
        url=url,
        requested_url=record.rec_headers.get_header("WARC-Source-URI") or url,
        fetched_at=moment(record.rec_headers.get_header("WARC-Date")),
        status=status,
        headers=headers,
        body=body,
    )


def as_served(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Headers as the server sent them: those that an archive set aside get their names back."""
    headers = list(headers)
    if any(name.startswith(KEPT_AS) or name.lower() == "content-encoding" for name, _ in headers):
        headers = [(n, v) for n, v in headers if n.lower() != "content-length"]
    return tuple((name.removeprefix(KEPT_AS), value) for name, value in headers)


def may_be_html(kind: str | None) -> bool:
    return kind is None or kind.split(";")[0].strip().lower() in (
        "",
        "text/html",
        "application/xhtml+xml",
        "text/plain",
    )


def moment(told: str | None) -> datetime:
    try:
        when = datetime.fromisoformat(told or "")
    except ValueError:
        return datetime.fromtimestamp(0, tz=UTC)
    return when if when.tzinfo else when.replace(tzinfo=UTC)
