"""trafilatura's second opinion on where the body is, for the few pages where our own reading is not sure."""

import re

from pipelines.extract.body.find import Body
from pipelines.extract.body.weights import Weights
from pipelines.extract.markup.tree import Tree, common_element

__all__ = ["ask_trafilatura", "extent", "mostly_text"]

SPACE = re.compile(r"\s+")
MAX_LENGTH = 2_000_000  # characters: a page beyond that would take it a minute
SHORTEST = 8  # characters: a shorter block may match by chance
LONG_ENOUGH = 100  # characters found, or its word is worth no more than ours
SENTENCE_LENGTH = 25  # characters
LITTLE_TEXT = 200  # characters


def mostly_text(tree: Tree) -> bool:
    """Enough running text for a second opinion to be worth its time; a list page has little but links."""
    linked = sum(block.linked for block in tree.blocks)
    plain = sum(
        len(block.text)
        for block in tree.blocks
        if not block.hidden and len(block.text) > SENTENCE_LENGTH and block.linked < len(block.text) * 0.3
    )
    return plain > max(LITTLE_TEXT, linked * 0.3)


def extent(tree: Tree, body: Body | None) -> int:
    """Characters in the body that are no links."""
    return sum(len(b.text) - b.linked for b in tree.blocks[body.first : body.end] if not b.hidden) if body else 0


def ask_trafilatura(html: str, tree: Tree, weights: Weights) -> Body | None:
    """Return the stretch of our blocks that trafilatura takes for the body, or None when it finds none either."""
    if len(html) > MAX_LENGTH or tree.text_length < LONG_ENOUGH:
        return None
    import trafilatura  # loading takes a second, and most runs never come here

    try:
        text = trafilatura.extract(
            html, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False
        )
    except Exception:  # its parser gives up on pages that lexbor repairs; then there is no second opinion
        return None
    reported = SPACE.sub("", text or "")
    if len(reported) < LONG_ENOUGH:
        return None
    found = [
        number
        for number, block in enumerate(tree.blocks)
        if not block.hidden and len(block.text) >= SHORTEST and SPACE.sub("", block.text) in reported
    ]
    if sum(len(tree.blocks[number].text) for number in found) < LONG_ENOUGH:
        return None
    first, end = found[0], found[-1] + 1
    element = common_element(tree, first, end)
    return Body(element, first, end, weights, (f"trafilatura: {len(found)} of {end - first} blocks in {element.path}",))
