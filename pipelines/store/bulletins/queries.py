"""Bulletins as the commands and other programs ask for them. Frozen values out, no session to keep open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.models import (
    FIELDS,
    Attachment,
    Document,
    Edit,
    Outcome,
    Paragraph,
    ParagraphKind,
    Reason,
    Receipt,
    Recurrence,
    Rejection,
    Variant,
)
from pipelines.revisions.addresses import canonical
from pipelines.store.admin.undo import Taken, taken_from
from pipelines.store.engine.database import phrases_of
from pipelines.store.engine.phrases import Phrases
from pipelines.store.schema.tables import (
    Attachments,
    Base,
    Bulletins,
    Contents,
    DataTables,
    Pages,
    Paragraphs,
    Recurrences,
    Removals,
    Revisions,
    Sources,
    Variants,
    table,
)
from pipelines.store.schema.types import Instant
from pipelines.store.schema.views import read_from
from pipelines.tables import DataTable

__all__ = [
    "BulletinLine",
    "BulletinView",
    "ListingView",
    "ParagraphView",
    "RefusedView",
    "bulletin",
    "bulletins",
]


@dataclass(frozen=True, slots=True)
class ParagraphView(Paragraph):
    """A paragraph in its place on the page, kept or removed. `position` counts from 0, as `table` does: its table."""

    position: int = field(kw_only=True)
    kept: bool = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class ListingView:
    """What a list says of a bulletin: the column that it stands in, and title and date as listed."""

    column: str
    list_url: str
    title: str
    listed_on: date | None
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class RefusedView:
    """A page that came in the place of a bulletin: since when, at how many visits, and why the last was refused."""

    since: datetime
    visits: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinView(Document):
    """One revision of a bulletin: its document, whole, with its receipts and its place in the store.

    `sha256` and `fetched_at` are those of the page that it was read from;
    `first_seen` is when the bulletin itself was first fetched, `gone_since` when its page was first missed. `current`:
    the number of its current revision; None: all were taken back (`taken_back`), and this is the last of them. Of its
    `revisions` (how many there are) `before` is the one that stood on the page before this one did, the last time;
    None: none did. `refused`: what its page gives now instead, which was not taken; None: nothing.
    """

    number: int
    source: str
    revision: int
    paragraphs: tuple[ParagraphView, ...]
    removals: tuple[Receipt, ...]
    variants: tuple[Variant, ...]
    first_seen: datetime | None
    fetched_at: datetime
    sha256: str
    gone_since: datetime | None = None
    listings: tuple[ListingView, ...] = ()
    tables: tuple[DataTable, ...] = ()
    recurrences: tuple[Recurrence, ...] = ()
    revisions: int = 1
    before: int | None = None
    taken_back: tuple[Taken, ...] = ()
    current: int | None = None
    refused: "RefusedView | None" = None

    @property
    def undone(self) -> Taken | None:
        """The record of this revision's having been taken back; None: it was not."""
        return next((taken for taken in self.taken_back if taken.revision == self.revision), None)

    @property
    def revision_before(self) -> int:
        """The revision before this one that was not taken back; 0: there is none."""
        if self.undone is None:
            return self.before or 0
        taken = {one.revision for one in self.taken_back}
        return next((n for n in range(self.revision - 1, 0, -1) if n not in taken), 0)


@dataclass(frozen=True, slots=True)
class BulletinLine:
    """A bulletin in a list."""

    number: int
    source: str
    title: str
    published: date | None
    issuer: str | None
    url: str
    revision: int
    copies: int
    gone_since: datetime | None = None


@cache
def listings_of(phrases: Phrases) -> sa.TextualSelect:
    """Write the query of the rows of the view `bulletin_listings` of one bulletin. The view itself would put together
    those of all bulletins first: SQLite takes no condition into a UNION that is joined, and `bulletins show` took
    longer with every page."""
    return sa.text(f"""
        SELECT g.column_name, l.url AS list_url, g.title, g.listed_on, g.first_seen, g.last_seen
        FROM ({read_from(phrases).replace("IS NOT NULL", "= :bulletin")}) x
        JOIN listings g ON g.article_id = x.article_id
        JOIN frontier l ON l.id = g.list_id
        ORDER BY g.first_seen, l.url
    """).columns(listed_on=sa.Date, first_seen=Instant, last_seen=Instant)


# Visits of the address at which the bulletin was seen last, since then
seen_last = sa.select(Pages.id, Pages.url).where(Pages.bulletin_id == sa.bindparam("bulletin"))
seen_last = seen_last.order_by(Pages.id.desc()).limit(1)
find_refused = (
    sa.select(Pages.fetched_at, Pages.reason)
    .where(
        Pages.url == sa.bindparam("url"),
        Pages.id > sa.bindparam("page"),
        Pages.reason.in_([str(Rejection.UNLIKE), str(Rejection.STAND_IN)]),
    )
    .order_by(Pages.id)
)

LARGEST_NUMBER = 2**63 - 1  # the driver refuses to look for a larger one


def refused_at(connection: Connection, bulletin: int) -> RefusedView | None:
    """Return what came in the place of a bulletin since it was last seen; None: nothing did."""
    last = connection.execute(seen_last, {"bulletin": bulletin}).first()
    if last is None:
        return None
    found = connection.execute(find_refused, {"url": last.url, "page": last.id}).all()
    return RefusedView(found[0].fetched_at, len(found), found[-1].reason) if found else None


def edits(reported: list[list[object]]) -> tuple[Edit, ...]:
    return tuple(Edit(*edit) for edit in reported)  # type: ignore[arg-type]  # written by rows_of as [int, str, str]


def receipt_of(row: Row[Any], text: str, kept_text: str | None) -> Receipt:
    """Return a stored receipt, of a removal or of a copied paragraph, with both its texts."""
    return Receipt(
        position=row.position,
        repeats=row.repeats,
        reason=Reason(row.reason),
        distance=row.distance,
        similarity=row.similarity,
        difference=edits(row.difference),
        section=getattr(row, "section", None),  # a copied paragraph has none
        through=row.through,
        within=None if row.within_start is None else (row.within_start, row.within_end),
        text=text,
        kept_text=kept_text,
    )


def repeated(row: Row[Any], paragraphs: Sequence[ParagraphView]) -> str | None:
    """Return what of the kept text a removed paragraph repeats: a paragraph, several in a row, a part of one.

    None: site boilerplate, which repeats nothing of its page.
    """
    if row.repeats == row.position:
        return None
    text = {p.position: p.text for p in paragraphs if p.kept or p.position == row.repeats}
    if row.within_start is not None:
        return text[row.repeats][row.within_start : row.within_end]
    last = row.repeats if row.through is None else row.through
    return "".join(text[at] for at in range(row.repeats, last + 1) if at in text)


def bulletin(connection: Connection, which: int | str, revision: int | None = None) -> BulletinView | None:
    if isinstance(which, int) and which > LARGEST_NUMBER:
        return None
    wanted = Bulletins.id == which if isinstance(which, int) else Bulletins.url == canonical(which)
    b = connection.execute(sa.select(table(Bulletins), Sources.name).join(Sources).where(wanted)).first()
    if b is None:
        return None
    taken_back = taken_from(connection, b.id)
    newest = b.revision or max((taken.revision for taken in taken_back), default=None)
    number = newest if revision is None else revision
    r = connection.execute(
        sa.select(Revisions, Pages.fetched_at, Contents.sha256)
        .join(Pages, Pages.id == Revisions.page_id)
        .join(Contents, Contents.id == Pages.content_id)
        .where(Revisions.bulletin_id == b.id, Revisions.number == number)
    ).first()
    if r is None:
        return None

    def rows(model: type[Base]) -> list[Row[Any]]:
        of = table(model)
        where = (of.c.bulletin_id == b.id, of.c.revision == number)
        return list(connection.execute(sa.select(of).where(*where).order_by(of.c.position)))

    paragraphs = tuple(
        ParagraphView(p.text, ParagraphKind(p.kind), p.table_number, position=p.position, kept=p.kept)
        for p in rows(Paragraphs)
    )
    text = {p.position: p.text for p in paragraphs}
    return BulletinView(
        number=b.id,
        url=b.url,
        source=b.name,
        revision=r.number,
        **{field.name: as_read(getattr(r, field.name)) for field in FIELDS},
        paragraphs=paragraphs,
        removals=tuple(receipt_of(m, text[m.position], repeated(m, paragraphs)) for m in rows(Removals)),
        variants=tuple(
            Variant(v.position, v.of, v.distance, v.similarity, edits(v.difference)) for v in rows(Variants)
        ),
        attachments=tuple(Attachment(a.name, a.url) for a in rows(Attachments)),
        next_page=r.next_page,
        encoding=r.encoding,
        reader=r.reader,
        confidence=r.confidence,
        flags=tuple(r.flags),
        first_seen=b.first_seen,
        fetched_at=r.fetched_at,
        sha256=r.sha256,
        gone_since=b.gone_since,
        listings=listings(connection, b.id),
        tables=tuple(DataTable(t.position, t.caption, tuple(t.columns)) for t in rows(DataTables)),
        recurrences=tuple(
            Recurrence(c.position, c.of, c.governor, c.distance, c.similarity, edits(c.difference))
            for c in rows(Recurrences)
        ),
        revisions=last_number(connection, b.id),
        before=before_in(revisions_in_turn(connection, b.id), r.number),
        taken_back=tuple(taken_back),
        current=b.revision,
        refused=refused_at(connection, b.id),
    )


def as_read(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def last_number(connection: Connection, bulletin: int) -> int:
    return connection.scalar(sa.select(sa.func.max(Revisions.number)).where(Revisions.bulletin_id == bulletin)) or 0


def revisions_in_turn(connection: Connection, bulletin: int) -> list[int]:
    """Return which revision came after which; one comes again where the page says again what it said before."""
    changes = (str(Outcome.NEW), str(Outcome.REVISED))
    found = sa.select(Pages.revision).where(Pages.bulletin_id == bulletin, Pages.outcome.in_(changes))
    return [number for number in connection.scalars(found.order_by(Pages.id)) if number is not None]


def before_in(stood: list[int], number: int) -> int | None:
    last = max((at for at, one in enumerate(stood) if one == number), default=0)
    return stood[last - 1] if last else None


def listings(connection: Connection, bulletin: int) -> tuple[ListingView, ...]:
    """Return where a bulletin is listed, the list that named it first before the others."""
    found = connection.execute(listings_of(phrases_of(connection)), {"bulletin": bulletin})
    return tuple(
        ListingView(row.column_name, row.list_url, row.title, row.listed_on, row.first_seen, row.last_seen)
        for row in found
    )


def bulletins(
    connection: Connection, source: str | None, limit: int, *, copies: bool = False, gone: bool = False
) -> list[BulletinLine]:
    """Newest first: by date of publication, then by number; bulletins without a date last. Each once, as its first
    publisher has it (of a source's own: a repost from elsewhere is its bulletin); with `copies` these too. `gone`: only
    those whose page is no longer there."""
    copy, said = sa.alias(table(Bulletins)), table(Revisions).c
    query = (
        sa.select(
            Bulletins.id,
            Sources.name,
            said.title,
            said.published,
            said.issuer,
            Bulletins.url,
            Revisions.number,
            sa.select(sa.func.count()).where(copy.c.copy_of == Bulletins.id).scalar_subquery(),
            Bulletins.gone_since,
        )
        .join(Sources, Sources.id == Bulletins.source_id)
        .join(Revisions, (Revisions.bulletin_id == Bulletins.id) & (Revisions.number == Bulletins.revision))
        .order_by(said.published.desc().nulls_last(), Bulletins.id.desc())
        .limit(limit)
    )
    if source is not None:
        query = query.where(Sources.name == source)
    if gone:
        query = query.where(Bulletins.gone_since.is_not(None))
    if not copies and source is None:
        query = query.where(Bulletins.copy_of.is_(None))
    elif not copies:
        original = sa.select(copy.c.source_id).where(copy.c.id == Bulletins.copy_of).scalar_subquery()
        query = query.where(original.is_distinct_from(Bulletins.source_id))
    return [BulletinLine(*row) for row in connection.execute(query)]
