"""Whether two texts speak of one matter, by the pairs of characters that both have."""

import re
from itertools import pairwise

__all__ = ["is_of_one_matter"]

WIDE = re.compile("[\u3400-\u9fff]|[a-zA-Z\\d]+")
LEAST_SHARED = 0.3  # of the pairs of characters of the shorter text
LEAST_PAIRS = 4


def is_of_one_matter(one: str, other: str) -> bool:
    """Whether much of what the shorter of two texts says, by pairs of its characters, stands in the other."""
    pairs = sorted((pairs_of(one), pairs_of(other)), key=len)
    return len(pairs[0]) >= LEAST_PAIRS and len(pairs[0] & pairs[1]) >= LEAST_SHARED * len(pairs[0])


def pairs_of(text: str) -> set[tuple[str, str]]:
    characters = WIDE.findall(text)
    return set(pairwise(characters))
