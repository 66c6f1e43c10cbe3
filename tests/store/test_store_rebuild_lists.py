"""A rebuild reads kept list pages again: what is new waits for a crawl, what is known is corrected, nothing goes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from simulated_crawl import DAY, LIST, NOW, SOURCE, Answer, article, crawl, links, recorded
from store_pages import ask, rows

from pipelines.frontier import ListedLink
from pipelines.models import Ask, ListPage, Outcome, Page, Rejected, Rejection, Role, Source
from pipelines.store import Found, ListReader, ReadResult, Store

HOUR = timedelta(hours=1)
SECOND = LIST + "2"
JUNE, JULY = date(2026, 6, 7), date(2026, 7, 8)
LISTINGS = """SELECT a.url, l.title, l.listed_on, l.column_name FROM listings l
    JOIN frontier a ON a.id = l.article_id ORDER BY a.url"""
WAITING = "SELECT url, role FROM frontier WHERE state = 'PENDING' ORDER BY url"


def site(*numbers: int) -> dict[str, Answer]:
    articles = {article(n): Answer(f"{n}".encode(), says=f"{n}") for n in (1, 2, 3, 4)}
    return {LIST: Answer(b"one", links=links(*numbers)), SECOND: Answer(b"two", links=links(3, 4)), **articles}


def rebuild(store: Store, pages: dict[str, Answer], source: Source = SOURCE) -> Found:
    """Rebuild with a reader of lists that finds what these answers say, by the bytes of the pages."""
    by_body = {answer.body: answer for answer in pages.values()}

    def read(page: Page) -> ReadResult:
        if page.role is Role.LIST:
            return Outcome.LISTED
        return recorded(by_body[page.body], page.url, page.parts)  # type: ignore[return-value]  # what is recorded

    def read_list(page: Page, source: Source, asked: Ask) -> ReadResult:
        answer = by_body[page.body]
        if answer.rejected is not None:
            return Rejected(answer.rejected)
        return ListPage(answer.links, tuple(map(Ask, answer.further)), "通知公告", answer.off_site)

    return store.rebuild(read, list_reader=ListReader(read_list, lambda *_: source)).lists


def test_an_article_that_is_found_only_now_is_fetched_by_the_next_crawl(store: Store) -> None:
    crawl(store, site(1))
    found = rebuild(store, site(1, 2))
    assert (found.lists, found.articles) == (1, 1)
    assert ask(store, WAITING) == [(article(2), "article")]
    assert crawl(store, site(1, 2), NOW + HOUR) == [article(2), LIST]


def test_an_article_that_only_an_old_page_of_the_list_named_is_found(store: Store) -> None:
    crawl(store, {LIST: Answer(b"old", links=links(1))} | {article(1): site()[article(1)]})
    crawl(store, site(2), NOW + HOUR)
    rebuild(store, site(2) | {LIST + "?old": Answer(b"old", links=links(1, 3))})
    assert ask(store, WAITING) == [(article(3), "article")]


def test_a_next_page_that_is_found_only_now_is_read_by_the_next_crawl(store: Store) -> None:
    crawl(store, site(1, 2))
    mended = site(1, 2)
    mended[LIST] = replace(mended[LIST], further=(SECOND,))
    assert rebuild(store, mended).next_pages == 1
    assert crawl(store, mended, NOW + HOUR) == [LIST, SECOND, article(3), article(4)]


def test_a_next_page_beyond_the_bound_waits_for_the_bound_to_be_raised(store: Store) -> None:
    crawl(store, site(1, 2))
    mended = site(1, 2)
    mended[LIST] = replace(mended[LIST], further=(SECOND,))
    short = replace(SOURCE, max_list_pages=1)
    rebuild(store, mended, short)
    assert crawl(store, mended, NOW + HOUR, source=short) == [LIST]
    assert SECOND in crawl(store, mended, NOW + 2 * HOUR)


def test_the_next_page_of_a_page_that_names_nothing_of_its_own_is_left(store: Store) -> None:
    circle = {LIST: Answer(b"one", links=links(1), further=(SECOND,)), SECOND: Answer(b"two", links=links(1))}
    circle[SECOND] = replace(circle[SECOND], further=(LIST + "3",))
    pages = circle | {article(1): site()[article(1)]}
    crawl(store, pages)
    assert rebuild(store, pages).next_pages == 0


CORRECTED: dict[str, tuple[ListedLink, ListedLink]] = {
    "title": (ListedLink(article(1), "通知…", JUNE), ListedLink(article(1), "通知公告全文", JUNE)),
    "date": (ListedLink(article(1), "通知1", JULY), ListedLink(article(1), "通知1", JUNE)),
    "a date that is none": (ListedLink(article(1), "通知1", JULY), ListedLink(article(1), "通知1")),
    "a date that was missed": (ListedLink(article(1), "通知1"), ListedLink(article(1), "通知1", JUNE)),
}


@pytest.mark.parametrize("kind", CORRECTED)
def test_what_a_list_says_of_an_article_is_corrected(kind: str, store: Store) -> None:
    wrong, right = CORRECTED[kind]
    crawl(store, site() | {LIST: Answer(b"one", links=(wrong,))})
    assert rebuild(store, site() | {LIST: Answer(b"one", links=(right,))}).corrected == 1
    assert ask(store, LISTINGS) == [
        (article(1), right.title, right.listed.isoformat() if right.listed else None, "通知公告")
    ]
    day = right.listed.isoformat() if right.listed else None
    assert ask(store, f"SELECT listed_on FROM frontier WHERE url = '{article(1)}'") == [(day,)]  # noqa: S608


def test_a_corrected_date_has_no_article_fetched_again(store: Store) -> None:
    crawl(store, site() | {LIST: Answer(b"one", links=links(1, listed=JULY))})
    mended = site() | {LIST: Answer(b"one", links=links(1, listed=JUNE))}
    rebuild(store, mended)
    assert crawl(store, mended, NOW + HOUR) == [LIST]


def test_the_last_page_of_a_list_has_the_last_word_and_a_date_once_given_stays(store: Store) -> None:
    first = site() | {LIST: Answer(b"one", links=links(1, listed=JUNE))}
    later = site() | {LIST: Answer(b"later", links=(ListedLink(article(1), "新标题"),))}
    crawl(store, first)
    crawl(store, later, NOW + HOUR)
    before = rows(store)
    rebuild(store, first | {SECOND: later[LIST]})
    assert ask(store, LISTINGS) == [(article(1), "新标题", "2026-06-07", "通知公告")]
    assert rows(store) == before


def test_an_article_that_is_not_named_any_more_stays(store: Store) -> None:
    crawl(store, site(1, 2))
    before = ask(store, LISTINGS)
    rebuild(store, site(1))
    assert ask(store, LISTINGS) == before
    assert len(ask(store, "SELECT 1 FROM bulletins WHERE revision IS NOT NULL")) == 2


def visits(store: Store) -> dict[str, Answer]:
    """Three runs: a list that grows, a confirmation, a further page, a row off the site."""
    pages = site(1, 2)
    pages[LIST] = replace(pages[LIST], further=(SECOND,), validator="v1")
    pages[SECOND] = replace(pages[SECOND], off_site=(ListedLink("http://other.example.com/1.html", "转载", JUNE),))
    crawl(store, pages)
    crawl(store, pages, NOW + HOUR)
    grown = pages | {LIST: Answer(b"grown", links=links(5, 1, 2, listed=JULY), further=(SECOND,))}
    grown[article(5)] = Answer(b"5", says="5")
    crawl(store, grown, NOW + DAY)
    return grown | {LIST + "?one": pages[LIST]}


def test_a_rebuild_by_the_same_reader_changes_nothing(store: Store) -> None:
    pages = visits(store)
    before = rows(store)
    found = rebuild(store, pages)
    assert replace(found, lists=0) == Found()
    assert rows(store) == before


def test_a_second_rebuild_changes_nothing(store: Store) -> None:
    pages = visits(store)
    mended = {url: replace(answer, links=(*answer.links, *links("x", listed=JUNE))) for url, answer in pages.items()}
    mended |= {SECOND: replace(mended[SECOND], further=(LIST + "3",), off_site=())}
    first = rebuild(store, mended)
    assert (first.articles, first.next_pages) == (1, 1)
    before = rows(store)
    assert replace(rebuild(store, mended), lists=0) == Found()
    assert rows(store) == before


def test_a_rebuild_that_is_stopped_at_its_lists_leaves_all_as_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl(store, site(1))
    before = rows(store)

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipelines.store.frontier.relisting.mark_read", stopped)
    with pytest.raises(KeyboardInterrupt):
        rebuild(store, site(1, 2))
    assert rows(store) == before


def test_a_list_that_was_read_again_may_be_confirmed_by_its_server(store: Store) -> None:
    other = replace(SOURCE, skip=("/none/",))
    pages = site(1, 2)
    pages[LIST] = replace(pages[LIST], validator="v1")
    crawl(store, pages)
    rebuild(store, pages, other)
    crawl(store, pages, NOW + HOUR, source=other)
    assert ask(store, "SELECT status FROM pages WHERE role = 'list' ORDER BY id") == [(200,), (304,)]


def test_a_confirmed_list_page_is_read_by_what_it_confirms(store: Store) -> None:
    pages = site(1)
    pages[LIST] = replace(pages[LIST], validator="v1")
    crawl(store, pages)
    crawl(store, pages, NOW + HOUR)
    mended = pages | {LIST: replace(pages[LIST], links=links(1, 2))}
    assert rebuild(store, mended).articles == 1
    assert ask(store, "SELECT DISTINCT outcome FROM pages WHERE role = 'list'") == [("listed",)]


def test_a_page_that_is_no_list_any_more_is_rejected_and_what_it_named_stays(store: Store) -> None:
    pages = site(1)
    pages[LIST] = replace(pages[LIST], validator="v1")
    crawl(store, pages)
    rebuild(store, pages | {LIST: replace(pages[LIST], rejected=Rejection.BLOCKED)})
    assert ask(store, "SELECT outcome, reason FROM pages WHERE role = 'list'") == [("rejected", "blocked")]
    assert len(ask(store, LISTINGS)) == 1
    crawl(store, pages, NOW + HOUR)
    assert ask(store, "SELECT status FROM pages WHERE role = 'list' ORDER BY id") == [(200,), (200,)]


def test_rows_that_a_source_lets_in_now_are_fetched(store: Store) -> None:
    away = ListedLink("http://other.example.com/1.html", "转载", JUNE)
    crawl(store, site(1) | {LIST: Answer(b"one", links=links(1), off_site=(away,))})
    mended = site(1) | {LIST: Answer(b"one", links=(*links(1), away))}
    assert rebuild(store, mended).articles == 1
    assert ask(store, WAITING) == [(away.url, "article")]


def test_lists_of_a_source_that_nobody_describes_any_more_are_left(store: Store) -> None:
    crawl(store, site(1))
    before = rows(store)
    found = rebuild(store, site(1, 2), Source(name="example"))
    assert found == Found(unknown=("example",))
    assert rows(store) == before
