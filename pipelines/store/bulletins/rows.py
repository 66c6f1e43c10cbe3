"""The rows of one revision, on their way into the store or out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.dedup.copies import Likeness
from pipelines.models import Edit, Outcome, Receipt
from pipelines.store.search.entries import Words

__all__ = ["Made", "NoBulletin", "Recordable", "Row", "Rows", "receipt", "triples"]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """What is made of a revision's kept paragraphs without asking the store: what the search index holds of them, and
    by what copies are found."""

    words: Words
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a revision but for the keys that say whose it is.

    `children` are those of paragraphs, removals, variants, attachments, data tables and recurrences, in this order.
    `made` None: not made yet.
    """

    revision: Row
    children: tuple[list[Row], ...]
    made: Made | None = None

    @property
    def digest(self) -> str:
        return str(self.revision["digest"])

    @property
    def paragraphs(self) -> list[Row]:
        return self.children[0]

    @property
    def removals(self) -> list[Row]:
        return self.children[1]

    @property
    def attachments(self) -> list[Row]:
        return self.children[3]


@dataclass(frozen=True, slots=True)
class NoBulletin:
    """A page that holds none: a list page, or rejected with the reason and its evidence."""

    outcome: Outcome
    reason: str | None = None
    detail: str | None = None


Recordable = Rows | NoBulletin


def receipt(removal: Receipt) -> Row:
    """Return what a removal's row and a copied paragraph's row have in common."""
    start, end = removal.within or (None, None)
    return {
        "position": removal.position,
        "repeats": removal.repeats,
        "reason": str(removal.reason),
        "distance": removal.distance,
        "similarity": removal.similarity,
        "difference": triples(removal.difference),
        "through": removal.through,
        "within_start": start,
        "within_end": end,
    }


def triples(difference: Sequence[Edit]) -> list[list[int | str]]:
    """Return a difference as it stands in a JSON column: [at, kept, removed] each."""
    return [[edit.at, edit.kept, edit.removed] for edit in difference]
