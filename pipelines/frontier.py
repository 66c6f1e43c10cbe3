"""A visit: one asking for an address, its lease, why it may fail, and when the next one is due.

    Frontier row    PENDING -> LEASED (with expiry) -> FETCHED (its bytes are kept) -> DONE

A crawler takes leases and reports what came of each as an event (pipelines/store/frontier/events.py); the store writes
those it is given in one transaction. So whenever a crawler is killed, each address stands where its last event put it.
Standard library only; every type is frozen.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from pipelines.models import Ask, ListedLink, Rejection, Role, Source

__all__ = [
    "MAX_WAIT",
    "Failure",
    "FailureKind",
    "Lease",
    "ListedLink",
    "Scope",
    "Step",
    "Unread",
    "furthest_check",
    "next_check",
    "pause",
    "soon",
]

FIRST_PAUSE = timedelta(hours=1)
MAX_BACKOFF = timedelta(days=14)
MAX_WAIT = timedelta(days=1)  # for which a server may put us off (crawler/download/retry.py)
SOON = timedelta(seconds=20)  # a page that may hold a counter is looked at again in the same run
AGE_PER_CHECK = 2  # a page is looked at again after half its age


class Step(StrEnum):
    PENDING = "PENDING"
    LEASED = "LEASED"
    FETCHED = "FETCHED"
    DONE = "DONE"


class Unread(StrEnum):
    """Why a further page of a list was not read, or has to be read again."""

    DEPTH = "beyond max_list_pages"
    SINCE = "older than --since"
    CUT_SHORT = "cut short"
    FAILED = "failed"
    NOTHING_THERE = "nothing there"
    RULES = "read by other rules"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run is to fetch: of articles those listed on or after `since` (or without a date), at most `limit` of a
    source; `full`: all that is known, whether due or not, and whatever the server says of its having changed; `accept`:
    pages are taken for what their addresses stand for, however little they look like it."""

    since: date | None = None
    limit: int | None = None
    full: bool = False
    accept: bool = False


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to ask for an address until the lease ends. `number` is the frontier's.

    `etag` and `last_modified` go with the request, as If-None-Match and If-Modified-Since; `page` is the number of the
    page that they are of. `parent`: of a further page of a list the list's first, of an article's part the article.
    `failures`: how many consecutive times this address has failed. `changed_at`: the last change seen, or its
    publication.
    """

    number: int
    ask: Ask
    role: Role
    depth: int = 0
    parent: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    page: int | None = None
    failures: int = 0
    changed_at: datetime | None = None


class FailureKind(StrEnum):
    """The names of requests that ended without a page, and of what is noted next to a page's outcome."""

    REFUSED = "connection refused"
    TIMED_OUT = "timed out"
    NO_SUCH_HOST = "no such host"
    NO_CONNECTION = "connection failed"
    NO_HTTP = "no HTTP"
    TOO_LARGE = "too large"
    CUT_SHORT = "cut short"
    NOT_UNPACKED = "cannot be unpacked"
    FORBIDDEN = "forbidden by robots.txt"
    NO_ROBOTS = "robots.txt unreachable"
    REDIRECT_LOOP = "redirect loop"
    NO_PAGE = "no page"
    NOT_SENT = "ignored"  # refused by one of our own rules, which names itself
    FAILED = "request failed"
    NOT_STORABLE = "not storable"
    # no request was made, or it got its page
    OFF_SITE = "off the allowed sites"
    TOO_MANY_LINKS = "too many links"
    UNTURNED = "next page not understood"
    NOTHING_LISTED = "nothing listed"
    OVER_BUDGET = "over budget"
    LEFT_ALONE = "host left alone"
    INTERNAL_ERROR = str(Rejection.INTERNAL_ERROR)


NO_ANSWER = (FailureKind.TIMED_OUT, FailureKind.REFUSED, FailureKind.NO_CONNECTION, FailureKind.NO_SUCH_HOST)
WILL_LAST = (FailureKind.NO_HTTP, FailureKind.TOO_LARGE, FailureKind.NOT_STORABLE)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request got no page. `name`: as the record has it, where the kind does not say enough.

    `cause`: of a robots.txt that did not come, what happened to its request.
    """

    kind: FailureKind
    detail: str = ""
    name: str = ""
    cause: FailureKind | None = None

    def __str__(self) -> str:
        name = self.name or str(self.kind)
        return f"{name}: {self.detail}" if self.detail else name

    @property
    def is_unanswered(self) -> bool:
        """Whether the host itself did not answer."""
        return (self.cause or self.kind) in NO_ANSWER

    @property
    def is_lasting(self) -> bool:
        """Whether to ask again soon would bring the same."""
        return self.kind in WILL_LAST


def pause(before: int) -> timedelta:
    """Return how long a host is left alone that does not answer; `before`: in how many runs in a row it was already."""
    return min(FIRST_PAUSE * (1 << min(before, 10)), MAX_WAIT)


def next_check(source: Source, now: datetime, changed: datetime, failures: int = 0) -> datetime | None:
    """Return when a page is to be looked at again; None: never.

    After half its age, at least `source.recheck_least` and at most `source.recheck_most` days: pages are edited within
    days of their publication or hardly ever. (HTTP caches guess so too, RFC 9111 section 4.2.2, with a tenth.) Its age
    counts from `changed`: its publication, or the last change seen. What failed so often in a row is asked for again in
    the next run, then after a day, two, four, at most two weeks.
    """
    if failures:
        return now + min(timedelta(days=2 ** min(failures - 2, 10)) if failures > 1 else timedelta(0), MAX_BACKOFF)
    if source.recheck_most <= 0:
        return None
    least, most = timedelta(days=source.recheck_least), timedelta(days=source.recheck_most)
    return now + max(least, min(most, (now - changed) / AGE_PER_CHECK))


def soon(source: Source) -> timedelta:
    """Return how long a page is left alone of which one more visit shows whether a figure of it is a counter."""
    return SOON if source.delay else timedelta(0)  # without a delay it is one's own machine


def furthest_check(source: Source, now: datetime) -> datetime:
    """No later time can come from `next_check`, so one that is stored is the work of a clock that was ahead."""
    return now + max(MAX_BACKOFF, timedelta(days=max(source.recheck_least, source.recheck_most)))
