"""Where a paragraph stands, whatever the number of bulletins that have it: by its key, in the order of publication."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.dedup import difference
from pipelines.dedup.copies import FEW, paragraph_key
from pipelines.models import Edit
from pipelines.store.schema.tables import Bulletins, Paragraphs, table

__all__ = ["SHOWN", "PlaceView", "PlacesView", "places_of", "widespread"]

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
    AND (SELECT count(*) FROM (SELECT 1 FROM text_keys c WHERE c.key = m.key LIMIT {FEW + 2})) > {FEW + 1}
    """
)


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
    """Where a paragraph stands; None: it is too short for a key."""
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
    """The paragraphs of a bulletin that stand in more bulletins than are compared with each other, with their positions
    and the first bulletin that has each."""
    keys = set(connection.scalars(find_widespread, {"bulletin": bulletin}))
    if not keys:
        return []
    revision = connection.scalar(sa.select(bulletins.c.revision).where(bulletins.c.id == bulletin))
    kept = connection.execute(find_kept, {"bulletin": bulletin, "revision": revision}).all()
    found = {key: row for row in reversed(kept) if (key := paragraph_key(row.text)) in keys}
    stands = ((row.position, places_of(connection, row.text, 1)) for row in found.values())
    return sorted(((at, places) for at, places in stands if places is not None), key=lambda one: one[0])
