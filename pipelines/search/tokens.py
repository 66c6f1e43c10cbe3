"""What an index of pairs holds of a text: words are not cut, since two-character words would be lost or mixed up.

It holds every pair of neighbouring characters of the folded text, those with punctuation between them marked as such,
and the last character of each line by itself. Any text of two or more characters is then a phrase of such tokens, found
exactly where its characters stand and nowhere else: the last character of a line keeps a phrase from running on into
the next.

    tokens("中国人，民")  ->  "中国 国人 人,民 民"
"""

from collections.abc import Iterable
from itertools import zip_longest
from operator import add

from pipelines.search.fold import fold

__all__ = ["BREAK", "pairs", "tokens", "tokens_of"]

BREAK = ","  # in a token, between two characters with punctuation between them; no folded text has a comma


def tokens(text: str) -> str:
    """Return what the index holds of a text, paragraphs being its lines."""
    return tokens_of(map(fold, text.split("\n")))


def tokens_of(lines: Iterable[str]) -> str:
    """Return the same of folded lines."""
    return " ".join(" ".join([*pairs(line), line[-1:]]) for line in lines)


def pairs(line: str) -> list[str]:
    """Return each two neighbours of a folded text, in order: those of a run, then the one that leads into the next."""
    runs = line.split()
    found: list[str] = []
    for run, following in zip_longest(runs, runs[1:]):
        found += map(add, run, run[1:])
        if following:
            found.append(f"{run[-1]}{BREAK}{following[0]}")
    return found
