"""Is a source well? Judged by what its run came to, by the source's own history, and by what its file expects of it.

Pure: rows of run history in, a verdict out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipelines.records import Outcome, Source

__all__ = ["SourceRun", "State", "judge"]


class State(StrEnum):
    """A run's verdict on a source. `stopped` by a person or a signal, `killed`: nobody could say."""

    RUNNING = "running"
    OK = "ok"
    SUSPICIOUS = "suspicious"
    FAILED = "failed"
    STOPPED = "stopped"
    KILLED = "killed"


@dataclass(frozen=True, slots=True)
class SourceRun:
    """What came of one source in one run.

    `fates` counts fetched pages (`rejected: blocked` with its reason), `failed` requests that got none, by name.
    `links` are those to articles on the `lists` that were read, `left` addresses that are still to be asked for.
    `bytes` are those of bodies, `median_length` counts characters of the new and revised bulletins, of which `undated`
    tell no date.
    """

    run: int
    source: str
    started_at: datetime
    state: State
    why: str
    fetched: int
    fates: dict[str, int]
    failed: dict[str, int]
    samples: tuple[tuple[str, str], ...]
    lists: int
    links: int
    undated: int
    median_length: int | None
    left: int
    bytes: int
    seconds: float

    def count(self, *outcomes: Outcome) -> int:
        return sum(n for fate, n in self.fates.items() if fate.partition(":")[0] in outcomes)


STORED = (Outcome.NEW, Outcome.REVISED, Outcome.UNCHANGED, Outcome.GONE)


def judge(run: SourceRun, history: Sequence[SourceRun], source: Source, bulletins: int) -> tuple[State, str]:
    """The verdict on a source's run and why. `history` are its runs before, newest first; `bulletins` those it has."""
    rejected = ", ".join(
        f"{n} {fate.partition(': ')[2]}" for fate, n in run.fates.items() if fate.startswith(Outcome.REJECTED)
    )
    failure = next((error for _, error in run.samples), "")
    if not run.lists:
        return State.FAILED, f"no list page could be read: {rejected or failure or 'nothing came'}"
    if not run.links:
        return State.SUSPICIOUS, "no link to an article was found on its list pages"
    if not run.count(*STORED) and (rejected or failure):
        return State.SUSPICIOUS, f"its list pages led to no bulletin: {rejected or failure}"
    return State.OK, ""
