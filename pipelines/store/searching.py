"""The search index: two FTS5 tables (pipelines/search.py), in step with the current revisions.

They are written where derived rows are written, in the same transaction, so no reader sees a bulletin without its
entry. They hold no text of their own. SQLite then takes an old entry out only when told its words again, to the letter;
hence the signature: a store whose entries were folded by other rules is indexed anew before anything is taken out.

A row's number is the bulletin's: numbers that lie close together make for small lists. So the order by date is found
outside, in the way that is shorter: few answers are sorted; for many, the newest bulletins are asked one by one.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.folding import signature
from pipelines.search import CHARACTERS, INDEX, Asks, Query, Wanted, asks_for, characters, combined, tokens
from pipelines.store.columns import UNSTORABLE
from pipelines.store.errors import StoreError
from pipelines.store.rows import Row
from pipelines.store.tables import Bulletins, Paragraphs, Revisions, Sources, table

__all__ = [
    "Filters",
    "Hit",
    "add_entry",
    "create_index",
    "drop_all",
    "drop_entry",
    "ensure_current",
    "reindex",
    "search",
]

# the text first: every mention of another column costs two bytes more
COLUMNS = ("text", "title", "issuer", "document_number", "column_names")
AS_TOLD = "content='', tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* P* S* C*'\""
CREATE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5({', '.join(COLUMNS)}, {AS_TOLD})",
    f"CREATE VIRTUAL TABLE {CHARACTERS} USING fts5(characters, {AS_TOLD}, detail=none, columnsize=0)",
    "CREATE TABLE search_signature (signature TEXT NOT NULL)",
)
SCHEME = 2  # counts changes of what an entry holds
HELD = {INDEX: COLUMNS, CHARACTERS: ("characters",)}
ADD = {
    index: sa.text(f"INSERT INTO {index}(rowid, {', '.join(columns)}) VALUES (:row, :{', :'.join(columns)})")
    for index, columns in HELD.items()
}
DROP = {
    index: sa.text(
        f"INSERT INTO {index}({index}, rowid, {', '.join(columns)}) VALUES ('delete', :row, :{', :'.join(columns)})"
    )
    for index, columns in HELD.items()
}
WEIGHTS = "1.0, 8.0"  # bm25: a word in the text, in the title
HIDDEN = "bulletins.copy_of IS NOT NULL"
HIDDEN_ON_A_SOURCE = (
    "(bulletins.copy_of IS NOT NULL"
    " AND bulletins.source_id IS (SELECT o.source_id FROM bulletins o WHERE o.id = bulletins.copy_of))"
)
FEW = 1000  # answers that are sorted rather than looked for among the newest

bulletins, revisions, paragraphs, sources = map(table, (Bulletins, Revisions, Paragraphs, Sources))
told_of = (revisions.c.title, revisions.c.issuer, revisions.c.document_number, revisions.c.columns)
newest = (
    sa.select(revisions.c.number, *told_of)
    .where(revisions.c.bulletin_id == sa.bindparam("bulletin"))
    .order_by(revisions.c.number.desc())
    .limit(1)
)
kept = (
    sa.select(paragraphs.c.text)
    .where(
        paragraphs.c.bulletin_id == sa.bindparam("bulletin"),
        paragraphs.c.revision == sa.bindparam("revision"),
        paragraphs.c.kept,
    )
    .order_by(paragraphs.c.position)
)
# CROSS and INDEXED BY fix the order of the walk: from the newest bulletin down, those without a date last
BY_DATE = (
    "revisions INDEXED BY ix_revisions_published CROSS JOIN bulletins"
    " ON bulletins.id = revisions.bulletin_id AND bulletins.revision = revisions.number"
)
ANY_ORDER = "bulletins JOIN revisions ON revisions.bulletin_id = bulletins.id AND revisions.number = bulletins.revision"


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


def create_index(connection: Connection) -> None:
    for statement in CREATE:
        connection.exec_driver_sql(statement)
    connection.execute(sa.text("INSERT INTO search_signature VALUES (:now)"), {"now": current_signature()})


def current_signature() -> str:
    return hashlib.sha256(f"{SCHEME} {signature()}".encode()).hexdigest()


def entries(bulletin: int, revision: Any, texts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """A bulletin's row in each of the two indexes."""
    told = {
        "text": "\n".join(texts),
        "title": revision["title"],
        "issuer": revision["issuer"],
        "document_number": revision["document_number"],
        "column_names": "\n".join(map(str, revision["columns"])),
    }
    # the same text whether it comes from a reading or from the store
    stored = {column: UNSTORABLE.sub("\ufffd", text or "") for column, text in told.items()}
    return {
        INDEX: {"row": bulletin, **{column: tokens(text) for column, text in stored.items()}},
        CHARACTERS: {"row": bulletin, "characters": characters(f"{stored['title']}\n{stored['text']}")},
    }


def add_entry(connection: Connection, bulletin: int, revision: Row, texts: Sequence[str]) -> None:
    for index, made in entries(bulletin, revision, texts).items():
        connection.execute(ADD[index], made)


def stored_entries(connection: Connection, bulletin: int) -> dict[str, dict[str, Any]]:
    """The entries of the newest revision that the store holds of a bulletin; none when it holds none."""
    revision = connection.execute(newest, {"bulletin": bulletin}).mappings().first()
    if revision is None:
        return {}
    texts = connection.scalars(kept, {"bulletin": bulletin, "revision": revision["number"]}).all()
    return entries(bulletin, revision, texts)


def drop_entry(connection: Connection, bulletin: int) -> None:
    """To be called while the rows that the entry was made of are still there."""
    old = stored_entries(connection, bulletin)
    if old:
        ensure_current(connection)
    for index, made in old.items():
        connection.execute(DROP[index], made)


def drop_all(connection: Connection) -> None:
    for index in ADD:
        connection.exec_driver_sql(f"INSERT INTO {index}({index}) VALUES ('delete-all')")
    connection.execute(sa.text("UPDATE search_signature SET signature = :now"), {"now": current_signature()})


def ensure_current(connection: Connection) -> None:
    """Index everything anew when the entries were made by other rules than this program's."""
    if connection.scalar(sa.text("SELECT signature FROM search_signature")) != current_signature():
        reindex(connection)


def reindex(connection: Connection) -> None:
    drop_all(connection)
    for bulletin in connection.scalars(sa.select(bulletins.c.id).order_by(bulletins.c.id)).all():
        for index, made in stored_entries(connection, bulletin).items():
            connection.execute(ADD[index], made)


def search(
    connection: Connection, query: Query, filters: Filters, *, ranked: bool, limit: int, offset: int
) -> tuple[int, list[Hit]]:
    """How many bulletins answer, and `limit` of them: the newest first, or the best (bm25).

    Only the index of pairs can tell what is best; a query for single characters comes newest first.
    """
    wanted = with_fields(query.asks, filters)
    values: dict[str, Any] = {"limit": limit, "offset": offset}
    found = as_sql(wanted, values)
    narrowed = conditions(filters, values)
    hidden = "" if filters.copies else HIDDEN_ON_A_SOURCE if filters.source else HIDDEN
    where = f"WHERE bulletins.id IN ({found}){narrowed}{hidden and f' AND NOT {hidden}'}"
    try:
        count = connection.scalar(sa.text(f"SELECT count(*) FROM ({found})"), values) or 0
        if ranked and isinstance(wanted, Asks) and wanted.index == INDEX:
            best = f"{INDEX} CROSS JOIN {ANY_ORDER} AND bulletins.id = {INDEX}.rowid WHERE {INDEX} MATCH :match0"
            which = f"{best}{narrowed}{hidden and f' AND NOT {hidden}'} ORDER BY bm25({INDEX}, {WEIGHTS}), bulletins.id"
        elif count <= FEW:
            which = f"{ANY_ORDER} {where} ORDER BY +revisions.published DESC, bulletins.id DESC"
        else:
            which = f"{BY_DATE} {where} ORDER BY revisions.published DESC, bulletins.id DESC"
        which = f"SELECT bulletins.id FROM {which} LIMIT :limit OFFSET :offset"
        numbers = connection.scalars(sa.text(which), values).all()
        if hidden and not narrowed:  # copies are few
            copies = f"SELECT count(*) FROM bulletins WHERE {hidden} AND id IN ({found})"
            count -= connection.scalar(sa.text(copies), values) or 0
        elif narrowed:
            count = connection.scalar(sa.text(f"SELECT count(*) FROM {ANY_ORDER} {where}"), values) or 0
    except sa.exc.OperationalError as error:
        raise StoreError(f"the search index could not answer: {error.orig}") from error
    return count, list(hits(connection, numbers))


def with_fields(wanted: Wanted, filters: Filters) -> Wanted:
    told = {"issuer": filters.issuer, "column_names": filters.column, "document_number": filters.document_number}
    return combined("AND", [wanted, *(asks_for(text, column) for column, text in told.items() if text)])


def as_sql(wanted: Wanted, values: dict[str, Any]) -> str:
    """The SELECT of the bulletins that answer; what it binds is put into `values`."""
    if isinstance(wanted, Asks):
        name = f"match{sum(name.startswith('match') for name in values)}"
        values[name] = wanted.match
        return f"SELECT rowid FROM {wanted.index} WHERE {wanted.index} MATCH :{name}"
    parts = (f"SELECT rowid FROM ({as_sql(part, values)})" for part in wanted.parts)
    return f" {wanted.operation} ".join(parts)


def conditions(filters: Filters, values: dict[str, Any]) -> str:
    found = ""
    if filters.source is not None:
        values["source"] = filters.source
        found += " AND bulletins.source_id = (SELECT id FROM sources WHERE name = :source)"
    for name, compared, day in (("since", ">=", filters.since), ("until", "<=", filters.until)):
        if day is not None:
            values[name] = day.isoformat()
            found += f" AND revisions.published {compared} :{name}"
    return found


def hits(connection: Connection, numbers: Sequence[int]) -> Iterator[Hit]:
    lines = {
        row.id: row
        for row in connection.execute(
            sa.select(
                bulletins.c.id,
                bulletins.c.url,
                bulletins.c.revision,
                sources.c.name,
                revisions.c.title,
                revisions.c.published,
                revisions.c.issuer,
            )
            .join(sources, sources.c.id == bulletins.c.source_id)
            .join(
                revisions,
                (revisions.c.bulletin_id == bulletins.c.id) & (revisions.c.number == bulletins.c.revision),
            )
            .where(bulletins.c.id.in_(numbers))
        )
    }
    for number in numbers:
        line = lines[number]
        texts = connection.scalars(kept, {"bulletin": number, "revision": line.revision}).all()
        yield Hit(number, line.name, line.title, line.published, line.issuer, line.url, tuple(texts))
