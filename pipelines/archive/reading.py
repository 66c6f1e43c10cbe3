"""Read WARC and ARC archives, whoever wrote them: records -> pages.

`response` and `resource` records are pages when they may be HTML. A `revisit` says that an address gave what another
record holds, so its page is that record's body under its own address and time: the second pass over the file finds it,
because the other record may come later. A revisit that records a server's 304 is a page with that status, in its turn
when who reads has the page that it confirms at hand: a bulletin's pages are to come in the order of their fetches.
"""

import json
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from pipelines.archive.content import CutShort, Headers, Undecodable, decoded, first, response, why_no_page
from pipelines.archive.framing import Record, Warn, records
from pipelines.archive.opened import Archive, archive_at
from pipelines.archive.writing import (
    NOT_MODIFIED,
    PART_OF,
    REQUESTED,
    ROLE,
    SET_ASIDE,
    SOURCE,
    SPELLED,
    WEB,
    ArchiveError,
)
from pipelines.models import Page, Role

__all__ = ["Counts", "Order", "read_in_order", "read_warc"]

log = logging.getLogger(__name__)

MAX_HOST = 253  # letters; RFC 1035
UNKNOWN = datetime.fromtimestamp(0, tz=UTC)
FIRST_YEAR, LAST_YEAR = 1990, 2100
PART_OF_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?\Z")
MAY_BE_HTML = ("", "text/html", "application/xhtml+xml", "text/plain")

BodyOf = Callable[[str, datetime], bytes | None]  # of the page that was fetched from an address at a time


def not_at_hand(url: str, fetched_at: datetime) -> bytes | None:
    return None


def read_warc(
    archive: Path | Archive,
    source: str | None = None,
    warn: Warn = log.warning,
    body_of: BodyOf = not_at_hand,
    skipped: Counter[str] | None = None,
) -> Iterator[Page]:
    """Yield the pages of a WARC or ARC file, gzipped or not, in its order; those of revisits last. Articles that we
    exported in parts come with their parts.

    `body_of` has pages that were read before, of this file or of others: what a 304 confirms is looked for there first.

    `source` None: the one that the record names (our own exports), else the host. Images, scripts, redirects and the
    like are passed over, and counted in `skipped` by what they are. So is a broken record, with one line to `warn` that
    names file, address and fault; the rest is read. Raises ArchiveError for a file that is no archive or cannot be
    read.
    """
    counts = Counts(skipped=Counter() if skipped is None else skipped)
    opened = archive_at(archive) if isinstance(archive, Path) else archive
    for _, page in read_in_order(opened, source, warn, counts, body_of):
        yield page


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of an archive's records. Each of the `records` of `found` is one of the others, or in `skipped`:
    `broken` or `unreadable` (with a line that names it), a page (`pages`, and `parts` that came with their article), or
    a revisit of a record that is not there (`revisits of nothing`)."""

    found: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)


class Order(NamedTuple):
    """A page's place among those of its archive, also when parts of it are read by themselves: those of revisits come
    last, in the order of the records that they refer to. `start` is the part's; `at` is the record's in it."""

    is_late: bool
    start: int
    at: int
    by: tuple[int, int] = (0, 0)  # of several revisits of one record: the part and the place of each


def read_in_order(
    archive: Archive, source: str | None, warn: Warn, counts: Counts, body_of: BodyOf = not_at_hand
) -> Iterator[tuple[Order, Page]]:
    """Yield the pages with their places, as `read_warc` does; what became of the records is added to `counts`."""
    revisits: dict[str, list[Record]] = defaultdict(list)
    article, its_id = None, None  # held back while its parts follow
    try:
        for record in records(archive, warn, counts.found):
            if record.kind == "revisit":
                if article is not None and record.header(PART_OF) != its_id:
                    yield article
                    article = None
                page = confirmation_at_hand(record, source, body_of)
                if page is None:
                    revisits[refers_to(record)].append(record)
                    continue
            else:
                page = page_of(archive, record, source, warn, counts)
            if page is not None and article is not None and record.header(PART_OF) == its_id:
                counts.found["parts"] += 1
                article = article[0], replace(article[1], parts=(*article[1].parts, page))
            elif page is not None:
                if article is not None:
                    yield article
                counts.found["pages"] += 1
                article = Order(False, archive.start, record.at), page
                its_id = record.header("WARC-Record-ID") or ""
        if article is not None:
            yield article
        if revisits:
            yield from revisited(archive, revisits, source, counts)
    except OSError as error:
        raise ArchiveError(f"{archive}: {error.strerror or error}") from error
    missing = [revisit for waiting in revisits.values() for revisit in waiting]
    counts.found["revisits of nothing"] += len(missing)
    for revisit in filter(is_not_modified, missing):
        warn(f"{archive}: what the server confirmed is not in this file, not read: {revisit.url}")
    others = sum(not is_not_modified(revisit) for revisit in missing)
    if others:
        warn(f"{archive}: {others} revisits of records that are not in this file are not read")


def refers_to(revisit: Record) -> str:
    return revisit.header("WARC-Payload-Digest") or " ".join(
        (revisit.header("WARC-Refers-To-Target-URI") or revisit.url, revisit.header("WARC-Refers-To-Date") or "")
    )


def revisited(
    archive: Archive, revisits: dict[str, list[Record]], source: str | None, counts: Counts
) -> Iterator[tuple[Order, Page]]:
    """Yield the pages of the revisits whose other record is found anywhere in the whole archive; these are taken out of
    `revisits`."""

    def said_before(_: str) -> None:
        pass

    for record in records(archive.whole, said_before, Counter()):
        if record.kind == "revisit":
            continue
        keys = (record.header("WARC-Payload-Digest"), f"{record.url} {record.header('WARC-Date')}")
        waiting = [revisit for key in keys if key is not None for revisit in revisits.pop(key, ())]
        original = page_of(archive, record, source, said_before, Counts()) if waiting else None
        if waiting and original is None:
            counts.skipped["revisits of no page"] += len(waiting)
        if original is None:
            continue
        for revisit in waiting:
            counts.found["pages"] += 1
            order = Order(True, 0, record.at, (archive.start, revisit.at))
            if is_not_modified(revisit):
                yield order, confirmation(revisit, source, original.body)
                continue
            yield (
                order,
                replace(
                    original,
                    source=source_of(revisit, source),
                    url=address(revisit),
                    requested_url=address(revisit),
                    fetched_at=moment(revisit.header("WARC-Date")),
                ),
            )
        if not revisits:
            return


def is_not_modified(revisit: Record) -> bool:
    profile = (revisit.header("WARC-Profile") or "").strip("<>")
    return profile.rpartition("/")[2] == NOT_MODIFIED.rpartition("/")[2]  # WARC 1.0 and 1.1 name it by other addresses


def confirmation_at_hand(revisit: Record, source: str | None, body_of: BodyOf) -> Page | None:
    when = revisit.header("WARC-Refers-To-Date")
    if when is None or not is_not_modified(revisit):
        return None
    url = (revisit.header("WARC-Refers-To-Target-URI") or revisit.url).strip("<>")
    body = body_of(address(revisit) if url == revisit.url else url, moment(when))
    return None if body is None else confirmation(revisit, source, body)


def confirmation(revisit: Record, source: str | None, body: bytes) -> Page:
    """Return a 304 with the bytes that it confirms, and headers of its own."""
    try:
        status, headers, _ = response(revisit.block)
    except Undecodable:  # the record may leave them out
        status, headers = 304, ()
    return Page(
        source=source_of(revisit, source),
        url=address(revisit),
        requested_url=revisit.header(REQUESTED) or address(revisit),
        fetched_at=moment(revisit.header("WARC-Date")),
        status=status,
        headers=with_their_names(headers),
        body=body,
        role=role_of(revisit),
    )


def page_of(archive: Archive, record: Record, source: str | None, warn: Warn, counts: Counts) -> Page | None:
    """Return the page in a record; None for records that hold none, counted, and where something is wrong with one line
    to `warn`."""
    skipped = counts.skipped
    if record.kind not in ("response", "resource"):
        skipped[f"{record.kind or 'unnamed'} records"] += 1
        return None
    is_ours = record.header(SOURCE) is not None  # then every page is wanted: saved files, lists in JSON, errors
    if not is_ours and not record.url.startswith(WEB):
        skipped["no web address"] += 1
        return None
    if record.header("WARC-Truncated"):
        counts.found["unreadable"] += 1
        warn(f"{archive}: cut off by the crawler that made it, not read: {record.url}")
        return None
    headers: Headers
    try:
        if record.kind == "resource":
            kind = None if is_ours else record.header("Content-Type")  # no server said so
            status, headers, body = 200, (("Content-Type", kind),) if kind else (), record.block
        else:
            status, headers, body = response(record.block)
        if not is_ours and (300 <= status < 400 or not may_be_html(headers)):
            skipped["redirects" if 300 <= status < 400 else "not HTML"] += 1
            return None
        refused = None if is_ours else why_no_page(status, headers)  # what a store held comes back into one
        if refused is not None:
            raise Undecodable(str(refused))
        body = decoded(headers, body)
    except Undecodable as error:
        named = f"cut short: {error}" if isinstance(error, CutShort) else error
        counts.found["unreadable"] += 1
        warn(f"{archive}: {named}, not read: {record.url}")
        return None
    fetched_at = moment(record.header("WARC-Date"))
    if fetched_at == UNKNOWN:
        said = record.header("WARC-Date")
        named = f"WARC-Date {said[:40]!r} is no time" if said else "no WARC-Date"
        warn(f"{archive}: {named}, read as fetched in 1970: {record.url}")
    return Page(
        source=source_of(record, source),
        url=address(record),
        requested_url=record.header(REQUESTED) or address(record),
        fetched_at=fetched_at,
        status=status,
        headers=as_served(headers, is_ours and record.kind == "response"),
        body=body,
        role=role_of(record),
    )


def address(record: Record) -> str:
    """Return the page's address, as it was spelled before it had to be a URI."""
    try:
        spelled = json.loads(record.header(SPELLED) or '""')
    except ValueError:
        spelled = ""
    return spelled if spelled and isinstance(spelled, str) else record.url


def source_of(record: Record, source: str | None) -> str:
    named = source or record.header(SOURCE)
    if not named:
        try:
            named = urlsplit(record.url).hostname
        except ValueError:  # http://[::1 and the like
            named = None
    return named if named and len(named) <= MAX_HOST else "unknown"


def role_of(record: Record) -> Role:
    try:
        return Role(record.header(ROLE) or Role.ARTICLE)
    except ValueError:
        return Role.ARTICLE


def may_be_html(headers: Headers) -> bool:
    return (first(headers, "content-type") or "").split(";")[0].strip().lower() in MAY_BE_HTML


def as_served(headers: Headers, with_our_length: bool) -> Headers:
    """Headers as the server sent them: those that an archive set aside get their names back."""
    if with_our_length:
        headers = headers[:-1]  # the length of the decoded body
    return with_their_names(headers)


def with_their_names(headers: Headers) -> Headers:
    return tuple((name.removeprefix(SET_ASIDE), value) for name, value in headers)


def moment(reported: str | None) -> datetime:
    """Return the time of the fetch; a record that does not say one is taken to be of 1970, which no page is.

    Before the web and far ahead of us lies no fetch: what says so was written by a clock that nobody had set.
    """
    said = PART_OF_DATE.sub(completed, (reported or "").strip())
    try:
        when = datetime.fromisoformat(said.replace(":60", ":59"))  # a leap second
        when = when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return UNKNOWN
    return when if FIRST_YEAR <= when.year <= LAST_YEAR else UNKNOWN


def completed(part: re.Match[str]) -> str:
    """WARC 1.1 lets the end of a date be left out."""
    return f"{part[1]}-{part[2] or '01'}-01"
