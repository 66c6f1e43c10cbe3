"""Where a mark or a space is punctuation only, and where it enumerates, ranges, or parts names.

周一-周五 and 周一、周五, 东、西湖区 and 东西湖区, 高明远 山方正 and 高明 远山 方正 are different facts.
A comma left out of a sentence is none.
"""

import re

from pipelines.dedup.language import FIGURES, NEGATIONS, SURNAMES

__all__ = ["marks_exchanged", "marks_say_nothing"]

# Marks that may be missing: clause marks between clauses, quotation and title marks. Not the question mark, and not
# 、 - ~ / · ( ) [ ]: these enumerate, range, part names, or say how one word stands to another.
MAY_GO = frozenset(",。;:!…\"'《》〈〉.")
# Marks that may be written for each other: 、 for , between members that stay apart either way.
FOR_EACH_OTHER = frozenset(",。;:!….、")
QUOTES = frozenset("\"'《》〈〉")
SIGNS = frozenset(".:'\"")  # marks that belong to the figure next to them: 3.5, 3:5, 5'
MEMBER = 4  # characters: between marks as near as this a comma parts the members of a list
NEXT_BORDER = re.compile("[,。;:!?…、()\\[\\]\"'《》\\t]")
LONGEST_MEMBER = 8  # characters
AMOUNT = re.compile(r"\d(?:家|个|名|人|项|件|起|例|次|户|辆|万元|亿元|元|吨|亩|公里|%)$")
# Words that open a sentence and are no member of a list.
CONNECTIVE = re.compile(
    "[当今昨前次]?[天日晚年]|当[晚天年日]|当时|目前|近日|日前|此前|随后|最后|首先|其次|再次|此外|另外|同时|对此"
    "|对於此|為此|为此|因此|然而|但是|不过|所以|其中|于是|接着|毕竟"
    "|當[晚天年日]|當時|隨後|最後|此後|此后|同時|對此|然後|然后|例如|比如|其实|其實|据悉|據悉|据了解|據了解"
    "|据介绍|据报道"
)
QUANTITY = re.compile(r"\d+(?:小时|小時|天|个|個|名|人|家|项|項|件|起|例|辆|輛|万|萬|亿|億|元|吨)")
BORDER = re.compile(r"[,。;:!?…、()\[\]\"'《》\t ]")


def marks_say_nothing(text: str, start: int, end: int) -> bool:
    """May the marks text[start:end] be there or not?"""
    piece = text[start:end]
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if piece.isspace():
        return _space_parts_nothing(text, start, end)
    if piece == "、":
        return before in QUOTES or after in QUOTES or _members_stay_apart(text, start, end)
    if not all(mark in MAY_GO for mark in piece) or before in NEGATIONS:
        return False
    if before in FIGURES and after in FIGURES:
        return False
    if (before in FIGURES or after in FIGURES) and any(mark in SIGNS for mark in piece) and after:
        return False
    if _latin(before) and _latin(after):
        return False
    return (
        piece not in (",", ";", ".") or not _between_members(text, start, end) or _members_stay_apart(text, start, end)
    )


def marks_exchanged(ours: str, theirs: str, before: str, after: str) -> bool:
    """May these marks stand for each other between `before` and `after`?"""
    if ours.isspace() or theirs.isspace() or before[-1:] in NEGATIONS:
        return False
    if before[-1:] in FIGURES and after[:1] in FIGURES:
        return False
    both = set(ours + theirs)
    if both <= FOR_EACH_OTHER:
        return not ("、" in both and before[-1:] in FIGURES and after[:1] in FIGURES)
    if both <= QUOTES and before[-1:] in FIGURES:
        return False  # 12' and 12" are minutes and seconds
    if both <= QUOTES or (both <= MAY_GO and after[:1] not in FIGURES):
        return True
    return both <= {"(", "["} or both <= {")", "]"}


def _between_members(text: str, start: int, end: int) -> bool:
    """Is this mark between two short members of a list (广、达 英业达), so that without it two would be one?"""
    left = BORDER.split(text[max(0, start - MEMBER - 1) : start])[-1]
    right = BORDER.split(text[end : end + MEMBER + 1], maxsplit=1)[0]
    if CONNECTIVE.fullmatch(left):
        return False
    return 0 < len(left) <= MEMBER and 0 < len(right) <= MEMBER


def _members_stay_apart(text: str, start: int, end: int) -> bool:
    """Do two members stay two without a mark: 腹痛、腹泻 begin the same, 15家、 ends as an amount?"""
    left = BORDER.split(text[max(0, start - LONGEST_MEMBER) : start])[-1]
    right = BORDER.split(text[end : end + LONGEST_MEMBER], maxsplit=1)[0]
    if AMOUNT.search(left):
        return right[:1] not in FIGURES
    if QUANTITY.match(right):
        return bool(left) and left[-1] not in FIGURES and not _latin(left[-1])
    return (
        len(right) > 1
        and right[0] not in FIGURES
        and right[0].isalpha()
        and right[0] not in SURNAMES
        and right[0] in left[:-1]
    )


def _space_parts_nothing(text: str, start: int, end: int) -> bool:
    """A B型 is not AB型, and 高明 远山 are two; a tab parts cells and rows of figures."""
    if "\t" in text[start:end]:
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isascii() and after.isascii():
        return not (before.isupper() and after.isupper() and _single(text, start, end))
    return _amid_a_sentence(text, start, end)


def _amid_a_sentence(text: str, start: int, end: int) -> bool:
    """Is this the only space between two marks, behind no label and in no cell? Then it has slipped in (今年 以来)."""
    left = NEXT_BORDER.split(text[:start])[-1]
    right = NEXT_BORDER.split(text[end:], maxsplit=1)[0]
    if " " in left + right or len(left) + len(right) + (end - start) == len(text):
        return False
    opens, closes = text[start - len(left) - 1 : start - len(left)], text[end + len(right) : end + len(right) + 1]
    return opens not in (":", "\t") and closes != "\t"


def _single(text: str, start: int, end: int) -> bool:
    """Is a lone letter on one side (A B型)?"""
    return not text[start - 2 : start - 1].isalpha() or not text[end + 1 : end + 2].isalpha()


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
