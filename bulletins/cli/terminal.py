"""What a person sees while work is long: a bar on a terminal, a plain line every few seconds elsewhere."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

__all__ = ["Meter", "meter", "out", "safe"]

# Terminals obey control characters; a page's text may not move the cursor or turn the reading direction.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

SECONDS_BETWEEN_LINES = 5.0

out = Console(soft_wrap=True, highlight=False)
_err = Console(stderr=True, highlight=False)


class Meter:
    """Counts steps of one piece of work. `total` is None while nobody knows it."""

    def __init__(self, what: str, total: int | None, bar: Progress | None) -> None:
        self.what, self.total, self.done = what, total, 0
        self.bar = bar
        self.task = bar.add_task(what, total=total) if bar else None
        self.reported_at = time.monotonic()

    def step(self, note: str = "", count: int = 1) -> None:
        self.done += count
        if self.bar is not None and self.task is not None:
            self.bar.update(self.task, completed=self.done, description=f"{self.what} {note}".strip())
        elif time.monotonic() - self.reported_at >= SECONDS_BETWEEN_LINES:
            self.reported_at = time.monotonic()
            click.echo(f"{self.what}: {self.so_far()} {note}".rstrip(), err=True)

    def so_far(self) -> str:
        return f"{self.done:,} of {self.total:,}" if self.total else f"{self.done:,}"


@contextmanager
def meter(what: str, total: int | None = None) -> Iterator[Meter]:
    """Show progress on stderr, so that stdout stays clean for pipes."""
    if not _err.is_terminal:
        yield Meter(what, total, None)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=_err, transient=True) as bar:
        yield Meter(what, total, bar)


def safe(text: str) -> str:
    """Return a page's text for a terminal: what would move the cursor or turn the reading direction is shown as �."""
    return UNPRINTABLE.sub("�", text)
