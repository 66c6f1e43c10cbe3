"""The entry point of `bulletins`: the commands of pipelines/cli, and those that fetch.

Scrapy is imported when a crawl begins, never for `bulletins show`.
"""

import signal
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import NoReturn
from urllib.parse import urlsplit

from crawler.program import listen
from pipelines.cli import bulletins, lazily
from pipelines.cli.exits import Exit, Failure, run
from pipelines.records import Page, Role, Source

__all__ = ["fetch", "main"]

lazily("crawler.crawl_command:crawl", "crawl", "Fetch the list pages of sources and the bulletins they lead to.")
lazily("crawler.demo_command:demo", "demo", "Crawl the sample site and show what was stored and removed.")


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


def main() -> NoReturn:
    # a service that is stopped before the crawl listens to signals has been interrupted, like one that is later
    listen(signal.default_int_handler)
    run(bulletins, fetch)
