"""The frontier: what is to be fetched, in the store. Each step of an address is in the transaction that it goes with.

    begin        a crawl cycle of a source: its lists, and the articles that are due, are PENDING
    lease        PENDING -> LEASED, until a time by which its request has surely ended
    record       LEASED -> FETCHED -> DONE, with the page, the links or the failure that it came to
    unfinished   what a killed run had kept and not read

A lease is its run's as long as that goes on, and what a dead run held is taken back at the next one's begin
(sharing.py). So several crawlers on one source keep out of each other's way; crawler/locks.py has one at a source.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from pipelines.frontier import Failure, Lease, Scope, Step
from pipelines.health import State
from pipelines.models import Ask, Page, Role, Source
from pipelines.revisions.addresses import canonical
from pipelines.rows import Rows
from pipelines.store import raw_pages
from pipelines.store.engine.again import patiently, written
from pipelines.store.engine.database import SINGLE_ROWS, Database, Reach, behind
from pipelines.store.engine.errors import ConnectionLost
from pipelines.store.engine.transactions import Writing, transaction
from pipelines.store.frontier.events import Event, Fetched, Read, Reply
from pipelines.store.frontier.hosts import (
    Round,
    answers_again,
    begin_lists,
    can_be_as_before,
    forget_left_alone,
    forget_the_future,
    leave,
    left_alone,
    rules_of,
)
from pipelines.store.frontier.recording import Recording, find_row, is_confirmation, note_failure
from pipelines.store.frontier.requests import RANK, RECHECK, ask_of
from pipelines.store.frontier.sharing import is_of_others, release, take_back
from pipelines.store.runs.record import begin_turn, finish_source, note_source, round_of
from pipelines.store.schema.tables import Frontier, Pages, table

__all__ = ["Work"]

T = TypeVar("T")
LEASE = timedelta(minutes=15)  # longer than a request with all its retries and redirects can take

frontier, pages = table(Frontier), table(Pages)
# What a lease is made of; to read a row's other columns as well costs a program a tenth of a lease
OF_LEASE = (
    *(frontier.c.id, frontier.c.url, frontier.c.request, frontier.c.role, frontier.c.depth, frontier.c.parent_id),
    *(frontier.c.rank, frontier.c.attempts, frontier.c.failures, frontier.c.page_id, frontier.c.etag),
    *(frontier.c.last_modified, frontier.c.changed_at, frontier.c.links, frontier.c.unread, frontier.c.rules),
)


class Work:
    """One source's frontier in one run. Every method is one transaction; all may raise StoreError.

    Where the store is on a server that is away for a moment they wait, and write what was not written.
    """

    def __init__(self, engine: Engine, writing: Writing, source: Source, number: int, run: int) -> None:
        self.engine, self.writing = engine, writing
        self.source, self.number, self.run = source, number, run
        never = datetime.max.replace(tzinfo=UTC)
        self.round = Round(source, number, run, never, never, Scope(), rules_of(source))

    def write(self, write: Callable[[Connection], T]) -> T:
        """Write what belongs to this source, in one transaction."""
        reach = Reach(source=self.number, patient=True)
        return written(self.engine, lambda: self.writing(reach), write, self.run, self.number)

    def read(self, look: Callable[[Connection], T]) -> T:
        """Look at what is committed, in one transaction."""

        def attempt() -> T:
            with transaction(self.engine, writing=False) as connection:
                return look(connection)

        return patiently(attempt)

    def begin(self, asks: Iterable[tuple[Ask, Role]], now: datetime, scope: Scope) -> None:
        """Begin a crawl cycle of the source: `asks` (its lists, mostly) and what is due are to be asked for.

        A run that was cut short within the hour is carried on: lists that it has read are not read again, but by a run
        that is to look at everything.
        """

        def begin(connection: Connection) -> None:
            began = round_of(connection, self.run, self.number)
            self.round = replace(self.round, began=began, lists_since=now if scope.full else began, scope=scope)
            begin_turn(
                connection, self.run, self.number, now, partial=scope.since is not None or scope.limit is not None
            )
            take_back(connection, self.number, self.run)
            forget_the_future(connection, self.round, now)
            if scope.full:
                forget_left_alone(connection, self.number)
            begin_lists(connection, self.round, list(asks), now)
            of_source = (frontier.c.source_id == self.number, frontier.c.state == Step.DONE)
            is_known = frontier.c.page_id.is_not(None) | frontier.c.due_at.is_not(None)
            all_known = is_known & (frontier.c.checked_at.is_(None) | (frontier.c.checked_at < began))
            due = all_known if scope.full else frontier.c.due_at <= now
            articles = (frontier.c.role == Role.ARTICLE, due)
            again = {"state": str(Step.PENDING), "rank": RECHECK, "due_at": None, "attempts": 0}
            connection.execute(sa.update(frontier).where(*of_source, *articles).values(again))

        self.write(begin)

    def lease(self, most: int, now: datetime, scope: Scope, roles: Sequence[Role] = tuple(Role)) -> list[Lease]:
        """Return the next addresses to ask for, at most so many: parts before new articles, lists, and what is due
        again.

        Of these those first that were leased the least often: an address that kills whoever asks for it comes last.
        """
        database = behind(self.engine)
        take = leasing(type(database), scope, tuple(roles))
        values = {"its_source": self.number, "now": now, "most": most, "until": now + LEASE, "its_run": self.run}
        lost = False

        def attempt() -> Sequence[Any]:
            nonlocal lost
            try:
                if not lost and (found := database.at_once(take, values)):
                    return found
                with self.writing(SINGLE_ROWS) as connection:
                    # where the connection broke, those that may have been leased by then
                    held = connection.execute(self.held(now + LEASE)).all() if lost else ()
                    return held or connection.execute(take, values).all()
            except ConnectionLost:
                lost = True
                raise

        rows = sorted(patiently(attempt), key=lambda row: (row.rank, row.attempts, row.id))
        return [lease_of(row, again=can_be_as_before(row, scope, self.round.rules)) for row in rows]

    def held(self, until: datetime) -> sa.Select[Any]:
        """What this run has leased until a time."""
        mine = (frontier.c.source_id == self.number, frontier.c.run_id == self.run, frontier.c.state == Step.LEASED)
        return sa.select(*OF_LEASE).where(*mine, frontier.c.lease_until == until)

    def waiting(self, now: datetime) -> datetime | None:
        """When the next address may be asked for that a server put off; None: none was."""
        waits = (frontier.c.state == Step.PENDING, frontier.c.due_at > now, frontier.c.source_id == self.number)
        query = sa.select(sa.func.min(frontier.c.due_at)).where(*waits)
        found: datetime | None = self.read(lambda connection: connection.scalar(query))
        return found

    def record(self, events: Sequence[Event], now: datetime) -> list[Reply]:
        """Write what came of leases, in one transaction; for each event the reply that `Event` names."""
        pages_to_keep = [event.page for event in events if isinstance(event, Fetched) and not is_confirmation(event)]
        made: list[raw_pages.Content] = []
        if pages_to_keep:
            made = self.read(lambda connection: raw_pages.compressed(connection, pages_to_keep))

        def record(connection: Connection) -> list[Reply]:
            held = raw_pages.content_numbers(connection, made)
            added = {canonical(e.lease.ask.url) for e in events if isinstance(e, Read) and isinstance(e.reading, Rows)}
            behind(connection).hold(connection, added)
            contents = {id(page): one for page, one in zip(pages_to_keep, held, strict=True)}
            recording = Recording(connection, self.round, contents, now)
            replies = recording.write_all(events)
            if any(content.lacks_dictionary for content in made):
                raw_pages.make_dictionary(connection, self.number)
            return replies

        return self.write(record)

    def note_failure(self, url: str, failure: Failure) -> None:
        """Note something of an address that is to be known next to its outcome."""
        now = datetime.now(UTC)
        self.write(lambda connection: note_failure(connection, self.round, url, str(failure), now))

    def reason_of(self, page: int) -> str | None:
        """Return why a page was rejected, with its evidence; None: it was not."""
        query = sa.select(pages.c.reason, pages.c.detail).where(pages.c.id == page)
        row = self.read(lambda connection: connection.execute(query).one())
        return f"{row.reason}: {row.detail}" if row.detail and row.reason else row.reason

    def unfinished(self) -> Iterator[Fetched]:
        """Pages of this source that were kept and not read, one in memory at a time; they may be recorded meanwhile."""
        after = 0

        def look(connection: Connection) -> tuple[Row[Any] | None, bool]:
            query = sa.select(frontier).where(
                frontier.c.source_id == self.number, frontier.c.state == Step.FETCHED, frontier.c.id > after
            )
            row = connection.execute(query.order_by(frontier.c.id).limit(1)).first()
            return row, row is not None and is_of_others(connection, self.run, row.run_id)

        while True:
            row, is_held = self.read(look)
            if row is None:
                return
            after = row.id
            if is_held:
                continue
            yield Fetched(lease_of(row), self.page(row.page_id), number=row.page_id)

    def unfinished_article(self, article: int) -> Fetched:
        """Return an article of the frontier with the parts that have come so far."""
        row = self.read(lambda connection: connection.execute(find_row, {"which": article}).one())
        return Fetched(lease_of(row), self.page(row.page_id), number=row.page_id)

    def page(self, number: int) -> Page:
        return patiently(lambda: raw_pages.stored_page(self.engine, number))

    def finish(self, now: datetime, *, whole: bool) -> None:
        """Write what came of this source in this run, and the verdict on it."""

        def finish(connection: Connection) -> None:
            # a run that is asked to stop gives back what it holds: that it did not ask says nothing of the address
            release(connection, self.number, self.run, attempts=frontier.c.attempts - 1)
            finish_source(connection, self.run, self.number, self.source, now, whole=whole)

        self.write(finish)

    def fail(self, why: str, state: State = State.FAILED) -> None:
        """Write that the crawl of this source could not begin, or broke off, and why."""
        self.write(lambda connection: note_source(connection, self.run, self.number, state, why))

    def leave(self, place: str, now: datetime) -> datetime:
        """Ask a host (http://host:port) for nothing until the time that this gives: it does not answer."""
        return self.write(lambda connection: leave(connection, self.number, self.run, place, now))

    def answers_again(self, place: str) -> None:
        """A host that was left alone has answered: what waits for it may be asked for now."""
        self.write(lambda connection: answers_again(connection, self.number, place))

    def left_alone(self) -> list[tuple[str, Role, datetime | None]]:
        """Return the addresses whose host was left alone and has not answered since, and until when each waits."""
        return self.read(lambda connection: left_alone(connection, self.number))

    def left(self) -> int:
        """Return how many addresses are still to be asked for."""
        waits = (frontier.c.source_id == self.number, frontier.c.state != Step.DONE)
        query = sa.select(sa.func.count()).select_from(frontier).where(*waits)
        return self.read(lambda connection: connection.scalar(query)) or 0


@cache
def leasing(kind: type[Database], scope: Scope, roles: tuple[Role, ...]) -> sa.Update:
    """Make the statement that leases: to build it again costs as much as to execute it."""
    now = sa.bindparam("now", type_=frontier.c.due_at.type)
    free = to_lease(sa.bindparam("its_source"), now, scope, roles).limit(sa.bindparam("most"))
    until = sa.bindparam("until", type_=frontier.c.lease_until.type)
    leased = {"state": str(Step.LEASED), "lease_until": until, "run_id": sa.bindparam("its_run")}
    free = free.where(kind.alive(sa.bindparam("its_run", type_=frontier.c.run_id.type)))
    take = sa.update(frontier).where(frontier.c.id.in_(free.with_for_update(skip_locked=True)))
    return take.values(leased | {"attempts": frontier.c.attempts + 1}).returning(*OF_LEASE)


def to_lease(
    source: int | sa.BindParameter[int],
    now: datetime | sa.BindParameter[datetime],
    scope: Scope,
    roles: Sequence[Role],
) -> sa.Select[Any]:
    wanted = (
        frontier.c.source_id == source,
        frontier.c.state == Step.PENDING,
        frontier.c.due_at.is_(None) | (frontier.c.due_at <= now),
    )
    query = sa.select(frontier.c.id).where(*wanted)
    if set(roles) != set(Role):
        query = query.where(sa.or_(*(frontier.c.role == str(role) for role in roles)))
    if set(roles) == {Role.PART}:
        query = query.where(frontier.c.rank == RANK[Role.PART])  # or the index would be gone through to its end
    if scope.since is not None:
        undated_or_young = frontier.c.listed_on.is_(None) | (frontier.c.listed_on >= scope.since)
        query = query.where((frontier.c.role != Role.ARTICLE) | undated_or_young)
    return query.order_by(frontier.c.rank, frontier.c.attempts, frontier.c.id)


def lease_of(row: Row[Any], *, again: bool = False) -> Lease:
    """`again`: the server may answer that nothing has changed since."""
    return Lease(
        number=row.id,
        ask=ask_of(row.url, row.request),
        role=Role(row.role),
        depth=row.depth,
        parent=row.parent_id,
        etag=row.etag if again else None,
        last_modified=row.last_modified if again else None,
        page=row.page_id if again else None,
        failures=row.failures,
        changed_at=row.changed_at,
    )
