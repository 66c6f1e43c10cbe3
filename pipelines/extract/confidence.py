"""How sure a reading is of the body that it found, from 0 to 1; docs/extraction.md says how it was measured."""

from pipelines.extract.body.find import Body
from pipelines.extract.markup.names import known_container
from pipelines.extract.markup.tree import Tree

__all__ = ["UNSURE", "confidence"]

UNSURE = 0.5  # below this trafilatura is asked as well, unless the page shows an article
ENOUGH = 200.0  # weight of a body that nobody would take for something else
FAR = 40  # blocks from the page's heading to a body that is below it
DOUBTFUL = 0.75  # at most, where a sign speaks against the body
MAX_LINKED = 0.3  # of the characters of a body


def confidence(tree: Tree, body: Body, article: bool) -> float:
    """Half is how much of the page's prose the body holds, the rest its size and the signs of an article around it.

    At most `DOUBTFUL` for a body that is not below the page's heading, has many links, stands below an article whose
    place for a text is empty, or has less prose than stands outside it, whatever that was taken for.
    """
    if body.element in tree.chosen:
        return 1.0
    prose = body.weights.prose[-1]
    inside = body.weights.prose_between(body.first, body.end)
    share = inside / prose if prose else 0.0
    size = min(1.0, inside / ENOUGH)
    signs = 0.5 * article + 0.5 * (known_container(body.element) or "articletitle" in tree.metas)
    sure = 0.5 * share + 0.3 * size + 0.2 * signs
    return round(min(sure, DOUBTFUL) if is_doubtful(tree, body) else sure, 3)


def is_doubtful(tree: Tree, body: Body) -> bool:
    """A sign speaks against it."""
    heading = body.weights.heading
    if heading is not None and not body.first - FAR <= heading < body.end:
        return True
    if body.weights.ended is not None and body.first >= body.weights.ended:
        return True
    blocks = [block for block in tree.blocks[body.first : body.end] if not block.hidden]
    if sum(block.linked for block in blocks) > MAX_LINKED * sum(len(block.text) for block in blocks):
        return True
    plain = body.weights.plain
    everywhere = sum(plain) - sum(sum(plain[copy.first : copy.end]) for copy in body.weights.copies)
    return everywhere > 2 * sum(plain[body.first : body.end])
