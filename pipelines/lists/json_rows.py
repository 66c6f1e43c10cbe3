"""Rows of a list in JSON, or in what was made into dicts and lists -> listed links, whatever the keys are called.

A row is a dict with a title and an address. Where a site's keys are odd, a source names them (`ListEndpoint`); what it
does not name is found among the names that content systems use.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import Any
from urllib.parse import quote

from pipelines.china_time import CHINA
from pipelines.frontier import ListedLink
from pipelines.lists.dates import day_in
from pipelines.lists.urls import UNSENDABLE, absolute

__all__ = ["Keys", "as_json", "as_title", "filled", "fragment_in", "has_more", "rows_in", "value_at"]

JSONP = re.compile(r"^(?:/\*{2}/\s*)?[\w.$]{1,100}\s*\(\s*([\[{].*[\]}])\s*\)\s*;?$", re.DOTALL)
# in order of preference: gkmlpt's `url` is the page for readers, `post_url` the same at times empty
URL_KEYS = ["url", "link", "href", "linkurl", "docpuburl", "puburl", "post_url", "articleurl", "pageurl", "shareurl"]
TITLE_KEYS = ["title", "doctitle", "articletitle", "subject", "bt", "name"]
DAY_KEYS = [
    *("display_publish_time", "first_publish_time", "publish_time", "publishtime", "publishdate", "pubdate", "pubtime"),
    *("docreltime", "docrelpubtime", "docpubtime", "savedate", "created_at", "create_time", "date", "time"),
]
TOTALS = ("total", "totalcount", "count", "totalrecord", "recordcount", "totalelements", "totalnum")
PAGES = ("pages", "totalpage", "totalpages", "pagecount", "totalpagecount")
SIZES = ("pagesize", "page_size", "perpage", "per_page", "limit", "size")
LONGEST_TITLE = 1000  # characters, with the marks of colour that some sites put around it
DEEPEST = 8  # levels of an answer that are looked through
BLANK = re.compile(r"\{([\w.@-]{1,60})\}")


@dataclass(frozen=True, slots=True)
class Keys:
    """What a source says of the rows; an empty one is decided by the usual names."""

    link: str = ""
    title: str = ""
    date: str = ""


def as_json(text: str) -> Any:
    """What a JSON or JSONP text holds; None for any other text."""
    bare = text.strip("\ufeff \t\r\n")
    if bare[:1] not in ("{", "["):
        wrapped = JSONP.match(bare) if bare[:1] != "<" else None
        if wrapped is None:
            return None
        bare = wrapped[1]
    try:
        return json.loads(bare)
    except (ValueError, RecursionError):
        return None


def rows_in(answer: Any, url: str, keys: Keys = Keys(), depth: int = 0) -> Iterator[ListedLink]:
    if depth > DEEPEST:
        return
    if isinstance(answer, list):
        for part in answer:
            yield from rows_in(part, url, keys, depth + 1)
    elif isinstance(answer, str):
        # JSON within JSON: {"d": "[{…}]"} of ASP.NET services
        if answer[:2] in ("[{", '{"'):
            yield from rows_in(as_json(answer), url, keys, depth + 1)
    elif isinstance(answer, dict):
        row = row_of(answer, url, keys)
        if row is not None:
            yield row
            return
        for part in answer.values():
            yield from rows_in(part, url, keys, depth + 1)


def row_of(row: Mapping[Any, Any], url: str, keys: Keys) -> ListedLink | None:
    told = {str(key).lower(): value for key, value in row.items()}
    href = filled(keys.link, row) if keys.link else first_text(told, URL_KEYS)
    title = value_at(row, keys.title) if keys.title else first_text(told, TITLE_KEYS)
    address = absolute(url, href)
    if address is None or not isinstance(title, str) or not (words := as_title(title)):
        return None
    return ListedLink(address, words, as_day(value_at(row, keys.date)) if keys.date else day_of(told))


def filled(link: str, row: Mapping[Any, Any]) -> str | None:
    """The address by its key, or by a template: /content/{id}.html. None when the row lacks what it needs."""
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
    """What stands at data.list.0.title; keys in any case. None when there is nothing."""
    for name in path.split("."):
        if isinstance(row, list):
            row = row[int(name)] if name.isdecimal() and len(name) < 6 and int(name) < len(row) else None
        elif isinstance(row, Mapping):
            alike = (value for key, value in row.items() if str(key).lower() == name.lower())
            row = row[name] if name in row else next(alike, None)
        else:
            return None
    return row


def as_title(told: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]{1,200}>", "", told[:LONGEST_TITLE])).split())


def first_text(told: Mapping[str, Any], keys: list[str]) -> str:
    return next((told[key].strip() for key in keys if isinstance(told.get(key), str) and told[key].strip()), "")


def day_of(told: Mapping[str, Any]) -> date | None:
    return next((day for key in DAY_KEYS if (day := as_day(told.get(key)))), None)


def as_day(value: Any) -> date | None:
    """A day told as text, as 20230607, or as seconds (or milliseconds) since 1970."""
    if isinstance(value, str) and not value.isdecimal():
        return day_in(value[:200])
    if not isinstance(value, (int, str)) or isinstance(value, bool) or len(str(value)[:20]) >= 14:
        return None
    number = int(value)
    if 19_000_101 <= number <= 20_991_231:
        return day_in(f"{number // 10_000}-{number // 100 % 100}-{number % 100}")
    seconds = number / (1000 if number > 10**11 else 1)
    return datetime.fromtimestamp(seconds, CHINA).date() if 3 * 10**8 < seconds < 4 * 10**9 else None


def fragment_in(answer: Any, depth: int = 0) -> str:
    """The longest text with links in it: an answer whose rows are HTML already. Empty when there is none."""
    if isinstance(answer, str):
        return answer if "<" in answer and re.search(r"href|onclick", answer, re.IGNORECASE) else ""
    if depth > DEEPEST or not isinstance(answer, (dict, list)):
        return ""
    parts = answer.values() if isinstance(answer, dict) else answer
    return max((fragment_in(part, depth + 1) for part in parts), key=len, default="")


def has_more(answer: Any, turn: int, rows: int) -> bool | None:
    """Whether pages come after the `turn`th (from 1), which held so many rows; None when the answer does not tell."""
    numbers = numbers_in(answer, 0)
    pages = next((numbers[key] for key in PAGES if key in numbers), None)
    if pages is not None:
        return turn < pages
    total = next((numbers[key] for key in TOTALS if key in numbers), None)
    if total is None:
        return None
    # the last page is shorter than the others: its own length would tell of rows that were there
    size = next((numbers[key] for key in SIZES if 0 < numbers.get(key, 0) <= 1000), 0)
    return turn * max(size, rows) < total


def numbers_in(answer: Any, depth: int) -> dict[str, int]:
    """The numbers beside the rows, those further up first."""
    if not isinstance(answer, dict) or depth > 3:
        return {}
    found = {str(k).lower(): number for k, v in answer.items() if (number := as_number(v)) is not None}
    for part in answer.values():
        found = {**numbers_in(part, depth + 1), **found}
    return found


def as_number(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    if isinstance(value, str) and not (value.isascii() and value.isdecimal() and len(value) < 10):
        return None
    return int(value) if not isinstance(value, int) or abs(value) < 10**9 else None
