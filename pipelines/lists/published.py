"""Which of a row's days is that of publication: by what they are called, and how they stand in its texts.

A day within a sentence (自2026年9月1日起施行。) says something of the matter, and is the row's own only where no other
place of the row holds one.
"""

import re
from datetime import date

from pipelines.lists.dates import BEFORE, NARROW, day_in, days_in, is_a_day, to_come

__all__ = ["day_of_row", "names_a_day", "names_another_day"]

# what stands before a day that is not the one of publication, and before the one that is
OTHERS = "成文|生成|写|截[止至]|结束|到期|有效|失效|生效|施行|实施|更新|修改"
NOT_PUBLISHED = re.compile(rf"(?:{OTHERS})\w{{0,4}}[\s:：]*$")
# when something else begins or ends: what has no other day has none of publication
NEVER = "(?<!公)开[庭标]|截[止至稿]|结束|到期|有效|失效|生效|施行|实施"
NEVER_PUBLISHED = re.compile(rf"(?:{NEVER})\w{{0,4}}[\s:：]*$")
PUBLISHED = re.compile(r"(?:发布|公开|公布|(发文)|刊登|publish\w*)(?:时间|日期|日)?[\s:：]*$", re.IGNORECASE)
# the same behind a day: 2026-09-05发布
BEHIND = re.compile(rf"[\s)）\]】]{{0,2}}(?:(?P<published>发布|公开|公布|刊登)|(?P<never>{NEVER})|(?:{OTHERS}))(?!\w)")
NAMES_A_DAY = re.compile(r"(?:^\W*[日号]|日期|时间|\bda(?:te|y)|\btime)\W*$", re.IGNORECASE)
TO = re.compile(r"^\s*(?:至|到|~|～|--|-)\s*$")
OF_SENTENCES = frozenset("，。；！？")
ENDS_OF_SENTENCES = ("。", ".", "…", "!", "！", "?", "？")


def day_of_row(texts: list[str]) -> date | None:
    """Return the day of publication among the texts of a row, which may state several days.

    The one called so (发布日期), else the latest that is not called anything else (成文日期, 截止日期). A day in a
    line of several particulars counts only where none stands by itself, one within a sentence where there is no
    other at all. None where each is a deadline or still to come.
    """
    are_others = False
    named: list[date] = []
    sent: list[date] = []
    alone: list[date] = []
    in_line: list[date] = []
    in_prose: list[date] = []
    before = ""
    for text in texts:
        end, is_prose = 0, False
        for start, stop, day in days_in(text):
            label = f"{before} {text[:start]}"[-BEFORE:] if not end else text[end:start][-BEFORE:]
            behind = BEHIND.match(text, stop)
            is_prose = is_in_prose(text, start, stop)
            is_never = NEVER_PUBLISHED.search(label) or (behind and behind["never"])
            if is_never or to_come(day):
                are_others = True
            elif is_prose:
                in_prose.append(day)
            elif behind and behind["published"]:
                named.append(day)
            elif called := PUBLISHED.search(label):
                # what was sent (发文) is put on the site later
                (sent if called[1] else named).append(day)
            elif not behind and not NOT_PUBLISHED.search(label) and not (end and TO.match(text[end:start])):
                rest = text[:start] + text[stop:]
                is_alone = is_a_day(rest) or len(rest) <= BEFORE
                (alone if is_alone else in_prose if is_of_sentences(rest) else in_line).append(day)
            end = stop
        # the rest of a sentence is no label of the text behind it
        before = "" if is_prose else text[end:]
    if named or sent:
        return (named or sent)[0]
    if alone:
        return max(alone)
    if in_line or in_prose:
        return (in_line or in_prose)[0]
    return None if are_others else day_in(" ".join(texts))


def is_in_prose(text: str, start: int, stop: int) -> bool:
    """Whether a day is part of a sentence: words on both sides of it, or on one side of it in what has sentences."""
    before = text[start - 1 : start]
    after = text[stop:].translate(NARROW).lstrip(" ").removeprefix("日")[:1] if stop < len(text) else ""
    follows = after.isalnum() or after in OF_SENTENCES
    if before.isalnum() and after and follows:
        return True
    return (before.isalnum() or (not before and bool(after) and follows)) and is_of_sentences(text)


def is_of_sentences(text: str) -> bool:
    return not OF_SENTENCES.isdisjoint(text) or text.endswith(ENDS_OF_SENTENCES)


# What names a day


def names_a_day(label: str) -> bool:
    """Whether the head of a column, or a label, names the day of publication, or a day without saying of what."""
    return not names_another_day(label) and any(pattern.search(label) for pattern in (NAMES_A_DAY, PUBLISHED))


def names_another_day(label: str) -> bool:
    return any(pattern.search(label) for pattern in (NEVER_PUBLISHED, NOT_PUBLISHED))
