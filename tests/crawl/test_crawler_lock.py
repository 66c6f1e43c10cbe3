"""Two runs never crawl one source into one store at once, nor are at one host; and a dead run's lock is free."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.locks import FileLocks, Locked, hosts_locked, locked
from pipelines.models import Source

ONE, TWO = Source(name="one"), Source(name="two")
HOLD = """
import sys, time
from crawler.locks import FileLocks, locked
from pipelines.models import Source
with locked(FileLocks(sys.argv[1]), [Source(name="one")]):
    print("held", flush=True)
    time.sleep(60)
"""


def locks_in(folder: Path) -> FileLocks:
    return FileLocks(store_in(folder))


def store_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'b.db'}"


def test_a_source_is_locked_once(tmp_path: Path) -> None:
    with (
        locked(locks_in(tmp_path), [ONE]),
        pytest.raises(Locked, match="one: another run"),
        locked(locks_in(tmp_path), [ONE]),
    ):
        pass


def test_a_lock_is_free_after_its_run(tmp_path: Path) -> None:
    with locked(locks_in(tmp_path), [ONE]):
        pass
    with locked(locks_in(tmp_path), [ONE]) as held:
        assert held is None


def test_other_sources_and_other_stores_are_free(tmp_path: Path) -> None:
    other = tmp_path / "other"
    with (
        locked(locks_in(tmp_path), [ONE]),
        locked(locks_in(tmp_path), [TWO]),
        locked(locks_in(other), [ONE]),
    ):
        assert other.is_dir()


def test_all_of_a_runs_sources_are_locked_or_none(tmp_path: Path) -> None:
    with locked(locks_in(tmp_path), [TWO]):
        with pytest.raises(Locked, match="two"), locked(locks_in(tmp_path), [ONE, TWO]):
            pass
        with locked(locks_in(tmp_path), [ONE]) as held:
            assert held is None


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_lock_of_a_dead_run_is_taken_over(tmp_path: Path, how: signal.Signals) -> None:
    program = subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-c", HOLD, store_in(tmp_path)],
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    with program, program.stdout:
        assert program.stdout.readline() == "held\n"
        with pytest.raises(Locked), locked(locks_in(tmp_path), [ONE]):
            pass
        os.kill(program.pid, how)
        program.wait(timeout=30)
    with locked(locks_in(tmp_path), [ONE]) as held:
        assert held is None


def at(*hosts: str) -> list[Source]:
    return [Source(name=f"s{number}", allowed_domains=(host,)) for number, host in enumerate(hosts)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("www.example.gov.cn", "www.example.gov.cn"),
        ("www.example.gov.cn", "example.gov.cn"),
        ("example.gov.cn", "a.www.example.gov.cn"),
        ("127.0.0.1", "127.0.0.1"),
    ],
)
def test_one_run_is_at_a_host_and_below_it(tmp_path: Path, one: str, other: str) -> None:
    with hosts_locked(locks_in(tmp_path), at(one)), pytest.raises(Locked, match="another run is crawling"):
        hosts_locked(locks_in(tmp_path), at(other))
    hosts_locked(locks_in(tmp_path), at(other)).close()


@pytest.mark.parametrize(
    ("one", "other"),
    [("a.example.gov.cn", "b.example.gov.cn"), ("example.gov.cn", "ample.gov.cn"), ("127.0.0.1", "127.0.0.2")],
)
def test_hosts_next_to_each_other_are_free(tmp_path: Path, one: str, other: str) -> None:
    with (
        hosts_locked(locks_in(tmp_path), at(one)),
        hosts_locked(locks_in(tmp_path), at(other)) as held,
    ):
        assert held is not None


def test_a_run_does_not_keep_itself_out(tmp_path: Path) -> None:
    with hosts_locked(locks_in(tmp_path), at("example.gov.cn", "www.example.gov.cn", "example.gov.cn")) as held:
        assert held is not None


def test_all_hosts_are_locked_or_none(tmp_path: Path) -> None:
    with hosts_locked(locks_in(tmp_path), at("b.gov.cn")):
        with pytest.raises(Locked, match=r"b\.gov\.cn"):
            hosts_locked(locks_in(tmp_path), at("a.gov.cn", "b.gov.cn"))
        hosts_locked(locks_in(tmp_path), at("a.gov.cn")).close()


def test_a_host_of_any_name_has_a_lock(tmp_path: Path) -> None:
    with hosts_locked(locks_in(tmp_path), at("新会.中国", "..", "", "a/b", "x" * 300)) as held:
        assert held is not None
