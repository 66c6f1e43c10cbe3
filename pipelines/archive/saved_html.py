"""Saved pages on disk -> Page: .html files (also gzipped), as browsers and other crawlers leave them.

A saved file has no address of its own. Browsers write one into its first line (`saved from url=(0031)http://…`);
elsewhere the file's own URI serves, never the page's canonical link: on real sites that link is often the home page,
and two pages would become one.
"""

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipelines.archive import packed_otherwise
from pipelines.models import Page

__all__ = ["SavedPageError", "files_below", "is_archive", "read_saved"]

PAGE_ENDINGS = (".html", ".htm", ".shtml", ".xhtml", ".html.gz", ".htm.gz")
ARCHIVE_ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz", ".arc.zst")
# Found below a folder, to be refused by name rather than passed over
PACKED_ENDINGS = tuple(f"{name}{packed}" for name in (".html", ".htm", ".warc", ".arc") for packed in (".bz2", ".xz"))
SAVED_FROM = re.compile(rb"saved from url=\(\d{1,5}\)(https?://[^\s<>]{1,2000})")
LARGEST = 64 * 1024 * 1024  # a page of more than this is no page; a gzip bomb stops here


class SavedPageError(Exception):
    """This file gives no page; the others may. The message names the file and says why."""


def is_archive(path: Path) -> bool:
    return path.name.lower().endswith(ARCHIVE_ENDINGS)


def files_below(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files to read, in a stable order: those named, and in folders all pages and archives below."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        yield from sorted(
            found
            for found in path.rglob("*")
            if found.name.lower().endswith(PAGE_ENDINGS + ARCHIVE_ENDINGS + PACKED_ENDINGS) and found.is_file()
        )


def read_saved(path: Path, source: str) -> Page:
    """Return one saved page. The time of the file stands for the time of the fetch. Raises SavedPageError."""
    try:
        fetched_at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        with gzip.open(path) if path.name.endswith(".gz") else path.open("rb") as file:
            body = file.read(LARGEST + 1)
    except EOFError as error:
        raise SavedPageError(f"{path}: cut short: gzip breaks off") from error
    except (OSError, zlib.error) as error:
        raise SavedPageError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    refused = packed_otherwise(body[:6], path)
    if refused is not None:
        raise SavedPageError(refused)
    if len(body) > LARGEST:
        raise SavedPageError(f"{path}: larger than {LARGEST // 2**20} MB")
    saved_from = SAVED_FROM.search(body[:4096])
    url = saved_from[1].decode("ascii", "replace") if saved_from else path.resolve().as_uri()
    return Page(
        source=source,
        url=url,
        requested_url=url,
        fetched_at=fetched_at,
        status=200,
        headers=(),
        body=bytes(body),
    )
