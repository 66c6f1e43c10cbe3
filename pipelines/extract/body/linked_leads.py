"""The line with the day below a title that shares its place with links: [手机版] [打印] 发布时间：2026-09-01."""

import re
from collections.abc import Sequence

from pipelines.extract.heading.page_titles import bare
from pipelines.extract.markup.once import once
from pipelines.extract.markup.tree import Tree, links_in
from pipelines.extract.words.dates import YEAR
from pipelines.extract.words.line_patterns import is_meta_line

__all__ = ["linked_lead"]

# A line, and the one below it with a day, in what the page says
BELOW_OTHER = re.compile(r"<([^<]{6,100})(?=<([^<]{0,80}(?:19|20)\d\d[-./年]\d[^<]{0,40})<)")
MAX_LINK = 20  # characters: longer ones are headlines
LEAST_TITLE = 6  # characters of the line above that <title> begins with


def linked_lead(tree: Tree, metas: Sequence[int]) -> int | None:
    """Return the line right below a text with which `<title>` begins whose words next to its links are about the text
    and state a day; None where a line without links does (`metas`)."""
    if any(YEAR.search(tree.blocks[number].text) for number in metas):
        return None
    title = bare(tree.title)
    first_places = once(lambda: {block.text: at for at, block in reversed([*enumerate(tree.blocks)])})
    for match in BELOW_OTHER.finditer(tree.said):
        above = bare(match[1])
        if len(above) < LEAST_TITLE or not title.startswith(above):
            continue
        number = first_places().get(match[2], 0)
        if number and is_lead(tree, number):
            return number
    return None


def is_lead(tree: Tree, number: int) -> bool:
    """Whether a line has short links and, next to them, words about the text with its day; the one above has none."""
    block = tree.blocks[number]
    if not block.linked or block.hidden or tree.blocks[number - 1].linked:
        return False
    rest = block.text
    for link in links_in(tree, number, number + 1):
        if len(link.text) > MAX_LINK:
            return False
        rest = rest.replace(link.text, "", 1)
    rest = rest.strip("[]【】|· ")
    return rest != "" and is_meta_line(rest) and YEAR.search(rest) is not None
