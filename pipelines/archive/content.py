"""An HTTP response as archived -> its status, headers, and the body as its page meant it.

Archives hold what came over the wire (chunked, gzipped) or, made by browsers, the decoded body under headers that still
say otherwise. So a coding is undone where the bytes bear it out, and passed over where they are plain.
"""

import io
import zlib
from collections.abc import Callable

import zstandard
from warcio.bufferedreaders import ChunkedDataReader

__all__ = ["LARGEST_BODY", "Headers", "Undecodable", "decoded", "first", "header_lines", "response"]

Headers = tuple[tuple[str, str], ...]

LARGEST_BODY = 64 * 1024 * 1024  # bytes; a page of more is no page, and a compression bomb ends here


class Undecodable(Exception):
    """The body cannot be had from this record; the message says why."""


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
    """Status, headers and body, still encoded. Raises Undecodable for a block that is no HTTP response."""
    stream = io.BytesIO(block)
    status_line = stream.readline(1 << 16).split(None, 2)
    if len(status_line) < 2 or not status_line[0].startswith(b"HTTP/") or not status_line[1].isdigit():
        raise Undecodable("no HTTP status line")
    headers = header_lines(stream.readline)
    return int(status_line[1]), headers, stream.read()


def decoded(headers: Headers, body: bytes) -> bytes:
    """The body without its transfer and content codings. Raises Undecodable."""
    if (first(headers, "transfer-encoding") or "").lower() == "chunked":
        body = ChunkedDataReader(io.BytesIO(body)).read()
    for coding in reversed((first(headers, "content-encoding") or "").lower().split(",")):
        undo = CODINGS.get(coding.strip())  # some servers name a charset there: that is no coding
        if undo is not None:
            body = undo(body)
    if len(body) > LARGEST_BODY:
        raise Undecodable(f"more than {LARGEST_BODY >> 20} MB")
    return body


def ungzipped(body: bytes) -> bytes:
    return inflated(body, 16 + zlib.MAX_WBITS) if body.startswith(b"\x1f\x8b") else body


def undeflated(body: bytes) -> bytes:
    """`deflate` means zlib's format; some servers send the bare stream, and some archives plain text."""
    for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return inflated(body, wbits)
        except Undecodable:
            continue
    return body


def inflated(body: bytes, wbits: int) -> bytes:
    unzip = zlib.decompressobj(wbits=wbits)
    try:
        plain = unzip.decompress(body, LARGEST_BODY + 1)
    except zlib.error as error:
        raise Undecodable(f"damaged compression: {error}") from error
    if not unzip.eof and len(plain) <= LARGEST_BODY:
        raise Undecodable("compressed body is cut off")
    return plain


def unzstd(body: bytes) -> bytes:
    if not body.startswith(b"\x28\xb5\x2f\xfd"):
        return body
    try:
        return zstandard.ZstdDecompressor().stream_reader(body, read_across_frames=True).read(LARGEST_BODY + 1)
    except zstandard.ZstdError as error:
        raise Undecodable(f"damaged compression: {error}") from error


def unbrotli(body: bytes) -> bytes:
    if body.lstrip()[:1] == b"<":  # brotli has no magic number, but its streams do not begin like markup
        return body
    try:
        import brotli  # type: ignore[import-untyped]  # comes with scrapy; a machine that only reads may lack it
    except ImportError as error:
        raise Undecodable("brotli is not installed") from error
    unzip = brotli.Decompressor()
    try:
        plain: bytes = unzip.process(body, output_buffer_limit=LARGEST_BODY + 1)
    except brotli.error as error:
        raise Undecodable(f"damaged compression: {error}") from error
    if not unzip.is_finished() and len(plain) <= LARGEST_BODY:
        raise Undecodable("compressed body is cut off")
    return plain


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": ungzipped,
    "x-gzip": ungzipped,
    "deflate": undeflated,
    "br": unbrotli,
    "zstd": unzstd,
}
