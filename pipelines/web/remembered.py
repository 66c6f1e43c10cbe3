"""Figures over the whole store, kept until somebody writes to it."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Remembered"]

T = TypeVar("T")
SHARE_OF_TIME = 20  # while a crawl writes, counting takes no more than one part in so many


class Remembered(Generic[T]):
    """What `make` gave, made again when `version` tells another number: at once where that is quick.

    A large store that is being written to would be counted anew with every view of the page. So what took long is kept
    for some time although it is a little old.
    """

    def __init__(
        self, make: Callable[[], T], version: Callable[[], int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.make, self.version, self.clock = make, version, clock
        self.one_at_a_time = Lock()
        self.made: T | None = None
        self.made_of: int | None = None
        self.good_until = 0.0

    def get(self) -> T:
        held = self.made
        if held is not None and (self.made_of == self.version() or self.clock() < self.good_until):
            return held
        if held is not None and self.one_at_a_time.locked():
            return held  # somebody is counting; what there is will do meanwhile
        with self.one_at_a_time:
            if self.made is None or self.made is held:
                self.renew()
            return self.made  # type: ignore[return-value]  # renewed just now

    def renew(self) -> None:
        version, start = self.version(), self.clock()
        self.made = self.make()
        end = self.clock()
        self.made_of, self.good_until = version, end + (end - start) * SHARE_OF_TIME
