"""Where a request may go: http(s) only, the source's own hosts only, never an address inside somebody's network.

Looked at for every request, redirects included, and again for what a name resolves to at the moment of connecting. A
refusal is an IgnoreRequest, so it reaches the spider's errback and is counted under its reason.
"""

import ipaddress
import socket
import unicodedata
from collections.abc import Collection, Sequence
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.download.error_names import NoPage
from pipelines.frontier import Failure, FailureKind
from pipelines.sources.values import without_password

__all__ = ["PRIVATE", "Guard", "GuardedResolver", "Refused", "is_private", "private_places", "refusal"]

PRIVATE = "private address"
MAX_PLACE = 460  # characters of an address that somebody else chose
refused_names: dict[str, str] = {}  # name -> private address, by the one resolver of this program


class Refused(NoPage):
    """The request was not sent. `why` names the reason."""

    def __init__(self, why: str, detail: str) -> None:
        super().__init__(Failure(FailureKind.NOT_SENT, detail, name=why))


class Guard:
    """The downloader middleware that holds every request of a spider to its source's hosts."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.allow_private = crawler.settings.getbool("BULLETINS_ALLOW_PRIVATE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        spider = self.crawler.spider
        hosts = getattr(spider, "allowed_domains", None) or ()
        places: frozenset[str] = getattr(spider, "private_places", frozenset())
        why = refusal(request.url, hosts, allow_private=self.allow_private, places=places)
        if why:
            raise Refused(why, without_password(request.url))

    def process_exception(self, request: Request, exception: Exception) -> None:
        """A name that the resolver refused comes back as one that does not exist."""
        name = urlsplit(request.url).hostname or ""
        if name in refused_names:
            raise Refused(PRIVATE, f"{name} resolves to {refused_names[name]}") from exception

    def process_response(self, request: Request, response: Response) -> Response:
        """Scrapy hands a redirect to file: and the like to the spider as if it were a page."""
        location = (response.headers.get("Location") or b"").decode("latin-1")
        if 300 <= response.status < 400 and location:
            place = without_password(urljoin(request.url, location))
            raise Refused("redirect that cannot be followed", place[:MAX_PLACE])
        return response


def private_places(start_urls: Collection[str]) -> frozenset[str]:
    """Return the private addresses (`127.0.0.1:8000`) that somebody named outright as a list page: asked to, we go
    there.

    Only an address in its plain spelling, with its port; localhost and other names need BULLETINS_ALLOW_PRIVATE.
    """
    return frozenset(
        place for url in start_urls if (place := urlsplit(url).netloc) and plain_address(urlsplit(url).hostname or "")
    )


def refusal(
    url: str, hosts: Sequence[str], *, allow_private: bool = False, places: Collection[str] = frozenset()
) -> str | None:
    """Return why this address may not be fetched, or None.

    `hosts` are the allowed ones; their subdomains are allowed too.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return "not an address"
    if parts.scheme not in ("http", "https"):
        return f"scheme {parts.scheme or 'missing'}"
    if not host:
        return "no host"
    if not allow_private and parts.netloc not in places and is_private(host):
        return PRIVATE
    if not any(host == allowed or host.endswith(f".{allowed}") for allowed in hosts):
        return str(FailureKind.OFF_SITE)
    return "a user or a password in the address" if "@" in parts.netloc else None


def is_private(host: str) -> bool:
    """True for localhost, and for an address that is not on the public internet in any spelling browsers accept.

    2130706433, 0x7f.1, 017700000001, １２７.0.0.1 and [::ffff:127.0.0.1] are all 127.0.0.1.
    """
    # 。 parts the labels of a name as well as a dot does
    host = unicodedata.normalize("NFKC", host).replace("。", ".").strip("[]").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = as_address(host)
    if address is None:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        address = inner or translated(address) or address
    return not address.is_global or address.is_multicast


def translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address inside 64:ff9b::/96 (NAT64) or the old ::/96 form."""
    high, low = divmod(int(address), 2**32)
    return ipaddress.IPv4Address(low) if high == 0x64FF9B << 64 or (high == 0 and low > 1) else None


def as_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    plain = plain_address(host.split("%")[0])
    if plain is not None:
        return plain
    try:
        # the C library reads the octal, hexadecimal and short forms that ipaddress rightly refuses
        return ipaddress.IPv4Address(socket.inet_aton(host)) if host[:1].isdigit() else None
    except (OSError, UnicodeEncodeError):
        return None


def plain_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


class GuardedResolver(CachingThreadedResolver):
    """Looks at what a name resolves to, at the moment of connecting: a public name may point into a private network."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, allow_private: bool) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        settings = crawler.settings
        return cls(
            reactor,
            settings.getint("DNSCACHE_SIZE"),
            settings.getfloat("DNS_TIMEOUT"),
            settings.getbool("BULLETINS_ALLOW_PRIVATE"),
        )

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":  # noqa: N802  # Twisted's name
        found: Deferred[Any] = super().getHostByName(name, timeout)
        # an address in place of a name has passed Guard already
        if not self.allow_private and plain_address(name) is None:
            found.addCallback(only_public, name)
        return found


def only_public(address: str, name: str) -> str:
    if is_private(address):
        refused_names[name] = address
        # the one error that Twisted takes from a resolver without a traceback; Guard gives it its name again
        raise DNSLookupError(f"{name} resolves to {address}")
    return address
