"""docs/safety.md names tests that are there, and bounds as the program has them."""

import re
from pathlib import Path

import pytest

from crawler import budgets, item_pipelines, settings
from crawler.download import breaker, browser_handler, browser_proxy, decompress, http_limits, retry, robots
from pipelines import extract
from pipelines.extract import limits, page
from pipelines.models import Source

TESTS = Path(__file__).parents[1]
SAFETY = (Path(__file__).parents[2] / "docs" / "safety.md").read_text("utf-8")
MEGABYTE = 1024 * 1024


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"\btest_\w+", SAFETY))
    assert {name for name in named if not [*TESTS.rglob(f"{name}.py")]} == set()


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        ("{} redirects", settings.REDIRECT_MAX_TIMES),
        ("{:,} of them", item_pipelines.MAX_LISTED),
        ("{} parts", item_pipelines.MOST_PARTS),
        ("{} MB, counted while unpacking", settings.DOWNLOAD_MAXSIZE // MEGABYTE),
        ("{} times |", decompress.MOST_LAYERS),
        ("{} KB in all", http_limits.LONGEST_HEAD // 1024),
        ("{} seconds for the whole answer", settings.DOWNLOAD_TIMEOUT),
        ("{} tries", settings.RETRY_TIMES + 1),
        ("{:,} requests", Source(name="").budget_requests),
        ("{:,} MB, 6 hours", Source(name="").budget_bytes // 10**6),
        ("{:.0f} hours |", Source(name="").budget_seconds / 3600),
        ("{} times `max_list_pages`", budgets.ROOM),
        ("at least {} |", budgets.LEAST_LIST_PAGES),
        ("after {} addresses in a row", breaker.MAX_UNANSWERED),
        ("{} characters | |", page.MAX_TITLE),
        ("{:,} deep", limits.DEEPEST),
        ("{:,} tags", limits.MOST_TAGS),
        ("{:,} attributes", limits.MOST_ATTRIBUTES),
        ("{:,} characters", extract.MOST_TEXT),
        ("the first {} KB", robots.LONGEST // 1024),
        ("within {} seconds", robots.PATIENCE),
        ("at most {:.0f} seconds", robots.LONGEST_DELAY),
        ("at least {:.0f} second,", retry.LEAST_WAIT),
        ("{} MB received", browser_proxy.MOST // MEGABYTE),
        ("{} MB unpacked", browser_handler.MOST_UNPACKED // MEGABYTE),
        ("{} requests", browser_handler.MOST_REQUESTS),
    ],
)
def test_a_bound_is_told_as_it_is(words: str, bound: float) -> None:
    assert words.format(bound) in SAFETY
