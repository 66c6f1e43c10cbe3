"""Dates as Chinese pages write them, and which of a page's dates is the day of publication.

Dates are China time; a time with an offset of its own is converted. A page states many dates (its clock, when the
template was generated, when the document was written, comments), so only named places count; see `published`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from pipelines.china_time import CHINA

__all__ = [
    "CHINA",
    "WEEKDAY",
    "YEAR",
    "Moment",
    "chinese_days",
    "chinese_number",
    "day_by_itself",
    "day_spans",
    "first_moment",
    "in_url",
    "moments",
    "of_the_republic",
    "spelled_days",
    "within_of_the_republic",
    "without_day",
]

DIGITS = {"〇": 0, "○": 0, "零": 0, "Ｏ": 0, "O": 0, "0": 0} | {c: i for i, c in enumerate("一二三四五六七八九", 1)}
TIME = r"(?:日)?[\sT　-]{0,3}(?:(上午|下午|晚上|AM|PM)\s*)?(\d{1,2})\s*[:：时]\s*(\d{1,2})(?:\s*[:：分]\s*(\d{1,2}))?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?"  # noqa: E501 - one list of words, read as one
# The time may follow a day of two figures with nothing between them (2026-10-1209:35), as in tags next to each other
NUMERIC = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:[-./－／．]\s*(\d{1,2})\s*[-./－／．]\s*(\d{1,2}(?!\d)|\d\d(?=\d\d[:：]\d\d(?!\d)))|年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?|(\d\d)(\d\d)(?!\d))"
    rf"(?:{TIME})?"
)
CHINESE = re.compile(
    r"([一二][〇○零ＯO0一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日?"
)
# Months by their names in English, French and Portuguese
MONTHS = (
    "jan(?:uary|v|vier|eiro)?", "f[eé]v(?:r|rier|ereiro)?|feb(?:ruary)?", "mar(?:ch|s|ço)?",
    "a(?:pr|pril|vr|vril|bril)",
    "ma[iy]o?", "june?|juin|junho", "july?|juil(?:let)?|julho", "aug(?:ust)?|ao[uû]t|agosto",
    "sep(?:t|tember|tembre)?|setembro", "oct(?:ober|obre)?|outubro", "nov(?:ember|embre|embro)?",
    "d[eé]c(?:ember|embre)?|dezembro",
)  # fmt: skip
WEEKDAY = (
    "(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)"
)
SPELLED = re.compile(
    rf"(?<![A-Za-z])(?:(\d{{1,2}})(?:st|nd|rd|th|er)?[\s-]+(?:de\s+)?)?(?<![^\W\d_])({'|'.join(MONTHS)})\.?,?[\s-]+(?:de\s+)?(?:(\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?((?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
# Day and month first, in either order: 14/05/2026, 14.05.2026, and 5/14/2026 9:05 AM as Americans write it
YEAR_LAST = re.compile(
    r"(?<![\d./-])(\d\d?)([/.-])(\d\d?)\2((?:19|20)\d\d)(?![\d./-]\d)(?:\s+\d\d?:\d\d(?::\d\d)?\s*([AP]M))?"
)
# A year of the Republic (民國113年 is 2024): named so, or of three digits at the beginning
REPUBLIC = re.compile(
    r"民[国國]\s*(\d{2,3})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})|^\W*(1\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})日?(?!\d)"
)
# The same as it is written in a line, with what belongs to it
OF_REPUBLIC = re.compile(
    r"(?:中[华華])?民[国國]\s*\d{2,3}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s?日?|^\W*1[01]\d\s*[-./年]\s*[01]?\d\s*[-./月]\s*[0-3]?\d\s?日?\W*$"
)
REPUBLIC_SHORT = re.compile(r"^\W*(\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})日?(?!\d)")
REPUBLIC_INSIDE = re.compile(r"(?<![\d./-])(1[0-2]\d)\s*([-./年])\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})日?(?![\d./-])")
YEAR = re.compile(r"(?:[1１][9９]|[2２][0０])\d\d")
# A day as a line below a heading has it: its year of two digits (24-05-29), or apart from it (29 2024-05, 05-29 2024)
SHORT_YEAR = re.compile(r"^\W*(\d\d)([-./])(\d\d?)\2(\d\d?)(?!\d)")
PARTED = (
    re.compile(r"(?P<d>\d\d?)日?\s*(?P<y>(?:19|20)\d\d)\s*[-./年]\s*(?P<m>\d\d?)月?"),
    re.compile(r"(?P<y>(?:19|20)\d\d)年?\s*(?P<m>\d\d?)[-./月]\s*(?P<d>\d\d?)日?"),
    re.compile(r"(?P<m>\d\d?)[-./月]\s*(?P<d>\d\d?)日?\s*(?P<y>(?:19|20)\d\d)年?"),
)
LAST_SHORT_YEAR = 60  # 98-09-25 is of the Republic, or of a time before these pages
NARROW = str.maketrans("０１２３４５６７８９：", "0123456789:")
FIRST_YEAR = 1911
LAST_MONTH = 12
URL_DATE = re.compile(
    r"[/_t](?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?=[/_.\d]|$)"
    r"|/(?P<y2>(?:19|20)\d\d)[-/](?P<m2>[01]?\d)[-/](?P<d2>[0-3]?\d)(?=[/_-]|$|(?<=-\d\d)\.)"
    r"|/(?P<y3>(?:19|20)\d\d)-?(?P<m3>[01]\d)/(?P<d3>[0-3]\d)(?=[/_.-]|$)"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the time of day where the page states one (then timezone-aware, China time)."""

    day: date
    at: datetime | None = None


def moments(text: str) -> Iterator[Moment]:
    """Every date in the text that can exist, in order of writing system, then of place."""
    if "２" in text or "１" in text:
        text = text.translate(NARROW)
    for match in NUMERIC.finditer(text):
        found = from_numeric(match)
        if found:
            yield found
    for match in REPUBLIC.finditer(text) if "民" in text or "1" in text[:6] else ():
        day = calendar_day(FIRST_YEAR + int(match[1] or match[4]), int(match[2] or match[5]), int(match[3] or match[6]))
        if day:
            yield Moment(day)
    yield from (Moment(day) for _, _, day in chinese_days(text))
    if "20" not in text and "19" not in text:
        return
    yield from (Moment(day) for _, _, day in spelled_days(text))
    for match in YEAR_LAST.finditer(text):
        if day := of_year_last(match):
            yield Moment(day)


def of_year_last(match: re.Match[str]) -> date | None:
    """Return the day; None where either number may be the month, and nothing says which."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if match[2] == "." or first > LAST_MONTH or first == second:
        return calendar_day(year, second, first)
    return calendar_day(year, first, second) if second > LAST_MONTH or match[5] else None


def chinese_days(text: str) -> Iterator[tuple[int, int, date]]:
    """Yield the days in Chinese numerals (二〇二六年九月十五日), each with where it begins and ends."""
    for match in CHINESE.finditer(text):
        year = int("".join(str(DIGITS[character]) for character in match[1]))
        day = calendar_day(year, chinese_number(match[2]), chinese_number(match[3]))
        if day:
            yield match.start(), match.end(), day


def spelled_days(text: str) -> list[tuple[int, int, date]]:
    """Return the days whose month is a word (12 May 2026, 12 mai 2026), each with where it begins and ends."""
    found = []
    for match in SPELLED.finditer(text):
        number = match[1] or match[3]
        month = next(at for at, name in enumerate(MONTHS, 1) if re.fullmatch(name, match[2], re.IGNORECASE))
        day = calendar_day(int(match[4]), month, int(number)) if number else None
        if day:
            found.append((match.start(), match.end(), day))
    return found


def day_spans(text: str) -> list[tuple[int, int]]:
    """Return where each day begins and ends, with its time, in page order: in figures, in Chinese numerals, or with the
    month as a word."""
    numeric = [match.span() for match in NUMERIC.finditer(text) if from_numeric(match)]
    return sorted(
        [*numeric, *((first, end) for found in (chinese_days, spelled_days) for first, end, _ in found(text))]
    )


def first_moment(text: str) -> Moment | None:
    return next(moments(text), None)


def of_the_republic(text: str) -> Moment | None:
    """The day that a text begins with, its year counted from 1912: 98/09/25. Only a Taiwanese page means that."""
    match = REPUBLIC_SHORT.match(text)
    day = calendar_day(FIRST_YEAR + int(match[1]), int(match[2]), int(match[3])) if match else None
    return Moment(day) if day else None


def within_of_the_republic(text: str) -> str | None:
    """Return the only day of a line whose year is counted from 1912, with that said of it: 區域動態 115.03.19."""
    found = REPUBLIC_INSIDE.findall(text)
    return "民國{}-{}-{}".format(found[0][0], *found[0][2:]) if len(found) == 1 else None


def day_by_itself(text: str) -> Moment | None:
    """The day that a line is or begins with, whose year has two digits or stands apart; None for any other text."""
    short = SHORT_YEAR.match(text)
    if short:
        year = int(short[1])
        day = calendar_day(2000 + year, int(short[3]), int(short[4])) if year < LAST_SHORT_YEAR else None
        return Moment(day) if day else None
    text = text.strip()
    if not text[:1].isdigit():
        return None
    parts = (parted.fullmatch(text) for parted in PARTED)
    days = [calendar_day(int(found["y"]), int(found["m"]), int(found["d"])) for found in parts if found]
    # 202012-05 may be the fifth of December or the twentieth of a May long ago
    return max((Moment(day) for day in days if day), key=lambda moment: moment.day, default=None)


def without_day(text: str) -> str:
    """Return what a text says next to its first day, however that is written."""
    if "２" in text or "１" in text:
        text = text.translate(NARROW)
    rest = text
    for written in (NUMERIC, CHINESE, SPELLED, YEAR_LAST, OF_REPUBLIC):
        if rest == text:
            rest = written.sub("", text, count=1)
    return rest


def from_numeric(match: re.Match[str]) -> Moment | None:
    year = int(match[1])
    month, number = (match[2] or match[4] or match[6]), (match[3] or match[5] or match[7])
    day = calendar_day(year, int(month), int(number))
    if day is None or match[9] is None:
        return Moment(day) if day else None
    half, hour, minute, second, offset = match[8], int(match[9]), int(match[10]), int(match[11] or 0), match[12]
    if half in ("下午", "晚上", "PM") and hour < 12:
        hour += 12
    # midnight and the last second stand for "no time known" in content systems
    if hour > 23 or minute > 59 or second > 59 or (hour, minute, second) in ((0, 0, 0), (23, 59, 59)):
        return Moment(day)
    at = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone(offset)).astimezone(CHINA)
    return Moment(at.date(), at)


def zone(offset: str | None) -> timezone:
    if not offset:
        return CHINA
    if offset == "Z":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    if hours > 14 or minutes > 59:
        return CHINA
    return timezone((1 if offset[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1980 <= year <= 2099 else None
    except ValueError:
        return None


def chinese_number(text: str) -> int:
    """一 to 三十一."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return DIGITS.get(text, 0) if len(text) == 1 else 0
    return (DIGITS.get(tens, 0) if tens else 1) * 10 + (DIGITS.get(ones, 0) if ones else 0)


def in_url(url: str) -> Moment | None:
    for match in URL_DATE.finditer(url):
        year, month, number = (
            (match["y"] or match["y2"] or match["y3"]),
            (match["m"] or match["m2"] or match["m3"]),
            (match["d"] or match["d2"] or match["d3"]),
        )
        day = calendar_day(int(year), int(month), int(number))
        if day:
            return Moment(day)
    return None


def all_moments(texts: Iterable[str]) -> list[Moment]:
    return [moment for text in texts for moment in moments(text)]
