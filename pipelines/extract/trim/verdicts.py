"""Inside the body found: which blocks stay. Every block gets a verdict with its reason, in page order."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from pipelines.extract.body.find import Body
from pipelines.extract.body.weights import BAD
from pipelines.extract.heading.breadcrumb import is_trail
from pipelines.extract.lines.day_lines import is_apart, is_day_line, is_template_day, may_state_day, parts_of_day
from pipelines.extract.lines.labels import is_joined_source, states_publication
from pipelines.extract.lines.named_days import names_publication
from pipelines.extract.markup.names import known_container
from pipelines.extract.markup.tree import Block, Tree, common_element
from pipelines.extract.trim.boxes import LITTLE, box_lines, other_parts, text_goes_on
from pipelines.extract.trim.chat_boxes import chat_boxes
from pipelines.extract.trim.directories import HEADING_ABOVE, dated_above
from pipelines.extract.trim.edge_lines import edge_lines, is_below_link
from pipelines.extract.trim.marked_parts import marked_parts
from pipelines.extract.trim.side_lines import side_lines
from pipelines.extract.trim.text_fields import is_field_of_text, presents_author
from pipelines.extract.trim.turns import paragraphs_in, pointers, tail_start
from pipelines.extract.trim.word_items import word_items
from pipelines.extract.words.dates import YEAR, first_moment
from pipelines.extract.words.line_patterns import (
    FULL_DATE,
    SENTENCE_ENDS,
    is_choice,
    is_credit,
    is_cut_anywhere,
    is_labelled,
    is_meta_line,
    is_open_to_both,
    is_said_of_sharing,
    is_statement,
    squeeze,
)
from pipelines.extract.words.placeholders import waits_for_text

__all__ = ["KEPT", "Verdict", "judge_blocks"]

KEPT = ""
BUTTON = "button, share or editor line"
LEADING = 14  # blocks: how far down the lines about the text may reach
FEW = 3  # paragraphs: more of them are no lines about the text
BELOW_HEADING = 4  # blocks from the heading to a line with the day
CUT_SHORT = ("…", "...")
LEAST_SAID = 10  # characters of a line that is cut short
MAX_DAY = 30  # characters of it
OWN_FIELD = re.compile(r"\W*[\u4e00-\u9fff]{2,6}\s*[:：]\s*\S")
COLON = re.compile("[:：]")


class Verdict(NamedTuple):
    """`why` is empty (KEPT) for a kept block, else the rule that cut it."""

    number: int
    why: str


def judge_blocks(tree: Tree, body: Body, title: str, fields: frozenset[int]) -> list[Verdict]:
    """One verdict for each block of the body. `fields` stand in the page's own table of them."""
    numbers = range(body.first, body.end)
    whole = table_blocks(tree) - fields
    own = body.weights.own
    reasons = {number: reason_alone(tree.blocks[number], number in whole) for number in numbers}
    last = max((number for number in own if reasons.get(number) == KEPT), default=0)
    for number in own:
        if reasons.get(number) == BUTTON and is_said_of_sharing(tree.blocks[number].text, number < last):
            reasons[number] = KEPT
    for number in credits_of_the_text(tree, body, reasons):
        reasons[number] = KEPT
    for number in word_items(tree, body, [number for number in own if reasons.get(number) == BUTTON], last):
        reasons[number] = KEPT
    if body.whole:
        for number in rows_of_choices(tree) & set(numbers):
            reasons[number] = "what a reader may choose from"
        return [Verdict(number, reasons[number]) for number in numbers]
    lead = lead_end(tree, body, whole, title)
    for number in range(body.first, lead):
        reasons[number] = reasons[number] or "above the text: title and lines about it"
    said = False  # then an office that <title> names as well signs the text
    for number in numbers:
        if number >= min(lead + 3, body.end) or (reasons[number] and number >= lead) or number in whole:
            break
        said = said or tree.blocks[number].text.endswith(SENTENCE_ENDS)
        if is_page_heading(tree, number, body, title) and (not said or is_heading(tree.blocks[number])):
            reasons[number] = reasons[number] or "the page's heading"
    for number in range(lead, min(lead + 2, body.end)):
        if tree.blocks[number].text.endswith(CUT_SHORT) and is_said_again(tree, body, number):
            reasons[number] = reasons[number] or "the beginning of the text, cut short"
    for number in trails_above(tree, body, title):
        reasons[number] = reasons[number] or "the way to this page"
    for number in fields:
        reasons[number] = reasons[number] or "table of the public-information directory"
    for number in side_lines(tree, body) - whole:
        reasons[number] = reasons[number] or "another article's title, or an advertisement"
    for number in chat_boxes(tree, body) - whole:
        reasons[number] = reasons[number] or "a box of a chat"
    for number in explained_inside(body):
        reasons[number] = reasons[number] or "explains the article"
    for number in streams_inside(tree, body) - whole:
        reasons[number] = reasons[number] or "a stream of other pages"
    boxes, named = set(), set()
    for part in other_parts(tree, body):
        if text_goes_on(tree, body, part, whole):
            boxes.add(part)
        else:
            named.add(part.first)
    for number in (number for box in boxes for number in box_lines(tree, body, box)):
        reasons[number] = reasons[number] or "a box in the text"
    goes_on = max((n for n in own if reasons.get(n) == KEPT and not is_statement(tree.blocks[n].text)), default=0)
    led = pointers(tree, body, goes_on) - whole
    for number in led:
        reasons[number] = reasons[number] or "leads to other pages"
    for number, why in marked_parts(tree, body).items():
        if number not in whole:
            reasons[number] = reasons[number] or why
    passed = {number for number in numbers if number < goes_on and (number in led or reasons[number] == BUTTON)}
    tail = tail_start(tree, body, whole | passed, named)
    for number in range(tail, body.end):
        reasons[number] = reasons[number] or f"after “{tree.blocks[tail].text[:20]}”"
    kept = [number for number in numbers if reasons[number] == KEPT]
    for number in edge_lines(tree, body, kept, whole):
        reasons[number] = "at the text's edge: a row of buttons, a label by itself, other pages"
    if waits_for_text(tree.blocks[number].text for number in kept):
        reasons |= dict.fromkeys(kept, "stands there until a script writes the text")
    return [Verdict(number, reasons[number]) for number in numbers]


def is_said_again(tree: Tree, body: Body, number: int) -> bool:
    """Whether all that a line says stands in one further down."""
    said = tree.blocks[number].text.rstrip("….。 ")
    below = tree.blocks[number + 1 : body.end]
    return len(said) >= LEAST_SAID and any(said in block.text for block in below if not block.hidden)


def trails_above(tree: Tree, body: Body, title: str) -> list[int]:
    """Return the lines above the first paragraph that are a breadcrumb: with links in them, or above the heading."""
    prose = next(iter(paragraphs_in(body)), body.first)
    found = [n for n in range(body.first, prose) if is_trail(tree.blocks[n].text)]
    below = {n for n in found if any(squeeze(b.text) in squeeze(title) for b in tree.blocks[n + 1 : n + 4])}
    return [number for number in found if tree.blocks[number].linked or number in below]


def credits_of_the_text(tree: Tree, body: Body, reasons: Mapping[int, str]) -> set[int]:
    """Return the lines such as 来源：财政拨款。 that are the text's own: they stand among its fields, or the page gives
    day and source above the body already, and they stand between its paragraphs, end as a sentence, or recur with other
    values (作者：…, 作者：…)."""
    found = [n for n, why in reasons.items() if why == BUTTON and is_credit(tree.blocks[n].text)]
    if not found:
        return set()
    presented = {number for number in found if presents_author(tree.blocks[number].text)}
    if not dated_above(tree, body):
        return presented | {number for number in found if is_field_of_text(tree, body, number)}
    prose = paragraphs_in(body)
    labels = Counter(label_of(tree.blocks[number].text) for number in found)
    return presented | {
        number
        for number in found
        if (prose and prose[0] < number < prose[-1])
        or tree.blocks[number].text.endswith(SENTENCE_ENDS)
        or labels[label_of(tree.blocks[number].text)] > 1
        or is_field_of_text(tree, body, number)
    }


def label_of(text: str) -> str:
    return COLON.split(squeeze(text), maxsplit=1)[0]


def table_blocks(tree: Tree) -> set[int]:
    """Return what stands in the rows of tables of data: there a word is never a button, and nothing ends the body."""
    return {number for table in tree.tables if table.is_whole for number in range(table.first, table.end)}


def rows_of_choices(tree: Tree) -> set[int]:
    """Return what stands in rows of tables that ask the reader: 满意度评价, and answers to choose from."""
    rows = (row.element for table in tree.tables for row in table.rows)
    asking = (row for row in rows if any(is_choice(block.text) for block in tree.blocks[row.first : row.end]))
    return {number for row in asking for number in range(row.first, row.end)}


def reason_alone(block: Block, in_table: bool) -> str:
    if block.hidden:
        return "hidden on the page"
    if not in_table and is_cut_anywhere(block.text):
        return BUTTON
    return KEPT


def lead_end(tree: Tree, body: Body, whole: set[int], title: str) -> int:
    """Return the block after the last line about the text (source, date, type size) that stands above all prose."""
    end = body.first
    above, paragraphs = 0.0, 0
    limit = 0.15 * body.weights.prose_between(body.first, body.end)
    for number in range(body.first, min(body.end, body.first + LEADING)):
        block = tree.blocks[number]
        if number in whole or number in body.weights.inside:
            break
        if block.linked and is_below_link(block):
            end = number + 1
            continue
        about = (
            is_meta_line(block.text)
            or states_publication(block.text)
            or names_publication(block.text)
            or is_joined_source(tree.blocks, number)
        )
        if about and number in body.weights.own and body.weights.blocks[number] > BAD:
            break
        if about and above >= LITTLE and not YEAR.search(block.text) and dated_above(tree, body):
            break  # the text's own: 来源：财政拨款。
        if about and is_open_to_both(block.text) and is_of_the_text(tree, body, number):
            break
        if about and is_field_of_text(tree, body, number):
            break
        of_day = 0 if about else day_below_heading(tree, number, title)
        if of_day:
            end = number + of_day
        elif not about and block.text != title:
            above += max(0.0, body.weights.blocks[number])
            paragraphs += body.weights.blocks[number] >= LITTLE
        if above > max(limit, LITTLE) or paragraphs > FEW:
            break
        if about and not block.hidden:
            end = number + 1
    return end


def day_below_heading(tree: Tree, number: int, title: str) -> int:
    """Return how many blocks from this one on say when the text was published and nothing more: 0, 1 or 2.

    Below a heading that repeats the page's, or where a line above gives the day already, it is the text's own.
    """
    block = tree.blocks[number]
    if not may_state_day(block.text) or block.hidden or block.linked or not title:
        return 0
    parts = 2 if parts_of_day(tree.blocks[number : number + 2]) else 0
    length = parts or int(is_day_line(block.text) or (number in tree.times and len(block.text) < MAX_DAY))
    framed = not length and is_template_day(block.text)
    length += framed
    following = tree.blocks[number + length] if length and number + length < len(tree.blocks) else None
    if following is None or not (parts or framed or is_apart(block, following)):
        return 0
    if framed and any(is_template_day(b.text) for b in tree.blocks[number + 1 : number + LEADING]):
        return 0  # the items of a list
    shown = [b for b in tree.blocks[max(0, number - HEADING_ABOVE) : number] if not b.hidden]
    above = [b for b in shown if not b.linked]
    headings = [b for b in above if squeeze(b.text) == squeeze(title)]
    if not headings or headings[-1] not in above[-BELOW_HEADING:] or any(map(is_heading, headings[:-1])):
        return 0
    if any(len(b.text) > MAX_DAY for b in above[above.index(headings[-1]) + 1 :]):
        return 0
    if stands_in_container(tree, number, headings[-1]):
        return 0
    dated = (*above, *shown[shown.index(headings[-1]) + 1 :])  # buttons in a line of the head are links
    return 0 if any(is_meta_line(b.text) and FULL_DATE.search(b.text) for b in dated) else length


def stands_in_container(tree: Tree, number: int, heading: Block) -> bool:
    """Whether a line stands below others of the text in an element with a name that the body has, without the page's
    heading."""
    element = tree.blocks[number].element
    container = next((one for one in (element, *element.ancestors()) if known_container(one)), None)
    inside = [] if container is None else [b for b in tree.blocks[container.first : number] if not b.hidden]
    return bool(inside) and heading not in inside and not any(is_meta_line(b.text) or b.is_link for b in inside)


def is_of_the_text(tree: Tree, body: Body, number: int) -> bool:
    """Whether a line such as 时间：2020-03-12 is the text's own: the page gives another day above the body already, the
    text has several such lines, or the next one names what no page says of itself (地点：…)."""
    label = tree.blocks[number].text[:2]
    day = first_moment(tree.blocks[number].text)
    below = tree.blocks[number + 1 : body.end]
    days = [first_moment(block.text) for block in dated_above(tree, body)]
    stated = day is not None and any(days) and all(one is None or one.day != day.day for one in days)
    again = any(block.text[:2] == label and is_open_to_both(block.text) for block in below)
    own = below and OWN_FIELD.match(below[0].text) and not is_labelled(below[0].text)
    return stated or again or bool(own)


def is_page_heading(tree: Tree, number: int, body: Body, title: str) -> bool:
    """The title as the page's heading. A title in the body's own paragraphs (a document's) is body."""
    block = tree.blocks[number]
    if not title or squeeze(block.text) not in squeeze(title):
        return False
    if is_heading(block):
        return len(block.text) >= min(6, len(title))
    return squeeze(block.text) == squeeze(title) and not is_said_above(tree, body, title)


def is_heading(block: Block) -> bool:
    return block.element.tag in ("h1", "h2", "h3") or "title" in block.element.identity


def is_said_above(tree: Tree, body: Body, title: str) -> bool:
    """The page's heading stands above the body: a title further down is the document's own."""
    above = tree.blocks[max(0, body.first - HEADING_ABOVE) : body.first]
    return any(squeeze(title) in squeeze(block.text) for block in above if not block.linked)


def explained_inside(body: Body) -> list[int]:
    """Return the blocks of texts in the body that explain the rest of it."""
    inside = [part for part in body.weights.companions if body.first <= part.first < part.end <= body.end]
    numbers = [number for part in inside for number in range(part.first, part.end)]
    return numbers if len(set(numbers)) < body.end - body.first else []


def streams_inside(tree: Tree, body: Body) -> set[int]:
    """Return the blocks of elements in the body, below its first lines, that hold teasers of other pages and little
    else.

    Headlines among the body's own paragraphs are a digest, and stay.
    """
    found: set[int] = set()
    plain = body.weights.plain
    for first, end in body.weights.teasers:
        if not body.first < first < end <= body.end:
            continue
        around = common_element(tree, first, end)
        if not body.first < around.first < around.end <= body.end:
            continue
        rest = sum(plain[around.first : first]) + sum(plain[end : around.end])
        if rest <= LITTLE + 0.1 * sum(plain[first:end]):
            found.update(range(around.first, around.end))
    return found
