"""A summary above a short text: it may be longer than the text itself, which stands in an element of its own below it.

Its words say whose it is: most of what a text of two sentences says stands in its summary as well, while what a page
shows below an article (hints to visitors, whom to ask) speaks of something else.
"""

from pipelines.extract.body.own_lines import PARAGRAPH, is_frame_itself
from pipelines.extract.body.weights import Weights
from pipelines.extract.markup.names import is_called_otherwise
from pipelines.extract.markup.tree import Tree, branch_away
from pipelines.extract.words.one_matter import is_of_one_matter

__all__ = ["end_of_summed_up"]

MAX_BLOCKS = 2  # of a summary, with its label


def end_of_summed_up(tree: Tree, weights: Weights, first: int, end: int) -> int:
    """Return where the text ends that stands right below the few blocks which sum it up; their `end` where none
    does."""
    if not 0 < end - first <= MAX_BLOCKS or weights.heading is None or not weights.heading < first:
        return end
    if end == len(tree.blocks):
        return end
    part = branch_away(tree.blocks[end].element, tree.blocks[end - 1].element)
    if part.first != end or is_called_otherwise(part) or is_frame_itself(part):
        return end
    blocks = tree.blocks[end : part.end]
    if any(block.hidden or block.linked for block in blocks):
        return end
    if not any(weight >= PARAGRAPH for weight in weights.plain[end : part.end]):
        return end
    said, below = (" ".join(block.text for block in some) for some in (tree.blocks[first:end], blocks))
    return part.end if is_of_one_matter(said, below) else end
