"""Rows that state a day without its year, in a list whose older rows state theirs: [09-28] above [2025-12-30].

Such a list leaves out the year that runs. That is believed where nothing speaks against it: the rows without a year
stand first, all are in order, and the first that has a year is of last year.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipelines.lists.dates import day_without_year, this_year
from pipelines.lists.rows.anchors import Anchor, rows_by_list

__all__ = ["with_this_year"]


def with_this_year(anchors: Sequence[Anchor]) -> list[Anchor]:
    """Return the rows of a page, those of this year with their days."""
    year = this_year()
    found = list(anchors)
    if year is None or not any(anchor.listed is None for anchor in anchors):
        return found
    for numbers in rows_by_list(anchors):
        for number, day in zip(numbers, days_of([anchors[number] for number in numbers], year), strict=False):
            found[number] = replace(found[number], listed=day)
    return found


def days_of(rows: Sequence[Anchor], year: int) -> list[date]:
    """Return the days of the first rows of a list, which state none of their years; none where it is no such list."""
    with_year = [row.listed for row in rows if row.listed is not None]
    count = len(rows) - len(with_year)
    days = [day for row in rows[:count] if row.listed is None and (day := day_without_year(row.nearby, "", year))]
    if not with_year or with_year[0].year != year - 1 or len(days) != count:
        return []
    every = [*days, *with_year]
    return days if every == sorted(every, reverse=True) else []
