"""What one run may spend on a source: requests, bytes, seconds, list pages. What is over stays in the frontier.

The bounds of a single page hold for a page; a site that leads on without end (a sitemap index of sitemap indexes,
frames in frames) is bounded only by what all its pages together may cost. Sources of one host wait for each other, so
a source without a bound would hold up all of them.
"""

import time
from collections.abc import Callable, Sequence

from scrapy import Request

from pipelines.frontier import Lease
from pipelines.lists.read import first_asks
from pipelines.models import Role, Source

__all__ = ["Spent", "list_pages"]

# Of the list pages that a source's file asks for: a site map, an index of columns and frames are list pages as well
ROOM = 4
LEAST_LIST_PAGES = 100


def list_pages(source: Source) -> int:
    """Return how many list pages one run may read: what the file says, else by its lists and `max_list_pages`."""
    reachable = ROOM * source.max_list_pages * len(first_asks(source))
    return source.budget_list_pages or max(LEAST_LIST_PAGES, reachable)


class Spent:
    """What a run has spent on a source so far. `clock` gives seconds from any beginning."""

    def __init__(self, source: Source, clock: Callable[[], float] = time.monotonic) -> None:
        self.source, self.clock = source, clock
        self.began = clock()
        self.requests = 0  # sent: redirects, second tries and robots.txt count
        self.leases = 0
        self.received = 0  # bytes as they came over the wire
        self.kept = 0  # bytes of bodies; a browser does not say what came over the wire
        self.lists = 0
        self.most_lists = list_pages(source)

    def sent(self, request: Request) -> None:
        self.requests += 1

    def came(self, data: bytes) -> None:
        self.received += len(data)

    def leased(self, leases: Sequence[Lease]) -> None:
        self.leases += len(leases)
        self.lists += sum(lease.role is Role.LIST for lease in leases)

    @property
    def room(self) -> int:
        """How many addresses may still be asked for; 0 once any budget but that of list pages is spent."""
        return 0 if self.over() else self.source.budget_requests - max(self.requests, self.leases)

    @property
    def room_for_lists(self) -> int:
        return max(self.most_lists - self.lists, 0)

    def over(self) -> str | None:
        """Return the budget that is spent, as the file calls it and with its value; None while there is room."""
        spent = {
            "budget_requests": max(self.requests, self.leases),
            "budget_bytes": max(self.received, self.kept),
            "budget_seconds": self.clock() - self.began,
        }
        for key, so_far in spent.items():
            most = getattr(self.source, key)
            if so_far >= most:
                return f"{key} = {most}"
        return None

    def why_left(self) -> str | None:
        """Return the budget because of which addresses are left when nothing more is asked for; None: none is spent."""
        return self.over() or (None if self.room_for_lists else f"budget_list_pages = {self.most_lists}")
