"""What every step of a reading shares: the blocks of a page in order, their elements, links and pictures."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import urlsplit

from pipelines.extract.markup.tokens import attributes_of

__all__ = [
    "ENDINGS",
    "FIELD_DAY",
    "FIELD_TITLE",
    "HANDLER",
    "HEADINGS",
    "IN_NAME",
    "NAMES_FILE",
    "PAGE",
    "Block",
    "Cell",
    "Element",
    "Link",
    "Picture",
    "Row",
    "Stretch",
    "Table",
    "Tree",
    "block_of",
    "branch_away",
    "branch_of",
    "common_element",
    "elements_from",
    "first_of",
    "holds_file",
    "identity_of",
    "is_file",
    "links_in",
    "take_out",
]

FIELD_TITLE, FIELD_DAY = "field title", "field day"  # what hidden fields say, kept among the meta tags
ENDINGS = "pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|zip|rar|7z|txt|csv|rtf|ceb|caj|mp3|mp4"
IN_PATH = re.compile(rf"\.(?:{ENDINGS})$", re.IGNORECASE)
IN_NAME = re.compile(rf"\.(?:{ENDINGS})\W*$", re.IGNORECASE)
NAMES_FILE = re.compile(rf"\.(?:{ENDINGS})(?![a-z\d])", re.IGNORECASE)
HANDLER = re.compile(r"download|attach|/file|fileid|getfile", re.IGNORECASE)
LATE = ("data-src", "data-original", "data-lazy-src", "_src")  # the address of a picture that is loaded late
first_of = attrgetter("first")
block_of = attrgetter("block")
SOUGHT = {"article": "article", "h1": "heading", "h2": "heading", "table": "table", "dl": "record"}  # as what
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")  # tags
PAGE = ("html", "body")  # tags of what stacks things that have nothing to do with one another
IDENTITY = re.compile(r" (?:class|id|role)=\"([^\"]*)\"")  # lexbor writes names of attributes in lower case


def identity_of(attributes: str) -> str:
    """Return the class, id and role in the raw markup of an element's attributes, in lower case, as one string."""
    return " ".join(IDENTITY.findall(attributes)).lower()


class Element:
    """A block-level element; `first` and `end` bound its blocks: tree.blocks[first:end].

    `attributes` is the raw markup between tag name and `>`; `hidden` is its own style or an ancestor's.
    """

    # written out, not a dataclass: a page has hundreds, and this is a quarter of the time to read it
    __slots__ = ("attributes", "children", "end", "first", "hidden", "parent", "tag")

    def __init__(self, tag: str, attributes: str, parent: "Element | None", first: int, hidden: bool) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children: list[Element] = []
        self.first = first
        self.end = 0
        self.hidden = hidden

    @property
    def identity(self) -> str:
        """Its class, id and role in lower case, as one string."""
        return identity_of(self.attributes)

    def attribute(self, name: str) -> str | None:
        return attributes_of(self.attributes).get(name)

    @property
    def path(self) -> str:
        """For people: how a maintainer would name it in a selector."""
        found = attributes_of(self.attributes)
        if found.get("id"):
            return f"{self.tag}#{found['id']}"
        classes = found.get("class", "").split()
        return ".".join([self.tag, *classes[:3]])

    def ancestors(self) -> Iterable["Element"]:
        above = self.parent
        while above is not None:
            yield above
            above = above.parent


class Stretch(NamedTuple):
    """Some blocks in a row: tree.blocks[first:end]."""

    first: int
    end: int


@dataclass(slots=True, eq=False)
class Block:
    """One run of text between block borders or `<br>`; white space folded. Counts are in characters."""

    text: str
    element: Element
    linked: int
    bold: int
    indented: bool
    by_break: bool
    images: int
    hidden: bool

    @property
    def is_link(self) -> bool:
        """Most of it is a link's text."""
        return self.linked > len(self.text) / 2


@dataclass(slots=True, eq=False)
class Link:
    """`block` is the number of the block in which it stands (or that follows it)."""

    href: str
    text: str
    block: int
    element: Element
    attributes: str

    @property
    def title(self) -> str:
        return attributes_of(self.attributes).get("title", "")


class Picture(NamedTuple):
    """`block` is the number of the block in which it stands (or that follows it); `href` of the link around it."""

    block: int
    element: Element
    href: str | None
    attributes: str

    @property
    def source(self) -> str:
        """Its address as the page has it, also where a script loads it late; empty where it has none."""
        found = attributes_of(self.attributes)
        late = next((found[name] for name in LATE if found.get(name)), "")
        return late or found.get("src", "")

    @property
    def label(self) -> str:
        """What the page calls it; empty where it does not say."""
        found = attributes_of(self.attributes)
        return found.get("title", "") or found.get("alt", "")


class Cell(NamedTuple):
    """`column` is counted from 0, `span` in columns; `above`: the cell belongs to a row further up and reaches here."""

    element: Element
    column: int
    span: int
    rowspan: int
    above: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One `tr` with its cells from left to right; columns without a cell have none."""

    element: Element
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """`rows` are those with a text of their own; `heads` and `singles` are numbers among them.

    A head names the columns; a single row is a title or a section's line, no data. `first` and `end` bound, in
    blocks, the rows of several cells and what stands between them. A table of `links`, of the page's `frame` or of
    the fields of a document (`directory`) is laid out as data is, but is not what the page is about. One of `prose` is
    content, but its cells hold paragraphs, which stay paragraphs.
    """

    element: Element
    rows: tuple[Row, ...]
    width: int
    heads: frozenset[int]
    singles: frozenset[int]
    first: int
    end: int
    links: bool
    frame: bool
    directory: bool
    prose: bool

    @property
    def is_content(self) -> bool:
        return not (self.links or self.frame or self.directory)

    @property
    def is_whole(self) -> bool:
        """Every cell is kept, whatever its words."""
        return not self.frame and (not self.links or bool(self.heads))


@dataclass(slots=True, eq=False)
class Tree:
    """`sought` are the elements that are looked for on every page, by their kinds in SOUGHT, in page order."""

    blocks: list[Block]
    elements: list[Element]
    links: list[Link]
    images: list[Picture]
    metas: dict[str, str]
    title: str
    base: str | None
    chosen: list[Element]
    text_length: int
    passwords: int = 0
    tables: list[Table] = field(default_factory=list)  # those that hold data, in page order
    sought: dict[str, list[Element]] = field(default_factory=lambda: {kind: [] for kind in SOUGHT.values()})
    code: str = ""  # of all scripts as the page came
    said: str = ""  # the title and all lines, those that are hidden as well, each between two "<"
    times: dict[int, str] = field(default_factory=dict)  # <time datetime> by the number of the block that it stands in

    def release(self) -> None:
        """Take the elements' parents away when nobody reads them any more.

        They make the tree a cycle; without them it is freed at once, not when the garbage collector comes by.
        """
        for element in self.elements:
            element.parent = None


def elements_from(tree: Tree, first: int, end: int) -> list[Element]:
    """Return the elements that begin in blocks[first:end], in page order, which is that of their beginnings."""
    begin = bisect_left(tree.elements, first, key=first_of)
    return tree.elements[begin : bisect_left(tree.elements, end, lo=begin, key=first_of)]


def links_in(tree: Tree, first: int, end: int) -> list[Link]:
    """Return the links that stand in blocks[first:end], in page order."""
    begin = bisect_left(tree.links, first, key=block_of)
    return tree.links[begin : bisect_left(tree.links, end, lo=begin, key=block_of)]


def common_element(tree: Tree, first: int, end: int) -> Element:
    """Return the innermost element around blocks[first:end]."""
    element = tree.blocks[min(first, len(tree.blocks) - 1)].element
    while element.parent is not None and not (element.first <= first and element.end >= end):
        element = element.parent
    return element


def branch_of(element: Element, outer: Element) -> Element:
    """Return the child of `outer` that holds the element, or the element itself where `outer` does."""
    while element.parent is not None and element.parent is not outer and element is not outer:
        element = element.parent
    return element


def branch_away(element: Element, other: Element) -> Element:
    """Return the outermost element around `element` that does not hold `other`."""
    around = {other, *other.ancestors()}
    if element in around:
        return element
    while element.parent is not None and element.parent not in around:
        element = element.parent
    return element


def take_out(tree: Tree, gone: Set[int]) -> None:
    """Take these blocks, with their links and times, out of the tree, in place. Elements stay, be they empty then, and
    so do pictures, which stand in the next block."""
    if not gone:
        return
    numbers = sorted(gone)

    def moved(number: int) -> int:
        return number - bisect_left(numbers, number)

    tree.blocks = [block for number, block in enumerate(tree.blocks) if number not in gone]
    for element in tree.elements:
        element.first, element.end = moved(element.first), moved(element.end)
    tree.links = [link for link in tree.links if link.block not in gone]
    for link in tree.links:
        link.block = moved(link.block)
    tree.images = [one._replace(block=moved(one.block)) for one in tree.images]
    tree.times = {moved(number): time for number, time in tree.times.items() if number not in gone}


# Links that lead to a file, not to a page


def is_file(href: str, text: str = "") -> bool:
    """By the address's ending, or for a download script by the name that the link shows."""
    if not NAMES_FILE.search(href) and not ("." in text and HANDLER.search(href)):
        return False
    try:
        path = urlsplit(href).path
    except ValueError:
        return False
    return bool(IN_PATH.search(path) or (HANDLER.search(href) and IN_NAME.search(text)))


def holds_file(tree: Tree, first: int, end: int) -> bool:
    """Whether a link in blocks[first:end] leads to a file."""
    return any(is_file(link.href, link.text) for link in links_in(tree, first, end))
