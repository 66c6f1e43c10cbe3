"""Answers that need no reading: the bytes that were in the store before, or a server's word that nothing changed (304).

Their outcome is known when they are kept. What is here also finds the bulletin that a page belongs to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.models import Outcome, Page, Role
from pipelines.revisions.addresses import canonical, leads_elsewhere
from pipelines.store import raw_pages
from pipelines.store.bulletins.presence import mark_presence
from pipelines.store.bulletins.replay import in_parts
from pipelines.store.bulletins.write import revisions
from pipelines.store.runs.alive import WITH_BULLETIN
from pipelines.store.schema.tables import Bulletins, Pages, UndonePages, table

__all__ = [
    "AsBefore",
    "as_before",
    "as_confirmed",
    "bulletin_of",
    "by_address",
    "confirmed_by",
    "find_bulletin",
    "keep_pages",
]

pages, bulletins, undone_pages = map(table, (Pages, Bulletins, UndonePages))

# The bulletin of an address; else the one that was read there before, having moved; else the one that moves there now
named, asked, before = sa.alias(bulletins), sa.alias(bulletins), sa.alias(pages)
find_named = sa.select(named.c.id).where(named.c.url == sa.bindparam("url")).scalar_subquery()
find_read_there = (
    sa.select(before.c.bulletin_id)
    .where(before.c.url == sa.bindparam("page_url"), before.c.bulletin_id.is_not(None))
    .order_by(before.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
find_asked = sa.select(asked.c.id).where(asked.c.url == sa.bindparam("asked_url")).scalar_subquery()
numbered = sa.alias(revisions)
last = sa.select(sa.func.max(numbered.c.number)).where(numbered.c.bulletin_id == bulletins.c.id).scalar_subquery()
has_taken_back = sa.exists().where(
    numbered.c.bulletin_id == bulletins.c.id, undone_pages.c.page_id == numbered.c.page_id
)
find_bulletin = (
    sa.select(
        bulletins.c.id,
        bulletins.c.url,
        bulletins.c.source_id,
        bulletins.c.revision,
        bulletins.c.gone_since,
        revisions.c.digest,
        revisions.c.title,
        pages.c.content_id,
        in_parts,
        last.label("last"),
        has_taken_back.label("has_taken_back"),
    )
    .outerjoin(revisions, (revisions.c.bulletin_id == bulletins.c.id) & (revisions.c.number == bulletins.c.revision))
    .outerjoin(pages, pages.c.id == revisions.c.page_id)
    .where(bulletins.c.id == sa.func.coalesce(find_named, find_read_there, find_asked))
)
find_before = (
    sa.select(pages.c.content_id, pages.c.outcome, pages.c.bulletin_id, bulletins.c.revision.label("current"))
    .add_columns(bulletins.c.gone_since)
    .outerjoin(bulletins, bulletins.c.id == pages.c.bulletin_id)
    .where(pages.c.id == sa.bindparam("page"))
)
find_confirmed = (
    sa.select(pages.c.id)
    .where(
        pages.c.content_id == sa.bindparam("content"),
        pages.c.requested_url == sa.bindparam("requested_url"),
        pages.c.role == sa.bindparam("role"),
        pages.c.id < sa.bindparam("page"),
    )
    .order_by(pages.c.id.desc())
    .limit(1)
)
LARGEST = 2**63 - 1
find_unread = sa.select(pages.c.id).where(pages.c.state == "FETCHED").limit(1)


@dataclass(frozen=True, slots=True)
class AsBefore:
    """The outcome of a page that need not be read. `back`: the bulletin that was missed, and is there again."""

    outcome: Outcome
    bulletin: int | None = None
    revision: int | None = None
    back: int | None = None

    @property
    def columns(self) -> dict[str, object]:
        """Of the page's row."""
        return {
            "state": "DONE",
            "outcome": str(self.outcome),
            "bulletin_id": self.bulletin,
            "revision": self.revision,
        }


def by_address(url: str) -> dict[str, str]:
    return {"url": canonical(url), "page_url": url, "asked_url": canonical(url)}


def bulletin_of(connection: Connection, page: Row[Any] | Page) -> Row[Any] | None:
    """Return the bulletin that a page belongs to, if it is what it should be."""
    names = by_address(page.url) | {"asked_url": canonical(page.requested_url)}
    return connection.execute(find_bulletin, names).first()


def as_before(connection: Connection, page: Page, content: int, before: int | None) -> AsBefore | None:
    """Return the outcome of a page that comes now with bytes that were in the store before; None: it has to be read.

    `content`: their number. `before`: the page that was fetched from the same address before, where it is known.
    """
    if page.status >= 400:
        return None  # whatever its bytes
    if page.status == HTTPStatus.NOT_MODIFIED:
        confirmed = confirmed_by(connection, page, content)
        return None if confirmed is None else as_confirmed(connection, confirmed)[1]
    if page.role is Role.LIST:
        earlier = None if before is None else connection.execute(find_before, {"page": before}).one()
        if earlier is None or earlier.outcome != Outcome.LISTED or earlier.content_id != content:
            return None
        return AsBefore(Outcome.LISTED)
    bulletin = bulletin_of(connection, page)
    if bulletin is None or bulletin.content_id != content or bulletin.in_parts:
        return None
    if leads_elsewhere(page.requested_url, page.url) and bulletin.url != canonical(page.requested_url):
        return None  # whether it is what was asked for has to be judged
    return unchanged(bulletin.id, bulletin.revision, bulletin.gone_since)


def keep_pages(
    connection: Connection,
    run: int,
    some: Sequence[Page],
    contents: Sequence[raw_pages.Content],
    part_of: int | None = None,
) -> list[int]:
    """Write pages as `raw_pages.keep_pages` does, each article that is what was there before with its outcome.

    Only as long as nothing before it waits to be read: what comes of that may change what is there, or whether a page
    is the one that its address stands for.
    """
    back: set[int] = set()
    waits = connection.execute(find_unread).first() is not None

    def known(page: Page, content: int, *, was_there: bool) -> Mapping[str, object] | None:
        nonlocal waits
        found = as_before(connection, page, content, None) if was_there and not waits and not page.parts else None
        waits = waits or found is None
        if found is not None and found.back is not None:
            back.add(found.back)
        return None if found is None else found.columns

    numbers = raw_pages.keep_pages(connection, run, some, contents, part_of, known)
    for bulletin in back:
        mark_presence(connection, bulletin)
    return numbers


def confirmed_by(connection: Connection, page: Row[Any] | Page, content: int, number: int = LARGEST) -> int | None:
    """Return the number of the page that a server's 304 confirms: the newest before it that came with the same bytes
    (`content`) to who asked at the same address for the same. None: there is none. `number`: its own, where it has one.
    """
    reported = {"content": content, "requested_url": page.requested_url, "role": str(page.role), "page": number}
    return connection.scalar(find_confirmed, reported)


def as_confirmed(connection: Connection, before: int) -> tuple[int, AsBefore | None]:
    """Return the number of the bytes of the page numbered `before`, and the outcome of an answer confirming it (304).

    It is not read: its own headers say next to nothing, and equal bytes need not be those of the newest revision.
    An outcome of None: see `record_confirmed`.
    """
    earlier = connection.execute(find_before, {"page": before}).one()
    outcome = None
    if earlier.outcome in WITH_BULLETIN:
        outcome = unchanged(earlier.bulletin_id, earlier.current, earlier.gone_since)
    elif earlier.outcome == Outcome.LISTED:
        outcome = AsBefore(Outcome.LISTED)
    return earlier.content_id, outcome


def unchanged(bulletin: int, revision: int, gone_since: datetime | None) -> AsBefore:
    return AsBefore(Outcome.UNCHANGED, bulletin, revision, bulletin if gone_since else None)
