"""Page -> Document: what a page says, every body paragraph in page order, repeats included.

Only dedup takes paragraphs out, with a receipt; nothing here may drop a repeat.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from pipelines.extract.explain import Explanation, as_html, as_text, explain
from pipelines.extract.multipage import continuation, joined
from pipelines.extract.page import document_of
from pipelines.extract.rejections.bot_walls import challenge
from pipelines.internal_errors import netted
from pipelines.models import Document, Page, Rejected, Rejection, Source

__all__ = ["Explanation", "as_html", "as_text", "challenge", "continuation", "explain", "extract", "paragraphs_of"]

# Characters, parts included: thirty times the longest bulletin of some three hundred that were looked at. To store and
# index one costs some 150 bytes of memory for each
MAX_TEXT = 1_000_000


def extract(page: Page, source: Source) -> Document:
    """Read one page. Pure: the same bytes give the same document.

    Raises Rejected, with a named reason, when the page holds no bulletin. Anything else that it raises is an internal
    error, which `clean.read` looks after.
    """
    return read_whole(page, source, spread=True)


def read_whole(page: Page, source: Source, *, spread: bool) -> Document:
    """Read a page with its parts; see `extract` for what it raises, `page.read` for `spread`."""
    with collector_paused():
        document = document_of(page, source, spread=spread)
        whole = joined(document, page.parts, source) if page.parts or document.next_page else document
    length = sum(len(paragraph.text) for paragraph in whole.paragraphs)
    if length > MAX_TEXT:
        raise Rejected(Rejection.TOO_LARGE, f"{length} characters of text, the limit is {MAX_TEXT}")
    return whole


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the cyclic garbage collector from walking a page's tree while it grows: nothing in it is garbage yet, and
    that took 3 to 15 % of the time. The tree is released when it was read (`Tree.release`), so none waits for it."""
    if not gc.isenabled():  # whoever turned it off wants it off, or this is the part of an article
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def paragraphs_of(body: bytes) -> list[str]:
    """Return the body of one page of which nothing else is known, as text: its paragraphs; empty when it has none.

    As on the page, a table's cell that spans others is said once. Never raises: an internal error is logged.
    """
    page = Page("", "", "", datetime(1970, 1, 1, tzinfo=UTC), 200, (), body)
    document = netted("a page without an address", "reading", lambda: read_whole(page, Source(name=""), spread=False))
    return [] if isinstance(document, Rejected) else [paragraph.text for paragraph in document.paragraphs]
