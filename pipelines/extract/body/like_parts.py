"""Parts above a body in elements of the same make: the persons of a list, of whom one has more to say than others; and
a text whose paragraphs the page has in several containers of one name."""

from functools import partial

from pipelines.extract.body.weights import BAD, Weights
from pipelines.extract.markup.once import once
from pipelines.extract.markup.tree import Element, Tree, elements_from

__all__ = ["first_of_like_parts", "first_of_same_container"]


def first_of_like_parts(tree: Tree, weights: Weights, first: int, inner: Element, outer: Element) -> int:
    """Return where the parts of `outer` begin that stand above the body blocks[first:], right above one another, and
    are made as `inner` is, which holds the body or a part of it: of elements with the same names, without a link."""
    at = outer.children.index(inner)
    make = once(partial(make_of, tree, inner))  # asked for on few pages, there once
    while at > 0:
        part = outer.children[at - 1]
        if part.attributes != inner.attributes or part.first >= first or part.tag != inner.tag or not part.attributes:
            break
        is_named = any(identity for _, identity in make())
        if not is_named or make_of(tree, part) != make() or not is_text(tree, weights, part):
            break
        first = part.first
        at -= 1
    return first


def first_of_same_container(tree: Tree, weights: Weights, container: Element) -> int:
    """Return where the text begins that is in this container and in those of its kind and name right above it."""
    first = container.first
    above = container.parent.children if container.parent is not None else []
    for part in reversed(above[: above.index(container)] if above else []):
        if (part.tag, part.identity) != (container.tag, container.identity) or not is_text(tree, weights, part):
            break
        first = part.first
    return first


def make_of(tree: Tree, part: Element) -> frozenset[tuple[str, str]]:
    inside = elements_from(tree, part.first, part.end)
    return frozenset((one.tag, one.identity) for one in inside if part in one.ancestors())


def is_text(tree: Tree, weights: Weights, part: Element) -> bool:
    numbers = range(part.first, part.end)
    return all(
        weights.blocks[number] > BAD and not tree.blocks[number].linked and not tree.blocks[number].hidden
        for number in numbers
    )
