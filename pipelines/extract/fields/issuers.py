"""Who a bulletin is from: the 来源 that the page shows, its `ContentSource`, the 发布机构, an office next to the day.

市发展改革委 2026-06-28 15:20 under the heading has no label. There the place says what the name is: right before or
behind the day, with nothing but fields and buttons next to them; the name itself must be one of an office or a paper,
for an author's stands there as well.
"""

import re
from collections.abc import Iterator, Sequence

from pipelines.extract.fields.numbers import NOTHING
from pipelines.extract.lines.day_lines import ALONG
from pipelines.extract.lines.labels import NAMES, Field
from pipelines.extract.markup.tree import Block
from pipelines.extract.trim.spaced_lines import source_in
from pipelines.extract.words.dates import YEAR, day_spans
from pipelines.extract.words.line_patterns import OFFICE, simplified
from pipelines.extract.words.spaced_days import office_by_day

__all__ = ["issuer", "named_below"]

CUT = re.compile(r"\s*(?:…+|\.{2,}|。{2,})$")
MAX_LINE = 100  # characters of a line with day and office
LABEL_OF_DAY = re.compile(
    rf"[\s|｜/·,，]*(?:{'|'.join(NAMES[field] for field in ('published', 'updated', 'answered', 'dated'))})?[\s:：于]*$"
)
AGO = re.compile(r"\d{1,3}\s*(?:分钟|小时|天|周|个月)前")  # what a script writes in the place of a day
# Where a name ends: other fields, counters, buttons, and marks between them
NAME_ENDS = re.compile(
    r"\s|[|｜/\[【（(,，:：]|浏览|点击|阅读|访问|字[体号]|打印|分享|收藏|关闭|来源|作者|编辑|审核|责编|撰稿|发布(?=\W|时间|日期|$)|T\b"
)
MARKS = " 　|｜丨/·•-—,，:：;；"
LEADING = MARKS + "]】）)日据答"  # 12日 人民日报, 据新华社; 答 is a mark in a tag of its own


def issuer(fields: dict[Field, list[str]], metas: dict[str, str], office: str | None) -> str | None:
    """Return the 来源 as the page shows it, else its `ContentSource`, else the 发布机构 (`office`); None when it says
    none.

    One that the page cuts short (国家税务总局某某县…) is given whole where `ContentSource` has it.
    """
    whole = metas.get("contentsource", "")
    shown = next((value for value in fields.get("source", []) if not NOTHING.match(value)), None)
    if shown and whole.startswith(CUT.sub("", shown)):
        return whole if CUT.search(shown) else shown
    return shown or (None if NOTHING.match(whole) else whole) or office


def named_below(lines: Sequence[Block]) -> str | None:
    """Return who one of these lines, which stand below the heading, says the text is from: in English, or without a
    label next to the day."""
    for number, block in enumerate(lines):
        name = None if block.hidden else source_in(block.text)
        # next to the day, for whose a picture is has the same label
        if name and any(YEAR.search(other.text) for other in lines[max(0, number - 1) : number + 2]):
            return name
        if name := None if block.hidden else office_by_day(block.text):
            return name
    return next_to_day(lines)


def next_to_day(lines: Sequence[Block]) -> str | None:
    """Return the office or paper that a line has next to its only day."""
    for number, block in enumerate(lines):
        text = block.text
        if block.hidden or len(text) > MAX_LINE:
            continue
        spans = day_spans(text) or [ago.span() for ago in AGO.finditer(text)]
        if len(spans) != 1:
            continue
        (first, end), *_ = spans
        label = LABEL_OF_DAY.search(simplified(text[:first]))
        names = [text[: label.start() if label else first], first_name(ALONG.sub(" ", text[end:]))]
        if not any(name.strip(MARKS) for name in names):
            names = list(neighbours(lines, number))
        found = (name.lstrip(LEADING).rstrip(MARKS + "[【（(") for name in names)
        if name := next((name for name in found if OFFICE.fullmatch(simplified(name))), None):
            return name
    return None


def first_name(text: str) -> str:
    """What stands before the first further field or button."""
    text = text.lstrip(LEADING)
    end = NAME_ENDS.search(simplified(text))
    return text[: end.start()] if end else text


def neighbours(lines: Sequence[Block], number: int) -> Iterator[str]:
    """Yield the lines right before and below one, where they stand in elements of its kind."""
    element = lines[number].element
    for other in (*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2]):
        if other.element.parent is element.parent and other.element.tag == element.tag and not other.hidden:
            yield other.text
