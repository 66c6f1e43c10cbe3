"""Months as the columns of a chart: none left out, and years where months would be thinner than one can see."""

from collections.abc import Mapping

from bulletins.web.charts import Bar

__all__ = ["by_time"]

MOST_MONTHS = 72
FEW = 12  # so many have room for their own names


def by_time(months: Mapping[str, int]) -> list[Bar]:
    """`months` counts by 2020-06. A month without anything is a column too: a gap tells something."""
    every = spread(months)
    if len(every) > MOST_MONTHS:
        years: dict[str, int] = {}
        for month, n in every.items():
            years[month[:4]] = years.get(month[:4], 0) + n
        return [Bar(year, n, mark=year) for year, n in years.items()]
    few = len(every) <= FEW
    return [Bar(name, n, mark=name if few else name[:4] * name.endswith("-01")) for name, n in every.items()]


def spread(months: Mapping[str, int]) -> dict[str, int]:
    """Every month from the first to the last."""
    if not months:
        return {}
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (min(months), max(months)))
    names = (f"{n // 12:04}-{n % 12 + 1:02}" for n in range(first, last + 1))
    return {name: months.get(name, 0) for name in names}
