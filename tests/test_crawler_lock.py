"""Two runs never crawl one source into one store at once, and a dead run's lock is free."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.run_lock import Locked, locked
from pipelines.records import Source

ONE, TWO = Source(name="one"), Source(name="two")
HOLD = """
import sys, time
from crawler.run_lock import locked
from pipelines.records import Source
with locked(sys.argv[1], [Source(name="one")]):
    print("held", flush=True)
    time.sleep(60)
"""


def store_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'b.db'}"


def test_a_source_is_locked_once(tmp_path: Path) -> None:
    with (
        locked(store_in(tmp_path), [ONE]),
        pytest.raises(Locked, match="one: another run"),
        locked(store_in(tmp_path), [ONE]),
    ):
        pass


def test_a_lock_is_free_after_its_run(tmp_path: Path) -> None:
    with locked(store_in(tmp_path), [ONE]):
        pass
    with locked(store_in(tmp_path), [ONE]) as held:
        assert held is None


def test_other_sources_and_other_stores_are_free(tmp_path: Path) -> None:
    other = tmp_path / "other"
    with locked(store_in(tmp_path), [ONE]), locked(store_in(tmp_path), [TWO]), locked(store_in(other), [ONE]):
        assert other.is_dir()


def test_all_of_a_runs_sources_are_locked_or_none(tmp_path: Path) -> None:
    with locked(store_in(tmp_path), [TWO]):
        with pytest.raises(Locked, match="two"), locked(store_in(tmp_path), [ONE, TWO]):
            pass
        with locked(store_in(tmp_path), [ONE]) as held:
            assert held is None


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_lock_of_a_dead_run_is_taken_over(tmp_path: Path, how: signal.Signals) -> None:
    program = subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-c", HOLD, store_in(tmp_path)],
        cwd=Path(__file__).resolve().parent.parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    with program, program.stdout:
        assert program.stdout.readline() == "held\n"
        with pytest.raises(Locked), locked(store_in(tmp_path), [ONE]):
            pass
        os.kill(program.pid, how)
        program.wait(timeout=30)
    with locked(store_in(tmp_path), [ONE]) as held:
        assert held is None
