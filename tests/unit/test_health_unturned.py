"""A list that says that it has further pages, of which none was understood, is named until one is."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from simulated_crawl import DAY, LIST, NOW, SOURCE, Answer, article, begin, crawl, end, links, take

from pipelines.health.runs import UNTURNED
from pipelines.store import Store
from pipelines.store.schema.tables import Failures

SITE = {LIST: Answer(b"one", links=links(1), validator="v1"), article(1): Answer()}
HOUR = timedelta(hours=1)
FOUND = f"1 list page says that more follow, and no next page was understood: {LIST}"


def crawl_unturned(store: Store) -> None:
    """A run in which the list page said that it has others."""
    work = begin(store)
    store.note_failure(work.run, SOURCE.name, LIST, f"{UNTURNED}: the list says 共12页")
    with store.writing() as connection:
        connection.execute(sa.update(Failures).values(failed_at=NOW))
    while leases := work.lease(1, NOW, work.round.scope):
        for lease in leases:
            take(work, SITE, lease, NOW)
    end(store, work)


def why(store: Store) -> str:
    return store.source_runs("example")[0].why


def test_it_is_named(store: Store) -> None:
    crawl_unturned(store)
    assert FOUND in why(store)


def test_it_is_named_after_a_run_in_which_the_list_was_as_before(store: Store) -> None:
    crawl_unturned(store)
    crawl(store, SITE, NOW + HOUR)
    assert FOUND in why(store)


def test_it_is_not_named_where_the_first_page_is_enough(store: Store) -> None:
    crawl_unturned(store)
    crawl(store, SITE, NOW + HOUR, source=replace(SOURCE, max_list_pages=1))
    assert why(store) == ""


def test_it_is_not_named_any_more_when_a_next_page_was_found(store: Store) -> None:
    crawl_unturned(store)
    grown = {LIST: Answer(b"two", links=links(2), further=(LIST + "2",)), LIST + "2": Answer(links=links(1))}
    crawl(store, SITE | grown | {article(2): Answer()}, NOW + DAY)
    assert why(store) == ""


def test_it_is_not_named_any_more_when_the_list_is_another(store: Store) -> None:
    crawl_unturned(store)
    crawl(store, SITE | {LIST: Answer(b"short", links=links(1))}, NOW + DAY)
    assert why(store) == ""
