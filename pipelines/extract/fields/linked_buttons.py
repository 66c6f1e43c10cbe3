"""Buttons that a page links right behind a name, with no space between them: 来源：县报<a>参与互动</a>."""

import re
from collections.abc import Sequence
from operator import attrgetter

from pipelines.extract.lines.labels import Field
from pipelines.extract.markup.tree import Block, Link, Tree, links_in
from pipelines.extract.words.line_patterns import OFFICE, simplified

__all__ = ["without_buttons"]

TEXT = attrgetter("text")
BUTTON = re.compile(r"\s*(?:#|javascript:)", re.IGNORECASE)
NAMES = ("source", "office")
LEAST_NAME = 2  # characters before the button


def without_buttons(fields: dict[Field, list[str]], tree: Tree, lines: Sequence[tuple[int, Block]]) -> None:
    """Take the text of a link off the end of a name in `fields`, which these blocks, each with its number, gave.

    A name may be linked itself, wholly or in part: what leads to another page is only a button where an office or a
    paper is named before it, and none in it.
    """
    names = [name for name in NAMES if name in fields]
    endings = tuple(filter(None, map(TEXT, tree.links))) if names else ()
    for name in names:
        for place, value in enumerate(fields[name]):
            if value.endswith(endings):
                fields[name][place] = without_button(value, tree, lines)


def without_button(value: str, tree: Tree, lines: Sequence[tuple[int, Block]]) -> str:
    for number, block in lines:
        if block.linked and value in block.text:
            for link in links_in(tree, number, number + 1):
                if is_button_behind(link, value):
                    return value.removesuffix(link.text).rstrip()
    return value


def is_button_behind(link: Link, value: str) -> bool:
    name = value.removesuffix(link.text).rstrip()
    if not link.text or name == value or len(name) < LEAST_NAME:
        return False
    if BUTTON.match(link.href):
        return True
    return OFFICE.fullmatch(simplified(name)) is not None and OFFICE.search(simplified(link.text)) is None
