"""Reading on all cores: the reactor's thread fetches, other processes read.

A page that breaks its worker, or keeps it for longer than any real page does, costs that process and nothing else: the
page is rejected by name, its bytes are kept. A worker that somebody else ends says nothing of a page, which is then
read by another. What goes to a worker and comes back is plain values: a kept page, and the event that it comes to.
"""

import asyncio
import logging
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import contextmanager
from dataclasses import dataclass
from logging.handlers import QueueHandler
from multiprocessing import forkserver, get_context, parent_process, resource_tracker
from multiprocessing.connection import wait
from types import TracebackType
from typing import Generic, Self, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessPool

from pipelines.clean import read, read_unless_continued
from pipelines.extract import continuation
from pipelines.internal_errors import netted
from pipelines.models import ListPage, Rejected, Rejection, Source
from pipelines.store import Fetched, Listed, PartFound, Read, recordable

__all__ = ["Workers", "WorkersGone", "read_article", "read_list_page", "read_whole_article"]

Found = TypeVar("Found")

SECONDS = 60  # for one page; the slowest real one takes one
MAX_MEMORY = 1024 * 1024 * 1024  # bytes of one worker; the largest pages that pass the bounds took 313 MB
PAGES_A_PROCESS = 5000  # then a new one takes over: what a parser leaks stays bounded
MAX_DEATHS = 2  # of workers over one page: once may be somebody's kill, twice is the page
MAX_POOLS = 5  # that break while one page waits
LOOK = 1.0  # seconds between two looks at whether the pool still works
# A signal to the whole group (Ctrl-C, a service that is stopped) is for the crawler to handle
OF_THE_CRAWLER = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
CONSTS.term_timeout = 0.1  # seconds until pebble kills; our workers block SIGTERM


class WorkersGone(Exception):
    """No process can be had that reads. What was kept is read by the next run."""


class PoolBroken(Exception):
    """The pool of processes does not work any more; it says nothing of the page."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[Found]):
    """What a worker gives for a page, and what it had to log meanwhile: the log is the crawler's."""

    value: Found | Rejected
    logged: tuple[logging.LogRecord, ...]


class Workers:
    """As many processes as there are cores, made when the first page comes."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or len(os.sched_getaffinity(0))
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
                return Rejected(Rejection.FAILED, f"its reading took longer than {SECONDS} s")
            except ProcessExpired as error:
                deaths += 1
                if deaths == MAX_DEATHS:
                    return Rejected(Rejection.FAILED, f"its reader died: {error}")
            except PoolBroken:
                continue
        raise WorkersGone("the processes that read pages end as soon as they begin")

    async def tried(self, url: str, read_page: Callable[[], Found]) -> Found | Rejected:
        pool = await self.ready()
        try:
            future: Future[Answer[Found]] = pool.schedule(guarded, (url, read_page), timeout=SECONDS)
        except RuntimeError as error:  # pebble's word for a pool that broke
            await self.give_up(pool)
            raise PoolBroken from error
        return await self.answer(pool, future)

    async def answer(self, pool: ProcessPool, future: "Future[Answer[Found]]") -> Found | Rejected:
        """Wait for an answer as long as there is somebody to give it."""
        wrapped = asyncio.wrap_future(future)
        # what it ends with is read off `future`, or of no interest any more; asyncio would complain that nobody asked
        wrapped.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        while not wrapped.done():
            await asyncio.wait([wrapped], timeout=LOOK)
            if not wrapped.done() and not pool.active:
                await self.give_up(pool)
                raise PoolBroken
        try:
            answer = future.result()
        except (TookTooLong, ProcessExpired):
            raise
        except (Exception, CancelledError) as error:
            # `guarded` lets no error of a reading through: this is the pool's
            await self.give_up(pool)
            raise PoolBroken from error
        for record in answer.logged:
            logger = logging.getLogger(record.name)
            if logger.isEnabledFor(record.levelno):
                logger.handle(record)
        return answer.value

    async def give_up(self, pool: ProcessPool) -> None:
        """Several pages may find the same pool broken."""
        if self.pool is pool:
            self.pool = None
            await asyncio.to_thread(end, pool)

    async def ready(self) -> ProcessPool:
        async with self.starting:
            if self.pool is None:
                # half a second, in which the reactor goes on
                self.pool = await asyncio.to_thread(begin, self.processes)
            return self.pool


def begin(processes: int) -> ProcessPool:
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    # by itself the tracker blocks two of the three, and its first start restores our signal mask for these
    with signals_blocked():
        resource_tracker.ensure_running()
    with signals_blocked():  # who is started now blocks them for ever, and so do those that it starts
        forkserver.ensure_running()
    pool = ProcessPool(processes, PAGES_A_PROCESS, initializer=begin_reading, context=context)
    assert pool.active  # noqa: S101  # to be asked is what starts it
    return pool


def end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble's
    pool.join()


@contextmanager
def signals_blocked() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, OF_THE_CRAWLER)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin_reading() -> None:
    """A worker has a bound of memory, and does not outlive a crawler that is killed."""
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


def read_article(article: Fetched, source: Source, boilerplate: frozenset[str]) -> Read | PartFound:
    """Read a kept article, or find where it goes on."""
    page = article.page
    if page.status >= 400:
        return read_whole_article(article, source, boilerplate)
    if page.parts:
        following = continuation(page.parts[-1], source)
        return read_whole_article(article, source, boilerplate) if following is None else part_of(article, following)
    found = read_unless_continued(page, source, boilerplate)
    if isinstance(found, str):
        return part_of(article, found)
    return Read(article.lease, article.number, recordable(found))


def read_whole_article(article: Fetched, source: Source, boilerplate: frozenset[str]) -> Read:
    """Read a kept article with the parts that have come, wherever it goes on."""
    return Read(article.lease, article.number, recordable(read(article.page, source, boilerplate)))


def part_of(article: Fetched, url: str) -> PartFound:
    return PartFound(article.lease, url, len(article.page.parts) + 1)


def read_list_page(fetched: Fetched, source: Source) -> Read | Listed:
    """Read where a kept list page leads; or what it is when it is none."""
    found = read(fetched.page, source, ask=fetched.lease.ask)
    if isinstance(found, ListPage):
        return Listed(fetched.lease, fetched.number, found)
    return Read(fetched.lease, fetched.number, recordable(found))
