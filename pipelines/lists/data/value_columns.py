"""Rows of which a script holds each part in a list of its own, or all parts in one text.

    var titles=["…","…"], urls=["…","…"], dates=["…","…"];       the first of each are the first row
    {"titles": ["…","…"], "urls": ["…","…"]}
    a[0]="…|content_1.html|2026-09-22"; a[1]="…|content_2.html|2026-09-21";

What each column holds is decided by the shape of its values, as for any row (pipelines/lists/data/row_keys.py).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

__all__ = ["rows_of_columns"]

MIN_ROWS = 3
MAX_COLUMNS = 40
MAX_STATES = 200
PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)(?:\?|$)", re.IGNORECASE)
MARKS = ("|", "\t", "^", "#", "~", "@", "$", "§", ";", "；", ",", "，")  # between the parts of a text

Row = dict[str, Any]


def rows_of_columns(states: Sequence[tuple[str, Any]]) -> Iterator[list[Row]]:
    """Yield the rows that lists of one length make together, then those that stand as texts of several parts.

    `states`: the values of a page's scripts with their names.
    """
    yield from together(states)
    for _, value in islice(states, MAX_STATES):
        if isinstance(value, dict):
            yield from together(list(value.items()))
    for _, value in islice(states, MAX_STATES):
        if is_column(value) and (rows := of_texts(value)):
            yield rows


def together(named: Sequence[tuple[str, Any]]) -> Iterator[list[Row]]:
    columns: dict[int, dict[str, list[Any]]] = defaultdict(dict)
    for number, (name, value) in enumerate(named[:MAX_STATES]):
        if is_column(value):
            columns[len(value)].setdefault(str(name) or str(number), value)
    for of_length in columns.values():
        # pictures with their links and words are shown one after another, above the list
        if 1 < len(of_length) <= MAX_COLUMNS and not any(map(are_pictures, of_length.values())):
            yield [dict(zip(of_length, row, strict=True)) for row in zip(*of_length.values(), strict=True)]


def is_column(value: Any) -> bool:
    return isinstance(value, list) and len(value) >= MIN_ROWS and all(isinstance(one, (str, int)) for one in value)


def are_pictures(column: Sequence[Any]) -> bool:
    return 2 * sum(isinstance(one, str) and PICTURE.search(one) is not None for one in column) > len(column)


def of_texts(texts: Sequence[Any]) -> list[Row]:
    """Return rows of texts that one mark separates into so many parts each; none where no mark does."""
    for mark in MARKS:
        counts = {one.count(mark) if isinstance(one, str) else 0 for one in texts}
        if len(counts) == 1 and 0 < counts.pop() < MAX_COLUMNS:
            columns = list(zip(*(one.split(mark) for one in texts), strict=True))
            if any(map(are_pictures, columns)):
                return []
            return [
                {str(number): part.strip() for number, part in enumerate(row)} for row in zip(*columns, strict=True)
            ]
    return []
