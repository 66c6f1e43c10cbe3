"""A tape -> WARC and ARC records. What is broken is passed over with a warning that names file and record.

Our own framing rather than warcio's ArchiveIterator, which ends a file at its first broken record, refuses files that
are gzipped as a whole, and hands over a record that was cut off as if it were all there.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.archive.byte_stream import Tape, Warn, unpacked
from pipelines.archive.content import LARGEST_BODY, Headers, first, header_lines
from pipelines.archive.errors import ArchiveError

__all__ = ["Record", "records"]

LARGEST_BLOCK = LARGEST_BODY + (1 << 20)  # a page and its HTTP headers
FAR_ENOUGH = 1 << 20  # bytes without any record: this is no archive
ARC_FIRST = b"filedesc://"
ARC_DATE = re.compile(rb"[0-9]{14}")
ARC_IP = re.compile(rb"[0-9a-fA-F.:]{2,45}")
# At the end of a line: where a crawler was killed and started again, a record begins in the middle of one
WARC_LINE = re.compile(rb"WARC/[0-9]\.[0-9]+\r?\n\Z")


@dataclass(frozen=True, slots=True)
class Record:
    """A whole record. An ARC record has the headers of the WARC record that it would be."""

    headers: Headers
    block: bytes

    @property
    def kind(self) -> str:
        return self.header("WARC-Type") or ""

    @property
    def url(self) -> str:
        return (self.header("WARC-Target-URI") or "").strip("<>")  # wget 1.19 writes <http://…>

    def header(self, name: str) -> str | None:
        return first(self.headers, name)


def records(path: Path, warn: Warn) -> Iterator[Record]:
    """The whole records of a WARC or ARC file, gzipped or not. Raises ArchiveError when there is none in it."""
    with path.open("rb") as file:
        tape = Tape(unpacked(file, path, warn))
        any_header, told, lost = False, False, 0
        while line := tape.readline():
            headers = record_headers(line, tape)
            if headers is None:
                lost += len(line.strip())
                if not any_header and lost > FAR_ENOUGH:
                    break
                continue
            if lost and not told:
                warn(f"{path}: {lost} bytes that belong to no record, before {named(headers)}")
            block = whole_block(path, headers, tape, warn)
            any_header, told, lost = True, block is None, 0
            if block is not None:
                yield Record(headers, block)
        if not any_header:
            raise ArchiveError(f"{path}: not a WARC or ARC file")
        if lost and not told:
            warn(f"{path}: {lost} bytes at its end belong to no record")


def record_headers(line: bytes, tape: Tape) -> Headers | None:
    if WARC_LINE.search(line):
        return tuple((name, as_utf8(value)) for name, value in header_lines(tape.readline))
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


def whole_block(path: Path, headers: Headers, tape: Tape, warn: Warn) -> bytes | None:
    """The record's block; None, with a warning, when it is not what its header says.

    When it does not end where it should, the tape is wound back to its beginning: the next record may lie inside.
    """
    told = first(headers, "Content-Length") or ""
    if not re.fullmatch(r"[0-9]{1,18}", told):
        warn(f"{path}: a record without a length: {named(headers)}")
        return None
    length = int(told)
    if length > LARGEST_BLOCK:
        there = tape.skip(length)
        why = "is cut off" if there < length else f"is larger than {LARGEST_BLOCK >> 20} MB"
        warn(f"{path}: a record that {why} is not read: {named(headers)}")
        return None
    block = tape.read(length)
    following = tape.readline()
    ends_well = not following.strip() or WARC_LINE.match(following) or arc_fields(following)
    if len(block) < length or not ends_well:
        why = "is cut off" if len(block) < length else "has a wrong length"
        warn(f"{path}: a record that {why} is not read: {named(headers)}")
        tape.unread(block + following)
        return None
    tape.unread(following)
    if not is_trusted(headers, block):
        warn(f"{path}: a record that does not have the digest that it names is not read: {named(headers)}")
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


def agrees(told: str | None, content: bytes) -> bool | None:
    """Whether a digest is that of the content; None when there is none of a kind that we know.

    Base 32 is the custom; base 16 and base 64 are seen.
    """
    name, _, value = (told or "").partition(":")
    if name.lower() not in ("sha1", "sha256", "md5"):
        return None
    digest = hashlib.new(name.lower(), content, usedforsecurity=False).digest()
    forms = (base64.b32encode(digest).decode(), digest.hex(), base64.b64encode(digest).decode())
    return value.rstrip("=").lower() in {form.rstrip("=").lower() for form in forms}


def named(headers: Headers) -> str:
    return f"{first(headers, 'WARC-Type') or 'record'} {first(headers, 'WARC-Target-URI') or ''}".strip()
