"""A byte stream -> WARC and ARC records. What is broken is passed over with a warning that names file and record.

Our own framing rather than warcio's ArchiveIterator, which ends a file at its first broken record, refuses files that
are gzipped as a whole, and hands over a record that was cut off as if it were all there.

`ByteStream` unpacks the file (gzip, zstd or plain) and can be wound back.
"""

import base64
import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import zstandard

from pipelines.archive.content import LARGEST_BODY, Headers, first, header_lines
from pipelines.archive.opened import Archive, ByteRange
from pipelines.archive.writing import ArchiveError

__all__ = ["ByteStream", "Record", "Warn", "packed_otherwise", "records", "unpacked"]

LARGEST_BLOCK = LARGEST_BODY + (1 << 20)  # a page and its HTTP headers
FAR_ENOUGH = 1 << 20  # bytes without any record: this is no archive
ARC_FIRST = b"filedesc://"
ARC_DATE = re.compile(rb"[0-9]{14}")
ARC_IP = re.compile(rb"[0-9a-fA-F.:]{2,45}")

# At the end of a line: where a crawler was killed and started again, a record begins in the middle of one
WARC_LINE = re.compile(rb"WARC/[0-9]\.[0-9]+\r?\n\Z")
Warn = Callable[[str], object]  # takes one line that names the file and what in it is broken
OnMember = Callable[[int], object]  # takes the place in the file where a packed member begins

GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
ZSTD_DICTIONARY = b"\x5d\x2a\x4d\x18"  # then its length in 4 bytes, the lowest first
MAX_DICTIONARY = 16 << 20  # bytes
ZSTD_PIECE = 256  # bytes of a frame at a time: 4 bytes may unpack to 128 KB

# What we do not unpack, and who does
PACKED_OTHERWISE = {b"BZh": "bunzip2", b"\xfd7zXZ\0": "unxz", b"PK\x03\x04": "unzip", b"7z\xbc\xaf": "7z x"}
CHUNK = 1 << 16
MAX_LINE = 1 << 16  # a header line of more is none


@dataclass(frozen=True, slots=True)
class Record:
    """A whole record. An ARC record has the headers of the WARC record that it would be."""

    headers: Headers
    block: bytes
    at: int = 0  # its first byte, among the unpacked ones

    @property
    def kind(self) -> str:
        return self.header("WARC-Type") or ""

    @property
    def url(self) -> str:
        return (self.header("WARC-Target-URI") or "").strip("<>")  # wget 1.19 writes <http://…>

    def header(self, name: str) -> str | None:
        return first(self.headers, name)


def records(
    archive: Archive, warn: Warn, counted: Counter[str], members: dict[int, int] | None = None
) -> Iterator[Record]:
    """Yield the whole records of a WARC or ARC file, gzipped or not. Raises ArchiveError when there is none in it.

    `counted` gets how many `records` there are, and how many of them are `broken`. `members` gets where packed members
    begin: their first bytes, by their place among the unpacked ones.
    """
    with closing(ByteRange(archive.open(), archive.start, archive.end)) as file:
        stream = ByteStream(unpacked(file, archive, warn, lambda start: note_member(members, stream.received, start)))
        any_header, reported, lost = False, False, 0
        while line := stream.readline():
            at = stream.position - len(line)
            headers = record_headers(line, stream)
            if headers is None:
                lost += len(line.strip())
                if not any_header and lost > FAR_ENOUGH:
                    break
                continue
            if lost and not reported:
                warn(f"{archive}: {lost} bytes that belong to no record, before {named(headers)}")
            block = whole_block(archive, headers, stream, warn)
            any_header, reported, lost = True, block is None, 0
            counted["records"] += 1
            if block is not None:
                yield Record(headers, block, at)
            else:
                counted["broken"] += 1
        if not any_header:
            raise ArchiveError(f"{archive}: not a WARC or ARC file")
        if lost and not reported:
            warn(f"{archive}: {lost} bytes at its end belong to no record")


def note_member(members: dict[int, int] | None, at: int, start: int) -> None:
    if members is not None:
        members[at] = start


class ByteStream:
    """What is left of a run of bytes. Reads come back short only at its end."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks  # none of them empty
        self.ahead = b""
        self.at = 0
        self.received = 0  # bytes that came out of `chunks`

    @property
    def position(self) -> int:
        """How many bytes were read, those that were put back not counted."""
        return self.received - (len(self.ahead) - self.at)

    def next_chunk(self) -> bytes:
        chunk = next(self.chunks, b"")
        self.received += len(chunk)
        return chunk

    def read(self, length: int) -> bytes:
        parts = [self.ahead[self.at : self.at + length]]
        self.at += len(parts[0])
        missing = length - len(parts[0])
        while missing > 0 and (chunk := self.next_chunk()):
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
        """Return a line with its end, or its first 64 kB; empty at the end of the stream."""
        while (end := self.ahead.find(b"\n", self.at, self.at + MAX_LINE)) < 0:
            chunk = self.next_chunk() if len(self.ahead) - self.at < MAX_LINE else b""
            if not chunk:
                return self.read(min(len(self.ahead) - self.at, MAX_LINE))
            self.ahead, self.at = self.ahead[self.at :] + chunk, 0
        return self.read(end + 1 - self.at)

    def unread(self, seen: bytes) -> None:
        self.ahead, self.at = seen + self.ahead[self.at :], 0


def record_headers(line: bytes, stream: ByteStream) -> Headers | None:
    if WARC_LINE.search(line):
        return tuple((name, as_utf8(value)) for name, value in header_lines(stream.readline))
    arc = arc_fields(line)
    if arc is None:
        return None
    url, ip, when, kind, length = (part.decode("latin-1") for part in arc)
    return (
        ("WARC-Type", "warcinfo" if line.startswith(ARC_FIRST) else "response"),
        ("WARC-Target-URI", url),
        ("WARC-IP-Address", ip),
        ("WARC-Date", f"{when[:8]}T{when[8:]}Z"),
        ("Content-Type", "application/http;msgtype=response" if url.startswith("http") else kind),
        ("Content-Length", length),
    )


def arc_fields(line: bytes) -> tuple[bytes, bytes, bytes, bytes, bytes] | None:
    """Address (some hold spaces), IP, date, type and length from the line before an ARC record.

    ARC 1 has these five, ARC 2 some more between type and length.
    """
    parts = line.split()
    for at in range(2, len(parts) - 2):
        if ARC_DATE.fullmatch(parts[at]) and ARC_IP.fullmatch(parts[at - 1]) and parts[-1].isdigit():
            return b" ".join(parts[: at - 1]), parts[at - 1], parts[at], parts[at + 1], parts[-1]
    return None


def as_utf8(latin: str) -> str:
    raw = latin.encode("latin-1")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return latin


def whole_block(archive: Archive, headers: Headers, stream: ByteStream, warn: Warn) -> bytes | None:
    """Return the record's block; None, with a warning, when it is not what its header says.

    When it does not end where it should, the stream is wound back to where it began: the next record may lie inside.
    """
    reported = first(headers, "Content-Length") or ""
    if not re.fullmatch(r"[0-9]{1,18}", reported):
        warn(f"{archive}: a record without a length: {named(headers)}")
        return None
    length = int(reported)
    if length > LARGEST_BLOCK:
        there = stream.skip(length)
        why = "is cut off" if there < length else f"is larger than {LARGEST_BLOCK >> 20} MB"
        warn(f"{archive}: a record that {why} is not read: {named(headers)}")
        return None
    block = stream.read(length)
    following = stream.readline()
    ends_well = not following.strip() or WARC_LINE.match(following) or arc_fields(following)
    if len(block) < length or not ends_well:
        why = "is cut off" if len(block) < length else "has a wrong length"
        warn(f"{archive}: a record that {why} is not read: {named(headers)}")
        stream.unread(block + following)
        return None
    stream.unread(following)
    if not is_trusted(headers, block):
        warn(f"{archive}: a record that does not have the digest that it names is not read: {named(headers)}")
        return None
    return block


def is_trusted(headers: Headers, block: bytes) -> bool:
    """False when the record's digests say that its bytes are others now.

    Proxies that edit HTTP headers leave a wrong digest of the block; then the one of the payload decides. A revisit has
    no bytes of its own.
    """
    if agrees(first(headers, "WARC-Block-Digest"), block) is not False or first(headers, "WARC-Type") == "revisit":
        return True
    return agrees(first(headers, "WARC-Payload-Digest"), block.partition(b"\r\n\r\n")[2]) is True


def agrees(reported: str | None, content: bytes) -> bool | None:
    """Whether a digest is that of the content; None when there is none of a kind that we know.

    Base 32 is the custom; base 16 and base 64 are seen.
    """
    name, _, value = (reported or "").partition(":")
    if name.lower() not in ("sha1", "sha256", "md5"):
        return None
    digest = hashlib.new(name.lower(), content, usedforsecurity=False).digest()
    forms = (base64.b32encode(digest).decode(), digest.hex(), base64.b64encode(digest).decode())
    return value.rstrip("=").lower() in {form.rstrip("=").lower() for form in forms}


def named(headers: Headers) -> str:
    return f"{first(headers, 'WARC-Type') or 'record'} {first(headers, 'WARC-Target-URI') or ''}".strip()


# Unpacking: the bytes of a file, packed (gzip, zstd) or not, in chunks


def packed_otherwise(start: bytes, path: Path | Archive) -> str | None:
    """Return why a file that begins with these bytes is not read, and what to do; None where it may be."""
    program = next((program for magic, program in PACKED_OTHERWISE.items() if start.startswith(magic)), None)
    return program and f"{path}: packed in a way that is not read; unpack it first ({program} {Path(str(path)).name})"


def unpacked(file: ByteRange, archive: Archive, warn: Warn, on_member: OnMember) -> Iterator[bytes]:
    """Yield the bytes of a file, unpacked where it is packed. Raises ArchiveError when there is nothing to read."""
    magic = file.read(6)
    file.seek(archive.start)
    if not magic:
        raise ArchiveError(f"{archive}: empty file")
    refused = packed_otherwise(magic, archive)
    if refused is not None:
        raise ArchiveError(refused)
    if magic.startswith((ZSTD, ZSTD_DICTIONARY)):
        return unzstd(file, archive, warn, on_member)
    if magic.startswith(GZIP):
        return gunzipped(file, archive, warn, on_member)
    return iter(lambda: file.read(CHUNK), b"")


def gunzipped(file: ByteRange, archive: Archive, warn: Warn, on_member: OnMember) -> Iterator[bytes]:
    """Yield the bytes of consecutive gzip members; of a damaged one those before the damage, then the next member."""
    raw = b""
    was_damaged = False
    while raw := raw.lstrip(b"\0") or file.read(CHUNK):  # some writers pad members with zeros
        start = file.at - len(raw)
        unzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        on_member(start)
        try:
            while not unzip.eof:
                if some := unzip.decompress(raw, CHUNK):
                    yield some
                raw = unzip.unconsumed_tail
                if not some and not raw and not unzip.eof and not (raw := file.read(CHUNK)):
                    warn(f"{archive}: ends in the middle of the gzip member at byte {start}")
                    return
        except zlib.error as error:
            if not was_damaged:  # what looks like a member inside the damaged one is not reported again
                warn(f"{archive}: damaged gzip member at byte {start}: {error}")
                yield b"\n"  # what follows begins a line: a record's header is looked for there
            was_damaged = True
            seek_member(file, start + 1, GZIP)
            raw = b""
            continue
        was_damaged = False
        raw = unzip.unused_data


def unzstd(file: ByteRange, archive: Archive, warn: Warn, on_member: OnMember) -> Iterator[bytes]:
    """Yield the zstd frames one after another, read like gzip members. Raises ArchiveError for a damaged dictionary."""
    dictionary = zstd_dictionary(file, archive)
    raw, was_damaged = b"", False
    while raw := raw or file.read(ZSTD_PIECE):
        start = file.at - len(raw)
        frame = zstandard.ZstdDecompressor(dict_data=dictionary).decompressobj()
        on_member(start)
        try:
            while not frame.eof:
                if some := frame.decompress(raw):
                    yield some
                if not frame.eof and not (raw := file.read(ZSTD_PIECE)):
                    warn(f"{archive}: ends in the middle of the zstd frame at byte {start}")
                    return
        except zstandard.ZstdError as error:
            if not was_damaged:
                warn(f"{archive}: damaged zstd frame at byte {start}: {str(error).rpartition(': ')[2]}")
                yield b"\n"
            was_damaged, raw = True, b""
            seek_member(file, start + 1, ZSTD)
            continue
        was_damaged, raw = False, frame.unused_data


def zstd_dictionary(file: ByteRange, archive: Archive) -> zstandard.ZstdCompressionDict | None:
    """Return the dictionary that the whole file opens with, itself packed or not; None when it has none."""
    whole = ByteRange(file.stream, 0, None)
    whole.seek(0)
    if whole.read(4) != ZSTD_DICTIONARY:
        file.seek(archive.start)
        return None
    length = int.from_bytes(whole.read(4), "little")
    reported = whole.read(min(length, MAX_DICTIONARY + 1))
    file.seek(max(archive.start, whole.at))
    try:
        if len(reported) < length:
            raise ArchiveError(f"{archive}: its zstd dictionary is cut off or too large")
        if reported.startswith(ZSTD):
            reported = zstandard.ZstdDecompressor().decompress(reported, max_output_size=MAX_DICTIONARY)
        return zstandard.ZstdCompressionDict(reported)
    except zstandard.ZstdError as error:
        raise ArchiveError(f"{archive}: damaged zstd dictionary: {str(error).rpartition(': ')[2]}") from error


def seek_member(file: ByteRange, start: int, magic: bytes) -> None:
    """To the next place that looks like the beginning of a packed record, or to the end."""
    file.seek(start)
    seen = b""
    while chunk := file.read(CHUNK):
        seen = seen[-len(magic) + 1 :] + chunk
        found = seen.find(magic)
        if found >= 0:
            file.seek(found - len(seen), 1)
            return
