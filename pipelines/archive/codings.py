"""Content and transfer codings undone to their end: what does not reach its end was cut short, and is no page.

    gzip, x-gzip   members one after another, each with its checksum (RFC 1952)
    deflate        zlib's format, or the bare stream that some servers send (RFC 9110 8.4.1.2)
    br             one stream (RFC 7932)
    zstd           frames one after another, windows of at most 8 MB (RFC 9659)
    chunked        chunks up to the one of length 0 (RFC 9112 7.1)

Libraries that fetch hand over what came of a stream that breaks off in the middle; half a page would pass for a whole.
"""

import re
import zlib
from collections.abc import Callable

import zstandard

__all__ = ["CODINGS", "MAGIC", "CutShort", "TooLarge", "Undecodable", "unchunked", "undone"]

MAGIC = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
MAX_ZSTD_WINDOW = 8 << 20  # bytes
# A block of 4 bytes may unpack to 128 KB, and the library has no other bound: 8 MB come of one piece at the most
ZSTD_PIECE = 256
CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,16})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")


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
    """The body, and what stands behind its stream."""
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
    """The body without its chunks. Raises CutShort when the last one is missing, Undecodable for what is no chunk."""
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
