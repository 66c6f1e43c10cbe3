"""Politeness, limits and the order of the stages, for both `bulletins crawl` and `scrapy crawl`."""

import os
from importlib.metadata import version

BOT_NAME = "bulletins"
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.scrapy_commands"

# Who we are, and whom a webmaster can ask: an address of yours in BULLETINS_CONTACT
CONTACT = os.environ.get("BULLETINS_CONTACT", "no contact given")
USER_AGENT = f"bulletins/{version('bulletins')} (public bulletins archive; {CONTACT})"

# For `scrapy crawl`; `bulletins crawl` opens the store itself
BULLETINS_STORE = os.environ.get("BULLETINS_STORE", "sqlite:///data/bulletins.db")

# Polite: robots.txt holds, one request at a time per site, slower when the site is slow
ROBOTSTXT_OBEY = True
ROBOTSTXT_PARSER = "crawler.download.robots.BoundedRobots"
ROBOTSTXT_USER_AGENT = "bulletins"
# Requests handed to the downloader, those that wait for their host included: Ctrl-C has to sit through all of them
CONCURRENT_REQUESTS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Of one response, and each has one. Scrapy 2.19 makes as many tasks for every response: its default of 100 took a third
# of the reactor's time
CONCURRENT_ITEMS = 1
# In the order of the lists, newest first; Scrapy's own order is last in, first out
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
DOWNLOADER = "crawler.download.downloader.CountingDownloader"
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.download.retry.Throttle": 0,
}

# Bounded: a body of more than this is no bulletin; the largest real one seen has 2 million characters, at most 6 MB.
# Whoever reads a page takes up to 50 times its size (docs/safety.md). Scrapy's own limit is 1 GB
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024
DOWNLOAD_WARNSIZE = 4 * 1024 * 1024
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_FAIL_ON_DATALOSS = True
DNS_TIMEOUT = 20
REDIRECT_MAX_TIMES = 8
RETRY_TIMES = 2
COOKIES_ENABLED = False
# A page is kept as it was served, also one that only sends on; pipelines/lists/pagers/next_page.py follows it
METAREFRESH_ENABLED = False
TELNETCONSOLE_ENABLED = False
REFERRER_POLICY = "same-origin"

# Safe: http and https only. A link to file:///etc/passwd has no handler to open it
DOWNLOAD_HANDLERS = {
    "http": "crawler.download.http_limits.BoundedHandler",
    "https": "crawler.download.http_limits.BoundedHandler",
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
TWISTED_DNS_RESOLVER = "crawler.download.url_guard.GuardedResolver"
# For intranets: names that resolve to private addresses may be fetched. (An address that is named outright as a list
# page, http://127.0.0.1:8000/, needs no switch: crawler/download/url_guard.py)
BULLETINS_ALLOW_PRIVATE = os.environ.get("BULLETINS_ALLOW_PRIVATE") == "1"

# Every response becomes a page with an outcome, whatever its status: the spider gets them all
HTTPERROR_ALLOW_ALL = True

DOWNLOADER_MIDDLEWARES = {
    # Scrapy's own lets requests with dont_filter pass, and looks at redirects only so; url_guard.py looks at all
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.download.url_guard.Guard": 50,
    "crawler.download.retry.Breaker": 60,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.download.robots.Robots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.download.retry.PoliteRetry": 550,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.download.cookie_redirect.CookieRedirect": 600,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.download.downloader.Unpacking": 590,
}
ITEM_PIPELINES = {
    "crawler.item_pipelines.KeepRaw": 100,
    "crawler.item_pipelines.CleanAndStore": 200,
}

# Requests that fail are in the run's record under a name: the log is for internal errors
LOG_LEVEL = os.environ.get("BULLETINS_LOG", "ERROR")
# Bulletins are no news to Scrapy's log: a whole page would be printed for each
LOG_FORMATTER = "crawler.run.QuietLog"
FEED_EXPORT_ENCODING = "utf-8"
