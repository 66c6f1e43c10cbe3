"""An archive wherever its bytes lie: a name for messages, a way to open it, and which of its bytes are meant.

A file of this machine is opened by its path; a batch job hands in streams of other file systems.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

__all__ = ["Archive", "ByteRange", "Seekable", "archive_at", "archive_of"]


class Seekable(Protocol):
    """What is asked of a stream of bytes. `read` comes back short only at the end."""

    def read(self, size: int = -1, /) -> bytes: ...
    def seek(self, offset: int, whence: int = 0, /) -> int: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Archive:
    """The bytes of an archive from `start` up to `end` (None: to its last), which begin with a record and end with one.

    `open` gives a new stream of the whole archive each time, at its first byte.
    """

    name: str
    open: Callable[[], Seekable]
    start: int = 0
    end: int | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def whole(self) -> "Archive":
        return replace(self, start=0, end=None)


def archive_at(path: Path) -> Archive:
    """Return the archive in a file of this machine."""
    return Archive(str(path), lambda: path.open("rb"))


def archive_of(content: bytes, name: str) -> Archive:
    """Return the archive that these bytes are."""
    return Archive(name, lambda: io.BytesIO(content))


class ByteRange:
    """A stream that ends where a range of its bytes does. `at`: the next byte, counted from the first of the whole."""

    def __init__(self, stream: Seekable, start: int, end: int | None) -> None:
        self.stream, self.start, self.end = stream, start, end
        self.at = stream.seek(start) if start else 0

    def read(self, size: int = -1, /) -> bytes:
        if self.end is not None:
            left = max(0, self.end - self.at)
            size = left if size < 0 else min(size, left)
        some = self.stream.read(size)
        self.at += len(some)
        return some

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self.at = self.stream.seek(self.at + offset if whence == io.SEEK_CUR else offset)
        return self.at

    def close(self) -> None:
        self.stream.close()
