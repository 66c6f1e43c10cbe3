"""Rows that a number in their links counts: <a><i>01</i>关于…的通知</a>. It is none of their titles' words."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipelines.lists.rows.anchors import Anchor, rows_by_list

__all__ = ["without_counts"]

FEWEST = 3  # rows whose numbers go up by one


def without_counts(anchors: Sequence[Anchor]) -> list[Anchor]:
    """Return the rows of a page, those of each list without the number that counts them, if all have one."""
    found = list(anchors)
    for numbers in rows_by_list(anchors) if any(anchor.counted is not None for anchor in anchors) else ():
        counts = [count for number in numbers if (count := found[number].counted) is not None]
        is_count = all(second - first == 1 for first, second in pairwise(counts))
        if is_count and len(counts) == len(numbers) >= FEWEST:
            for number in numbers:
                found[number] = replace(found[number], title=found[number].title.partition(" ")[2])
    return found
