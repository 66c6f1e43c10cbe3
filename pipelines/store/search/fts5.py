"""The search index in SQLite: two FTS5 tables and one of days.

They are written where derived rows are written, in the same transaction, so no reader sees a bulletin without its
entry. The FTS5 tables hold no text of their own. SQLite then takes an old entry out only when given exactly its
words again; hence the signature: a store whose entries were made by other rules is indexed again before anything is
taken out.

    search_index        which pairs of characters a bulletin's title, text, issuer, … hold, and where
    search_characters   which characters its title and text hold, not where
    search_order        its day and its source, by which answers are sorted and narrowed: rows so small that those of
                        10,000 answers are read in 10 milliseconds, against 50 for the rows that they are taken from

A row's number is the bulletin's in all three: numbers that lie close together make for small lists.

Entries are written at the end of their transaction. SQLite sets a savepoint before each statement that a foreign key
might undo, and FTS5 then writes out what it holds: a piece of the index for each page, which took as long as the rest.
What is asked of these tables: fts5_query.py.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.search.words import COLUMNS
from pipelines.store.engine.database import behind
from pipelines.store.engine.transactions import catch_up, later
from pipelines.store.search.entries import Entry, stored_entry
from pipelines.store.search.fts5_query import CHARACTERS, INDEX, ORDER, find

__all__ = ["add", "clear", "create", "differences", "drop", "find", "merge"]

AS_TOLD = "content='', tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* P* S* C*'\""
CREATE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5({', '.join(COLUMNS)}, {AS_TOLD})",
    f"CREATE VIRTUAL TABLE {CHARACTERS} USING fts5(characters, {AS_TOLD}, detail=none, columnsize=0)",
    f"CREATE TABLE {ORDER} (bulletin INTEGER NOT NULL PRIMARY KEY, source_id INTEGER NOT NULL, published DATE)",
)
HELD = {
    INDEX: ("rowid", *COLUMNS),
    CHARACTERS: ("rowid", "characters"),
    ORDER: ("bulletin", "source_id", "published"),
}
INSERT = {
    index: f"INSERT INTO {index}({', '.join(columns)}) VALUES (:{', :'.join(columns)})"
    for index, columns in HELD.items()
}
DELETE = {
    index: f"INSERT INTO {index}({index}, {', '.join(columns)}) VALUES ('delete', :{', :'.join(columns)})"
    for index, columns in HELD.items()
    if index != ORDER
} | {ORDER: f"DELETE FROM {ORDER} WHERE bulletin = :bulletin"}
# one object each, by which `later` knows what can be executed together
ADD = {index: sa.text(statement) for index, statement in INSERT.items()}
DROP = {index: sa.text(statement) for index, statement in DELETE.items()}
NAMES = {INDEX: "tokens", CHARACTERS: "tokens", ORDER: "rows"}  # of what each holds


def create(connection: Connection) -> None:
    """Make the tables."""
    for statement in CREATE:
        connection.exec_driver_sql(statement)


def rows(entry: Entry) -> dict[str, dict[str, Any]]:
    """Return a bulletin's row in each of the three tables."""
    order = {"source_id": entry.source, "published": entry.published and entry.published.isoformat()}
    return {
        INDEX: {"rowid": entry.bulletin, **entry.words.tokens},
        CHARACTERS: {"rowid": entry.bulletin, "characters": entry.words.characters},
        ORDER: {"bulletin": entry.bulletin, **order},
    }


def add(connection: Connection, entry: Entry) -> None:
    """Write a bulletin's entry, at the end of the transaction."""
    for index, row in rows(entry).items():
        later(connection, index, ADD[index], row)


def drop(connection: Connection, bulletin: int) -> None:
    """Take a bulletin's entry out, at the end of the transaction. The rows that it was made of must still be there."""
    entry = stored_entry(connection, bulletin)
    if entry is not None:
        for index, row in rows(entry).items():
            later(connection, index, DROP[index], row)


def clear(connection: Connection) -> None:
    """Take all entries out."""
    catch_up(connection)
    for index in (INDEX, CHARACTERS):
        connection.exec_driver_sql(f"INSERT INTO {index}({index}) VALUES ('delete-all')")
    connection.exec_driver_sql(f"DELETE FROM {ORDER}")


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


def differences(connection: Connection, entries: Iterator[Entry]) -> Iterator[str]:
    """Make the index again in a folder of its own, and yield what differs: every token and its counts are compared."""
    with TemporaryDirectory(dir=folder_with_room(connection)) as folder:
        expected = made_again(entries, Path(folder) / "search.db")
        try:
            for index, held in NAMES.items():
                stored = connection.exec_driver_sql(contents_of(connection.exec_driver_sql, index))
                made = expected.execute(contents_of(expected.execute, index))
                pairs = zip_longest(map(tuple, stored), map(tuple, made))
                differ = sum(one != other for one, other in pairs)
                if differ:
                    yield f"{index} is out of step with the texts: {differ:,} of its {held} differ"
        finally:
            expected.close()


def folder_with_room(connection: Connection) -> Path | None:
    """Return the store's own folder, whose disk holds an index of that size already; None for whoever may not write
    there."""
    folder = behind(connection).spool_folder()
    return folder if folder is not None and os.access(folder, os.W_OK) else None


def contents_of(execute: Callable[[str], object], index: str) -> str:
    """Return the query of what an index holds: its rows, or its tokens, for which a table of this connection only is
    made."""
    if index == ORDER:
        return f"SELECT * FROM {ORDER} ORDER BY bulletin"
    execute("DROP TABLE IF EXISTS temp.tokens")
    execute(f"CREATE VIRTUAL TABLE temp.tokens USING fts5vocab(main, {index}, 'col')")
    return "SELECT term, col, doc, cnt FROM temp.tokens"


def made_again(entries: Iterator[Entry], path: Path) -> sqlite3.Connection:
    """Return a database with nothing but the index of these entries."""
    made = sqlite3.connect(path)
    made.execute("PRAGMA synchronous = off")
    with made:
        for statement in CREATE:
            made.execute(statement)
        for entry in entries:
            for index, row in rows(entry).items():
                made.execute(INSERT[index], row)
    return made
