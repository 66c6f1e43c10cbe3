"""Days that belong to a title: 全体教师会议（3月17日） in a row that has a day of its own.

Of bulletins that come out each day or each week they alone say which one a row leads to.
"""

import re
from datetime import date

from selectolax.lexbor import LexborNode

from pipelines.lists.dates import without_day
from pipelines.lists.titles import MAX_TEXT, texts_in

__all__ = ["with_its_day"]

NUMBER = re.compile(r"\d+")


def with_its_day(node: LexborNode, title: str, listed: date | None) -> str:
    """Return a link's title with the day at one of its ends that was taken for the row's, where the row states another
    next to the link (`listed`): one in the same text as the title, and not the row's own once more."""
    for part in texts_in(node):
        text = " ".join(part[:MAX_TEXT].split())
        if title and title in text:
            day = text.replace(title, "", 1)
            return text if NUMBER.search(day) and without_day(text) == title and not repeats(day, listed) else title
    return title


def repeats(day: str, listed: date | None) -> bool:
    """Whether a day is the row's, which templates write twice, or has a time, as none in a title has. 3月17日 may be
    the row's and the title's as well."""
    numbers = [int(number) for number in NUMBER.findall(day)]
    is_whole = len(numbers) > 2 or "月" not in day
    is_same = listed is not None and numbers[-2:] == [listed.month, listed.day]
    return ":" in day or "：" in day or (is_whole and is_same)
