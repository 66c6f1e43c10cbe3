"""Two texts as one, for a reader: what only the one or the other has, in whole figures and names.

A receipt counts single characters, as the judge weighs them: 4400 became 88800 by an 8 here and two there. Shown so,
the reader sees a row of digits that stands in neither text. So an edit that touches a figure is shown as the whole
figure of before and the whole one of after.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, groupby

from pipelines.models import Edit
from pipelines.text.fingerprint import traced_normal_form

__all__ = ["MARKS", "Piece", "marked_up", "pieces_of", "whole"]

Piece = tuple[str, str]  # ("same" | "kept" | "removed", text)
# Two texts aligned: a character that both have, or an edit as a whole (True), as it stands in the kept and in the other
Column = tuple[str, str, bool]

# As `wdiff` and `git diff --word-diff` mark them: they outlive a pipe, a mail and the clipboard, as no colour does
MARKS = {"same": ("", ""), "kept": ("[-", "-]"), "removed": ("{+", "+}")}

# What may stand inside of a figure, a day, a telephone number, a file's name; a comma or a space only before thousands
JOINTS = frozenset(".:/-_~．：／－–—～")
THOUSANDS = frozenset(",，  \u2009\u202f")
SIGNS = frozenset("+-−±＋－")
SHARES = frozenset("%‰‱％")


def pieces_of(kept: str, difference: Sequence[Edit], other: str | None = None) -> list[Piece]:
    """Cut the kept text where it differs, with what it has more and what the other has in its place."""
    found: list[Piece] = []
    done = 0
    for edit in whole(kept, difference, other):
        found.append(("same", kept[done : edit.at]))
        found.append(("kept", edit.kept))
        found.append(("removed", edit.removed))
        done = edit.at + len(edit.kept)
    found.append(("same", kept[done:]))
    return [piece for piece in found if piece[1]]


def marked_up(kind: str, said: str) -> str:
    """Put a piece between the marks of its kind. Nothing is escaped."""
    before, after = MARKS[kind]
    return f"{before}{said}{after}"


def whole(kept: str, difference: Sequence[Edit], other: str | None = None) -> list[Edit]:
    """Widen edits so that none begins or ends inside of a figure or a name in letters; those that meet become one.

    A unit that changed (5名, 5位; 5%, 5‰) takes the figure before it along. Offsets count characters of `kept`. A
    difference leaves width and white space out: with `other` the other side is quoted exactly, without it (None) what
    both have is written as in `kept`.
    """
    if any(kept[edit.at : edit.at + len(edit.kept)] != edit.kept for edit in difference):
        return list(difference)  # of a part of the kept text, or of several
    if other is None:
        return list(widened(list(aligned(kept, difference, with_space=False))))
    for with_space in (False, True):  # white space is no part of a difference, but parts two figures
        columns = list(aligned(kept, difference, with_space))
        found = quoted(columns, list(widened(columns)), other)
        if found is not None:
            return found
    return [Edit(0, kept, other)]


def quoted(columns: Sequence[Column], edits: list[Edit], other: str) -> list[Edit] | None:
    """The edits with what stands in the other text, letter by letter; None: they do not make it of the kept one."""
    plain, offsets = traced_normal_form("".join(o for _, o, _ in columns))
    same, places = traced_normal_form(other)
    if plain != same:
        return None
    found, shift = [], 0
    for edit in edits:
        start = bisect_left(offsets, edit.at + shift)
        end = bisect_left(offsets, edit.at + shift + len(edit.removed))
        said = other[places[start] : places[end - 1] + 1] if start < end else edit.removed
        found.append(replace(edit, removed=said))
        shift += len(edit.removed) - len(edit.kept)
    return found


def widened(columns: Sequence[Column]) -> Iterator[Edit]:
    changed = [is_edit for *_, is_edit in columns]
    spans = [*spans_in([k for k, _, _ in columns]), *spans_in([o for _, o, _ in columns])]
    for at, (first, last, takes_unit) in enumerate(spans):
        follows = columns[last + 1] if last + 1 < len(columns) else ("", "", False)
        if takes_unit and follows[2] and (begins_a_unit(follows[0]) or begins_a_unit(follows[1])):
            spans[at] = (first, last + 1, True)
    before = -1
    while before != (before := sum(changed)):
        sums = [0, *accumulate(changed)]
        for first, last, _ in spans:
            if sums[last + 1] > sums[first]:
                changed[first : last + 1] = [True] * (last + 1 - first)
    return joined(columns, changed)


def aligned(kept: str, difference: Sequence[Edit], with_space: bool) -> Iterator[Column]:
    done = 0
    for edit in difference:
        start, end = edit.at, edit.at + len(edit.kept)
        if with_space:
            start = max(done, len(kept[:start].rstrip()))
            end = len(kept) - len(kept[end:].lstrip())
        yield from ((c, c, False) for c in kept[done:start])
        yield kept[start:end] if with_space else edit.kept, edit.removed, True
        done = end
    yield from ((c, c, False) for c in kept[done:])


def joined(columns: Sequence[Column], changed: Sequence[bool]) -> Iterator[Edit]:
    at = 0
    for is_edit, run in groupby(zip(columns, changed, strict=True), key=lambda one: one[1]):
        of = [column for column, _ in run]
        before = "".join(k for k, _, _ in of)
        if is_edit:
            yield Edit(at, before, "".join(o for _, o, _ in of))
        at += len(before)


def spans_in(parts: Sequence[str]) -> list[tuple[int, int, bool]]:
    """Return the figures and names in a text that is given in parts: the first and the last part of each, and whether a
    unit belongs to it."""
    text = "".join(parts)
    part_of = [number for number, part in enumerate(parts) for _ in part]
    return [
        (part_of[start], part_of[end - 1], end - start > 1 or text[start].isdecimal())
        for start, end in figures_and_names(text)
    ]


def figures_and_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield where figures (in digits or in Chinese), days, numbers of all kinds and names in letters stand."""
    at = 0
    while at < len(text):
        if not is_core(text[at]):
            at += 1
            continue
        start = at
        while at < len(text) and (is_core(text[at]) or is_joint(text, at)):
            at += 1
        signed = start and (text[start - 1] in SIGNS or unicodedata.category(text[start - 1]) == "Sc")
        yield start - 1 if signed else start, at


@lru_cache(maxsize=4096)
def is_core(character: str) -> bool:
    """Whether it counts (3, 三, 万, ③) or is a letter of a script with words."""
    return unicodedata.numeric(character, None) is not None or unicodedata.category(character) in ("Lu", "Ll")


def is_joint(text: str, at: int) -> bool:
    after = text[at + 1 : at + 2]
    if text[at] in THOUSANDS:
        three = text[at + 1 : at + 4]
        return (
            text[at - 1].isdecimal() and len(three) == 3 and three.isdecimal() and not text[at + 4 : at + 5].isdecimal()
        )
    return text[at] in JOINTS and bool(after) and is_core(after)


def begins_a_unit(text: str) -> bool:
    first = text[:1]
    return bool(first) and (first.isalpha() or first in SHARES or unicodedata.category(first).startswith("S"))
