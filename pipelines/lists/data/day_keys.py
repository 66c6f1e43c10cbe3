"""Which of several keys with days is that of publication, by what stands in all rows of a list together.

A list is sorted by the day of publication. What a system does with its rows later (it copies, checks or indexes them,
or puts one on top) has one day for all of them, or one that is later than the days of all.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

__all__ = ["by_their_days"]

MIN_ROWS = 3
MAX_ROWS, MAX_KEYS = 200, 12  # that are compared
SAYS_ONLY_A_DAY = re.compile(r"(?:date|time|day|datetime|rq|riqi|sj|shijian)(?:str|string)?", re.IGNORECASE)

Column = Sequence[date | None]  # the days that one key has in the rows


def by_their_days(
    keys: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    day_of: Callable[[Any], date | None],
    kind_of: Callable[[str], object],
) -> list[str]:
    """Return the keys, those first whose days can be the rows' own; `kind_of` says which keys have names of one kind.

    Keys that are called otherwise are not compared with each other: publishTime stays before createTime.
    """
    if len(keys) < 2:
        return list(keys)
    columns = {key: [day_of(row.get(key)) for row in rows[:MAX_ROWS]] for key in keys}
    found: list[str] = []
    for _, similar in groupby(keys, key=kind_of):
        of_kind = list(similar)
        others = [columns[key] for key in of_kind[:MAX_KEYS]]
        found += sorted(of_kind, key=lambda key: doubts(key, columns[key], others))
    return found


def doubts(key: str, days: Column, others: Sequence[Column]) -> tuple[bool, bool, bool]:
    """Return what speaks against a key, the gravest first."""
    says_more = not SAYS_ONLY_A_DAY.fullmatch(key.rpartition(".")[2])
    is_of_system = any(is_after_all(days, other) or is_rare(days, other) for other in others if other is not days)
    return is_of_system, not is_sorted(days), says_more


def is_after_all(days: Column, other: Column) -> bool:
    """Whether the days are the same in all rows, or later than all of another key, whose days differ."""
    own, theirs = known(days), known(other)
    if len(own) < MIN_ROWS or len(theirs) < len(own) or len(set(theirs)) < MIN_ROWS:
        return False
    return len(set(own)) == 1 or min(own) > max(theirs)


def is_rare(days: Column, other: Column) -> bool:
    """Whether few rows have the key and most the other: those on top."""
    return 2 * len(known(days)) < len(days) <= 2 * len(known(other))


def is_sorted(days: Column) -> bool:
    own = known(days)
    return len(set(own)) >= MIN_ROWS and own in (sorted(own), sorted(own, reverse=True))


def known(days: Column) -> list[date]:
    return [day for day in days if day is not None]
