"""What stands between a page's heading and the line about the text: a subtitle, （征求意见稿）, when a law was passed.

It is no title where a heading stands right above it, and neither title nor line of the page's frame: so it opens the
text.
"""

import re
from collections.abc import Sequence

from pipelines.extract.heading.page_titles import WIDE
from pipelines.extract.heading.titles_set_apart import (
    BELOW_TITLE,
    LEAST_SHOWN,
    MAX_APART,
    MAX_LENGTH,
    NAMES_TITLE,
    NOT_DATE,
    SITE,
    is_centred,
    is_number,
    unspaced,
)
from pipelines.extract.lines.day_lines import is_day_line
from pipelines.extract.lines.labels import has_label, is_bare_label
from pipelines.extract.lines.named_days import names_publication
from pipelines.extract.markup.tree import HEADINGS, Block, Element, Tree
from pipelines.extract.words.line_patterns import (
    FULL_DATE,
    OFFICE,
    is_cut_anywhere,
    is_furniture,
    is_meta_line,
    squeeze,
)

__all__ = ["LEAST_ABOVE", "NAMES_SUBTITLE", "REPORTER", "above_subtitle", "lines_below_title", "title_of_lines"]

BY_NAME, BY_PLACE, PLAIN = len(HEADINGS), len(HEADINGS) + 1, len(HEADINGS) + 2  # ranks below those of the tags
NAMES_SUBTITLE = re.compile("sub[-_]?tit")
REPORTER = re.compile("^【|记者|記者|通讯员|通訊員")
LEAST_MARKED, LEAST_PLAIN = 6, 12  # characters of a subtitle; shorter ones are names of sources, persons or parts
LEAST_ABOVE = 10  # of a heading above a subtitle; shorter ones are names of columns
MAX_LINES = 3  # between heading and line about the text; more are something else
LOOK_BACK = 12  # blocks above the text among which the heading stands


def above_subtitle(tree: Tree, blocks: Sequence[Block], number: int) -> int:
    """Return the number of the heading that stands right above a line, where that is its subtitle; else the line's own.

    A subtitle begins with a dash or a bracket, or is of lower rank than the heading, which is too long for the name of
    a column; both open one part of the page.
    """
    while number > 0:
        heading, line = blocks[number - 1], blocks[number]
        if len(line.text) > MAX_APART or not opens_with(heading, line) or not may_be_heading(heading):
            break
        is_below = BELOW_TITLE.match(line.text) or (rank(heading) < rank(line) and len(heading.text) >= LEAST_ABOVE)
        if not is_below or any(link.text == heading.text for link in tree.links):
            break
        number -= 1
    return number


def title_of_lines(blocks: Sequence[Block], number: int) -> str | None:
    """Return a title whose lines, the last with this number, fill an element of their own: an office, and 关于…."""
    around = blocks[number].element.parent
    if around is None or not 1 < around.end - around.first <= MAX_LINES + 1:
        return None
    lines = blocks[max(0, number - (around.end - around.first) + 1) : number + 1]
    if any(block.linked or block.element.parent is not around for block in lines) or len(lines) < 2:
        return None
    names = lines[0].text.split()
    title = "".join(unspaced(block.text) for block in lines)
    is_title = lines[1].text.startswith("关于") and all(OFFICE.fullmatch(name) for name in names)
    return title if is_title and len(title) <= MAX_LENGTH / 2 else None


def opens_with(heading: Block, line: Block) -> bool:
    """Whether a heading opens the innermost element that holds the line as well."""
    around: Element | None = heading.element
    before = around
    while around is not None and line.element is not around and around not in line.element.ancestors():
        before, around = around, around.parent
    return around is not None and before is not None and around.first == before.first == heading.element.first


def may_be_heading(block: Block) -> bool:
    text = block.text
    return (
        rank(block) < PLAIN
        and not block.linked
        and LEAST_SHOWN <= len(text) <= MAX_LENGTH / 2
        and NOT_DATE.search(text) is not None
        and BELOW_TITLE.match(text) is None
        and SITE.search(text) is None
        and not is_about_page(block)
    )


def rank(block: Block) -> int:
    """How surely a line is a heading, by its markup: 0 is the surest."""
    element = block.element
    for around in (element, element.parent):
        if around is not None and around.tag in HEADINGS and around.end - around.first == 1:
            return HEADINGS.index(around.tag)
    named = element.identity
    if NAMES_SUBTITLE.search(named):
        return PLAIN
    if NAMES_TITLE.search(named) or block.bold == len(block.text):
        return BY_NAME
    return BY_PLACE if is_centred(block) else PLAIN


def is_about_page(block: Block) -> bool:
    """Whether a line says something of the page or of the text, or is a document's number."""
    text = block.text
    return (
        is_meta_line(text)
        or is_number(text)
        or is_day_line(text)
        or is_cut_anywhere(text)
        or is_furniture(text)
        or has_label(text)
        or is_bare_label(text)
        or names_publication(text)
    )


def lines_below_title(tree: Tree, first: int, title: str) -> list[int]:
    """Return the numbers of the lines right below the heading and above the line about the text, or above the text,
    which begins at block `first`, where no line is about it."""
    heading = heading_of(tree, first, title)
    found: list[int] = []
    below = (number for number in range(heading + 1, first) if not tree.blocks[number].hidden)
    for number in below:
        block = tree.blocks[number]
        if len(found) == MAX_LINES or not is_subtitle(tree, block):
            if found and not (block.linked or is_about_page(block)):
                return []
            break
        found.append(number)
    is_whole = found and all(tree.blocks[n].linked or is_about_page(tree.blocks[n]) for n in below)
    return found if is_whole else []


def heading_of(tree: Tree, first: int, title: str) -> int:
    """Return the number of the last line above the text that is the title or its end; of the text, if there is none."""
    for number in range(first - 1, max(-1, first - LOOK_BACK), -1) if title else ():
        text = tree.blocks[number].text
        if text[-1] == title[-1] and not tree.blocks[number].hidden and squeeze(title).endswith(squeeze(text)):
            return number
    return first


def is_subtitle(tree: Tree, block: Block) -> bool:
    """Whether a line below a heading may be a part of it: marked up as one, or long enough to be no name."""
    said = squeeze(block.text)
    if block.linked or len(said) > MAX_APART or WIDE.search(said) is None or NOT_DATE.search(said) is None:
        return False
    if is_about_page(block) or OFFICE.fullmatch(said) or block.text in tree.metas.values():
        return False
    if BELOW_TITLE.match(said):
        return True
    marked = rank(block) <= BY_NAME or NAMES_TITLE.search(block.element.identity)
    if len(said) < (LEAST_MARKED if marked else LEAST_PLAIN) or FULL_DATE.search(said):
        return False
    return REPORTER.search(said) is None
