"""The frontier: what is to be fetched, in the store. Each step of an address is in the transaction that it goes with.

    begin        a round over a source: its lists, and the articles that are due, are PENDING
    lease        PENDING -> LEASED, until a time by which its request has surely ended
    record       LEASED -> FETCHED -> DONE, with the page, the links or the failure that it came to
    unfinished   what a killed run had kept and not read

The lock of a source's run (crawler/locks.py) says that no other program works on it, so leases found at its begin
are a dead run's. Several crawlers on one source would go by `lease_until`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from pipelines.frontier import (
    Ended,
    Happening,
    Kept,
    Lease,
    Listed,
    PartFound,
    Postponed,
    Read,
    Scope,
    Step,
    Unread,
    next_check,
    soon,
)
from pipelines.health import State
from pipelines.models import Ask, Outcome, Page, Rejection, Role, Source
from pipelines.store import raw_pages
from pipelines.store.bulletins.presence import mark_presence
from pipelines.store.bulletins.rows import Rows
from pipelines.store.bulletins.settle import (
    Fate,
    NoBulletin,
    as_before,
    as_confirmed,
    is_return,
    settle_confirmed,
    settle_page,
)
from pipelines.store.bulletins.volatile import is_doubtful
from pipelines.store.engine.transactions import Writing, transaction
from pipelines.store.frontier.hosts import LEFT_ALONE, answers_again, forget_left_alone, leave, left_alone
from pipelines.store.frontier.listings import note_links
from pipelines.store.frontier.requests import RANK, RECHECK, add, ask_of, asked, want
from pipelines.store.frontier.rounds import Round, begin_lists, can_be_as_before, forget_the_future, rules_of
from pipelines.store.runs.outcomes import WRITTEN
from pipelines.store.runs.record import begin_turn, finish_source, round_of, tell_source
from pipelines.store.schema.tables import Bulletins, Failures, Frontier, Pages, Revisions, table

__all__ = ["KeptPage", "ListRead", "Unfinished", "Work", "release"]

LASTING = 2  # failures in a row after which an address is asked for again in a day, not in the next run
LEASE = timedelta(minutes=15)  # longer than a request with all its retries and redirects can take
# Rejections that say nothing of the page itself, so it is asked for again soon
PASSING = (
    Rejection.BLOCKED,
    Rejection.SITE_NOTICE,
    Rejection.SERVER_ERROR,
    Rejection.EMPTY,
    Rejection.UNDECODABLE,
    Rejection.FAILED,
    Rejection.INTERNAL_ERROR,
)

frontier, pages, revisions, failures = table(Frontier), table(Pages), table(Revisions), table(Failures)
bulletins = table(Bulletins)

set_row = sa.update(frontier).where(frontier.c.id == sa.bindparam("which"))
set_leased = set_row.values(
    state=str(Step.LEASED),
    lease_until=sa.bindparam("until"),
    run_id=sa.bindparam("run"),
    attempts=frontier.c.attempts + 1,
)
find_row = sa.select(frontier).where(frontier.c.id == sa.bindparam("which"))
find_page = sa.select(pages).where(pages.c.id == sa.bindparam("page"))
find_published = (
    sa.select(revisions.c.published)
    .join(pages, (pages.c.bulletin_id == revisions.c.bulletin_id) & (pages.c.revision == revisions.c.number))
    .where(pages.c.id == sa.bindparam("page"))
)
find_part = sa.select(pages.c.id).where(pages.c.part_of == sa.bindparam("page")).limit(1)
find_article_page = sa.select(frontier.c.page_id).where(frontier.c.id == sa.bindparam("article"))
find_gone_since = (
    sa.select(bulletins.c.gone_since)
    .join(pages, pages.c.bulletin_id == bulletins.c.id)
    .where(pages.c.id == sa.bindparam("page"))
)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A kept answer's number; `outcome` is its fate when it is what was there before, and nobody need read it."""

    number: int
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class ListRead:
    """What a list page led to: articles that this list did not name before, and further pages that are to be read."""

    new: int
    further: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A page that was kept and not read, with the further parts that came."""

    lease: Lease
    number: int
    page: Page


Result = KeptPage | ListRead | Outcome | bool | None


class Work:
    """One source's frontier in one run. Every method is one transaction; all may raise StoreError."""

    def __init__(self, engine: Engine, writing: Writing, source: Source, number: int, run: int) -> None:
        self.engine, self.writing = engine, writing
        self.source, self.number, self.run = source, number, run
        never = datetime.max.replace(tzinfo=UTC)
        self.round = Round(source, number, run, never, never, Scope(), rules_of(source))

    def begin(self, asks: Iterable[tuple[Ask, Role]], now: datetime, scope: Scope) -> None:
        """A round over the source: `asks` (its lists, mostly) and what is due are to be asked for.

        A run that was cut short within the hour is carried on: lists that it has read are not read again, but by a run
        that is to look at everything.
        """
        with self.writing() as connection:
            began = round_of(connection, self.run, self.number)
            self.round = replace(self.round, began=began, lists_since=now if scope.full else began, scope=scope)
            begin_turn(
                connection, self.run, self.number, now, partial=scope.since is not None or scope.limit is not None
            )
            release(connection, self.number)
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

    def lease(self, most: int, now: datetime, scope: Scope, roles: Sequence[Role] = tuple(Role)) -> list[Lease]:
        """The next addresses to ask for, at most so many: parts before new articles, lists, and what is due again.

        Of these those first that were leased the least often: an address that kills whoever asks for it comes last.
        """
        with self.writing() as connection:
            rows = connection.execute(to_lease(self.number, now, scope, roles).limit(most)).all()
            if rows:
                leased = {"until": now + LEASE, "run": self.run}
                connection.execute(set_leased, [{"which": row.id, **leased} for row in rows])
        return [lease_of(row, again=can_be_as_before(row, scope, self.round.rules)) for row in rows]

    def waiting(self, now: datetime) -> datetime | None:
        """When the next address may be asked for that a server put off; None: none was."""
        waits = (frontier.c.state == Step.PENDING, frontier.c.due_at > now, frontier.c.source_id == self.number)
        with transaction(self.engine, writing=False) as connection:
            found: datetime | None = connection.scalar(sa.select(sa.func.min(frontier.c.due_at)).where(*waits))
        return found

    def record(self, happenings: Sequence[Happening], now: datetime) -> list[Result]:
        """Write what came of leases, in one transaction; for each what the crawler has to know."""
        answers = [h.page for h in happenings if isinstance(h, Kept) and not is_confirmation(h)]
        contents: dict[int, raw_pages.Content] = {}
        if answers:
            with transaction(self.engine, writing=False) as connection:
                made = raw_pages.compressed(connection, answers)
            contents = {id(page): content for page, content in zip(answers, made, strict=True)}
        with self.writing() as connection:
            results = [self.write(connection, happening, contents, now) for happening in happenings]
            if any(content.lacks_dictionary for content in contents.values()):
                raw_pages.make_dictionary(connection, self.number)
            return results

    def write(
        self, connection: Connection, happening: Happening, contents: dict[int, raw_pages.Content], now: datetime
    ) -> Result:
        match happening:
            case Kept():
                return self.kept(connection, happening, contents.get(id(happening.page)), now)
            case Read():
                assert isinstance(happening.fate, (Rows, NoBulletin))  # noqa: S101  # made by store.fate_of
                return self.read(connection, happening.lease, happening.page, happening.fate, now)
            case Listed():
                return self.listed(connection, happening, now)
            case PartFound():
                return self.part_found(connection, happening)
            case Ended():
                self.ended(connection, happening, now)
                return None
            case Postponed():
                put_off: dict[str, Any] = {"state": str(Step.PENDING), "due_at": happening.until}
                if happening.left_alone:
                    put_off |= {"result": LEFT_ALONE, "lease_until": None}
                connection.execute(set_row, {"which": happening.lease.number, **put_off})
                return None

    def kept(self, connection: Connection, kept: Kept, content: raw_pages.Content | None, now: datetime) -> KeptPage:
        lease, page = kept.lease, kept.page
        told: dict[str, Any] = {
            "state": str(Step.FETCHED),
            "lease_until": None,
            "result": "page" if content else "not modified",
            "checked_at": now,
            "attempts": 0,
        }
        if content is None:
            assert lease.page is not None  # noqa: S101  # or it would be no confirmation
            held, fate = as_confirmed(connection, lease.page)
        else:
            told |= {"etag": page.header("ETag"), "last_modified": page.header("Last-Modified")}
            held, was_known = raw_pages.content_number(connection, content)
            may_be_same = was_known and lease.role is not Role.PART
            fate = as_before(connection, page, held, lease.page) if may_be_same else None
        keep = partial(raw_pages.keep_page, connection, self.run, self.number, page, held)
        if lease.role is Role.PART:
            # an error page is no part of the article, which is read without it
            number = keep(raw_pages.FETCHED, article_page(connection, lease) if page.status < 400 else None)
            outcome: Outcome | None = settle_page(connection, number, fate_of_part(page))
            failed = lease.failures + 1 if outcome is Outcome.REJECTED else 0
            told |= {"state": str(Step.DONE), "failures": failed}
        elif fate is not None:
            number, outcome = keep(fate.columns), fate.outcome
            if fate.back is not None:
                mark_presence(connection, fate.back)
        else:
            number = keep(raw_pages.FETCHED)
            confirms = lease.page if content is None else None
            outcome = settle_confirmed(connection, number, confirms) if confirms is not None else None
        if outcome is not None and lease.role is not Role.PART:
            told |= self.done(connection, lease, number, outcome, now)
        connection.execute(set_row, {"which": lease.number, "page_id": number, **told})
        return KeptPage(number, outcome)

    def read(self, connection: Connection, lease: Lease, number: int, fate: Fate, now: datetime) -> Outcome:
        outcome = settle_page(connection, number, fate, judging=not self.round.scope.accept)
        if isinstance(fate, NoBulletin):
            passing = outcome is Outcome.REJECTED and is_passing(connection, number, fate)
        else:
            # something else stood in the place of a page that may be back at any time
            passing = outcome in (Outcome.REJECTED, Outcome.UNDONE)
        unread = None
        if lease.role is Role.LIST and outcome is Outcome.REJECTED:
            unread = Unread.FAILED if passing else Unread.NOTHING_THERE
        has_parts = connection.execute(find_part, {"page": number}).first() is not None
        rows = fate if isinstance(fate, Rows) and outcome in WRITTEN else None
        told = self.done(
            connection, lease, number, outcome, now, rows=rows, passing=passing, unread=unread, has_parts=has_parts
        )
        if outcome is Outcome.REVISED and not has_parts and is_doubtful(connection, number):
            told |= {"state": str(Step.PENDING), "rank": RECHECK, "due_at": now + soon(self.source)}
        connection.execute(set_row, {"which": lease.number, **told})
        return outcome

    def done(
        self,
        connection: Connection,
        lease: Lease,
        number: int,
        outcome: Outcome,
        now: datetime,
        *,
        rows: Rows | None = None,
        passing: bool = False,
        unread: Unread | None = None,
        has_parts: bool = False,
    ) -> dict[str, Any]:
        """What a visit that is over leaves in its row: how soon the next one is to be. `rows`: of the revision that it
        wrote; `unread`: why a list was not read; `has_parts`: of an article that goes on at other addresses."""
        changed = lease.changed_at
        if changed is None or changed > now:
            # a page of last year that is new to us is old all the same
            published = rows.revision["published"] if rows else connection.scalar(find_published, {"page": number})
            told_at = datetime(published.year, published.month, published.day, tzinfo=UTC) if published else now
            changed = min(now, told_at)
        elif outcome is Outcome.REVISED and not is_return(connection, number):
            changed = now  # a page that goes to and fro between two texts is looked at less and less often
        elif outcome is Outcome.GONE:
            # when it went, not when it was missed again: what is gone is looked for more and more seldom
            changed = connection.scalar(find_gone_since, {"page": number}) or now
        failed = lease.failures + 1 if passing or unread else 0
        told: dict[str, Any] = {"state": str(Step.DONE), "changed_at": changed, "failures": failed}
        if lease.role is Role.ARTICLE:
            told["due_at"] = next_check(self.source, now, changed, failed)
        if lease.role is Role.LIST:
            told |= self.next_reading(lease, now, failed, unread)
        if has_parts or outcome in (Outcome.REJECTED, Outcome.UNDONE, Outcome.GONE):
            # a 304 would say nothing of the further parts; and of a page that we could not use we want another
            told |= {"etag": None, "last_modified": None}
        return told

    def next_reading(self, lease: Lease, now: datetime, failed: int, unread: Unread | None) -> dict[str, Any]:
        """First pages are read in every round; those after them are led to, or else are to be read by themselves."""
        if lease.depth <= 1 or unread is None:
            return {"due_at": None, "unread": None}
        return {"due_at": next_check(self.source, now, now, failed), "unread": str(unread)}

    def listed(self, connection: Connection, listed: Listed, now: datetime) -> ListRead:
        row = connection.execute(find_row, {"which": listed.lease.number}).one()
        by_others = row.rules is not None and row.rules != self.round.rules
        behind = Unread(row.unread) if row.unread else Unread.RULES if by_others else None
        settle_page(connection, listed.page, NoBulletin(Outcome.LISTED))
        # it may be the end of the list, or a server's way to say that something is wrong
        leads_nowhere = listed.lease.depth > 1 and not (listed.links or listed.off_site or listed.next_pages)
        unread = Unread.NOTHING_THERE if leads_nowhere else None
        told = self.done(connection, listed.lease, listed.page, Outcome.LISTED, now, unread=unread)
        told |= {"links": len(listed.links), "rules": self.round.rules}
        connection.execute(set_row, {"which": listed.lease.number, **told})
        return ListRead(*note_links(connection, self.round, listed, now, behind))

    def part_found(self, connection: Connection, found: PartFound) -> bool:
        """Whether the part is to be asked for: not when it was in this visit, as where parts lead in circles."""
        ask = Ask(found.url)
        row = connection.execute(asked(self.number, ask)).first()
        parent = connection.execute(find_row, {"which": found.lease.number}).one()
        more = {"parent_id": found.lease.number, "depth": found.depth}
        if row is None:
            connection.execute(add, want(self.number, ask, Role.PART, **more))
            return True
        if row.role != Role.PART or row.parent_id != found.lease.number:
            return False  # an article of its own
        if row.state != Step.DONE:
            return True
        if row.checked_at is not None and row.checked_at >= parent.checked_at:
            return False
        connection.execute(set_row, {"which": row.id, "state": str(Step.PENDING), "attempts": 0, **more})
        return True

    def ended(self, connection: Connection, ended: Ended, now: datetime) -> None:
        row = connection.execute(find_row, {"which": ended.lease.number}).one()
        told: dict[str, Any] = {
            "state": str(Step.DONE),
            "lease_until": None,
            "result": ended.error.partition(":")[0],
            "checked_at": now,
            "attempts": 0,
            "failures": row.failures + 1,
        }
        if ended.lease.role is Role.ARTICLE:
            failures = max(row.failures + 1, LASTING) if ended.lasting else row.failures + 1
            told["due_at"] = next_check(self.source, now, row.changed_at or now, failures)
        if ended.lease.role is Role.LIST:
            told |= self.next_reading(ended.lease, now, row.failures + 1, Unread.FAILED)
        connection.execute(set_row, {"which": row.id, **told})
        self.note(connection, ended.lease.ask.url, ended.error, now)

    def note(self, connection: Connection, url: str, error: str, now: datetime) -> None:
        told = {"run_id": self.run, "source_id": self.number, "url": url, "error": error, "failed_at": now}
        connection.execute(sa.insert(failures), told)

    def unfinished(self) -> Iterator[Unfinished]:
        """Pages of this source that were kept and not read, one in memory at a time; they may be recorded meanwhile."""
        after = 0
        while True:
            query = sa.select(frontier).where(
                frontier.c.source_id == self.number, frontier.c.state == Step.FETCHED, frontier.c.id > after
            )
            with transaction(self.engine, writing=False) as connection:
                row = connection.execute(query.order_by(frontier.c.id).limit(1)).first()
            if row is None:
                return
            after = row.id
            yield Unfinished(lease_of(row), row.page_id, self.page(row.page_id))

    def unfinished_article(self, article: int) -> Unfinished:
        """An article of the frontier with the parts that have come so far."""
        with transaction(self.engine, writing=False) as connection:
            row = connection.execute(find_row, {"which": article}).one()
        return Unfinished(lease_of(row), row.page_id, self.page(row.page_id))

    def page(self, number: int) -> Page:
        return raw_pages.stored_page(self.engine, number)

    def finish(self, now: datetime, *, whole: bool) -> None:
        """Write what came of this source in this run, and the verdict on it."""
        with self.writing() as connection:
            # a run that is told to stop gives back what it holds: that it did not ask says nothing of the address
            release(connection, self.number, attempts=frontier.c.attempts - 1)
            finish_source(connection, self.run, self.number, self.source, now, whole=whole)

    def fail(self, why: str, state: State = State.FAILED) -> None:
        """Write that the crawl of this source could not begin, or broke off, and why."""
        with self.writing() as connection:
            tell_source(connection, self.run, self.number, state, why)

    def leave(self, place: str, now: datetime) -> datetime:
        """Ask a host (http://host:port) for nothing until the time that this gives: it does not answer."""
        with self.writing() as connection:
            return leave(connection, self.number, self.run, place, now)

    def answers_again(self, place: str) -> None:
        """A host that was left alone has answered: what waits for it may be asked for now."""
        with self.writing() as connection:
            answers_again(connection, self.number, place)

    def left_alone(self) -> list[tuple[str, Role, datetime | None]]:
        """The addresses whose host was left alone and has not answered since, and until when each waits."""
        with transaction(self.engine, writing=False) as connection:
            return left_alone(connection, self.number)

    def left(self) -> int:
        """How many addresses are still to be asked for."""
        waits = (frontier.c.source_id == self.number, frontier.c.state != Step.DONE)
        with transaction(self.engine, writing=False) as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(frontier).where(*waits)) or 0


def fate_of_part(page: Page) -> NoBulletin:
    if page.status < 400:
        return NoBulletin(Outcome.JOINED)
    return NoBulletin(Outcome.REJECTED, str(Rejection.HTTP_ERROR), f"status {page.status}")


def is_confirmation(kept: Kept) -> bool:
    """A 304 to a request that named what we have; a server may send one to any other too, and then it tells nothing."""
    lease = kept.lease
    named = lease.etag is not None or lease.last_modified is not None
    return kept.page.status == 304 and lease.page is not None and named


def release(connection: Connection, source: int, **more: Any) -> None:
    """Leases that nobody holds any more: to be asked for again."""
    leased = (frontier.c.source_id == source, frontier.c.state == Step.LEASED)
    again = {"state": str(Step.PENDING), "lease_until": None, "run_id": None}
    connection.execute(sa.update(frontier).where(*leased).values(again | more))


def to_lease(source: int, now: datetime, scope: Scope, roles: Sequence[Role]) -> sa.Select[Any]:
    wanted = (
        frontier.c.source_id == source,
        frontier.c.state == Step.PENDING,
        frontier.c.due_at.is_(None) | (frontier.c.due_at <= now),
        frontier.c.role.in_([str(role) for role in roles]),
    )
    query = sa.select(frontier).where(*wanted)
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


def article_page(connection: Connection, lease: Lease) -> int | None:
    """The number of the page of the article that a leased part belongs to."""
    return connection.scalar(find_article_page, {"article": lease.parent})


def is_passing(connection: Connection, number: int, fate: NoBulletin) -> bool:
    if fate.reason == Rejection.HTTP_ERROR:
        return connection.execute(find_page, {"page": number}).one().status not in (404, 410)
    return fate.reason in PASSING
