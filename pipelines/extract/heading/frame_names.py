"""Headings that name the page's frame and not the article: its owner (a logo), a column, 通知公告详情页, 欢迎您.

Such a name may stand in <title>, in the heading that <title> repeats, or in both. It gives way to what the page says of
the article itself: the line right above that with the day, a part of <title>, a heading right above the text.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from pipelines.extract.heading.page_titles import (
    ABOUT,
    LEAST,
    MAX_COLUMN,
    SUFFIX,
    TEXT,
    bare,
    is_linked_to,
    is_owner_of,
    share_of,
)
from pipelines.extract.heading.subtitles import LEAST_ABOVE, NAMES_SUBTITLE, REPORTER
from pipelines.extract.heading.titles_set_apart import (
    BELOW_TITLE,
    NAMES_TITLE,
    NOT_DATE,
    SITE,
    is_letterhead,
    unspaced,
)
from pipelines.extract.markup.tree import HEADINGS, Block, Tree, links_in
from pipelines.extract.words.line_patterns import OFFICE, is_cut_anywhere, is_meta_line, simplified

__all__ = ["instead_of_frame"]

WELCOME = re.compile(r"^\W*欢迎(?:光临|访问|浏览|来到|进入)|欢迎(?:您|你|光临|访问)+\W*$")
PAGE = re.compile(r"(?:详[情细]|正文|内容|列表)页面?$")
OF_COLUMN = re.compile(r"(?:详[情细]|正文|列表)$")  # 通知公告详情, where 通知公告 is a column
MAX_LENGTH = 30  # characters of such a name
NEAR = 3  # blocks above the text, and
OPENING = 2  # of its beginning, where a heading without a line of date and source stands


def is_of_frame(tree: Tree, first: int, name: str) -> bool:
    """Whether a text names the site or one of its columns, to which a link above block `first` leads, or is the
    template's own name for all pages of a kind."""
    if len(name) > MAX_LENGTH:
        return False
    plain = simplified(name)
    if PAGE.search(plain) or ("迎" in plain and WELCOME.search(plain)):
        return True
    rest = OF_COLUMN.sub("", name)
    return not rest or is_column(tree, first, rest) or is_owner_of(tree, rest)


def is_column(tree: Tree, first: int, name: str) -> bool:
    """Whether a menu or a trail above the text has a link of this name."""
    return len(name) <= MAX_COLUMN and is_linked_to(tree, name) and name in map(TEXT, links_in(tree, 0, first))


def instead_of_frame(
    tree: Tree, first: int, end: int, found: str, line: Callable[[], tuple[str, bool] | None]
) -> str | None:
    """Return the article's own title where `found` is a name of the page's frame; None where the page has no other.

    `line` gives the line above that with the day, and whether it is marked up as a heading.
    """
    if not is_of_frame(tree, first, found):
        return None
    shown = line()
    if shown and shown[0] != found and (shown[1] or len(shown[0]) >= LEAST_ABOVE) and is_title(tree, first, shown[0]):
        return shown[0]
    text = bare("".join(block.text for block in tree.blocks[first:end] if not block.hidden))
    if named := next(in_page_title(tree, first, found, text), None):
        return named
    return None if shown and shown[0] == found else heading_below(tree, first, end, found, text)


def is_title(tree: Tree, first: int, text: str) -> bool:
    return not (
        is_of_frame(tree, first, text) or is_letterhead(text) or REPORTER.search(text) or BELOW_TITLE.match(text)
    )


def in_page_title(tree: Tree, first: int, found: str, text: str) -> Iterator[str]:
    """Yield the parts of <title> before the name of the column, and of those behind it what the text is about."""
    parts = [part.strip() for part in SUFFIX.split(tree.title)]
    names = [bare(part) for part in parts]
    place = names.index(bare(found)) if bare(found) in names else len(parts)
    for number, part in enumerate(parts):
        if (
            len(part) <= LEAST
            or bare(found) in names[number]
            or SITE.search(part)
            or OFFICE.fullmatch(simplified(part))
            or not NOT_DATE.search(part)
        ):
            continue
        is_sure = number < place and (place < len(parts) or not is_column(tree, first, found))
        if is_title(tree, first, part) and (is_sure or share_of(part, text) >= ABOUT):
            yield part


def heading_below(tree: Tree, first: int, end: int, found: str, text: str) -> str | None:
    """Return the heading right above the text, below that of the frame: long, no subtitle, and not the first of
    several that head parts of the text. Below the name of a column it stands outside the text's own element."""
    blocks = tree.blocks[max(0, first - NEAR) : first + OPENING + 1]
    at = next((number for number in range(len(blocks) - 1, -1, -1) if blocks[number].text == found), -1)
    for block, following in pairwise(blocks[at + 1 :]):
        if block.hidden or block.linked or not is_heading(block):
            continue
        if (
            len(block.text) < LEAST_ABOVE
            or BELOW_TITLE.match(block.text)
            or NAMES_SUBTITLE.search(block.element.identity)
        ):
            continue
        if is_meta_line(block.text) or is_cut_anywhere(block.text) or SITE.search(block.text):
            continue
        below = (other for other in tree.blocks[first:end] if other is not block)
        if any(other.element.tag == block.element.tag and is_heading(other) for other in below):
            return None
        if block.element.parent is following.element.parent and is_column(tree, first, found):
            return None
        is_about = share_of(block.text, text.replace(bare(block.text), "")) >= ABOUT or block.text in tree.title
        return unspaced(block.text) if is_about and is_title(tree, first, block.text) else None
    return None


def is_heading(block: Block) -> bool:
    return block.element.tag in HEADINGS[:3] or NAMES_TITLE.search(block.element.identity) is not None
