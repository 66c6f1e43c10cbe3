"""A page that stays unlike its bulletin is named, so that somebody can say whether it is right."""

from datetime import timedelta

from click.testing import CliRunner
from simulated_crawl import DAY, NOW, article, crawl
from strange_pages import healthy, instead

from bulletins.cli.group import bulletins
from pipelines.frontier import Scope
from pipelines.health import State
from pipelines.store import Store

FULL = Scope(full=True)
REMARK = f"1 address gives a page unlike the bulletin at every visit: {article(3)}; `bulletins crawl --full --accept`"


def visit(store: Store, *times: int) -> None:
    crawl(store, healthy())
    for hour in times:
        crawl(store, instead(3), NOW + 90 * DAY + timedelta(hours=hour), FULL)


def why(store: Store) -> str:
    return store.source_runs("example")[0].why


def test_an_address_that_is_refused_three_times_is_named(store: Store) -> None:
    visit(store, 0, 1, 2)
    assert (store.source_runs("example")[0].state, why(store).startswith(REMARK)) == (State.OK, True)


def test_twice_is_not_enough(store: Store) -> None:
    visit(store, 0, 1)
    assert why(store) == ""


def test_it_is_not_named_any_more_when_it_is_back(store: Store) -> None:
    visit(store, 0, 1, 2)
    crawl(store, healthy(), NOW + 91 * DAY, FULL)
    assert why(store) == ""


def test_accepting_it_ends_it(store: Store) -> None:
    visit(store, 0, 1, 2)
    crawl(store, instead(3), NOW + 91 * DAY, Scope(full=True, accept=True))
    view = store.bulletin(article(3))
    assert view is not None
    assert (why(store), view.refused, view.revision) == ("", None, 2)


def test_show_says_since_when_its_page_says_something_else(store: Store) -> None:
    visit(store, 0, 1)
    shown = CliRunner().invoke(bulletins, ["show", article(3), "--store", store.url]).output
    said = "its page says something else since 2026-05-31, not taken at 2 visits: unlike its bulletin"
    assert said in " ".join(shown.split())
