"""The frontier as a state machine: whatever happens in whatever order, no address is lost and none is there twice."""

import tempfile
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from amounts import examples
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from simulated_crawl import LIST, NOW, SOURCE, answered, article, begin, links
from store_pages import reading

from pipelines.frontier import Failure, FailureKind, Lease, Scope
from pipelines.health import RunState
from pipelines.models import ListPage, Outcome, Rejected, Rejection, Role
from pipelines.store import Ended, Fetched, Listed, Postponed, Read, Work, open_store, recordable

COLUMN = f"{SOURCE.start_urls[0]}column/"
SOURCES = {1: SOURCE, 2: replace(SOURCE, start_urls=(LIST, COLUMN)), 3: replace(SOURCE, max_list_pages=1)}


@cache
def empty_store() -> bytes:
    """A store's file: to make one takes longer than the rest of an example."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "b.db"
        with open_store(f"sqlite:///{path}"):
            pass
        return path.read_bytes()


class FrontierMachine(RuleBasedStateMachine):
    """One source over many runs, on a clock that goes forth and back. `named`: every address that a list has named."""

    @initialize()
    def open(self) -> None:
        self.closing = ExitStack()
        path = Path(self.closing.enter_context(tempfile.TemporaryDirectory())) / "b.db"
        path.write_bytes(empty_store())
        self.store = self.closing.enter_context(open_store(f"sqlite:///{path}"))
        self.now: datetime = NOW
        self.source = SOURCE
        self.named: set[str] = set()
        self.next_article = 0
        self.work: Work | None = None
        self.begin()

    def teardown(self) -> None:
        self.closing.close()

    def begin(self, scope: Scope = Scope()) -> None:  # noqa: B008  # frozen
        self.work = begin(self.store, self.now, scope, self.source)
        self.leased: dict[int, Lease] = {}
        self.kept: dict[int, tuple[Lease, Fetched]] = {}
        self.asked: set[int] = set()  # in this run, and not again until time passes

    @property
    def running(self) -> Work:
        assert self.work is not None
        return self.work

    def one(self, data: st.DataObject) -> Lease:
        return self.leased.pop(data.draw(st.sampled_from(sorted(self.leased))))

    # What a run does

    @rule(most=st.integers(1, 4))
    def lease(self, most: int) -> None:
        leases = self.running.lease(most, self.now, Scope())
        numbers = [lease.number for lease in leases]
        assert not set(numbers) & (self.leased.keys() | self.kept.keys()), "leased twice"
        self.leased.update(zip(numbers, leases, strict=True))

    @precondition(lambda self: self.leased)
    @rule(data=st.data(), body=st.integers(0, 3))
    def keep(self, data: st.DataObject, body: int) -> None:
        lease = self.one(data)
        page = replace(answered(lease, self.now), body=f"{lease.ask.url} {body}".encode())
        [kept] = self.running.record([Fetched(lease, page)], self.now)
        assert isinstance(kept, Fetched)
        if kept.outcome is None:
            self.kept[lease.number] = (lease, kept)

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), new=st.integers(0, 3), again=st.booleans(), rejected=st.booleans())
    def read(self, data: st.DataObject, new: int, again: bool, rejected: bool) -> None:
        lease, kept = self.kept.pop(data.draw(st.sampled_from(sorted(self.kept))))
        if lease.role is Role.LIST and not rejected:
            numbers = [*range(self.next_article, self.next_article + new), *(range(self.next_article) if again else ())]
            self.next_article += new
            self.named |= {article(number) for number in numbers}
            further = (replace(lease.ask, url=f"{LIST}index_{lease.depth}.html"),)
            self.running.record([Listed(lease, kept.number, ListPage(links(*numbers), next_pages=further))], self.now)
            return
        result = Rejected(Rejection.BLOCKED) if rejected else reading(lease.ask.url)
        [outcome] = self.running.record([Read(lease, kept.number, recordable(result))], self.now)
        assert isinstance(outcome, Outcome)

    @precondition(lambda self: self.leased)
    @rule(data=st.data(), lasting=st.booleans())
    def end(self, data: st.DataObject, lasting: bool) -> None:
        self.running.record(
            [Ended(self.one(data), Failure(FailureKind.NO_HTTP if lasting else FailureKind.TIMED_OUT))], self.now
        )

    @precondition(lambda self: self.leased)
    @rule(data=st.data(), hours=st.integers(-1, 24), left_alone=st.booleans())
    def put_off(self, data: st.DataObject, hours: int, left_alone: bool) -> None:
        until = self.now + timedelta(hours=hours)
        self.running.record([Postponed(self.one(data), until, left_alone)], self.now)

    @rule()
    def leave_host(self) -> None:
        assert self.now < self.running.leave("http://www.example.gov.cn", self.now) <= self.now + timedelta(days=1)

    @rule()
    def host_answers(self) -> None:
        self.running.answers_again("http://www.example.gov.cn")

    # What happens to a run

    @rule(whole=st.booleans())
    def finish(self, whole: bool) -> None:
        self.running.finish(self.now, whole=whole)
        self.store.finish_run(self.running.run, RunState.FINISHED if whole else RunState.STOPPED)
        self.kill(full=False)

    @rule(full=st.booleans())
    def kill(self, full: bool) -> None:
        """The next run finds what the dead one held."""
        held = {**self.kept}
        self.begin(Scope(full=full))
        found = {unfinished.lease.number: unfinished for unfinished in self.running.unfinished()}
        assert found.keys() == held.keys(), "what was kept and not read is found again"
        self.kept = {number: (one.lease, one) for number, one in found.items()}

    @rule(hours=st.sampled_from([-48, 1, 7, 24, 24 * 30, 24 * 400]))
    def clock(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(which=st.sampled_from(sorted(SOURCES)))
    def change_source(self, which: int) -> None:
        self.source = SOURCES[which]
        self.kill(full=False)

    # What holds whatever happens

    @invariant()
    def every_address_is_there_once(self) -> None:
        if not hasattr(self, "store"):
            return
        with self.store.reading() as connection:
            rows = connection.exec_driver_sql("SELECT id, url, role, state, page_id FROM frontier").all()
        urls = [row.url for row in rows]
        assert len(urls) == len(set(urls)), "an address is there twice"
        assert self.named <= set(urls), "an address is lost"
        states = {row.id: row.state for row in rows}
        assert {number for number, state in states.items() if state == "LEASED"} == self.leased.keys()
        assert {number for number, state in states.items() if state == "FETCHED"} == self.kept.keys()

    @invariant()
    def every_article_will_be_asked_for(self) -> None:
        """PENDING, held, or DONE with a time at which it is due; none waits longer than the clock could say."""
        if not hasattr(self, "store"):
            return
        query = "SELECT url FROM frontier WHERE role = 'article' AND state = 'DONE' AND due_at IS NULL"
        with self.store.reading() as connection:
            assert connection.exec_driver_sql(query).all() == []


FrontierMachine.TestCase.settings = settings(
    max_examples=examples(20), stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestFrontier = FrontierMachine.TestCase
