"""An HTTP response as archived -> its status, headers, and the body as its page meant it.

Archives hold what came over the wire (chunked, gzipped) or, made by browsers, the decoded body under headers that still
say otherwise. So a coding is undone where the bytes bear it out, and passed over where they are plain.
"""

import io
import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

import zstandard

from pipelines.frontier import Failure, FailureKind

__all__ = [
    "CODINGS",
    "LARGEST_BODY",
    "MAGIC",
    "CutShort",
    "Headers",
    "TooLarge",
    "Undecodable",
    "decoded",
    "first",
    "has_no_length",
    "header_lines",
    "response",
    "unchunked",
    "undone",
    "why_no_page",
]

Headers = tuple[tuple[str, str], ...]

STATUS = re.compile(rb"[0-9]{1,9}")  # what is more is no number that anybody can keep
CHUNK = re.compile(rb"[ \t]*[0-9a-fA-F]{1,16}[ \t]*(?:;[^\r\n]{0,1000})?(?:\r?\n|\r?\Z)")
RANGE = re.compile(r"bytes[ =]+([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)", re.ASCII | re.IGNORECASE)
CODING = re.compile(r"[a-z0-9._+-]+")  # what is no such word (text/html; charset=gbk) was meant for another header
NO_CODING = ("identity", "none")
LARGEST_BODY = 64 * 1024 * 1024  # bytes; a page of more is no page, and a compression bomb ends here
MAGIC = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
MAX_ZSTD_WINDOW = 8 << 20  # bytes

# A block of 4 bytes may unpack to 128 KB, and the library has no other bound: 8 MB come of one piece at the most
ZSTD_PIECE = 256
CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,16})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")


def header_lines(readline: Callable[[], bytes]) -> Headers:
    """Headers up to a blank line, as latin-1; lines that continue one are joined to it."""
    headers: list[tuple[str, str]] = []
    while line := readline().decode("latin-1").rstrip("\r\n"):
        if line[0] in " \t" and headers:
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {line.strip()}")
        elif ":" in line:
            name, value = line.split(":", 1)
            headers.append((name.strip(), value.strip()))
    return tuple(headers)


def first(headers: Headers, name: str) -> str | None:
    return next((value for key, value in headers if key.lower() == name.lower()), None)


def response(block: bytes) -> tuple[int, Headers, bytes]:
    """Status, headers and body, still encoded. Raises Undecodable for a block that is no HTTP response.

    Where the version alone says that the end of the connection is the end of the body (HTTP/1.0), the headers say so
    too: `Connection: close`.
    """
    stream = io.BytesIO(block)
    status_line = stream.readline(1 << 16).split(None, 2)
    if len(status_line) < 2 or not status_line[0].startswith(b"HTTP/"):
        raise Undecodable("no HTTP status line")
    status = STATUS.fullmatch(status_line[1])
    if status is None:
        raise Undecodable(f"no HTTP: status {status_line[1][:20].decode('ascii', 'replace')}")
    headers = header_lines(stream.readline)
    if status_line[0] == b"HTTP/1.0" and first(headers, "connection") is None and has_no_length(headers):
        headers = (*headers, ("Connection", "close"))
    return int(status[0]), headers, stream.read()


def why_no_page(status: int, headers: Headers = ()) -> Failure | None:
    """Return why no whole page can have come with this status and these headers, whatever the body; None where one can.

    Of statuses that lead elsewhere only those are handed in that nobody could follow.
    """
    if status == HTTPStatus.PARTIAL_CONTENT:
        return Failure(FailureKind.CUT_SHORT, "status 206, a part that nobody asked for")
    if not 100 <= status <= 599:
        return Failure(FailureKind.NO_HTTP, f"status {str(status)[:20]}")
    if status == HTTPStatus.RESET_CONTENT:
        return Failure(FailureKind.NO_PAGE, "status 205, which has none")
    if status == HTTPStatus.NOT_MODIFIED:
        return Failure(FailureKind.NO_PAGE, "status 304, which nobody asked for")
    if 300 <= status < 400:
        return Failure(FailureKind.NO_PAGE, f"status {status}, which does not say where it leads")
    if status >= 400:
        return None
    part, coding = part_stated(headers), unknown_coding(headers)
    if part is not None:
        return Failure(FailureKind.CUT_SHORT, f"Content-Range {part[:60]}, a part that nobody asked for")
    if coding is None:
        return None
    return Failure(FailureKind.NOT_UNPACKED, f"Content-Encoding {coding[:60]} is not known")


def part_stated(headers: Headers) -> str | None:
    """Return the range of bytes that an answer says it is, unless it is the whole."""
    stated = (first(headers, "content-range") or "").strip()
    found = RANGE.fullmatch(stated)
    if found is None:
        return None
    start, end, whole = found.groups()
    return None if int(start) == 0 and whole != "*" and int(end) + 1 == int(whole) else stated


def unknown_coding(headers: Headers) -> str | None:
    """Return the first coding that we cannot undo. Some servers name a charset there, or say that there is none."""
    named = (value for name, value in headers if name.lower() == "content-encoding")
    codings = [coding.strip() for value in named for coding in value.lower().split(",")]
    return next((coding for coding in codings if CODING.fullmatch(coding) and not is_known(coding)), None)


def is_known(coding: str) -> bool:
    return coding in CODINGS or coding in NO_CODING or is_charset(coding)


def is_charset(name: str) -> bool:
    try:
        "a".encode(name)
    except (LookupError, ValueError):
        return False  # no codec, or none of text
    return True


def has_no_length(headers: Headers) -> bool:
    return first(headers, "content-length") is None and first(headers, "transfer-encoding") is None


def decoded(headers: Headers, body: bytes) -> bytes:
    """Return the body without its transfer and content codings. Raises Undecodable; CutShort for a part of a body."""
    whole = stated_length(headers)
    if (first(headers, "transfer-encoding") or "").lower() == "chunked" and CHUNK.match(body):
        body, whole = unchunked(body), None
    # some servers name a charset there: that is no coding
    named = (first(headers, "content-encoding") or "").lower().split(",")
    codings = [coding for name in reversed(named) if (coding := name.strip()) in CODINGS]
    for turn, coding in enumerate(codings):
        if is_plain(coding, body):
            whole = None  # the length was that of the packed body
            continue
        if turn == 0:
            check_length(body, whole)
            whole = None
        body = undone(coding, body, LARGEST_BODY)
    check_length(body, whole)
    if len(body) > LARGEST_BODY:
        raise TooLarge(f"more than {LARGEST_BODY >> 20} MB")
    return body


def stated_length(headers: Headers) -> int | None:
    """Content-Length in bytes; None where there is none, or it makes no sense."""
    reported = first(headers, "content-length") or ""
    return int(reported) if re.fullmatch(r"[0-9]{1,18}", reported) else None


def check_length(body: bytes, whole: int | None) -> None:
    """Raises CutShort for a body shorter than its headers say. Browsers' archives hold longer ones, unpacked."""
    if whole is not None and len(body) < whole:
        raise CutShort(f"{len(body):,} of {whole:,} bytes")


def is_plain(coding: str, body: bytes) -> bool:
    """Whether the coding was undone before the body was archived."""
    if coding == "br":  # no magic number, but its streams do not begin like markup
        return body.lstrip()[:1] == b"<"
    if coding == "deflate":
        return body.lstrip()[:1] == b"<" or not is_deflate(body)
    return not body.startswith(MAGIC[coding])


def is_deflate(body: bytes) -> bool:
    """Whether it begins as zlib's format does, or its beginning can be inflated."""
    if len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2]) % 31 == 0:
        return True
    with suppress(zlib.error):
        return bool(zlib.decompressobj(wbits=-zlib.MAX_WBITS).decompress(body, 4096))
    return False


# Content and transfer codings, undone completely: a body that ends before its coding does was cut short, and is no page


class Undecodable(Exception):
    """The body cannot be had from these bytes; the message says why."""


class CutShort(Undecodable):
    """The bytes end before the body does: what came is not the page."""


class TooLarge(Undecodable):
    """The body is larger than it may be."""


def undone(coding: str, packed: bytes, most: int) -> bytes:
    """Undo one content coding of CODINGS; `most`: bytes that it may unpack to. Raises Undecodable.

    No bytes at all are an empty body under any coding, as some servers send with an error.
    """
    return CODINGS[coding](packed, most) if packed else b""


def ungzipped(packed: bytes, most: int) -> bytes:
    plain = []
    left, room = packed, most
    while left:
        body, left = inflated(left, 16 + zlib.MAX_WBITS, room, "gzip")
        plain.append(body)
        room -= len(body)
        if not left.startswith(MAGIC["gzip"]):
            break  # browsers too pass over what stands behind the last member
    return b"".join(plain)


def undeflated(packed: bytes, most: int) -> bytes:
    try:
        return inflated(packed, zlib.MAX_WBITS, most, "deflate")[0]
    except (CutShort, TooLarge):
        raise
    except Undecodable:
        return inflated(packed, -zlib.MAX_WBITS, most, "deflate")[0]


def inflated(packed: bytes, wbits: int, most: int, coding: str) -> tuple[bytes, bytes]:
    """Return the body, and what stands behind its stream."""
    unzip = zlib.decompressobj(wbits=wbits)
    try:
        plain = unzip.decompress(packed, most + 1)
    except zlib.error as error:
        raise Undecodable(damaged(coding, error)) from error
    checked(len(plain), most)
    if not unzip.eof:
        raise CutShort(f"{coding} breaks off")
    return plain, unzip.unused_data


def unbrotli(packed: bytes, most: int) -> bytes:
    try:
        import brotli  # type: ignore[import-untyped]  # comes with scrapy; a machine that only reads may lack it
    except ImportError as error:
        raise Undecodable("brotli is not installed") from error
    unzip = brotli.Decompressor()
    try:
        plain: bytes = unzip.process(packed, output_buffer_limit=most + 1)
        while (
            not unzip.is_finished()
            and len(plain) <= most
            and (more := unzip.process(b"", output_buffer_limit=most + 1))
        ):
            plain += more
    except brotli.error as error:
        raise Undecodable(damaged("br", error)) from error
    checked(len(plain), most)
    if not unzip.is_finished():
        raise CutShort("br breaks off")
    return plain


def unzstd(packed: bytes, most: int) -> bytes:
    plain, size, left = [], 0, memoryview(packed)
    while left:
        frame = zstandard.ZstdDecompressor(max_window_size=MAX_ZSTD_WINDOW).decompressobj()
        try:
            while left and not frame.eof:
                piece, left = left[:ZSTD_PIECE], left[ZSTD_PIECE:]
                plain.append(frame.decompress(piece))
                size += len(plain[-1])
                checked(size, most)
        except zstandard.ZstdError as error:
            raise Undecodable(damaged("zstd", error)) from error
        if not frame.eof:
            raise CutShort("zstd breaks off")
        left = memoryview(packed)[len(packed) - len(left) - len(frame.unused_data) :]
        if not bytes(left[:4]).endswith(b"\x2a\x4d\x18") and bytes(left[:4]) != MAGIC["zstd"]:
            break
    return b"".join(plain)


def unchunked(body: bytes) -> bytes:
    """Return the body without its chunks.

    Raises CutShort when the last one is missing, Undecodable for what is no chunk.
    """
    plain: list[bytes] = []
    at = 0
    while True:
        size = CHUNK_SIZE.match(body, at)
        if size is None:
            rest = body[at : at + 32]
            if re.fullmatch(rb"[ \t]*[0-9a-fA-F]{0,16}[ \t]*(?:;[^\r\n]*)?\r?", rest):
                raise CutShort("chunked without its last chunk")
            raise Undecodable("damaged chunks")
        length, at = int(size[1], 16), size.end()
        if not length:
            return b"".join(plain)
        if len(body) - at < length:
            raise CutShort("chunked with half a chunk at its end")
        plain.append(body[at : at + length])
        at += length
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"


def checked(size: int, most: int) -> None:
    if size > most:
        raise TooLarge(f"unpacks to more than {most / 2**20:,.3g} MB")


def damaged(coding: str, error: Exception) -> str:
    """The library's own words, without its numbers and functions: `Error -3 while decompressing data: …`."""
    said = str(error).rpartition(": ")[2].strip().rstrip(".")
    return f"damaged {coding}: {said}" if said else f"damaged {coding}"


CODINGS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": ungzipped,
    "x-gzip": ungzipped,
    "deflate": undeflated,
    "br": unbrotli,
    "zstd": unzstd,
}
