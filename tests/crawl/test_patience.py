"""Who says when to come again is taken at his word, within reason; others are asked again after a longer wait each."""

import asyncio
from datetime import UTC, datetime

import pytest
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response
from scrapy.statscollectors import DummyStatsCollector

from crawler.download import retry
from crawler.download.retry import PoliteRetry, retry_after

NOW = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)
URL = "http://www.example.gov.cn/"


def answer(*reported: str, status: int = 503) -> Response:
    return Response(URL, status=status, headers={"Retry-After": list(reported)} if reported else {})


@pytest.mark.parametrize(
    ("reported", "seconds"),
    [
        ("120", 120.0),
        (" 120 ", 120.0),
        ("Fri, 02 Jan 2026 12:05:00 GMT", 300.0),
        ("Friday, 02-Jan-26 12:05:00 GMT", 300.0),
        ("Fri Jan  2 12:05:00 2026", 300.0),
        ("0", 1.0),
        ("Thu, 01 Jan 2026 12:00:00 GMT", 1.0),
        ("999999999999", 86_400.0),
        ("9" * 100, 86_400.0),
        ("Fri, 02 Jan 9999 12:00:00 GMT", 86_400.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("1e9", None),
        ("nan", None),
        ("inf", None),
        ("٣", None),
        ("9" * 10_000, None),
        ("Fri, 99 Jan 2026 99:99:99 GMT", None),
        ("Fri, 02 Jan 99999999999999999999 12:00:00 GMT", None),
        ("\0", None),
    ],
)
def test_how_long_a_busy_server_asks_to_be_left_alone(reported: str, seconds: float | None) -> None:
    assert retry_after(answer(reported), NOW) == seconds


def test_of_several_the_longest_counts() -> None:
    assert retry_after(answer("5", "nonsense", "60", "7"), NOW) == 60.0


@pytest.mark.parametrize("status", [200, 301, 404, 500, 502])
def test_only_the_two_statuses_of_a_busy_server_count(status: int) -> None:
    assert retry_after(answer("60", status=status), NOW) is None


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(retry.asyncio, "sleep", sleep)
    return waited


def middleware(delay: float = 2.0) -> PoliteRetry:
    crawler = Crawler(Spider, {"DOWNLOAD_DELAY": delay, "RETRY_TIMES": 2})
    crawler.spider = Spider("test")
    crawler.spider.crawler = crawler
    crawler.stats = DummyStatsCollector(crawler)
    return PoliteRetry.from_crawler(crawler)


def test_a_busy_server_that_says_when_is_not_asked_again_at_once(waits: list[float]) -> None:
    reported = answer("60")
    assert asyncio.run(middleware().process_response(Request(URL), reported)) is reported
    assert waits == []


def test_each_wait_is_longer_than_the_one_before(waits: list[float]) -> None:
    asking, request = middleware(), Request(URL)
    for _ in range(2):
        again = asyncio.run(asking.process_response(request, answer()))
        assert isinstance(again, Request)
        request = again
    assert waits == [4.0, 8.0]


def test_a_failure_of_the_network_is_tried_again_after_a_wait(waits: list[float]) -> None:
    again = asyncio.run(middleware().process_exception(Request(URL), DownloadTimeoutError()))
    assert (isinstance(again, Request), waits) == (True, [4.0])


def test_no_wait_of_one_run_is_longer_than_a_minute(waits: list[float]) -> None:
    asyncio.run(middleware(delay=3600).process_response(Request(URL), answer()))
    assert waits == [60.0]


def test_after_the_last_try_the_answer_is_what_came(waits: list[float]) -> None:
    reported = answer()
    request = Request(URL, meta={"retry_times": 2})
    assert (asyncio.run(middleware().process_response(request, reported)), waits) == (reported, [])
