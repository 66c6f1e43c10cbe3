"""What narrows a search, and which copies it leaves out: conditions in SQL that every engine takes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

__all__ = ["Filters", "conditions", "hidden_copies"]

HIDDEN = "bulletins.copy_of IS NOT NULL"
HIDDEN_ON_A_SOURCE = (
    "(bulletins.copy_of IS NOT NULL AND bulletins.source_id IS NOT DISTINCT FROM"
    " (SELECT h.source_id FROM bulletins h WHERE h.id = bulletins.copy_of))"
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must also be. Days are inclusive; issuer, column and document number are found in part, folded.

    `copies`: bulletins too that are copies of another one (of one of the same source, where a source is named).
    """

    source: str | None = None
    issuer: str | None = None
    column: str | None = None
    document_number: str | None = None
    since: date | None = None
    until: date | None = None
    copies: bool = False


def hidden_copies(filters: Filters) -> str:
    """Return the condition on `bulletins` for copies that are shown by their original; empty: none is hidden."""
    return "" if filters.copies else HIDDEN_ON_A_SOURCE if filters.source else HIDDEN


def conditions(filters: Filters, values: dict[str, Any], source: str, published: str) -> str:
    """Return SQL that begins with AND, or nothing, for two columns of whatever is narrowed; puts what it binds into
    `values`."""
    found = ""
    if filters.source is not None:
        values["source"] = filters.source
        found += f" AND {source} = (SELECT id FROM sources WHERE name = :source)"
    for name, compared, day in (("since", ">=", filters.since), ("until", "<=", filters.until)):
        if day is not None:
            values[name] = day.isoformat()
            found += f" AND {published} {compared} :{name}"
    return found
