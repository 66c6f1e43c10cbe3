"""The address by which a bulletin is known; whether a page came from another one, or says that it is not there."""

from urllib.parse import urlsplit, urlunsplit

from pipelines.dedup.copies import site_of
from pipelines.models import Rejection

__all__ = ["NO_LONGER_THERE", "canonical", "is_no_longer_there", "leads_elsewhere", "leads_home", "place_of"]

NO_LONGER_THERE = (404, 410)


def canonical(url: str) -> str:
    """Return the address that names a bulletin: no fragment, host in lower case, no default port. Nothing else is
    guessed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != {"http": 80, "https": 443}.get(parts.scheme):
        host = f"{host}:{port}"
    user, at, _ = parts.netloc.rpartition("@")
    return urlunsplit((parts.scheme, f"{user}{at}{host}", parts.path, parts.query, ""))


def leads_elsewhere(asked: str, answered: str) -> bool:
    """Whether a page answers at another address than it was asked at; another scheme or entrance is none."""
    return asked != answered and place_of(asked) != place_of(answered)


def place_of(url: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(url)
        return site_of(url), parts.path.rstrip("/"), parts.query
    except ValueError:
        return "", url, ""


def leads_home(url: str) -> bool:
    """Whether an address is that of a site's first page."""
    parts = urlsplit(url)
    return not parts.query and parts.path.strip("/").partition(".")[0] in ("", "index", "default", "home")


def is_no_longer_there(status: int, reason: str | None) -> bool:
    """Whether an article that was rejected for this reason says that it is not there (any more)."""
    return reason == Rejection.NOT_FOUND or (reason == Rejection.HTTP_ERROR and status in NO_LONGER_THERE)
