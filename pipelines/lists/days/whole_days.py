"""Whether an element says nothing but a day, however it is written: 115-11-25, 发布时间：20261125, 3天前.

Its time, its weekday and a name of the day of publication may stand with it.
"""

import re

from pipelines.lists.dates import MAY_BE_A_DAY, NARROW, YEAR_LAST, days_in, is_counted
from pipelines.lists.days.published import names_a_day

__all__ = ["is_of_words", "is_whole_day"]

MAX_LENGTH = 48  # characters
TIME = r"T?\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|\s?[+-]\d\d:?\d\d)?|上午|下午|凌晨|晚上|[AP]M\b"
WEEKDAY = (
    r"(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b"
)
AROUND = re.compile(rf"(?:{TIME}|{WEEKDAY}|[\s\[\]()（）【】|·,.，、])*", re.IGNORECASE)
WITH_FULL_YEAR = re.compile(r"[\s\[(（【]*(?:19|20)\d\d")
MARKS = " \t[]()（）【】|·"


def is_whole_day(text: str) -> bool:
    """Whether a text is one day and what may stand with it, and nothing else."""
    if len(text) > MAX_LENGTH or not MAY_BE_A_DAY.search(text):
        return False
    if is_counted(text.strip(MARKS)):
        return True
    narrow = text.translate(NARROW)
    found = [(start, end) for start, end, _ in days_in(text)] or [one.span() for one in YEAR_LAST.finditer(narrow)]
    if len(found) != 1:
        return False
    start, end = found[0]
    before, after = narrow[:start], narrow[end:].removeprefix("日")
    label, colon, rest = before.rpartition(":")
    if colon and not (names_a_day(f"{label.strip(MARKS)}:") and AROUND.fullmatch(rest)):
        return False
    return AROUND.fullmatch(after) is not None and (colon != "" or AROUND.fullmatch(before) is not None)


def is_of_words(text: str) -> bool:
    """Whether a day is written with words, as one within a title is: 今天, 民國115年11月25日."""
    return ("年" in text and not WITH_FULL_YEAR.match(text)) or is_counted(text.strip(MARKS))
