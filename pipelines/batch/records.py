"""What flows between the stages: records with a key and an order, in streams with names.

Engines see four columns of text and bytes, and need to know nothing of bulletins: those with one key come together, in
their order. Texts sort as UTF-8 does, so numbers in them are written with their leading zeros.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from pipelines.china_time import CHINA
from pipelines.models import FIELDS
from pipelines.rows import Rows
from pipelines.text.storable import as_json, storable

__all__ = [
    "Grouped",
    "Json",
    "Record",
    "decoded",
    "encoded",
    "from_json",
    "number_as_text",
    "rows_as_json",
    "rows_from_json",
    "to_json",
]

Json = dict[str, Any]


class Record(NamedTuple):
    """`to` names its stream. `value` is JSON."""

    to: str
    key: str
    order: str
    value: bytes


# A stage: what becomes of all records with one key, which come in their order
Grouped = Callable[[str, Iterator[Record]], Iterator[Record]]


def number_as_text(number: int) -> str:
    """Return a number that is not negative as a text that sorts as it does."""
    return f"{number:020d}"


def encoded(value: object) -> bytes:
    return as_json(value).encode()


def decoded(record: Record) -> Any:
    return json.loads(record.value)


# A revision's rows as JSON: texts as a store would give them back, days and times as it writes them

TYPES = {field.name: field.type for field in FIELDS}


def to_json(value: object) -> object:
    """Return a value of a row as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(CHINA).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return storable(value) if isinstance(value, str) else value


def from_json(name: str, value: Any) -> Any:
    """Return a value of a revision's row, of the column of that name."""
    kind = TYPES.get(name)
    if value is None or kind not in (date, datetime):
        return value
    return date.fromisoformat(value) if kind is date else datetime.fromisoformat(value)


def rows_as_json(rows: Rows) -> Json:
    return {
        "revision": plain(rows.revision),
        "children": [[plain(row) for row in some] for some in rows.children],
    }


def plain(row: Mapping[str, object]) -> Json:
    return {name: to_json(value) for name, value in row.items()}


def rows_from_json(value: Json) -> Rows:
    revision = {name: from_json(name, each) for name, each in value["revision"].items()}
    return Rows(revision, tuple(value["children"]))
