"""What a run's row says of a source: counts that add up, whoever stops, kills or carries on the run."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from simulated_crawl import DAY, LIST, NOW, SOURCE, Answer, answered, article, begin, crawl, end, links, read, take
from store_pages import fetch, page, reading

from pipelines.frontier import Failure, FailureKind, Scope
from pipelines.health import Holdings, SourceRun, State
from pipelines.models import Ask, Rejection, Role
from pipelines.store import Ended, Fetched, Store, open_store

SITE: Mapping[str, Answer] = {
    LIST: Answer(b"a list", links=links(1, 2, 3), off_site=links("elsewhere")),
    article(1): Answer(b"one", published=date(2026, 2, 27)),
    article(2): Answer(b"two"),
    article(3): Answer(b"three", rejected=Rejection.NO_BODY),
}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url) as store:
        yield store


def row(store: Store, run: int | None = None) -> SourceRun:
    """The newest run's row, or that of a number."""
    rows = store.source_runs("example")
    return rows[0] if run is None else next(row for row in rows if row.run == run)


def test_the_outcomes_add_up_to_the_pages_fetched(store: Store) -> None:
    crawl(store, SITE)
    reported = row(store)
    assert (reported.fates, reported.fetched) == ({"listed": 1, "new": 2, "rejected: no body": 1}, 4)


def test_the_outcomes_are_those_of_the_pages(store: Store) -> None:
    crawl(store, SITE)
    view = store.run()
    assert view is not None
    assert sum(view.sources[0].fates.values()) == view.fetched


def test_bytes_are_those_of_the_bodies_that_came(store: Store) -> None:
    site = {LIST: Answer(b"a list", links=links(1), validator="v"), article(1): Answer(b"one", validator="w")}
    crawl(store, site)
    crawl(store, site, NOW + DAY)
    assert [reported.bytes for reported in store.source_runs("example")] == [0, len(b"a list") + len(b"one")]


def test_lists_links_dates_and_lengths(store: Store) -> None:
    crawl(store, SITE)
    reported = row(store)
    length = len("一、总体要求全区建成234个平安社区。全区建成235个平安社区。特此通知。")
    assert (reported.lists, reported.links, reported.empty_lists) == (1, 3, 0)
    assert (reported.undated, reported.median_length) == (1, length)


def test_a_list_that_is_as_it_was_has_its_links_still(store: Store) -> None:
    site = {LIST: Answer(b"a list", links=links(1), validator="v"), article(1): Answer(b"one")}
    crawl(store, site)
    crawl(store, site, NOW + DAY)
    assert (row(store).lists, row(store).links) == (1, 1)


def test_a_list_that_could_not_be_read_is_not_counted_for_what_it_showed_before(store: Store) -> None:
    crawl(store, SITE)
    crawl(store, {**SITE, LIST: Answer(error="timed out")}, NOW + DAY)
    assert (row(store).lists, row(store).why) == (0, "no list page could be read: 1 no body, timed out")


def test_a_list_without_links_is_counted(store: Store) -> None:
    crawl(store, {LIST: Answer(b"a list")})
    assert (row(store).lists, row(store).empty_lists) == (1, 1)


def test_a_further_page_without_links_is_an_end_and_no_empty_list(store: Store) -> None:
    site = {LIST: Answer(b"a list", links=links(1), further=(f"{LIST}2",)), f"{LIST}2": Answer(b"end")}
    crawl(store, {**site, article(1): Answer(b"one")})
    assert (row(store).lists, row(store).empty_lists) == (2, 0)


def test_a_page_that_is_still_no_bulletin_is_rejected_once(store: Store) -> None:
    crawl(store, SITE)
    crawl(store, SITE, NOW + 2 * DAY)
    assert [reported.rejected for reported in store.source_runs("example")] == [0, 1]


def test_a_rejected_list_page_is_no_rejected_article(store: Store) -> None:
    crawl(store, {LIST: Answer(b"a wall", rejected=Rejection.BLOCKED)})
    assert (row(store).rejected, row(store).blocked) == (0, 1)


def test_what_is_off_the_sites_is_named_and_is_no_failed_request(store: Store) -> None:
    crawl(store, SITE)
    assert (row(store).failed, row(store).failures) == ({"off the allowed sites": 1}, 0)


def test_there_is_a_sample_of_each_failure(store: Store) -> None:
    errors = [*["timed out"] * 8, "cut short: 3 bytes", "no such host"]
    site = {article(n): Answer(error=error) for n, error in enumerate(errors)}
    crawl(store, {LIST: Answer(b"a list", links=links(*range(10))), **site})
    reported = row(store)
    assert reported.failed == {"cut short": 1, "no such host": 1, "timed out": 8}
    assert {error for _, error in reported.samples} == set(errors)


def test_the_seconds_are_those_since_the_turn_of_the_source(store: Store) -> None:
    work = store.frontier(SOURCE, store.begin_run("crawl", [SOURCE], NOW))
    work.begin([(Ask(LIST), Role.LIST)], NOW + MINUTE, Scope())
    end(store, work, NOW + 3 * MINUTE)
    assert (row(store).started_at, row(store).seconds) == (NOW + MINUTE, 120.0)


@pytest.mark.parametrize("scope", [Scope(limit=1), Scope(since=date(2026, 3, 1))])
def test_a_run_that_is_to_fetch_a_part_says_so(store: Store, scope: Scope) -> None:
    crawl(store, SITE, scope=scope)
    assert (row(store).partial, row(store).state) == (True, State.OK)


def test_a_full_run_is_no_partial_one(store: Store) -> None:
    crawl(store, SITE, scope=Scope(full=True))
    assert not row(store).partial


def test_left_are_the_addresses_that_are_still_to_be_asked_for(store: Store) -> None:
    work = begin(store)
    take(work, SITE, work.lease(1, NOW, Scope())[0], NOW)
    work.finish(NOW, whole=False)
    assert (row(store).state, row(store).left) == (State.STOPPED, 3)


# Killed, and carried on


def killed_after(store: Store, asked: int) -> int:
    """A run that asks so many addresses and is killed."""
    work = begin(store)
    for _ in range(asked):
        take(work, SITE, work.lease(1, NOW, Scope())[0], NOW)
    return work.run


def test_a_killed_run_has_what_it_did_and_when_it_ended(store: Store) -> None:
    first = killed_after(store, 2)
    crawl(store, SITE, NOW + DAY)
    reported = row(store, first)
    assert (reported.state, reported.fates, reported.why) == (
        State.KILLED,
        {"listed": 1, "new": 1},
        "killed before its end",
    )


def test_a_killed_run_lasted_until_its_last_page(store: Store) -> None:
    work = begin(store)
    [lease] = work.lease(1, NOW, Scope())
    take(work, SITE, lease, NOW + MINUTE)
    crawl(store, SITE, NOW + DAY)
    assert row(store, work.run).seconds == 60.0


def test_a_run_killed_before_its_first_page_lasted_no_time(store: Store) -> None:
    first = killed_after(store, 0)
    crawl(store, SITE, NOW + DAY)
    assert (row(store, first).seconds, row(store, first).fetched) == (0.0, 0)


def test_a_run_that_carries_on_counts_the_lists_of_the_round(store: Store) -> None:
    """They were read within the hour, so it does not read them again: that is no failure."""
    killed_after(store, 1)
    assert LIST not in crawl(store, SITE, NOW + MINUTE)
    assert (row(store).state, row(store).lists, row(store).links) == (State.OK, 1, 3)


def test_pages_that_the_next_run_reads_have_their_outcome_in_the_run_that_fetched_them(store: Store) -> None:
    first = killed_after(store, 1)
    work = begin(store, NOW + MINUTE)
    [lease] = work.lease(1, NOW + MINUTE, Scope())
    work.record([Fetched(lease, answered(lease, NOW + MINUTE, SITE[lease.ask.url]))], NOW + MINUTE)
    second = work.run
    last = begin(store, NOW + 2 * MINUTE)
    assert row(store, second).fates == {"not read yet": 1}
    for unfinished in last.unfinished():
        read(last, SITE, unfinished.lease, unfinished.number, NOW + 2 * MINUTE)
    end(store, last, NOW + 2 * MINUTE)
    assert (row(store, first).fates, row(store, second).fates) == ({"listed": 1}, {"new": 1})


def test_a_failure_of_the_last_run_is_not_counted_in_this_one(store: Store) -> None:
    work = begin(store)
    [lease] = work.lease(1, NOW, Scope())
    work.record([Ended(lease, Failure(FailureKind.TIMED_OUT))], NOW)
    end(store, work)
    crawl(store, SITE, NOW + DAY)
    assert "timed out" not in row(store).failed


# What the store holds


def test_what_is_held_of_a_source(store: Store) -> None:
    crawl(store, SITE)
    days = (date(2026, 3, 2), date(2026, 2, 27))
    assert store.holdings("example") == Holdings(2, arrived_at=NOW, days=days, listed=3, listing_days=1, newest=days[1])


def test_a_day_that_is_still_to_come_is_not_believed(store: Store) -> None:
    crawl(store, {LIST: Answer(b"a list", links=links(1)), article(1): Answer(b"1", published=date(2062, 1, 1))})
    assert store.holdings("example").days == (NOW.date(),)


def test_nothing_is_held_of_a_source_that_was_never_crawled(store: Store) -> None:
    assert (store.holdings("nobody"), store.source_runs("nobody"), store.crawled()) == (Holdings(), [], [])


def test_a_bulletin_that_another_source_added_first_is_held_too(store: Store) -> None:
    run = store.begin_run("crawl", [SOURCE])
    fetch(store, run, page(), reading())
    fetch(store, run, replace(page(second=1), source="other"), reading())
    assert (store.holdings("other").bulletins, store.holdings("other").arrived_at) == (1, page(second=1).fetched_at)


def test_runs_of_one_source(store: Store) -> None:
    crawl(store, SITE)
    assert ([run.number for run in store.runs(source="example")], store.runs(source="other")) == ([1], [])
