"""One run over sources: locks held, what a killed run left is read, Scrapy runs, and each source gets its verdict."""

import asyncio
import gc
import itertools
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from types import MappingProxyType
from typing import Any

import click
from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings
from twisted.python.failure import Failure

from crawler.download.browser_settings import find_browser
from crawler.locks import Locked, Locks, hosts_locked, hosts_once_free, locked, locks_of
from crawler.shutdown import Stopping, stop_reactor
from crawler.spiders.bulletin import BulletinSpider
from crawler.visits import Visits
from pipelines.clean import read
from pipelines.exit_codes import Exit
from pipelines.frontier import Scope
from pipelines.health import RunState, State
from pipelines.internal_errors import broken_off
from pipelines.models import Role, Source
from pipelines.sources import SourceError
from pipelines.store import Fetched, RunView, Store, StoreError, open_store, state_after
from pipelines.workers import Workers

__all__ = ["QuietLog", "Report", "State", "crawl_sources", "exit_of", "print_unwell"]

OnProgress = Callable[[Fetched], None]

SITES_AT_ONCE = 8
MAX_MERGES = 60  # bites of some tenths of a second; the next run goes on
CAME_TO_ITS_END = "finished"  # Scrapy's word for a spider that nobody closed
# what these two report is noted as a failure of its request, by name
SPOKEN_FOR = ("scrapy.downloadermiddlewares.retry", "scrapy.downloadermiddlewares.robotstxt")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a crawl: the run with its outcomes, and for each source its state and why.

    `locked`: the sources that were left because another run was at their host. `elsewhere`: those that runs on other
    machines have crawled, or are crawling.
    """

    run: RunView
    states: dict[str, tuple[State, str]]
    locked: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()


class QuietLog(LogFormatter):
    """Scrapy logs each scraped or dropped value whole; ours are pages, and no log prints a page."""

    def dropped(  # type: ignore[override]  # None: not logged
        self, item: Any, exception: BaseException, response: Response | None, spider: Spider | None
    ) -> LogFormatterResult | None:
        return None  # who drops one says why

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider | None
    ) -> LogFormatterResult:
        return {"level": logging.ERROR, "msg": "Error processing %(url)s", "args": {"url": item.page.url}}

    def scraped(self, item: Any, response: Response | None, spider: Spider | None) -> LogFormatterResult | None:  # type: ignore[override]  # None: not logged
        return None


def crawl_sources(
    sources: Sequence[Source],
    store_url: str,
    on_progress: OnProgress = lambda _: None,
    begin: Role = Role.LIST,
    scope: Scope = Scope(),  # noqa: B008  # frozen
    *,
    command: str = "crawl",
    settings: Settings | None = None,
    share: bool = False,
    scheduled: bool = False,
) -> Report:
    """Crawl the sources into a store, sites side by side, one request at a time at each. Once in a program's life.

    A first Ctrl-C (or SIGTERM) lets requests under way finish for some seconds, a second stops at once; either way what
    was committed is whole, the run's state is `stopped`, and the next run carries on. A host that another run is at is
    waited for, some minutes. Raises Locked, StoreError, and SourceError for a source that needs a browser where there
    is none.
    `begin`: what the sources' start_urls are, list pages or articles. `command`: as the run's row names it. `settings`:
    Scrapy's; None: the project's. `share`: with runs on other machines that crawl into a store on a server; each takes
    what nobody has taken, until nothing is left. `scheduled`: nor what anybody has crawled since it was due.
    """
    sources = list({source.name: source for source in sources}.values())
    for source in sources:
        find_browser(source)
    # what is loaded by now stays: looking through it for garbage stopped the reactor for 35 ms, again and again
    gc.freeze()
    with ExitStack() as held:
        store = held.enter_context(open_store(store_url))
        locks = locks_of(store, store_url)
        share = share and locks.are_shared
        at_once = () if share else sources
        held.enter_context(locked(locks, at_once))
        workers = held.enter_context(Workers("crawler.reading"))
        asyncio.run(carry_on(store, sources, workers))  # the reactor's loop is another one
        run = store.begin_run(command, at_once)
        state = RunState.STOPPED
        stopping = Stopping()
        shared = Shared(store, locks, run, workers, stopping, share, scheduled)
        try:
            with project_settings(settings) as ours:
                if run_spiders(sources, shared, ours, on_progress, begin, scope):
                    state = RunState.FINISHED
        except Exception as error:
            state = state_after(error)
            raise
        finally:
            store.finish_run(run, state)
        if state is RunState.FINISHED:
            merge_index(store)
        view = store.run(run)
    assert view is not None  # noqa: S101  # begun above
    return report_of(view, shared.locked_out, shared.elsewhere)


def report_of(
    run: RunView, locked_out: Mapping[str, str] = MappingProxyType({}), elsewhere: Iterable[str] = ()
) -> Report:
    states = {of.source: (of.state, of.why) for of in run.sources}
    left = {name: (State.STOPPED, why) for name, why in locked_out.items()}
    return Report(run, states | left, frozenset(left), frozenset(elsewhere))


def exit_of(report: Report) -> Exit:
    """The exit code for a scheduler. That a source is locked counts only where there is nothing worse.

    A source in which our own code fell counts as failed where nothing of it could be read.
    """
    if report.run.state not in (RunState.FINISHED, RunState.INTERNAL_ERROR):
        return Exit.INTERRUPTED
    read = {of.source for of in report.run.sources if of.fetched > of.fell}
    states = {
        State.FAILED if state is State.INTERNAL_ERROR and name not in read else state
        for name, (state, _) in report.states.items()
        if name not in report.locked
    }
    if states == {State.FAILED}:
        return Exit.FAILED
    if states - {State.OK}:
        return Exit.SUSPICIOUS
    return Exit.LOCKED if report.locked else Exit.OK


def print_unwell(report: Report) -> None:
    """Print a line on stderr for each source that is not well."""
    for name, (state, why) in report.states.items():
        if state is not State.OK:
            click.echo(f"bulletins: {name}: {state}: {why}", err=True)


def merge_index(store: Store) -> None:
    """Searches are faster in a merged index. In bites, so that other writers get their turn, and not without end."""
    for _ in range(MAX_MERGES):
        if not store.merge_index():
            return


@dataclass(frozen=True, slots=True)
class Shared:
    """What the spiders of a run have in common."""

    store: Store
    locks: Locks
    run: int
    workers: Workers
    stopping: Stopping
    share: bool
    scheduled: bool
    locked_out: dict[str, str] = field(default_factory=dict)  # sources whose host another run is at, and why
    elsewhere: set[str] = field(default_factory=set)  # sources that other runs crawl

    def begins(self, source: Source) -> bool:
        return self.store.begin_source(self.run, source, scheduled=self.scheduled)

    def visits_of(self, source: Source) -> Visits:
        work = self.store.frontier(source, self.run)
        return Visits(source, work, self.workers, self.store.boilerplate(source.name))


async def carry_on(store: Store, sources: Sequence[Source], workers: Workers) -> None:
    """Record the outcomes of pages of these sources that others than a crawl kept, an ingest that was killed."""
    by_name = {source.name: source for source in sources}
    boilerplate = cache(store.boilerplate)
    for number, page in store.unread():
        if page.source in by_name:
            read_page = partial(read, page, by_name[page.source], boilerplate(page.source))
            store.record_or_reject([(number, page.url, await workers.call(page.url, read_page))])


def run_spiders(
    sources: Sequence[Source],
    shared: Shared,
    settings: Settings,
    on_progress: OnProgress,
    begin: Role,
    scope: Scope,
) -> bool:
    """True when nobody stopped them. Raises StoreError when the store could not be written to."""
    process = AsyncCrawlerProcess(settings)
    stopping = shared.stopping
    for name in SPOKEN_FOR:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    ended: list[str] = []  # the sources whose crawl has come to an end

    async def crawl_one(source: Source) -> None:
        visits = shared.visits_of(source)
        crawler = process.create_crawler(BulletinSpider)
        crawler.signals.connect(lambda item: on_progress(item), signal=signals.item_scraped, weak=False)
        reasons: list[str] = []
        crawler.signals.connect(lambda reason: reasons.append(reason), signal=signals.spider_closed, weak=False)
        try:
            await process.crawl(crawler, source=source, visits=visits, stopping=stopping, begin=begin, scope=scope)
        except SourceError as error:
            visits.work.fail(str(error))
            return  # the others go on
        except Exception as error:
            visits.work.fail(broken_off(source.name, error), State.INTERNAL_ERROR)
            return
        spider = crawler.spider
        assert isinstance(spider, BulletinSpider)  # noqa: S101  # or it had raised
        if isinstance(spider.broken, StoreError):
            raise spider.broken
        is_whole = reasons == [CAME_TO_ITS_END] and not stopping.asked
        visits.work.finish(datetime.now(UTC), whole=is_whole)
        if spider.broken is not None:
            visits.work.fail(broken_off(source.name, spider.broken), State.INTERNAL_ERROR)

    async def crawl_shared(source: Source) -> bool:
        """False where another run is crawling it right now."""
        try:
            with shared.locks.source(source.name):
                if await asyncio.to_thread(shared.begins, source):
                    await crawl_one(source)
                else:
                    shared.elsewhere.add(source.name)
        except Locked:
            return False
        ended.append(source.name)
        return True

    async def crawl_site(on_one_site: Sequence[Source], place: asyncio.Semaphore) -> None:
        async with place:
            try:
                held = await hosts_once_free(shared.locks, on_one_site, lambda: stopping.asked)
            except Locked as error:
                if not stopping.asked:
                    shared.locked_out.update({source.name: str(error) for source in on_one_site})
                    ended.extend(source.name for source in on_one_site)
                return
            with held:
                for source in on_one_site:
                    if stopping.asked:
                        return
                    if not shared.share:
                        await crawl_one(source)
                        ended.append(source.name)
                    elif not await crawl_shared(source):
                        shared.elsewhere.add(source.name)
                        ended.append(source.name)

    async def crawl_if_free(on_one_site: Sequence[Source], place: asyncio.Semaphore) -> list[Source]:
        """Return the sources that other runs have taken."""
        async with place:
            if stopping.asked:
                return []
            try:
                held = hosts_locked(shared.locks, on_one_site)
            except Locked:
                return list(on_one_site)
            with held:
                return [source for source in on_one_site if not stopping.asked and not await crawl_shared(source)]

    async def crawl_free(place: asyncio.Semaphore) -> list[list[Source]]:
        """Crawl what nobody else does, until all is crawled or taken; return what others have then, by sites."""
        left, before = by_site(sources), -1
        while left and len(ended) != before and not stopping.asked:
            before = len(ended)
            left = [some for some in await asyncio.gather(*(crawl_if_free(site, place) for site in left)) if some]
        for source in itertools.chain.from_iterable(left):
            try:
                with shared.locks.source(source.name):
                    pass  # it is only its host that is not free
            except Locked:
                shared.elsewhere.add(source.name)
                ended.append(source.name)
        return [some for site in left if (some := [source for source in site if source.name not in shared.elsewhere])]

    async def crawl_all() -> None:
        stopping.listen(process)
        place = asyncio.Semaphore(SITES_AT_ONCE)
        try:
            sites = await crawl_free(place) if shared.share else by_site(sources)
            await asyncio.gather(*(crawl_site(on_one_site, place) for on_one_site in sites))
        finally:
            stop_reactor()  # whatever happened: nobody would ever stop it else

    loop = asyncio.get_event_loop()
    everything = loop.create_task(crawl_all())
    process.start(stop_after_crawl=False, install_signal_handlers=False)
    if not everything.done():
        everything.cancel()
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(everything)
    return len(ended) == len(sources) and not stopping.asked


def by_site(sources: Sequence[Source]) -> list[list[Source]]:
    """Sources that share a host are crawled in turn, so that a host never sees two requests at once."""
    groups: list[list[Source]] = []
    for source in sources:
        joined = [group for group in groups if any(share_a_host(source, other) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([*(s for group in joined for s in group), source])
    return groups


def share_a_host(one: Source, other: Source) -> bool:
    """A source may fetch from its hosts and all below them."""
    pairs = itertools.product(one.allowed_domains, other.allowed_domains)
    return any(f".{a}".endswith(f".{b}") or f".{b}".endswith(f".{a}") for a, b in pairs)


@contextmanager
def project_settings(given: Settings | None = None) -> Iterator[Settings]:
    """Our settings, from wherever the command is called: scrapy.cfg is looked for only in the folders above."""
    if given is not None:
        yield given
        return
    before = os.environ.get("SCRAPY_SETTINGS_MODULE")
    os.environ["SCRAPY_SETTINGS_MODULE"] = before or "crawler.settings"
    try:
        yield get_project_settings()
    finally:
        if before is None:
            del os.environ["SCRAPY_SETTINGS_MODULE"]
