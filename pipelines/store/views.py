"""Views with plain names: the stable interface for analysts. docs/schema.md gives an example query for each."""

from sqlalchemy import Connection

__all__ = ["VIEWS", "create_views", "drop_views"]

CURRENT = """
    bulletins b
    JOIN sources s ON s.id = b.source_id
    JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
"""

VIEWS = {
    "bulletin_texts": f"""
        SELECT b.id AS bulletin, b.url, s.name AS source, r.title, r.published, r.issuer, r.columns,
               r.document_number, r.index_number, b.revision,
               (SELECT group_concat(text, char(10)) FROM (
                    SELECT p.text FROM paragraphs p
                    WHERE p.bulletin_id = b.id AND p.revision = b.revision AND p.kept
                    ORDER BY p.position)) AS text
        FROM {CURRENT}""",
    "kept_paragraphs": f"""
        SELECT b.id AS bulletin, p.position, p.kind, p.text, r.title, r.published, r.issuer, s.name AS source, b.url
        FROM {CURRENT}
        JOIN paragraphs p ON p.bulletin_id = b.id AND p.revision = b.revision AND p.kept""",
    "removed_paragraphs": f"""
        SELECT b.id AS bulletin, m.position, p.text, m.reason, m.section, m.repeats, k.text AS kept_text,
               m.distance, m.similarity, m.difference, r.title, s.name AS source, b.url
        FROM {CURRENT}
        JOIN removals m ON m.bulletin_id = b.id AND m.revision = b.revision
        JOIN paragraphs p ON p.bulletin_id = m.bulletin_id AND p.revision = m.revision AND p.position = m.position
        JOIN paragraphs k ON k.bulletin_id = m.bulletin_id AND k.revision = m.revision AND k.position = m.repeats""",
    "variant_paragraphs": f"""
        SELECT b.id AS bulletin, v.position, p.text, v.of, o.text AS of_text, v.distance, v.similarity, v.difference,
               r.title, s.name AS source, b.url
        FROM {CURRENT}
        JOIN variants v ON v.bulletin_id = b.id AND v.revision = b.revision
        JOIN paragraphs p ON p.bulletin_id = v.bulletin_id AND p.revision = v.revision AND p.position = v.position
        JOIN paragraphs o ON o.bulletin_id = v.bulletin_id AND o.revision = v.revision AND o.position = v.of""",
    "run_fates": """
        SELECT p.run_id AS run, s.name AS source, coalesce(p.outcome, 'not read yet') AS outcome, p.reason,
               count(*) AS pages
        FROM pages p JOIN sources s ON s.id = p.source_id
        GROUP BY p.run_id, s.name, p.outcome, p.reason""",
}


def create_views(connection: Connection) -> None:
    for name, query in VIEWS.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {query}")


def drop_views(connection: Connection) -> None:
    for name in VIEWS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
