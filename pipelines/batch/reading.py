"""A part of an archive -> its pages, read as `bulletins ingest` reads them, and what became of its records."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from http import HTTPStatus

from pipelines.archive import ArchiveError, Counts, Order, read_in_order
from pipelines.batch.parts import Open, Part
from pipelines.batch.records import Record, encoded, number_as_text, rows_as_json
from pipelines.clean import read
from pipelines.internal_errors import netted
from pipelines.models import CleanDocument, ListPage, Outcome, Page, Rejected, Rejection, Source
from pipelines.revisions.addresses import leads_elsewhere, leads_home, place_of
from pipelines.rows import rows_of
from pipelines.text.storable import storable

__all__ = ["ReadPart", "reader_of", "unread"]

ReadPart = Callable[[Part, Open], Iterator[Record]]
MAX_REPORTED = 200  # warnings of one part that are named; all are counted


def reader_of(source_of: Callable[[str], Source], source: str | None = None) -> ReadPart:
    """Return what reads a part. `source`: all pages are filed under this one; None: as the records say, or by host."""

    def read_part(part: Part, open_archive: Open) -> Iterator[Record]:
        counts, warnings, error = Counts(), Warnings(), ""
        try:
            archive = part.opened(open_archive)
            for order, page in read_in_order(archive, source, warnings.add, counts, named_only):
                yield visit_of(part, order, page, source_of(page.source))
        except (ArchiveError, OSError) as caught:
            error = str(caught)
        yield report_of(part, counts, warnings, error)

    return read_part


def unread(part: Part, error: str) -> Record:
    """Return what is reported of a part that was not read at all."""
    return report_of(part, Counts(), Warnings(), error)


def report_of(part: Part, counts: Counts, warnings: "Warnings", error: str) -> Record:
    report = {
        "archive": part.address,
        "found": counts.found,
        "skipped": counts.skipped,
        "warnings": warnings.count,
        "named": warnings.named,
        "error": error,
    }
    return Record("archive", number_as_text(part.number), number_as_text(part.start), encoded(report))


class Warnings:
    """Lines that name what in a part could not be read; of many the first."""

    def __init__(self) -> None:
        self.count = 0
        self.named: list[str] = []

    def add(self, line: str) -> None:
        self.count += 1
        if len(self.named) < MAX_REPORTED:
            self.named.append(line)


def named_only(url: str, fetched_at: datetime) -> bytes:
    """Return the name of what a server confirmed (304) in the place of its body: the outcome is that of the page named,
    which may be in another part or archive, so nothing is read."""
    return name_of_visit(url, fetched_at).encode(errors="surrogatepass")


def name_of_visit(url: str, fetched_at: datetime) -> str:
    return f"{fetched_at.isoformat()} {url}"


def visit_of(part: Part, order: Order, page: Page, source: Source) -> Record:
    """Return a page as a visit of its address: what was read in it, or why there is nothing."""
    visit = {
        "source": page.source,
        "url": page.url,
        "requested_url": page.requested_url,
        "fetched_at": page.fetched_at.isoformat(),
        "status": page.status,
        "role": str(page.role),
        "sha256": hashlib.sha256(page.body).hexdigest(),
        "name": hashlib.sha256(name_of_visit(page.url, page.fetched_at).encode(errors="surrogatepass")).hexdigest(),
        "in_parts": bool(page.parts),
        "parts": len(page.parts),
    }
    is_missing = False
    if page.status != HTTPStatus.NOT_MODIFIED:
        found = netted(page.url, "reading", lambda: what_it_says(page, source))
        if isinstance(found, Rejected):
            visit |= {"outcome": str(Outcome.REJECTED), "reason": str(found.reason), "detail": found.detail}
            is_missing = True
        else:
            visit |= found
    # a site may answer for a page that is not there with another address
    place = place_of(page.requested_url if is_missing else page.url)
    return Record("visit", storable(" ".join(place)), order_as_text(part, order), encoded(visit))


def what_it_says(page: Page, source: Source) -> dict[str, object]:
    """Return a page's reading as a visit has it. Raises Rejected."""
    found = read(page, source)
    if isinstance(found, Rejected):
        raise found
    if isinstance(found, CleanDocument):
        if leads_elsewhere(page.requested_url, page.url) and leads_home(page.url):
            raise Rejected(Rejection.REDIRECTED, page.url)
        return {"rows": rows_as_json(rows_of(found))}
    return {"outcome": str(Outcome.LISTED if isinstance(found, ListPage) else found)}


def order_as_text(part: Part, order: Order) -> str:
    """Return a page's place among all pages of all archives, as a text that sorts as it does."""
    return " ".join(map(number_as_text, (part.number, order.is_late, order.start, order.at, *order.by)))
