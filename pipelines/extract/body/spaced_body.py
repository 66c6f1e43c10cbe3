"""Bodies whose words stand apart (English, Russian …): whether a page is such a one, and short lines around one.

A guide of one sentence has its figures in short lines (`£500 for each household` below `How much you get`), which weigh
next to nothing. In the element that holds the sentence, and nothing else than the tags of texts, they are its text.
"""

import re
from collections.abc import Sequence

from pipelines.extract.body.weights import BAD, Weights
from pipelines.extract.markup.names import is_called_otherwise
from pipelines.extract.markup.tree import Element, Tree

__all__ = ["PARAGRAPH", "has_spaces", "with_short_lines"]

PARAGRAPH = 40.0  # weight
HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
FAIR_PART = 0.05  # of the characters: one of Chinese says as much as four of English
IN_TEXT = frozenset(("p", "ul", "ol", "li", "dl", "dt", "dd", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr"))
ANNOUNCES = 4  # words before the colon: `Share:` and `Read more:` announce nothing of the text
HOLDS_TEXT = frozenset(("div", "section", "article", "main"))


def has_spaces(tree: Tree, first: int, end: int, plain: Sequence[float]) -> bool:
    """Whether the page's title and headings, most paragraphs and nearly the whole text have no Chinese, no Japanese."""
    if HAN.search(tree.title):
        return False
    headings = (block.text for e in tree.elements if e.tag == "h1" for block in tree.blocks[e.first : e.end])
    if any(map(HAN.search, headings)):
        return False
    texts = [block.text for block in tree.blocks[first:end] if not block.hidden]
    if sum(len(HAN.findall(text)) for text in texts) > FAIR_PART * sum(map(len, texts)):
        return False
    prose = [n for n in range(first, end) if plain[n] >= PARAGRAPH]
    return 2 * sum(HAN.search(tree.blocks[n].text) is None for n in prose) > len(prose)


def with_short_lines(tree: Tree, weights: Weights, element: Element, first: int, end: int) -> tuple[int, int]:
    """Return the bounds of a body found in a paragraph or list, with the short lines of the element around it."""
    holder = element
    while holder.tag in IN_TEXT and holder.parent is not None:
        holder = holder.parent
    if holder is element or holder.tag not in HOLDS_TEXT or is_called_otherwise(holder):
        return first, end
    if not has_spaces(tree, first, end, weights.plain):
        return first, end
    above = [child for child in holder.children if child.first < child.end <= first]
    below = [child for child in holder.children if child.end > child.first >= end]
    # a block right in the holder is no child of it, so what is joined is read block by block
    if all(map(is_text, above)) and are_lines(tree, weights, holder.first, first):
        first = min(first, holder.first)
    if all(map(is_text, below)) and are_lines(tree, weights, end, holder.end):
        end = max(end, holder.end)
    return first, end


def is_text(element: Element) -> bool:
    return element.tag in IN_TEXT and not is_called_otherwise(element)


def are_lines(tree: Tree, weights: Weights, first: int, end: int) -> bool:
    """Whether these blocks are lines of a text, and links at most the items of a list that a line above announces."""
    announced = False
    for number in range(first, end):
        block = tree.blocks[number]
        if block.hidden or block.element.tag == "h1":
            return False
        if block.is_link and not (announced and block.element.tag == "li"):
            return False
        if not block.is_link:
            if weights.blocks[number] <= BAD:
                return False
            announced = block.text.endswith(":") and len(block.text.split()) >= ANNOUNCES
    return True
