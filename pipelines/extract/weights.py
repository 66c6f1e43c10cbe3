"""How much each block looks like a sentence of a bulletin, and how much like what surrounds one.

A weight is in characters: prose counts its length, links and page furniture count against it. Summed over an element
they say where the body is; see body.py. What each sign is worth was measured; docs/extraction.md has the figures.
"""

import re
from collections.abc import Sequence
from itertools import accumulate

from pipelines.extract.copies import copies_of
from pipelines.extract.line_patterns import is_disclaimer, is_furniture, is_meta_line
from pipelines.extract.names import is_called_otherwise
from pipelines.extract.streams import TEASER_LINK, other_articles, page_heading, teaser_list, teaser_streams
from pipelines.extract.tree import Block, Element, Stretch, Tree

__all__ = ["BAD", "META", "MOST_LEADS", "YEAR", "Weights", "block_weight", "weigh"]

WIDE_MARKS = "，。；？！、"  # no colon: it also labels telephone numbers
NARROW_MARK = re.compile(r"[,.;?!](?:\s|$)")
CLOSERS = "”」』）)]"
ENDS = tuple("。！？；：”」』…?!.")
META = -15.0  # a line about the text: source, date, one field of the header table
MOST_LEADS = 3
NEAR = 6  # blocks from the heading to the line with the date
ROW_OF_LINKS = 3  # blocks in a row that speak against a body end the stretch after the lead
YEAR = re.compile(r"(?:19|20)\d\d")
DATED_HEADLINE = re.compile(r"[\[(（\s]?(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?[\])）]?\s*$")  # a row of a list
TEASED = 0.02  # of its weight is left to the prose of a teaser
NAMED_OTHERWISE = 0.3
LITTLE_ELSE = 25.0  # weight of other prose: less is no article next to a stream of teasers
OTHER = -10.0  # the weight of what belongs to another article of the page
BAD = -5.0  # a block at or below this weight speaks against a body
SHORT = -0.3


class Weights:
    """The weight of every block and, by running totals, of every element."""

    def __init__(
        self,
        blocks: list[float],
        plain: Sequence[float] = (),
        teasers: Sequence[Stretch] = (),
        copies: Sequence[Element] = (),
    ) -> None:
        self.blocks = blocks
        self.plain = plain  # the prose of each block by its own text alone, nothing against it
        self.teasers = teasers  # what lists other pages
        self.copies = copies  # those that say again what the body says
        self.totals = [0.0, *accumulate(blocks)]

    def of(self, element: Element) -> float:
        return self.totals[element.end] - self.totals[element.first]

    def between(self, first: int, end: int) -> float:
        return self.totals[end] - self.totals[first]


def weigh(tree: Tree) -> Weights:
    """Each block by its own text, then less where its element is named for something else or is a list of links."""
    weights = [0.0 if block.hidden else block_weight(block) for block in tree.blocks]
    weigh_cells(tree, weights)
    plain = [max(0.0, weight) for weight in weights]
    copies = copies_of(tree, weights)
    for copy in copies:
        outweigh(weights, copy.first, copy.end)
    for first, end in other_articles(tree, weights):
        outweigh(weights, first, end)
    favour_what_follows_the_lead(tree, weights)
    return Weights(weights, plain, discount(tree, weights), copies)


def outweigh(weights: list[float], first: int, end: int) -> None:
    """What stands there is no part of this body, nor may the body reach across it."""
    weights[first:end] = [min(weight, OTHER) for weight in weights[first:end]]


def discount(tree: Tree, weights: list[float]) -> list[Stretch]:
    """Lessen, in place, the prose of what is something else; gives the stretches that list other pages."""
    before = Weights(list(weights))
    prose = sum(weight for weight in weights if weight > 0)
    linked = [0, *accumulate(block.linked for block in tree.blocks)]
    teasers = teaser_streams(tree, weights)
    factors = [1.0] * len(weights)
    heading = page_heading(tree)
    if heading is not None:  # a body stands below its heading
        factors[:heading] = [NAMED_OTHERWISE] * heading
    for element in tree.elements:
        weight = before.of(element)
        if weight <= 0 or element.tag == "body":
            continue
        if is_named_otherwise(element, weight, prose):
            lessen(factors, element, NAMED_OTHERWISE)
        elif linked[element.end] - linked[element.first] > 3 * TEASER_LINK:
            listed = teaser_list(element, tree)
            if listed is not None:
                teasers.append(listed)
    for teaser in teasers:
        lessen(factors, teaser, TEASED)
    is_listed = [factor == TEASED for factor in factors]
    left = sum(
        weight * factor
        for weight, factor, listed in zip(weights, factors, is_listed, strict=True)
        if weight > 0 and not listed
    )
    if left < LITTLE_ELSE:  # then what looks like teasers is the page's text: a digest, or a list
        factors = [NAMED_OTHERWISE if listed else factor for factor, listed in zip(factors, is_listed, strict=True)]
    weights[:] = [weight * factor if weight > 0 else weight for weight, factor in zip(weights, factors, strict=True)]
    return teasers


def lessen(factors: list[float], part: Element | Stretch, factor: float) -> None:
    factors[part.first : part.end] = [min(factor, known) for known in factors[part.first : part.end]]


def weigh_cells(tree: Tree, weights: list[float]) -> None:
    """A cell is short and no sentence, yet a table of many is a text: its cells count for it, never against it."""
    for table in tree.tables:
        if not table.is_content:
            continue
        for number in range(table.first, table.end):
            block = tree.blocks[number]
            if not block.hidden:
                weights[number] = max(weights[number], cell_weight(block, bool(table.heads)))


def is_named_otherwise(element: Element, weight: float, all_weight: float) -> bool:
    """Its own name says side bar, comments, footer …; not believed of what holds most of the page's prose."""
    if element.tag == "form":
        return weight < all_weight * 0.5
    return weight < all_weight * 0.7 and is_called_otherwise(element)


def favour_what_follows_the_lead(tree: Tree, weights: list[float]) -> None:
    """A line with the date stands between heading and body: what follows it counts double, up to the next row of links.

    That lets a notice of two sentences win over a side bar. Pages with many such lines are lists, unless one of them
    stands right below the heading that `<title>` repeats.
    """
    dated = [
        number for number, weight in enumerate(weights) if weight == META and YEAR.search(tree.blocks[number].text)
    ]
    heading = page_heading(tree) if dated else None
    below = [] if heading is None else [number for number in dated if heading < number <= heading + NEAR]
    if not below and not 1 <= len(dated) <= MOST_LEADS:
        return
    bad = 0
    for number in range((below or dated)[0] + 1, len(weights)):
        bad = bad + 1 if weights[number] <= BAD and weights[number] != META else 0
        if bad >= ROW_OF_LINKS:
            return
        if weights[number] > 0:
            weights[number] *= 2


def block_weight(block: Block) -> float:
    """In characters; negative for what speaks against a body."""
    text = block.text
    length = len(text)
    if block.linked > length * 0.5 or (block.linked >= TEASER_LINK and DATED_HEADLINE.search(text)):
        return -6.0 - min(block.linked, 40) * 0.4
    if length < 5:
        return SHORT
    if length < 160 and is_furniture(text):
        return -30.0
    if length < 100 and is_meta_line(text):
        return META
    if is_disclaimer(text):
        return min(length, 60) * -0.5
    marks = sum(map(text.count, WIDE_MARKS)) or len(NARROW_MARK.findall(text))
    if not marks:
        return SHORT if length < 12 else plain_weight(block)
    ends = text.rstrip(CLOSERS).endswith(ENDS) or text.endswith(ENDS)
    if length < 12:
        return 1.0 if ends else SHORT
    weight = min(length - block.linked, 500) * (1.0 if ends or marks > 1 else 0.4)
    return weight - block.linked * 0.8


def cell_weight(block: Block, named: bool) -> float:
    """Of a cell of a table that is content: as prose where its columns are `named`, else more than loose words."""
    return 0.0 if block.linked else min(len(block.text), 40) * (1.0 if named else 0.5)


def plain_weight(block: Block) -> float:
    """Of words that make no sentence."""
    return min(len(block.text) - block.linked, 40) * 0.15
