"""Raw bytes: compressed for the store, and as WARC files out and in.

In the store each content is one zstd frame, with a dictionary of its source once there is one. Between archives pages
travel as WARC 1.1 (ISO 28500:2017), which replay tools and archive jobs read.

    frames.py     bytes <-> zstd frames, dictionaries
    writing.py    pages -> WARC
    byte_stream.py       a file, gzipped or not -> its bytes, read line by line, with a way back
    framing.py    those -> WARC and ARC records; what is broken is passed over, with a warning
    codings.py    gzip, deflate, br, zstd and chunks undone, to their end
    content.py    an HTTP response's block -> status, headers, body without its content encoding
    reading.py    records -> pages
    opened.py     an archive wherever its bytes lie, and which of them are meant
    splitting.py  a large archive -> byte ranges that can be read by themselves
"""

from pipelines.archive.content import CutShort, Headers, TooLarge, Undecodable, undone, why_no_page
from pipelines.archive.framing import packed_otherwise
from pipelines.archive.opened import Archive, archive_at, archive_of
from pipelines.archive.reading import Counts, Order, read_in_order, read_warc
from pipelines.archive.splitting import split
from pipelines.archive.writing import ArchiveError, ArchiveNotWritten, compress, decompress, dictionary_from, write_warc

__all__ = [
    "Archive",
    "ArchiveError",
    "ArchiveNotWritten",
    "Counts",
    "CutShort",
    "Headers",
    "Order",
    "TooLarge",
    "Undecodable",
    "archive_at",
    "archive_of",
    "compress",
    "decompress",
    "dictionary_from",
    "packed_otherwise",
    "read_in_order",
    "read_warc",
    "split",
    "undone",
    "why_no_page",
    "write_warc",
]
