"""What a run changed: the bulletins that it added or revised, and what was taken out of them, with examples.

All of it is counted over the revisions that the run made, whatever became of their bulletins since.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.models import Outcome, Reason, Receipt
from pipelines.store.bulletins.queries import receipt_of
from pipelines.store.engine.database import phrases_of
from pipelines.store.engine.phrases import Phrases
from pipelines.store.schema.types import Json
from pipelines.store.schema.views import repeated

__all__ = ["Brought", "BroughtBulletin", "Example", "RemovedOf", "changes_of"]

BULLETINS_SHOWN = 200
EXAMPLES_SHOWN = 4  # of each reason


@dataclass(frozen=True, slots=True)
class BroughtBulletin:
    """A bulletin in a report: `outcome` is new or revised; `characters` are those kept, `removed` the paragraphs that
    are not."""

    number: int
    outcome: Outcome
    source: str
    title: str
    published: date | None
    issuer: str | None
    url: str
    characters: int
    removed: int


@dataclass(frozen=True, slots=True)
class RemovedOf:
    """How much was removed for one reason."""

    reason: Reason
    paragraphs: int
    characters: int


@dataclass(frozen=True, slots=True)
class Example:
    """The receipt for a paragraph that was removed from a bulletin."""

    bulletin: int
    title: str
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Brought:
    """What a run changed. `months` counts the new bulletins by their month of publication, `characters` all the text
    of new and revised ones, removed paragraphs included; `recurring` the kept paragraphs that say of something else
    what an earlier one says; `bulletins` are the newest of these."""

    new: int
    revised: int
    months: dict[str | None, int]
    characters: int
    removed: tuple[RemovedOf, ...]
    recurring: int
    examples: tuple[Example, ...]
    bulletins: tuple[BroughtBulletin, ...]


# The revisions that a run made, once each
MADE = """
    FROM pages f
    JOIN revisions r ON r.bulletin_id = f.bulletin_id AND r.number = f.revision
    JOIN bulletins b ON b.id = f.bulletin_id
    JOIN sources s ON s.id = b.source_id
"""
OF_RUN = " WHERE f.run_id = :run AND f.outcome IN ('new', 'revised')"
PARAGRAPHS = "JOIN paragraphs p ON p.bulletin_id = f.bulletin_id AND p.revision = f.revision"
REMOVALS = """
    JOIN removals m ON m.bulletin_id = f.bulletin_id AND m.revision = f.revision
    JOIN paragraphs p ON p.bulletin_id = m.bulletin_id AND p.revision = m.revision AND p.position = m.position
    JOIN paragraphs k ON k.bulletin_id = m.bulletin_id AND k.revision = m.revision AND k.position = m.repeats
"""
OUTCOMES = f"SELECT f.outcome, count(*) AS n {MADE} {OF_RUN} GROUP BY f.outcome"
MONTHS = f"""
    SELECT substr(CAST(r.published AS TEXT), 1, 7) AS month, count(*) AS n {MADE} {OF_RUN} AND f.outcome = 'new'
    GROUP BY month ORDER BY month NULLS FIRST
"""
CHARACTERS = f"SELECT coalesce(sum(length(p.text)), 0) {MADE} {PARAGRAPHS} {OF_RUN}"
REMOVED = f"""
    SELECT m.reason, count(*) AS paragraphs, sum(length(p.text)) AS characters {MADE} {REMOVALS} {OF_RUN}
    GROUP BY m.reason ORDER BY paragraphs DESC
"""
RECURRING = f"""
    SELECT count(DISTINCT c.bulletin_id || ':' || c.position) {MADE}
    JOIN recurrences c ON c.bulletin_id = f.bulletin_id AND c.revision = f.revision {OF_RUN}
"""


@cache
def find_examples(phrases: Phrases) -> sa.TextualSelect:
    """Write the query of the examples: those with a difference first, for there is something to see, and of as many
    bulletins as there are."""
    return sa.text(
        f"""
        SELECT * FROM (
            SELECT *, row_number() OVER (
                PARTITION BY reason ORDER BY nth, difference = '[]', bulletin, position) AS turn
            FROM (
                SELECT b.id AS bulletin, r.title, m.position, m.repeats, m.reason, p.text,
                       {repeated(phrases)} AS kept_text, m.distance, m.similarity, m.difference, m.section, m.through,
                       m.within_start, m.within_end, row_number() OVER (
                           PARTITION BY m.reason, b.id ORDER BY m.difference = '[]', m.position) AS nth
                {MADE} {REMOVALS} {OF_RUN}) AS of_bulletin) AS of_reason
        WHERE turn <= :shown ORDER BY reason, turn
        """
    ).columns(difference=Json)


find_bulletins = sa.text(
    f"""
    SELECT b.id, f.outcome, s.name, r.title, r.published, r.issuer, b.url,
           (SELECT coalesce(sum(length(p.text)), 0) FROM paragraphs p
            WHERE p.bulletin_id = b.id AND p.revision = r.number AND p.kept) AS characters,
           (SELECT count(*) FROM removals m WHERE m.bulletin_id = b.id AND m.revision = r.number) AS removed
    {MADE} {OF_RUN} ORDER BY r.published DESC NULLS LAST, b.id DESC LIMIT :shown
    """
).columns(published=sa.Date)


def changes_of(connection: Connection, run: int) -> Brought:
    """Count what a run changed, with examples of each reason of a removal."""

    def rows(query: str | sa.TextualSelect, **more: int) -> sa.CursorResult[tuple[object, ...]]:
        return connection.execute(query if isinstance(query, sa.TextualSelect) else sa.text(query), {"run": run} | more)

    outcomes = {row.outcome: row.n for row in rows(OUTCOMES)}
    return Brought(
        new=outcomes.get(Outcome.NEW, 0),
        revised=outcomes.get(Outcome.REVISED, 0),
        months={row.month: row.n for row in rows(MONTHS)},
        characters=rows(CHARACTERS).scalar_one(),  # type: ignore[arg-type]  # a sum
        removed=tuple(RemovedOf(Reason(row.reason), row.paragraphs, row.characters) for row in rows(REMOVED)),
        recurring=rows(RECURRING).scalar_one(),  # type: ignore[arg-type]  # a count
        examples=tuple(
            Example(row.bulletin, row.title, receipt_of(row, row.text, row.kept_text))
            for row in rows(find_examples(phrases_of(connection)), shown=EXAMPLES_SHOWN)
        ),
        bulletins=tuple(
            BroughtBulletin(
                number=row.id,
                outcome=Outcome(row.outcome),
                source=row.name,
                title=row.title,
                published=row.published,
                issuer=row.issuer,
                url=row.url,
                characters=row.characters,
                removed=row.removed,
            )
            for row in rows(find_bulletins, shown=BULLETINS_SHOWN)
        ),
    )
