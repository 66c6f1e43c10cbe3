"""Where the body is: the element whose blocks weigh most, no wider than it must be, then its like neighbours.

1. From the root down: follow the child that holds most of the weight, until no child does.
2. From there up: a known container that is not much wider wins; otherwise neighbours of the same kind, or that read
   as prose, or are the article's own lines, join, block by block, until something that is no body stands in the way.
3. From there down: parts of the article in elements of their own (parts_below.py).
"""

import re
from collections.abc import Container
from dataclasses import dataclass, replace

from pipelines.extract.body.answers import answered_letter, unname_answers
from pipelines.extract.body.apart import unname_what_is_introduced
from pipelines.extract.body.below_links import end_below_links
from pipelines.extract.body.companions import ANNEX, ASKED
from pipelines.extract.body.consultations import end_of_consultation
from pipelines.extract.body.letters import letter
from pipelines.extract.body.like_parts import first_of_like_parts, first_of_same_container
from pipelines.extract.body.link_boxes import link_boxes, take_out_boxes
from pipelines.extract.body.own_lines import COLONS, PARAGRAPH, next_own
from pipelines.extract.body.parts_below import LAYOUT, end_of_parts, first_of_parts, is_article_alone
from pipelines.extract.body.sections import with_sections
from pipelines.extract.body.short_body import container_below_heading, short_body, stands_in_frame
from pipelines.extract.body.spaced_body import with_short_lines
from pipelines.extract.body.summaries import end_of_summed_up
from pipelines.extract.body.weights import BAD, Weights, weigh
from pipelines.extract.lines.day_lines import is_day_line
from pipelines.extract.markup.names import is_called_otherwise, known_container
from pipelines.extract.markup.tree import HEADINGS, PAGE, Element, Tree, branch_of, common_element

__all__ = ["Body", "find", "is_table_alone", "with_whole_tables"]

SHARE_OF_PARENT = 0.7  # below this a child no longer stands for its parent: the body is spread over its siblings
SUMMARY = 40.0  # a paragraph of this weight right above a known container is the text's summary
SLIGHT = 100.0  # a body below this weight may be a note below a shorter one
WEAK = 60.0  # below this weight, the place of the text says more than its words
ADDRESS = re.compile(r"https?://\S+$")
STREET = re.compile(r"(?:^|\s)地\s?址\s*[:：]")
MAX_BOXES = 4  # of links in a text, one below the other
PROSE = 15.0  # the weight from which a neighbour of another kind still joins


@dataclass(frozen=True, slots=True)
class Body:
    """blocks[first:end] of the tree, found in `element`; `evidence` says in words what decided.

    `whole`: nothing at its edges is about the text or below it.
    """

    element: Element
    first: int
    end: int
    weights: Weights
    evidence: tuple[str, ...]
    whole: bool = False


def find(tree: Tree) -> Body | None:
    if not tree.blocks:
        return None
    unname_what_is_introduced(tree)
    unname_answers(tree)
    weights = weigh(tree)
    for _ in range(MAX_BOXES if not tree.chosen else 0):
        boxes = link_boxes(tree, weights)
        if not boxes:
            break
        take_out_boxes(tree, boxes)
        weights = weigh(tree)
    chosen = [element for element in tree.chosen if element.end > element.first]
    if chosen:
        element = max(chosen, key=lambda candidate: candidate.end - candidate.first)
        return Body(element, element.first, element.end, weights, (f"the source's selector: {element.path}",))
    both = letter(tree, weights.blocks, weights.heading) or answered_letter(tree)
    if both is not None:
        around = common_element(tree, *both)
        return Body(around, both.first, both.end, weights, ("a letter and its answer",), whole=True)
    tables = {table.element for table in tree.tables if table.is_content}
    element = descend(outside(weights.heaviest(tree.elements), tables), weights, tables)
    if weights.of(element) < WEAK:
        short = None if element in tables and stands_first(element, tree, weights) else short_body(tree, weights)
        if short is not None:
            end = end_of_summed_up(tree, weights, short.first, short.end)
            return with_parts(Body(short.element, short.first, end, weights, (short.evidence,)), tree)
        if weights.of(element) <= 0 or stands_in_frame(tree, weights, element):
            return None
    if weights.of(element) < SLIGHT and not any(map(known_container, (element, *element.ancestors()))):
        named = container_below_heading(tree, element)
        if named is not None:
            evidence = [f"known container {named.path} below the heading"]
            return with_parts(Body(named, named.first, named.end, weights, tuple(evidence)), tree)
    evidence = [f"{copy.path} is a copy of the body" for copy in weights.copies]
    evidence += [f"{element.path} weighs {weights.of(element):.0f} of {weights.of(tree.elements[0]):.0f}"]
    known = surrounding_container(element, tree, weights)
    if known is not None:
        evidence.append(f"known container {known.path}")
        first, end = first_of_same_container(tree, weights, known), end_with_text(known, tree, weights)
        while first > 0 and weights.blocks[first - 1] >= SUMMARY and not tree.blocks[first - 1].hidden:
            first -= 1
        return with_parts(Body(known, first, end, weights, tuple(evidence)), tree)
    first, end = widen(element, tree, weights)
    if (first, end) != (element.first, element.end):
        evidence.append(f"neighbours joined: {element.first - first} blocks before, {end - element.end} after")
    summed_up = end_of_summed_up(tree, weights, element.first, element.end)
    if summed_up > end:
        evidence.append(f"a text below its summary: {summed_up - end} blocks")
        end = summed_up
    joined = with_short_lines(tree, weights, element, first, end)
    if joined != (first, end):
        evidence.append(f"short lines around it: {first - joined[0]} blocks before, {joined[1] - end} after")
        first, end = joined
    answered = end_of_consultation(tree, weights.blocks, first, end)
    if answered > end:
        evidence.append(f"what came in upon a consultation: {answered - end} blocks")
    return with_parts(Body(element, first, answered, weights, tuple(evidence)), tree)


def with_parts(body: Body, tree: Tree) -> Body:
    """The same body with the parts of the article that stand below it in elements of their own."""
    first, end = with_sections(tree, body.weights, body.first, body.end)
    first = first_of_parts(tree, body.weights, first)
    end = end_of_parts(tree, body.weights, first, end_below_links(tree, body.weights, end))
    if (first, end) == (body.first, body.end):
        return body
    evidence = list(body.evidence)
    if first < body.first:
        evidence.append(f"what stands between the head and it: {body.first - first} blocks")
    if end > body.end:
        evidence.append(f"parts below it: {end - body.end} blocks")
    return replace(body, first=first, end=end, evidence=tuple(evidence))


def outside(element: Element, tables: set[Element]) -> Element:
    """Return the outermost of these tables around an element (or the element itself): a table is read whole."""
    return next((above for above in (element, *element.ancestors()) if above in tables), element)


def is_table_alone(tree: Tree, body: Body) -> bool:
    """Whether a body is a table of data that the page's heading heads."""
    is_data = any(table.element is body.element for table in tree.tables if table.is_content)
    return is_data and stands_first(body.element, tree, body.weights)


def stands_first(table: Element, tree: Tree, weights: Weights) -> bool:
    """Whether a table of data is what the page's heading heads: no paragraph stands between them, and no line about the
    text below the table makes that a head."""
    headings = (one.end for one in tree.sought["heading"] if one.first < one.end <= table.first and not one.hidden)
    below = max(headings, default=None) if weights.heading is None else weights.heading + 1
    return below is not None and all(weight < PARAGRAPH for weight in weights.blocks[below : table.first])


def descend(element: Element, weights: Weights, tables: set[Element]) -> Element:
    while element not in tables:
        heaviest = max(element.children, key=weights.of, default=None)
        if heaviest is None or weights.of(heaviest) < SHARE_OF_PARENT * max(weights.of(element), 1.0):
            return element
        element = heaviest
    return element


def with_whole_tables(body: Body, tree: Tree) -> Body:
    """The same body, wider where it would begin or end inside a table of data."""
    first, end = body.first, body.end
    tables = [table for table in tree.tables if table.is_content and table.first < end and table.end > first]
    if not tables:
        return body
    for table in tables:
        first, end = min(first, table.first), max(end, table.end)
    return replace(body, element=outside(body.element, {table.element for table in tables}), first=first, end=end)


def surrounding_container(element: Element, tree: Tree, weights: Weights) -> Element | None:
    """Return the nearest known container around it, unless that holds much that is no body."""
    for candidate in (element, *element.ancestors()):
        if not known_container(candidate):
            continue
        bad = sum(weights.blocks[i] <= BAD for i in range(candidate.first, candidate.end))
        return candidate if bad <= max(3, 0.3 * (candidate.end - candidate.first)) else None
    return None


def end_with_text(element: Element, tree: Tree, weights: Weights) -> int:
    """Return where the outermost element ends that has nothing but text next to this one, below the page's head, and no
    label without what it announces at its end (附件：)."""
    while (outer := element.parent) is not None and outer.tag not in LAYOUT:
        is_alone = is_article_alone(tree, weights, outer, element.first, element.end)
        if not is_alone or (outer.end > element.end and tree.blocks[outer.end - 1].text.endswith(COLONS)):
            break
        element = outer
    return element.end


def widen(element: Element, tree: Tree, weights: Weights) -> tuple[int, int]:
    """Return the blocks around an element that belong to it, from its own outwards, until one does not join."""
    first, end = element.first, element.end
    open_before = open_after = is_alone = True
    inner = element
    own = own_around(element, weights)
    tables = Tables(tree)
    while inner.parent is not None and (open_before or open_after):
        outer = inner.parent
        if inner.tag == "article":  # the page says itself where it ends
            break
        if is_alone and outer.tag not in LAYOUT and (first, end) != (outer.first, outer.end):
            is_alone = is_article_alone(tree, weights, outer, first, end)
            if is_alone:
                first, end, inner = outer.first, outer.end, outer
                continue
        while open_before and first > outer.first:
            if joins(first - 1, inner, outer, tree, weights, own) or tables.join(first - 1, inner, outer):
                first -= 1
            else:
                open_before = False
                first = first_of_like_parts(tree, weights, first, inner, outer)
        while open_after and end < outer.end:
            if joins(end, inner, outer, tree, weights, own) or tables.join(end, inner, outer):
                end += 1
                continue
            beyond = beyond_box(end, inner, outer, tree, weights)
            beyond = beyond if beyond > end else next_part(end, inner, outer, tree, weights)
            if beyond == end and own:
                beyond = min(next_own(tree, own, end), outer.end)
            open_after = beyond > end
            end = beyond
        inner = outer
    return first, end


def own_around(element: Element, weights: Weights) -> frozenset[int]:
    """Return the article's own lines, but those that speak against a text, if the element holds a paragraph of them:
    then they stand in one place with it."""
    own, blocks = weights.own, weights.blocks
    if not any(number in own and blocks[number] >= PARAGRAPH for number in range(element.first, element.end)):
        return frozenset()
    return frozenset(number for number in own if blocks[number] > BAD)


def beyond_box(number: int, inner: Element, outer: Element, tree: Tree, weights: Weights) -> int:
    """Return where the text goes on, in an element of the same kind, beyond a box for sharing and the like; `number`
    where it does not."""
    element = tree.blocks[number].element
    box = branch_of(element, outer)
    after = next((child for child in outer.children if child.first >= box.end and child.end > child.first), None)
    if box.first != number or after is None or after.first != box.end or box is outer:
        return number
    if not any(is_called_otherwise(one) for one in (element, *element.ancestors()) if one.first >= box.first):
        return number
    is_like = (after.tag, after.identity) == (inner.tag, inner.identity)
    return box.end if is_like and not is_called_otherwise(after) and weights.of(after) >= PROSE else number


def next_part(number: int, inner: Element, outer: Element, tree: Tree, weights: Weights) -> int:
    """Return where the text goes on to under a heading of its own, in an element of the same kind and name: an annex,
    or what stands below a signature; `number` where it does not."""
    heading = tree.blocks[number]
    part = branch_of(heading.element, outer)
    if part is outer or part.first != number or is_called_otherwise(part) or heading.hidden:
        return number
    if (part.first, part.end) in weights.panels:
        return part.end
    if part.end == number + 1 or part.tag != inner.tag or heading.linked or weights.blocks[number] <= BAD:
        return number
    if heading.element.tag not in HEADINGS or not part.identity or part.identity != inner.identity:
        return number
    is_below_signature = is_day_line(tree.blocks[number - 1].text) and not ASKED.search(heading.text)
    is_next = ANNEX.match(heading.text) is not None or is_below_signature
    return part.end if is_next and weights.of(part) >= PROSE else number


def joins(number: int, inner: Element, outer: Element, tree: Tree, weights: Weights, own: Container[int] = ()) -> bool:
    block = tree.blocks[number]
    if block.hidden:
        return False
    if number in own and outer.tag not in LAYOUT:
        return True
    weight = weights.blocks[number]
    if weight <= BAD and ADDRESS.match(block.text):  # a link that shows where it leads is text of a list as well
        weight = 0.0
    if weight <= BAD or block.element.tag in ("h1", "h2") or is_called_otherwise(branch_of(block.element, outer)):
        return False
    if weight >= PROSE:
        return True
    if outer.tag == "body" and is_address_of_owner(tree, number, inner, weights.heading):
        return False
    return (block.element.parent is outer and block.element.tag == inner.tag) or block.element is outer


def is_address_of_owner(tree: Tree, number: int, inner: Element, heading: int | None) -> bool:
    """Whether a line is the page's last and gives an address, below the element that holds the heading and the text."""
    is_last = number == len(tree.blocks) - 1 and heading is not None and inner.first <= heading < inner.end <= number
    return is_last and STREET.search(tree.blocks[number].text) is not None


class Tables:
    """What a table that is content adds to the rules for neighbours: it joins a text, and short lines join it."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.of_block = {
            number: table.element
            for table in tree.tables
            if table.is_content
            for number in range(table.element.first, table.element.end)
        }

    def join(self, number: int, inner: Element, outer: Element) -> bool:
        """Whether a block joins the body: only inside one element, for a page as a whole stacks unrelated things."""
        block = self.tree.blocks[number]
        if not self.of_block or block.hidden or outer.tag in PAGE:
            return False
        if number in self.of_block:
            return True
        next_to_table = inner.first in self.of_block or inner.end - 1 in self.of_block
        return next_to_table and block.element.parent is outer and block.element.tag == "p"
