"""Reading on all cores: the reactor's thread fetches, other processes read.

A page that breaks its reader, or keeps it for longer than any real page does, costs that process and nothing else: the
page is rejected by name, its bytes are kept. What goes to a reader and comes back is plain values.
"""

import asyncio
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from crawler.feeds import unpacked
from crawler.links import ListPage, read_list
from pipelines.clean import read
from pipelines.extract import continuation
from pipelines.records import Ask, Outcome, Page, Rejected, Rejection, Source
from pipelines.store import fate_of
from pipelines.text import decode

__all__ = ["Following", "Readers", "read_article", "read_list_page"]

SECONDS = 60  # for one page; the slowest real one takes one
MOST_MEMORY = 1024 * 1024 * 1024  # bytes of one reader; the largest pages that pass the bounds took 313 MB
PAGES_A_PROCESS = 5000  # then a new one takes over: what a parser leaks stays bounded
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Following:
    """An article goes on at this address."""

    url: str


class Readers:
    """As many processes as there are cores, made when the first page comes."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or len(os.sched_getaffinity(0))
        self.pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.pool is not None:
            # what is not read by now is read by the next run
            self.pool.stop()  # type: ignore[no-untyped-call]  # pebble's
            self.pool.join()

    async def call(self, read_one: Callable[..., T], *arguments: Any) -> T | object:
        """What `read_one` gives in another process; a fate (rejected: reading failed) when that did not end well."""
        for last in (False, True):
            try:
                return await asyncio.wrap_future(self.ready().schedule(read_one, arguments, timeout=SECONDS))
            except TookTooLong:
                return fate_of(Rejected(Rejection.FAILED, f"its reading took longer than {SECONDS} s"))
            except ProcessExpired as error:
                # once may be somebody's kill; twice is the page
                if last:
                    return fate_of(Rejected(Rejection.FAILED, f"its reader died: {error}"))
            except Exception as error:
                return fate_of(Rejected(Rejection.FAILED, f"{type(error).__name__}: {error}"[:500]))
        raise AssertionError("not reached")  # the last try answers or is told

    def ready(self) -> ProcessPool:
        if self.pool is None:
            context = get_context("forkserver")
            context.set_forkserver_preload([__name__])
            self.pool = ProcessPool(self.processes, PAGES_A_PROCESS, initializer=begin_reading, context=context)
        return self.pool


def begin_reading() -> None:
    """Ctrl-C is the crawler's to handle; and a reader does not outlive a crawler that is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY if most < 0 else min(MOST_MEMORY, most), most))
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent.sentinel,), daemon=True).start()


def end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def read_article(page: Page, source: Source, boilerplate: frozenset[str], whole: bool) -> object:
    """The fate of an article; or where it goes on, unless this is known to be the whole of it."""
    if not whole and page.status < 400:
        following = continuation(page.parts[-1] if page.parts else page, source)
        if following is not None:
            return Following(following)
    return fate_of(read(page, source, boilerplate))


def read_list_page(page: Page, ask: Ask, source: Source) -> object:
    """What a list page leads to, a ListPage; or its fate when it is none."""
    settled = read(page, source)
    if settled is not Outcome.LISTED:
        return fate_of(settled)
    # the fragment is no part of what a server is asked, but 广东 gkmlpt names the column by it
    url = ask.url if page.url == ask.url.partition("#")[0] else page.url
    try:
        # a sitemap may come packed
        text, _ = decode(unpacked(page.body), page.header("Content-Type"), source.encoding)
        found: ListPage = read_list(text, url, source, ask)
    except Rejected as rejected:
        return fate_of(rejected)
    return found
