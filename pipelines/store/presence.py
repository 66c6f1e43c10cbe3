"""Bulletins whose page is no longer there: marked, never deleted.

A page is missed when the server answers 404 or 410, or says with status 200 that there is none (页面不存在). Like all
fates this depends on the order in which pages were fetched, not on that in which they are settled.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.records import Outcome, Rejection, Role
from pipelines.store.tables import Bulletins, Pages, table

__all__ = ["gone_since_then", "is_missing", "mark_presence", "unmissed"]

pages, bulletins = table(Pages), table(Bulletins)

NO_LONGER_THERE = (404, 410)
# the same rule as `is_missing`, for pages that were settled before their bulletin was
missing_pages = (
    pages.c.role == str(Role.ARTICLE),
    pages.c.outcome == str(Outcome.REJECTED),
    (pages.c.reason == str(Rejection.NOT_FOUND))
    | ((pages.c.reason == str(Rejection.HTTP_ERROR)) & pages.c.status.in_(NO_LONGER_THERE)),
)


def is_missing(page: Row[Any], reason: str | None) -> bool:
    """Whether a page that was rejected for this reason says that it is not there."""
    said_so = reason == Rejection.HTTP_ERROR and page.status in NO_LONGER_THERE
    return page.role == Role.ARTICLE and (said_so or reason == Rejection.NOT_FOUND)


def unmissed(connection: Connection, page: Row[Any]) -> None:
    """A missing page of a bulletin that, as it turns out, was fetched before the bulletin's first one."""
    reason = Rejection.HTTP_ERROR if page.status in NO_LONGER_THERE else Rejection.NOT_FOUND
    told = {"outcome": str(Outcome.REJECTED), "reason": str(reason), "bulletin_id": None, "revision": None}
    connection.execute(sa.update(pages).where(pages.c.id == page.id).values(told))


def gone_since_then(connection: Connection, bulletin: int, page: Row[Any]) -> None:
    """Missing pages that were fetched later and settled before this, the bulletin's first one."""
    gone = sa.update(pages).where(pages.c.url == page.url, pages.c.id > page.id, *missing_pages)
    told = {"outcome": str(Outcome.GONE), "reason": None, "bulletin_id": bulletin, "revision": 1}
    if connection.execute(gone.values(told)).rowcount:
        mark_presence(connection, bulletin)


def mark_presence(connection: Connection, bulletin: int) -> None:
    """When the bulletin was first missed since it was last seen; nothing when its newest page has it."""
    of_bulletin = pages.c.bulletin_id == bulletin
    last_seen = sa.select(sa.func.max(pages.c.id)).where(of_bulletin, pages.c.outcome != str(Outcome.GONE))
    gone = sa.select(sa.func.min(pages.c.fetched_at)).where(of_bulletin, pages.c.id > last_seen.scalar_subquery())
    set_gone = sa.update(bulletins).where(bulletins.c.id == bulletin)
    connection.execute(set_gone.values(gone_since=connection.scalar(gone)))
