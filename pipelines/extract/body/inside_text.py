"""Lines with a day that are about the text by their words, and belong to it by their place.

清河县供水公司 2026-11-18 stands in a head as well as below a text, 2026-04-01 above each part of a chronicle, and
停电时间：2026年12月8日 may begin a notice. A head stands above the text and apart from it: a line below a sentence that
stands in one place with it, one below which no text follows, one of several that recur between lines of the text, and
a field that no page has of itself among the paragraphs are the text's own.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from pipelines.extract.body.own_lines import COLONS
from pipelines.extract.lines.day_lines import is_apart
from pipelines.extract.lines.labels import FIELD_OF, has_label
from pipelines.extract.markup.names import known_container
from pipelines.extract.markup.tree import PAGE, Block, Element, Tree, common_element, holds_file
from pipelines.extract.words.dates import YEAR, first_moment
from pipelines.extract.words.line_patterns import FULL_DATE, LABELLED_INSIDE, is_labelled, simplified, squeeze

__all__ = ["lines_inside"]

NEAR = 6  # blocks above or below a line that are asked
MAX_FIRST = 20  # blocks from the head to a day among the text's first lines
MAX_LINE = 60  # characters
MAX_REST = 24  # characters next to a day that heads a part
LEAST_SENTENCE = 5
ENDS = ("。", "；", "：", ":")  # no heading ends so
LONG = 40  # characters: a line of as many that ends otherwise is a sentence as well
TEXT = 10.0  # weight of a line: one of a text
OTHER_ENDS = ("！", "？", ".", "!", "?")
CLOSERS = "”」』）)]"
OF_THE_PAGE = re.compile(r"来\s*源|浏览|点击|阅读|访问|字\s*[号体]")  # no text says so of itself
NAME = re.compile(r"^\W*([\u4e00-\u9fff]{2,8})\s*[:：]")
LEAST_PARTS = 2


def lines_inside(
    tree: Tree, weights: Sequence[float], metas: Sequence[int], meta: float, heading: int | None
) -> frozenset[int]:
    """Return those of the lines `metas`, which are about a text by their words and weigh `meta`, that stand inside it.

    `heading`: the number of the page's heading, if it is known.
    """
    dated = [number for number in metas if may_be_inside(tree.blocks[number])]
    if not dated:
        return frozenset()
    found: set[int] = set()
    for number in dated:
        if (
            is_below_sentence(tree, number, weights, meta, heading, found)
            or opens_text(tree, number, weights, meta)
            or ends_text(tree, number, weights, meta, heading)
            or is_below_first_lines(tree, number, weights, meta, heading, found)
        ):
            found.add(number)
    found.update(days_of_parts(tree, dated, weights, meta))
    return frozenset(found)


def may_be_inside(block: Block) -> bool:
    text = block.text
    if block.hidden or block.linked or len(text) > MAX_LINE or not YEAR.search(text):
        return False
    return OF_THE_PAGE.search(simplified(text)) is None


def is_below_sentence(
    tree: Tree, number: int, weights: Sequence[float], meta: float, heading: int | None, found: set[int]
) -> bool:
    """Whether a sentence of the text stands above the line, in one place with it; `found`: those of the text so far."""
    top = 0 if heading is None or heading > number else heading + 1
    for above in range(number - 1, max(top, number - NEAR) - 1, -1):
        is_text = above in found or is_sentence(tree.blocks[above], weights[above], meta)
        if is_text and is_in_one_place(tree, above, number, heading) and not is_name_in_table(tree, above):
            return True
    return False


def is_name_in_table(tree: Tree, number: int) -> bool:
    """Whether it is a label in a table of data: 处罚决定日期：."""
    is_label = tree.blocks[number].text.endswith(COLONS)
    return is_label and any(table.is_content and table.first <= number < table.end for table in tree.tables)


def is_sentence(block: Block, weight: float, meta: float) -> bool:
    """It ends as a sentence or a salutation does, and is no link, furniture or label."""
    text = block.text
    if block.hidden or block.linked or weight <= meta or len(text) < LEAST_SENTENCE:
        return False
    said = text.rstrip(CLOSERS)
    if not said.endswith(ENDS) and not (len(text) >= LONG and said.endswith(OTHER_ENDS)):
        return False
    return not (text.endswith(COLONS) and (is_labelled(text) or has_label(text)))


def is_in_one_place(tree: Tree, above: int, number: int, heading: int | None) -> bool:
    """Whether a line stands with the one `above` it: in one element or next to it as another paragraph, or both in
    one that begins below the heading. A line in an element with a name of its own may be the head's."""
    one, other = tree.blocks[above].element, tree.blocks[number].element
    if one is other or (other.tag not in PAGE and other in one.ancestors()):
        return True
    if one.parent is other.parent and one.tag == other.tag and one.identity == other.identity:
        return True
    around = common_element(tree, above, number + 1)
    if around.tag in PAGE:
        return False
    if other.identity and not known_container(around):
        return False
    return one.parent is other.parent or (heading is not None and heading < around.first)


def ends_text(tree: Tree, number: int, weights: Sequence[float], meta: float, heading: int | None) -> bool:
    """Whether sentences stand above the line, below the heading if it is known, and no text, table, picture or file
    below it: there is nothing that it could head."""
    top = 0 if heading is None or heading > number else heading + 1
    above = range(max(top, number - NEAR), number)
    said = [at for at in above if is_sentence(tree.blocks[at], weights[at], meta) and not is_name_in_table(tree, at)]
    if len(said) < LEAST_PARTS and not any(len(tree.blocks[at].text) >= LONG for at in said):
        return False
    if any(weight >= TEXT for weight in weights[number + 1 :]) or any(at.block > number for at in tree.images):
        return False
    if any(table.end > number and table.is_content for table in tree.tables):
        return False
    return not holds_file(tree, number + 1, len(tree.blocks) + 1)


def opens_text(tree: Tree, number: int, weights: Sequence[float], meta: float) -> bool:
    """Whether a field that no page has of itself is the first of the paragraphs that follow it."""
    blocks = tree.blocks
    if not is_own_field(blocks[number].text):
        return False
    for below in range(number + 1, min(len(blocks), number + NEAR)):
        if blocks[below].hidden or (weights[below] == meta and is_own_field(blocks[below].text)):
            continue
        return weights[below] > meta and not blocks[below].is_link and not is_apart(blocks[number], blocks[below])
    return False


def is_below_first_lines(
    tree: Tree, number: int, weights: Sequence[float], meta: float, heading: int | None, found: set[int]
) -> bool:
    """Whether the line stands in one place with lines of the text above it (工作单位：…, then 2010年6月5日 护林员), and
    a head apart from them gives another day; `found`: those of the text so far."""
    day = first_moment(tree.blocks[number].text)
    if day is None or LABELLED_INSIDE.search(simplified(tree.blocks[number].text)):
        return False
    is_first = True
    for above in range(number - 1, max(-1 if heading is None else heading, number - MAX_FIRST, -1), -1):
        block = tree.blocks[above]
        if block.hidden:
            continue
        if weights[above] == meta and above not in found:
            stated = first_moment(block.text)
            is_other = stated is not None and stated.day != day.day
            return is_other and not is_first and not is_in_one_place(tree, above, number, heading)
        if (
            block.linked
            or not is_in_one_place(tree, above, number, heading)
            or squeeze(block.text) in squeeze(tree.title)
        ):
            return False
        is_first = False
    return False


def is_own_field(text: str) -> bool:
    """One field whose name no list of the page's fields has: 停电时间：2026年12月8日."""
    named = NAME.match(simplified(text))
    return named is not None and FIELD_OF.get(named[1]) is None


def days_of_parts(tree: Tree, dated: Sequence[int], weights: Sequence[float], meta: float) -> Iterator[int]:
    """Give the days that head the parts of a text: of one form, in elements of one kind, each above other lines."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for number in range(max(0, dated[0] - NEAR), min(len(tree.blocks), dated[-1] + NEAR)):
        form = form_of(tree.blocks[number].text) if may_be_inside(tree.blocks[number]) else None
        if form is not None:  # also where its words are a signature's: 2026年4月12日 星期日
            groups[place_of(tree.blocks[number].element), form].append(number)
    for numbers in groups.values():
        if len(numbers) < LEAST_PARTS:
            continue
        parts = [number for number in numbers if is_over_text(tree, number, weights, meta)]
        first = tree.blocks[parts[0]].text if parts else ""
        if len(parts) >= LEAST_PARTS and any(tree.blocks[number].text != first for number in parts):
            ends = [is_sentence(tree.blocks[number + 1], weights[number + 1], meta) for number in parts]
            if all(ends) or not any(ends):
                yield from parts


def form_of(text: str) -> tuple[str, bool, bool] | None:
    """The form of a line that is a day with at most a name: the mark in the day, what stands before and behind it."""
    day = FULL_DATE.search(text)
    if day is None or len(text) - len(day.group()) > MAX_REST or NAME.match(text):
        return None
    return day.group()[4], day.start() > 0, text[day.end() :].strip("日 ") != ""


def place_of(element: Element) -> Hashable:
    """Where paragraphs of one kind stand: the element itself where <br> parts its lines."""
    if element.end - element.first > 1:
        return element
    return element.parent, element.tag, element.identity


def is_over_text(tree: Tree, number: int, weights: Sequence[float], meta: float) -> bool:
    """Whether the next line is one of the text, in one place with this one."""
    below = number + 1
    if below >= len(tree.blocks) or tree.blocks[below].linked or tree.blocks[below].hidden or weights[below] <= meta:
        return False
    one, other = tree.blocks[number].element, tree.blocks[below].element
    return one is other or one.parent is other.parent
