"""What is no text in a body whose words stand apart (English, Russian …): parts by their markup.

HTML names captions, navigation and notes (`figcaption`, `nav`, `aside` …), and classes name bylines, credits and boxes
for subscribers. Chinese bulletins say things in captions, so there all of it is text, as it is in their known bodies.
"""

from collections.abc import Container, Iterator
from itertools import accumulate

from pipelines.extract.body.find import Body
from pipelines.extract.body.spaced_body import has_spaces
from pipelines.extract.markup.names import is_called_caption, is_called_links, is_called_small_part
from pipelines.extract.markup.tree import Element, Tree, elements_from
from pipelines.extract.trim.boxes import whole_element
from pipelines.extract.trim.spaced_lines import lines_about
from pipelines.extract.words.line_patterns import squeeze

__all__ = ["marked_parts"]

SIDE_TAGS = frozenset(("aside", "footer", "nav"))  # they hold facts of the text (ingredients, fines, contacts) as well
HOLD_TEXT = frozenset(("table", "pre", "blockquote"))
MAX_SHARE = 0.25  # of the body's prose: what holds more is the text, whatever its markup says
SENTENCE = 20  # characters, without spaces: shorter words may stand in a text by chance


def marked_parts(tree: Tree, body: Body) -> dict[int, str]:
    """Return the blocks of the body that are no text of it, each with the reason."""
    if not has_spaces(tree, body.first, body.end, body.weights.plain):
        return {}
    found: dict[int, str] = {}
    for part in other_elements(tree, body):
        for number in range(max(part.first, body.first), min(part.end, body.end)):
            found[number] = f"{part.path}: another part by its markup"
    kept = [n for n in range(body.first, body.end) if n not in found and not tree.blocks[n].hidden]
    for number, why in lines_about(tree, body, kept):
        found[number] = why
    return found


def other_elements(tree: Tree, body: Body) -> Iterator[Element]:
    """Yield the outermost elements inside the body whose tag or name says that they are no text."""
    totals = [0.0, *accumulate(body.weights.plain)]
    most = MAX_SHARE * (totals[body.end] - totals[body.first])
    holders = around_text(tree)
    pictured = {picture.block for picture in tree.images}
    waiting = [*whole_element(tree, body).children]
    while waiting:
        element = waiting.pop()
        first, end = max(element.first, body.first), min(element.end, body.end)
        if first >= end:
            continue
        is_small = totals[end] - totals[first] <= most
        if is_small and (is_other(element, holders, pictured) or says_nothing_new(tree, body, element, holders)):
            yield element
        else:
            waiting.extend(element.children)


def is_other(element: Element, holders: Container[Element], pictured: Container[int]) -> bool:
    """A figure, or a box, may hold a table or a quotation, which are text, and so is what stands next to them."""
    if element in holders or next_to_table(element):
        return False
    if element.tag == "figcaption":
        return element.parent not in holders
    if element.tag == "form" or is_called_small_part(element):
        return True
    of_picture = element.tag == "figure" or is_called_caption(element)
    return of_picture and any(number in pictured for number in range(element.first - 1, element.end + 1))


def next_to_table(element: Element) -> bool:
    """Whether a table is the very next element above or below: what a caption by its name says is said of the data."""
    around = [] if element.parent is None else [e for e in element.parent.children if e.end > e.first]
    at = around.index(element) if element in around else len(around)
    return any(e.tag == "table" for e in (*around[max(0, at - 1) : at], *around[at + 1 : at + 2]))


def says_nothing_new(tree: Tree, body: Body, element: Element, holders: Container[Element]) -> bool:
    """An aside, or a box named for links, that is mostly links, holds a form, or says once more what the text says."""
    if not (element.tag in SIDE_TAGS or is_called_links(element)) or element in holders:
        return False
    blocks = [block for block in tree.blocks[element.first : element.end] if not block.hidden]
    if 2 * sum(block.linked for block in blocks) > sum(len(block.text) for block in blocks):
        return True
    if any(e.tag == "form" for e in elements_from(tree, element.first, element.end) if e.end <= element.end):
        return True
    around = (*range(body.first, element.first), *range(element.end, body.end))
    text = "".join(squeeze(tree.blocks[number].text) for number in around)
    said = [squeeze(block.text).strip("\"'“”‘’«»") for block in blocks]
    return all(len(words) >= SENTENCE and words in text for words in said)


def around_text(tree: Tree) -> set[Element]:
    """Return the elements that are, or hold, a table or a quotation."""
    found: set[Element] = set()
    for element in tree.elements:
        around: Element | None = element if element.tag in HOLD_TEXT else None
        while around is not None and around not in found:
            found.add(around)
            around = around.parent
    return found
