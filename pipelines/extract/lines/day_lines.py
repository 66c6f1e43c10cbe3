"""Lines that say a day and little else: （2024年5月29日）, 市园林中心 2024年5月29日, 29 next to 2024-05.

By its words such a line may be the day of publication or belong to the text (a signature, when a law was passed), so
its place decides: right below the page's heading, and apart from the paragraphs.
"""

import re
from collections.abc import Sequence

from pipelines.extract.markup.tree import Block, Element
from pipelines.extract.words.dates import Moment, day_by_itself, first_moment, without_day
from pipelines.extract.words.line_patterns import DATE, DOCUMENT_NUMBER, IN_SENTENCE, OFFICE, is_meta_line
from pipelines.extract.words.spaced_days import states_day

__all__ = ["day_of", "is_apart", "is_day_line", "is_numbered_day", "is_template_day", "may_state_day", "parts_of_day"]

MAX_LENGTH = 60  # characters of the line, and
MAX_REST = 24  # of what it says next to the day
MAX_PART = 12  # of a day's parts, each in an element of its own
FIGURE = re.compile("[0-9０-９一二]")
PART = re.compile(r"(?:(?:19|20)\d\d年?|\d\d?[日月]?|\d\d?[-./月]\d\d?日?|(?:19|20)\d\d[-./年]\d\d?月?)")
# What stands with a day and says nothing more
ALONG = re.compile(
    r"星期[一二三四五六日天]|周[一二三四五六日天]|农历\S{2,8}|\d\d?[:：]\d\d(?:[:：]\d\d)?|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
MARKS = re.compile(r"^[\W_]+|[\W_]+$")
# More than one day, the hours of an event, or a day of another kind
OTHERWISE = re.compile(
    r"\d|时间|日期|[至到起止前后]|[上下]午|通过|施行|修[订正]|[号令次]|成文|生效|失效|废止|印发|签发|截止|开始|结束|有效|更新|修改"
)
OFFICE_AND_DAY = re.compile(
    rf"(?:{OFFICE.pattern})[\s|]+发布(?:时间|日期)\s*[:：]\s*{DATE}日?(?:\s*\d\d?:\d\d(?::\d\d)?)?"
)
# 校办〔2026〕15号 | 2026/6/28
NUMBER_AND_DAY = re.compile(
    rf"(?:{DOCUMENT_NUMBER.pattern})\s*[|｜/·]\s*{DATE}日?|{DATE}日?\s*[|｜/·]\s*(?:{DOCUMENT_NUMBER.pattern})"
)
# The number of a document, a case or a notice, before its day
NUMBER = re.compile(
    rf"[（(]?(?:{DOCUMENT_NUMBER.pattern})[）)]?|[（(〔\[]20\d\d[）)〕\]][\u4e00-\u9fff]\d{{2,4}}[\u4e00-\u9fff]{{1,3}}\d{{1,6}}号|编号\s*[:：]\s*[\w-]{{1,20}}(?=\s)"
)
LETTER = re.compile("[A-Za-z]")
PUBLISHED = re.compile(r"(?:published|posted)\b", re.IGNORECASE)
PARAGRAPHS = 2  # elements of one kind next to one another: more are a text's paragraphs


def day_of(text: str) -> Moment | None:
    """Return the day that a short line states, also where its year is short or stands apart; None for any other."""
    return first_moment(text) or day_by_itself(text)


def may_state_day(text: str) -> bool:
    """A quick look, to spare most lines the rest."""
    return len(text) <= MAX_LENGTH and FIGURE.search(text) is not None


def is_day_line(text: str) -> bool:
    """Whether a line states one day, and next to it at most a name."""
    if not may_state_day(text):
        return False
    if day_by_itself(text) is not None:
        return True
    rest = without_day(text)
    if rest == text:
        return False
    if LETTER.search(rest) and (stated := states_day(text)) is not None:
        return stated
    rest = MARKS.sub("", ALONG.sub("", MARKS.sub("", rest)))
    return len(rest) <= MAX_REST and not OTHERWISE.search(rest) and not IN_SENTENCE.search(rest)


def is_numbered_day(text: str) -> bool:
    """Whether a line is a number and the day behind it (清政〔2026〕4号 2026-07-17), or says in words that stand apart
    when the text was published: `Published 2026-05-12`, `12 May 2026 | Traffic Police`."""
    if not may_state_day(text):
        return False
    if number := NUMBER.match(text):
        rest = text[number.end() :].lstrip(" 　|｜/·")
        return bool(rest) and (is_day_line(rest) or is_meta_line(rest))
    return states_day(text) is True or (PUBLISHED.match(text) is not None and is_day_line(text))


def parts_of_day(blocks: Sequence[Block]) -> str | None:
    """Return the first two blocks as one text, if each is a part of a day and both together are one; else None."""
    if len(blocks) < 2 or len(blocks[0].text) > MAX_PART or len(blocks[1].text) > MAX_PART:
        return None
    if not all(PART.fullmatch(block.text) for block in blocks[:2]):
        return None
    joined = f"{blocks[0].text} {blocks[1].text}"
    return joined if day_by_itself(joined) is not None else None


def is_apart(block: Block, following: Block) -> bool:
    """Whether a line stands in an element of its own, and not as the first of the paragraphs that follow it."""
    one, other = block.element, following.element
    if one is other:
        return False
    if one.parent is not other.parent:
        return True
    if one.tag == other.tag == "p":
        return False
    if kind_of(one) != kind_of(other):
        return True
    siblings = [] if one.parent is None else one.parent.children
    return sum(kind_of(sibling) == kind_of(one) for sibling in siblings) <= PARAGRAPHS


def kind_of(element: Element) -> tuple[str, str]:
    return element.tag, element.attributes


def is_template_day(text: str) -> bool:
    """The number of a document, or an office, and the day as only a template puts them together."""
    if text[-1] not in "号日0123456789" or len(text) >= MAX_LENGTH:
        return False
    return NUMBER_AND_DAY.fullmatch(text) is not None or OFFICE_AND_DAY.fullmatch(text) is not None
