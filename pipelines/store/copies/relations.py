"""Copies across pages: which bulletins are one and the same, versions of one another, or quote one another.

Bulletins that say the same, paragraph by paragraph, share a row of `texts`. Texts that share a key are compared
(pipelines/dedup/copies), and what they are to each other is a row of `relations` with its receipts in `copied`.
`bulletins.copy_of` names the bulletin to read in the place of a copy (originals.py).

However many texts share a key, the first of them (`text_keys.most` and one) are compared, each with each, in the order
of publication; later ones find the paragraph's place by the key itself (originals.py). Texts of one series are
compared with none but the one before and the one after, and only if they share half of their keys. So the work for one
page has a bound, whatever the size of the store, and what is published later takes nothing from what was linked before.

All of this is a function of the current revisions, whatever the order in which they came: a text that comes or goes, or
whose first publisher changes, has all its relations made again; and so have those that it pushes out of the first of a
key, or parts from their neighbour in a series.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.dedup.copies import (
    Comparable,
    Kind,
    Likeness,
    Publication,
    Relation,
    likeness,
    precedence,
    relate,
)
from pipelines.models import Paragraph, ParagraphKind
from pipelines.rows import receipt
from pipelines.store.copies.candidates import find_candidates, find_displaced, find_related, find_sharing
from pipelines.store.copies.originals import Span, point_to_originals
from pipelines.store.engine.database import behind, phrases_of
from pipelines.store.schema.tables import (
    Attachments,
    Bulletins,
    Copied,
    Keys,
    Paragraphs,
    Relations,
    Revisions,
    Sources,
    Texts,
    table,
)

__all__ = [
    "Published",
    "Stale",
    "add_keys_of",
    "bring_up_to_date",
    "comparable_of",
    "compare_again",
    "find_bulletins",
    "forget_copies",
    "precedence_of",
    "published",
    "set_bulletin",
]

bulletins, revisions, paragraphs, attachments = map(table, (Bulletins, Revisions, Paragraphs, Attachments))
sources = table(Sources)
texts, text_keys, relations, copied = map(table, (Texts, Keys, Relations, Copied))

find_bulletins = (
    sa.select(
        bulletins.c.id,
        bulletins.c.url,
        bulletins.c.first_seen,
        bulletins.c.text_id,
        bulletins.c.precedence,
        bulletins.c.series,
        revisions.c.number,
        revisions.c.title,
        revisions.c.published,
        revisions.c.published_at,
        revisions.c.issuer,
        revisions.c.site_name,
        revisions.c.document_number,
        revisions.c.index_number,
        sources.c.title.label("source_title"),
    )
    .join(sources, sources.c.id == bulletins.c.source_id)
    .outerjoin(revisions, (revisions.c.bulletin_id == bulletins.c.id) & (revisions.c.number == bulletins.c.revision))
    .where(bulletins.c.id.in_(sa.bindparam("bulletins", expanding=True)))
)
find_kept = (
    sa.select(paragraphs.c.position, paragraphs.c.kind, paragraphs.c.text, paragraphs.c.table_number)
    .where(
        paragraphs.c.bulletin_id == sa.bindparam("bulletin"),
        paragraphs.c.revision == sa.bindparam("revision"),
        paragraphs.c.kept,
    )
    .order_by(paragraphs.c.position)
)
find_attachments = sa.select(attachments.c.name).where(
    attachments.c.bulletin_id == sa.bindparam("bulletin"), attachments.c.revision == sa.bindparam("revision")
)
# Of the bulletins that have a text the one that published it first, and the one that the text's row names
find_first = (
    sa.select(
        bulletins.c.id,
        bulletins.c.precedence,
        bulletins.c.series,
        texts.c.bulletin_id.label("known_id"),
        texts.c.precedence.label("known_precedence"),
        texts.c.series.label("known_series"),
    )
    .outerjoin(texts, texts.c.id == bulletins.c.text_id)
    .where(bulletins.c.text_id == sa.bindparam("text"))
    .order_by(bulletins.c.precedence)
    .limit(1)
)
find_text = sa.select(texts).where(texts.c.id == sa.bindparam("text"))
set_bulletin = sa.update(bulletins).where(bulletins.c.id == sa.bindparam("which"))
add_text, add_relation = sa.insert(texts), sa.insert(relations)
drop_pair = tuple(
    sa.delete(each).where(each.c.text_id == sa.bindparam(text), each.c.of_id == sa.bindparam(of))
    for each in (copied, relations)
    for text, of in (("one", "other"), ("other", "one"))
)
set_text = sa.update(texts).where(texts.c.id == sa.bindparam("which"))
find_keys = sa.select(text_keys.c.key, text_keys.c.rank, text_keys.c.most, text_keys.c.position).where(
    text_keys.c.text_id == sa.bindparam("text")
)
drop_keys = sa.delete(text_keys).where(text_keys.c.text_id == sa.bindparam("text"))


@dataclass
class Stale:
    """What a change leaves to be made again.

    `texts`: all their relations. `crowded`: those with texts that they are no longer compared with. `freed`: those that
    they may come to be compared with as well. `repointed`: texts of which it changed what they repeat, and `moved`
    those of which bulletins came or went, and where.
    """

    texts: set[int] = field(default_factory=set)
    crowded: set[int] = field(default_factory=set)
    freed: set[int] = field(default_factory=set)
    repointed: set[int] = field(default_factory=set)
    moved: dict[int, Span] = field(default_factory=dict)

    def move(self, text: int, at: str) -> None:
        first, last = self.moved.get(text, (at, at))
        self.moved[text] = (min(first, at), max(last, at))


@dataclass(frozen=True, slots=True)
class Published:
    """A text as the bulletin has it that published it first."""

    text_id: int
    precedence: str
    comparable: Comparable


def precedence_of(row: Any) -> str:
    return precedence(
        Publication(
            url=row.url,
            first_seen=row.first_seen,
            published=row.published,
            published_at=row.published_at,
            issuer=row.issuer,
            sites=sites_of(row),
            numbered=bool(row.document_number or row.index_number),
        )
    )


def comparable_of(connection: Connection, bulletin: int, row: Any) -> Comparable:
    where = {"bulletin": bulletin, "revision": row.number}
    kept = connection.execute(find_kept, where).all()
    return Comparable(
        title=row.title,
        paragraphs=tuple(Paragraph(one.text, ParagraphKind(one.kind), one.table_number) for one in kept),
        positions=tuple(one.position for one in kept),
        document_number=row.document_number,
        attachments=tuple(connection.scalars(find_attachments, where)),
        sites=sites_of(row),
    )


def sites_of(row: Any) -> tuple[str, ...]:
    return tuple(filter(None, (row.site_name, row.source_title)))


def rank_of(text: int, order: str) -> int:
    """Return a text's place among those that share a key: the day that its precedence begins with, then its own low
    bits."""
    return date.fromisoformat(order[:10]).toordinal() << 40 | (text & 0xFF_FFFF_FFFF)


def bring_up_to_date(
    connection: Connection, stale: Stale, text: int, made: Likeness | None, again: int | None = None
) -> bool:
    """Bring a text's row and keys in step with the bulletins that have it; True of one that has come to share nothing.

    `again`: a bulletin whose page was read again, so that its receipts no longer hold if it is the first.
    """
    first = connection.execute(find_first, {"text": text}).first()
    if first is None:
        forget_text(connection, stale, text)
        return False
    row = {"bulletin_id": first.id, "precedence": first.precedence, "series": first.series}
    if first.known_id is None:
        assert made is not None  # noqa: S101  # a text without a row has just come with its bulletin
        stale.moved.pop(text, None)  # there is but this one
        connection.execute(add_text, row | {"id": text})
        add_keys_of(connection, (made, first.precedence))
        if connection.execute(find_sharing(phrases_of(connection)), {"text": text}).first() is None:
            return True
        stale.texts.add(text)
        stale.crowded.update(connection.scalars(find_displaced, {"text": text}))
    elif (first.known_id, first.known_precedence, first.known_series) != (first.id, first.precedence, first.series):
        stale.freed.update(connection.scalars(find_displaced, {"text": text}))
        connection.execute(set_text, row | {"which": text})
        make_keys_again(connection, text)
        stale.freed.update(connection.scalars(find_displaced, {"text": text}))
        stale.texts.add(text)
    elif first.id == again:
        assert made is not None  # noqa: S101  # its page has just been read
        # its paragraphs may stand in other places, and its keys be made otherwise than by the program that wrote them
        now = {(row["key"], row["rank"], row["most"], row["position"]) for row in keys_of(made, first.precedence)}
        if set(map(tuple, connection.execute(find_keys, {"text": text}))) != now:
            stale.freed.update(connection.scalars(find_displaced, {"text": text}))
            connection.execute(drop_keys, {"text": text})
            add_keys_of(connection, (made, first.precedence))
            stale.freed.update(connection.scalars(find_displaced, {"text": text}))
        is_alone = connection.execute(find_sharing(phrases_of(connection)), {"text": text}).first() is None
        if not is_alone or connection.execute(find_related, {"text": text}).first() is not None:
            stale.texts.add(text)
    return False


def keys_of(made: Likeness, order: str) -> list[dict[str, Any]]:
    shared = {"text_id": made.text, "rank": rank_of(made.text, order)}
    return [{"key": key, "most": of.most, "position": of.position, **shared} for key, of in made.keys.items()]


def add_keys_of(connection: Connection, *some: tuple[Likeness, str]) -> None:
    """Write the keys of texts, each with the precedence of its first bulletin."""
    rows = [row for made, order in some for row in keys_of(made, order)]
    behind(connection).insert_many(connection, text_keys, rows)


def make_keys_again(connection: Connection, text: int) -> None:
    """A text's keys as the bulletin has them that publishes it first now."""
    connection.execute(drop_keys, {"text": text})
    known = published(connection, text)
    add_keys_of(connection, (likeness(known.comparable), known.precedence))


def forget_text(connection: Connection, stale: Stale, text: int) -> None:
    stale.moved.pop(text, None)
    stale.freed.update(connection.scalars(find_displaced, {"text": text}))
    drop_relations(connection, stale, text)
    connection.execute(drop_keys, {"text": text})
    connection.execute(sa.delete(texts).where(texts.c.id == text))


def compare_again(connection: Connection, stale: Stale) -> None:
    """Make the relations of stale texts again, then say of each bulletin concerned whether it is a copy."""
    for text in stale.texts:
        drop_relations(connection, stale, text)
    read = cache(partial(published, connection))
    find = find_candidates(phrases_of(connection))
    compared: set[frozenset[int]] = set()
    for text in sorted(stale.crowded - stale.texts - stale.freed):
        if connection.execute(find_related, {"text": text}).first() is not None:
            drop_apart(connection, stale, text, set(connection.scalars(find, {"text": text})))
    for text in sorted(stale.texts | stale.freed):
        candidates = set(connection.scalars(find, {"text": text}))
        known = drop_apart(connection, stale, text, candidates)
        for other in sorted(candidates - known):
            pair = frozenset((text, other))
            if pair not in compared:
                compared.add(pair)
                compare(connection, stale, read(text), read(other))
    if stale.repointed or stale.moved:
        point_to_originals(connection, stale.repointed, stale.moved)


def drop_apart(connection: Connection, stale: Stale, text: int, candidates: set[int]) -> set[int]:
    """Drop a text's relations with texts that it is not compared with; the texts that it stays related with."""
    stay = set()
    for row in connection.execute(find_related, {"text": text}).all():
        if row.other in candidates:
            stay.add(row.other)
        else:
            drop_relation(connection, stale, text, row)
    return stay


def drop_relations(connection: Connection, stale: Stale, text: int) -> None:
    drop_apart(connection, stale, text, set())


def drop_relation(connection: Connection, stale: Stale, text: int, row: Any) -> None:
    for drop in drop_pair:
        connection.execute(drop, {"one": text, "other": row.other})
    if row.kind == Kind.SAME:
        stale.repointed.add(row.later)


def published(connection: Connection, text: int) -> Published:
    known = connection.execute(find_text, {"text": text}).one()
    row = connection.execute(find_bulletins, {"bulletins": [known.bulletin_id]}).one()
    return Published(text, known.precedence, comparable_of(connection, known.bulletin_id, row))


def compare(connection: Connection, stale: Stale, one: Published, other: Published) -> None:
    earlier, later = sorted((one, other), key=lambda text: text.precedence)
    found = relate(earlier.comparable, later.comparable)
    if found is not None:
        write(connection, later.text_id, earlier.text_id, found)
        if found.kind is Kind.SAME:
            stale.repointed.add(later.text_id)


def write(connection: Connection, text: int, of: int, found: Relation) -> None:
    pair = {"text_id": text, "of_id": of}
    reported = {"kind": str(found.kind), "share": found.share, "of_share": found.of_share}
    connection.execute(add_relation, pair | reported)
    behind(connection).insert_many(connection, copied, [pair | receipt(removal) for removal in found.copied])


def forget_copies(connection: Connection) -> None:
    """For a rebuild: all bulletins are placed again afterwards."""
    for each in (copied, relations, text_keys, texts):
        connection.execute(sa.delete(each))
    connection.execute(sa.update(bulletins).values(text_id=None, precedence=None, copy_of=None, series=None))
