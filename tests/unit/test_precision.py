"""The rate of what was judged, and its interval."""

import pytest

from pipelines.dedup.precision import Stratum, allocated, estimate, wilson


@pytest.mark.parametrize(
    ("rate", "judged", "low", "high"),
    [
        (0.8, 10, 0.4902, 0.9433),  # Brown, Cai and DasGupta's formula, worked by hand
        (1.0, 50, 0.9287, 1.0),
        (0.0, 50, 0.0, 0.0713),
        (0.5, 1000, 0.4691, 0.5309),
    ],
)
def test_the_interval_is_wilsons(rate: float, judged: int, low: float, high: float) -> None:
    assert wilson(rate, judged) == pytest.approx((low, high), abs=0.0001)


def test_without_anything_judged_there_is_no_interval() -> None:
    with pytest.raises(ValueError, match="without anything judged"):
        wilson(1.0, 0)


def test_each_reason_weighs_as_much_as_there_is_of_it() -> None:
    found = estimate([Stratum("exact", 900, right=10), Stratum("near", 100, right=5, wrong=5)])
    assert found is not None
    assert found.rate == pytest.approx(0.95)


def test_one_stratum_has_the_interval_of_a_simple_sample() -> None:
    found = estimate([Stratum("exact", 900, right=8, wrong=2)])
    assert found is not None
    assert (found.low, found.high) == pytest.approx(wilson(0.8, 10))


def test_judging_in_proportion_says_as_much_as_a_simple_sample() -> None:
    found = estimate([Stratum("exact", 900, right=63, wrong=27), Stratum("near", 100, right=7, wrong=3)])
    assert found is not None
    assert (found.low, found.high) == pytest.approx(wilson(0.7, 100))


def test_a_large_reason_that_was_judged_little_widens_the_interval() -> None:
    little = estimate([Stratum("exact", 900, right=2), Stratum("near", 100, right=98)])
    even = estimate([Stratum("exact", 900, right=90), Stratum("near", 100, right=10)])
    assert little is not None
    assert even is not None
    assert little.low < even.low


def test_who_cannot_decide_counts_neither_way() -> None:
    found = estimate([Stratum("exact", 10, right=3, wrong=1, unsure=6)])
    assert found is not None
    assert (found.rate, found.decided) == (0.75, 4)


def test_a_reason_that_nobody_judged_is_not_covered() -> None:
    found = estimate([Stratum("exact", 90, right=3), Stratum("near", 10)])
    assert found is not None
    assert (found.covered, found.size) == (90, 100)


def test_nothing_judged_gives_no_rate() -> None:
    assert estimate([Stratum("exact", 10, unsure=3)]) is None


@pytest.mark.parametrize(
    ("sizes", "sample", "expected"),
    [
        ([100, 100], 10, [5, 5]),
        ([100, 3, 100], 30, [14, 3, 13]),
        ([2, 1], 50, [2, 1]),
        ([100, 100, 100], 2, [1, 1, 0]),
        ([], 10, []),
    ],
)
def test_as_many_are_drawn_of_each_reason(sizes: list[int], sample: int, expected: list[int]) -> None:
    assert allocated(sizes, sample) == expected
