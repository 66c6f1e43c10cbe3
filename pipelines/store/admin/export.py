"""Tables as analysts take them away: rows of the views, all of one moment, a few bulletins in memory at a time.

All is read in one transaction, so the tables of an export agree with each other to the row. In WAL mode it holds nobody
up; what is written meanwhile stays in the WAL until it ends, as with a backup.

The bulletins are numbered first, in the order of their source and month (eight bytes each), and then fetched by their
numbers: sorting the texts themselves would put all of them on the disk once more.

What goes out is described in pipelines/export_kinds.py and export_tables.py, for a batch job as well.
"""

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.export_kinds import Kind, Row, Table
from pipelines.store.raw_pages import find_number
from pipelines.store.schema.copy_views import IS_ISSUE, pairs_of_copies, paragraphs_of_copies

__all__ = ["Outgoing", "Selection"]

AT_A_TIME = 200  # bulletins
FEW_AT_A_TIME = {"revisions": 20}  # of those of which one may have many whole texts


@dataclass(frozen=True, slots=True)
class Selection:
    """Which bulletins go out; an empty field means all. Days are inclusive, and leave out bulletins without a date.

    `since`: those that are new, revised or gone, or there again, in runs after the one of this number.
    """

    source: str | None = None
    first: date | None = None
    last: date | None = None
    since: int | None = None


# What runs after one changed. A page that was gone and is there again as it was is `unchanged`. The joins keep their
# order, and `+` keeps from an index by which each of them would go through all visits
CHANGED = """
    SELECT bulletin_id FROM pages WHERE run_id > :since AND outcome IN ('new', 'revised', 'gone')
    UNION
    SELECT g.bulletin_id FROM pages g
    CROSS JOIN pages u ON u.bulletin_id = g.bulletin_id AND u.id > g.id AND u.run_id > :since
    WHERE g.outcome = 'gone' AND +u.outcome = 'unchanged'
"""
CHOSEN = """
    SELECT b.id FROM bulletins b
    JOIN sources s ON s.id = b.source_id
    JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
    WHERE (:source IS NULL OR s.name = :source)
    AND (:first IS NULL OR r.published >= :first) AND (:last IS NULL OR r.published <= :last)
    AND {which}
    ORDER BY s.name, substr(r.published, 1, 7), b.id
"""
ONCE = "b.copy_of IS NULL"

# of a copy also when the one that it is a copy of is new: then it was none before
IS_CHANGED = f"(:since IS NULL OR b.id IN ({CHANGED}))"
MAY_BE_GONE = f"""
    (b.gone_since IS NOT NULL OR b.copy_of IS NOT NULL)
    AND (:since IS NULL OR b.id IN ({CHANGED}) OR b.copy_of IN ({CHANGED}))
"""
GONE = """
    SELECT b.id AS bulletin, CASE WHEN b.copy_of IS NULL THEN 'page gone' ELSE 'copy' END AS why, b.gone_since,
           b.copy_of, r.title, r.published, s.name AS source, b.url
    FROM bulletins b
    JOIN sources s ON s.id = b.source_id
    JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
    WHERE b.id IN (SELECT value FROM json_each(:chunk))
"""


def from_view(view: str, more: str = "") -> str:
    return f"SELECT {{columns}} FROM {view} WHERE bulletin IN (SELECT value FROM json_each(:chunk)){more}"


# The bulletin that a row is of, as it is now: where a view has no source, title or day of it, or others
ITS_BULLETIN = """
    JOIN bulletins b ON b.id = v.bulletin
    JOIN sources s ON s.id = b.source_id
    JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
    WHERE v.bulletin IN (SELECT value FROM json_each(:chunk))
"""
REVISIONS = f"""
    SELECT {{columns}} FROM (
        SELECT v.bulletin, v.revision, v.is_current, v.title, v.published AS published_then, v.issuer, v.fetched_at,
               v.sha256, v.text, v.undone_at, r.published, s.name AS source, v.url
        FROM revision_texts v {ITS_BULLETIN})
    ORDER BY bulletin, revision
"""

# As the views, from the bulletins on
THESE = "SELECT value FROM json_each(:chunk)"
COPIES = f'SELECT {{columns}} FROM ({pairs_of_copies(THESE)}) ORDER BY bulletin, "of", relation'
COPIED = f"""
    SELECT {{columns}} FROM (
        SELECT v.bulletin, v.position, v.text, v.of, v.repeats, v.of_text, v.reason, v.distance, v.similarity,
               v.difference, r.title, r.published, s.name AS source, v.url
        FROM ({paragraphs_of_copies(THESE)}) v {ITS_BULLETIN})
    ORDER BY bulletin, position, "of", repeats
"""

# As the view, from the bulletins on (CROSS JOIN keeps the order): the view begins with all articles each time
LISTINGS = """
    WITH read_from(bulletin_id, article_id) AS (
        SELECT p.bulletin_id, a.id
        FROM pages p CROSS JOIN frontier a ON a.source_id = p.source_id AND a.url = p.requested_url AND a.request = ''
        WHERE p.bulletin_id IN (SELECT value FROM json_each(:chunk))
        UNION
        SELECT p.bulletin_id, a.id
        FROM pages p CROSS JOIN frontier a ON a.page_id = p.id
        WHERE p.bulletin_id IN (SELECT value FROM json_each(:chunk)))
    SELECT {columns} FROM (
        SELECT b.id AS bulletin, g.column_name, l.url AS list_url, g.title AS listed_title, g.listed_on,
               a.url AS listed_url, o.name AS listed_by, g.first_seen, g.last_seen, r.title, r.published,
               s.name AS source, b.url
        FROM read_from x
        CROSS JOIN listings g ON g.article_id = x.article_id
        JOIN frontier a ON a.id = g.article_id
        JOIN frontier l ON l.id = g.list_id
        JOIN sources o ON o.id = a.source_id
        JOIN bulletins b ON b.id = x.bulletin_id
        JOIN sources s ON s.id = b.source_id
        JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision)
    ORDER BY bulletin, list_url, listed_url, listed_by
"""

# As the view, of the series that are asked for: the view itself counts through all of them
SERIES = f"""
    SELECT {{columns}} FROM (
        SELECT b.id AS bulletin, printf('%016x', b.series) AS series, r.title, r.published,
               lag(b.id) OVER one AS previous, lead(b.id) OVER one AS next, row_number() OVER one AS issue,
               count(*) OVER (PARTITION BY b.series) AS issues, s.name AS source, b.url
        FROM bulletins b
        JOIN sources s ON s.id = b.source_id
        JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
        WHERE b.series IN (SELECT series FROM bulletins WHERE id IN (SELECT value FROM json_each(:chunk)))
            AND {IS_ISSUE}
        WINDOW one AS (PARTITION BY b.series ORDER BY b.precedence))
    WHERE bulletin IN (SELECT value FROM json_each(:chunk))
    ORDER BY bulletin
"""
IN_PAGE_ORDER = " ORDER BY bulletin, position"

# Which bulletins may have rows in a table, and these rows
QUERIES = {
    "bulletins": (f"{ONCE} AND {IS_CHANGED}", from_view("bulletin_texts", " ORDER BY bulletin")),
    "paragraphs": (f"{ONCE} AND {IS_CHANGED}", from_view("kept_paragraphs", IN_PAGE_ORDER)),
    "tables": (f"{ONCE} AND {IS_CHANGED}", from_view("bulletin_tables", " ORDER BY bulletin, table_number")),
    "rows": (f"{ONCE} AND {IS_CHANGED}", from_view("table_rows", IN_PAGE_ORDER)),
    "cells": (f"{ONCE} AND {IS_CHANGED}", from_view("table_cells", f"{IN_PAGE_ORDER}, column_number")),
    "attachments": (IS_CHANGED, from_view("bulletin_attachments", IN_PAGE_ORDER)),
    "removed": (IS_CHANGED, from_view("removed_paragraphs", IN_PAGE_ORDER)),
    "variants": (IS_CHANGED, from_view("variant_paragraphs", f'{IN_PAGE_ORDER}, "of"')),
    "recurring": (IS_CHANGED, from_view("recurring_paragraphs", f'{IN_PAGE_ORDER}, "of"')),
    "revisions": (IS_CHANGED, REVISIONS),
    "listings": (IS_CHANGED, LISTINGS),
    "series": (IS_CHANGED, SERIES),
    "copies": (IS_CHANGED, COPIES),
    "copied": (IS_CHANGED, COPIED),
    "gone": (MAY_BE_GONE, GONE),
}
NEWEST_WHOLE_RUN = """
    SELECT coalesce((SELECT min(run) - 1 FROM (
        SELECT min(id) AS run FROM runs WHERE state = 'running'
        UNION ALL
        SELECT min(run_id) FROM pages WHERE state = 'FETCHED')), (SELECT max(id) FROM runs), 0)
"""


# How a value stands in the store -> the value
READ: dict[Kind, Callable[[Any], object]] = {
    Kind.DAY: date.fromisoformat,
    Kind.MOMENT: datetime.fromisoformat,
    Kind.CHINA_TIME: datetime.fromisoformat,
    Kind.TEXTS: json.loads,
    Kind.EDITS: json.loads,
    Kind.CELLS: json.loads,
}


class Outgoing:
    """What goes out of a store, as it is at one moment: for as long as the transaction lasts that it is made in."""

    def __init__(self, connection: Connection, selection: Selection) -> None:
        self.connection, self.selection = connection, selection
        # The newest run of which all is read, as are all before it: what a later export may name as `since`. Asked for
        # at once, for a transaction's moment is that of its first query
        self.whole_until: int = connection.execute(sa.text(NEWEST_WHOLE_RUN)).scalar_one()

    def lacks(self) -> str | None:
        """Return what the selection names and the store has not: else a slip of the pen would be an export without
        rows."""
        of = self.selection
        if of.source is not None and find_number(self.connection, of.source) is None:
            return f"no source {of.source}"
        newest = self.connection.execute(sa.text("SELECT coalesce(max(id), 0) FROM runs")).scalar_one()
        return f"no run {of.since} yet; the newest is {newest}" if of.since is not None and of.since > newest else None

    def bulletins(self, table: Table) -> Sequence[int]:
        """Return the numbers of the bulletins that may have rows in a table, by source, month and number."""
        which, _ = QUERIES[table.name]
        of = self.selection
        reported = {
            "source": of.source,
            "first": of.first and of.first.isoformat(),
            "last": of.last and of.last.isoformat(),
            "since": of.since,
        }
        chosen = sa.text(CHOSEN.format(which=which))
        wanted = {name: value for name, value in reported.items() if f":{name}" in chosen.text}
        return array("q", self.connection.execute(chosen, wanted).scalars())

    def rows(
        self, table: Table, numbers: Sequence[int], on_progress: Callable[[int], None] = lambda _: None
    ) -> Iterator[Row]:
        """Yield the rows that these bulletins have in a table, in their order.

        `on_progress` is called with the number of bulletins done since the last call.
        """
        _, query = QUERIES[table.name]
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        statement = sa.text(query.replace("{columns}", names))
        readers = [(i, READ[column.kind]) for i, column in enumerate(table.columns) if column.kind in READ]
        step = FEW_AT_A_TIME.get(table.name, AT_A_TIME)
        for at in range(0, len(numbers), step):
            chunk = numbers[at : at + step]
            found: dict[int, list[Row]] = defaultdict(list)
            for row in self.connection.execute(statement, {"chunk": json.dumps(list(chunk))}):
                values = list(row)
                for i, read in readers:
                    if values[i] is not None:
                        values[i] = read(values[i])
                found[row[0]].append(tuple(values))
            for number in chunk:
                yield from found[number]
            on_progress(len(chunk))
