"""A cron expression means the same to systemd as to cron; one that means nothing is reported by its field."""

import shutil
import subprocess

import pytest

from pipelines.sources.cron import Cron, CronError, on_calendar, read_cron

EVERY_MONTH = tuple(range(1, 13))

READ = {
    "30 7 * * *": Cron((30,), (7,), None, EVERY_MONTH, None),
    "0 7,19 * * *": Cron((0,), (7, 19), None, EVERY_MONTH, None),
    "*/20 8-10 * * *": Cron((0, 20, 40), (8, 9, 10), None, EVERY_MONTH, None),
    "5-25/10 0 * * *": Cron((5, 15, 25), (0,), None, EVERY_MONTH, None),
    "0 3 1,15 * *": Cron((0,), (3,), (1, 15), EVERY_MONTH, None),
    "0 3 * JAN,jul *": Cron((0,), (3,), None, (1, 7), None),
    "0 3 * * mon-fri": Cron((0,), (3,), None, EVERY_MONTH, (1, 2, 3, 4, 5)),
    "0 3 * * 7": Cron((0,), (3,), None, EVERY_MONTH, (0,)),
    "0 3 * * fri-7": Cron((0,), (3,), None, EVERY_MONTH, (0, 5, 6)),
    "0 3 * * */2": Cron((0,), (3,), None, EVERY_MONTH, (0, 2, 4, 6)),
    "0 3 29 2 *": Cron((0,), (3,), (29,), (2,), None),
    "0 3 1 * 1": Cron((0,), (3,), (1,), EVERY_MONTH, (1,)),
}


@pytest.mark.parametrize("expression", READ)
def test_an_expression_is_read(expression: str) -> None:
    assert read_cron(expression) == READ[expression]


WRONG = {
    "": "0 fields; five are needed: minute hour day-of-month month day-of-week",
    "@daily": "1 fields; five are needed: minute hour day-of-month month day-of-week",
    "0 0 3 * * *": "6 fields; five are needed: minute hour day-of-month month day-of-week",
    "60 3 * * *": "Bad minute",
    "*/0 3 * * *": "Bad minute",
    "0,,5 3 * * *": "Bad minute",
    "0 24 * * *": "Bad hour",
    "0 5-3 * * *": "Bad hour",
    "0 -1 * * *": "Bad hour",
    "0 x * * *": "Bad hour",
    "0 ３ * * *": "Bad hour",
    "0 3 0 * *": "Bad day-of-month",
    "0 3 31 2,4 *": "Bad day-of-month",
    "0 3 * january *": "Bad month",
    "0 3 * * 8": "Bad day-of-week",
    "0 3 L * *": "L and # are not understood everywhere",
    "0 3 LW * *": "L and # are not understood everywhere",
    "0 3 * * 5L": "L and # are not understood everywhere",
    "0 3 * * mon#1": "L and # are not understood everywhere",
    "0 3 */2 * 1": "day-of-month and day-of-week: a step of * in one next to the other is read in two ways",
}


@pytest.mark.parametrize("expression", WRONG)
def test_a_wrong_expression_says_where(expression: str) -> None:
    with pytest.raises(CronError) as caught:
        read_cron(expression)
    assert str(caught.value) == WRONG[expression]


CALENDAR = {
    "30 7 * * *": ["*-*-* 07:30:00 Asia/Shanghai"],
    "*/30 * * * *": ["*-*-* *:00,30:00 Asia/Shanghai"],
    "* * * * *": ["*-*-* *:*:00 Asia/Shanghai"],
    "0 7,19 * 1,7 *": ["*-01,07-* 07,19:00:00 Asia/Shanghai"],
    "0 3 1,15 * *": ["*-*-01,15 03:00:00 Asia/Shanghai"],
    "0 3 * * 5-7": ["Fri,Sat,Sun *-*-* 03:00:00 Asia/Shanghai"],
    "0 3 1 * mon": ["Mon *-*-* 03:00:00 Asia/Shanghai", "*-*-01 03:00:00 Asia/Shanghai"],
    "0 3 29 2 *": ["*-02-29 03:00:00 Asia/Shanghai"],
}


@pytest.mark.parametrize("expression", CALENDAR)
def test_an_expression_as_a_calendar_event(expression: str) -> None:
    assert on_calendar(read_cron(expression)) == CALENDAR[expression]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
@pytest.mark.parametrize("expression", READ)
def test_systemd_understands_the_calendar_events(expression: str) -> None:
    for event in on_calendar(read_cron(expression)):
        command = ["systemd-analyze", "calendar", event]
        reported = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own words
        assert (reported.returncode, "Next elapse: never" in reported.stdout) == (0, False), reported.stderr
