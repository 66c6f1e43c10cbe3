"""The two engines of search, and what they must answer: a scan of the folded texts in plain Python."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from postgres import shared_server
from sqlalchemy.engine import Connection, Engine

from pipelines.search.asks import Operator, Phrase, Wanted
from pipelines.search.fold import fold
from pipelines.search.words import words_of
from pipelines.store import Filters
from pipelines.store.engine import opening
from pipelines.store.engine.transactions import transaction
from pipelines.store.search import index

__all__ = ["ENGINES", "Text", "best_first", "empty_store", "fill", "find", "newest_first"]


@dataclass(frozen=True)
class Text:
    """A bulletin as search sees it. Its number is its place, from 1."""

    paragraphs: tuple[str, ...]
    title: str = "无题"
    issuer: str | None = None
    document_number: str | None = None
    columns: tuple[str, ...] = ()
    published: date | None = date(2020, 6, 7)
    source: int = 1

    def lines(self) -> dict[str, list[str]]:
        """Return the folded lines of each column."""
        texts = {
            "text": "\n".join(self.paragraphs),
            "title": self.title,
            "issuer": self.issuer or "",
            "document_number": self.document_number or "",
            "column_names": "\n".join(self.columns),
        }
        return {column: [fold(line) for line in text.split("\n")] for column, text in texts.items()}


# Stores


@contextmanager
def sqlite(folder: Path) -> Iterator[Engine]:
    engine = opening.open_engine(f"sqlite:///{folder}/bulletins.db")
    yield engine
    engine.dispose()


@contextmanager
def postgresql(_: Path) -> Iterator[Engine]:
    server = shared_server()
    engine = opening.open_engine(server.database())
    yield engine
    engine.dispose()
    server.drop(str(engine.url.database))


ENGINES: dict[str, Callable[[Path], AbstractContextManager[Engine]]] = {"sqlite": sqlite, "postgresql": postgresql}


@contextmanager
def empty_store(name: str, folder: Path) -> Iterator[Engine]:
    """Make the tables of a store by this engine."""
    with ENGINES[name](folder) as engine:
        yield engine


def fill(connection: Connection, texts: Sequence[Text]) -> None:
    """Put nothing but these texts into the index."""
    index.drop_all(connection)
    for number, text in enumerate(texts, 1):
        revision = {
            "title": text.title,
            "issuer": text.issuer,
            "document_number": text.document_number,
            "columns": text.columns,
        }
        index.add_entry(connection, number, text.source, text.published, words_of(revision, text.paragraphs))


def find(engine: Engine, wanted: Wanted | None, *, ranked: bool = False, filters: Filters | None = None) -> list[int]:
    """Return all answers in their order."""
    filters = filters or Filters(copies=True)
    with transaction(engine, writing=False) as connection:
        found = index.of(connection).find(connection, wanted, filters, ranked=ranked, limit=1000, offset=0)
    count, numbers = found
    assert count == len(numbers)
    return list(numbers)


# The scan


def times(text: str, line: str) -> int:
    return sum(line.startswith(text, at) for at in range(len(line)))


def count_of(phrase: Phrase, text: Text) -> int:
    """Return how often a phrase stands in a bulletin, eight times as often in the title."""
    lines = text.lines()
    return sum(
        times(phrase.text, line) * (8 if column == "title" else 1)
        for column in phrase.columns
        for line in lines[column]
    )


def is_answer(wanted: Wanted, text: Text) -> bool:
    if isinstance(wanted, Phrase):
        return count_of(wanted, text) > 0
    first, *others = (is_answer(part, text) for part in wanted.parts)
    match wanted.operator:
        case Operator.AND:
            return first and all(others)
        case Operator.OR:
            return first or any(others)
        case Operator.NOT:
            return first and not any(others)


def newest_first(wanted: Wanted, texts: Sequence[Text]) -> list[int]:
    """Return the numbers of the texts that answer, those without a date last."""
    found = [number for number, text in enumerate(texts, 1) if is_answer(wanted, text)]
    return sorted(found, key=lambda number: (texts[number - 1].published or date.min, number), reverse=True)


def score(wanted: Wanted, text: Text, texts: Sequence[Text]) -> float:
    """Return what bm25 gives for the phrases by which a text answers."""
    if not is_answer(wanted, text):
        return 0
    if not isinstance(wanted, Phrase):
        parts = wanted.parts[:1] if wanted.operator is Operator.NOT else wanted.parts
        return sum(score(part, text, texts) for part in parts)
    hits = sum(count_of(wanted, other) > 0 for other in texts)
    rarity = math.log((len(texts) - hits + 0.5) / (hits + 0.5))
    lengths = [sum(len(line.replace(" ", "")) for lines in other.lines().values() for line in lines) for other in texts]
    share = lengths[texts.index(text)] / (sum(lengths) / len(texts))
    count = count_of(wanted, text)
    return (rarity if rarity > 0 else 1e-6) * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * share))


def best_first(wanted: Wanted, texts: Sequence[Text], answers: Sequence[int]) -> bool:
    """Return whether answers are in the order of their scores; equal ones may differ by the last bit."""
    scores = [score(wanted, texts[number - 1], texts) for number in answers]
    return all(one > other or math.isclose(one, other, rel_tol=1e-9) for one, other in pairwise(scores))
