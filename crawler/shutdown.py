"""Ctrl-C and SIGTERM: nothing new is asked, requests under way may finish for a while, then the run ends; a second
signal ends it at once.

    stopping = Stopping()
    stopping.listen(process)    # in the loop that the crawlers run in
    stopping.asked              # the spiders look at this before they take a lease
"""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

__all__ = ["GRACE", "Stopping", "stop_reactor"]

GRACE = 20.0  # seconds; systemd kills after 90, Kubernetes after 30
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopping:
    """Whether somebody has asked the run to end."""

    def __init__(self) -> None:
        self.asked = False
        self.woken: list[Callable[[], None]] = []  # called once the run is to end
        self.tasks: list[Any] = []  # kept, or the loop might let go of them before they are done

    def listen(self, process: AsyncCrawlerProcess) -> None:
        loop = asyncio.get_running_loop()

        def end() -> None:
            # Scrapy waits for all requests before it lets the reactor stop, unless it was asked to stop already
            self.tasks.append(loop.create_task(process.stop()))
            loop.call_soon(stop_reactor)

        def heard() -> None:
            if self.asked:
                end()
                return
            self.asked = True
            for wake in self.woken:
                wake()
            # What waits for its turn is not asked any more. A crawler whose engine does not run yet would be asked in
            # vain, and then never end: its spider looks at `asked`
            running = [c for c in process.crawlers if c.engine is not None and c.engine.running]
            self.tasks += [loop.create_task(crawler.stop_async()) for crawler in running]
            loop.call_later(GRACE, end)

        for number in SIGNALS:
            loop.add_signal_handler(number, heard)


def stop_reactor() -> None:
    from twisted.internet import error, reactor

    with suppress(error.ReactorNotRunning):
        reactor.stop()  # type: ignore[misc]  # the reactor's module stands for the one installed
