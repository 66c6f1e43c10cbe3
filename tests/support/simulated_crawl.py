"""A crawl without a network, on a clock that a test sets: what the crawler does with leases, and nothing else."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from store_pages import page, reading

from pipelines.dedup import dedup
from pipelines.frontier import Failure, FailureKind, Lease, ListedLink, Scope
from pipelines.models import Ask, Document, ListPage, Outcome, Page, Rejected, Rejection, Role, Source
from pipelines.store import (
    Ended,
    Event,
    Fetched,
    Listed,
    PartFound,
    Postponed,
    Read,
    Reply,
    Store,
    Work,
    recordable,
)
from pipelines.store.engine.database import behind
from pipelines.store.schema.tables import Pages, Runs

__all__ = [
    "DAY",
    "LIST",
    "NOW",
    "SOURCE",
    "Answer",
    "answered",
    "article",
    "begin",
    "crawl",
    "crawl_together",
    "days_around",
    "end",
    "kill_runs",
    "links",
    "outcomes",
    "record_all",
    "record_each",
]

NOW = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)
HOST = "http://www.example.gov.cn"
LIST = f"{HOST}/tzgg/"
SOURCE = Source(name="example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))


Recorder = Callable[[Work, Sequence[Event], datetime], Sequence[Reply]]


def record_all(work: Work, events: Sequence[Event], now: datetime) -> Sequence[Reply]:
    """In one transaction."""
    return work.record(events, now) if events else ()


def record_each(work: Work, events: Sequence[Event], now: datetime) -> Sequence[Reply]:
    """Each in a transaction of its own."""
    return [reply for event in events for reply in work.record([event], now)]


@dataclass(frozen=True)
class Answer:
    """What a server gives at an address. `says` is the last paragraph of an article; with `validator` a server answers
    304 to who names it; `error`: no answer comes. `document` is what an article says instead of all that,
    `leads_to` where it answers after a redirect."""

    body: bytes = b"body"
    status: int = 200
    says: str = "特此通知。"
    published: date | None = None
    validator: str | None = None
    rejected: Rejection | None = None
    links: tuple[ListedLink, ...] = ()
    off_site: tuple[ListedLink, ...] = ()
    further: tuple[str, ...] = ()
    part: str | None = None
    error: str | None = None
    wait: timedelta | None = None
    document: Document | None = None
    leads_to: str | None = None


def article(number: int | str) -> str:
    return f"{HOST}/tzgg/t{number}.html"


def links(*numbers: int | str, listed: date | None = None) -> tuple[ListedLink, ...]:
    return tuple(ListedLink(article(number), f"通知{number}", listed) for number in numbers)


def begin(
    store: Store,
    now: datetime = NOW,
    scope: Scope = Scope(),  # noqa: B008  # frozen
    source: Source = SOURCE,
) -> Work:
    kill_runs(store)  # one before this one that has not ended was killed
    work = store.frontier(source, store.begin_run("crawl", [source], now))
    work.begin([(Ask(url), Role.LIST) for url in source.start_urls], now, scope)
    return work


def kill_runs(store: Store, but: int = 0) -> None:
    """End a store's runs as the death of their program does, which a server notices a moment later.

    `but`: a run of another program, which goes on.
    """
    store.living.close()
    with store.reading() as connection:
        killed = connection.scalars(sa.select(Runs.id).where(Runs.id != but, Runs.state == "running")).all()
        while any(behind(connection).is_living(connection, run) for run in killed):
            time.sleep(0.01)


def end(store: Store, work: Work, now: datetime = NOW) -> None:
    work.finish(now, whole=True)
    store.finish_run(work.run)


def answered(lease: Lease, now: datetime = NOW, answer: Answer = Answer()) -> Page:  # frozen
    found = replace(page(lease.ask.url, answer.body, role=lease.role), fetched_at=now, status=answer.status)
    found = replace(found, url=answer.leads_to or found.url)
    if answer.validator is None:
        return found
    if lease.etag == answer.validator:
        return replace(found, status=304, body=b"", headers=(("ETag", answer.validator),))
    return replace(found, headers=(*found.headers, ("ETag", answer.validator)))


def crawl(
    store: Store,
    site: Mapping[str, Answer],
    now: datetime = NOW,
    scope: Scope = Scope(),  # noqa: B008  # frozen
    source: Source = SOURCE,
) -> list[str]:
    """One run; the addresses that it asked for, in their order."""
    work = begin(store, now, scope, source)
    asked = []
    while leases := work.lease(1, now, scope):
        for lease in leases:
            asked.append(lease.ask.url)
            take(work, site, lease, now)
    end(store, work, now)
    return asked


def crawl_together(
    store: Store,
    site: Mapping[str, Answer],
    now: datetime = NOW,
    source: Source = SOURCE,
    record: Recorder = record_all,
) -> None:
    """One run over all of a site whose articles have no further parts, six addresses at a time: what came is recorded
    together, then what was read of it."""
    scope = Scope(full=True)
    work = begin(store, now, scope, source)
    while leases := work.lease(6, now, scope):
        came = [Fetched(lease, answered(lease, now, site[lease.ask.url])) for lease in leases]
        kept = [reply for reply in record(work, came, now) if isinstance(reply, Fetched) and reply.outcome is None]
        record(work, [event_of(site, each) for each in kept], now)
    end(store, work, now)


def event_of(site: Mapping[str, Answer], kept: Fetched) -> Event:
    answer, lease = site[kept.lease.ask.url], kept.lease
    if lease.role is Role.LIST:
        return Listed(lease, kept.number, ListPage(answer.links, column="通知公告"))
    return Read(lease, kept.number, recordable(recorded(answer, lease.ask.url, ())))


def failure(error: str) -> Failure:
    """A failure by any name; what follows a colon is its detail."""
    name, _, detail = error.partition(": ")
    return Failure(FailureKind.FAILED, detail, name)


def take(work: Work, site: Mapping[str, Answer], lease: Lease, now: datetime) -> None:
    answer = site[lease.ask.url]
    if answer.error is not None:
        work.record([Ended(lease, failure(answer.error))], now)
        return
    [kept] = work.record([Fetched(lease, answered(lease, now, answer))], now)
    if lease.role is Role.PART:
        assert lease.parent is not None
        whole = work.unfinished_article(lease.parent)
        read(work, site, whole.lease, whole.number, now)
    elif isinstance(kept, Fetched) and kept.outcome is None:
        read(work, site, lease, kept.number, now)
    if answer.wait is not None:
        work.record([Postponed(lease, now + answer.wait)], now)


def read(work: Work, site: Mapping[str, Answer], lease: Lease, number: int, now: datetime) -> None:
    answer = site[lease.ask.url]
    if lease.role is Role.LIST and answer.rejected is None:
        further = tuple(Ask(url) for url in answer.further)
        listed = Listed(
            lease, number, ListPage(answer.links, next_pages=further, column="通知公告", off_site=answer.off_site)
        )
        work.record([listed], now)
        return
    parts: Sequence[Page] = work.page(number).parts
    last = site[parts[-1].requested_url] if parts else answer
    if last.part is not None and work.record([PartFound(lease, last.part, len(parts) + 1)], now) == [True]:
        return
    work.record([Read(lease, number, recordable(recorded(answer, lease.ask.url, parts)))], now)


def recorded(answer: Answer, url: str, parts: Sequence[Page]) -> object:
    if answer.rejected is not None:
        return Rejected(answer.rejected)
    if answer.status >= 400:
        return Rejected(Rejection.HTTP_ERROR, f"status {answer.status}")
    if answer.document is not None:
        return dedup(answer.document)
    clean = reading(url, last=answer.says + "".join(part.body.decode() for part in parts))
    return replace(clean, document=replace(clean.document, published=answer.published))


def outcomes(store: Store, url: str) -> list[Outcome | None]:
    """The outcomes of an address's pages in the order of fetching."""
    with store.reading() as connection:
        query = sa.select(Pages.outcome).where(Pages.requested_url == url).order_by(Pages.id)
        reported = connection.execute(query)
        return [None if outcome is None else Outcome(outcome) for outcome in reported.scalars()]


def days_around(*checks: int) -> list[int]:
    """The days of these checks, and before and after each one when there must be none."""
    return sorted({max(0, day + near) for day in checks for near in (-1, 0, 1)})
