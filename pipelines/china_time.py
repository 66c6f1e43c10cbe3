"""China's time zone, and days as people write them in an option or an address."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone

__all__ = ["CHINA", "NotADay", "first_day", "last_day", "written"]

CHINA = timezone(timedelta(hours=8))  # one zone, without summer time since 1991
DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


def written(seconds: float) -> str:
    """Return a moment, in seconds since 1970, as pages write it: 2020-06-07 09:05:00. Raises as fromtimestamp does."""
    return datetime.fromtimestamp(seconds, CHINA).strftime("%Y-%m-%d %H:%M:%S")


class NotADay(ValueError):
    """This is no 2020-06-07, 2020-06 or 2020."""


def first_day(text: str) -> date:
    """Return a day, or the first one of a month or year. Raises NotADay, or ValueError when no calendar has it."""
    year, month, day = parts(text)
    return date(year, 1 if month is None else month, 1 if day is None else day)


def last_day(text: str) -> date:
    """Return a day, or the last one of a month or year. Raises as first_day does."""
    year, month, day = parts(text)
    in_month = 12 if month is None else month
    return date(year, in_month, monthrange(year, in_month)[1] if day is None else day)


def parts(text: str) -> tuple[int, int | None, int | None]:
    found = DAY.fullmatch(text.strip())
    if found is None:
        raise NotADay(text)
    return int(found[1]), int(found[2]) if found[2] else None, int(found[3]) if found[3] else None
