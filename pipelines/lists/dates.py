"""Days as lists show them: 2023-06-07, 2023年6月7日, [06-07], a calendar leaf."""

import re
from datetime import date

__all__ = ["day_in", "is_a_day", "tells_a_day", "without_day"]

DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
# calendar leaves: the day large, year and month small, in either order
LEAF_DAY_FIRST = re.compile(r"(?<![\d-])(\d{1,2})\s+((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})(?!\d)")
LEAF_DAY_LAST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?月?\s+(\d{1,2})(?![\d-])")
LEAF_YEAR_LAST = re.compile(r"(?<![\d-])(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?\s+((?:19|20)\d\d)(?!\d)")
WITHOUT_YEAR = re.compile(r"(?<![\d-])(?:0?[1-9]|1[0-2])\s?[-/.月]\s?(?:0[1-9]|[12]\d|3[01])(?![\d-])")
SHOWN = r"(?:(?:19|20)\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?"
AT_AN_END = re.compile(
    rf"^[\s\[(（【]*{SHOWN}[\s\])）】]+|"
    rf"(?:[\s\[(（【]|(?:发布|更新)?(?:时间|日期)[:：])+{SHOWN}[\s\])）】]*$"
)
NOT_A_DAY = re.compile(r"[^\d\s\-/.年月日时分:：\[\]()（）【】|·]")


def without_day(title: str) -> str:
    """The text without a day at one of its ends."""
    return AT_AN_END.sub("", title).strip()


def is_a_day(text: str) -> bool:
    """Whether the text holds nothing else; true also for a number and for no text at all."""
    return NOT_A_DAY.search(text) is None


def tells_a_day(text: str) -> bool:
    """True also for a day without its year ([06-07]), which is evidence of a list but no date."""
    return day_in(text) is not None or WITHOUT_YEAR.search(text) is not None


def day_in(text: str) -> date | None:
    """The first day told in the text, also as a calendar leaf (`07 2020-06`)."""
    for pattern, order in (
        (DAY, (1, 2, 3)),
        (LEAF_DAY_FIRST, (2, 3, 1)),
        (LEAF_DAY_LAST, (1, 2, 3)),
        (LEAF_YEAR_LAST, (3, 1, 2)),
    ):
        match = pattern.search(text)
        if match:
            try:
                return date(*(int(match[part]) for part in order))
            except ValueError:
                continue
    return None
