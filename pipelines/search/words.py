"""A bulletin's texts as search compares them: folded, as pairs of characters, and as characters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.search import characters
from pipelines.search.fold import fold
from pipelines.search.tokens import tokens_of
from pipelines.text.storable import storable

__all__ = ["COLUMNS", "Words", "words_of"]

# in FTS5 the text first: every mention of another column costs two bytes more
COLUMNS = ("text", "title", "issuer", "document_number", "column_names")


@dataclass(frozen=True, slots=True)
class Words:
    """A bulletin's texts as search compares them.

    `folded`: those of each column, a line each; `tokens` and `characters`: the same for an index of pairs and one of
    characters. All are made where the page is read, for the one that writes has the least time.
    """

    folded: Mapping[str, str]
    tokens: Mapping[str, str]
    characters: str


def words_of(revision: Mapping[str, Any], texts: Sequence[str]) -> Words:
    """Return what the index holds of a revision and its kept paragraphs."""
    reported = {
        "text": "\n".join(texts),
        "title": revision["title"],
        "issuer": revision["issuer"],
        "document_number": revision["document_number"],
        "column_names": "\n".join(revision["columns"]),
    }
    # the same text whether it comes from a reading or from the store
    lines = {column: [fold(line) for line in storable(text or "").split("\n")] for column, text in reported.items()}
    return Words(
        {column: "\n".join(some) for column, some in lines.items()},
        {column: tokens_of(some) for column, some in lines.items()},
        characters.said_of("".join(lines["title"] + lines["text"])),
    )
