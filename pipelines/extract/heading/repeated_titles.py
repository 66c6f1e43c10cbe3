"""Texts near the heading that repeat <title>, and which of them are none: the owner's name, lines of the text."""

import re
from collections.abc import Callable, Sequence

from pipelines.extract.heading.headings import Heading
from pipelines.extract.heading.page_titles import LEAST, bare, is_linked_to, is_owner
from pipelines.extract.markup.tree import Tree

__all__ = ["are_names_of_owner", "without_lines_of_text"]

WAY = re.compile("[>＞»›].*[>＞»›]")  # between the names of columns


def are_names_of_owner(
    tree: Tree, headings: Sequence[Heading], repeated: Sequence[Heading], line: Callable[[], tuple[str, bool] | None]
) -> bool:
    """Whether all that repeats <title> is the name of the page's owner, with words of welcome or its address, in a line
    without a mark of a heading or as a link, and another line stands right above that with the day or below as an
    `h1`; where it is the name alone, one that is marked up as a heading."""
    page_title = bare(tree.title)
    if any(page_title not in bare(heading.text) for heading in repeated):
        return False
    if any(heading.marked and not is_linked_to(tree, heading.text) for heading in repeated):
        return False
    said = {heading.text for heading in repeated}
    is_name = any(bare(text) == page_title for text in said)
    shown = line()
    stands = shown is not None and shown[0] not in said and (shown[1] or not is_name)
    below = headings[headings.index(repeated[-1]) + 1 :]
    return (stands or (shown is None and any(is_own_heading(h) for h in below))) and is_owner(tree, tree.title)


def is_own_heading(heading: Heading) -> bool:
    return heading.element.tag == "h1" and not heading.mixed and len(heading.text) >= LEAST


def without_lines_of_text(repeated: list[Heading], page_title: str, first: int) -> list[Heading]:
    """Return the headings without ways to the page that end with its title, and without lines of the text that go on
    from it: 博士研究生手册下载： below 博士研究生手册, where one that is marked up says what <title> does."""
    repeated = [heading for heading in repeated if heading.marked or not WAY.search(heading.text)] or repeated
    whole = [heading.element for heading in repeated if heading.marked and bare(heading.text) == page_title]
    if not whole:
        return repeated
    return [
        heading
        for heading in repeated
        if heading.marked
        or heading.element.first < first
        or heading.element in whole
        or bare(heading.text) == page_title
    ]
