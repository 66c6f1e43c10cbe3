"""Sources -> jobs: those that share a schedule are crawled by one command."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipelines.models import Source
from pipelines.sources.cron import Cron, read_cron

__all__ = [
    "DEFAULT_STORE",
    "INTERRUPTED",
    "LOCKED",
    "LONGEST_RUN_HOURS",
    "WRITTEN_BY",
    "Job",
    "Place",
    "ScheduleError",
    "grouped",
]

# Where services keep what they write; a store of the folder one happens to stand in would be another one each time
DEFAULT_STORE = "sqlite:////var/lib/bulletins/bulletins.db"

# Two of the exit codes in pipelines/exit_codes.py, which stands above this module. Neither is anybody's fault: another
# run has the source or its host, or a person or a signal stopped this one.
LOCKED, INTERRUPTED = 75, 130

# A crawl that hangs must not keep its turn for ever; the largest first crawl of a site is done in a few hours
LONGEST_RUN_HOURS = 12

# The first line of every file, by which a file that nobody schedules any more is known again
WRITTEN_BY = "# Written by `bulletins schedule`"

# Names of units, CronJobs (52 characters at the most, their prefix included) and files alike
PLAIN_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")


class ScheduleError(ValueError):
    """A value or a time cannot be said to this scheduler without changing its meaning. Nothing was written."""


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

    `python` is what the program runs on, where that is known. `notify` is the command that is told of a failed run.
    """

    program: str = "/opt/bulletins/bin/bulletins"
    python: str = ""
    store: str = DEFAULT_STORE
    sources: str = "/etc/bulletins/sources"
    contact: str = ""
    user: str = ""
    notify: tuple[str, ...] = ()
    image: str = "bulletins"

    @property
    def store_file(self) -> PurePosixPath | None:
        """None for a store on a server."""
        _, is_file, path = self.store.partition("sqlite:///")
        return PurePosixPath(path.partition("?")[0]) if is_file else None

    @property
    def environment(self) -> dict[str, str]:
        told = {"BULLETINS_STORE": self.store, "BULLETINS_SOURCES": self.sources, "BULLETINS_CONTACT": self.contact}
        return {name: value for name, value in told.items() if value}


def grouped(sources: Sequence[Source]) -> list[Job]:
    """The jobs of all sources that have a schedule, in the order of the sources. Raises CronError."""
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
    """The source's own name; for several, the first time of their day, so that a further source renames nothing."""
    if len(members) > 1:
        return f"at-{cron.hours[0]:02}{cron.minutes[0]:02}-{digest(repr(cron))}"
    name = members[0].name
    if PLAIN_NAME.fullmatch(name):
        return name
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower())[:32].strip("-")
    return f"{plain or 'source'}-{digest(name)}"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]
