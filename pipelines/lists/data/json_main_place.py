"""The main place of an answer in JSON: the list under names that any list has (data.list, result.records, rows).

    {"data": {"list": [], "total": 0}, "hot": [{…}, …]}                   empty, whatever else there is
    {"data": {"list": [{"id": 7, "title": …, "time": …}], "hot": [{…}]}}   its rows have no address

What stands under names of their own (hot, recommend, user) is then of other columns.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.lists.data.json_rows import as_number, lists_of, more_name
from pipelines.lists.data.row_keys import RowKeys, flat
from pipelines.models import NothingListed, WhyNothing

__all__ = ["keys_named", "main_place_unread"]

ANY_LIST = re.compile(
    r"(?:(?:data|result|list|row|record|item|content|page|body|obj|object|response|info|article|doc|news)s?_?){1,3}",
    re.IGNORECASE,
)
ENVELOPE = re.compile(r"(?:data|result)s?", re.IGNORECASE)  # what holds all that was asked for
DEEPEST = 4  # levels
SAMPLE = 3  # rows, which are as the others
MAX_NAMED = 12  # keys of a row


def main_place_unread(answer: Any, url: str) -> NothingListed | None:
    """Return why the rows that were found in an answer are none of its main place; None: they are, or it has none.

    With the reason `OTHERS` they may be.
    """
    places = places_in(answer) if isinstance(answer, dict) else ()
    unread = [(path, rows) for path, rows in places if not rows or has_no_address(rows, url)]
    if not unread or lists_of(under_any_names(answer), url):
        return None
    if without := next(((path, rows) for path, rows in unread if rows), None):
        return NothingListed(WhyNothing.NO_ROWS, keys_named(*without))
    path = unread[0][0]
    said = f"{path} is []"
    return NothingListed(WhyNothing.SAID if is_all_that_was_asked(answer, path, url) else WhyNothing.OTHERS, said)


def has_no_address(rows: Sequence[Any], url: str) -> bool:
    """Whether the first rows have titles and days, and no address."""
    keys = RowKeys([flat(row) for row in rows[:SAMPLE] if isinstance(row, dict)], url)
    return bool(keys.titles and keys.days) and not keys.links


def places_in(part: dict[Any, Any], path: str = "", depth: int = 0) -> Iterator[tuple[str, list[Any]]]:
    """Yield the lists under such names, with where they stand."""
    for key, value in part.items():
        if isinstance(value, (dict, list)) and ANY_LIST.fullmatch(str(key)):
            place = f"{path}.{key}" if path else str(key)
            if isinstance(value, list):
                yield place, value
            elif depth < DEEPEST:
                yield from places_in(value, place, depth + 1)


def under_any_names(part: Any, depth: int = 0) -> Any:
    """Return an answer without what stands under names of their own."""
    if not isinstance(part, dict) or depth > DEEPEST:
        return part
    kept = ((k, v) for k, v in part.items() if not isinstance(v, (dict, list)) or ANY_LIST.fullmatch(str(k)))
    return {key: under_any_names(value, depth + 1) for key, value in kept}


def is_all_that_was_asked(answer: dict[Any, Any], path: str, url: str) -> bool:
    """Whether an empty list is all that an answer holds of what was asked for: what else has rows stands outside."""
    first = path.partition(".")[0]
    if path != first:
        return not lists_of(answer[first], url)
    is_counted = any(as_number(value) == 0 and more_name(str(key)) == "total" for key, value in answer.items())
    return is_counted or ENVELOPE.fullmatch(first) is not None


def keys_named(path: str, rows: Sequence[Any]) -> str:
    """Say where rows stand whose address is not found, and which keys they have."""
    keys = ", ".join(list(dict.fromkeys(key for row in rows[:5] if isinstance(row, dict) for key in row))[:MAX_NAMED])
    return f"the {len(rows)} rows at {path or 'the top'} have the keys {keys}; name `link` in a [[lists]] table"
