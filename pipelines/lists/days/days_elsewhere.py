"""Days of rows that stand neither in them nor next to them.

<div><ul><li><a>…</a></li>…</ul></div><div><ul><li>2026-09-22</li>…</ul></div>     in a column of their own
<li data-time="2026-09-22 10:00:00"><a>…</a></li>                                  in an attribute, for a style
"""

import re
from datetime import date
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.extract.words.dates import first_moment
from pipelines.lists.data.row_keys import DAY_NAME, MOMENT, OTHER_DAY, as_day
from pipelines.lists.dates import day_in, is_a_day, states_a_day
from pipelines.lists.days.above_rows import element_next_to
from pipelines.lists.titles import ancestors, folded, innermost_parts, parts_of

__all__ = ["DayColumns", "day_in_attributes", "show_machine_days"]

MIN_ROWS = 3
MAX_ROWS = 2000
MAX_LISTS = 50  # of a page, next to which a column is looked for
LEVELS = 3  # above a row, at which its column and that of the days stand next to each other
NEAR = 2  # elements between both
MAX_ELEMENTS = 40  # of a row
MAX_VALUE = 40  # characters
MAX_TIMES = 2000
# 3天前, 上周, 昨天, two days ago
IN_WORDS = re.compile(
    r"^\D{0,2}\d{0,3}\s?\w{1,3}前$|^[上本这去昨今前]个?[周月年天日]|^刚刚|\bago$|^(?:last|yesterday|today)\b",
    re.IGNORECASE,
)
CALLED_PUBLISHED = re.compile(r"publi|pubdate|created|posted", re.IGNORECASE)


class DayColumns:
    """Reads the columns of days next to the columns of rows of one page; each is looked for once."""

    def __init__(self) -> None:
        self.known: dict[int, dict[int, str]] = {}  # what holds rows -> the day of each

    def next_to(self, row: LexborNode) -> date | None:
        """Return the day in the same line of a column next to the rows; None where none stands there."""
        around = row.parent
        if around is None:
            return None
        if around.mem_id not in self.known:
            if len(self.known) == MAX_LISTS:
                return None
            rows = parts_of(around, MAX_ROWS)
            days = column_next_to(row, len(rows)) if len(rows) >= MIN_ROWS else []
            self.known[around.mem_id] = {one.mem_id: day for (one, _), day in zip(rows, days, strict=False)}
        return day_in(self.known[around.mem_id].get(row.mem_id, ""))


def column_next_to(row: LexborNode, count: int) -> list[str]:
    """Return the texts of the nearest column that holds so many days and nothing else."""
    for around in islice(ancestors(row), LEVELS):
        for after in (True, False):
            near = element_next_to(around, after=after)
            for _ in range(NEAR):
                if near is None:
                    break
                days = [text for _, text in innermost_parts(near, MAX_ROWS)]
                if len(days) == count and all(is_a_day(text) and states_a_day(text) for text in days):
                    return days
                near = element_next_to(near, after=after)
    return []


def day_in_attributes(row: LexborNode, title: str) -> date | None:
    """Return the one day that the attributes of a row and its parts are named for; None where they hold several.

    What a part shows must not be of something else: 距报名截止还有3天. It may hold the title, or show the day in words.
    """
    found = {
        day
        for node in (row, *row.css("*")[:MAX_ELEMENTS])
        for name, value in node.attributes.items()
        if value and len(value) <= MAX_VALUE and DAY_NAME.search(name) and not OTHER_DAY.search(name)
        if (value.isdecimal() or is_a_day(value) or MOMENT.match(value)) and (day := as_day(value))
        if not (shown := folded(node)) or title in shown or is_a_day(shown) or IN_WORDS.search(shown)
    }
    return found.pop() if len(found) == 1 else None


def show_machine_days(tree: LexborHTMLParser) -> None:
    """Write into <time datetime="…"> the day that it stands for, in China's time: what it shows may be 上周.

    Next to one that its class or itemprop calls published, another (updated) shows none.
    """
    times = tree.css("time")[:MAX_TIMES]
    others = [node for node in times if not is_called_published(node) and is_next_to_published(node)]
    for node in others if len(times) > 1 else ():
        node.inner_html = ""
    empty = {node.mem_id for node in others}
    for node in times:
        moment = first_moment(node.attributes.get("datetime") or "") if node.mem_id not in empty else None
        if moment:
            node.inner_html = str(moment.day)


def is_called_published(node: LexborNode) -> bool:
    attributes = node.attributes
    return CALLED_PUBLISHED.search(f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}") is not None


def is_next_to_published(node: LexborNode) -> bool:
    """Whether the nearest element around a <time> with another one holds one <time> that is called published."""
    for around in islice(ancestors(node), LEVELS):
        near = around.css("time")
        if len(near) > 1:
            return sum(map(is_called_published, near)) == 1
    return False
