"""The names of requests that ended without a page, one short line each, for the run's record."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawler.download.http_limits import NotHttp
from pipelines.internal_errors import in_words

__all__ = ["is_lasting", "name_of"]

NAMES: tuple[tuple[type[Exception], str], ...] = (
    (DownloadConnectionRefusedError, "connection refused"),
    (DownloadTimeoutError, "timed out"),
    (CannotResolveHostError, "no such host"),
    (DownloadCancelledError, "too large"),
    (ResponseDataLossError, "cut short"),
    (DownloadFailedError, "connection failed"),
    (NotHttp, "no HTTP"),
)
LASTING = ("no HTTP", "too large")
# how Scrapy words its own refusals
WORDED = {
    "Forbidden by robots.txt": "forbidden by robots.txt",
    "max redirections reached": "redirect loop",
}


def name_of(error: BaseException) -> str:
    """What happened, and what the network or the server said of it where that tells more."""
    # the address is noted beside the name already
    said = " ".join(str(error).split()).partition(" in request <")[0]
    if isinstance(error, IgnoreRequest):
        return WORDED.get(said, too_large(said) or said or "ignored")
    for kind, name in NAMES:
        if isinstance(error, kind):
            return f"{name}: {said}"[:500] if said and name not in ("connection refused", "timed out") else name
    return f"request failed: {in_words(error)}"[:500]


def is_lasting(error: BaseException) -> bool:
    """Whether to ask again soon would bring the same: what came was no HTTP, or is larger than any page."""
    return name_of(error).partition(":")[0] in LASTING


def too_large(said: str) -> str | None:
    """A small answer that unpacks to more than DOWNLOAD_MAXSIZE."""
    return f"too large: {said}" if said.startswith("Ignored response") and "DOWNLOAD_MAXSIZE" in said else None
