"""China time on other clocks: the same moments, or a refusal; never a line that is right on most days."""

from datetime import UTC, datetime, timedelta

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from bulletins.schedules import ScheduleError
from bulletins.schedules.jobs import expression, minutes_from_china, moved
from pipelines.sources.cron import Cron, read_cron

TODAY = datetime(2026, 11, 25, tzinfo=UTC)
UTC_FROM_CHINA = -8 * 60
# the ends of months of 28, 29, 30 and 31 days, and of a year
WINDOWS = [(datetime(2023, 12, 28), 66), (datetime(2025, 2, 25), 8), (datetime(2025, 4, 27), 8)]


@pytest.mark.parametrize(
    ("zone", "hours"), [("UTC", -8), ("Etc/UTC", -8), ("Asia/Shanghai", 0), ("Asia/Tokyo", 1), ("Asia/Kolkata", -2.5)]
)
def test_a_zone_that_keeps_one_time_is_so_far_from_china(zone: str, hours: float) -> None:
    assert minutes_from_china(zone, TODAY) == hours * 60


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_a_zone_that_changes_its_clocks_is_refused(zone: str) -> None:
    with pytest.raises(ScheduleError, match="changes its clocks and China does not"):
        minutes_from_china(zone, TODAY)


@pytest.mark.parametrize("zone", ["", "Asia/Nowhere", "../etc/passwd", "/etc/passwd", "a\0b", "Asia"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(ScheduleError, match="no such time zone"):
        minutes_from_china(zone, TODAY)


SAID = {
    ("58 7,19 * * *", 0): ["58 7,19 * * *"],
    ("58 7,19 * * *", UTC_FROM_CHINA): ["58 11,23 * * *"],
    ("58 7,19 * * *", 60): ["58 8,20 * * *"],
    ("0 3,12 * * mon-fri", UTC_FROM_CHINA): ["0 19 * * 0,1,2,3,4", "0 4 * * 1,2,3,4,5"],
    ("0 23 * * sat", 60): ["0 0 * * 0"],
    ("0 8 1 * *", UTC_FROM_CHINA): ["0 0 1 * *"],
    ("0 3 15 * *", UTC_FROM_CHINA): ["0 19 14 * *"],
    ("0,40 7 * * *", -150): ["30 4 * * *", "10 5 * * *"],
    ("*/30 * * * *", -150): ["0,30 * * * *"],
    ("* * * * *", UTC_FROM_CHINA): ["* * * * *"],
    ("0 9 * 1,7 *", UTC_FROM_CHINA): ["0 1 * 1,7 *"],
}


@pytest.mark.parametrize(("reported", "ahead"), SAID)
def test_a_schedule_is_said_on_other_clocks(reported: str, ahead: int) -> None:
    assert [expression(cron) for cron in moved(read_cron(reported), ahead)] == SAID[reported, ahead]


@pytest.mark.parametrize(
    ("reported", "ahead"),
    [
        ("0 3 1 * *", UTC_FROM_CHINA),  # the last of the month before
        ("0 3 29 * *", UTC_FROM_CHINA),  # the 28th, but not that of a February of 28 days
        ("0 3 31 * *", UTC_FROM_CHINA),  # the 30th, but not that of April
        ("0 23 28 * *", 60),  # the 29th, or the first of March
        ("0 3 * 1 *", UTC_FROM_CHINA),  # also the last of December, not that of January
        ("0 3 2 1 mon", UTC_FROM_CHINA),  # Mondays of January
    ],
)
def test_a_day_that_only_a_month_s_length_says_is_refused(reported: str, ahead: int) -> None:
    with pytest.raises(ScheduleError, match="falls into another one"):
        moved(read_cron(reported), ahead)


def some(low: int, high: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.sets(st.integers(low, high), min_size=1, max_size=3).map(lambda values: tuple(sorted(values)))


CRONS = st.builds(
    Cron,
    minutes=some(0, 59),
    hours=some(0, 23),
    days=st.none() | some(1, 31),
    months=some(1, 12) | st.just(tuple(range(1, 13))),
    weekdays=st.none() | some(0, 6),
)


def moments(cron: Cron, start: datetime, days: int) -> set[datetime]:
    found, end = set(), start + timedelta(days=days)
    try:
        for moment in CronSim(expression(cron), start - timedelta(minutes=1)):
            if moment >= end:
                break
            found.add(moment)
    except StopIteration:  # the 30th of February
        pass
    return found


@given(CRONS, st.sampled_from([-900, UTC_FROM_CHINA, -150, -135, 60, 90, 240]), st.sampled_from(WINDOWS))
def test_the_moments_are_the_same_on_both_clocks(cron: Cron, ahead: int, window: tuple[datetime, int]) -> None:
    try:
        there = moved(cron, ahead)
    except ScheduleError:
        return
    shift, (start, days) = timedelta(minutes=ahead), window
    found = {moment - shift for one in there for moment in moments(one, start + shift, days)}
    assert found == moments(cron, start, days)
