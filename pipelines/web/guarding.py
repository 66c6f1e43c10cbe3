"""What every request and every answer passes: what is served at all, and how a browser is to treat it."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from pipelines.web.words import LANGUAGES

__all__ = ["ORIGINAL_POLICY", "POLICY", "guarded"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# Nothing from elsewhere, no script or style in markup: a page's text that gets into ours by our fault stays text
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; frame-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# The archived page may show its own styles, and nothing else
ORIGINAL_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
# Datasette has more pages than we serve: those that write, tokens, and those for its developers
SERVED = re.compile(
    r"/(?:$|search$|questions(?:/\w+)?$|bulletin/\d+(?:/\w+)?$|assets/[\w.-]+$|favicon\.ico$"
    r"|store$|store/-/query(?:\.(?:json|csv))?$|store/[\w~]+(?:\.(?:json|csv))?$"
    r"|store/[\w~]+/[\w~,.]+$)"
)
NOT_SERVED = "/-/none"
YEAR = 365 * 24 * 3600


def guarded(application: Application, prefix: str, names: frozenset[str] | None = None) -> Application:
    """The application behind these rules. `prefix` is what stands before every address, with a / at both ends.

    `names` are those that it may be asked by; None: any. A stranger's page in the reader's browser may have a name of
    its own lead to 127.0.0.1, and would read the store then; but it asks by that name.
    """

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        if names is not None and asked_by(scope["headers"]) not in names:
            await refuse(send, 421, b"not the name of this place: bulletins serve --name")
            return
        scope = without_prefix(scope, prefix)
        if scope["method"] not in ("GET", "HEAD"):
            await refuse(send, 405, b"only GET: this place is for reading")
            return
        if SERVED.match(scope["path"]) is None:
            scope = {**scope, "path": NOT_SERVED, "raw_path": NOT_SERVED.encode()}
        language = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[-1]

        async def send_guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*told(message["headers"]), *cookie(language, prefix)]}
            await send(message)

        await application(scope, receive, send_guarded)

    return guard


def asked_by(headers: list[tuple[bytes, bytes]]) -> str:
    """The name in the Host header, without its port."""
    told = next((value for name, value in headers if name.lower() == b"host"), b"").decode("latin-1").lower()
    return told[: told.find("]") + 1] if told.startswith("[") else told.partition(":")[0]


def without_prefix(scope: Scope, prefix: str) -> Scope:
    """As if the proxy had taken its prefix away, which some do: Datasette puts it before every address that it tells,
    and puts it twice before one that it makes out of what was asked."""
    path, raw = str(scope["path"]), scope.get("raw_path") or str(scope["path"]).encode()
    if not path.startswith(prefix) or not raw.startswith(prefix.encode()):
        return {**scope, "raw_path": raw}
    return {**scope, "path": "/" + path[len(prefix) :], "raw_path": b"/" + raw[len(prefix) :]}


def told(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    held = {name.lower() for name, _ in headers}
    own = {
        b"content-security-policy": POLICY.encode(),
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"no-referrer",
        b"cross-origin-opener-policy": b"same-origin",
        b"cross-origin-resource-policy": b"same-origin",
        b"x-dns-prefetch-control": b"off",
        b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
        b"vary": b"accept-language, cookie",
    }
    return [*headers, *((name, value) for name, value in own.items() if name not in held)]


def cookie(language: str, prefix: str) -> list[tuple[bytes, bytes]]:
    """A language that the address names is kept for the pages after it."""
    if language not in LANGUAGES:
        return []
    return [(b"set-cookie", f"lang={language}; Path={prefix}; Max-Age={YEAR}; SameSite=Lax; HttpOnly".encode())]


def cookie_of(header: str) -> str | None:
    try:
        kept = SimpleCookie(header).get("lang")
    except CookieError:
        return None
    return kept.value if kept else None


async def refuse(send: Send, status: int, why: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"allow", b"GET, HEAD")]
    await send({"type": "http.response.start", "status": status, "headers": told(headers)})
    await send({"type": "http.response.body", "body": why})
