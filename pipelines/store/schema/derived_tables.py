"""The tables of what was read: derived, so `bulletins rebuild` makes their rows again from the kept pages.

Their rows have natural keys (bulletin, revision, position): a rebuild gives exactly the same ones.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from pipelines.document_fields import DocumentField
from pipelines.models import FIELDS
from pipelines.store.schema.types import BY_KEY_ALONE, STORED_AS, Base, Digest, Key, index_of_text

__all__ = [
    "Attachments",
    "Copied",
    "DataTables",
    "Keys",
    "Paragraphs",
    "Recurrences",
    "Relations",
    "Removals",
    "Revisions",
    "Texts",
    "Variants",
    "VolatilePlaces",
    "VolatileValues",
]


def columns_of(fields: Iterable[DocumentField]) -> dict[str, MappedColumn[Any]]:
    """Return the columns of what a page says of its bulletin."""
    return {
        field.name: mapped_column(
            STORED_AS[field.type], nullable=field.optional, index=(field.indexed and field.type is not str) or None
        )
        for field in fields
    }


def indexes_of(fields: Iterable[DocumentField]) -> Iterator[Index]:
    """Yield the indexes of those of these columns that are texts."""
    for field in fields:
        if field.indexed and field.type is str:
            yield from index_of_text(f"ix_revisions_{field.name}", field.name)


class Revisions(Base):
    __tablename__ = "revisions"
    bulletin_id: Mapped[Key] = mapped_column(ForeignKey("bulletins.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[Key] = mapped_column(ForeignKey("pages.id"), index=True)
    digest: Mapped[str] = mapped_column(Digest)
    locals().update(columns_of(field for field in FIELDS if not field.late))
    next_page: Mapped[str | None]
    encoding: Mapped[str]
    reader: Mapped[str]
    confidence: Mapped[float]
    flags: Mapped[list[Any]]
    fingerprint: Mapped[int | None] = mapped_column(BigInteger)
    locals().update(columns_of(field for field in FIELDS if field.late))  # where an upgrade adds them
    __table_args__ = tuple(indexes_of(FIELDS))


def of_revision() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["bulletin_id", "revision"], ["revisions.bulletin_id", "revisions.number"])


class Paragraphs(Base):
    __tablename__ = "paragraphs"
    bulletin_id: Mapped[Key] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    kept: Mapped[bool]
    text: Mapped[str]
    digest: Mapped[int] = mapped_column(BigInteger)
    fingerprint: Mapped[int | None] = mapped_column(BigInteger)
    table_number: Mapped[int | None]
    __table_args__ = (of_revision(),)


class DataTables(Base):
    """What is said of a table as a whole; its rows are the paragraphs of its number, which is `position` here."""

    __tablename__ = "data_tables"
    bulletin_id: Mapped[Key] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    caption: Mapped[str | None]
    columns: Mapped[list[Any]]
    __table_args__ = (of_revision(),)


class Removals(Base):
    __tablename__ = "removals"
    bulletin_id: Mapped[Key] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    repeats: Mapped[int]
    reason: Mapped[str] = mapped_column(index=True)
    distance: Mapped[int | None]
    similarity: Mapped[float]
    difference: Mapped[list[Any]]
    section: Mapped[int | None]
    through: Mapped[int | None]
    within_start: Mapped[int | None]
    within_end: Mapped[int | None]
    __table_args__ = (of_revision(),)


class Variants(Base):
    __tablename__ = "variants"
    bulletin_id: Mapped[Key] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    of: Mapped[int] = mapped_column(primary_key=True)
    distance: Mapped[int | None]
    similarity: Mapped[float]
    difference: Mapped[list[Any]]
    __table_args__ = (of_revision(),)


class Recurrences(Base):
    """Paragraphs that say of something else what an earlier one says; `governor` names what it is said about."""

    __tablename__ = "recurrences"
    bulletin_id: Mapped[Key] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    of: Mapped[int] = mapped_column(primary_key=True)
    governor: Mapped[int | None]
    distance: Mapped[int | None]
    similarity: Mapped[float]
    difference: Mapped[list[Any]]
    __table_args__ = (of_revision(),)


class Attachments(Base):
    __tablename__ = "attachments"
    bulletin_id: Mapped[Key] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    url: Mapped[str]
    __table_args__ = (of_revision(),)


class Texts(Base):
    """What bulletins say, once for all that say exactly the same; `bulletin_id` published it first."""

    __tablename__ = "texts"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    bulletin_id: Mapped[Key] = mapped_column(ForeignKey("bulletins.id"), index=True)
    precedence: Mapped[str]
    series: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (Index("ix_texts_series", "series", "precedence"),)


class Keys(Base):
    """What texts share, in the order of their publication: `rank` is the day, then the text's own bits."""

    __tablename__ = "text_keys"
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    rank: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    text_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("texts.id"), primary_key=True, index=True)
    most: Mapped[int]
    position: Mapped[int | None]
    __table_args__ = BY_KEY_ALONE  # read by SQLAlchemy, not shared state


class Relations(Base):
    __tablename__ = "relations"
    text_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("texts.id"), primary_key=True)
    of_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("texts.id"), primary_key=True, index=True)
    kind: Mapped[str]
    share: Mapped[float]
    of_share: Mapped[float]


class Copied(Base):
    __tablename__ = "copied"
    text_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    of_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    repeats: Mapped[int]
    reason: Mapped[str]
    distance: Mapped[int | None]
    similarity: Mapped[float]
    difference: Mapped[list[Any]]
    through: Mapped[int | None]
    within_start: Mapped[int | None]
    within_end: Mapped[int | None]
    __table_args__ = (ForeignKeyConstraint(["text_id", "of_id"], ["relations.text_id", "relations.of_id"]),)


class VolatilePlaces(Base):
    """Figures of a bulletin's page that change with the visit: learned from the visits up to that of `page_id`, when
    the current revision was `revision`. `words` is the digest of the paragraph without its figures, of which it is the
    `nth`; `position` is the paragraph's in that revision."""

    __tablename__ = "volatile_places"
    bulletin_id: Mapped[Key] = mapped_column(ForeignKey("bulletins.id"), primary_key=True)
    words: Mapped[str] = mapped_column(Digest, primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    revision: Mapped[int]
    position: Mapped[int]
    page_id: Mapped[Key] = mapped_column(ForeignKey("pages.id"), index=True)


class VolatileValues(Base):
    """What such a paragraph said at a visit that is no revision: with these the revision is what the page said."""

    __tablename__ = "volatile_values"
    bulletin_id: Mapped[Key] = mapped_column(ForeignKey("bulletins.id"), primary_key=True)
    page_id: Mapped[Key] = mapped_column(ForeignKey("pages.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
