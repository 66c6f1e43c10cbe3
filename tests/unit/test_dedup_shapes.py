"""Pages as officials write them: what recurs on purpose stays and is listed, what was pasted again goes."""

from functools import cache

import pytest
from recurring_pages import RECURRING, REPEATED, RecurringPage, make_recurring_page

from pipelines.dedup import Repeats, repeats

SEEDS = range(100_000, 100_010)


@cache
def read(shape: str) -> list[tuple[RecurringPage, Repeats]]:
    pages = [make_recurring_page(shape, seed) for seed in SEEDS]
    return [(page, repeats(page.document.paragraphs)) for page in pages]


def wrongly_removed(shape: str) -> int:
    return sum(
        removal.position not in page.removable | page.open for page, found in read(shape) for removal in found.removals
    )


# Prose of parties without a number or label between them, which no form sets apart
BOUNDS = {"penalties_prose": 2, "penalties_prose_inner": 4, "lots": 8, "closures": 3}


@pytest.mark.parametrize("shape", RECURRING)
def test_what_recurs_on_purpose_stays(shape: str) -> None:
    assert wrongly_removed(shape) <= BOUNDS.get(shape, 0)


def test_what_recurs_is_listed() -> None:
    pages = [one for shape in RECURRING for one in read(shape)]
    listed = sum(len(page.listed & {one.position for one in found.recurrences}) for page, found in pages)
    assert listed >= 0.98 * sum(len(page.listed) for page, _ in pages)


def test_what_was_pasted_again_goes() -> None:
    pages = [one for shape in REPEATED if shape != "table_again" for one in read(shape)]
    gone = sum(len(page.removable & {one.position for one in found.removals}) for page, found in pages)
    assert gone >= 0.95 * sum(len(page.removable) for page, _ in pages)
