"""Parts of a link that are none of its title: a summary below it, a button, its hits, an arrow, its day.

    <a href="content_1.html"><b>关于…的通知</b><p>近日，县政府办公室印发…，要求…。</p><i>查看更多</i></a>

Each stands in an element or a line of its own; what is only set off within a title is part of it.
"""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from pipelines.extract.lines.labels import FIELD_OF
from pipelines.lists.data.row_keys import DAY_NAME
from pipelines.lists.dates import NARROW, is_a_day
from pipelines.lists.days.whole_days import is_of_words, is_whole_day
from pipelines.lists.titles import LONG_TITLE, SAYS_NOTHING, folded, innermost_parts, is_cut, is_prose

__all__ = ["first_line", "is_summary_of", "marks_of", "title_part"]

MAX_CHILDREN = 12
ARROW = re.compile(r"[>»→\s]+")
BUTTON = re.compile(r"[^\W\d_]{3}|^\W")  # of three letters, or in brackets: 查看更多, [详情]
FIELD = re.compile(r"([^\W\d_]{2,8})\s?:.{0,24}")
MADE_FOR_MARKS = frozenset(("i", "sup", "label", "span", "em", "font", "b", "strong"))
MARK = re.compile(r"[\[【]?(?:[^\W\d_]{2,5}|[A-Za-z]{2,5}!)[\]】]?")
TITLES = ("title", "letter_title")

Part = tuple[LexborNode, str]  # an element or a text between elements, and its words


def title_part(node: LexborNode) -> str:
    """Return the title of a link that holds more around it; empty where nothing is known to be more."""
    parts = parts_in(node)
    kept = list(parts)
    while len(kept) > 1 and kept[-1][0].tag != "-text" and (is_no_title(kept[-1][1]) or is_day_among(kept, parts)):
        kept.pop()
    if len(kept) > 1 and is_day_at(0, kept):
        kept = kept[1:]
    texts = [text for _, text in kept]
    if len(texts) > 1 and is_summary_of(texts[0], texts[1:]):
        return texts[0]
    return " ".join(texts) if len(kept) < len(parts) else ""


def first_line(node: LexborNode) -> str:
    """Return the first text of a link, days left out."""
    return next((text for _, text in parts_in(node) if not is_a_day(text)), "")


def marks_of(node: LexborNode, title: str) -> tuple[str, ...]:
    """Return the short words at the ends of a link and its title that stand in elements made for them: 置顶, NEW."""
    if node.child is None or node.child.next is None:
        return ()
    ends = [(node.child, "{} "), (node.last_child, " {}")]
    found = [(folded(end), end, where) for end, where in ends if end is not None and end.tag in MADE_FOR_MARKS]
    return tuple(
        text
        for text, end, where in found
        if MARK.fullmatch(text) and is_made_for(end, text)
        if (title.startswith(where.format(text)) if where[0] == "{" else title.endswith(where.format(text)))
    )


def is_made_for(element: LexborNode, text: str) -> bool:
    """Whether an element is more than a colour for words of the title."""
    return element.tag in ("i", "sup", "label") or text.isascii() or bool(element.attributes.get("class"))


def parts_in(node: LexborNode) -> list[Part]:
    """Return the parts next to each other in a link, within what only wraps them; none where there are too many."""
    parts = innermost_parts(node, MAX_CHILDREN + 1)
    return parts if len(parts) <= MAX_CHILDREN else []


def is_no_title(text: str) -> bool:
    """Whether an element at a title's end is a button, an arrow or another particular: [详情], >>, 点击：4000."""
    if ARROW.fullmatch(text):
        return True
    if SAYS_NOTHING.match(text):
        return BUTTON.search(text) is not None and any(letter.isalpha() for letter in text)
    field = FIELD.fullmatch(text.translate(NARROW))
    return field is not None and FIELD_OF.get(field[1], "title") not in TITLES


def is_day_among(kept: Sequence[Part], parts: Sequence[Part]) -> bool:
    """Whether a day ends the parts that are left, and stands before or after something else that is no title, or is
    one as a whole."""
    text = kept[-1][1]
    is_set_apart = any(letter.isdecimal() for letter in text) and is_a_day(text)
    if is_set_apart and (len(kept) < len(parts) or is_behind_no_title(kept)):
        return True
    return is_day_at(-1, kept)


def is_behind_no_title(kept: Sequence[Part]) -> bool:
    return len(kept) > 2 and kept[-2][0].tag != "-text" and is_no_title(kept[-2][1])


def is_day_at(end: int, kept: Sequence[Part]) -> bool:
    """Whether the element at an end of a link says nothing but a day. One in words may be set off within a title
    (<b>今天</b>起停水), unless it is made for days or stands apart from the text next to it."""
    element, text = kept[end]
    if element.tag == "-text" or not is_whole_day(text):
        return False
    if not is_of_words(text) or element.tag == "time" or DAY_NAME.search(element.attributes.get("class") or ""):
        return True
    return stands_apart(end, kept) or all(part.tag != "-text" for part, _ in kept)


def stands_apart(end: int, kept: Sequence[Part]) -> bool:
    """Whether a space parts the element at an end of a link from the text next to it."""
    near = (kept[1] if end == 0 else kept[-2])[0]
    text = (near.text() or "") if near.tag == "-text" else ""
    return text[:1].isspace() if end == 0 else text[-1:].isspace()


def is_summary_of(title: str, rest: Sequence[str]) -> bool:
    """Whether what stands behind a title is sentences, or the beginning of some, and more than the title."""
    if len(title) < LONG_TITLE or is_prose(title) or is_a_day(title):
        return False
    texts = [text for text in rest if not is_a_day(text)]
    if not texts or texts[0].startswith(title):
        return False
    text = " ".join(texts)
    return is_prose(text) or (is_cut(text) and "，" in text and not is_cut(title))
