"""A file, gzipped or not, as one run of bytes that is read line by line and in blocks, and can be wound back.

Archives are gzipped record by record, so a gzip member that is damaged costs the records in it, not the file: the next
member is found by its magic number.
"""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from pipelines.archive.errors import ArchiveError

__all__ = ["Tape", "Warn", "unpacked"]

Warn = Callable[[str], object]  # takes one line that names the file and what in it is broken

GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
CHUNK = 1 << 16
LONGEST_LINE = 1 << 16  # a header line of more is none


class Tape:
    """What is left of a run of bytes. Reads come back short only at its end."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks  # none of them empty
        self.ahead = b""
        self.at = 0

    def read(self, length: int) -> bytes:
        parts = [self.ahead[self.at : self.at + length]]
        self.at += len(parts[0])
        missing = length - len(parts[0])
        while missing > 0 and (chunk := next(self.chunks, b"")):
            parts.append(chunk[:missing])
            self.ahead, self.at = chunk, len(parts[-1])
            missing -= len(parts[-1])
        return b"".join(parts)

    def skip(self, length: int) -> int:
        """Pass over bytes without holding them; how many there were."""
        left = length
        while left > 0 and (passed := len(self.read(min(left, CHUNK)))):
            left -= passed
        return length - left

    def readline(self) -> bytes:
        """A line with its end, or its first 64 kB; empty at the end of the tape."""
        while (end := self.ahead.find(b"\n", self.at, self.at + LONGEST_LINE)) < 0:
            chunk = next(self.chunks, b"") if len(self.ahead) - self.at < LONGEST_LINE else b""
            if not chunk:
                return self.read(min(len(self.ahead) - self.at, LONGEST_LINE))
            self.ahead, self.at = self.ahead[self.at :] + chunk, 0
        return self.read(end + 1 - self.at)

    def unread(self, seen: bytes) -> None:
        self.ahead, self.at = seen + self.ahead[self.at :], 0


def unpacked(file: BinaryIO, path: Path, warn: Warn) -> Iterator[bytes]:
    """The bytes of a file, gunzipped where it is gzipped. Raises ArchiveError when there is nothing to read."""
    magic = file.read(4)
    file.seek(0)
    if not magic:
        raise ArchiveError(f"{path}: empty file")
    if magic == ZSTD:
        raise ArchiveError(f"{path}: a zstd file; unpack it first (zstd -d {path.name})")
    if magic.startswith(GZIP):
        return gunzipped(file, path, warn)
    return iter(lambda: file.read(CHUNK), b"")


def gunzipped(file: BinaryIO, path: Path, warn: Warn) -> Iterator[bytes]:
    """The gzip members on end. Of a damaged one comes what lies before the damage, then the next whole one."""
    raw = b""
    was_damaged = False
    while raw := raw.lstrip(b"\0") or file.read(CHUNK):  # some writers pad members with zeros
        start = file.tell() - len(raw)
        unzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            while not unzip.eof:
                if some := unzip.decompress(raw, CHUNK):
                    yield some
                raw = unzip.unconsumed_tail
                if not some and not raw and not unzip.eof and not (raw := file.read(CHUNK)):
                    warn(f"{path}: ends in the middle of the gzip member at byte {start}")
                    return
        except zlib.error as error:
            if not was_damaged:  # what looks like a member inside the damaged one is not told again
                warn(f"{path}: damaged gzip member at byte {start}: {error}")
                yield b"\n"  # what follows begins a line: a record's header is looked for there
            was_damaged = True
            seek_member(file, start + 1)
            raw = b""
            continue
        was_damaged = False
        raw = unzip.unused_data


def seek_member(file: BinaryIO, start: int) -> None:
    """To the next place that looks like a gzip member, or to the end."""
    file.seek(start)
    seen = b""
    while chunk := file.read(CHUNK):
        seen = seen[-len(GZIP) + 1 :] + chunk
        found = seen.find(GZIP)
        if found >= 0:
            file.seek(found - len(seen), 1)
            return
