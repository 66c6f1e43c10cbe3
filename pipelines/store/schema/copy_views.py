"""The queries of copies and series that several views, exports and commands share; views.py makes views of them."""

from pipelines.dedup.copies import FEW
from pipelines.store.engine.phrases import Phrases

__all__ = [
    "COPIED_BOTH_SIDES",
    "IS_ISSUE",
    "TWO_ISSUES",
    "WIDESPREAD",
    "pairs_of_copies",
    "paragraphs_of_copies",
]

# A copied paragraph with the one that it repeats, on the pages of those that published the two texts first
COPIED_BOTH_SIDES = """
    copied y
    JOIN texts t ON t.id = y.text_id
    JOIN texts e ON e.id = y.of_id
    JOIN bulletins b ON b.id = t.bulletin_id
    JOIN bulletins o ON o.id = e.bulletin_id
    JOIN paragraphs p ON p.bulletin_id = b.id AND p.revision = b.revision AND p.position = y.position
    JOIN paragraphs k ON k.bulletin_id = o.id AND k.revision = o.revision AND k.position = y.repeats
"""

# Of a series' bulletins b those that are no copy of another one of the series
IS_ISSUE = """
    NOT EXISTS (SELECT 1 FROM bulletins o WHERE o.id = b.copy_of AND o.series = b.series)
"""

# Of two bulletins of one text: is each read in another place, as issues of other days are?
TWO_ISSUES = "coalesce(b.copy_of, b.id) <> coalesce(o.copy_of, o.id)"
# A copy on the same site stands under another column, one elsewhere is a repost
RELATION = f"""
    CASE WHEN x.kind <> 'same' THEN x.kind WHEN {TWO_ISSUES} THEN 'recurrence'
    WHEN b.source_id = o.source_id THEN 'copy' ELSE 'repost' END
"""

# The paragraphs that more texts have than are compared with each other: of those that came later, where the paragraph
# stands in them (`position`) and in the text that had it first (`repeats`)
WIDESPREAD = f"""
    SELECT k.text_id, f.text_id AS of_id, k.position, f.position AS repeats
    FROM text_keys k
    JOIN text_keys f ON f.key = k.key AND f.rank = (SELECT min(c.rank) FROM text_keys c WHERE c.key = k.key)
    JOIN texts t ON t.id = k.text_id
    JOIN texts e ON e.id = f.text_id
    WHERE k.most = {FEW} AND k.position IS NOT NULL AND f.position IS NOT NULL AND t.series IS DISTINCT FROM e.series
        AND k.rank > (SELECT c.rank FROM text_keys c WHERE c.key = k.key ORDER BY c.rank LIMIT 1 OFFSET {FEW})
        AND NOT EXISTS (SELECT 1 FROM relations r WHERE r.text_id = k.text_id AND r.of_id = f.text_id)
"""


def of_these(bulletin: str, among: str, word: str = "WHERE") -> str:
    return f"{word} {bulletin} IN ({among})" if among else ""


def widespread(among: str = "") -> str:
    return WIDESPREAD + of_these("k.text_id", among and f"SELECT id FROM texts WHERE bulletin_id IN ({among})", "AND")


def pairs_of_copies(phrases: Phrases, among: str = "") -> str:
    """Write the query of `bulletin_copies`. `among`: a query of numbers; then of these later bulletins only, found by
    them, where a condition on the view would come after all pairs of the store."""
    return f"""
        SELECT b.id AS bulletin, o.id AS of, {RELATION} AS relation, x.share, x.of_share, r.title, r.published,
               s.name AS source, b.url, o.url AS of_url
        FROM (
            SELECT m.id, t.bulletin_id AS of, 'same' AS kind, 1.0 AS share, 1.0 AS of_share
            FROM texts t JOIN bulletins m ON m.text_id = t.id AND m.id <> t.bulletin_id
            {of_these("m.id", among)}
            UNION ALL
            SELECT t.bulletin_id, e.bulletin_id, x.kind, x.share, x.of_share
            FROM relations x JOIN texts t ON t.id = x.text_id JOIN texts e ON e.id = x.of_id
            {of_these("t.bulletin_id", among)}
            UNION ALL
            SELECT DISTINCT t.bulletin_id, e.bulletin_id, 'quotation', CAST(NULL AS FLOAT), CAST(NULL AS FLOAT)
            FROM ({widespread(among)}) w JOIN texts t ON t.id = w.text_id JOIN texts e ON e.id = w.of_id) x
        JOIN bulletins b ON b.id = x.id
        JOIN bulletins o ON o.id = x.of
        JOIN sources s ON s.id = b.source_id
        JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision"""


def paragraphs_of_copies(phrases: Phrases, among: str = "") -> str:
    """Write the query of `copied_paragraphs`, of all later bulletins or of these only, likewise."""
    return f"""
        SELECT b.id AS bulletin, y.position, p.text, e.bulletin_id AS of, y.repeats, k.text AS of_text, y.reason,
               y.distance, y.similarity, y.difference, b.url
        FROM {COPIED_BOTH_SIDES}
        {of_these("t.bulletin_id", among)}
        UNION ALL
        SELECT t.bulletin_id, w.position, p.text, e.bulletin_id, w.repeats, k.text,
               CASE p.digest WHEN k.digest THEN 'exact repeat' ELSE 'near repeat' END,
               CASE p.digest WHEN k.digest THEN 0 END, CASE p.digest WHEN k.digest THEN 1.0 END,
               CASE p.digest WHEN k.digest THEN {phrases.document("'[]'")} END, b.url
        FROM ({widespread(among)}) w
        JOIN texts t ON t.id = w.text_id
        JOIN texts e ON e.id = w.of_id
        JOIN bulletins b ON b.id = t.bulletin_id
        JOIN bulletins o ON o.id = e.bulletin_id
        JOIN paragraphs p ON p.bulletin_id = b.id AND p.revision = b.revision AND p.position = w.position
        JOIN paragraphs k ON k.bulletin_id = o.id AND k.revision = o.revision AND k.position = w.repeats"""
