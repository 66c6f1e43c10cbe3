"""What a page's <title> says: the article's own title, or the name of the site, of a column, of all pages of a kind."""

import re
import unicodedata
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from pipelines.extract.heading.titles_set_apart import NOT_DATE, SITE
from pipelines.extract.markup.tree import Tree
from pipelines.extract.words.line_patterns import is_furniture

__all__ = [
    "ABOUT",
    "LAST_LINES",
    "LEAST",
    "LOOK_BACK",
    "MAX_COLUMN",
    "SUFFIX",
    "TEXT",
    "WIDE",
    "FromTitle",
    "agrees",
    "bare",
    "from_title",
    "gives_way",
    "goes_on",
    "is_linked_to",
    "is_owner",
    "is_owner_of",
    "share_of",
]

SUFFIX = re.compile(r"\s*(?:_+|\||｜|—+|–|»|>>?|＞|«|::|\s-+\s|-{2,}|(?<=[\u4e00-\u9fff）)])-(?=[\u4e00-\u9fff]))\s*")
LAST_LINES = 8  # of a page, among which its owner stands
LOOK_BACK = 25  # blocks above the text among which the heading stands
MAX_COLUMN = 16  # characters of the name of a column
LEAST = 6  # characters of a title; what is shorter may be the name of a column
ABOUT = 0.5  # of the pairs of characters in a <title> that the text says, where it is about that
LEAST_HEADING, LEAST_SPACED_HEADING = 6, 15  # characters of a heading that says what <title> does: 留言内容 is none
LEAST_BEGUN = 6  # characters of a <title> that a heading goes on from; fewer are a word of any heading
MAX_HEADING = 100  # characters of a heading that goes on
WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
TEXT = attrgetter("text")
NOISE = re.compile(r"[\W_]+")


class FromTitle(NamedTuple):
    """The first part of <title> that may be the article's, and the longest if that is short; `is_of_site`: it is the
    site's, a column's or that of all pages, as far as one can say."""

    text: str
    longest: str
    is_of_site: bool


@lru_cache(maxsize=4096)  # asked several times about each text near the heading
def bare(text: str) -> str:
    return NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


def from_title(tree: Tree, first: int, end: int, forbidden: set[str], own: str = "") -> FromTitle:
    """Return what <title> gives for the title of the text in blocks[first:end]; `forbidden` names are none. `own`: the
    part that is known to be the title."""
    if own:
        return FromTitle(own, own, is_of_site=False)
    parts = [part for part in SUFFIX.split(tree.title) if part.strip() and bare(part) not in forbidden]
    parts = [part for part in parts if not SITE.search(part)] or parts
    if not parts:
        return FromTitle("", "", True)
    text = parts[0].strip()
    longest = max(parts, key=len).strip() if len(text) < LEAST else text
    is_of_site = (
        len(text) < LEAST
        or SITE.search(text) is not None
        or NOT_DATE.search(text) is None
        or is_linked_to(tree, text)
        or is_owner(tree, text)
        or (not WIDE.search(text) and any(WIDE.search(block.text) for block in tree.blocks[first:end]))
    )
    return FromTitle(text, longest, is_of_site)


def gives_way(tree: Tree, first: int, end: int, said: FromTitle, other: str) -> bool:
    """Whether <title> gives way to a line that may be the title: it is the site's, or the text is not about what it
    says, but more about what the line does (or as little, and the line is too long for the name of a column)."""
    if said.is_of_site or bare(said.text) in bare(other):
        return said.is_of_site
    lines = (block.text for block in tree.blocks[first:end] if not block.hidden)
    text = bare("".join(line for line in lines if line not in other))
    share, share_of_other = share_of(said.text, text), share_of(other, text)
    is_title = share < share_of_other or (share == share_of_other and len(WIDE.findall(other)) > LEAST)
    return share < ABOUT and is_title


def share_of(title: str, text: str) -> float:
    """Return which part of the pairs of characters in a title stands in the text."""
    title = bare(title)
    pairs = [title[at : at + 2] for at in range(len(title) - 1)]
    return sum(pair in text for pair in pairs) / max(1, len(pairs))


def is_linked_to(tree: Tree, text: str) -> bool:
    """Whether the page has a link of this text: the name of a column or of the site."""
    return text in map(TEXT, tree.links)


def is_owner(tree: Tree, name: str) -> bool:
    """Whether one of the page's last lines, which says whose the page is, bears the name."""
    return name != "" and any(name in block.text and is_furniture(block.text) for block in tree.blocks[-LAST_LINES:])


def is_owner_of(tree: Tree, name: str) -> bool:
    """Whether the page's last lines bear a name that a site may have: they say whose it is."""
    return SITE.search(name) is not None and any(name in block.text != name for block in tree.blocks[-LAST_LINES:])


def agrees(heading: str, page_title: str) -> bool:
    if not heading or not page_title:
        return False
    if heading in page_title:
        enough = LEAST_HEADING if WIDE.search(heading) else LEAST_SPACED_HEADING
        return len(heading) >= enough or len(heading) >= len(page_title) * 0.5
    return len(page_title) >= 10 and page_title in heading and len(heading) <= len(page_title) * 1.6


def goes_on(heading: str, page_title: str) -> bool:
    """Whether a heading says more than <title>, which it begins or ends with: 行政处罚信息公示（2026年第9期）."""
    around = heading.startswith(page_title) or heading.endswith(page_title)
    return len(page_title) >= LEAST_BEGUN and around and len(heading) <= MAX_HEADING
