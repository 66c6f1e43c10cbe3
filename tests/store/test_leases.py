"""Runs next to each other on one frontier: what one has leased or kept is its own as long as it goes on."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from amounts import amount
from simulated_crawl import kill_runs
from store_pages import notice

from pipelines.frontier import Lease, Scope
from pipelines.health import RunState, State
from pipelines.models import Ask, Outcome, Page, Role, Source
from pipelines.store import Fetched, Read, Store, Work, open_store, recordable
from pipelines.store.frontier.requests import want
from pipelines.store.schema.tables import Frontier, Runs, table

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
SOURCE = Source(name="example", allowed_domains=("www.example.gov.cn",))
LEASES = """
import json, sys
from datetime import UTC, datetime
from pipelines.frontier import Scope
from pipelines.models import Source
from pipelines.store import open_store
source = Source(name="example")
with open_store(sys.argv[1]) as store:
    work = store.frontier(source, store.begin_run("crawl", [source]))
    print("ready", flush=True)
    sys.stdin.readline()
    held = []
    while leased := work.lease(4, datetime.now(UTC), Scope()):
        held += [lease.number for lease in leased]
    print(json.dumps(held), flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def other(store: Store) -> Iterator[Store]:
    """The same store, as another program has it."""
    with open_store(store.url) as opened:
        yield opened


def begin(store: Store, source: Source = SOURCE) -> Work:
    work = store.frontier(source, store.begin_run("crawl", [source], NOW))
    work.begin([], NOW, Scope())
    return work


def fill(store: Store, addresses: int, source: Source = SOURCE) -> None:
    work = begin(store, source)
    with store.writing() as connection:
        rows = [want(work.number, Ask(f"http://www.example.gov.cn/{n}"), Role.ARTICLE) for n in range(addresses)]
        connection.execute(sa.insert(Frontier), rows)
    work.finish(NOW, whole=True)
    store.finish_run(work.run)


def asks(leases: list[Lease]) -> set[str]:
    return {lease.ask.url.rpartition("/")[2] for lease in leases}


def fetched(lease: Lease) -> Fetched:
    return Fetched(lease, Page("example", lease.ask.url, lease.ask.url, NOW, 200, (), b"<p>a</p>"))


def test_a_second_run_takes_no_lease_of_one_that_goes_on(store: Store, other: Store) -> None:
    fill(store, 20)
    first = begin(store)
    held = first.lease(5, NOW, Scope())
    second = begin(other)
    assert asks(held) == {"0", "1", "2", "3", "4"}
    assert asks(second.lease(50, NOW, Scope())) == {str(n) for n in range(5, 20)}
    run = store.run(first.run)
    assert run is not None
    assert (run.state, [of.state for of in run.sources]) == (RunState.RUNNING, [State.RUNNING])


def test_however_late_it_is_a_lease_of_a_run_that_goes_on_is_its_own(store: Store, other: Store) -> None:
    fill(store, 2)
    begin(store).lease(2, datetime(2020, 1, 1, tzinfo=UTC), Scope())
    assert begin(other).lease(2, NOW, Scope()) == []


def test_the_leases_of_a_dead_run_are_taken_over(store: Store, other: Store) -> None:
    fill(store, 5)
    first = begin(store)
    first.lease(3, NOW, Scope())
    kill_runs(store)
    second = begin(other)
    assert asks(second.lease(9, NOW, Scope())) == {"0", "1", "2", "3", "4"}
    run = other.run(first.run)
    assert run is not None
    assert run.state == RunState.KILLED


def test_a_run_that_ends_gives_back_its_own_leases_only(store: Store, other: Store) -> None:
    fill(store, 4)
    first, second = begin(store), begin(other)
    first.lease(2, NOW, Scope())
    second.lease(2, NOW, Scope())
    second.finish(NOW, whole=False)
    assert asks(first.lease(9, NOW, Scope())) == {"2", "3"}


def test_a_page_that_a_run_has_kept_is_read_by_it_and_not_by_another(store: Store, other: Store) -> None:
    fill(store, 1)
    first = begin(store)
    first.record([fetched(lease) for lease in first.lease(1, NOW, Scope())], NOW)
    second = begin(other)
    assert ([*second.unfinished()], len([*first.unfinished()])) == ([], 1)
    kill_runs(store, but=second.run)
    second.begin([], NOW, Scope())
    assert len([*second.unfinished()]) == 1


def test_a_source_that_a_run_next_to_it_has_crawled_is_left_out(store: Store, other: Store) -> None:
    one, two = store.begin_run("crawl"), other.begin_run("crawl")
    assert store.begin_source(one, SOURCE)
    store.frontier(SOURCE, one).finish(datetime.now(UTC), whole=True)
    assert not other.begin_source(two, SOURCE)


def test_a_source_that_was_crawled_before_a_run_began_is_crawled(store: Store, other: Store) -> None:
    one = store.begin_run("crawl", [SOURCE], NOW)
    store.frontier(SOURCE, one).finish(NOW, whole=True)
    store.finish_run(one)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE runs SET finished_at = started_at")
    assert other.begin_source(other.begin_run("crawl"), SOURCE)


def test_on_a_schedule_a_source_is_crawled_once_each_time_that_it_is_due(store: Store, other: Store) -> None:
    """A machine may begin minutes after another one has ended: timers are spread, pods start late."""
    due_now, due_later = (replace(SOURCE, schedule=expression) for expression in ("* * * * *", "0 0 1 1 *"))
    now = datetime.now(UTC)
    one = store.begin_run("crawl", [SOURCE], now - timedelta(minutes=9))
    store.frontier(SOURCE, one).finish(now - timedelta(minutes=8), whole=True)
    store.finish_run(one)
    with store.writing() as connection:
        moments = {"at": now - timedelta(minutes=8)}
        connection.execute(sa.update(table(Runs)).values(finished_at=moments["at"]))
    two = other.begin_run("crawl")
    assert not other.begin_source(two, due_later, scheduled=True)
    assert other.begin_source(two, due_now, scheduled=True), "it is due again since"
    assert other.begin_source(other.begin_run("crawl"), due_later), "a person asks for it"


def test_a_source_that_another_run_was_stopped_at_is_crawled(store: Store, other: Store) -> None:
    one, two = store.begin_run("crawl"), other.begin_run("crawl")
    store.begin_source(one, SOURCE)
    store.frontier(SOURCE, one).finish(datetime.now(UTC), whole=False)
    assert other.begin_source(two, SOURCE)
    assert other.begin_source(two, SOURCE), "a second time it is begun already"


def test_several_programs_lease_each_address_once(store: Store) -> None:
    many = amount(400, 10_000)
    fill(store, many)
    programs = [
        subprocess.Popen(  # noqa: S603  # our own program
            [sys.executable, "-c", LEASES, store.url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    try:
        for program in programs:
            assert program.stdout is not None
            assert program.stdout.readline() == "ready\n"
        for program in programs:
            say(program)
        held = [json.loads(program.stdout.readline()) for program in programs if program.stdout]
    finally:
        for program in programs:
            program.communicate("\n")
    numbers = [number for some in held for number in some]
    assert (len(numbers), len(set(numbers))) == (many, many)


def say(program: "subprocess.Popen[str]") -> None:
    assert program.stdin is not None
    program.stdin.write("\n")
    program.stdin.flush()


def test_two_programs_that_find_one_bulletin_at_once_write_it_once(store: Store, other: Store) -> None:
    urls = [f"http://www.example.gov.cn/{n}.html" for n in range(amount(6, 60))]
    together = Barrier(2)

    def crawl(mine: Store, source: Source) -> None:
        fill(mine, len(urls), source)
        work = begin(mine, source)
        for url in urls:
            [lease] = work.lease(1, NOW, Scope())
            page = Page(source.name, url, url, NOW, 200, (), f"<p>{source.name} {url}</p>".encode())
            [kept] = work.record([Fetched(lease, page)], NOW)
            assert isinstance(kept, Fetched)
            together.wait()
            work.record([Read(lease, kept.number, recordable(notice(url, f"本通知附件见{url}。")))], NOW)

    with ThreadPoolExecutor(2) as threads:
        both = [threads.submit(crawl, store, SOURCE), threads.submit(crawl, other, replace(SOURCE, name="another"))]
        for each in both:
            each.result()
    with store.reading() as connection:
        outcomes = connection.exec_driver_sql("SELECT url, outcome FROM pages ORDER BY url, id").all()
        assert [outcome for _, outcome in outcomes] == [Outcome.NEW, Outcome.UNCHANGED] * len(urls)
        found = connection.exec_driver_sql("SELECT count(*), count(DISTINCT text_id) FROM bulletins").one()
    assert tuple(found) == (len(urls), len(urls))
    assert list(store.verify()) == []


# What a run keeps others from, on a server


def test_a_claim_is_held_once_and_shared_by_those_who_share(new_database: Callable[[], str]) -> None:
    with open_store(new_database()) as store, open_store(store.url) as other:
        ours, theirs = store.claims, other.claims
        assert ours is not None
        assert theirs is not None
        assert (ours.take("source a"), theirs.take("source a"), theirs.take("source b")) == (True, False, True)
        assert (ours.take("host a", shared=True), theirs.take("host a", shared=True)) == (True, True)
        assert not ours.take("host c") or not theirs.take("host c")
        ours.give_back("source a")
        assert theirs.take("source a")


def test_the_claims_of_a_program_that_ends_are_free(new_database: Callable[[], str]) -> None:
    with open_store(new_database()) as store:
        with open_store(store.url) as other:
            assert other.claims is not None
            assert other.claims.take("source a")
        claims = store.claims
        assert claims is not None
        # the server frees them when it sees that the session has ended, some time after it has
        assert any(claims.take("source a") or time.sleep(0.1) for _ in range(600))


def test_claims_of_two_stores_on_one_server_are_apart(new_database: Callable[[], str]) -> None:
    with open_store(new_database()) as store, open_store(new_database()) as other:
        assert store.claims is not None
        assert other.claims is not None
        assert (store.claims.take("source a"), other.claims.take("source a")) == (True, True)


def test_a_store_in_a_file_has_its_locks_next_to_it(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/b.db") as store:
        assert store.claims is None
