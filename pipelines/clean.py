"""The order of the stages, stated once: what a page says, then what of it is a repeat.

    Page of an article --extract--> Document --dedup--> CleanDocument
    Page of a list ----lists----> ListPage

Pure: no clock, no network, no store. The same bytes give the same result, in a crawl, in `bulletins rebuild`
and in a batch job over many archives.
"""

from pipelines.dedup import dedup
from pipelines.extract import extract
from pipelines.internal_errors import netted
from pipelines.lists.read import links_of
from pipelines.models import Ask, CleanDocument, ListPage, Outcome, Page, Rejected, Rejection, Role, Source

__all__ = ["clean", "read", "read_unless_continued"]


def clean(page: Page, source: Source, boilerplate: frozenset[str] = frozenset()) -> CleanDocument:
    """Read one fetched page. Raises Rejected, with a named reason, when the page holds no bulletin.

    Anything else that it raises is an internal error, which `read` looks after.

    `boilerplate`: digests (fingerprint.digest) of paragraphs known as the site's, which are taken out.
    """
    return dedup(extract(page, source), boilerplate)


def read(
    page: Page, source: Source, boilerplate: frozenset[str] = frozenset(), ask: Ask | None = None
) -> CleanDocument | ListPage | Rejected | Outcome:
    """Read any page: the value that `Store.record_outcome` takes.

    A list page that the server gave is a ListPage, unless a firewall's challenge came in its place; `ask` is what was
    asked for it, where that was more than a plain GET of `page.requested_url`. A further part of an article is
    `joined`, for its text is read with the first page's. A page without a bulletin is Rejected as a value, so that
    every page has an outcome. An internal error is logged and becomes Rejection.INTERNAL_ERROR; the page's bytes are
    kept for `bulletins rebuild` once the reading is mended.
    """
    if page.role is Role.PART:
        missing = Rejected(Rejection.HTTP_ERROR, f"status {page.status}")
        return Outcome.JOINED if page.status < 400 else missing
    if page.role is Role.LIST and page.status < 400:
        return netted(page.url, "reading", lambda: links_of(page, source, ask))
    return netted(page.url, "reading", lambda: clean(page, source, boilerplate))


def read_unless_continued(
    page: Page, source: Source, boilerplate: frozenset[str] = frozenset()
) -> CleanDocument | Rejected | str:
    """Read an article of which no further part is known; where it goes on, return the address of its next part.

    Then nothing is deduplicated: the article is read with its parts once they are there.
    """

    def found() -> CleanDocument | str:
        document = extract(page, source)
        return document.next_page or dedup(document, boilerplate)

    return netted(page.url, "reading", found)
