"""A page that sends its visitor to itself with a cookie, and answers only who brings it.

Cookies are off: nothing is to tie one page to another. But some servers answer the first request with a 302 to the same
address and Set-Cookie, to keep out what does not act on it. Such an answer is followed once with its own cookies, which
go to this address alone and are forgotten with its page.
"""

from http.cookies import CookieError, SimpleCookie

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response

from crawler.download.error_names import NoPage
from pipelines.frontier import Failure, FailureKind

__all__ = ["CookieRedirect"]

ASKED_WITH = "asked_with_cookies"
MAX_COOKIES = 20
MAX_LENGTH = 4096  # characters of all of them


class CookieRedirect(RedirectMiddleware):
    """Scrapy's redirects; one to the same address brings the cookies that came with it."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # without the deprecated spider
        """Raises NoPage, naming the cookies, where the server sends to itself again although it got them."""
        redirected = super().process_response(request, response)
        if not isinstance(redirected, Request) or redirected.url != request.url or redirected.method != request.method:
            return redirected
        cookies = cookies_of(response)
        if not cookies:
            return redirected
        if request.meta.get(ASKED_WITH):
            detail = f"the server sets the cookie {', '.join(cookies)} and asks for it again"
            raise NoPage(Failure(FailureKind.REDIRECT_LOOP, detail))
        redirected.meta[ASKED_WITH] = True
        redirected.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return redirected


def cookies_of(response: Response) -> dict[str, str]:
    """Return the names and values that an answer sets; those that are taken back or cannot be sent are left out."""
    found: dict[str, str] = {}
    for header in response.headers.getlist("Set-Cookie")[:MAX_COOKIES]:
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(header.decode("latin-1"))
        except CookieError:
            continue
        for name, morsel in jar.items():
            if morsel["max-age"] != "0" and sum(map(len, found.values())) + len(morsel.coded_value) <= MAX_LENGTH:
                found[name] = morsel.coded_value
    return found
