"""The day that stands once for several rows: as a heading above them, or in a cell next to them.

    <h3>2026-09-20</h3><ul><li>…</li><li>…</li></ul><h3>2026-09-19</h3><ul><li>…</li></ul>

Only what stands right above the rows is their heading, and only where none of the list's rows has a day of its own.
"""

import re
from datetime import date
from itertools import islice

from selectolax.lexbor import LexborNode

from pipelines.lists.dates import day_in, is_a_day
from pipelines.lists.days.above_rows import MAX_ABOVE
from pipelines.lists.titles import ancestors, folded, words_of

__all__ = ["SharedDays"]

WEEKDAY = re.compile(r"(?:星期|周|週|礼拜)[一二三四五六日天]")
MAX_HEADING = 40  # characters
MAX_BEFORE = 200  # rows above one, up to their heading
MAX_SPANNED = 60  # rows of one day


class SharedDays:
    """Reads the days above the rows of one page; rows are asked about in page order."""

    def __init__(self) -> None:
        self.known: dict[int, date | None] = {}  # a row, or an element around it -> the day above it
        self.listed: dict[int, date] = {}  # a row of a table -> its own day

    def above(self, row: LexborNode) -> date | None:
        """Return the day that alone stands right above a row and those before it, or above the list around them."""
        for around in (row, *islice(ancestors(row), MAX_ABOVE)):
            if around.mem_id in self.known:
                day, is_first = self.known[around.mem_id], False
            else:
                day, is_first = self.right_above(around, is_row=around.mem_id == row.mem_id)
            if not is_first:
                self.known[row.mem_id] = self.known[around.mem_id] = day
                return day
        return None

    def right_above(self, node: LexborNode, *, is_row: bool) -> tuple[date | None, bool]:
        """Return the day above a node, and whether nothing is; the rows before a row are passed over."""
        before = node.prev
        for _ in range(MAX_BEFORE):
            if before is None:
                return None, True
            if before.mem_id in self.known and is_row:
                return self.known[before.mem_id], False
            text = words_of(before)
            if text and before.tag not in ("script", "style"):
                if before.tag == "-text" or (before.tag != "a" and before.css_first("a, [onclick]") is None):
                    return day_alone(text), False
                if not is_row:
                    return None, False
            before = before.prev
        return None, False

    def remember(self, row: LexborNode, day: date | None) -> None:
        if row.tag == "tr" and day is not None:
            self.listed[row.mem_id] = day

    def next_to(self, row: LexborNode) -> date | None:
        """Return the day of a cell that reaches down to this row of a table from one above it (rowspan)."""
        before = row.prev if row.tag == "tr" and self.listed else None
        distance = 1
        while before is not None and distance < MAX_SPANNED:
            day = self.listed.get(before.mem_id)
            if day is not None and any(
                is_spanning(cell, distance) and day_alone(folded(cell)) == day for cell in before.iter()
            ):
                return day
            distance += before.tag == "tr"
            before = before.prev
        return None


def is_spanning(cell: LexborNode, distance: int) -> bool:
    rows = cell.attributes.get("rowspan") or ""
    return rows.isdecimal() and int(rows[:4]) > distance


def day_alone(text: str) -> date | None:
    """Return the day, where a text says nothing else but its weekday."""
    bare = WEEKDAY.sub(" ", text) if len(text) <= MAX_HEADING else ""
    return day_in(bare) if bare and is_a_day(bare) else None
