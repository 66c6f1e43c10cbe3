"""Which of a row's days is that of publication: by what they are called, and how they stand in its texts.

A day within a sentence (自2026年9月1日起施行。) says something of the matter, and is the row's own only where no other
place of the row holds one.
"""

import re
from collections import defaultdict
from datetime import date
from enum import IntEnum, auto

from pipelines.lists.dates import BEFORE, NARROW, day_in, days_in, is_a_day, is_counted, to_come
from pipelines.lists.days.day_labels import Names, named_by

__all__ = ["day_of_row", "names_a_day", "names_another_day"]

# what stands before a day that is not the one of publication, and before the one that is
OTHERS = "成文|生成|写|截[止至]|结束|到期|有效|失效|生效|施行|实施|更新|修改"
NOT_PUBLISHED = re.compile(rf"(?:{OTHERS})\w{{0,4}}[\s:：]*$")
# when something else begins or ends: what has no other day has none of publication
NEVER = "(?<!公)开[庭标]|截[止至稿]|结束|到期|有效|失效|生效|施行|实施"
NEVER_PUBLISHED = re.compile(rf"(?:{NEVER})\w{{0,4}}[\s:：]*$")
PUBLISHED = re.compile(r"(?:发布|公开|公布|(发文)|刊登|publish\w*)(?:时间|日期|日)?[\s:：]*$", re.IGNORECASE)
# the same behind a day: 2026-09-05发布, 2026年8月10日 09点30分前
BEHIND = re.compile(
    rf"[\s)）\]】]{{0,2}}(?:(?P<published>发布|公开|公布|刊登)|(?P<never>{NEVER})|(?:{OTHERS}))(?!\w)"
    r"|日?\s?(?:\d{1,2}\s?[:：点时]\s?(?:\d{1,2}\s?分?)?)?\s?(?P<before>之?前(?!\s?台))"
)
NAMES_A_DAY = re.compile(r"(?:^\W*[日号]|日期|时间|\bda(?:te|y)|\btime)\W*$", re.IGNORECASE)
TO = re.compile(r"^\s*(?:至|到|~|～|--|-)\s*$")
OF_SENTENCES = frozenset("，。；！？")
SPACED_DAY = re.compile(r"^ ?日")
ENDS_OF_SENTENCES = ("。", ".", "…", "!", "！", "?", "？")
NEVER_A_DAY = (date(1970, 1, 1), date(1900, 1, 1))  # what computers count from: they know none
# the start of a period, whose end follows
TO_ANOTHER = re.compile(r"日?\s?(?:\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?\s?(?:至|到|~|～|--|-|—|–)\s?\d")
IN_FIGURES = re.compile(r"\d{7,8}")
# of a mark, a number or capital letters: ¥20260115, 11440700-2026-07-10, MZ2026-07-10
BEFORE_A_NUMBER = re.compile(r"[¥￥$€£]\s?$|(?<!\d:\d)\d[-_]$|\d{5,}/$|(?<![A-Za-z])(?!DATE|TIME|DAY|ON)[A-Z]{1,8}$")
AFTER_A_NUMBER = re.compile(
    r"\.\d\d(?!\d)|\s?[十百千万亿]?(?:元|圆)|[万亿%％]|\s次|-(?:\d{3,}(?![\d./年-])|[A-Z])|(?!T\d)[A-Z]"
)
ABOUT_PUBLICATION = re.compile(r"(?:在|由|于)?\w{0,4}(?:发布|公布|公开|公示|刊登|发表|印发)|[，,；;]\s?\w{1,8}[:：]")


class Rank(IntEnum):
    """How well a day may be that of publication, the best first."""

    PUBLISHED = auto()
    SENT = auto()
    ALONE = auto()
    WITH_WORDS = auto()  # a few: 市教育局 2026-09-20
    ENTERED = auto()
    IN_LINE = auto()
    IN_WORDS = auto()
    NEAR = auto()
    START = auto()  # of a period whose end the row states too


def day_of_row(texts: list[str]) -> date | None:
    """Return the day of publication among the texts of a row, which may state several days.

    The one called so (发布日期), else the latest that is not called anything else (成文日期, 听证时间). A day in a
    line of several particulars counts only where none stands by itself, one that is called something near it (成文日期)
    or stands in words only where there is no other at all. None where each is of something else, still to come, part of
    a number or of a sentence.
    """
    are_others = False
    found: dict[Rank, list[date]] = defaultdict(list)
    before = ""
    for text, behind in zip(texts, [*texts[1:], ""], strict=True):
        end, is_prose = 0, False
        for start, stop, day in days_in(text):
            label = text[end:start] if end else f"{before} {text[:start]}"
            is_prose = is_in_prose(text, start, stop) or (
                stop == len(text) and is_head_of_a_sentence(text[start:], behind)
            )
            rank = None if to_come(day) or day in NEVER_A_DAY else rank_of(text, start, stop, label, is_prose=is_prose)
            if rank is None:
                are_others = True
            elif not (end and rank > Rank.SENT and TO.match(text[end:start])):
                found[rank].append(day)
            end = stop
        # the rest of a sentence is no label of the text behind it
        before = "" if is_prose else text[end:]
    best = min(found, default=None)
    if best is Rank.START and not are_others:
        return None
    if best is not None:
        return max(found[best]) if best in (Rank.ALONE, Rank.WITH_WORDS) else found[best][0]
    return None if are_others else day_in(" ".join(texts))


def rank_of(text: str, start: int, stop: int, label: str, *, is_prose: bool) -> Rank | None:
    """Return how well a day of a text may be that of publication; None where it is another, or none.

    `label`: what stands before it.
    """
    behind = BEHIND.match(text, stop)
    near = label[-BEFORE:]
    is_deadline = NEVER_PUBLISHED.search(near) or (behind and (behind["never"] or behind["before"]))
    if is_deadline or is_part_of_a_number(text, start, stop):
        return None
    is_of_now = is_counted(text[start:stop])
    if is_prose:
        return None if is_of_now or goes_on(text, start, stop) else Rank.IN_WORDS
    if behind and behind["published"]:
        return Rank.PUBLISHED
    if called := PUBLISHED.search(near):
        # what was sent (发文) is put on the site later
        return Rank.SENT if called[1] else Rank.PUBLISHED
    if behind or NOT_PUBLISHED.search(near):
        return Rank.NEAR
    names = named_by(label)
    if names is Names.PUBLICATION:
        return Rank.IN_LINE if TO_ANOTHER.match(text, stop) else Rank.PUBLISHED
    if names is Names.ENTRY:
        return Rank.IN_LINE if TO_ANOTHER.match(text, stop) else Rank.ENTERED
    if names is Names.START:
        return Rank.NEAR if TO_ANOTHER.match(text, stop) else Rank.START
    if names is Names.OTHER_DAY:
        # 征集时间：2026-09-01 至 2026-09-30 begins with publication, a day alone may be any
        return Rank.NEAR if TO_ANOTHER.match(text, stop) else None
    if names in (Names.FIELD, Names.UNKNOWN) and IN_FIGURES.fullmatch(text[start:stop].translate(NARROW)):
        return None
    if names in (Names.FIELD, Names.UNKNOWN) and text[stop : stop + 1].translate(NARROW) == "-":
        return None  # 编号：2026-08-15-3
    if names is Names.NEAR or names is Names.UNKNOWN:
        return Rank.NEAR
    rest = text[:start] + text[stop:]
    if is_a_day(rest) or len(rest) <= BEFORE:
        return Rank.ALONE if is_a_day(rest) or names is Names.ANY_DAY else Rank.WITH_WORDS
    if is_of_sentences(rest):
        return None if is_of_now else Rank.IN_WORDS
    return Rank.IN_LINE


def is_part_of_a_number(text: str, start: int, stop: int) -> bool:
    """Whether what looks like a day is a sum or a part of a number: ¥20260115.00, 2026.7.1万元, GD-2026-07-10-001."""
    before, after = text[max(0, start - BEFORE) : start].translate(NARROW), text[stop : stop + BEFORE].translate(NARROW)
    return BEFORE_A_NUMBER.search(before) is not None or AFTER_A_NUMBER.match(after) is not None


def is_in_prose(text: str, start: int, stop: int) -> bool:
    """Whether a day is part of a sentence: words on both sides of it, or on one side of it in what has sentences."""
    before = text[start - 1 : start]
    after = text[stop:].translate(NARROW).lstrip(" ").removeprefix("日")[:1] if stop < len(text) else ""
    follows = after.isalnum() or after in OF_SENTENCES
    if before.isalnum() and after and follows:
        return True
    begins = (not before or before in OF_SENTENCES) and bool(after) and follows
    return (before.isalnum() or begins) and is_of_sentences(text)


def is_head_of_a_sentence(day: str, behind: str) -> bool:
    """Whether a day such as 昨日 begins a sentence that goes on in the text behind: <b>昨日</b>，县委召开会议。"""
    return behind[:1] in OF_SENTENCES and is_counted(day)


def goes_on(text: str, start: int, stop: int) -> bool:
    """Whether a sentence goes on right behind a day in words: 2026年5月1日，市政府召开…

    One that says that something was published is of the row, as is a line of particulars.
    """
    rest = SPACED_DAY.sub("", text[stop:].translate(NARROW))
    is_glued = rest[:1].isalnum() or rest[:1] in OF_SENTENCES
    is_of_words = "年" in text[start:stop] or text[start - 1 : start].isalnum()
    return bool(rest) and is_glued and is_of_words and ABOUT_PUBLICATION.match(rest) is None


def is_of_sentences(text: str) -> bool:
    return not OF_SENTENCES.isdisjoint(text) or text.endswith(ENDS_OF_SENTENCES)


# What names a day


def names_a_day(label: str) -> bool:
    """Whether the head of a column, or a label, names the day of publication, or a day without saying of what."""
    if names_another_day(label):
        return False
    return named_by(label) in (Names.PUBLICATION, Names.ENTRY) or any(
        pattern.search(label) for pattern in (NAMES_A_DAY, PUBLISHED)
    )


def names_another_day(label: str) -> bool:
    return named_by(label) in (Names.OTHER_DAY, Names.START) or any(
        p.search(label) for p in (NEVER_PUBLISHED, NOT_PUBLISHED)
    )
