"""Views with plain names: the stable interface for analysts. docs/schema.md gives an example query for each.

They show current revisions only, except `revision_texts`. A bulletin is always named by the columns `bulletin`, its
number, and `url`. What is counted (texts, paragraphs, months) shows each bulletin once, as its first publisher has it;
`all_bulletin_texts` has the copies too.
"""

from functools import cache

import sqlalchemy as sa
from sqlalchemy import Connection

from pipelines.models import FIELDS
from pipelines.store.engine.database import phrases_of
from pipelines.store.engine.phrases import Phrases
from pipelines.store.schema.copy_views import IS_ISSUE, pairs_of_copies, paragraphs_of_copies

__all__ = ["INTERFACE", "create_views", "drop_views", "read_from", "repeated", "views"]

# The version of the views. It rises when a column goes or means something else, not when one is added
INTERFACE = 1

CURRENT = """
    bulletins b
    JOIN sources s ON s.id = b.source_id
    JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
"""

# Each bulletin once: its copies left out
ONCE = "b.copy_of IS NULL"

KEPT_OF_REVISION = "paragraphs p WHERE p.bulletin_id = r.bulletin_id AND p.revision = r.number AND p.kept"
KEPT_BETWEEN = (
    "paragraphs j WHERE j.bulletin_id = m.bulletin_id AND j.revision = m.revision AND j.kept"
    " AND j.position BETWEEN m.repeats AND m.through"
)


def text_of(phrases: Phrases) -> str:
    """Write the text of a revision: its kept paragraphs, one a line."""
    return phrases.joined("p.text", phrases.character(10), KEPT_OF_REVISION, "p.position")


def bulletin_text(phrases: Phrases) -> str:
    return f"""
        b.id AS bulletin, b.url, s.name AS source, {", ".join(f"r.{field.name}" for field in FIELDS)},
        r.number AS revision, b.first_seen, f.fetched_at, b.gone_since, c.sha256, {text_of(phrases)} AS text
    """


def repeated(phrases: Phrases) -> str:
    """Write what of the kept text the removed paragraph repeats: one, several consecutive ones, a part of one;
    boilerplate: none."""
    return f"""
        CASE
            WHEN m.repeats = m.position THEN NULL
            WHEN m.within_start IS NOT NULL THEN substr(k.text, m.within_start + 1, m.within_end - m.within_start)
            WHEN m.through IS NULL THEN k.text
            ELSE {phrases.joined("j.text", "''", KEPT_BETWEEN, "j.position")}
        END
    """


def read_from(phrases: Phrases) -> str:
    """Write the articles of the frontier that a bulletin was ever read from.

    The first half finds those whose newest page says nothing of it (an error), the second those whose address was
    written otherwise when it was asked for. In order: without statistics SQLite would begin with the addresses, and
    look for the pages of each among all of its source.
    """
    return f"""
        SELECT p.bulletin_id, a.id AS article_id
        FROM pages p {phrases.in_order} frontier a
            ON a.source_id = p.source_id AND a.url = p.requested_url AND a.request = ''
        WHERE p.bulletin_id IS NOT NULL
        UNION
        SELECT p.bulletin_id, a.id
        FROM frontier a JOIN pages p ON p.id = a.page_id
        WHERE p.bulletin_id IS NOT NULL
    """


COUNTED = ("new", "revised", "unchanged", "gone", "listed", "joined", "undone")  # outcomes that need no reason
TAB = 9  # between the cells of a row; in none of them

# The rows of data of the tables in the current revisions, those that were removed as repeats too
TABLE_ROWS = f"""
    {CURRENT}
    JOIN paragraphs p ON p.bulletin_id = b.id AND p.revision = b.revision AND p.kind = 'table row'
    JOIN data_tables d ON d.bulletin_id = p.bulletin_id AND d.revision = p.revision AND d.position = p.table_number
"""


@cache
def views(phrases: Phrases) -> dict[str, str]:
    """Write the query of each view."""
    cells = phrases.split("p.text", TAB)
    counted = {name: phrases.number_of("x.fates", name) for name in COUNTED}
    return {
        "bulletin_texts": f"""
        SELECT {bulletin_text(phrases)},
               (SELECT count(*) FROM bulletins o WHERE o.copy_of = b.id) AS copies
        FROM {CURRENT}
        JOIN pages f ON f.id = r.page_id
        JOIN contents c ON c.id = f.content_id
        WHERE {ONCE}""",
        "all_bulletin_texts": f"""
        SELECT {bulletin_text(phrases)}, b.copy_of
        FROM {CURRENT}
        JOIN pages f ON f.id = r.page_id
        JOIN contents c ON c.id = f.content_id""",
        "bulletin_copies": pairs_of_copies(phrases),
        "copied_paragraphs": paragraphs_of_copies(phrases),
        "paragraph_places": """
        SELECT k.key AS paragraph, t.bulletin_id AS bulletin, k.position, p.text, r.title, r.published,
               (SELECT count(*) FROM bulletins o WHERE o.text_id = k.text_id) AS bulletins, s.name AS source, b.url
        FROM text_keys k
        JOIN texts t ON t.id = k.text_id
        JOIN bulletins b ON b.id = t.bulletin_id
        JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
        JOIN paragraphs p ON p.bulletin_id = b.id AND p.revision = b.revision AND p.position = k.position
        JOIN sources s ON s.id = b.source_id""",
        "bulletin_series": f"""
        SELECT b.id AS bulletin, b.series, r.title, r.published,
               lag(b.id) OVER (PARTITION BY b.series ORDER BY b.precedence) AS previous,
               lead(b.id) OVER (PARTITION BY b.series ORDER BY b.precedence) AS next,
               row_number() OVER (PARTITION BY b.series ORDER BY b.precedence) AS issue,
               count(*) OVER (PARTITION BY b.series) AS issues, s.name AS source, b.url
        FROM {CURRENT}
        WHERE b.series IS NOT NULL AND {IS_ISSUE}""",
        "revision_texts": f"""
        SELECT b.id AS bulletin, r.number AS revision, r.number = b.revision AS is_current, b.url,
               s.name AS source, r.title, r.published, r.issuer, f.fetched_at, c.sha256, {text_of(phrases)} AS text,
               (SELECT max(u.undone_at) FROM undone_pages x JOIN undos u ON u.id = x.undo_id
                WHERE x.page_id = r.page_id AND x.holds) AS undone_at
        FROM bulletins b
        JOIN sources s ON s.id = b.source_id
        JOIN revisions r ON r.bulletin_id = b.id
        JOIN pages f ON f.id = r.page_id
        JOIN contents c ON c.id = f.content_id""",
        "text_history": """
        SELECT f.bulletin_id AS bulletin, f.revision, f.fetched_at AS since,
               lead(f.fetched_at) OVER (PARTITION BY f.bulletin_id ORDER BY f.id) AS until,
               r.page_id <> f.id AS is_return, r.title, s.name AS source, b.url
        FROM pages f
        JOIN revisions r ON r.bulletin_id = f.bulletin_id AND r.number = f.revision
        JOIN bulletins b ON b.id = f.bulletin_id
        JOIN sources s ON s.id = b.source_id
        WHERE f.outcome IN ('new', 'revised')""",
        "volatile_paragraphs": """
        SELECT w.bulletin_id AS bulletin, w.position, w.nth, w.kind, w.revision, l.fetched_at AS since, p.text,
               (SELECT count(*) FROM volatile_values v
                WHERE v.bulletin_id = w.bulletin_id AND v.position = w.position) AS visits,
               (SELECT v.text FROM volatile_values v
                WHERE v.bulletin_id = w.bulletin_id AND v.position = w.position
                ORDER BY v.page_id DESC LIMIT 1) AS last_text,
               r.title, s.name AS source, b.url
        FROM volatile_places w
        JOIN bulletins b ON b.id = w.bulletin_id
        JOIN sources s ON s.id = b.source_id
        JOIN pages l ON l.id = w.page_id
        JOIN revisions r ON r.bulletin_id = w.bulletin_id AND r.number = w.revision
        JOIN paragraphs p ON p.bulletin_id = r.bulletin_id AND p.revision = r.number AND p.position = w.position""",
        "volatile_visits": """
        SELECT v.bulletin_id AS bulletin, v.position, f.fetched_at, v.text, f.revision, s.name AS source, b.url
        FROM volatile_values v
        JOIN pages f ON f.id = v.page_id
        JOIN bulletins b ON b.id = v.bulletin_id
        JOIN sources s ON s.id = b.source_id""",
        "undone_revisions": """
        SELECT r.bulletin_id AS bulletin, r.number AS revision, b.revision AS current_revision, u.run_id AS run,
               u.undone_at, u.undone_by, r.title, r.published, s.name AS source, b.url
        FROM undos u
        JOIN undone_pages x ON x.undo_id = u.id AND x.holds
        JOIN revisions r ON r.page_id = x.page_id
        JOIN bulletins b ON b.id = r.bulletin_id
        JOIN sources s ON s.id = b.source_id""",
        "run_undos": """
        SELECT u.id AS undo, u.run_id AS run, u.undone_at, u.undone_by, count(x.page_id) AS pages, u.redone_at,
               u.redone_by
        FROM undos u LEFT JOIN undone_pages x ON x.undo_id = u.id
        GROUP BY u.id""",
        "kept_paragraphs": f"""
        SELECT b.id AS bulletin, p.position, p.kind, p.text, p.table_number, r.title, r.published, r.issuer,
               s.name AS source, b.url
        FROM {CURRENT}
        JOIN paragraphs p ON p.bulletin_id = b.id AND p.revision = b.revision AND p.kept
        WHERE {ONCE}""",
        "removed_paragraphs": f"""
        SELECT b.id AS bulletin, m.position, p.text, m.reason, m.section, m.repeats, {repeated(phrases)} AS kept_text,
               m.distance, m.similarity, m.difference, r.title, r.published, s.name AS source, b.url
        FROM {CURRENT}
        JOIN removals m ON m.bulletin_id = b.id AND m.revision = b.revision
        JOIN paragraphs p ON p.bulletin_id = m.bulletin_id AND p.revision = m.revision AND p.position = m.position
        JOIN paragraphs k ON k.bulletin_id = m.bulletin_id AND k.revision = m.revision AND k.position = m.repeats""",
        "variant_paragraphs": f"""
        SELECT b.id AS bulletin, v.position, p.text, v.of, o.text AS of_text, v.distance, v.similarity, v.difference,
               r.title, r.published, s.name AS source, b.url
        FROM {CURRENT}
        JOIN variants v ON v.bulletin_id = b.id AND v.revision = b.revision
        JOIN paragraphs p ON p.bulletin_id = v.bulletin_id AND p.revision = v.revision AND p.position = v.position
        JOIN paragraphs o ON o.bulletin_id = v.bulletin_id AND o.revision = v.revision AND o.position = v.of""",
        "bulletin_tables": f"""
        SELECT b.id AS bulletin, d.position AS table_number, d.caption, d.columns,
               (SELECT count(*) FROM paragraphs p
                WHERE p.bulletin_id = d.bulletin_id AND p.revision = d.revision AND p.table_number = d.position
                    AND p.kind = 'table row') AS rows,
               r.title, r.published, s.name AS source, b.url
        FROM {CURRENT}
        JOIN data_tables d ON d.bulletin_id = b.id AND d.revision = b.revision
        WHERE {ONCE}""",
        "table_rows": f"""
        SELECT b.id AS bulletin, p.table_number, p.position, d.caption, d.columns, {cells} AS cells,
               p.kept, r.title, r.published, s.name AS source, b.url
        FROM {TABLE_ROWS}
        WHERE {ONCE}""",
        "table_cells": f"""
        SELECT b.id AS bulletin, p.table_number, p.position, {phrases.place_in("e")} AS column_number,
               {phrases.item_at("d.columns", phrases.place_in("e"))} AS column_name, e.value AS cell,
               p.kept, d.caption,
               r.title, r.published, s.name AS source, b.url
        FROM {TABLE_ROWS}, {phrases.items_in(cells, "e")}
        WHERE {ONCE}""",
        "recurring_paragraphs": f"""
        SELECT b.id AS bulletin, c.position, p.text, c.of, o.text AS of_text, c.governor, g.text AS governor_text,
               c.distance, c.similarity, c.difference, r.title, r.published, s.name AS source, b.url
        FROM {CURRENT}
        JOIN recurrences c ON c.bulletin_id = b.id AND c.revision = b.revision
        JOIN paragraphs p ON p.bulletin_id = c.bulletin_id AND p.revision = c.revision AND p.position = c.position
        JOIN paragraphs o ON o.bulletin_id = c.bulletin_id AND o.revision = c.revision AND o.position = c.of
        LEFT JOIN paragraphs g
            ON g.bulletin_id = c.bulletin_id AND g.revision = c.revision AND g.position = c.governor""",
        "bulletin_columns": f"""
        SELECT b.id AS bulletin, {phrases.place_in("e")} AS depth, e.value AS column_name, s.name AS source, b.url
        FROM {CURRENT}, {phrases.items_in("r.columns", "e")}""",
        "bulletin_attachments": f"""
        SELECT b.id AS bulletin, a.position, a.name, a.url AS attachment_url, r.title, r.published, s.name AS source,
               b.url
        FROM {CURRENT}
        JOIN attachments a ON a.bulletin_id = b.id AND a.revision = b.revision""",
        "bulletin_listings": f"""
        SELECT x.bulletin_id AS bulletin, g.column_name, l.url AS list_url, g.title, g.listed_on, g.first_seen,
               g.last_seen, s.name AS source, a.url
        FROM ({read_from(phrases)}) x
        {phrases.in_order} listings g ON g.article_id = x.article_id
        JOIN frontier a ON a.id = g.article_id
        JOIN frontier l ON l.id = g.list_id
        JOIN sources s ON s.id = a.source_id""",
        "listed_files": f"""
        SELECT p.id AS page, g.column_name, l.url AS list_url, g.title, g.listed_on, g.first_seen, g.last_seen,
               p.fetched_at, c.sha256, c.size, s.name AS source, a.url
        FROM frontier a
        JOIN pages p ON p.id = a.page_id AND p.reason = 'a file'
        JOIN contents c ON c.id = p.content_id
        {phrases.in_order} listings g ON g.article_id = a.id
        JOIN frontier l ON l.id = g.list_id
        JOIN sources s ON s.id = a.source_id""",
        "gone_bulletins": f"""
        SELECT b.id AS bulletin, b.gone_since,
               (SELECT max(p.fetched_at) FROM pages p
                WHERE p.bulletin_id = b.id AND p.outcome NOT IN ('gone', 'undone')) AS last_seen,
               r.title, r.published, r.issuer, r.document_number, s.name AS source, b.url
        FROM {CURRENT}
        WHERE b.gone_since IS NOT NULL""",
        "bulletins_by_month": f"""
        SELECT s.name AS source, substr(CAST(r.published AS TEXT), 1, 7) AS month, count(*) AS bulletins
        FROM {CURRENT}
        WHERE {ONCE}
        GROUP BY s.name, month""",
        "source_totals": """
        SELECT s.name AS source, s.title, v.bulletins, v.revised, v.newest, f.pages, f.rejected, f.last_fetched_at
        FROM sources s
        LEFT JOIN (
            SELECT b.source_id, count(*) AS bulletins, max(r.published) AS newest,
                   count(*) FILTER (WHERE EXISTS (
                       SELECT 1 FROM revisions e WHERE e.bulletin_id = b.id AND e.number = 2)) AS revised
            FROM bulletins b JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
            GROUP BY b.source_id) v ON v.source_id = s.id
        LEFT JOIN (
            SELECT source_id, count(*) AS pages, count(*) FILTER (WHERE outcome = 'rejected') AS rejected,
                   max(fetched_at) AS last_fetched_at
            FROM pages GROUP BY source_id) f ON f.source_id = s.id""",
        "page_fates": """
        SELECT f.id AS page, f.run_id AS run, s.name AS source, f.url, f.requested_url, f.role, f.fetched_at, f.status,
               coalesce(f.outcome, 'not read yet') AS outcome, f.reason, f.detail, f.bulletin_id AS bulletin,
               f.revision, c.sha256, c.size
        FROM pages f
        JOIN sources s ON s.id = f.source_id
        JOIN contents c ON c.id = f.content_id""",
        "run_fates": """
        SELECT f.run_id AS run, s.name AS source, coalesce(f.outcome, 'not read yet') AS outcome, f.reason,
               count(*) AS pages
        FROM pages f JOIN sources s ON s.id = f.source_id
        GROUP BY f.run_id, s.name, f.outcome, f.reason""",
        "source_runs": f"""
        SELECT x.run_id AS run, s.name AS source, x.started_at, x.state, x.why, x.fetched,
               coalesce({counted["new"]}, 0) AS new,
               coalesce({counted["revised"]}, 0) AS revised,
               coalesce({counted["unchanged"]}, 0) AS unchanged,
               coalesce({counted["gone"]}, 0) AS gone,
               coalesce({counted["listed"]}, 0) AS listed,
               coalesce({counted["joined"]}, 0) AS joined,
               coalesce({counted["undone"]}, 0) AS undone,
               (SELECT coalesce(sum(CAST(e.value AS INTEGER)), 0) FROM {phrases.numbers_in("x.fates")} e
                WHERE substr(e.key, 1, 8) = 'rejected') AS rejected,
               (SELECT coalesce(sum(CAST(e.value AS INTEGER)), 0) FROM {phrases.numbers_in("x.failed")} e) AS failed,
               x.links, x.undated, x.median_length, x."left", x.bytes, x.seconds,
               x.partial
        FROM run_sources x JOIN sources s ON s.id = x.source_id""",
        "frontier_status": """
        SELECT s.name AS source, a.role,
               sum(CASE WHEN a.state = 'PENDING' THEN 1 ELSE 0 END) AS pending,
               sum(CASE WHEN a.state = 'LEASED' THEN 1 ELSE 0 END) AS leased,
               sum(CASE WHEN a.state = 'FETCHED' THEN 1 ELSE 0 END) AS fetched,
               sum(CASE WHEN a.state = 'DONE' THEN 1 ELSE 0 END) AS done,
               sum(CASE WHEN a.failures > 0 THEN 1 ELSE 0 END) AS failing,
               min(CASE WHEN a.state IN ('PENDING', 'DONE') THEN a.due_at END) AS next_due_at
        FROM frontier a JOIN sources s ON s.id = a.source_id
        GROUP BY s.name, a.role""",
        "failed_requests": """
        SELECT x.run_id AS run, s.name AS source, x.url, x.error, x.failed_at
        FROM failures x JOIN sources s ON s.id = x.source_id""",
        "interface": f"SELECT {INTERFACE} AS views, version_num AS schema FROM alembic_version",
    }


def create_views(connection: Connection) -> None:
    for name, query in views(phrases_of(connection)).items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {query}")


def drop_views(connection: Connection) -> None:
    """Drop every view, also those of an older version: a table that one looks at could not be changed."""
    for name in sa.inspect(connection).get_view_names():
        connection.exec_driver_sql(f'DROP VIEW "{name}"')
