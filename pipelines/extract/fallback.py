"""trafilatura asked where the body is, on the few pages where our own reading is not sure of itself.

Only where: it drops repeats and joins cells, so its text is not used. What it found is looked up in our blocks, and
they give the paragraphs, every one in page order.
"""

import re

from pipelines.extract.body import Body
from pipelines.extract.tree import Tree, common_element
from pipelines.extract.weights import Weights

__all__ = ["ask_trafilatura"]

SPACE = re.compile(r"\s+")
LONGEST = 2_000_000  # characters: a page beyond that would take it a minute
SHORTEST = 8  # characters: a shorter block may match by chance
ENOUGH = 100  # characters found, or its word is worth no more than ours


def ask_trafilatura(html: str, tree: Tree, weights: Weights) -> Body | None:
    """The stretch of our blocks that trafilatura takes for the body, or None when it finds none either."""
    if len(html) > LONGEST or tree.text_length < ENOUGH:
        return None
    import trafilatura  # loading takes a second, and most runs never come here

    try:
        text = trafilatura.extract(
            html, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False
        )
    except Exception:  # its parser gives up on pages that lexbor repairs; then there is no second opinion
        return None
    told = SPACE.sub("", text or "")
    if len(told) < ENOUGH:
        return None
    found = [
        number
        for number, block in enumerate(tree.blocks)
        if not block.hidden and len(block.text) >= SHORTEST and SPACE.sub("", block.text) in told
    ]
    if sum(len(tree.blocks[number].text) for number in found) < ENOUGH:
        return None
    first, end = found[0], found[-1] + 1
    element = common_element(tree, first, end)
    return Body(element, first, end, weights, (f"trafilatura: {len(found)} of {end - first} blocks in {element.path}",))
