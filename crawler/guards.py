"""Where a request may go: http(s) only, the source's own hosts only, never an address inside somebody's network.

Looked at for every request, redirects included, and again for what a name resolves to. A refusal is an IgnoreRequest,
so it reaches the spider's errback and is counted under its reason.
"""

import ipaddress
import socket
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred

__all__ = ["Guard", "GuardedResolver", "Refused", "is_private", "refusal"]


class Refused(IgnoreRequest):
    """The request was not sent. The message names the reason."""


class Guard:
    """The downloader middleware that holds every request of a spider to its source's hosts."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.allow_private = crawler.settings.getbool("BULLETINS_ALLOW_PRIVATE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        hosts = getattr(self.crawler.spider, "allowed_domains", None) or ()
        why = refusal(request.url, hosts, self.allow_private)
        if why:
            raise Refused(f"{why}: {request.url}")


def refusal(url: str, hosts: Sequence[str], allow_private: bool) -> str | None:
    """Why this address may not be fetched, or None. `hosts` are the allowed ones; their subdomains are allowed too."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return "not an address"
    if parts.scheme not in ("http", "https"):
        return f"scheme {parts.scheme or 'missing'}"
    if not host:
        return "no host"
    if not allow_private and is_private(host):
        return "private address"
    if not any(host == allowed or host.endswith(f".{allowed}") for allowed in hosts):
        return "off the allowed sites"
    return None


def is_private(host: str) -> bool:
    """True for localhost, and for an address that is not on the public internet in any spelling browsers accept.

    2130706433, 0x7f.1, 017700000001 and [::ffff:127.0.0.1] are all 127.0.0.1.
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = as_address(host)
    if address is None:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        address = inner or address
    return not address.is_global or address.is_multicast


def as_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        pass
    try:
        # the C library reads the octal, hexadecimal and short forms that ipaddress rightly refuses
        return ipaddress.IPv4Address(socket.inet_aton(host)) if host[:1].isdigit() else None
    except (OSError, UnicodeEncodeError):
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
        if not self.allow_private:
            found.addCallback(only_public, name)
        return found


def only_public(address: str, name: str) -> str:
    if is_private(address):
        raise Refused(f"private address: {name} resolves to {address}")
    return address
