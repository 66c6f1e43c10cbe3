"""The lines between a page's heading and its text: what it says of its day stands among them."""

from collections.abc import Sequence

from pipelines.extract.fields.published import is_row_above
from pipelines.extract.markup.tree import Tree
from pipelines.extract.words.line_patterns import FULL_DATE, squeeze

__all__ = ["lines_near"]

NEAR = 10  # blocks
FAR = 40  # to the heading, where nothing but buttons and links stands between
OF_HEAD = 2  # lines that are none of these, which weigh less than NO_LINE
NO_LINE = -1.0
ROWS = 2  # of a list: links to other pages, each with its day


def lines_near(tree: Tree, weights: Sequence[float], start: int, title: str) -> range:
    """Return the numbers of the last lines above the text, or of all from the heading on where a long row of buttons,
    or an advertisement, parts the head from the text. `weights` are those of the blocks.

    Below the heading of a list stand the days of other pages.
    """
    first = max(0, start - NEAR)
    others = 0
    for number in range(start - 1, max(0, start - FAR) - 1, -1) if title else ():
        if weights[number] > NO_LINE:
            text = tree.blocks[number].text
            if len(text) >= len(title) and squeeze(text) == squeeze(title):
                rows = filter(is_row_above, tree.blocks[number + 1 : start])
                is_list = sum(FULL_DATE.search(row.text) is not None for row in rows) >= ROWS
                return range(first if is_list else min(number, first), start)
            others += 1
            if others > OF_HEAD:
                break
    return range(first, start)
