"""A file, packed (gzip, zstd) or not, as one run of bytes, read by lines and in blocks, that can be wound back.

Archives are packed record by record, so a gzip member or zstd frame that is damaged costs the records in it, not the
file: the next one is found by its magic number. A .warc.zst may open with the dictionary of all its frames, in a frame
of its own that readers without a need for it skip (IIPC: WARC-ZSTD).
"""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import zstandard

from pipelines.archive.errors import ArchiveError

__all__ = ["Tape", "Warn", "packed_otherwise", "unpacked"]

Warn = Callable[[str], object]  # takes one line that names the file and what in it is broken

GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
ZSTD_DICTIONARY = b"\x5d\x2a\x4d\x18"  # then its length in 4 bytes, the lowest first
MAX_DICTIONARY = 16 << 20  # bytes
ZSTD_PIECE = 256  # bytes of a frame at a time: 4 bytes may unpack to 128 KB
# What we do not unpack, and who does
PACKED_OTHERWISE = {b"BZh": "bunzip2", b"\xfd7zXZ\0": "unxz", b"PK\x03\x04": "unzip", b"7z\xbc\xaf": "7z x"}
CHUNK = 1 << 16
LONGEST_LINE = 1 << 16  # a header line of more is none


def packed_otherwise(start: bytes, path: Path) -> str | None:
    """Why a file that begins with these bytes is not read, and what to do; None where it may be."""
    program = next((program for magic, program in PACKED_OTHERWISE.items() if start.startswith(magic)), None)
    return program and f"{path}: packed in a way that is not read; unpack it first ({program} {path.name})"


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
    """The bytes of a file, unpacked where it is packed. Raises ArchiveError when there is nothing to read."""
    magic = file.read(6)
    file.seek(0)
    if not magic:
        raise ArchiveError(f"{path}: empty file")
    refused = packed_otherwise(magic, path)
    if refused is not None:
        raise ArchiveError(refused)
    if magic.startswith((ZSTD, ZSTD_DICTIONARY)):
        return unzstd(file, path, warn)
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
            seek_member(file, start + 1, GZIP)
            raw = b""
            continue
        was_damaged = False
        raw = unzip.unused_data


def unzstd(file: BinaryIO, path: Path, warn: Warn) -> Iterator[bytes]:
    """The zstd frames one after another, read like gzip members. Raises ArchiveError for a damaged dictionary."""
    dictionary = zstd_dictionary(file, path)
    raw, was_damaged = b"", False
    while raw := raw or file.read(ZSTD_PIECE):
        start = file.tell() - len(raw)
        frame = zstandard.ZstdDecompressor(dict_data=dictionary).decompressobj()
        try:
            while not frame.eof:
                if some := frame.decompress(raw):
                    yield some
                if not frame.eof and not (raw := file.read(ZSTD_PIECE)):
                    warn(f"{path}: ends in the middle of the zstd frame at byte {start}")
                    return
        except zstandard.ZstdError as error:
            if not was_damaged:
                warn(f"{path}: damaged zstd frame at byte {start}: {str(error).rpartition(': ')[2]}")
                yield b"\n"
            was_damaged, raw = True, b""
            seek_member(file, start + 1, ZSTD)
            continue
        was_damaged, raw = False, frame.unused_data


def zstd_dictionary(file: BinaryIO, path: Path) -> zstandard.ZstdCompressionDict | None:
    """The dictionary that the file opens with, itself packed or not; None when it has none."""
    if file.read(4) != ZSTD_DICTIONARY:
        file.seek(0)
        return None
    length = int.from_bytes(file.read(4), "little")
    told = file.read(min(length, MAX_DICTIONARY + 1))
    try:
        if len(told) < length:
            raise ArchiveError(f"{path}: its zstd dictionary is cut off or too large")
        if told.startswith(ZSTD):
            told = zstandard.ZstdDecompressor().decompress(told, max_output_size=MAX_DICTIONARY)
        return zstandard.ZstdCompressionDict(told)
    except zstandard.ZstdError as error:
        raise ArchiveError(f"{path}: damaged zstd dictionary: {str(error).rpartition(': ')[2]}") from error


def seek_member(file: BinaryIO, start: int, magic: bytes) -> None:
    """To the next place that looks like the beginning of a packed record, or to the end."""
    file.seek(start)
    seen = b""
    while chunk := file.read(CHUNK):
        seen = seen[-len(magic) + 1 :] + chunk
        found = seen.find(magic)
        if found >= 0:
            file.seek(found - len(seen), 1)
            return
