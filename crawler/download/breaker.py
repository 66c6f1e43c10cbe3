"""A host that does not answer is left alone: for the rest of the run, and for a pause that grows over the runs.

Each address of a host that hangs costs three tries of a minute each; three hundred articles take fifteen hours, in
which the other sources of the run wait. After MAX_UNANSWERED consecutive addresses without any answer (no connection, a
refusal, a time limit that passed) the host gets no more requests in this run. What was to be asked there keeps its
place in the frontier. The pause is an hour, then two, four, at most a day (pipelines/frontier.py); after it a single
address without an answer is enough to leave the host again, and one with an answer to forget all that. Some hosts give
lists and hang at articles, so that the one says nothing of the other.
"""

from collections import Counter
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.download.error_names import NoPage
from pipelines.frontier import Failure, FailureKind, pause
from pipelines.models import Role

__all__ = ["Breaker", "Hosts", "LeftAlone", "place_of"]

MAX_UNANSWERED = 5


class LeftAlone(NoPage):
    """The request was not sent: its host is left alone until `until`."""

    def __init__(self, place: str, until: datetime) -> None:
        super().__init__(Failure(FailureKind.LEFT_ALONE, place))
        self.until = until


def place_of(url: str) -> str:
    """Scheme, host and port, as addresses of the host begin."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class Hosts:
    """Which hosts of a source answer. Of each it is known apart whether it answers to lists and to all else."""

    def __init__(self) -> None:
        self.doubtful: set[tuple[str, bool]] = set()  # left alone before, and no answer since; True: to lists
        self.unanswered: Counter[str] = Counter()
        self.left: dict[str, datetime] = {}

    def doubt(self, place: str, role: Role) -> None:
        self.doubtful.add((place, role is Role.LIST))

    def answered(self, place: str, role: Role) -> bool:
        """Note an answer; whether it was in doubt until now."""
        del self.unanswered[place]
        was_doubtful = (place, role is Role.LIST) in self.doubtful
        self.doubtful.discard((place, role is Role.LIST))
        return was_doubtful

    def failed(self, place: str, role: Role, now: datetime) -> bool:
        """Note an address without an answer; whether the host is left alone from now on, for the first pause at least.

        The store says how long the pause is.
        """
        self.unanswered[place] += 1
        enough = 1 if (place, role is Role.LIST) in self.doubtful else MAX_UNANSWERED
        if place in self.left or self.unanswered[place] < enough:
            return False
        self.left[place] = now + pause(0)
        return True

    def deserves_another_try(self, place: str) -> bool:
        """A single address may be slow or broken; of a host that has failed already one try is enough."""
        return not self.unanswered[place] and not self.doubtful & {(place, True), (place, False)}


class Breaker:
    """The downloader middleware that sends nothing to a host that is left alone."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        hosts: Hosts = getattr(self.crawler.spider, "hosts", None) or Hosts()
        place = place_of(request.url)
        if place in hosts.left:
            raise LeftAlone(place, hosts.left[place])
