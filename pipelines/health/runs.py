"""What came of a source in one run, and what the store holds of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pipelines.frontier import FailureKind
from pipelines.models import Outcome, Rejection

__all__ = [
    "INTERNAL_ERROR",
    "LEFT_ALONE",
    "NOTHING_LISTED",
    "NOT_REQUESTS",
    "OVER_BUDGET",
    "UNTURNED",
    "WHOLE",
    "Holdings",
    "RunState",
    "SourceRun",
    "State",
    "is_note",
]

# Noted among the failures of requests, so that nobody misses them; no request was made, or it got its page
OVER_BUDGET, LEFT_ALONE = str(FailureKind.OVER_BUDGET), str(FailureKind.LEFT_ALONE)
INTERNAL_ERROR, UNTURNED = str(FailureKind.INTERNAL_ERROR), str(FailureKind.UNTURNED)
NOTHING_LISTED = str(FailureKind.NOTHING_LISTED)
OFF_SITE, TOO_MANY_LINKS = str(FailureKind.OFF_SITE), str(FailureKind.TOO_MANY_LINKS)
NOT_REQUESTS = (OFF_SITE, TOO_MANY_LINKS, OVER_BUDGET, LEFT_ALONE, UNTURNED, NOTHING_LISTED, INTERNAL_ERROR)


def is_note(error: str) -> bool:
    """Return whether it was noted of a page that came, or of an address that nobody asked for."""
    return error.partition(":")[0] in NOT_REQUESTS


class RunState(StrEnum):
    """How far a run has come, or how it ended. `killed`: nobody could say.

    `internal error`: our own code fell, over a page, over a source, or over the run.
    """

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    KILLED = "killed"
    DISK_FULL = "disk full"
    INTERNAL_ERROR = INTERNAL_ERROR


class State(StrEnum):
    """A run's verdict on a source. `stopped` by a person or a signal, `killed`: nobody could say. `disk full`: it was
    broken off because the store could not grow. `internal error`: our own code fell over a page, or over the crawl."""

    RUNNING = str(RunState.RUNNING)
    OK = "ok"
    SUSPICIOUS = "suspicious"
    FAILED = "failed"
    STOPPED = str(RunState.STOPPED)
    KILLED = str(RunState.KILLED)
    DISK_FULL = str(RunState.DISK_FULL)
    INTERNAL_ERROR = INTERNAL_ERROR


WHOLE = (State.OK, State.SUSPICIOUS, State.FAILED)  # the run came to its end, so its counts can be compared


@dataclass(frozen=True, slots=True)
class SourceRun:
    """What came of one source in one run.

    `partial`: the run was to fetch only some of what there was (--since, --limit). `fates` counts fetched pages
    (`rejected: blocked` with its reason). `failed` counts requests that got none, and what was noted of pages, by name,
    with `samples` of them. `lists` are the list pages that were read in the round that the run belongs to,
    `empty_lists` those of them that begin a list and show no article, `links` those to articles on all of them;
    `unread_lists` were asked for and could not be read, and `put_off_until` is when the server wants to be asked again
    for the first of those that it put off.
    `rejected` counts article pages that hold no bulletin where the visit before did not find the same; files count as
    what the lists promised. `median_length`
    is in characters, of the new and revised bulletins, of which `undated` state no date. `left` addresses are still to
    be asked for. `undone_again` pages said what a person had taken back before. `bytes` are those of bodies, `seconds`
    those since the source's turn came.
    """

    run: int
    source: str
    started_at: datetime
    state: State
    why: str
    partial: bool
    fetched: int
    fates: dict[str, int]
    failed: dict[str, int]
    samples: tuple[tuple[str, str], ...]
    lists: int
    empty_lists: int
    links: int
    rejected: int
    undated: int
    median_length: int | None
    left: int
    bytes: int
    seconds: float
    unread_lists: int = 0
    put_off_until: datetime | None = None
    undone_again: int = 0

    def count(self, *outcomes: Outcome) -> int:
        return sum(n for outcome, n in self.fates.items() if outcome.partition(":")[0] in outcomes)

    @property
    def written(self) -> int:
        """Bulletins that are new or say something new."""
        return self.count(Outcome.NEW, Outcome.REVISED)

    @property
    def blocked(self) -> int:
        return self.rejected_for(Rejection.BLOCKED)

    def rejected_for(self, reason: Rejection) -> int:
        """Pages that were rejected for this reason."""
        return self.fates.get(f"{Outcome.REJECTED}: {reason}", 0)

    @property
    def fell(self) -> int:
        """Pages over which our own code fell."""
        return self.rejected_for(Rejection.INTERNAL_ERROR)

    @property
    def unanswered(self) -> dict[str, int]:
        """Requests that got no page, by name."""
        return {name: n for name, n in self.failed.items() if name not in NOT_REQUESTS}

    @property
    def is_bounded(self) -> bool:
        """Whether it left addresses to the next run that it would have asked for."""
        return OVER_BUDGET in self.failed or LEFT_ALONE in self.failed

    @property
    def failures(self) -> int:
        return sum(self.unanswered.values())

    @property
    def rejections(self) -> str:
        """The rejected pages by reason, as a reader wants it: `2 blocked, 1 no body`."""
        of = f"{Outcome.REJECTED}: "
        return ", ".join(
            f"{n} {outcome.removeprefix(of)}" for outcome, n in self.fates.items() if outcome.startswith(of)
        )


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the store holds of a source now.

    `arrived_at`: when the newest bulletin was first seen, None where no clock can be believed. `newest`: the newest day
    of publication that a page states; None: none does. `days`: the newest days on which there was a new one, newest
    first, by what the bulletins state and at the latest when they were seen: so a first crawl counts the past as well.
    `left`: addresses that are still to be asked for. `listed` links to articles were on its lists, `listed_again` of
    them in more than one visit; they were first seen on `listing_days` days. Of
    the bulletins that were `visited_often` enough to say so, `restless` were found changed at each of the last visits,
    that at `restless_url` among them. `refused` addresses gave a page unlike their bulletin at each of the last visits,
    `refused_url` among them. `unturned` list pages say that others follow, of which none was understood, that at
    `unturned_url` among them. `files` addresses gave a file and no page, where there is no bulletin at all.
    """

    bulletins: int = 0
    arrived_at: datetime | None = None
    days: tuple[date, ...] = ()
    left: int = 0
    listed: int = 0
    listed_again: int = 0
    listing_days: int = 0
    visited_often: int = 0
    restless: int = 0
    restless_url: str = ""
    refused: int = 0
    refused_url: str = ""
    unturned: int = 0
    unturned_url: str = ""
    newest: date | None = None
    files: int = 0
