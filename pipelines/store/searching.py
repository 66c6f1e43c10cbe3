"""The search index: an FTS5 table over pairs of characters (pipelines/search.py), in step with the current revisions.

It is written where derived rows are written, in the same transaction, so no reader sees a bulletin without its index.
The table holds no text of its own. SQLite then takes an old entry out only when told its words again, to the letter;
hence the signature: a store whose entries were folded by other rules is indexed anew before anything is taken out.

A row's number is its day of publication (days since 0001-01-01; 0: none) above the bulletin's number, so that the
index itself yields the newest first, a range of days is a range of rows, and neither needs a sort.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.folding import signature
from pipelines.search import Query, phrase, tokens
from pipelines.store.errors import StoreError
from pipelines.store.rows import Row
from pipelines.store.tables import UNSTORABLE, Bulletins, Paragraphs, Revisions, Sources, table

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

CREATE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(title, text, issuer, document_number, column_names, content='', "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* P* S* C*'\")",
    "CREATE TABLE search_signature (signature TEXT NOT NULL)",
)
SCHEME = 1  # counts changes of what an entry holds
COLUMNS = ("title", "text", "issuer", "document_number", "column_names")
ENTRY = ", ".join(f":{column}" for column in COLUMNS)
ADD = sa.text(f"INSERT INTO search_index(rowid, {', '.join(COLUMNS)}) VALUES (:row, {ENTRY})")
DROP = sa.text(f"INSERT INTO search_index(search_index, rowid, {', '.join(COLUMNS)}) VALUES ('delete', :row, {ENTRY})")
BELOW = 32  # bits of a row's number that are the bulletin's
TITLE_WEIGHS = 8.0  # bm25: a word in the title against one in the text

bulletins, revisions, paragraphs, sources = map(table, (Bulletins, Revisions, Paragraphs, Sources))
told_of = (
    revisions.c.title,
    revisions.c.issuer,
    revisions.c.document_number,
    revisions.c.columns,
    revisions.c.published,
)
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


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must also be. Days are inclusive; issuer, column and document number are found in part, folded."""

    source: str | None = None
    issuer: str | None = None
    column: str | None = None
    document_number: str | None = None
    since: date | None = None
    until: date | None = None


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


def row_number(published: date | None, bulletin: int) -> int:
    return ((published.toordinal() if published else 0) << BELOW) | bulletin


def entry(bulletin: int, revision: Any, texts: Sequence[str]) -> dict[str, Any]:
    def indexed(text: str | None) -> str:
        # the same text whether it comes from a reading or from the store
        return tokens(UNSTORABLE.sub("\ufffd", text or ""))

    return {
        "row": row_number(revision["published"], bulletin),
        "title": indexed(revision["title"]),
        "text": indexed("\n".join(texts)),
        "issuer": indexed(revision["issuer"]),
        "document_number": indexed(revision["document_number"]),
        "column_names": indexed("\n".join(map(str, revision["columns"]))),
    }


def add_entry(connection: Connection, bulletin: int, revision: Row, texts: Sequence[str]) -> None:
    connection.execute(ADD, entry(bulletin, revision, texts))


def stored_entry(connection: Connection, bulletin: int) -> dict[str, Any] | None:
    """The entry of the newest revision that the store holds of a bulletin."""
    revision = connection.execute(newest, {"bulletin": bulletin}).mappings().first()
    if revision is None:
        return None
    texts = connection.scalars(kept, {"bulletin": bulletin, "revision": revision["number"]}).all()
    return entry(bulletin, revision, texts)


def drop_entry(connection: Connection, bulletin: int) -> None:
    """To be called while the rows that the entry was made of are still there."""
    old = stored_entry(connection, bulletin)
    if old is not None:
        ensure_current(connection)
        connection.execute(DROP, old)


def drop_all(connection: Connection) -> None:
    connection.exec_driver_sql("INSERT INTO search_index(search_index) VALUES ('delete-all')")
    connection.execute(sa.text("UPDATE search_signature SET signature = :now"), {"now": current_signature()})


def ensure_current(connection: Connection) -> None:
    """Index everything anew when the entries were made by other rules than this program's."""
    if connection.scalar(sa.text("SELECT signature FROM search_signature")) != current_signature():
        reindex(connection)


def reindex(connection: Connection) -> None:
    drop_all(connection)
    for (bulletin,) in connection.execute(sa.select(bulletins.c.id).order_by(bulletins.c.id)).all():
        made = stored_entry(connection, bulletin)
        if made is not None:
            connection.execute(ADD, made)


def search(
    connection: Connection, query: Query, filters: Filters, *, ranked: bool, limit: int, offset: int
) -> tuple[int, list[Hit]]:
    """How many bulletins answer, and `limit` of them: the newest first, or the best (bm25)."""
    where, values = conditions(query, filters)
    order = f"bm25(search_index, {TITLE_WEIGHS}), search_index.rowid DESC" if ranked else "search_index.rowid DESC"
    which = sa.text(f"SELECT search_index.rowid & {2**BELOW - 1} {where} ORDER BY {order} LIMIT :limit OFFSET :offset")
    try:
        found = connection.scalars(which, values | {"limit": limit, "offset": offset}).all()
        count = connection.scalar(sa.text(f"SELECT count(*) {where}"), values) or 0
    except sa.exc.OperationalError as error:
        raise StoreError(f"the search index could not answer: {error.orig}") from error
    return count, list(hits(connection, found))


def conditions(query: Query, filters: Filters) -> tuple[str, dict[str, Any]]:
    wanted = [query.match]
    for column, told in (
        ("issuer", filters.issuer),
        ("column_names", filters.column),
        ("document_number", filters.document_number),
    ):
        if told:
            wanted.append(f"{{{column}}} : {phrase(told)}")
    values: dict[str, Any] = {
        "match": " AND ".join(f"({each})" for each in wanted),
        "first": row_number(filters.since, 0) if filters.since else 0,
        "last": row_number(filters.until, 2**BELOW - 1) if filters.until else 2**63 - 1,
    }
    where = "FROM search_index"
    if filters.source is not None:
        # CROSS: SQLite keeps this order, so the index is walked from its newest row and stops at the limit
        where += (
            f" CROSS JOIN bulletins ON bulletins.id = search_index.rowid & {2**BELOW - 1}"
            " AND bulletins.source_id = (SELECT id FROM sources WHERE name = :source)"
        )
        values["source"] = filters.source
    return f"{where} WHERE search_index MATCH :match AND search_index.rowid BETWEEN :first AND :last", values


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
