"""Volatile places of stored bulletins (revisions/volatile.py): what their visits show, what was learned and seen.

volatile_places     learned, derived: a rebuild learns the same from the same pages
volatile_values     what such a paragraph said at each visit that is no revision for it
volatile_refusals   what a person said: the place's changes count
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.revisions.volatile import WINDOW, Kind, Line, Place, Said, Visit, judge, only_volatile
from pipelines.rows import Rows, said_of
from pipelines.store.bulletins.write import load_rows
from pipelines.store.runs.alive import WITH_BULLETIN
from pipelines.store.schema.tables import Pages, VolatilePlaces, VolatileRefusals, VolatileValues, table
from pipelines.store.schema.types import Instant

__all__ = [
    "Seen",
    "VolatileValue",
    "VolatileView",
    "forget",
    "is_doubtful",
    "look",
    "note",
    "refuse",
    "values_at",
    "values_by_page",
    "values_of",
    "volatile_views",
]

pages, places, values, refusals = map(table, (Pages, VolatilePlaces, VolatileValues, VolatileRefusals))

find_visits = (
    sa.select(pages.c.id, pages.c.fetched_at, pages.c.status, pages.c.revision)
    .where(
        pages.c.bulletin_id == sa.bindparam("bulletin"),
        pages.c.id < sa.bindparam("page"),
        pages.c.outcome.in_(WITH_BULLETIN),
    )
    .order_by(pages.c.id.desc())
    .limit(WINDOW)
)
find_values = sa.select(values.c.position, values.c.text).where(
    values.c.bulletin_id == sa.bindparam("bulletin"), values.c.page_id == sa.bindparam("page")
)
find_places = sa.select(places.c.words, places.c.nth, places.c.kind).where(
    places.c.bulletin_id == sa.bindparam("bulletin")
)
find_refusals = sa.select(refusals.c.words, refusals.c.nth).where(refusals.c.bulletin_id == sa.bindparam("bulletin"))


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page shows next to the current revision of its bulletin. `texts`: of the paragraphs in which volatile
    figures differ, by position; None: more differs. `learned`: the places that its visit has shown to be volatile."""

    texts: Mapping[int, str] | None
    learned: Mapping[Place, Kind]
    said: Said


@dataclass(frozen=True, slots=True)
class VolatileValue:
    """What a volatile paragraph said when its page was fetched."""

    fetched_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class VolatileView:
    """A volatile place: `text` is its paragraph as it stood at `position` of `revision`, the current one when it was
    learned, at `since`. `figure` is what the place showed there, `visits` how many found no more than such places
    changed, `last` what the paragraph said at the newest of them (None: there was none)."""

    bulletin: int
    position: int
    nth: int
    kind: Kind
    revision: int
    since: datetime
    text: str
    figure: str
    visits: int
    last: VolatileValue | None
    title: str
    source: str
    url: str


def look(connection: Connection, bulletin: int, revision: int, page: Row[Any], rows: Rows) -> Seen:
    """Return what a page shows that says something else than the current revision, as far as volatile figures go."""
    known, refused = known_places(connection, bulletin), refused_places(connection, bulletin)
    now = Visit(page.fetched_at, said_of(rows))
    before = said_of(load_rows(connection, bulletin, revision))
    if not now.said.has_words_of(before):
        return Seen(None, {}, now.said)
    window = list(visits_before(connection, bulletin, page.id, now.said))
    evidence = judge([*reversed(window), now], known, refused)
    learned = {place: kind for place, kind in evidence.volatile.items() if place not in known}
    last = window[0].said.figures if window else {}
    if not only_volatile(before, now, known | learned, last):
        return Seen(None, learned, now.said)
    differs = (at for at, (a, b) in enumerate(zip(before.lines, now.said.lines, strict=True)) if a != b)
    return Seen({at: rows.paragraphs[at]["text"] for at in differs}, learned, now.said)


def is_doubtful(connection: Connection, page: int) -> bool:
    """Whether one more visit soon would show that a figure of this page, which was a revision for it, is volatile."""
    row = connection.execute(sa.select(pages).where(pages.c.id == page)).one()
    rows = with_values(connection, row.bulletin_id, row.id, load_rows(connection, row.bulletin_id, row.revision))
    now = Visit(row.fetched_at, rows)
    window = visits_before(connection, row.bulletin_id, page, now.said)
    known, refused = known_places(connection, row.bulletin_id), refused_places(connection, row.bulletin_id)
    return bool(judge([*reversed(list(window)), now], known, refused).doubtful)


def visits_before(connection: Connection, bulletin: int, page: int, said: Said) -> Iterator[Visit]:
    """Yield the visits before a page, the newest first, as long as they found the same words."""
    found = connection.execute(find_visits, {"bulletin": bulletin, "page": page}).all()
    readings: dict[int, Rows] = {}
    for at, row in enumerate(found):
        # a 304 says that the page is as it was at the visit before
        meant = next((earlier for earlier in found[at:] if earlier.status != HTTPStatus.NOT_MODIFIED), None)
        if meant is None:
            return
        if meant.revision not in readings:
            readings[meant.revision] = load_rows(connection, bulletin, meant.revision)
        visit = Visit(row.fetched_at, with_values(connection, bulletin, meant.id, readings[meant.revision]))
        if not visit.said.has_words_of(said):
            return
        yield visit


def with_values(connection: Connection, bulletin: int, page: int, rows: Rows) -> Said:
    return said_of(rows, values_at(connection, bulletin, page))


def values_at(connection: Connection, bulletin: int, page: int) -> dict[int, str]:
    """Return what the volatile paragraphs said at a visit, by position; nothing where it was as the revision has it."""
    found = connection.execute(find_values, {"bulletin": bulletin, "page": page})
    return {row.position: row.text for row in found}


def values_by_page(connection: Connection, bulletin: int) -> dict[int, dict[int, str]]:
    """Return what volatile paragraphs said at all visits, by page and position."""
    found: dict[int, dict[int, str]] = {}
    of_bulletin = sa.select(values.c.page_id, values.c.position, values.c.text).where(values.c.bulletin_id == bulletin)
    for row in connection.execute(of_bulletin):
        found.setdefault(row.page_id, {})[row.position] = row.text
    return found


def known_places(connection: Connection, bulletin: int) -> dict[Place, Kind]:
    found = connection.execute(find_places, {"bulletin": bulletin})
    return {Place(row.words, row.nth): Kind(row.kind) for row in found}


def refused_places(connection: Connection, bulletin: int) -> set[Place]:
    return {Place(*row) for row in connection.execute(find_refusals, {"bulletin": bulletin})}


def note(connection: Connection, bulletin: int, revision: int, page: int, seen: Seen) -> None:
    """Write what was learned at a visit and what the volatile paragraphs said, the current revision being this one."""
    common = {"bulletin_id": bulletin, "page_id": page}
    if seen.learned:
        learned = [
            {**common, **place._asdict(), "kind": kind, "revision": revision, "position": seen.said.position_of(place)}
            for place, kind in seen.learned.items()
        ]
        connection.execute(sa.insert(places), learned)
    if seen.texts:
        said = [{**common, "position": position, "text": text} for position, text in seen.texts.items()]
        connection.execute(sa.insert(values), said)


def forget(connection: Connection, bulletin: int | None = None) -> None:
    """Delete what was learned and seen of one bulletin, or of all; refusals stay."""
    for each in (places, values):
        gone = sa.delete(each)
        connection.execute(gone if bulletin is None else gone.where(each.c.bulletin_id == bulletin))


def refuse(connection: Connection, bulletin: int, position: int, when: datetime) -> bool:
    """Remember that the changes of a paragraph's volatile figures count; False: none was learned there."""
    here = (places.c.bulletin_id == bulletin, places.c.position == position)
    found = connection.execute(sa.select(places.c.words, places.c.nth).where(*here)).all()
    rows = [{"bulletin_id": bulletin, "words": row.words, "nth": row.nth, "refused_at": when} for row in found]
    if rows:
        connection.execute(sa.insert(refusals), rows)
    return bool(rows)


ALL = 2**63 - 1
find_said = sa.text(
    """
    SELECT fetched_at, text FROM volatile_visits WHERE bulletin = :bulletin AND position = :position
    ORDER BY fetched_at DESC LIMIT :limit
    """
).columns(fetched_at=Instant)


def volatile_views(
    connection: Connection, bulletin: int | None = None, source: str | None = None
) -> list[VolatileView]:
    """Return the volatile places of one bulletin, of a source, or all, by bulletin and position."""
    wanted = {"bulletin": bulletin, "source": source}
    where = " AND ".join(f"{name} = :{name}" for name, value in wanted.items() if value is not None) or "1 = 1"
    query = f"SELECT * FROM volatile_paragraphs WHERE {where} ORDER BY bulletin, position, nth"  # noqa: S608  # names of ours
    ordered = sa.text(query).columns(since=Instant)
    return [
        VolatileView(
            bulletin=row.bulletin,
            position=row.position,
            nth=row.nth,
            kind=Kind(row.kind),
            revision=row.revision,
            since=row.since,
            text=row.text,
            figure=Line.of(row.text).figures[row.nth],
            visits=row.visits,
            last=next(iter(values_of(connection, row.bulletin, row.position, 1)), None),
            title=row.title,
            source=row.source,
            url=row.url,
        )
        for row in connection.execute(ordered, wanted).all()
    ]


def values_of(connection: Connection, bulletin: int, position: int, limit: int = ALL) -> list[VolatileValue]:
    """Return what a volatile paragraph said at the visits that were no revision for it, the newest first."""
    found = connection.execute(find_said, {"bulletin": bulletin, "position": position, "limit": limit})
    return [VolatileValue(row.fetched_at, row.text) for row in found]
