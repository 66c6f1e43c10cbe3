"""Titles of two to five characters (讣告, 公告, 感谢信), which are words of any page: believed by their place alone."""

from pipelines.extract.heading.page_titles import LEAST, LOOK_BACK, SUFFIX, bare, is_linked_to, is_owner
from pipelines.extract.heading.subtitles import BY_NAME, opens_with, rank
from pipelines.extract.heading.titles_set_apart import ENDS_LINE, NOT_DATE
from pipelines.extract.lines.day_lines import is_day_line
from pipelines.extract.lines.labels import has_label
from pipelines.extract.markup.tree import Block, Tree
from pipelines.extract.words.line_patterns import FULL_DATE, is_meta_line

__all__ = ["is_below_head", "opens_head", "said_in_title", "short_heading_above"]

LEAST_CHARACTERS = 2


def said_in_title(tree: Tree, first: int) -> str | None:
    """Return the first part of <title> if it is short, and a line by itself above the text says the same."""
    part = bare(SUFFIX.split(tree.title)[0])
    if not LEAST_CHARACTERS <= len(part) < LEAST:
        return None
    for block in reversed(tree.blocks[max(0, first - LOOK_BACK) : first + 2]):
        if len(block.text) < 2 * LEAST and not block.linked and not block.hidden and bare(block.text) == part:
            names_site = is_linked_to(tree, block.text) or is_owner(tree, block.text)
            return None if names_site else "".join(block.text.split())
    return None


def short_heading_above(tree: Tree, first: int) -> str | None:
    """Return a short line marked up as a heading right above the text."""
    block = next((block for block in reversed(tree.blocks[max(0, first - 2) : first]) if not block.hidden), None)
    return block.text if block and is_short(block) and rank(block) <= BY_NAME else None


def opens_head(block: Block, following: Block) -> bool:
    """Whether a short line without a mark opens the innermost part that holds the line about the text below it too."""
    return is_short(block) and opens_with(block, following)


def is_short(block: Block) -> bool:
    return not block.linked and len(block.text) < LEAST and NOT_DATE.search(block.text) is not None


def is_below_head(before: Block, line: Block, below: Block) -> bool:
    """Whether a line of the text stands between the line about it and one of buttons or editors, as a sentence does."""
    if not (is_meta_line(before.text) or is_day_line(before.text)):
        return False
    if line.text.endswith(ENDS_LINE):
        return True
    names_field = "：" in line.text or (has_label(below.text) and not FULL_DATE.search(before.text))
    return not (names_field or FULL_DATE.search(below.text))
