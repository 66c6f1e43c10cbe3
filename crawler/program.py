"""The program `bulletins` from its first instruction: a signal ends it with 130 whenever it comes.

Python would leave a SIGTERM to the system (143) and answer Ctrl-C with a traceback out of an import, for the half
second in which the commands are loaded. Nothing is open then. Later the commands listen themselves (crawler/cli.py),
and a crawl has its own manners (crawler/stopping.py). What ignores a signal, as under nohup, goes on ignoring it.
"""

import os
import signal
from typing import NoReturn

__all__ = ["main"]

HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = 130  # pipelines/cli/exits.py, which is not loaded yet


def main() -> NoReturn:
    listen(at_once)
    from crawler import cli

    cli.main()


def at_once(number: int, frame: object) -> None:
    os._exit(INTERRUPTED)


def listen(handler: object) -> None:
    """Take a handler for all signals that end a program, but those that are ignored."""
    for number in HEARD:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)  # type: ignore[arg-type]  # a handler, whatever its second argument is called


if __name__ == "__main__":
    main()
