"""Links that name no other page: they show an address (of post, a page, a telephone), hold paragraphs and do nothing,
or stand in a sentence.

What is linked speaks against a body. The words of these links are the text's.
"""

import re

from pipelines.extract.markup.tree import Element, Link, Tree

__all__ = ["count_as_text"]

SHOWN = re.compile(r"://|(?<![A-Za-z\d./])www\.[a-z\d]|(?<=[\w.-])@(?=[\w-]{1,60}\.)")
CELLS = ("td", "th")
TELEPHONE = 'href="tel:'
FIGURES = re.compile(r"\W*\d[\d\W]*")
ENDS = ("。", "；", "：")  # of a paragraph
LEAST_PARAGRAPH = 8  # characters
SEVERAL = 2  # paragraphs: one by itself may be a button
NOWHERE = re.compile(r"(?:#|javascript:(?:void\(0?\))?;*)?")
# What the markup of such paragraphs looks like
AROUND_TEXT = re.compile(
    r"href=\"(?:#|javascript:[^\"<>]{0,20})?\"[^<>]{0,300}>(?:\s*<\w[^<>]{0,200}>){0,4}"
    r"[^<>]{7,500}[。；：]\s*(?:</\w{1,9}>\s*){0,4}</a>"
)

SENTENCE = re.compile(r"</a>[^<>]{0,20}。\s{0,20}<")  # the end of a line that is a sentence around links
MAX_LINK = 500  # characters of its markup
MAX_BEFORE = 20  # characters before its last link, or between that and another
LEAST_AROUND = 4  # characters: 参照《…》执行。


def count_as_text(tree: Tree, markup: str) -> None:
    """Take, in place, the words of such links out of what is linked in the tree's blocks."""
    for link in tree.links if may_show(tree.said) or TELEPHONE in markup else ():
        if (shows_address(link.text) or calls(link)) and is_in_text(tree, link):
            unlink(tree, link)
    # a quick look first: most pages have no such markup
    paragraphs = [link for link in tree.links if link.text.endswith(ENDS)]
    if len(paragraphs) >= SEVERAL and len(AROUND_TEXT.findall(markup)) >= SEVERAL:
        for link in around_paragraphs(tree):
            unlink(tree, link)
    linked = [block for block in tree.blocks if block.linked and block.text[-1] == "。" and block.is_link]
    sentences = [block for block in linked if len(block.text) - block.linked >= LEAST_AROUND]
    if sentences and any(is_short_before(markup, found.start()) for found in SENTENCE.finditer(markup)):
        for block in sentences:
            block.linked = len(block.text) // 2


def may_show(text: str) -> bool:
    """A quick look: one of these stands in what is SHOWN, and is found in a tenth of the time."""
    return "@" in text or "://" in text or "www." in text


def shows_address(text: str) -> bool:
    return may_show(text) and SHOWN.search(text) is not None


def calls(link: Link) -> bool:
    """Whether a link calls the number that it shows."""
    return link.href.startswith("tel:") and FIGURES.fullmatch(link.text) is not None


def is_short_before(markup: str, end: int) -> bool:
    """Whether few characters stand before the link that ends there."""
    link = markup.rfind("<a ", max(0, end - MAX_LINK), end)
    return link >= 0 and markup.rfind(">", max(0, link - MAX_BEFORE), link) >= 0


def is_in_text(tree: Tree, link: Link) -> bool:
    """Whether other words stand in the line with a link, or it stands in a cell: an address by itself is a page's own
    as well."""
    if not is_whole_line(tree, link):
        return True
    cell = link.element
    while cell.parent is not None and cell.tag not in CELLS and cell.end - cell.first == 1:
        cell = cell.parent
    return cell.tag in CELLS


def unlink(tree: Tree, link: Link) -> None:
    if link.block < len(tree.blocks):
        block = tree.blocks[link.block]
        block.linked = max(0, block.linked - len(link.text))


def around_paragraphs(tree: Tree) -> list[Link]:
    """Return the links without an address or a script around all of a paragraph, and those written like them around
    other lines next to it."""
    dead = [link for link in tree.links if is_dead(link) and is_whole_line(tree, link)]
    around = {place_of(link) for link in dead if len(link.text) >= LEAST_PARAGRAPH and link.text.endswith(ENDS)}
    return [link for link in dead if place_of(link) in around]


def is_dead(link: Link) -> bool:
    return NOWHERE.fullmatch(link.href.replace(" ", "")) is not None and "onclick" not in link.attributes


def is_whole_line(tree: Tree, link: Link) -> bool:
    return link.block < len(tree.blocks) and tree.blocks[link.block].text == link.text


def place_of(link: Link) -> tuple[Element | None, str]:
    return link.element.parent, link.attributes
