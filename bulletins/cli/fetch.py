"""One page from the web, for `bulletins extract URL`. Scrapy is imported when it is called and not before."""

from dataclasses import replace
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from pipelines.exit_codes import Exit, Failure
from pipelines.models import Page, Role, Source

__all__ = ["fetch"]


def fetch(url: str, source: Source) -> Page:
    """One page from the web, as a crawl of its source would fetch it, kept nowhere. Raises Failure."""
    from crawler.run import crawl_sources

    fetched: list[Page] = []
    one = replace(source, start_urls=(url,), allowed_domains=source.allowed_domains or (urlsplit(url).hostname or "",))
    with TemporaryDirectory() as folder:
        report = crawl_sources([one], f"sqlite:///{folder}/one.db", lambda f: fetched.append(f.page), Role.ARTICLE)
    whole = [page for page in fetched if page.role is Role.ARTICLE]
    if not whole:
        raise Failure(f"{url}: {report.run.failures[0][2] if report.run.failures else 'no answer'}", Exit.FAILED)
    return whole[0]
