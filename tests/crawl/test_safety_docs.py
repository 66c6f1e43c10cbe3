"""docs/safety.md names tests that are there, and bounds as the program has them."""

import re
from pathlib import Path

import pytest

from crawler import budgets, settings, visits
from crawler.download import browser_handler, downloader, http_limits, retry, robots
from pipelines import extract
from pipelines.extract import page
from pipelines.extract.markup import limits
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
        ("{:,} of them", visits.MAX_LISTED),
        ("{} parts", visits.MAX_PARTS),
        ("{} MB, counted while unpacking", settings.DOWNLOAD_MAXSIZE // MEGABYTE),
        ("{} times |", downloader.MAX_LAYERS),
        ("{} KB in all", http_limits.MAX_HEAD // 1024),
        ("{} seconds for the whole answer", settings.DOWNLOAD_TIMEOUT),
        ("{} tries", settings.RETRY_TIMES + 1),
        ("{:,} requests", Source(name="").budget_requests),
        ("{:,} MB, 6 hours", Source(name="").budget_bytes // 10**6),
        ("{:.0f} hours |", Source(name="").budget_seconds / 3600),
        ("{} times `max_list_pages`", budgets.ROOM),
        ("at least {} |", budgets.LEAST_LIST_PAGES),
        ("after {} addresses in a row", retry.MAX_UNANSWERED),
        ("{} characters | |", page.MAX_TITLE),
        ("{:,} deep", limits.DEEPEST),
        ("{:,} tags", limits.MAX_TAGS),
        ("{:,} attributes", limits.MAX_ATTRIBUTES),
        ("{:,} tags written again", limits.MAX_REPEATED),
        ("{:,} options", limits.MAX_OPTIONS),
        ("{:,} characters", extract.MAX_TEXT),
        ("the first {} KB", robots.MAX_LENGTH // 1024),
        ("within {} seconds", robots.MAX_SECONDS),
        ("at most {:.0f} seconds", robots.MAX_DELAY),
        ("at least {:.0f} second,", retry.LEAST_WAIT),
        ("{} MB received", browser_handler.MAX_PASSED // MEGABYTE),
        ("{} MB unpacked", browser_handler.MAX_UNPACKED // MEGABYTE),
        ("{} requests", browser_handler.MAX_REQUESTS),
    ],
)
def test_a_bound_is_reported_as_it_is(words: str, bound: float) -> None:
    assert words.format(bound) in SAFETY
