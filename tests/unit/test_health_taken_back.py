"""What health says once a run was taken back: when the wrong pages come again, and when they do not."""

from datetime import timedelta

from simulated_crawl import DAY, NOW, Answer, article, crawl
from strange_pages import NOTICES, healthy, saying

from pipelines.frontier import Scope
from pipelines.health import State
from pipelines.health.judging import SourceStatus, status_of
from pipelines.models import Source
from pipelines.store import Store

FULL = Scope(full=True)
EXPECTING = Source(name="example", expect_revised=0.1)
LATER = NOW + 90 * DAY


def rewritten(*numbers: int) -> dict[str, Answer]:
    site = healthy()
    for n in numbers:
        title, text = NOTICES[n]
        site[article(n)] = Answer(b"wrong %d" % n, document=saying(n, title, text, "本件内容以纸质文件为准。"))
    return site


def taken_back(store: Store, *numbers: int) -> SourceStatus:
    crawl(store, healthy())
    crawl(store, rewritten(*numbers), LATER, FULL)
    store.undo_run(store.source_runs("example")[0].run, "tester")
    return seen(store, LATER)


def seen(store: Store, now: object = LATER) -> SourceStatus:
    return status_of(EXPECTING, store.source_runs("example"), store.holdings("example", LATER), LATER)


def test_a_run_that_was_taken_back_is_well(store: Store) -> None:
    assert (taken_back(store, *NOTICES).state, seen(store).why) == (State.OK, "")


def test_pages_that_say_again_what_was_taken_back_are_a_finding(store: Store) -> None:
    taken_back(store, *NOTICES)
    crawl(store, rewritten(*NOTICES), LATER + timedelta(hours=1), FULL)
    found = seen(store)
    assert found.state is State.SUSPICIOUS
    assert "5 of 5 known pages say again what was taken back" in found.why


def test_one_such_page_among_others_is_none(store: Store) -> None:
    taken_back(store, 1)
    crawl(store, rewritten(1), LATER + timedelta(hours=1), FULL)
    assert seen(store).state is State.OK


def test_the_true_pages_end_it(store: Store) -> None:
    taken_back(store, *NOTICES)
    crawl(store, rewritten(*NOTICES), LATER + timedelta(hours=1), FULL)
    crawl(store, healthy(), LATER + timedelta(hours=2), FULL)
    assert seen(store).state is State.OK
