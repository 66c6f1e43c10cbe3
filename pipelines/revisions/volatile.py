"""Places of a page whose figure changes with the visit and not with what is published: visit counters and clocks.

A figure alone does not show which it is: 累计阅读 1,024 次 and 累计确诊 1,024 例 are written in the same way. Its
visits do.

- A *counter* is a whole number that has grown at each of the last visits, two pairs of which were ten minutes apart at
  the most, while nothing else on the page changed. What somebody publishes does not change twice within minutes.
- A *clock* is a time that has followed the time of fetching, in step with it and at several times of the day; or a day
  with its weekday that was the day of fetching each time. A day alone is none: 截至3月5日 says what holds on that day.

A figure that falls, changes together with words or another figure, or stands still between two visits that lie close
together is what the page says. Pure; standard library only.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from pipelines.china_time import CHINA

__all__ = ["WINDOW", "Evidence", "Kind", "Line", "Place", "Said", "Visit", "judge", "only_volatile"]

WINDOW = 12  # visits that are looked back on
CHANGES = 4  # in a row, before a place is volatile: five visits
SHORT = timedelta(minutes=10)  # between two visits of one page; nobody publishes twice in it
SHORT_CHANGES = 2  # of the changes
DOUBTFUL_CHANGES = 2  # growing in a row, before a page is visited again soon to see
TIMES_OF_DAY = 3  # that a clock has shown: what is published at ten o'clock each day and fetched a minute later is none
IN_STEP = 2.0  # seconds by which a clock may run unlike ours between two visits, apart from what it does not show
FURTHEST = 14 * 3600.0  # seconds between a clock and ours: it may be another zone's

DAY_SECONDS = 86_400
# One figure each: a day with its time and weekday is one, and so is a number with its marks
DATE = r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?"
MONTH_DAY = r"\d{1,2}\s?月\s?\d{1,2}\s?[日号]"
WEEKDAY = r"(?:星期|礼拜|周)[一二三四五六日天]"
TIME = r"\d{1,2}(?:[:：]\d{2}(?:[:：]\d{2})?|[时時点]\d{1,2}分(?:\d{1,2}秒)?)"
FIGURE = re.compile(
    rf"{DATE}(?:[\sT,，]*{WEEKDAY})?(?:[\sT,，]*{TIME})?(?:[\s,，]*{WEEKDAY})?"
    rf"|{MONTH_DAY}|{TIME}|\d{{1,3}}(?:[,，]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?"
)
FOR_A_FIGURE = "#"
NUMBER = re.compile(r"\d{1,15}|\d{1,3}(?:[,，]\d{3}){1,4}")


class Kind(StrEnum):
    COUNTER = "counter"
    CLOCK = "clock"


class Place(NamedTuple):
    """A figure of a page: the `nth` (from 0) of the paragraph that is the only one with these words around its figures.

    `words` is their digest, so a place is found again wherever its paragraph stands on a later page.
    """

    words: str
    nth: int


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its words with `#` in the place of each figure, and the figures."""

    words: str
    figures: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Line":
        return cls(FIGURE.sub(FOR_A_FIGURE, text), tuple(FIGURE.findall(text)))


@dataclass(frozen=True)
class Said:
    """What a page says: all but its paragraphs, the kinds of these, and their lines."""

    fields: tuple[object, ...]
    kinds: tuple[str, ...]
    lines: tuple[Line, ...]

    def has_words_of(self, other: "Said") -> bool:
        """Whether the two differ in figures of their paragraphs at the most."""
        if self.fields != other.fields or self.kinds != other.kinds:
            return False
        return all(
            a.words == b.words and len(a.figures) == len(b.figures)
            for a, b in zip(self.lines, other.lines, strict=True)
        )

    @cached_property
    def names(self) -> tuple[str | None, ...]:
        """The digest of each paragraph's words; None: they stand there more than once, and name none of them."""
        count = Counter(line.words for line in self.lines)
        return tuple(
            hashlib.sha256(line.words.encode("utf-8", "surrogatepass")).hexdigest() if count[line.words] == 1 else None
            for line in self.lines
        )

    @cached_property
    def figures(self) -> Mapping[Place, str]:
        return {
            Place(name, nth): figure
            for name, line in zip(self.names, self.lines, strict=True)
            if name is not None
            for nth, figure in enumerate(line.figures)
        }

    def position_of(self, place: Place) -> int:
        return self.names.index(place.words)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page said when it was fetched."""

    fetched_at: datetime
    said: Said


@dataclass(frozen=True, slots=True)
class Evidence:
    """What visits show: the places that are volatile, and those of which one more visit soon would show it."""

    volatile: Mapping[Place, Kind]
    doubtful: frozenset[Place]


class Moment(NamedTuple):
    """What a clock shows: `at` in seconds (of the day, where no date is shown), exact to `exact` seconds."""

    at: float
    exact: int
    has_date: bool
    is_day: bool


def judge(visits: Sequence[Visit], known: Iterable[Place] = (), refused: Iterable[Place] = ()) -> Evidence:
    """Return what the visits of a page show, the oldest first.

    `known`: places that are volatile; `refused`: that are not.
    """
    recent = comparable(visits[-WINDOW:])
    if len(recent) <= DOUBTFUL_CHANGES:
        return Evidence({}, frozenset())
    changes = [differing(before.said, after.said) for before, after in pairwise(recent)]
    left_out = frozenset(refused)
    moving = frozenset(place for changed in changes if changed for place in changed) - left_out
    clocks = {place for place in moving if is_clock(place, recent)}
    other = clocks | set(known)
    counters = alone({p for p in moving - other if is_counter(p, recent, changes)}, changes, other, CHANGES)
    doubtful = {p for p in moving - other - counters if is_doubtful(p, recent, changes)}
    doubtful = alone(doubtful, changes, other | counters, DOUBTFUL_CHANGES)
    volatile = dict.fromkeys(counters, Kind.COUNTER) | dict.fromkeys(clocks, Kind.CLOCK)
    return Evidence(volatile, frozenset(doubtful))


def only_volatile(before: Said, after: Visit, places: Mapping[Place, Kind], last: Mapping[Place, str]) -> bool:
    """Whether nothing differs but figures in these places, each still as its kind is. `last`: what they showed last."""
    changed = differing(before, after.said) if before.has_words_of(after.said) else None
    if changed is None or not changed <= places.keys():
        return False
    return all(
        goes_on(places[place], last.get(place, before.figures[place]), after.said.figures[place], after.fetched_at)
        for place in changed
    )


def comparable(visits: Sequence[Visit]) -> Sequence[Visit]:
    """Return the last visits between which no word changed."""
    begin = len(visits) - 1
    while begin > 0 and visits[begin - 1].said.has_words_of(visits[-1].said):
        begin -= 1
    return visits[max(begin, 0) :]


def differing(before: Said, after: Said) -> frozenset[Place] | None:
    """Return the places in which two pages of the same words differ; None: also where no place can be named."""
    for name, a, b in zip(after.names, before.lines, after.lines, strict=True):
        if name is None and a != b:
            return None
    return frozenset(place for place, figure in after.figures.items() if before.figures[place] != figure)


def alone(places: set[Place], changes: Sequence[frozenset[Place] | None], other: set[Place], last: int) -> set[Place]:
    """Those that changed in company of each other and of `other` only, in the last changes."""
    left = set(places)
    while True:
        known = left | other
        company = any(changed is None or not changed <= known for changed in changes[-last:])
        if not left or not company:
            return left
        gone = {
            place
            for place in left
            if any(changed is None or (place in changed and not changed <= known) for changed in changes[-last:])
        }
        if not gone:
            return left
        left -= gone


def is_counter(place: Place, visits: Sequence[Visit], changes: Sequence[frozenset[Place] | None]) -> bool:
    return grows(place, visits[-CHANGES - 1 :], CHANGES) and short_changes(place, visits, changes) >= SHORT_CHANGES


def is_doubtful(place: Place, visits: Sequence[Visit], changes: Sequence[frozenset[Place] | None]) -> bool:
    """It has grown like a counter. One that stood still between two visits close together has shown what it is."""
    stood_still = any(
        is_short(before, after) and changed is not None and place not in changed
        for (before, after), changed in zip(pairwise(visits), changes, strict=True)
    )
    return not stood_still and grows(place, visits[-DOUBTFUL_CHANGES - 1 :], DOUBTFUL_CHANGES)


def short_changes(place: Place, visits: Sequence[Visit], changes: Sequence[frozenset[Place] | None]) -> int:
    """How often it changed within minutes since it last stood still."""
    count = 0
    for (before, after), changed in zip(reversed(list(pairwise(visits))), reversed(changes), strict=True):
        if changed is None or place not in changed:
            break
        count += is_short(before, after)
    return count


def is_short(before: Visit, after: Visit) -> bool:
    return after.fetched_at - before.fetched_at <= SHORT


def grows(place: Place, visits: Sequence[Visit], changes: int) -> bool:
    numbers = [number_of(visit.said.figures[place]) for visit in visits]
    return len(visits) > changes and all(a is not None and b is not None and a < b for a, b in pairwise(numbers))


def number_of(figure: str) -> int | None:
    """Return a whole number; None for any other figure."""
    return int(re.sub("[,，]", "", figure)) if NUMBER.fullmatch(figure) else None


def is_clock(place: Place, visits: Sequence[Visit]) -> bool:
    shown = [moment_of(visit.said.figures[place]) for visit in visits]
    moments = [moment for moment in shown if moment is not None]
    if len(moments) < len(visits) or len(moments) <= CHANGES:
        return False
    if all(moment.is_day for moment in moments):
        return len({moment.at for moment in moments}) > CHANGES and all(
            follows(moment, visit.fetched_at) for moment, visit in zip(moments, visits, strict=True)
        )
    if len({int(moment.at) % DAY_SECONDS for moment in moments}) < TIMES_OF_DAY:
        return False
    offsets = [offset_of(moment, visit.fetched_at) for moment, visit in zip(moments, visits, strict=True)]
    return all(
        not moment.is_day
        and abs(offset) <= FURTHEST
        and abs(apart(offset, offsets[0], has_date=moment.has_date)) <= IN_STEP + moment.exact
        for moment, offset in zip(moments, offsets, strict=True)
    )


def goes_on(kind: Kind, before: str, after: str, fetched_at: datetime) -> bool:
    """Whether a figure is still what its place was learned as: a number that grows, a time that follows ours."""
    if kind is Kind.CLOCK:
        moment = moment_of(after)
        return moment is not None and follows(moment, fetched_at)
    was, now = number_of(before), number_of(after)
    return was is not None and now is not None and was <= now


def follows(moment: Moment, fetched_at: datetime) -> bool:
    offset = offset_of(moment, fetched_at)
    return 0 <= -offset < DAY_SECONDS if moment.is_day else abs(offset) <= FURTHEST


def offset_of(moment: Moment, fetched_at: datetime) -> float:
    """By how many seconds what is shown is ahead of the time of fetching in China."""
    there = fetched_at.astimezone(CHINA).replace(tzinfo=None)
    now = (there - datetime(1970, 1, 1)).total_seconds()  # both are China's
    return apart(moment.at, now, has_date=moment.has_date)


def apart(a: float, b: float, *, has_date: bool) -> float:
    """a - b in seconds; of times of the day the way round that is shorter."""
    if has_date:
        return a - b
    return (a - b + DAY_SECONDS / 2) % DAY_SECONDS - DAY_SECONDS / 2


def moment_of(figure: str) -> Moment | None:
    """Return the time that a figure shows, or the day with its weekday; None: neither."""
    day = re.match(DATE, figure)
    has_weekday = re.search(WEEKDAY, figure) is not None
    rest = figure[day.end() :] if day else figure
    time = re.search(TIME, rest)
    if time is None and not (day and has_weekday):
        return None
    numbers = [int(number) for number in re.findall(r"\d+", time[0])] if time else []
    hour, minute, second = (*numbers, 0, 0, 0)[:3]
    if hour > 24 or minute > 59 or second > 59:
        return None
    since = timedelta(hours=hour, minutes=minute, seconds=second).total_seconds()
    if day is not None:
        try:
            began = datetime(*map(int, re.findall(r"\d+", day[0])))  # type: ignore[arg-type]  # China's
        except ValueError:
            return None
        since += (began - datetime(1970, 1, 1)).total_seconds()  # likewise
    return Moment(since, 1 if len(numbers) > 2 else 60, day is not None, time is None)
