"""Where the body is: the element whose blocks weigh most, no wider than it must be, then its like neighbours.

1. From the root down: follow the child that holds most of the weight, until no child does.
2. From there up: a known container that is not much wider wins; otherwise neighbours of the same kind, or that read
   as prose, join, block by block, until something that is no body stands in the way.
"""

from dataclasses import dataclass

from pipelines.extract.signs import BAD, Weights, known_container, weigh
from pipelines.extract.tree import Element, Tree

__all__ = ["Body", "find"]

SHARE_OF_PARENT = 0.7  # below this a child no longer stands for its parent: the body is spread over its siblings
SUMMARY = 40.0  # a paragraph of this weight right above a known container is the text's summary
PROSE = 15.0  # the weight from which a neighbour of another kind still joins


@dataclass(frozen=True, slots=True)
class Body:
    """blocks[first:end] of the tree, found in `element`; `evidence` says in words what decided."""

    element: Element
    first: int
    end: int
    weights: Weights
    evidence: tuple[str, ...]


def find(tree: Tree) -> Body | None:
    if not tree.blocks:
        return None
    weights = weigh(tree)
    chosen = [element for element in tree.chosen if element.end > element.first]
    if chosen:
        element = max(chosen, key=lambda candidate: candidate.end - candidate.first)
        return Body(element, element.first, element.end, weights, (f"the source's selector: {element.path}",))
    element = descend(max(tree.elements, key=weights.of), weights)
    if weights.of(element) <= 0:
        return None
    evidence = [f"{element.path} weighs {weights.of(element):.0f} of {weights.of(tree.elements[0]):.0f}"]
    known = surrounding_container(element, tree, weights)
    if known is not None:
        evidence.append(f"known container {known.path}")
        first = known.first
        while first > 0 and weights.blocks[first - 1] >= SUMMARY and not tree.blocks[first - 1].hidden:
            first -= 1
        return Body(known, first, known.end, weights, tuple(evidence))
    first, end = widen(element, tree, weights)
    if (first, end) != (element.first, element.end):
        evidence.append(f"neighbours joined: {element.first - first} blocks before, {end - element.end} after")
    return Body(element, first, end, weights, tuple(evidence))


def descend(element: Element, weights: Weights) -> Element:
    while True:
        heaviest = max(element.children, key=weights.of, default=None)
        if heaviest is None or weights.of(heaviest) < SHARE_OF_PARENT * max(weights.of(element), 1.0):
            return element
        element = heaviest


def surrounding_container(element: Element, tree: Tree, weights: Weights) -> Element | None:
    """The nearest known container around it, unless that holds much that is no body."""
    for candidate in (element, *element.ancestors()):
        if not known_container(candidate):
            continue
        bad = sum(weights.blocks[i] <= BAD for i in range(candidate.first, candidate.end))
        return candidate if bad <= max(3, 0.3 * (candidate.end - candidate.first)) else None
    return None


def widen(element: Element, tree: Tree, weights: Weights) -> tuple[int, int]:
    first, end = element.first, element.end
    open_before = open_after = True
    inner = element
    while inner.parent is not None and (open_before or open_after):
        outer = inner.parent
        while open_before and first > outer.first:
            if joins(first - 1, inner, outer, tree, weights):
                first -= 1
            else:
                open_before = False
        while open_after and end < outer.end:
            if joins(end, inner, outer, tree, weights):
                end += 1
            else:
                open_after = False
        inner = outer
    return first, end


def joins(number: int, inner: Element, outer: Element, tree: Tree, weights: Weights) -> bool:
    block = tree.blocks[number]
    if block.hidden:
        return False
    weight = weights.blocks[number]
    if weight <= BAD or block.element.tag in ("h1", "h2"):
        return False
    if weight >= PROSE:
        return True
    return (block.element.parent is outer and block.element.tag == inner.tag) or block.element is outer
