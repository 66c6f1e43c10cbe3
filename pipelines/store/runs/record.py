"""What came of each source in each run: a row that is begun with the run and written when it ends.

A run holds a lock of its own until its end. So one that is `running` without its lock was killed. Readers say so at
once (`as_it_is`); the next run closes its rows with what the store says that it did.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.health import RunState, SourceRun, State, judge
from pipelines.models import Outcome, Rejection, Source
from pipelines.store.bulletins.presence import is_taken_back
from pipelines.store.engine.database import behind
from pipelines.store.engine.errors import StoreFull
from pipelines.store.runs.tally import count_late_outcomes, count_source, holdings_of
from pipelines.store.schema.tables import Failures, Pages, Runs, RunSources, Sources, table

__all__ = [
    "as_it_is",
    "begin_run",
    "begin_source",
    "begin_turn",
    "close_killed_runs",
    "crawled",
    "end_run",
    "finish_source",
    "note_failure",
    "note_source",
    "round_of",
    "run_as_it_is",
    "source_runs",
    "state_after",
]

HISTORY = 200  # runs that a source is judged by: at two a day, a quarter of a year
KILLED = "killed before its end"
CARRIED_ON = timedelta(hours=1)  # a list page is as good as new for so long

runs, run_sources, pages, sources = table(Runs), table(RunSources), table(Pages), table(Sources)


def begin_run(connection: Connection, command: str, now: datetime) -> int:
    """Begin a run, after the rows of those that were killed are closed; its number."""
    close_killed_runs(connection)
    row = {"command": command, "version": version("bulletins"), "started_at": now, "state": str(RunState.RUNNING)}
    return int(connection.execute(sa.insert(runs).returning(runs.c.id), row).scalar_one())


def begin_source(connection: Connection, run: int, source: int, now: datetime) -> None:
    """Begin a source's row of a run, in the transaction that begins the run: a killed run is known by its rows.

    A run that was cut short within the hour is carried on: its round goes on as this run's.
    """
    close_killed_runs(connection)
    before = connection.execute(
        sa.select(run_sources.c.round_at, run_sources.c.state)
        .where(run_sources.c.source_id == source)
        .order_by(run_sources.c.run_id.desc())
        .limit(1)
    ).first()
    round_at = now
    if before is not None and before.state in (State.KILLED, State.STOPPED, State.DISK_FULL):
        # one that lies ahead was written by a clock that was wrong
        is_near = timedelta(0) <= now - before.round_at < CARRIED_ON
        round_at = before.round_at if is_near else now
    row = {"run_id": run, "source_id": source, "started_at": now, "round_at": round_at}
    connection.execute(sa.insert(run_sources), row | nothing())


def begin_turn(connection: Connection, run: int, source: int, now: datetime, *, partial: bool) -> None:
    """A source's turn has come: those that share a site wait for each other. `partial`: not all is to be fetched."""
    of_run = (run_sources.c.run_id == run, run_sources.c.source_id == source)
    connection.execute(sa.update(run_sources).where(*of_run).values(started_at=now, partial=partial))


def round_of(connection: Connection, run: int, source: int) -> datetime:
    """When the round of a source began that this run is, or carries on."""
    of_run = (run_sources.c.run_id == run, run_sources.c.source_id == source)
    began: datetime = connection.execute(sa.select(run_sources.c.round_at).where(*of_run)).scalar_one()
    return began


def end_run(connection: Connection, run: int, state: RunState, now: datetime) -> None:
    """Write a run's end; sources that it did not come to the end of have its reason. One that finished is `internal
    error` where our own code fell on the way, over a page or a source."""
    left = sa.select(run_sources.c.source_id).where(
        run_sources.c.run_id == run, run_sources.c.state == str(State.RUNNING)
    )
    for source in connection.scalars(left).all():
        count_source(connection, run, source, now)
        note_source(connection, run, source, *cut_short(state))
    if state is RunState.FINISHED and fell(connection, run):
        state = RunState.INTERNAL_ERROR
    connection.execute(sa.update(runs).where(runs.c.id == run).values(state=str(state), finished_at=now))


def fell(connection: Connection, run: int) -> bool:
    of_pages = sa.exists().where(pages.c.run_id == run, pages.c.reason == str(Rejection.INTERNAL_ERROR))
    of_sources = sa.exists().where(run_sources.c.run_id == run, run_sources.c.state == str(State.INTERNAL_ERROR))
    return bool(connection.scalar(sa.select(of_pages | of_sources)))


def state_after(error: BaseException) -> RunState:
    """Return the state of a run that an error broke off.

    An error that is named in our own code says why. So do those of the system, and a person's Ctrl-C. What is left is
    an internal error.
    """
    if isinstance(error, StoreFull):
        return RunState.DISK_FULL
    is_named = type(error).__module__.partition(".")[0] in ("pipelines", "crawler")
    if is_named or isinstance(error, OSError | MemoryError) or not isinstance(error, Exception):
        return RunState.STOPPED
    return RunState.INTERNAL_ERROR


def cut_short(state: RunState) -> tuple[State, str]:
    """Return what a source's row says of a run that ended in this state before the source did."""
    if state is RunState.DISK_FULL:
        return State.DISK_FULL, "broken off: the disk is full, or the store may not grow; the next run carries on"
    if state is RunState.INTERNAL_ERROR:
        return State.INTERNAL_ERROR, "broken off by an internal error; the log has the traceback"
    return State.STOPPED, "stopped before its end"


def nothing() -> dict[str, Any]:
    """Return a source's row before anything came of it."""
    names = ("fetched", "lists", "empty_lists", "unread_lists", "links", "rejected", "undated", "left", "bytes")
    reported = {"state": str(State.RUNNING), "why": "", "partial": False, "seconds": 0.0}
    return dict.fromkeys(names, 0) | reported | {"fates": {}, "failed": {}, "samples": []}


def close_killed_runs(connection: Connection) -> None:
    """Close the rows of runs that are `running` and hold no lock, whatever they were over."""
    for number in connection.scalars(sa.select(runs.c.id).where(runs.c.state == str(RunState.RUNNING))).all():
        if is_dead(connection, number):
            left = sa.select(run_sources.c.source_id).where(
                run_sources.c.run_id == number, run_sources.c.state == str(State.RUNNING)
            )
            for source in connection.scalars(left).all():
                close_source(connection, number, source)
            close_run(connection, number)


def close_source(connection: Connection, run: int, source: int) -> None:
    of_source = sa.select(sa.func.max(pages.c.fetched_at)).where(pages.c.run_id == run, pages.c.source_id == source)
    # without any page it was over as soon as it began
    count_source(connection, run, source, connection.scalar(of_source) or datetime.min.replace(tzinfo=UTC))
    note_source(connection, run, source, State.KILLED, KILLED)


def close_run(connection: Connection, run: int) -> None:
    last = connection.scalar(sa.select(sa.func.max(pages.c.fetched_at)).where(pages.c.run_id == run))
    ended = sa.update(runs).where(runs.c.id == run, runs.c.state == str(RunState.RUNNING))
    connection.execute(ended.values(state=str(RunState.KILLED), finished_at=last))


def as_it_is(connection: Connection, run: int, state: State) -> State:
    """The state of a source in a run as its row has it, but `killed` where it is `running` and the run is dead."""
    return State.KILLED if state is State.RUNNING and is_dead(connection, run) else state


def run_as_it_is(connection: Connection, run: int, state: RunState) -> RunState:
    """Return the state of a run as its row has it, but `killed` where it is `running` and nobody holds its lock."""
    return RunState.KILLED if state is RunState.RUNNING and is_dead(connection, run) else state


def is_dead(connection: Connection, run: int) -> bool:
    return not behind(connection).is_living(connection, run)


def finish_source(connection: Connection, run: int, number: int, source: Source, now: datetime, *, whole: bool) -> None:
    """Write what came of a source in a run, and the verdict on it; not `whole`: somebody stopped it before its end."""
    count_source(connection, run, number, now)
    count_late_outcomes(connection, number)
    if not whole:
        note_source(connection, run, number, State.STOPPED, "stopped before its end")
        return
    this, *before = source_runs(connection, number, up_to=run)
    note_source(connection, run, number, *judge(this, before, source, holdings_of(connection, number, now), now))


def note_source(connection: Connection, run: int, source: int, state: State, why: str) -> None:
    of_run = (run_sources.c.run_id == run, run_sources.c.source_id == source)
    connection.execute(sa.update(run_sources).where(*of_run).values(state=str(state), why=why))


def note_failure(connection: Connection, run: int, source: int, url: str, error: str) -> None:
    """Write that a request ended without any page, and why."""
    row = {"run_id": run, "source_id": source, "url": url, "error": error, "failed_at": datetime.now(UTC)}
    connection.execute(sa.insert(table(Failures)), row)


def source_runs(
    connection: Connection,
    source: int | None = None,
    up_to: int | None = None,
    run: int | None = None,
    limit: int = HISTORY,
) -> list[SourceRun]:
    """Rows of run history, the newest first: of one source, of one run, or all."""
    query = (
        sa.select(run_sources, sources.c.name)
        .join(sources, sources.c.id == run_sources.c.source_id)
        .order_by(run_sources.c.run_id.desc(), sources.c.name)
        .limit(limit)
    )
    if source is not None:
        query = query.where(run_sources.c.source_id == source)
    if up_to is not None:
        query = query.where(run_sources.c.run_id <= up_to)
    if run is not None:
        query = query.where(run_sources.c.run_id == run)
    found = connection.execute(query).all()
    again = found_again(connection, [row.run_id for row in found if row.fates.get(str(Outcome.UNDONE))])
    return [
        source_run(row, as_it_is(connection, row.run_id, State(row.state)), again.get((row.run_id, row.source_id), 0))
        for row in found
    ]


def found_again(connection: Connection, numbers: Sequence[int]) -> dict[tuple[int, int], int]:
    """By run and source, the pages that said what had been taken back before they came."""
    query = (
        sa.select(pages.c.run_id, pages.c.source_id, sa.func.count())
        .where(pages.c.run_id.in_(numbers), pages.c.outcome == str(Outcome.UNDONE), ~is_taken_back(pages.c.id))
        .group_by(pages.c.run_id, pages.c.source_id)
    )
    return {(run, source): n for run, source, n in connection.execute(query)} if numbers else {}


def crawled(connection: Connection) -> list[str]:
    """Return the names of the sources that were ever crawled."""
    once = sa.exists().where(run_sources.c.source_id == sources.c.id)
    return list(connection.scalars(sa.select(sources.c.name).where(once).order_by(sources.c.name)))


def source_run(row: Any, state: State, undone_again: int) -> SourceRun:
    return SourceRun(
        run=row.run_id,
        source=row.name,
        started_at=row.started_at,
        state=state,
        why=KILLED if state is State.KILLED else row.why,
        partial=row.partial,
        fetched=row.fetched,
        fates=row.fates,
        failed=row.failed,
        samples=tuple((url, error) for url, error in row.samples),
        lists=row.lists,
        empty_lists=row.empty_lists,
        unread_lists=row.unread_lists,
        put_off_until=row.put_off_until,
        links=row.links,
        rejected=row.rejected,
        undated=row.undated,
        median_length=row.median_length,
        left=row.left,
        bytes=row.bytes,
        seconds=row.seconds,
        undone_again=undone_again,
    )
