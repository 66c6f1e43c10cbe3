"""Counters, clocks and pages that go to and fro: what is a revision of them, and how often they are asked for."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from amounts import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated_crawl import DAY, LIST, NOW, Answer, article, crawl, links, outcomes
from store_contents import by_address, recorded_in_two_orders
from store_pages import ask, fetch, page, reading, rows

from pipelines.dedup import dedup
from pipelines.models import CleanDocument, Outcome, Page
from pipelines.search.query import read_query
from pipelines.store import ReadResult, Store

MINUTE = timedelta(minutes=1)
LASTS = (timedelta(0), DAY, 2 * DAY, 2 * DAY + MINUTE, 2 * DAY + 2 * MINUTE, 3 * DAY, 4 * DAY)


def visit(last: str, after: timedelta) -> Page:
    found = page(body=last.encode())
    return replace(found, fetched_at=found.fetched_at + after)


def record_outcome(store: Store, run: int, last: str, after: timedelta) -> Outcome:
    return fetch(store, run, visit(last, after), clean(last))


def clean(last: str) -> CleanDocument:
    return dedup(reading(last=last).document)


def read(kept: Page) -> ReadResult:
    return clean(kept.body.decode())


def counted(store: Store, numbers: tuple[int, ...] = (7, 9, 12, 13, 14, 20, 31)) -> list[Outcome]:
    run = store.begin_run("crawl")
    return [record_outcome(store, run, f"浏览{n}次", after) for n, after in zip(numbers, LASTS, strict=True)]


def revisions(store: Store) -> list[tuple[object, ...]]:
    return ask(store, "SELECT number FROM revisions WHERE bulletin_id = 1 ORDER BY 1")


def test_a_counter_makes_no_more_revisions_once_it_is_known(store: Store) -> None:
    revised, same = [Outcome.REVISED] * 3, [Outcome.UNCHANGED] * 3
    assert counted(store) == [Outcome.NEW, *revised, *same]
    assert len(revisions(store)) == 4


def test_what_was_left_out_of_the_changes_has_a_receipt(store: Store) -> None:
    counted(store)
    [known] = store.volatile(1)
    assert (known.kind, known.position, known.revision, known.text, known.figure) == ("counter", 4, 4, "浏览13次", "13")
    assert [value.text for value in store.volatile_values(1, 4)] == ["浏览31次", "浏览20次", "浏览14次"]
    assert known.visits == 3
    assert known.last == store.volatile_values(1, 4)[0]


def test_the_text_still_has_the_volatile_paragraph(store: Store) -> None:
    counted(store)
    view = store.bulletin(1)
    assert view is not None
    assert view.paragraphs[4].text == "浏览13次"
    assert view.paragraphs[4].kept


def test_other_words_in_the_volatile_place_are_a_change(store: Store) -> None:
    counted(store)
    assert record_outcome(store, store.begin_run("crawl"), "点击40次", 5 * DAY) == Outcome.REVISED


def test_a_word_that_changes_elsewhere_is_a_change_and_the_counter_stays_known(store: Store) -> None:
    counted(store)
    run = store.begin_run("crawl")
    for n, expected in ((40, Outcome.REVISED), (50, Outcome.UNCHANGED)):
        edited = reading(last=f"浏览{n}次")
        edited = replace(edited, document=replace(edited.document, title="关于防汛抗旱工作的通知"))
        assert fetch(store, run, visit(f"edited {n}", n * DAY), edited) == expected


def test_a_counter_that_falls_is_a_change(store: Store) -> None:
    counted(store)
    assert record_outcome(store, store.begin_run("crawl"), "浏览3次", 5 * DAY) == Outcome.REVISED


def test_a_figure_that_changes_daily_is_a_revision_each_time(store: Store) -> None:
    run = store.begin_run("crawl")
    found = [record_outcome(store, run, f"累计确诊{n}例", n * DAY) for n in range(20)]
    assert found == [Outcome.NEW, *[Outcome.REVISED] * 19]


def test_what_was_learned_wrongly_can_be_taken_back(store: Store) -> None:
    counted(store)
    assert store.refuse_volatile(1, 4)
    assert len(revisions(store)) == 7
    assert store.volatile(1) == []
    view = store.bulletin(1)
    assert view is not None
    assert view.paragraphs[4].text == "浏览31次"
    assert record_outcome(store, store.begin_run("crawl"), "浏览50次", 5 * DAY) == Outcome.REVISED
    assert not store.refuse_volatile(1, 4)
    assert list(store.verify()) == []


@pytest.mark.parametrize("refused", [False, True])
def test_a_rebuild_learns_the_same(store: Store, refused: bool) -> None:
    counted(store)
    if refused:
        store.refuse_volatile(1, 4)
    before = rows(store)
    store.rebuild(read)
    assert rows(store) == before
    assert list(store.verify()) == []


def test_a_page_that_goes_to_and_fro_keeps_one_text_of_each(store: Store) -> None:
    run = store.begin_run("crawl")
    found = [record_outcome(store, run, last, n * DAY) for n, last in enumerate("甲乙甲乙乙甲")]
    changed = [Outcome.REVISED] * 3
    assert found == [Outcome.NEW, *changed, Outcome.UNCHANGED, Outcome.REVISED]
    assert len(revisions(store)) == 2
    view = store.bulletin(1)
    assert view is not None
    assert (view.revision, view.paragraphs[4].text) == (1, "甲")


def test_the_history_says_which_text_stood_when(store: Store) -> None:
    run = store.begin_run("crawl")
    for n, last in enumerate("甲乙甲乙乙甲"):
        record_outcome(store, run, last, n * DAY)
    reported = ask(store, "SELECT revision, since, until FROM text_history ORDER BY since")
    days = [(revision, since[8:10], until and until[8:10]) for revision, since, until in reported]
    assert days == [(1, "02", "03"), (2, "03", "04"), (1, "04", "05"), (2, "05", "07"), (1, "07", None)]


def test_a_text_that_is_back_is_found_and_the_other_is_not(store: Store) -> None:
    run = store.begin_run("crawl")
    for n, last in enumerate(("今年种植水稻。", "今年种植玉米。", "今年种植水稻。")):
        record_outcome(store, run, last, n * DAY)
    assert [store.search(read_query(word))[0] for word in ("水稻", "玉米")] == [1, 0]
    assert list(store.verify()) == []


def test_a_text_after_one_that_came_back_has_a_number_of_its_own(store: Store) -> None:
    run = store.begin_run("crawl")
    for n, last in enumerate("甲乙甲丙"):
        record_outcome(store, run, last, n * DAY)
    view = store.bulletin(1)
    assert view is not None
    assert (view.revision, view.before, view.revisions) == (3, 1, 3)


def crawl_daily(store: Store, says: Callable[[int, int], str], days: int = 30) -> int:
    """How often an article is asked for in so many daily runs; `says` is given the day and how often it was asked for.

    What is to be asked for again soon is, within the run: its clock stands still here, so that is another one.
    """
    site = {LIST: Answer(b"list", links=links(1))}
    asked = 0
    for day in range(days):
        now = NOW + day * DAY + day * MINUTE
        while True:
            last = says(day, asked)
            site[article(1)] = Answer(last.encode(), says=last, published=NOW.date())
            asked += crawl(store, site, now).count(article(1))
            if not ask(store, "SELECT 1 FROM frontier WHERE state = 'PENDING'"):
                break
            now += MINUTE
    return asked


def test_a_counter_is_not_asked_for_every_day(store: Store) -> None:
    assert crawl_daily(store, lambda _, asked: f"浏览{asked}次") <= 12
    assert outcomes(store, article(1)).count(Outcome.REVISED) == 3


def test_a_page_that_goes_to_and_fro_is_not_asked_for_every_day(store: Store) -> None:
    assert crawl_daily(store, lambda _, asked: "甲乙"[asked % 2]) <= 10
    assert len(revisions(store)) == 2


def test_a_figure_that_changes_daily_is_asked_for_every_day(store: Store) -> None:
    asked = crawl_daily(store, lambda day, _: f"累计确诊{day}例", 25)
    assert len(revisions(store)) == 25
    assert asked <= 25 + 4  # it is looked at again in the same run now and then


VISITS = st.lists(
    st.tuples(st.sampled_from(["浏览{}次", "浏览{}次", "浏览{}次", "甲", "乙"]), st.sampled_from([1, 1, 1, 3000])),
    min_size=3,
    max_size=9,
)


@settings(max_examples=examples(12))
@given(visits=VISITS, random_order=st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, visits: list[tuple[str, int]], random_order: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("store")
    after, kept = 0, []
    for n, (last, minutes) in enumerate(visits):
        after += minutes
        kept.append(visit(last.format(n), after * MINUTE))
    with recorded_in_two_orders(folder, kept, read, random_order) as (in_turn, any_):
        assert reported(any_) == reported(in_turn)
        before = rows(any_)
        any_.rebuild(read)
        assert rows(any_) == before
        assert list(any_.verify()) == []


def reported(store: Store) -> list[object]:
    of = partial(ask, store)
    return [
        *by_address(store),
        *of("SELECT url, revision FROM bulletins"),
        *of("SELECT words, nth, kind, revision, page_id FROM volatile_places ORDER BY 1, 2"),
        *of("SELECT page_id, position, text FROM volatile_values ORDER BY 1, 2"),
    ]


def test_a_moment_of_the_receipt_is_that_of_the_visit(store: Store) -> None:
    counted(store)
    [known] = store.volatile(1)
    assert known.since == visit("", LASTS[4]).fetched_at
