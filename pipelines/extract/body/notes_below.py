"""Short lines below the text's element that are its own: whom to ask, who buys, （此件公开发布）, an office that signs.

A template gives its own parts a name (a class or an id); an editor's lines have none, and stand there where the text's
element was closed too early. They say something, and lead nowhere. With a name they are the text's only where no
template says such things of itself: whom to ask by name and number, which office buys, （此件公开发布）.
"""

import re
from collections.abc import Sequence

from pipelines.extract.body.weights import BAD, Weights
from pipelines.extract.lines.labels import has_label
from pipelines.extract.markup.tree import HEADINGS, PAGE, Block, Element, Tree, elements_from
from pipelines.extract.words.dates import YEAR
from pipelines.extract.words.line_patterns import OFFICE, SENTENCE_ENDS, is_cut_anywhere, is_tail_start

__all__ = ["is_note"]

MOST = 8  # lines
FIELD = re.compile(r"\W*[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,11}\s*[:：]\s*\S")
WHO = re.compile(r"\W*(?:[\u4e00-\u9fff]\s?){1,5}人\s*[:：]\s*(\S{2,30})\s*")
NUMBER = re.compile(r"\d[\d-]{5,14}\d")
HOW_PUBLIC = re.compile(r"[（(]此件.{2,12}[）)]")
IN_BRACKETS = re.compile(r"[（(].{2,40}[）)]")


def is_note(tree: Tree, weights: Weights, part: Element, inner: Element, outer: Element) -> bool:
    """Whether a part of `outer` right below `inner`, a text, in which nothing speaks against one, is lines of it
    without any name, or such as a document ends with."""
    if weights.heading is None or part.end - part.first > MOST or part is outer:
        return False
    if outer.tag in PAGE or inner.tag == "article":  # which says itself where it ends
        return False
    inside = elements_from(tree, part.first, part.end)
    is_named = part.identity != "" or any(element.identity for element in inside if element.end <= part.end)
    if is_named and not is_of_document([tree.blocks[number].text for number in range(part.first, part.end)]):
        return False
    if any(part.first <= picture.block <= part.end for picture in tree.images):
        return False
    return all(
        weights.blocks[number] > BAD and says_something(tree.blocks[number]) for number in range(part.first, part.end)
    )


def is_of_document(texts: Sequence[str]) -> bool:
    """Whether lines are what a document says at its end: how public it is, or, in fields that no page has of itself,
    first who is concerned, an office or somebody with a number."""
    if len(texts) == 1:
        return HOW_PUBLIC.fullmatch(texts[0]) is not None
    first = WHO.match(texts[0])
    if first is None or not all(FIELD.match(text) and not has_label(text) for text in texts):
        return False
    return OFFICE.fullmatch(first[1]) is not None or any(map(NUMBER.search, texts[1:]))


def says_something(block: Block) -> bool:
    text = block.text
    if block.linked or block.hidden or block.element.tag in HEADINGS:
        return False
    if "://" in text or is_cut_anywhere(text) or is_tail_start(text, linked=False):  # 原文链接：http://…
        return False
    if FIELD.match(text) or IN_BRACKETS.fullmatch(text) or text.endswith(SENTENCE_ENDS) or OFFICE.fullmatch(text):
        return True
    return YEAR.search(text) is not None and OFFICE.match(text) is not None  # 县教育局办公室2024年5月20日印发
