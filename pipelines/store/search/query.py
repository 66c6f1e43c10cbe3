"""What answers a query: how many bulletins, and some of them, with what is shown of each."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.search.asks import Operator, Wanted, asks_for, asks_for_number, combined
from pipelines.store.schema.tables import Bulletins, Paragraphs, Revisions, Sources, table
from pipelines.store.search import index
from pipelines.store.search.filters import Filters

__all__ = ["Filters", "Hit", "asks_of", "search"]

bulletins, revisions, paragraphs, sources = map(table, (Bulletins, Revisions, Paragraphs, Sources))
find_lines = (
    sa.select(
        bulletins.c.id,
        bulletins.c.url,
        sources.c.name,
        revisions.c.title,
        revisions.c.published,
        revisions.c.issuer,
    )
    .join(sources, sources.c.id == bulletins.c.source_id)
    .join(revisions, (revisions.c.bulletin_id == bulletins.c.id) & (revisions.c.number == bulletins.c.revision))
    .where(bulletins.c.id.in_(sa.bindparam("numbers", expanding=True)))
)
find_kept = (
    sa.select(paragraphs.c.bulletin_id, paragraphs.c.text)
    .join(
        bulletins,
        (bulletins.c.id == paragraphs.c.bulletin_id) & (bulletins.c.revision == paragraphs.c.revision),
    )
    .where(bulletins.c.id.in_(sa.bindparam("numbers", expanding=True)), paragraphs.c.kept)
    .order_by(paragraphs.c.bulletin_id, paragraphs.c.position)
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A bulletin that answers a query; `paragraphs` are its kept ones, to make a snippet of."""

    number: int
    source: str
    title: str
    published: date | None
    issuer: str | None
    url: str
    paragraphs: tuple[str, ...]


def search(
    connection: Connection, asks: Wanted | None, filters: Filters, *, ranked: bool, limit: int, offset: int
) -> tuple[int, list[Hit]]:
    """Return how many bulletins answer, and `limit` of them: the newest first, or the best (bm25). Without `asks` the
    filters alone count.

    A copy that answers is shown by its original, whether that one has the words or not: what a re-publisher's headline
    says finds the bulletin. A question for a single character measures nothing; its answers come newest first.
    Raises StoreError where the index cannot answer.
    """
    parts = [*([asks] if asks is not None else []), *asks_of(filters)]
    wanted = combined(Operator.AND, parts) if parts else None
    count, numbers = index.of(connection).find(connection, wanted, filters, ranked=ranked, limit=limit, offset=offset)
    return count, list(hits(connection, numbers))


def asks_of(filters: Filters) -> list[Wanted]:
    """Return what the index is asked for the texts among the filters. Raises QueryError."""
    named = {"issuer": filters.issuer, "column_names": filters.column}
    found: list[Wanted] = [asks_for(text, (column,)) for column, text in named.items() if text]
    return [*found, asks_for_number(filters.document_number)] if filters.document_number else found


def hits(connection: Connection, numbers: Sequence[int]) -> Iterator[Hit]:
    lines = {row.id: row for row in connection.execute(find_lines, {"numbers": numbers})}
    texts = defaultdict[int, list[str]](list)
    for number, text in connection.execute(find_kept, {"numbers": numbers}):
        texts[number].append(text)
    for number in numbers:
        line = lines[number]
        yield Hit(number, line.name, line.title, line.published, line.issuer, line.url, tuple(texts[number]))
