"""A bulletin's place among copies, made again when its current revision was written or deleted.

Most bulletins are new and share nothing with any other. Where several are placed at once, those are found by one
question and written together; what a text shares with others is relations.py's.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from pipelines.dedup.copies import Likeness, likeness, series_key
from pipelines.store.copies.candidates import find_taken
from pipelines.store.copies.relations import (
    Stale,
    add_keys_of,
    bring_up_to_date,
    comparable_of,
    compare_again,
    find_bulletins,
    precedence_of,
    set_bulletin,
)
from pipelines.store.engine.database import behind, phrases_of
from pipelines.store.engine.transactions import when_met
from pipelines.store.schema.tables import Texts, table

__all__ = ["place"]

texts = table(Texts)

Known = Any  # a row of `find_bulletins`


class Place(NamedTuple):
    """What places a revision: what its text is found by, where that comes in the order of publication, its series."""

    likeness: Likeness
    precedence: str
    series: int | None


def place(connection: Connection, bulletin: int, made: Likeness | None = None) -> None:
    """Bring copies up to date after a bulletin's current revision was written or deleted.

    `made`: of that revision, where it is at hand.
    """
    when_met(connection, place_all, bulletin, made)


def place_all(connection: Connection, made: Mapping[int, Likeness | None]) -> None:
    """Bring copies up to date for several bulletins. What is asked of each is no other one's affair, so it is asked of
    all at once."""
    known = {row.id: row for row in connection.execute(find_bulletins, {"bulletins": list(made)})}
    places = {bulletin: place_of(connection, known[bulletin], made[bulletin]) for bulletin in made}
    alone = those_alone(connection, places, known) if len(made) > 1 else {}
    add_alone(connection, alone)
    for bulletin in made:
        if bulletin not in alone:
            place_one(connection, bulletin, places[bulletin], known[bulletin])


def place_of(connection: Connection, known: Known, made: Likeness | None) -> Place | None:
    """Return the place of a bulletin's current revision; None where it has none."""
    if known.number is None:
        return None
    found = made or likeness(comparable_of(connection, known.id, known))
    return Place(found, precedence_of(known), series_key(known.url, known.title) if known.title else None)


def those_alone(
    connection: Connection, places: Mapping[int, Place | None], known: Mapping[int, Known]
) -> dict[int, Place]:
    """Return those that are new, and share no text, key or series with any other, in the store or among these."""
    new = {bulletin: place for bulletin, place in places.items() if place and known[bulletin].text_id is None}
    wanted = {
        "texts": [place.likeness.text for place in new.values()],
        "keys": [key for place in new.values() for key in place.likeness.keys],
        "series": [place.series for place in new.values() if place.series is not None],
    }
    found = connection.execute(find_taken(phrases_of(connection)), {name: json.dumps(wanted[name]) for name in wanted})
    taken = {(row.what, row.number) for row in found}
    alone = {}
    for bulletin, place in new.items():
        its_own = {("text", place.likeness.text), ("series", place.series)}
        its_own |= {("key", key) for key in place.likeness.keys}
        if taken.isdisjoint(its_own):
            alone[bulletin] = place
            taken |= its_own - {("series", None)}
    return alone


def add_alone(connection: Connection, alone: Mapping[int, Place]) -> None:
    """Write the rows of bulletins with which nothing else is concerned."""
    if not alone:
        return
    placed = [
        (bulletin, place.likeness.text, {"precedence": place.precedence, "series": place.series})
        for bulletin, place in alone.items()
    ]
    values = [{"which": bulletin, "text_id": text, **order} for bulletin, text, order in placed]
    connection.execute(set_bulletin, values)
    rows = [{"id": text, "bulletin_id": bulletin, **order} for bulletin, text, order in placed]
    behind(connection).insert_many(connection, texts, rows)
    add_keys_of(connection, *((place.likeness, place.precedence) for place in alone.values()))


def place_one(connection: Connection, bulletin: int, place: Place | None, known: Known) -> None:
    now, order, series = place or (None, None, None)
    text = None if now is None else now.text
    stale = Stale()
    if (known.text_id, known.precedence, known.series) != (text, order, series):
        row: dict[str, object] = {"text_id": text, "precedence": order, "series": series}
        if known.text_id != text:
            row["copy_of"] = None
        connection.execute(set_bulletin, {"which": bulletin, **row})
        for of, at in ((known.text_id, known.precedence), (text, order)):
            if of is not None and at is not None:
                stale.move(of, at)
    if known.text_id not in (None, text):
        bring_up_to_date(connection, stale, known.text_id, None)
    if now is not None:
        is_alone = bring_up_to_date(connection, stale, now.text, now, again=bulletin)
        if is_alone and known.text_id is None:
            return  # nothing else is concerned, as of most bulletins
    compare_again(connection, stale)
