"""A run that was killed is known at once by the lock that it no longer holds; the next run closes its rows."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from store_pages import fetch, page, reading

from bulletins.cli.group import bulletins
from pipelines.exit_codes import Exit, guarded
from pipelines.health import State
from pipelines.models import Source
from pipelines.store import Store, open_store, open_to_read
from pipelines.store.engine import living

EXAMPLE = Source(name="example")
A_RUN = """
import sys
from pipelines.models import Source
from pipelines.store import open_store
store = open_store(sys.argv[1])
store.begin_run("crawl", [Source(name="example")])
print("begun", flush=True)
sys.stdin.read()
"""


@contextmanager
def a_run_of_another(store: Store) -> Iterator["subprocess.Popen[str]"]:
    program = subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-c", A_RUN, store.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "begun\n"
    try:
        yield program
    finally:
        program.kill()
        program.communicate()


def states(store: Store) -> list[tuple[str, State]]:
    return [(run.state, of.state) for run in store.runs() for of in run.sources]


def test_a_run_goes_on_until_it_is_killed(store: Store) -> None:
    with a_run_of_another(store) as program:
        assert states(store) == [("running", State.RUNNING)]
        program.send_signal(signal.SIGKILL)
        program.wait()
    assert states(store) == [("killed", State.KILLED)]
    assert [run.why for run in store.source_runs("example")] == ["killed before its end"]


def test_health_and_runs_say_killed_at_once(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BULLETINS_SOURCES", str(tmp_path))
    with a_run_of_another(store):
        pass
    for command in ("health", "runs"):
        call = [command, "--store", store.url]
        assert guarded(lambda call=call: bulletins.main(call, "bulletins", standalone_mode=False)) == Exit.OK  # type: ignore[misc]
        reported = capsys.readouterr().out
        assert "killed" in reported
        assert "running" not in reported


def test_the_next_run_closes_the_rows_of_one_that_was_killed(store: Store) -> None:
    with a_run_of_another(store):
        pass
    store.begin_run("ingest")
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT state FROM runs UNION ALL SELECT state FROM run_sources").scalars()
        assert list(rows) == ["killed", "running", "killed"]


def test_a_killed_runs_pages_are_counted_before_its_rows_are_closed(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(store.url) as other:
        fetch(other, other.begin_run("crawl", [EXAMPLE]), page(), reading())
    assert guarded(lambda: bulletins.main(["runs", "--store", store.url], "bulletins", standalone_mode=False)) == 0
    assert "1 new" in capsys.readouterr().out


def test_runs_of_one_program_live_and_end_each_by_itself(store: Store) -> None:
    first, second = store.begin_run("ingest"), store.begin_run("ingest")
    store.finish_run(first)
    assert [run.state for run in store.runs()] == ["running", "finished"]
    store.finish_run(second)
    assert [run.state for run in store.runs()] == ["finished", "finished"]


def test_looking_drops_no_lock_of_a_run_of_this_process(store: Store) -> None:
    store.begin_run("ingest")
    for _ in range(2):
        with open_to_read(store.url) as seen:
            assert seen.runs()[0].state == "running"


@pytest.mark.sqlite("PostgreSQL has its own programs for copies")
def test_a_copy_of_a_store_has_no_runs_that_go_on(store: Store, tmp_path: Path) -> None:
    store.begin_run("ingest")
    store.backup(tmp_path / "kept.db")
    with open_to_read(f"sqlite:///{tmp_path / 'kept.db'}") as kept:
        assert kept.runs()[0].state == "killed"


@pytest.mark.sqlite("whoever may read a store on PostgreSQL may ask")
def test_where_nobody_may_ask_a_run_counts_as_going_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = store.begin_run("ingest")
    monkeypatch.setattr(living.os, "open", lambda *_: (_ for _ in ()).throw(PermissionError))
    assert living.is_living(Path(str(store.engine.url.database)), run)


@pytest.mark.sqlite("locks in a file")
def test_who_may_read_the_store_may_ask(store: Store, tmp_path: Path) -> None:
    store.close()
    (tmp_path / "bulletins.db").chmod(0o640)
    with open_store(store.url) as again:
        again.begin_run("ingest")
    assert (tmp_path / ".bulletins.db.runs").stat().st_mode & 0o777 == 0o640
