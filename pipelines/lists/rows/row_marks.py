"""Marks that some rows of a list bear within their links: 置顶, NEW, 已结束, or the column of each.

    <a href="content_1.html"><i class="top">置顶</i>关于…的通知</a>

A mark stands at an end of the link in an element made for it, as it does in other rows, and is a word of no title.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipelines.lists.rows.anchors import Anchor, rows_by_list
from pipelines.lists.titles import LONG_TITLE

__all__ = ["without_marks"]

FEWEST = 2  # rows with one mark
MAX_ROWS = 500


def without_marks(anchors: Sequence[Anchor]) -> list[Anchor]:
    """Return the rows of a page, with their titles without the marks that others of their list bear too."""
    found = list(anchors)
    for numbers in rows_by_list(anchors) if any(anchor.marks for anchor in anchors) else ():
        marks = Counter(mark for number in numbers for mark in found[number].marks)
        titles = [bare(found[number]) for number in numbers[:MAX_ROWS]]
        own = {mark for mark, times in marks.items() if times >= FEWEST and not any(mark in title for title in titles)}
        for number in numbers:
            title = bare(replace(found[number], marks=tuple(mark for mark in found[number].marks if mark in own)))
            if len(title) >= LONG_TITLE:
                found[number] = replace(found[number], title=title)
    return found


def bare(anchor: Anchor) -> str:
    """Return the title of a row without its marks."""
    title = anchor.title
    for mark in anchor.marks:
        title = title.removeprefix(f"{mark} ").removesuffix(f" {mark}")
    return title
