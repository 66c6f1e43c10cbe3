"""`scrapy crawl bulletin`: Scrapy's own, but that it leaves with the exit codes of `bulletins crawl`.

Scrapy's leaves with 0 when every request failed. What keeps a crawl from its beginning (a wrong source, a store that is
not ours, a lock) leaves with its code from BulletinSpider.as_the_whole_run.
"""

import argparse

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from crawler.run import exit_of, report_of, tell_wrong
from crawler.spiders.bulletin import BulletinSpider
from pipelines.exit_codes import Exit, guarded
from pipelines.store import StoreError, open_store

__all__ = ["Command"]


class Command(crawl.Command):
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError
        assert self.crawler_process is not None  # noqa: S101  # Scrapy sets it before it calls
        crawler = self.crawler_process.create_crawler(args[0])
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        spider = crawler.spider
        # without one, Scrapy has told why
        self.exitcode = guarded(lambda: came_to(spider)) if isinstance(spider, BulletinSpider) else Exit.FAILED


def came_to(spider: BulletinSpider) -> Exit:
    if isinstance(spider.broken, StoreError):
        raise spider.broken
    with open_store(spider.crawler.settings.get("BULLETINS_STORE")) as store:
        run = store.run(spider.work.run)
    assert run is not None  # noqa: S101  # the spider has begun it
    report = report_of(run)
    tell_wrong(report)
    return exit_of(report)
