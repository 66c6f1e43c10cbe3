"""What came of a lease, as the crawler reports it, and what the store replies. Every type is frozen.

Fetched      the answer came            -> Fetched, with the number that it is kept under
Read         a kept page was read       -> Outcome
Listed       a kept list page was read  -> ListRead
PartFound    an article goes on         -> whether the part is to be asked for
Ended        no answer came             -> nothing
Postponed    it is to be asked later    -> nothing
"""

from dataclasses import dataclass
from datetime import datetime

from pipelines.frontier import Failure, Lease
from pipelines.models import ListPage, Outcome, Page
from pipelines.rows import Recordable

__all__ = ["Ended", "Event", "Fetched", "ListRead", "Listed", "PartFound", "Postponed", "Read", "Reply"]


@dataclass(frozen=True)  # no slots: Scrapy recognises dataclasses by their __dict__
class Fetched:
    """A fetched page, from the wire to the store. A 304 is an answer too: `page.body` is then empty.

    `wait`: the seconds for which the server asks to be left alone. `number`: under which its bytes are kept, 0 until
    they are. `outcome`: what it came to, None while that is open; once it is kept, it has one where it is what was
    there before, and nobody need read it.
    """

    lease: Lease
    page: Page
    wait: float | None = None
    number: int = 0
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A kept page was read; `reading` is made ready by `store.recordable`."""

    lease: Lease
    page: int
    reading: Recordable


@dataclass(frozen=True, slots=True)
class Listed:
    """A kept list page was read.

    Which of its next pages are read is for the store to decide: not beyond the source's bound or the run's scope, nor
    after a page that holds nothing new.
    """

    lease: Lease
    page: int
    found: ListPage


@dataclass(frozen=True, slots=True)
class ListRead:
    """What a list page led to: articles that this list did not name before, and further pages that are to be read."""

    new: int
    further: int


@dataclass(frozen=True, slots=True)
class PartFound:
    """A kept article goes on at another address, its `depth`-th further part."""

    lease: Lease
    url: str
    depth: int


@dataclass(frozen=True, slots=True)
class Ended:
    """No answer came, and none will in this run."""

    lease: Lease
    failure: Failure


@dataclass(frozen=True, slots=True)
class Postponed:
    """The server asked to be left alone until then (429 and 503 with Retry-After); recorded after its page was read.

    `left_alone`: its host does not answer, and nothing was asked.
    """

    lease: Lease
    until: datetime
    left_alone: bool = False


Event = Fetched | Read | Listed | PartFound | Ended | Postponed
Reply = Fetched | Outcome | ListRead | bool | None
