"""What came in upon a consultation (意见征集), which stands below the text that asked for it."""

import re
from collections.abc import Sequence

from pipelines.extract.markup.names import is_called_otherwise
from pipelines.extract.markup.tree import Block, Tree

__all__ = ["end_of_consultation"]

CONSULTS = re.compile("征求|征集|听取|意见稿")
OUTCOME = re.compile(
    r"^\W*(?:[\u4e00-\u9fff]{0,6})(?:反馈|采纳|征集|处理)(?:情况|结果|说明|意见)?(?:的?(?:公告|说明))?\W*$"
)
MAX_OUTCOME = 16  # characters of its heading
NEAR = 4  # blocks from the body to it


def end_of_consultation(tree: Tree, weights: Sequence[float], first: int, end: int) -> int:
    """Return where the body ends if what came in upon a consultation (意见反馈情况) stands below it; else `end`."""
    headings = [
        number
        for number in range(end, min(len(tree.blocks), end + NEAR))
        if len(tree.blocks[number].text) <= MAX_OUTCOME and OUTCOME.match(tree.blocks[number].text)
    ]
    if not headings or not any(CONSULTS.search(block.text) for block in tree.blocks[first:end]):
        return end
    number = headings[0] + 1
    while number < len(tree.blocks) and weights[number] > 0 and not is_outside(tree.blocks[number]):
        number += 1
    return number if number > headings[0] + 1 else end


def is_outside(block: Block) -> bool:
    around = (block.element, *block.element.ancestors())
    return block.hidden or block.linked > 0 or any(map(is_called_otherwise, around))
