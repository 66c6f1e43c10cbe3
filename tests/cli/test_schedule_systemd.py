"""The units say what was meant, systemd reads them without complaint, and they leave a crawl little to harm."""

import os
import shlex
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from bulletins.schedules import Job, Place, ScheduleError, grouped, units
from pipelines.models import Source
from pipelines.sources import load_all

needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")

XINHUI = grouped([Source(name="xinhui", schedule="58 7,19 * * *")])
HERE = Place(program="/bin/true", sources="/etc/bulletins/sources", contact="mail@example.org")
HOSTILE = 'a%i b "q" $HOME ${HOME} \\ ; \' \nExecStart=/bin/false\n国'


def service(place: Place = HERE, jobs: list[Job] = XINHUI) -> str:
    return units(jobs, place)[f"bulletins-{jobs[0].name}.service"]


def lines(text: str, key: str) -> list[str]:
    return [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}=")]


def test_a_job_is_a_service_and_a_timer_and_all_share_one_hook() -> None:
    assert sorted(units(XINHUI, HERE)) == [
        "bulletins-failed@.service",
        "bulletins-xinhui.service",
        "bulletins-xinhui.timer",
    ]


def test_nothing_scheduled_is_no_unit() -> None:
    assert units([], HERE) == {}


def test_the_service_crawls_its_sources() -> None:
    jobs = grouped([Source(name="a", schedule="0 3 * * *"), Source(name="b", schedule="0 3 * * *")])
    assert lines(service(jobs=jobs), "ExecStart") == ["/bin/true crawl a b"]


def test_the_timer_is_in_china_time() -> None:
    jobs = grouped([Source(name="a", schedule="0 3 1 * mon")])
    assert lines(units(jobs, HERE)["bulletins-a.timer"], "OnCalendar") == [
        "Mon *-*-* 03:00:00 Asia/Shanghai",
        "*-*-01 03:00:00 Asia/Shanghai",
    ]


def test_another_runs_lock_is_no_failure_and_is_tried_again() -> None:
    assert (lines(service(), "SuccessExitStatus"), lines(service(), "RestartForceExitStatus")) == (["75 130"], ["75"])


def test_a_stop_is_reported_to_the_crawl_alone_and_not_to_those_that_read_for_it() -> None:
    assert lines(service(), "KillMode") == ["mixed"]


def test_a_failed_run_calls_the_hook_with_the_units_name() -> None:
    hook = units(XINHUI, Place(notify=("/usr/bin/report", "the admin")))["bulletins-failed@.service"]
    assert lines(service(), "OnFailure") == ["bulletins-failed@%n.service"]
    assert lines(hook, "ExecStart") == ['/usr/bin/report "the admin" %i']


def test_without_a_command_the_hook_says_the_journal() -> None:
    assert lines(units(XINHUI, HERE)["bulletins-failed@.service"], "ExecStart") == [
        "/usr/bin/logger --priority user.err --tag bulletins failed: %i"
    ]


FOLDERS = {
    "sqlite:////var/lib/bulletins/bulletins.db": "StateDirectory=bulletins",
    "sqlite:////var/lib/gov/a/b.db": "StateDirectory=gov/a",
    "sqlite:////var/lib/b.db": "ReadWritePaths=/var/lib",
    "sqlite:////srv/bulletins/b.db": "ReadWritePaths=/srv/bulletins",
    "sqlite:////srv/公报 %/b.db": 'ReadWritePaths="/srv/公报 %%"',
    "postgresql://db.example.org/b": "# The store is on a server: no folder of this machine is written",
}


@pytest.mark.parametrize("store", FOLDERS)
def test_only_the_stores_folder_can_be_written(store: str) -> None:
    text = service(Place(store=store))
    written = [line for line in text.splitlines() if line.startswith(("StateDirectory=", "ReadWritePaths=", "# The"))]
    assert written == [FOLDERS[store]]
    assert lines(text, "ProtectSystem") == ["strict"]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (HERE, ("yes", "yes")),
        (Place(program="/home/me/.venv/bin/bulletins"), ("read-only", "yes")),
        (Place(python=str(PurePosixPath("/", "root", "venv", "bin", "python3"))), ("read-only", "yes")),
        (Place(sources="/home/me/sources"), ("read-only", "yes")),
        (Place(store="sqlite:////home/me/b.db"), ("read-only", "yes")),
        (Place(store="sqlite:////var/tmp/b.db"), ("yes", "no")),
        (Place(program="/homework/bulletins"), ("yes", "yes")),
        (Place(store="postgresql://a@/b?host=/tmp"), ("yes", "no")),
        (Place(store="postgresql://a@%2Fhome%2Fpg/b"), ("read-only", "yes")),
        (Place(store="postgresql://a@host/b?sslmode=verify-full&sslrootcert=/home/me/root.crt"), ("read-only", "yes")),
    ],
)
def test_a_folder_that_is_needed_is_not_hidden(place: Place, expected: tuple[str, str]) -> None:
    text = service(place)
    assert (lines(text, "ProtectHome"), lines(text, "PrivateTmp")) == ([expected[0]], [expected[1]])


def test_a_browser_gets_what_it_cannot_run_without() -> None:
    plain, browser = (service(jobs=grouped([Source(name="a", schedule="0 3 * * *", browser=b)])) for b in (False, True))
    assert (lines(plain, "MemoryDenyWriteExecute"), lines(plain, "MemoryMax")) == (["yes"], ["1G"])
    assert (lines(browser, "MemoryDenyWriteExecute"), lines(browser, "MemoryMax")) == ([], ["3G"])


def test_another_user_may_crawl() -> None:
    assert (lines(service(), "User"), lines(service(Place(user="gov")), "User")) == (["bulletins"], ["gov"])


@pytest.mark.parametrize("user", ["a\nExecStart=/bin/false", "%i", "-x", "a=b", "ü"])
def test_a_user_that_is_none_is_refused(user: str) -> None:
    with pytest.raises(ScheduleError):
        service(Place(user=user))


@pytest.mark.parametrize("program", ["bulletins", "bin/bulletins", "/opt/$HOME/bulletins", "/opt/\0"])
def test_a_program_that_a_unit_cannot_name_is_refused(program: str) -> None:
    with pytest.raises(ScheduleError):
        service(Place(program=program))


def test_a_hostile_value_stays_on_its_line() -> None:
    text = service(Place(contact=HOSTILE, sources=HOSTILE, store=f"sqlite:////srv/{HOSTILE}/b.db"))
    assert len(lines(text, "ExecStart")) == 1
    assert len(text.splitlines()) == len(service(Place(contact="x", store="sqlite:////srv/b.db")).splitlines())


def written(files: dict[str, str], folder: Path) -> list[str]:
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return [str(folder / name) for name in files]


def analyze(*words: str, log: str = "warning") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # units of our own
        ["systemd-analyze", *words],  # noqa: S607  # wherever it is installed
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": log, "SYSTEMD_COLORS": "0", "LC_ALL": "C.UTF-8"},
    )


@needs_systemd
def test_systemd_has_nothing_to_say_about_the_units_of_every_source(tmp_path: Path) -> None:
    reported = analyze("verify", *written(units(grouped(load_all()), HERE), tmp_path))
    assert (reported.returncode, reported.stdout + reported.stderr) == (0, "")


@needs_systemd
def test_systemd_has_nothing_to_say_about_the_units_of_a_store_on_a_server(tmp_path: Path) -> None:
    place = replace(HERE, store="postgresql://crawler@/bulletins?host=%2Fvar%2Frun%2Fpostgresql")
    files = units(XINHUI, place)
    reported = analyze("verify", *written(files, tmp_path), log="debug")
    assert f"Environment: BULLETINS_STORE={place.store}\n" in reported.stdout
    reported = analyze("verify", *written(files, tmp_path))
    assert (reported.returncode, reported.stdout + reported.stderr) == (0, "")


@needs_systemd
def test_systemd_reads_hostile_words_as_they_were_meant(tmp_path: Path) -> None:
    job = Job("x", "0 3 * * *", XINHUI[0].cron, ("one",))
    place = Place(program="/bin/true", contact=HOSTILE, notify=("/bin/echo", HOSTILE, ";", "-x", "$A", "${A}"))
    files = units([job], place)
    hook = {"bulletins-failed@x.service": files["bulletins-failed@.service"]}
    reported = analyze("verify", *written(hook, tmp_path), log="debug")
    [command] = [line for line in reported.stdout.splitlines() if "Command Line:" in line]
    # as it shows them: a new line as \n, a $ as \$, and $$ is made $ only when the command starts
    expected = [HOSTILE.replace("$", "$$").replace("\n", "\\n"), ";", "-x", "$$A", "$${A}", "x"]
    assert shlex.split(command.partition(":")[2].replace("\\$", "$")) == ["/bin/echo", *expected]
    reported = analyze("verify", *written({"bulletins-x.service": files["bulletins-x.service"]}, tmp_path), log="debug")
    assert f"Environment: BULLETINS_CONTACT={HOSTILE}\n" in reported.stdout


@needs_systemd
@pytest.mark.parametrize("browser", [False, True])
def test_a_service_is_exposed_to_little(tmp_path: Path, browser: bool) -> None:
    files = units(grouped([Source(name="a", schedule="0 3 * * *", browser=browser)]), HERE)
    for path in written({name: text for name, text in files.items() if name.endswith(".service")}, tmp_path):
        # 2.0 of 10, in the tenths that --threshold takes; a service without any of this has 9.6
        reported = analyze("security", "--offline=true", "--threshold=20", "--no-pager", path)
        assert reported.returncode == 0, reported.stdout[-400:] + reported.stderr
