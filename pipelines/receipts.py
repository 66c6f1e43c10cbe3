"""Receipts: what dedup writes down of a paragraph that it takes out, and of two that it keeps and links.

A receipt names the paragraph that stands for the one removed, how near the two are, and the exact difference, so that
every removal can be checked and taken back. Standard library only; every type is frozen.
"""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Edit", "Reason", "Receipt", "Recurrence", "Variant"]


class Reason(StrEnum):
    """Why a paragraph was taken out."""

    EXACT_REPEAT = "exact repeat"
    NEAR_REPEAT = "near repeat"
    REPEATED_SECTION = "repeated section"
    SITE_BOILERPLATE = "site boilerplate"


@dataclass(frozen=True, slots=True)
class Edit:
    """One place where two texts differ: at character `at` of the kept text, `kept` stands for `removed`.

    Either side may be empty (an insertion or a deletion).
    """

    at: int
    kept: str
    removed: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands for one paragraph taken out, or for one that a later bulletin has from an earlier one.

    `position` and `repeats` index Document.paragraphs from 0. `distance` is the Hamming distance of the 64-bit
    fingerprints (None where a text is too short to have one), `similarity` 0 to 1 over the characters.
    Removals of one repeated section share its number (`section`, from 1 in page order; None: it stood alone).
    A paragraph that joins several kept ones repeats `repeats` to `through`, and the kept text is these joined; one
    that is a part of a kept paragraph repeats its characters `within` (start, end). Site boilerplate repeats no
    paragraph of its page: there `repeats` is `position`.

    Between two bulletins `position` is one of the later, `repeats` one of the earlier. `text` and `kept_text` are both
    sides of a receipt that comes out of a store; `kept_text` None: boilerplate.
    """

    position: int
    repeats: int
    reason: Reason
    distance: int | None
    similarity: float
    difference: tuple[Edit, ...] = ()
    section: int | None = None
    through: int | None = None
    within: tuple[int, int] | None = None
    text: str = ""
    kept_text: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """Two paragraphs that are near but differ in a fact: both stay, linked. `position` > `of`."""

    position: int
    of: int
    distance: int | None
    similarity: float
    difference: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A paragraph that says of something else what an earlier one says: both stay, linked. `position` > `of`.

    `governor` is the position of the paragraph that names what it is said about (an article's number, a heading, a
    party, a question, a label, a table's head); None: the paragraph itself refers back (前款, 该).
    The other fields are those of Variant.
    """

    position: int
    of: int
    governor: int | None
    distance: int | None
    similarity: float
    difference: tuple[Edit, ...] = ()
