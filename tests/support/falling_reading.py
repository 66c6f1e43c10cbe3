"""Reading that falls over pages with 作废 in them: what a crawl calls in its workers instead of the real one.

A worker imports it by its name, so it falls in the worker's own process.
"""

import pipelines.clean
from crawler import reading
from pipelines.models import Source
from pipelines.store import Fetched, Listed, PartFound, Read

__all__ = ["read_article", "read_list_page"]

MARK = "作废".encode()
PATCH = """
import sys
sys.path.insert(0, "tests/support")
import falling_reading
from crawler import visits
visits.read_article = falling_reading.read_article
visits.read_list_page = falling_reading.read_list_page
"""


def fall(*_: object) -> None:
    raise KeyError("fields")


def read_article(article: Fetched, source: Source, boilerplate: frozenset[str]) -> Read | PartFound:
    dedup = pipelines.clean.dedup
    try:
        if MARK in article.page.body:
            pipelines.clean.dedup = fall  # type: ignore[assignment]
        return reading.read_article(article, source, boilerplate)
    finally:
        pipelines.clean.dedup = dedup


def read_list_page(fetched: Fetched, source: Source) -> Read | Listed:
    if MARK in fetched.page.body:
        fall()
    return reading.read_list_page(fetched, source)
