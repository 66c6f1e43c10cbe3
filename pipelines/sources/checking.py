"""A source's table -> Source, or one line that tells every mistake in it with the meaning of its key."""

import re
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from pipelines.models import Source
from pipelines.sources.errors import SourceError
from pipelines.sources.lists import PAGE, read_lists
from pipelines.sources.meaning import MEANING, said_of, unknown
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

__all__ = ["LEVELS", "NAME", "checked"]

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


def checked(told: dict[str, object], path: Path) -> Source:
    """A Source from a file's table; every wrong key is told at once. Raises SourceError."""
    # imported here: reading a page needs a Source, never the machinery that checks its file
    from pydantic import ConfigDict, ValidationError, create_model

    types = get_type_hints(Source)
    columns: dict[str, Any] = {
        f.name: (types[f.name], path.stem if f.name == "name" else f.default) for f in fields(Source)
    }
    table = create_model("SourceFile", __config__=ConfigDict(strict=True), **columns)
    wrong = [unknown(key, MEANING) for key in told if key not in MEANING]
    lists, wrong_lists = read_lists(told["lists"]) if "lists" in told else ((), [])
    known = {k: tuple(v) if isinstance(v, list) else v for k, v in told.items() if k in MEANING and k != "lists"}
    try:
        source = replace(Source(**dict(table.model_validate(known))), lists=lists)
    except ValidationError as error:
        wrong += [f"{e['loc'][0]}: {said_of(e)} ({MEANING[str(e['loc'][0])]})" for e in error.errors()]
    else:
        wrong += mistakes(source, path, begins="lists" in told)
    wrong += wrong_lists
    if wrong:
        raise SourceError(without_password(f"{path}: " + "; ".join(wrong)))
    return source if source.allowed_domains else replace(source, allowed_domains=hosts_of(addresses(source)))


def addresses(source: Source) -> list[str]:
    """Where the source begins: its list pages and the endpoints of its lists."""
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
            told = getattr(source, key)
            if not least <= told <= most:
                found.append(f"{key}: {str(told)[:40]} ({MEANING[key]}, {least} to {most})")
    if source.legacy_tls and source.verified_tls:
        found.append(
            f"verified_tls: beside legacy_tls, which takes whatever the network says ({MEANING['verified_tls']})"
        )
    if 0 < source.recheck_most < source.recheck_least:
        found.append(f"recheck_most: {source.recheck_most}, less than recheck_least ({MEANING['recheck_most']})")
    return found
