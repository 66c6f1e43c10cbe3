"""Jobs -> crontab lines, in China time by CRON_TZ (cronie), or said in the machine's zone (every other cron).

Cron mails what a line prints. So a line is silent as long as all is well, or another run has the source; otherwise it
prints what the crawl said, or hands it to a command.

cron ends a command at a % that has no \\ before it, has no escapes in NAME=value, and Debian's cuts what is longer than
1000 bytes without a word.
"""

import re
import shlex
from collections.abc import Iterator, Sequence

from bulletins.schedules.jobs import INTERRUPTED, LOCKED, WRITTEN_BY, Job, Place, ScheduleError, expression, moved
from pipelines.sources.cron import Cron

__all__ = ["crontab"]

MAX_LENGTH = 900  # bytes, of a command or a value
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


def crontab(jobs: Sequence[Job], place: Place, zone: str | None, ahead: int = 0) -> str:
    """Make a crontab; with a user, one for /etc/cron.d.

    `zone` is the machine's and so many minutes ahead of China's, or None where cron understands CRON_TZ. Raises
    ScheduleError.
    """
    lines = [f"{WRITTEN_BY}, for {'cronie (CRON_TZ)' if zone is None else f'a machine whose zone is {zone}'}", ""]
    if zone is None:
        lines.append("CRON_TZ=Asia/Shanghai")
    lines.append("SHELL=/bin/sh")
    lines += [f"{name}={quoted(value)}" for name, value in place.environment.items()]
    user = f"{account(place.user)} " if place.user else ""
    for job in jobs:
        lines += ["", f"# {job.expression} China time: {printable(', '.join(job.sources))}"]
        for cron in times(job, zone, ahead):
            lines += [f"{expression(cron)} {user}{command}" for command in commands(job, place)]
    return "\n".join(lines) + "\n"


def times(job: Job, zone: str | None, ahead: int) -> list[Cron]:
    try:
        return [job.cron] if zone is None else moved(job.cron, ahead)
    except ScheduleError as error:
        raise ScheduleError(f"{', '.join(job.sources)}: {job.expression!r} in {zone}: {error}") from error


def commands(job: Job, place: Place) -> Iterator[str]:
    """Yield one command for all sources of a job, or several that are each short enough."""
    names: list[str] = []
    for name in job.sources:
        if names and too_long(command([*names, name], place)):
            yield command(names, place)
            names = []
        names.append(name)
    last = command(names, place)
    if too_long(last):
        raise ScheduleError(f"{place.program[:80]!r}…: longer than what every cron reads")
    yield last


def command(names: Sequence[str], place: Place) -> str:
    words = shlex.join([place.program, *place.crawl(names)])
    notice = 'printf "%s\\n" "$said"' + (f" | {shlex.join([*place.notify, *names])}" if place.notify else "")
    text = f"said=$({words} 2>&1) || case $? in {LOCKED}|{INTERRUPTED}) ;; *) {notice} ;; esac"
    return printable(text).replace("%", "\\%")


def quoted(value: str) -> str:
    """Return the value of NAME=value: quotes hold it together, and nothing can stand for the same quote inside."""
    mark = '"' if '"' not in value else "'"
    if mark in value or too_long(value):
        raise ScheduleError(f"{value[:80]!r}: a crontab cannot say a value with both kinds of quotes, nor a longer one")
    return f"{mark}{printable(value)}{mark}"


def too_long(text: str) -> bool:
    return len(text.encode()) > MAX_LENGTH


def account(user: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", user):
        raise ScheduleError(f"{user!r}: no user's name")
    return user


def printable(text: str) -> str:
    if UNPRINTABLE.search(text):
        raise ScheduleError(f"{text[:80]!r}: a crontab has one line a job, and no control characters")
    return text
