"""Buttons that a page links right behind a name, with no space between them: 来源：县报<a>参与互动</a>."""

import re
from collections.abc import Iterable

from pipelines.extract.labels import Field
from pipelines.extract.line_patterns import OFFICE, simplified
from pipelines.extract.tree import Link, Tree, links_in

__all__ = ["without_buttons"]

BUTTON = re.compile(r"\s*(?:#|javascript:)", re.IGNORECASE)
NAMES = ("source", "office")
LEAST_NAME = 2  # characters before the button


def without_buttons(fields: dict[Field, list[str]], tree: Tree, numbers: Iterable[int]) -> None:
    """Take the text of a link off the end of a name in `fields`, which these blocks gave.

    A name may be linked itself, wholly or in part: what leads to another page is only a button where an office or a
    paper is named before it, and none in it.
    """
    names = [name for name in NAMES if name in fields]
    if not names:
        return
    held = [tree.blocks[number] for number in numbers]
    for name in names:
        for place, value in enumerate(fields[name]):
            for number, block in zip(numbers, held, strict=True):
                if block.linked and value in block.text:
                    links = links_in(tree, number, number + 1)
                    fields[name][place] = next(
                        (value.removesuffix(link.text).rstrip() for link in links if is_button_behind(link, value)),
                        value,
                    )


def is_button_behind(link: Link, value: str) -> bool:
    name = value.removesuffix(link.text).rstrip()
    if not link.text or name == value or len(name) < LEAST_NAME:
        return False
    if BUTTON.match(link.href):
        return True
    return OFFICE.fullmatch(simplified(name)) is not None and OFFICE.search(simplified(link.text)) is None
