"""Rows of JSON that are arrays (["关于…的通知", "/art/1.html", "2026-09-22"]) -> objects, as other rows are.

The keys are the names of the columns where a list of so many names stands next to the rows, whatever it is called
({"fields": ["title", "url", "date"], "data": […]}), else their numbers from 0. What each column holds is decided by
the shape of its values, as for any row.
"""

from typing import Any

__all__ = ["with_objects"]

DEEPEST = 10  # levels of an answer that are looked through
MAX_LOOKED_AT = 200_000  # dicts and lists of an answer
MIN_COLUMNS = 2
MAX_COLUMNS = 80


def with_objects(answer: Any) -> Any:
    """Return an answer in which rows that are arrays are objects; all else is as it was."""
    left = iter(range(MAX_LOOKED_AT))

    def changed(part: Any, depth: int) -> Any:
        if not isinstance(part, (dict, list)) or depth > DEEPEST or next(left, None) is None:
            return part
        if isinstance(part, list):
            rows = unnested(part)
            width = width_of(rows)
            return objects(rows, numbered(width)) if width else [changed(one, depth + 1) for one in part]
        return {
            key: objects(rows, columns_in(part, width) or numbered(width))
            if isinstance(one, list) and (width := width_of(rows := unnested(one)))
            else changed(one, depth + 1)
            for key, one in part.items()
        }

    return changed(answer, 0)


def unnested(rows: list[Any]) -> list[Any]:
    """Return rows in which one cell is itself a list ([4711, ["关于…的通知", "/art/1.html"], "2026-09-22"]) with its
    parts as cells; any other rows as they are."""
    found = {
        tuple(at for at, cell in enumerate(row) if isinstance(cell, list)) for row in rows if isinstance(row, list)
    }
    places = found.pop() if len(found) == 1 else ()
    if len(places) != 1 or not all(isinstance(row, list) for row in rows):
        return rows
    at = places[0]
    if any(len(row) < 2 or not any(isinstance(cell, str) for cell in row[at]) for row in rows):
        return rows
    return [[*row[:at], *row[at], *row[at + 1 :]] for row in rows]


def width_of(rows: list[Any]) -> int:
    """Return how many columns a list of arrays has; 0 where it is none: points of a map are numbers only."""
    if not rows or not all(isinstance(row, list) for row in rows):
        return 0
    width = max(map(len, rows))
    plain = all(not isinstance(cell, (dict, list)) for row in rows for cell in row)
    texts = sum(isinstance(cell, str) for row in rows for cell in row)
    return width if plain and MIN_COLUMNS <= width <= MAX_COLUMNS and texts >= len(rows) else 0


def columns_in(around: dict[Any, Any], width: int) -> list[str]:
    """Return the names of so many columns, which stand next to the rows as texts or as objects with a name first."""
    for part in around.values():
        if isinstance(part, list) and len(part) == width:
            found = [next(iter(one.values()), None) if isinstance(one, dict) else one for one in part]
            names = [name for name in found if isinstance(name, str) and name]
            if len(set(names)) == width:
                return names
    return []


def numbered(width: int) -> list[str]:
    return [str(number) for number in range(width)]


def objects(rows: list[list[Any]], names: list[str]) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=False)) for row in rows]
