"""Pages -> a WARC 1.1 file.

The stored body has no content encoding any more, so the headers that said how it travelled would be lies about the
record: they are set aside under `X-Archive-Orig-`, as web archives do, and get their names back when read again. WARC
fields of our own (`Bulletins-…`; other readers pass over fields that they do not know) make a page the same page after
export and ingest. The parts of an article follow its first page at once.
"""

import io
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.archive.errors import ArchiveError
from pipelines.records import Page

__all__ = ["PART_OF", "REQUESTED", "ROLE", "SET_ASIDE", "SOURCE", "write_warc"]

OF_TRANSPORT = frozenset({"content-encoding", "transfer-encoding", "content-length"})
SET_ASIDE = "X-Archive-Orig-"
SOURCE, ROLE, REQUESTED = "Bulletins-Source", "Bulletins-Role", "Bulletins-Requested-URI"
PART_OF = "Bulletins-Part-Of"  # the WARC-Record-ID of the article's first page


def write_warc(path: Path, pages: Iterable[Page], software: str = "bulletins") -> int:
    """Write pages to a WARC file, one gzip member a record when its name ends in .gz; the number of pages, parts too.

    A part that comes both with its article and by itself, as from a store, is written with the article. The file is
    called `<name>.partial` until it is whole and on the disk. Raises ArchiveError.
    """
    partial = path.with_name(path.name + ".partial")
    written = 0
    with_article: set[tuple[str, datetime]] = set()
    try:
        with partial.open("wb") as file:
            writer = WARCWriter(file, gzip=path.name.endswith(".gz"), warc_version="1.1")
            told = {"software": software, "format": "WARC File Format 1.1"}
            writer.write_record(writer.create_warcinfo_record(path.name, told))
            for page in pages:
                if (page.url, page.fetched_at) in with_article:
                    continue
                first = write_response(writer, page)
                for part in page.parts:
                    write_response(writer, part, part_of=first)
                    with_article.add((part.url, part.fetched_at))
                written += 1 + len(page.parts)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror or error}; what was written is in {partial.name}") from error
    return written


class ServedHeaders(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """HTTP headers byte for byte: warcio would percent-encode a file name in Chinese."""

    def compute_headers_buffer(self, header_filter: Any = None) -> None:
        self.headers_buff = self.to_bytes(header_filter, "latin-1")


def write_response(writer: WARCWriter, page: Page, part_of: str | None = None) -> str:
    """Write one record; its WARC-Record-ID."""
    headers = [
        (SET_ASIDE + name if name.lower() in OF_TRANSPORT else name, value.replace("\r", " ").replace("\n", " "))
        for name, value in page.headers
    ]
    headers.append(("Content-Length", str(len(page.body))))
    about = {
        "WARC-Date": page.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        SOURCE: page.source,
        ROLE: str(page.role),
    }
    if page.requested_url != page.url:
        about[REQUESTED] = page.requested_url
    if part_of is not None:
        about[PART_OF] = part_of
    record = writer.create_warc_record(
        page.url,
        "response",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        http_headers=ServedHeaders(f"{page.status} {phrase(page.status)}", headers, protocol="HTTP/1.1"),
        warc_headers_dict=about,
    )
    writer.write_record(record)
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
