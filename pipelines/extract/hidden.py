"""Text that a page hides until a script uncovers it, and that is its body all the same.

Most hidden text is a menu, a dialog or a copy for other readers. It counts as shown where it stands in a container
known to hold bodies and nothing shown does, or where it is most of the page's prose.
"""

from pipelines.extract.line_patterns import is_owner
from pipelines.extract.markup import is_hidden
from pipelines.extract.names import is_called_otherwise, known_container
from pipelines.extract.streams import page_heading
from pipelines.extract.tree import Block, Element, Tree
from pipelines.extract.weights import block_weight

__all__ = ["reveal"]

LITTLE = 15.0  # weight: less prose is no body
OPENING = 30.0  # weight: less prose below a heading is no body
MOST = 1.0  # times what is shown


def reveal(tree: Tree) -> None:
    """Unhide, in place, the one hidden stretch that is the body, if there is one."""
    roots = [e for e in tree.elements if e.hidden and e.end > e.first and not (e.parent and e.parent.hidden)]
    if not roots:
        return
    footer = first_of_footer(tree)
    best, most = None, LITTLE
    for root in roots:
        weight = prose(tree, root.first, root.end)
        if weight >= most and root.first < footer and may_hold_body(root):
            best, most = root, weight
    if best is None:
        return
    if container_in(best) is not None and shows_no_container(tree, best):
        uncover(tree, best)
        return
    shown = [block for block in tree.blocks if not block.hidden and block_weight(block) > 0]
    if most > MOST * sum(map(block_weight, shown)) and (continues(best, shown) or opens_below_heading(tree, best)):
        uncover(tree, best)


def continues(root: Element, shown: list[Block]) -> bool:
    """What is shown stands right next to it, in the same element: the opening of a text that unfolds."""
    return any(block.element.parent is root.parent and block_weight(block) >= LITTLE for block in shown)


def opens_below_heading(tree: Tree, root: Element) -> bool:
    """No prose that is shown stands between the page's heading, if it has one, and the root, which is below it."""
    heading = page_heading(tree)
    if heading is None:
        return True
    between = (block for block in tree.blocks[heading : root.first] if not block.hidden)
    return heading < root.end and sum(max(0.0, block_weight(block)) for block in between) < OPENING


def prose(tree: Tree, first: int, end: int) -> float:
    return sum(max(0.0, block_weight(block)) for block in tree.blocks[first:end])


def first_of_footer(tree: Tree) -> int:
    """Where the page's own frame begins: what is hidden below the line of its owner is a dialog."""
    shown = (number for number, block in enumerate(tree.blocks) if not block.hidden and is_owner(block.text))
    return next(shown, len(tree.blocks))


def may_hold_body(root: Element) -> bool:
    return root.tag not in ("form", "nav", "footer", "dialog") and not is_called_otherwise(root)


def container_in(root: Element) -> Element | None:
    """A container known to hold bodies: the element, one around it, or one inside it."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if known_container(element):
            return element
        waiting.extend(element.children)
    return next((above for above in root.ancestors() if known_container(above)), None)


def shows_no_container(tree: Tree, root: Element) -> bool:
    """No container that is shown holds prose, except one around the root."""
    around = set(root.ancestors())
    shown = (e for e in tree.elements if not e.hidden and e not in around and known_container(e))
    return not any(
        sum(max(0.0, block_weight(b)) for b in tree.blocks[e.first : e.end] if not b.hidden) >= LITTLE for e in shown
    )


def uncover(tree: Tree, root: Element) -> None:
    """Show an element and what is in it, except what hides itself there."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element is root or not is_hidden(element.attributes):
            element.hidden = False
            waiting.extend(element.children)
    for block in tree.blocks[root.first : root.end]:
        block.hidden = block.element.hidden
