"""How sure our own reading is of the body that it found, from 0 to 1; docs/extraction.md says how it was measured."""

from pipelines.extract.body import Body
from pipelines.extract.names import known_container
from pipelines.extract.tree import Tree

__all__ = ["UNSURE", "confidence"]

UNSURE = 0.5  # below this trafilatura is asked as well
ENOUGH = 200.0  # weight of a body that nobody would take for something else


def confidence(tree: Tree, body: Body, article: bool) -> float:
    """Half is how much of the page's prose the body holds, the rest its size and the signs of an article around it."""
    if body.element in tree.chosen:
        return 1.0
    prose = sum(weight for weight in body.weights.blocks if weight > 0)
    inside = sum(weight for weight in body.weights.blocks[body.first : body.end] if weight > 0)
    share = inside / prose if prose else 0.0
    size = min(1.0, inside / ENOUGH)
    signs = 0.5 * article + 0.5 * (known_container(body.element) or "articletitle" in tree.metas)
    return round(0.5 * share + 0.3 * size + 0.2 * signs, 3)
