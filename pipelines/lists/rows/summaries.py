"""Rows whose link is the summary of an article, below its title.

<b>关于…的通知</b><br><a href="content_1.html">为进一步规范…，根据…，现就有关事项公告如下：……</a>
"""

from selectolax.lexbor import LexborNode

from pipelines.lists.data.row_keys import PROSE
from pipelines.lists.dates import is_a_day
from pipelines.lists.days.above_rows import element_next_to
from pipelines.lists.titles import LONG_TITLE, folded, is_cut, texts_in, words_of

__all__ = ["MIN_SUMMARY", "title_above_summary"]

MIN_SUMMARY = 40  # characters
MUCH = 0.8  # as long as its summary is no title


def title_above_summary(link: LexborNode, row: LexborNode, linked: str) -> str:
    """Return the text in an element of its own with which a row begins, where its link is a summary; else empty.

    `linked`: the link's text. A name that the row next to it begins with too is an office's or a column's.
    """
    is_summary = "。" in linked or (is_cut(linked) and PROSE.search(linked) is not None)
    if not is_summary or link.attributes.get("title"):
        return ""
    title = next((text for part in texts_in(row) if (text := " ".join(part.split()))), "")
    if not LONG_TITLE <= len(title) <= MUCH * len(linked) or linked.startswith(title) or is_a_day(title):
        return ""
    if "。" in title or title.endswith((":", "：")) or not stands_by_itself(row, title):
        return ""
    near = (element_next_to(row, after=True), element_next_to(row, after=False))
    return "" if any(one is not None and folded(one).startswith(title) for one in near) else title


def stands_by_itself(row: LexborNode, title: str) -> bool:
    """Whether the first text of a row is all of an element."""
    first = row.child
    while first is not None:
        text = words_of(first)
        if first.tag == "-text" and text:
            return False
        if text == title:
            return True
        first = first.child if text else first.next
    return False
