"""The judge: may one paragraph go because it says nothing that the other does not?

It does not measure how near two texts are: a changed figure is as near as a dropped comma. It looks at each place
where they differ and asks whether the language explains it: punctuation, structure words, words typed twice,
misspellings that are no words, notations, lead-ins and sign-offs of the press, a whole sentence left out. One
difference that nothing explains makes the pair a variant.

Also here: where a mark or a space is punctuation only, and where it says something.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Literal

from pipelines.dedup.edits import CELLS, Change, changes, likeness
from pipelines.dedup.language import (
    FIGURES,
    MAX_WORD,
    NEGATIONS,
    REVIEWED_SLIPS,
    SAME_WORDS,
    SENTENCE_END,
    SURNAMES,
)
from pipelines.dedup.notation import (
    canonical,
    holds_notation,
    holds_traditional,
    in_two_scripts,
    lead_in,
    one_script,
    sign_off,
)
from pipelines.dedup.particles import exchanged_particle, particle_is_empty, typed_twice
from pipelines.text.fingerprint import normal_form

__all__ = ["Verdict", "harmless_slip", "judge", "judge_plain", "marks_exchanged", "marks_say_nothing"]

Verdict = Literal["duplicate", "variant", "distinct"]

# Below this share of common characters two paragraphs are about different things. On real pages, neighbours seldom
# reach it; a sentence of 19 characters with the name of another place has 0.88.
NEAR = 0.6
SHORTEST_REST = 12  # characters that must be left when whole sentences are
CLOSING = frozenset("\"')]")
SLIDE = 24  # how far an inserted piece may be moved along equal characters to find its explanation
MOVED = 12  # characters: a mark that goes here and comes there has moved, and parts other words

# A sentence with one of these denies, excepts, corrects or limits what stands around it.
TURNS = re.compile(
    f"[{''.join(sorted(NEGATIONS))}但除却仅只限假误谣冒废撤止停取消改更如若]|失效|推翻|驳回|否认|例外|为准|以下"
    f"|下列|前款|上述|以上|条件|暂|试行|另|反|拒|据称|传"
)
REFERS = re.compile(
    "(?:.{0,4}(?:该|此|其|上述|前述|以上|前款|后者|前者|两者|二者|双方|同日|同年|同案)"
    "|[他她它这那也还并但而且故又均都则另否反因所对]|据此|为此|[二两三四五六七八九十几上]人)"
)

# Marks that may be missing: clause marks between clauses, quotation and title marks. Not the question mark, and not
# 、 - ~ / · ( ) [ ]: these enumerate, range, part names, or say how one word stands to another.
MAY_GO = frozenset(",。;:!…\"'《》〈〉.")

# Marks that may be written for each other: 、 for , between members that stay apart either way.
FOR_EACH_OTHER = frozenset(",。;:!….、")
QUOTES = frozenset("\"'《》〈〉")
SIGNS = frozenset(".:'\"")  # marks that belong to the figure next to them: 3.5, 3:5, 5'
MEMBER = 4  # characters: between marks as near as this a comma parts the members of a list
NEXT_BORDER = re.compile("[,。;:!?…、()\\[\\]\"'《》\\t]")
MAX_MEMBER = 8  # characters
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


def judge(a: str, b: str) -> Verdict:
    """May b go because it says nothing that a does not? 'duplicate': yes; 'variant': near, both stay; 'distinct'."""
    return judge_plain(normal_form(a), normal_form(b))


def judge_plain(a: str, b: str, near: float = NEAR) -> Verdict:
    """As `judge`, for texts in normal form; below the likeness `near` they are distinct."""
    if a == b:
        return "duplicate"
    shorter, both = min(len(a), len(b)), len(a) + len(b)
    if 2 * shorter < near * both:  # even wholly in the longer one it would have too little in common
        return "distinct"
    if likeness(a, b, near) < near:
        if not in_two_scripts(a, b):
            return "distinct"
        a, b = one_script(a, b)
        if likeness(a, b, near) < near:
            return "distinct"
    return "duplicate" if _repeats(a, b) else "variant"


def harmless_slip(a: str, b: str) -> bool:
    """Is the one difference of two normal forms a reviewed pair of words for one thing (精神障碍, 精神病障碍)?

    The judge alone takes such a pair for a variant: it counts only where the lines before and after agree as well.
    """
    found = changes(a, b)
    return len(found) == 1 and _same_words(a, b, found[0], REVIEWED_SLIPS)


def _repeats(a: str, b: str) -> bool:
    found = changes(a, b)
    if _all_explained(a, b, found) or any(_explained(one, other) for one, other in _unframed(a, b)):
        return True
    ours = "".join([a[change.start : change.end] for change in found])
    theirs = "".join([b[change.other_start : change.other_end] for change in found])
    if not holds_notation(ours + theirs) and not holds_traditional(ours + theirs):
        return False
    one, other = one_script(canonical(a), canonical(b))
    if (one, other) == (a, b):
        return False
    return _explained(one, other) or any(_explained(*pair) for pair in _unframed(one, other))


def _unframed(a: str, b: str) -> Iterator[tuple[str, str]]:
    """Yield the pair without the lead-in or sign-off that only one of the two has, or has one more of."""
    lead_a, lead_b, off_a, off_b = lead_in(a), lead_in(b), sign_off(a), sign_off(b)
    lead = _one_more(lead_a, lead_b, lambda more, less: more.removesuffix(less), lead_in)
    off = _one_more(off_a, off_b, lambda more, less: more.removeprefix(less), lambda extra: sign_off("。" + extra))
    if lead:
        yield a[len(lead_a) :], b[len(lead_b) :]
    if off:
        yield a[: len(a) - len(off_a)], b[: len(b) - len(off_b)]
    if lead and off:
        yield a[len(lead_a) : len(a) - len(off_a)], b[len(lead_b) : len(b) - len(off_b)]


def _one_more(one: str, other: str, without: Callable[[str, str], str], frame: Callable[[str], str]) -> bool:
    """Is one of two frames the other one and a whole frame more (编辑:王某 and 编辑:王某某 are not)?"""
    more, less = max(one, other, key=len), min(one, other, key=len)
    extra = without(more, less)
    return len(one) != len(other) and (extra != more or not less) and (not less or frame(extra) == extra)


def _explained(a: str, b: str) -> bool:
    return a == b or _all_explained(a, b, changes(a, b))


def _all_explained(a: str, b: str, found: Sequence[Change]) -> bool:
    if len(a) * len(b) > CELLS and abs(len(a) - len(b)) > SLIDE:
        return False
    if len(found) > max(3, len(b) // 6):
        return False
    return all(_says_the_same(a, b, change) for change in found) and not _mark_moved(a, b, found)


def _mark_moved(a: str, b: str, found: Sequence[Change]) -> bool:
    """不是雾,是霾 and 不是,雾是霾: a mark that goes here and comes there parts other words."""
    for one, other in pairwise(found):
        if other.start - one.end <= MOVED and _only_marks(a, b, one) and _only_marks(a, b, other):
            went, came = one.end - one.start, one.other_end - one.other_start
            went_then, came_then = other.end - other.start, other.other_end - other.other_start
            if (went and came_then and not came and not went_then) or (
                came and went_then and not went and not came_then
            ):
                return True
    return False


def _only_marks(a: str, b: str, change: Change) -> bool:
    return not any(char.isalnum() for char in a[change.start : change.end] + b[change.other_start : change.other_end])


def _says_the_same(a: str, b: str, change: Change) -> bool:
    if change.start < change.end and change.other_start < change.other_end:
        return _exchanged(a, b, change)
    if change.start < change.end:
        empty = any(_empty(a, *at) or _whole_sentences(a, *at) for at in _slides(a, change.start, change.end))
    else:
        empty = any(_empty(b, *at) for at in _slides(b, change.other_start, change.other_end))
    return empty or _same_words(a, b, change, SAME_WORDS)


def _slides(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the places where taking out a piece of this length leaves the same rest: 了 of 开了了 may be either."""
    yield start, end
    low, high = start, end
    while low > 0 and start - low < SLIDE and text[low - 1] == text[high - 1]:
        low, high = low - 1, high - 1
        yield low, high
    low, high = start, end
    while high < len(text) and high - end < SLIDE and text[low] == text[high]:
        low, high = low + 1, high + 1
        yield low, high


def _empty(text: str, start: int, end: int) -> bool:
    """Does text[start:end] say nothing where it stands?"""
    if not any(char.isalnum() for char in text[start:end]):
        return marks_say_nothing(text, start, end)
    return typed_twice(text, start, end) or particle_is_empty(text, start, end)


def _whole_sentences(text: str, start: int, end: int) -> bool:
    """Are text[start:end] whole sentences, without which what is left of the text still says what it said?"""
    if end - start < 4 or len(text) - (end - start) < SHORTEST_REST:
        return False
    if not ((start == 0 or _ends_a_sentence(text, start)) and _ends_a_sentence(text, end)):
        return False
    return TURNS.search(text, start, end) is None and REFERS.match(text, end) is None


def _ends_a_sentence(text: str, at: int) -> bool:
    closing = text[max(0, at - 2) : at]
    return closing[-1:] in SENTENCE_END or (closing[-1:] in CLOSING and closing[:1] in SENTENCE_END)


def _exchanged(a: str, b: str, change: Change) -> bool:
    ours, theirs = a[change.start : change.end], b[change.other_start : change.other_end]
    before, after = a[: change.start], a[change.end : change.end + 4]
    if not any(char.isalnum() for char in ours + theirs):
        return marks_exchanged(ours, theirs, before, after)
    if before[-1:] not in NEGATIONS and exchanged_particle(before, ours, theirs, after):
        return True
    return _same_words(a, b, change, SAME_WORDS)


def _behind_a_surname(before: str) -> bool:
    """刘作好 may be a name; 第三方 ends in a surname that is none."""
    return before[-1:] in SURNAMES and before[-2:-1] not in FIGURES


def _same_words(a: str, b: str, change: Change, pairs: frozenset[frozenset[str]]) -> bool:
    """Do the differing pieces, widened by equal characters around them, make two words for one thing?"""
    longest = max(change.end - change.start, change.other_end - change.other_start)
    for left in range(min(MAX_WORD - longest, change.start) + 1):
        for right in range(min(MAX_WORD - longest - left, len(a) - change.end) + 1):
            one = a[change.start - left : change.end + right]
            other = b[change.other_start - left : change.other_end + right]
            if frozenset((one, other)) in pairs:
                return "作" not in one + other or not _behind_a_surname(a[: change.start - left])
    return False


# Where a mark or a space is punctuation only, and where it enumerates, spans a range, or separates names


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
    left = BORDER.split(text[max(0, start - MAX_MEMBER) : start])[-1]
    right = BORDER.split(text[end : end + MAX_MEMBER], maxsplit=1)[0]
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
