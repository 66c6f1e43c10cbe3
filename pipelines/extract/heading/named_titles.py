"""What the page labels as its title (标题, 名称), and how far that is to be believed.

A notice of procurement says 名称：… of its buyer, a list of relics of each relic: by the label alone nobody knows. The
fields of a document, which stand together, name the document; so does the head of a letter.
"""

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from pipelines.extract.lines.labels import (
    ABOUT_A_DOCUMENT,
    FIELD_OF,
    LEAST_FIELDS,
    NAMES,
    Field,
    is_bare_label,
    labelled,
    labels_in,
)
from pipelines.extract.markup.tree import Block
from pipelines.extract.words.line_patterns import simplified

__all__ = ["Label", "title_label"]

NEAR = 8  # blocks before and behind, names and values by turns, among which the other fields stand
MAX_LENGTH = 400
SIGNS_OF_TITLES = frozenset(name[-1] for name in NAMES["title"].split("|"))  # each name of the field ends in one


class Label(NamedTuple):
    """What stands behind the label. `sure`: it names the document; `inside`: the label stands in or below the text."""

    text: str
    sure: bool = False
    inside: bool = False


def title_label(fields: dict[Field, list[str]], blocks: Sequence[Block], first: Block | None, *, sure: bool) -> Label:
    """Return what a page labels as its title. `blocks` stand above the body and in its beginning, `first` is its first
    one, if it has any; `sure` is the head of a letter."""
    named = next(iter(fields.get("title", ())), None)
    if named is None:
        return Label(next(iter(fields.get("letter_title", ())), ""), sure=True)
    if sure or names_document(blocks):
        return Label(named, sure=True)
    head = takewhile(lambda block: block is not first, blocks)
    return Label(named, inside=named not in labelled(head).get("title", ()))


def fields_in(block: Block) -> set[Field]:
    """Return the fields that a line or a cell names."""
    if len(block.text) > MAX_LENGTH:
        return set()
    names = [name for name, _, _ in labels_in(block.text, block)]
    if not names and is_bare_label(block.text):
        names = ["".join(simplified(block.text).split())]
    return {FIELD_OF[name] for name in names}


def names_title(block: Block) -> bool:
    text = simplified(block.text)
    return any(sign in text for sign in SIGNS_OF_TITLES) and "title" in fields_in(block)


def names_document(blocks: Sequence[Block]) -> bool:
    """Whether the first label of a title among the blocks stands with other fields that only a document has.

    They are of one kind with it: the line below a heading is about the text, what stands behind it may be the text.
    """
    number = next((number for number, block in enumerate(blocks) if names_title(block)), None)
    if number is None:
        return False
    kind = kind_of(blocks[number])
    near = blocks[max(0, number - NEAR) : number + NEAR + 1]
    named = set().union(*(fields_in(block) for block in near if kind_of(block) == kind))
    return len(named & ABOUT_A_DOCUMENT) >= LEAST_FIELDS


def kind_of(block: Block) -> tuple[str, str]:
    return block.element.tag, block.element.attributes
