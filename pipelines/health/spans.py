"""Runs taken together, and what is unusual among them.

A run over a small source fetches two pages, which may both be odd for good reasons. So shares are taken over spans:
consecutive runs that have, together, enough of what is counted.
"""

import math
from collections.abc import Callable, Sequence

from pipelines.health.runs import SourceRun

__all__ = ["Count", "is_unusual", "newest", "share", "spans", "weighted_median"]

Count = Callable[[SourceRun], int]

# A chance of one in a million: a hundred sources that are crawled twice a day are judged 73,000 times a year, by
# several rules
UNLIKELY = math.log(1_000_000)


def newest(runs: Sequence[SourceRun], of: Count, least: int) -> Sequence[SourceRun]:
    """Return the newest runs that together have `least`; all of them when they have fewer. `runs`: newest first."""
    total = 0
    for number, run in enumerate(runs, 1):
        total += of(run)
        if total >= least:
            return runs[:number]
    return runs


def spans(runs: Sequence[SourceRun], of: Count, least: int) -> list[Sequence[SourceRun]]:
    """Return all runs cut into spans that have `least` each; what is over at the end is left out."""
    found = []
    while runs:
        span = newest(runs, of, least)
        if sum(map(of, span)) < least:
            break
        found.append(span)
        runs = runs[len(span) :]
    return found


def share(runs: Sequence[SourceRun], bad: Count, of: Count) -> float:
    total = sum(map(of, runs))
    return sum(map(bad, runs)) / total if total else 0.0


def is_unusual(bad: int, of: int, usual: float, most: float) -> bool:
    """Whether `bad` of `of` is out of the ordinary, where `usual` is the share so far and `most` its highest in a span.

    It is when more than a third of what was well even then no longer is, and chance would not bring it about: by
    Chernoff's bound it is rarer than exp(-of * divergence), the divergence being that of the two shares.
    """
    now = bad / of
    if now - most <= (1 - most) / 3 or now <= usual:
        return False
    well = (1 - now) * math.log((1 - now) / (1 - usual)) if now < 1 else 0.0
    return of * (now * math.log(now / usual) + well) > UNLIKELY


def weighted_median(weighed: Sequence[tuple[int, int]]) -> int | None:
    """Return the median of values that stand for several each: (value, how many)."""
    half = sum(weight for _, weight in weighed) / 2
    below = 0
    for value, weight in sorted(weighed):
        below += weight
        if below >= half:
            return value
    return None
