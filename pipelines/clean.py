"""The order of the stages, stated once: what a page says, then what of it is a repeat.

    Page --extract--> Document --dedup--> CleanDocument

Pure: no clock, no network, no store. The same bytes give the same result, in a crawl, in `bulletins rebuild`
and in a batch job over many archives.
"""

from pipelines.dedup import dedup
from pipelines.extract import extract
from pipelines.records import CleanDocument, Page, Source

__all__ = ["clean"]


def clean(page: Page, source: Source) -> CleanDocument:
    """Read one fetched page. Raises Rejected, with a named reason, when the page holds no bulletin."""
    return dedup(extract(page, source))
