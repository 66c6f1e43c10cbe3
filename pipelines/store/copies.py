"""Copies across pages: which bulletins are one and the same, versions of one another, or quote one another.

Bulletins that say the same to the letter share a row of `texts`. Texts that share a key which few others have are
compared (pipelines/copies), and what they are to each other is a row of `relations` with its receipts in `copied`.
`bulletins.copy_of` names the bulletin to read in the place of a copy.

All of this is a function of the current revisions, whatever the order in which they came: a text that comes or goes, or
whose first publisher changes, has all its relations made again; and so have the holders of a key that becomes common or
stops being so (`text_keys.most`: how many texts may have it). So the work for one page has a bound, whatever the size
of the store.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.copies import MANY, Comparable, Likeness, Publication, Relation, likeness, precedence, relate
from pipelines.records import Paragraph, ParagraphKind
from pipelines.store.rows import receipt
from pipelines.store.tables import (
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

__all__ = ["forget_copies", "place"]

bulletins, revisions, paragraphs, attachments = map(table, (Bulletins, Revisions, Paragraphs, Attachments))
sources = table(Sources)
texts, text_keys, relations, copied = map(table, (Texts, Keys, Relations, Copied))

find_bulletin = (
    sa.select(
        bulletins.c.url,
        bulletins.c.first_seen,
        bulletins.c.text_id,
        bulletins.c.precedence,
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
    .where(bulletins.c.id == sa.bindparam("bulletin"))
)
find_kept = (
    sa.select(paragraphs.c.position, paragraphs.c.kind, paragraphs.c.text)
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
        texts.c.bulletin_id.label("known_id"),
        texts.c.precedence.label("known_precedence"),
    )
    .outerjoin(texts, texts.c.id == bulletins.c.text_id)
    .where(bulletins.c.text_id == sa.bindparam("text"))
    .order_by(bulletins.c.precedence)
    .limit(1)
)
find_text = sa.select(texts).where(texts.c.id == sa.bindparam("text"))
set_bulletin = sa.update(bulletins).where(bulletins.c.id == sa.bindparam("which"))
add_text, add_keys = sa.insert(texts), sa.insert(text_keys)
add_relation, add_copied = sa.insert(relations), sa.insert(copied)
drop_pair = tuple(
    sa.delete(each).where(each.c.text_id == sa.bindparam(text), each.c.of_id == sa.bindparam(of))
    for each in (copied, relations)
    for text, of in (("one", "other"), ("other", "one"))
)
set_text = sa.update(texts).where(texts.c.id == sa.bindparam("which"))
# The texts that share a key with a text. How many have that key is counted no further than it matters
SHARING = f"""
    SELECT DISTINCT o.text_id FROM text_keys m CROSS JOIN text_keys o ON o.key = m.key AND o.text_id <> m.text_id
    WHERE m.text_id = :text AND (SELECT count(*) FROM (SELECT 1 FROM text_keys c WHERE c.key = m.key LIMIT {MANY + 2}))
"""
find_candidates = sa.text(f"{SHARING} <= m.most")
find_crossing = sa.text(f"{SHARING} = m.most + 1")  # with this text its key is common, without it it is not
find_sharing = sa.text(f"{SHARING} <= m.most + 1 LIMIT 1")
find_related = sa.text(
    "SELECT of_id FROM relations WHERE text_id = :text UNION SELECT text_id FROM relations WHERE of_id = :text"
)
# Chains are short: of the texts that a text repeats, the one published first
set_copies = sa.text(
    """
    WITH original(id) AS (
        SELECT coalesce(
            (
                SELECT t.bulletin_id FROM relations r JOIN texts t ON t.id = r.of_id
                WHERE r.text_id = :text AND r.kind = 'same' ORDER BY t.precedence LIMIT 1
            ),
            (SELECT bulletin_id FROM texts WHERE id = :text)
        )
    )
    UPDATE bulletins SET copy_of = nullif((SELECT id FROM original), id)
    WHERE text_id = :text AND copy_of IS NOT nullif((SELECT id FROM original), id)
    """
)


@dataclass
class Stale:
    """What a change leaves to be made again: `texts` all their relations, `candidates` those with texts that share a
    key which has become common or is so no more, `pointers` whether their bulletins are copies."""

    texts: set[int] = field(default_factory=set)
    candidates: set[int] = field(default_factory=set)
    pointers: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Published:
    """A text as the bulletin has it that published it first."""

    text_id: int
    precedence: str
    comparable: Comparable


def place(connection: Connection, bulletin: int, made: Likeness | None = None) -> None:
    """Bring copies up to date after a bulletin's current revision was written or deleted.

    `made`: of that revision, where it is at hand.
    """
    known = connection.execute(find_bulletin, {"bulletin": bulletin}).one()
    if known.number is None:
        now, order, gone = None, None, {"copy_of": None}
    else:
        now, order, gone = made or likeness(comparable_of(connection, bulletin, known)), precedence_of(known), {}
    text = now and now.text
    if (known.text_id, known.precedence) != (text, order):
        connection.execute(set_bulletin, {"which": bulletin, "text_id": text, "precedence": order, **gone})
    stale = Stale()
    if known.text_id not in (None, text):
        bring_up_to_date(connection, stale, known.text_id, None)
    if now is not None:
        is_alone = bring_up_to_date(connection, stale, now.text, now, again=bulletin)
        if is_alone and known.text_id is None:
            return  # nothing else is concerned, as of most bulletins
    compare_again(connection, stale)


def precedence_of(row: Any) -> str:
    return precedence(
        Publication(
            url=row.url,
            first_seen=row.first_seen,
            published=row.published,
            published_at=row.published_at,
            issuer=row.issuer,
            sites=tuple(filter(None, (row.site_name, row.source_title))),
            numbered=bool(row.document_number or row.index_number),
        )
    )


def comparable_of(connection: Connection, bulletin: int, row: Any) -> Comparable:
    where = {"bulletin": bulletin, "revision": row.number}
    kept = connection.execute(find_kept, where).all()
    return Comparable(
        title=row.title,
        paragraphs=tuple(Paragraph(one.text, ParagraphKind(one.kind)) for one in kept),
        positions=tuple(one.position for one in kept),
        document_number=row.document_number,
        attachments=tuple(connection.scalars(find_attachments, where)),
    )


def bring_up_to_date(
    connection: Connection, stale: Stale, text: int, made: Likeness | None, again: int | None = None
) -> bool:
    """Bring a text's row and keys in step with the bulletins that have it; True of one that has come to share no key.

    `again`: a bulletin whose page was read again, so that its receipts no longer hold if it is the first.
    """
    stale.pointers.add(text)
    first = connection.execute(find_first, {"text": text}).first()
    if first is None:
        forget_text(connection, stale, text)
    elif first.known_id is None:
        assert made is not None  # noqa: S101  # a text without a row has just come with its bulletin
        row = {"id": text, "bulletin_id": first.id, "precedence": first.precedence}
        connection.execute(add_text, row)
        if made.keys:
            found = [{"key": key, "text_id": text, "most": most} for key, most in made.keys.items()]
            connection.execute(add_keys, found)
        if connection.execute(find_sharing, {"text": text}).first() is None:
            return True
        stale.texts.add(text)
        stale.candidates.update(connection.scalars(find_crossing, {"text": text}))
    elif (first.known_id, first.known_precedence) != (first.id, first.precedence):
        connection.execute(set_text, {"which": text, "bulletin_id": first.id, "precedence": first.precedence})
        stale.texts.add(text)
    elif first.id == again:
        stale.texts.add(text)
    return False


def forget_text(connection: Connection, stale: Stale, text: int) -> None:
    stale.candidates.update(connection.scalars(find_crossing, {"text": text}))
    drop_relations(connection, stale, text)
    connection.execute(sa.delete(text_keys).where(text_keys.c.text_id == text))
    connection.execute(sa.delete(texts).where(texts.c.id == text))


def compare_again(connection: Connection, stale: Stale) -> None:
    """Make the relations of stale texts again, then say of each bulletin concerned whether it is a copy."""
    for text in stale.texts:
        drop_relations(connection, stale, text)
    compared: set[frozenset[int]] = set()
    read = cache(partial(published, connection))
    for text in sorted(stale.texts | stale.candidates):
        candidates = set(connection.scalars(find_candidates, {"text": text}))
        known = set(related(connection, text))
        for other in known - candidates:
            drop_relation(connection, text, other)
        for other in sorted(candidates - known):
            pair = frozenset((text, other))
            if pair not in compared:
                compared.add(pair)
                compare(connection, read(text), read(other))
        stale.pointers.update({text}, known, candidates)
    point_to_original(connection, stale.pointers)


def related(connection: Connection, text: int) -> list[int]:
    return list(connection.scalars(find_related, {"text": text}))


def drop_relations(connection: Connection, stale: Stale, text: int) -> None:
    for other in related(connection, text):
        drop_relation(connection, text, other)
        stale.pointers.add(other)


def drop_relation(connection: Connection, one: int, other: int) -> None:
    for drop in drop_pair:
        connection.execute(drop, {"one": one, "other": other})


def published(connection: Connection, text: int) -> Published:
    known = connection.execute(find_text, {"text": text}).one()
    row = connection.execute(find_bulletin, {"bulletin": known.bulletin_id}).one()
    return Published(text, known.precedence, comparable_of(connection, known.bulletin_id, row))


def compare(connection: Connection, one: Published, other: Published) -> None:
    earlier, later = sorted((one, other), key=lambda text: text.precedence)
    found = relate(earlier.comparable, later.comparable)
    if found is not None:
        write(connection, later.text_id, earlier.text_id, found)


def write(connection: Connection, text: int, of: int, found: Relation) -> None:
    pair = {"text_id": text, "of_id": of}
    told = {"kind": str(found.kind), "share": found.share, "of_share": found.of_share}
    connection.execute(add_relation, pair | told)
    rows = [pair | receipt(removal) for removal in found.copied]
    if rows:
        connection.execute(add_copied, rows)


def point_to_original(connection: Connection, concerned: Iterable[int]) -> None:
    for text in concerned:
        connection.execute(set_copies, {"text": text})


def forget_copies(connection: Connection) -> None:
    """For a rebuild: all bulletins are placed again afterwards."""
    for each in (copied, relations, text_keys, texts):
        connection.execute(sa.delete(each))
    connection.execute(sa.update(bulletins).values(text_id=None, precedence=None, copy_of=None))
