"""A source's table -> Source, or one line that names every mistake in it with the meaning of its key.

Also here: the [[lists]] tables, and the errors that a source can raise.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from pipelines.models import ListEndpoint, Source
from pipelines.sources.cron import MEANING, MEANING_OF_LIST, said_of, unknown
from pipelines.sources.values import (
    NO_PASSWORDS,
    bad_patterns,
    has_password,
    is_below,
    is_charset,
    is_selector,
    is_web,
    why_no_cron,
    without_password,
)

__all__ = ["LEVELS", "NAME", "NoSuchSource", "SourceError", "addresses", "checked", "hosts_of", "read_lists"]

LEVELS = ("central", "ministry", "province", "city", "district", "other", "")
WITHIN = {
    "delay": 3600,
    "recheck_least": 3660,
    "recheck_most": 3660,
    "expect_every": 3660,
    "expect_bulletins": 10_000_000,
    "expect_dated": 1,
    "expect_length": 1_000_000,
    "expect_rejected": 1,
    "expect_revised": 1,
    "budget_list_pages": 1_000_000,
}
FROM_ONE = {
    "max_list_pages": 100_000,
    "budget_requests": 100_000_000,
    "budget_bytes": 10**15,
    "budget_seconds": 31 * 86_400,
}
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
PAGE = "{page}"
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
HIGHEST_FIRST_PAGE = 1_000_000
LIKE_A_BLANK = re.compile(r"\{\s*[^\W\d]\w*\s*\}|%7B\w*%7D|\$\{\w*\}|<page>", re.IGNORECASE)
BLANK = re.compile(r"\{[\w.@-]{1,60}\}")  # as lists/json_rows.py fills them
KEYS = re.compile(r"[\w@$-]+(?:\.[\w@$-]+)*")  # of JSON: data.list.0


def checked(reported: dict[str, object], path: Path) -> Source:
    """Return a Source from a file's table; every wrong key is reported at once. Raises SourceError."""
    # imported here: reading a page needs a Source, never the machinery that checks its file
    from pydantic import ConfigDict, ValidationError, create_model

    types = get_type_hints(Source)
    columns: dict[str, Any] = {
        f.name: (types[f.name], path.stem if f.name == "name" else f.default) for f in fields(Source)
    }
    table = create_model("SourceFile", __config__=ConfigDict(strict=True), **columns)
    wrong = [unknown(key, MEANING) for key in reported if key not in MEANING]
    lists, wrong_lists = read_lists(reported["lists"]) if "lists" in reported else ((), [])
    known = {k: tuple(v) if isinstance(v, list) else v for k, v in reported.items() if k in MEANING and k != "lists"}
    unusable: set[str] = set()
    try:
        table.model_validate(known)
    except ValidationError as error:
        wrong += [f"{e['loc'][0]}: {said_of(e)} ({MEANING[str(e['loc'][0])]})" for e in error.errors()]
        unusable = {str(e["loc"][0]) for e in error.errors()}
    # what is of the wrong kind is as if it were left out, so that the others are checked too
    usable = {key: value for key, value in known.items() if key not in unusable}
    source = replace(Source(**dict(table.model_validate(usable))), lists=lists)
    found = mistakes(source, path, begins="lists" in reported)
    wrong += [mistake for mistake in found if mistake.partition(":")[0] not in unusable]
    wrong += wrong_lists
    if wrong:
        raise SourceError(without_password(f"{path}: " + "; ".join(wrong)))
    return source if source.allowed_domains else replace(source, allowed_domains=hosts_of(addresses(source)))


def addresses(source: Source) -> list[str]:
    """Return where the source begins: its list pages and the endpoints of its lists."""
    return [*source.start_urls, *(endpoint.url.replace(PAGE, "1") for endpoint in source.lists)]


def hosts_of(urls: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(urlsplit(url).hostname or "" for url in urls))


def mistakes(source: Source, path: Path, *, begins: bool) -> list[str]:
    """`begins`: the file has lists, right or wrong ones, and needs no start_urls."""
    found = []
    if source.name != path.stem or not NAME.fullmatch(source.name):
        found.append(f"name: {source.name!r} ({MEANING['name']})")
    if source.level not in LEVELS:
        found.append(f"level: {source.level!r} ({MEANING['level']})")
    if not source.start_urls and not begins:
        found.append(f"start_urls: none ({MEANING['start_urls']})")
    found += [f"start_urls: {url!r} ({MEANING['start_urls']})" for url in source.start_urls if not is_web(url)]
    found += [
        f"allowed_domains: {host!r} is no host name ({MEANING['allowed_domains']})"
        for host in source.allowed_domains
        if "/" in host or ":" in host
    ]
    found += [f"{url}: {NO_PASSWORDS}" for url in addresses(source) if has_password(url)]
    if source.allowed_domains:
        off = [url for url in addresses(source) if is_web(url) and not is_below(url, source.allowed_domains)]
        found += [f"allowed_domains: without the host of {url} ({MEANING['allowed_domains']})" for url in off]
    if source.encoding is not None and not is_charset(source.encoding):
        found.append(f"encoding: {source.encoding!r} ({MEANING['encoding']})")
    for key in ("content", "drop"):
        bad = [selector for selector in getattr(source, key) if not is_selector(selector)]
        found += [f"{key}: {selector!r} is no CSS selector ({MEANING[key]})" for selector in bad]
    for key in ("follow", "skip"):
        found += [f"{key}: {pattern!r}: {why} ({MEANING[key]})" for pattern, why in bad_patterns(getattr(source, key))]
    if source.schedule and (why := why_no_cron(source.schedule)):
        found.append(f"schedule: {source.schedule!r}: {why} ({MEANING['schedule']})")
    for least, bounds in ((0, WITHIN), (1, FROM_ONE)):
        for key, most in bounds.items():
            reported = getattr(source, key)
            if not least <= reported <= most:
                found.append(f"{key}: {str(reported)[:40]} ({MEANING[key]}, {least} to {most})")
    if source.legacy_tls and source.verified_tls:
        found.append(
            f"verified_tls: next to legacy_tls, which takes whatever the network says ({MEANING['verified_tls']})"
        )
    if 0 < source.recheck_most < source.recheck_least:
        found.append(f"recheck_most: {source.recheck_most}, less than recheck_least ({MEANING['recheck_most']})")
    return found


# The [[lists]] tables of a source's file -> ListEndpoints


def read_lists(reported: object) -> tuple[tuple[ListEndpoint, ...], list[str]]:
    """Return the endpoints, and one line for each mistake; with mistakes the endpoints are not all there."""
    if not isinstance(reported, list) or not all(isinstance(table, dict) for table in reported):
        return (), [f"lists: input should be [[lists]] tables ({MEANING['lists']})"]
    endpoints: list[ListEndpoint] = []
    wrong: list[str] = []
    for number, table in enumerate(reported, 1):
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
    for key in ("form", "headers"):
        read[key] = tuple((name, str(reported)) for name, reported in read.get(key, {}).items())
    endpoint = ListEndpoint(**read)
    known = {mistake.partition(":")[0] for mistake in wrong}
    found = [mistake for mistake in endpoint_mistakes(endpoint) if mistake.partition(":")[0] not in known]
    return None if wrong else endpoint, wrong + found


def endpoint_mistakes(endpoint: ListEndpoint) -> list[str]:
    found: list[tuple[str, str]] = []
    if not endpoint.url:
        found.append(("url", "none"))
    elif not is_web(endpoint.url.replace(PAGE, "1")):
        found.append(("url", repr(endpoint.url)))
    if endpoint.method not in ("GET", "POST"):
        found.append(("method", repr(endpoint.method)))
    if endpoint.form and endpoint.json:
        found.append(("json", "given next to form; one body is posted"))
    if endpoint.json and endpoint.method == "GET":
        found.append(("json", "given, but the method is GET"))
    if endpoint.json and (why := why_no_json(endpoint.json)):
        found.append(("json", f"{endpoint.json!r}: {why}"))
    for name, value in endpoint.headers:
        if not HEADER_NAME.fullmatch(name) or not value.isprintable():
            found.append(("headers", f"{name} = {value!r}"))
    if not 0 <= endpoint.first_page <= HIGHEST_FIRST_PAGE:
        found.append(("first_page", str(endpoint.first_page)))
    counts = any(PAGE in text for text in (endpoint.url, endpoint.json, *(value for _, value in endpoint.form)))
    if endpoint.first_page not in (0, 1) and not counts:
        found.append(
            ("first_page", f"{endpoint.first_page}, but no {PAGE} stands in url, form or json: only one page is asked")
        )
    found += wrong_blanks(endpoint) + wrong_places(endpoint)
    return [f"{key}: {what} ({MEANING_OF_LIST[key]})" for key, what in found]


def wrong_blanks(endpoint: ListEndpoint) -> list[tuple[str, str]]:
    """Return what looks as if it were to be filled in, and is not: {Page}, {{page}}, ${page}, {pageNo}."""
    reported = [("url", endpoint.url), ("json", endpoint.json)]
    reported += [("form", f"{name} = {value!r}") for name, value in endpoint.form]
    found = []
    for key, text in reported:
        is_doubled = f"{{{PAGE}}}" in text
        is_of_script = f"${PAGE}" in text
        odd = is_doubled or is_of_script or LIKE_A_BLANK.search(text.replace(PAGE, ""))
        if odd or (key == "url" and re.search("[{}]", text.replace(PAGE, ""))):
            written = (
                f"{{{PAGE}}}"
                if is_doubled
                else f"${PAGE}"
                if is_of_script
                else odd[0]
                if isinstance(odd, re.Match)
                else text
            )
            found.append((key, f"{written} is not filled in, only {PAGE} is"))
    for name, value in endpoint.headers:
        if PAGE in value:
            found.append(("headers", f"{name} = {value!r}: {PAGE} is filled in url, form and json only"))
    return found


def wrong_places(endpoint: ListEndpoint) -> list[tuple[str, str]]:
    """Return where nothing can ever stand: neither keys of JSON, nor an element's name, nor a CSS selector, nor a
    template."""
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


# Errors: why a source cannot be used


class SourceError(Exception):
    """A source cannot be used: its file is wrong, or there is none of that name. One line says where and why."""


class NoSuchSource(SourceError):
    """There is no source of that name: the command line was wrong, not a file."""
