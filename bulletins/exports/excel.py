"""What a spreadsheet does to text: it computes what looks like a formula, rounds long numbers, cuts long cells.

A page's title may be written to be computed on an analyst's machine (`=HYPERLINK(…)`), so such a cell gets an
apostrophe in front, which every spreadsheet takes as "this is text".
"""

import re
from dataclasses import dataclass, field

__all__ = ["LONGEST_CELL", "MOST_ROWS", "Changes", "cell"]

LONGEST_CELL = 32_767  # UTF-16 units; Excel puts what is beyond them into the next row
MOST_ROWS = 1_048_576  # of a sheet, with the row of names; Excel leaves out those beyond
ENDS_EARLY = "……（后略 %d 字）"
# Also the full-width signs, which Excel reads as the narrow ones where the system's language is Chinese or Japanese.
# A tab or a line's end before the sign is skipped by some.
COMPUTED = re.compile(r"[\t\r\n]*[=+\-@＝＋－＠\t\r]")
# 索引号 of digits only: Excel keeps 15 of them, and no leading zero
ROUNDED = re.compile(r"0\d+|\d{12,}|\d+[eE]\d+")


@dataclass(slots=True)
class Changes:
    """What was done to cells. `cut` names the bulletins with a cell that did not fit, the first few."""

    rows: int = 0
    as_text: int = 0
    cut_cells: int = 0
    cut: list[int] = field(default_factory=list)


def cell(text: str, changes: Changes) -> tuple[str, int]:
    """The text for a cell, and how many of its characters do not fit into it."""
    left_out = 0
    if len(text) > LONGEST_CELL // 2 and units(text) > LONGEST_CELL - 1:
        fits = fitting(text, LONGEST_CELL - 1 - len(ENDS_EARLY % len(text)))
        left_out = len(text) - len(fits)
        text = fits + ENDS_EARLY % left_out
        changes.cut_cells += 1
    if COMPUTED.match(text) or ROUNDED.fullmatch(text):
        changes.as_text += 1
        text = "'" + text
    return text, left_out


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def fitting(text: str, most: int) -> str:
    """The beginning of a text that has at most so many UTF-16 units, with no half of a character."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
