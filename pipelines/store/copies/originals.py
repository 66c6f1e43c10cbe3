"""`bulletins.copy_of`: the bulletin to read in the place of a copy.

A text that repeats others is read where the first of them stands (its root), and within one text each bulletin is a
copy or an issue of its own (dedup/copies/issues.py). A bulletin that comes or goes changes this from its place on
only, up to the next issue that stays one; so a text that comes again each week costs the same each week.

Also here: where a paragraph stands, however many bulletins have it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.dedup import difference
from pipelines.dedup.copies import FEW, Member, originals, paragraph_key, site_of
from pipelines.models import Edit
from pipelines.store.schema.tables import Bulletins, Paragraphs, table

__all__ = ["SHOWN", "PlaceView", "PlacesView", "Span", "places_of", "point_to_originals", "widespread"]

bulletins = table(Bulletins)

# The places (precedence) between which a text's bulletins changed, first and last
Span = tuple[str, str]

find_members = (
    sa.select(bulletins.c.id, bulletins.c.url, bulletins.c.precedence, bulletins.c.copy_of)
    .where(bulletins.c.text_id == sa.bindparam("text"), bulletins.c.precedence >= sa.bindparam("since"))
    .order_by(bulletins.c.precedence)
)

# The newest issue before a place
find_issue = (
    sa.select(sa.func.substr(bulletins.c.precedence, 1, 10))
    .where(
        bulletins.c.text_id == sa.bindparam("text"),
        bulletins.c.precedence < sa.bindparam("place"),
        bulletins.c.copy_of.is_(None),
    )
    .order_by(bulletins.c.precedence.desc())
    .limit(1)
)
set_copy = sa.update(bulletins).where(bulletins.c.id == sa.bindparam("which")).values(copy_of=sa.bindparam("original"))

# Of the texts that a text repeats, the one published first, and so on from there
find_root = sa.text(
    """
    WITH RECURSIVE up(id, step) AS (
        SELECT CAST(:text AS BIGINT), 0
        UNION ALL
        SELECT (
            SELECT r.of_id FROM relations r JOIN texts t ON t.id = r.of_id
            WHERE r.text_id = up.id AND r.kind = 'same' ORDER BY t.precedence LIMIT 1
        ), up.step + 1
        FROM up WHERE up.id IS NOT NULL
    )
    SELECT id FROM up WHERE id IS NOT NULL ORDER BY step DESC LIMIT 1
    """
)

# A text and all that repeat it, first published first
find_repeating = sa.text(
    """
    WITH RECURSIVE down(id) AS (
        SELECT CAST(:text AS BIGINT)
        UNION
        SELECT r.text_id FROM down JOIN relations r ON r.of_id = down.id AND r.kind = 'same'
    )
    SELECT t.id FROM down JOIN texts t ON t.id = down.id ORDER BY t.precedence
    """
)
SHOWN = 20  # bulletins whose paragraph is shown with its difference, where no other bound is asked for

bulletins, paragraphs = table(Bulletins), table(Paragraphs)

HOLDERS = "text_keys k JOIN bulletins b ON b.text_id = k.text_id"
count_holders = sa.text(f"SELECT count(*) FROM {HOLDERS} WHERE k.key = :key")
find_holders = sa.text(
    f"""
    SELECT b.id, b.url, s.name AS source, r.title, r.published, b.copy_of, b.revision
    FROM {HOLDERS} JOIN sources s ON s.id = b.source_id
    JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
    WHERE k.key = :key ORDER BY b.precedence LIMIT :shown
    """
).columns(published=sa.Date())
find_kept = (
    sa.select(paragraphs.c.position, paragraphs.c.text)
    .where(
        paragraphs.c.bulletin_id == sa.bindparam("bulletin"),
        paragraphs.c.revision == sa.bindparam("revision"),
        paragraphs.c.kept,
    )
    .order_by(paragraphs.c.position)
)

# The paragraphs' keys of a bulletin's text that more texts have than are compared with each other
find_widespread = sa.text(
    f"""
    SELECT m.key FROM bulletins b JOIN text_keys m ON m.text_id = b.text_id AND m.most = {FEW}
    WHERE b.id = :bulletin
    AND (SELECT count(*) FROM (SELECT 1 FROM text_keys c WHERE c.key = m.key LIMIT {FEW + 2}) few) > {FEW + 1}
    """
)


def point_to_originals(connection: Connection, texts: Iterable[int], moved: dict[int, Span]) -> None:
    """Say again of each bulletin of `texts`, and of those whose bulletins `moved`, whether it is a copy, and of which.

    Texts that repeat one of them follow.
    """
    whole, pending = set(texts), {*texts, *moved}
    for text in sorted(pending):
        root = connection.scalar(find_root, {"text": text})
        spans = moved if text not in whole else {}
        if root == text and text in spans:
            changed = point(connection, text, *spans[text])
        else:
            changed = point_all(connection, text, root)
        if changed or text in whole:
            for other in connection.scalars(find_repeating, {"text": text}).all():
                if other != text:
                    point_all(connection, other, connection.scalar(find_root, {"text": other}))


def point(connection: Connection, text: int, first: str, last: str) -> bool:
    """The same for the bulletins of a text that repeats none, from the first changed place on; True if any changed."""
    since = connection.scalar(find_issue, {"text": text, "place": first}) or ""
    members = members_of(connection, text, since)
    changed = False
    for member, original in originals(fixed_before(first, members)):
        if original != member.copy_of:
            connection.execute(set_copy, {"which": member.number, "original": original})
            changed = True
        elif original is None and member.precedence > last and member.day > last[: len(member.day)]:
            break  # what follows depends on this issue and on what is newer
        changed |= first <= member.precedence <= last
    return changed


def point_all(connection: Connection, text: int, root: int | None) -> bool:
    members = list(members_of(connection, text))
    if root is not None and root != text:
        of_root = (as_fixed(member) for member in members_of(connection, root))
        members = sorted(chain(members, of_root), key=lambda member: member.precedence)
    changed = False
    for member, original in originals(members):
        if original != member.copy_of:
            connection.execute(set_copy, {"which": member.number, "original": original})
            changed = True
    return changed


def members_of(connection: Connection, text: int, since: str = "") -> Iterator[Member]:
    for row in connection.execute(find_members, {"text": text, "since": since}):
        yield member_of(row)


def member_of(row: Any) -> Member:
    return Member(row.id, site_of(row.url), row.precedence, row.copy_of)


def as_fixed(member: Member) -> Member:
    return Member(member.number, member.site, member.precedence, member.copy_of, fixed=True)


def fixed_before(place: str, members: Iterable[Member]) -> Iterator[Member]:
    for member in members:
        yield as_fixed(member) if member.precedence < place else member


# Where a paragraph stands, whatever the number of bulletins that have it: by its key, in the order of publication


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A bulletin that has the paragraph, and its receipt: where it stands there, how it reads, and the difference from
    the paragraph that was asked for. `copy_of`: the bulletin that this one is a copy of."""

    number: int
    url: str
    source: str
    title: str
    published: date | None
    copy_of: int | None
    position: int
    text: str
    difference: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class PlacesView:
    """Where a paragraph stands: in how many bulletins (copies too), and as many of these as were asked for, the first
    published first."""

    text: str
    bulletins: int
    places: tuple[PlaceView, ...]


def places_of(connection: Connection, text: str, shown: int = SHOWN) -> PlacesView | None:
    """Return where a paragraph stands; None: it is too short for a key."""
    key = paragraph_key(text)
    if key is None:
        return None
    count = connection.scalar(count_holders, {"key": key}) or 0
    found = connection.execute(find_holders, {"key": key, "shown": shown}).all()
    places = []
    for row in found:
        kept = connection.execute(find_kept, {"bulletin": row.id, "revision": row.revision})
        position, held = next((one.position, one.text) for one in kept if paragraph_key(one.text) == key)
        places.append(
            PlaceView(
                number=row.id,
                url=row.url,
                source=row.source,
                title=row.title,
                published=row.published,
                copy_of=row.copy_of,
                position=position,
                text=held,
                difference=difference(text, held),
            )
        )
    return PlacesView(text, count, tuple(places))


def widespread(connection: Connection, bulletin: int) -> list[tuple[int, PlacesView]]:
    """Return the paragraphs of a bulletin that stand in more bulletins than are compared with each other, with their
    positions and the first bulletin that has each."""
    keys = set(connection.scalars(find_widespread, {"bulletin": bulletin}))
    if not keys:
        return []
    revision = connection.scalar(sa.select(bulletins.c.revision).where(bulletins.c.id == bulletin))
    kept = connection.execute(find_kept, {"bulletin": bulletin, "revision": revision}).all()
    found = {key: row for row in reversed(kept) if (key := paragraph_key(row.text)) in keys}
    stands = ((row.position, places_of(connection, row.text, 1)) for row in found.values())
    return sorted(((at, places) for at, places in stands if places is not None), key=lambda one: one[0])
