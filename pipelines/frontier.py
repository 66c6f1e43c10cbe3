"""A visit: one asking for an address, from its lease to what came of it. Standard library only; every type is frozen.

    Frontier row    PENDING -> LEASED (with expiry) -> FETCHED (its bytes are kept) -> DONE

A crawler takes leases, and tells the store what came of each as one of the happenings below; the store writes those it
is given in one transaction. So whenever a crawler is killed, each address stands where its last happening put it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from pipelines.models import Ask, ListedLink, Page, Role, Source

__all__ = [
    "LONGEST_WAIT",
    "Ended",
    "Happening",
    "Kept",
    "Lease",
    "Listed",
    "ListedLink",
    "PartFound",
    "Postponed",
    "Read",
    "Scope",
    "Step",
    "Unread",
    "furthest_check",
    "next_check",
    "pause",
    "soon",
]

FIRST_PAUSE = timedelta(hours=1)
MOST_BACKOFF = timedelta(days=14)
LONGEST_WAIT = timedelta(days=1)  # for which a server may put us off (crawler/download/retry.py)
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
    page that they tell of. `parent`: of a further page of a list the list's first, of an article's part the article.
    `failures`: how often in a row this address has failed. `changed_at`: the last change seen, or its publication.
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


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer came; its bytes are to be kept. A 304 is an answer too: `page.body` is then empty."""

    lease: Lease
    page: Page


@dataclass(frozen=True, slots=True)
class Read:
    """A kept page was read: `fate` is what Store.settle takes, made ready by `store.fate_of`."""

    lease: Lease
    page: int
    fate: object


@dataclass(frozen=True, slots=True)
class Listed:
    """A kept list page was read: its articles, those off the source's sites, and its next pages.

    Which of the next pages are read is the store's to say: not beyond the source's bound or the run's scope, nor after
    a page that tells nothing new.
    """

    lease: Lease
    page: int
    column: str
    links: tuple[ListedLink, ...]
    off_site: tuple[ListedLink, ...] = ()
    next_pages: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class PartFound:
    """A kept article goes on at another address, its `depth`-th further part."""

    lease: Lease
    url: str
    depth: int


@dataclass(frozen=True, slots=True)
class Ended:
    """No answer came, and none will in this run; `error` begins with the name of what happened.

    `lasting`: to ask again soon would bring the same.
    """

    lease: Lease
    error: str
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Postponed:
    """The server asked to be left alone until then (429 and 503 with Retry-After); recorded after its page was read.

    `left_alone`: its host does not answer, and nothing was asked.
    """

    lease: Lease
    until: datetime
    left_alone: bool = False


Happening = Kept | Read | Listed | PartFound | Ended | Postponed


def pause(before: int) -> timedelta:
    """How long a host is left alone that does not answer; `before`: in how many runs in a row it was already."""
    return min(FIRST_PAUSE * (1 << min(before, 10)), LONGEST_WAIT)


def next_check(source: Source, now: datetime, changed: datetime, failures: int = 0) -> datetime | None:
    """When a page is to be looked at again; None: never.

    After half its age, at least `source.recheck_least` and at most `source.recheck_most` days: pages are edited within
    days of their publication or hardly ever. (HTTP caches guess alike, RFC 9111 section 4.2.2, with a tenth.) Its age
    counts from `changed`: its publication, or the last change seen. What failed so often in a row is asked for again in
    the next run, then after a day, two, four, at most two weeks.
    """
    if failures:
        return now + min(timedelta(days=2 ** min(failures - 2, 10)) if failures > 1 else timedelta(0), MOST_BACKOFF)
    if source.recheck_most <= 0:
        return None
    least, most = timedelta(days=source.recheck_least), timedelta(days=source.recheck_most)
    return now + max(least, min(most, (now - changed) / AGE_PER_CHECK))


def soon(source: Source) -> timedelta:
    """How long a page is left alone of which one more visit shows whether a figure of it is a counter."""
    return SOON if source.delay else timedelta(0)  # without a delay it is one's own machine


def furthest_check(source: Source, now: datetime) -> datetime:
    """No later time can come from `next_check`, so one that is stored is the work of a clock that was ahead."""
    return now + max(MOST_BACKOFF, timedelta(days=max(source.recheck_least, source.recheck_most)))
