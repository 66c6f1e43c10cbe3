"""Lines that every cron reads in the same way, quiet while all is well, in China time or in that of the machine."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cronsim import CronSim

from bulletins.schedules import Job, Place, ScheduleError, crontab, grouped
from pipelines.models import Source
from pipelines.sources import load_all

XINHUI = grouped([Source(name="xinhui", schedule="58 7,19 * * *")])
HERE = Place(program="/opt/bulletins/bin/bulletins", contact="mail@example.org")
HOSTILE = "a %b 'q' $(touch x) `touch x` ; \\ | & > x 国"
UTC_FROM_CHINA = -8 * 60


def jobs_of(text: str) -> list[str]:
    """The lines that are neither comments nor settings."""
    return [line for line in text.splitlines() if line[:1] in "*0123456789" and line]


def test_cronie_is_reported_the_zone() -> None:
    text = crontab(XINHUI, HERE, None)
    assert "CRON_TZ=Asia/Shanghai" in text.splitlines()
    assert [line[:13] for line in jobs_of(text)] == ["58 7,19 * * *"]


def test_any_other_cron_gets_the_machines_time() -> None:
    text = crontab(XINHUI, HERE, "Etc/UTC", UTC_FROM_CHINA)
    assert "CRON_TZ" not in text
    assert [line[:14] for line in jobs_of(text)] == ["58 11,23 * * *"]


def test_a_schedule_that_cannot_be_said_there_names_its_sources() -> None:
    with pytest.raises(ScheduleError, match=r"^a, b: '0 3 1 \* \*' in UTC: a day of the month"):
        crontab(grouped([Source(name=n, schedule="0 3 1 * *") for n in "ab"]), HERE, "UTC", UTC_FROM_CHINA)


def test_what_holds_for_all_lines_is_said_once() -> None:
    assert [line for line in crontab(XINHUI, HERE, "Asia/Shanghai").splitlines() if line.startswith("BULLETINS_")] == [
        'BULLETINS_STORE="sqlite:////var/lib/bulletins/bulletins.db"',
        'BULLETINS_SOURCES="/etc/bulletins/sources"',
        'BULLETINS_CONTACT="mail@example.org"',
    ]


def test_a_user_is_named_in_each_line_of_a_system_crontab() -> None:
    [line] = jobs_of(crontab(XINHUI, Place(user="gov"), None))
    assert line.startswith("58 7,19 * * * gov said=")


@pytest.mark.parametrize("user", ["root x", "a\n* * * * * root reboot", "%", "-x"])
def test_a_user_that_is_none_is_refused(user: str) -> None:
    with pytest.raises(ScheduleError):
        crontab(XINHUI, Place(user=user), None)


@pytest.mark.parametrize("value", ["a\nb", "both \" and '", "x" * 2000, "a\0b"])
def test_a_value_that_a_crontab_cannot_say_is_refused(value: str) -> None:
    with pytest.raises(ScheduleError):
        crontab(XINHUI, Place(contact=value), None)


@pytest.mark.parametrize("program", ["/opt/a\nb", "/opt/" + "公" * 400])
def test_a_command_that_a_crontab_cannot_hold_is_refused(program: str) -> None:
    with pytest.raises(ScheduleError):
        crontab(XINHUI, Place(program=program), None)


def test_a_value_with_one_kind_of_quotes_is_held_by_the_other() -> None:
    assert "BULLETINS_CONTACT='a \"b\"'" in crontab(XINHUI, Place(contact='a "b"'), None).splitlines()


def test_many_sources_are_more_lines_and_none_too_long() -> None:
    names = [f"source-{number:03}-with-a-long-name" for number in range(100)]
    lines = jobs_of(crontab(grouped([Source(name=name, schedule="0 3 * * *") for name in names]), HERE, None))
    assert [word for line in lines for word in line.split() if word.rstrip(")").startswith("source-")] == names
    assert len(lines) > 1
    assert max(len(line) for line in lines) < 1000


def as_cron_runs_it(line: str) -> str:
    """What cron hands to the shell: the five fields are gone, \\% is %, and a bare % would have ended it."""
    command = line.split(maxsplit=5)[5]
    assert "%" not in command.replace("\\%", "")
    return command.replace("\\%", "%")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program of a hostile name that says its arguments and leaves with the code that EXIT names."""
    path = tmp_path / HOSTILE.replace("/", "") / "bulletins"
    path.parent.mkdir()
    path.write_text('#!/bin/sh\nprintf "[%s]" "$@"\necho oh >&2\nexit "$EXIT"\n', "utf-8")
    path.chmod(0o755)
    return path


def run(line: str, code: int, folder: Path) -> str:
    return subprocess.run(  # noqa: S603  # a line of our own
        ["/bin/sh", "-c", as_cron_runs_it(line)],
        env={"EXIT": str(code), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        cwd=folder,
        check=True,
        timeout=30,
    ).stdout


@pytest.mark.parametrize("code", [0, 75, 130])
def test_a_run_that_nobody_need_hear_of_is_silent(program: Path, tmp_path: Path, code: int) -> None:
    [line] = jobs_of(crontab(XINHUI, Place(program=str(program)), None))
    assert run(line, code, tmp_path) == ""


@pytest.mark.parametrize("code", [1, 2, 3, 78])
def test_a_run_that_failed_says_all_that_it_said(program: Path, tmp_path: Path, code: int) -> None:
    [line] = jobs_of(crontab(XINHUI, Place(program=str(program)), None))
    assert run(line, code, tmp_path) == "[crawl][xinhui]oh\n"


def test_a_run_that_failed_is_handed_to_the_command(program: Path, tmp_path: Path) -> None:
    hook = tmp_path / "report it"
    hook.write_text('#!/bin/sh\nread -r said\necho "$1 of $2: $said"\n', "utf-8")
    hook.chmod(0o755)
    [line] = jobs_of(crontab(XINHUI, Place(program=str(program), notify=(str(hook), "news")), None))
    assert run(line, 3, tmp_path) == "news of xinhui: [crawl][xinhui]oh\n"


def test_hostile_words_reach_the_program_as_they_are(program: Path, tmp_path: Path) -> None:
    job = Job("x", "0 3 * * *", XINHUI[0].cron, (HOSTILE,))
    [line] = jobs_of(crontab([job], Place(program=str(program)), None))
    assert run(line, 3, tmp_path) == f"[crawl][{HOSTILE}]oh\n"
    assert [path.name for path in tmp_path.iterdir()] == [program.parent.name]


def test_every_expression_is_one_to_another_reader() -> None:
    lines = jobs_of(crontab(grouped(load_all()), HERE, None))
    assert len(lines) == len({source.schedule for source in load_all() if source.schedule})
    for line in lines:
        assert next(CronSim(" ".join(line.split()[:5]), datetime(2020, 6, 7, tzinfo=UTC)))


def dry_run() -> str | None:
    """The option by which this machine's crontab only reads a file: -n of Debian's, -T of cronie's."""
    if not shutil.which("crontab"):
        return None
    usage = subprocess.run(["crontab", "-h"], capture_output=True, text=True, check=False, timeout=30).stderr  # noqa: S607
    options = {"-n": "dry run", "-T": "test"}
    return next((option for option, word in options.items() if option in usage and word in usage), None)


@pytest.mark.skipif(dry_run() is None, reason="no crontab that can read a file without installing it")
@pytest.mark.parametrize(("zone", "ahead"), [(None, 0), ("Etc/UTC", UTC_FROM_CHINA)])
def test_the_machines_own_crontab_reads_it(tmp_path: Path, zone: str | None, ahead: int) -> None:
    path = tmp_path / "crontab"
    path.write_text(crontab(grouped(load_all()), Place(contact=HOSTILE), zone, ahead), "utf-8")
    reported = subprocess.run(  # noqa: S603  # a file of our own
        ["crontab", str(dry_run()), str(path)],  # noqa: S607  # wherever it is installed
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert reported.returncode == 0, reported.stderr
