"""What recording pages asks of the store first: of several pages at once, before the first of them is written.

What was asked so holds as long as nothing but bulletins comes to be that were not there; whoever writes anything else
(what people said of pages, lists, bulletins that came back) looks again.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.revisions.addresses import canonical
from pipelines.store.bulletins.presence import is_taken_back
from pipelines.store.bulletins.replay import in_parts
from pipelines.store.bulletins.strangers import has_stand_ins
from pipelines.store.frontier.listings import titles_of
from pipelines.store.schema.tables import Bulletins, Pages, Strangers, table

__all__ = ["Ahead", "PageRow", "find_page"]

pages, bulletins, strangers = map(table, (Pages, Bulletins, Strangers))
before = sa.alias(pages)

PageRow = sa.Row[Any]

of_pages = (
    sa.select(pages, in_parts, is_taken_back(pages.c.id).label("taken_back"))
    .add_columns(strangers.c.reason.label("refused"), strangers.c.detail.label("refused_detail"))
    .add_columns(titles_of(pages.c.source_id, pages.c.requested_url).label("titles"))
    .add_columns(has_stand_ins(pages.c.source_id).label("has_stand_ins"))
    .outerjoin(strangers, strangers.c.page_id == pages.c.id)
)
find_page = of_pages.where(pages.c.id == sa.bindparam("page"))
was_read_there = sa.exists().where(before.c.url == pages.c.url, before.c.bulletin_id.is_not(None))
find_pages = of_pages.add_columns(was_read_there.label("was_read_there")).where(
    pages.c.id.in_(sa.bindparam("pages", expanding=True))
)
find_addresses = sa.select(bulletins.c.url).where(bulletins.c.url.in_(sa.bindparam("urls", expanding=True)))


class Ahead:
    """`pages`: those of some numbers, each with what recording it asks first, and whether their addresses are new."""

    def __init__(self, connection: Connection, numbers: Sequence[int]) -> None:
        rows = connection.execute(find_pages, {"pages": list(numbers)}).all()
        self.pages: dict[int, PageRow] = {row.id: row for row in rows}
        self.names = {row.id: {canonical(row.url), canonical(row.requested_url)} for row in rows}
        every = sorted(set().union(*self.names.values()))
        self.taken = set(connection.scalars(find_addresses, {"urls": every})) if every else set()
        self.read_before = {row.id for row in rows if row.was_read_there}

    @property
    def new(self) -> int:
        """How many of the pages are at addresses where no bulletin is."""
        return sum(map(self.is_free, self.pages))

    def is_free(self, number: int) -> bool:
        return number not in self.read_before and self.names[number].isdisjoint(self.taken)

    def is_new(self, number: int) -> bool:
        """Whether there is no bulletin that a page of these belongs to. From then on there may be one at its
        addresses."""
        is_free = self.is_free(number)
        self.taken |= self.names[number]
        return is_free
