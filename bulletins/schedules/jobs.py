"""Sources -> jobs: those that share a schedule are crawled by one command."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.china_time import CHINA
from pipelines.models import Source
from pipelines.sources.cron import Cron, read_cron

__all__ = [
    "DEFAULT_STORE",
    "INTERRUPTED",
    "LOCKED",
    "MAX_RUN_HOURS",
    "WRITTEN_BY",
    "Job",
    "Place",
    "ScheduleError",
    "expression",
    "grouped",
    "minutes_from_china",
    "moved",
]


# Where services keep what they write; a store of the folder one happens to stand in would be another one each time
DEFAULT_STORE = "sqlite:////var/lib/bulletins/bulletins.db"


# Two of the exit codes in pipelines/exit_codes.py, which stands above this module. Neither is anybody's fault: another
# run has the source or its host, or a person or a signal stopped this one.
LOCKED, INTERRUPTED = 75, 130


# A crawl that hangs must not keep its turn for ever; the largest first crawl of a site is done in a few hours
MAX_RUN_HOURS = 12


# The first line of every file, by which a file that nobody schedules any more is known again
WRITTEN_BY = "# Written by `bulletins schedule`"


# Names of units, CronJobs (52 characters at the most, their prefix included) and of files
PLAIN_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
DAY = 24 * 60
SHORTEST_MONTH = 28


class ScheduleError(ValueError):
    """A value or a time cannot be said to this scheduler without changing its meaning. Nothing was written."""


def expression(cron: Cron) -> str:
    """Return a cron expression of plain numbers: a Sunday written as 7 or names of months are not understood
    everywhere."""
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


@dataclass(frozen=True, slots=True)
class Job:
    """Sources that are crawled together. `expression` is as the first of their files has it."""

    name: str
    expression: str
    cron: Cron
    sources: tuple[str, ...]
    browser: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where the jobs run: what is the same for all of them.

    `python` is what the program runs on, where that is known. `notify` is the command that is called for a failed run.
    `crawlers`: how many share a job's sources at a time.
    """

    program: str = "/opt/bulletins/bin/bulletins"
    python: str = ""
    store: str = DEFAULT_STORE
    sources: str = "/etc/bulletins/sources"
    contact: str = ""
    user: str = ""
    notify: tuple[str, ...] = ()
    image: str = "bulletins"
    crawlers: int = 1

    @property
    def store_file(self) -> PurePosixPath | None:
        """Return the store's file; None for a store on a server."""
        _, is_file, path = self.store.partition("sqlite:///")
        return PurePosixPath(path.partition("?")[0]) if is_file else None

    @property
    def store_paths(self) -> tuple[str, ...]:
        """Return the files and folders of this machine that a store's address names: its own, or sockets and keys."""
        if self.store_file is not None:
            return (str(self.store_file),)
        where = urlsplit(self.store)
        named = [unquote(where.netloc.rpartition("@")[2]), *(value for _, value in parse_qsl(where.query))]
        return tuple(value for value in named if value.startswith("/"))

    def crawl(self, sources: Iterable[str]) -> tuple[str, ...]:
        """Return what the program is called with. Into a store on a server other machines may crawl the same sources:
        the work is shared with them."""
        return ("crawl", *(() if self.store_file else ("--share",)), *sources)

    @property
    def environment(self) -> dict[str, str]:
        reported = {"BULLETINS_STORE": self.store, "BULLETINS_SOURCES": self.sources, "BULLETINS_CONTACT": self.contact}
        return {name: value for name, value in reported.items() if value}


def grouped(sources: Sequence[Source]) -> list[Job]:
    """Return the jobs of all sources that have a schedule, in the order of the sources. Raises CronError."""
    together: dict[Cron, list[Source]] = {}
    for source in sources:
        if source.schedule:
            together.setdefault(read_cron(source.schedule), []).append(source)
    return [
        Job(
            name=job_name(cron, members),
            expression=" ".join(members[0].schedule.split()),
            cron=cron,
            sources=tuple(member.name for member in members),
            browser=any(member.browser for member in members),
        )
        for cron, members in together.items()
    ]


def job_name(cron: Cron, members: Sequence[Source]) -> str:
    """Return the source's own name; for several, the first time of their day, so that a further source renames
    nothing."""
    if len(members) > 1:
        return f"at-{cron.hours[0]:02}{cron.minutes[0]:02}-{digest(repr(cron))}"
    name = members[0].name
    if PLAIN_NAME.fullmatch(name):
        return name
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower())[:32].strip("-")
    return f"{plain or 'source'}-{digest(name)}"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


# China time said in another zone: for a cron that knows only the machine's own (Debian's, busybox').


def minutes_from_china(zone: str, today: datetime) -> int:
    """Return how far the zone's clocks are ahead of China's, now and for the coming year. Raises ScheduleError."""
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
    """Return the same moments on clocks that are so many minutes ahead; several where they fall on two days or minutes.

    Raises ScheduleError where only the length of a month could decide the day.
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
    """Return the days before (-1) or after (1) those of the expression."""
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
