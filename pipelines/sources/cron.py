"""Cron expressions: checked, and said again as systemd's calendar events. cronsim reads them.

    minute hour day-of-month month day-of-week        30 7,19 * * mon-fri

Times are China time. As in cron, a day matches when either of the two day fields does, if both are restricted. What
cron, systemd and Kubernetes do not all understand in the same way is refused.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from cronsim import CronSim, CronSimError

from pipelines.china_time import CHINA

__all__ = ["Cron", "CronError", "latest", "on_calendar", "read_cron"]

FIELDS = ("minute", "hour", "day-of-month", "month", "day-of-week")
WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
ANY_TIME = datetime(2024, 1, 1, tzinfo=UTC)


class CronError(ValueError):
    """The expression is none, or says a time that never comes. The message says which field."""


@dataclass(frozen=True, slots=True)
class Cron:
    """The values that match, ascending; weekdays count from Sunday, 0. None: every day."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...] | None
    months: tuple[int, ...]
    weekdays: tuple[int, ...] | None


def read_cron(expression: str) -> Cron:
    """Raises CronError."""
    told = expression.split()
    if len(told) != len(FIELDS):
        raise CronError(f"{len(told)} fields; five are needed: {' '.join(FIELDS)}")
    try:
        read = CronSim(expression, ANY_TIME)
        next(read)
    except CronSimError as error:
        raise CronError(str(error)) from error
    except StopIteration:
        raise CronError("a time that never comes") from None
    # cronsim's own words for the last day of a month (L, LW) and the nth weekday (3L, 2#1) are negative or pairs
    if min(read.days) < 0 or not all(isinstance(day, int) for day in read.weekdays):
        raise CronError("L and # are not understood everywhere")
    days, weekdays = read.days, {cast(int, day) % 7 for day in read.weekdays}
    any_day, any_weekday = len(days) == 31, len(weekdays) == 7
    if not any_day and not any_weekday and read.day_and:
        # Debian's cron then wants both days, Kubernetes is content with either
        raise CronError("day-of-month and day-of-week: a step of * in one beside the other is read in two ways")
    return Cron(
        minutes=tuple(sorted(read.minutes)),
        hours=tuple(sorted(read.hours)),
        days=None if any_day else tuple(sorted(days)),
        months=tuple(sorted(read.months)),
        weekdays=None if any_weekday else tuple(sorted(weekdays)),
    )


def latest(expression: str, moment: datetime) -> datetime:
    """The last time that matches, at `moment` or before it, in UTC. Raises CronError."""
    read_cron(expression)
    # cronsim looks at the minutes strictly before
    next_minute = moment.astimezone(CHINA).replace(second=0, microsecond=0) + timedelta(minutes=1)
    return next(CronSim(expression, next_minute, reverse=True)).astimezone(UTC)


def on_calendar(cron: Cron) -> list[str]:
    """The same times as OnCalendar= values of systemd, in China time; two of them where either day field may match."""
    clock = f"{listed(cron.hours, 24)}:{listed(cron.minutes, 60)}:00 Asia/Shanghai"
    months = listed(cron.months, 12)
    by_weekday = [] if cron.weekdays is None else [f"{weekday_names(cron.weekdays)} *-{months}-* {clock}"]
    by_day = [] if cron.days is None else [f"*-{months}-{listed(cron.days, 31)} {clock}"]
    return by_weekday + by_day or [f"*-{months}-* {clock}"]


def weekday_names(weekdays: Collection[int]) -> str:
    from_monday = sorted(weekdays, key=lambda day: day or 7)
    return ",".join(WEEKDAYS[day] for day in from_monday)


def listed(values: Collection[int], all_of_them: int) -> str:
    return "*" if len(values) == all_of_them else ",".join(f"{value:02}" for value in values)
