"""Runs with the counted fates of their pages, and what the store holds in all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.health import SourceRun
from pipelines.records import Outcome
from pipelines.store.reports import source_runs
from pipelines.store.tables import (
    Base,
    Bulletins,
    Contents,
    Dictionaries,
    Failures,
    Pages,
    Paragraphs,
    Removals,
    Revisions,
    Runs,
    RunSources,
    Sources,
    Variants,
    table,
)

__all__ = ["RunView", "Totals", "runs", "totals"]


@dataclass(frozen=True, slots=True)
class RunView:
    """A run and the counted fates of its pages: (source, outcome, reason) -> pages.

    `failures` are the requests that got no answer: (source, url, error). `sources` tells what came of each source, once
    the run has ended.
    """

    number: int
    command: str
    version: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    fates: dict[tuple[str, Outcome | None, str | None], int]
    failures: tuple[tuple[str, str, str], ...]
    sources: tuple[SourceRun, ...] = ()

    @property
    def fetched(self) -> int:
        return sum(self.fates.values())


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
    raw_bytes: int
    compressed_bytes: int


def runs(
    connection: Connection, number: int | None = None, limit: int = 20, source: str | None = None
) -> list[RunView]:
    """The newest runs first; only the one of that number when one is named, only those over a source."""
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
        .order_by(Sources.name, Pages.outcome, Pages.reason)
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
        state=run.state,
        started_at=run.started_at,
        finished_at=run.finished_at,
        fates={(s, Outcome(o) if o else None, reason): n for s, o, reason, n in counted},
        failures=tuple((f.name, f.url, f.error) for f in failures),
        sources=tuple(source_runs(connection, run=run.id, limit=10_000)),
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
    return Totals(
        bulletins=number_of(count(Bulletins).where(Bulletins.revision.is_not(None))),
        revisions=number_of(count(Revisions)),
        pages=number_of(count(Pages)),
        paragraphs_kept=number_of(count(Paragraphs).join(Bulletins, current(Paragraphs)).where(Paragraphs.kept)),
        paragraphs_removed={row.reason: row.n for row in connection.execute(removed)},
        variants=number_of(count(Variants).join(Bulletins, current(Variants))),
        raw_bytes=number_of(sa.select(sa.func.sum(Contents.size))),
        compressed_bytes=number_of(sa.select(sa.func.sum(sa.func.length(Contents.compressed))))
        + number_of(sa.select(sa.func.sum(sa.func.length(Dictionaries.dictionary)))),
    )
