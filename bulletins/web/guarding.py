"""What every request and every answer passes: who may ask, what is served at all, and how a browser is to treat it.

A page of another site that is open in the reader's browser can have the browser ask us: it cannot read the answer, but
each question costs something. So of what it asks nothing is answered but the pages for reading, and those only where
the whole window goes there, as by a link in a mail. What it asks is known by Sec-Fetch-Site, which browsers send to
https and to this machine; where that is missing, by Origin and Referer.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from html import escape
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

from bulletins.web.bounds import answer_was_cut
from bulletins.web.showing import plain
from bulletins.web.words import LANGUAGES, chosen, speaker

__all__ = ["ANY_ADDRESS", "ORIGINAL_POLICY", "POLICY", "guarded"]

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
# What a link on another site may lead to
FOR_READING = re.compile(r"/(?:$|search$|questions$|bulletin/\d+(?:/(?:changes|original|text))?$)")
IN_SQL = re.compile(r"/store/-/query")
SQL_AT_ONCE = 2  # of Datasette's four threads: the others are for tables
SQL_WAITING = 16
# Among the names: whatever is an address. A stranger's name that leads here is none
ANY_ADDRESS = "any address"
PORTS = {"http": 80, "https": 443}
YEAR = 365 * 24 * 3600


def guarded(application: Application, prefix: str, names: frozenset[str] | None = None) -> Application:
    """Return the application behind these rules. `prefix` is what stands before every address, with a / at both ends.

    `names` are those that it may be asked by; None: any. A stranger's page in the reader's browser may have a name of
    its own lead to 127.0.0.1, and would read the store then; but it asks by that name.
    """

    turns = Turns(SQL_AT_ONCE, SQL_WAITING)

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        if not is_our_name(asked_by(scope["headers"]), names):
            await refuse(send, 421, b"not the name of this place: bulletins serve --name")
            return
        asked_for = str(scope["path"])
        scope = without_prefix(scope, prefix)
        if is_from_elsewhere(scope) and not may_come_from_elsewhere(scope):
            await refuse(send, 403, explained(scope, asked_for), "text/html; charset=utf-8")
            return
        if scope["method"] not in ("GET", "HEAD"):
            await refuse(send, 405, b"only GET: this place is for reading")
            return
        if SERVED.match(scope["path"]) is None:
            scope = {**scope, "path": NOT_SERVED, "raw_path": NOT_SERVED.encode()}
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        if "_where" in asked:
            await refuse(send, 400, b"_where is not served: ask in SQL, /store/-/query?sql=...")
            return
        language = asked.get("lang", [""])[-1]
        answer_was_cut.set(False)

        async def send_guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*reported(message["headers"]), *cookie(language, prefix)]}
            await send(message)

        if IN_SQL.match(scope["path"]) is None:
            await application(scope, receive, send_guarded)
        elif not await turns.taken():
            await refuse(send, 503, b"too many questions in SQL at once: ask again in a moment")
        else:
            try:
                await application(scope, receive, send_guarded)
            finally:
                turns.give_back()

    return guard


class Turns:
    """So many at once, and so many that wait for their turn."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self.free = asyncio.Semaphore(at_once)
        self.places = waiting

    async def taken(self) -> bool:
        """True with a turn, to be given back; False where too many wait already."""
        if self.places == 0:
            return False
        self.places -= 1
        try:
            return await self.free.acquire()
        finally:
            self.places += 1

    def give_back(self) -> None:
        self.free.release()


def is_our_name(asked: str, names: frozenset[str] | None) -> bool:
    return names is None or asked in names or (ANY_ADDRESS in names and is_address(asked))


def is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def is_from_elsewhere(scope: Scope) -> bool:
    """Whether a page of another site had the reader's browser ask. A program, a bookmark, a typed address: no.

    Another port of this machine is another site, and so is another scheme.
    """
    held = [(name.lower(), value.decode("latin-1").strip().lower()) for name, value in scope["headers"]]
    sites = [value for name, value in held if name == b"sec-fetch-site"]
    if sites:
        return any(site not in ("same-origin", "none") for site in sites)
    host = next((value for name, value in held if name == b"host"), "")
    ours = origin_of(f"{scope.get('scheme', 'http')}://{host}")
    askers = [value for name, value in held if name in (b"origin", b"referer") and value]
    return any(ours is None or origin_of(asker) != ours for asker in askers)


def origin_of(address: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an address; None: it has none, as `null`, or more in their place than may be
    there."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return None
    if parts.hostname is None or port is None or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, port


def may_come_from_elsewhere(scope: Scope) -> bool:
    """Whether it is a page for reading, for the whole window."""
    held = {name.lower(): value.decode("latin-1").lower() for name, value in scope["headers"]}
    is_window = held.get(b"sec-fetch-mode", "navigate") == "navigate"
    is_window &= held.get(b"sec-fetch-dest", "document") == "document"
    return is_window and FOR_READING.match(scope["path"]) is not None


def explained(scope: Scope, path: str) -> bytes:
    """Return the page for who came by a link to what other sites may not ask for: what it asks, and a link of ours to
    it."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    language = chosen(None, cookie_of(headers.get(b"cookie", "")), headers.get(b"accept-language"))
    t = speaker(language)
    query = scope.get("query_string", b"").decode("latin-1")
    address = escape(f"{path}?{query}" if query else path)
    return (
        f'<!DOCTYPE html><html lang="{language}"><meta charset="utf-8"><title>{t("from elsewhere")}</title>'
        f"<h1>{t('from elsewhere')}</h1><p>{t('from elsewhere why')}</p>"
        f"<pre>{escape(plain(unquote_plus(f'{path}?{query}' if query else path)))}</pre>"
        f'<p><a href="{address}">{t("ask all the same")}</a></p></html>'
    ).encode()


def asked_by(headers: list[tuple[bytes, bytes]]) -> str:
    """Return the name in the Host header, without its port."""
    reported = next((value for name, value in headers if name.lower() == b"host"), b"").decode("latin-1").lower()
    return reported[: reported.find("]") + 1] if reported.startswith("[") else reported.partition(":")[0]


def without_prefix(scope: Scope, prefix: str) -> Scope:
    """Return it as if the proxy had taken its prefix away, as some do: Datasette puts it before every address it names,
    and puts it twice before one that it makes out of what was asked."""
    path, raw = str(scope["path"]), scope.get("raw_path") or str(scope["path"]).encode()
    if not path.startswith(prefix) or not raw.startswith(prefix.encode()):
        return {**scope, "raw_path": raw}
    return {**scope, "path": "/" + path[len(prefix) :], "raw_path": b"/" + raw[len(prefix) :]}


def reported(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
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
    """Return the header that keeps a language named by the address for the pages after it; none for another word."""
    if language not in LANGUAGES:
        return []
    return [(b"set-cookie", f"lang={language}; Path={prefix}; Max-Age={YEAR}; SameSite=Lax; HttpOnly".encode())]


def cookie_of(header: str) -> str | None:
    try:
        kept = SimpleCookie(header).get("lang")
    except CookieError:
        return None
    return kept.value if kept else None


async def refuse(send: Send, status: int, why: bytes, kind: str = "text/plain; charset=utf-8") -> None:
    headers = [(b"content-type", kind.encode()), (b"allow", b"GET, HEAD")]
    await send({"type": "http.response.start", "status": status, "headers": reported(headers)})
    await send({"type": "http.response.body", "body": why})
