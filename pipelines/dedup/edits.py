"""Where two texts differ, in characters: what a receipt shows, and what the judge weighs."""

from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import Indel, Levenshtein

from pipelines.models import Edit
from pipelines.text.fingerprint import hashed_grams, normal_form, traced_normal_form

__all__ = ["Change", "changes", "difference", "likeness", "similarity"]

# Beyond this many cells of the comparing table (some 25 MB of bits) the texts are compared roughly.
CELLS = 100_000_000


class Change(NamedTuple):
    """a[start:end] stands where b[other_start:other_end] stands."""

    start: int
    end: int
    other_start: int
    other_end: int


def changes(a: str, b: str) -> list[Change]:
    """The least changes that make b of a, in order, neighbours joined; one change if that would take too long."""
    head = _common_head(a, b)
    tail = _common_head(a[head:][::-1], b[head:][::-1])
    left, right = a[head : len(a) - tail], b[head : len(b) - tail]
    if not left and not right:
        return []
    if not left or not right or len(left) * len(right) > CELLS:
        return [Change(head, head + len(left), head, head + len(right))]
    found: list[Change] = []
    for op in Levenshtein.opcodes(left, right):
        if op.tag == "equal":
            continue
        change = Change(op.src_start + head, op.src_end + head, op.dest_start + head, op.dest_end + head)
        if found and found[-1].end == change.start and found[-1].other_end == change.other_start:
            change = Change(found[-1].start, change.end, found[-1].other_start, change.other_end)
            found.pop()
        found.append(change)
    return found


def _common_head(a: str, b: str) -> int:
    shorter = min(len(a), len(b))
    if a[:shorter] == b[:shorter]:
        return shorter
    low, high = 0, shorter  # slices compare far faster than single characters
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if a[low:middle] == b[low:middle] else (low, middle)
    return low


def difference(kept: str, removed: str) -> tuple[Edit, ...]:
    """Return where `removed` differs from `kept`, leaving out white space, width and invisible characters that say
    nothing.

    Offsets count characters of `kept` as it stands; both sides are given as they stand in the texts.
    """
    plain, offsets = traced_normal_form(kept)
    other, other_offsets = traced_normal_form(removed)
    return tuple(
        Edit(
            at=offsets[change.start],
            kept=_slice(kept, offsets, change.start, change.end),
            removed=_slice(removed, other_offsets, change.other_start, change.other_end),
        )
        for change in changes(plain, other)
    )


def _slice(text: str, offsets: list[int], start: int, end: int) -> str:
    return text[offsets[start] : offsets[end - 1] + 1] if start < end else ""


def similarity(a: str, b: str) -> float:
    """0 to 1: twice the characters in common (in order) over all characters, both texts in normal form."""
    return likeness(normal_form(a), normal_form(b))


def likeness(a: str, b: str, least: float = 0.0) -> float:
    """Return the similarity of two normal forms, 0 to 1; 0 where it is below `least`, which is found sooner."""
    if len(a) * len(b) <= CELLS:
        return Indel.normalized_similarity(a, b, score_cutoff=least)
    (left, left_counts), (right, right_counts) = (
        np.unique(hashed_grams([text])[0], return_counts=True) for text in (a, b)
    )
    _, ours, theirs = np.intersect1d(left, right, assume_unique=True, return_indices=True)
    common = np.minimum(left_counts[ours], right_counts[theirs]).sum()
    return float(2 * common / max(1, left_counts.sum() + right_counts.sum()))
