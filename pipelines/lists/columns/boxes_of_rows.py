"""A page without the boxes in which rows of other columns stand: what else it says may be about the list itself.

<div class=left><h3>热点推荐</h3><ul>…</ul></div>     goes, and what it is called with it
<div class=right><p>系统繁忙，请稍后再试</p></div>     stays: no list is called so
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Set
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.extract.markup.tree import PAGE
from pipelines.extract.rejections.reasons import speaks_of_itself
from pipelines.lists.columns.empty_columns import SAYS_EMPTY
from pipelines.lists.days.above_rows import holds_a_place
from pipelines.lists.rows.list_headings import MAX_HEADING
from pipelines.lists.titles import ancestors, folded
from pipelines.lists.urls import absolute

__all__ = ["without_rows"]

LEVELS = 6  # around the rows of one list, up to its box
HIGHEST = 12  # around a line that may be a row's
MAX_LINE = 80  # characters of a line that a page says of itself
MAX_LINES = 3  # more of them are of the rows: their summaries
MAX_ELEMENTS = 3000
LINES = "p, div, td, span, font, center, strong, b, h1, h2, h3, h4, h5"


def without_rows(text: str, base: str, addresses: Set[str]) -> str:
    """Return a page without the boxes in which links to these addresses stand, their headings among them; empty where
    one is the page itself."""
    tree = LexborHTMLParser(text)
    nodes = [node for node in tree.css("a[href]") if absolute(base, node.attributes.get("href")) in addresses]
    shared = shared_by(nodes)
    if shared is None or tree.body is None:
        return ""
    kept = {one.mem_id for line in lines_kept(tree, nodes) for one in (line, *ancestors(line))}
    boxes = list(boxes_within(shared, {one.mem_id for node in nodes for one in (node, *ancestors(node))}, kept))
    if len(boxes) == 1:
        boxes = [its_box(boxes[0], kept)]
    if any(box.tag in PAGE for box in boxes):
        return ""
    for box in boxes:
        box.decompose()
    return tree.html or ""


def shared_by(nodes: Iterable[LexborNode]) -> LexborNode | None:
    """Return the smallest element in which all of these stand, below the page itself."""
    around: list[LexborNode] = []
    for number, node in enumerate(nodes):
        above = [node, *ancestors(node)]
        known = {one.mem_id for one in above}
        around = [one for one in around if one.mem_id in known] if number else above
    return next(iter(around), None)


def boxes_within(node: LexborNode, around_rows: Collection[int], kept: Collection[int]) -> Iterator[LexborNode]:
    """Yield the largest elements that hold rows and no line that is kept."""
    if node.mem_id not in kept:
        yield node
        return
    child = node.child
    while child is not None:
        if child.mem_id in around_rows:
            yield from boxes_within(child, around_rows, kept)
        child = child.next


def its_box(box: LexborNode, kept: Collection[int]) -> LexborNode:
    """Return the largest element around a list that holds nothing more than what that is called."""
    for above in islice(ancestors(box), LEVELS):
        if above.mem_id in kept or box.tag == "aside" or not is_its_box(above, box):
            break
        box = above
    return box


def is_its_box(above: LexborNode, box: LexborNode) -> bool:
    """Whether an element holds a list and what that is called, and no place for another one."""
    if len(folded(above)) - len(folded(box)) > MAX_HEADING:
        return False
    others = (one for one in above.iter() if one.mem_id != box.mem_id)
    return not any(
        one.tag in ("iframe", "script") or holds_a_place(one) or SAYS_EMPTY.search(folded(one)) for one in others
    )


def lines_kept(tree: LexborHTMLParser, rows: Collection[LexborNode]) -> list[LexborNode]:
    """Return the elements in which a page says something of itself: that it is missing, busy or to be logged in for.

    A line next to one row alone is that row's.
    """
    rows_in = Counter(one.mem_id for row in rows for one in ancestors(row))
    found: list[LexborNode] = []
    for node in tree.css(LINES)[:MAX_ELEMENTS]:
        is_innermost = all(one.mem_id == node.mem_id for one in node.css(f"a, {LINES}")[:2])
        text = folded(node) if is_innermost else ""
        if not 1 < len(text) <= MAX_LINE or not speaks_of_itself(text):
            continue
        near = (rows_in[one.mem_id] for one in islice(ancestors(node), HIGHEST))
        if next((count for count in near if count), 2) > 1:
            found.append(node)
    return found if len(found) <= MAX_LINES else []
