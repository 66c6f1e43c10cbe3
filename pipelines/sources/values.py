"""Whether a value of a source's file can be used: addresses, selectors, patterns, charsets, schedules."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.sources.cron import CronError, read_cron

__all__ = [
    "NO_PASSWORDS",
    "bad_patterns",
    "has_password",
    "is_below",
    "is_charset",
    "is_selector",
    "is_web",
    "why_no_cron",
    "without_password",
]

NO_PASSWORDS = "an address must not name a user or a password: it would stand in the store and in every report"
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
# Of a database's address who is meant stays: what a person may paste would not work without
USER = re.compile(r"(\bpostgres(?:ql)?(?:\+\w+)?)?://([^/?#\s'\"]{1,500})@")


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


def has_password(url: str) -> bool:
    """Whether an address names a user, with a password or without one."""
    try:
        return "@" in urlsplit(url).netloc
    except ValueError:
        return USER.search(url) is not None


def without_password(text: str) -> str:
    """Return a text for people, in which addresses name no passwords, and no users but those of databases."""
    return USER.sub(lambda match: f"{match[1] or ''}://{match[2].partition(':')[0] if match[1] else '***'}@", text)


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

    # CSS closes at the end what is left open there, but whoever wrote it meant something else
    bare = QUOTED.sub("", selector)
    if bare.count("[") != bare.count("]") or bare.count("(") != bare.count(")"):
        return False
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
