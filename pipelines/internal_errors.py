"""The one net for internal errors: what our own code raises over a page that should have been read or written.

One page that breaks the reading must not end a run over a million others. Its bytes are kept, its outcome is
`rejected: internal error`, and the log has the traceback once, with the page's address. Nothing of the page is printed:
of what an error says the first line, shortened, and no values of variables.
"""

import logging
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pipelines.models import Rejected, Rejection
from pipelines.sources.values import without_password

__all__ = [
    "NO_MEMORY",
    "broken_off",
    "caught",
    "ends_run",
    "in_words",
    "kind_in_words",
    "netted",
    "trace_of",
    "what_fell",
]

log = logging.getLogger(__name__)

T = TypeVar("T")

NO_MEMORY = "there is not enough memory to read it"
MAX_SAID = 200  # characters of what an error says: some quote the text that they failed over
MAX_FRAMES = 40  # the innermost; an endless recursion has a thousand
MAX_CHAIN = 5  # errors that led to one another
CAMEL = re.compile("(?<=[a-z])(?=[A-Z])")
PACKAGES = Path(__file__).parents[1]
OURS = tuple(str(PACKAGES / name) + "/" for name in ("pipelines", "crawler"))


def netted(url: str, doing: str, call: Callable[[], T], passing: tuple[type[Exception], ...] = ()) -> T | Rejected:
    """Return what `call` returns, or as a value why there is nothing: it rejected the page, or an internal error did.

    `doing` names the work in words, for the log. Errors of the kinds `passing` are no news of the page and go through.
    """
    try:
        return call()
    except Rejected as rejected:
        return rejected.with_traceback(None)  # which holds the frames, and these the page's tree
    except passing:
        raise
    except MemoryError:
        return Rejected(Rejection.FAILED, NO_MEMORY)
    except Exception as error:
        return caught(error, url, doing)


def caught(error: Exception, url: str, doing: str) -> Rejected:
    """Log an internal error over the page at `url` with its traceback, and return what becomes of the page."""
    said = f"{doing}: {what_fell(error)}"
    log.error("internal error: %s: %s\n%s", without_password(url), said, trace_of(error))
    return Rejected(Rejection.INTERNAL_ERROR, said)


def ends_run(error: BaseException) -> bool:
    """Whether an error (of the store, of the pool, no memory) would meet the next page as well, or costs one page."""
    return isinstance(error, MemoryError) or getattr(error, "ends_run", False)


def broken_off(source: str, error: BaseException) -> str:
    """Log an internal error outside of any page, over which a source's crawl broke off; what its row says of it."""
    said = f"the crawl broke off: {what_fell(error)}"
    log.error("internal error: %s: %s\n%s", source, said, trace_of(error))
    return f"internal error: {said}"


def what_fell(error: BaseException) -> str:
    """Say in words what an error is and where in our code it came up: the innermost frame that is ours."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(OURS)]
    said = first_line(error)
    what = f"{kind_in_words(error)}: {said[:MAX_SAID]}" if said else kind_in_words(error)
    if not frames:
        return what
    at = frames[-1]
    return f"{what} ({Path(at.filename).relative_to(PACKAGES)}:{at.lineno}, {at.name})"


def in_words(error: BaseException) -> str:
    """Return what an error says, its first line; its kind in words if it says nothing. (Statements' parameters come
    below.)"""
    if isinstance(error, OverflowError):
        return "a number in it is too large"
    return first_line(error)[:300] or kind_in_words(error)


def first_line(error: BaseException) -> str:
    return " ".join(str(error).partition("\n")[0].split())


def kind_in_words(error: BaseException) -> str:
    return CAMEL.sub(" ", type(error).__name__).lower()


def trace_of(error: BaseException) -> str:
    """Return the traceback of an error and of those that led to it, as Python prints it but for what they say: see
    MAX_SAID.

    (A database's error says, below its first line, what it was to write.)
    """
    chain: list[BaseException] = [error]
    while len(chain) < MAX_CHAIN:
        last = chain[-1]
        before = last.__cause__ or (None if last.__suppress_context__ else last.__context__)
        if before is None or before in chain:
            break
        chain.append(before)
    return "\nThis led to:\n".join(one_trace(each) for each in reversed(chain))


def one_trace(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__, limit=-MAX_FRAMES))
    return f"Traceback (most recent call last):\n{frames}{type(error).__name__}: {first_line(error)[:MAX_SAID]}"
