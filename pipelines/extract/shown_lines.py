"""A text of short lines that a page shows above something that it hides: names, times, telephone numbers."""

from collections import defaultdict

from pipelines.extract.own_lines import is_about_page
from pipelines.extract.streams import page_heading
from pipelines.extract.tree import Element, Tree
from pipelines.extract.weights import block_weight

__all__ = ["is_below_lines"]

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
