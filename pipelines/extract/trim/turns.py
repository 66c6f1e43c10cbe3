"""Where a body turns to other pages: at its end (相关新闻, comments), and in its midst, as links that only lead on."""

from bisect import bisect_left
from operator import neg

from pipelines.extract.body.find import Body
from pipelines.extract.markup.tree import Tree, holds_file
from pipelines.extract.trim.boxes import LITTLE
from pipelines.extract.words.line_patterns import is_disclaimer, is_furniture, is_tail_start

__all__ = ["paragraphs_in", "pointers", "tail_start"]

AFTER_TAIL = 0.25  # of the body's prose may follow a line that ends it
OTHER_PART = 0.4  # of it may stand in comments and the like below it
MAX_POINTERS = 30  # links below 相关阅读


def tail_start(tree: Tree, body: Body, whole: set[int], named: set[int]) -> int:
    """Where the body turns to something else: a line such as 相关新闻, or comments, with little prose after it.

    `named`: the first blocks of elements that are named for something else.
    """
    below = prose_from(body)
    total = below[0]
    little = bisect_left(below, -total * max(OTHER_PART, AFTER_TAIL), key=neg)  # from there on it is no more than that
    for number in range(body.first + max(1, little - 1), body.end):
        if number in whole:
            continue
        after = below[number + 1 - body.first]
        share = OTHER_PART if number in named else AFTER_TAIL
        following = tree.blocks[number + 1].text if number + 1 < body.end else ""
        text = tree.blocks[number].text
        turns = is_turn(tree, number)
        if number not in named and not turns and not is_disclaimer(text, following):
            continue
        if number not in named and not turns and number in body.weights.own and is_about_copying(tree, body):
            continue
        if after > total * share or not (number in named or turns or after <= LITTLE):
            continue
        if number in named or not recurs(tree, body, number):
            return number
    return body.end


def recurs(tree: Tree, body: Body, number: int) -> bool:
    """Whether the body has said this line twice before and went on: the button of each item of a digest ends nothing.

    Once before it may stand above the text, among the page's buttons.
    """
    text = tree.blocks[number].text
    before = [at for at in range(body.first, number) if tree.blocks[at].text == text]
    return len(before) > 1 and any(body.weights.plain[at] >= LITTLE for at in range(before[1] + 1, number))


def is_about_copying(tree: Tree, body: Body) -> bool:
    """Most of the text's own lines are about who may copy what; of another text one line at its end is."""
    own = [tree.blocks[number].text for number in range(body.first, body.end) if number in body.weights.own]
    return sum(is_disclaimer(text) or is_furniture(text) for text in own) > len(own) / 2


def is_turn(tree: Tree, number: int) -> bool:
    """A line such as 相关新闻 by its words and the links in it or below it."""
    block = tree.blocks[number]
    return is_tail_start(block.text, linked=True) and is_tail_start(
        block.text, linked=block.linked > 0, over_links=is_over_links(tree, number)
    )


def pointers(tree: Tree, body: Body, last: int) -> set[int]:
    """Return the lines in the midst of the body that only lead to other pages: 相关阅读, and the links in it or right
    below it. `last`: the article's last own line."""
    found: set[int] = set()
    prose = paragraphs_in(body)
    inside = range(prose[0], max(prose[-1], last)) if prose else range(0)
    below = enumerate(tree.blocks[inside.start : inside.stop + 1], inside.start) if inside else ()
    links = {number for number, block in below if block.linked and block.is_link}
    for number in inside if links else ():
        if number in found or links.isdisjoint((number, number + 1)) or not is_turn(tree, number):
            continue
        end = number + 1
        while end < min(body.end, number + MAX_POINTERS) and is_over_links(tree, end - 1):
            end += 1
        if end <= inside.stop and (end > number + 1 or number in links):
            found.update(range(number, end))
    return found


def prose_from(body: Body) -> list[float]:
    """Return the weight of the prose from each block of the body to its end, and 0.0 after the last."""
    whole = body.weights.prose[body.end]
    return [whole - above for above in body.weights.prose[body.first : body.end + 1]]


def is_over_links(tree: Tree, number: int) -> bool:
    """The block below this one is a link to another page, not to a file."""
    below = tree.blocks[number + 1] if number + 1 < len(tree.blocks) else None
    if below is None or not below.is_link:
        return False
    return not holds_file(tree, number + 1, number + 2)


def paragraphs_in(body: Body) -> list[int]:
    """Return the blocks of the body that are prose of their own."""
    inside = body.weights.plain[body.first : body.end]
    return [number for number, weight in enumerate(inside, body.first) if weight >= LITTLE]
