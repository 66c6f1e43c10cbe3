"""Boxes in a body: elements named for sharing, comments, other pages, below which the text goes on."""

import re
from collections import Counter

from pipelines.extract.body.find import Body
from pipelines.extract.markup.names import is_called_otherwise, known_container
from pipelines.extract.markup.tree import Block, Element, Tree, branch_of, common_element, elements_from, links_in
from pipelines.extract.words.line_patterns import (
    is_cut_anywhere,
    is_disclaimer,
    is_furniture,
    is_meta_line,
    is_tail_start,
)

__all__ = ["LITTLE", "box_lines", "other_parts", "text_goes_on", "whole_element"]

FIGURE = re.compile(r"\d+")
NEAR = 60  # blocks above and below a box among which its neighbours are compared
LITTLE = 12.0  # weight: a heading with a comma in it is not yet the text


def other_parts(tree: Tree, body: Body) -> list[Element]:
    """Return the outermost elements inside the body, below its beginning, that are named for something else; not the
    headings of two items or more of one kind (accordion-header)."""
    found: list[Element] = []
    inside = elements_from(tree, body.first + 1, body.end)
    for element in [one for one in inside if one.attributes and is_called_otherwise(one)]:
        is_inside = bool(found) and element.end <= found[-1].end
        is_seen = element.first < element.end and not element.hidden  # what nobody sees ends nothing
        if not is_inside and is_seen:
            found.append(element)
    if len(found) > 1:
        heads = Counter(kind_of_head(element) for element in found if heads_item(element))
        found = [element for element in found if not heads_item(element) or heads[kind_of_head(element)] == 1]
    return found


def heads_item(element: Element) -> bool:
    """Whether an element is the one line at the beginning of the element around it."""
    around = element.parent
    is_first = around is not None and around.first == element.first and around.end > element.end
    return is_first and element.end == element.first + 1


def kind_of_head(element: Element) -> tuple[str, str]:
    return element.tag, FIGURE.sub("", element.identity)


def box_lines(tree: Tree, body: Body, box: Element) -> range:
    """Return the blocks of a box in the text, none of them if one is a sentence or leads to a place in the text: these
    are the text's own, whatever the name says."""
    says = any(weight >= LITTLE for weight in body.weights.plain[box.first : box.end])
    contents = any(len(link.href) > 1 and link.href[0] == "#" for link in links_in(tree, box.first, box.end))
    return range(0) if says or contents else range(box.first, min(box.end, body.end))


def text_goes_on(tree: Tree, body: Body, part: Element, whole: set[int]) -> bool:
    """Whether the text goes on below an element that is named for something else: a box for sharing in its middle.

    What follows is then of the same kind as the text above, a table of data, or prose in a container of bodies.
    """
    branch = part
    while (
        branch.parent is not None
        and branch.parent is not body.element
        and first_in(branch.parent, body) == branch.first
    ):
        branch = branch.parent
    outer = branch.parent
    if outer is None:
        return False
    weights = body.weights.blocks
    begin = max(first_in(outer, body), branch.first - NEAR)
    prose = [tree.blocks[number] for number in range(begin, branch.first) if weights[number] > 0]
    above = {kind_in(block, outer) for block in prose}
    named = {own_kind(block) for block in prose if block.element.identity}
    contained = known_container(outer)
    for number in range(part.end, min(outer.end, body.end, part.end + NEAR)):
        block = tree.blocks[number]
        if number in whole:
            return True
        if block.hidden or block.is_link or is_about_page(block.text):
            continue
        if kind_in(block, outer) in above or own_kind(block) in named or (contained and weights[number] >= LITTLE):
            return True
    return False


def whole_element(tree: Tree, body: Body) -> Element:
    """Return the body's element, or the one around its neighbours too."""
    element = body.element
    if element.first <= body.first and body.end <= element.end:
        return element
    return common_element(tree, body.first, body.end)


def first_in(element: Element, body: Body) -> int:
    return max(element.first, body.first)


def kind_in(block: Block, outer: Element) -> tuple[str, str]:
    """Return tag and names of the child of `outer` in which a block stands; of `outer` itself for one of its lines."""
    branch = branch_of(block.element, outer)
    return branch.tag, branch.identity


def own_kind(block: Block) -> tuple[str, str]:
    return block.element.tag, block.element.identity


def is_about_page(text: str) -> bool:
    """A line about the text or the page, or one that turns to something else: no sign that the text goes on."""
    return (
        is_meta_line(text)
        or is_cut_anywhere(text)
        or is_furniture(text)
        or is_tail_start(text, linked=True)
        or is_disclaimer(text)
    )
