"""A page that sends its visitor around with a cookie, and answers only who brings it.

Cookies are off: nothing is to tie one page to another. But some servers answer the first request with a 302 and
Set-Cookie, to keep out what does not act on it: to the same address, perhaps with a number added, or to an address that
checks and sends back, and some set two cookies in two steps. Along such a chain of redirects of one page the cookies go
to its host alone, and are forgotten with the page.
"""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response

from crawler.download.error_names import NoPage
from pipelines.frontier import Failure, FailureKind

__all__ = ["CookieRedirect"]

CARRIED, ASKED = "cookies_of_the_chain", "asked_in_the_chain"
MAX_COOKIES = 20
MAX_LENGTH = 4096  # characters of all of them


class CookieRedirect(RedirectMiddleware):
    """Scrapy's redirects, which bring the cookies that came on the way from the same host."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # without the deprecated spider
        """Raises NoPage, naming the cookies, where the server sends to where it got them already."""
        redirected = super().process_response(request, response)
        if not isinstance(redirected, Request):
            return redirected
        carried: dict[str, str] = request.meta.get(CARRIED, {})
        cookies = bounded(carried | cookies_of(response))
        if urlsplit(redirected.url).hostname != urlsplit(request.url).hostname or not cookies:
            redirected.headers.pop("Cookie", None)
            redirected.meta.pop(CARRIED, None)
            return redirected
        asked = {*request.meta.get(ASKED, ()), (place_of(request), frozenset(carried.items()))}
        is_again = place_of(redirected) == place_of(request) and cookies.keys() == carried.keys()
        if is_again or (place_of(redirected), frozenset(cookies.items())) in asked:
            detail = f"the server sets the cookie {', '.join(cookies)} and asks for it again"
            raise NoPage(Failure(FailureKind.REDIRECT_LOOP, detail))
        redirected.meta.update({CARRIED: cookies, ASKED: asked})
        redirected.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return redirected


def place_of(request: Request) -> tuple[str, str]:
    """Return what is asked for, without the query: servers count their attempts there."""
    return request.method, urlsplit(request.url).path


def cookies_of(response: Response) -> dict[str, str]:
    """Return the names and values that an answer sets; those that are taken back or cannot be sent are left out."""
    found: dict[str, str] = {}
    for header in response.headers.getlist("Set-Cookie")[:MAX_COOKIES]:
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(header.decode("latin-1"))
        except CookieError:
            continue
        found |= {name: morsel.coded_value for name, morsel in jar.items() if morsel["max-age"] != "0"}
    return found


def bounded(cookies: dict[str, str]) -> dict[str, str]:
    """Return as many of the cookies as one request may bring."""
    found: dict[str, str] = {}
    for name, value in cookies.items():
        if len(found) < MAX_COOKIES and sum(map(len, found.values())) + len(value) <= MAX_LENGTH:
            found[name] = value
    return found
