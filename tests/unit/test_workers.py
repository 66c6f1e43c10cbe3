"""A pool of processes that read: answers in order, within bounds, whatever becomes of a process."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from pipelines import workers
from pipelines.models import Rejected, Rejection
from pipelines.workers import FEW, Call, Workers, WorkersGone

MODULE = __name__


def process_of(number: int) -> tuple[int, int]:
    return number, os.getpid()


def late_at_first(number: int) -> int:
    time.sleep(0.3 if number == 0 else 0)
    return number


def ended_by_its_page(number: int) -> int:
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def ended_once(number: int, mark: str) -> int:
    """Die at number 5, but only the first time that anybody reads it."""
    if number == 5:
        try:
            os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return number
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fallen(number: int) -> int:
    if number == 5:
        raise KeyError("fields")
    return number


def calls(count: int, read: object, size: int = 1) -> Iterator[Call[int, object]]:
    for number in range(count):
        yield Call(number, f"http://www.example.gov.cn/{number}", size, partial(read, number))  # type: ignore[operator]


@pytest.mark.parametrize("processes", [0, 1, 2, 3])
def test_answers_come_in_the_order_of_the_calls(processes: int) -> None:
    with Workers(MODULE, processes) as pool:
        found = list(pool.in_order(calls(40, late_at_first)))
    assert found == [(number, number) for number in range(40)]


def test_many_pages_are_read_in_other_processes_and_few_in_this_one() -> None:
    with Workers(MODULE, 2) as pool:
        few = {process for _, (_, process) in pool.in_order(calls(FEW, process_of))}  # type: ignore[misc]
        many = {process for _, (_, process) in pool.in_order(calls(60, process_of))}  # type: ignore[misc]
    assert few == {os.getpid()}
    assert os.getpid() not in many
    assert 1 <= len(many) <= 2


def test_a_page_that_ends_each_of_its_processes_is_rejected_by_name_and_the_others_are_read() -> None:
    with Workers(MODULE, 2) as pool:
        found = dict(pool.in_order(calls(30, ended_by_its_page)))
    rejected = found.pop(5)
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Rejection.FAILED
    assert "its reader died" in str(rejected.detail)
    assert found == {number: number for number in range(30) if number != 5}


def test_a_page_whose_process_somebody_ended_is_read_by_another(tmp_path: object) -> None:
    with Workers(MODULE, 2) as pool:
        found = list(pool.in_order(calls(30, partial(ended_once, mark=f"{tmp_path}/mark"))))
    assert found == [(number, number) for number in range(30)]


def test_when_all_processes_are_ended_at_once_every_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "LOOK", 0.1)
    with Workers(MODULE, 2) as pool:
        found = []
        for number, (value, process) in pool.in_order(calls(60, process_of)):  # type: ignore[misc]
            found.append((number, value))
            if number == 10:
                os.kill(process, signal.SIGKILL)
    assert found == [(number, number) for number in range(60)]


def test_a_pool_that_breaks_is_replaced_and_what_it_had_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "LOOK", 0.1)
    with Workers(MODULE, 2) as pool:
        found = []
        for number, value in pool.in_order(calls(300, late_at_first)):
            found.append((number, value))
            if number == 3 and pool.pool is not None:
                pool.pool.stop()  # type: ignore[no-untyped-call]  # as it does by itself when it broke
    assert found == [(number, number) for number in range(300)]


def test_a_pool_that_never_works_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise workers.PoolBroken

    monkeypatch.setattr(workers, "submitted", broken)
    with Workers(MODULE, 1) as pool, pytest.raises(WorkersGone):
        list(pool.in_order(calls(30, late_at_first)))


READ_IN_A_LONG_TMPDIR = f"""
from functools import partial
from pipelines.workers import Call, Workers
from {MODULE} import process_of
with Workers("{MODULE}", 1) as pool:
    found = list(pool.in_order(Call(n, "http://www.example.gov.cn/", 1, partial(process_of, n)) for n in range(20)))
assert [number for number, _ in found] == list(range(20))
"""


def test_a_long_tmpdir_is_no_reason_not_to_read(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    ended = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", READ_IN_A_LONG_TMPDIR],
        env={**os.environ, "TMPDIR": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert list(folder.iterdir()) == []


def test_where_no_process_can_be_started_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(workers, "choose_folder_of_sockets", refused)
    with (
        Workers(MODULE, 1) as pool,
        pytest.raises(WorkersGone, match=r"can be started: .*Resource temporarily unavailable"),
    ):
        list(pool.in_order(calls(30, late_at_first)))


def test_an_internal_error_costs_its_page() -> None:
    with Workers(MODULE, 2) as pool:
        found = dict(pool.in_order(calls(30, fallen)))
    assert isinstance(found[5], Rejected)
    assert found[5].reason is Rejection.INTERNAL_ERROR
    assert found[29] == 29


@pytest.mark.parametrize(("size", "most"), [(1, 2 * workers.MAX_WAITING), (1 << 20, 64), (1 << 30, 1)])
def test_only_so_many_pages_are_in_memory(size: int, most: int) -> None:
    given = 0

    def counted() -> Iterator[Call[int, object]]:
        nonlocal given
        for call in calls(400, late_at_first, size):
            given += 1
            yield call

    with Workers(MODULE, 2) as pool:
        ahead = [given - taken for taken, _ in enumerate(pool.in_order(counted()))]
    assert max(ahead) <= max(most, FEW) + 1  # one more is at hand to be given
    assert max(ahead) >= most


def test_who_stops_taking_answers_leaves_no_process_behind() -> None:
    with Workers(MODULE, 2) as pool:
        _, (_, process) = next(iter(pool.in_order(calls(200, process_of))))  # type: ignore[misc]
        os.kill(process, 0)  # it is there
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and is_there(process):
        time.sleep(0.05)
    assert not is_there(process)


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
