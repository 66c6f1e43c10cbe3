"""Pages that a script fills in, fetched by a real browser (scrapy-playwright and Chromium), under the same rules.

A source says so by `browser = true`. What is kept of such a page is the document as it stands after its scripts have
run, not the bytes that the server sent. browser_handler.py is the handler, browser_proxy.py its only way out.
"""

import os
import shutil
from importlib.util import find_spec
from typing import Any

from scrapy.settings import BaseSettings

from pipelines.models import Source
from pipelines.sources import SourceError

__all__ = ["find_browser", "meta_for", "settings_for"]

HANDLER = "crawler.download.browser_handler.BrowserHandler"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    # what does not go through the egress proxy resolves no name and reaches no host
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=256",  # MB for a page's scripts
)


def find_browser(source: Source) -> str | None:
    """Find the browser that the pages of this source need: its path, None where they need none. Raises SourceError."""
    if not source.browser:
        return None
    if find_spec("scrapy_playwright") is None:
        raise SourceError(f"{source.name}: its pages need a browser: pip install 'bulletins[browser]'")
    return chromium(source.name)


def settings_for(source: Source, settings: BaseSettings) -> dict[str, Any]:
    """Add a browser to the settings of this source's crawler. Raises SourceError when there is none to be had."""
    path = find_browser(source)
    if path is None:
        return {}
    return {
        "DOWNLOAD_HANDLERS": {**settings.getdict("DOWNLOAD_HANDLERS"), "http": HANDLER, "https": HANDLER},
        # the browser's own: what was not modified since is the page before its scripts have run
        "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": None,
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": path,
            "args": list(FLAGS),
            "chromium_sandbox": os.geteuid() != 0,  # Chromium refuses to start as root with one
        },
    }


def meta_for(source: Source, settings: BaseSettings) -> dict[str, Any]:
    """What a request of this source says of itself, so that the browser fetches it."""
    if not source.browser:
        return {}
    return {
        "playwright": True,
        "playwright_context_kwargs": {
            "user_agent": settings["USER_AGENT"],
            "accept_downloads": False,
            "service_workers": "block",  # their requests would be nobody's
            "ignore_https_errors": not source.verified_tls,  # as crawler/download/tls.py
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
        },
    }


def chromium(source: str) -> str:
    """BULLETINS_CHROMIUM, or what is on the PATH. Raises SourceError."""
    named = os.environ.get("BULLETINS_CHROMIUM")
    found = next(filter(None, map(shutil.which, (named,) if named else NAMES)), None)
    if found is None:
        raise SourceError(f"{source}: its pages need Chromium: install it, or name it in BULLETINS_CHROMIUM")
    return found
