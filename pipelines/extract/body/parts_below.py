"""What stands next to a body and belongs to it: all of an element below the page's head that holds text alone, and
parts of the article below its container, in elements of their own: who signed it and when, an annex, a table of data,
more text in an element of the same kind.

The page's furniture stands there as well. So each part joins only right below the body, outside the element with the
head, and with nothing in it that speaks against a text.
"""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain, islice, takewhile

from pipelines.extract.body.companions import ANNEX
from pipelines.extract.body.notes_below import is_note
from pipelines.extract.body.own_lines import is_frame_itself
from pipelines.extract.body.short_body import held_files
from pipelines.extract.body.weights import BAD, Weights
from pipelines.extract.lines.day_lines import is_day_line
from pipelines.extract.markup.names import known_container
from pipelines.extract.markup.tree import (
    HEADINGS,
    PAGE,
    Block,
    Element,
    Stretch,
    Table,
    Tree,
    branch_of,
    common_element,
    elements_from,
    first_of,
)
from pipelines.extract.words.dates import without_day
from pipelines.extract.words.line_patterns import SENTENCE_MARK, is_cut_anywhere

__all__ = ["LAYOUT", "end_of_parts", "first_of_parts", "is_article_alone"]

LAYOUT = ("html", "body", "table", "tbody")  # the page, and a grid of its parts
PROSE = 15.0  # weight
MAX_ABOVE = 100  # blocks between the head and the body
LEAST_CELLS = 4  # two fields with their values
MAX_SIGNED = 4  # lines: several offices sign one text, the day stands in the last
MAX_OFFICE = 30  # characters
MAX_CAPTION = 2  # lines above a table in its element


def end_of_parts(tree: Tree, weights: Weights, first: int, end: int) -> int:
    """Return where the body blocks[first:end] ends with the parts that stand below it."""
    end = end_below_table(tree, weights, first, end)
    while end < len(tree.blocks):
        inner = outermost_above(tree, weights, first, end)
        beyond = end if inner is None or inner.parent is None else end_of_part(tree, weights, inner, inner.parent)
        if beyond == end:
            break
        end = beyond
    return end


def first_of_parts(tree: Tree, weights: Weights, first: int) -> int:
    """Return where the article's text begins that has its body from `first` on: right below the page's head, where
    nothing but tables of text alone stands between, though it be one row of fields."""
    head = weights.head_end
    if head is None or weights.heading is None or not head + 1 < first:
        return first
    named = [table for table in tree.tables if table.heads and head < table.element.first < first]
    if first > head + MAX_ABOVE + sum(table.end - table.first for table in named):
        return first
    end = head + 1
    for element in elements_from(tree, end, first):
        if element.tag == "table" and element.first == end and end + LEAST_CELLS <= element.end <= first:
            end = element.end
    if end < first or any(tree.blocks[at].hidden for at in range(head + 1, end)):
        return first
    cells = {at for table in named for at in range(table.first, table.end)}  # a column of links with a name is data
    if any(at not in cells and speaks_against(tree, weights, at) for at in range(head + 1, end)):
        return first
    return first if any(map(is_frame_itself, elements_from(tree, head + 1, first))) else head + 1


def end_below_table(tree: Tree, weights: Weights, first: int, end: int) -> int:
    """Return where the text ends that goes on below a table of data with which the body begins right below the page's
    head: the rest of the element in which the body ends, or, where it is the table alone, all of the next one; and
    lines of the same kind."""
    head = weights.head_end
    if head is None or weights.heading is None or first != head + 1:
        return end
    table = next(tables_from(tree, first), None)
    if table is None or table.element.first != first or not table.element.end <= end < len(tree.blocks):
        return end
    outer = common_element(tree, head, first + 1)
    above = branch_of(tree.blocks[end - 1].element, outer)
    kind = None if table.element.end == end else (above.tag, above.identity)
    while end < outer.end:
        part = branch_of(tree.blocks[end].element, outer)
        end_of_it = end + 1 if part is outer else part.end
        if kind not in (None, (part.tag, part.identity)) or is_frame_in(part, outer, tree):
            break
        if any(tree.blocks[at].hidden or speaks_against(tree, weights, at) for at in range(end, end_of_it)):
            break
        kind, end = (part.tag, part.identity), end_of_it
    return end


def is_frame_in(part: Element, outer: Element, tree: Tree) -> bool:
    """Whether a part of `outer`, or anything in it, is the page's frame."""
    return part is not outer and any(map(is_frame_itself, (part, *elements_from(tree, part.first, part.end))))


def outermost_above(tree: Tree, weights: Weights, first: int, end: int) -> Element | None:
    """Return the outermost element that ends where the body does; None if the page's head stands in it as well, or
    anything else above the body where the page has no heading."""
    inner = tree.blocks[end - 1].element
    while inner.parent is not None and inner.parent.end <= end:
        inner = inner.parent
    if inner.end != end:
        return None
    if weights.heading is not None and weights.heading < first:
        return inner if is_below_head(inner, weights) else None
    return None if any(not block.hidden for block in tree.blocks[inner.first : first]) else inner


def is_below_head(element: Element, weights: Weights) -> bool:
    """Whether it stands below the page's heading, or from the article's own lines on where the page has none."""
    if weights.heading is not None:
        return element.first > weights.heading
    return bool(weights.own) and element.first >= min(weights.own)


def is_article_alone(tree: Tree, weights: Weights, outer: Element, first: int, end: int) -> bool:
    """Whether an element around the body blocks[first:end] stands below the page's head and holds nothing but text next
    to it: then all of it is the article's."""
    if not is_below_head(outer, weights) or any(map(is_frame_itself, (outer, *outer.children))):
        return False
    around = chain(range(outer.first, first), range(end, outer.end))
    return not any(speaks_against(tree, weights, number) for number in around)


def end_of_part(tree: Tree, weights: Weights, inner: Element, outer: Element) -> int:
    end = inner.end
    block = tree.blocks[end]
    part = branch_of(block.element, outer)
    if block.hidden or part.first < end or is_frame_itself(part):
        return end
    signed = end_of_signature(tree, weights, end, outer)
    if signed > end:
        return signed
    if part is outer or not holds_text_alone(tree, weights, part):
        return end
    if is_like(tree, weights, part, inner):
        return part.end
    if ANNEX.match(block.text):
        return end_of_annex(tree, weights, part, outer)
    return part.end if is_table(tree, part, outer) or is_note(tree, weights, part, inner, outer) else end


def end_of_signature(tree: Tree, weights: Weights, first: int, outer: Element) -> int:
    """Return where the lines end that say who signed the text and when; `first` where there are none."""
    last = tree.blocks[first - 1]
    if is_day_line(last.text):
        return first
    for number in range(first, min(first + MAX_SIGNED, outer.end)):
        block = tree.blocks[number]
        is_day = is_day_line(block.text)
        if weights.blocks[number] <= BAD or block.hidden or not (is_day or may_be_office(block)):
            return first
        if is_day:
            is_named = number > first or may_be_office(last) or without_day(block.text).strip() != ""
            return number + 1 if is_named and branch_of(block.element, outer).end <= number + 1 else first
    return first


def may_be_office(block: Block) -> bool:
    return (
        len(block.text) <= MAX_OFFICE
        and not block.linked
        and SENTENCE_MARK.search(block.text) is None
        and not any(mark in block.text for mark in "：:")
    )


def end_of_annex(tree: Tree, weights: Weights, part: Element, outer: Element) -> int:
    """Return where an annex ends that says something; a list of files is among the attachments."""
    end = part.end
    if end == part.first + 1:  # a line: its text follows in lines of the same kind, or in a table
        while end < outer.end and (below := branch_of(tree.blocks[end].element, outer)).tag in ("p", "table"):
            if is_frame_itself(below) or not holds_text_alone(tree, weights, below):
                break
            end = below.end
    holds_table = any(table.first < end for table in tables_from(tree, part.first))
    return end if holds_table or weights.between(part.first, end) >= PROSE else part.first


def is_table(tree: Tree, part: Element, outer: Element) -> bool:
    """Whether it is a table of data, perhaps below a caption. A page as a whole stacks unrelated things."""
    if outer.tag in PAGE:
        return False
    captioned = takewhile(lambda table: table.first <= part.first + MAX_CAPTION, tables_from(tree, part.first))
    return any(table.end == part.end for table in captioned)


def tables_from(tree: Tree, first: int) -> Iterator[Table]:
    """Yield the tables of data that begin at a block or below it, in page order."""
    begin = bisect_left(tree.tables, first, key=first_of)
    return (table for table in islice(tree.tables, begin, None) if table.is_content)


def is_like(tree: Tree, weights: Weights, part: Element, inner: Element) -> bool:
    """Whether the text goes on in an element of the same kind and name, whose lines are of one kind too. Below a
    signature or a heading it may be another text."""
    above, below = tree.blocks[part.first - 1], tree.blocks[part.first]
    return (
        part.identity != ""
        and (part.tag, part.identity) == (inner.tag, inner.identity)
        and below.element.tag not in HEADINGS
        and below.element.tag == above.element.tag
        and not is_day_line(above.text)
        and (weights.of(part) >= PROSE or known_container(part))
    )


def holds_text_alone(tree: Tree, weights: Weights, element: Element) -> bool:
    return not any(speaks_against(tree, weights, number) for number in range(element.first, element.end))


def speaks_against(tree: Tree, weights: Weights, number: int) -> bool:
    """Whether a block is no text; links to files and lines such as 责任编辑：… stand in one, and are cut later."""
    return (
        weights.blocks[number] <= BAD
        and not is_cut_anywhere(tree.blocks[number].text)
        and not held_files(tree, Stretch(number, number + 1))
    )
