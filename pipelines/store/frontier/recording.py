"""Events into rows, within one transaction: a kept page, what was read in it, and when its address is due again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.frontier import FailureKind, Lease, Step, Unread, next_check, soon
from pipelines.models import Ask, Outcome, Page, Rejection, Role
from pipelines.rows import NoBulletin, Rows
from pipelines.store import raw_pages
from pipelines.store.bulletins.ahead import Ahead
from pipelines.store.bulletins.as_before import as_before, as_confirmed
from pipelines.store.bulletins.outcomes import is_return, record_confirmed, record_page
from pipelines.store.bulletins.presence import mark_presence
from pipelines.store.bulletins.volatile import is_doubtful
from pipelines.store.engine.database import behind
from pipelines.store.frontier.events import (
    Ended,
    Event,
    Fetched,
    Listed,
    ListRead,
    PartFound,
    Postponed,
    Read,
    Reply,
)
from pipelines.store.frontier.hosts import Round
from pipelines.store.frontier.listings import note_links
from pipelines.store.frontier.requests import RECHECK, add, asked, want
from pipelines.store.runs.alive import WRITTEN
from pipelines.store.schema.tables import Bulletins, Failures, Frontier, Pages, Revisions, table

__all__ = ["Recording", "find_row", "is_confirmation", "note_failure"]

LASTING = 2  # consecutive failures after which an address is asked for again in a day, not in the next run
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
MISSING = (404, 410)  # statuses that speak of the page, and not of the server

frontier, pages, revisions, failures = table(Frontier), table(Pages), table(Revisions), table(Failures)
bulletins = table(Bulletins)

set_row = sa.update(frontier).where(frontier.c.id == sa.bindparam("which"))
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


class Recording:
    """Writes the events of one source in one transaction. `contents`: of pages that came, by the id of the object, the
    number of their bytes, and whether these were there before."""

    def __init__(
        self, connection: Connection, of: Round, contents: Mapping[int, tuple[int, bool]], now: datetime
    ) -> None:
        self.connection, self.round, self.contents, self.now = connection, of, contents, now
        self.ahead: Ahead | None = None

    def write_all(self, events: Sequence[Event]) -> list[Reply]:
        """Write events in their order. What is asked of several is asked once, as long as the ones before change
        nothing in it."""
        behind(self.connection).expect(self.connection, pages, sum(isinstance(event, Fetched) for event in events))
        replies = []
        for at, event in enumerate(events):
            if self.ahead is None and isinstance(event, Read):
                self.look_ahead(events[at:])
            replies.append(self.write(event))
            if not adds_only(event, replies[-1]):
                self.ahead = None
        return replies

    def write(self, event: Event) -> Reply:
        match event:
            case Fetched():
                return self.kept(event)
            case Read():
                return self.read(event)
            case Listed():
                return self.listed(event)
            case PartFound():
                return self.part_found(event)
            case Ended():
                self.ended(event)
            case Postponed():
                self.postponed(event)
        return None

    def look_ahead(self, events: Sequence[Event]) -> None:
        """Ask for the pages of bulletins that were read, if the first event is of one, and others come after it."""
        to_read = [event.page for event in events if isinstance(event, Read) and isinstance(event.reading, Rows)]
        if len(to_read) > 1 and isinstance(events[0], Read) and to_read[0] == events[0].page:
            self.ahead = Ahead(self.connection, to_read)
            behind(self.connection).expect(self.connection, bulletins, self.ahead.new)

    def set(self, lease: Lease, values: Mapping[str, Any]) -> None:
        self.connection.execute(set_row, {"which": lease.number, **values})

    def kept(self, fetched: Fetched) -> Fetched:
        """Keep the bytes. A page that is what was there before has its outcome at once."""
        lease, page, connection = fetched.lease, fetched.page, self.connection
        content, database = self.contents.get(id(page)), behind(connection)
        values: dict[str, Any] = {
            "state": str(Step.FETCHED),
            "lease_until": None,
            "result": "not modified" if content is None else "page",
            "checked_at": self.now,
            "attempts": 0,
        }
        if content is None:
            assert lease.page is not None  # noqa: S101  # or it would be no confirmation
            database.meet(connection)
            held, known = as_confirmed(connection, lease.page)
        else:
            values |= {"etag": page.header("ETag"), "last_modified": page.header("Last-Modified")}
            held, was_known = content
            may_be_same = was_known and lease.role is not Role.PART
            if may_be_same:
                database.meet(connection)  # another source may have the same bulletin
            known = as_before(connection, page, held, lease.page) if may_be_same else None
        keep = partial(raw_pages.keep_page, connection, self.round.run, self.round.number, page, held)
        if lease.role is Role.PART:
            # an error page is no part of the article, which is read without it
            article = connection.scalar(find_article_page, {"article": lease.parent}) if page.status < 400 else None
            number = keep(raw_pages.FETCHED, article)
            outcome: Outcome | None = record_page(connection, number, reading_of_part(page))
            failed = lease.failures + 1 if outcome is Outcome.REJECTED else 0
            values |= {"state": str(Step.DONE), "failures": failed}
        elif known is not None:
            number, outcome = keep(known.columns), known.outcome
            if known.back is not None:
                mark_presence(connection, known.back)
        else:
            number = keep(raw_pages.FETCHED)
            confirms = lease.page if content is None else None
            outcome = record_confirmed(connection, number, confirms) if confirms is not None else None
        if outcome is not None and lease.role is not Role.PART:
            values |= self.done(lease, number, outcome)
        self.set(lease, {"page_id": number, **values})
        return replace(fetched, number=number, outcome=outcome)

    def read(self, read: Read) -> Outcome:
        connection, lease, number, reading = self.connection, read.lease, read.page, read.reading
        ahead = self.ahead if isinstance(reading, Rows) else None
        outcome = record_page(connection, number, reading, judging=not self.round.scope.accept, ahead=ahead)
        if isinstance(reading, NoBulletin):
            passing = outcome is Outcome.REJECTED and is_passing(connection, number, reading)
        else:
            # something else stood in the place of a page that may be back at any time
            passing = outcome in (Outcome.REJECTED, Outcome.UNDONE)
        unread = None
        if lease.role is Role.LIST and outcome is Outcome.REJECTED:
            unread = Unread.FAILED if passing else Unread.NOTHING_THERE
        has_parts = ahead.pages[number].in_parts if ahead is not None else self.has_parts(number)
        rows = reading if isinstance(reading, Rows) and outcome in WRITTEN else None
        values = self.done(lease, number, outcome, rows=rows, passing=passing, unread=unread, has_parts=has_parts)
        if outcome is Outcome.REVISED and not has_parts and is_doubtful(connection, number):
            values |= {"state": str(Step.PENDING), "rank": RECHECK, "due_at": self.now + soon(self.round.source)}
        self.set(lease, values)
        return outcome

    def has_parts(self, number: int) -> bool:
        return self.connection.execute(find_part, {"page": number}).first() is not None

    def done(
        self,
        lease: Lease,
        number: int,
        outcome: Outcome,
        *,
        rows: Rows | None = None,
        passing: bool = False,
        unread: Unread | None = None,
        has_parts: bool = False,
    ) -> dict[str, Any]:
        """Return what a visit that is over leaves in its row: how soon the next one is to be.

        `rows`: of the revision that it wrote; `unread`: why a list was not read; `has_parts`: of an article that goes
        on at other addresses.
        """
        changed, now = lease.changed_at, self.now
        if changed is None or changed > now:
            # a page of last year that is new to us is old all the same
            published = rows.revision["published"] if rows else self.connection.scalar(find_published, {"page": number})
            stated = datetime(published.year, published.month, published.day, tzinfo=UTC) if published else now
            changed = min(now, stated)
        elif outcome is Outcome.REVISED and not is_return(self.connection, number):
            changed = now  # a page that goes to and fro between two texts is looked at less and less often
        elif outcome is Outcome.GONE:
            # when it went, not when it was missed again: what is gone is looked for more and more seldom
            changed = self.connection.scalar(find_gone_since, {"page": number}) or now
        failed = lease.failures + 1 if passing or unread else 0
        values: dict[str, Any] = {"state": str(Step.DONE), "changed_at": changed, "failures": failed}
        if lease.role is Role.ARTICLE:
            values["due_at"] = next_check(self.round.source, now, changed, failed)
        if lease.role is Role.LIST:
            values |= self.next_reading(lease, failed, unread)
        if has_parts or outcome in (Outcome.REJECTED, Outcome.UNDONE, Outcome.GONE):
            # a 304 would say nothing of the further parts; and of a page that we could not use we want another
            values |= {"etag": None, "last_modified": None}
        return values

    def next_reading(self, lease: Lease, failed: int, unread: Unread | None) -> dict[str, Any]:
        """First pages are read in every cycle; those after them are led to, or else are to be read by themselves."""
        if lease.depth <= 1 or unread is None:
            return {"due_at": None, "unread": None}
        return {"due_at": next_check(self.round.source, self.now, self.now, failed), "unread": str(unread)}

    def listed(self, listed: Listed) -> ListRead:
        row = self.connection.execute(find_row, {"which": listed.lease.number}).one()
        by_others = row.rules is not None and row.rules != self.round.rules
        behind = Unread(row.unread) if row.unread else Unread.RULES if by_others else None
        record_page(self.connection, listed.page, NoBulletin(Outcome.LISTED))
        # it may be the end of the list, or a server's way to say that something is wrong
        leads_nowhere = listed.lease.depth > 1 and not (
            listed.found.articles or listed.found.off_site or listed.found.next_pages
        )
        unread = Unread.NOTHING_THERE if leads_nowhere else None
        values = self.done(listed.lease, listed.page, Outcome.LISTED, unread=unread)
        self.set(listed.lease, values | {"links": len(listed.found.articles), "rules": self.round.rules})
        return ListRead(*note_links(self.connection, self.round, listed, self.now, behind))

    def part_found(self, found: PartFound) -> bool:
        """Whether the part is to be asked for: not when it was in this visit, as where parts lead in circles."""
        ask = Ask(found.url)
        row = self.connection.execute(asked(self.round.number, ask)).first()
        parent = self.connection.execute(find_row, {"which": found.lease.number}).one()
        more = {"parent_id": found.lease.number, "depth": found.depth}
        if row is None:
            self.connection.execute(add, want(self.round.number, ask, Role.PART, **more))
            return True
        if row.role != Role.PART or row.parent_id != found.lease.number:
            return False  # an article of its own
        if row.state != Step.DONE:
            return True
        if row.checked_at is not None and row.checked_at >= parent.checked_at:
            return False
        again = {"state": str(Step.PENDING), "attempts": 0, **more}
        self.connection.execute(set_row, {"which": row.id, **again})
        return True

    def ended(self, ended: Ended) -> None:
        lease, failure = ended.lease, ended.failure
        row = self.connection.execute(find_row, {"which": lease.number}).one()
        values: dict[str, Any] = {
            "state": str(Step.DONE),
            "lease_until": None,
            "result": failure.name or str(failure.kind),
            "checked_at": self.now,
            "attempts": 0,
            "failures": row.failures + 1,
        }
        if lease.role is Role.ARTICLE:
            failed = max(row.failures + 1, LASTING) if failure.is_lasting else row.failures + 1
            values["due_at"] = next_check(self.round.source, self.now, row.changed_at or self.now, failed)
        if lease.role is Role.LIST:
            values |= self.next_reading(lease, row.failures + 1, Unread.FAILED)
        self.set(lease, values)
        note_failure(self.connection, self.round, lease.ask.url, str(failure), self.now)

    def postponed(self, postponed: Postponed) -> None:
        values: dict[str, Any] = {"state": str(Step.PENDING), "due_at": postponed.until}
        if postponed.left_alone:
            values |= {"result": str(FailureKind.LEFT_ALONE), "lease_until": None}
        self.set(postponed.lease, values)


def adds_only(event: Event, reply: Reply) -> bool:
    """Whether what was written of an event is new to the store, and changes nothing that was there."""
    match event:
        case Read():
            return reply is Outcome.NEW
        case Fetched():
            return isinstance(reply, Fetched) and reply.outcome is None
        case _:
            return isinstance(event, Ended | Postponed)


def note_failure(connection: Connection, of: Round, url: str, error: str, now: datetime) -> None:
    row = {"run_id": of.run, "source_id": of.number, "url": url, "error": error, "failed_at": now}
    connection.execute(sa.insert(failures), row)


def reading_of_part(page: Page) -> NoBulletin:
    if page.status < 400:
        return NoBulletin(Outcome.JOINED)
    return NoBulletin(Outcome.REJECTED, str(Rejection.HTTP_ERROR), f"status {page.status}")


def is_confirmation(fetched: Fetched) -> bool:
    """A 304 to a request that named what we have; a server may send one to any other too, and then it says nothing."""
    lease = fetched.lease
    named = lease.etag is not None or lease.last_modified is not None
    return fetched.page.status == 304 and lease.page is not None and named


def is_passing(connection: Connection, number: int, reading: NoBulletin) -> bool:
    if reading.reason == Rejection.HTTP_ERROR:
        return connection.execute(find_page, {"page": number}).one().status not in MISSING
    return reading.reason in PASSING
