"""The program `bulletins` from its first instruction: a signal ends it with 130 whenever it comes.

Python would leave a SIGTERM to the system (143) and answer Ctrl-C with a traceback out of an import, for the half
second in which the commands are loaded. Nothing is open then. Once they are loaded, a signal interrupts the command as
Ctrl-C does, and a crawl has its own manners (crawler/shutdown.py). What ignores a signal, as under nohup, goes on
ignoring it.
"""

import os
import signal
from typing import NoReturn

__all__ = ["main"]

HANDLED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = 130  # pipelines/exit_codes.py, which is not loaded yet


def main() -> NoReturn:
    """Run the command line and exit with one of the codes of pipelines/exit_codes.py."""
    listen(exit_now)
    from bulletins.cli.group import bulletins
    from pipelines.exit_codes import run

    # a service that is stopped before the crawl listens to signals has been interrupted, like one that is later
    listen(signal.default_int_handler)
    run(bulletins)


def exit_now(number: int, frame: object) -> None:
    os._exit(INTERRUPTED)


def listen(handler: object) -> None:
    """Take a handler for all signals that end a program, but those that are ignored."""
    for number in HANDLED:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)  # type: ignore[arg-type]  # a handler, whatever its second argument is called


if __name__ == "__main__":
    main()
