"""A rebuild gives the same rows, whatever the order in which pages were recorded, and nothing when it is stopped."""

import io
import random

import pytest
from amounts import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from store_contents import by_address, recorded_in_two_orders
from store_pages import URL, fetch, page, reading, rows

from pipelines.models import CleanDocument, Outcome, Page, Rejected, Rejection, Role
from pipelines.store import ReadResult, Store, StoreFull
from pipelines.store.admin import rebuild


def test_a_rebuild_gives_the_same_rows(store: Store) -> None:
    run = store.begin_run("crawl")
    readings = {
        b"1": reading(),
        b"2": reading(last="特此公告。"),
        b"3": reading(URL + "?b"),
        b"4": Rejected(Rejection.NO_BODY),
        b"list": Outcome.LISTED,
    }
    second = store.keep(run, page(URL + "?b", b"3"))
    for body in (b"1", b"2", b"4"):
        fetch(store, run, page(body=body), readings[body])
    store.record_outcome(second, readings[b"3"])  # recorded after a later page: its number is 2, its page is 1
    fetch(store, run, page(URL + "?list", b"list", role=Role.LIST), Outcome.LISTED)
    before = rows(store)
    store.rebuild(lambda p: readings[p.body])
    assert rows(store) == before


def test_a_rebuild_that_is_stopped_leaves_the_old_rows(store: Store) -> None:
    run = store.begin_run("crawl")
    for i in range(3):
        fetch(store, run, page(f"{URL}?{i}", str(i).encode()), reading(f"{URL}?{i}"))
    before = rows(store)
    seen = []

    def stopped(p: Page) -> CleanDocument:
        seen.append(p)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return reading(p.url)

    with pytest.raises(KeyboardInterrupt):
        store.rebuild(stopped)
    assert rows(store) == before


def test_the_number_of_a_bulletin_that_is_gone_is_not_given_again(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    fetch(store, run, page(URL + "?b", b"b"), reading(URL + "?b"))
    store.rebuild(lambda p: reading(p.url) if p.url == URL else Rejected(Rejection.NO_BODY))
    fetch(store, run, page(URL + "?c", b"c"), reading(URL + "?c"))
    assert [line.number for line in store.bulletins(copies=True)] == [3, 1]


def test_a_bulletin_that_can_be_read_again_has_its_old_number(store: Store) -> None:
    run = store.begin_run("crawl")
    for letter in "abc":
        fetch(store, run, page(f"{URL}?{letter}", letter.encode()), reading(f"{URL}?{letter}"))
    before = rows(store)
    store.rebuild(lambda p: Rejected(Rejection.NO_BODY) if p.url.endswith("b") else reading(p.url))
    assert (store.bulletin(2), store.totals().bulletins) == (None, 2)
    store.rebuild(lambda p: reading(p.url))
    assert rows(store) == before


def test_a_rebuild_reads_what_is_kept_while_it_reads(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    late = page(URL + "?late", b"late")

    def read(p: Page) -> CleanDocument:
        if p.url == URL:
            store.keep(run, late)
        return reading(p.url)

    store.rebuild(read)
    assert [line.url for line in store.bulletins(copies=True)] == [late.url, URL]


def test_a_rebuild_reads_what_is_kept_before_it_writes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    late = page(URL + "?late", b"late")

    class Spool(io.BytesIO):
        def seek(self, to: int, whence: int = 0) -> int:
            store.keep(run, late)
            return super().seek(to, whence)

    monkeypatch.setattr(rebuild, "TemporaryFile", lambda **_: Spool())
    store.rebuild(lambda p: reading(p.url))
    assert [line.url for line in store.bulletins(copies=True)] == [late.url, URL]


def test_a_rebuild_without_room_changes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch(store, store.begin_run("crawl"), page(), reading())
    before = rows(store)
    full = io.FileIO("/dev/full", "r+")  # a device on which every write meets a full disk
    monkeypatch.setattr(rebuild, "TemporaryFile", lambda **_: full)
    with pytest.raises(StoreFull, match="no room to rebuild"):
        store.rebuild(lambda p: reading(p.url))
    assert rows(store) == before


VISITS = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("123x")), min_size=1, max_size=7)


@settings(max_examples=examples(60))
@given(visits=VISITS, random_order=st.randoms(use_true_random=False))
def test_rows_depend_on_the_order_of_fetching_not_of_recording(
    tmp_path_factory: pytest.TempPathFactory, visits: list[tuple[str, str]], random_order: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("store")
    pages = [page(f"{URL}?{name}", f"{name}{text}{i % 2}".encode(), i) for i, (name, text) in enumerate(visits)]

    def read(p: Page) -> ReadResult:
        name, text = p.url[-1], chr(p.body[1])
        return Rejected(Rejection.NO_BODY) if text == "x" else reading(f"{URL}?{name}", last=text)

    with recorded_in_two_orders(folder, pages, read, random_order) as (in_turn, any_):
        recorded = by_address(any_)
        assert recorded == by_address(in_turn)
        for store in (in_turn, any_):
            before = rows(store)
            store.rebuild(read)
            assert rows(store) == before
        assert by_address(any_) == recorded
