"""A bulletin's copies, versions and quotations, as the commands and other programs ask for them."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.records import Edit, Reason
from pipelines.store.bulletins import edits
from pipelines.store.views import COPIED_BOTH_SIDES

__all__ = ["CopiedView", "CopyView", "copied_between", "copies_of"]

# Both ways: of the bulletin, and of those that came after it. One text may have several bulletins; each is told of.
COPIES = sa.text(
    """
    WITH this AS (SELECT id, text_id, precedence FROM bulletins WHERE id = :bulletin),
    other AS (
        SELECT b.id, 'same' AS kind, NULL AS share, NULL AS of_share, b.precedence < this.precedence AS earlier
        FROM this JOIN bulletins b ON b.text_id = this.text_id AND b.id <> this.id
        UNION ALL
        SELECT b.id, x.kind, x.share, x.of_share, 1
        FROM this JOIN relations x ON x.text_id = this.text_id JOIN bulletins b ON b.text_id = x.of_id
        UNION ALL
        SELECT b.id, x.kind, x.share, x.of_share, 0
        FROM this JOIN relations x ON x.of_id = this.text_id JOIN bulletins b ON b.text_id = x.text_id)
    SELECT b.id, b.url, s.name AS source, r.title, r.published, r.issuer, o.kind, o.earlier,
           coalesce(o.share, 1.0) AS share, coalesce(o.of_share, 1.0) AS of_share,
           b.source_id = (SELECT source_id FROM bulletins WHERE id = :bulletin) AS same_source
    FROM other o
    JOIN bulletins b ON b.id = o.id
    JOIN sources s ON s.id = b.source_id
    JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
    ORDER BY b.precedence
    """
).columns(published=sa.Date())
COPIED = sa.text(
    f"""
    SELECT y.position, p.text, y.repeats, k.text AS of_text, y.reason, y.distance, y.similarity, y.difference,
           y.through, y.within_start, y.within_end
    FROM {COPIED_BOTH_SIDES}
    WHERE y.text_id = (SELECT text_id FROM bulletins WHERE id = :later)
        AND y.of_id = (SELECT text_id FROM bulletins WHERE id = :earlier)
    ORDER BY y.position
    """
).columns(difference=sa.JSON())


@dataclass(frozen=True, slots=True)
class CopyView:
    """Another bulletin and what it is to this one.

    `relation`: `copy` (the same on the same source, as under another column), `repost` (the same on another source),
    `version` (another text of the notice of that name) or `quotation`. `earlier`: the other one was published first.
    `share` of the later one's letters the earlier has, `of_share` of the earlier one's the later has.
    """

    number: int
    url: str
    source: str
    title: str
    published: date | None
    issuer: str | None
    relation: str
    earlier: bool
    share: float
    of_share: float


@dataclass(frozen=True, slots=True)
class CopiedView:
    """The receipt for a paragraph of the later bulletin that the earlier one has; fields as in records.Removal."""

    position: int
    text: str
    repeats: int
    of_text: str
    reason: Reason
    distance: int | None
    similarity: float
    difference: tuple[Edit, ...]
    through: int | None
    within: tuple[int, int] | None


def copies_of(connection: Connection, bulletin: int) -> list[CopyView]:
    """The first published first."""
    return [
        CopyView(
            number=row.id,
            url=row.url,
            source=row.source,
            title=row.title,
            published=row.published,
            issuer=row.issuer,
            relation=row.kind if row.kind != "same" else "copy" if row.same_source else "repost",
            earlier=bool(row.earlier),
            share=row.share,
            of_share=row.of_share,
        )
        for row in connection.execute(COPIES, {"bulletin": bulletin})
    ]


def copied_between(connection: Connection, one: int, other: int) -> list[CopiedView]:
    """What the later of two bulletins has from the earlier, in page order of the later one.

    The receipts are those between the two texts, with the places that they have where they were first published.
    """
    for later, earlier in ((one, other), (other, one)):
        found = connection.execute(COPIED, {"later": later, "earlier": earlier}).all()
        if found:
            break
    return [
        CopiedView(
            position=row.position,
            text=row.text,
            repeats=row.repeats,
            of_text=row.of_text,
            reason=Reason(row.reason),
            distance=row.distance,
            similarity=row.similarity,
            difference=edits(row.difference),
            through=row.through,
            within=None if row.within_start is None else (row.within_start, row.within_end),
        )
        for row in found
    ]
