"""Days in an address: 2020-06-07, or a month or year, of which the first or the last day is meant."""

import re
from calendar import monthrange
from datetime import date

__all__ = ["first_day", "last_day"]

SPOKEN = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


def first_day(told: str) -> date:
    """Raises ValueError."""
    year, month, day = parts(told)
    return date(year, month or 1, day or 1)


def last_day(told: str) -> date:
    """Raises ValueError."""
    year, month, day = parts(told)
    in_month = month or 12
    if not 1 <= in_month <= 12:
        raise ValueError(told)
    return date(year, in_month, day or monthrange(year, in_month)[1])


def parts(told: str) -> tuple[int, int | None, int | None]:
    found = SPOKEN.fullmatch(told.strip())
    if found is None:
        raise ValueError(told)
    return int(found[1]), int(found[2]) if found[2] else None, int(found[3]) if found[3] else None
