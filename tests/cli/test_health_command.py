"""`bulletins health` and `bulletins runs`: what they show, the file for Prometheus, the messages, the exit codes."""

import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from simulated_crawl import LIST, SOURCE, Answer, article, crawl, links
from store_pages import fetch, page, reading

from bulletins.cli.group import bulletins
from bulletins.cli.health import METRICS, exposition, hooks, notify_hooks, notify_of_run
from pipelines.exit_codes import guarded
from pipelines.health import Holdings, State
from pipelines.health.judging import SourceStatus
from pipelines.models import Rejection
from pipelines.store import Store, open_store

Run = Callable[..., int]
GOOD = {LIST: Answer(b"a list", links=links(1, 2)), article(1): Answer(b"one"), article(2): Answer(b"two")}
EMPTY = {LIST: Answer(b"a list")}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/b.db") as store:
        yield store


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Store) -> Run:
    """A command in a folder with an empty folder of sources; its exit code."""
    (tmp_path / "sources").mkdir()
    monkeypatch.setenv("BULLETINS_SOURCES", str(tmp_path / "sources"))
    monkeypatch.setenv("BULLETINS_STORE", f"sqlite:///{tmp_path}/b.db")
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.delenv("BULLETINS_NOTIFY", raising=False)
    return lambda *arguments: guarded(lambda: bulletins.main(list(arguments), standalone_mode=False))


# bulletins runs


def test_runs_are_listed_with_their_counts(run: Run, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    crawl(store, GOOD)
    assert run("runs") == 0
    assert re.search(r"1 +2026-03-02 .* example +ok +3 +2 new, 1 listed", capsys.readouterr().out)


def test_runs_of_another_source_are_left_out(run: Run, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    crawl(store, GOOD)
    assert run("runs", "--source", "other", "--json") == 2
    assert "other" in capsys.readouterr().err


def test_no_more_runs_than_asked_for(run: Run, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        crawl(store, GOOD)
    run("runs", "--limit", "2", "--json")
    assert [reported["run"] for reported in json.loads(capsys.readouterr().out)] == [3, 2]


def test_a_run_in_full_says_reasons_failures_and_the_verdict(
    run: Run, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    site = {LIST: Answer(b"a list", links=links(1, 2)), article(1): Answer(b"1", rejected=Rejection.NO_BODY)}
    crawl(store, {**site, article(2): Answer(error="timed out")})
    assert run("runs", "1") == 0
    out = capsys.readouterr().out
    expected = ["its list pages led to no bulletin: 1 no body, timed out", "2 pages = 1 listed + 1 rejected: no body"]
    expected += ["1 without a page: timed out", f"{article(2)}: timed out"]
    assert [reported for reported in expected if reported not in out] == []


def test_a_run_in_full_as_one_object(run: Run, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    crawl(store, GOOD)
    run("runs", "1", "--json")
    [reported] = json.loads(capsys.readouterr().out)["sources"]
    assert (reported["fetched"], reported["fates"], reported["state"]) == (3, {"listed": 1, "new": 2}, "ok")


def test_pages_that_were_not_crawled_have_their_run_too(
    run: Run, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch(store, store.begin_run("ingest"), page(), reading())
    run("runs", "1")
    assert "1 pages = 1 new" in capsys.readouterr().out


def test_a_run_under_way_says_its_pages_so_far(run: Run, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    store.keep(store.begin_run("crawl"), page())
    run("runs", "--json")
    assert json.loads(capsys.readouterr().out)[0]["sources"][0]["fates"] == {"not read yet": 1}


def test_a_run_that_never_was_is_used_wrongly(run: Run) -> None:
    assert run("runs", "7") == 2


# bulletins health


def test_all_well_is_0(run: Run, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    crawl(store, GOOD, datetime.now(UTC))
    assert run("health") == 0
    assert re.search(r"example +ok +20", capsys.readouterr().out)


def test_a_suspicious_source_is_1_and_reported_why(run: Run, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    crawl(store, EMPTY)
    assert run("health") == 1
    why = "example: suspicious: no link to an article was found on its list pages"
    assert why in capsys.readouterr().out


def test_a_source_with_a_file_that_was_never_crawled_is_shown(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sources" / "young.toml").write_text('start_urls = ["http://www.example.gov.cn/"]')
    assert run("health", "--json") == 0
    assert [(reported["source"], reported["state"]) for reported in json.loads(capsys.readouterr().out)] == [
        ("young", "never crawled")
    ]


def test_what_the_file_expects_now_counts(run: Run, store: Store, tmp_path: Path) -> None:
    crawl(store, GOOD)
    (tmp_path / "sources" / "example.toml").write_text(f'start_urls = ["{LIST}"]\nexpect_bulletins = 3')
    assert run("health") == 1


def test_only_the_named_sources_are_judged(run: Run, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    crawl(store, EMPTY)
    crawl(store, GOOD, source=replace(SOURCE, name="other"))
    run("health", "other", "--json")
    assert [reported["source"] for reported in json.loads(capsys.readouterr().out)] == ["other"]


def test_an_unknown_source_is_used_wrongly(run: Run) -> None:
    assert run("health", "nobody") == 2


# Prometheus

NAME, LABEL = r"[a-zA-Z_:][a-zA-Z0-9_:]*", r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})\{{({LABEL}(?:,{LABEL})*)\}} (-?[0-9.e+]+)")
UNESCAPED = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


def parsed(text: str) -> dict[str, dict[tuple[str, ...], float]]:
    """By the grammar of the text format: every sample below the help and type of its metric, no line else."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    name = ""
    assert text.endswith("\n")
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name = line.split(" ")[2]
            assert name not in found
            found[name] = {}
        elif line.startswith("# TYPE "):
            assert line == f"# TYPE {name} gauge"
        else:
            matched = SAMPLE.fullmatch(line)
            assert matched is not None, line
            assert matched[1] == name
            values = [value[1:-1] for value in re.findall(r'"(?:[^"\\\n]|\\["\\n])*"', matched[2])]
            labels = tuple(re.sub(r'\\["\\n]', lambda reported: UNESCAPED[reported[0]], value) for value in values)
            assert labels not in found[name]
            found[name][labels] = float(matched[3])
    return found


def test_the_file_for_prometheus_says_the_run_and_the_state(run: Run, store: Store, tmp_path: Path) -> None:
    crawl(store, GOOD)
    assert run("health", "--prometheus", str(tmp_path / "b.prom")) == 0
    reported = parsed((tmp_path / "b.prom").read_text())
    assert list(reported) == list(METRICS)
    assert reported["bulletins_source_state"]["example", "ok"] == 1
    assert sum(reported["bulletins_source_state"].values()) == 1
    assert reported["bulletins_last_run_pages"]["example", "new", ""] == 2
    assert reported["bulletins_last_run_pages"]["example", "gone", ""] == 0
    assert reported["bulletins_stored"] == {("example",): 2}


def test_failures_and_reasons_are_labels(run: Run, store: Store, tmp_path: Path) -> None:
    site = {LIST: Answer(b"a list", links=links(1, 2)), article(1): Answer(b"1", rejected=Rejection.NO_BODY)}
    crawl(store, {**site, article(2): Answer(error="timed out")})
    run("health", "--prometheus", str(tmp_path / "b.prom"))
    reported = parsed((tmp_path / "b.prom").read_text())
    assert reported["bulletins_last_run_pages"]["example", "rejected", "no body"] == 1
    assert reported["bulletins_last_run_failed_requests"] == {("example", "timed out"): 1}


def test_what_is_off_the_sites_is_no_failed_request(run: Run, store: Store, tmp_path: Path) -> None:
    crawl(store, {**GOOD, LIST: Answer(b"a list", links=links(1, 2), off_site=links("elsewhere"))})
    run("health", "--prometheus", str(tmp_path / "b.prom"))
    assert parsed((tmp_path / "b.prom").read_text())["bulletins_last_run_failed_requests"] == {}


def test_labels_are_escaped() -> None:
    name = 'a "quoted" back\\slash\nand line'
    assert (name,) in parsed(exposition([SourceStatus(name, State.OK, "", (), Holdings())]))["bulletins_stored"]


def test_the_order_is_that_of_the_names() -> None:
    one, other = (SourceStatus(name, None, "", (), Holdings()) for name in ("a", "b"))
    assert exposition([one, other]) == exposition([other, one])


def test_the_file_is_written_next_to_and_readable_by_others(run: Run, store: Store, tmp_path: Path) -> None:
    crawl(store, GOOD)
    (tmp_path / "prom").mkdir()
    run("health", "--prometheus", str(tmp_path / "prom" / "b.prom"))
    assert [path.name for path in (tmp_path / "prom").iterdir()] == ["b.prom"]
    assert (tmp_path / "prom" / "b.prom").stat().st_mode & 0o777 == 0o644


def test_a_file_that_cannot_be_written_is_one_line_and_3(
    run: Run, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crawl(store, GOOD)
    assert run("health", "--prometheus", str(tmp_path / "nowhere" / "b.prom")) == 3
    assert capsys.readouterr().err == f"bulletins: {tmp_path}/nowhere/b.prom: No such file or directory\n"


# Messages


@dataclass
class Hook:
    """A web hook on 127.0.0.1, and what it was sent."""

    status: int = 200
    address: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def hook(status: int = 200) -> Iterator[Hook]:
    found = Hook(status)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    found.address = f"json://user:secret-password@127.0.0.1:{server.server_port}/secret-path"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def test_a_hook_gets_one_message_with_every_finding(run: Run, store: Store) -> None:
    crawl(store, EMPTY)
    crawl(store, EMPTY, source=replace(SOURCE, name="other"))
    with hook() as reported:
        assert run("health", "--notify", reported.address) == 1
    [message] = reported.got
    why = "suspicious: no link to an article was found on its list pages"
    assert message["title"] == "bulletins: 2 of 2 sources need a look"
    assert message["message"].splitlines() == [f"example: {why}", f"other: {why}"]


def test_nothing_is_sent_when_all_is_well(run: Run, store: Store) -> None:
    crawl(store, GOOD)
    with hook() as reported:
        assert run("health", "--notify", reported.address) == 0
    assert reported.got == []


def test_it_is_sent_always_when_asked_for(run: Run, store: Store) -> None:
    crawl(store, GOOD)
    with hook() as reported:
        assert run("health", "--notify", reported.address, "--notify-always") == 0
    assert [(message["title"], message["message"]) for message in reported.got] == [
        ("bulletins: all well", "example: ok")
    ]


def test_the_environment_names_hooks(run: Run, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    crawl(store, EMPTY)
    with hook() as one, hook() as other:
        monkeypatch.setenv("BULLETINS_NOTIFY", f"{one.address}, {other.address}")
        run("health")
    assert (len(one.got), len(other.got)) == (1, 1)


def test_a_hook_that_fails_is_one_line_without_secrets_and_hides_nothing(
    run: Run, store: Store, capfd: pytest.CaptureFixture[str]
) -> None:
    crawl(store, EMPTY)
    with hook(500) as broken, hook() as sound:
        assert run("health", "--notify", broken.address, "--notify", sound.address) == 1
    assert len(sound.got) == 1
    assert capfd.readouterr().err == "bulletins: hook 1 (json): the message was not taken\n"


@pytest.mark.parametrize("address", ["nothing://secret", "secret", "json://", "slack://secret"])
def test_an_address_that_is_none_is_reported_without_it(
    address: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert notify_hooks([address], "title", "text") is False
    reported = capfd.readouterr()
    assert reported.err.startswith("bulletins: hook 1")
    assert (reported.err.count("\n"), "secret" in reported.err + reported.out + caplog.text) == (1, False)


def test_without_apprise_it_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert notify_hooks(["json://127.0.0.1/"], "title", "text") is False
    assert capsys.readouterr().err == "bulletins: no message was sent: install the extra `notify` (apprise)\n"


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        ("", []),
        ("json://a/", ["json://a/"]),
        (" json://a/  json://b/ ", ["json://a/", "json://b/"]),
        ("json://a/,json://b/,", ["json://a/", "json://b/"]),
        ("mailto://u:p@h?to=a,b json://b/", ["mailto://u:p@h?to=a,b", "json://b/"]),
    ],
)
def test_hooks_are_separated_by_spaces_or_commas(reported: str, expected: list[str]) -> None:
    assert hooks([reported]) == expected


def test_a_crawl_says_the_hooks_of_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    states = {"good": (State.OK, ""), "bad": (State.FAILED, "no list page could be read: timed out")}
    with hook() as reported:
        monkeypatch.setenv("BULLETINS_NOTIFY", reported.address)
        notify_of_run(7, states)
    [message] = reported.got
    assert message["title"] == "bulletins: run 7: 1 of 2 sources need a look"
    assert message["message"] == "bad: failed: no list page could be read: timed out"


def test_a_crawl_that_is_well_says_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with hook() as reported:
        monkeypatch.setenv("BULLETINS_NOTIFY", reported.address)
        notify_of_run(7, {"good": (State.OK, ""), "stopped": (State.STOPPED, "stopped before its end")})
    assert reported.got == []
