"""What the search index holds of a text, and what is asked of it.

Words are not cut: two-character words would be lost or mixed up. The index holds every pair of neighbouring characters
of the folded text, those with punctuation between them marked as such, and the last character of each line by itself.
Any text of two or more characters is then a phrase of such tokens, found exactly where its characters stand and nowhere
else: the last character of a line keeps a phrase from running on into the next. Single characters have an index of
their own (characters.py): which of them a bulletin's title and text hold, not where.

    tokens("中国人，民")      ->  "中国 国人 人,民 民"
    asks_for("人，民").match  ->  '{text title} : "人,民"'
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from operator import add

from pipelines.search.characters import holding
from pipelines.search.document_numbers import spellings
from pipelines.search.fold import fold

__all__ = [
    "ANYWHERE",
    "CHARACTERS",
    "INDEX",
    "Asks",
    "Combined",
    "QueryError",
    "Wanted",
    "asks_for",
    "asks_for_number",
    "combined",
    "tokens",
    "tokens_of",
]

INDEX = "search_index"
CHARACTERS = "search_characters"
BREAK = ","  # in a token, between two characters with punctuation between them; no folded text has a comma
ANYWHERE = "text title"  # the columns of a word without a field


class QueryError(ValueError):
    """The query cannot be read. The message says what is missing, in words for the one who typed it."""


@dataclass(frozen=True, slots=True)
class Asks:
    """An FTS5 expression, and which of the two indexes it is for."""

    index: str
    match: str


@dataclass(frozen=True, slots=True)
class Combined:
    """Answers of the two indexes put together: AND, OR, or the first NOT the others."""

    operator: str
    parts: tuple["Wanted", ...]


Wanted = Asks | Combined


def tokens(text: str) -> str:
    """Return what the index holds of a text, paragraphs being its lines."""
    return tokens_of(map(fold, text.split("\n")))


def tokens_of(lines: Iterable[str]) -> str:
    """Return the same of folded lines."""
    return " ".join(" ".join([*pairs(line), line[-1:]]) for line in lines)


def pairs(line: str) -> list[str]:
    """Each two neighbours of a folded text, in order: those of a run, then the one that leads into the next run."""
    runs = line.split()
    found: list[str] = []
    for run, following in zip_longest(runs, runs[1:]):
        found += map(add, run, run[1:])
        if following:
            found.append(f"{run[-1]}{BREAK}{following[0]}")
    return found


def asks_for(text: str, columns: str = ANYWHERE) -> Asks:
    """Return what to ask for a text wherever it stands. Raises QueryError when nothing is left of it."""
    line = fold(text)
    if not line:
        raise QueryError(f"nothing to look for in {text!r}")
    if len(line) > 1:
        return Asks(INDEX, f"{{{columns}}} : {quoted(' '.join(pairs(line)))}")
    if columns == ANYWHERE:
        return Asks(CHARACTERS, holding(line))
    # it begins a pair or ends its line: a prefix finds it, at the cost of walking all the pairs that it begins
    return Asks(INDEX, f"{{{columns}}} : {quoted(line)} *")


def asks_for_number(text: str, columns: str = "document_number") -> Wanted:
    """Return what to ask for a 文号, or a part of one, in whichever way it is written. Raises QueryError."""
    return combined("OR", [asks_for(each, columns) for each in spellings(text) or (text,)])


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def combined(operator: str, parts: list[Wanted]) -> Wanted:
    """Join by AND, OR, or as the first NOT the others; one expression where one index answers all."""
    if len(parts) == 1:
        return parts[0]
    simple = [part for part in parts if isinstance(part, Asks)]
    if len(simple) == len(parts) and len({part.index for part in simple}) == 1:
        return Asks(simple[0].index, "(" + f" {operator} ".join(part.match for part in simple) + ")")
    return Combined(operator, tuple(parts))
