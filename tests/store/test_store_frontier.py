"""The frontier on a simulated clock: what is asked for next, what is asked for again and when, and nothing twice."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from simulated_crawl import (
    DAY,
    LIST,
    NOW,
    SOURCE,
    Answer,
    answered,
    article,
    begin,
    crawl,
    days_around,
    kill_runs,
    links,
    outcomes,
)
from store_pages import ask, reading, rows

from pipelines.frontier import ListedLink, Scope
from pipelines.models import Ask, ListPage, Outcome, Page, Rejected, Rejection, Role, Source
from pipelines.store import Fetched, Listed, PartFound, Read, ReadResult, Store, open_store, recordable
from pipelines.store.engine.postgres import Postgres
from pipelines.store.engine.postgres_statements import written_for
from pipelines.store.frontier.leases import leasing, to_lease
from pipelines.store.frontier.requests import want
from pipelines.store.schema.tables import Frontier

PUBLISHED = NOW.date()


def site(*numbers: int, **changes: object) -> dict[str, Answer]:
    """A list of articles; the changes are those of every article's answer."""
    reported = {article(n): replace(Answer(body=f"{n}".encode(), says=f"{n}"), **changes) for n in numbers}  # type: ignore[arg-type]
    return {LIST: Answer(body=f"list {numbers}".encode(), links=links(*numbers)), **reported}


# What is asked for next


def test_what_is_begun_comes_before_what_is_new_and_lists_after_articles(store: Store) -> None:
    pages = site(1, 2)
    pages[LIST] = replace(pages[LIST], further=(LIST + "2",))
    pages[article(1)] = replace(pages[article(1)], part=article("1_2"))
    pages |= {LIST + "2": Answer(body=b"list 2", links=links(3)), article("1_2"): Answer(b"part"), article(3): Answer()}
    assert crawl(store, pages) == [LIST, article(1), article("1_2"), article(2), LIST + "2", article(3)]


def test_what_is_due_again_comes_after_what_is_new(store: Store) -> None:
    crawl(store, site(1))
    assert crawl(store, site(2, 1), NOW + 9 * DAY) == [LIST, article(2), article(1)]


def test_an_address_that_kills_whoever_asks_comes_last(store: Store) -> None:
    work = begin(store)
    [lease] = work.lease(1, NOW, Scope())
    [kept] = work.record([Fetched(lease, answered(lease))], NOW)
    work.record([Listed(lease, kept.number, ListPage(links(1, 2)))], NOW)  # type: ignore[union-attr]
    assert [lease.ask.url for lease in work.lease(1, NOW, Scope())] == [article(1)]
    assert [lease.ask.url for lease in begin(store).lease(2, NOW, Scope())] == [article(2), article(1)]


def test_no_address_is_leased_twice(store: Store) -> None:
    work, leased = begin(store), []
    work.begin([(Ask(article(n)), Role.ARTICLE) for n in range(200)], NOW, Scope())

    def take() -> None:
        while some := work.lease(7, NOW, Scope()):
            leased.extend(lease.number for lease in some)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(leased) == len(set(leased)) == 201


def test_leases_of_a_killed_run_are_leased_again(store: Store) -> None:
    work = begin(store)
    assert len(work.lease(5, NOW, Scope())) == 1
    assert work.lease(5, NOW, Scope()) == []
    assert [lease.ask.url for lease in begin(store).lease(5, NOW, Scope())] == [LIST]


def test_a_run_that_is_stopped_gives_its_leases_back(store: Store) -> None:
    work = begin(store)
    work.lease(5, NOW, Scope())
    work.finish(NOW, whole=False)
    assert ask(store, "SELECT state, attempts, run_id FROM frontier") == [("PENDING", 0, None)]


@pytest.mark.sqlite("SQLite's plan")
@pytest.mark.parametrize(
    ("roles", "goes_by"),
    [(tuple(Role), "(source_id=? AND state=?)"), ((Role.PART,), "(source_id=? AND state=? AND rank=?)")],
)
def test_a_lease_goes_by_its_index_and_sorts_nothing(store: Store, roles: tuple[Role, ...], goes_by: str) -> None:
    query = to_lease(1, NOW, Scope(), roles).limit(4)
    with store.reading() as connection:
        reported = query.compile(connection.engine, compile_kwargs={"literal_binds": True})
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {reported}")]
    assert plan == [f"SEARCH frontier USING INDEX ix_frontier_next {goes_by}"]


def test_a_lease_goes_by_its_index_on_a_server_that_has_not_counted_what_waits(new_database: Callable[[], str]) -> None:
    """Without this it went through all of them, and sorted them, for each lease."""
    with open_store(new_database()) as store:
        work = begin(store)
        with store.writing() as connection:
            waiting = [want(work.number, Ask(article(n)), Role.ARTICLE) for n in range(40_000)]
            connection.execute(sa.insert(Frontier), waiting)
        store.engine.dispose()  # what this session knows of the indexes is from when they were small
        values = {"its_source": work.number, "now": NOW, "most": 4, "until": NOW + DAY, "its_run": work.run}
        text, fixed, _ = written_for(leasing(Postgres, Scope(), tuple(Role)), store.engine.dialect)
        with store.writing() as connection:
            uncounted = connection.exec_driver_sql("SELECT reltuples FROM pg_class WHERE relname = 'frontier'").scalar()
            plan = connection.exec_driver_sql(f"EXPLAIN {text}", fixed | values).scalars().all()
    assert uncounted == -1
    assert any("Index Scan using ix_frontier_next" in line for line in plan)
    assert not any("Sort" in line for line in plan)


def test_leases_of_a_killed_run_are_given_back_before_the_turn_of_their_source(store: Store) -> None:
    begin(store).lease(5, NOW, Scope())
    kill_runs(store)
    store.begin_run("crawl", [SOURCE], NOW + DAY)
    assert ask(store, "SELECT state, attempts FROM frontier") == [("PENDING", 1)]


# Lists and parts


def test_a_pager_that_goes_in_circles_is_read_once(store: Store) -> None:
    pages = {LIST: Answer(b"1", links=links(1), further=(LIST + "2",)), article(1): Answer(), article(2): Answer()}
    pages[LIST + "2"] = Answer(b"2", links=links(2), further=(LIST, LIST + "2"))
    assert crawl(store, pages) == [LIST, article(1), LIST + "2", article(2)]


def test_pages_after_one_that_is_all_known_are_not_read(store: Store) -> None:
    pages = {LIST: Answer(b"1", links=links(1), further=(LIST + "2",)), LIST + "2": Answer(b"2", links=links(2))}
    pages |= site(1, 2) | pages
    crawl(store, pages)
    pages[LIST] = replace(pages[LIST], body=b"1 with another clock")
    assert crawl(store, pages, NOW + timedelta(hours=2)) == [LIST]


def test_a_further_page_that_did_not_come_is_asked_for_in_the_next_round(store: Store) -> None:
    pages = site(1, 2) | {
        LIST: Answer(b"1", links=links(1), further=(LIST + "2",)),
        LIST + "2": Answer(error="timeout"),
    }
    crawl(store, pages)
    pages[LIST + "2"] = Answer(b"2", links=links(2))
    assert crawl(store, pages, NOW + timedelta(hours=2)) == [LIST, LIST + "2", article(2)]


def test_a_list_of_the_same_bytes_is_not_read_again(store: Store) -> None:
    crawl(store, site(1))
    work = begin(store, NOW + timedelta(hours=2))
    [lease] = work.lease(1, NOW, Scope())
    [kept] = work.record([Fetched(lease, answered(lease, answer=Answer(b"list (1,)")))], NOW)
    assert kept.outcome == Outcome.LISTED  # type: ignore[union-attr]


def test_parts_that_lead_in_circles_are_fetched_once(store: Store) -> None:
    pages = site(1)
    pages[article(1)] = replace(pages[article(1)], part=article("1_2"))
    pages[article("1_2")] = Answer(b"two", part=article("1_3"))
    pages[article("1_3")] = Answer(b"three", part=article("1_2"))
    assert crawl(store, pages) == [LIST, article(1), article("1_2"), article("1_3")]
    assert outcomes(store, article("1_3")) == [Outcome.JOINED]
    assert ask(store, "SELECT text LIKE '%1twothree' FROM bulletin_texts") == [(1,)]


def test_a_part_that_is_an_article_of_the_list_is_none(store: Store) -> None:
    pages = site(1, 2)
    pages[article(1)] = replace(pages[article(1)], part=article(2))
    crawl(store, pages)
    assert [outcomes(store, article(n)) for n in (1, 2)] == [[Outcome.NEW], [Outcome.NEW]]


def test_a_part_that_its_server_confirms_stays_with_its_article(store: Store) -> None:
    pages = site(1)
    pages[article(1)] = replace(pages[article(1)], part=article("1_2"))
    pages[article("1_2")] = Answer(b"two", validator='"2"')
    crawl(store, pages)
    crawl(store, pages, NOW + 9 * DAY)
    assert outcomes(store, article(1)) == [Outcome.NEW, Outcome.UNCHANGED]
    assert ask(store, "SELECT part_of, status FROM pages WHERE role = 'part'") == [(2, 200), (5, 304)]


def test_an_article_in_parts_is_asked_for_without_its_validator(store: Store) -> None:
    pages = site(1, validator='"1"')
    pages[article(1)] = replace(pages[article(1)], part=article("1_2"))
    pages[article("1_2")] = Answer(b"two")
    crawl(store, pages)
    assert ask(store, f"SELECT etag FROM frontier WHERE url = '{article(1)}'") == [(None,)]  # noqa: S608  # our own


def test_one_article_under_several_lists_is_one_row_with_several_listings(store: Store) -> None:
    source = replace(SOURCE, start_urls=(LIST, LIST + "gk/"))
    pages = site(1) | {LIST + "gk/": Answer(b"other", links=links(1, listed=PUBLISHED))}
    assert crawl(store, pages, source=source) == [LIST, article(1), LIST + "gk/"]
    assert ask(store, "SELECT article_id, list_id, title, listed_on FROM listings ORDER BY list_id") == [
        (3, 1, "通知1", None),
        (3, 2, "通知1", "2026-03-02"),
    ]


def test_a_list_that_stops_giving_a_date_says_nothing_against_it(store: Store) -> None:
    crawl(store, site(1) | {LIST: Answer(b"1", links=links(1, listed=PUBLISHED))})
    crawl(store, site(1) | {LIST: Answer(b"2", links=links(1))}, NOW + timedelta(hours=2))
    assert ask(store, "SELECT listed_on, first_seen < last_seen FROM listings") == [("2026-03-02", 1)]


def test_further_pages_of_a_list_are_listed_under_their_first(store: Store) -> None:
    pages = site(1, 2) | {LIST: Answer(b"1", links=links(1), further=(LIST + "2",))}
    pages[LIST + "2"] = Answer(b"2", links=links(2))
    crawl(store, pages)
    assert ask(store, "SELECT DISTINCT list_id FROM listings") == [(1,)]


def test_rows_off_the_allowed_sites_are_named_once(store: Store) -> None:
    elsewhere = ListedLink("http://news.example.com/a.html", "别处")
    for hours in (0, 2):
        body = f"list {hours}".encode()
        crawl(store, {LIST: Answer(body, links=(), off_site=(elsewhere,))}, NOW + timedelta(hours=hours))
    assert ask(store, "SELECT url, error FROM failed_requests") == [(elsewhere.url, "off the allowed sites")]


def test_a_site_that_comes_to_be_allowed_is_fetched_from(store: Store) -> None:
    elsewhere = ListedLink("http://news.example.com/a.html", "别处")
    pages = {LIST: Answer(b"1", off_site=(elsewhere,)), elsewhere.url: Answer()}
    crawl(store, pages)
    pages[LIST] = Answer(b"2", links=(elsewhere,))
    assert crawl(store, pages, NOW + timedelta(hours=2)) == [LIST, elsewhere.url]


# Rounds and runs


def test_a_run_cut_short_is_carried_on_within_the_hour(store: Store) -> None:
    work = begin(store)
    [lease] = work.lease(1, NOW, Scope())
    [kept] = work.record([Fetched(lease, answered(lease))], NOW)
    work.record([Listed(lease, kept.number, ListPage(links(1)))], NOW)  # type: ignore[union-attr]
    assert crawl(store, site(1), NOW + timedelta(minutes=59)) == [article(1)]


def test_after_the_hour_the_list_is_read_again(store: Store) -> None:
    work = begin(store)
    [lease] = work.lease(1, NOW, Scope())
    [kept] = work.record([Fetched(lease, answered(lease))], NOW)
    work.record([Listed(lease, kept.number, ListPage(links(1)))], NOW)  # type: ignore[union-attr]
    assert crawl(store, site(1), NOW + timedelta(minutes=60)) == [article(1), LIST]


def test_a_round_that_ended_is_not_carried_on(store: Store) -> None:
    crawl(store, site(1))
    assert crawl(store, site(1), NOW + timedelta(minutes=5)) == [LIST]


def test_a_killed_run_is_closed_by_the_next(store: Store) -> None:
    work = begin(store)
    [lease] = work.lease(1, NOW, Scope())
    work.record([Fetched(lease, answered(lease, NOW + timedelta(seconds=7)))], NOW)
    crawl(store, site(), NOW + DAY)
    assert ask(store, "SELECT state, finished_at FROM runs WHERE id = 1") == [("killed", "2026-03-02T00:00:07.000000Z")]
    assert ask(store, "SELECT state, why, fetched FROM run_sources WHERE run_id = 1") == [
        ("killed", "killed before its end", 1)
    ]


def test_what_a_killed_run_had_kept_is_found_with_its_parts(store: Store) -> None:
    work = begin(store)
    [lease] = work.lease(1, NOW, Scope())
    [kept] = work.record([Fetched(lease, answered(lease))], NOW)
    work.record([Listed(lease, kept.number, ListPage(links(1)))], NOW)  # type: ignore[union-attr]
    [lease] = work.lease(1, NOW, Scope())
    [kept] = work.record([Fetched(lease, answered(lease))], NOW)
    work.record([PartFound(lease, article("1_2"), 1)], NOW)
    [part] = work.lease(1, NOW, Scope())
    work.record([Fetched(part, answered(part, answer=Answer(b"two")))], NOW)
    [unfinished] = begin(store).unfinished()
    assert (unfinished.number, [p.body for p in unfinished.page.parts]) == (2, [b"two"])


def test_what_a_crawl_goes_on_with_is_left_to_it(store: Store) -> None:
    work = begin(store)
    [lease] = work.lease(1, NOW, Scope())
    [kept] = work.record([Fetched(lease, answered(lease))], NOW)
    assert list(store.unread()) == []
    store.rebuild(lambda page: Outcome.LISTED)
    assert ask(store, "SELECT state FROM pages") == [("FETCHED",)]
    work.record([Listed(lease, kept.number, ListPage(()))], NOW)  # type: ignore[union-attr]
    assert ask(store, "SELECT state FROM pages") == [("DONE",)]


def test_a_rebuild_reads_an_article_again_whose_part_came_meanwhile(store: Store) -> None:
    work = begin(store)
    [lease] = work.lease(1, NOW, Scope())
    [kept] = work.record([Fetched(lease, answered(lease))], NOW)
    work.record([Listed(lease, kept.number, ListPage(links(1)))], NOW)  # type: ignore[union-attr]
    [lease] = work.lease(1, NOW, Scope())
    [kept] = work.record([Fetched(lease, answered(lease))], NOW)
    work.record([PartFound(lease, article("1_2"), 1)], NOW)
    [part] = work.lease(1, NOW, Scope())

    def read(page: Page) -> ReadResult:
        if page.role is Role.LIST:
            return Outcome.LISTED
        if page.role is Role.PART:
            return Outcome.JOINED
        clean = reading(article(1), last="".join(p.body.decode() for p in page.parts))
        if work.left():
            work.record([Fetched(part, answered(part, answer=Answer(b"two")))], NOW)
            whole = reading(article(1), last="two")
            work.record([Read(lease, kept.number, recordable(whole))], NOW)  # type: ignore[union-attr]
        return clean

    store.rebuild(read)
    assert ask(store, "SELECT revision, text LIKE '%two' FROM bulletin_texts") == [(1, 1)]


# Looking again


def days_of(store: Store, pages: dict[str, Answer], days: Iterable[int], source: Source = SOURCE) -> list[int]:
    """Those of the days, with a run on each, on which article 1 was asked for."""
    return [day for day in days if article(1) in crawl(store, pages, NOW + day * DAY, source=source)]


def test_a_page_is_looked_at_often_while_it_is_young_and_seldom_when_it_is_old(store: Store) -> None:
    checks = [0, 1, 2, 3, 5, 8, 12, 18, 27, 41, 62, 93, 140, 200, 260, 320]
    assert days_of(store, site(1, published=PUBLISHED), days_around(*checks)) == checks


def test_a_page_of_years_ago_that_is_new_to_us_is_looked_at_seldom(store: Store) -> None:
    assert days_of(store, site(1, published=date(2019, 5, 1)), days_around(0, 60, 120)) == [0, 60, 120]


def test_a_page_that_was_revised_is_young_again(store: Store) -> None:
    crawl(store, site(1, published=date(2019, 5, 1)))
    edited = site(1, published=date(2019, 5, 1), body=b"edited", says="已更正。")
    assert article(1) in crawl(store, edited, NOW + 60 * DAY)
    assert article(1) in crawl(store, edited, NOW + 61 * DAY)


def test_a_source_may_say_how_often_at_least_and_at_most(store: Store) -> None:
    source = replace(SOURCE, recheck_least=3.0, recheck_most=10.0)
    checks = [0, 3, 6, 9, 14, 21, 31, 41]
    assert days_of(store, site(1, published=PUBLISHED), days_around(*checks), source) == checks


def test_a_source_may_say_never(store: Store) -> None:
    assert days_of(
        store, site(1, published=PUBLISHED), days_around(0, 7, 30, 60, 90, 365), replace(SOURCE, recheck_most=0.0)
    ) == [0]


def test_failures_back_off(store: Store) -> None:
    assert days_of(store, site(1, error="timeout"), days_around(0, 1, 2, 4, 8, 16, 30, 44, 58)) == [
        0,
        1,
        2,
        4,
        8,
        16,
        30,
        44,
        58,
    ]


def test_an_answer_after_failures_ends_them(store: Store) -> None:
    crawl(store, site(1, error="timeout"))
    crawl(store, site(1), NOW + DAY)
    assert ask(store, "SELECT failures FROM frontier WHERE role = 'article'") == [(0,)]


def test_what_says_nothing_of_the_page_is_a_failure(store: Store) -> None:
    crawl(store, site(1, rejected=Rejection.BLOCKED))
    crawl(store, site(1, status=503), NOW + DAY)
    assert ask(store, "SELECT failures FROM frontier WHERE role = 'article'") == [(2,)]


def test_what_holds_no_bulletin_is_looked_at_as_any_page(store: Store) -> None:
    assert days_of(store, site(1, rejected=Rejection.NAVIGATION), range(20)) == [0, 1, 2, 3, 5, 8, 12, 18]


def test_a_page_that_is_gone_is_looked_for_more_and_more_seldom(store: Store) -> None:
    crawl(store, site(1, published=PUBLISHED))
    checks = [1, 2, 3, 4, 6, 9, 13, 19, 28, 42]
    assert days_of(store, site(1, status=404), [*days_around(*checks)[1:], 59]) == checks


def test_another_date_on_its_list_makes_an_article_due(store: Store) -> None:
    old = date(2019, 5, 1)
    pages = site(1, published=old) | {LIST: Answer(b"1", links=links(1, listed=old))}
    crawl(store, pages)
    pages[LIST] = Answer(b"2", links=links(1, listed=PUBLISHED))
    assert crawl(store, pages, NOW + timedelta(hours=2)) == [LIST, article(1)]


def test_two_lists_with_two_dates_do_not_make_it_due(store: Store) -> None:
    source = replace(SOURCE, start_urls=(LIST, LIST + "gk/"))
    for hours in (0, 2, 4):
        pages = site(1, published=date(2019, 5, 1))
        pages[LIST] = Answer(f"1 {hours}".encode(), links=links(1, listed=date(2019, 5, 1)))
        pages[LIST + "gk/"] = Answer(f"2 {hours}".encode(), links=links(1, listed=date(2019, 5, 2)))
        crawl(store, pages, NOW + timedelta(hours=hours), source=source)
    assert outcomes(store, article(1)) == [Outcome.NEW]
    assert ask(store, "SELECT listed_on FROM frontier WHERE role = 'article'") == [("2019-05-02",)]


def test_what_a_server_puts_off_is_asked_for_then(store: Store) -> None:
    crawl(store, site(1, status=503, wait=timedelta(minutes=5)))
    work = begin(store, NOW + timedelta(minutes=4))
    assert work.waiting(NOW + timedelta(minutes=4)) == NOW + timedelta(minutes=5)
    assert [lease.role for lease in work.lease(9, NOW + timedelta(minutes=4), Scope())] == [Role.LIST]
    assert [lease.ask.url for lease in work.lease(9, NOW + timedelta(minutes=5), Scope())] == [article(1)]


def test_nothing_waits_where_nothing_was_put_off(store: Store) -> None:
    crawl(store, site(1))
    assert begin(store).waiting(NOW) is None


# What is as it was


def test_a_304_is_unchanged_without_being_read(store: Store) -> None:
    pages = site(1, validator='"1"')
    crawl(store, pages)
    crawl(store, pages, NOW + 9 * DAY)
    assert outcomes(store, article(1)) == [Outcome.NEW, Outcome.UNCHANGED]
    assert [p.body for _, p in store.pages() if p.status == 304] == [b"1"]
    assert ask(store, "SELECT result, state FROM frontier WHERE role = 'article'") == [("not modified", "DONE")]


def test_a_304_to_other_bytes_that_said_the_same_is_unchanged(store: Store) -> None:
    crawl(store, site(1))
    crawl(store, site(1, body=b"with another clock", validator='"2"'), NOW + 9 * DAY)
    crawl(store, site(1, body=b"with another clock", validator='"2"'), NOW + 99 * DAY)
    assert outcomes(store, article(1)) == [Outcome.NEW, Outcome.UNCHANGED, Outcome.UNCHANGED]


def test_a_304_that_nobody_asked_for_confirms_nothing(store: Store) -> None:
    crawl(store, site(1))
    crawl(store, site(1, status=304, body=b"", rejected=Rejection.EMPTY), NOW + 9 * DAY)
    assert outcomes(store, article(1)) == [Outcome.NEW, Outcome.REJECTED]


def test_a_304_to_what_is_read_otherwise_now_has_the_outcome_of_that(store: Store) -> None:
    pages = site(1, validator='"1"')
    crawl(store, pages)
    store.rebuild(lambda page: Outcome.LISTED if page.role is Role.LIST else Rejected(Rejection.NO_BODY))
    crawl(store, pages, NOW + 9 * DAY)
    assert ask(store, "SELECT outcome, reason FROM pages WHERE role = 'article'") == [("rejected", "no body")] * 2


def test_equal_bytes_with_an_error_status_are_read(store: Store) -> None:
    crawl(store, site(1))
    crawl(store, site(1, status=503), NOW + 9 * DAY)
    assert outcomes(store, article(1)) == [Outcome.NEW, Outcome.REJECTED]


def test_equal_bytes_are_unchanged_without_being_read(store: Store) -> None:
    crawl(store, site(1))
    work = begin(store, NOW + 9 * DAY)
    [lease] = work.lease(9, NOW, Scope(), [Role.ARTICLE])
    [kept] = work.record([Fetched(lease, answered(lease, answer=Answer(b"1")))], NOW)
    assert kept.outcome == Outcome.UNCHANGED  # type: ignore[union-attr]


def test_a_rebuild_gives_a_304_the_outcome_that_it_had(store: Store) -> None:
    crawl(store, site(1))
    crawl(store, site(1, body=b"with another clock", validator='"2"'), NOW + 9 * DAY)
    crawl(store, site(1, body=b"with another clock", validator='"2"'), NOW + 99 * DAY)
    before = rows(store)

    def read(page: Page) -> ReadResult:
        if page.role is Role.LIST:
            return Outcome.LISTED
        if page.status == 304:
            return Rejected(Rejection.UNDECODABLE, "its own headers do not name the charset")
        clean = reading(article(1), last="1")
        return replace(clean, document=replace(clean.document, published=None))

    store.rebuild(read)
    assert rows(store) == before


# Scopes


def test_since_leaves_older_articles_for_another_time(store: Store) -> None:
    rows_of = (*links(1, listed=date(2026, 1, 1)), *links(2, listed=date(2026, 2, 1)), *links(3))
    pages = site(1, 2, 3) | {LIST: Answer(links=rows_of)}
    assert crawl(store, pages, scope=Scope(since=date(2026, 2, 1))) == [LIST, article(2), article(3)]
    assert crawl(store, pages, NOW + timedelta(minutes=5)) == [article(1), LIST]


def test_a_full_run_asks_for_all_that_is_known(store: Store) -> None:
    source = replace(SOURCE, recheck_most=0.0)
    pages = site(1, 2, validator='"1"')
    crawl(store, pages, source=source)
    assert crawl(store, pages, NOW + DAY, Scope(full=True), source) == [LIST, article(1), article(2)]
    assert ask(store, "SELECT count(*) FROM pages WHERE status = 304") == [(0,)]


def test_a_full_run_leaves_alone_what_is_off_the_allowed_sites(store: Store) -> None:
    pages = {LIST: Answer(b"1", off_site=(ListedLink("http://news.example.com/a.html", "别处"),))}
    crawl(store, pages)
    assert crawl(store, pages, NOW + DAY, Scope(full=True)) == [LIST]


def test_what_is_left_is_counted(store: Store) -> None:
    work = begin(store)
    [lease] = work.lease(1, NOW, Scope())
    [kept] = work.record([Fetched(lease, answered(lease))], NOW)
    work.record([Listed(lease, kept.number, ListPage(links(1, 2)))], NOW)  # type: ignore[union-attr]
    assert work.left() == 2


def test_a_request_is_its_address_with_what_is_sent(store: Store) -> None:
    posted = [(Ask(LIST, "POST", f"page={n}", (("X-A", "b"),)), Role.LIST) for n in (1, 2)]
    work = store.frontier(SOURCE, store.begin_run("crawl", [SOURCE]))
    work.begin([*posted, posted[0]], NOW, Scope())
    assert [lease.ask for lease in work.lease(9, NOW, Scope())] == [ask for ask, _ in posted]


def test_one_address_of_two_sources_is_two_rows(store: Store) -> None:
    for name in ("example", "other"):
        crawl(store, {LIST: Answer(links=())}, source=replace(SOURCE, name=name))
    assert store.totals().pages == 2
    with store.reading() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM frontier")) == 2
