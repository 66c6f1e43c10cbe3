"""Text that goes on below links in one element with it: names of annexes, then who signed it and when.

Links end a body, for below them other pages stand. What signs the text stands below its own lines only, and an annex
is announced.
"""

from pipelines.extract.body.companions import ANNEX
from pipelines.extract.body.own_lines import is_line_next_to
from pipelines.extract.body.parts_below import may_be_office
from pipelines.extract.body.weights import BAD, Weights
from pipelines.extract.lines.day_lines import is_day_line
from pipelines.extract.markup.tree import Tree
from pipelines.extract.words.line_patterns import FULL_DATE, is_tail_start

__all__ = ["end_below_links"]

MOST = 40  # lines
LEAST = 2  # a line of the text, and the label
MAX_LABEL = 8  # characters: 附件：


def end_below_links(tree: Tree, weights: Weights, end: int) -> int:
    """Return where the text that was found to end before block `end`, a link, ends in lines next to its last one: below
    a day that signs it, or with the names of annexes; `end` where it does not go on."""
    blocks = tree.blocks
    if not 0 < end < len(blocks) or not blocks[end].is_link or not is_line_next_to(blocks[end - 1], blocks[end]):
        return end
    last = end
    while last < min(len(blocks), end + MOST) and is_line_next_to(blocks[last - 1], blocks[last]):
        block = blocks[last]
        if block.hidden or is_tail_start(block.text, linked=block.linked > 0):
            break
        if block.is_link and FULL_DATE.search(block.text) is not None:
            return end  # a row of a list
        if not block.is_link and weights.blocks[last] <= BAD:
            break
        last += 1
    signed = next((at for at in range(last - 1, end, -1) if is_signed_at(tree, at)), None)
    if signed is not None:
        return last if not any(block.is_link for block in blocks[signed + 1 : last]) else signed + 1
    label = blocks[end - 1].text
    is_list = len(label) <= MAX_LABEL and ANNEX.match(label) is not None
    if not is_list or end < LEAST or not is_line_next_to(blocks[end - 2], blocks[end - 1]):
        return end  # a template's own list of files stands apart from the text's lines
    return last if all(block.is_link for block in blocks[end:last]) else end


def is_signed_at(tree: Tree, number: int) -> bool:
    """Whether a line is the day of a signature: an office stands above it or next to it."""
    block, above = tree.blocks[number], tree.blocks[number - 1]
    return not block.linked and is_day_line(block.text) and (may_be_office(above) or may_be_office(block))
