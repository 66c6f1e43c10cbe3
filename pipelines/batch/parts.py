"""Archives -> parts: the ranges of their bytes that are read by themselves, numbered in the order of the archives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.archive import Archive, ArchiveError, split

__all__ = ["SIZE", "Open", "Part", "parts_of", "parts_of_one"]

SIZE = 128 << 20  # bytes of an archive that are worth a program of their own: some thousand pages

Open = Callable[[str], Archive]


@dataclass(frozen=True, slots=True)
class Part:
    """A range of the archive at an address: bytes from `start` up to `end` (None: to its last). `number` counts the
    archives from 0: a page's place among all pages begins with it."""

    number: int
    address: str
    start: int = 0
    end: int | None = None

    def opened(self, open_archive: Open) -> Archive:
        whole = open_archive(self.address)
        return Archive(whole.name, whole.open, self.start, self.end)


def parts_of(archives: Sequence[tuple[str, int]], open_archive: Open, size: int = SIZE) -> list[Part]:
    """Return the parts of archives, given with their sizes in bytes, in their order."""
    numbered = enumerate(archives)
    return [part for n, (address, length) in numbered for part in parts_of_one(n, address, length, open_archive, size)]


def parts_of_one(number: int, address: str, length: int, open_archive: Open, size: int = SIZE) -> list[Part]:
    """Return the parts of an archive of so many bytes.

    One that is larger than `size` is gone through once to find where it can be cut. Where that fails it is one part:
    its reading says what is wrong with it.
    """
    if length <= size:
        return [Part(number, address)]
    try:
        ranges = split(open_archive(address), size)
    except (ArchiveError, OSError):
        return [Part(number, address)]
    return [Part(number, address, each.start, each.end) for each in ranges]
