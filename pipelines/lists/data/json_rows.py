"""Rows of a list in JSON, or in what was made into dicts and lists -> listed links, whatever the keys are called.

A row is a dict with a title and an address; the dicts of one list are judged together (row_keys.py). Where the shapes
do not decide, a source names the keys (`ListEndpoint`).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from pipelines.lists.data.json_tables import with_objects
from pipelines.lists.data.row_keys import RowKeys, as_day, as_title, flat
from pipelines.lists.data.script_data import read_json
from pipelines.lists.page_numbers import with_blank
from pipelines.lists.titles import LONG_TITLE
from pipelines.lists.urls import (
    DOCUMENT_NUMBER,
    UNSENDABLE,
    absolute,
    after_host,
    looks_like_an_address,
    names_a_document,
)
from pipelines.models import ListedLink, ListEndpoint

__all__ = [
    "BLANK",
    "CALLED",
    "SIZE_NAME",
    "JsonRows",
    "Keys",
    "as_json",
    "as_number",
    "endpoints_for",
    "filled",
    "fragment_in",
    "has_more",
    "heads_of",
    "lists_of",
    "more_name",
    "more_of",
    "next_named",
    "numbers_in",
    "own_lists",
    "rows_in",
    "rows_place",
    "value_at",
]

# What stands before JSON that is given to a function or a variable
CALLED = r"(?:/\*{2}/\s*)?(?:(?:var|let|const)\s+)?[\w.$]{1,100}\s*"
JSONP = re.compile(
    rf"^{CALLED}(?:\(\s*([\[{{].*[\]}}])\s*\)|=\s*([\[{{].*[\]}}]))\s*;?$",
    re.DOTALL,
)
# what numbers next to rows count, by the parts of their names
PAGE_PART = re.compile(r"page|pages$", re.IGNORECASE)
COUNT_PART = re.compile(r"total|count|sum|num$|record|found|pages$|max_?page$", re.IGNORECASE)
SIZE_NAME = re.compile(
    r"^(?:(?:max_?)?page_?size|per_?page|limit|size|rows|pre_?page|page_?rows|items_?per_?page)$", re.IGNORECASE
)
# visits and such are counted as well, and pages that a pager shows next to one another
OTHER_COUNT = re.compile(
    r"view|visit|click|hit|read|like|show|display|user|column|file|bu?tt?o?n|visible", re.IGNORECASE
)
THIS_PAGE = re.compile(r"^(?:cur\w*|this|now)?_?(?:page|p|pno)_?(?:no|num|number|index|now)?$", re.IGNORECASE)
# hasNext: true, and the other way round isLast: false
FLAG = re.compile(r"(?:is_?)?(?:((?:has_?)?(?:next|more)(?:_?page)?)|last(?:_?page)?)$", re.IGNORECASE)
NEXT_NAME = re.compile(r"@?(?:odata\.)?next_?(?:page)?_?(?:url|uri|link|href)?$", re.IGNORECASE)
DEEPEST = 10  # levels of an answer that are looked through
MAX_LOOKED_AT = 200_000  # dicts and lists of an answer
BLANK = re.compile(r"\{([\w.@-]{1,60})\}")
ROW = re.compile(r"\s*<(?:li|tr|dd|dt|dl|div|p|ul|ol|table|tbody|section)[\s>]", re.IGNORECASE)
WORDS = re.compile(r"[\u4e00-\u9fff]{4}")


@dataclass(frozen=True, slots=True)
class Keys:
    """What a source says of the rows; an empty one is decided by what stands in them."""

    link: str = ""
    title: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class JsonRows:
    """The rows of one list of an answer. `counted_by`: the number of the object where a total stands next to them."""

    links: tuple[ListedLink, ...]
    counted_by: int | None = None

    @property
    def is_dated(self) -> bool:
        return 2 * sum(link.listed is not None for link in self.links) >= len(self.links)

    @property
    def is_list(self) -> bool:
        """Whether it is not a menu: dated, or long titles at addresses of documents."""
        documents = [
            link for link in self.links if names_a_document(link.url) and DOCUMENT_NUMBER.search(after_host(link.url))
        ]
        titled = sum(len(link.title) >= LONG_TITLE for link in documents)
        return self.is_dated or (len(documents) >= 3 and 5 * titled >= 3 * len(self.links))


def as_json(text: str) -> Any:
    """Return what a JSON or JSONP text holds, rows that are arrays as objects; None for any other text."""
    bare = text.strip("\ufeff \t\r\n")
    if bare[:2] in ('"{', '"['):  # JSON within JSON
        bare = text_in_json(bare)
    if bare[:1] not in ("{", "["):
        wrapped = JSONP.match(bare) if bare[:1] != "<" else None
        if wrapped is None:
            return None
        bare = wrapped[1] or wrapped[2]
    return with_objects(read_json(bare))


def text_in_json(text: str) -> str:
    try:
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return ""
    return found.strip() if isinstance(found, str) else ""


def rows_in(answer: Any, url: str, keys: Keys = Keys()) -> Iterator[ListedLink]:
    """Yield the rows of an answer's own lists: those with days where some have them, those that are counted first of
    all."""
    lists = lists_of(answer, url, keys)
    if not (keys.link or keys.title or keys.date):
        lists = own_lists(lists)
    for rows in lists:
        yield from rows.links


def own_lists(lists: list[JsonRows]) -> list[JsonRows]:
    """Without what an answer also holds: menus, and the hottest of a list that is counted."""
    dated = [rows for rows in lists if rows.is_dated]
    longest: dict[int, JsonRows] = {}
    for rows in dated:
        if rows.counted_by is not None and len(rows.links) > len(longest.get(rows.counted_by, JsonRows(())).links):
            longest[rows.counted_by] = rows
    return list(longest.values()) or dated or ([rows for rows in lists if rows.is_list] if len(lists) > 1 else lists)


def lists_of(answer: Any, url: str, keys: Keys = Keys()) -> list[JsonRows]:
    """Return every list of rows in an answer, in its order."""
    found: list[JsonRows] = []
    left = iter(range(MAX_LOOKED_AT))

    def look(part: Any, depth: int, counted: int | None) -> None:
        number = next(left, None)
        if depth > DEEPEST or number is None:
            return
        if isinstance(part, str):
            # JSON within JSON: {"d": "[{…}]"} of ASP.NET services
            if part[:2] in ("[{", '{"'):
                look(as_json(part), depth + 1, counted)
        elif isinstance(part, dict):
            if any(more_name(name) for name, value in part.items() if as_number(value) is not None):
                counted = number
            before = len(found)
            for one in part.values():
                if isinstance(one, (dict, list, str)):
                    look(one, depth + 1, counted)
            if len(found) == before and (rows := links_of([part], url, keys)):
                found.append(JsonRows(rows))
        elif isinstance(part, list):
            rows = links_of([row for row in part if isinstance(row, dict)], url, keys)
            if rows:
                found.append(JsonRows(rows, counted))
                return
            for one in part:
                look(one, depth + 1, counted)

    look(with_objects(answer), 0, None)
    return found


def links_of(rows: Sequence[Mapping[Any, Any]], url: str, keys: Keys) -> tuple[ListedLink, ...]:
    if not rows:
        return ()
    flats = [flat(row) for row in rows]
    by_shape = RowKeys(flats, url)
    links = []
    for row, values in zip(rows, flats, strict=True):
        address = absolute(url, filled(keys.link, row)) if keys.link else by_shape.link(values)
        title = as_title(value_at(row, keys.title)) if keys.title else by_shape.title(values)
        if address and title:
            links.append(
                ListedLink(address, title, as_day(value_at(row, keys.date)) if keys.date else by_shape.day(values))
            )
    return tuple(links)


def filled(link: str, row: Mapping[Any, Any]) -> str | None:
    """Return the address by its key, or by a template: /content/{id}.html. None when the row lacks what it needs."""
    if "{" not in link:
        value = value_at(row, link)
        return value if isinstance(value, str) else None
    values = {name: value_at(row, name) for name in BLANK.findall(link)}
    if any(value in ("", None) or not isinstance(value, (str, int)) for value in values.values()):
        return None
    if any(UNSENDABLE.search(str(value)) for value in values.values()):
        return None

    def written(blank: re.Match[str]) -> str:
        # an address that is given whole stays one; nothing of a number or a name may become a ? or a # of the address
        return quote(str(values[blank[1]]), safe="/:?&=%.,~-_" if blank.start() == 0 else "/%.,~-_")

    return BLANK.sub(written, link)


def value_at(row: Any, path: str) -> Any:
    """Return what stands at data.list.0.title; keys in any case. None when there is nothing."""
    for name in path.split("."):
        if isinstance(row, str) and row[:1] in ("{", "["):  # JSON within JSON
            row = as_json(row)
        if isinstance(row, list):
            row = row[int(name)] if name.isdecimal() and len(name) < 6 and int(name) < len(row) else None
        elif isinstance(row, Mapping):
            same_name = (value for key, value in row.items() if str(key).lower() == name.lower())
            row = row[name] if name in row else next(same_name, None)
        else:
            return None
    return row


def rows_place(answer: Any) -> tuple[str, list[Mapping[str, Any]]]:
    """Return where the most objects of an answer stand together, as keys (data.list), and them; empty: nowhere."""
    best: tuple[str, list[Mapping[str, Any]]] = ("", [])
    left = iter(range(MAX_LOOKED_AT))

    def look(part: Any, path: str, depth: int) -> None:
        nonlocal best
        if depth > DEEPEST or next(left, None) is None:
            return
        if isinstance(part, list):
            rows: list[Mapping[str, Any]] = [row for row in part if isinstance(row, dict)]
            if len(rows) > len(best[1]):
                best = (path, rows)
        for name, inner in part.items() if isinstance(part, dict) else enumerate(part[:10]):
            if isinstance(inner, (dict, list)):
                look(inner, f"{path}.{name}" if path else str(name), depth + 1)

    if isinstance(answer, (dict, list)):
        look(answer, "", 0)
    return best


def endpoints_for(text: str, url: str) -> Iterator[ListEndpoint]:
    """Yield how a [[lists]] table could describe an endpoint that answered this text, the most detailed first."""
    answer = as_json(text)
    path, rows = rows_place(answer)
    if not rows:
        return
    found = RowKeys([flat(row) for row in rows], url)
    link, title, day = (next(iter(keys), "") for keys in (found.links, found.titles, found.days))
    address, number = with_blank(url)
    whole = ListEndpoint(address, first_page=number, rows=path, link=link, title=title, date=day)
    yield whole
    yield replace(whole, rows="", link="", title="", date="")


def fragment_in(answer: Any, depth: int = 0) -> str:
    """Return the longest text with links in it: an answer whose rows are HTML already, row by row where they stand so.
    Empty when there is none."""
    if isinstance(answer, str) and answer[:2] in ('{"', "[{", '["'):  # JSON within JSON
        answer = as_json(answer)
    if isinstance(answer, str):
        return answer if "<" in answer and re.search(r"href|onclick", answer, re.IGNORECASE) else ""
    if depth > DEEPEST or not isinstance(answer, (dict, list)):
        return ""
    if isinstance(answer, dict):
        return max((fragment_in(part, depth + 1) for part in answer.values()), key=len, default="")
    pieces = [piece for part in answer if (piece := fragment_in(part, depth + 1))]
    if len(pieces) > 1 and not any(isinstance(part, dict) and has_words(part) for part in answer):
        return "\n".join(piece if ROW.match(piece) else f"<div>{piece}</div>" for piece in pieces)
    return max(pieces, key=len, default="")


def has_words(row: Mapping[Any, Any]) -> bool:
    """Whether words stand next to the HTML of a row, which is a text of theirs then."""
    return any(isinstance(value, str) and "<" not in value and WORDS.search(value) for value in row.values())


def has_more(answer: Any, turn: int, rows: int) -> bool | None:
    """Whether pages come after the `turn`th (from 1), which held so many rows; None when the answer does not say."""
    numbers = numbers_in(answer, 0)
    more = more_of(numbers, turn, rows)
    if more is None:
        more = next((value is is_more for is_more, value in flags_in(answer)), None)
    if more is not None or not rows:
        return more
    # whatever they are called: of two numbers one is the pages that the other makes in so many rows
    counts = {n for n in numbers.values() if n > rows}
    pages = next((n for n in numbers.values() if n > 1 and any(n < c and n == -(-c // rows) for c in counts)), None)
    return None if pages is None else turn < pages


def flags_in(answer: Any) -> Iterator[tuple[bool, bool]]:
    """Yield what an answer says by true and false of pages after it, and whether true stands for more of them."""
    for part in heads_of(answer):
        for name, value in part.items():
            if isinstance(value, bool) and (flag := FLAG.match(str(name))):
                yield flag[1] is not None, value


def next_named(answer: Any) -> str:
    """Return the address that an answer calls next (links.next, nextPageUrl); empty where it calls none so."""
    for part in heads_of(answer):
        for name, value in part.items():
            address = value if isinstance(value, str) and NEXT_NAME.match(str(name)) else ""
            if looks_like_an_address(address) or address[:1] == "?":
                return address
    return ""


def heads_of(answer: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield an answer's object and those in it, none of its rows."""
    if isinstance(answer, dict):
        yield answer
        if depth < 3:
            for part in answer.values():
                yield from heads_of(part, depth + 1)


def more_of(numbers: Mapping[str, int], turn: int | None, rows: int) -> bool | None:
    """The same by numbers and their names: pages and totals, the size of a page; `turn` None: the page is named too."""
    pages = next((n for name, n in numbers.items() if more_name(name) == "pages"), None)
    totals = [n for name, n in numbers.items() if more_name(name) == "total"]
    if pages is None and len(set(totals)) == 2 and min(totals) > 0:  # total: 25, totalRecords: 484
        pages = min(totals)
    total = next(iter(totals), None)
    if turn is None:
        turn = next((n for name, n in numbers.items() if THIS_PAGE.match(name)), 1) or 1
    # the last page is shorter than the others: its own length would count rows that were there before
    size = next((n for name, n in numbers.items() if SIZE_NAME.match(name) and 0 < n <= 1000), 0)
    if pages is not None and (total is None or pages <= total):
        return turn < pages
    return None if total is None or not (size or rows) else turn * max(size, rows) < total


def more_name(name: str) -> str:
    """Return what a number of this name counts: "pages", "total" (rows), or nothing of the two."""
    if any(pattern.search(name) for pattern in (SIZE_NAME, THIS_PAGE, OTHER_COUNT)) or not COUNT_PART.search(name):
        return ""
    return "pages" if PAGE_PART.search(name) else "total"


def numbers_in(answer: Any, depth: int) -> dict[str, int]:
    """Return the numbers next to the rows, those further up first."""
    if isinstance(answer, str) and answer[:2] == '{"':  # JSON within JSON
        answer = as_json(answer)
    if not isinstance(answer, dict) or depth > 3:
        return {}
    found = {str(k): number for k, v in answer.items() if (number := as_number(v)) is not None}
    for name, part in answer.items():
        # {"total": {"value": 90}} of ElasticSearch
        within = as_number(part.get("value")) if isinstance(part, dict) and more_name(str(name)) else None
        found = {**numbers_in(part, depth + 1), **found, **({} if within is None else {str(name): within})}
    return found


def as_number(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    if isinstance(value, str) and not (value.isascii() and value.isdecimal() and len(value) < 10):
        return None
    return int(value) if not isinstance(value, int) or abs(value) < 10**9 else None
