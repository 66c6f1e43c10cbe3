"""Runs with the counted outcomes of their pages, and what the store holds in all."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.health import RunState, SourceRun
from pipelines.models import Outcome, Rejection
from pipelines.store.admin.undo import Undo, undos_of
from pipelines.store.engine.database import behind
from pipelines.store.runs.record import run_as_it_is, source_runs
from pipelines.store.schema.tables import (
    Base,
    Bulletins,
    Contents,
    Dictionaries,
    Failures,
    Pages,
    Paragraphs,
    Recurrences,
    Removals,
    Revisions,
    Runs,
    RunSources,
    Sources,
    Variants,
    table,
)
from pipelines.store.schema.types import total

__all__ = ["OfSource", "RunView", "Totals", "by_source", "runs", "totals"]


@dataclass(frozen=True, slots=True)
class RunView:
    """A run and the counted outcomes of its pages: (source, outcome, reason) -> pages.

    `failures` are the requests that got no answer: (source, url, error). `sources` says what came of each source,
    once the run has ended. `undos`: who took back what the run changed, and who restored it.
    """

    number: int
    command: str
    version: str
    state: RunState
    started_at: datetime
    finished_at: datetime | None
    fates: dict[tuple[str, Outcome | None, str | None], int]
    failures: tuple[tuple[str, str, str], ...]
    sources: tuple[SourceRun, ...] = ()
    undos: tuple[Undo, ...] = ()

    @property
    def fetched(self) -> int:
        return sum(self.fates.values())

    @property
    def fell(self) -> int:
        """Pages over which our own code fell."""
        return sum(pages for (_, _, reason), pages in self.fates.items() if reason == Rejection.INTERNAL_ERROR)


@dataclass(frozen=True, slots=True)
class Totals:
    """What the store holds. Sizes in bytes; paragraphs are those of current revisions; dictionaries count as
    compressed."""

    bulletins: int
    revisions: int
    pages: int
    paragraphs_kept: int
    paragraphs_removed: dict[str, int]
    variants: int
    recurrences: int
    raw_bytes: int
    compressed_bytes: int
    store_bytes: int


@dataclass(frozen=True, slots=True)
class OfSource:
    """What the store holds of a source: each bulletin once. `months` counts them by month of publication (`2020-06`;
    None: without a date), `removed` the paragraphs taken out, by reason."""

    source: str
    title: str
    bulletins: int
    edited: int
    gone: int
    newest: date | None
    months: dict[str | None, int]
    removed: dict[str, int]


MONTHS = """
    SELECT s.name, substr(CAST(r.published AS TEXT), 1, 7) AS month, count(*) AS bulletins,
           count(*) FILTER (WHERE r.number > 1) AS edited,
           count(b.gone_since) AS gone, max(r.published) AS newest
    FROM bulletins b
    JOIN sources s ON s.id = b.source_id
    JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision
    WHERE b.copy_of IS NULL
    GROUP BY s.name, month ORDER BY s.name, month NULLS FIRST
"""
REMOVED = """
    SELECT s.name, m.reason, count(*) AS paragraphs
    FROM bulletins b
    JOIN sources s ON s.id = b.source_id
    JOIN removals m ON m.bulletin_id = b.id AND m.revision = b.revision
    WHERE b.copy_of IS NULL
    GROUP BY s.name, m.reason ORDER BY s.name, paragraphs DESC
"""


def by_source(connection: Connection) -> list[OfSource]:
    """Return every source with a bulletin, the one with the most first."""
    titles = {row.name: row.title for row in connection.execute(sa.select(Sources.name, Sources.title))}
    months: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(sa.text(MONTHS).columns(newest=sa.Date)):
        months[row.name].append(row)
    removed: dict[str, dict[str, int]] = defaultdict(dict)
    for row in connection.execute(sa.text(REMOVED)):
        removed[row.name][row.reason] = row.paragraphs
    found = [
        OfSource(
            source=name,
            title=titles[name],
            bulletins=sum(row.bulletins for row in rows),
            edited=sum(row.edited for row in rows),
            gone=sum(row.gone for row in rows),
            newest=max((row.newest for row in rows if row.newest), default=None),
            months={row.month: row.bulletins for row in rows},
            removed=removed[name],
        )
        for name, rows in months.items()
    ]
    return sorted(found, key=lambda one: (-one.bulletins, one.source))


def runs(
    connection: Connection, number: int | None = None, limit: int = 20, source: str | None = None
) -> list[RunView]:
    """Return the newest runs first; only the one of that number when one is named, only those over a source."""
    query = sa.select(Runs.__table__).order_by(Runs.id.desc()).limit(limit)
    if number is not None:
        query = query.where(Runs.id == number)
    if source is not None:
        which = sa.select(Sources.id).where(Sources.name == source).scalar_subquery()
        crawled = sa.exists().where(RunSources.run_id == Runs.id, RunSources.source_id == which)
        has_pages = sa.exists().where(Pages.run_id == Runs.id, Pages.source_id == which)
        query = query.where(crawled | has_pages)
    return [run_view(connection, row) for row in connection.execute(query).all()]


def run_view(connection: Connection, run: Row[Any]) -> RunView:
    counted = connection.execute(
        sa.select(Sources.name, Pages.outcome, Pages.reason, sa.func.count())
        .join(Sources, Sources.id == Pages.source_id)
        .where(Pages.run_id == run.id)
        .group_by(Sources.name, Pages.outcome, Pages.reason)
        .order_by(Sources.name, Pages.outcome.nulls_first(), Pages.reason.nulls_first())
    )
    failures = connection.execute(
        sa.select(Sources.name, Failures.url, Failures.error)
        .join(Sources, Sources.id == Failures.source_id)
        .where(Failures.run_id == run.id)
        .order_by(Failures.id)
    )
    return RunView(
        number=run.id,
        command=run.command,
        version=run.version,
        state=run_as_it_is(connection, run.id, RunState(run.state)),
        started_at=run.started_at,
        finished_at=run.finished_at,
        fates={(s, Outcome(o) if o else None, reason): n for s, o, reason, n in counted},
        failures=tuple((f.name, f.url, f.error) for f in failures),
        sources=tuple(source_runs(connection, run=run.id, limit=10_000)),
        undos=tuple(undos_of(connection, [run.id])),
    )


def totals(connection: Connection) -> Totals:
    def number_of(query: sa.Select[Any]) -> int:
        return connection.scalar(query) or 0

    def count(model: type[Base]) -> sa.Select[Any]:
        return sa.select(sa.func.count()).select_from(model)

    def current(model: type[Base]) -> sa.ColumnElement[bool]:
        columns = table(model).c
        return (columns.bulletin_id == Bulletins.id) & (columns.revision == Bulletins.revision)

    removed = (
        sa.select(Removals.reason, sa.func.count().label("n"))
        .join(Bulletins, current(Removals))
        .group_by(Removals.reason)
    )
    # a paragraph may recur of several
    recurring = (
        sa.select(Recurrences.bulletin_id, Recurrences.position).join(Bulletins, current(Recurrences)).distinct()
    )
    return Totals(
        bulletins=number_of(count(Bulletins).where(Bulletins.revision.is_not(None))),
        revisions=number_of(count(Revisions)),
        pages=number_of(count(Pages)),
        paragraphs_kept=number_of(count(Paragraphs).join(Bulletins, current(Paragraphs)).where(Paragraphs.kept)),
        paragraphs_removed={row.reason: row.n for row in connection.execute(removed)},
        variants=number_of(count(Variants).join(Bulletins, current(Variants))),
        recurrences=number_of(sa.select(sa.func.count()).select_from(recurring.subquery())),
        raw_bytes=number_of(sa.select(total(Contents.size))),
        compressed_bytes=number_of(sa.select(total(sa.func.length(Contents.compressed))))
        + number_of(sa.select(total(sa.func.length(Dictionaries.dictionary)))),
        store_bytes=behind(connection).size(connection),
    )
