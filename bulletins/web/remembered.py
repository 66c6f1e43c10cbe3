"""Figures over the whole store, kept until somebody writes to it."""

import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, TypeVar

__all__ = ["Remembered"]

T = TypeVar("T")
SHARE_OF_TIME = 20  # while a crawl writes, counting takes no more than one part in so many
QUICK = 0.1  # seconds that a reader may wait for figures that are new


class Remembered(Generic[T]):
    """What `make` gave, made again when `version` tells another number: at once where that is quick.

    A large store that is being written to would be counted anew with every view of the page. So what took long is kept
    for some time although it is a little old, and counted beside: nobody waits for it but the first.
    """

    def __init__(
        self, make: Callable[[], T], version: Callable[[], int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.make, self.version, self.clock = make, version, clock
        self.counting = Lock()
        self.held: tuple[T, int] | None = None
        self.took = 0.0
        self.made_at = 0.0

    def get(self) -> T:
        held = self.held
        if held is None:
            with self.counting:
                return self.renewed() if self.held is None else self.held[0]
        is_young = self.took > QUICK and self.clock() - self.made_at < self.took * SHARE_OF_TIME
        if held[1] == self.version() or is_young:
            return held[0]
        if not self.counting.acquire(blocking=False):
            return held[0]  # somebody is counting; what there is will do meanwhile
        if self.took > QUICK:
            Thread(target=self.renew_and_release, daemon=True).start()
            return held[0]
        try:
            return self.renewed()
        finally:
            self.counting.release()

    def renewed(self) -> T:
        version, start = self.version(), self.clock()
        made = self.make()
        self.made_at = self.clock()
        self.took = self.made_at - start
        self.held = (made, version)
        return made

    def renew_and_release(self) -> None:
        try:
            self.renewed()
        finally:
            self.counting.release()
