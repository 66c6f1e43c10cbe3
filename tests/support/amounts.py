"""How much is tried: some in `make test`, all in `make test-all` (BULLETINS_LONG_TESTS=1)."""

import os

__all__ = ["LONG", "amount", "examples"]

LONG = os.environ.get("BULLETINS_LONG_TESTS", "") not in ("", "0")


def amount(some: int, everything: int) -> int:
    """Return how many are tried: of kills, of days, of seeds."""
    return everything if LONG else some


def examples(everything: int) -> int:
    """Return how many examples a property is tried on, of those that `make test-all` tries."""
    return amount(max(everything // 10, 5), everything)
