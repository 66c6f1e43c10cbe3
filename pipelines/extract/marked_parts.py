"""What is no text in a body whose words stand apart (English, Russian …): parts by their markup, lines by their place.

HTML names captions, navigation and notes (`figcaption`, `nav`, `aside` …), and classes name bylines, credits and boxes
for subscribers. A line that is one long link, no sentence, leads to another page. Chinese bulletins name annexes and
documents in such lines and say things in captions, so there all of it is text, as it is in their known bodies.
"""

import re
from collections.abc import Container, Iterator
from itertools import accumulate

from pipelines.extract.body import Body
from pipelines.extract.boxes import whole_element
from pipelines.extract.names import is_called_small_part
from pipelines.extract.tree import Block, Element, Tree, is_file

__all__ = ["marked_parts"]

OTHER_TAGS = frozenset(("aside", "nav", "footer", "form", "figure"))
HOLD_TEXT = frozenset(("table", "pre", "blockquote"))
MAX_SHARE = 0.25  # of the body's prose: what holds more is the text, whatever its markup says
PARAGRAPH = 40.0  # weight
HEADLINE = 30  # characters of a link that is a line: a shorter one names a thing
MAX_LABEL = 20  # characters before the link: `Read more: …`
MAX_LINE = 120  # characters of a line about the text
MAX_LEAD_IN = 40  # characters of a line above links
MAX_HEAD = 12  # blocks above the first paragraph
HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
ADDRESS = re.compile(r"https?:|www\.|@|\.\w{2,4}/")
ENDS = re.compile(r"[.!?…][\"'”’»)\]]*$")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
NUMBER = re.compile(r"\d+")
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def marked_parts(tree: Tree, body: Body) -> dict[int, str]:
    """Return the blocks of the body that are no text of it, each with the reason."""
    if not has_spaces(tree, body):
        return {}
    found: dict[int, str] = {}
    for part in other_elements(tree, body):
        for number in range(max(part.first, body.first), min(part.end, body.end)):
            found[number] = f"{part.path}: another part by its markup"
    kept = [n for n in range(body.first, body.end) if n not in found and not tree.blocks[n].hidden]
    for number, why in spaced_lines(tree, body, kept):
        found[number] = why
    return found


def has_spaces(tree: Tree, body: Body) -> bool:
    """Whether most paragraphs are in a script that puts spaces between words: no Chinese, no Japanese."""
    prose = [n for n in range(body.first, body.end) if body.weights.plain[n] >= PARAGRAPH]
    return 2 * sum(HAN.search(tree.blocks[n].text) is None for n in prose) > len(prose)


def other_elements(tree: Tree, body: Body) -> Iterator[Element]:
    """Yield the outermost elements inside the body whose tag or name says that they are no text."""
    totals = [0.0, *accumulate(body.weights.plain)]
    most = MAX_SHARE * (totals[body.end] - totals[body.first])
    holders = around_text(tree)
    waiting = [*whole_element(tree, body).children]
    while waiting:
        element = waiting.pop()
        first, end = max(element.first, body.first), min(element.end, body.end)
        if first >= end:
            continue
        if is_other(element, holders) and totals[end] - totals[first] <= most:
            yield element
        else:
            waiting.extend(element.children)


def is_other(element: Element, holders: Container[Element]) -> bool:
    """A figure, or a box, may hold a table or a quotation, which are text, and so is what stands above them."""
    if element.tag == "figcaption":
        return element.parent not in holders
    return (element.tag in OTHER_TAGS or is_called_small_part(element)) and element not in holders


def around_text(tree: Tree) -> set[Element]:
    """Return the elements that are, or hold, a table or a quotation."""
    found: set[Element] = set()
    for element in tree.elements:
        around: Element | None = element if element.tag in HOLD_TEXT else None
        while around is not None and around not in found:
            found.add(around)
            around = around.parent
    return found


# Lines of a text whose words stand apart


def spaced_lines(tree: Tree, body: Body, kept: list[int]) -> Iterator[tuple[int, str]]:
    """Yield the lines above the first paragraph, among the paragraphs and below the last that are no text."""
    blocks, plain = tree.blocks, body.weights.plain
    prose = [n for n in kept if plain[n] >= PARAGRAPH and ENDS.search(blocks[n].text) and not blocks[n].is_link]
    if not prose:
        return
    above = [n for n in kept if n < prose[0]]
    dated = [n for n in above[-MAX_HEAD:] if is_dated(blocks[n])]
    if dated:
        for number in above:
            if number <= dated[-1]:
                yield number, "above the text: lines about it"
    inside = {link.block for link in tree.links if link.href.startswith("#") or is_file(link.href, link.text)}
    links = {n for n in kept if n not in inside and is_way_out(blocks[n])}
    for at, number in enumerate(kept):
        if number in links:
            yield number, "leads to another page"
            if at and kept[at - 1] not in links and is_lead_in(blocks[kept[at - 1]]):
                yield kept[at - 1], "a line above links to other pages"
    for number in reversed([n for n in kept if n > prose[-1] and n not in links]):
        if not is_below_text(blocks[number]):
            break
        yield number, "below the text"


def is_dated(block: Block) -> bool:
    """A short line with a year and further figures, no sentence: when the text was published, in any language."""
    text = block.text
    if len(text) > MAX_LINE or HAN.search(text) or ENDS.search(text) or block.element.tag in HEADINGS:
        return False
    return YEAR.search(text) is not None and len(NUMBER.findall(text)) > 1


def is_below_text(block: Block) -> bool:
    """A heading without a text, a link, or a dated line."""
    is_link = block.is_link and not block.text.startswith("http")
    return is_link or block.element.tag in HEADINGS or is_dated(block)


def is_way_out(block: Block) -> bool:
    """A line that is one long link with a label before it at most: to another page, for it is no sentence."""
    if block.linked < HEADLINE or len(block.text) - block.linked > MAX_LABEL or block.element.tag in ("td", "th"):
        return False
    return not (HAN.search(block.text) or ADDRESS.search(block.text) or ENDS.search(block.text))


def is_lead_in(block: Block) -> bool:
    return len(block.text) <= MAX_LEAD_IN and not HAN.search(block.text) and not block.text.endswith((".", "!", "”"))
