"""Nothing behind a list page is lost: what was not read is asked for when it may be. An ordinary round stays cheap."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
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
    end,
    links,
    take,
)
from store_pages import ask

from pipelines.frontier import ListedLink, Scope
from pipelines.health import SourceRun, State
from pipelines.models import Ask, ListEndpoint, ListPage, Rejection, Role, Source
from pipelines.store import Fetched, Listed, Store
from pipelines.store.frontier import hosts
from pipelines.store.frontier.hosts import rules_of

HOUR = timedelta(hours=1)
COLUMN = LIST + "gk/"
OLD, YOUNG = date(2023, 5, 1), date(2026, 2, 1)


def change(store: Store, query: str) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql(query)


def turned(number: int, first: str = LIST) -> str:
    return first if number == 1 else f"{first}{number}"


def listing(*pages: int, size: int = 2, since: int = 0, first: str = LIST) -> dict[str, Answer]:
    """The pages of a list, the newest articles first: the numbers of a full one are those after (page - 1) * size."""
    reported = {}
    for page in pages:
        numbers = range(since + (page - 1) * size, since + page * size)
        further = (turned(page + 1, first),) if page < pages[-1] else ()
        reported[turned(page, first)] = Answer(f"{first} {numbers}".encode(), links=links(*numbers), further=further)
    return reported


def articles(*numbers: int) -> dict[str, Answer]:
    return {article(n): Answer(f"{n}".encode(), says=f"{n}", published=OLD) for n in numbers}


SITE = listing(1, 2, 3, 4) | articles(*range(-9, 20))
SHORT, DEEP = replace(SOURCE, max_list_pages=1), replace(SOURCE, max_list_pages=5)


def lists(asked: list[str]) -> list[str]:
    return [url for url in asked if not url.endswith(".html")]


def stored(store: Store) -> set[str]:
    return {str(url) for (url,) in ask(store, "SELECT url FROM bulletins")}


# How deep a list is read


def test_an_ordinary_round_asks_for_the_first_page_only(store: Store) -> None:
    crawl(store, SITE)
    assert crawl(store, SITE, NOW + 2 * HOUR) == [LIST]
    assert crawl(store, SITE | {LIST: replace(SITE[LIST], body=b"another clock")}, NOW + 4 * HOUR) == [LIST]


def test_a_bound_that_was_raised_is_made_use_of(store: Store) -> None:
    assert lists(crawl(store, SITE, source=SHORT)) == [LIST]
    assert lists(crawl(store, SITE, NOW + 2 * HOUR, source=SHORT)) == [LIST]
    crawl(store, SITE, NOW + 4 * HOUR, source=DEEP)
    assert stored(store) == {article(n) for n in range(8)}


def test_a_bound_that_was_raised_a_little_is_one_still(store: Store) -> None:
    crawl(store, SITE, source=SHORT)
    assert lists(crawl(store, SITE, NOW + 2 * HOUR, source=replace(SOURCE, max_list_pages=3))) == [
        turned(n) for n in (1, 2, 3)
    ]
    assert lists(crawl(store, SITE, NOW + 4 * HOUR, source=DEEP)) == [LIST, turned(4)]


def test_a_list_that_has_moved_down_meanwhile_is_read_from_where_it_was_left(store: Store) -> None:
    crawl(store, SITE, source=replace(SOURCE, max_list_pages=2))
    # four new articles: the page that was beyond the bound shows what is known
    moved = SITE | listing(1, 2, 3, 4, 5, 6, since=-4)
    crawl(store, moved, NOW + 2 * HOUR, source=replace(SOURCE, max_list_pages=2))
    crawl(store, moved, NOW + 4 * HOUR, source=replace(SOURCE, max_list_pages=9))
    assert stored(store) == {article(n) for n in range(-4, 8)}


def test_a_page_that_was_read_once_may_lie_beyond_the_bound_later(store: Store) -> None:
    crawl(store, listing(1, 2) | SITE, source=DEEP)
    moved = SITE | listing(1, 2, 3, since=-6)
    crawl(store, moved, NOW + 2 * HOUR, source=SHORT)
    crawl(store, moved, NOW + 4 * HOUR, source=DEEP)
    assert {article(n) for n in range(-6, 0)} <= stored(store)


def test_the_past_is_read_after_a_run_that_left_it_out(store: Store) -> None:
    old = {
        url: replace(answer, links=tuple(replace(a, listed=OLD) for a in answer.links)) for url, answer in SITE.items()
    }
    assert crawl(store, old, scope=Scope(since=YOUNG)) == [LIST]
    crawl(store, old, NOW + 2 * HOUR)
    assert stored(store) == {article(n) for n in range(8)}


def test_the_past_is_left_out_as_long_as_it_is_to_be(store: Store) -> None:
    old = {
        url: replace(answer, links=tuple(replace(a, listed=OLD) for a in answer.links)) for url, answer in SITE.items()
    }
    old[LIST] = replace(old[LIST], links=links(0, listed=YOUNG))
    for hours in (0, 2):
        asked = lists(crawl(store, old, NOW + hours * HOUR, Scope(since=YOUNG)))
        assert asked == ([LIST, turned(2)] if hours == 0 else [LIST])
    assert lists(crawl(store, old, NOW + 4 * HOUR, Scope(since=OLD))) == [LIST, turned(3), turned(4)]


def test_two_lists_that_begin_the_same_way_are_both_read(store: Store) -> None:
    source = replace(SOURCE, start_urls=(LIST, COLUMN))
    column = {COLUMN: replace(SITE[LIST], further=(COLUMN + "2",)), COLUMN + "2": Answer(b"c", links=links(15, 16))}
    crawl(store, SITE | column, source=source)
    assert {article(15), article(16)} <= stored(store)
    assert ask(store, "SELECT count(*) FROM listings") == [(12,)]
    assert lists(crawl(store, SITE | column, NOW + 2 * HOUR, source=source)) == [LIST, COLUMN]


def test_what_a_stopped_run_had_still_to_read_is_read_to_what_is_new(store: Store) -> None:
    work = begin(store)
    [lease] = work.lease(1, NOW, Scope())
    take(work, SITE, lease, NOW)
    work.finish(NOW, whole=False)
    moved = SITE | listing(1, 2, 3, 4, 5, since=-2)
    crawl(store, moved, NOW + DAY)
    assert stored(store) == {article(n) for n in range(-2, 8)}


def test_what_a_form_posts_to_turn_the_page_is_kept_once(store: Store) -> None:
    """__VIEWSTATE is another one at every visit."""
    for hours in (0, 2, 4):
        work = begin(store, NOW + hours * HOUR, source=SHORT)
        [lease] = work.lease(1, NOW + hours * HOUR, Scope(), [Role.LIST])
        page = answered(lease, NOW + hours * HOUR, Answer(f"{hours}".encode()))
        [kept] = work.record([Fetched(lease, page)], NOW + hours * HOUR)
        further = (Ask(LIST, "POST", f"state={hours}"),)
        work.record([Listed(lease, kept.number, ListPage(links(hours), next_pages=further))], NOW)  # type: ignore[union-attr]
        end(store, work, NOW + hours * HOUR)
    reported = ask(store, "SELECT request, state, unread FROM frontier WHERE request <> ''")
    assert reported == [('["POST", "state=4", []]', "DONE", "beyond max_list_pages")]


# Pages that did not come, or came without anything


ERRORS = {
    "404": Answer(b"no", 404, rejected=Rejection.HTTP_ERROR),
    "503": Answer(b"no", 503, rejected=Rejection.HTTP_ERROR),
    "blocked": Answer(b"no", rejected=Rejection.BLOCKED),
    "no links": Answer(b"<p>an error page"),
    "no answer": Answer(error="timeout"),
}


@pytest.mark.parametrize("kind", ERRORS)
def test_a_further_page_that_was_not_there_once_is_asked_for_again(store: Store, kind: str) -> None:
    assert lists(crawl(store, SITE | {turned(2): ERRORS[kind]})) == [LIST, turned(2)]
    crawl(store, SITE, NOW + 2 * HOUR)
    assert stored(store) == {article(n) for n in range(8)}
    assert lists(crawl(store, SITE, NOW + 4 * HOUR)) == [LIST]


@pytest.mark.parametrize("kind", ERRORS)
def test_a_list_that_has_moved_down_before_its_page_came_is_read_to_what_is_new(store: Store, kind: str) -> None:
    crawl(store, SITE | {turned(2): ERRORS[kind]})
    crawl(store, SITE | listing(1, 2, 3, 4, 5, since=-2), NOW + 2 * HOUR)
    assert stored(store) == {article(n) for n in range(-2, 8)}


def days_of(store: Store, answer: Answer, days: Iterable[int]) -> list[int]:
    site = SITE | {turned(2): answer}
    return [day for day in days if turned(2) in crawl(store, site, NOW + day * DAY)]


@pytest.mark.parametrize("kind", ["404", "no links"])
def test_a_list_that_ends_there_is_asked_for_more_seven_times(store: Store, kind: str) -> None:
    checks = [0, 1, 2, 4, 8, 16, 30]
    assert days_of(store, ERRORS[kind], [*days_around(*checks), 44, 58, 79]) == checks


def test_what_gets_no_answer_is_asked_for_more_and_more_seldom(store: Store) -> None:
    checks = [0, 1, 2, 4, 8, 16, 30, 44, 58, 72]
    assert days_of(store, ERRORS["no answer"], days_around(*checks)) == checks


def test_equal_bytes_of_a_list_without_links_are_read(store: Store) -> None:
    """A shell around frames, or an error page that is one no more since the program can read it."""
    frames = {LIST: Answer(b"shell", further=(COLUMN,), validator='"1"'), COLUMN: Answer(b"rows", links=links(1))}
    crawl(store, SITE | frames)
    frames[COLUMN] = Answer(b"more rows", links=links(1, 15))
    assert crawl(store, SITE | frames, NOW + 2 * HOUR) == [LIST, COLUMN, article(15)]


def test_lists_that_have_left_the_file_are_asked_for_no_more(store: Store) -> None:
    both = replace(SOURCE, start_urls=(LIST, COLUMN))
    column = listing(1, 2, first=COLUMN, since=10) | {COLUMN + "2": Answer(error="timeout")}
    crawl(store, SITE | column, source=both)
    assert lists(crawl(store, SITE, NOW + DAY)) == [LIST]
    column = listing(1, 2, first=COLUMN, since=10)
    assert lists(crawl(store, SITE | column, NOW + 2 * DAY, source=both)) == [LIST, COLUMN, COLUMN + "2"]


def test_lists_that_wait_and_have_left_the_file_are_asked_for_no_more(store: Store) -> None:
    both = replace(SOURCE, start_urls=(LIST, COLUMN))
    begin(store, source=both)
    assert lists(crawl(store, SITE, NOW + DAY)) == [LIST, turned(2), turned(3), turned(4)]


# By which rules


@pytest.mark.parametrize(
    "changed",
    [
        replace(SOURCE, follow=("t1",)),
        replace(SOURCE, skip=("t1",)),
        replace(SOURCE, allowed_domains=("example.gov.cn",)),
        replace(SOURCE, encoding="gb18030"),
        replace(SOURCE, browser=True),
        replace(SOURCE, lists=(ListEndpoint(LIST, rows="data.list"),)),
    ],
    ids=["follow", "skip", "allowed_domains", "encoding", "browser", "lists"],
)
def test_a_changed_file_has_lists_read_again(store: Store, changed: Source) -> None:
    site = SITE | {LIST: replace(SITE[LIST], validator='"1"')}
    crawl(store, site)
    site[LIST] = replace(site[LIST], links=links(0, 1, 15))
    assert crawl(store, site, NOW + 2 * HOUR) == [LIST]
    assert article(15) in crawl(store, site, NOW + 4 * HOUR, source=changed)
    assert crawl(store, site, NOW + 6 * HOUR, source=changed) == [LIST]


def test_a_new_version_has_lists_read_again_to_their_further_pages(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl(store, SITE)
    read_now = SITE | {turned(2): replace(SITE[turned(2)], links=links(2, 3, 15))}
    monkeypatch.setattr(hosts, "version", lambda name: "999")
    assert crawl(store, read_now, NOW + 2 * HOUR) == [LIST, turned(2), article(15), turned(3), turned(4)]


def test_what_does_not_decide_how_a_list_is_read_is_no_rule() -> None:
    other = replace(
        SOURCE, title="例", start_urls=(LIST, COLUMN), delay=9.0, content=("#a",), max_list_pages=9, recheck_most=1.0
    )
    assert rules_of(other) == rules_of(SOURCE)


def test_a_full_run_reads_the_lists_of_the_run_that_it_carries_on(store: Store) -> None:
    work = begin(store)
    for _ in range(3):
        for lease in work.lease(9, NOW, Scope()):
            take(work, SITE, lease, NOW)
    work.finish(NOW, whole=False)
    asked = crawl(store, SITE, NOW + HOUR / 2, Scope(full=True))
    assert lists(asked) == [turned(n) for n in (1, 2, 3, 4)]


# Clocks


def test_a_clock_that_was_ahead_stops_nothing(store: Store) -> None:
    crawl(store, SITE, NOW + 400 * DAY)
    site = SITE | listing(1, since=-2)
    assert set(crawl(store, site)) == {LIST, *(article(n) for n in range(-2, 8))}


def test_a_clock_that_was_ahead_by_eight_hours_hides_no_list(store: Store) -> None:
    work = begin(store, NOW + 8 * HOUR)
    [lease] = work.lease(1, NOW + 8 * HOUR, Scope())
    take(work, SITE, lease, NOW + 8 * HOUR)
    work.finish(NOW + 8 * HOUR, whole=False)
    site = SITE | listing(1, 2, 3, 4, since=-2)
    assert {LIST, article(-1), article(-2)} <= set(crawl(store, site))


def test_a_clock_that_was_ahead_puts_nothing_off(store: Store) -> None:
    ahead = NOW + 400 * DAY
    crawl(store, {LIST: Answer(status=503, rejected=Rejection.HTTP_ERROR, wait=HOUR)}, ahead)
    assert LIST in crawl(store, SITE)


def test_what_is_due_later_than_any_rule_says_is_due(store: Store) -> None:
    crawl(store, SITE)
    change(store, f"UPDATE frontier SET due_at = '2027-01-01T00:00:00.000000Z' WHERE url = '{article(1)}'")  # noqa: S608  # our own
    assert crawl(store, SITE, NOW + 2 * HOUR) == [LIST, article(1)]


def test_pages_that_were_read_by_a_clock_ahead_are_not_of_the_rounds_after(store: Store) -> None:
    crawl(store, SITE, NOW + 400 * DAY)
    crawl(store, SITE | {LIST: Answer(error="timeout")})
    assert row(store).lists == 0


# Addresses that are none


@pytest.mark.parametrize("url", ["?x=\ud83d", "?x=\ude00.html", "?x=\0"])
def test_an_address_that_the_store_cannot_hold_is_none(store: Store, url: str) -> None:
    bad = ListedLink(f"{LIST}{url}", "通知")
    site = SITE | {LIST: Answer(b"1", links=(bad, *links(1)), off_site=(bad,), further=(bad.url,))}
    assert crawl(store, site) == [LIST, article(1)]
    assert ask(store, "SELECT count(*) FROM failures") == [(0,)]


# What is said of runs that read no list


def row(store: Store) -> SourceRun:
    return store.source_runs("example")[0]


def limited(store: Store, site: Mapping[str, Answer], most: int, scope: Scope = Scope(limit=0)) -> None:  # noqa: B008  # frozen
    """As the spider leases by a limit: what waits comes before lists."""
    work = begin(store, NOW + DAY, scope)
    for lease in work.lease(most, NOW + DAY, scope) if most else []:
        take(work, site, lease, NOW + DAY)
    end(store, work, NOW + DAY)


def backlog(store: Store) -> None:
    work = begin(store)
    [lease] = work.lease(1, NOW, Scope())
    take(work, SITE, lease, NOW)
    end(store, work)


@pytest.mark.parametrize("most", [0, 2])
def test_a_partial_run_that_comes_to_no_list_is_ok(store: Store, most: int) -> None:
    backlog(store)
    limited(store, SITE, most)
    assert (row(store).state, row(store).why) == (State.OK, "no list page was due in this partial run")


def test_a_partial_run_whose_lists_fail_has_failed(store: Store) -> None:
    limited(store, {LIST: Answer(error="timeout")}, 1)
    assert (row(store).state, row(store).why) == (State.FAILED, "no list page could be read: timeout")


def test_a_list_that_is_put_off_has_not_failed(store: Store) -> None:
    busy = {LIST: Answer(status=503, rejected=Rejection.HTTP_ERROR, wait=5 * HOUR)}
    crawl(store, busy)
    assert crawl(store, busy, NOW + 2 * HOUR) == []
    expected = (State.SUSPICIOUS, "put off by the server until 2026-03-02 13:00")
    assert [(reported.state, reported.why) for reported in store.source_runs("example")] == [expected, expected]


def test_a_list_that_is_put_off_next_to_one_that_fails_has_failed(store: Store) -> None:
    site = {LIST: Answer(status=503, rejected=Rejection.HTTP_ERROR, wait=HOUR), COLUMN: Answer(error="timeout")}
    crawl(store, site, source=replace(SOURCE, start_urls=(LIST, COLUMN)))
    assert row(store).state is State.FAILED


# What a run would ask for


def test_a_plan_names_the_further_pages_that_may_be_read_now(store: Store) -> None:
    crawl(store, SITE | {LIST: replace(SITE[LIST], validator='"1"')}, source=SHORT)
    asks = [Ask(LIST)]
    reported = [
        [(one.ask.url, one.conditional) for one in store.plan(source, asks, Scope()) if one.role is Role.LIST]
        for source in (SHORT, DEEP, replace(DEEP, skip=("t99",)))
    ]
    assert reported == [[(LIST, True)], [(LIST, True), (turned(2), False)], [(LIST, False), (turned(2), False)]]
