"""Bytes as zstd frames. Pages of one site are alike in all but their text, so a dictionary holds the template once.

The dictionary is simply the source's first pages on end. Measured on 31 pages of www.gov.cn, dictionary from 8 of them:
12.3% of the HTML is left without one, 8.6% with one that zstd trained, 7.5% with this; and training on 40 pages that
share nearly everything gave a dictionary that made them larger.

Each frame carries a checksum: a bit that flips on the disk is told when the page is read, not passed on as its text.
"""

from collections.abc import Sequence
from functools import lru_cache

import zstandard

from pipelines.archive.errors import ArchiveError

__all__ = ["compress", "decompress", "dictionary_from"]

LEVEL = 9  # on those pages 12 leaves the same and takes three times as long; 19 leaves 0.6% less, for ten times as long
DICTIONARY_SIZE = 112_640  # bytes; zstd's default. 64 kB leave 0.2% more, 256 kB 0.3% less
OF_ONE_PAGE = 32_768  # bytes of one page in it, so that a huge one does not fill it
OPEN = 16  # dictionaries that are kept ready: sites that are crawled at once, and some more


def dictionary_from(pages: Sequence[bytes]) -> bytes | None:
    """A dictionary of the first pages of one source; None when they hold next to nothing."""
    joined = b"".join(page[:OF_ONE_PAGE] for page in pages)[:DICTIONARY_SIZE]
    return joined if len(joined) >= 1024 else None


def compress(body: bytes, dictionary: bytes | None = None) -> bytes:
    ready = None if dictionary is None else shared(dictionary)
    # one for each page: a compressor is for one thread, a dictionary that is ready for all
    return zstandard.ZstdCompressor(level=LEVEL, dict_data=ready, write_checksum=True).compress(body)


def decompress(frame: bytes, dictionary: bytes | None = None) -> bytes:
    """The bytes in a frame, given the dictionary that it was made with. Raises ArchiveError when it is damaged."""
    ready = None if dictionary is None else shared(dictionary)
    try:
        return zstandard.ZstdDecompressor(dict_data=ready).decompress(frame)
    except zstandard.ZstdError as error:
        raise ArchiveError(f"damaged frame: {error}") from error


@lru_cache(OPEN)
def shared(dictionary: bytes) -> zstandard.ZstdCompressionDict:
    """Ready to compress with: making it ready takes twice as long as a page does."""
    ready = zstandard.ZstdCompressionDict(dictionary, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    ready.precompute_compress(level=LEVEL)
    return ready
