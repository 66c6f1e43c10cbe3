"""Titles that read as another name: as the column's, because `ColumnName` repeats them, or as an office's (…部署会)."""

from collections.abc import Callable, Sequence

from pipelines.extract.heading.page_titles import SUFFIX, bare, is_linked_to
from pipelines.extract.heading.titles_set_apart import SITE
from pipelines.extract.lines.day_lines import is_day_line
from pipelines.extract.markup.tree import Block, Tree
from pipelines.extract.words.line_patterns import is_cut_anywhere, is_meta_line

__all__ = ["MAX_COLUMN", "column_of", "own_part"]

MAX_COLUMN = 16  # characters of the name of a column
LAST_LINES = 8  # of a page, which say whose it is
LEAST = 4  # characters of a line that a part of <title> says
LOOK_BACK, OPENING = 25, 2  # blocks before the text and of it, among which the title stands


def column_of(tree: Tree, first: int, name: str, line: Callable[[], tuple[str, bool] | None]) -> str:
    """Return what `ColumnName` gives as the name of a column; empty where it repeats the title.

    Then <title> or `ArticleTitle` has it too, or <title> is a column's name itself; the page links to nothing of this
    name, and it stands right above the line about the text, or no other does, and it is an `h1` or too long for a
    column.
    """
    folded = bare(name)
    if not folded:
        return name
    is_said = folded in bare(tree.title) or bare(tree.metas.get("articletitle", "")) == folded
    if not is_said and not all(is_linked_to(tree, part) for part in SUFFIX.split(tree.title)):
        return name
    above = lines_above(tree, first)
    places = [number for number, block in enumerate(above) if bare(block.text) == folded]
    if not places or is_linked_to(tree, above[places[0]].text):
        return name
    below = (above[number + 1].text for number in places if number + 1 < len(above))
    if any(is_meta_line(text) or is_day_line(text) for text in below):
        return ""
    is_title = len(name) > MAX_COLUMN or any(above[number].element.tag == "h1" for number in places)
    return "" if is_title and line() is None else name


def own_part(tree: Tree, first: int, end: int, forbidden: set[str]) -> str:
    """Return the part of <title> that is the page's own though it reads as the name of an office; empty where none is.

    It stands above the text and not as a link; what <title> says before it is the site's or a column's name, and so
    may be what it says behind.
    """
    parts = [part.strip() for part in SUFFIX.split(tree.title) if part.strip()]
    if len(parts) < 2 or not any(map(SITE.search, parts)):
        return ""
    last = tree.blocks[max(end, len(tree.blocks) - LAST_LINES) :]

    def is_known(part: str) -> bool:
        return bare(part) in forbidden or is_linked_to(tree, part) or any(part in block.text for block in last)

    at = next((number for number, part in enumerate(parts) if not is_known(part)), None)
    if at is None or len(own := parts[at]) < LEAST or not SITE.search(own):
        return ""
    lines = [bare(block.text) for block in lines_above(tree, first) if not block.linked]
    behind = [part for part in parts[at + 1 :] if not SITE.search(part) and not is_known(part)]
    others = (len(part) > MAX_COLUMN or is_cut_anywhere(part) or begins_one(part, lines) for part in behind)
    return own if bare(own) in lines and not any(others) else ""


def begins_one(part: str, lines: Sequence[str]) -> bool:
    return any(line.startswith(bare(part)) for line in lines)


def lines_above(tree: Tree, first: int) -> Sequence[Block]:
    """Return the lines that are shown above the text, and its first."""
    return [block for block in tree.blocks[max(0, first - LOOK_BACK) : first + OPENING] if not block.hidden]
