"""Where the day of a list's row stands: in its cells, between it and the next row, or above it.

A table says in its first row what each column holds, also a table of <div>, <ul> or <span>. In a flat list (<dt> next
to <dd>, a <span> next to a link) each day stands between two rows, and only the list as a whole says to which it
belongs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice, pairwise

from selectolax.lexbor import LexborNode

from pipelines.lists.dates import states_a_day, year_alone
from pipelines.lists.titles import ancestors, folded

__all__ = ["MAX_ABOVE", "MAX_ROW", "Within", "day_next_to", "texts_of", "year_above"]

MAX_ROW = 600  # characters; what is longer is no row of a list
MAX_ABOVE, MAX_BEFORE = 3, 40  # levels above a row, and what stands before it there, that may name its year
AROUND = 4  # siblings before or after a row that may hold its date
MAX_FLAT = 2000  # siblings that are looked at

Within = defaultdict[int, list[str]]  # an element's number -> the addresses of the links in it, its own among them


def year_above(row: LexborNode) -> int | None:
    """Return the year that alone stands above a row or the list around it: 2026年 and the rows of that year."""
    for around in (row, *islice(ancestors(row), MAX_ABOVE)):
        before = around.prev
        for _ in range(MAX_BEFORE):
            if before is None:
                break
            # what holds links is a row, or a list of them
            if before.tag != "-text" and before.css_first("a") is None and (year := year_alone(folded(before))):
                return year
            before = before.prev
    return None


def texts_of(row: LexborNode, title: str) -> Iterator[str]:
    """Yield the texts of a row without its title, each as it stands; a table's cell after what heads its column."""
    heads = heads_of(row)
    cells = [cell for cell in row.iter() if cell.tag in ("td", "th")] if heads else []
    if cells and len(cells) == len(heads):
        for head, cell in zip(heads, cells, strict=True):
            yield head
            yield from texts_of(cell, title)
        return
    for node in row.traverse(include_text=True):
        if node.tag == "-text":
            text = " ".join((node.text() or "").split())
            if text and text not in title:
                yield text[:MAX_ROW]


def heads_of(row: LexborNode) -> list[str]:
    """Return what the first row of a table says above each cell; empty where `row` is no row of a table with heads."""
    if row.tag != "tr":
        return []
    table = next((above for above in ancestors(row) if above.tag == "table"), None)
    first = table.css_first("tr") if table is not None else None
    if first is None or first.mem_id == row.mem_id or states_a_day(folded(first)):
        return []
    return [folded(cell) for cell in first.iter() if cell.tag in ("td", "th")]


# Days between the rows of a flat list


def day_next_to(row: LexborNode, within: Within, precede: dict[int, bool]) -> str:
    """Return the text with a day between this row and the next, or the one before; empty where none stands there.

    `precede`: of the lists met so far, by the number of their element, whether their days stand before their rows.
    """
    after, before = outside(row, within, after=True), outside(row, within, after=False)
    if row.parent is None or not (after or before):
        return ""
    number = row.parent.mem_id
    if number not in precede:
        precede[number] = days_precede(row.parent, within)
    return before if precede[number] else after


def days_precede(flat: LexborNode, within: Within) -> bool:
    """Whether more rows of a flat list have a day right before them than right after.

    Each day between two rows counts for both sides: what decides is with which of the two the list begins and ends. A
    day of another make (the page's own, above the list) is none of the rows'.
    """
    kinds: list[str] = []  # "row", "break", or how a day is marked
    for node in islice(flat.iter(include_text=True), MAX_FLAT):
        if node.mem_id in within:
            kinds.append("row")
        elif node.tag in ("br", "hr"):
            kinds.append("break")
        elif day_text(node):
            kinds.append("-text" if node.tag == "-text" else f"{node.tag} {node.attributes.get('class') or ''}")
    days = Counter(kind for kind in kinds if kind not in ("row", "break"))
    usual = max(days, key=lambda kind: days[kind], default="")
    ordered = [kind for kind in kinds if kind in ("row", "break", usual)]
    pairs = Counter(pairwise(ordered))
    return pairs[usual, "row"] > pairs["row", usual]


def outside(row: LexborNode, within: Within, *, after: bool) -> str:
    """Return the date that stands between this row and the next (or the one before), never across a line break."""
    sibling = row
    for _ in range(AROUND):
        following = sibling.next if after else sibling.prev
        if following is None or following.tag in ("br", "hr") or following.mem_id in within:
            return ""
        sibling = following
        if text := day_text(sibling):
            return text
    return ""


def day_text(node: LexborNode) -> str:
    """Return the text of an element next to a row, where it states a day; else empty."""
    text = folded(node) if node.tag != "-text" else " ".join((node.text() or "").split())
    return text if len(text) <= MAX_ROW and states_a_day(text) else ""
