"""How far a source's server is trusted: as usual, less (`legacy_tls`), or more (`verified_tls`). Never for all sources.

Old servers: TLS 1.0, legacy renegotiation, small keys and weak ciphers, for the one source that needs them. Such a
connection can be read and changed on its way, so it is for public pages only.

Certificates are looked at only where a source asks for it: many of these sites have expired or incomplete ones.
"""

from typing import Any

from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _ScrapyCertificateOptions, _ScrapyClientContextFactory
from scrapy.crawler import Crawler

from pipelines.models import Source

__all__ = ["LegacyTLS", "legacy_factory", "settings_for"]

LEGACY = "BULLETINS_LEGACY_TLS"
OP_LEGACY_SERVER_CONNECT = 0x4  # pyOpenSSL has no name for it
# Level 0 asks nothing of keys and digests. ALL leaves out what does not encrypt, and we what has no certificate
EVERY_CIPHER = b"ALL:!aNULL:!PSK:!SRP:@SECLEVEL=0"


def settings_for(source: Source) -> dict[str, Any]:
    """Return the settings of this source's crawler, and of no other."""
    if source.verified_tls:
        return {"DOWNLOAD_VERIFY_CERTIFICATES": True}
    # Scrapy raises the floor to TLS 1.2 by an option of its own, so that the context alone cannot lower it
    return {LEGACY: True, "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.0"} if source.legacy_tls else {}


def legacy_factory(crawler: Crawler) -> "LegacyTLS | None":
    """Return what opens this crawler's TLS connections, or None where the usual way is good enough."""
    return LegacyTLS.from_crawler(crawler) if crawler.settings.getbool(LEGACY) else None


class LegacyTLS(_ScrapyClientContextFactory):
    def _get_cert_options(self) -> "LegacyOptions":
        return LegacyOptions(**self._get_cert_options_kwargs())


class LegacyOptions(_ScrapyCertificateOptions):
    def _makeContext(self, skipCiphers: bool = False) -> SSL.Context:  # noqa: N802, N803  # Twisted's names
        context: SSL.Context = super()._makeContext(skipCiphers)
        context.set_min_proto_version(SSL.TLS1_VERSION)
        context.set_cipher_list(EVERY_CIPHER)
        context.set_options(OP_LEGACY_SERVER_CONNECT)
        return context
