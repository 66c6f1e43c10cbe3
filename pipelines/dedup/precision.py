"""How often a removal is right: the rate among those that people judged, with its interval. Pure.

The judged ones are drawn by stratum (the reason for which something goes), so that a rare reason is looked at too. The
rate of all is the strata's, each weighted by how many there are of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

__all__ = ["Estimate", "Stratum", "allocated", "estimate", "wilson"]

Z95 = 1.959963984540054  # the normal quantile of 0.975: an interval of 95%


@dataclass(frozen=True, slots=True)
class Stratum:
    """What there is of one reason (`size`), and how many of these were judged how.

    `unsure` ones count neither way: what a reader cannot decide says nothing of the rate.
    """

    name: str
    size: int
    right: int = 0
    wrong: int = 0
    unsure: int = 0

    @property
    def decided(self) -> int:
        """How many were judged right or wrong."""
        return self.right + self.wrong


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate from 0 to 1 with the bounds of its 95% interval; it is about `covered` of `size` things.

    `covered` is less than `size` when nobody has judged any of a stratum.
    """

    rate: float
    low: float
    high: float
    decided: int
    covered: int
    size: int


def wilson(rate: float, judged: float, z: float = Z95) -> tuple[float, float]:
    """Return the bounds of the Wilson score interval of a share that was seen in so many judged ones.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927), 209-212. Brown, Cai and DasGupta, "Interval estimation for a binomial
    proportion", Statistical Science 16 (2001), 101-133, recommend it for few trials and shares near 0 or 1, which is
    what an audit has: with all of 50 right it does not say 100% to 100%. Raises ValueError when none was judged.
    """
    if judged <= 0:
        raise ValueError("no interval without anything judged")
    spread = z * z / judged
    middle = (rate + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(rate * (1 - rate) / judged + spread / (4 * judged))
    return max(0.0, middle - half), min(1.0, middle + half)


def estimate(strata: Sequence[Stratum]) -> Estimate | None:
    """Return the rate over strata, weighted by their sizes; None when nothing was judged right or wrong.

    The interval is Wilson's at the effective sample size 1 / Σ(W² / n) of weighted samples (L. Kish, Survey Sampling,
    Wiley 1965): that of one simple sample which would say as much. It equals the number judged when each stratum
    was judged in proportion to its size, and is less when a large one was judged little.
    """
    judged = [stratum for stratum in strata if stratum.decided and stratum.size]
    covered = sum(stratum.size for stratum in judged)
    if not covered:
        return None
    weights = [stratum.size / covered for stratum in judged]
    rate = sum(w * s.right / s.decided for w, s in zip(weights, judged, strict=True))
    effective = 1 / sum(w * w / s.decided for w, s in zip(weights, judged, strict=True))
    low, high = wilson(rate, effective)
    return Estimate(
        rate=rate,
        low=low,
        high=high,
        decided=sum(s.decided for s in judged),
        covered=covered,
        size=sum(s.size for s in strata),
    )


def allocated(sizes: Sequence[int], sample: int) -> list[int]:
    """Return how many to draw of each stratum: the same of each, what a small one has not going to the others."""
    given = [0] * len(sizes)
    left = min(sample, sum(sizes))
    while left:
        open_ones = [at for at, size in enumerate(sizes) if given[at] < size]
        share = max(1, left // len(open_ones))
        for at in open_ones:
            more = min(share, sizes[at] - given[at], left)
            given[at] += more
            left -= more
    return given
