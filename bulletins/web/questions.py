"""Questions that analysts ask often, as SQL over the views: a form and a table each, a chart where one shows more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bulletins.charts import Bar, Element, by_time, columns, rows
from bulletins.web.showing import plain

__all__ = ["QUESTIONS", "Parameter", "Question", "values_of"]

MAX_BARS = 20
MAX_CHARACTERS = 200  # of what a form's field may hold


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question's form asks for; `kind` is that of the field: text, source, date or number."""

    name: str
    kind: str = "text"
    default: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """`chart`: how (columns or rows), the column that names a bar, and the one that counts it."""

    name: str
    sql: str
    parameters: tuple[Parameter, ...] = ()
    chart: tuple[str, str, str] | None = None

    def draw(self, found: Sequence[Mapping[str, object]], title: str) -> Element:
        if self.chart is None or not found:
            return Element()
        how, label, count = self.chart
        added: dict[str, int] = {}
        for row in found:
            name = plain(row[label] if row[label] is not None else "—")
            added[name] = added.get(name, 0) + int(str(row[count] or 0))
        if how == "columns":
            return columns(by_time(added), title)
        most = sorted(added.items(), key=lambda one: -one[1])[:MAX_BARS]
        return rows([Bar(name, n) for name, n in most], title)


SINCE, UNTIL = Parameter("since", "date"), Parameter("until", "date")
SOURCE = Parameter("source", "source")
IN_TIME = "(:since = '' OR published >= :since) AND (:until = '' OR published <= :until)"

QUESTIONS = {
    question.name: question
    for question in (
        Question(
            "issuers",
            f"""SELECT issuer, count(*) AS bulletins, min(published) AS first, max(published) AS newest
FROM bulletin_texts
WHERE issuer IS NOT NULL AND {IN_TIME} AND (:source = '' OR source = :source)
GROUP BY issuer
ORDER BY bulletins DESC, issuer""",
            (SOURCE, SINCE, UNTIL),
            ("rows", "issuer", "bulletins"),
        ),
        Question(
            "issuer_months",
            f"""SELECT strftime('%Y-%m', published) AS month, count(*) AS bulletins, count(DISTINCT issuer) AS issuers
FROM bulletin_texts
WHERE published IS NOT NULL AND {IN_TIME} AND (:issuer = '' OR issuer LIKE '%' || :issuer || '%')
GROUP BY month
ORDER BY month DESC""",
            (Parameter("issuer"), SINCE, UNTIL),
            ("columns", "month", "bulletins"),
        ),
        Question(
            "republished",
            """SELECT t.bulletin, t.title, t.published, t.source, c.places
FROM (
    SELECT copy_of, 1 + count(*) AS places FROM all_bulletin_texts WHERE copy_of IS NOT NULL GROUP BY copy_of
) c JOIN all_bulletin_texts t ON t.bulletin = c.copy_of
WHERE :source = '' OR t.source = :source
ORDER BY c.places DESC, t.published DESC""",
            (SOURCE,),
            ("rows", "title", "places"),
        ),
        Question(
            "edited",
            f"""SELECT bulletin, title, published, fetched_at AS edited_at, revision, source,
    strftime('%Y-%m', fetched_at) AS month, 1 AS one
FROM all_bulletin_texts
WHERE revision > 1 AND {IN_TIME} AND (:source = '' OR source = :source)
ORDER BY fetched_at DESC""",
            (SOURCE, SINCE, UNTIL),
            ("columns", "month", "one"),
        ),
        Question(
            "removed",
            """SELECT source, reason, count(*) AS paragraphs, sum(length(text)) AS characters
FROM removed_paragraphs
WHERE :source = '' OR source = :source
GROUP BY source, reason
ORDER BY paragraphs DESC""",
            (SOURCE,),
            ("rows", "reason", "paragraphs"),
        ),
        Question(
            "quiet",
            """WITH held AS (
    SELECT source, max(published) AS newest, count(*) AS bulletins FROM all_bulletin_texts GROUP BY source
),
ran AS (SELECT source, max(started_at) AS last_run_at FROM source_runs GROUP BY source)
SELECT source, newest, CAST(julianday('now') - julianday(newest) AS INTEGER) AS days, bulletins, last_run_at
FROM (SELECT source FROM held UNION SELECT source FROM ran) LEFT JOIN held USING (source) LEFT JOIN ran USING (source)
WHERE newest IS NULL OR julianday('now') - julianday(newest) >= CAST(:days AS INTEGER)
ORDER BY newest""",
            (Parameter("days", "number", "30"),),
            ("rows", "source", "days"),
        ),
    )
}


def values_of(question: Question, asked: Any) -> dict[str, str]:
    """Return what a form, or an address, says for a question's parameters; `asked` has the `get` of a dict."""
    return {
        parameter.name: (asked.get(parameter.name) or parameter.default).strip()[:MAX_CHARACTERS]
        for parameter in question.parameters
    }
