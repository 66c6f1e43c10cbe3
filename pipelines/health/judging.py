"""The rules in their order: the verdict on a source's run, and the source's status at any moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.china_time import CHINA
from pipelines.health.rules import (
    RULES,
    Case,
    bounds,
    found_again,
    internal_errors,
    led_to_nothing,
    no_links,
    put_off,
    refused,
    restless,
    stand_ins,
    unread_lists,
)
from pipelines.health.runs import WHOLE, Holdings, SourceRun, State
from pipelines.models import Source
from pipelines.sources.cron import latest

__all__ = ["UNWELL", "SourceStatus", "judge", "status_of"]

# A scheduled crawl may wait that long: for another one's lock, for a machine that is being restarted
LATE = timedelta(hours=3)
# The schedulers' longest (bulletins/schedules/jobs.py)
MAX_RUN = timedelta(hours=12)
KILLED_IN_A_ROW = 3
UNWELL = (State.SUSPICIOUS, State.FAILED, State.DISK_FULL, State.INTERNAL_ERROR)


def judge(
    run: SourceRun, history: Sequence[SourceRun], source: Source, holdings: Holdings, now: datetime
) -> tuple[State, str]:
    """Return the verdict on a source's run that came to its end, and why. `history` are its runs before, newest first.

    Nothing follows from a run that was stopped or killed, or was to fetch only a part: it is neither judged so nor
    compared with. An internal error goes before what the site does, and hides none of it.
    """
    state, why = judge_site(run, history, source, holdings, now)
    fell = internal_errors(run)
    if fell is None:
        return state, why
    return State.INTERNAL_ERROR, fell if state is State.OK else f"{fell}; {why}"


def judge_site(
    run: SourceRun, history: Sequence[SourceRun], source: Source, holdings: Holdings, now: datetime
) -> tuple[State, str]:
    """Return the verdict on what the site did."""
    before = [earlier for earlier in history if earlier.state in WHOLE and not earlier.partial]
    well = [earlier for earlier in before if earlier.state is State.OK]
    read = [run, *(earlier for earlier in before if earlier.state is not State.FAILED)]
    case = Case(run, well, read, source, holdings, now)
    waits = put_off(run)
    if waits:
        return State.SUSPICIOUS, waits
    failure = unread_lists(case)
    if failure:
        return State.FAILED, failure
    alone, bounded, strange, again = no_links(case), bounds(run), stand_ins(run), found_again(run)
    if run.partial:
        why = "" if run.lists else "no list page was due in this partial run"
        findings = [finding for finding in (bounded, strange, again, alone) if finding]
        return (State.SUSPICIOUS, "; ".join(findings)) if findings else (State.OK, why)
    alone = alone or led_to_nothing(case)
    findings = [alone] if alone else [finding for rule in RULES if (finding := rule(case))]
    findings = [*filter(None, (bounded, strange, again)), *findings]
    kept_back = refused(holdings)
    if findings:
        return State.SUSPICIOUS, "; ".join(filter(None, (*findings, kept_back)))
    return State.OK, "; ".join(filter(None, (restless(holdings), kept_back)))


# The status of a source at any moment: its last whole run judged afresh, and what shows only when no run happens


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source's state and why. `state` None: it was never crawled. `runs` are its newest, newest first."""

    source: str
    state: State | None
    why: str
    runs: tuple[SourceRun, ...]
    holdings: Holdings

    @property
    def is_wrong(self) -> bool:
        return self.state in UNWELL

    @property
    def last(self) -> SourceRun | None:
        return next(iter(self.runs), None)


def status_of(source: Source, runs: Sequence[SourceRun], holdings: Holdings, now: datetime) -> SourceStatus:
    """Return the status of a source now; `runs` are its own, newest first."""
    if not runs:
        return SourceStatus(source.name, None, "not crawled yet", (), holdings)
    state, findings, remark = verdict(source, runs, holdings, now)
    findings += [found for found in (missed(source, runs, now), endless(runs, now), killed(runs)) if found]
    if findings and state not in UNWELL:
        state = State.SUSPICIOUS
    why = "; ".join(findings) or remark
    return SourceStatus(source.name, state, why, tuple(runs), holdings)


def verdict(
    source: Source, runs: Sequence[SourceRun], holdings: Holdings, now: datetime
) -> tuple[State, list[str], str]:
    """Return the newest run that could be judged, judged again by what the file expects today; else the newest one's
    state.

    What is remarked where nothing is wrong is of today, too: what a run said at its end may have been taken back since.
    """
    judged = (*WHOLE, State.INTERNAL_ERROR)
    whole = next((n for n, run in enumerate(runs) if run.state in judged and not run.partial), None)
    if whole is None:
        return runs[0].state, unwell(runs[0]), runs[0].why
    if runs[whole].state is State.INTERNAL_ERROR:
        return State.INTERNAL_ERROR, [runs[whole].why], ""  # what it could not read says nothing of the site
    # where nobody is to crawl it by itself, silence is not the source's
    until = now if source.schedule or source.expect_every else runs[whole].started_at
    state, why = judge(runs[whole], runs[whole + 1 :], source, holdings, until)
    if state is not State.OK:
        return state, [why], ""
    return (runs[0].state, unwell(runs[0]), runs[0].why) if whole else (state, [], why)


def unwell(run: SourceRun) -> list[str]:
    return [run.why] if run.state in UNWELL else []


def missed(source: Source, runs: Sequence[SourceRun], now: datetime) -> str | None:
    """Needs a schedule in the source's file."""
    if not source.schedule or runs[0].state is State.RUNNING:
        return None
    due = latest(source.schedule, now - LATE)
    if runs[0].started_at >= due:
        return None
    return f"not crawled since {reported(runs[0].started_at)}, though its schedule said {reported(due)}"


def endless(runs: Sequence[SourceRun], now: datetime) -> str | None:
    if runs[0].state is not State.RUNNING or now - runs[0].started_at <= MAX_RUN:
        return None
    return f"running since {reported(runs[0].started_at)}: longer than any run takes, so it hangs"


def killed(runs: Sequence[SourceRun]) -> str | None:
    """Needs three runs."""
    last = runs[:KILLED_IN_A_ROW]
    if len(last) < KILLED_IN_A_ROW or any(run.state is not State.KILLED for run in last):
        return None
    return f"its last {len(last)} runs were killed before their end"


def reported(moment: datetime) -> str:
    """In China time, as the schedules are."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"
