"""Pages that a script fills in, fetched by a real browser (scrapy-playwright and Chromium), under the same rules.

A source says so by `browser = true`. What is kept of such a page is the document as it stands after its scripts have
run, not the bytes that the server sent.
"""

import os
import shutil
from importlib.util import find_spec
from typing import Any

from pipelines.records import Source
from pipelines.sources import SourceError

__all__ = ["meta_for", "settings_for"]


def settings_for(source: Source) -> dict[str, Any]:
    """The settings of this source's crawler. Raises SourceError when there is no browser to be had."""
    if not source.browser:
        return {}
    if find_spec("scrapy_playwright") is None:
        raise SourceError(f"{source.name}: its pages need a browser: pip install 'bulletins[browser]'")
    return {}


def meta_for(source: Source) -> dict[str, Any]:
    """What a request of this source says of itself, so that the browser fetches it."""
    return {"playwright": True} if source.browser else {}


def chromium(source: str) -> str:
    """BULLETINS_CHROMIUM, or what is on the PATH. Raises SourceError."""
    named = os.environ.get("BULLETINS_CHROMIUM")
    for name in (named,) if named else ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise SourceError(f"{source}: its pages need Chromium: install it, or name it in BULLETINS_CHROMIUM")
