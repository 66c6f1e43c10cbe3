"""Days of a line that are named by a word next to them, without a colon.

2026-08-30 成文 2026-09-05 发布; 成文于2026年8月30日，发布于2026年9月5日. The words are those of the labels that pages
have (labels.py: 发布日期, 成文时间 …). In one line they stand before their days, or behind them, as with the first.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.extract.lines.labels import NAMES, Field
from pipelines.extract.words.dates import day_spans
from pipelines.extract.words.line_patterns import simplified

__all__ = ["NamedDays", "named_days", "names_publication"]

FIELDS = ("published", "updated", "written", "not_published", "asked")
NO_VERB = ("信息",)  # 信息时间
OF_TIME = re.compile(r"(?:日期|时间)$")
FIELD_OF_WORD = {
    OF_TIME.sub("", name): field
    for field in FIELDS
    for name in NAMES[field].split("|")
    if OF_TIME.search(name) and name[:2] not in NO_VERB
}
WORD = "|".join(FIELD_OF_WORD)
NAMED = re.compile(WORD)
BEHIND = re.compile(rf"[\s（(\[【]{{0,2}}({WORD})(?=$|[\W\d_])(?!\s*[:：])")
BEFORE = re.compile(rf"(?:^|\W|本文|文章|并)({WORD})(?:于|在|日期|时间)?[\s:：]{{0,2}}$")
LETTER = re.compile(r"[^\W_]")
OF_A_LAW = frozenset(("施行", "实施", "生效", "失效", "废止"))  # with such a day the line says what became of a law
MAX_LENGTH = 60  # characters of a line
LEAST_DAYS = 2
MAX_REST = 2  # letters next to days and their names: 本文


def states_year(text: str) -> bool:
    """A quick look, to spare most lines the rest."""
    return "20" in text or "年" in text or "19" in text or "２" in text or "１" in text


class NamedDays(NamedTuple):
    """The days of a line as they stand in it, by the field that each is named for.

    `whole`: the line says no more, and is about the text: when a law takes effect is the law's own. `every`: no day of
    the line is without a name.
    """

    days: tuple[tuple[Field, str], ...]
    whole: bool
    every: bool

    def of(self, field: Field) -> list[str]:
        """Return the days of one field."""
        return [day for name, day in self.days if name == field]


NONE = NamedDays((), whole=False, every=False)


def named_days(text: str) -> NamedDays:
    """Return the days of a short line that have a name; of any other line none."""
    if len(text) > MAX_LENGTH or not states_year(text) or NAMED.search(plain := simplified(text)) is None:
        return NONE
    spans = day_spans(plain)
    found = list(with_names(plain, spans, behind=not spans or BEFORE.search(plain[: spans[0][0]]) is None))
    rest = list(plain)
    for first, end, _, _ in found:
        rest[first:end] = [" "] * (end - first)
    every = bool(found) and len(found) == len(spans)
    is_whole = every and len(LETTER.findall("".join(rest))) <= MAX_REST
    is_about = OF_A_LAW.isdisjoint(word for _, _, word, _ in found)
    days = tuple((FIELD_OF_WORD[word], day) for _, _, word, day in found)
    return NamedDays(days, is_whole and is_about, every)


def names_publication(text: str) -> bool:
    """Whether a line says nothing but days by their names, with that of publication: 成文于…，发布于…"""
    if ("20" not in text and "19" not in text and "年" not in text) or len(text) > MAX_LENGTH:
        return False
    if text.count("20") + text.count("19") + text.count("年") < LEAST_DAYS:
        return False
    named = named_days(text)
    return named.whole and len(named.days) >= LEAST_DAYS and bool(named.of("published"))


def with_names(text: str, spans: list[tuple[int, int]], *, behind: bool) -> Iterator[tuple[int, int, str, str]]:
    """Yield the days that have a name: where both begin and end, the name, and the day.

    The last may have its own behind it where the others stand before theirs: 成文日期：2026-08-30（2026-09-05发布）.
    """
    previous = 0
    for number, (start, end) in enumerate(spans, 1):
        before = None if behind else BEFORE.search(text[previous:start])
        after = BEHIND.match(text, end) if behind or (before is None and number == len(spans)) else None
        if name := before or after:
            first, last = (previous + name.start(), end) if before else (start, name.end(1))
            yield first, last, name[1], text[start:end]
        previous = end
