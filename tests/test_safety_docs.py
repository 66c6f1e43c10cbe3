"""docs/safety.md names tests that are there, and bounds as the program has them."""

import re
from pathlib import Path

import pytest

from crawler import bounded, breaker, budgets, gate, item_pipelines, patience, rendering, robots, settings, unpacking
from pipelines import extract
from pipelines.extract import guard, reading
from pipelines.records import Source

SAFETY = (Path(__file__).parents[1] / "docs" / "safety.md").read_text("utf-8")
MEGABYTE = 1024 * 1024


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"\btest_\w+", SAFETY))
    assert {name for name in named if not (Path(__file__).parent / f"{name}.py").exists()} == set()


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        ("{} redirects", settings.REDIRECT_MAX_TIMES),
        ("{:,} of them", item_pipelines.MOST_ARTICLES),
        ("{} parts", item_pipelines.MOST_PARTS),
        ("{} MB, counted while unpacking", settings.DOWNLOAD_MAXSIZE // MEGABYTE),
        ("{} times |", unpacking.MOST_LAYERS),
        ("{} KB in all", bounded.LONGEST_HEAD // 1024),
        ("{} seconds for the whole answer", settings.DOWNLOAD_TIMEOUT),
        ("{} tries", settings.RETRY_TIMES + 1),
        ("{:,} requests", Source(name="").budget_requests),
        ("{:,} MB, 6 hours", Source(name="").budget_bytes // 10**6),
        ("{:.0f} hours |", Source(name="").budget_seconds / 3600),
        ("{} times `max_list_pages`", budgets.ROOM),
        ("at least {} |", budgets.LEAST_LIST_PAGES),
        ("after {} addresses in a row", breaker.MAX_UNANSWERED),
        ("{} characters | |", reading.MAX_TITLE),
        ("{:,} deep", guard.DEEPEST),
        ("{:,} tags", guard.MOST_TAGS),
        ("{:,} attributes", guard.MOST_ATTRIBUTES),
        ("{:,} characters", extract.MOST_TEXT),
        ("the first {} KB", robots.LONGEST // 1024),
        ("within {} seconds", robots.PATIENCE),
        ("at most {:.0f} seconds", robots.LONGEST_DELAY),
        ("at least {:.0f} second,", patience.LEAST_WAIT),
        ("{} MB received", gate.MOST // MEGABYTE),
        ("{} MB unpacked", rendering.MOST_UNPACKED // MEGABYTE),
        ("{} requests", rendering.MOST_REQUESTS),
    ],
)
def test_a_bound_is_told_as_it_is(words: str, bound: float) -> None:
    assert words.format(bound) in SAFETY
