"""Forms for visitors' comments, and their comments, below an article: they have the labels of a letter (留言内容：)."""

from collections.abc import Sequence

from pipelines.extract.markup.tree import Block, Stretch, Tree
from pipelines.extract.words.dates import YEAR
from pipelines.extract.words.line_patterns import SENTENCE_ENDS, is_cut_anywhere, is_furniture, is_meta_line

__all__ = ["is_of_visitors"]

LABELS = ("label", "legend", "th", "dt", "button", "option")
MAX_LABEL = 8  # characters of a label without its colon


def is_of_visitors(
    tree: Tree, weights: Sequence[float], heading: int | None, labels: Sequence[int], found: Stretch
) -> bool:
    """Whether what was `found` by the `labels` of a question and of answers is a form with nothing in it, or stands
    below an article: its line with the day, and more prose than the labels have.

    The first of the labels is the question's.
    """
    article = prose_of_article(tree, weights, heading, labels[0])
    if article > 0.0 and article > prose(weights, labels[0], found.end):
        return True
    end = labels[1] if article > 0.0 else found.end
    return not any(says(tree.blocks[number], number in labels) for number in range(labels[0], end))


def prose_of_article(tree: Tree, weights: Sequence[float], heading: int | None, end: int) -> float:
    """Return the weight of the prose between the page's line with the day, below its heading, and a block; 0.0 where
    there is no such line, or no sentence below it."""
    if heading is None:
        return 0.0
    dated = (number for number in range(heading + 1, end) if states_day(tree.blocks[number].text))
    first = next(dated, end)
    ends = any(block.text.endswith(SENTENCE_ENDS) for block in tree.blocks[first:end] if not block.hidden)
    return prose(weights, first, end) if ends else 0.0


def states_day(text: str) -> bool:
    return YEAR.search(text) is not None and is_meta_line(text)


def prose(weights: Sequence[float], first: int, end: int) -> float:
    return sum(weight for weight in weights[first:end] if weight > 0.0)


def says(block: Block, is_label: bool) -> bool:
    """Whether a line says something: words behind a label, or a line that is no label, button or link."""
    text = block.text.rstrip("*＊ 　")
    if block.hidden or block.linked or not text or text[-1] in "：:" or block.element.tag in LABELS:
        return False
    if is_label and len(text) <= MAX_LABEL and not any(character.isdigit() for character in text):
        return "：" in text or ":" in text
    return not is_cut_anywhere(text) and not is_furniture(text)
