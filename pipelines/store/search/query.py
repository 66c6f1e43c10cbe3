"""What answers a query: how many bulletins, and some of them, the newest or the best first.

The rows of the index are in the order of the bulletins' numbers. The order by date is found in the way that is
shorter: some answers are sorted; for many, the newest bulletins are asked one by one until enough have answered.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.search.asks import INDEX, Asks, Wanted, asks_for, asks_for_number, combined
from pipelines.store.engine.errors import StoreError
from pipelines.store.schema.tables import Bulletins, Paragraphs, Revisions, Sources, table
from pipelines.store.search.index import ORDER

__all__ = ["Filters", "Hit", "asks_of", "search"]

WEIGHTS = "1.0, 8.0"  # bm25: a word in the text, in the title
HIDDEN = "bulletins.copy_of IS NOT NULL"
HIDDEN_ON_A_SOURCE = (
    "(bulletins.copy_of IS NOT NULL"
    " AND bulletins.source_id IS (SELECT h.source_id FROM bulletins h WHERE h.id = bulletins.copy_of))"
)
SET_OPERATIONS = {"AND": "INTERSECT", "OR": "UNION", "NOT": "EXCEPT"}
TEST_OPERATIONS = {"AND": " AND ", "OR": " OR ", "NOT": " AND NOT "}
# To ask one bulletin whether it answers costs as much as to sort so many answers: 20 to 150 microseconds against 0.25
ASKING = 500

bulletins, revisions, paragraphs, sources = map(table, (Bulletins, Revisions, Paragraphs, Sources))
# CROSS and INDEXED BY fix the order of the walk: from the newest bulletin down, those without a date last
BY_DATE = (
    "revisions INDEXED BY ix_revisions_published CROSS JOIN bulletins"
    " ON bulletins.id = revisions.bulletin_id AND bulletins.revision = revisions.number"
)
ANY_ORDER = "bulletins JOIN revisions ON revisions.bulletin_id = bulletins.id AND revisions.number = bulletins.revision"
find_lines = (
    sa.select(
        bulletins.c.id,
        bulletins.c.url,
        sources.c.name,
        revisions.c.title,
        revisions.c.published,
        revisions.c.issuer,
    )
    .join(sources, sources.c.id == bulletins.c.source_id)
    .join(revisions, (revisions.c.bulletin_id == bulletins.c.id) & (revisions.c.number == bulletins.c.revision))
    .where(bulletins.c.id.in_(sa.bindparam("numbers", expanding=True)))
)
find_kept = (
    sa.select(paragraphs.c.bulletin_id, paragraphs.c.text)
    .join(
        bulletins,
        (bulletins.c.id == paragraphs.c.bulletin_id) & (bulletins.c.revision == paragraphs.c.revision),
    )
    .where(bulletins.c.id.in_(sa.bindparam("numbers", expanding=True)), paragraphs.c.kept)
    .order_by(paragraphs.c.bulletin_id, paragraphs.c.position)
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must also be. Days are inclusive; issuer, column and document number are found in part, folded.

    `copies`: bulletins too that are copies of another one (of one of the same source, where a source is named).
    """

    source: str | None = None
    issuer: str | None = None
    column: str | None = None
    document_number: str | None = None
    since: date | None = None
    until: date | None = None
    copies: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A bulletin that answers a query; `paragraphs` are its kept ones, to make a snippet of."""

    number: int
    source: str
    title: str
    published: date | None
    issuer: str | None
    url: str
    paragraphs: tuple[str, ...]


def search(
    connection: Connection, asks: Wanted | None, filters: Filters, *, ranked: bool, limit: int, offset: int
) -> tuple[int, list[Hit]]:
    """Return how many bulletins answer, and `limit` of them: the newest first, or the best (bm25). Without `asks` the
    filters alone count.

    A copy that answers is shown by its original, whether that one has the words or not: what a re-publisher's headline
    says finds the bulletin. Only the index of pairs can rank; a query for single characters comes newest
    first.
    """
    parts = [*([asks] if asks is not None else []), *asks_of(filters)]
    if not parts:
        return browse(connection, filters, limit=limit, offset=offset)
    wanted = combined("AND", parts)
    values: dict[str, Any] = {"limit": limit, "offset": offset}
    found = as_sql(wanted, values)
    narrowed = conditions(filters, values, "o.source_id", "o.published")
    hidden = "" if filters.copies else HIDDEN_ON_A_SOURCE if filters.source else HIDDEN
    if hidden:
        found = shown_once(found, hidden)
    where = f"WHERE 1{narrowed}"
    with_days = f"CROSS JOIN {ORDER} o ON o.bulletin = f.rowid"
    try:
        count = connection.scalar(
            sa.text(f"SELECT count(*) FROM ({found}) f {with_days if narrowed else ''} {where}"), values
        )
        if ranked and isinstance(wanted, Asks) and wanted.index == INDEX:
            which = f"f.rowid FROM ({best_first(hidden)}) f {with_days} {where}"
            order = "f.score, f.rowid"
        elif not narrowed and (limit + offset) * last_number(connection) * ASKING < count * count:
            which = f"bulletins.id FROM {BY_DATE} WHERE {shown_test(wanted, values, hidden)}"
            order = "revisions.published DESC, bulletins.id DESC"
        else:
            which = f"f.rowid FROM ({found}) f {with_days} {where}"
            order = "o.published DESC, f.rowid DESC"
        chosen = sa.text(f"SELECT {which} ORDER BY {order} LIMIT :limit OFFSET :offset")
        numbers = connection.scalars(chosen, values).all()
    except sa.exc.OperationalError as error:
        raise StoreError(f"the search index could not answer: {error.orig}") from error
    return count, list(hits(connection, numbers))


def last_number(connection: Connection) -> int:
    """Return about how many bulletins there are."""
    return connection.scalar(sa.text(f"SELECT max(bulletin) FROM {ORDER}")) or 0


def browse(connection: Connection, filters: Filters, *, limit: int, offset: int) -> tuple[int, list[Hit]]:
    """Return the newest bulletins of a source or of some days, and how many there are."""
    values: dict[str, Any] = {"limit": limit, "offset": offset}
    hidden = "" if filters.copies else f" AND NOT {HIDDEN_ON_A_SOURCE if filters.source else HIDDEN}"
    where = f"WHERE 1{conditions(filters, values)}{hidden}"
    order = "ORDER BY revisions.published DESC, bulletins.id DESC LIMIT :limit OFFSET :offset"
    count = connection.scalar(sa.text(f"SELECT count(*) FROM {ANY_ORDER} {where}"), values) or 0
    numbers = connection.scalars(sa.text(f"SELECT bulletins.id FROM {BY_DATE} {where} {order}"), values).all()
    return count, list(hits(connection, numbers))


def asks_of(filters: Filters) -> list[Wanted]:
    """Return what the index is asked for the texts among the filters. Raises QueryError."""
    named = {"issuer": filters.issuer, "column_names": filters.column}
    found: list[Wanted] = [asks_for(text, column) for column, text in named.items() if text]
    return [*found, asks_for_number(filters.document_number)] if filters.document_number else found


def as_sql(wanted: Wanted, values: dict[str, Any]) -> str:
    """Return the SELECT of the bulletins that answer; what it binds is put into `values`."""
    if isinstance(wanted, Asks):
        return f"SELECT rowid FROM {wanted.index} WHERE {wanted.index} MATCH :{bound(wanted, values)}"
    parts = (f"SELECT rowid FROM ({as_sql(part, values)})" for part in wanted.parts)
    return f" {SET_OPERATIONS[wanted.operator]} ".join(parts)


def shown_once(found: str, hidden: str) -> str:
    """Return the SELECT of the bulletins that are shown for those that answer: for a hidden copy its original.

    The copies are listed once, by their index: a look at the row of each answer takes ten times as long.
    """
    copies = f"FROM bulletins WHERE bulletins.copy_of > 0 AND {hidden}"
    return (
        f"WITH found AS MATERIALIZED ({found})"
        f" SELECT rowid FROM found WHERE +rowid NOT IN (SELECT id {copies})"
        f" UNION SELECT bulletins.copy_of {copies} AND bulletins.id IN (SELECT rowid FROM found)"
    )


def best_first(hidden: str) -> str:
    """The SELECT of the bulletins that are shown, each with its score, the least the best: its own or a copy's."""
    scored = f"SELECT rowid, bm25({INDEX}, {WEIGHTS}) AS score FROM {INDEX} WHERE {INDEX} MATCH :match0"
    if not hidden:
        return scored
    return (
        f"WITH scored AS MATERIALIZED ({scored})"
        " SELECT coalesce(bulletins.copy_of, scored.rowid) AS rowid, min(scored.score) AS score"
        f" FROM scored LEFT JOIN bulletins ON bulletins.id = scored.rowid AND {hidden} GROUP BY 1"
    )


def shown_test(wanted: Wanted, values: dict[str, Any], hidden: str) -> str:
    """Whether one bulletin is shown: it or a copy of it that is hidden answers, and it is no hidden copy itself."""
    own = as_test(wanted, values, "revisions.bulletin_id")
    if not hidden:
        return own
    of_copy = as_test(wanted, values, "c.id")
    copies = f"SELECT 1 FROM bulletins c WHERE c.copy_of = bulletins.id AND {hidden.replace('bulletins.', 'c.')}"
    return f"NOT {hidden} AND ({own} OR EXISTS ({copies} AND {of_copy}))"


def as_test(wanted: Wanted, values: dict[str, Any], which: str) -> str:
    """Whether the bulletin `which` answers: SQLite would make `id IN (SELECT …)` a list of all that do."""
    if isinstance(wanted, Asks):
        return (
            f"EXISTS (SELECT 1 FROM {wanted.index}"
            f" WHERE {wanted.index} MATCH :{bound(wanted, values)} AND rowid = {which})"
        )
    parts = (as_test(part, values, which) for part in wanted.parts)
    return f"({TEST_OPERATIONS[wanted.operator].join(parts)})"


def bound(asks: Asks, values: dict[str, Any]) -> str:
    """Return the name that an expression has among the values."""
    name = f"match{sum(name.startswith('match') for name in values)}"
    values[name] = asks.match
    return name


def conditions(
    filters: Filters,
    values: dict[str, Any],
    source: str = "bulletins.source_id",
    published: str = "revisions.published",
) -> str:
    """SQL that begins with AND, or nothing, for two columns of whatever is narrowed."""
    found = ""
    if filters.source is not None:
        values["source"] = filters.source
        found += f" AND {source} = (SELECT id FROM sources WHERE name = :source)"
    for name, compared, day in (("since", ">=", filters.since), ("until", "<=", filters.until)):
        if day is not None:
            values[name] = day.isoformat()
            found += f" AND {published} {compared} :{name}"
    return found


def hits(connection: Connection, numbers: Sequence[int]) -> Iterator[Hit]:
    lines = {row.id: row for row in connection.execute(find_lines, {"numbers": numbers})}
    texts = defaultdict[int, list[str]](list)
    for number, text in connection.execute(find_kept, {"numbers": numbers}):
        texts[number].append(text)
    for number in numbers:
        line = lines[number]
        yield Hit(number, line.name, line.title, line.published, line.issuer, line.url, tuple(texts[number]))
