"""Which earlier paragraphs of a page could be near a given one, without comparing all pairs."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import islice

import numpy as np

from pipelines.text.fingerprint import hashed_grams

__all__ = ["Sketches"]

LOWEST = 6  # two texts of one wording share at least one of their six lowest 3-gram hashes
SAMPLE = np.uint64(16)  # and one 3-gram in 16 besides, so that a part finds the whole that holds it
CROWD = 8  # a 3-gram seen in more paragraphs than this tells nothing
BEST = 4
# Sketches that are remembered: series of notices share paragraphs, and each comparison asks for the same again
MANY, LONGEST = 4096, 1000  # paragraphs, characters of one: some 12 MB at the most
Sketch = tuple[int, ...]
_remembered: dict[str, Sketch] = {}


class Sketches:
    """Some 3-grams of each paragraph; the same paragraphs give the same answer in any process."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._keys = sketches(texts)
        self._seen: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, position: int) -> None:
        for key in self._keys[position]:
            if len(self._seen[key]) < CROWD:
                self._seen[key].append(position)

    def near(self, position: int) -> list[int]:
        """Up to four added paragraphs that share the most with this one, best first, earlier before later."""
        shared = Counter(other for key in self._keys[position] for other in self._seen.get(key, ()))
        return sorted(shared, key=lambda other: (-shared[other], other))[:BEST]


def sketches(texts: Sequence[str]) -> list[Sketch]:
    found = {text: _remembered.get(text) for text in texts}
    missing = [text for text, sketch in found.items() if sketch is None]
    if missing:
        hashes, starts, counts = hashed_grams(missing)
        made = [_sketch(hashes[start : start + count]) for start, count in zip(starts, counts, strict=True)]
        new = dict(zip(missing, made, strict=True))
        found |= new
        if len(_remembered) + len(new) > MANY:
            _remembered.clear()
        some = islice(((text, sketch) for text, sketch in new.items() if len(text) <= LONGEST), MANY)
        _remembered.update(some)
    return [found[text] or () for text in texts]


def _sketch(hashes: np.typing.NDArray[np.uint64]) -> Sketch:
    ordered = np.sort(hashes)  # np.unique goes by a hash table, at ten times the cost
    distinct = np.concatenate((ordered[:1], ordered[1:][ordered[1:] != ordered[:-1]]))
    sampled = distinct[LOWEST:]
    return (*distinct[:LOWEST].tolist(), *sampled[sampled % SAMPLE == 0].tolist())
