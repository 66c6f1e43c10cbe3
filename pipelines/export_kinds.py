"""What a table that goes out is made of: columns, each with a kind and a meaning.

For files of any form, whether a store's rows go out or a batch job's. The tables are in export_tables.py.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

__all__ = ["Column", "Kind", "Row", "Table", "as_objects", "month"]

# Values in the order of the table's columns: int, float, str, date, datetime, list, or None where there is nothing
Row = tuple[object, ...]


class Kind(StrEnum):
    """What stands in a column. The values are the types as the docs call them."""

    INTEGER = "integer"
    REAL = "real"
    TEXT = "text"
    DAY = "date"
    MOMENT = "time, UTC"
    CHINA_TIME = "time, China"
    TEXTS = "list of texts"
    EDITS = "list of edits"
    CELLS = "list of cells"


@dataclass(frozen=True, slots=True)
class Column:
    """`empty`: whether there may be nothing in it."""

    name: str
    kind: Kind
    meaning: str
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`bulletin` is the first column of each; each has `source` and `published`, which name the folders of Parquet."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    def place(self, column: str) -> int:
        return next(i for i, one in enumerate(self.columns) if one.name == column)


def month(published: object) -> str | None:
    """Return the month of a row's date of publication: `2020-06`."""
    return published.isoformat()[:7] if isinstance(published, date) else None


def as_objects(edits: object) -> list[dict[str, object]]:
    """Return a list of `[at, kept, removed]` with its names."""
    return [{"at": at, "kept": kept, "removed": removed} for at, kept, removed in cast(list[list[object]], edits)]
