"""A bulletin's copies, versions and quotations, as the commands and other programs ask for them.

And the series of a bulletin: its issues, the one before and the one after.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.dedup.copies import Relation, relate, series_name
from pipelines.models import Receipt
from pipelines.store.bulletins.queries import receipt_of
from pipelines.store.copies.relations import Published, published
from pipelines.store.engine.database import phrases_of
from pipelines.store.engine.phrases import Phrases
from pipelines.store.schema.copy_views import COPIED_BOTH_SIDES, IS_ISSUE, TWO_ISSUES, WIDESPREAD
from pipelines.store.schema.tables import Bulletins
from pipelines.store.schema.types import Json

__all__ = ["CopyView", "IssueView", "SeriesView", "copied_between", "copies_of", "issues_of", "series_of"]

FIRSTS = 8  # bulletins that had a widespread paragraph first, of those with the most such paragraphs of a text


@cache
def find_copies(phrases: Phrases) -> sa.TextualSelect:
    """Write the query of a bulletin's copies, both ways: of the bulletin, and of those that came after it.

    One text may have several bulletins, and each is given. In order: from the others to their rows; SQLite does not
    know that they are few, and would go through all revisions.
    """
    return sa.text(
        f"""
        WITH this AS (SELECT id, text_id, precedence, source_id, copy_of FROM bulletins WHERE id = :bulletin),
        other AS (
            SELECT b.id, 'same' AS kind, 1.0 AS share, 1.0 AS of_share,
                   CAST(b.precedence < this.precedence AS INTEGER) AS earlier
            FROM this JOIN bulletins b ON b.text_id = this.text_id AND b.id <> this.id
            UNION ALL
            SELECT b.id, x.kind, x.share, x.of_share, 1
            FROM this JOIN relations x ON x.text_id = this.text_id JOIN bulletins b ON b.text_id = x.of_id
            UNION ALL
            SELECT b.id, x.kind, x.share, x.of_share, 0
            FROM this JOIN relations x ON x.of_id = this.text_id JOIN bulletins b ON b.text_id = x.text_id
            UNION ALL
            SELECT t.bulletin_id, NULL, CAST(NULL AS FLOAT), CAST(NULL AS FLOAT), 1
            FROM (SELECT w.of_id FROM this JOIN ({WIDESPREAD}) w ON w.text_id = this.text_id
                  GROUP BY w.of_id ORDER BY count(*) DESC, w.of_id LIMIT {FIRSTS}) w
            JOIN texts t ON t.id = w.of_id)
        SELECT b.id, b.text_id, b.url, s.name AS source, r.title, r.published, r.issuer, x.kind, x.earlier, x.share,
               x.of_share, b.source_id = o.source_id AS same_source, {TWO_ISSUES} AS two_issues,
               o.text_id AS this_text
        FROM other x
        {phrases.in_order} bulletins o ON o.id = :bulletin
        {phrases.in_order} bulletins b ON b.id = x.id
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
).columns(difference=Json)

find_texts = sa.select(Bulletins.text_id).where(Bulletins.id.in_(sa.bindparam("bulletins", expanding=True)))

# A copy stands in the place of the bulletin that it is a copy of
PLACE = """
    SELECT b.series, coalesce(o.precedence, b.precedence) AS precedence, coalesce(o.id, b.id) AS id, r.title
    FROM bulletins b
    LEFT JOIN bulletins o ON o.id = b.copy_of AND o.series = b.series
    JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
    WHERE b.id = :bulletin AND b.series IS NOT NULL
"""
ISSUES = f"""
    SELECT b.id, r.title, r.published, b.url
    FROM bulletins b JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
    WHERE b.series = :series AND {IS_ISSUE}
"""


@dataclass(frozen=True, slots=True)
class CopyView:
    """Another bulletin and what it is to this one.

    `relation`: `copy` (the same on the same source, as under another column), `repost` (the same on another source),
    `recurrence` (the same text under another title, or on another day of the same source), `version` (another text of
    the notice of that name) or `quotation`. `earlier`: the other one was published first.
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


def copies_of(connection: Connection, bulletin: int) -> list[CopyView]:
    """Return the bulletins related to one, those published first before the others.

    Of a paragraph that more texts have than are compared, the bulletin that had it first is among them: compared now.
    """
    found = []
    for row in connection.execute(find_copies(phrases_of(connection)), {"bulletin": bulletin}).all():
        kind, share, of_share = row.kind, row.share, row.of_share
        if kind is None:
            relation = compared(connection, row.text_id, row.this_text)
            if relation is None:
                continue
            kind, share, of_share = str(relation.kind), relation.share, relation.of_share
        found.append(
            CopyView(
                number=row.id,
                url=row.url,
                source=row.source,
                title=row.title,
                published=row.published,
                issuer=row.issuer,
                relation=relation_of(kind, same_source=row.same_source, two_issues=row.two_issues),
                earlier=bool(row.earlier),
                share=share,
                of_share=of_share,
            )
        )
    return found


def relation_of(kind: str, *, same_source: bool, two_issues: bool) -> str:
    if kind != "same":
        return kind
    if two_issues:
        return "recurrence"
    return "copy" if same_source else "repost"


def compared(connection: Connection, one: int, other: int) -> Relation | None:
    """Compare two texts that are too many of one key to be compared when they came."""
    earlier, later = in_order(connection, one, other)
    return relate(earlier.comparable, later.comparable)


def copied_between(connection: Connection, one: int, other: int) -> list[Receipt]:
    """Return what the later of two bulletins has from the earlier, in page order of the later one.

    The receipts are those between the two texts, with the places that they have where they were first published.
    """
    for later, earlier in ((one, other), (other, one)):
        found = connection.execute(COPIED, {"later": later, "earlier": earlier}).all()
        if found:
            return [receipt_of(row, row.text, row.of_text) for row in found]
    texts = {text for text in connection.scalars(find_texts, {"bulletins": [one, other]}) if text is not None}
    return compared_now(connection, *texts) if len(texts) == 2 else []


def compared_now(connection: Connection, one: int, other: int) -> list[Receipt]:
    """Return the receipts between two texts of which none are stored."""
    earlier, later = in_order(connection, one, other)
    relation = relate(earlier.comparable, later.comparable)
    if relation is None:
        return []
    before, after = (
        dict(zip(text.comparable.positions, text.comparable.paragraphs, strict=True)) for text in (earlier, later)
    )
    return [
        replace(receipt, text=after[receipt.position].text, kept_text=before[receipt.repeats].text)
        for receipt in relation.copied
    ]


def in_order(connection: Connection, one: int, other: int) -> list[Published]:
    return sorted((published(connection, text) for text in (one, other)), key=lambda text: text.precedence)


# Series: the issues, and a bulletin's place among them


def neighbour(compared: str, order: str) -> sa.TextualSelect:
    return of_issues(f"AND b.precedence {compared} :precedence ORDER BY b.precedence {order} LIMIT 1")


def of_issues(which: str) -> sa.TextualSelect:
    return sa.text(f"{ISSUES} {which}").columns(published=sa.Date())


find_all = of_issues("ORDER BY b.precedence")

find_previous, find_next = neighbour("<", "DESC"), neighbour(">", "ASC")
count_issues = sa.text(f"SELECT count(*) FROM bulletins b WHERE b.series = :series AND {IS_ISSUE}")


@dataclass(frozen=True, slots=True)
class IssueView:
    """A bulletin of a series. `published` None: its page gives no day."""

    number: int
    title: str
    published: date | None
    url: str


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A bulletin's place in its series. `name`: the titles of its issues, `#` for what differs; `issues`: how many
    there are; `previous` and `next`: None at either end."""

    key: int
    name: str
    issues: int
    previous: IssueView | None
    next: IssueView | None


def series_of(connection: Connection, bulletin: int) -> SeriesView | None:
    """Return the series that a bulletin is an issue of; None: it is alone, or has no title."""
    place = connection.execute(sa.text(PLACE), {"bulletin": bulletin}).first()
    if place is None:
        return None
    where = {"series": place.series, "precedence": place.precedence}
    previous, following = (issue(connection.execute(find, where).first()) for find in (find_previous, find_next))
    if previous is None and following is None:
        return None
    count = connection.scalar(count_issues, where) or 0
    return SeriesView(place.series, series_name(place.title), count, previous, following)


def issues_of(connection: Connection, bulletin: int) -> list[IssueView]:
    """Return all issues of a bulletin's series, its own among them, the oldest first; those without a day last."""
    place = connection.execute(sa.text(PLACE), {"bulletin": bulletin}).first()
    if place is None:
        return []
    found = connection.execute(find_all, {"series": place.series})
    return [made for row in found if (made := issue(row)) is not None]


def issue(row: Any) -> IssueView | None:
    return None if row is None else IssueView(row.id, row.title, row.published, row.url)
