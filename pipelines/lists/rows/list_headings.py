"""What the lists of a page are called: the short text right above the rows of each.

<p>首页 &gt; 政务公开 &gt; 通知公告</p>                  the name of a page, and of the list below it
<div><h3>热点新闻</h3><ul>…</ul></div>               a box with a name of its own, which may stand between both
<div><ul>…</ul></div>
"""

import re
from itertools import islice

from selectolax.lexbor import LexborNode

from pipelines.lists.dates import states_a_day
from pipelines.lists.days.above_rows import MAX_ABOVE, holds_a_place, is_month_or_year
from pipelines.lists.days.row_days import Within
from pipelines.lists.titles import ancestors, folded

__all__ = ["MAX_HEADING", "OWN_NAME", "ListHeadings"]

MAX_HEADING = 30  # characters, 更多 next to it among them
MAX_WAY = 120  # characters of the way to a page, which ends in its name
LAST_STEP = re.compile(r"[>＞›»]\s?([^>＞›»]{2,30})$")
OWN_NAME = re.compile(r"^\W*[^\W\d_]{2}")  # 2025年 is a part of a list
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption", "legend"))
UNSHOWN = ("-text", "script", "style", "-comment")
MAX_BOXES = 20  # between a list and the page's name


class ListHeadings:
    """Reads the headings of one page's lists, in page order."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[str, int]] = {}  # what stands above the rows in an element
        self.boxes: set[int] = set()  # those in which a name and its list stand
        self.around: set[int] = set()  # what stands around them

    def above(self, row: LexborNode, within: Within) -> tuple[str, int]:
        """Return the short text right above the list of a row, and the number of the box in which both stand; empty:
        nothing is above it. What is above boxes with names of their own is above the list after them too.

        `within`: the addresses of documents, by the elements around their links.
        """
        number = row.parent.mem_id if row.parent is not None else 0
        if number not in self.known:
            self.known[number] = self.first_of_its_list(row, within) or self.above_its_list(row)
        return self.known[number]

    def first_of_its_list(self, row: LexborNode, within: Within) -> tuple[str, int] | None:
        """Return the heading with which the element begins that holds the rows: <dl><dt>热点</dt><dd>…"""
        around = row.parent
        first = around.child if around is not None else None
        while first is not None and first.tag in UNSHOWN:
            first = first.next
        if first is None or around is None or first.tag not in HEADINGS or first.tag == row.tag:
            return None
        text = folded(first)
        if first.mem_id in within or not OWN_NAME.match(text) or is_month_or_year(text):
            return None
        return self.heading(first, around, text)

    def above_its_list(self, row: LexborNode) -> tuple[str, int]:
        levels, left = MAX_ABOVE, MAX_BOXES
        is_bare = True  # only text and boxes were met
        for level, around in enumerate(islice(ancestors(row), 2 * MAX_ABOVE)):
            if level >= levels:
                break
            before = around.prev
            while before is not None:
                text = "" if before.tag in UNSHOWN else folded(before)
                if text and not (is_bare and left and self.ends_with_a_box(before)):
                    return self.heading(before, around.parent, text)
                if text:
                    levels, left = 2 * MAX_ABOVE, left - 1
                elif before.tag not in UNSHOWN:  # a name may be a picture
                    is_bare = is_bare and levels > MAX_ABOVE
                before = before.prev
        return "", 0

    def heading(self, before: LexborNode, box: LexborNode | None, text: str) -> tuple[str, int]:
        if MAX_HEADING < len(text) <= MAX_WAY and (last := LAST_STEP.search(text)):
            text = last[1]
        is_heading = len(text) <= MAX_HEADING and not states_a_day(text) and not heads_another(before)
        if not is_heading or box is None:
            return "", 0
        if box.mem_id not in self.boxes and OWN_NAME.match(text):
            self.boxes.add(box.mem_id)
            self.around.update(above.mem_id for above in ancestors(box))
        return text, box.mem_id

    def ends_with_a_box(self, node: LexborNode) -> bool:
        """Whether an element is a list with its name, or the last part of it is."""
        while node.mem_id in self.around and node.mem_id not in self.boxes:
            last = node.last_child
            while last is not None and (last.tag in UNSHOWN or not folded(last)):
                last = last.prev
            if last is None:
                return False
            node = last
        return node.mem_id in self.boxes


def heads_another(box: LexborNode) -> bool:
    """Whether the text above a list is the name of what another place is for, in one box with that."""
    return box.tag in ("div", "section") and len(list(islice(box.iter(), 2))) == 2 and holds_a_place(box)
