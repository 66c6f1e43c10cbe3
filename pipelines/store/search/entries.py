"""What the search index holds of a bulletin, whichever engine keeps it, and the rules by which that was made."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.search import characters
from pipelines.search.fold import fold, signature
from pipelines.search.tokens import tokens_of
from pipelines.store.schema.tables import Bulletins, Paragraphs, Revisions, table
from pipelines.store.schema.types import storable

__all__ = ["COLUMNS", "Entry", "Words", "current_signature", "stored_entry", "words_of"]

# in FTS5 the text first: every mention of another column costs two bytes more
COLUMNS = ("text", "title", "issuer", "document_number", "column_names")
SCHEME = 3  # counts changes of what an entry holds

bulletins, revisions, paragraphs = map(table, (Bulletins, Revisions, Paragraphs))
current = (
    sa.select(
        revisions.c.number,
        revisions.c.title,
        revisions.c.issuer,
        revisions.c.document_number,
        revisions.c.columns,
        revisions.c.published,
        bulletins.c.source_id,
    )
    .join(bulletins, (bulletins.c.id == revisions.c.bulletin_id) & (bulletins.c.revision == revisions.c.number))
    .where(bulletins.c.id == sa.bindparam("bulletin"))
)
kept = (
    sa.select(paragraphs.c.text)
    .where(
        paragraphs.c.bulletin_id == sa.bindparam("bulletin"),
        paragraphs.c.revision == sa.bindparam("revision"),
        paragraphs.c.kept,
    )
    .order_by(paragraphs.c.position)
)


@dataclass(frozen=True, slots=True)
class Words:
    """A bulletin's texts as search compares them.

    `folded`: those of each column, a line each; `tokens` and `characters`: the same for an index of pairs and one of
    characters. All are made where the page is read, for the one that writes has the least time.
    """

    folded: Mapping[str, str]
    tokens: Mapping[str, str]
    characters: str


@dataclass(frozen=True, slots=True)
class Entry:
    """All that an index holds of a bulletin: its texts, and by what answers are narrowed and sorted."""

    bulletin: int
    source: int
    published: date | None
    words: Words


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


def stored_entry(connection: Connection, bulletin: int) -> Entry | None:
    """Return the entry of the current revision of a bulletin; None while the store holds none."""
    revision = connection.execute(current, {"bulletin": bulletin}).mappings().first()
    if revision is None:
        return None
    texts = connection.scalars(kept, {"bulletin": bulletin, "revision": revision["number"]}).all()
    return Entry(bulletin, revision["source_id"], revision["published"], words_of(dict(revision), texts))


def current_signature() -> str:
    """Return what distinguishes this program's rules from those of another version."""
    return hashlib.sha256(f"{SCHEME} {characters.LEVELS} {signature()}".encode()).hexdigest()
