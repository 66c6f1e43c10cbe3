"""Dates are those that pages state; a clock that was wrong for a run is not believed for good."""

from datetime import UTC, date, datetime, timedelta

import pytest
from simulated_crawl import DAY, LIST, NOW, Answer, article, crawl, links
from store_pages import fetch, page, reading

from bulletins.cli.health import newest
from pipelines.frontier import Scope
from pipelines.health import Holdings
from pipelines.store import Store

WRONG = datetime(2001, 1, 1, tzinfo=UTC)
AHEAD = datetime(2090, 1, 1, tzinfo=UTC)


def site(*numbers: int, published: date | None = None) -> dict[str, Answer]:
    pages = {article(n): Answer(b"%d" % n, says=f"第{n}号。", published=published) for n in numbers}
    return {LIST: Answer(b"list %d" % len(numbers), links=links(*numbers)), **pages}


def arrived(store: Store, now: datetime = NOW + 9 * DAY) -> datetime | None:
    return store.holdings("example", now).arrived_at


def test_where_no_page_states_a_day_there_is_no_newest(store: Store) -> None:
    crawl(store, site(1))
    held = store.holdings("example", NOW)
    assert (held.newest, held.arrived_at, newest(held)) == (None, NOW, "date not stated")


def test_the_newest_day_is_one_that_a_page_states(store: Store) -> None:
    crawl(store, site(1, published=date(2026, 2, 27)) | {article(2): Answer(b"2")})
    crawl(store, site(1, 2), NOW + DAY)
    assert store.holdings("example", NOW + DAY).newest == date(2026, 2, 27)


def test_a_day_that_is_a_slip_into_the_future_is_passed_over(store: Store) -> None:
    crawl(store, site(1, published=date(2062, 3, 2)))
    assert store.holdings("example", NOW).newest is None


def test_nothing_stored_has_no_newest() -> None:
    assert newest(Holdings()) == "—"


def test_a_clock_that_was_behind_for_a_run_is_held_to_the_run_before(store: Store) -> None:
    crawl(store, site(1))
    crawl(store, site(1, 2), WRONG)
    assert arrived(store) == NOW


def test_a_first_run_in_2001_is_held_to_the_day_that_its_pages_state(store: Store) -> None:
    crawl(store, site(1, published=date(2026, 2, 27)), WRONG)
    found = arrived(store)
    assert found is not None
    assert found.year == 2026


def test_a_first_run_in_2001_is_held_to_the_servers_clock(store: Store) -> None:
    run = store.begin_run("crawl", now=WRONG)
    served = page()
    at_2001 = served.__class__(
        source="example",
        url=served.url,
        requested_url=served.url,
        fetched_at=WRONG,
        status=200,
        headers=(("Date", "Mon, 02 Mar 2026 00:00:00 GMT"),),
        body=b"body",
    )
    fetch(store, run, at_2001, reading())
    assert arrived(store) == NOW


@pytest.mark.parametrize("headers", ["nonsense", "Mon, 99 Foo 2026", ""])
def test_a_servers_clock_that_cannot_be_read_is_passed_over(store: Store, headers: str) -> None:
    run = store.begin_run("crawl", now=NOW)
    served = page()
    odd = served.__class__("example", served.url, served.url, NOW, 200, (("Date", headers),), b"body")
    fetch(store, run, odd, reading())
    assert arrived(store) == NOW


def test_a_clock_that_was_ahead_does_not_hide_what_is_new(store: Store) -> None:
    crawl(store, site(1), AHEAD)
    crawl(store, site(1, 2), NOW)
    assert arrived(store) == NOW


def test_a_clock_ahead_in_the_newest_run_is_not_believed(store: Store) -> None:
    crawl(store, site(1))
    crawl(store, site(1, 2), AHEAD)
    assert arrived(store) == NOW


def test_a_clock_ahead_in_the_only_run_gives_the_next_one(store: Store) -> None:
    crawl(store, site(1), AHEAD)
    crawl(store, site(1), NOW, Scope(full=True))
    assert arrived(store) == NOW


def test_a_clock_that_jumps_forth_and_back_ends_at_the_right_time(store: Store) -> None:
    for numbers, at in (((1,), NOW), ((1, 2), AHEAD), ((1, 2, 3), WRONG), ((1, 2, 3, 4), NOW + 3 * DAY)):
        crawl(store, site(*numbers), at)
    assert arrived(store) == NOW + 3 * DAY


def test_an_hour_more_or_less_is_believed(store: Store) -> None:
    crawl(store, site(1))
    crawl(store, site(1, 2), NOW - timedelta(hours=1))
    assert arrived(store) == NOW - timedelta(hours=1)
