"""The search index, in step with the current revisions: two FTS5 tables (pipelines/search/asks.py) and one of days.

They are written where derived rows are written, in the same transaction, so no reader sees a bulletin without its
entry. The FTS5 tables hold no text of their own. SQLite then takes an old entry out only when given exactly its
words again; hence the signature: a store whose entries were made by other rules is indexed again before anything is
taken out.

    search_index        which pairs of characters a bulletin's title, text, issuer, … hold, and where
    search_characters   which characters its title and text hold
    search_order        its day and its source, by which answers are sorted and narrowed: rows so small that those of
                        10,000 answers are read in 10 milliseconds, against 50 for the rows that they are taken from

A row's number is the bulletin's in all three: numbers that lie close together make for small lists.

Entries are written at the end of their transaction. SQLite sets a savepoint before each statement that a foreign key
might undo, and FTS5 then writes out what it holds: a piece of the index for each page, which took as long as the rest.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.search import characters
from pipelines.search.asks import CHARACTERS, INDEX, tokens_of
from pipelines.search.fold import fold, signature
from pipelines.store.engine.transactions import catch_up, later
from pipelines.store.schema.tables import Bulletins, Paragraphs, Revisions, table
from pipelines.text.storable import storable

__all__ = [
    "ADD",
    "CREATE",
    "ORDER",
    "add_entry",
    "create_index",
    "current_signature",
    "drop_all",
    "drop_entry",
    "ensure_current",
    "merge",
    "reindex",
    "stored_entries",
    "words_of",
]

ORDER = "search_order"
# the text first: every mention of another column costs two bytes more
COLUMNS = ("text", "title", "issuer", "document_number", "column_names")
AS_TOLD = "content='', tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* P* S* C*'\""
CREATE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5({', '.join(COLUMNS)}, {AS_TOLD})",
    f"CREATE VIRTUAL TABLE {CHARACTERS} USING fts5(characters, {AS_TOLD}, detail=none, columnsize=0)",
    f"CREATE TABLE {ORDER} (bulletin INTEGER NOT NULL PRIMARY KEY, source_id INTEGER NOT NULL, published DATE)",
    "CREATE TABLE search_signature (signature TEXT NOT NULL)",
)
SCHEME = 3  # counts changes of what an entry holds
HELD = {
    INDEX: ("rowid", *COLUMNS),
    CHARACTERS: ("rowid", "characters"),
    ORDER: ("bulletin", "source_id", "published"),
}
ADD = {
    index: sa.text(f"INSERT INTO {index}({', '.join(columns)}) VALUES (:{', :'.join(columns)})")
    for index, columns in HELD.items()
}
DROP = {
    index: sa.text(f"INSERT INTO {index}({index}, {', '.join(columns)}) VALUES ('delete', :{', :'.join(columns)})")
    for index, columns in HELD.items()
    if index != ORDER
} | {ORDER: sa.text(f"DELETE FROM {ORDER} WHERE bulletin = :bulletin")}

bulletins, revisions, paragraphs = map(table, (Bulletins, Revisions, Paragraphs))
current = (
    sa.select(
        revisions.c.number,
        revisions.c.title,
        revisions.c.issuer,
        revisions.c.document_number,
        revisions.c.columns,
        revisions.c.published,
    )
    .join(bulletins, (bulletins.c.id == revisions.c.bulletin_id) & (bulletins.c.revision == revisions.c.number))
    .where(bulletins.c.id == sa.bindparam("bulletin"))
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
source_of = sa.select(bulletins.c.source_id).where(bulletins.c.id == sa.bindparam("bulletin"))


def create_index(connection: Connection) -> None:
    for statement in CREATE:
        connection.exec_driver_sql(statement)
    connection.execute(sa.text("INSERT INTO search_signature VALUES (:now)"), {"now": current_signature()})


def current_signature() -> str:
    return hashlib.sha256(f"{SCHEME} {characters.LEVELS} {signature()}".encode()).hexdigest()


def words_of(revision: Any, texts: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return what the two FTS5 tables hold of a revision and its kept paragraphs."""
    reported = {
        "text": "\n".join(texts),
        "title": revision["title"],
        "issuer": revision["issuer"],
        "document_number": revision["document_number"],
        "column_names": "\n".join(map(str, revision["columns"])),
    }
    # the same text whether it comes from a reading or from the store
    lines = {column: [fold(line) for line in storable(text or "").split("\n")] for column, text in reported.items()}
    return {
        INDEX: {column: tokens_of(some) for column, some in lines.items()},
        CHARACTERS: {"characters": characters.said_of("".join(lines["title"] + lines["text"]))},
    }


def entries(
    bulletin: int, source: int, published: date | None, words: dict[str, dict[str, str]]
) -> dict[str, dict[str, Any]]:
    """Return a bulletin's row in each of the three tables."""
    order = {"bulletin": bulletin, "source_id": source, "published": published and published.isoformat()}
    return {table: {"rowid": bulletin, **held} for table, held in words.items()} | {ORDER: order}


def add_entry(
    connection: Connection, bulletin: int, source: int, published: date | None, words: dict[str, dict[str, str]]
) -> None:
    for index, made in entries(bulletin, source, published, words).items():
        later(connection, index, ADD[index], made)


def stored_entries(connection: Connection, bulletin: int) -> dict[str, dict[str, Any]]:
    """Return the entries of the current revision of a bulletin; none while the store holds none."""
    revision = connection.execute(current, {"bulletin": bulletin}).mappings().first()
    if revision is None:
        return {}
    texts = connection.scalars(kept, {"bulletin": bulletin, "revision": revision["number"]}).all()
    source = connection.scalars(source_of, {"bulletin": bulletin}).one()
    return entries(bulletin, source, revision["published"], words_of(revision, texts))


def drop_entry(connection: Connection, bulletin: int) -> None:
    """Drop a bulletin's entry.

    To be called while the rows that the entry was made of are still there, and still the current ones.
    """
    old = stored_entries(connection, bulletin)
    if old:
        ensure_current(connection)
    for index, made in old.items():
        later(connection, index, DROP[index], made)


def drop_all(connection: Connection) -> None:
    catch_up(connection)
    for index in (INDEX, CHARACTERS):
        connection.exec_driver_sql(f"INSERT INTO {index}({index}) VALUES ('delete-all')")
    connection.exec_driver_sql(f"DELETE FROM {ORDER}")
    connection.execute(sa.text("UPDATE search_signature SET signature = :now"), {"now": current_signature()})


def ensure_current(connection: Connection) -> None:
    """Index everything again when the entries were made by other rules than this program's."""
    if connection.scalar(sa.text("SELECT signature FROM search_signature")) != current_signature():
        reindex(connection)


def reindex(connection: Connection) -> None:
    drop_all(connection)
    for bulletin in connection.scalars(sa.select(bulletins.c.id).order_by(bulletins.c.id)).all():
        for index, made in stored_entries(connection, bulletin).items():
            connection.execute(ADD[index], made)


def merge(connection: Connection, pages: int) -> bool:
    """Merge some of the pieces that commits leave behind, about `pages` of 4 kB; False when nothing is left to do.

    A search looks into every piece. FTS5 merges by itself while it writes, but leaves up to four of each size.
    """
    more = False
    for index in (INDEX, CHARACTERS):
        connection.exec_driver_sql(f"INSERT INTO {index}({index}, rank) VALUES ('usermerge', 2)")
        before = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
        connection.exec_driver_sql(f"INSERT INTO {index}({index}, rank) VALUES ('merge', ?)", (pages,))
        # SQLite's own sign: the statement itself is one change
        more |= connection.exec_driver_sql("SELECT total_changes()").scalar_one() - before > 1
    return more
