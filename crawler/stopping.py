"""Ctrl-C and SIGTERM: requests under way may finish for a while, then the run ends; a second signal ends it at once."""

import asyncio
import signal
from contextlib import suppress
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

__all__ = ["GRACE", "stop_on_signals", "stop_reactor"]

GRACE = 20.0  # seconds; systemd kills after 90, Kubernetes after 30
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def stop_on_signals(process: AsyncCrawlerProcess) -> None:
    """To be called in the loop that the crawlers of `process` run in."""
    loop = asyncio.get_running_loop()
    stops: list[Any] = []

    def asked() -> None:
        if stops:
            stop_reactor()
            return
        # kept, or the loop might let go of it before it is done
        stops.append(loop.create_task(process.stop()))
        loop.call_later(GRACE, stop_reactor)

    for number in SIGNALS:
        loop.add_signal_handler(number, asked)


def stop_reactor() -> None:
    from twisted.internet import error, reactor

    with suppress(error.ReactorNotRunning):
        reactor.stop()  # type: ignore[misc]  # the reactor's module stands for the one installed
