"""Which texts a text is compared with, and which ones it keeps from being compared: queries over keys and series.

However many texts share a key, only the first of them are compared, each with each; relations.py says why.
"""

from functools import cache

import sqlalchemy as sa

from pipelines.dedup.copies import FEW, MANY
from pipelines.store.engine.phrases import Phrases

__all__ = ["find_candidates", "find_displaced", "find_related", "find_sharing", "find_taken"]

# The rank of the last of a key's first texts, and of the next one; NULL: there are not so many
NTH = "(SELECT c.rank FROM text_keys c WHERE c.key = m.key ORDER BY c.rank LIMIT 1 OFFSET {})"
LAST, NEXT = (
    f"CASE m.most WHEN {FEW} THEN {NTH.format(FEW + more)} ELSE {NTH.format(MANY + more)} END" for more in (0, 1)
)
LARGEST = 2**63 - 1
# Texts that a series has at the most whose issues may be versions of one notice; one with more is published regularly
RUNNING = 4
# A text's neighbours in its series
NEIGHBOURS = """
    SELECT (SELECT p.id FROM texts p WHERE p.series = t.series AND p.precedence < t.precedence
            ORDER BY p.precedence DESC LIMIT 1) AS before,
           (SELECT p.id FROM texts p WHERE p.series = t.series AND p.precedence > t.precedence
            ORDER BY p.precedence LIMIT 1) AS after
    FROM texts t WHERE t.id = :text
"""
EACH = f"SELECT b.before AS id FROM ({NEIGHBOURS}) b UNION ALL SELECT a.after FROM ({NEIGHBOURS}) a"
# How many texts the series has that a text t is of, counted no further than it matters
ISSUES = f"(SELECT count(*) FROM (SELECT 1 FROM texts c WHERE c.series = t.series LIMIT {RUNNING + 2}) few)"
# The texts of a series that has come to be, or has just been, one that is published regularly
TURNING = f"""
    SELECT o.id FROM texts t JOIN texts o ON o.series = t.series AND o.id <> t.id
    WHERE t.id = :text AND {ISSUES} = {RUNNING + 1}
"""
KEYS_OF = "(SELECT count(*) FROM text_keys WHERE text_id = {})"


@cache
def find_candidates(phrases: Phrases) -> sa.TextClause:
    """Write the query of the texts that a text is compared with: by a key that both are among the first of, and of its
    neighbours in the series those that share half of the keys of either, of the same day if the series is published
    regularly. Two issues have their formulas in common and need no comparison."""
    half = phrases.greatest("1", phrases.least(KEYS_OF.format(":text"), KEYS_OF.format("n.id")))
    return sa.text(
        f"""
        SELECT o.text_id
        FROM (SELECT m.key, m.rank, coalesce({LAST}, {LARGEST}) AS last FROM text_keys m WHERE m.text_id = :text) m
        {phrases.in_order} text_keys o ON o.key = m.key AND o.rank <= m.last AND o.text_id <> :text
        JOIN texts t ON t.id = o.text_id
        WHERE m.rank <= m.last AND t.series IS DISTINCT FROM (SELECT series FROM texts WHERE id = :text)
        UNION
        SELECT n.id FROM ({EACH}) n JOIN texts o ON o.id = n.id JOIN texts t ON t.id = :text
        WHERE (substr(o.precedence, 1, 10) = substr(t.precedence, 1, 10) OR {ISSUES} <= {RUNNING})
        AND 2 * (SELECT count(*) FROM (SELECT key FROM text_keys WHERE text_id = :text
                                       INTERSECT SELECT key FROM text_keys WHERE text_id = n.id) shared)
            >= {half}
        """
    )


# The texts that this one keeps out of a key's first, and its neighbours, which it parts
find_displaced = sa.text(
    f"""
    SELECT o.text_id
    FROM (SELECT m.key, m.rank, {NEXT} AS next FROM text_keys m WHERE m.text_id = :text) m
    JOIN text_keys o ON o.key = m.key AND o.rank = m.next
    WHERE m.rank < m.next
    UNION
    SELECT n.id FROM ({EACH}) n WHERE n.id IS NOT NULL
    UNION
    {TURNING}
    """
)


@cache
def find_sharing(phrases: Phrases) -> sa.TextClause:
    """Write the question whether a text shares a key, or parts two texts of its series that are related."""
    return sa.text(
        f"""
        SELECT 1 FROM text_keys m {phrases.in_order} text_keys o ON o.key = m.key AND o.text_id <> m.text_id
        WHERE m.text_id = :text
        UNION ALL
        SELECT 1 FROM ({NEIGHBOURS}) n JOIN relations r ON r.text_id = n.after AND r.of_id = n.before
        UNION ALL
        SELECT 1 FROM ({TURNING}) n JOIN relations r ON r.text_id = n.id
        LIMIT 1
        """
    )


find_related = sa.text(
    "SELECT of_id AS other, text_id AS later, kind FROM relations WHERE text_id = :text"
    " UNION ALL SELECT text_id, text_id, kind FROM relations WHERE of_id = :text"
)


@cache
def find_taken(phrases: Phrases) -> sa.TextClause:
    """Write the question which of some texts, keys and series (numbers as JSON) the store has."""
    return sa.text(
        f"""
        WITH some_texts(number) AS ({phrases.given(":texts")}),
             some_keys(number) AS ({phrases.given(":keys")}),
             some_series(number) AS ({phrases.given(":series")})
        SELECT 'text' AS what, number FROM some_texts
        WHERE EXISTS (SELECT 1 FROM bulletins WHERE text_id = number)
        UNION ALL
        SELECT 'key', number FROM some_keys WHERE EXISTS (SELECT 1 FROM text_keys WHERE key = number)
        UNION ALL
        SELECT 'series', number FROM some_series WHERE EXISTS (SELECT 1 FROM texts WHERE series = number)
        """
    )
