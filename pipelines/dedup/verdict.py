"""The judge: may one paragraph go because it says nothing that the other does not?

It does not measure how near two texts are: a changed figure is as near as a dropped comma. It looks at each place
where they differ and asks whether the language explains it: punctuation, structure words, doubled words, spellings,
lead-ins and sign-offs of the press, a whole sentence left out. One difference that nothing explains makes the pair
a variant.
"""

from collections.abc import Iterator
from typing import Literal

from pipelines.dedup.edits import CELLS, Change, changes, likeness
from pipelines.dedup.language import (
    ADDED,
    DOUBLED,
    DROPPED,
    FIGURES,
    LEAD_IN,
    NEGATIONS,
    PLACES,
    SENTENCE_END,
    SIGN_OFF,
    SIGNS,
    SOFT_MARKS,
    SPELLINGS,
    SYNONYMS,
)
from pipelines.fingerprint import normal_form

__all__ = ["Verdict", "judge", "judge_plain", "without_frame"]

Verdict = Literal["duplicate", "variant", "distinct"]

# Below this share of common characters two paragraphs are about different things. On real pages, neighbours seldom
# reach it; a sentence of 19 characters with the name of another place has 0.88.
NEAR = 0.6
SIGNED = 40  # characters at the end in which a sign-off is looked for
SHORTEST_REST = 12  # characters that must be left when whole sentences are
CLOSING = frozenset("\"')]")
SLIDE = 24  # how far an inserted piece may be moved along equal characters to find its explanation


def judge(a: str, b: str) -> Verdict:
    """May b go because it says nothing that a does not? 'duplicate': yes; 'variant': near, both stay; 'distinct'."""
    return judge_plain(normal_form(a), normal_form(b))


def judge_plain(a: str, b: str, near: float = NEAR) -> Verdict:
    """As `judge`, for texts in normal form; below the likeness `near` they are distinct."""
    if a == b:
        return "duplicate"
    if not _near(a, b, near) and not _within(a, b):
        return "distinct"
    if any(_explained(one, other) for one, other in _unframed(a, b)):
        return "duplicate"
    return "variant"


def _near(a: str, b: str, near: float) -> bool:
    if 2 * min(len(a), len(b)) < near * (len(a) + len(b)):
        return False  # were the shorter one wholly in the longer one, they would still have too little in common
    return likeness(a, b, near) >= near


def _within(a: str, b: str) -> bool:
    return len(b) >= SHORTEST_REST and b in a


def _unframed(a: str, b: str) -> Iterator[tuple[str, str]]:
    """The pair as it is, and without the lead-in or sign-off that only one of the two has, or has more of."""
    yield a, b
    lead_a, lead_b = a[: _lead_in(a)], b[: _lead_in(b)]
    off_a, off_b = _sign_off(a), _sign_off(b)
    leads = lead_a != lead_b and (lead_a.endswith(lead_b) or lead_b.endswith(lead_a))
    offs = off_a != off_b and (off_a.startswith(off_b) or off_b.startswith(off_a))
    if leads:
        yield a[len(lead_a) :], b[len(lead_b) :]
    if offs:
        yield a[: len(a) - len(off_a)], b[: len(b) - len(off_b)]
    if leads and offs:
        yield a[len(lead_a) : len(a) - len(off_a)], b[len(lead_b) : len(b) - len(off_b)]


def without_frame(text: str) -> str:
    """A normal form without the lead-in and sign-off of the press."""
    core = text[_lead_in(text) :]
    return core[: len(core) - len(_sign_off(core))]


def _lead_in(text: str) -> int:
    found = LEAD_IN.match(text)
    return found.end() if found else 0


def _sign_off(text: str) -> str:
    """The sign-off at the end of a text, or nothing."""
    for start in range(max(0, len(text) - SIGNED), len(text)):
        if SIGN_OFF.fullmatch(text, start):
            return text[start:]
    return ""


def _explained(a: str, b: str) -> bool:
    if len(a) * len(b) > CELLS and abs(len(a) - len(b)) > SLIDE:
        return False
    found = changes(a, b)
    if len(found) > max(3, len(b) // 6):
        return False
    return all(_says_the_same(a, b, change) for change in found)


def _says_the_same(a: str, b: str, change: Change) -> bool:
    if change.start < change.end and change.other_start < change.other_end:
        return _exchanged(a, b, change)
    if change.start < change.end:
        told = any(_dropped(a, start, end) for start, end in _slides(a, change.start, change.end))
    else:
        told = any(_added(b, start, end) for start, end in _slides(b, change.other_start, change.other_end))
    return told or _synonyms(a, b, change)


def _slides(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The places where taking out a piece of this length leaves the same rest: 了 of 开了了 may be either."""
    yield start, end
    low, high = start, end
    while low > 0 and start - low < SLIDE and text[low - 1] == text[high - 1]:
        low, high = low - 1, high - 1
        yield low, high
    low, high = start, end
    while high < len(text) and high - end < SLIDE and text[low] == text[high]:
        low, high = low + 1, high + 1
        yield low, high


def _dropped(text: str, start: int, end: int) -> bool:
    """May text[start:end] be missing from the copy?"""
    return _empty(text, start, end, DROPPED) or _whole_sentences(text, start, end)


def _added(text: str, start: int, end: int) -> bool:
    """May text[start:end] be there in the copy only?"""
    if text[start:end].strip("".join(SOFT_MARKS)) == "" and _regroups(text, start, end):
        return False
    return _empty(text, start, end, ADDED)


def _regroups(text: str, start: int, end: int) -> bool:
    """不是雾,是霾 and 不是,雾是霾; 广达、英业达 and 广、达英业达: a new mark can part words that belong together."""
    return "、" in text[start:end] or not NEGATIONS.isdisjoint(text[max(0, start - 2) : start])


def _empty(text: str, start: int, end: int, words: frozenset[str]) -> bool:
    """Does text[start:end] say nothing where it stands?"""
    piece = text[start:end]
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if piece.isspace():
        return _space_parts_nothing(text, start, end)
    if all(mark in SOFT_MARKS for mark in piece):
        return _mark_parts_nothing(piece, before, after)
    if before in FIGURES and after in FIGURES:
        return False
    if _typed_twice(text, start, end):
        return True
    if before in NEGATIONS or not all(char in words or char in SOFT_MARKS for char in piece):
        return False
    return not _in_a_name(text, start, end) and not _in_a_mood(piece, before, after)


def _in_a_name(text: str, start: int, end: int) -> bool:
    """都 in 成都: there the particle is part of a place's name."""
    low = max(0, start - 3)
    return any(name.start() < end and name.end() > start for name in PLACES.finditer(text, low, end + 3))


def _in_a_mood(piece: str, before: str, after: str) -> bool:
    """得 in 必得 and 得以 tells what must and may be."""
    return piece[-1] == "得" and (after == "以" or before in ("必", "总", "只"))


def _typed_twice(text: str, start: int, end: int) -> bool:
    piece = text[start:end]
    if text[max(0, start - len(piece)) : start] != piece and text[end : end + len(piece)] != piece:
        return False
    if len(piece) == 1:
        return piece in DOUBLED
    return not any(char in FIGURES or char in NEGATIONS or char.isascii() for char in piece)


def _space_parts_nothing(text: str, start: int, end: int) -> bool:
    """A B型 is not AB型; a tab parts cells and rows of figures."""
    if "\t" in text[start:end]:
        return False
    return not (text[start - 1].isupper() and text[end].isupper() and _single(text, start, end))


def _single(text: str, start: int, end: int) -> bool:
    """Is a lone letter on one side (A B型)?"""
    return not text[start - 2 : start - 1].isalpha() or not text[end + 1 : end + 2].isalpha()


def _mark_parts_nothing(piece: str, before: str, after: str) -> bool:
    if before in NEGATIONS:
        return False  # 不,能 and 不能
    if before in FIGURES and after in FIGURES:
        return False
    if (before in FIGURES or after in FIGURES) and any(mark in SIGNS for mark in piece):
        return False
    return not (_latin(before) and _latin(after))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _whole_sentences(text: str, start: int, end: int) -> bool:
    """Are text[start:end] whole sentences, so that what is left of the text still stands as it stood?"""
    if end - start < 4 or len(text) - (end - start) < SHORTEST_REST:
        return False
    return (start == 0 or _ends_a_sentence(text, start)) and _ends_a_sentence(text, end)


def _ends_a_sentence(text: str, at: int) -> bool:
    closing = text[max(0, at - 2) : at]
    return closing[-1:] in SENTENCE_END or (closing[-1:] in CLOSING and closing[:1] in SENTENCE_END)


def _exchanged(a: str, b: str, change: Change) -> bool:
    ours, theirs = a[change.start : change.end], b[change.other_start : change.other_end]
    before, after = a[max(0, change.start - 1) : change.start], a[change.end : change.end + 1]
    if all(mark in SOFT_MARKS for mark in ours + theirs):
        if after not in FIGURES:
            return before not in NEGATIONS  # 1.加强 and 1、加强; no sign stands behind its figure
        return _mark_parts_nothing(ours + theirs, before, after)
    if before in NEGATIONS or _in_a_name(a, change.start, change.end):
        return False
    if len(ours) == len(theirs) and all(frozenset(two) in SPELLINGS for two in zip(ours, theirs, strict=True)):
        return before not in FIGURES and after not in FIGURES  # 65份 and 65分 are two amounts
    return _synonyms(a, b, change)


def _synonyms(a: str, b: str, change: Change) -> bool:
    """Do the differing pieces, widened by equal characters around them, make two words for one thing?"""
    for left in range(3):
        for right in range(3):
            if change.start < left or change.end + right > len(a):
                continue
            one = a[change.start - left : change.end + right]
            other = b[change.other_start - left : change.other_end + right]
            if frozenset((one, other)) in SYNONYMS:
                return True
    return False
