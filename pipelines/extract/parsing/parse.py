"""One pass over a page: text -> Tree.

lexbor (selectolax) repairs the markup as browsers do; its serialisation is well formed, so a tokeniser run over it is
enough, and several times faster than visiting each node from Python. `<br>` ends a block like `</p>`: most older pages
have no other paragraph mark.

Text that a page hides until a script uncovers it is body all the same: reveal.py.
"""

import re
from operator import length_hint

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from pipelines.extract.lines.tables import data_tables
from pipelines.extract.markup.form_fields import FIELDS, with_shown_fields
from pipelines.extract.markup.limits import guard, places_of, scripts_at, special_tags
from pipelines.extract.markup.out_of_sight import stays_sizeless
from pipelines.extract.markup.pageless_links import count_as_text
from pipelines.extract.markup.placed_markup import with_placed
from pipelines.extract.markup.tokens import (
    BLOCKS,
    BOLD,
    CLOSES,
    HIDDEN,
    INLINE,
    LONG_ATTRIBUTES,
    MARKS,
    OPENS,
    SIZELESS,
    TOKEN,
    UNREAD,
    VOID,
    attributes_of,
    is_hidden,
    shortened,
    sight_of,
    unescape,
)
from pipelines.extract.markup.tree import FIELD_DAY, FIELD_TITLE, SOUGHT, Block, Element, Link, Picture, Tree
from pipelines.extract.markup.unfilled_tags import CALLED, is_unfilled
from pipelines.extract.markup.wrapped import unwrapped
from pipelines.extract.markup.written_markup import WRITES, with_written
from pipelines.extract.parsing.reveal import reveal
from pipelines.extract.parsing.unfolding_buttons import with_unfolding_buttons
from pipelines.models import Rejected, Rejection
from pipelines.text.charset import fold, split_indented

__all__ = ["parse", "shown_in"]

CHOSEN = "data-chosen-by-the-source"
NOTED = MARKS.keys() | SOUGHT.keys()
FIELD = re.compile(
    r" (?:id|name)=\"(?:(?:news|article|info|doc|content|page|detail)[-_]?)?"
    r"(?:(title(?:[-_]?name)?)|(?:pub|publish|release)[-_]?(?:date|time))\"",
    re.IGNORECASE,
)
MAX_LINK = 150  # characters
HREF = ' href="'  # as lexbor writes it; data-href and the like stand for it where a script leads on
ENDS_LIKE_HREF = 'href="'
LENGTH_OF_HREF = len(ENDS_LIKE_HREF)
WRAPPED_LINE = re.compile(r"(?<=[^\x00-\u2fff])[ \t]*[\r\n]+[ \t\r\n]*(?=[^\x00-\u2fff])")


def parse(text: str, content: tuple[str, ...] = (), drop: tuple[str, ...] = ()) -> Tree:
    """Read the page's text into a Tree. `content` and `drop` are CSS selectors that a source gives.

    Raises Rejected: too large (or nested so deep that no browser would show it), reading failed for a selector
    that is no CSS.
    """
    tags = special_tags(text)
    scripts = list(scripts_at(text, tags.get("script", ())))
    code = "\n".join([text[one.inner : one.inner_end] for one in scripts])
    whole = with_written(text, scripts, links=False) if WRITES in code else text
    if whole is not text:
        text, tags = whole, special_tags(whole)
        scripts = list(scripts_at(text, tags.get("script", ())))
    whole = with_placed(text, scripts, code)
    if whole is not text:
        text, tags = whole, special_tags(whole)
    whole = with_shown_fields(text, places_of(tags, FIELDS))
    if whole is not text:
        text, tags = whole, special_tags(whole)
    whole = unwrapped(text, tags)
    if whole is not text:
        text, tags = whole, special_tags(whole)
    guard(text)
    if "button" in tags:
        text = with_unfolding_buttons(text, tags["button"])
    html = LexborHTMLParser(text)
    for selector in drop:
        for node in select(html, selector):
            node.decompose()
    for selector in content:
        for node in select(html, selector):
            node.attrs[CHOSEN] = ""
    # each name costs a walk of its own, so only those that occur
    html.strip_tags(sorted(UNREAD & tags.keys()))
    builder = Builder()
    markup = html.html or ""
    tree = builder.run(markup)
    reveal(tree, builder.hidden)
    count_as_text(tree, markup)
    tree.tables = data_tables(tree)
    tree.code = code
    if content:
        tree.chosen = [element for element in tree.elements if CHOSEN in element.attributes]
    return tree


def shown_in(html: LexborHTMLParser) -> Tree:
    """Return what a page shows that lexbor has parsed already, without its tables; scripts and the like are taken out
    of it."""
    html.strip_tags(sorted(UNREAD))
    return Builder().run(html.html or "")


def select(html: LexborHTMLParser, selector: str) -> list:  # type: ignore[type-arg]
    try:
        return html.css(selector)
    except (SelectolaxError, ValueError) as error:
        raise Rejected(Rejection.FAILED, f"selector {selector!r}: {error}") from error


class Builder:
    """The state of the one pass. Text gathers in `pieces` until a block border."""

    def __init__(self) -> None:
        self.root = Element("html", "", None, 0, False)
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.tree = Tree(self.blocks, [self.root], self.links, [], {}, "", None, [], 0)
        self.current = self.root
        self.pieces: list[str] = []
        self.linked = self.bold = 0
        self.in_bold = self.in_pre = 0
        self.images = 0
        self.by_break = False
        self.anchor: str | None = None
        self.anchor_text: list[str] = []
        self.anchor_attributes = ""
        self.anchor_block = 0
        self.hidden: list[Element] = []  # the outermost that are
        self.hidden_inline: list[str] = []  # inline tags open since one that is hidden

    def run(self, html: str) -> Tree:
        pieces, hidden_inline = self.pieces, self.hidden_inline
        blocks, elements = self.blocks, self.tree.elements
        tokens = TOKEN.findall(html)
        rest = iter(tokens)

        def hides(name: str, attributes: str) -> bool:
            sight = sight_of(attributes)
            return sight == HIDDEN or (
                sight == SIZELESS and stays_sizeless(name, tokens[len(tokens) - length_hint(rest) - 1 :])
            )

        for name, attributes, text in rest:
            if name in BLOCKS:
                if pieces:
                    self.flush()
                self.by_break = False
                above = self.current
                if name in OPENS:
                    hidden = above.hidden
                    if attributes:
                        if len(attributes) > LONG_ATTRIBUTES:
                            attributes = shortened(attributes)
                        if sight_of(attributes) and hides(name, attributes):
                            hidden = True
                            if not is_hidden(attributes):
                                attributes = f' hidden=""{attributes}'
                    self.current = element = Element(name, attributes, above, len(blocks), hidden)
                    above.children.append(element)
                    elements.append(element)
                    if name in NOTED:
                        self.note(element)
                    if hidden and not above.hidden:
                        self.hidden.append(element)
                else:
                    if name in MARKS:
                        self.mark(name)
                    if hidden_inline:
                        hidden_inline.clear()
                    if above.tag == CLOSES[name]:
                        above.end = len(blocks)
                        self.current = above.parent or self.root
            elif name in INLINE:
                self.inline(name, attributes)
            elif hidden_inline:
                if name:
                    self.inside_hidden(name)
            elif attributes:
                if len(attributes) > LONG_ATTRIBUTES:
                    attributes = shortened(attributes)
                if sight_of(attributes) and hides(name, attributes):
                    if name not in VOID:
                        hidden_inline.append(name)
                elif name == "time" and "datetime=" in attributes:
                    self.tree.times.setdefault(len(blocks), attributes_of(attributes).get("datetime", ""))
            if text and (pieces or not text.isspace()) and not hidden_inline:
                if "&" in text:
                    text = unescape(text)
                if self.in_pre:
                    self.take_lines(text)
                elif self.in_bold or self.anchor is not None:
                    self.add(text)
                else:
                    pieces.append(text)
        self.flush()
        end = len(blocks)
        while self.current is not self.root:
            self.current.end = end
            self.current = self.current.parent or self.root
        self.root.end = end
        self.tree.title = fold(unescape(self.tree.title)) or fold(self.tree.metas.get("og:title", ""))
        texts = [block.text for block in blocks]
        self.tree.text_length = sum(map(len, texts))
        self.tree.said = "<".join(["", self.tree.title, *texts, ""])
        return self.tree

    def take_lines(self, text: str) -> None:
        """Text as it was typed: each line is one of its own, and two spaces indent it."""
        first, *rest = text.split("\n")
        self.add(first)
        for line in rest:
            self.flush()
            self.by_break = True
            self.add(line.replace("  ", "\u3000", 1) if line.startswith("  ") else line)

    def add(self, text: str) -> None:
        self.pieces.append(text)
        if self.anchor is not None:
            self.anchor_text.append(text)
            self.linked += len(text.strip())
        if self.in_bold:
            self.bold += len(text.strip())

    def note(self, element: Element) -> None:
        """One that is looked for on every page, or in which text is read in another way."""
        if element.tag in SOUGHT:
            self.tree.sought[SOUGHT[element.tag]].append(element)
        if element.tag in MARKS:
            self.mark(element.tag)

    def mark(self, name: str) -> None:
        if name == "pre" or name == "/pre":
            self.in_pre = max(0, self.in_pre + MARKS[name])
        else:
            self.in_bold = max(0, self.in_bold + MARKS[name])

    def inline(self, name: str, attributes: str) -> None:
        if name == "a":
            if self.anchor is not None:
                self.end_anchor(self.anchor)
            at = attributes.find(HREF) + 1 or attributes.find(ENDS_LIKE_HREF)
            if at >= 0:
                at += LENGTH_OF_HREF
                href = attributes[at : attributes.find('"', at)]
                self.anchor = (unescape(href) if "&" in href else href).strip()
                self.anchor_attributes = attributes
                self.anchor_block = len(self.blocks)
        elif name == "/a":
            if self.anchor is not None:
                self.end_anchor(self.anchor)
        elif name == "br" or name == "hr":
            self.flush()
            self.by_break = name == "br"
        elif name in BOLD:
            self.in_bold += 1
        elif name[1:] in BOLD:
            self.in_bold = max(0, self.in_bold - 1)
        elif name == "img":
            self.images += 1
            number = len(self.blocks) + bool(self.pieces)
            self.tree.images.append(Picture(number, self.current, self.anchor, attributes))
        elif name == "meta":
            self.take_meta(attributes)
        elif name == "title":
            self.pieces.clear()
        elif name == "/title":
            self.tree.title = self.tree.title or "".join(self.pieces)
            self.pieces.clear()
        elif name == "base" and self.tree.base is None:
            self.tree.base = attributes_of(attributes).get("href")
        elif name == "input":
            self.tree.passwords += 'type="password"' in attributes
            if found := FIELD.search(attributes):
                self.take_field(FIELD_TITLE if found[1] else FIELD_DAY, attributes)

    def inside_hidden(self, name: str) -> None:
        if name.startswith("/"):
            if self.hidden_inline[-1] == name[1:]:
                self.hidden_inline.pop()
        elif name not in VOID:
            self.hidden_inline.append(name)

    def end_anchor(self, href: str) -> None:
        text = fold("".join(self.anchor_text))
        self.links.append(Link(href, text, len(self.blocks), self.current, self.anchor_attributes))
        if len(text) > MAX_LINK:  # an <a> left open, or laid around a whole article
            self.linked = 0
            for block in self.blocks[self.anchor_block :]:
                block.linked = 0
        self.anchor = None
        self.anchor_text.clear()

    def take_meta(self, attributes: str) -> None:
        found = attributes_of(attributes)
        name = found.get("name") or found.get("property") or found.get("itemprop") or found.get("http-equiv")
        if name and found.get("content"):
            name, value = name.strip().lower(), fold(found["content"])
            if name not in CALLED or not is_unfilled(name, value):
                self.tree.metas.setdefault(name, value)

    def take_field(self, meta: str, attributes: str) -> None:
        """Keep what a hidden field says of the article, for scripts that show it."""
        if 'type="hidden"' in attributes and (value := attributes_of(attributes).get("value")):
            self.tree.metas.setdefault(meta, fold(value))

    def flush(self) -> None:
        raw = "".join(self.pieces)
        self.pieces.clear()
        linked, bold = self.linked, self.bold
        self.linked = self.bold = 0
        if "\n" in raw and "\n" in raw.strip():
            raw = WRAPPED_LINE.sub("", raw)
        element = self.current
        for part in split_indented(raw):
            text = fold(part)
            if not text:
                continue
            length = len(text)
            indented = part.lstrip("\r\n\t ")[:1] in "\u3000\u00a0\u2003"
            self.blocks.append(
                Block(
                    text, element, linked and min(linked, length), bold and min(bold, length), indented,
                    self.by_break, self.images, element.hidden,
                )
            )  # fmt: skip
            self.images = 0
