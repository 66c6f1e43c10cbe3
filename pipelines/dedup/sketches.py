"""Which earlier paragraphs of a page could be near a given one, without comparing all pairs."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from pipelines.fingerprint import hashed_grams

__all__ = ["Sketches"]

LOWEST = 6  # two texts of one wording share at least one of their six lowest 3-gram hashes
SAMPLE = np.uint64(16)  # and one 3-gram in 16 besides, so that a part finds the whole that holds it
CROWD = 8  # a 3-gram seen in more paragraphs than this tells nothing
BEST = 4


class Sketches:
    """Some 3-grams of each paragraph; the same paragraphs give the same answer in any process."""

    def __init__(self, texts: Sequence[str]) -> None:
        hashes, starts, counts = hashed_grams(texts)
        self._keys = [_sketch(hashes[start : start + count]) for start, count in zip(starts, counts, strict=True)]
        self._seen: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, position: int) -> None:
        for key in self._keys[position]:
            if len(self._seen[key]) < CROWD:
                self._seen[key].append(position)

    def near(self, position: int) -> list[int]:
        """Up to four added paragraphs that share the most with this one, best first, earlier before later."""
        shared = Counter(other for key in self._keys[position] for other in self._seen.get(key, ()))
        return sorted(shared, key=lambda other: (-shared[other], other))[:BEST]


def _sketch(hashes: np.typing.NDArray[np.uint64]) -> list[int]:
    ordered = np.sort(hashes)  # np.unique goes by a hash table, at ten times the cost
    distinct = ordered[np.diff(ordered, prepend=~ordered[:1]) != 0]
    sampled = distinct[LOWEST:]
    return [*distinct[:LOWEST].tolist(), *sampled[sampled % SAMPLE == 0].tolist()]
