"""What is asked for on few pages, and there once."""

from collections.abc import Callable
from typing import TypeVar

__all__ = ["once"]

T = TypeVar("T")


def once(ask: Callable[[], T]) -> Callable[[], T]:
    """Return a function that calls `ask` when it is first called, and gives that answer from then on.

    `functools.cache` does the same at ten times the cost to set up, and most of these are never called.
    """
    answers: list[T] = []

    def answer() -> T:
        if not answers:
            answers.append(ask())
        return answers[0]

    return answer
