"""The rules: each a function of a case that says what is wrong, or None.

What a source's file expects (expect_*) is held against it at its word. Where the file expects nothing, the source's own
history is the measure, and each rule says how much of it it needs: a young source is not suspected.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from pipelines.china_time import CHINA
from pipelines.health.runs import (
    INTERNAL_ERROR,
    LEFT_ALONE,
    NOTHING_LISTED,
    OVER_BUDGET,
    Holdings,
    SourceRun,
    is_note,
)
from pipelines.health.spans import Count, is_unusual, newest, share, spans, weighted_median
from pipelines.models import Outcome, Rejection, Source

__all__ = [
    "RULES",
    "Case",
    "bounds",
    "found_again",
    "internal_errors",
    "led_to_nothing",
    "no_links",
    "put_off",
    "refused",
    "restless",
    "stand_ins",
    "unread_lists",
]

# Pages that a share is taken of, at the least; fewer say nothing of a source
PAGES = 12
# The same where the file expects a share: it is met on the average, so more of them are looked at where there are more
EXPECTED_PAGES = 20
# Pages of well runs that make a history to compare with
HISTORY = 36
# Well runs that make one, where runs as such are compared
HISTORY_RUNS = 5
# Days for which offices may say nothing: the national holidays with the weekends next to them
HOLIDAYS = 14
# Around the Spring Festival many say nothing for two weeks, some for longer. It falls between these days (month, day)
FESTIVAL = 21
FESTIVAL_SEASON = ((1, 14), (3, 6))
# Days with a new bulletin between which a source's usual gap shows
HISTORY_DAYS = 10
# Links that were on its lists, and days on which some of them were new, before it is odd that none was there twice
LISTED, LISTING_DAYS = 100, 5
# Bulletins that are revised at every visit, before it is more than a page that is written on each day
RESTLESS = 3
# How often the gap that nine of ten are within may pass
GAPS = 4
# Pages that came in the place of others (store/bulletins/strangers.py); one dead address is no news of its source
STRANGE, FEW_STRANGE = (Rejection.STAND_IN, Rejection.REDIRECTED, Rejection.UNLIKE), 2
# Pages in which the site speaks of itself. A list may link to some at all times, so they count only where they are most
SPOKEN = (Rejection.SITE_NOTICE, Rejection.SERVER_ERROR)
# Of the bulletins that a run saw, the share at which taken back texts are more than what is left of a mishap
MANY_AGAIN = 1 / 4
STORED = (Outcome.NEW, Outcome.REVISED, Outcome.UNCHANGED, Outcome.GONE)


@dataclass(frozen=True, slots=True)
class Case:
    """A run to be judged. `well`: those before it that were, newest first. `read`: it and those before it whose lists
    could be read, well or not; one that failed has said so itself. Partial runs are left out of both."""

    run: SourceRun
    well: Sequence[SourceRun]
    read: Sequence[SourceRun]
    source: Source
    holdings: Holdings
    now: datetime


def failure(run: SourceRun) -> str:
    return next((error for _, error in run.samples if not is_note(error)), "")


def reason(run: SourceRun) -> str:
    """What came instead."""
    return ", ".join(filter(None, (run.rejections, failure(run))))


def put_off(run: SourceRun) -> str | None:
    """Needs no history: no list was read, and none failed; the server said when to come again."""
    if run.lists or run.unread_lists or run.put_off_until is None:
        return None
    if LEFT_ALONE in run.failed:
        return bounds(run)
    # in China time, as the schedules are
    return f"put off by the server until {run.put_off_until.astimezone(CHINA):%Y-%m-%d %H:%M}"


def unread_lists(case: Case) -> str | None:
    """Needs no history. A run that is to fetch a part only may come to its bound before it comes to a list; so may one
    that has spent its budget."""
    of_a_part = case.run.partial or case.run.is_bounded
    if case.run.lists or (of_a_part and not case.run.unread_lists):
        return None
    return f"no list page could be read: {reason(case.run) or 'nothing came'}"


def bounds(run: SourceRun) -> str | None:
    """Needs no history: a budget that was spent, hosts that were left alone, in the words of the run's notes."""
    reported = [error for _, error in run.samples if error.partition(":")[0] in (OVER_BUDGET, LEFT_ALONE)]
    return "; ".join(dict.fromkeys(reported)) or None


def internal_errors(run: SourceRun) -> str | None:
    """Needs no history: our own code fell over pages, whose bytes are kept; the first of them, in the log's words."""
    if not run.fell:
        return None
    reported = next((error for _, error in run.samples if error.partition(":")[0] == INTERNAL_ERROR), INTERNAL_ERROR)
    return (
        f"{reported}; {run.fell} page{'s' if run.fell > 1 else ''} could not be read for it, the log has the traceback"
    )


def no_links(case: Case) -> str | None:
    """Needs no history. What was read says why, where it was read in this run."""
    if not case.run.lists or case.run.links:
        return None
    said = [why for _, error in case.run.samples if (why := error.partition(f"{NOTHING_LISTED}: ")[2])]
    return f"no link to an article was found on its list pages{f': {said[0]}' if said else ''}"


def led_to_nothing(case: Case) -> str | None:
    """Needs no history: the source has no bulletin and no file at all, or of many addresses none led to one."""
    run, reported = case.run, reason(case.run)
    held = case.holdings.bulletins or case.holdings.files
    if run.count(*STORED) or run.rejected_for(Rejection.FILE) or (held and run.rejected + run.failures < PAGES):
        return None
    if not held and not reported and run.left:
        return None  # a server has put it off
    return f"its list pages led to no bulletin: {reported}" if reported else "its list pages led to no bulletin"


def stand_ins(run: SourceRun) -> str | None:
    """Needs no history. Pages that came in the place of others: newly so, or most of the articles of the run."""
    counts = {reason: run.rejected_for(reason) for reason in (*STRANGE, *SPOKEN)}
    strange, same = sum(counts[reason] for reason in STRANGE), counts[Rejection.STAND_IN]
    instead = sum(counts.values())
    is_new = min(same, run.rejected) >= 1 or min(strange, run.rejected) >= FEW_STRANGE
    is_most = instead >= FEW_STRANGE and instead >= run.count(*STORED)
    if not (is_new or is_most):
        return None
    reasons = ", ".join(f"{n} {reason}" for reason, n in counts.items() if n)
    return f"{instead} addresses gave another page than their own, which was not taken: {reasons}"


def found_again(run: SourceRun) -> str | None:
    """Needs no history. Pages that still say what a person took back: the site has not mended what was wrong."""
    again, seen = run.undone_again, run.undone_again + run.count(*STORED)
    if again < FEW_STRANGE or again < MANY_AGAIN * seen:
        return None
    return f"{again} of {seen} known pages say again what was taken back (`bulletins runs` shows with which run)"


def revised(case: Case) -> str | None:
    """Needs twelve known bulletins, and expect_revised or thirty-six of well runs before them."""
    expected = case.source.expect_revised or None
    seen: Count = lambda run: run.count(Outcome.REVISED, Outcome.UNCHANGED)  # noqa: E731  # a count like its neighbours
    changed: Count = lambda run: run.count(Outcome.REVISED)  # noqa: E731  # likewise
    key = f"expect_revised is {case.source.expect_revised:g}"
    # of this run alone: that nothing else was revised for months is no excuse
    found = too_many(replace(case, read=[case.run]), changed, seen, "known bulletins were revised", expected, key)
    return f"{found}; `bulletins runs undo {case.run.run}` takes it back if they are wrong" if found else None


def unturned(case: Case) -> str | None:
    """Needs no history: older bulletins may stand where nobody looks. Not where the first page of a list is enough."""
    held = case.holdings
    if not held.unturned or case.source.max_list_pages <= 1:
        return None
    some = "1 list page says" if held.unturned == 1 else f"{held.unturned:,} list pages say"
    return (
        f"{some} that more follow, and no next page was understood: {held.unturned_url}; describe the pager in"
        " a [[lists]] table, or max_list_pages = 1 says that the first page is enough"
    )


def few_bulletins(case: Case) -> str | None:
    """Needs expect_bulletins."""
    held, expected = case.holdings.bulletins, case.source.expect_bulletins
    return f"{held} bulletins are stored; expect_bulletins is {expected}" if held < expected else None


def silence(case: Case) -> str | None:
    """Needs expect_every, or ten gaps between days with a new bulletin."""
    arrived, days = case.holdings.arrived_at, case.holdings.days
    if arrived is None:
        return None
    silent = (case.now - arrived) / timedelta(days=1)
    if case.source.expect_every:
        over = silent > case.source.expect_every
        return f"no new bulletin for {silent:.0f} days; expect_every is {case.source.expect_every:g}" if over else None
    gaps = sorted((later - earlier).days for later, earlier in pairwise(days))
    if len(gaps) < HISTORY_DAYS:
        return None
    usual, longest = gaps[len(gaps) * 9 // 10], gaps[-1]
    if silent <= max(holidays(arrived, case.now), GAPS * usual, longest):
        return None
    return f"no new bulletin for {silent:.0f} days (usually within {usual}, never more than {longest})"


def holidays(since: datetime, until: datetime) -> int:
    """How long a silence may be for the holidays that fall into it."""
    days = ((since + timedelta(days=n)).timetuple()[1:3] for n in range(min((until - since).days, 366) + 1))
    begin, end = FESTIVAL_SEASON
    return FESTIVAL if any(begin <= day <= end for day in days) else HOLIDAYS


def empty_lists(case: Case) -> str | None:
    """Needs five well runs: a column may well be empty from its beginning."""
    empty = case.run.empty_lists
    if len(case.well) < HISTORY_RUNS or empty <= max(run.empty_lists for run in case.well):
        return None
    return f"no link to an article on {empty} of its {case.run.lists} list pages"


def fewer_links(case: Case) -> str | None:
    """Needs five well runs. A link more or less on a short list says nothing."""
    before = [run.links / run.lists for run in case.well if run.lists]
    if not case.run.lists:
        return None
    now = case.run.links / case.run.lists
    if len(before) < HISTORY_RUNS or now >= min(before) / 2 or min(before) - now < 3:
        return None
    return f"{now:.0f} links to articles on a list page, where there were {min(before):.0f} at the least"


def ever_new(case: Case) -> str | None:
    """Needs a hundred links, first seen on five days: a list that changes shows most of its links again."""
    held = case.holdings
    if held.listed_again or held.listed < LISTED or held.listing_days < LISTING_DAYS:
        return None
    return f"none of the {held.listed:,} links on its lists was ever there again: the site makes up addresses"


def restless(held: Holdings) -> str:
    """Needs five visits of a bulletin. A page that is written on each day is in order, so this alone is no finding."""
    if not held.restless:
        return ""
    some = "1 bulletin is" if held.restless == 1 else f"{held.restless:,} bulletins are"
    return f"{some} revised at every visit, of {held.visited_often:,} that were visited as often: {held.restless_url}"


def refused(held: Holdings) -> str:
    """Needs three visits of an address. It may be a bulletin that was written again under its title: a person decides,
    so this alone is no finding."""
    if not held.refused:
        return ""
    some = "1 address gives" if held.refused == 1 else f"{held.refused:,} addresses give"
    reported = f"{some} a page unlike the bulletin at every visit: {held.refused_url}"
    return f"{reported}; `bulletins crawl --full --accept` takes what is there, if it is right"


def ever_revised(case: Case) -> str | None:
    """Needs three such bulletins, and half of all that were visited five times: then it is the site's template."""
    held = case.holdings
    return restless(held) if held.restless >= RESTLESS and held.restless * 2 >= held.visited_often else None


def undated(case: Case) -> str | None:
    expected = 1 - case.source.expect_dated if case.source.expect_dated else None
    key = f"expect_dated is {case.source.expect_dated:g}"
    return too_many(
        case, lambda run: run.undated, lambda run: run.written, "new bulletins state no date", expected, key
    )


def rejected(case: Case) -> str | None:
    expected = case.source.expect_rejected if case.source.expect_rejected < 1 else None
    key = f"expect_rejected is {case.source.expect_rejected:g}"
    asked: Count = lambda run: run.rejected + run.written  # noqa: E731  # a count like its neighbours
    return too_many(case, lambda run: run.rejected, asked, "article pages hold no bulletin", expected, key)


def blocked(case: Case) -> str | None:
    return too_many(case, lambda run: run.blocked, lambda run: run.fetched, "pages are a firewall's or a captcha")


def failing(case: Case) -> str | None:
    asked: Count = lambda run: run.failures + run.fetched  # noqa: E731  # a count like its neighbours
    found = too_many(case, lambda run: run.failures, asked, "requests got no answer")
    return f"{found}: {failure(case.run)}" if found and failure(case.run) else found


def too_many(case: Case, bad: Count, of: Count, what: str, expected: float | None = None, key: str = "") -> str | None:
    """Needs twelve pages; without an expectation also thirty-six of well runs before them."""
    pool = newest(case.read, of, PAGES if expected is None else EXPECTED_PAGES)
    total, wrong = sum(map(of, pool)), sum(map(bad, pool))
    if total < PAGES:
        return None
    if expected is not None:
        return f"{wrong} of {total} {what}; {key}" if wrong / total > expected + 1e-9 else None
    earlier = [run for run in case.well if run.run < pool[-1].run]
    known = sum(map(of, earlier))
    if known < HISTORY:
        return None
    # one more of each than were seen: none so far does not mean never
    usual = (sum(map(bad, earlier)) + 1) / (known + 2)
    most = max(share(span, bad, of) for span in spans(earlier, of, PAGES))
    return f"{wrong} of {total} {what} (usually {usual:.0%})" if is_unusual(wrong, total, usual, most) else None


def short(case: Case) -> str | None:
    """Needs twelve new bulletins; without expect_length also thirty-six of well runs before them."""
    expected = case.source.expect_length
    pool = newest(case.read, lambda run: run.written, EXPECTED_PAGES if expected else PAGES)
    total, now = sum(run.written for run in pool), median_length(pool)
    if total < PAGES or now is None:
        return None
    reported = f"the median length of {total} new bulletins is {now} characters"
    if expected:
        return f"{reported}; expect_length is {expected}" if now < expected else None
    earlier = [run for run in case.well if run.run < pool[-1].run]
    if sum(run.written for run in earlier) < HISTORY:
        return None
    least = min(median_length(span) or 0 for span in spans(earlier, lambda run: run.written, PAGES))
    # lengths differ widely from day to day: only what is quite out of their range is reported
    return f"{reported} (never below {least})" if now < least / 4 else None


def median_length(runs: Sequence[SourceRun]) -> int | None:
    return weighted_median([(run.median_length, run.written) for run in runs if run.median_length is not None])


RULES = (
    unturned,
    few_bulletins,
    silence,
    empty_lists,
    fewer_links,
    ever_new,
    ever_revised,
    undated,
    short,
    revised,
    rejected,
    blocked,
    failing,
)
