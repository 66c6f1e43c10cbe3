"""Where the files lie that a text links to: also behind a download script, a button's call, or a link without a name.

The link alone says what it leads to: by the ending of its address, by the name that it shows or has in its query, by
`download`, by an address in quotes that its script is given, or, below 附件, by an address that speaks of downloads.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from pipelines.extract.markup.tokens import attributes_of
from pipelines.extract.markup.tree import ENDINGS, HANDLER, IN_NAME, NAMES_FILE, Link, Tree, is_file

__all__ = ["MAY_LEAD", "addresses_of"]

# A quick look at a link's markup in lower case, to spare most links the rest; what its words name comes by itself
MAY_LEAD = re.compile(rf"\.(?:{ENDINGS})(?![a-z\d])|down|attach|/file|fileid")

CALL = ("javascript:", "#")  # of a link that leads nowhere by itself
# An address with a folder, in quotes: a name alone ('报名表.docx') is none
IN_QUOTES = re.compile(
    rf"[\"']((?:https?:/)?[\w.~%&=?-]{{0,80}}/[^\"'\s<>]{{1,300}}\.(?:{ENDINGS}))[\"']", re.IGNORECASE
)
DOWN = re.compile(r"down|attach|annex|file", re.IGNORECASE)
OF_PAGE = re.compile(r"(?:\.[sx]?html?|/)$", re.IGNORECASE)
ANNEX = re.compile(r"\W*(?:附\s*件|附\s*[:：])")
LOOK_BACK = 12  # lines with links between a link and 附件：


def addresses_of(link: Link, tree: Tree) -> Iterator[str]:
    """Yield the address of the file that a link leads to, as the page has it; none where it leads to a page."""
    href = link.href.strip()
    if not href or href.lower().startswith(CALL):
        if "." in href or "." in link.attributes:
            yield from (found[1] for found in IN_QUOTES.finditer(f"{unquote(href)} {called(link)}"))
        return
    if leads_to_file(link, href) or (HANDLER.search(href) is not None and is_below_annex(link, tree)):
        yield href


def leads_to_file(link: Link, href: str) -> bool:
    """Whether a link says that its address is a file's, in the address itself, by the words of the link or its tag."""
    shown = link.text or link.title
    if is_file(href, shown) or has_download(link):
        return True
    path, _, query = href.partition("?")
    if query == "":
        return False
    names_file = DOWN.search(path) is not None and NAMES_FILE.search(unquote(query)) is not None
    return names_file or IN_NAME.search(shown) is not None


def called(link: Link) -> str:
    """What a link hands to a script, and addresses that it keeps for one."""
    return " ".join(
        f'"{value}" {value}'
        for name, value in attributes_of(link.attributes).items()
        if name == "onclick" or name.startswith("data-")
    )


def has_download(link: Link) -> bool:
    return "download" in link.attributes and "download" in attributes_of(link.attributes)


def is_below_annex(link: Link, tree: Tree) -> bool:
    """Whether 附件 begins a link's line, or stands above it with nothing but lines of links between them."""
    if OF_PAGE.search(link.href.partition("?")[0]):
        return False
    for number in range(min(link.block, len(tree.blocks) - 1), max(-1, link.block - LOOK_BACK), -1):
        block = tree.blocks[number]
        if ANNEX.match(block.text):
            return True
        if not block.linked:
            return False
    return False
