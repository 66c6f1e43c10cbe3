"""Boxes with the titles of other pages inside an article's text: above its first line, or between two of its lines.

What stands next to such a box says that it is none of the text: it follows the page's head or a line of the text, and
the text goes on below it in elements of the kind of those above. The box is taken out of the tree, so that nothing
that reads the text stops at it.
"""

import re
from collections.abc import Sequence
from operator import attrgetter

from pipelines.extract.body.own_lines import is_about_page, is_frame_itself
from pipelines.extract.body.short_body import is_of_picture
from pipelines.extract.body.weights import Weights
from pipelines.extract.lines.tables import data_tables
from pipelines.extract.markup.names import known_container
from pipelines.extract.markup.tree import (
    PAGE,
    Element,
    Stretch,
    Tree,
    block_of,
    branch_of,
    common_element,
    holds_file,
    links_in,
    take_out,
)
from pipelines.extract.words.line_patterns import (
    SENTENCE_ENDS,
    SENTENCE_MARK,
    is_cut_anywhere,
    is_disclaimer,
    is_owner,
    is_statement,
    is_tail_start,
)

__all__ = ["ANNOUNCES", "HEADLINES", "is_headline", "link_boxes", "take_out_boxes"]

text_of = attrgetter("text")
HEADLINES = 3  # titles of other pages in a row
LEAST_HEADLINE = 8  # characters
COUNTED = re.compile(r"\W*(?:\d|附|[一二三四五六七八九十]+\W|《)")  # an item of a list, an annex, a law
ANNOUNCES = re.compile(
    "链接|点击|查看|查阅|查询|下载|如下|以下|下列|附|见"
)  # a sentence that speaks of what stands below it
NEAR = 3  # blocks from the text's last line to the links that end it
MAX_BOX = 14  # blocks; a page of more links is a list
MAX_DAY = 12  # characters: [2026-06-30]
NO_WORD = re.compile(r"[\W\d_]+")
MAX_TRIED = 24  # stretches of links in a text; more of them are the text
LABEL = 4  # characters with which a line begins as one above does: 停电时间：
LISTS = ("table", "ul", "ol", "dl")  # lines of one text stand above and below them


def link_boxes(tree: Tree, weights: Weights) -> list[Stretch]:
    """Return the boxes of links in the article's text, in page order."""
    head = weights.head_end
    if head is None or head + 1 >= len(tree.blocks):
        return []
    own = weights.own
    if head > 0 and tree.blocks[head + 1].is_link and is_label(tree, head, head + 1):
        head -= 1  # few characters are no line of a text: 相关稿件
    end = min(max(own, default=head) + NEAR, len(tree.blocks))
    found: list[Stretch] = []
    done = tried = 0
    blocks = tree.blocks
    for number in dict.fromkeys(map(block_of, links_in(tree, head + 1, end))):
        if number < done or max(blocks[number].linked, blocks[number - 1].linked) < LEAST_HEADLINE:
            continue
        while number - 1 > max(head, done - 1) and blocks[number - 1].is_link:
            number -= 1  # one that holds an element stands below its line
        if own.isdisjoint((number - 1, number - 2)) and head not in (number - 1, number - 2):
            continue
        if not blocks[number].is_link:
            continue
        box = box_at(tree, head, number)
        done = number + 1 if box is None else box.end
        tried += box is not None
        if tried > MAX_TRIED:
            break
        if box is not None and is_in_text(tree, head, own, box):
            found.append(box)
    return found


def box_at(tree: Tree, head: int, first: int) -> Stretch | None:
    """Return the links in a row from block `first` on, which is below the `head`, with the line that heads them."""
    end = first + 1
    for block in tree.blocks[end : end + MAX_BOX]:
        if block.linked <= len(block.text) / 2 and (block.linked or not is_day_between(block.text)):
            break
        end += 1
    if end - first > MAX_BOX or end >= len(tree.blocks):
        return None
    if is_tail_start(tree.blocks[first].text, linked=True):
        return Stretch(first, end)
    return Stretch(first - (first - 1 > head and is_label(tree, first - 1, first)), end)


def is_day_between(text: str) -> bool:
    """Whether it is a day without words, or a number, in the row of a link."""
    return len(text) <= MAX_DAY and NO_WORD.fullmatch(text) is not None


def is_label(tree: Tree, number: int, first: int) -> bool:
    """Whether a line heads the links from `first` on: by its words, or alone with them in one element."""
    block = tree.blocks[number]
    if block.linked or block.hidden or SENTENCE_MARK.search(block.text):
        return False
    if is_tail_start(block.text, over_links=True):
        return True
    around = block.element if block.element.end > number + 1 else block.element.parent
    return around is not None and around.first == number and around.tag != "p" and around.end > first


def is_in_text(tree: Tree, head: int, own: frozenset[int], box: Stretch) -> bool:
    """Whether the text stands around a box, or below it and the page's head, and the box is none of the text."""
    above, below = box.first - 1, box.end
    if above != head and above not in own:
        return False
    text = tree.blocks[below].text
    if tree.blocks[below].hidden or is_owner(text) or is_cut_anywhere(text) or is_tail_start(text):
        return False
    if max(map(len, map(text_of, links_in(tree, *box))), default=0) < LEAST_HEADLINE:  # buttons, keywords
        return False
    if heads_links(tree, below) or holds_file(tree, *box):
        return False
    if below == box.first + 1 and tree.said.count(tree.blocks[box.first].text) > 1:  # the button of each item
        return False
    is_named = is_tail_start(tree.blocks[box.first].text, linked=True)
    if above == head:
        outer = common_element(tree, box.first, below + 1)
        is_below_box = not is_frame_itself(branch_of(tree.blocks[below].element, outer))
        return outer.tag not in PAGE and is_below_box and (is_named or holds_titles(tree, box, outer, above))
    if is_about_page(tree.blocks[above].text):
        return False
    is_again = any(tree.blocks[number].text[:LABEL] == text[:LABEL] for number in own)
    if not is_again and (is_about_page(text) or is_statement(text) or is_disclaimer(text)):
        return False
    outer = common_element(tree, above, below + 1)
    one, two = (branch_of(tree.blocks[number].element, outer) for number in (above, below))
    if outer.tag in PAGE or is_frame_itself(two) or not is_one_kind(one, two):
        return False
    return is_named or holds_titles(tree, box, outer, above)


def is_one_kind(one: Element, two: Element) -> bool:
    """Whether lines of one text stand in them: elements of one kind, or a list or a table next to such a line."""
    if one.tag in LISTS or two.tag in LISTS:
        return one.tag != "div" != two.tag
    return (one.tag, one.identity) == (two.tag, two.identity)


def heads_links(tree: Tree, number: int) -> bool:
    """Whether a line is no sentence, and stands above a link: the next box."""
    is_above = number + 1 < len(tree.blocks) and tree.blocks[number + 1].is_link
    return is_above and SENTENCE_MARK.search(tree.blocks[number].text) is None


def announces(text: str) -> bool:
    """Whether a line of the text may speak of what stands below it: it is no sentence, or says so."""
    return not text.endswith(SENTENCE_ENDS) or ANNOUNCES.search(text) is not None


def holds_titles(tree: Tree, box: Stretch, outer: Element, above: int) -> bool:
    """Whether a box in `outer` is an element of a kind of its own there and holds titles of pages, each with a picture,
    or each in a line below a head or a sentence that does not speak of them; `above` is the line above the box.
    """
    around = branch_of(tree.blocks[box.first].element, outer)
    if (around.first, around.end) != box or around.tag == "p" or known_container(around):
        return False
    if not holds_cards(tree, box):
        if outer.first != box.first and announces(tree.blocks[above].text):
            return False
        titles = [number for number in range(*box) if tree.blocks[number].linked]
        if len(titles) < HEADLINES or not all(is_headline(tree, number) for number in titles):
            return False
        if any(link.href.startswith(("#", "javascript:")) for link in links_in(tree, *box)):
            return False
    others = (one for one in outer.children if one is not around and one.end > one.first and one.tag == around.tag)
    return not any(one.identity == around.identity for one in others)


def holds_cards(tree: Tree, box: Stretch) -> bool:
    """Whether a box is of titles of pages with a picture each, all of it linked."""
    blocks = tree.blocks[box.first : box.end]
    links = {one.href for one in tree.images if one.href and box.first <= one.block <= box.end}
    if len(links) < HEADLINES or any(map(is_of_picture, links)):
        return False
    length = sum(len(block.text) for block in blocks)
    # but for the blanks between them
    return length >= LEAST_HEADLINE * len(links) and sum(block.linked for block in blocks) >= length - len(links)


def is_headline(tree: Tree, number: int) -> bool:
    """Whether a line is the title of another page and nothing else, and no item of a list."""
    block = tree.blocks[number]
    if block.linked < len(block.text) or len(block.text) < LEAST_HEADLINE or COUNTED.match(block.text):
        return False
    return not holds_file(tree, number, number + 1)


def take_out_boxes(tree: Tree, boxes: Sequence[Stretch]) -> None:
    """Take these stretches, with their elements and pictures, out of the tree, in place."""
    gone = {number for box in boxes for number in range(*box)}
    filled = [element for element in tree.elements if element.end > element.first]
    tree.images = [one for one in tree.images if one.block not in gone]
    take_out(tree, gone)
    emptied = {element for element in filled if element.end == element.first and element.parent is not None}
    for around in {element.parent for element in emptied if element.parent is not None}:
        around.children = [child for child in around.children if child not in emptied]
    for element in emptied:
        element.parent = None
    tree.elements = [element for element in tree.elements if element not in emptied]
    tree.sought = {kind: [one for one in found if one not in emptied] for kind, found in tree.sought.items()}
    tree.tables = data_tables(tree)
