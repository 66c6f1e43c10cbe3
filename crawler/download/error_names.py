"""What became of requests that ended without a page, by name, for the run's record."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawler.download.http_limits import NotHttp, reasons
from pipelines.frontier import Failure, FailureKind
from pipelines.internal_errors import in_words

__all__ = ["NoPage", "failure_of", "is_redirect_loop"]

MAX_SAID = 500  # characters of what the network or the server says
KINDS: tuple[tuple[type[Exception], FailureKind], ...] = (
    (DownloadConnectionRefusedError, FailureKind.REFUSED),
    (DownloadTimeoutError, FailureKind.TIMED_OUT),
    (CannotResolveHostError, FailureKind.NO_SUCH_HOST),
    (DownloadCancelledError, FailureKind.TOO_LARGE),
    (ResponseDataLossError, FailureKind.CUT_SHORT),
    (DownloadFailedError, FailureKind.NO_CONNECTION),
    (NotHttp, FailureKind.NO_HTTP),
)
SAY_NO_MORE = (FailureKind.REFUSED, FailureKind.TIMED_OUT)  # what the network adds repeats the name
REDIRECT_LOOP = "max redirections reached"  # Scrapy has no type of its own for it


class NoPage(IgnoreRequest):
    """One of our own rules sent no request, or took no page from the answer; `failure` says which and why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


def failure_of(error: BaseException) -> Failure:
    """Return what happened, and what the network or the server said of it where that says more."""
    if isinstance(error, NoPage):
        return error.failure
    # the address is noted next to the name already
    said = " ".join(words_of(error).split()).partition(" in request <")[0]
    if is_redirect_loop(error):
        return Failure(FailureKind.REDIRECT_LOOP)
    if isinstance(error, IgnoreRequest):
        return Failure(FailureKind.NOT_SENT, name=said)
    for kind, name in KINDS:
        if isinstance(error, kind):
            return Failure(name, "" if name in SAY_NO_MORE else said[: MAX_SAID - len(f"{name}: ")])
    return Failure(FailureKind.FAILED, in_words(error) if said == str(error) else said)


def words_of(error: BaseException) -> str:
    """Return what an error says; one that only wraps others (Twisted prints them as objects) what the first of them
    says."""
    for wrapper in (error, error.__cause__):
        if within := reasons(wrapper)[:1]:
            return words_of(within[0])
    return str(error) or in_words(error)


def is_redirect_loop(error: BaseException) -> bool:
    return isinstance(error, IgnoreRequest) and str(error) == REDIRECT_LOOP
