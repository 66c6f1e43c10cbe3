"""data/sources/<name>.toml -> Source, with messages that name the file, the key, and what the key means.

    name = "xinhui"                                  the file's own name
    title = "江门市新会区人民政府"
    start_urls = ["http://www.xinhui.gov.cn/…/"]     list pages to begin at

A bare URL of a list page is a source too, without any file.
"""

import difflib
import hashlib
import os
import re
import tomllib
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from pipelines.cron import CronError, read_cron
from pipelines.records import Source

__all__ = [
    "MEANING",
    "NoSuchSource",
    "SourceError",
    "from_name_or_url",
    "from_url",
    "load",
    "load_all",
    "source_or_default",
    "sources_folder",
]

MEANING = {
    "name": "the source's short name, the same as the file's, in a-z 0-9 - _",
    "title": "what people call the site, for example 江门市新会区人民政府",
    "level": "whose site it is: central, ministry, province, city, district or other",
    "start_urls": "the list pages to begin at: http(s) addresses",
    "lists": "lists that the site gives out to its scripts only, a [[lists]] table each",
    "allowed_domains": "the hosts that may be fetched; empty: those of start_urls and lists",
    "follow": "patterns (regular expressions) of article addresses; empty: decided by the evidence on the list page",
    "skip": "patterns (regular expressions) of addresses never to fetch",
    "content": "CSS selectors of the article's body, tried first",
    "drop": "CSS selectors of what is never body",
    "encoding": "the charset, where the site declares a wrong one",
    "delay": "seconds between two requests to the site",
    "max_list_pages": "how many pages of each list to read",
    "recheck_least": "days after which a page is looked at again at the earliest; it is after half its age",
    "recheck_most": "days after which a page is looked at again at the latest; 0: never again",
    "browser": "true where a script fills the pages in: they are fetched by a real browser (the extra `browser`)",
    "legacy_tls": "true where the server knows only old TLS (legacy renegotiation, small keys): less safe",
    "schedule": "when to crawl, as a cron expression in China time, for example 30 7,19 * * *",
    "expect_every": "days within which a new bulletin is to come; 0: judged by the source's own history",
    "expect_bulletins": "how many bulletins the store holds at the least once the source has been crawled",
    "expect_dated": "the share of bulletins that tell their date, at the least, 0 to 1",
    "expect_length": "the median length of a bulletin's text in characters, at the least",
    "expect_rejected": "the share of article pages that hold no bulletin, at the most, 0 to 1",
    "tried": "true once somebody has crawled the real site with this file",
}
MEANING_OF_LIST = {
    "url": "the endpoint's address; {page} stands for the page's number",
    "method": "GET or POST",
    "form": 'the fields that are posted, { page = "{page}", size = "20" }',
    "json": "the JSON text that is posted in place of a form; {page} stands for the page's number",
    "headers": 'headers that the endpoint asks for, { X-Requested-With = "XMLHttpRequest" }',
    "first_page": "the number of the first page",
    "rows": "where the rows stand: keys of JSON (data.list), an element of XML, a CSS selector of HTML",
    "link": "what in a row is the address: a key, or a template such as /content/{id}.html",
    "title": "what in a row is the title",
    "date": "what in a row is the date",
    "column": "what people call the column",
}
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
}
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class SourceError(Exception):
    """A source cannot be used: its file is wrong, or there is none of that name. One line says where and why."""


class NoSuchSource(SourceError):
    """There is no source of that name: the command line was wrong, not a file."""


def sources_folder() -> Path:
    """BULLETINS_SOURCES, or data/sources here, or that of the checkout this program runs from."""
    named = os.environ.get("BULLETINS_SOURCES")
    if named:
        return Path(named)
    here = Path("data/sources")
    return here if here.is_dir() else Path(__file__).resolve().parent.parent / "data" / "sources"


def load(name: str | Path) -> Source:
    """A source by its name or its file. Raises SourceError."""
    path = Path(name) if str(name).endswith(".toml") else sources_folder() / f"{name}.toml"
    if not is_there(path, str(name)):
        known = sorted(p.stem for p in sources_folder().glob("*.toml"))
        near = difflib.get_close_matches(path.stem, known, n=1)
        hint = f"did you mean {near[0]}?" if near else "`bulletins sources` lists what there is"
        raise NoSuchSource(f"no source {path.stem[:80]!r} in {sources_folder()}; {hint}")
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: not TOML: {error}") from error
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from error
    return checked(told, path)


def is_there(path: Path, name: str) -> bool:
    try:
        return path.is_file() and (name.endswith(".toml") or NAME.fullmatch(name) is not None)
    except (OSError, ValueError):  # a name too long for any file, or with a NUL
        return False


def load_all() -> list[Source]:
    """Every source of the folder, by name. Raises SourceError at the first wrong file."""
    folder = sources_folder()
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder of sources (BULLETINS_SOURCES names another)")
    return [load(path) for path in sorted(folder.glob("*.toml"))]


def from_name_or_url(told: str) -> Source:
    return from_url(told) if "://" in told else load(told)


def from_url(url: str) -> Source:
    """A list page as a source of its own. The name is made of host and path, so that two columns of a site are two."""
    if not is_web(url):
        raise SourceError(f"{url}: not the address of a web page (http:// or https://)")
    parts = urlsplit(url)
    host, port = parts.hostname or "", f"-{parts.port}" if parts.port else ""
    path = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "") + parts.fragment
    name = f"{host}{port}" + (f"-{hashlib.sha256(path.encode()).hexdigest()[:6]}" if path else "")
    return Source(name=name, title=host, start_urls=(url,), allowed_domains=(host,))


def source_or_default(name: str) -> Source:
    """The source of that name, or one that decides all by evidence: pages may come from nobody's list."""
    try:
        return load(name) if NAME.fullmatch(name) else Source(name=name)
    except NoSuchSource:
        return Source(name=name)


def checked(told: dict[str, object], path: Path) -> Source:
    """A Source from a file's table; every wrong key is told at once."""
    # imported here: reading a page needs a Source, never the machinery that checks its file
    from pydantic import ConfigDict, ValidationError, create_model

    types = get_type_hints(Source)
    columns: dict[str, Any] = {
        f.name: (types[f.name], path.stem if f.name == "name" else f.default) for f in fields(Source)
    }
    table = create_model("SourceFile", __config__=ConfigDict(strict=True), **columns)
    wrong = [unknown(key) for key in told if key not in MEANING]
    known = {key: tuple(v) if isinstance(v, list) else v for key, v in told.items() if key in MEANING}
    try:
        source = Source(**dict(table.model_validate(known)))
    except ValidationError as error:
        wrong += [f"{e['loc'][0]}: {e['msg'].lower()} ({MEANING[str(e['loc'][0])]})" for e in error.errors()]
    else:
        wrong += mistakes(source, path)
    if wrong:
        raise SourceError(f"{path}: " + "; ".join(wrong))
    return source if source.allowed_domains else with_domains(source)


def unknown(key: str) -> str:
    near = difflib.get_close_matches(key, MEANING, n=1)
    hint = f"did you mean {near[0]} ({MEANING[near[0]]})?" if near else f"the keys are {', '.join(MEANING)}"
    return f"{key}: unknown key; {hint}"


def mistakes(source: Source, path: Path) -> list[str]:
    found = []
    if source.name != path.stem or not NAME.fullmatch(source.name):
        found.append(f"name: {source.name!r} ({MEANING['name']})")
    if source.level not in LEVELS:
        found.append(f"level: {source.level!r} ({MEANING['level']})")
    if not source.start_urls:
        found.append(f"start_urls: none ({MEANING['start_urls']})")
    found += [f"start_urls: {url!r} ({MEANING['start_urls']})" for url in source.start_urls if not is_web(url)]
    found += [
        f"allowed_domains: {host!r} is no host name ({MEANING['allowed_domains']})"
        for host in source.allowed_domains
        if "/" in host or ":" in host
    ]
    if source.allowed_domains:
        off = [url for url in source.start_urls if is_web(url) and not is_below(url, source.allowed_domains)]
        found += [f"allowed_domains: without the host of {url} ({MEANING['allowed_domains']})" for url in off]
    if source.encoding is not None and not is_charset(source.encoding):
        found.append(f"encoding: {source.encoding!r} ({MEANING['encoding']})")
    for key in ("content", "drop"):
        bad = [selector for selector in getattr(source, key) if not is_selector(selector)]
        found += [f"{key}: {selector!r} is no CSS selector ({MEANING[key]})" for selector in bad]
    for key in ("follow", "skip"):
        found += [f"{key}: {pattern!r}: {why} ({MEANING[key]})" for pattern, why in bad_patterns(getattr(source, key))]
    if source.max_list_pages < 1:
        found.append(f"max_list_pages: {source.max_list_pages} ({MEANING['max_list_pages']}, 1 or more)")
    if source.schedule and (why := why_no_cron(source.schedule)):
        found.append(f"schedule: {source.schedule!r}: {why} ({MEANING['schedule']})")
    for key, most in WITHIN.items():
        told = getattr(source, key)
        if not 0 <= told <= most:
            found.append(f"{key}: {told} ({MEANING[key]}, 0 to {most})")
    if 0 < source.recheck_most < source.recheck_least:
        found.append(f"recheck_most: {source.recheck_most}, less than recheck_least ({MEANING['recheck_most']})")
    return found


def why_no_cron(expression: str) -> str | None:
    try:
        read_cron(expression)
    except CronError as error:
        return str(error)
    return None


def is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def is_below(url: str, hosts: Sequence[str]) -> bool:
    found = urlsplit(url).hostname or ""
    return any(found == host or found.endswith(f".{host}") for host in hosts)


def is_charset(label: str) -> bool:
    try:
        "".encode(label)  # codecs such as "hex" are no charsets
    except (LookupError, TypeError, ValueError):
        return False
    return True


def is_selector(selector: str) -> bool:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        LexborHTMLParser("<p>").css(selector)
    except (SelectolaxError, ValueError):
        return False
    return bool(selector.strip())


def bad_patterns(patterns: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            found.append((pattern, str(error)))
    return found


def with_domains(source: Source) -> Source:
    hosts = dict.fromkeys(urlsplit(url).hostname or "" for url in source.start_urls)
    return replace(source, allowed_domains=tuple(hosts))
