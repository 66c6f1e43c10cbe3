"""What a query asks of the search index, whichever engine keeps it: phrases in columns, put together.

    asks_for("人，民")                       ->  Phrase("人 民", ("text", "title"))
    combined(Operator.NOT, [one, another])  ->  Combined(Operator.NOT, (one, another))

What a phrase finds is the same for every engine: the bulletins of which a line, folded, holds these characters one
after the other. pipelines/store/search/ translates it: fts5_query.py for SQLite, gin.py for PostgreSQL.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipelines.search.document_numbers import spellings
from pipelines.search.fold import fold

__all__ = [
    "ANYWHERE",
    "Combined",
    "Operator",
    "Phrase",
    "QueryError",
    "Wanted",
    "asks_for",
    "asks_for_number",
    "can_rank",
    "combined",
    "phrases_of",
]

ANYWHERE = ("text", "title")  # the columns of a word without a field


class QueryError(ValueError):
    """The query cannot be read. The message says what is missing, in words for the one who typed it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Characters that stand together in a line of one of the columns.

    `text` is folded: at least one character, a space where there is punctuation in between.
    """

    text: str
    columns: tuple[str, ...] = ANYWHERE

    @property
    def is_character(self) -> bool:
        """Whether it is a single character anywhere: found in each bulletin that holds it, and no measure of one."""
        return len(self.text) == 1 and self.columns == ANYWHERE


class Operator(StrEnum):
    """How answers are put together."""

    AND = "AND"
    OR = "OR"
    NOT = "NOT"  # the first without the others


@dataclass(frozen=True, slots=True)
class Combined:
    """Two or more questions, and how their answers are put together."""

    operator: Operator
    parts: tuple["Wanted", ...]


Wanted = Phrase | Combined


def asks_for(text: str, columns: tuple[str, ...] = ANYWHERE) -> Phrase:
    """Return what to ask for a text wherever it stands. Raises QueryError when nothing is left of it."""
    line = fold(text)
    if not line:
        raise QueryError(f"nothing to look for in {text!r}")
    return Phrase(line, columns)


def asks_for_number(text: str, columns: tuple[str, ...] = ("document_number",)) -> Wanted:
    """Return what to ask for a 文号, or a part of one, in whichever way it is written. Raises QueryError."""
    return combined(Operator.OR, [asks_for(each, columns) for each in spellings(text) or (text,)])


def combined(operator: Operator, parts: list[Wanted]) -> Wanted:
    """Join by AND, OR, or as the first NOT the others; one alone is itself."""
    return parts[0] if len(parts) == 1 else Combined(operator, tuple(parts))


def phrases_of(wanted: Wanted) -> Iterator[Phrase]:
    """Yield the phrases of a question from left to right, those to leave out too."""
    if isinstance(wanted, Phrase):
        yield wanted
    else:
        for part in wanted.parts:
            yield from phrases_of(part)


def can_rank(wanted: Wanted) -> bool:
    """Whether answers can be put in the order of how well they answer: not where a single character is asked for."""
    return not any(phrase.is_character for phrase in phrases_of(wanted))
