"""Histories of runs, made by hand or by a simulated year of a source."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from pipelines.health import Holdings, SourceRun, State, judge
from pipelines.models import Source

__all__ = ["NOW", "SOURCE", "a_run", "a_year", "days_until", "verdicts"]

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SOURCE = Source(name="example")
WELL = SourceRun(
    run=100,
    source="example",
    started_at=NOW,
    state=State.OK,
    why="",
    partial=False,
    fetched=9,
    fates={"listed": 3, "new": 6},
    failed={},
    samples=(),
    lists=3,
    empty_lists=0,
    links=60,
    rejected=0,
    undated=0,
    median_length=800,
    left=0,
    bytes=90_000,
    seconds=9.0,
)


def a_run(number: int = 100, **more: Any) -> SourceRun:
    """A run of an ordinary day: three lists of twenty links, six new bulletins of some 800 characters. One a day."""
    outcomes = more.get("fates", WELL.fates)
    reported = {"run": number, "started_at": NOW + timedelta(days=number - 100), "fetched": sum(outcomes.values())}
    return replace(WELL, **(reported | more))


def days_until(day: date, count: int = 50, every: int = 1) -> tuple[date, ...]:
    return tuple(day - timedelta(days=every * n) for n in range(count))


def is_holiday(day: date) -> bool:
    """Weekends, the Spring Festival of 2026 with two days around it on which offices say nothing, and October."""
    festival = date(2026, 2, 12) <= day <= date(2026, 2, 24)
    return day.weekday() >= 5 or festival or date(2025, 10, 1) <= day <= date(2025, 10, 8)


def a_year(seed: int, a_day: float, odd: float = 0.03) -> list[SourceRun]:
    """Two runs a day of a source that publishes so much on a working day; a share of all is odd for good reasons."""
    random = Random(seed)
    share = int(60 * odd)
    outcomes = {"listed": 15, "new": 60 - share, "rejected: no body": share}
    counts = {"lists": 15, "links": 300, "rejected": share, "undated": share, "failed": {"timed out": share}}
    rows = [a_run(0, started_at=datetime(2025, 3, 29, 20, tzinfo=UTC), fates=outcomes, **counts)]
    for half_day in range(730):
        moment = datetime(2025, 3, 30, tzinfo=UTC) + timedelta(hours=12 * half_day)
        published = 0 if is_holiday(moment.date()) else sum(random.random() < a_day / 20 for _ in range(10))
        kinds = [random.choices(("new", "rejected", "failed"), (1, odd, odd))[0] for _ in range(published)]
        new, rejected, failed = (kinds.count(kind) for kind in ("new", "rejected", "failed"))
        outcomes = {"listed": 3, "new": new, "unchanged": random.randrange(4), "rejected: no body": rejected}
        lengths = sorted(int(random.lognormvariate(6.5, 1)) for _ in range(new))
        rows.append(
            a_run(
                half_day + 1,
                started_at=moment,
                fates={outcome: n for outcome, n in outcomes.items() if n},
                failed={"timed out": failed} if failed else {},
                samples=(("http://www.example.gov.cn/1", "timed out"),) * failed,
                rejected=rejected,
                undated=sum(random.random() < odd for _ in range(new)),
                median_length=lengths[new // 2] if new else None,
                links=60 - random.randrange(6),
            )
        )
    return rows


def verdicts(rows: list[SourceRun], source: Source = SOURCE) -> list[tuple[State, str]]:
    """What each run was judged in its time, knowing what came before."""
    reported: list[tuple[State, str]] = []
    judged: list[SourceRun] = []
    arrivals: list[datetime] = []
    bulletins = 0
    for row in rows:
        bulletins += row.fates.get("new", 0)
        arrivals += [row.started_at] if row.fates.get("new") else []
        days = sorted({moment.date() for moment in arrivals}, reverse=True)[:50]
        holdings = Holdings(bulletins, arrivals[-1] if arrivals else None, tuple(days))
        state, why = judge(row, judged[:200], source, holdings, row.started_at)
        reported.append((state, why))
        judged.insert(0, replace(row, state=state, why=why))
    return reported
