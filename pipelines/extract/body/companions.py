"""Texts that stand next to the article and explain it: 政策解读, in an element or behind a tab of their own.

A page often shows both, and the longer text is the one that explains. What is headed so inside the article's own
element is a part of it, unless it has a day of its own. An article that is itself a 解读 by its title has no companion
but one under that label alone.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from pipelines.extract.body.own_lines import PARAGRAPH
from pipelines.extract.heading.page_titles import agrees, bare
from pipelines.extract.lines.day_lines import is_day_line
from pipelines.extract.markup.tree import HEADINGS, Block, Element, Stretch, Tree, branch_away, common_element, links_in
from pipelines.extract.words.dates import first_moment
from pipelines.extract.words.line_patterns import SENTENCE_MARK, is_meta_line

__all__ = ["ANNEX", "ASKED", "MENTIONS", "companions", "is_of_the_document", "panels_below", "row_of_tabs"]

MENTIONS = re.compile("解[读讀]")
LABEL = r"(?:相关|有关|政策|文件|图文|专家|部门|视频|官方|权威|一图)*解[读讀](?:材料|文章|信息)?"
EXPLAINS = re.compile(rf"^\W*{LABEL}\W*$")
OF_ANOTHER = re.compile(
    r"^\W*(?:关于|对)?《[^《》]{2,60}》.{0,8}解[读讀].{0,4}$|^.{0,6}解[读讀]\W{0,2}《[^《》]{2,60}》\W*$"
)
NUMBERED = re.compile(r"^\W*(?:第?[一二三四五六七八九十]{1,3}|\d{1,2})[、.．章节部是]")
ANNEX = re.compile(r"^\W*附(?:[件录錄表图圖则則]|\W|\d|[一二三四五六七八九十](?:\W|$))")
ASKED = re.compile("问答|问|解[读讀]|看懂|图解")
QUOTED = re.compile(r"《([^《》]{2,80})》")
HIGH_HEADINGS = HEADINGS[:3]
MAX_HEADING = 80  # characters
FAR = 14  # blocks from the page's heading to the article's own lines
LEAD = 2  # blocks below a heading among which a day of its own stands

SEPARATOR = re.compile(r"[\s|｜/·]+")
JOINED = re.compile(rf"^(?:(?P<first>{LABEL})\w{{2,10}}|\w{{2,10}}?(?P<last>{LABEL}))$")
OF_THE_DOCUMENT = re.compile(
    r"^\W*(?:附[件录錄表]|(?:通知|文件|公告|决定)?(?:正文|全文|原文)\W*$)|(?:细则|办法|规定|方案|条文|清单)\W*$"
)
SEVERAL = re.compile(rf"\w{{2,}}\W*{LABEL}|{LABEL}\W*\w{{2,}}")
MAX_LABEL = 10  # characters of a tab's label
MAX_ROW = 48  # characters of a row of them
MAX_TABS = 8
LEVELS = 3  # elements that only wrap a row of tabs
MAX_ROWS = 24  # of such rows, and of labels in turn, on a page: more of them are a list
FIGURE = re.compile(r"\d+")


def companions(
    tree: Tree, weights: Sequence[float], own: Sequence[int], heading: int | None, panels: set[Stretch]
) -> list[Stretch]:
    """Return the texts that stand next to the article and explain it, and the rows of tabs that lead to them.

    `own` are the article's own lines, `heading` the block that `<title>` repeats. The document's own texts behind tabs
    of such a row (正文, 附件) are put into `panels`.
    """
    named = [
        number
        for number, block in enumerate(tree.blocks if "解" in tree.said else ())
        if "解" in block.text and len(block.text) <= MAX_HEADING and not block.hidden
    ]
    title = tree.title if heading is None else tree.blocks[heading].text
    is_one_itself = MENTIONS.search(title) is not None
    tabs = list(behind_tabs(tree, weights, own, named, heading, panels)) if named and not is_one_itself else []
    own = [number for number in own if not any(first <= number < end for first, end in tabs)] if tabs else own
    if not any(weights[number] >= PARAGRAPH for number in own):
        return tabs
    # what stands below another heading than the page's own may be the lesser text
    is_one_itself = is_one_itself or (heading is None and not is_named_above(tree, own[0]))
    numbers = named if is_one_itself else [*named, *headings_below_signature(tree, own, heading)]
    return [*tabs, *next_to(tree, weights, own, numbers, is_one_itself=is_one_itself)] if numbers else tabs


# In an element of its own


def is_named_above(tree: Tree, number: int) -> bool:
    """Whether a line not far above is one that `<title>` repeats, whatever its element."""
    title = bare(tree.title)
    above = (block.text for block in tree.blocks[max(0, number - FAR) : number] if not block.hidden)
    return any(len(text) <= MAX_HEADING and agrees(bare(text), title) for text in above)


def headings_below_signature(tree: Tree, own: Sequence[int], heading: int | None) -> list[int]:
    """Return the headings with a day of their own below an article that ends with a day: there it is whole, but for
    what it announces and its annexes."""
    if not is_day_line(tree.blocks[own[-1]].text):
        return []
    found = [
        number
        for number in range(own[-1] + 1, len(tree.blocks))
        if tree.blocks[number].element.tag in HIGH_HEADINGS
        and not tree.blocks[number].hidden
        and not tree.blocks[number].linked
        and len(tree.blocks[number].text) <= MAX_HEADING
        and has_own_day(tree, number)
    ]
    if not found:
        return found
    named = {bare(name) for at in own for name in QUOTED.findall(tree.blocks[at].text)}
    above = range(max(0, own[0] - FAR) if heading is None else heading + 1, own[0])
    days = {moment.day for at in (*above, own[-1]) if (moment := first_moment(tree.blocks[at].text))}
    return [number for number in found if not belongs_to(tree, number, named, days)]


def belongs_to(tree: Tree, number: int, named: set[str], days: set[date]) -> bool:
    """Whether the text under a heading is one of the article's: an annex (附件), one that the article names (《…》), or
    one of the article's own days, or that was printed (印发) on its day."""
    text = tree.blocks[number].text
    if ANNEX.match(text):
        return True
    if ASKED.search(text):
        return False
    below = [block.text for block in tree.blocks[number + 1 : number + 1 + LEAD] if not block.linked]
    return bare(text) in named or any(
        "印发" in text or ((moment := first_moment(text)) and moment.day in days) for text in below
    )


def next_to(
    tree: Tree, weights: Sequence[float], own: Sequence[int], numbers: Sequence[int], *, is_one_itself: bool
) -> Iterator[Stretch]:
    """Yield the texts under a heading of their own, one of `numbers`, outside the article's element."""
    inside = common_element(tree, own[0], own[-1] + 1)
    own_headings = {tree.blocks[number].element.tag for number in own} & set(HEADINGS)
    for number in numbers:
        block = tree.blocks[number]
        if own[0] <= number <= own[-1]:
            is_dated = not is_one_itself and is_title_of_another(block) and has_own_day(tree, number)
            if is_dated and any(weights[at] >= PARAGRAPH for at in own if at < number):
                yield Stretch(number, end_below(block.element))
            continue
        is_headed = EXPLAINS.match(block.text) is not None
        if not is_headed and not is_one_itself and block.element.tag not in own_headings:
            is_headed = is_title_of_another(block) or "解" not in block.text
            is_headed = is_headed and not is_section(block, inside)
        if not is_headed:
            continue
        part = branch_away(block.element, inside)
        own_part = part_under(block, number, part)
        if own_part.end > number + 1 and not own_part.first <= own[0] < own_part.end:
            yield Stretch(own_part.first, own_part.end)
        elif part.first == number > own[-1] and inside not in part.ancestors() and has_own_day(tree, number):
            yield Stretch(number, end_below(part))


def part_under(heading: Block, number: int, outer: Element) -> Element:
    """Return the largest element in `outer` that begins with this heading."""
    part = heading.element
    while part is not outer and part.parent is not None and part.parent.first == number:
        part = part.parent
    return part


def is_title_of_another(block: Block) -> bool:
    """Whether a line is the title of a text that explains a document: 《…的通知》解读, or a heading with the word."""
    text = block.text
    if MENTIONS.search(text) is None or SENTENCE_MARK.search(text) or NUMBERED.match(text):
        return False
    return is_heading(block) or (not block.linked and OF_ANOTHER.search(text) is not None)


def has_own_day(tree: Tree, number: int) -> bool:
    """Whether a heading has a line about its day right below it, as the article's own has one."""
    block = tree.blocks[number]
    if not is_heading(block):
        return False
    below = tree.blocks[number + 1 : number + 1 + LEAD]
    return any(is_meta_line(one.text) and first_moment(one.text) for one in below if not one.linked)


def is_section(headed: Block, own: Element) -> bool:
    """Whether what is headed so and the article's own lines are sections of one text: elements of one kind, each under
    a heading of one kind."""
    part, other = branch_away(headed.element, own), branch_away(own, headed.element)
    headings = (child for child in other.children if child.tag == headed.element.tag)
    return (part.tag, part.identity) == (other.tag, other.identity) and next(headings, None) is not None


def is_heading(block: Block) -> bool:
    return block.element.tag in HEADINGS or "title" in block.element.identity or block.bold >= len(block.text)


def end_below(heading: Element) -> int:
    """Return where the text below a heading ends: at the next one of its kind, or with the element around both."""
    around = heading.parent
    after = (one for one in around.children if one.first > heading.first) if around is not None else ()
    return next((one.first for one in after if one.tag == heading.tag), around.end if around is not None else 0)


# Behind a tab


def behind_tabs(
    tree: Tree,
    weights: Sequence[float],
    own: Sequence[int],
    numbers: Sequence[int],
    heading: int | None,
    documents: set[Stretch],
) -> Iterator[Stretch]:
    """Yield the rows of tabs of which some, but not all, are called 解读, and the texts behind these.

    `numbers`: the blocks that may hold such a label. No paragraph of the article stands above its tabs.
    """
    done = rows = 0
    for number in numbers:
        block = tree.blocks[number]
        if number < done or len(block.text) > MAX_ROW:
            continue
        if rows >= MAX_ROWS:
            return
        if may_be_in_turn(block):
            rows += 1
            if pairs := labels_in_turn(tree, block.element):
                yield from explained_among(tree, weights, own, pairs)
                done = pairs[-1][1].end
                continue
        row, panels = None, list[Element]()
        if block.linked and SEVERAL.search(block.text):
            rows += 1
            row, panels = by_address(tree, number)
        row = row or row_of_tabs(tree, number)
        if row is None or not any(map(MENTIONS.search, row.labels)):
            continue
        rows += 1
        done = row.end
        panels = panels or panels_below(row)
        explained = [panel for panel, label in zip(panels, row.labels, strict=False) if MENTIONS.search(label)]
        others = [panel for panel in panels if panel not in explained]
        if not any(w >= PARAGRAPH for panel in others for w in weights[panel.first : panel.end]):
            continue
        if any(heading is not None and panel.first <= heading < panel.end for panel in explained):
            continue
        if not leads_away(tree, row.first, row.end) and not any(
            weights[at] >= PARAGRAPH for at in own if at < row.first
        ):
            named = (one for one, label in zip(panels, row.labels, strict=False) if is_of_the_document(label))
            documents.update(Stretch(panel.first, panel.end) for panel in named)
            yield Stretch(row.first, row.end)
            yield from (Stretch(panel.first, panel.end) for panel in explained)


def may_be_in_turn(block: Block) -> bool:
    """A label, and no heading: sections of a text have those."""
    return block.element.tag not in HEADINGS and EXPLAINS.match(block.text) is not None


def labels_in_turn(tree: Tree, label: Element) -> list[tuple[Element, Element]]:
    """Return the labels of one kind in one element that stand each above its text (<dt> and <dd>), with these texts."""
    around = label.parent
    parts = [one for one in around.children if one.end > one.first] if around is not None else []
    places = [at for at, one in enumerate(parts) if (one.tag, one.identity) == (label.tag, label.identity)]
    if len(places) < 2 or places != list(range(places[0], places[-1] + 1, 2)) or places[-1] + 1 >= len(parts):
        return []
    labels = [parts[at] for at in places]
    if any(
        one.end > one.first + 1 or len(tree.blocks[one.first].text) > MAX_LABEL or leads_away(tree, one.first, one.end)
        for one in labels
    ):
        return []
    return [(parts[at], parts[at + 1]) for at in places]


def explained_among(
    tree: Tree, weights: Sequence[float], own: Sequence[int], pairs: Sequence[tuple[Element, Element]]
) -> Iterator[Stretch]:
    """Yield the labels, and the texts of those that are called 解读, where another text says something."""
    explained = [text for label, text in pairs if MENTIONS.search(tree.blocks[label.first].text)]
    others = [text for _, text in pairs if text not in explained]
    first = pairs[0][0].first
    if any(w >= PARAGRAPH for text in others for w in weights[text.first : text.end]) and not any(
        weights[at] >= PARAGRAPH for at in own if at < first
    ):
        yield from (Stretch(label.first, label.end) for label, _ in pairs)
        yield from (Stretch(text.first, text.end) for text in explained)


class Tabs(NamedTuple):
    """A row of labels, blocks[first:end]; `around` is the innermost element that holds more than the row.

    `apart`: each label has an element of its own.
    """

    first: int
    end: int
    around: Element
    labels: list[str]
    apart: bool


def is_of_the_document(label: str) -> bool:
    return OF_THE_DOCUMENT.search(label) is not None and MENTIONS.search(label) is None


def by_address(tree: Tree, number: int) -> tuple[Tabs | None, list[Element]]:
    """Return a row of tabs in one block that are links to parts of this page, one of them called 解读, and these parts
    (<a href="#zw">正文</a><a href="#jd">解读</a>)."""
    block = tree.blocks[number]
    links = links_in(tree, number, number + 1)
    labels = [" ".join(link.text.split()) for link in links]
    names = [link.href[1:] for link in links if link.href.startswith("#") and len(link.href) > 1]
    if not 2 <= len(set(names)) == len(links) <= MAX_TABS or not any(map(EXPLAINS.match, labels)):
        return None, []
    if SEPARATOR.sub("", "".join(labels)) != SEPARATOR.sub("", block.text) or max(map(len, labels)) > MAX_LABEL:
        return None, []
    named = [one for one in tree.elements if "id" in one.attributes and one.end > one.first > number]
    found = {name: one for one in named if (name := one.attribute("id")) in names}
    row = Tabs(number, number + 1, block.element, labels, apart=False)
    return (row, [found[name] for name in names]) if len(found) == len(names) else (None, [])


def row_of_tabs(tree: Tree, number: int) -> Tabs | None:
    """Return the row of which a block is a label, or all of them; None where it is none of a row."""
    block = tree.blocks[number]
    element, row = block.element, block.element.parent
    while row is not None and len(row.children) == 1 and row.end == row.first + 1:
        row = row.parent  # it only wraps a label
    if row is not None and 2 <= len(row.children) <= MAX_TABS and row.end - row.first == len(row.children):
        labels = [one.text for one in tree.blocks[row.first : row.end]]
        is_row = all(child.end == child.first + 1 for child in row.children) and max(map(len, labels)) <= MAX_LABEL
        return Tabs(row.first, row.end, row.parent or row, labels, apart=True) if is_row else None
    if element.tag in HEADINGS:
        return None
    labels = list(filter(None, SEPARATOR.split(block.text)))
    if len(labels) == 1 and (joined := JOINED.match(block.text)):
        found = joined["first"] or joined["last"]
        rest = block.text.replace(found, "", 1)
        labels = [found, rest] if joined["first"] else [rest, found]
    is_row = 2 <= len(labels) <= MAX_TABS and max(map(len, labels)) <= MAX_LABEL
    around = element if element.end > element.first + 1 else element.parent or element
    return Tabs(number, number + 1, around, labels, apart=False) if is_row else None


def panels_below(row: Tabs) -> list[Element]:
    """Return the texts behind the tabs: as many elements of one make that follow the row, or that one element holds."""
    around, count = row.around, len(row.labels)
    for _ in range(LEVELS):
        after = [one for one in around.children if one.end > one.first >= row.end]
        if after:
            inner = [one for one in after[0].children if one.end > one.first]
            of_one_make = (some for some in (after[:count], inner) if len(some) == count and are_of_one_make(some, row))
            return next(of_one_make, [])
        if around.parent is None or around.first != row.first:
            return []
        around = around.parent
    return []


def are_of_one_make(panels: Sequence[Element], row: Tabs) -> bool:
    """Whether elements have one tag and, where the labels have no elements of their own, one name, but for a number
    and for what says which of them is shown."""
    if panels[0].tag in ("p", *HEADINGS) or len({panel.tag for panel in panels}) > 1:
        return False
    names = [set(FIGURE.sub("", panel.identity).split()) for panel in panels]
    return row.apart or bool(set.intersection(*names))


def leads_away(tree: Tree, first: int, end: int) -> bool:
    """Whether a link in a row of labels is one to another page: then it is a menu."""
    return any(link.href and not link.href.startswith(("#", "javascript:")) for link in links_in(tree, first, end))
