"""Reading on all cores: one process fetches or writes, others read.

A page that breaks its worker, or keeps it for longer than any real page does, costs that process and nothing else: the
page is rejected by name, its bytes are kept. A worker that somebody else ends says nothing of a page, which is then
read by another. What goes to a worker and comes back is plain values.

    await workers.call(url, read_page)    one page, next to the reactor of a crawl
    workers.in_order(calls)               many, answered in the order in which they were given (ingest, rebuild)
"""

import asyncio
import logging
import os
import resource
import signal
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as TookTooLong
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from logging.handlers import QueueHandler
from multiprocessing import forkserver, get_context, parent_process, resource_tracker
from multiprocessing.connection import wait
from multiprocessing.util import get_temp_dir
from types import TracebackType
from typing import Generic, Self, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessPool

from pipelines.exit_codes import Exit, Failure
from pipelines.internal_errors import netted
from pipelines.models import Rejected, Rejection

__all__ = ["Call", "Workers", "WorkersGone"]

Found = TypeVar("Found")
Key = TypeVar("Key")

SECONDS = 60  # for one page; the slowest real one takes one
MAX_MEMORY = 1024 * 1024 * 1024  # bytes of one worker; the largest pages that pass the bounds took 313 MB
PAGES_A_PROCESS = 5000  # then a new one takes over: what a parser leaks stays bounded
MAX_DEATHS = 2  # of workers over one page: once may be somebody's kill, twice is the page
MAX_POOLS = 5  # that break while one page waits
LOOK = 1.0  # seconds between two looks at whether the pool still works
FEW = 8  # pages: so few are read sooner than a process is started
MAX_WAITING = 64  # pages for each process that are read ahead of the one whose turn it is
MAX_BYTES_WAITING = 64 * 1024 * 1024  # of these pages; one is read ahead whatever its size
# A signal to the whole group (Ctrl-C, a service that is stopped) is for the program itself to handle
OF_THE_PROGRAM = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MAX_SOCKET_PATH = 103  # bytes; 107 on Linux
SOCKET_NAME = len("/pymp-xxxxxxxx/listener-xxxxxxxx")
SHORT_FOLDER = "/tmp"  # noqa: S108  # inside it multiprocessing makes a folder that is its own
CONSTS.term_timeout = 0.1  # seconds until pebble kills; our workers block SIGTERM


GONE = "the processes that read pages end as soon as they begin"


class WorkersGone(Failure):
    """No process can be had that reads. What was kept is read by the next run."""

    ends_run = True

    def __init__(self, message: str) -> None:
        super().__init__(message, Exit.FAILED)


class PoolBroken(Exception):
    """The pool of processes does not work any more; it says nothing of the page."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[Found]):
    """What a worker gives for a page, and what it had to log meanwhile: the log is the program's."""

    value: Found | Rejected
    logged: tuple[logging.LogRecord, ...]


@dataclass(frozen=True, slots=True)
class Call(Generic[Key, Found]):
    """A page to read elsewhere. `key`: what its answer comes back with; `size`: bytes of the page.

    `read_page` is a functools.partial of a function of a module. `is_trivial`: it is not worth the way to a worker.
    """

    key: Key
    url: str
    size: int
    read_page: Callable[[], Found]
    is_trivial: bool = False


class Workers:
    """As many processes as there are cores, made when they are needed; 0: none, pages are read in this process.

    `preload`: the module that reads, which each process begins with.
    """

    def __init__(self, preload: str, processes: int | None = None) -> None:
        self.preload = preload
        self.processes = len(os.sched_getaffinity(0)) if processes is None else processes
        self.pool: ProcessPool | None = None
        self.starting = asyncio.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # what is not read by now is read by the next run
        if self.pool is not None:
            end(self.pool)

    async def call(self, url: str, read_page: Callable[[], Found]) -> Found | Rejected:
        """Return what `read_page` returns in another process, or why the page at `url` could not be read.

        Raises WorkersGone. `read_page` is a functools.partial of a function of a module.
        """
        deaths = 0
        for _ in range(MAX_POOLS):
            try:
                return await self.tried(url, read_page)
            except TookTooLong:
                return too_long()
            except ProcessExpired as error:
                deaths += 1
                if deaths == MAX_DEATHS:
                    return died(error)
            except PoolBroken:
                continue
        raise WorkersGone(GONE)

    async def tried(self, url: str, read_page: Callable[[], Found]) -> Found | Rejected:
        pool = await self.ready()
        try:
            future = submitted(pool, url, read_page)
            return await self.answer(pool, future)
        except PoolBroken:
            if self.pool is pool:  # several pages may find the same pool broken
                self.pool = None
                await asyncio.to_thread(end, pool)
            raise

    async def answer(self, pool: ProcessPool, future: "Future[Answer[Found]]") -> Found | Rejected:
        """Wait for an answer as long as there is somebody to give it."""
        wrapped = asyncio.wrap_future(future)
        # what it ends with is read off `future`, or of no interest any more; asyncio would complain that nobody asked
        wrapped.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        while not wrapped.done():
            await asyncio.wait([wrapped], timeout=LOOK)
            if not wrapped.done() and not pool.active:
                raise PoolBroken
        return value_of(future)

    async def ready(self) -> ProcessPool:
        async with self.starting:
            if self.pool is None:
                # half a second, in which the reactor goes on
                self.pool = await asyncio.to_thread(begin, self.processes, self.preload)
            return self.pool

    def in_order(self, calls: Iterable[Call[Key, Found]]) -> Iterator[tuple[Key, Found | Rejected]]:
        """Yield what each call returns, or why its page could not be read, in the order of the calls.

        Some are read ahead, within bounds of number and size, so that whoever takes the answers may take his time.
        A few calls alone are done in this process. Raises WorkersGone.
        """
        given = iter(calls)
        first = list(islice(given, FEW + 1))
        if len(first) <= FEW or not self.processes:
            for call in chain(first, given):
                yield call.key, netted(call.url, "reading", call.read_page)
            return
        yield from self.read_ahead(chain(first, given))

    def read_ahead(self, calls: Iterator[Call[Key, Found]]) -> Iterator[tuple[Key, Found | Rejected]]:
        waiting: deque[Waiting[Key, Found]] = deque()
        size, following = 0, next(calls, None)
        while waiting or following is not None:
            while following is not None and (not waiting or self.has_room(len(waiting), size)):
                waiting.append(self.submit(following))
                size += following.size
                following = next(calls, None)
            found = self.result_of(waiting)
            call = waiting.popleft().call
            size -= call.size
            yield call.key, found

    def has_room(self, waiting: int, size: int) -> bool:
        return waiting < self.processes * MAX_WAITING and size < MAX_BYTES_WAITING

    def submit(self, call: Call[Key, Found]) -> "Waiting[Key, Found]":
        return Waiting(call) if call.is_trivial else Waiting(call, *self.scheduled(call))

    def scheduled(self, call: Call[Key, Found]) -> tuple[ProcessPool, "Future[Answer[Found]]"]:
        for _ in range(MAX_POOLS):
            if self.pool is None:
                self.pool = begin(self.processes, self.preload)
            try:
                return self.pool, submitted(self.pool, call.url, call.read_page)
            except PoolBroken:
                self.give_up(self.pool)
        raise WorkersGone(GONE)

    def result_of(self, waiting: "deque[Waiting[Key, Found]]") -> Found | Rejected:
        """Return the answer to the first that waits."""
        first, deaths = waiting[0], 0
        if first.call.is_trivial:
            return netted(first.call.url, "reading", first.call.read_page)
        for _ in range(MAX_POOLS):
            assert first.pool is not None  # noqa: S101  # it was handed to one
            assert first.future is not None  # noqa: S101  # likewise
            try:
                return answer_of(first.pool, first.future)
            except TookTooLong:
                return too_long()
            except ProcessExpired as error:
                deaths += 1
                if deaths == MAX_DEATHS:
                    return died(error)
                first.pool, first.future = self.scheduled(first.call)
            except PoolBroken:
                broken = first.pool
                self.give_up(broken)
                for one in waiting:  # what it has answered is as good as ever
                    if one.pool is broken and (one is first or not is_answered(one.future)):
                        one.pool, one.future = self.scheduled(one.call)
        raise WorkersGone(GONE)

    def give_up(self, pool: ProcessPool) -> None:
        if self.pool is pool:
            self.pool = None
            end(pool)


@dataclass(slots=True)
class Waiting(Generic[Key, Found]):
    """A call that a worker has, or will have; a trivial one none."""

    call: Call[Key, Found]
    pool: ProcessPool | None = None
    future: "Future[Answer[Found]] | None" = None


def submitted(pool: ProcessPool, url: str, read_page: Callable[[], Found]) -> "Future[Answer[Found]]":
    """Hand a page to a pool. Raises PoolBroken."""
    try:
        future: Future[Answer[Found]] = pool.schedule(guarded, (url, read_page), timeout=SECONDS)
    except RuntimeError as error:  # pebble's word for a pool that broke
        raise PoolBroken from error
    return future


def is_answered(future: "Future[Answer[Found]] | None") -> bool:
    return future is not None and future.done() and not future.cancelled() and future.exception() is None


def answer_of(pool: ProcessPool, future: "Future[Answer[Found]]") -> Found | Rejected:
    """Wait for an answer as long as there is somebody to give it. Raises as `value_of`."""
    while not wait_for([future], LOOK).done:
        if not pool.active:
            raise PoolBroken
    return value_of(future)


def value_of(future: "Future[Answer[Found]]") -> Found | Rejected:
    """Return what a worker answered, and log what it logged. Raises TookTooLong, ProcessExpired, PoolBroken."""
    try:
        answer = future.result()
    except (TookTooLong, ProcessExpired):
        raise
    except (Exception, CancelledError) as error:
        # `guarded` lets no error of a reading through: this is the pool's
        raise PoolBroken from error
    for record in answer.logged:
        logger = logging.getLogger(record.name)
        if logger.isEnabledFor(record.levelno):
            logger.handle(record)
    return answer.value


def too_long() -> Rejected:
    return Rejected(Rejection.FAILED, f"its reading took longer than {SECONDS} s")


def died(error: ProcessExpired) -> Rejected:
    return Rejected(Rejection.FAILED, f"its reader died: {error}")


def begin(processes: int, preload: str) -> ProcessPool:
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, preload])
    try:
        choose_folder_of_sockets()
        # by itself the tracker blocks two of the three, and its first start restores our signal mask for these
        with signals_blocked():
            resource_tracker.ensure_running()
        with signals_blocked():  # who is started now blocks them for ever, and so do those that it starts
            forkserver.ensure_running()
        pool = ProcessPool(processes, PAGES_A_PROCESS, initializer=begin_reading, context=context)
        assert pool.active  # noqa: S101  # to be asked is what starts it
    except OSError as error:
        raise WorkersGone(f"no process that reads pages can be started: {error}") from error
    return pool


def choose_folder_of_sockets() -> None:
    """Make multiprocessing's folder of sockets, which it keeps for the whole program, where their paths fit.

    A path of over MAX_SOCKET_PATH bytes cannot be bound (sun_path of unix(7)), and TMPDIR may be long by itself.
    """
    before = tempfile.tempdir
    if len(os.fsencode(tempfile.gettempdir())) + SOCKET_NAME > MAX_SOCKET_PATH:
        tempfile.tempdir = SHORT_FOLDER
    try:
        get_temp_dir()
    finally:
        tempfile.tempdir = before


def end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble's
    pool.join()


@contextmanager
def signals_blocked() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, OF_THE_PROGRAM)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin_reading() -> None:
    """A worker has a bound of memory, and does not outlive a program that is killed."""
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY if most < 0 else min(MAX_MEMORY, most), most))
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent.sentinel,), daemon=True).start()


def end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


class Records(QueueHandler):
    """Keeps what is logged, as values that go to another process."""

    def __init__(self) -> None:
        super().__init__(queue=None)  # type: ignore[arg-type]  # `enqueue` needs none
        self.logged: list[logging.LogRecord] = []

    def enqueue(self, record: logging.LogRecord) -> None:
        self.logged.append(record)


def guarded(url: str, read_page: Callable[[], Found]) -> Answer[Found]:
    """Read the page at `url` in a worker; whatever happens, with an answer."""
    records, root = Records(), logging.getLogger()
    root.addHandler(records)
    try:
        return Answer(netted(url, "reading", read_page), tuple(records.logged))
    finally:
        root.removeHandler(records)
