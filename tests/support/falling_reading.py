"""Reading that falls over pages with 作废 in them: what a crawl calls in its readers instead of the real one.

A reader imports it by its name, so it falls in the reader's own process.
"""

import pipelines.clean
from crawler import workers
from pipelines.models import Ask, Page, Source

__all__ = ["read_article", "read_list_page"]

MARK = "作废".encode()
PATCH = """
import sys
sys.path.insert(0, "tests")
import falling_reading
from crawler import item_pipelines
item_pipelines.read_article = falling_reading.read_article
item_pipelines.read_list_page = falling_reading.read_list_page
"""


def fall(*_: object) -> None:
    raise KeyError("fields")


def read_article(page: Page, source: Source, boilerplate: frozenset[str], whole: bool) -> object:
    dedup = pipelines.clean.dedup
    try:
        if MARK in page.body:
            pipelines.clean.dedup = fall  # type: ignore[assignment]
        return workers.read_article(page, source, boilerplate, whole)
    finally:
        pipelines.clean.dedup = dedup


def read_list_page(page: Page, ask: Ask, source: Source) -> object:
    if MARK in page.body:
        fall()
    return workers.read_list_page(page, ask, source)
