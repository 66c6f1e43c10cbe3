"""[[lists]] tables of a source's file -> ListEndpoints.

[[lists]]
url = "https://www.example.gov.cn/api/articles"
form = { column = "77", page = "{page}" }
rows = "data.list"
link = "/content/{id}.html"
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from pipelines.models import ListEndpoint
from pipelines.sources.meaning import MEANING, MEANING_OF_LIST, said_of, unknown
from pipelines.sources.values import is_selector, is_web

__all__ = ["read_lists"]

PAGE = "{page}"
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
HIGHEST_FIRST_PAGE = 1_000_000
LIKE_A_BLANK = re.compile(r"\{\s*[^\W\d]\w*\s*\}|%7B\w*%7D|\$\{\w*\}|<page>", re.IGNORECASE)
BLANK = re.compile(r"\{[\w.@-]{1,60}\}")  # as lists/json_rows.py fills them
KEYS = re.compile(r"[\w@$-]+(?:\.[\w@$-]+)*")  # of JSON: data.list.0


def read_lists(told: object) -> tuple[tuple[ListEndpoint, ...], list[str]]:
    """The endpoints, and one line for each mistake; with mistakes the endpoints are not all there."""
    if not isinstance(told, list) or not all(isinstance(table, dict) for table in told):
        return (), [f"lists: input should be [[lists]] tables ({MEANING['lists']})"]
    endpoints: list[ListEndpoint] = []
    wrong: list[str] = []
    for number, table in enumerate(told, 1):
        endpoint, mistaken = read_list_table(table)
        wrong += [f"[[lists]] {number}: {mistake}" for mistake in mistaken]
        if endpoint is not None:
            endpoints.append(endpoint)
    return tuple(endpoints), wrong


def read_list_table(table: Mapping[str, object]) -> tuple[ListEndpoint | None, list[str]]:
    # imported here: reading a page needs a Source, never the machinery that checks its file
    from pydantic import TypeAdapter, ValidationError

    types: dict[str, Any] = {"form": dict[str, str | int], "headers": dict[str, str], "first_page": int}
    read: dict[str, Any] = {"url": "", "method": "POST" if "form" in table or "json" in table else "GET"}
    wrong = []
    for key, value in table.items():
        if key not in MEANING_OF_LIST:
            wrong.append(unknown(key, MEANING_OF_LIST))
            continue
        try:
            read[key] = TypeAdapter(types.get(key, str)).validate_python(value, strict=True)
        except ValidationError as error:
            wrong.append(f"{key}: {said_of(error.errors()[0])} ({MEANING_OF_LIST[key]})")
    if wrong:
        return None, wrong
    for key in ("form", "headers"):
        read[key] = tuple((name, str(told)) for name, told in read.get(key, {}).items())
    endpoint = ListEndpoint(**read)
    return endpoint, mistakes(endpoint)


def mistakes(endpoint: ListEndpoint) -> list[str]:
    found: list[tuple[str, str]] = []
    if not endpoint.url:
        found.append(("url", "none"))
    elif not is_web(endpoint.url.replace(PAGE, "1")):
        found.append(("url", repr(endpoint.url)))
    if endpoint.method not in ("GET", "POST"):
        found.append(("method", repr(endpoint.method)))
    if endpoint.form and endpoint.json:
        found.append(("json", "given beside form; one body is posted"))
    if endpoint.json and endpoint.method == "GET":
        found.append(("json", "given, but the method is GET"))
    if endpoint.json and (why := why_no_json(endpoint.json)):
        found.append(("json", f"{endpoint.json!r}: {why}"))
    for name, value in endpoint.headers:
        if not HEADER_NAME.fullmatch(name) or not value.isprintable():
            found.append(("headers", f"{name} = {value!r}"))
    if not 0 <= endpoint.first_page <= HIGHEST_FIRST_PAGE:
        found.append(("first_page", str(endpoint.first_page)))
    found += wrong_blanks(endpoint) + wrong_places(endpoint)
    return [f"{key}: {what} ({MEANING_OF_LIST[key]})" for key, what in found]


def wrong_blanks(endpoint: ListEndpoint) -> list[tuple[str, str]]:
    """What looks as if it were to be filled in, and is not: {Page}, {{page}}, {pageNo}."""
    told = [("url", endpoint.url), ("json", endpoint.json)]
    told += [("form", f"{name} = {value!r}") for name, value in endpoint.form]
    found = []
    for key, text in told:
        is_doubled = f"{{{PAGE}}}" in text
        odd = is_doubled or LIKE_A_BLANK.search(text.replace(PAGE, ""))
        if odd or (key == "url" and re.search("[{}]", text.replace(PAGE, ""))):
            written = f"{{{PAGE}}}" if is_doubled else odd[0] if isinstance(odd, re.Match) else text
            found.append((key, f"{written} is not filled in, only {PAGE} is"))
    for name, value in endpoint.headers:
        if PAGE in value:
            found.append(("headers", f"{name} = {value!r}: {PAGE} is filled in url, form and json only"))
    return found


def wrong_places(endpoint: ListEndpoint) -> list[tuple[str, str]]:
    """Where nothing can ever stand: neither keys of JSON, nor an element's name, nor a CSS selector, nor a template."""
    found: list[tuple[str, str]] = []
    for key in ("rows", "link", "title", "date"):
        place = getattr(endpoint, key)
        if key == "link" and "{" in place:
            if re.search("[{}]", BLANK.sub("", place)):
                found.append((key, f"{place!r}: a template names a row's keys in single braces, /notice/{{id}}.html"))
        elif "{" in place or "}" in place:
            found.append((key, f"{place!r}: a key, not a template"))
        elif place and not KEYS.fullmatch(place) and not is_selector(place):
            found.append((key, f"{place!r} is neither a key nor a CSS selector"))
    return found


def why_no_json(text: str) -> str | None:
    try:
        json.loads(text.replace(PAGE, "1"))
    except (ValueError, RecursionError) as error:
        return f"no JSON: {error}"
    return None
