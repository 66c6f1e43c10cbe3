"""Take back what a run changed, and restore it: decisions of people, by which bulletins are made again.

Pages and revisions stay. A revision that was taken back keeps its number and can be read, and is never the current one;
nor is the same text when it comes again. The addresses are due at once, so that the true pages are read.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import attrgetter

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.health import RunState
from pipelines.models import Outcome
from pipelines.store.bulletins.presence import is_taken_back, missing_at
from pipelines.store.bulletins.replay import replay
from pipelines.store.bulletins.write import revisions
from pipelines.store.runs.alive import WRITTEN
from pipelines.store.runs.record import run_as_it_is
from pipelines.store.runs.tally import count_again
from pipelines.store.schema.tables import Bulletins, Frontier, Pages, Runs, Sources, UndonePages, Undos, table

__all__ = ["CannotUndo", "Change", "Taken", "Undo", "redo_run", "taken_from", "to_undo", "undo_run", "undos_of"]

pages, runs, sources, bulletins, frontier = map(table, (Pages, Runs, Sources, Bulletins, Frontier))
undos, undone_pages = table(Undos), table(UndonePages)

earlier = sa.alias(revisions)
find_before = (
    sa.select(sa.func.max(earlier.c.number))
    .where(earlier.c.bulletin_id == pages.c.bulletin_id, earlier.c.number < pages.c.revision)
    .where(~is_taken_back(earlier.c.page_id))
    .scalar_subquery()
)
find_changes = (
    sa.select(
        pages.c.id.label("page"),
        pages.c.bulletin_id.label("bulletin"),
        pages.c.revision,
        pages.c.outcome,
        bulletins.c.revision.label("current"),
        find_before.label("before"),
        revisions.c.title,
        bulletins.c.url,
        sources.c.name.label("source"),
    )
    .join(bulletins, bulletins.c.id == pages.c.bulletin_id)
    .join(sources, sources.c.id == pages.c.source_id)
    .join(revisions, (revisions.c.bulletin_id == pages.c.bulletin_id) & (revisions.c.number == pages.c.revision))
    .where(pages.c.run_id == sa.bindparam("run"))
    .order_by(pages.c.bulletin_id, pages.c.id)
)
find_unread = sa.select(sa.func.count()).where(pages.c.run_id == sa.bindparam("run"), pages.c.state == "FETCHED")
find_outcomes = sa.select(pages.c.id, pages.c.outcome, pages.c.run_id, pages.c.source_id).where(
    pages.c.bulletin_id == sa.bindparam("bulletin")
)
add_undo = sa.insert(undos).returning(undos.c.id)
add_pages = sa.insert(undone_pages)
release_pages = (
    sa.update(undone_pages)
    .where(undone_pages.c.undo_id == sa.bindparam("undo"), undone_pages.c.page_id == sa.bindparam("page"))
    .values(holds=False)
)
ask_again = (
    sa.update(frontier)
    .where(frontier.c.page_id == sa.bindparam("page"), frontier.c.state == "DONE")
    .values(due_at=sa.bindparam("now"), etag=None, last_modified=None)
)


class CannotUndo(Exception):
    """Nothing was changed; the message says why not, and what to do."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a bulletin. `revision`, which the run wrote as `outcome`, is taken back or restored; the current
    revision was `before`, and is `after`. None: the bulletin has none, and is in no list."""

    bulletin: int
    url: str
    source: str
    title: str
    outcome: Outcome
    revision: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Undo:
    """An undo as it is remembered. `pages` is how many it took back; `redone_at` None: it holds."""

    number: int
    run: int
    undone_at: datetime
    undone_by: str
    pages: int
    redone_at: datetime | None
    redone_by: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A revision of a bulletin that was taken back with a run."""

    revision: int
    run: int
    undone_at: datetime
    undone_by: str


def to_undo(
    connection: Connection, run: int, source: str | None = None, only: Sequence[Outcome] = WRITTEN
) -> list[Change]:
    """Return what taking back a run would change, by bulletin. Raises CannotUndo.

    `only`: what the run wrote as new, or as revised.
    """
    check(connection, run)
    return [
        Change(
            bulletin=row.bulletin,
            url=row.url,
            source=row.source,
            title=row.title,
            outcome=Outcome(row.outcome),
            revision=row.revision,
            before=row.current,
            after=row.before if row.revision == row.current else row.current,
        )
        for row in connection.execute(of_run(source, only), {"run": run})
    ]


def of_run(source: str | None, only: Sequence[Outcome]) -> sa.Select[tuple[object, ...]]:
    query = find_changes.where(pages.c.outcome.in_(list(map(str, only))))
    return query if source is None else query.where(sources.c.name == source)


def check(connection: Connection, run: int) -> None:
    row = connection.execute(sa.select(runs.c.state).where(runs.c.id == run)).first()
    if row is None:
        raise CannotUndo(f"no run {run}; `bulletins runs` shows what there is")
    if run_as_it_is(connection, run, RunState(row.state)) is RunState.RUNNING:
        raise CannotUndo(f"run {run} has not ended yet; wait for its end, or stop it")
    unread = connection.scalar(find_unread, {"run": run})
    if unread:
        raise CannotUndo(
            f"run {run} was cut short, and {unread:,} of its pages are not read yet; the next crawl reads them"
        )


def undo_run(
    connection: Connection,
    run: int,
    who: str,
    now: datetime,
    source: str | None = None,
    only: Sequence[Outcome] = WRITTEN,
) -> list[Change]:
    """Take back what a run changed; return what becomes of each bulletin, nothing when all was taken back before.

    Raises CannotUndo.
    """
    check(connection, run)
    rows = connection.execute(of_run(source, only), {"run": run}).all()
    if not rows:
        return []
    row = {"run_id": run, "undone_at": now, "undone_by": who}
    number = connection.execute(add_undo, row).scalar_one()
    found = []
    for bulletin, some in groupby(rows, key=attrgetter("bulletin")):
        of_bulletin = list(some)
        taken = [{"undo_id": number, "page_id": one.page, "holds": True} for one in of_bulletin]
        after = made_again(connection, bulletin, now, partial(connection.execute, add_pages, taken))
        found += [
            Change(bulletin, one.url, one.source, one.title, Outcome(one.outcome), one.revision, one.current, after)
            for one in of_bulletin
        ]
    return found


def redo_run(connection: Connection, run: int, who: str, now: datetime) -> list[Change]:
    """Put back what was taken back of a run; what that changed, nothing when nothing is taken back."""
    holds = (undos.c.run_id == run, undos.c.redone_at.is_(None))
    found = []
    for number in connection.scalars(sa.select(undos.c.id).where(*holds).order_by(undos.c.id)).all():
        taken = sa.select(undone_pages.c.page_id).where(undone_pages.c.undo_id == number)
        rows = connection.execute(find_changes.where(pages.c.id.in_(taken)), {"run": run}).all()
        for bulletin, some in groupby(rows, key=attrgetter("bulletin")):
            of_bulletin = list(some)
            back = [{"undo": number, "page": one.page} for one in of_bulletin]
            after = made_again(connection, bulletin, now, partial(connection.execute, release_pages, back))
            found += [
                Change(bulletin, one.url, one.source, one.title, Outcome(one.outcome), one.revision, one.current, after)
                for one in of_bulletin
            ]
        ended = {"redone_at": now, "redone_by": who}
        connection.execute(sa.update(undos).where(undos.c.id == number).values(ended))
    return found


def made_again(connection: Connection, bulletin: int, now: datetime, change: Callable[[], object]) -> int | None:
    """Make a bulletin again after a change of what is taken back; the number of its current revision."""
    before = {row.id: row for row in connection.execute(find_outcomes, {"bulletin": bulletin})}
    url = connection.scalars(sa.select(bulletins.c.url).where(bulletins.c.id == bulletin)).one()
    # what missed the bulletin while it was taken back
    missing = missing_at(connection, min(before), url)
    outcomes = replay(connection, bulletin, change=change, missing=missing)
    changed = [before[page] for page, outcome in outcomes.items() if before[page].outcome != outcome]
    for run, source in {(row.run_id, row.source_id) for row in (*changed, *missing)}:
        count_again(connection, run, source)
    again = [{"page": row.id, "now": now} for row in changed]
    if again:
        connection.execute(ask_again, again)
    current: int | None = connection.scalar(sa.select(bulletins.c.revision).where(bulletins.c.id == bulletin))
    return current


def undos_of(connection: Connection, run_numbers: Iterable[int]) -> list[Undo]:
    """Return the undos of some runs, the first first."""
    counted = sa.select(sa.func.count()).where(undone_pages.c.undo_id == undos.c.id).scalar_subquery()
    query = sa.select(undos, counted.label("pages")).where(undos.c.run_id.in_(list(run_numbers))).order_by(undos.c.id)
    return [
        Undo(row.id, row.run_id, row.undone_at, row.undone_by, row.pages, row.redone_at, row.redone_by)
        for row in connection.execute(query)
    ]


def taken_from(connection: Connection, bulletin: int) -> list[Taken]:
    """Return the revisions of a bulletin that are taken back, in their order."""
    query = (
        sa.select(revisions.c.number, undos.c.run_id, undos.c.undone_at, undos.c.undone_by)
        .join(undone_pages, (undone_pages.c.page_id == revisions.c.page_id) & undone_pages.c.holds)
        .join(undos, undos.c.id == undone_pages.c.undo_id)
        .where(revisions.c.bulletin_id == bulletin)
        .order_by(revisions.c.number)
    )
    return [Taken(*row) for row in connection.execute(query)]
