"""Titles that read as another name: as the column's, because `ColumnName` repeats them, or as an office's (…部署会)."""

from collections.abc import Callable, Sequence

from pipelines.extract.heading.page_titles import LAST_LINES, LOOK_BACK, MAX_COLUMN, SUFFIX, bare, is_linked_to
from pipelines.extract.heading.titles_set_apart import SITE
from pipelines.extract.lines.day_lines import is_day_line
from pipelines.extract.markup.tree import Block, Tree
from pipelines.extract.words.line_patterns import is_cut_anywhere, is_meta_line

__all__ = ["column_of", "own_part"]

LEAST_PART = 4  # characters of a line that a part of <title> says
OPENING = 2  # blocks of the text among which the title may stand


def column_of(tree: Tree, first: int, name: str, line: Callable[[], tuple[str, bool] | None]) -> str:
    """Return what `ColumnName` gives as the name of a column; empty where it repeats the title.

    Then <title> or `ArticleTitle` has it too, or <title> is a column's name itself; the page links to nothing of this
    name, and it stands right above the line about the text, or no other does, and it is an `h1` or too long for a
    column.
    """
    if name == "":
        return name
    above = tree.blocks[max(0, first - LOOK_BACK) : first + OPENING]
    places = [number for number, block in enumerate(above) if block.text == name]
    places = [number for number in places if not (above[number].linked or above[number].hidden)]
    if not places:
        return name
    below = (following_shown(above, number) for number in places)
    stands_above_line = any(is_meta_line(text) or is_day_line(text) for text in below if text)
    is_title = stands_above_line or len(name) > MAX_COLUMN or any(above[place].element.tag == "h1" for place in places)
    if not is_title or (line() is not None and not stands_above_line) or is_linked_to(tree, name):
        return name
    folded = bare(name)
    if folded in bare(tree.title) or bare(tree.metas.get("articletitle", "")) == folded:
        return ""
    return "" if all(is_linked_to(tree, part) for part in SUFFIX.split(tree.title)) else name


def following_shown(blocks: Sequence[Block], number: int) -> str:
    return next((block.text for block in blocks[number + 1 :] if not block.hidden), "")


def own_part(tree: Tree, first: int, end: int, forbidden: set[str]) -> str:
    """Return the part of <title> that is the page's own though it reads as the name of an office; empty where none is.

    It stands above the text and not as a link; what <title> says before it is the site's or a column's name, and so
    may be what it says behind.
    """
    above = tree.blocks[max(0, first - LOOK_BACK) : first + OPENING]
    lines = [block for block in above if block.text in tree.title]
    if not any(SITE.search(block.text) for block in lines):
        return ""
    parts = [part.strip() for part in SUFFIX.split(tree.title) if part.strip()]
    last = tree.blocks[max(end, len(tree.blocks) - LAST_LINES) :]

    def is_known(part: str) -> bool:
        return bare(part) in forbidden or is_linked_to(tree, part) or any(part in block.text for block in last)

    at = next((number for number, part in enumerate(parts) if not is_known(part)), None)
    if at is None or len(parts) < 2 or len(own := parts[at]) < LEAST_PART or not SITE.search(own):
        return ""
    if not any(block.text == own and not block.linked and not block.hidden for block in lines):
        return ""
    behind = [part for part in parts[at + 1 :] if not SITE.search(part) and not is_known(part)]
    others = (len(part) > MAX_COLUMN or is_cut_anywhere(part) or begins_one(part, above) for part in behind)
    return "" if any(others) else own


def begins_one(part: str, blocks: Sequence[Block]) -> bool:
    return any(block.text.startswith(part) for block in blocks)
