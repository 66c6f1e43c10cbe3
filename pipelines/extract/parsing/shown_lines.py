"""What a page shows next to something that it hides, where it shows no prose: names, times, telephone numbers above it,
or nothing.
"""

from collections import defaultdict
from collections.abc import Sequence

from pipelines.extract.body.own_lines import is_about_page
from pipelines.extract.body.streams import page_heading
from pipelines.extract.body.weights import block_weight
from pipelines.extract.markup.names import known_container
from pipelines.extract.markup.tree import Element, Tree

__all__ = ["is_below_lines", "waiting_container"]

PARAGRAPH = 15.0  # weight
FEWEST_LINES = 3
LEAST_SAID = 20  # characters in them


def is_below_lines(tree: Tree, root: Element) -> bool:
    """Whether a hidden paragraph stands below lines of one text, in one element below the page's heading: names, times,
    telephone numbers."""
    heading = page_heading(tree)
    if heading is None or sum(block_weight(block) >= PARAGRAPH for block in tree.blocks[root.first : root.end]) > 1:
        return False
    lines: dict[tuple[Element | None, str], list[str]] = defaultdict(list)
    for block in tree.blocks[heading + 1 : root.first]:
        if not block.hidden and not block.linked and not is_about_page(block.text):
            lines[block.element.parent, block.element.tag].append(block.text)
    return any(len(said) >= FEWEST_LINES and sum(map(len, said)) >= LEAST_SAID for said in lines.values())


def waiting_container(tree: Tree, hidden: Sequence[Element]) -> Element | None:
    """Return the only container known to hold bodies on a page that shows no prose, if the container is invisible until
    the page is loaded: its text may be a table, names or pictures."""
    waiting = [element for element in hidden if "visibility" in element.attributes and known_container(element)]
    if len(waiting) != 1:
        return None
    around = {waiting[0], *waiting[0].ancestors()}
    if any(known_container(element) and element not in around for element in tree.elements):
        return None
    shown = sum(max(0.0, block_weight(block)) for block in tree.blocks if not block.hidden)
    return waiting[0] if shown < PARAGRAPH else None
