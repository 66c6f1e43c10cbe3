"""What a worker does with a page of a crawl: from what was kept to the event that it comes to."""

from pipelines.clean import read, read_unless_continued
from pipelines.extract import continuation
from pipelines.models import ListPage, Source
from pipelines.store import Fetched, Listed, PartFound, Read, recordable

__all__ = ["read_article", "read_list_page", "read_whole_article"]


def read_article(article: Fetched, source: Source, boilerplate: frozenset[str]) -> Read | PartFound:
    """Read a kept article, or find where it goes on."""
    page = article.page
    if page.status >= 400:
        return read_whole_article(article, source, boilerplate)
    if page.parts:
        following = continuation(page.parts[-1], source)
        return read_whole_article(article, source, boilerplate) if following is None else part_of(article, following)
    found = read_unless_continued(page, source, boilerplate)
    if isinstance(found, str):
        return part_of(article, found)
    return Read(article.lease, article.number, recordable(found))


def read_whole_article(article: Fetched, source: Source, boilerplate: frozenset[str]) -> Read:
    """Read a kept article with the parts that have come, wherever it goes on."""
    return Read(article.lease, article.number, recordable(read(article.page, source, boilerplate)))


def part_of(article: Fetched, url: str) -> PartFound:
    return PartFound(article.lease, url, len(article.page.parts) + 1)


def read_list_page(fetched: Fetched, source: Source) -> Read | Listed:
    """Read where a kept list page leads; or what it is when it is none."""
    found = read(fetched.page, source, ask=fetched.lease.ask)
    if isinstance(found, ListPage):
        return Listed(fetched.lease, fetched.number, found)
    return Read(fetched.lease, fetched.number, recordable(found))
