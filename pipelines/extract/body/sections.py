"""Sections of one kind around a body: a heading and what it heads, next to each other in one element.

A body is found where most is said, so a section of few words (a person with name and number) is left outside, and so is
the heading of the first. Sections are of one kind where their headings are, and so is what stands below; that has no
name, for a box of the page has one.
"""

from collections.abc import Sequence
from itertools import pairwise, takewhile

from pipelines.extract.body.like_parts import is_text
from pipelines.extract.body.weights import Weights
from pipelines.extract.markup.names import is_called_otherwise
from pipelines.extract.markup.tree import HEADINGS, PAGE, Element, Tree
from pipelines.extract.words.line_patterns import is_tail_start

__all__ = ["with_sections"]

LISTS = ("ul", "ol", "dl", "table")


def with_sections(tree: Tree, weights: Weights, first: int, end: int) -> tuple[int, int]:
    """Return where the sections begin and end of which the body blocks[first:end] is one or more."""
    if first == end or not (may_head(tree, first - 1) or may_head(tree, first)):
        return first, end
    part = tree.blocks[first].element
    while part.parent is not None and part.parent.first == first and part.parent.end <= end:
        part = part.parent
    outer = part.parent
    if outer is None or outer.tag in PAGE or part.first != first or part.end > end:
        return first, end
    parts = [child for child in outer.children if child.end > child.first]
    at = parts.index(part)
    head = parts[at] if may_head(tree, first) and part.end == first + 1 else parts[max(at - 1, 0)]
    if head.end != head.first + 1 or not first - 1 <= head.first <= first or head.first == weights.heading:
        return first, end
    sections = sections_of(parts, kind_of(head))
    own = next(number for number, section in enumerate(sections) if section[0] is head)
    kinds = {kind_of(one) for one in sections[own][1:] if one.end <= end}
    if not kinds or any(identity for _, identity in kinds):
        return first, end
    if head.tag not in HEADINGS and any(tag not in LISTS for tag, _ in kinds):
        return first, end
    begin, last = head.first, end
    for section in sections[own + 1 :]:
        same = list(takewhile(lambda one: kind_of(one) in kinds, section[1:]))
        if section[0].first > last or not same or not is_section(tree, weights, section[0], same):
            break
        last = max(last, same[-1].end)
        if len(same) < len(section) - 1:
            break
    for section in reversed(sections[:own]):
        same = [one for one in section[1:] if kind_of(one) in kinds]
        is_next = section[-1].end == begin and 0 < len(same) == len(section) - 1
        if not is_next or section[0].first == weights.heading or not is_section(tree, weights, section[0], same):
            break
        begin = section[0].first
    if begin == head.first and last == end:
        return first, end
    return min(first, begin), last


def may_head(tree: Tree, number: int) -> bool:
    """Whether a block is all of its element, as a heading is, and leads nowhere."""
    if not 0 <= number < len(tree.blocks):
        return False
    block = tree.blocks[number]
    return block.element.end == block.element.first + 1 and not block.linked and not block.hidden


def kind_of(element: Element) -> tuple[str, str]:
    return element.tag, element.identity


def sections_of(parts: Sequence[Element], kind: tuple[str, str]) -> list[Sequence[Element]]:
    """Return these elements from each of this kind to the next; what stands above the first of them is in none."""
    heads = [number for number, part in enumerate(parts) if kind_of(part) == kind]
    return [parts[head:below] for head, below in pairwise([*heads, len(parts)])]


def is_section(tree: Tree, weights: Weights, head: Element, below: Sequence[Element]) -> bool:
    """Whether a line and what stands below it are text without a link, each right below the other."""
    if head.end != head.first + 1 or any(map(is_called_otherwise, (head, *below))):
        return False
    if any(above.end != part.first for above, part in pairwise((head, *below))):
        return False
    is_tail = is_tail_start(tree.blocks[head.first].text)
    return not is_tail and all(is_text(tree, weights, part) for part in (head, *below))
