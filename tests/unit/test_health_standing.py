"""How a source stands at any moment: also when no run has happened that could have said so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from run_histories import NOW, SOURCE, a_run, days_until

from pipelines.health import Holdings, State
from pipelines.health.judging import status_of
from pipelines.sources.cron import latest

HELD = Holdings(bulletins=600, arrived_at=NOW, days=days_until(NOW.date()))
MONTH = [a_run(n) for n in range(100, 70, -1)]
# NOW is 20:00 in China, and a run of it began then
TWICE_A_DAY = replace(SOURCE, schedule="0 8,20 * * *")
HOUR = timedelta(hours=1)


def test_a_source_that_was_never_crawled_is_not_wrong() -> None:
    stands = status_of(SOURCE, [], Holdings(), NOW)
    assert (stands.state, stands.why, stands.is_wrong) == (None, "not crawled yet", False)


def test_a_source_is_as_its_last_run_was() -> None:
    assert status_of(SOURCE, MONTH, HELD, NOW).state is State.OK


def test_the_last_run_is_judged_again_by_what_the_file_expects_now() -> None:
    suspicious = replace(MONTH[0], state=State.SUSPICIOUS, why="600 bulletins are stored; expect_bulletins is 900")
    assert status_of(SOURCE, [suspicious, *MONTH[1:]], HELD, NOW).state is State.OK


def test_advice_that_was_followed_is_not_given_again() -> None:
    outcomes = {"listed": 2, "undone": 20}
    advised = replace(MONTH[0], state=State.SUSPICIOUS, why="`bulletins runs undo 100` takes it back", fates=outcomes)
    assert status_of(SOURCE, [advised, *MONTH[1:]], HELD, NOW).why == ""


def test_silence_speaks_up_although_no_run_happened() -> None:
    source, later = replace(SOURCE, expect_every=5), NOW + timedelta(days=6)
    assert status_of(source, MONTH, HELD, later).why == "no new bulletin for 6 days; expect_every is 5"


def test_the_silence_of_a_source_that_nobody_is_to_crawl_is_not_its_own() -> None:
    assert status_of(SOURCE, MONTH, HELD, NOW + timedelta(days=300)).state is State.OK


def test_a_missed_schedule_speaks_up_after_three_hours() -> None:
    due = NOW + 12 * HOUR
    expected = "not crawled since 2026-03-02 20:00, though its schedule said 2026-03-03 08:00"
    reported = [status_of(TWICE_A_DAY, MONTH, HELD, moment).why for moment in (due + 2.9 * HOUR, due + 3 * HOUR)]
    assert reported == ["", expected]


@pytest.mark.parametrize("state", [State.RUNNING, State.STOPPED, State.KILLED])
def test_a_run_that_was_begun_misses_no_schedule(state: State) -> None:
    begun = a_run(101, started_at=NOW + 12 * HOUR, state=state)
    assert status_of(TWICE_A_DAY, [begun, *MONTH], HELD, NOW + 16 * HOUR).state is state


def test_a_run_that_never_ends_speaks_up() -> None:
    running = a_run(101, state=State.RUNNING, started_at=NOW)
    stands = status_of(SOURCE, [running, *MONTH], HELD, NOW + 13 * HOUR)
    assert stands.why == "running since 2026-03-02 20:00: longer than any run takes, so it hangs"


def test_three_runs_killed_in_a_row_speak_up() -> None:
    killed = [a_run(n, state=State.KILLED) for n in (103, 102, 101)]
    reported = [status_of(SOURCE, [*killed[:n], *MONTH], HELD, NOW).why for n in (2, 3)]
    assert reported == ["", "its last 3 runs were killed before their end"]


def test_a_finding_stays_while_later_runs_are_stopped() -> None:
    broken = a_run(101, links=0)
    stopped = a_run(102, state=State.STOPPED, why="stopped before its end")
    assert (
        status_of(SOURCE, [stopped, broken, *MONTH], HELD, NOW).why
        == "no link to an article was found on its list pages"
    )


def test_a_stopped_run_of_a_source_that_is_well_is_not_wrong() -> None:
    stopped = a_run(101, state=State.STOPPED, why="stopped before its end")
    stands = status_of(SOURCE, [stopped, *MONTH], HELD, NOW)
    assert (stands.state, stands.why, stands.is_wrong) == (State.STOPPED, "stopped before its end", False)


def test_a_partial_run_that_failed_is_reported() -> None:
    failed = a_run(101, partial=True, state=State.FAILED, why="no list page could be read: timed out")
    assert status_of(SOURCE, [failed, *MONTH], HELD, NOW).state is State.FAILED


def test_a_source_that_failed_stays_failed_with_all_that_is_wrong() -> None:
    failed = a_run(101, lists=0, fates={})
    stands = status_of(TWICE_A_DAY, [failed, *MONTH], HELD, NOW + 60 * HOUR)
    assert (stands.state, stands.why.split("; ")[0]) == (State.FAILED, "no list page could be read: nothing came")
    assert stands.why.split("; ")[1].startswith("not crawled since")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-02T11:59:59", "2026-03-02T00:00:00"),
        ("2026-03-02T12:00:00", "2026-03-02T12:00:00"),
        ("2026-03-02T12:00:59", "2026-03-02T12:00:00"),
        ("2026-03-03T00:00:00", "2026-03-03T00:00:00"),
    ],
)
def test_the_latest_scheduled_time_is_that_of_china(moment: str, expected: str) -> None:
    at, due = (datetime.fromisoformat(reported).replace(tzinfo=UTC) for reported in (moment, expected))
    assert latest("0 8,20 * * *", at) == due
