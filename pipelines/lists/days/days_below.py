"""Days that stand on a line of their own below their row, in a list whose rows are no boxes.

    <a href="1.html">关于…的通知</a><br>2026-09-22<hr><a href="2.html">关于…的公告</a><br>2026-09-18<hr>

Each day stands between two rows, as does one above its row. The list as a whole says which of the two it belongs to: by
how it begins and ends, else by which of them is nearer.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from selectolax.lexbor import LexborNode

from pipelines.lists.dates import NARROW, days_in, states_a_day
from pipelines.lists.days.published import day_of_row, is_of_sentences
from pipelines.lists.titles import words_of

__all__ = ["DaysBelow"]

MAX_FLAT = 2000  # siblings that are looked at
MAX_LISTS = 50  # of a page
NEAR = 4  # siblings behind a row, within which its line ends
ENDS_A_LINE = ("br", "hr")
MAX_LINE = 120  # characters
DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Gap:
    """What stands between two rows: its texts, those with a day among them, and the ends of lines around the latter."""

    rows: list[int]  # the numbers of the links before it, all to one address
    texts: list[tuple[str, str]] = field(default_factory=list)  # each with the make of its day; empty: it has none
    before: int = 0  # ends of lines up to the first day; a rule is more of an end than a break
    after: int = 0
    is_dated: bool = False

    def day(self, make: str, width: int) -> date | None:
        """Return the day of the row before it, within so many texts, where one of them has a day of this make."""
        texts = [text for text, made in self.texts[:width] if made in ("", make)]
        return day_of_row(texts) if self.has(make, width) else None

    def has(self, make: str, width: int) -> bool:
        return any(made == make for _, made in self.texts[:width])


class DaysBelow:
    """Reads the lines below the rows of one page; each list is looked at once."""

    def __init__(self) -> None:
        self.known: dict[int, dict[int, date | None]] = {}  # what holds rows -> the day below each; empty: none are

    def of(self, row: LexborNode, within: dict[int, list[str]]) -> tuple[date | None, bool]:
        """Return the day below a row without one, and whether its list is one with days below the rows."""
        around = row.parent
        if around is None or not ends_its_line(row):
            return None, False
        if around.mem_id not in self.known:
            if len(self.known) == MAX_LISTS:
                return None, False
            self.known[around.mem_id] = days_below(around, within)
        days = self.known[around.mem_id]
        return days.get(row.mem_id), row.mem_id in days


def ends_its_line(row: LexborNode) -> bool:
    sibling = row.next
    for _ in range(NEAR):
        if sibling is None or sibling.tag in ENDS_A_LINE:
            return sibling is not None
        sibling = sibling.next
    return False


def days_below(around: LexborNode, within: dict[int, list[str]]) -> dict[int, date | None]:
    """Return the days that stand below the rows in an element, each for its row; empty where they stand above them."""
    first, *gaps = gaps_in(around, within)
    inner = gaps[:-1]
    makes = Counter(made for gap in inner for made in {made for _, made in gap.texts if made})
    make, times = makes.most_common(1)[0] if makes else ("", 0)
    if not make or 3 * times < 2 * len(inner):
        return {}
    width = max(len(gap.texts) for gap in inner)
    first.texts = first.texts[-width:]
    if not gaps[-1].has(make, width):
        return {}
    if first.has(make, width):
        nearer = sum(gap.after - gap.before for gap in inner)
        if nearer <= 0:  # nobody knows, or they are nearer to the rows below them
            return {} if nearer else dict.fromkeys(row for gap in gaps for row in gap.rows)
    return {row: day for gap in gaps for day in [gap.day(make, width)] for row in gap.rows}


def gaps_in(around: LexborNode, within: dict[int, list[str]]) -> list[Gap]:
    """Return what stands before the first row of an element, and behind each; links to one address are one row."""
    gaps = [Gap([])]
    address = ""
    for node in islice(around.iter(include_text=True), MAX_FLAT):
        gap = gaps[-1]
        if node.mem_id in within:
            if within[node.mem_id][0] == address:
                gap.rows.append(node.mem_id)
            else:
                gaps.append(Gap([node.mem_id]))
            address = within[node.mem_id][0]
        elif node.tag in ENDS_A_LINE:
            end = 1 + (node.tag == "hr")
            if gap.is_dated:
                gap.after += end
            else:
                gap.before += end
        elif text := words_of(node):
            made = make_of_day(node, text)
            gap.texts.append((text, made))
            gap.is_dated = gap.is_dated or bool(made)
    return gaps


def make_of_day(node: LexborNode, text: str) -> str:
    """Return how the day of a line is written, up to its end, and in which element; empty: it has none, or is no line
    but a sentence."""
    if len(text) > MAX_LINE or not states_a_day(text) or is_of_sentences(text):
        return ""
    stop = next((stop for _, stop, _ in days_in(text)), len(text))
    return f"{node.tag} {DIGITS.sub('0', text[:stop].translate(NARROW))}"
