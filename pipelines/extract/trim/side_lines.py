"""Lines in a body that lead to the neighbours of the article or are for sale, known by how they stand together.

上一篇 and 下一篇 come in pairs, with the titles of other articles, linked or not. A slot of advertising is labelled in
an element of its own (广告), with what it sells in the same box or behind the label.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pipelines.extract.body.find import Body
from pipelines.extract.markup.tree import Block, Element, Tree
from pipelines.extract.words.line_patterns import simplified

__all__ = ["side_lines"]

# How each such line begins, before anything else is asked about it
BEGIN = r"(?:[上前]一|[上前]篇|[广廣推]|[赞贊]助|ads?\b|advert|sponsor|prev)"
BEGINS = re.compile(rf"[^\w。]*{BEGIN}", re.IGNORECASE)
HAS_BEGUN = re.compile(rf"<[^\w。<]*{BEGIN}", re.IGNORECASE)  # among all lines
OTHER = r"(?:篇|条|则|个|页|章|节|帖|主题|信息|新闻|文章|公告|记录)(?:文章|信息|新闻|公告|内容)?"
BEFORE = re.compile(rf"^(?:[^\w。]*(?:[上前]一({OTHER})|previous|prev\b))", re.IGNORECASE)
AFTER = re.compile(rf"^(?:[^\w。]*(?:[下后]一({OTHER})|next\b))", re.IGNORECASE)
# 上篇 and 下篇 are parts of a text as well: only with a link they are its neighbours
BEFORE_SHORT = re.compile(r"^[^\w。]*[上前](篇)(?=\s*[:：])")
AFTER_SHORT = re.compile(r"^[^\w。]*[下后](篇)(?=\s*[:：])")
SEPARATED = re.compile(r"\W|$")
MARKS = " \u3000:：>]】）)"
SENTENCE_ENDS = ("。", "；", "！", "？")
MAX_LINE = 120  # characters of a line with a title
MAX_APART = 3  # blocks from the one line to the other

FOR_SALE = re.compile(
    r"^[^\w。]*(?:广告|推广|赞助商?(?:链接|内容|广告)?|(?:ADS?|Advertisements?|Sponsored)\b)(?P<rest>.*)$",
    re.IGNORECASE,
)
MAX_SLOTS = 60  # of a page
MAX_SLOT = 4  # blocks of a slot,
MAX_SAID = 160  # characters in it,
MAX_SHARE = 0.25  # and of the body's prose
MAX_LABEL = 14
PROSE = 20.0  # weight of a paragraph
NO_LABEL = frozenset(("h1", "h2", "h3", "h4", "li", "dt", "dd", "td", "th"))


def side_lines(tree: Tree, body: Body) -> set[int]:
    """Return the blocks of the body that name the article's neighbours or advertise."""
    if HAS_BEGUN.search(tree.said) is None:
        return set()
    numbers = [number for number in range(body.first, body.end) if BEGINS.match(tree.blocks[number].text)]
    return {*neighbours(tree, body, numbers), *slots(tree, body, numbers)} if numbers else set()


def neighbours(tree: Tree, body: Body, numbers: Sequence[int]) -> Iterator[int]:
    """Yield the lines 上一篇 … and 下一篇 … that stand near one another, with titles in lines of their own."""
    blocks = tree.blocks
    for first in numbers:
        before = label_in(blocks[first], BEFORE, BEFORE_SHORT)
        if before is None:
            continue
        rest = before.string[before.end() :]
        if re.search(rf"(?:^|\W)[下后]一?{before[1]}" if before[1] else r"\bnext\b", rest, re.IGNORECASE):
            yield first  # both in one line
            continue
        last = next(
            (n for n in range(first + 1, min(body.end, first + 1 + MAX_APART)) if follows(blocks[n], before)), None
        )
        if last is None:
            if blocks[first].linked >= len(blocks[first].text) / 2:
                yield first  # the newest has no 下一篇
            continue
        if before.re is BEFORE_SHORT and not (blocks[first].linked or blocks[last].linked):
            continue
        has_title = last > first + 1 and rest.strip(MARKS) == "" and last + 1 < body.end and is_title(blocks[last + 1])
        yield from range(first, last + 1 + has_title)


def label_in(block: Block, whole: re.Pattern[str], short: re.Pattern[str]) -> re.Match[str] | None:
    """Return the label with which a line begins, no sentence: 上一篇, 下一篇."""
    if block.hidden or len(block.text) > MAX_LINE or (block.text.endswith(SENTENCE_ENDS) and not block.linked):
        return None
    text = simplified(block.text)
    found = whole.match(text) or short.match(text)
    if found is None or block.linked or (found[1] or "").startswith("篇"):
        return found
    return found if SEPARATED.match(text[found.end() :]) else None  # 前一条 may be a law's


def follows(block: Block, before: re.Match[str]) -> bool:
    after = label_in(block, AFTER, AFTER_SHORT)
    return after is not None and after[1] == before[1]


def is_title(block: Block) -> bool:
    return len(block.text) <= MAX_LINE and not block.text.endswith(SENTENCE_ENDS)


def slots(tree: Tree, body: Body, numbers: Sequence[int]) -> Iterator[int]:
    """Yield the blocks of slots of advertising: the label with a link behind it, or its box, or it alone."""
    prose = sum(body.weights.plain[body.first : body.end])
    labels = ((number, label) for number in numbers if (label := for_sale(tree.blocks[number])))
    for number, found in islice(labels, MAX_SLOTS):
        block = tree.blocks[number]
        rest = found["rest"].strip(f"{MARKS}·-—_[【(（|")
        if rest:
            if block.linked >= len(rest):
                yield number
            continue
        if (
            len(block.text) > MAX_LABEL
            or block.bold
            or block.element.tag in NO_LABEL
            or is_paragraph(block.element, body)
        ):
            continue
        box = box_around(block.element, body)
        said = sum(body.weights.plain[box.first : box.end])
        yield from range(box.first, box.end) if said <= MAX_SHARE * prose else (number,)
        after = box.end
        while after < body.end and tree.blocks[after].is_link:
            yield after
            after += 1


def for_sale(block: Block) -> re.Match[str] | None:
    return None if block.hidden or len(block.text) > MAX_SAID else FOR_SALE.match(simplified(block.text))


def is_paragraph(element: Element, body: Body) -> bool:
    """Whether an element stands among paragraphs of its kind."""
    around = element.parent.children if element.parent is not None else []
    like = (one for one in around if (one.tag, one.identity) == (element.tag, element.identity))
    return any(sum(body.weights.plain[one.first : one.end]) > PROSE for one in like)


def box_around(element: Element, body: Body) -> Element:
    """Return the largest element around a label that is small and not the body's own."""
    box = element
    while box.parent is not None and box.parent is not body.element and box.parent.end - box.parent.first <= MAX_SLOT:
        if box.parent.first < body.first or box.parent.end > body.end:
            break
        box = box.parent
    return box
