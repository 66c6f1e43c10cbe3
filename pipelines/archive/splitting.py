"""A large archive -> byte ranges of it that can be read by themselves, by several programs at once.

The places are those where a packed member begins that begins with a record, found by going through the whole archive
once: what looks like a member may lie inside of one (a page that is an archive itself). Unpacking costs a small part of
what reading the pages does.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise

from pipelines.archive.framing import records
from pipelines.archive.opened import Archive
from pipelines.archive.writing import PART_OF

__all__ = ["split"]


def split(archive: Archive, size: int) -> list[Archive]:
    """Return ranges of at least `size` bytes of the file, the last one maybe less, that hold all of it.

    An article stays with its parts. Raises ArchiveError where no record can be read, OSError where no byte can.
    """
    starts = [archive.start]
    for start in islice(beginnings(archive), 1, None):  # what stands before the first record goes with it
        if start - starts[-1] >= size:
            starts.append(start)
    ends = [*starts, archive.end]
    return [replace(archive, start=start, end=end) for start, end in pairwise(ends) if start is not None]


def beginnings(archive: Archive) -> Iterator[int]:
    """Yield the places in the file where a range may begin."""
    members: dict[int, int] = {}
    is_packed = False
    for record in records(archive, said_when_read, Counter(), members):
        is_packed = is_packed or bool(members)
        start = members.get(record.at) if is_packed else archive.start + record.at
        for passed in [at for at in members if at <= record.at]:
            del members[passed]
        if start is not None and record.header(PART_OF) is None:
            yield start


def said_when_read(_: str) -> None:
    """What is broken is reported by those who read the ranges."""
