"""China time said in another zone: for a cron that knows only the machine's own (Debian's, busybox').

China keeps one time, 8 hours ahead of UTC, all year. A zone that changes its clocks has no line that is right in
summer and winter, and a day of the month that becomes the one before cannot be said in cron when it is the first.
Both are refused rather than rounded.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bulletins.schedules.jobs import ScheduleError
from pipelines.china_time import CHINA
from pipelines.sources.cron import Cron

__all__ = ["expression", "minutes_from_china", "moved"]

DAY = 24 * 60
SHORTEST_MONTH = 28


def minutes_from_china(zone: str, today: datetime) -> int:
    """How far the zone's clocks are ahead of China's, now and for the coming year. Raises ScheduleError."""
    try:
        there = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ScheduleError(f"{zone}: no such time zone") from error
    days = [today.astimezone(UTC) + timedelta(days=day) for day in range(366)]
    ahead = {
        ((day.astimezone(there).utcoffset() or timedelta()) - CHINA.utcoffset(None)) // timedelta(minutes=1)
        for day in days
    }
    if len(ahead) > 1:
        raise ScheduleError(
            f"{zone} changes its clocks and China does not: no line is right all year. Use --cron-tz where cron is "
            "cronie, --systemd, or set the machine's zone to UTC or Asia/Shanghai"
        )
    return ahead.pop()


def moved(cron: Cron, ahead: int) -> list[Cron]:
    """The same moments on clocks that are so many minutes ahead; several where they fall on two days or two minutes.

    Raises ScheduleError where only the length of a month could tell the day.
    """
    every_day = cron.days is None and cron.weekdays is None and len(cron.months) == 12
    minutes_at: dict[tuple[int, int], list[int]] = {}
    for hour in cron.hours:
        for minute in cron.minutes:
            days_on, of_day = divmod(hour * 60 + minute + ahead, DAY)
            minutes_at.setdefault((0 if every_day else days_on, of_day // 60), []).append(of_day % 60)
    hours_at: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for (days_on, hour), minutes in minutes_at.items():
        hours_at.setdefault((days_on, tuple(sorted(minutes))), []).append(hour)
    return [
        replace(on_other_days(cron, days_on), hours=tuple(sorted(hours)), minutes=minutes)
        for (days_on, minutes), hours in hours_at.items()
    ]


def on_other_days(cron: Cron, days_on: int) -> Cron:
    """The days before (-1) or after (1) those of the expression."""
    if days_on == 0:
        return cron
    weekdays = None if cron.weekdays is None else tuple(sorted((day + days_on) % 7 for day in cron.weekdays))
    if cron.days is None and len(cron.months) == 12:
        return replace(cron, weekdays=weekdays)
    days = None if cron.days is None else tuple(day + days_on for day in cron.days)
    # a weekday of some months only, or every day of them, begins or ends in another month
    whole_months = len(cron.months) < 12 and (cron.days is None or cron.weekdays is not None)
    if whole_months or not days or min(days) < 1 or max(days + (cron.days or ())) > SHORTEST_MONTH:
        raise ScheduleError(
            "a day of the month or a month of China falls into another one in this zone, which cron cannot say. Use "
            "--cron-tz where cron is cronie, --systemd, another hour, or set the machine's zone to Asia/Shanghai"
        )
    return replace(cron, days=days, weekdays=weekdays)


def expression(cron: Cron) -> str:
    """A cron expression of plain numbers: a Sunday written as 7 or names of months are not understood everywhere."""
    return " ".join(
        (
            field(cron.minutes, 60),
            field(cron.hours, 24),
            field(cron.days, 31),
            field(cron.months, 12),
            field(cron.weekdays, 7),
        )
    )


def field(values: Iterable[int] | None, all_of_them: int) -> str:
    listed = [] if values is None else [str(value) for value in values]
    return "*" if values is None or len(listed) == all_of_them else ",".join(listed)
