"""The rules in their order: the verdict on a source's run."""

from collections.abc import Sequence
from datetime import datetime

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

__all__ = ["judge"]


def judge(
    run: SourceRun, history: Sequence[SourceRun], source: Source, holdings: Holdings, now: datetime
) -> tuple[State, str]:
    """The verdict on a source's run that came to its end, and why. `history` are its runs before, newest first.

    Of what was stopped, killed or told to fetch only a part nothing follows: it is neither judged so nor compared with.
    An error of ours goes before what the site does, and hides none of it.
    """
    state, why = judge_site(run, history, source, holdings, now)
    fell = internal_errors(run)
    if fell is None:
        return state, why
    return State.INTERNAL_ERROR, fell if state is State.OK else f"{fell}; {why}"


def judge_site(
    run: SourceRun, history: Sequence[SourceRun], source: Source, holdings: Holdings, now: datetime
) -> tuple[State, str]:
    """The verdict on what the site did."""
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
