"""The article's own lines: those right below its head, in the element that follows it, up to links or the page's end.

There the place says what a line is. A notice may speak of organisers, registration numbers, scanning and copying, in
words that are the page's furniture elsewhere, and have links among its lines: an address, a form, the title of a law.
"""

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date

from pipelines.extract.markup.names import is_called_otherwise
from pipelines.extract.markup.tree import NAMES_FILE, Block, Element, Tree, branch_away, branch_of, links_in
from pipelines.extract.words.dates import YEAR, first_moment
from pipelines.extract.words.line_patterns import (
    FULL_DATE,
    is_cut_anywhere,
    is_disclaimer,
    is_furniture,
    is_meta_line,
    is_open_to_both,
    is_owner,
    is_said_of_sharing,
    is_statement,
    is_tail_start,
)

__all__ = [
    "COLONS",
    "FRAME_TAGS",
    "PARAGRAPH",
    "is_about_page",
    "is_frame_itself",
    "last_of_head",
    "next_own",
    "own_lines",
]

FRAME_TAGS = ("header", "footer", "nav", "aside", "form")
NEAR = 6  # blocks from the heading to the line with the date
MAX_LEADS = 3  # lines with a date without a heading: more of them are a list
MAX_HEAD = 14  # blocks of the head below heading or date
PARAGRAPH = 10.0  # weight: less is no paragraph of the article
LABEL = 5  # characters: a button
ROW_OF_LINKS = 2
HEADED = 2  # lines above links: one of the text, and their heading
DAY = 14  # characters at the end of a row of a list
NAME = 3  # characters
COLONS = ("：", ":")


def is_frame_itself(element: Element) -> bool:
    """Whether it is a part of the page's frame by its tag or its name."""
    return element.tag in FRAME_TAGS or is_called_otherwise(element)


def own_lines(tree: Tree, last: int | None) -> list[int]:
    """Return the numbers of the article's own lines, below the `last` line of its head; none where it has no head."""
    if last is None or last + 1 >= len(tree.blocks):
        return []
    found: list[int] = []
    head = tree.blocks[last].element
    of_frame = dict.fromkeys((head, *head.ancestors()), False)
    links: list[int] = []  # since the last line that is none
    goes_on = 0
    for number in place_below(tree, last):
        block = tree.blocks[number]
        if block.hidden or number < goes_on:
            continue
        if is_owner(block.text):
            break
        if is_tail_start(block.text, linked=block.linked > 0):
            goes_on = beyond_turn(tree, found, number)
            if not goes_on:
                break
            continue
        if block.is_link:
            links.append(number)
            continue
        if links:
            among = links_among(tree, found, links, number)
            if not among and len(links) >= ROW_OF_LINKS and not lead_into_page(tree, links):
                break
            found += among
            links = []
        if not is_of_frame(block.element, of_frame):
            found.append(number)
    return found + links_at_end(tree, found, links)


def links_among(tree: Tree, own: Sequence[int], links: Sequence[int], below: int) -> list[int]:
    """Return the links between the article's lines and the line `below` them if all are lines of one text; else none.

    No buttons, and no rows of a list with a day each, are; above the article's first line only what has a name.
    """
    following = tree.blocks[below]
    if is_about_page(following.text):
        return []
    if not own:
        return lines_of_text(tree, below, links) if all(is_named(tree.blocks[number]) for number in links) else []
    above = tree.blocks[own[-1]]
    is_between = any(is_line_next_to(tree.blocks[number], following) for number in own[-HEADED:])
    if not is_between and not is_plain_next_to(above.element, following.element):
        return []
    return lines_of_text(tree, own[-1], links, is_between=is_between)


def lead_into_page(tree: Tree, links: Sequence[int]) -> bool:
    """Whether all links in these blocks lead to places of the same page: a table of contents."""
    inside = (link for number in links for link in links_in(tree, number, number + 1))
    return all(len(link.href) > 1 and link.href[0] == "#" for link in inside)


def beyond_turn(tree: Tree, own: Sequence[int], number: int) -> int:
    """Return where the text goes on below a row of buttons, a box of links to other pages, or links below 相关阅读 in
    its midst: in a line next to its last one; 0 where it does not."""
    line, block = (tree.blocks[own[-1]], tree.blocks[number]) if own else (None, None)
    if line is None or block is None:
        return 0
    below = number + 1
    if is_line_next_to(line, block):
        while below < len(tree.blocks) and tree.blocks[below].is_link:
            below += 1
    elif line.element.parent is not None:
        box = branch_of(block.element, line.element.parent)
        if box.parent is not line.element.parent or box.first != number:
            return 0
        below = box.end
    if below >= len(tree.blocks) or (below == number + 1 and not is_cut_anywhere(block.text)):
        return 0
    following = tree.blocks[below]
    if following.hidden or following.is_link or not is_line_next_to(line, following):
        return 0
    is_other = is_about_page(following.text) or is_tail_start(following.text) or is_statement(following.text)
    return 0 if is_other or is_disclaimer(following.text) else below


def next_own(tree: Tree, own: Iterable[int], number: int) -> int:
    """Return the article's next own line from block `number` on, if it is one next to the last above; else `number`."""
    own = sorted(own)
    at = bisect_left(own, number)
    if not 0 < at < len(own) or own[at] == number:
        return number
    return own[at] if is_line_next_to(tree.blocks[own[at - 1]], tree.blocks[own[at]]) else number


def links_at_end(tree: Tree, own: Sequence[int], links: Sequence[int]) -> list[int]:
    """Return the links below the article's last line that it announces (：), or that have words of their own before an
    address: 报名网址：http://…"""
    if not own or not links:
        return []
    found = lines_of_text(tree, own[-1], links)
    if not found or announces(tree.blocks[own[-1]].text):
        return found
    named = (number for number in found if is_named(tree.blocks[number]))
    return [number for number, other in zip(named, found, strict=False) if number == other]


def lines_of_text(tree: Tree, number: int, links: Sequence[int], *, is_between: bool = False) -> list[int]:
    """Return those of the links that say something of their own, if all stand next to this line as lines of one text
    do, or in a list that it announces, or that stands between it and another line of its kind."""
    line = tree.blocks[number]
    blocks = [tree.blocks[number] for number in links]
    if sum(FULL_DATE.search(block.text, max(0, len(block.text) - DAY)) is not None for block in blocks) >= ROW_OF_LINKS:
        return []
    if not all(is_line_next_to(line, block) or is_listed_below(line, block, is_between) for block in blocks):
        return []
    return [link for link in links if not is_about_page(tree.blocks[link].text)]


def is_line_next_to(line: Block, other: Block) -> bool:
    """Whether two blocks are lines of one element, elements of one tag next to each other, or alone in two of one kind:
    in rows of a layout."""
    one, two = line.element, other.element
    if one is two:
        return True
    if one.parent is not two.parent:
        one, two = alone_in(one), alone_in(two)
        if one.identity != two.identity:
            return False
    return one.tag == two.tag and one.parent is two.parent and not is_frame_itself(two)


def alone_in(element: Element) -> Element:
    """Return the outermost element that holds no other block than this one."""
    while element.parent is not None and element.parent.end - element.parent.first == element.end - element.first:
        element = element.parent
    return element


def is_plain_next_to(one: Element, other: Element) -> bool:
    """Whether it is a line next to another in an element without a name, of whatever tag: a signature."""
    return one.parent is other.parent and not other.identity and not is_frame_itself(other)


def is_listed_below(line: Block, item: Block, is_between: bool) -> bool:
    """Whether a block stands in a list next to the line, and the line announces one, or the text goes on below it."""
    outer = line.element.parent
    return (
        outer is not None and (is_between or announces(line.text)) and is_list_in(outer, branch_of(item.element, outer))
    )


def announces(text: str) -> bool:
    return len(text) >= LABEL and text.endswith(COLONS)


def is_list_in(outer: Element, around: Element) -> bool:
    return around.parent is outer and around.tag in ("ul", "ol") and not is_frame_itself(around)


def is_named(link: Block) -> bool:
    """Whether a line that is mostly a link has words of its own, its name or those around an address, or is a file."""
    text = link.text
    if NAMES_FILE.search(text):
        return True
    return len(text) - link.linked >= NAME and ("://" in text or "@" in text or any(mark in text for mark in COLONS))


def is_about_page(text: str) -> bool:
    return is_meta_line(text) or is_cut_anywhere(text) or is_furniture(text)


def last_of_head(
    tree: Tree,
    weights: Sequence[float],
    metas: Sequence[int],
    meta: float,
    heading: int | None,
    inside: Container[int] = (),
) -> int | None:
    """Return the last line of the article's head: title, date, source, buttons.

    `metas` are the lines about a text by their words, `meta` the weight by which these are known, unless they are
    `inside` the text and its own; `heading` is the number of the page's heading.
    """
    if heading is not None:
        lead = lead_below(tree, heading, weights, meta, first_table(tree, heading))
        last = heading if lead is None else lead
    else:
        dated = [at for at in metas if weights[at] == meta and YEAR.search(tree.blocks[at].text)]
        if not 1 <= len(dated) <= MAX_LEADS:
            return None
        last = lead = dated[0]
    first = last
    for number in range(last + 1, min(len(tree.blocks), last + MAX_HEAD, first_table(tree, last))):
        block = tree.blocks[number]
        if not block.hidden:
            if (
                number in inside
                or not is_of_head(block, weights[number] == meta)
                or (
                    lead is not None
                    and is_open_to_both(block.text)
                    and day_of(tree.blocks[lead].text) not in (None, day_of(block.text))
                )
            ):
                break
            last = number
    return above_first_label(tree, first, last)


def above_first_label(tree: Tree, first: int, last: int) -> int:
    """Return `last`, or the line above the short ones at its end that are like the text's lines and stand in one
    element with them, without the head's `first` line: 项目概况 heads the text, 打印 does not."""
    head = (tree.blocks[first].element, *tree.blocks[first].element.ancestors())
    end = last
    while end > first and is_first_label(tree, end, head):
        end -= 1
    return end


def is_first_label(tree: Tree, number: int, head: Sequence[Element]) -> bool:
    block = tree.blocks[number]
    if block.hidden or len(block.text) >= LABEL or number + 1 >= len(tree.blocks) or is_cut_anywhere(block.text):
        return False
    one, other = block.element, tree.blocks[number + 1].element
    is_like = one.parent is other.parent and (one.tag, one.identity) == (other.tag, other.identity)
    return is_like and one.parent not in head and not is_meta_line(block.text)


def day_of(text: str) -> date | None:
    moment = first_moment(text)
    return moment.day if moment else None


def first_table(tree: Tree, number: int) -> int:
    """Return where the first table of data below a block begins: the head ends there, whatever its cells say."""
    for table in tree.tables:
        is_data = table.is_content or (table.heads and not table.directory)
        if is_data and table.element.first > number:
            return table.element.first
    return len(tree.blocks)


def lead_below(tree: Tree, heading: int, weights: Sequence[float], meta: float, limit: int) -> int | None:
    """Return the first line with a year about the text below the heading and above `limit`, unless a sentence stands
    between."""
    for number in range(heading + 1, min(limit, heading + NEAR + 1)):
        text = tree.blocks[number].text
        if weights[number] == meta and YEAR.search(text):
            return number
        if not tree.blocks[number].hidden and text.endswith(("。", "；", "！")):
            return None
    return None


def is_of_head(block: Block, is_meta: bool) -> bool:
    is_about = is_meta or is_meta_line(block.text) or is_cut_anywhere(block.text)
    return len(block.text) < LABEL or (is_about and not is_said_of_sharing(block.text, goes_on=False))


def place_below(tree: Tree, last: int) -> Iterator[int]:
    """Give the blocks of the element that follows the head, or of its neighbours of the same kind where it is a
    paragraph, and of lists that these announce."""
    first = last + 1
    element = tree.blocks[first].element
    branch = branch_away(element, tree.blocks[last].element)
    if branch.end - branch.first > 1 and branch.first >= first:
        yield from range(first, branch.end)
        return
    outer = branch.parent
    if outer is None or branch.children:
        yield first
        return
    for number in range(first, outer.end if branch.first >= first else branch.end):
        found = branch_of(tree.blocks[number].element, outer)
        if is_list_in(outer, found) and found.first > first:
            if not announces(tree.blocks[found.first - 1].text):
                return
        elif (found.tag, found.identity) != (branch.tag, branch.identity) or found.children:
            return
        yield number


def is_of_frame(element: Element, known: dict[Element, bool]) -> bool:
    """Whether the element, or one around it that does not hold the head, is named for something else.

    `known` holds what was found before; the elements around the head are in it.
    """
    around: Element | None = element
    waiting = []
    while around is not None and around not in known:  # no recursion: pages nest as deep as they like
        waiting.append(around)
        around = around.parent
    found = around is not None and known[around]
    for inner in reversed(waiting):
        found = known[inner] = found or is_frame_itself(inner)
    return found
