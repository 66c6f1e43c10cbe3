"""A page or two from the web, for `bulletins extract URL` and `sources try`. Scrapy is imported when it is called."""

from dataclasses import replace
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from pipelines.exit_codes import Exit, Failure
from pipelines.frontier import Scope
from pipelines.models import Page, Role, Source

__all__ = ["fetch", "fetch_list_and_article"]

MAX_REQUESTS = 10  # robots.txt, redirects and the further parts of an article among them


def fetch(url: str, source: Source) -> Page:
    """Fetch one page from the web, as a crawl of its source would fetch it, kept nowhere. Raises Failure."""
    from crawler.run import crawl_sources

    fetched: list[Page] = []
    one = replace(source, start_urls=(url,), allowed_domains=source.allowed_domains or (urlsplit(url).hostname or "",))
    with TemporaryDirectory() as folder:
        report = crawl_sources([one], f"sqlite:///{folder}/one.db", lambda f: fetched.append(f.page), Role.ARTICLE)
    whole = [page for page in fetched if page.role is Role.ARTICLE]
    if not whole:
        raise Failure(f"{url}: {report.run.failures[0][2] if report.run.failures else 'no answer'}", Exit.FAILED)
    return whole[0]


def fetch_list_and_article(source: Source, list_pages: int = 1) -> tuple[list[Page], list[tuple[str, str]]]:
    """Fetch the first list page of a source (or so many of its list pages) and the first article that they name, as a
    crawl fetches them, kept nowhere.

    Also the requests that got no page: their addresses and why.
    """
    from crawler.run import crawl_sources

    fetched: list[Page] = []
    lists = () if source.start_urls else source.lists[:1]
    first = replace(source, start_urls=source.start_urls[:1], lists=lists, max_list_pages=list_pages)
    bounded = replace(first, budget_requests=min(MAX_REQUESTS, source.budget_requests))
    with TemporaryDirectory() as folder:
        store_url = f"sqlite:///{folder}/one.db"
        report = crawl_sources([bounded], store_url, lambda f: fetched.append(f.page), scope=Scope(limit=1))
    return fetched, [(url, error) for _, url, error in report.run.failures]
