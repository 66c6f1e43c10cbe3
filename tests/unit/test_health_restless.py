"""Bulletins that are revised at every visit are named; where they are many, their source is not well."""

from itertools import count

from simulated_crawl import DAY, LIST, NOW, Answer, article, crawl, links

from pipelines.health import State
from pipelines.store import Store


def judged(store: Store, restless: int, calm: int, days: int = 6) -> tuple[State, str]:
    """After daily runs over so many articles that differ in words at each visit, and so many that are as they were."""
    words, numbers = count(0x4E00), range(restless + calm)
    site = {LIST: Answer(b"list", links=links(*numbers))}
    for day in range(days):
        for n in numbers:
            says = chr(next(words)) * 5 if n < restless else "特此通知。"
            site[article(n)] = Answer(f"{n}{says}".encode(), says=says, published=NOW.date())
        crawl(store, site, NOW + day * DAY)
    run = store.source_runs("example")[0]
    return run.state, run.why


def test_one_that_is_revised_at_every_visit_is_named(store: Store) -> None:
    state, why = judged(store, 1, 2)
    assert state is State.OK
    assert why == f"1 bulletin is revised at every visit, of 3 that were visited as often: {article(0)}"


def test_three_that_are_half_of_what_is_visited_are_not_well(store: Store) -> None:
    state, why = judged(store, 3, 2)
    assert state is State.SUSPICIOUS
    assert why.startswith("3 bulletins are revised at every visit")


def test_four_revisions_are_too_few_to_say_so(store: Store) -> None:
    assert judged(store, 3, 0, days=5) == (State.OK, "")
