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
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.china_time import CHINA
from pipelines.export_kinds import Column, Kind, Row, Table
from pipelines.store.engine.database import phrases_of
from pipelines.store.engine.phrases import Phrases
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


# Of which bulletins rows go out: of each once, of all, of those that an earlier export may hold and that are not what
# they were. A copy also when the one that it is a copy of is new: then it was none before
CHOSEN = """
    SELECT b.id FROM bulletins b
    JOIN sources s ON s.id = b.source_id
    JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
    WHERE {which}
    ORDER BY s.name, substr(CAST(r.published AS TEXT), 1, 7) NULLS FIRST, b.id
"""
ALL = "b.revision IS NOT NULL"
ONCE = "b.copy_of IS NULL"
MAY_BE_GONE = "(b.gone_since IS NOT NULL OR b.copy_of IS NOT NULL)"
# What a selection leaves of them, by its fields
LEAVES = {"source": "s.name = :source", "first": "r.published >= :first", "last": "r.published <= :last"}
GONE = """
    SELECT b.id AS bulletin, CASE WHEN b.copy_of IS NULL THEN 'page gone' ELSE 'copy' END AS why, b.gone_since,
           b.copy_of, r.title, r.published, s.name AS source, b.url
    FROM bulletins b
    JOIN sources s ON s.id = b.source_id
    JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
    WHERE b.id IN ({these})
"""


def from_view(view: str, more: str = "") -> str:
    return f"SELECT {{columns}} FROM {view} WHERE bulletin IN ({{these}}){more}"


# The bulletin that a row is of, as it is now: where a view has no source, title or day of it, or others
ITS_BULLETIN = """
    JOIN bulletins b ON b.id = v.bulletin
    JOIN sources s ON s.id = b.source_id
    JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
    WHERE v.bulletin IN ({these})
"""
REVISIONS = f"""
    SELECT {{columns}} FROM (
        SELECT v.bulletin, v.revision, v.is_current, v.title, v.published AS published_then, v.issuer, v.fetched_at,
               v.sha256, v.text, v.undone_at, r.published, s.name AS source, v.url
        FROM revision_texts v {ITS_BULLETIN}) t
    ORDER BY bulletin, revision
"""

# As the views, from the bulletins on
COPIES = 'SELECT {columns} FROM ({pairs}) t ORDER BY bulletin, "of", relation'
COPIED = f"""
    SELECT {{columns}} FROM (
        SELECT v.bulletin, v.position, v.text, v.of, v.repeats, v.of_text, v.reason, v.distance, v.similarity,
               v.difference, r.title, r.published, s.name AS source, v.url
        FROM ({{copied}}) v {ITS_BULLETIN}) t
    ORDER BY bulletin, position, "of", repeats
"""

# As the view, from the bulletins on: the view begins with all articles each time
LISTINGS = """
    WITH read_from(bulletin_id, article_id) AS (
        SELECT p.bulletin_id, a.id
        FROM pages p {in_order} frontier a
            ON a.source_id = p.source_id AND a.url = p.requested_url AND a.request = ''
        WHERE p.bulletin_id IN ({these})
        UNION
        SELECT p.bulletin_id, a.id
        FROM pages p {in_order} frontier a ON a.page_id = p.id
        WHERE p.bulletin_id IN ({these}))
    SELECT {columns} FROM (
        SELECT b.id AS bulletin, g.column_name, l.url AS list_url, g.title AS listed_title, g.listed_on,
               a.url AS listed_url, o.name AS listed_by, g.first_seen, g.last_seen, r.title, r.published,
               s.name AS source, b.url
        FROM read_from x
        {in_order} listings g ON g.article_id = x.article_id
        JOIN frontier a ON a.id = g.article_id
        JOIN frontier l ON l.id = g.list_id
        JOIN sources o ON o.id = a.source_id
        JOIN bulletins b ON b.id = x.bulletin_id
        JOIN sources s ON s.id = b.source_id
        JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision) t
    ORDER BY bulletin, list_url, listed_url, listed_by
"""

# As the view, of the series that are asked for: the view itself counts through all of them
SERIES = f"""
    SELECT {{columns}} FROM (
        SELECT b.id AS bulletin, {{hexadecimal}} AS series, r.title, r.published,
               lag(b.id) OVER one AS previous, lead(b.id) OVER one AS next, row_number() OVER one AS issue,
               count(*) OVER (PARTITION BY b.series) AS issues, s.name AS source, b.url
        FROM bulletins b
        JOIN sources s ON s.id = b.source_id
        JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
        WHERE b.series IN (SELECT series FROM bulletins WHERE id IN ({{these}}))
            AND {IS_ISSUE}
        WINDOW one AS (PARTITION BY b.series ORDER BY b.precedence)) t
    WHERE bulletin IN ({{these}})
    ORDER BY bulletin
"""
IN_PAGE_ORDER = " ORDER BY bulletin, position"

# Which bulletins may have rows in a table, and these rows
QUERIES = {
    "bulletins": (ONCE, from_view("bulletin_texts", " ORDER BY bulletin")),
    "paragraphs": (ONCE, from_view("kept_paragraphs", IN_PAGE_ORDER)),
    "tables": (ONCE, from_view("bulletin_tables", " ORDER BY bulletin, table_number")),
    "rows": (ONCE, from_view("table_rows", IN_PAGE_ORDER)),
    "cells": (ONCE, from_view("table_cells", f"{IN_PAGE_ORDER}, column_number")),
    "attachments": (ALL, from_view("bulletin_attachments", IN_PAGE_ORDER)),
    "removed": (ALL, from_view("removed_paragraphs", IN_PAGE_ORDER)),
    "variants": (ALL, from_view("variant_paragraphs", f'{IN_PAGE_ORDER}, "of"')),
    "recurring": (ALL, from_view("recurring_paragraphs", f'{IN_PAGE_ORDER}, "of"')),
    "revisions": (ALL, REVISIONS),
    "listings": (ALL, LISTINGS),
    "series": (ALL, SERIES),
    "copies": (ALL, COPIES),
    "copied": (ALL, COPIED),
    "gone": (MAY_BE_GONE, GONE),
}
NEWEST_WHOLE_RUN = """
    SELECT coalesce((SELECT min(run) - 1 FROM (
        SELECT min(id) AS run FROM runs WHERE state = 'running'
        UNION ALL
        SELECT min(run_id) FROM pages WHERE state = 'FETCHED') AS under_way), (SELECT max(id) FROM runs), 0)
"""


def written(phrases: Phrases, query: str, columns: str) -> sa.TextClause:
    """Return a query of QUERIES in the words of a database. Its parameter `chunk` are numbers of bulletins as JSON."""
    these = phrases.given(":chunk")
    return sa.text(
        query.replace("{pairs}", pairs_of_copies(phrases, "{these}"))
        .replace("{copied}", paragraphs_of_copies(phrases, "{these}"))
        .replace("{in_order}", phrases.in_order)
        .replace("{hexadecimal}", phrases.hexadecimal("b.series"))
        .replace("{these}", these)
        .replace("{columns}", columns)
    )


def changed(phrases: Phrases) -> str:
    """Write the query of what runs after one changed.

    A page that was gone and is there again as it was is `unchanged`. The second joins keep their order, and an outcome
    that is put together keeps from an index by which each of them would go through all visits.
    """
    return f"""
        SELECT bulletin_id FROM pages WHERE run_id > :since AND outcome IN ('new', 'revised', 'gone')
        UNION
        SELECT g.bulletin_id FROM pages g
        {phrases.in_order} pages u ON u.bulletin_id = g.bulletin_id AND u.id > g.id AND u.run_id > :since
        WHERE g.outcome = 'gone' AND coalesce(u.outcome, '') = 'unchanged'
    """


# Truths, that go out as 1 and 0
FLAGS = ("is_current", "kept")
# How a value stands in the store -> the value
READ: dict[Kind, Callable[[Any], object]] = {
    Kind.DAY: lambda value: date.fromisoformat(value) if isinstance(value, str) else value,
    Kind.MOMENT: lambda value: moment(value).astimezone(UTC),
    Kind.CHINA_TIME: lambda value: moment(value).astimezone(CHINA),
    Kind.TEXTS: lambda value: json.loads(value) if isinstance(value, str) else value,
    Kind.EDITS: lambda value: json.loads(value) if isinstance(value, str) else value,
    Kind.CELLS: lambda value: json.loads(value) if isinstance(value, str) else value,
}


def selected(column: Column) -> str:
    return f'CAST("{column.name}" AS INTEGER)' if column.name in FLAGS else f'"{column.name}"'


def moment(value: Any) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


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
        given = {
            "source": of.source,
            "first": of.first and of.first.isoformat(),
            "last": of.last and of.last.isoformat(),
            "since": of.since,
        }
        given = {name: value for name, value in given.items() if value is not None}
        leaves = [which, *(LEAVES[name] for name in given if name in LEAVES)]
        if of.since is not None:
            later = changed(phrases_of(self.connection))
            is_changed = f"b.id IN ({later})"
            leaves.append(f"({is_changed} OR b.copy_of IN ({later}))" if which == MAY_BE_GONE else is_changed)
        chosen = sa.text(CHOSEN.replace("{which}", " AND ".join(leaves)))
        return array("q", self.connection.execute(chosen, given).scalars())

    def rows(
        self, table: Table, numbers: Sequence[int], on_progress: Callable[[int], None] = lambda _: None
    ) -> Iterator[Row]:
        """Yield the rows that these bulletins have in a table, in their order.

        `on_progress` is called with the number of bulletins done since the last call.
        """
        _, query = QUERIES[table.name]
        names = ", ".join(map(selected, table.columns))
        statement = written(phrases_of(self.connection), query, names)
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
