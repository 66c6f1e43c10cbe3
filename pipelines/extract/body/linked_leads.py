"""The line with the day below a title that shares its place with links: [手机版] [打印] 发布时间：2026-09-01."""

from collections.abc import Sequence

from pipelines.extract.heading.page_titles import bare
from pipelines.extract.markup.tree import Tree, links_in
from pipelines.extract.words.dates import YEAR
from pipelines.extract.words.line_patterns import is_meta_line

__all__ = ["linked_lead"]

MAX_LINE = 100  # characters
MAX_LINK = 20  # characters: longer ones are headlines
LEAST_TITLE = 6  # characters of the line above that <title> begins with


def linked_lead(tree: Tree, metas: Sequence[int]) -> int | None:
    """Return the line right below a text with which `<title>` begins whose words next to its links are about the text
    and state a day; None where a line without links does (`metas`)."""
    if any(YEAR.search(tree.blocks[number].text) for number in metas):
        return None
    title = bare(tree.title)
    for number in range(1, len(tree.blocks)):
        block = tree.blocks[number]
        if not block.linked or len(block.text) > MAX_LINE or block.hidden or not YEAR.search(block.text):
            continue
        above = bare(tree.blocks[number - 1].text)
        if len(above) < LEAST_TITLE or not title.startswith(above) or tree.blocks[number - 1].linked:
            continue
        rest = block.text
        for link in links_in(tree, number, number + 1):
            if len(link.text) > MAX_LINK:
                break
            rest = rest.replace(link.text, "", 1)
        else:
            rest = rest.strip("[]【】|· ")
            if rest and is_meta_line(rest) and YEAR.search(rest):
                return number
    return None
