"""How much each block looks like a sentence of a bulletin, and how much like what surrounds one.

A weight is in characters: prose counts its length, links and page furniture count against it. Summed over an element
they say where the body is; see find.py. What each sign is worth was measured; docs/extraction.md has the figures.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from itertools import accumulate
from operator import attrgetter, sub

from pipelines.extract.body.apart import articles_apart, below_text, comments
from pipelines.extract.body.beyond import are_lines, beyond_article, beyond_hollow, beyond_pictured, hollow_article
from pipelines.extract.body.comment_rules import comment_rules
from pipelines.extract.body.companions import companions
from pipelines.extract.body.few_teasers import few_teasers
from pipelines.extract.body.inside_text import lines_inside
from pipelines.extract.body.linked_leads import linked_lead
from pipelines.extract.body.own_lines import PARAGRAPH, last_of_head, own_lines
from pipelines.extract.body.page_copies import BAD, copies_of
from pipelines.extract.body.pictured import pictured_article
from pipelines.extract.body.streams import (
    FEWEST_TEASERS,
    TEASER_LINK,
    item_list,
    other_articles,
    page_heading,
    page_targets,
    teaser_list,
    teaser_streams,
)
from pipelines.extract.lines.named_days import names_publication
from pipelines.extract.markup.names import is_called_comments, is_called_otherwise
from pipelines.extract.markup.once import once
from pipelines.extract.markup.tree import Block, Element, Stretch, Tree, first_of
from pipelines.extract.words.dates import YEAR
from pipelines.extract.words.line_patterns import (
    is_cut_anywhere,
    is_disclaimer,
    is_field_of_an_event,
    is_furniture,
    is_meta_line,
    is_of_a_day,
    is_one_field,
    is_open_to_both,
    is_owner,
)

__all__ = ["BAD", "MAX_LEADS", "META", "Weights", "block_weight", "copies_of", "dated_leads", "weigh"]

OTHER_MARKS = "；？！、"  # than ， and 。; no colon: it also labels telephone numbers
SEVERAL = 2  # marks are those of a sentence, however it ends
NARROW_MARK = re.compile(r"[,.;?!](?:\s|$)")
CLOSERS = "”」』）)]"
ENDS = tuple("。！？；：”」』…?!.")
META = -15.0  # a line about the text: source, date, one field of the header table
MAX_LEADS = 3
NEAR = 6  # blocks from the heading to the line with the date
ROW_OF_LINKS = 3  # blocks in a row that speak against a body end the stretch after the lead
DATED_HEADLINE = re.compile(r"[\[(（\s]?(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?[\])）]?\s*$")  # a row of a list
TEASED = 0.02  # of its weight is left to the prose of a teaser
NAMED_OTHERWISE = 0.3
FRAMES = frozenset(("form", "nav", "aside", "footer"))
LITTLE_ELSE = 25.0  # weight of other prose: less is no article next to a stream of teasers
OTHER = -10.0  # the weight of what belongs to another article of the page
SHORT = -0.3
ITEM = 10.0  # weight of the text of an item
RECURS = 3  # times: a headline says something of its own
end_of, linked_of = attrgetter("end"), attrgetter("linked")


class Weights:
    """The weight of every block and, by running totals, of every element."""

    def __init__(
        self,
        blocks: list[float],
        plain: Sequence[float] = (),
        teasers: Sequence[Stretch] = (),
        copies: Sequence[Element] = (),
        own: frozenset[int] = frozenset(),
        heading: int | None = None,
        companions: Sequence[Stretch] = (),
        panels: frozenset[Stretch] = frozenset(),
        ended: int | None = None,
        head_end: int | None = None,
        inside: frozenset[int] = frozenset(),
    ) -> None:
        self.blocks = blocks
        self.plain = plain  # the prose of each block by its own text alone, nothing against it
        self.teasers = teasers  # what lists other pages
        self.copies = copies  # those that say again what the body says
        self.own = own  # the article's own lines by their place, whatever their words
        self.heading = heading  # the block that `<title>` repeats
        self.companions = companions  # texts that explain the article
        self.panels = panels  # the document's own texts behind tabs next to theirs
        self.head_end = head_end  # the last line of the article's head
        self.ended = ended  # where an article ends that has a place for its text and none in it
        self.inside = inside  # lines about a text by their words that are the text's own by their place
        self.totals = [0.0, *accumulate(blocks)]
        self.prose = [0.0, *accumulate([weight if weight > 0.0 else 0.0 for weight in blocks])]  # running totals of it

    def of(self, element: Element) -> float:
        return self.totals[element.end] - self.totals[element.first]

    def heaviest(self, elements: Sequence[Element]) -> Element:
        """Return the first of those that weigh most."""
        weights = weights_of(elements, self.totals)
        return elements[weights.index(max(weights))]

    def between(self, first: int, end: int) -> float:
        return self.totals[end] - self.totals[first]

    def prose_between(self, first: int, end: int) -> float:
        """Return what the blocks weigh that speak for a body."""
        return self.prose[end] - self.prose[first]


def weights_of(elements: Sequence[Element], totals: Sequence[float]) -> list[float]:
    """Return the weight of each element, where `totals` are those of the blocks before each block; there are hundreds,
    so nothing is looked at one by one."""
    ends = map(totals.__getitem__, map(end_of, elements))
    return list(map(sub, ends, map(totals.__getitem__, map(first_of, elements))))


def weigh(tree: Tree) -> Weights:
    """Each block by its own text, then less where its element is named for something else or is a list of links."""
    weights = [0.0 if block.hidden else block_weight(block) for block in tree.blocks]
    metas = places_of(META, weights)
    lead = linked_lead(tree, metas)
    if lead is not None:
        weights[lead] = META
        metas = sorted((*metas, lead))
    heading = page_heading(tree)
    inside = lines_inside(tree, weights, metas, META, heading)
    for number in inside:
        weights[number] = prose_weight(tree.blocks[number])
    head_end = last_of_head(tree, weights, metas, META, heading, inside)
    pictured = pictured_article(tree, weights, heading, head_end)
    hollow = hollow_article(tree, heading, head_end) if pictured is None else None
    own = [] if hollow is not None else own_lines(tree, head_end)
    if pictured is not None:
        own = [number for number in own if number < pictured.end]
    last = max((number for number in own if weights[number] >= PARAGRAPH), default=0)
    for number in own:
        if weights[number] <= BAD and is_worded_as_furniture(tree.blocks[number], number < last):
            weights[number] = max(SHORT, prose_weight(tree.blocks[number]))
    for number in recurring_links(tree, weights):
        weights[number] = SHORT
    weigh_cells(tree, weights)
    panels: set[Stretch] = set()
    explained = companions(tree, weights, own, heading, panels)
    for first, end in explained:
        outweigh(weights, first, end)
    plain = [weight if weight > 0.0 else 0.0 for weight in weights]
    copies = copies_of(tree, weights)
    for copy in copies:
        outweigh(weights, copy.first, copy.end)
    if heading is not None and any(copy.first <= heading < copy.end for copy in copies):
        heading = heading_next_to(tree, heading, copies)
        metas = [at for at in metas if not any(copy.first <= at < copy.end for copy in copies)]
        head_end = last_of_head(tree, weights, metas, META, heading, inside)
        own = own_lines(tree, head_end)
    for first, end in other_articles(tree, weights, metas):
        outweigh(weights, first, end)
    if pictured is not None:
        beyond = beyond_pictured(tree, weights, pictured)
    elif hollow is None:
        beyond = beyond_article(tree, weights, own, heading, META)
    else:
        beyond = beyond_hollow(tree, weights, hollow)
    for first, end in beyond:
        outweigh(weights, first, end)
    for first, end in (*comment_rules(tree, weights, own, heading), *few_teasers(tree, weights, own)):
        outweigh(weights, first, end)
    favour_what_follows_the_lead(tree, weights, heading)
    teasers = discount(tree, weights, heading, own)
    ended = None if hollow is None else hollow.end
    return Weights(
        weights, plain, teasers, copies, frozenset(own), heading, explained, frozenset(panels), ended, head_end, inside
    )


def heading_next_to(tree: Tree, heading: int, copies: Sequence[Element]) -> int | None:
    """Return the number of the line outside the copies that says what the heading in one of them does, if there is
    one."""
    text = tree.blocks[heading].text
    places = (number for number, block in enumerate(tree.blocks) if block.text == text and not block.hidden)
    return next((at for at in places if not any(copy.first <= at < copy.end for copy in copies)), None)


def places_of(wanted: float, weights: list[float]) -> list[int]:
    """Return the numbers of the blocks of this weight."""
    found, at = [], -1
    for _ in range(weights.count(wanted)):
        at = weights.index(wanted, at + 1)
        found.append(at)
    return found


def recurring_links(tree: Tree, weights: list[float]) -> list[int]:
    """Return the links that say the same below several paragraphs: 点击阅读, the button of each item of a digest."""
    places: dict[str, list[int]] = defaultdict(list)
    items = [number for number, weight in enumerate(weights[:-1]) if weight >= ITEM]
    for number in items:
        if weights[number + 1] <= BAD and tree.blocks[number + 1].is_link:
            places[tree.blocks[number + 1].text].append(number + 1)
    return [number for numbers in places.values() if len(numbers) >= RECURS for number in numbers]


def is_worded_as_furniture(block: Block, goes_on: bool) -> bool:
    """Whether its words alone, no fields, speak against it: links among the article's own lines are its own. Where the
    text `goes_on` below it, one field without a day is no line about the text: 记者：3名，本科以上.
    """
    text = block.text
    return (
        not is_meta_line(text)
        or is_open_to_both(text)
        or is_field_of_an_event(text)
        or is_cut_anywhere(text)
        or is_of_a_day(text)
        or (goes_on and is_one_field(text))
    )


def outweigh(weights: list[float], first: int, end: int) -> None:
    """What stands there is no part of this body, nor may the body reach across it."""
    weights[first:end] = [min(weight, OTHER) for weight in weights[first:end]]


def discount(tree: Tree, weights: list[float], heading: int | None, own: Sequence[int]) -> list[Stretch]:
    """Lessen, in place, the prose of what is something else; gives the stretches that list other pages."""
    totals = [0.0, *accumulate(weights)]
    prose = sum([weight for weight in weights if weight > 0])
    linked = [0, *accumulate(map(linked_of, tree.blocks))]
    teasers = teaser_streams(tree, weights, own)
    page_links = once(partial(page_targets, tree))  # asked for on few pages, there once
    factors = [1.0] * len(weights)
    if heading is not None:  # a body stands below its heading
        factors[:heading] = [NAMED_OTHERWISE] * heading
    named: list[Element] = []  # for readers' comments
    most, limits = prose * 0.7, {"form": prose * 0.5, "nav": prose - LITTLE_ELSE}
    for element, weight in zip(tree.elements, weights_of(tree.elements, totals), strict=True):
        if weight <= 0 or element.tag == "body":
            continue
        otherwise = is_called_otherwise(element)
        if not (otherwise or element.children or element.tag in FRAMES):
            continue  # a paragraph
        first, end = element.first, element.end
        if otherwise and is_called_comments(element):
            named.append(element)
        if len(element.children) >= FEWEST_TEASERS and not (own and first <= own[-1] and own[0] < end):
            listed = item_list(element, tree, weights, page_links)
            if listed is not None:
                teasers.append(listed)
                continue
        if element.tag == "form" and (end - first == len(weights) or (own and first < own[0] and own[-1] < end)):
            continue  # around the page, or the article with its head
        # what its name says is not believed of what holds most of the page's prose
        if weight < limits.get(element.tag, most) and (otherwise or element.tag in FRAMES):
            lessen(factors, element, TEASED if element.tag == "nav" else NAMED_OTHERWISE)
        elif linked[end] - linked[first] > 3 * TEASER_LINK:
            listed = teaser_list(element, tree)
            if listed is not None:
                teasers.append(listed)
    said = comments(named, weights, heading)
    teasers = [below_text(teaser, said) for teaser in teasers]
    parts: list[Element | Stretch] = [*said, *articles_apart(tree, totals), *teasers]
    for part in parts:
        lessen(factors, part, TEASED)
    is_else = TEASED in factors and prose_next_to_teasers(weights, factors) >= LITTLE_ELSE
    if TEASED in factors and not is_else and not are_lines(tree, weights, [at for at in own if factors[at] != TEASED]):
        # then what looks like teasers is the page's text: a digest, or a list
        factors = [NAMED_OTHERWISE if factor == TEASED else factor for factor in factors]
    weights[:] = [weight * factor if weight > 0 else weight for weight, factor in zip(weights, factors, strict=True)]
    return teasers


def prose_next_to_teasers(weights: Sequence[float], factors: Sequence[float]) -> float:
    return sum(
        weight * factor for weight, factor in zip(weights, factors, strict=True) if weight > 0 and factor != TEASED
    )


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


def dated_leads(tree: Tree, weights: list[float]) -> list[int]:
    """Return the lines about the text that state a year, by their numbers."""
    return [number for number in places_of(META, weights) if YEAR.search(tree.blocks[number].text)]


def favour_what_follows_the_lead(tree: Tree, weights: list[float], heading: int | None) -> None:
    """A line with the date stands between heading and body: what follows it counts double, up to the next row of links.

    That lets a notice of two sentences win over a side bar. Pages with many such lines are lists, unless one of them
    stands right below the heading that `<title>` repeats.
    """
    dated = dated_leads(tree, weights)
    below = [] if heading is None else [number for number in dated if heading < number <= heading + NEAR]
    if not below and not 1 <= len(dated) <= MAX_LEADS:
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
        return META if YEAR.search(text) and is_meta_line(text) and not is_owner(text) else -30.0
    if length < 100 and (is_meta_line(text) or names_publication(text)):
        return META
    if is_disclaimer(text):
        return min(length, 60) * -0.5
    return prose_weight(block)


def prose_weight(block: Block) -> float:
    """By marks and length alone, whatever its words say."""
    text = block.text
    length = len(text)
    marks = text.count("，") + text.count("。")
    if marks < SEVERAL:
        marks = marks + sum(map(text.count, OTHER_MARKS)) or len(NARROW_MARK.findall(text))
    if not marks:
        return SHORT if length < 12 else plain_weight(block)
    is_sentence = (marks >= SEVERAL and length >= 12) or text.rstrip(CLOSERS).endswith(ENDS) or text.endswith(ENDS)
    if length < 12:
        return 1.0 if is_sentence else SHORT
    weight = min(length - block.linked, 500) * (1.0 if is_sentence else 0.4)
    return weight - block.linked * 0.8


def cell_weight(block: Block, named: bool) -> float:
    """Of a cell of a table that is content: as prose where its columns are `named`, else more than loose words."""
    return 0.0 if block.linked else min(len(block.text), 40) * (1.0 if named else 0.5)


def plain_weight(block: Block) -> float:
    """Of words that make no sentence."""
    return min(len(block.text) - block.linked, 40) * 0.15


# Pages that hold their article twice: for wide and narrow screens, or once more in large type for old people
