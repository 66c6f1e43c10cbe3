"""Parts of a day in texts of their own (2026, 9月, 28日): what each of them is, and the day that they make together."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from pipelines.extract.words.dates import chinese_number
from pipelines.lists.dates import BEFORE, BY_MINGUO, MONTH, MONTHS, NARROW, day_in, day_of, is_a_day, number_of

__all__ = [
    "bracketed_number",
    "day_in_a_box",
    "day_of_parts",
    "day_of_three",
    "month_alone",
    "month_among",
    "number_alone",
    "year_alone",
]

MINGUO_YEAR = re.compile(r"^\W*(0?[6-9]\d|1[0-4]\d)\s?(年度?)?\W*$")
YEAR_ALONE = re.compile(r"^\W*((?:19|20)\d\d)\s?(?:年度?)?\W*$")
COUNTED = r"(?:\s?[（(]\s?\d{1,4}\s?[篇条]?\s?[）)]|\s共?\s?\d{1,4}\s?[篇条])?"  # how many rows stand below it
MONTH_ALONE = re.compile(
    r"^\W*(?:((?:19|20)\d\d)(?:\s?[-/.年]\s?(0?[1-9]|1[0-2])|(0[1-9]|1[0-2]))(?:\s?月份?)?|(0?[1-9]|1[0-2])\s?月份?)"
    rf"{COUNTED}\W*$"
)
# 九月 / 2026, 9月/2026年, 09/2026
MONTH_FIRST = re.compile(
    r"^\W*(?:(0?[1-9]|1[0-2]|[一二三四五六七八九十]{1,2})\s?月\s?[-/.,，]?|(0?[1-9]|1[0-2])\s?[-/.])\s?((?:19|20)\d\d)(?:\s?年)?\W*$"
)
ENGLISH_MONTH = re.compile(rf"{MONTH}\.?(?:[\s,/-]{{1,2}}((?:19|20)\d\d))?", re.IGNORECASE)
LONGEST = len("September, 2026")
MONTH_OF_THREE = re.compile(r"0[1-9]|1[0-2]")
MONTH_IN_NUMERALS = re.compile(
    r"^\W*(?:([一二][〇○零ＯO一二三四五六七八九]{3}|(?:19|20)\d\d)\s?年\s?)?([一二三四五六七八九十]{1,2})月份?"
    rf"{COUNTED}\W*$"
)
NUMBER = r"(0?[1-9]|[12]\d|3[01])"
NUMBER_ALONE = re.compile(
    rf"[\s\[【]*{NUMBER}(?:\s?([日号])(?:\s?\d\d?:\d\d)?)?[\s\]】]*|[\s(（]*{NUMBER}\s?([日号])[\s)）]*"
)
IN_BRACKETS = rf"[\[【]\s?{NUMBER}\s?[日号]\s?[\]】]"
NUMBER_AT_AN_END = re.compile(rf"^\s*{IN_BRACKETS}|{IN_BRACKETS}\s*$")
ZEROS = str.maketrans("零○ＯO", "〇〇〇〇")


def year_alone(text: str) -> int | None:
    """Return the year, where a heading says nothing else: 2026年, 2025年度."""
    found = YEAR_ALONE.match(text.translate(NARROW)) if len(text) <= BEFORE else None
    if found is None and (year := minguo_year(text, is_called_so=True)):
        return year
    return int(found[1]) if found else None


def minguo_year(text: str, *, is_called_so: bool) -> int | None:
    """Return the year, where a text says nothing else, on a page that counts from 1911: 115年, or 115 alone."""
    found = MINGUO_YEAR.match(text.translate(NARROW)) if BY_MINGUO.get() and len(text) <= BEFORE else None
    return int(found[1]) + 1911 if found and (found[2] or not is_called_so) else None


def month_alone(text: str) -> tuple[int | None, int] | None:
    """Return the month, and its year if that is given, where a text says nothing else: 2026年9月, 2026-09, 九月,
    Sept. 2026."""
    if text[:3].lower() in MONTHS and len(text) <= LONGEST and (found := ENGLISH_MONTH.fullmatch(text)):
        return (int(found[2]) if found[2] else None), MONTHS.index(text[:3].lower()) + 1
    if len(text) > BEFORE:
        return None
    text = text.translate(NARROW)
    if found := MONTH_ALONE.match(text):
        return (int(found[1]) if found[1] else None), int(found[2] or found[3] or found[4])
    if found := MONTH_FIRST.match(text):
        named = found[1] or found[2]
        month = int(named) if named.isdecimal() else chinese_number(named)
        return (int(found[3]), month) if 1 <= month <= 12 else None
    found = MONTH_IN_NUMERALS.match(text)
    month = chinese_number(found[2]) if found else 0
    if found is None or not 1 <= month <= 12:
        return None
    year = found[1] and (int(found[1]) if found[1].isdecimal() else number_of(found[1].translate(ZEROS)))
    return year or None, month


def number_alone(text: str) -> tuple[int, bool] | None:
    """Return the number of a day of some month, where a text says nothing else, and whether it is called one: 22日."""
    found = NUMBER_ALONE.fullmatch(text.translate(NARROW)) if len(text) <= BEFORE else None
    return (int(found[1] or found[3]), (found[2] or found[4]) is not None) if found else None


def bracketed_number(text: str) -> str:
    """Return the number of a day in square brackets that a text begins or ends with ([28日]), brackets included; else
    empty."""
    found = NUMBER_AT_AN_END.search(text.translate(NARROW))
    return found[0] if found else ""


def month_among(texts: Iterable[str], years: Iterable[str]) -> tuple[int | None, int] | None:
    """Return the month that one of the texts is; its year may be one of `years`."""
    found = next((month for text in texts if (month := month_alone(text))), None)
    if found is None:
        return None
    return found[0] or next((year for text in years if (year := year_alone(text))), None), found[1]


def day_in_a_box(texts: Sequence[str]) -> date | None:
    """Return the day that two texts of a row, one after the other, state by its number and its month with the year (27,
    2016/10), where no text is a day by itself: the days in a row's summary are of what that speaks of."""
    for two in pairwise(texts):
        if any(map(number_alone, two)) and any((month_alone(text) or (None,))[0] for text in two):
            by_itself = any(is_a_day(text) and day_in(text) for text in texts)
            return None if by_itself else day_of_parts(two)
    return None


def day_of_parts(texts: Sequence[str]) -> date | None:
    """Return the day that texts of elements next to one another state together: 22 and 2026-09, in either order."""
    if found := day_in(" ".join(texts)) or day_of_three(texts):
        return found
    numbers = [number for text in texts if (number := number_alone(text))]
    year, month = month_among(texts, texts) or (None, 0)
    return day_of(year, month, numbers[0][0]) if year and len(numbers) == 1 else None


def year_in(text: str) -> int | None:
    return year_alone(text) or minguo_year(text, is_called_so=False)


def day_of_three(texts: Sequence[str]) -> date | None:
    """Return the day of which each text is a part, with the month in the middle: 2026, 09, 28 or 28, 09, 2026."""
    if len(texts) != 3 or not MONTH_OF_THREE.fullmatch(texts[1].translate(NARROW)):
        return None
    for year, number in (
        (year_in(texts[0]), number_alone(texts[2])),
        (year_in(texts[2]), number_alone(texts[0])),
    ):
        if year and number:
            return day_of(year, int(texts[1]), number[0])
    return None
