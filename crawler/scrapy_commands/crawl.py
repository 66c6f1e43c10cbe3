"""`scrapy crawl bulletin`: the run of `bulletins crawl`, by Scrapy's command line and with the same exit codes.

Scrapy's own command exits with 0 when every request failed. Here the run is crawler/run.py's, so it holds the same
locks, waits for the same hosts, carries on what a killed run left, and merges the search index.
"""

import argparse
from pathlib import Path

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from crawler.run import crawl_sources, exit_of, print_unwell
from crawler.spiders.bulletin import BulletinSpider
from pipelines import sources as source_files
from pipelines.exit_codes import Exit, guarded
from pipelines.run_log import run_log

__all__ = ["Command"]


class Command(crawl.Command):
    requires_crawler_process = False  # crawl_sources makes its own, once it holds the locks

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-v", "--verbose", action="store_true", help="one line a page on stderr")
        parser.add_argument(
            "--log-file", type=Path, metavar="FILE", help="the same as JSON Lines, to the end of a file"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args != [BulletinSpider.name]:
            raise UsageError(f"name the spider: {BulletinSpider.name}")
        self.exitcode = guarded(lambda: self.crawl_source(opts))

    def crawl_source(self, opts: argparse.Namespace) -> Exit:
        named = opts.spargs.get("source") or opts.spargs.get("url")
        if not named:
            raise source_files.SourceError("name what to crawl: -a source=NAME or -a url=URL")
        source = source_files.from_name_or_url(named)
        assert self.settings is not None  # noqa: S101  # Scrapy sets it before it calls
        store_url = self.settings.get("BULLETINS_STORE")
        with run_log(verbose=opts.verbose, file=opts.log_file):
            report = crawl_sources([source], store_url, command="scrapy crawl", settings=self.settings)
        print_unwell(report)
        return exit_of(report)
