"""Questions that analysts ask often, as SQL over the views: a form and a table each, a chart where one tells more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipelines.web.charts import Bar, columns, rows

__all__ = ["QUESTIONS", "Parameter", "Question"]

MOST_BARS = 20


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

    def draw(self, found: Sequence[Mapping[str, object]], title: str) -> Markup:
        if self.chart is None or not found:
            return Markup("")
        how, label, count = self.chart
        added: dict[str, float] = {}
        for row in found:
            name = str(row[label] if row[label] is not None else "—")
            added[name] = added.get(name, 0) + float(str(row[count] or 0))
        if how == "columns":
            bars = [Bar(name, n, mark=name[:4] if name[5:] in ("01", "") else "") for name, n in sorted(added.items())]
            return columns(bars, title)
        most = sorted(added.items(), key=lambda one: -one[1])[:MOST_BARS]
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
    strftime('%Y-%m', fetched_at) AS month
FROM all_bulletin_texts
WHERE revision > 1 AND {IN_TIME} AND (:source = '' OR source = :source)
ORDER BY fetched_at DESC""",
            (SOURCE, SINCE, UNTIL),
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
            """SELECT source, newest, CAST(julianday('now') - julianday(newest) AS INTEGER) AS days, bulletins,
    last_fetched_at
FROM source_totals
WHERE newest IS NULL OR julianday('now') - julianday(newest) >= CAST(:days AS INTEGER)
ORDER BY newest""",
            (Parameter("days", "number", "30"),),
            ("rows", "source", "days"),
        ),
    )
}
