"""Records -> pages: anybody's archives in.

`response` and `resource` records are pages when they may be HTML. A `revisit` says that an address gave what another
record holds, so its page is that record's body under its own address and time: the second pass over the file finds it,
because the other record may come later.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.archive.content import Headers, Undecodable, decoded, first, response
from pipelines.archive.errors import ArchiveError
from pipelines.archive.framing import Record, records
from pipelines.archive.tape import Warn
from pipelines.archive.writing import PART_OF, REQUESTED, ROLE, SET_ASIDE, SOURCE
from pipelines.records import Page, Role

__all__ = ["read_warc"]

log = logging.getLogger(__name__)

MAY_BE_HTML = ("", "text/html", "application/xhtml+xml", "text/plain")


def read_warc(path: Path, source: str | None = None, warn: Warn = log.warning) -> Iterator[Page]:
    """The pages of a WARC or ARC file, gzipped or not, in its order; those of revisits last. Articles that we exported
    in parts come with their parts.

    `source` None: the one that the record names (our own exports), else the host. Images, scripts, redirects and the
    like are passed over. So is a broken record, with one line to `warn` that names file, address and fault; the rest is
    read. Raises ArchiveError for a file that is no archive or cannot be read.
    """
    revisits: dict[str, list[Record]] = defaultdict(list)
    article, its_id = None, None  # held back while its parts follow
    try:
        for record in records(path, warn):
            if record.kind == "revisit":
                revisits[refers_to(record)].append(record)
                continue
            page = page_of(path, record, source, warn)
            if page is not None and article is not None and record.header(PART_OF) == its_id:
                article = replace(article, parts=(*article.parts, page))
            elif page is not None:
                if article is not None:
                    yield article
                article, its_id = page, record.header("WARC-Record-ID") or ""
        if article is not None:
            yield article
        if revisits:
            yield from revisited(path, revisits, source)
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror or error}") from error
    missing = sum(map(len, revisits.values()))
    if missing:
        warn(f"{path}: {missing} revisits of records that are not in this file are not read")


def refers_to(revisit: Record) -> str:
    return revisit.header("WARC-Payload-Digest") or " ".join(
        (revisit.header("WARC-Refers-To-Target-URI") or revisit.url, revisit.header("WARC-Refers-To-Date") or "")
    )


def revisited(path: Path, revisits: dict[str, list[Record]], source: str | None) -> Iterator[Page]:
    """The pages of the revisits whose other record is found; these are taken out of `revisits`."""

    def told_before(_: str) -> None:
        pass

    for record in records(path, told_before):
        if record.kind == "revisit":
            continue
        keys = (record.header("WARC-Payload-Digest"), f"{record.url} {record.header('WARC-Date')}")
        waiting = [revisit for key in keys if key is not None for revisit in revisits.pop(key, ())]
        original = page_of(path, record, source, told_before) if waiting else None
        if original is None:
            continue
        for revisit in waiting:
            yield replace(
                original,
                source=source_of(revisit, source),
                url=revisit.url,
                requested_url=revisit.url,
                fetched_at=moment(revisit.header("WARC-Date")),
            )


def page_of(path: Path, record: Record, source: str | None, warn: Warn) -> Page | None:
    """The page in a record; None for records that hold none."""
    if record.kind not in ("response", "resource") or not record.url.startswith(("http://", "https://")):
        return None
    if record.header("WARC-Truncated"):
        warn(f"{path}: cut off by the crawler that made it, not read: {record.url}")
        return None
    headers: Headers
    is_ours = record.header(SOURCE) is not None  # then every page is wanted: lists in JSON, errors
    try:
        if record.kind == "resource":
            kind = record.header("Content-Type")
            status, headers, body = 200, (("Content-Type", kind),) if kind else (), record.block
        else:
            status, headers, body = response(record.block)
        if not is_ours and (300 <= status < 400 or not may_be_html(headers)):
            return None
        body = decoded(headers, body)
    except Undecodable as error:
        warn(f"{path}: {error}, not read: {record.url}")
        return None
    return Page(
        source=source_of(record, source),
        url=record.url,
        requested_url=record.header(REQUESTED) or record.url,
        fetched_at=moment(record.header("WARC-Date")),
        status=status,
        headers=as_served(headers, is_ours),
        body=body,
        role=role_of(record),
    )


def source_of(record: Record, source: str | None) -> str:
    named = source or record.header(SOURCE)
    if named:
        return named
    try:
        return urlsplit(record.url).hostname or "unknown"
    except ValueError:  # http://[::1 and the like
        return "unknown"


def role_of(record: Record) -> Role:
    try:
        return Role(record.header(ROLE) or Role.ARTICLE)
    except ValueError:
        return Role.ARTICLE


def may_be_html(headers: Headers) -> bool:
    return (first(headers, "content-type") or "").split(";")[0].strip().lower() in MAY_BE_HTML


def as_served(headers: Headers, is_ours: bool) -> Headers:
    """Headers as the server sent them: those that an archive set aside get their names back."""
    if is_ours:
        headers = headers[:-1]  # the length of the decoded body
    return tuple((name.removeprefix(SET_ASIDE), value) for name, value in headers)


def moment(told: str | None) -> datetime:
    """The time of the fetch; a record that does not tell one is taken to be of 1970, which no page is."""
    try:
        when = datetime.fromisoformat(told or "")
    except ValueError:
        return datetime.fromtimestamp(0, tz=UTC)
    return when if when.tzinfo else when.replace(tzinfo=UTC)
