"""Site boilerplate, learned: paragraphs that stand at the edge of most pages of a source, in every one of its columns.

No single page shows that a line is its site's template; many pages do. What an office writes again and again
(特此公告。, the same phone number under each notice) recurs in one column, a template in all of them. So it takes
bulletins of several columns; a line that is missing from one column, or once stands amid a text, is no template.

What was learned is a fact of its own, not derived: it is learned when somebody asks for it, and a rebuild or a crawl
then applies the same lines until somebody asks again.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.store.schema.tables import Boilerplate, Bulletins, Paragraphs, Revisions, Sources, table
from pipelines.store.schema.types import least
from pipelines.text.fingerprint import digest, letters

__all__ = ["Learned", "forget", "learn", "learned"]

LEAST_BULLETINS = 20
LEAST_COLUMNS = 3
IN_A_COLUMN = 5  # bulletins; columns with fewer say nothing
SHARE = 0.6  # of a column's bulletins, and of the source's
EDGE = 3  # paragraphs between it and the beginning or the end of the text, at the most
SHORTEST = 8  # letters: 此件公开发布 is its publisher's word

boilerplate, bulletins, paragraphs, revisions, sources = map(
    table, (Boilerplate, Bulletins, Paragraphs, Revisions, Sources)
)
current = (
    sa.join(bulletins, revisions, (revisions.c.bulletin_id == bulletins.c.id))
    .join(
        paragraphs,
        (paragraphs.c.bulletin_id == revisions.c.bulletin_id) & (paragraphs.c.revision == revisions.c.number),
    )
    .join(sources, sources.c.id == bulletins.c.source_id)
)
of_source = (sources.c.name == sa.bindparam("source")) & (revisions.c.number == bulletins.c.revision)


@dataclass(frozen=True, slots=True)
class Learned:
    """A line of a site's template: on how many of the source's bulletins it stood when it was learned."""

    source: str
    text: str
    bulletins: int
    of_bulletins: int
    learned_at: datetime

    @property
    def digest(self) -> str:
        return digest(self.text)


def learn(connection: Connection, source: str, when: datetime) -> None:
    """Put what the store shows now in the place of what was learned of this source."""
    forget(connection, source)
    number = connection.scalar(sa.select(sources.c.id).where(sources.c.name == source))
    in_columns = bulletins_by_column(connection, source)
    everywhere = sum(in_columns.values())
    enough = {column: n for column, n in in_columns.items() if n >= IN_A_COLUMN}
    if everywhere < LEAST_BULLETINS or len(enough) < LEAST_COLUMNS:
        return
    for text, found in recurring(connection, source, everywhere):
        if all(found.get(column, 0) >= SHARE * n for column, n in enough.items()):
            row = {
                "source_id": number,
                "digest": digest(text),
                "text": text,
                "bulletins": sum(found.values()),
                "of_bulletins": everywhere,
                "learned_at": when,
            }
            connection.execute(sa.insert(boilerplate), row)


def bulletins_by_column(connection: Connection, source: str) -> dict[str, int]:
    query = (
        sa.select(sa.cast(revisions.c.columns, sa.Text), sa.func.count())
        .join(bulletins, (bulletins.c.id == revisions.c.bulletin_id) & (bulletins.c.revision == revisions.c.number))
        .join(sources, sources.c.id == bulletins.c.source_id)
        .where(sources.c.name == source)
        .group_by(sa.cast(revisions.c.columns, sa.Text))
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def recurring(connection: Connection, source: str, everywhere: int) -> Iterator[tuple[str, dict[str, int]]]:
    """Lines at the edge of enough of the source's bulletins, and how many they are in each column."""
    count = sa.func.count(sa.distinct(bulletins.c.id))
    frequent = (
        sa.select(paragraphs.c.digest)
        .select_from(current)
        .where(of_source)
        .group_by(paragraphs.c.digest)
        .having(count >= SHARE * everywhere)
    )
    sizes = sa.alias(paragraphs)
    last = (
        sa.select(sa.func.max(sizes.c.position))
        .where(sizes.c.bulletin_id == paragraphs.c.bulletin_id, sizes.c.revision == paragraphs.c.revision)
        .scalar_subquery()
    )
    at_the_edge = sa.func.max(least(paragraphs.c.position, last - paragraphs.c.position)) <= EDGE
    where = connection.scalars(frequent, {"source": source}).all()
    texts: dict[int, str] = {}
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    amid: set[int] = set()
    for mark, text, column, n, edge in connection.execute(
        sa.select(
            paragraphs.c.digest,
            sa.func.min(paragraphs.c.text),
            sa.cast(revisions.c.columns, sa.Text),
            count,
            at_the_edge,
        )
        .select_from(current)
        .where(of_source, paragraphs.c.digest.in_(where))
        .group_by(paragraphs.c.digest, sa.cast(revisions.c.columns, sa.Text)),
        {"source": source},
    ):
        texts[mark] = min(text, texts.get(mark, text))
        counts[mark][column] = n
        if not edge:
            amid.add(mark)
    for mark, text in texts.items():
        if mark not in amid and len(letters(text)) >= SHORTEST:
            yield text, counts[mark]


def learned(connection: Connection, source: str | None = None) -> list[Learned]:
    query = (
        sa.select(
            sources.c.name,
            boilerplate.c.text,
            boilerplate.c.bulletins,
            boilerplate.c.of_bulletins,
            boilerplate.c.learned_at,
        )
        .join(sources, sources.c.id == boilerplate.c.source_id)
        .order_by(sources.c.name, boilerplate.c.bulletins.desc(), boilerplate.c.text)
    )
    if source is not None:
        query = query.where(sources.c.name == source)
    return [Learned(*row) for row in connection.execute(query)]


def forget(connection: Connection, source: str) -> None:
    which = sa.select(sources.c.id).where(sources.c.name == source).scalar_subquery()
    connection.execute(sa.delete(boilerplate).where(boilerplate.c.source_id == which))
