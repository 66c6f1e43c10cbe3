"""What to try when a search found nothing: looked up, so each hint says how many bulletins it leads to."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from pipelines.search.asks import asks_for_number
from pipelines.search.document_numbers import beginning
from pipelines.search.query import Query, QueryError, plain_words, read_query
from pipelines.store.search.query import Filters

if TYPE_CHECKING:
    from pipelines.store.reading import StoreReader

__all__ = ["Hint", "Way", "hints"]

NEAR = 5  # numbers that are named
MAX_WORDS = 8  # that are asked for each by itself


class Way(StrEnum):
    """What a hint changes."""

    COPIES = "with copies"
    FILTERS = "without filters"
    PLAIN = "the words alone"
    ANY = "any of the words"
    NUMBER = "near number"


@dataclass(frozen=True, slots=True)
class Hint:
    """`words` find `count` bulletins, with these filters."""

    way: Way
    words: str
    filters: Filters
    count: int


def hints(store: "StoreReader", words: str, filters: Filters) -> list[Hint]:
    """Return what finds something, where words with these filters find nothing; most of the time few or none."""
    found = []
    if not filters.copies:
        found.append((Way.COPIES, words, replace(filters, copies=True)))
    bare = Filters(copies=filters.copies)
    if words and filters != bare:
        found.append((Way.FILTERS, words, bare))
    plain = plain_words(words)
    if plain not in ("", words):
        found.append((Way.PLAIN, plain, filters))
    if any_of := one_of(words):
        found.append((Way.ANY, any_of, filters))
    counted = [Hint(way, text, some, count(store, text, some)) for way, text, some in found]
    return [*(hint for hint in counted if hint.count), *near(store, words, filters)]


def one_of(words: str) -> str:
    """Ask for any of some plain words; empty where there are none, or operators and fields among them."""
    each = words.split()
    if not 1 < len(each) <= MAX_WORDS or any(not word[0].isalnum() or ":" in word for word in each):
        return ""
    return " OR ".join(each)


def count(store: "StoreReader", words: str, filters: Filters) -> int:
    try:
        return store.search(read_query(words) if words else None, filters, limit=1)[0]
    except QueryError:
        return 0


def near(store: "StoreReader", words: str, filters: Filters) -> list[Hint]:
    """Return the numbers of the same office and year as one that was asked for."""
    begin = beginning(filters.document_number or words)
    if not begin:
        return []
    _, hits = store.search(Query(asks_for_number(begin), ()), limit=NEAR * 4)
    numbers = dict.fromkeys(
        view.document_number for hit in hits if (view := store.bulletin(hit.number)) and view.document_number
    )
    named = list(numbers)[:NEAR]
    return [Hint(Way.NUMBER, number, Filters(), count(store, number, Filters())) for number in named]
