"""Exit codes, the same for every command, and the one place where an error becomes a line and a code."""

import sys
import traceback
from collections.abc import Callable
from enum import IntEnum
from typing import NoReturn

import click

from pipelines.archive import ArchiveError, ArchiveNotWritten
from pipelines.run_log import LogError
from pipelines.sources import NoSuchSource, SourceError
from pipelines.sources.values import without_password
from pipelines.store import StoreError, StoreLocked

__all__ = ["Exit", "Failure", "guarded", "run"]


class Exit(IntEnum):
    """What a scheduler may conclude. 75 and 78 are EX_TEMPFAIL and EX_CONFIG of sysexits.h."""

    OK = 0
    SUSPICIOUS = 1  # some source failed or is suspicious, or pages fell to an internal error; the others are stored
    USAGE = 2
    FAILED = 3  # every source failed, or the run could not go on, an internal error included
    LOCKED = 75  # another run holds the lock: call again later
    CONFIGURATION = 78
    INTERRUPTED = 130  # a person or a signal stopped it; as shells count Ctrl-C: 128 + SIGINT


class Failure(Exception):
    """A command cannot go on: one line for the user and the exit code that says what kind it is."""

    def __init__(self, message: str, code: Exit) -> None:
        super().__init__(message)
        self.code = code


def run(command: click.Command) -> NoReturn:
    """Run the command line and leave with one of the codes above; never with a traceback for a known error.

    Any other is an internal error: its traceback stays, for whoever mends it, above the one line. (Python's own code
    for it would be 1, which says that the other sources are stored.)
    """
    sys.exit(guarded(lambda: command.main(standalone_mode=False, prog_name="bulletins")))


def guarded(call: Callable[[], object]) -> int:
    try:
        result = call()
    except click.ClickException as error:
        error.message = without_password(error.message)  # type: ignore[misc]  # final by its stub only
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted. What was committed is whole; run the same command again to carry on.", err=True)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # the reader (head, less) has seen enough; keep Python from complaining while it flushes
        sys.stdout = None
        return Exit.OK
    except (Failure, ArchiveError, LogError, SourceError, StoreError) as error:
        return print_known(error)
    except MemoryError:
        # of which every import may be the one that finds none left
        click.echo("bulletins: there is not enough memory; what was committed is whole", err=True)
        return Exit.FAILED
    except Exception as error:
        traceback.print_exc()
        click.echo(f"bulletins: internal error, please report these lines: {type(error).__name__}: {error}", err=True)
        return Exit.FAILED
    return result if isinstance(result, int) else Exit.OK


def print_known(error: Failure | ArchiveError | LogError | SourceError | StoreError) -> Exit:
    """Print the line of a known error and return its code."""
    click.echo(f"bulletins: {without_password(str(error))}", err=True)
    match error:
        case Failure():
            return error.code
        case ArchiveNotWritten():
            return Exit.FAILED
        case ArchiveError() | NoSuchSource():
            return Exit.USAGE
        case StoreLocked():
            return Exit.LOCKED
        case StoreError() if not error.configuration:
            return Exit.FAILED
    return Exit.CONFIGURATION
