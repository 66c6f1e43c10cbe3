"""Bulletins that are gone: marked and never deleted, whatever the order in which their pages are recorded."""

import random
from dataclasses import replace

import pytest
import sqlalchemy as sa
from amounts import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from store_contents import by_address, recorded_in_two_orders
from store_pages import URL, fetch, page, reading, rows

from pipelines.models import Outcome, Page, Rejected, Rejection, Role
from pipelines.store import ReadResult, Store
from pipelines.store.bulletins.presence import find_missing_after
from pipelines.store.schema.tables import Bulletins

NOT_THERE = Rejected(Rejection.NOT_FOUND, "页面不存在")


def gone_since(store: Store, bulletin: int = 1) -> str | None:
    """The moment as a store in a file has it."""
    with store.reading() as connection:
        found = connection.scalar(sa.select(Bulletins.gone_since).where(Bulletins.id == bulletin))
    return None if found is None else f"{found:%Y-%m-%dT%H:%M:%S.%fZ}"


def missing(status: int = 404, second: int = 1, **changes: object) -> Page:
    return replace(page(body=b"none", second=second), status=status, **changes)  # type: ignore[arg-type]


def error(status: int) -> Rejected:
    return Rejected(Rejection.HTTP_ERROR, f"status {status}")


@pytest.mark.parametrize(("status", "read"), [(404, error(404)), (410, error(410)), (200, NOT_THERE)])
def test_a_bulletin_whose_page_is_not_there_is_gone_since_then(store: Store, status: int, read: Rejected) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    assert fetch(store, run, missing(status), read) == Outcome.GONE
    assert gone_since(store) == "2026-01-02T03:04:01.000000Z"


@pytest.mark.parametrize(
    ("status", "reason"), [(403, Rejection.HTTP_ERROR), (503, Rejection.HTTP_ERROR), (200, Rejection.BLOCKED)]
)
def test_a_page_that_only_fails_is_not_gone(store: Store, status: int, reason: Rejection) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    assert fetch(store, run, missing(status), Rejected(reason)) == Outcome.REJECTED
    assert gone_since(store) is None


def test_text_and_revisions_stay(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    fetch(store, run, page(body=b"edited"), reading(last="特此公告。"))
    before = rows(store)
    fetch(store, run, missing(), error(404))
    after = rows(store)
    assert {name for name in before if before[name] != after[name]} == {"pages", "contents", "bulletins"}
    assert len(store.bulletins()) == 1


def test_missed_twice_it_is_gone_since_the_first_time(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    for second in (1, 2):
        fetch(store, run, missing(second=second), error(404))
    assert gone_since(store) == "2026-01-02T03:04:01.000000Z"


@pytest.mark.parametrize("last", ["特此通知。", "特此公告。"])
def test_a_bulletin_that_is_back_is_not_gone(store: Store, last: str) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    fetch(store, run, missing(), error(404))
    fetch(store, run, page(body=last.encode(), second=2), reading(last=last))
    assert gone_since(store) is None


def test_a_page_that_was_never_there_is_rejected(store: Store) -> None:
    assert fetch(store, store.begin_run("crawl"), missing(), error(404)) == Outcome.REJECTED


def test_a_page_that_came_to_be_there_was_not_gone_before(store: Store) -> None:
    run = store.begin_run("crawl")
    numbers = [store.keep(run, p) for p in (missing(second=0), page(second=1))]
    store.record_outcome(numbers[1], reading())
    assert store.record_outcome(numbers[0], error(404)) == Outcome.REJECTED
    assert gone_since(store) is None


def test_a_missing_list_page_is_no_bulletin_that_is_gone(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    assert fetch(store, run, missing(role=Role.LIST), error(404)) == Outcome.REJECTED


def test_an_address_that_leads_to_an_error_page_is_gone(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    away = missing(200, url="http://www.example.gov.cn/404.html")
    assert fetch(store, run, away, NOT_THERE) == Outcome.GONE


def test_an_old_address_of_a_page_that_is_gone_says_it_too(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, replace(page(), requested_url="http://example.gov.cn/old"), reading())
    assert fetch(store, run, missing(requested_url="http://example.gov.cn/old"), error(404)) == Outcome.GONE


def test_a_bulletin_that_is_gone_is_not_counted_as_rejected(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    fetch(store, run, missing(), error(404))
    view = store.run(run)
    assert view is not None
    assert view.fates == {("example", Outcome.NEW, None): 1, ("example", Outcome.GONE, None): 1}


def test_the_store_is_well_with_a_bulletin_that_is_gone(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    fetch(store, run, missing(), error(404))
    assert list(store.verify()) == []


AWAY = "http://www.example.gov.cn/404.html"
# What may come at the address: two texts (each in two wordings of its bytes), missing by status, by words, elsewhere; a
# failure that says nothing
VISITS = st.lists(st.sampled_from(["a", "A", "b", "404", "words", "away", "503"]), min_size=2, max_size=7)


@settings(max_examples=examples(80))
@given(visits=VISITS, random_order=st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, visits: list[str], random_order: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("store")
    pages = [came(visit, second) for second, visit in enumerate(visits)]
    with recorded_in_two_orders(folder, pages, read, random_order) as (in_turn, any_):
        expected = reported(in_turn)
        assert reported(any_) == expected
        for store in (in_turn, any_):
            before = rows(store)
            store.rebuild(read)
            assert rows(store) == before


def came(visit: str, second: int) -> Page:
    found = page(body=visit.encode(), second=second)
    if visit in ("404", "503"):
        return replace(found, status=int(visit))
    return replace(found, url=AWAY) if visit == "away" else found


def read(kept: Page) -> ReadResult:
    visit = kept.body.decode()
    if visit in ("404", "503"):
        return error(int(visit))
    return NOT_THERE if visit in ("words", "away") else reading(URL, last=visit.lower())


def reported(store: Store) -> list[object]:
    with store.reading() as connection:
        gone = connection.exec_driver_sql("SELECT url, revision, gone_since FROM bulletins").all()
    return [*by_address(store), *map(tuple, gone)]


def test_a_304_that_is_recorded_before_the_page_that_it_confirms_is_unchanged_in_the_end(store: Store) -> None:
    same = page(body=b"with another clock", second=1)
    numbers = store.keep_many(store.begin_run("crawl"), [page(), same, replace(same, status=304)])
    for number, last in ((numbers[0], "1"), (numbers[2], "read otherwise"), (numbers[1], "1")):
        store.record_outcome(number, reading(last=last))
    with store.reading() as connection:
        outcomes = connection.exec_driver_sql("SELECT outcome FROM pages ORDER BY id").scalars().all()
    assert outcomes == ["new", "unchanged", "unchanged"]


def test_a_304_that_comes_when_nothing_waits_needs_no_reading_unless_it_confirms_nothing(store: Store) -> None:
    run = store.begin_run("ingest")
    moved = replace(page(), requested_url=f"{URL}?old")
    store.record_outcome(store.keep(run, moved), reading())
    same = replace(moved, status=304, fetched_at=page(second=1).fetched_at)
    asked_elsewhere = replace(page(second=2), status=304)
    confirmed, confirms_nothing = (store.keep_many(run, [one])[0] for one in (same, asked_elsewhere))
    assert store.unread_of([confirmed, confirms_nothing]) == {confirms_nothing}
    assert store.record_outcome(confirms_nothing, reading()) == Outcome.REJECTED
    assert list(store.verify()) == []


def test_where_it_was_missed_between_two_pages_does_not_depend_on_their_recording(store: Store) -> None:
    run = store.begin_run("crawl")
    kept = [page(), missing(second=1), page(body=b"edited", second=2)]
    numbers = store.keep_many(run, kept)
    store.record_outcome(numbers[0], reading())
    store.record_outcome(numbers[2], reading(last="特此公告。"))
    assert store.record_outcome(numbers[1], error(404)) == Outcome.GONE
    with store.reading() as connection:
        query = "SELECT revision FROM pages ORDER BY id"
        assert connection.exec_driver_sql(query).scalars().all() == [1, 1, 2]
    assert gone_since(store) is None


@pytest.mark.sqlite("SQLite's plan")
def test_looking_for_pages_missed_before_goes_by_an_index(store: Store) -> None:
    query = find_missing_after.params(page=1).compile(store.engine, compile_kwargs={"literal_binds": True})
    with store.reading() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").first()
    assert plan is not None
    assert plan.detail == "SEARCH pages USING INDEX ix_pages_outcome (outcome=? AND rowid>?)"
