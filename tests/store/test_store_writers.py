"""Several programs write one store on PostgreSQL at once: nothing is lost or doubled, and nobody waits for ever."""

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from amounts import amount
from simulated_crawl import DAY, LIST, NOW, SOURCE, Answer, article, crawl, crawl_together, links
from store_contents import by_address
from store_pages import URL, notice, page, reading

from pipelines.models import CleanDocument, Outcome, Page, Rejected, Rejection, Role
from pipelines.store import Store, open_store

WRITERS = 3
PAGES = amount(12, 60)


def pages_of(writer: int) -> list[Page]:
    """Pages of a source of its own, some at addresses and with bytes that the other sources have too, in any order."""
    chance = random.Random(writer)
    own = [page(f"{URL}?{writer}-{n}", b"%d-%d" % (writer, n)) for n in range(PAGES)]
    shared = [page(f"{URL}?shared-{n}", b"shared %d" % n) for n in range(PAGES)]
    chance.shuffle(some := own + shared)
    return [replace(one, source=f"source {writer}") for one in some]


def read(kept: Page) -> object:
    """Texts that are the same at several addresses, so that all writers meet among copies."""
    number = sum(kept.body) % 5
    return notice(kept.url, f"第{number}号检查组负责这一片区的全部河段。") if number else reading(kept.url)


def at_once(works: list[Callable[[], None]]) -> list[BaseException]:
    """Do works in threads that begin together; the errors."""
    together, errors = threading.Barrier(len(works)), []

    def run(work: Callable[[], None]) -> None:
        together.wait()
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def ingest(url: str, writer: int) -> None:
    with open_store(url) as store:
        run = store.begin_run("ingest")
        some = pages_of(writer)
        for at in range(0, len(some), 6):
            numbers = store.keep_many(run, some[at : at + 6])
            store.record_outcomes([(n, read(kept)) for n, kept in zip(numbers, some[at : at + 6], strict=True)])  # type: ignore[misc]
        store.finish_run(run)


def test_writers_of_sources_that_share_addresses_bytes_and_texts(store: Store) -> None:
    assert at_once([lambda writer=writer: ingest(store.url, writer) for writer in range(WRITERS)]) == []  # type: ignore[misc]
    assert list(store.verify()) == []
    assert store.count_pages() == 2 * PAGES * WRITERS
    assert store.totals().bulletins == PAGES * (WRITERS + 1)
    before = by_address(store)
    store.rebuild(lambda kept: read(kept))  # type: ignore[arg-type,return-value]
    assert by_address(store) == before


@pytest.mark.parametrize("crawl", [crawl, crawl_together], ids=["each by itself", "together"])
@pytest.mark.parametrize("seed", range(amount(2, 12)))
def test_crawls_that_find_or_miss_the_same_addresses(store: Store, seed: int, crawl: Callable[..., object]) -> None:
    """What came of each visit is what a rebuild says, whichever source found, changed or missed a bulletin first."""
    days, articles = 3, 8
    chance = random.Random(seed)
    found = {
        (writer, day, n): chance.choice((b"1", b"1", b"2", None))
        for writer in range(WRITERS)
        for day in range(days)
        for n in range(articles)
    }

    def one(writer: int) -> None:
        root = LIST.replace("tzgg", f"column{writer}")
        source = replace(SOURCE, name=f"source {writer}", start_urls=(root,))
        with open_store(store.url) as mine:
            for day in range(days):
                site = {root: Answer(links=links(*range(articles)))}
                for n in range(articles):
                    body = found[writer, day, n]
                    there = Answer(body or b"-", says=(body or b"").decode(), published=date(2020, 6, 7))
                    site[article(n)] = there if body else replace(there, status=404)
                crawl(mine, site, NOW + day * DAY, source=source)

    def again(kept: Page) -> Rejected | CleanDocument | Outcome:
        if kept.role is Role.LIST:
            return Outcome.LISTED
        if kept.status >= 400:
            return Rejected(Rejection.HTTP_ERROR, f"status {kept.status}")
        return reading(kept.url, last=kept.body.decode())

    assert at_once([lambda writer=writer: one(writer) for writer in range(WRITERS)]) == []  # type: ignore[misc]
    assert [finding.what for finding in store.verify()] == []
    before = by_address(store)
    store.rebuild(again)  # type: ignore[arg-type]
    assert by_address(store) == before


@pytest.mark.parametrize("at", range(amount(1, 5)))
def test_crawls_of_several_sources_next_to_a_rebuild(store: Store, at: int) -> None:
    def one(writer: int) -> None:
        root = LIST.replace("tzgg", f"column{writer}")
        site = {root: Answer(links=links(*range(6))), **{article(n): Answer(b"%d" % n) for n in range(6)}}
        with open_store(store.url) as mine:
            for day in range(2):
                crawl(mine, site, NOW + day * DAY, source=replace(SOURCE, name=f"source {writer}", start_urls=(root,)))

    def again() -> None:
        with open_store(store.url) as mine:
            for _ in range(3):
                mine.rebuild(lambda kept: reading(kept.url, last=kept.body.decode()))

    assert at_once([again, *(lambda writer=writer: one(writer) for writer in range(WRITERS))]) == []  # type: ignore[misc]
    store.rebuild(lambda kept: reading(kept.url, last=kept.body.decode()))
    assert [finding.what for finding in store.verify()] == []
    assert list(store.unread()) == []
