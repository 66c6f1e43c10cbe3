"""By what address a bulletin is known."""

from urllib.parse import urlsplit, urlunsplit

__all__ = ["canonical"]


def canonical(url: str) -> str:
    """The address that names a bulletin: no fragment, host in lower case, no default port. Nothing else is guessed."""
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
