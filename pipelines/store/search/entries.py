"""What the search index holds of a bulletin, whichever engine keeps it, and the rules by which that was made."""

import hashlib
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.search import characters
from pipelines.search.fold import signature
from pipelines.search.words import Words, words_of
from pipelines.store.schema.tables import Bulletins, Paragraphs, Revisions, table

__all__ = ["Entry", "current_signature", "stored_entry"]

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
class Entry:
    """All that an index holds of a bulletin: its texts, and by what answers are narrowed and sorted."""

    bulletin: int
    source: int
    published: date | None
    words: Words


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
