"""The entry point of `bulletins`: the commands of pipelines/cli, and those that fetch.

Scrapy is imported when a crawl begins, never for `bulletins show`.
"""

from typing import NoReturn

from pipelines.cli import bulletins, lazily

__all__ = ["main"]

lazily("crawler.crawl_command:crawl", "crawl", "Fetch the list pages of sources and the bulletins they lead to.")
lazily("crawler.demo_command:demo", "demo", "Crawl the sample site and show what was stored and removed.")


def main() -> NoReturn:
    from pipelines.cli.exits import run

    run(bulletins)
