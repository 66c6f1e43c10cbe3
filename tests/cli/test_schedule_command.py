"""`bulletins schedule`: what is printed, what is written where, and one clear line for each wrong."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bulletins.cli import schedule as command
from bulletins.cli.group import bulletins
from pipelines.exit_codes import Exit, Failure, guarded

SOURCE = """\
title = "区人民政府"
start_urls = ["https://www.example.gov.cn/{name}/"]
schedule = "{schedule}"
"""
Run = Callable[..., int]
Captured = pytest.CaptureFixture[str]


def add(folder: Path, name: str, schedule: str) -> None:
    (folder / f"{name}.toml").write_text(SOURCE.format(name=name, schedule=schedule), "utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two sources with a schedule and one without; nothing of this machine's environment."""
    folder = tmp_path / "sources"
    folder.mkdir()
    add(folder, "xinhui", "58 7,19 * * *")
    add(folder, "stats", "12 8 * * mon-fri")
    add(folder, "quiet", "")
    monkeypatch.setenv("BULLETINS_SOURCES", str(folder))
    for name in ("BULLETINS_STORE", "BULLETINS_CONTACT"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def run(folder: Path) -> Run:
    return lambda *words: guarded(lambda: bulletins.main(["schedule", *words], "bulletins", standalone_mode=False))


@pytest.mark.parametrize("kind", ["--systemd", "--cron", "--kubernetes"])
def test_each_kind_is_printed(run: Run, capsys: Captured, kind: str) -> None:
    assert run(kind) == Exit.OK
    reported = capsys.readouterr().out
    assert ("xinhui" in reported, "stats" in reported, "quiet" in reported) == (True, True, False)


def test_a_source_without_a_schedule_is_named(run: Run, capsys: Captured) -> None:
    run("--systemd", "--contact", "mail@example.org")
    assert capsys.readouterr().err == "bulletins: quiet: no schedule in its file; only crawled when called\n"


def test_no_contact_is_reported(run: Run, capsys: Captured) -> None:
    run("--systemd", "--source", "xinhui")
    assert capsys.readouterr().err == "bulletins: no --contact: webmasters will not know whom to ask\n"


def test_only_the_named_sources_are_scheduled(run: Run, capsys: Captured) -> None:
    run("--kubernetes", "--source", "xinhui", "--source", "xinhui")
    names = [document["metadata"]["name"] for document in yaml.safe_load_all(capsys.readouterr().out)]
    assert [name for name in names if name.startswith("bulletins-") and name != "bulletins-sources"] == [
        "bulletins-xinhui"
    ]


def test_kubernetes_is_given_the_sources_files_as_they_are(run: Run, folder: Path, capsys: Captured) -> None:
    run("--kubernetes", "--source", "xinhui")
    files = list(yaml.safe_load_all(capsys.readouterr().out))[1]["data"]
    assert files == {"xinhui.toml": (folder / "xinhui.toml").read_text("utf-8")}


def test_the_store_is_where_services_keep_theirs_unless_it_is_named(run: Run, capsys: Captured) -> None:
    run("--systemd")
    assert "Environment=BULLETINS_STORE=sqlite:////var/lib/bulletins/bulletins.db\n" in capsys.readouterr().out
    run("--systemd", "--store", "sqlite:////srv/gov/b.db")
    assert "ReadWritePaths=/srv/gov\n" in capsys.readouterr().out


def test_a_store_named_from_here_is_the_same_from_everywhere(
    run: Run, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BULLETINS_STORE", "sqlite:///data/b.db")
    run("--cron", "--cron-tz")
    assert f'BULLETINS_STORE="sqlite:///{tmp_path}/data/b.db"\n' in capsys.readouterr().out


def test_the_options_reach_the_units(run: Run, capsys: Captured) -> None:
    run(
        "--systemd",
        "--user",
        "gov",
        "--program",
        "/opt/b",
        "--notify",
        "/bin/report 'the admin'",
        "--contact",
        "m@e.org",
    )
    reported = capsys.readouterr().out
    for line in ("User=gov", "ExecStart=/opt/b crawl xinhui", 'ExecStart=/bin/report "the admin" %i'):
        assert f"{line}\n" in reported
    assert "Environment=BULLETINS_CONTACT=m@e.org\n" in reported


def test_the_options_reach_the_crontab(run: Run, capsys: Captured) -> None:
    run("--cron", "--zone", "Asia/Tokyo", "--user", "gov", "--program", "/opt/b", "--source", "xinhui")
    assert "58 8,20 * * * gov said=$(/opt/b crawl xinhui 2>&1)" in capsys.readouterr().out


def test_the_options_reach_the_manifests(run: Run, capsys: Captured) -> None:
    run("--kubernetes", "--image", "archive/bulletins:1", "--user", "4711", "--source", "xinhui")
    reported = capsys.readouterr().out
    assert ('image: "archive/bulletins:1"' in reported, "runAsUser: 4711" in reported) == (True, True)


def test_cron_keeps_to_the_zone_of_this_machine(run: Run, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "zone_of_this_machine", lambda: "Etc/UTC")
    run("--cron", "--source", "xinhui")
    assert "\n58 11,23 * * * said=" in capsys.readouterr().out


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    """A machine's /etc, next to a folder of two zones of which one has two names."""
    zones = tmp_path / "zoneinfo" / "Asia"
    zones.mkdir(parents=True)
    for name in ("Tokyo", "Shanghai"):
        (zones / name).write_text("TZif", "utf-8")
    (zones.parent / "Japan").symlink_to(zones / "Tokyo")
    (tmp_path / "etc").mkdir()
    return tmp_path / "etc"


@pytest.mark.parametrize("reported", [None, "Asia/Tokyo\n", "Japan"])
def test_the_zone_is_that_of_the_machines_clock(etc: Path, reported: str | None) -> None:
    (etc / "localtime").symlink_to("../zoneinfo/Japan")
    if reported:
        (etc / "timezone").write_text(reported, "utf-8")
    assert command.zone_of_this_machine(etc) == "Asia/Tokyo"


def test_a_machine_without_a_zone_keeps_utc(etc: Path) -> None:
    assert command.zone_of_this_machine(etc) == "UTC"


def test_a_machine_of_two_zones_is_asked_which(etc: Path) -> None:
    (etc / "localtime").symlink_to("../zoneinfo/Asia/Tokyo")
    (etc / "timezone").write_text("Asia/Shanghai", "utf-8")
    with pytest.raises(Failure, match=r"says Asia/Tokyo, .* Asia/Shanghai: give --zone"):
        command.zone_of_this_machine(etc)


def test_a_clock_whose_zone_has_no_name_is_reported(etc: Path) -> None:
    (etc / "localtime").write_text("TZif", "utf-8")
    with pytest.raises(Failure, match="does not show the zone's name: give --zone"):
        command.zone_of_this_machine(etc)


WRONG = {
    (): "say one of --systemd, --cron, --kubernetes",
    ("--systemd", "--cron"): "say one of --systemd, --cron, --kubernetes",
    ("--systemd", "--zone", "UTC"): "--zone goes with --cron",
    ("--kubernetes", "--notify", "x"): "--notify goes with --systemd or --cron",
    ("--cron", "--image", "x"): "--image goes with --kubernetes",
    ("--systemd", "--cron-tz"): "--cron-tz goes with --cron",
    ("--cron", "--cron-tz", "--zone", "UTC"): "--zone or --cron-tz, not both",
    ("--cron", "--zone", "Europe/Berlin"): "Europe/Berlin changes its clocks and China does not",
    ("--cron", "--zone", "Mars/Olympus"): "Mars/Olympus: no such time zone",
    ("--systemd", "--notify", "report"): "'report': a unit needs the program's whole path",
    ("--systemd", "--notify", "'"): "--notify: No closing quotation",
    ("--systemd", "--store", "sqlite://"): "--store 'sqlite://'",
    ("--systemd", "--store", "b.db"): "--store 'b.db'",
    ("--systemd", "--store", "postgresql://a:secret@host/b"): "--store: leave the password out",
    ("--systemd", "--store", "postgresql://a@host/b?password=secret"): "PGPASSWORD in /etc/bulletins/environment",
    ("--cron", "--store", "postgresql://a@host/b?sslmode=require&sslpassword=secret"): "in ~/.pgpass of whoever crawls",
    ("--kubernetes", "--store", "postgres//a:se/cret@host/b"): "in the Secret `bulletins`",
    ("--systemd", "--store", "mysql://a@host/b"): "no store can be there",
    ("--systemd", "--store", "postgresql+pg8000://a@host/b"): "say postgresql://",
    ("--systemd", "--crawlers", "2"): "--crawlers goes with --kubernetes",
    ("--kubernetes", "--crawlers", "2"): "several crawlers need a store on a server",
    ("--kubernetes", "--crawlers", "0"): "0 is not in the range",
    ("--systemd", "--source", "xinhiu"): "did you mean xinhui?",
    ("--systemd", "--source", "xinhui.toml"): "--source 'xinhui.toml': a source's name",
    ("--systemd", "--source", "../xinhui"): "--source '../xinhui': a source's name",
    ("--systemd", "--source", "a\n[Service]"): "a source's name",
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_what_is_wrong_is_reported_and_nothing_printed(run: Run, capsys: Captured, words: tuple[str, ...]) -> None:
    assert run(*words) == Exit.USAGE
    reported = capsys.readouterr()
    assert (WRONG[words] in reported.err, reported.out, "secret" in reported.err) == (True, "", False), reported.err


SERVER = "postgresql://crawler@db.example/bulletins"


@pytest.mark.parametrize("kind", ["--systemd", "--cron", "--kubernetes"])
def test_a_store_on_a_server_is_named_and_shared(run: Run, capsys: Captured, kind: str) -> None:
    assert run(kind, "--store", SERVER, "--source", "xinhui") == Exit.OK
    printed = capsys.readouterr().out
    assert SERVER in printed
    assert "--share" in printed
    assert "/var/lib/bulletins" not in printed


def test_without_its_driver_here_a_store_is_one_for_another_program(
    run: Run, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert run("--systemd", "--store", SERVER) == Exit.USAGE
    assert "pip install 'bulletins[postgres]'" in capsys.readouterr().err
    assert run("--systemd", "--store", SERVER, "--program", "/opt/bulletins/bin/bulletins") == Exit.OK
    assert run("--kubernetes", "--store", SERVER) == Exit.OK


def test_no_schedule_at_all_is_a_wrong_configuration(run: Run, capsys: Captured) -> None:
    assert run("--systemd", "--source", "quiet") == Exit.CONFIGURATION
    assert "no source has a schedule" in capsys.readouterr().err


WRITTEN = {
    ("--systemd",): [
        "bulletins-failed@.service",
        "bulletins-stats.service",
        "bulletins-stats.timer",
        "bulletins-xinhui.service",
        "bulletins-xinhui.timer",
    ],
    ("--cron", "--cron-tz"): ["bulletins.crontab"],  # the cron of Debian reads no such name in /etc/cron.d
    ("--cron", "--cron-tz", "--user", "gov"): ["bulletins"],
    ("--kubernetes",): ["bulletins.yaml"],
}


@pytest.mark.parametrize("words", WRITTEN, ids=" ".join)
def test_files_are_written_whole_and_named(run: Run, tmp_path: Path, capsys: Captured, words: tuple[str, ...]) -> None:
    output = tmp_path / "new" / "folder"
    assert run(*words, "--output", str(output)) == Exit.OK
    assert sorted(path.name for path in output.iterdir()) == WRITTEN[words]
    assert sorted(capsys.readouterr().out.splitlines()) == [str(output / name) for name in WRITTEN[words]]
    assert {path.stat().st_mode & 0o777 for path in output.iterdir()} == {0o644}


def test_the_same_again_writes_the_same(run: Run, tmp_path: Path) -> None:
    def texts() -> dict[str, str]:
        run("--systemd", "--output", str(tmp_path / "units"))
        return {path.name: path.read_text("utf-8") for path in (tmp_path / "units").iterdir()}

    assert texts() == texts()


def test_a_unit_that_is_no_longer_scheduled_is_named_and_left(
    run: Run, folder: Path, tmp_path: Path, capsys: Captured
) -> None:
    units = tmp_path / "units"
    run("--systemd", "--output", str(units))
    (units / "bulletins-of-somebody-else.service").write_text("[Unit]\n", "utf-8")
    for name in ("stats", "quiet"):
        (folder / f"{name}.toml").unlink()
    capsys.readouterr()
    run("--systemd", "--output", str(units), "--contact", "m@e.org")
    assert capsys.readouterr().err.splitlines() == [
        f"bulletins: {units / name}: no longer scheduled; stop and remove it"
        for name in ("bulletins-stats.service", "bulletins-stats.timer")
    ]
    assert (units / "bulletins-stats.timer").is_file()


def test_sources_that_were_not_asked_for_are_not_called_stale(run: Run, tmp_path: Path, capsys: Captured) -> None:
    run("--systemd", "--output", str(tmp_path / "units"))
    run("--systemd", "--output", str(tmp_path / "units"), "--source", "xinhui")
    assert "no longer scheduled" not in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_reported(run: Run, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert run("--systemd", "--output", str(tmp_path / "file" / "units")) == Exit.USAGE
    assert capsys.readouterr().err.splitlines()[-1].startswith("bulletins: ")
