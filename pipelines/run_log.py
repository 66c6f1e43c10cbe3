"""The run log: a line for each page that came to its outcome, and for each request that got none.

    with run_log(verbose=True, file=Path("crawl.jsonl")):
        log_page("xinhui", Role.ARTICLE, url, Outcome.NEW, None, size=12345, seconds=0.087)

On stderr a line is key=value, in the file a JSON object: `source`, `role`, `url`, `outcome`, `reason` (of what was
rejected or failed, with the evidence), `bytes` (of the body) and `ms` (from the answer to its outcome in the store); in
the file `at` (UTC) is before them. The file has errors as well, with their tracebacks: `at`, `level`, `message`.
"""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.models import Outcome, Role
from pipelines.sources.values import without_password

__all__ = ["FAILED", "LogError", "PageLine", "is_logging", "log_page", "run_log"]

FAILED = "failed"  # the outcome of a request that got no page

pages = logging.getLogger("bulletins.pages")


class LogError(Exception):
    """The log's file cannot be written."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """What the log says of a page. As text it is key=value; an empty reason is left out."""

    source: str
    role: str
    url: str
    outcome: str
    reason: str | None
    bytes: int
    ms: int

    def __str__(self) -> str:
        return " ".join(f"{key}={plain(value)}" for key, value in asdict(self).items() if value is not None)


def plain(value: str | int) -> str:
    """Return a value as one word: quoted where it has spaces, or characters that a terminal would obey."""
    text = str(value)
    is_word = text and text.isprintable() and not set(' "') & set(text)
    return text if is_word else json.dumps(text)


def is_logging() -> bool:
    """Whether anybody reads the log's lines."""
    return pages.isEnabledFor(logging.INFO)


def log_page(
    source: str, role: Role, url: str, outcome: Outcome | None, reason: str | None, *, size: int = 0, seconds: float = 0
) -> None:
    """Write a line of the log. `outcome` None: no page came; `size` is that of the body in bytes."""
    line = PageLine(
        source, str(role), without_password(url), str(outcome or FAILED), reason, size, round(seconds * 1000)
    )
    pages.info(line)


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")}
        line = record.msg
        if isinstance(line, PageLine):
            return json.dumps(at | asdict(line), ensure_ascii=False)
        return json.dumps(at | {"level": record.levelname, "message": super().format(record)}, ensure_ascii=False)


def is_page(record: logging.LogRecord) -> bool:
    return isinstance(record.msg, PageLine)


def is_page_or_error(record: logging.LogRecord) -> bool:
    return is_page(record) or record.levelno >= logging.ERROR


@contextmanager
def run_log(*, verbose: bool = False, file: Path | None = None) -> Iterator[None]:
    """Write the log on stderr, to the end of a file, to both or nowhere, for as long as the block lasts.

    Raises LogError.
    """
    handlers: list[logging.Handler] = []
    if verbose:
        shown = logging.StreamHandler(sys.stderr)
        shown.setFormatter(logging.Formatter("%(message)s"))
        shown.addFilter(is_page)
        handlers.append(shown)
    if file is not None:
        try:
            written = logging.FileHandler(file, encoding="utf-8")
        except OSError as error:
            raise LogError(f"{file}: {error.strerror}") from error
        written.setFormatter(JsonLines())
        written.addFilter(is_page_or_error)
        handlers.append(written)
    root, before = logging.getLogger(), pages.level
    if handlers:
        pages.setLevel(logging.INFO)
    for handler in handlers:
        root.addHandler(handler)
    try:
        yield
    finally:
        pages.setLevel(before)
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()
