"""What came of each source in each run: a row that is begun with the run and written when it ends.

A run holds the locks of its sources until its end. So a run that is `running` while another one holds the lock of one
of its sources is dead: it was killed, and its row is closed with what the store says that it did.
"""

from collections import Counter
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.health import SourceRun, State, judge
from pipelines.records import Outcome, Role, Source
from pipelines.store.tables import (
    Bulletins,
    Contents,
    Failures,
    Frontier,
    Pages,
    Paragraphs,
    Revisions,
    Runs,
    RunSources,
    Sources,
    table,
)
from pipelines.visits import Step

__all__ = ["begin_round", "close_dead_runs", "finish_source", "source_runs"]

CARRIED_ON = timedelta(hours=1)  # a list page is as good as new for so long
SAMPLES = 5

runs, run_sources, pages, failures = table(Runs), table(RunSources), table(Pages), table(Failures)
contents, revisions, paragraphs, frontier = table(Contents), table(Revisions), table(Paragraphs), table(Frontier)
sources, bulletins = table(Sources), table(Bulletins)


def begin_round(connection: Connection, source: int, run: int, now: datetime) -> datetime:
    """Begin a source's row of a run; when its round began: with this run, or with the one that it carries on."""
    before = connection.execute(
        sa.select(run_sources.c.round_at, run_sources.c.state)
        .where(run_sources.c.source_id == source)
        .order_by(run_sources.c.run_id.desc())
        .limit(1)
    ).first()
    cut_short = (
        before is not None and before.state in (State.KILLED, State.STOPPED) and now - before.round_at < CARRIED_ON
    )
    round_at: datetime = before.round_at if before is not None and cut_short else now
    connection.execute(sa.insert(run_sources), {"run_id": run, "source_id": source, "round_at": round_at} | nothing())
    return round_at


def nothing() -> dict[str, Any]:
    counted = dict.fromkeys(("fetched", "lists", "links", "undated", "left", "bytes"), 0)
    return counted | {"state": str(State.RUNNING), "why": "", "fates": {}, "failed": {}, "samples": [], "seconds": 0.0}


def close_dead_runs(connection: Connection, source: int, run: int, now: datetime) -> None:
    """Close the rows of killed runs over this source, whose lock this run holds."""
    dead = sa.select(run_sources.c.run_id).where(
        run_sources.c.source_id == source, run_sources.c.state == State.RUNNING, run_sources.c.run_id != run
    )
    for number in connection.scalars(dead).all():
        last = connection.scalar(sa.select(sa.func.max(pages.c.fetched_at)).where(pages.c.run_id == number))
        count_source(connection, number, source, last or now)
        tell_source(connection, number, source, State.KILLED, "killed before its end")
        ended = sa.update(runs).where(runs.c.id == number, runs.c.state == str(State.RUNNING))
        connection.execute(ended.values(state=str(State.KILLED), finished_at=last))


def finish_source(connection: Connection, run: int, number: int, source: Source, now: datetime, *, whole: bool) -> None:
    """Write what came of a source in a run, and the verdict on it; not `whole`: somebody stopped it before its end."""
    count_source(connection, run, number, now)
    if not whole:
        tell_source(connection, run, number, State.STOPPED, "stopped before its end")
        return
    this, *before = source_runs(connection, number, up_to=run)
    stored = (bulletins.c.source_id == number, bulletins.c.revision.is_not(None))
    count = connection.scalar(sa.select(sa.func.count()).select_from(bulletins).where(*stored)) or 0
    tell_source(connection, run, number, *judge(this, before, source, count))


def tell_source(connection: Connection, run: int, source: int, state: State, why: str) -> None:
    of_run = (run_sources.c.run_id == run, run_sources.c.source_id == source)
    connection.execute(sa.update(run_sources).where(*of_run).values(state=str(state), why=why))


def source_runs(
    connection: Connection, source: int | None = None, up_to: int | None = None, run: int | None = None, limit: int = 60
) -> list[SourceRun]:
    """Rows of run history, the newest first: of one source, of one run, or all."""
    query = (
        sa.select(run_sources, sources.c.name, runs.c.started_at)
        .join(sources, sources.c.id == run_sources.c.source_id)
        .join(runs, runs.c.id == run_sources.c.run_id)
        .order_by(run_sources.c.run_id.desc(), sources.c.name)
        .limit(limit)
    )
    if source is not None:
        query = query.where(run_sources.c.source_id == source)
    if up_to is not None:
        query = query.where(run_sources.c.run_id <= up_to)
    if run is not None:
        query = query.where(run_sources.c.run_id == run)
    return [source_run(row) for row in connection.execute(query)]


def source_run(row: Any) -> SourceRun:
    return SourceRun(
        run=row.run_id,
        source=row.name,
        started_at=row.started_at,
        state=State(row.state),
        why=row.why,
        fetched=row.fetched,
        fates=row.fates,
        failed=row.failed,
        samples=tuple((url, error) for url, error in row.samples),
        lists=row.lists,
        links=row.links,
        undated=row.undated,
        median_length=row.median_length,
        left=row.left,
        bytes=row.bytes,
        seconds=row.seconds,
    )


def count_source(connection: Connection, run: int, source: int, now: datetime) -> None:
    of_run = (run_sources.c.run_id == run, run_sources.c.source_id == source)
    started = connection.scalar(sa.select(runs.c.started_at).where(runs.c.id == run))
    told = {
        "seconds": round((now - started).total_seconds(), 3) if started else 0.0,
        **fates_of(connection, run, source),
        **failures_of(connection, run, source),
        **lists_of(connection, run, source),
        **texts_of(connection, run, source),
        "left": connection.scalar(
            sa.select(sa.func.count()).where(frontier.c.source_id == source, frontier.c.state != str(Step.DONE))
        ),
    }
    connection.execute(sa.update(run_sources).where(*of_run).values(told))


def fates_of(connection: Connection, run: int, source: int) -> dict[str, Any]:
    of_run = (pages.c.run_id == run, pages.c.source_id == source)
    counted = connection.execute(
        sa.select(pages.c.outcome, pages.c.reason, sa.func.count().label("n"))
        .where(*of_run)
        .group_by(pages.c.outcome, pages.c.reason)
        .order_by(pages.c.outcome, pages.c.reason)
    ).all()
    fates = {
        (f"{row.outcome}: {row.reason}" if row.reason else row.outcome or "not read yet"): row.n for row in counted
    }
    size = (
        sa.select(sa.func.sum(contents.c.size))
        .join(pages, pages.c.content_id == contents.c.id)
        .where(*of_run, pages.c.status != 304)
    )
    return {"fates": fates, "fetched": sum(fates.values()), "bytes": connection.scalar(size) or 0}


def fate_name(outcome: str | None, reason: str | None) -> str:
    return f"{outcome}: {reason}" if reason else outcome or "not read yet"


def failures_of(connection: Connection, run: int, source: int) -> dict[str, Any]:
    of_run = (failures.c.run_id == run, failures.c.source_id == source)
    found = connection.execute(sa.select(failures.c.url, failures.c.error).where(*of_run).order_by(failures.c.id)).all()
    counted = Counter(row.error.partition(":")[0] for row in found)
    return {"failed": dict(sorted(counted.items())), "samples": [[row.url, row.error] for row in found[:SAMPLES]]}


def lists_of(connection: Connection, run: int, source: int) -> dict[str, Any]:
    """The list pages that were read in the run, and the links to articles on them."""
    read = (pages.c.run_id == run, pages.c.outcome == str(Outcome.LISTED), pages.c.source_id == source)
    row = connection.execute(
        sa.select(sa.func.count(), sa.func.sum(frontier.c.links))
        .select_from(pages)
        .outerjoin(frontier, (frontier.c.page_id == pages.c.id) & (frontier.c.role == str(Role.LIST)))
        .where(*read)
    ).one()
    return {"lists": row[0], "links": row[1] or 0}


def texts_of(connection: Connection, run: int, source: int) -> dict[str, Any]:
    """Of the bulletins that are new or revised: how many tell no date, and their median length in characters."""
    stored = (pages.c.run_id == run, pages.c.source_id == source)
    written = (pages.c.outcome.in_((str(Outcome.NEW), str(Outcome.REVISED))),)
    its_revision = (revisions.c.bulletin_id == pages.c.bulletin_id) & (revisions.c.number == pages.c.revision)
    its_paragraphs = (
        (paragraphs.c.bulletin_id == pages.c.bulletin_id) & (paragraphs.c.revision == pages.c.revision)
    ) & paragraphs.c.kept
    undated = (
        sa.select(sa.func.count())
        .select_from(pages)
        .join(revisions, its_revision)
        .where(*stored, *written, revisions.c.published.is_(None))
    )
    lengths = connection.scalars(
        sa.select(sa.func.sum(sa.func.length(paragraphs.c.text)))
        .select_from(pages)
        .join(paragraphs, its_paragraphs)
        .where(*stored, *written)
        .group_by(pages.c.id)
    ).all()
    return {"undated": connection.scalar(undated), "median_length": int(median(lengths)) if lengths else None}
