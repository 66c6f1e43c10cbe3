"""Each rule on made histories: what it says, how much history it needs, and what it lets pass."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

import pytest
from run_histories import NOW, SOURCE, a_run, a_year, days_until, verdicts

from pipelines.health import Holdings, SourceRun, State, judge
from pipelines.models import Source

HELD = Holdings(bulletins=600, arrived_at=NOW, days=days_until(NOW.date()))
MONTH = [a_run(n) for n in range(99, 69, -1)]


def why(
    run: SourceRun,
    history: Sequence[SourceRun] = MONTH,
    source: Source = SOURCE,
    held: Holdings = HELD,
    now: datetime = NOW,
) -> str:
    return judge(run, history, source, held, now)[1]


def test_an_ordinary_run_is_well() -> None:
    assert judge(a_run(), MONTH, SOURCE, HELD, NOW) == (State.OK, "")


def test_no_list_page_read_is_failed_and_reported_alone() -> None:
    run = a_run(lists=0, links=0, fates={"rejected: blocked": 3}, failed={"timed out": 9})
    expected = (State.FAILED, "no list page could be read: 3 blocked")
    assert judge(run, MONTH, replace(SOURCE, expect_bulletins=9999), HELD, NOW) == expected


def test_no_list_page_read_says_the_failure() -> None:
    error = "connection refused"
    run = a_run(lists=0, fates={}, failed={error: 1}, samples=(("http://www.example.gov.cn/", error),))
    assert why(run) == "no list page could be read: connection refused"


def test_no_list_page_and_no_reason_is_reported_as_such() -> None:
    assert why(a_run(lists=0, fates={})) == "no list page could be read: nothing came"


def test_no_link_on_any_list_is_suspicious() -> None:
    run = a_run(links=0, fates={"listed": 3})
    expected = (State.SUSPICIOUS, "no link to an article was found on its list pages")
    assert judge(run, [], SOURCE, Holdings(), NOW) == expected


def test_lists_that_led_to_no_bulletin_are_suspicious_in_the_first_run() -> None:
    run = a_run(fates={"listed": 1, "rejected: no body": 2}, rejected=2)
    assert why(run, [], held=Holdings()) == "its list pages led to no bulletin: 2 no body"


@pytest.mark.parametrize(
    ("outcomes", "held"),
    [({"listed": 1, "rejected: a file": 12}, Holdings()), ({"listed": 1}, Holdings(files=12))],
    ids=["in this run", "in runs before"],
)
def test_a_source_of_files_alone_is_well(outcomes: dict[str, int], held: Holdings) -> None:
    assert why(a_run(fates=outcomes, rejected=0, median_length=None), [], held=held) == ""


def test_many_pages_without_any_bulletin_need_no_history() -> None:
    run = a_run(fates={"listed": 1, "rejected: no body": 12}, rejected=12)
    assert why(run, [], held=Holdings(bulletins=3)) == "its list pages led to no bulletin: 12 no body"


def test_a_page_that_is_still_no_bulletin_is_no_finding_when_nothing_is_new() -> None:
    run = a_run(fates={"listed": 3, "rejected: no body": 2}, rejected=0, median_length=None)
    assert why(run) == ""


def test_what_a_list_names_on_other_sites_is_no_failed_request() -> None:
    run = a_run(
        fates={"listed": 3}, failed={"off the allowed sites": 30}, samples=(("http://a/", "off the allowed sites"),)
    )
    assert why(run) == ""


def test_what_a_server_has_put_off_is_no_finding() -> None:
    assert why(a_run(fates={"listed": 1}, left=6), [], held=Holdings()) == ""


def test_fewer_bulletins_than_expected() -> None:
    source = replace(SOURCE, expect_bulletins=1000)
    assert why(a_run(), source=source) == "600 bulletins are stored; expect_bulletins is 1000"


# No new bulletin for too long


def test_silence_beyond_what_is_expected() -> None:
    held = replace(HELD, arrived_at=NOW - timedelta(days=8))
    assert (
        why(a_run(), source=replace(SOURCE, expect_every=7), held=held)
        == "no new bulletin for 8 days; expect_every is 7"
    )


def test_silence_within_what_is_expected() -> None:
    held = replace(HELD, arrived_at=NOW - timedelta(days=60))
    assert why(a_run(), source=replace(SOURCE, expect_every=90), held=held) == ""


JUNE = datetime.fromisoformat("2026-06-30T12:00:00+00:00")


def silent(days: int, every: int = 1, count: int = 50, now: datetime = JUNE) -> str:
    arrived = now - timedelta(days=days)
    held = Holdings(600, arrived, days_until(arrived.date(), count, every))
    return why(a_run(fates={"listed": 3}), held=held, now=now)


def test_silence_of_a_daily_source_is_reported_after_two_weeks() -> None:
    assert [silent(14), silent(15)] == ["", "no new bulletin for 15 days (usually within 1, never more than 1)"]


def test_silence_of_a_monthly_source_is_measured_by_its_own_gap() -> None:
    expected = "no new bulletin for 121 days (usually within 30, never more than 30)"
    assert [silent(120, every=30), silent(121, every=30)] == ["", expected]


def test_silence_around_the_spring_festival_may_be_longer() -> None:
    march = datetime.fromisoformat("2026-03-01T12:00:00+00:00")
    assert [silent(21, now=march), silent(22, now=march) != ""] == ["", True]


def test_silence_needs_ten_gaps() -> None:
    assert [silent(300, count=10), silent(300, count=11) != ""] == ["", True]


# List pages


def test_a_list_that_shows_nothing_among_others() -> None:
    assert why(a_run(empty_lists=1, links=40)) == "no link to an article on 1 of its 3 list pages"


def test_a_list_that_was_always_empty_is_no_finding() -> None:
    assert why(a_run(empty_lists=1), [replace(run, empty_lists=1) for run in MONTH]) == ""


def test_an_empty_list_needs_five_well_runs() -> None:
    assert [why(a_run(empty_lists=1), MONTH[:n]) != "" for n in (4, 5)] == [False, True]


def test_a_fall_in_links() -> None:
    assert why(a_run(links=24)) == "8 links to articles on a list page, where there were 20 at the least"


def test_some_links_fewer_are_no_finding() -> None:
    assert why(a_run(links=31)) == ""


def test_a_short_list_may_be_shorter_yet() -> None:
    assert why(a_run(links=3), [replace(run, links=9) for run in MONTH]) == ""


def test_a_fall_in_links_needs_five_well_runs() -> None:
    assert [why(a_run(links=3), MONTH[:n]) != "" for n in (4, 5)] == [False, True]


# Shares of pages


def test_bulletins_without_a_date() -> None:
    run = a_run(fates={"listed": 3, "new": 12}, undated=12)
    assert why(run) == "12 of 12 new bulletins state no date (usually 1%)"


def test_half_of_the_bulletins_without_a_date() -> None:
    assert why(a_run(undated=6)) == "6 of 12 new bulletins state no date (usually 1%)"


def test_some_bulletins_without_a_date_are_no_finding() -> None:
    assert why(a_run(undated=4)) == ""


def test_a_few_pages_are_judged_with_those_before() -> None:
    """Six of a run and six before: the second broken run speaks up."""
    first = a_run(100, undated=6)
    assert why(a_run(101, undated=6), [first, *MONTH]) == "12 of 12 new bulletins state no date (usually 1%)"


def test_a_finding_stays_while_nothing_is_new() -> None:
    broken = a_run(100, fates={"listed": 3, "new": 12}, undated=12, state=State.SUSPICIOUS)
    quiet = a_run(101, fates={"listed": 3}, median_length=None)
    assert why(quiet, [broken, *MONTH]) == "12 of 12 new bulletins state no date (usually 1%)"


def test_a_source_that_never_says_dates_is_no_finding() -> None:
    assert why(a_run(undated=6), [replace(run, undated=6) for run in MONTH]) == ""


def test_where_a_third_is_odd_there_are_bad_days() -> None:
    run = a_run(fates={"listed": 3, "new": 12}, undated=8)
    assert why(run, [replace(before, undated=2) for before in MONTH]) == ""


def test_a_share_that_rises_by_less_than_a_third_of_what_was_well_is_no_finding() -> None:
    assert why(a_run(fates={"listed": 3, "new": 100}, undated=30)) == ""


def test_what_broke_does_not_become_usual() -> None:
    broken = [a_run(n, undated=6, state=State.SUSPICIOUS) for n in range(99, 89, -1)]
    assert why(a_run(undated=6), [*broken, *MONTH[10:]]) == "12 of 12 new bulletins state no date (usually 1%)"


def test_a_share_needs_thirty_six_pages_before() -> None:
    run = a_run(fates={"listed": 3, "new": 12}, undated=12)
    assert [why(run, MONTH[:n]) != "" for n in (5, 6)] == [False, True]


def test_a_share_that_the_file_expects_needs_twelve_pages_and_no_history() -> None:
    source = replace(SOURCE, expect_dated=0.9)
    eleven, twelve = (a_run(fates={"listed": 3, "new": n}, undated=2) for n in (11, 12))
    expected = "2 of 12 new bulletins state no date; expect_dated is 0.9"
    assert [why(eleven, [], source), why(twelve, [], source)] == ["", expected]


def test_a_share_that_the_file_expects_is_met() -> None:
    run = a_run(fates={"listed": 3, "new": 20}, undated=2)
    assert why(run, [], replace(SOURCE, expect_dated=0.9)) == ""


def test_article_pages_without_a_bulletin() -> None:
    run = a_run(fates={"listed": 3, "new": 1, "rejected: navigation only": 12}, rejected=12)
    assert why(run) == "12 of 13 article pages hold no bulletin (usually 1%)"


def test_article_pages_without_a_bulletin_beyond_what_is_expected() -> None:
    run = a_run(fates={"listed": 3, "new": 15, "rejected: no body": 5}, rejected=5)
    expected = "5 of 20 article pages hold no bulletin; expect_rejected is 0.2"
    assert why(run, [], replace(SOURCE, expect_rejected=0.2)) == expected


def test_one_page_at_several_addresses_needs_no_history() -> None:
    run = a_run(fates={"listed": 1, "unchanged": 9, "rejected: same page at many addresses": 2}, rejected=2)
    expected = "2 addresses gave another page than their own, which was not taken: 2 same page at many addresses"
    assert judge(run, [], SOURCE, HELD, NOW) == (State.SUSPICIOUS, expected)


def test_it_is_reported_in_a_run_that_is_to_fetch_a_part_too() -> None:
    outcomes = {"listed": 1, "rejected: redirected elsewhere": 3, "rejected: unlike its bulletin": 1}
    reasons = "3 redirected elsewhere, 1 unlike its bulletin"
    expected = f"4 addresses gave another page than their own, which was not taken: {reasons}"
    assert why(a_run(fates=outcomes, rejected=4, partial=True)) == expected


def test_one_address_that_leads_elsewhere_is_no_finding() -> None:
    assert why(a_run(fates={"listed": 3, "new": 6, "rejected: redirected elsewhere": 1}, rejected=1)) == ""


def test_addresses_that_lead_elsewhere_as_before_are_none() -> None:
    assert why(a_run(fates={"listed": 3, "new": 6, "rejected: redirected elsewhere": 5}, rejected=0)) == ""


def test_a_site_that_is_still_down_is_reported_every_time() -> None:
    run = a_run(fates={"listed": 3, "rejected: same page at many addresses": 5}, rejected=0)
    assert why(run).startswith("5 addresses gave another page than their own")


def test_notices_and_errors_of_the_site_in_the_place_of_most_articles_are_a_finding() -> None:
    outcomes = {"listed": 1, "unchanged": 3, "rejected: notice of the site": 3, "rejected: error of the site": 2}
    reasons = "3 notice of the site, 2 error of the site"
    expected = f"5 addresses gave another page than their own, which was not taken: {reasons}"
    assert why(a_run(fates=outcomes, rejected=0)) == expected


def test_some_notices_of_the_site_among_articles_are_none() -> None:
    assert why(a_run(fates={"listed": 3, "new": 6, "rejected: notice of the site": 4}, rejected=4)) == ""


STEADY = [a_run(n, fates={"listed": 3, "new": 2, "revised": 1, "unchanged": 20}) for n in range(99, 69, -1)]


def test_more_revisions_than_ever_are_a_finding() -> None:
    run = a_run(fates={"listed": 3, "revised": 20, "unchanged": 1})
    said = "20 of 21 known bulletins were revised (usually 5%)"
    assert why(run, STEADY) == f"{said}; `bulletins runs undo 100` takes it back if they are wrong"


def test_a_young_source_may_revise_all() -> None:
    run = a_run(fates={"listed": 3, "revised": 20})
    assert why(run, []) == ""


def test_a_share_of_revisions_that_the_file_allows() -> None:
    run = a_run(fates={"listed": 3, "revised": 20})
    assert why(run, STEADY, replace(SOURCE, expect_revised=1.0)) == ""
    assert "expect_revised is 0.5" in why(run, [], replace(SOURCE, expect_revised=0.5))


def test_a_firewall_before_the_articles() -> None:
    run = a_run(fates={"listed": 3, "unchanged": 1, "rejected: blocked": 20}, rejected=0)
    assert why(run) == "20 of 24 pages are a firewall's or a captcha (usually 0%)"


def test_requests_that_get_no_answer() -> None:
    samples = (("http://www.example.gov.cn/1", "timed out"),)
    run = a_run(fates={"listed": 1, "unchanged": 1}, failed={"timed out": 20}, samples=samples)
    assert why(run) == "20 of 22 requests got no answer (usually 0%): timed out"


def test_a_site_that_was_down_and_is_back_is_well() -> None:
    down = [a_run(n, fates={}, failed={"timed out": 3}, lists=0, state=State.FAILED) for n in range(99, 89, -1)]
    assert why(a_run(fates={"listed": 3}), [*down, *MONTH[10:]]) == ""


def test_short_bulletins() -> None:
    run = a_run(fates={"listed": 3, "new": 12}, median_length=40)
    assert why(run) == "the median length of 12 new bulletins is 40 characters (never below 800)"


def test_short_bulletins_next_to_what_is_expected() -> None:
    run = a_run(fates={"listed": 3, "new": 20}, median_length=299)
    expected = "the median length of 20 new bulletins is 299 characters; expect_length is 300"
    assert why(run, [], replace(SOURCE, expect_length=300)) == expected


def test_shorter_bulletins_within_their_range_are_no_finding() -> None:
    assert why(a_run(fates={"listed": 3, "new": 12}, median_length=210)) == ""


def test_several_findings_are_joined() -> None:
    run = a_run(fates={"listed": 3, "new": 12}, undated=12, links=3)
    assert why(run) == (
        "1 links to articles on a list page, where there were 20 at the least; "
        "12 of 12 new bulletins state no date (usually 1%)"
    )


# What is not judged, and not compared with


def test_a_partial_run_is_not_held_against_the_source() -> None:
    run = a_run(partial=True, fates={"listed": 3, "new": 12}, undated=12, links=9)
    assert judge(run, MONTH, replace(SOURCE, expect_bulletins=9999), HELD, NOW) == (State.OK, "")


def test_a_partial_run_whose_lists_could_not_be_read_failed_all_the_same() -> None:
    run = a_run(partial=True, lists=0, unread_lists=1, fates={})
    assert judge(run, MONTH, SOURCE, HELD, NOW)[0] is State.FAILED


@pytest.mark.parametrize("state", [State.STOPPED, State.KILLED, State.RUNNING])
def test_runs_that_did_not_come_to_their_end_are_not_compared_with(state: State) -> None:
    run = a_run(links=3)
    assert why(run, [replace(before, state=state) for before in MONTH]) == ""


def test_partial_runs_are_not_compared_with() -> None:
    assert why(a_run(links=3), [replace(before, partial=True) for before in MONTH]) == ""


# A year


@pytest.mark.parametrize(("seed", "a_day"), [(1, 0.1), (2, 1), (3, 6)])
def test_an_ordinary_year_passes_without_an_alarm(seed: int, a_day: float) -> None:
    """Weekends, the Spring Festival, the week in October; three of a hundred pages odd; two runs a day."""
    assert [reported for reported in verdicts(a_year(seed, a_day)) if reported[0] is not State.OK] == []


def undated(run: SourceRun) -> SourceRun:
    return replace(run, undated=run.written)


def without_body(run: SourceRun) -> SourceRun:
    outcomes = {"listed": 3, "rejected: navigation only": run.written}
    return replace(run, fates=outcomes, rejected=run.written, median_length=None)


def behind_a_firewall(run: SourceRun) -> SourceRun:
    return replace(run, fates={"listed": 3, "rejected: blocked": run.written + 10}, rejected=run.written, fetched=99)


def unreachable(run: SourceRun) -> SourceRun:
    return replace(run, fates={"listed": 3}, fetched=3, failed={"timed out": run.written + 10}, median_length=None)


BREAKAGES: dict[str, Callable[[SourceRun], SourceRun]] = {
    "dates are not found": undated,
    "bodies are not found": without_body,
    "bodies are cut": lambda run: replace(run, median_length=30),
    "a firewall": behind_a_firewall,
    "articles that time out": unreachable,
    "one list of three is empty": lambda run: replace(run, links=40, empty_lists=1),
    "lists show three links": lambda run: replace(run, links=9),
    "lists show none": lambda run: replace(run, links=0),
    "lists are gone": lambda run: replace(run, lists=0, fates={"rejected: http error": 3}),
}


@pytest.mark.parametrize("kind", BREAKAGES)
def test_a_breakage_speaks_up_in_the_first_or_second_run(kind: str) -> None:
    month = a_year(4, 9)[:60]
    busy: dict[str, Any] = {"fates": {"listed": 3, "new": 6}, "fetched": 9}
    broken = [BREAKAGES[kind](a_run(n, started_at=month[-1].started_at + timedelta(days=n), **busy)) for n in (61, 62)]
    states = [state for state, _ in verdicts([*month, *broken])]
    assert set(states[:-2]) == {State.OK}
    assert set(states[-2:]) != {State.OK}


def test_a_source_that_falls_silent_speaks_up_after_two_weeks() -> None:
    month = a_year(5, 4)[:120]
    silence = [
        a_run(200 + n, started_at=month[-1].started_at + timedelta(days=n), fates={"listed": 3}) for n in range(1, 20)
    ]
    states = [state for state, _ in verdicts([*month, *silence])]
    first = states.index(State.SUSPICIOUS)
    assert len(month) + 12 <= first <= len(month) + 16


def test_the_rules_know_nothing_of_what_comes_later() -> None:
    """A history judged in its time is judged the same when it is cut short."""
    month = a_year(6, 3)[:80]
    whole = verdicts(month)
    assert [verdicts(month[:n])[-1] for n in accumulate([20] * 4)] == [whole[n - 1] for n in accumulate([20] * 4)]
