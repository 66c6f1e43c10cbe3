"""Days as lists show them: 2023-06-07, 2023年6月7日, 二〇二三年六月七日, 20230607, 民國112年6月7日, 3天前, 07 2023-06.

Digits and marks of full width are read as their narrow ones. Days such as 昨天 count from the day on which the page was
fetched (`counted_from`). A day without its year ([06-07]) has the year that the row's address or the heading above the
list gives; nothing else says that a list is of this year. Without one they are evidence of a list but no date.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta

from pipelines.extract.words.dates import chinese_days, chinese_number

__all__ = [
    "BEFORE",
    "MAX_APART",
    "MONTH",
    "MONTHS",
    "NARROW",
    "counted_from",
    "day_in",
    "day_in_address",
    "day_of",
    "day_with_number",
    "day_without_year",
    "days_in",
    "is_a_day",
    "is_counted",
    "is_today",
    "number_of",
    "states_a_day",
    "this_year",
    "to_come",
    "whole_day_in_address",
    "without_day",
]

TODAY: ContextVar[date | None] = ContextVar("TODAY", default=None)
# what the days of a page show together (day_orders.py)
MONTH_FIRST: ContextVar[bool | None] = ContextVar("MONTH_FIRST", default=None)  # 11/27/2026; None: nobody knows
SHORT_ORDER: ContextVar[str] = ContextVar("SHORT_ORDER", default="ymd")  # of 26/09/22; empty: nobody knows
BY_MINGUO: ContextVar[bool] = ContextVar("BY_MINGUO", default=False)  # whether years of two figures count from 1911
# one character for one: where a day stands in a text does not move
NARROW = str.maketrans(
    {chr(0xFF10 + n): str(n) for n in range(10)} | {"－": "-", "／": "/", "．": ".", "—": "-", "–": "-", "：": ":"}
)
# 2026年1-9月 and 2026.1-9 are periods
DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?(?:-|[/.](?!\s?\d{1,2}\s?-)|年(?!\s?(?:\d\s?-|\d\d\s?-\s?\d(?!\d))))"
    r"\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?![\d月])"
)
# 民國 counts from 1912; the years of three digits are those from 2011 on
MINGUO = re.compile(
    r"民[國国]\s?(\d{2,3})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)|"
    r"(?<![\d.-])(1[0-4]\d)([-/.])(\d{1,2})\5(\d{1,2})(?![\d.-])|"
    r"(?<!\w)(1[0-4]\d)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日"
)
# on pages that count so: 99/12/30, 099-12-30, 1071230
MINGUO_SHORT = re.compile(
    r"(?<![\w.:/-])(0?[6-9]\d)([-/.])(\d{1,2})\2(\d{1,2})(?![\w./-])|"
    r"(?<![\w.:/-])(0?[6-9]\d)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日|"
    r"(?<![\w.:/-])(1[0-4]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\w./-])"
)
MINGUO_NUMERALS = re.compile(
    r"民[國国]([一二三四五六七八九十百零〇○]{1,7})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
# 粤ICP备20041225号 and numbers of other things are longer, or have a word at one of their sides
RUN_TOGETHER = re.compile(r"(?<![\w-])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\w-])")
SHORT_YEAR = re.compile(r"(?<![\w.:/-])(\d\d)([-/.])(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?![\w.:/-])")
SHORT_YEAR_NAMED = re.compile(r"(?<![\w.:/-])(\d\d)\s?年\s?(1[0-2]|0?[1-9])\s?月\s?(\d{1,2})\s?日")
SHORT_YEAR_LAST = re.compile(r"(?<![\w.:/-])(\d{1,2})([-/.])(\d{1,2})\2(\d\d)(?![\w.:/-])")
SHORT_SLASHED = re.compile(r"(?<![\w.:/-])\d{1,2}/\d{1,2}/\d\d(?![\w.:/-])")
WITH_SHORT_YEAR = (SHORT_YEAR, SHORT_YEAR_NAMED)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)"
)
ENGLISH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s/.-]{{1,2}}{MONTH}[\s/.,-]{{1,2}}((?:19|20)\d\d)(?!\d)|"
    rf"(?<![A-Za-z]){MONTH}\.?\s?(\d{{1,2}})(?:st|nd|rd|th)?[\s,]{{1,2}}"
    rf"(?:\d\d:\d\d:\d\d\s(?:[A-Z]{{3,4}}(?:[+-]\d\d:?\d\d)?\s)?)?((?:19|20)\d\d)(?!\d)|"
    rf"(?<!\d)((?:19|20)\d\d)[\s/.-]{MONTH}[\s/.-](\d{{1,2}})(?!\d)",
    re.IGNORECASE,
)
YEAR_LAST = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d)(?![\d/.-])")
# calendar leaves: the day large, year and month small, in either order
LEAF_DAY_FIRST = re.compile(r"(?<![\d-])(\d{1,2})\s?日?\s+((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})(?!\d)")
LEAF_DAY_LAST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?月?\s+(\d{1,2})(?![\d-])")
LEAF_YEAR_LAST = re.compile(r"(?<![\d-])(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?\s+((?:19|20)\d\d)(?!\d)")
LEAF_YEAR_FIRST = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?年?\s+(?:(\d{1,2})\s?月\s?(\d{1,2})(?!\d)|(0[1-9]|1[0-2])[-/.](0[1-9]|[12]\d|3[01])(?![\d./-]))"
)
LEAF_OF_THREE = re.compile(r"(?<![\d-])(\d{1,2})\s?日?\s+(\d{1,2})\s?月\s+((?:19|20)\d\d)(?!\d)")
WITHOUT_YEAR = re.compile(
    r"(?<![\d年./-])(0?[1-9]|1[0-2])\s?(?:[-/.]\s?(0[1-9]|[12]\d|3[01])(?![\d月./-])|月\s?(0?[1-9]|[12]\d|3[01])(?!\d)\s?日?)"
)
# /2026/09/t20260920_1.html, /202609/, /art/2026/9/20/, /2026092012345.html; numbers of other things have no month
DAY_IN_ADDRESS = re.compile(
    r"(?<![\da-su-zA-SU-Z])(20[0-4]\d)(?:[-/_]?(0[1-9]|1[0-2])(?:[-/_]?(0[1-9]|[12]\d|3[01]))?(?!\d)|[-/_]([1-9])(?=/)"
    r"|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=\d{3,12}(?!\d)))"
)
MONTH_NAMED = re.compile(r"(?<![A-Za-z])(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)", re.IGNORECASE)
AROUND_ENGLISH = re.compile(
    r"(?<![A-Za-z])(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?|[AP]M)\b[.,]?", re.IGNORECASE
)
MAX_APART = 62  # days between a row's day and what its address says: what is further apart is not of one year
NAMED_DAYS = {"今": 0, "昨": 1, "前": 2}
NOT_TO_THE_DAY = ("周", "月")  # 3周前
AGO = re.compile(
    r"(?<![\w“‘「『《])(?:([今昨前])[天日](?![\w”’」』》:])|(\d{1,3})\s?[天日]前|(?:\d{1,3}\s?(?:小时|分钟|秒)前|刚刚)(?!\w)|"
    r"\d{1,3}\s?(?:周|个月)前)"
)
MAY_BE_A_DAY = re.compile(
    r"\d|[今昨前]天|[今昨前]日|刚刚|[一二三四五六七八九十]日"
)  # most links of a page stand next to none
SHOWN = r"(?:(?:19|20)?\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?"
AT_AN_END = re.compile(
    rf"^[\s\[(（【]*{SHOWN}[\s\])）】]+|"
    rf"(?:[\s\[(（【]|(?:发布|更新)?(?:时间|日期)[:：])+{SHOWN}[\s\])）】]*$"
)
NOT_A_DAY = re.compile(r"[^\d\s\-/.年月日时分秒:：\[\]()（）【】|·]")
BEFORE = 12  # characters before a day that may name it


@contextmanager
def counted_from(today: date | None) -> Iterator[None]:
    """Count 今天 and 3天前 from this day meanwhile; None: they are no dates."""
    before = TODAY.set(today)
    try:
        yield
    finally:
        TODAY.reset(before)


def this_year() -> int | None:
    """Return the year in which the list was fetched; None where that is not known."""
    today = TODAY.get()
    return today.year if today is not None else None


def without_day(title: str) -> str:
    """Return the text without a day at one of its ends."""
    found = AT_AN_END.sub("", title.translate(NARROW))
    if len(found) == len(title):
        return title.strip()
    # the title keeps its own marks: only where it is cut comes from the narrow copy
    start = title.translate(NARROW).find(found)
    return title[start : start + len(found)].strip()


def is_a_day(text: str) -> bool:
    """Whether the text holds nothing else; true also for a number and for no text at all."""
    bare = text.translate(NARROW)
    if NOT_A_DAY.search(bare) is None:
        return True
    if YEAR_LAST.search(bare) is not None and NOT_A_DAY.search(AROUND_ENGLISH.sub("", bare)) is None:
        return True
    return (
        MONTH_NAMED.search(bare) is not None and NOT_A_DAY.search(AROUND_ENGLISH.sub("", ENGLISH.sub("", bare))) is None
    )


def states_a_day(text: str) -> bool:
    """True also for a day without its year ([06-07], 昨天), or in an order that nobody knows (06/09/2026),
    which are evidence of a list but no date."""
    if not MAY_BE_A_DAY.search(text):
        return False
    return day_in(text) is not None or any(
        pattern.search(text.translate(NARROW)) is not None for pattern in (WITHOUT_YEAR, AGO, YEAR_LAST, SHORT_SLASHED)
    )


def is_today(day: date) -> bool:
    """Whether the list was fetched on this day, or the one before or after."""
    today = TODAY.get()
    return today is not None and abs(day - today) <= timedelta(1)


def to_come(day: date) -> bool:
    """Whether a day is after the one on which the list was fetched; clocks of servers differ by some hours."""
    today = TODAY.get()
    return today is not None and day > today + timedelta(1)


def day_in(text: str) -> date | None:
    """Return the first day that the text states, also as a calendar leaf (`07 2020-06`)."""
    return next((day for _, _, day in days_in(text)), None)


def days_in(text: str) -> Iterator[tuple[int, int, date]]:
    """Yield the days that the text states in one way of writing them, each with where it begins and ends.

    Ways that are read with less certainty count only where no other is used.
    """
    if not MAY_BE_A_DAY.search(text):
        return
    text = text.translate(NARROW)
    has_year = "20" in text or "19" in text
    for pattern, order in (
        (DAY, (1, 2, 3)),
        (LEAF_DAY_FIRST, (2, 3, 1)),
        (LEAF_DAY_LAST, (1, 2, 3)),
        (LEAF_YEAR_LAST, (3, 1, 2)),
        (LEAF_OF_THREE, (3, 2, 1)),
        (LEAF_YEAR_FIRST, (1, 2, 3)),
        (RUN_TOGETHER, (1, 2, 3)),
        (SHORT_YEAR, (1, 3, 4)),
        (SHORT_YEAR_NAMED, (1, 2, 3)),
    ):
        # a minguo year is no short one: 115/09/16
        if pattern is RUN_TOGETHER and (found := list(minguo_days(text))):
            yield from found
            return
        if not has_year and pattern not in WITH_SHORT_YEAR:
            continue
        if pattern is SHORT_YEAR and SHORT_ORDER.get() != "ymd":
            found = list(short_days(text))
        else:
            found = [
                (match.start(), match.end(), day)
                for match in pattern.finditer(text)
                if (day := day_of(*(int(match[part] or match[part + 2]) for part in order)))
            ]
        if found:
            yield from found
            return
    if has_year and MONTH_FIRST.get() is not None and (found := list(days_with_year_last(text))):
        yield from found
        return
    if "年" in text and (found := list(chinese_days(text))):
        yield from found
        return
    if MONTH_NAMED.search(text) and (found := list(english_days(text))):
        yield from found
        return
    yield from days_ago(text)


def days_with_year_last(text: str) -> Iterator[tuple[int, int, date]]:
    for match in YEAR_LAST.finditer(text):
        month, number = (match[1], match[3]) if MONTH_FIRST.get() else (match[3], match[1])
        if day := day_of(int(match[4]), int(month), int(number)):
            yield match.start(), match.end(), day


def short_days(text: str) -> Iterator[tuple[int, int, date]]:
    """Yield days whose year of two figures stands last: 22/09/26; none where nobody knows which part is the month."""
    order = SHORT_ORDER.get()
    for match in SHORT_YEAR_LAST.finditer(text) if order else ():
        month, number = (match[1], match[3]) if order == "mdy" else (match[3], match[1])
        if day := day_of(int(match[4]), int(month), int(number)):
            yield match.start(), match.end(), day


def minguo_days(text: str) -> Iterator[tuple[int, int, date]]:
    for match in MINGUO.finditer(text):
        parts = match.group(1, 2, 3) if match[1] else match.group(4, 6, 7) if match[4] else match.group(8, 9, 10)
        if day := day_of(int(parts[0]) + 1911, int(parts[1]), int(parts[2])):
            yield match.start(), match.end(), day
    for match in MINGUO_SHORT.finditer(text) if BY_MINGUO.get() else ():
        first = 1 if match[1] else 5 if match[5] else 8
        parts = match.group(1, 3, 4) if first == 1 else match.group(first, first + 1, first + 2)
        if day := day_of(int(parts[0]) + 1911, int(parts[1]), int(parts[2])):
            yield match.start(), match.end(), day
    for match in MINGUO_NUMERALS.finditer(text) if "民" in text else ():
        year, month, number = (number_of(part) for part in match.groups())
        if day := day_of(year + 1911, month, number):
            yield match.start(), match.end(), day


def number_of(numerals: str) -> int:
    """Read 一百一十三, 一一三, 十一 and 二十; 0 for what is no number."""
    hundreds, hundred, rest = numerals.rpartition("百")
    if not hundred and "十" not in rest and len(rest) > 1:
        return int("".join(str(chinese_number(one)) for one in rest))
    return 100 * chinese_number(hundreds) + chinese_number(rest.lstrip("零〇○"))


def is_counted(text: str) -> bool:
    """Whether a day is one that counts from that of the fetch: 昨日, 3天前."""
    return AGO.fullmatch(text.translate(NARROW)) is not None


def english_days(text: str) -> Iterator[tuple[int, int, date]]:
    """Yield days such as Nov 22, 2024, 22/Nov/2024, 2024-Nov-22 and Fri Nov 22 10:12:33 CST 2024."""
    for match in ENGLISH.finditer(text):
        month = MONTHS.index(next(name for name in match.group(2, 4, 8) if name)[:3].lower()) + 1
        year, number = match[3] or match[6] or match[7], match[1] or match[5] or match[9]
        if day := day_of(int(year), month, int(number)):
            yield match.start(), match.end(), day


def days_ago(text: str) -> Iterator[tuple[int, int, date]]:
    today = TODAY.get()
    if today is None:
        return
    for match in AGO.finditer(text):
        if match[0][-2] not in NOT_TO_THE_DAY:
            days = NAMED_DAYS[match[1]] if match[1] else int(match[2] or 0)
            yield match.start(), match.end(), today - timedelta(days)


def day_of(year: int, month: int, day: int) -> date | None:
    if year < 100:
        year += 1900 if year >= 70 else 2000
    try:
        return date(year, month, day)
    except ValueError:
        return None


# A day without its year, where something else of the row says of which year it is


def day_without_year(text: str, url: str, year: int | None = None) -> date | None:
    """Return the day that a row states as [09-20], in the year that its address or a heading (`year`) gives.

    None where nothing gives a year, or where it would be a day to come.
    """
    found = next(WITHOUT_YEAR.finditer(text.translate(NARROW)), None) if MAY_BE_A_DAY.search(text) else None
    if found is None:
        return None
    month, number = int(found[1]), int(found[2] or found[3])
    given = day_in_address(url)
    if given is None:
        day = day_of(year, month, number) if year else None
    else:
        near = (day_of(given.year + more, month, number) for more in (-1, 0, 1))
        day = min((one for one in near if one), key=lambda one: abs(one - given), default=None)
        if day is not None and abs(day - given).days > MAX_APART:
            return None
    return None if day is None or to_come(day) else day


def day_with_number(url: str, number: int) -> date | None:
    """Return the day of a row that states its number alone, in the month that its address gives: [28日] of /202609/.

    Where the address gives a day, the nearest with this number: a page of 31 August may be published on the 1st.
    """
    found = list(DAY_IN_ADDRESS.finditer(url.partition("://")[2].partition("/")[2]))
    whole = next((match for match in found if match[3] or match[6]), None)
    given = day_in_match(whole or found[0]) if found else None
    if given is None:
        return None
    months = [given.replace(day=1)]
    if whole:
        months += [(months[0] - timedelta(1)).replace(day=1), (months[0] + timedelta(31)).replace(day=1)]
    days = [day for first in months if (day := day_of(first.year, first.month, number))]
    past = [day for day in days if not to_come(day)]
    return min(past, key=lambda day: abs(day - given), default=None)


def day_in_address(url: str) -> date | None:
    """Return the day that an address gives, of a month the middle; None for any other, also for one with a year alone:
    a column of 2018 goes on in later years."""
    found = DAY_IN_ADDRESS.search(url.partition("://")[2].partition("/")[2])
    return day_in_match(found) if found is not None else None


def whole_day_in_address(url: str) -> date | None:
    """Return the day of an address that gives year, month and day."""
    found = DAY_IN_ADDRESS.search(url.partition("://")[2].partition("/")[2])
    return day_in_match(found) if found is not None and (found[3] or found[6]) else None


def day_in_match(found: re.Match[str]) -> date | None:
    month, number = found[2] or found[4] or found[5], found[3] or found[6] or 15
    return day_of(int(found[1]), int(month), int(number))
