"""Weeks of daily runs over a site that changes: what they may ask for, store and hold in memory, and not lose.

Six days in `make test`, sixty (some two minutes) in `make test-all`. Each ceiling is a count.
"""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from amounts import amount
from soak_site import HOST, KINDS, SOURCE, Site, crawl
from store_pages import ask, rows

from pipelines.clean import read as read_page
from pipelines.models import Outcome, Page
from pipelines.store import ReadResult, Store, open_store

DAYS = amount(6, 60)
WARM = 5  # days after which what a process keeps for good is there
MEMORY = 48 * 1024 * 1024  # bytes by which it may grow from then on, over sixty days
VISITS = 18  # of a page in sixty days: after one day, two, four, … and what the counter is looked at for
PAGE = 16 * 1024  # bytes in the store for each page that was fetched, whatever came of it
EMPTY = 512 * 1024  # bytes of a store with next to nothing in it


class Soaked:
    """The store after all runs, the site, and what was counted day by day."""

    def __init__(self, store: Store) -> None:
        self.store, self.site = store, Site()
        self.requests: list[int] = []
        self.memory: list[int] = []
        for day in range(DAYS):
            before = self.site.asked.total()
            crawl(store, self.site)
            self.requests.append(self.site.asked.total() - before)
            self.memory.append(resident())
            # a schedule does not come to a page at the same second each day
            begin = self.site.now.replace(hour=1, minute=0, second=0)
            self.site.now = begin + timedelta(days=1, minutes=day * 7 % 50)

    def revisions(self) -> dict[str, list[tuple[int, int]]]:
        """Of each kind of article its numbers, and how many revisions each has."""
        found = ask(
            self.store,
            "SELECT b.url, count(*) FROM bulletins b JOIN revisions r ON r.bulletin_id = b.id GROUP BY b.id",
        )
        by_kind: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for url, count in found:
            number = int(re.findall(r"t(\d+)", str(url))[-1])
            by_kind[self.site.kind_of(number)].append((number, int(str(count))))
        return by_kind


def resident() -> int:
    """Bytes of memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.fixture(scope="module")
def soaked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Soaked]:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('soak')}/b.db") as store:
        yield Soaked(store)


def test_every_article_that_was_ever_listed_is_there(soaked: Soaked) -> None:
    numbers = sorted(number for some in soaked.revisions().values() for number, _ in some)
    # the newest are there but on a day without an answer; those below the bound of the list come later
    assert set(range(13)) <= set(numbers)
    assert len(numbers) >= len(soaked.site.numbers()) - 3
    assert set(soaked.revisions()) == set(KINDS)


def test_what_does_not_change_has_one_revision(soaked: Soaked) -> None:
    for kind in ("plain", "away"):
        assert {count for _, count in soaked.revisions()[kind]} == {1}


def test_a_correction_is_one_revision_more(soaked: Soaked) -> None:
    for number, count in soaked.revisions()["corrected"]:
        assert count <= 2
        visits = soaked.site.asked[f"{HOST}/tzgg/t{number}.html"]
        assert count == 2 or visits < 4 or number < 13


def test_counters_and_clocks_are_revised_four_times_at_most(soaked: Soaked) -> None:
    for kind in ("counter", "clock"):
        assert max(count for _, count in soaked.revisions()[kind]) <= 4
    learned = Counter(one.kind for one in soaked.store.volatile())
    kinds = {soaked.site.kind_of(int(re.findall(r"t(\d+)", one.url)[-1])) for one in soaked.store.volatile()}
    assert kinds <= {"counter", "clock"}
    assert learned["counter"] >= 1
    assert learned["clock"] >= 1 or DAYS < 8


def test_a_page_that_goes_to_and_fro_has_two_texts(soaked: Soaked) -> None:
    assert max(count for _, count in soaked.revisions()["to and fro"]) == 2


def test_no_daily_figure_that_was_shown_is_lost(soaked: Soaked) -> None:
    for number, shown in soaked.site.shown.items():
        url = f"{HOST}/tzgg/t{number}.html"
        found = ask(
            soaked.store,
            "SELECT DISTINCT b.url, p.text FROM paragraphs p JOIN bulletins b ON b.id = p.bulletin_id"
            " WHERE p.text LIKE '截至目前%'",
        )
        assert {str(text) for of, text in found if of == url} == shown


def test_nobody_is_asked_for_every_day_whose_text_is_not_new_each_day(soaked: Soaked) -> None:
    visits = Counter[str]()
    for url, count in soaked.site.asked.items():
        if match := re.search(r"/t(\d+)\.html", url):
            kind = soaked.site.kind_of(int(match[1]))
            visits[kind] = max(visits[kind], count)
    assert {kind: count for kind, count in visits.items() if kind != "daily" and count > VISITS} == {}


def test_the_requests_of_a_day_do_not_grow_with_the_archive(soaked: Soaked) -> None:
    articles, daily = len(soaked.site.numbers()), len(soaked.revisions()["daily"])
    # two list pages, what is new, what grows old (half of its age, so its logarithm), and each daily figure
    assert soaked.site.asked.total() <= DAYS * 3 + articles * VISITS * 0.75 + daily * DAYS
    assert max(soaked.requests[1:]) <= 8 + articles // 4 + daily


def test_the_store_grows_with_what_was_fetched(soaked: Soaked) -> None:
    fetched = soaked.store.count_pages()
    assert soaked.store.totals().store_bytes <= EMPTY + PAGE * fetched


def test_memory_does_not_grow_with_the_days(soaked: Soaked) -> None:
    assert soaked.memory[-1] - soaked.memory[min(WARM, DAYS - 1)] <= MEMORY


def test_a_page_that_was_away_is_there_again(soaked: Soaked) -> None:
    outcomes = Counter(str(outcome) for (outcome,) in ask(soaked.store, "SELECT outcome FROM pages"))
    assert outcomes[Outcome.GONE] >= 1
    still = ask(soaked.store, "SELECT url FROM bulletins WHERE gone_since IS NOT NULL")
    assert len(still) <= 2  # those of the last days


def test_the_outage_and_the_maintenance_change_no_bulletin(soaked: Soaked) -> None:
    texts = ask(soaked.store, "SELECT count(*) FROM paragraphs WHERE text LIKE '%系统维护中%'")
    assert texts == [(0,)]


def test_the_store_is_well_and_a_rebuild_makes_the_same(soaked: Soaked) -> None:
    assert list(soaked.store.verify()) == []
    before = rows(soaked.store)
    soaked.store.rebuild(read)
    assert rows(soaked.store) == before


def read(page: Page) -> ReadResult:
    return read_page(page, SOURCE)
