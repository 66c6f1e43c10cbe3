"""Bulletins whose page is no longer there: marked, never deleted.

A page is missed when the server answers 404 or 410, or says with status 200 that there is none (页面不存在). Like all
outcomes this depends on the order in which pages were fetched, not on that in which they are recorded.

Also here: which pages people took back.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.models import Outcome, Rejection, Role
from pipelines.revisions.addresses import NO_LONGER_THERE, canonical, is_no_longer_there
from pipelines.store.schema.tables import Bulletins, Pages, UndonePages, table

__all__ = [
    "is_missing",
    "is_taken_back",
    "mark_presence",
    "missed",
    "missing_after",
    "missing_at",
    "names_of",
    "unmissed",
]


pages, bulletins = table(Pages), table(Bulletins)

# Outcomes of visits that did not see the bulletin: its page was gone, or another one stood in its place
NOT_SEEN = (str(Outcome.GONE), str(Outcome.UNDONE))

# The same rule as `is_missing`, for pages that were recorded before their bulletin was
missing_pages = (
    pages.c.role == str(Role.ARTICLE),
    pages.c.outcome == str(Outcome.REJECTED),
    (pages.c.reason == str(Rejection.NOT_FOUND))
    | ((pages.c.reason == str(Rejection.HTTP_ERROR)) & pages.c.status.in_(NO_LONGER_THERE)),
)
find_missing_after = sa.select(pages).where(pages.c.id > sa.bindparam("page"), *missing_pages).order_by(pages.c.id)
find_seen_before: sa.Select[Any] = (
    sa.select(pages.c.bulletin_id, pages.c.revision)
    .join(bulletins, bulletins.c.id == pages.c.bulletin_id)
    .where(
        bulletins.c.url == sa.bindparam("url"),
        pages.c.id < sa.bindparam("page"),
        pages.c.outcome.not_in(NOT_SEEN),
    )
    .order_by(pages.c.id.desc())
    .limit(1)
)
undone_pages = table(UndonePages)


def is_missing(page: Row[Any], reason: str | None) -> bool:
    """Whether a page that was rejected for this reason says that it is not there."""
    return page.role == Role.ARTICLE and is_no_longer_there(page.status, reason)


def missed(connection: Connection, page: Row[Any]) -> Row[Any] | None:
    """Return the bulletin that a missing page was asked for, and its revision when it was last seen before; None: none
    was."""
    for url in names_of(page):
        seen = connection.execute(find_seen_before, {"url": url, "page": page.id}).first()
        if seen is not None:
            return seen
    return None


def names_of(page: Row[Any]) -> Sequence[str]:
    """Return the addresses of bulletins that a page may stand for: a site may answer with another one (/404.html)."""
    return list(dict.fromkeys((canonical(page.requested_url), canonical(page.url))))


def missing_after(connection: Connection, page: int) -> Sequence[Row[Any]]:
    """Return the missing pages fetched after this page, of any address, and recorded when no bulletin was there yet.

    They are few: of pages that are recorded in their turn none is left.
    """
    return connection.execute(find_missing_after, {"page": page}).all()


def missing_at(connection: Connection, page: int, url: str) -> list[Row[Any]]:
    """Return those of these pages that were asked for the bulletin at an address."""
    return [visit for visit in missing_after(connection, page) if url in names_of(visit)]


def unmissed(connection: Connection, page: Row[Any]) -> None:
    """A missing page of a bulletin that, as it turns out, was fetched before the bulletin's first one."""
    reason = Rejection.HTTP_ERROR if page.status in NO_LONGER_THERE else Rejection.NOT_FOUND
    reported = {"outcome": str(Outcome.REJECTED), "reason": str(reason), "bulletin_id": None, "revision": None}
    connection.execute(sa.update(pages).where(pages.c.id == page.id).values(reported))


def mark_presence(connection: Connection, bulletin: int) -> None:
    """When the bulletin was first missed since it was last seen; nothing when its newest page has it."""
    of_bulletin = pages.c.bulletin_id == bulletin
    last_seen = sa.select(sa.func.max(pages.c.id)).where(of_bulletin, pages.c.outcome.not_in(NOT_SEEN))
    missed_after = (pages.c.outcome == str(Outcome.GONE), pages.c.id > last_seen.scalar_subquery())
    gone = sa.select(sa.func.min(pages.c.fetched_at)).where(of_bulletin, *missed_after)
    set_gone = sa.update(bulletins).where(bulletins.c.id == bulletin)
    connection.execute(set_gone.values(gone_since=connection.scalar(gone)))


# Pages that people took back, and so revisions. A fact, like the removals that they undid


def is_taken_back(page: sa.ColumnElement[Any]) -> sa.Exists:
    """Whether an undo that holds has the page whose number this column is."""
    return sa.exists().where(undone_pages.c.page_id == page, undone_pages.c.holds)
