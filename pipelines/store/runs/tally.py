"""What a source's run came to, counted from its pages, its failures and the frontier."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.frontier import Step
from pipelines.health import Holdings
from pipelines.health.runs import UNTURNED
from pipelines.models import Outcome, Rejection, Role
from pipelines.store.frontier.hosts import LEFT_ALONE
from pipelines.store.runs.alive import WITH_BULLETIN, WRITTEN, arrivals, day_of, newest_day
from pipelines.store.schema.tables import (
    Bulletins,
    Contents,
    Failures,
    Frontier,
    Listings,
    Pages,
    Paragraphs,
    Revisions,
    RunSources,
    table,
)
from pipelines.store.schema.types import total

__all__ = ["NOT_READ_YET", "count_again", "count_late_outcomes", "count_source", "holdings_of"]

NOT_READ_YET = "not read yet"
SAMPLES = 5
DAYS = 50  # with a new bulletin, by which a source's usual gap is known
REFUSALS = 3  # of an address in a row, before somebody is to look at what it gives
VISITS = 5  # of a bulletin, each of which found it changed, before that is odd

run_sources, pages, failures, contents = table(RunSources), table(Pages), table(Failures), table(Contents)
revisions, paragraphs, frontier, bulletins = table(Revisions), table(Paragraphs), table(Frontier), table(Bulletins)
listings = table(Listings)
earlier = sa.alias(pages)


def count_source(connection: Connection, run: int, source: int, now: datetime) -> None:
    """Write what came of a source in a run, until `now`."""
    of_run = (run_sources.c.run_id == run, run_sources.c.source_id == source)
    row = connection.execute(sa.select(run_sources).where(*of_run)).first()
    if row is None:
        return
    reported = {
        "seconds": max(0.0, round((now - row.started_at).total_seconds(), 3)),
        **outcomes_of(connection, run, source),
        **failures_of(connection, run, source),
        **lists_of(connection, source, row.round_at, now),
        "left": left_of(connection, source),
    }
    connection.execute(sa.update(run_sources).where(*of_run).values(reported))


def count_late_outcomes(connection: Connection, source: int) -> None:
    """Count the outcomes of pages that earlier runs kept and this one has read, for those runs."""
    rows = connection.execute(
        sa.select(run_sources.c.run_id, run_sources.c.fates)
        .where(run_sources.c.source_id == source)
        .order_by(run_sources.c.run_id.desc())
        .limit(DAYS)
    ).all()
    for row in rows:
        if NOT_READ_YET in row.fates:
            of_run = (run_sources.c.run_id == row.run_id, run_sources.c.source_id == source)
            connection.execute(
                sa.update(run_sources).where(*of_run).values(outcomes_of(connection, row.run_id, source))
            )


def count_again(connection: Connection, run: int, source: int) -> None:
    """Count the outcomes of an ended run once more, after pages of it have come to other ones."""
    of_run = (run_sources.c.run_id == run, run_sources.c.source_id == source)
    is_counted = connection.execute(sa.select(run_sources.c.fetched).where(*of_run, run_sources.c.fetched > 0)).first()
    if is_counted is not None:
        connection.execute(sa.update(run_sources).where(*of_run).values(outcomes_of(connection, run, source)))


def outcomes_of(connection: Connection, run: int, source: int) -> dict[str, Any]:
    """Return the counted outcomes of the pages, which add up to `fetched`, and the columns about their texts."""
    of_run = (pages.c.run_id == run, pages.c.source_id == source)
    counted = connection.execute(
        sa.select(pages.c.outcome, pages.c.reason, sa.func.count().label("n"))
        .where(*of_run)
        .group_by(pages.c.outcome, pages.c.reason)
        .order_by(pages.c.outcome.nulls_first(), pages.c.reason.nulls_first())
    ).all()
    outcomes = {outcome_name(row.outcome, row.reason): row.n for row in counted}
    size = (
        sa.select(total(contents.c.size))
        .join(pages, pages.c.content_id == contents.c.id)
        .where(*of_run, pages.c.status != 304)
    )
    return {
        "fates": outcomes,
        "fetched": sum(outcomes.values()),
        "bytes": connection.scalar(size) or 0,
        "rejected": connection.scalar(newly_rejected(of_run)),
        **texts_of(connection, of_run),
    }


def outcome_name(outcome: str | None, reason: str | None) -> str:
    return f"{outcome}: {reason}" if reason else outcome or NOT_READ_YET


def newly_rejected(of_run: Sequence[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    """Articles that hold no bulletin, unless the visit before ended so too: those are looked at for years."""
    visit_before = (
        sa.select(earlier.c.outcome)
        .where(earlier.c.url == pages.c.url, earlier.c.id < pages.c.id)
        .order_by(earlier.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rejected = str(Outcome.REJECTED)
    is_no_file = pages.c.reason != str(Rejection.FILE)
    newly = (pages.c.outcome == rejected, is_no_file, sa.func.coalesce(visit_before, "") != rejected)
    of_articles = (*of_run, pages.c.role == str(Role.ARTICLE), *newly)
    return sa.select(sa.func.count()).select_from(pages).where(*of_articles)


def texts_of(connection: Connection, of_run: Sequence[sa.ColumnElement[bool]]) -> dict[str, Any]:
    """Of the bulletins that are new or revised: how many state no date, and their median length in characters."""
    written = (*of_run, pages.c.outcome.in_(WRITTEN))
    its_revision = (revisions.c.bulletin_id == pages.c.bulletin_id) & (revisions.c.number == pages.c.revision)
    its_paragraphs = (
        (paragraphs.c.bulletin_id == pages.c.bulletin_id)
        & (paragraphs.c.revision == pages.c.revision)
        & paragraphs.c.kept
    )
    undated = (
        sa.select(sa.func.count())
        .select_from(pages)
        .join(revisions, its_revision)
        .where(*written, revisions.c.published.is_(None))
    )
    # a bulletin of pictures only has no paragraph, and counts with a length of 0
    lengths = connection.scalars(
        sa.select(total(sa.func.length(paragraphs.c.text)))
        .select_from(pages)
        .outerjoin(paragraphs, its_paragraphs)
        .where(*written)
        .group_by(pages.c.id)
    ).all()
    median = sorted(lengths)[len(lengths) // 2] if lengths else None
    return {"undated": connection.scalar(undated), "median_length": median}


def failures_of(connection: Connection, run: int, source: int) -> dict[str, Any]:
    """The requests that got no page by name, and samples: one of each name before a second one of any. Pages over which
    our own code fell are among them, so that what fell is known where their outcomes are counted."""
    of_run = (failures.c.run_id == run, failures.c.source_id == source)
    found = connection.execute(sa.select(failures.c.url, failures.c.error).where(*of_run).order_by(failures.c.id)).all()
    by_name: dict[str, list[list[str]]] = defaultdict(list)
    for row in (*fallen(connection, run, source), *found):
        by_name[row.error.partition(":")[0]].append([row.url, row.error])
    counted = Counter({name: len(some) for name, some in by_name.items()})
    turns = [(turn, sample) for some in by_name.values() for turn, sample in enumerate(some[:SAMPLES])]
    samples = [sample for _, sample in sorted(turns, key=lambda reported: reported[0])]
    return {"failed": dict(sorted(counted.items())), "samples": samples[:SAMPLES]}


def fallen(connection: Connection, run: int, source: int) -> Sequence[Any]:
    """The pages over which our own code fell in reading or writing them, and what fell."""
    said = (str(Rejection.INTERNAL_ERROR) + sa.literal(": ") + sa.func.coalesce(pages.c.detail, "")).label("error")
    of_run = (pages.c.run_id == run, pages.c.source_id == source, pages.c.reason == str(Rejection.INTERNAL_ERROR))
    return connection.execute(sa.select(pages.c.url, said).where(*of_run).order_by(pages.c.id)).all()


def lists_of(connection: Connection, source: int, round_at: datetime, now: datetime) -> dict[str, Any]:
    """The list pages that were read in the round, and what they show; those that were not, and what is put off.

    Of the round, not of the run: a run that carries on one that was cut short does not read its lists again.
    """
    of_round = sa.select(run_sources.c.run_id).where(
        run_sources.c.source_id == source, run_sources.c.round_at == round_at
    )
    of_lists = (frontier.c.source_id == source, frontier.c.role == str(Role.LIST))
    begins = (frontier.c.depth <= 1) & (frontier.c.links == 0)
    row = connection.execute(
        sa.select(
            sa.func.count(),
            total(frontier.c.links),
            total(sa.case((begins, 1), else_=0)),
        )
        .select_from(frontier)
        .join(pages, pages.c.id == frontier.c.page_id)
        .where(*of_lists, pages.c.outcome == str(Outcome.LISTED), pages.c.run_id.in_(of_round))
    ).one()
    failed = (frontier.c.state == str(Step.DONE), frontier.c.failures > 0, frontier.c.run_id.in_(of_round))
    waits = (frontier.c.state == str(Step.PENDING)) | (frontier.c.result == LEFT_ALONE)
    put_off = (waits, frontier.c.due_at > now)
    return {
        "lists": row[0],
        "links": row[1],
        "empty_lists": row[2],
        "unread_lists": connection.scalar(sa.select(sa.func.count()).select_from(frontier).where(*of_lists, *failed)),
        "put_off_until": connection.scalar(sa.select(sa.func.min(frontier.c.due_at)).where(*of_lists, *put_off)),
    }


def left_of(connection: Connection, source: int) -> int:
    waits = (frontier.c.source_id == source, frontier.c.state != str(Step.DONE))
    return connection.scalar(sa.select(sa.func.count()).select_from(frontier).where(*waits)) or 0


def holdings_of(connection: Connection, source: int, now: datetime) -> Holdings:
    """Return what the store holds of a source, also of bulletins found first under another source."""
    newest = arrivals(connection, source, now)
    held = sa.select(sa.func.count(sa.distinct(pages.c.bulletin_id)))
    of_source = (pages.c.source_id == source, pages.c.outcome.in_(WITH_BULLETIN))
    bulletins = connection.scalar(held.where(*of_source)) or 0
    return Holdings(
        bulletins=bulletins,
        files=0 if bulletins else files_of(connection, source),
        arrived_at=newest[0].seen_at if newest else None,
        newest=newest_day(connection, source, now),
        days=tuple(sorted({day for one in newest if (day := day_of(one)) is not None}, reverse=True)[:DAYS]),
        left=left_of(connection, source),
        **links_of(connection, source),
        **restless_of(connection, source),
        **refused_of(connection, source),
        **unturned_of(connection, source),
    )


def files_of(connection: Connection, source: int) -> int:
    of_source = (pages.c.source_id == source, pages.c.reason == str(Rejection.FILE))
    return connection.scalar(sa.select(sa.func.count(sa.distinct(pages.c.url))).where(*of_source)) or 0


def links_of(connection: Connection, source: int) -> dict[str, Any]:
    """The links to articles that the lists of a source ever showed, and how many of them more than once."""
    again = sa.case((listings.c.last_seen > listings.c.first_seen, 1), else_=0)
    day = sa.func.substr(sa.cast(listings.c.first_seen, sa.Text), 1, 10)
    row = connection.execute(
        sa.select(sa.func.count(), total(again), sa.func.count(sa.distinct(day)))
        .select_from(listings)
        .join(frontier, frontier.c.id == listings.c.list_id)
        .where(frontier.c.source_id == source)
    ).one()
    return {"listed": row[0], "listed_again": row[1], "listing_days": row[2]}


def restless_of(connection: Connection, source: int) -> dict[str, Any]:
    """The bulletins of which each of the last visits was a revision, and how many were visited as often."""
    often = sa.func.count() >= VISITS
    of_source = pages.c.source_id == source
    candidates = (
        sa.select(pages.c.bulletin_id)
        .where(of_source, pages.c.outcome == str(Outcome.REVISED))
        .group_by(pages.c.bulletin_id)
        .having(often)
        .subquery()
    )
    last = (
        sa.select(earlier.c.outcome)
        .where(earlier.c.bulletin_id == candidates.c.bulletin_id)
        .order_by(earlier.c.id.desc())
        .limit(VISITS)
        .correlate(candidates)
        .subquery()
    )
    changed = sa.select(sa.func.count()).select_from(last).where(last.c.outcome == str(Outcome.REVISED))
    restless = (
        sa.select(bulletins.c.url)
        .join(candidates, candidates.c.bulletin_id == bulletins.c.id)
        .where(changed.correlate(candidates).scalar_subquery() == VISITS)
        .order_by(bulletins.c.id)
    )
    found = connection.scalars(restless).all()
    if not found:
        return {}
    visited = sa.select(pages.c.bulletin_id).where(of_source, pages.c.outcome.in_(WITH_BULLETIN))
    visited_often = visited.group_by(pages.c.bulletin_id).having(often).subquery()
    return {
        "restless": len(found),
        "restless_url": found[0],
        "visited_often": connection.scalar(sa.select(sa.func.count()).select_from(visited_often)) or 0,
    }


def unturned_of(connection: Connection, source: int) -> dict[str, Any]:
    """The list pages that say that others follow, as they are now, where none is known.

    It was noted when these bytes came first; what is as it was is not read again.
    """
    of_source = (failures.c.source_id == source, failures.c.error.startswith(f"{UNTURNED}:"))
    latest = sa.select(failures.c.url, sa.func.max(failures.c.failed_at)).where(*of_source).group_by(failures.c.url)
    noted: dict[str, datetime] = dict(map(tuple, connection.execute(latest)))
    if not noted:
        return {}
    came = sa.select(sa.func.min(earlier.c.fetched_at)).where(
        earlier.c.url == pages.c.url, earlier.c.content_id == pages.c.content_id
    )
    after = sa.alias(frontier)
    goes_on = sa.exists().where(
        after.c.parent_id == sa.func.coalesce(frontier.c.parent_id, frontier.c.id),
        after.c.depth == frontier.c.depth + 1,
    )
    last = connection.execute(
        sa.select(pages.c.url, came.correlate(pages).scalar_subquery().label("came"))
        .join(frontier, frontier.c.page_id == pages.c.id)
        .where(frontier.c.source_id == source, frontier.c.role == Role.LIST, ~goes_on)
        .order_by(frontier.c.id)
    )
    found = [row.url for row in last if row.url in noted and noted[row.url] >= row.came]
    return {"unturned": len(found), "unturned_url": found[0]} if found else {}


def refused_of(connection: Connection, source: int) -> dict[str, Any]:
    """The addresses of which each of the last visits gave a page unlike their bulletin."""
    unlike = str(Rejection.UNLIKE)
    candidates = (
        sa.select(pages.c.url, sa.func.min(pages.c.id).label("first"))
        .where(pages.c.source_id == source, pages.c.reason == unlike)
        .group_by(pages.c.url)
        .having(sa.func.count() >= REFUSALS)
        .order_by(sa.func.min(pages.c.id))
    )
    last = (
        sa.select(pages.c.reason)
        .where(pages.c.source_id == source, pages.c.url == sa.bindparam("url"))
        .order_by(pages.c.id.desc())
        .limit(REFUSALS)
    )
    found = [
        row.url
        for row in connection.execute(candidates).all()
        if set(connection.scalars(last, {"url": row.url})) == {unlike}
    ]
    return {"refused": len(found), "refused_url": found[0]} if found else {}
