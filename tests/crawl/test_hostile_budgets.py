"""Sites that cost without end: each run spends what it may, leaves the rest to the next, and says so."""

import json
import random
from pathlib import Path

import pytest
from hostile_crawl import LIST, crawl_hostile, crawl_several, list_of
from hostile_site import Line, Sender, answer, hostile
from served_site import article, list_page

from crawler.budgets import Spent, list_pages
from pipelines.frontier import Lease
from pipelines.health import State
from pipelines.models import Ask, Role, Source
from pipelines.store import open_store

NO_ROBOTS = {"/robots.txt": answer(b"", status="404 Not Found")}
NUMBERS = random.Random(1)  # no secret


def article_at(line: Line) -> None:
    line.send(answer(article(int("".join(filter(str.isdigit, line.path))[-3:])).encode()))


def articles(count: int) -> list[str]:
    return [f"{LIST}t20230601_{number}.html" for number in range(count)]


def index_of_indexes(line: Line) -> None:
    """A site map of two hundred site maps, and each of them another."""
    places = (
        f"http://127.0.0.1:{line.connection.getsockname()[1]}{LIST}s{NUMBERS.getrandbits(50)}" for _ in range(200)
    )
    body = "".join(f"<sitemap><loc>{place}.xml</loc></sitemap>" for place in places)
    line.send(answer(f"<sitemapindex>{body}</sitemapindex>".encode(), "Content-Type: application/xml"))


def frames(line: Line) -> None:
    body = "".join(f"<frame src='{LIST}f{NUMBERS.getrandbits(50)}/'>" for _ in range(5))
    line.send(answer(f"<html><frameset>{body}</frameset></html>".encode()))


@pytest.mark.parametrize("endless", [index_of_indexes, frames])
def test_lists_that_lead_on_without_end_cost_a_run_no_more_than_its_budget(tmp_path: Path, endless: Sender) -> None:
    with hostile(dict(NO_ROBOTS), endless) as site:
        met = crawl_hostile(tmp_path, site, budget_list_pages=12)
    assert (list(met.came_of.values()).count("listed"), len(site.asked)) == (12, 1 + 12)
    assert met.state[0] == State.SUSPICIOUS
    assert met.state[1].startswith("over budget: budget_list_pages = 12 is reached, ")
    assert "addresses are left for the next run" in met.state[1]


def test_first_pages_come_before_what_an_endless_list_has_left(tmp_path: Path) -> None:
    other = f"{LIST}other/"
    with hostile({**NO_ROBOTS, other: answer(list_page(*articles(3)).encode())}, index_of_indexes) as site:
        crawl_hostile(tmp_path, site, budget_list_pages=5)
        begins = [site.address + LIST, site.address + other]
        met = crawl_hostile(tmp_path, site, budget_list_pages=5, start_urls=begins)
    assert met.came_of[other] == "listed"


def test_requests_over_the_budget_are_left_and_the_next_runs_go_on(tmp_path: Path) -> None:
    with hostile({**NO_ROBOTS, LIST: answer(list_of(articles(30)))}, article_at) as site:
        runs = [crawl_hostile(tmp_path, site, budget_requests=14) for _ in range(4)]
    written = [sum(outcome == "new" for outcome in met.came_of.values()) for met in runs]
    assert sum(written) == 30
    assert max(written) <= 14
    assert len(site.asked) == len(set(site.asked)) + 3 + sum(path in (LIST, "/robots.txt") for path in site.asked) - 5
    assert runs[0].state[0] == State.SUSPICIOUS
    assert runs[0].state[1].startswith("over budget: budget_requests = 14 is reached, 1")
    assert runs[-1].state[0] == State.OK


def test_a_run_that_spends_its_budget_before_it_comes_to_a_list_has_not_failed(tmp_path: Path) -> None:
    with hostile({**NO_ROBOTS, LIST: answer(list_of(articles(40)))}, article_at) as site:
        crawl_hostile(tmp_path, site, budget_requests=8)
        met = crawl_hostile(tmp_path, site, budget_requests=8)
    assert met.came_of[LIST].startswith("over budget: ")  # and not listed
    assert met.state[0] == State.SUSPICIOUS


def test_bytes_over_the_budget_are_not_fetched(tmp_path: Path) -> None:
    heavy = answer(article(1).encode() + b"<!--" + b"x" * 300_000 + b"-->")
    with hostile({**NO_ROBOTS, LIST: answer(list_of(articles(30)))}, heavy) as site:
        met = crawl_hostile(tmp_path, site, budget_bytes=1_000_000, delay=0.01)
    assert 4 <= sum("/t2023" in path for path in site.asked) <= 8  # four leases are held at a time
    assert "over budget: budget_bytes = 1000000 is reached" in met.state[1]


def test_a_source_that_is_over_its_budget_does_not_hold_up_another_of_its_host(tmp_path: Path) -> None:
    pages: dict[str, bytes | Sender] = {**NO_ROBOTS, "/b/": answer(list_of(articles(2)))}
    with hostile({**pages, articles(2)[0]: article_at, articles(2)[1]: article_at}, index_of_indexes) as site:
        begin = {"b": {"start_urls": [site.address + "/b/"]}}
        met = crawl_several(tmp_path, {"a": site, "b": site}, own=begin, budget_list_pages=6)
    assert met["b"].state == [State.OK, ""]


def test_seconds_are_counted_by_the_clock_from_the_sources_turn() -> None:
    now = [100.0]
    spent = Spent(Source(name="x", budget_seconds=60.0), clock=lambda: now[0])
    assert spent.over() is None
    now[0] += 60
    assert (spent.over(), spent.room) == ("budget_seconds = 60.0", 0)


def test_list_pages_are_bounded_by_what_the_source_asks_for() -> None:
    begins = tuple(f"http://h.gov.cn/{n}/" for n in range(30))
    assert list_pages(Source(name="x")) == 100
    assert list_pages(Source(name="x", start_urls=begins, max_list_pages=5)) == 600
    assert list_pages(Source(name="x", start_urls=begins, budget_list_pages=7)) == 7


def test_a_lease_counts_before_its_request_is_sent() -> None:
    spent = Spent(Source(name="x", budget_requests=3))
    spent.leased([Lease(1, Ask("http://h/"), Role.LIST), Lease(2, Ask("http://h/2"), Role.ARTICLE)])
    assert (spent.room, spent.lists) == (1, 1)


# Hosts that do not answer


def silent(line: Line) -> None:
    """It takes the request, and closes."""


def left_in(folder: Path) -> dict[str, int]:
    with open_store(f"sqlite:///{folder / 'b.db'}") as store, store.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT result, count(*) FROM frontier WHERE role = 'article' GROUP BY result"
        )
        return {str(result): number for result, number in rows}


def test_a_host_that_does_not_answer_is_left_alone_and_loses_no_address(tmp_path: Path) -> None:
    with hostile({**NO_ROBOTS, LIST: answer(list_of(articles(40)))}, silent) as site:
        met = crawl_hostile(tmp_path, site)
    # without a delay some are on their way before the fifth failure is seen
    assert 5 <= len({path for path in site.asked if "/t2023" in path}) < 30
    assert sum(error == "host left alone" for error in (e.partition(":")[0] for e in met.came_of.values())) == 1
    left = left_in(tmp_path)
    assert (met.state[0], sum(left.values())) == (State.SUSPICIOUS, 40)
    assert left["host left alone"] > 10
    assert "host left alone: no answer to 5 requests in a row; asked again from " in met.state[1]


def test_a_host_that_is_left_alone_gets_no_request_before_its_pause_is_over(tmp_path: Path) -> None:
    with hostile({**NO_ROBOTS, LIST: answer(list_of(articles(40)))}, silent) as site:
        crawl_hostile(tmp_path, site)
        before = len(site.asked)
        met = crawl_hostile(tmp_path, site)
    assert [path for path in site.asked[before:] if "/t2023" in path] == []
    assert met.state[1].startswith("host left alone: no answer before; asked again from ")


def test_a_single_answer_in_between_keeps_a_host(tmp_path: Path) -> None:
    pages: dict[str, bytes | Sender] = dict.fromkeys(articles(20)[::4], article_at)
    with hostile({**NO_ROBOTS, LIST: answer(list_of(articles(20))), **pages}, silent) as site:
        met = crawl_hostile(tmp_path, site)
    assert sum("/t2023" in path for path in site.asked) == 20
    assert "host left alone" not in met.state[1]


def test_other_sources_go_on_when_a_host_is_left_alone(tmp_path: Path) -> None:
    with (
        hostile({**NO_ROBOTS, LIST: answer(list_of(articles(40)))}, silent) as bad,
        hostile({**NO_ROBOTS, LIST: answer(list_of(articles(3)))}, article_at) as good,
    ):
        met = crawl_several(tmp_path, {"bad": bad, "good": good})
    assert (met["bad"].state[0], met["good"].state) == (State.SUSPICIOUS, [State.OK, ""])


def test_what_was_left_is_fetched_once_the_host_answers_again(tmp_path: Path) -> None:
    with hostile({**NO_ROBOTS, LIST: answer(list_of(articles(12)))}, silent) as site:
        crawl_hostile(tmp_path, site)
        site.otherwise = article_at
        with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store, store.writing() as connection:
            connection.exec_driver_sql("UPDATE frontier SET due_at = '2020-01-01T00:00:00.000000Z' WHERE due_at > ''")
        met = crawl_hostile(tmp_path, site)
    assert sum(outcome == "new" for outcome in met.came_of.values()) == 12
    assert json.dumps(met.state) == json.dumps([State.OK, ""])
