"""What the page shows beyond the article's element: hints to visitors, another column, the foot of the page.

Its place says so, whatever its words: the article has its head and its own lines below it, and the element that holds
both has ended. A page may also break its text off there and go on in another element, so what is announced, bears a
heading of an annex, is a table of data or is much more than the article's own lines stays what it is.
"""

import re
from collections.abc import Iterator, Sequence

from pipelines.extract.body.companions import ANNEX, QUOTED
from pipelines.extract.body.letters import is_answer
from pipelines.extract.body.own_lines import PARAGRAPH, is_frame_itself
from pipelines.extract.body.page_copies import BAD
from pipelines.extract.heading.page_titles import bare
from pipelines.extract.lines.day_lines import is_day_line
from pipelines.extract.markup.names import is_called_otherwise, known_container
from pipelines.extract.markup.tree import (
    HEADINGS,
    PAGE,
    Element,
    Stretch,
    Tree,
    branch_away,
    common_element,
    elements_from,
)
from pipelines.extract.words.line_patterns import is_furniture, is_owner
from pipelines.extract.words.one_matter import is_of_one_matter

__all__ = ["WHOLE", "are_lines", "beyond_article", "beyond_hollow", "beyond_pictured", "hollow_article"]

FEW = 2  # paragraphs: one line next to a short text is not the text that it opens
FEWEST_LINES = 2  # of a text of short lines
LEAST_SAID = 20  # characters in them
MAX_SAID_BY = 40  # characters of a line with a reader's name and the time
MAX_TIME = 20  # characters
TIME = re.compile(r"\d\d?[:：]\d\d|\d\s?(?:分钟|小时|天)前")
TO_VISITOR = re.compile("您|[本此该](?:网|站|页)|页面|网页|网站")
MUCH_MORE = 2  # times the weight of the article's own lines
LAST_LINES = 2  # of the own lines, among which the day of a signature stands
FIRST_LINES = 2  # of a part, among which its heading stands
LISTS = ("ul", "ol", "dl")  # of fields: the article goes on next to them
WHOLE = (*PAGE, "header")  # the whole page, or a head that holds a summary
IN_BRACKETS = re.compile(r"^[（(].*[）)]$")  # what a head says of a law: （2024年3月1日市政府常务会议通过）
ENDS = ("。", "！", "；", "：", ".", "!", "”", '"')  # of a sentence; names above a day sign nothing
ANNOUNCES = ("：", ":", "如下。", "如下", "附后。")


def beyond_article(
    tree: Tree, weights: Sequence[float], own: Sequence[int], heading: int | None, meta: float
) -> list[Stretch]:
    """Return the parts with prose that stand below the article's element.

    `own` are the article's own lines, `heading` is the block that `<title>` repeats, `meta` the weight of lines about
    the text.
    """
    said = [number for number in own if weights[number] > 0 and says_something(tree.blocks[number].text)]
    head = heading if heading is not None else next((at for at in range(len(weights)) if weights[at] == meta), None)
    is_prose = any(weights[number] >= PARAGRAPH for number in said)
    if head is None or not own or head >= own[0] or not (is_prose or are_lines(tree, weights, own)):
        return []
    last = tree.blocks[own[-1]].text
    if last.endswith(ANNOUNCES) or is_answer(last):
        return []
    article = common_element(tree, head, own[-1] + 1)
    place = branch_away(tree.blocks[own[0]].element, tree.blocks[head].element)
    if place is not article and known_container(place):
        article = place
    if article.tag in LISTS and article.parent is not None:
        article = article.parent
    if article.tag in WHOLE:
        return []
    parts = list(others(tree, weights, article, (place.tag, place.identity), own))
    if not is_prose:
        return [part for part in parts if is_no_text(tree, weights, part, tree.blocks[head].text)]
    if not is_signed(tree, own) or not any(tree.blocks[number].text.endswith(ENDS) for number in said):
        parts = without_sections(tree, parts, head, article.end)
        prose = {part: [at for at in range(*part) if weights[at] >= PARAGRAPH] for part in parts}
        loose = {part: found for part, found in prose.items() if len(found) > FEW or not is_frame(tree, part)}
        title = tree.blocks[head].text
        loose = {part: found for part, found in loose.items() if not is_said_by_others(tree, found, title)}
        more = [weights[at] for found in loose.values() for at in found]
        least = 1 if len(said) == 1 and opens_text(tree, article, said[0], parts) else FEW
        if len(more) >= least and sum(more) > MUCH_MORE * sum(weights[number] for number in said):
            return [part for part in parts if part not in loose]
    return parts


def are_lines(tree: Tree, weights: Sequence[float], own: Sequence[int]) -> bool:
    """Whether the article's own lines are a text of short lines: names, telephone numbers, times."""
    lines = [tree.blocks[number].text for number in own if weights[number] > BAD]
    return len(lines) >= FEWEST_LINES and sum(map(len, lines)) >= LEAST_SAID


def is_no_text(tree: Tree, weights: Sequence[float], part: Stretch, heading: str) -> bool:
    """Whether a part below an article of short lines is none of it: a paragraph for the visitor, or what others say."""
    prose = [number for number in range(*part) if weights[number] >= PARAGRAPH]
    if len(prose) >= FEW or is_timed(tree, prose[0]):
        return is_said_by_others(tree, prose, heading)
    text = tree.blocks[prose[0]].text
    return TO_VISITOR.search(text) is not None and not is_of_one_matter(heading, text)


def is_said_by_others(tree: Tree, prose: Sequence[int], heading: str) -> bool:
    """Whether each of these paragraphs bears a time and they speak of another matter than the heading: readers'
    comments."""
    if not all(is_timed(tree, number) for number in prose):
        return False
    return not is_of_one_matter(heading, " ".join(tree.blocks[number].text for number in prose))


def is_timed(tree: Tree, number: int) -> bool:
    """Whether a short line with a time stands right above a paragraph, in one element with it; or an item of a list
    ends with a time."""
    above, block = tree.blocks[number - 1], tree.blocks[number]
    if block.element.tag == "li" or (block.element.parent is not None and block.element.parent.tag == "li"):
        return TIME.search(block.text, max(0, len(block.text) - MAX_TIME)) is not None
    if len(above.text) > MAX_SAID_BY or TIME.search(above.text) is None:
        return False
    return above.element.parent is block.element.parent or above.element is block.element.parent


def opens_text(tree: Tree, article: Element, summary: int, parts: Sequence[Stretch]) -> bool:
    """Whether the article's only paragraph stands in its head without an element around it, and the only prose below is
    text alone, right next to the head: a summary, and the text."""
    place = tree.blocks[summary].element
    if place is not article and (place.parent is not article or place.children or known_container(place)):
        return False
    if len(parts) != 1 or parts[0].first != article.end:
        return False
    part = branch_away(tree.blocks[parts[0].first].element, tree.blocks[summary].element)
    return part.parent is article.parent and is_text_alone(tree, part)


def says_something(text: str) -> bool:
    """Whether it is a line of the text, and not its day or what a head says of a law."""
    return not IN_BRACKETS.match(text) and not is_day_line(text)


def hollow_article(tree: Tree, heading: int | None, last: int | None) -> Element | None:
    """Return the article's element where nothing stands in it below the head's `last` line but an empty place for the
    text: a known container, or one with an id or elements in it on a page that has only its frame below."""
    if last is None:
        return None
    start = last if heading is None else heading
    for place in elements_from(tree, start + 1, last + 2):
        if place.first < place.end or place.hidden or not place.attributes or is_called_otherwise(place):
            continue
        article = place
        while article.parent is not None and article.first > start:
            article = article.parent
        if article.tag in WHOLE or article.end > last + 1:
            continue
        below = elements_from(tree, article.end, len(tree.blocks))
        if known_container(place):
            return None if any(map(holds_text, below)) else article
        if (place.children or " id=" in place.attributes) and is_frame_alone(tree, below):
            return article
    return None


def is_frame_alone(tree: Tree, below: Sequence[Element]) -> bool:
    """Whether these elements, in page order, hold text and are the page's frame by tag, name or the owner's line."""
    end = -1
    for element in below:
        if element.first < end or element.first == element.end or element.hidden:
            continue
        end = element.end
        is_owned = any(is_owner(block.text) for block in tree.blocks[element.first : end])
        if not is_owned and not is_frame_itself(element):
            return False
    return end >= 0


def holds_text(element: Element) -> bool:
    return element.end > element.first and not element.hidden and known_container(element)


def beyond_hollow(tree: Tree, weights: Sequence[float], article: Element) -> list[Stretch]:
    """Return the parts with prose below an article without a text, but for what may be that text itself."""
    parts = others(tree, weights, article, (article.tag, article.identity), ())
    return [
        part
        for part in parts
        if is_frame(tree, part) or sum(weights[number] >= PARAGRAPH for number in range(*part)) <= FEW
    ]


def beyond_pictured(tree: Tree, weights: Sequence[float], article: Element) -> list[Stretch]:
    """Return the parts with prose below an article of pictures."""
    return list(others(tree, weights, article, (article.tag, article.identity), ()))


def others(
    tree: Tree,
    weights: Sequence[float],
    article: Element,
    kind: tuple[str, str],
    own: Sequence[int],
) -> Iterator[Stretch]:
    """Yield the parts of the page with prose below an element, up to an annex of its text.

    `kind` is that of the element with the article's `own` lines.
    """
    kinds = {kind, (article.tag, article.identity)} - {(kind[0], ""), (article.tag, "")}
    holding = {article, *article.ancestors()}
    tables = {number for table in tree.tables if table.is_content for number in range(table.first, table.end)}
    named: set[str] | None = None
    end = article.end
    while end < len(tree.blocks):
        first, part = end, tree.blocks[end].element
        while part not in holding and part.parent is not None and part.parent not in holding:
            part = part.parent
        end = first + 1 if part in holding else max(part.end, first + 1)
        if not any(weights[number] >= PARAGRAPH for number in range(first, end)):
            continue
        above = [block.text for block in tree.blocks[first : min(first + FIRST_LINES, end)]]
        if named is None:
            named = {bare(name) for number in own for name in QUOTED.findall(tree.blocks[number].text)}
        if any(ANNEX.match(text) or bare(text) in named for text in above):
            return
        if any(is_answer(text) for text in above):
            return
        if part in holding or part.tag == "p" or known_container(part) or (part.tag, part.identity) in kinds:
            continue  # loose lines are the text's where a container was closed too early
        if goes_on_in(tree, article, part):
            continue
        if tables.isdisjoint(range(first, end)) and not is_signed(tree, range(first, end)):
            yield Stretch(first, end)


def goes_on_in(tree: Tree, article: Element, part: Element) -> bool:
    """Whether a part stands right next to the article's element in one that is not the page, and is text alone, without
    a heading, links or pictures: a note, whom to ask."""
    if part.parent is None or part.parent is not article.parent or part.parent.tag in WHOLE:
        return False
    return is_text_alone(tree, part)


def is_text_alone(tree: Tree, part: Element) -> bool:
    """Whether a part has no heading, links or pictures, and is no frame of the page."""
    blocks = tree.blocks[part.first : part.end]
    if any(block.linked or block.element.tag in HEADINGS for block in blocks) or is_frame(
        tree, Stretch(part.first, part.end)
    ):
        return False
    return not any(part.first <= picture.block < part.end for picture in tree.images)


def is_signed(tree: Tree, numbers: Sequence[int]) -> bool:
    """Whether a day by itself stands at the end, as below a text."""
    return any(is_day_line(tree.blocks[number].text) for number in numbers[-LAST_LINES:])


def without_sections(tree: Tree, parts: list[Stretch], head: int, end: int) -> list[Stretch]:
    """Leave out the parts from `end` on that are sections below the page's heading: each begins with an `h2`, and the
    heading is an `h1`."""
    sections = 0
    if tree.blocks[head].element.tag == "h1":
        while sections < len(parts) and parts[sections].first == end:
            if tree.blocks[end].element.tag != "h2" or is_frame(tree, parts[sections]):
                break
            end = parts[sections].end
            sections += 1
    return parts[sections:]


def is_frame(tree: Tree, part: Stretch) -> bool:
    """Whether a part is the page's frame by its tag or name, or has furniture in it."""
    element = common_element(tree, *part)
    if is_frame_itself(element):
        return True
    return any(is_furniture(block.text) for block in tree.blocks[part.first : part.end])
