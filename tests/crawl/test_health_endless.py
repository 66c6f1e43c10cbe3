"""A list of ever new addresses is reported; one that publishes much is not."""

from simulated_crawl import DAY, LIST, NOW, Answer, article, crawl, links

from pipelines.store import Store


def site(first: int, count: int) -> dict[str, Answer]:
    numbers = range(first, first + count)
    reported = {article(n): Answer(body=b"%d" % n, says=f"{n}") for n in range(first + count)}  # old ones are due again
    return {LIST: Answer(body=b"%d" % first, links=links(*numbers)), **reported}


def why(store: Store) -> str:
    return store.source_runs("example")[0].why


def test_links_of_which_none_is_ever_there_again_are_reported(store: Store) -> None:
    for day in range(5):
        crawl(store, site(day * 30, 30), NOW + day * DAY)
    assert why(store) == "none of the 150 links on its lists was ever there again: the site makes up addresses"


def test_a_list_that_keeps_some_of_its_links_is_well(store: Store) -> None:
    for day in range(5):
        crawl(store, site(day * 25, 30), NOW + day * DAY)
    assert why(store) == ""


def test_four_days_are_too_few(store: Store) -> None:
    for day in range(4):
        crawl(store, site(day * 30, 30), NOW + day * DAY)
    assert why(store) == ""
