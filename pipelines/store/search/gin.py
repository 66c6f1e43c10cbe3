"""The search index in PostgreSQL, without extensions: folded texts, and GIN over the pairs of their characters.

    search_index    a row a bulletin: its day, its source, how many characters it has, and its folded texts: `words` is
                    the title and the text, a line each
    search_totals   how many entries there are and characters in them, as differences that `merge` adds up: one row that
                    every writer changes would make them wait for each other

Nothing but the texts is stored: what the three GIN indexes hold of them, `search_keys` makes while a row is written. A
key is a character or two neighbours, punctuation (a space in folded texts) and the ends of lines being characters too.
Characters are numbers, which takes half the time that texts take to compare: 中 is 20013, 中国 is 20013 * 2^21 + 22269.

One key says exactly who has one or two characters; of longer texts the keys name those that may have them, and the
folded text decides. Text search of PostgreSQL (tsvector) is no use here: places in it end at 16,383, and with them the
phrases of long bulletins.

Whoever asks in SQL has these keys too, for a text that is folded:

    SELECT bulletin FROM search_index
    WHERE search_keys(words) @> search_keys('扫黑除恶') AND strpos(words, '扫黑除恶') > 0

The rows are narrow, since the longer texts lie apart (toast_tuple_target), and they lie there as they are, since
compression takes less than a hundredth off folded Chinese (STORAGE EXTERNAL).

GIN keeps what was added in a list of its own until that has `PENDING` kB, and a search reads that list through; `merge`
empties it. What is asked of these tables: gin_query.py.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.store.engine.transactions import catch_up, later
from pipelines.store.search.entries import Entry
from pipelines.store.search.gin_query import ANYWHERE_KEYS, FIELD_KEYS, INDEX, TITLE_KEYS, TOTALS, find

__all__ = ["add", "clear", "create", "differences", "drop", "find", "merge"]

PENDING = 4096  # kB. Four times as much made adding cheaper by an eighth and a search while a crawl writes dearer
# where each text is kept: with its row, or apart from it when that is longer than a hundred bytes
TEXTS = {"words": "EXTERNAL", "title": "EXTERNAL", "issuer": "MAIN", "document_number": "MAIN", "column_names": "MAIN"}
COLUMNS = ", ".join(f'{column} text COLLATE "C" NOT NULL' for column in TEXTS)
GIN = {"anywhere": ANYWHERE_KEYS, "title": TITLE_KEYS, "fields": FIELD_KEYS}
CREATE = (
    # COST keeps the planner from making keys again where an index has them
    # (in plpgsql, which keeps its plan: a third faster than the same in SQL)
    """CREATE FUNCTION search_keys(folded text) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    COST 100000 AS $$
    DECLARE
        letters text[] := string_to_array(folded, NULL);
        keys bigint[];
    BEGIN
        SELECT array_agg(ascii(one)::bigint)
            || array_agg((ascii(one)::bigint << 21) + ascii(other)) FILTER (WHERE other IS NOT NULL)
        INTO keys FROM unnest(letters, letters[2:]) AS neighbours (one, other);
        RETURN keys;
    END $$""",
    f"CREATE TABLE {INDEX} (bulletin bigint PRIMARY KEY, source_id bigint NOT NULL, published date,"
    f" characters integer NOT NULL, {COLUMNS}) WITH (toast_tuple_target = 128)",
    *(f"ALTER TABLE {INDEX} ALTER COLUMN {column} SET STORAGE {kind}" for column, kind in TEXTS.items()),
    f"CREATE TABLE {TOTALS} (entries bigint NOT NULL, characters bigint NOT NULL)",
    f"CREATE INDEX ix_{INDEX}_published ON {INDEX} (published DESC NULLS LAST, bulletin DESC)",
    *(
        f"CREATE INDEX ix_{INDEX}_{name} ON {INDEX} USING gin ({keys}) WITH (gin_pending_list_limit = {PENDING})"
        for name, keys in GIN.items()
    ),
    # how often each key occurs is nothing that a plan hangs on, and would be counted by making the keys again
    *(f"ALTER INDEX ix_{INDEX}_{name} ALTER COLUMN 1 SET STATISTICS 0" for name in GIN),
)
HELD = ("bulletin", "source_id", "published", "characters", *TEXTS)
ADD = sa.text(
    f"WITH added AS (INSERT INTO {INDEX} ({', '.join(HELD)}) VALUES (:{', :'.join(HELD)}) RETURNING characters)"
    f" INSERT INTO {TOTALS} SELECT 1, characters FROM added"
)
DROP = sa.text(
    f"WITH gone AS (DELETE FROM {INDEX} WHERE bulletin = :bulletin RETURNING characters)"
    f" INSERT INTO {TOTALS} SELECT -1, -characters FROM gone"
)
SUM_UP = (
    f"WITH gone AS (DELETE FROM {TOTALS} RETURNING entries, characters)"
    f" INSERT INTO {TOTALS} SELECT sum(entries), sum(characters) FROM gone HAVING count(*) > 0"
)
CLEAN = sa.text(
    "SELECT gin_clean_pending_list(oid) FROM pg_class"
    " WHERE oid = CAST(CAST(:name AS text) AS regclass) AND pg_has_role(relowner, 'USAGE')"
)
STORED = sa.text(
    f"SELECT {', '.join(HELD)} FROM {INDEX} WHERE bulletin > :after AND bulletin <= :last ORDER BY bulletin"
)
TOTAL = (
    f"SELECT (SELECT coalesce(sum(entries), 0) FROM {TOTALS}) = (SELECT count(*) FROM {INDEX}) AND"
    f" (SELECT coalesce(sum(characters), 0) FROM {TOTALS}) = (SELECT coalesce(sum(characters), 0) FROM {INDEX})"
)
COMPARED = 200  # entries that are read at once
LAST = 2**63 - 1  # the largest number of a bulletin


def create(connection: Connection) -> None:
    """Make the tables and the function."""
    for statement in CREATE:
        connection.exec_driver_sql(statement)


def row(entry: Entry) -> dict[str, Any]:
    """Return a bulletin's row. What bm25 takes for its length is its characters, spaces left out: FTS5 has a token for
    each."""
    folded = dict(entry.words.folded)
    return {
        "bulletin": entry.bulletin,
        "source_id": entry.source,
        "published": entry.published,
        "characters": sum(len(text) - text.count(" ") - text.count("\n") for text in folded.values()),
        "words": f"{folded['title']}\n{folded.pop('text')}",
        **folded,
    }


def add(connection: Connection, entry: Entry) -> None:
    """Write a bulletin's entry, with others at the end of the transaction."""
    later(connection, INDEX, ADD, row(entry))


def drop(connection: Connection, bulletin: int) -> None:
    """Take a bulletin's entry out, in its turn among those that are added."""
    later(connection, INDEX, DROP, {"bulletin": bulletin})


def clear(connection: Connection) -> None:
    """Take all entries out. Others read the old ones until this is committed."""
    catch_up(connection)
    connection.exec_driver_sql(f"DELETE FROM {INDEX}")
    connection.exec_driver_sql(f"DELETE FROM {TOTALS}")


def merge(connection: Connection, pages: int) -> bool:
    """Bring what was added into the indexes, all of it: False. For others than the owner autovacuum does it."""
    for name in GIN:
        connection.execute(CLEAN, {"name": f"ix_{INDEX}_{name}"})
    connection.exec_driver_sql(SUM_UP)
    return False


def differences(connection: Connection, entries: Iterator[Entry]) -> Iterator[str]:
    """Compare each row with the entry that should be there, and the totals with their sums."""
    differ = after = 0
    for some in batches(entries):
        last = some[-1].bulletin if len(some) == COMPARED else LAST
        stored = connection.execute(STORED, {"after": after, "last": last}).mappings()
        found = {held["bulletin"]: dict(held) for held in stored}
        made = {entry.bulletin: row(entry) for entry in some}
        differ += sum(found.get(bulletin) != made.get(bulletin) for bulletin in found.keys() | made.keys())
        after = last
    if after < LAST:
        differ += len(connection.execute(STORED, {"after": after, "last": LAST}).all())
    if differ:
        yield f"{INDEX} is out of step with the texts: {differ:,} of its rows differ"
    if not connection.exec_driver_sql(TOTAL).scalar():
        yield f"{TOTALS} is out of step with {INDEX}"


def batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Yield entries, `COMPARED` at a time, the last ones fewer."""
    rest = iter(entries)
    while some := list(islice(rest, COMPARED)):
        yield some
