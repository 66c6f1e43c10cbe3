"""What stands above the rows of a list: months and years by themselves, as headings (2026年9月, 九月, 2026年), and the
place of another list."""

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.lists.days.day_parts import month_alone, year_alone
from pipelines.lists.titles import ancestors, folded

__all__ = ["MAX_ABOVE", "Headings", "element_next_to", "holds_a_place", "is_month_or_year"]

MAX_ABOVE, MAX_BEFORE = 3, 40  # levels above a row, and what stands before it there, that may name its month
EMPTY_LISTS = "ul, ol, dl, table, tbody"
FILLED = "div[id], section[id], [v-for], [ng-repeat]"  # by a script, if they are empty
BLANK = re.compile(r"\$?\{\{?[^{}]{1,200}\}\}?")  # {{row.title}}, ${row.title}
MAX_CALLED = 20  # characters
MAX_PLACES = 20


class Headings:
    """Reads the headings above the rows of one page; each element is looked at once."""

    def __init__(self) -> None:
        self.known: dict[int, str | None] = {}  # an element above a row -> its text, if that is a month or a year

    def year_above(self, row: LexborNode) -> int | None:
        """Return the year that alone, or with a month, stands above a row or the list around it: 2026年 and the rows of
        that year."""
        for text in self.above(row):
            month = month_alone(text)
            if year := month[0] if month else year_alone(text):
                return year
        return None

    def above(self, row: LexborNode) -> Iterator[str]:
        """Yield the months and years that stand by themselves above a row or the list around it, the nearest first.

        What holds links is a row, or a list of them; but a month alone may be one link.
        """
        for around in (row, *islice(ancestors(row), MAX_ABOVE)):
            before = around.prev
            for _ in range(MAX_BEFORE):
                if before is None:
                    break
                if before.tag != "-text":
                    number = before.mem_id
                    if number not in self.known:
                        self.known[number] = month_or_year_in(before)
                    if (text := self.known[number]) is not None:
                        yield text
                before = before.prev


def month_or_year_in(node: LexborNode) -> str | None:
    """Return the text of an element, where it is a month or a year and no row."""
    text = folded(node) if not holds_links(node) or is_linked_month(node) else ""
    return text if text and is_month_or_year(text) else None


def holds_links(node: LexborNode) -> bool:
    return node.tag == "a" or node.css_first("a") is not None


def is_linked_month(node: LexborNode) -> bool:
    """Whether an element is a heading whose only text is a month in a link, and none of several such links."""
    if not begins_with_a_month(node) or month_alone(folded(node)) is None:
        return False
    near = (element_next_to(node, after=True), element_next_to(node, after=False))
    return not any(one is not None and begins_with_a_month(one) for one in near)


def begins_with_a_month(node: LexborNode) -> bool:
    """Whether the first link of an element, or all of one without links, is a month."""
    return month_alone(folded(node.css_first("a") or node)) is not None


def element_next_to(node: LexborNode, *, after: bool) -> LexborNode | None:
    """Return the nearest element after or before a node among its siblings."""
    found = node.next if after else node.prev
    while found is not None and found.tag == "-text":
        found = found.next if after else found.prev
    return found


def is_month_or_year(text: str) -> bool:
    return month_alone(text) is not None or year_alone(text) is not None


def holds_a_place(box: LexborHTMLParser | LexborNode) -> bool:
    """Whether a list would stand in it: an empty one, an empty element that a script knows or a row that it repeats."""
    places = (*box.css(EMPTY_LISTS)[:MAX_PLACES], *box.css(FILLED)[:MAX_PLACES])
    return any(is_blank(folded(one)) and one.css_first("input, img, iframe") is None for one in places)


def is_blank(text: str) -> bool:
    """Whether an element's words are none but those that a script fills in, and what they are called."""
    return not text or ("{" in text and "}" in text and len(BLANK.sub("", text)) <= MAX_CALLED)
