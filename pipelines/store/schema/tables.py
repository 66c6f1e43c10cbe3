"""The tables, as SQLAlchemy 2 typed models. docs/schema.md explains each column; a test holds both together.

    sources, runs 1-n pages n-1 contents n-1 dictionaries     what was fetched: facts, never made again
                  1-n failures, run_sources
    frontier 1-n listings                                     what is to be fetched, and what lists say of it
    strangers                                                 what a page was taken for when it came: facts as well
    boilerplate, restorations, verdicts, volatile_refusals,   what people said: likewise
        undos 1-n undone_pages
    bulletins 1-n revisions 1-n paragraphs                    what was read: derived, `bulletins rebuild`
                            1-n removals, variants, attachments,  makes it again from the pages
                                data_tables, recurrences
                  1-n volatile_places, volatile_values
    texts 1-n bulletins, text_keys, relations 1-n copied

Derived rows have natural keys (bulletin, revision, position), so a rebuild gives the same rows to the letter; the
number of a bulletin is the only key that is given out, and its row is never deleted.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from pipelines.document_fields import DocumentField
from pipelines.models import FIELDS
from pipelines.store.schema.types import STORED_AS, Base, table

__all__ = [
    "Attachments",
    "Base",
    "Boilerplate",
    "Bulletins",
    "Contents",
    "Copied",
    "DataTables",
    "Dictionaries",
    "Failures",
    "Frontier",
    "Keys",
    "Listings",
    "Pages",
    "Paragraphs",
    "Recurrences",
    "Relations",
    "Removals",
    "Restorations",
    "Revisions",
    "RunSources",
    "Runs",
    "Sources",
    "Strangers",
    "Texts",
    "UndonePages",
    "Undos",
    "Variants",
    "Verdicts",
    "VolatilePlaces",
    "VolatileRefusals",
    "VolatileValues",
    "table",
]


class Sources(Base):
    __tablename__ = "sources"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]


class Runs(Base):
    __tablename__ = "runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    command: Mapped[str]
    version: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    state: Mapped[str]


class Dictionaries(Base):
    __tablename__ = "dictionaries"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), unique=True)
    made_from: Mapped[int]
    dictionary: Mapped[bytes] = mapped_column(LargeBinary)


class Contents(Base):
    __tablename__ = "contents"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    dictionary_id: Mapped[int | None] = mapped_column(ForeignKey("dictionaries.id"), index=True)
    compressed: Mapped[bytes] = mapped_column(LargeBinary)


class Bulletins(Base):
    __tablename__ = "bulletins"
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)
    # The current one. NULL: a rebuild reads no bulletin there any more; the row keeps its number for the day one does
    revision: Mapped[int | None]
    first_seen: Mapped[datetime | None] = mapped_column(index=True)
    text_id: Mapped[int | None] = mapped_column(BigInteger)
    precedence: Mapped[str | None]
    copy_of: Mapped[int | None] = mapped_column(ForeignKey("bulletins.id"), index=True)
    gone_since: Mapped[datetime | None]
    series: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (
        Index("ix_bulletins_text_id", "text_id", "precedence"),
        Index("ix_bulletins_series", "series", "precedence"),
    )


class Pages(Base):
    __tablename__ = "pages"
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)
    role: Mapped[str]
    url: Mapped[str]
    requested_url: Mapped[str]
    fetched_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int]
    headers: Mapped[list[Any]]
    part_of: Mapped[int | None] = mapped_column(ForeignKey("pages.id"), index=True)
    content_id: Mapped[int] = mapped_column(ForeignKey("contents.id"), index=True)
    state: Mapped[str] = mapped_column(index=True)
    outcome: Mapped[str | None] = mapped_column(index=True)
    reason: Mapped[str | None]
    detail: Mapped[str | None]
    bulletin_id: Mapped[int | None] = mapped_column(ForeignKey("bulletins.id"), index=True)
    revision: Mapped[int | None]


class Frontier(Base):
    """Every address that a crawl has asked for or is to ask for, once: the one truth of what is left to do."""

    __tablename__ = "frontier"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    url: Mapped[str]
    request: Mapped[str]
    role: Mapped[str]
    rank: Mapped[int]
    depth: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("frontier.id"), index=True)
    state: Mapped[str]
    due_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"), index=True)
    listed_on: Mapped[date | None]
    links: Mapped[int | None]
    unread: Mapped[str | None]
    rules: Mapped[str | None]
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id"), index=True)
    result: Mapped[str | None]
    failures: Mapped[int]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    checked_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("source_id", "url", "request"),
        # what is to be asked for next, and what is due
        Index("ix_frontier_next", "source_id", "state", "rank", "attempts", "id"),
        Index("ix_frontier_due", "source_id", "state", "due_at"),
    )


class Listings(Base):
    """What a list says of an article: evidence, not truth."""

    __tablename__ = "listings"
    article_id: Mapped[int] = mapped_column(ForeignKey("frontier.id"), primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("frontier.id"), primary_key=True, index=True)
    title: Mapped[str]
    listed_on: Mapped[date | None]
    column_name: Mapped[str]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class RunSources(Base):
    """What came of one source in one run; begun with the run, written when it ends."""

    __tablename__ = "run_sources"
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), primary_key=True, index=True)
    started_at: Mapped[datetime]
    round_at: Mapped[datetime]
    state: Mapped[str]
    why: Mapped[str]
    partial: Mapped[bool]
    fetched: Mapped[int]
    fates: Mapped[dict[str, Any]]
    failed: Mapped[dict[str, Any]]
    samples: Mapped[list[Any]]
    lists: Mapped[int]
    empty_lists: Mapped[int]
    unread_lists: Mapped[int]
    put_off_until: Mapped[datetime | None]
    links: Mapped[int]
    rejected: Mapped[int]
    undated: Mapped[int]
    median_length: Mapped[int | None]
    left: Mapped[int]
    bytes: Mapped[int]
    seconds: Mapped[float]


class Failures(Base):
    __tablename__ = "failures"
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)
    url: Mapped[str]
    error: Mapped[str]
    failed_at: Mapped[datetime]


def columns_of(fields: Iterable[DocumentField]) -> dict[str, MappedColumn[Any]]:
    """Return the columns of what a page says of its bulletin."""
    return {
        field.name: mapped_column(STORED_AS[field.type], nullable=field.optional, index=field.indexed or None)
        for field in fields
    }


class Revisions(Base):
    __tablename__ = "revisions"
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    locals().update(columns_of(field for field in FIELDS if not field.late))
    next_page: Mapped[str | None]
    encoding: Mapped[str]
    reader: Mapped[str]
    confidence: Mapped[float]
    flags: Mapped[list[Any]]
    fingerprint: Mapped[int | None] = mapped_column(BigInteger)
    locals().update(columns_of(field for field in FIELDS if field.late))  # where an upgrade adds them


def of_revision() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["bulletin_id", "revision"], ["revisions.bulletin_id", "revisions.number"])


class Paragraphs(Base):
    __tablename__ = "paragraphs"
    bulletin_id: Mapped[int] = mapped_column(primary_key=True)
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
    bulletin_id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    caption: Mapped[str | None]
    columns: Mapped[list[Any]]
    __table_args__ = (of_revision(),)


class Removals(Base):
    __tablename__ = "removals"
    bulletin_id: Mapped[int] = mapped_column(primary_key=True)
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
    bulletin_id: Mapped[int] = mapped_column(primary_key=True)
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
    bulletin_id: Mapped[int] = mapped_column(primary_key=True)
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
    bulletin_id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    url: Mapped[str]
    __table_args__ = (of_revision(),)


class Texts(Base):
    """What bulletins say, once for all that say it to the letter; `bulletin_id` published it first."""

    __tablename__ = "texts"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"), index=True)
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
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  # read by SQLAlchemy, not shared state


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


# the unread pages of a killed run, and the newest page of an address, are looked up at every run
Index("ix_pages_url_id", Pages.url, Pages.id)


class Boilerplate(Base):
    __tablename__ = "boilerplate"
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str]
    bulletins: Mapped[int]
    of_bulletins: Mapped[int]
    learned_at: Mapped[datetime]


class Restorations(Base):
    __tablename__ = "restorations"
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"), primary_key=True)
    digest: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True)
    restored_at: Mapped[datetime]


class VolatilePlaces(Base):
    """Figures of a bulletin's page that change with the visit: learned from the visits up to that of `page_id`, when
    the current revision was `revision`. `words` is the digest of the paragraph without its figures, of which it is the
    `nth`; `position` is the paragraph's in that revision."""

    __tablename__ = "volatile_places"
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"), primary_key=True)
    words: Mapped[str] = mapped_column(String(64), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    revision: Mapped[int]
    position: Mapped[int]
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), index=True)


class VolatileValues(Base):
    """What such a paragraph said at a visit that is no revision: with these the revision is what the page said."""

    __tablename__ = "volatile_values"
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"), primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


class VolatileRefusals(Base):
    """Places of which a person said that their changes count."""

    __tablename__ = "volatile_refusals"
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"), primary_key=True)
    words: Mapped[str] = mapped_column(String(64), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True)
    refused_at: Mapped[datetime]


class Strangers(Base):
    """Pages that are not what their list or their bulletin led to expect (`reason` NULL: taken all the same).

    What was found at the time is a fact: lists change, and a rebuild must not come to another answer. `key` is that of
    the page's text, `called` the title by which its address was known.
    """

    __tablename__ = "strangers"
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    key: Mapped[int] = mapped_column(BigInteger)
    called: Mapped[str]
    reason: Mapped[str | None]
    detail: Mapped[str | None]
    __table_args__ = (Index("ix_strangers_key", "source_id", "key"),)


class Undos(Base):
    """Who took back what a run brought, and when. A run that was taken back may be put back, and taken back again."""

    __tablename__ = "undos"
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    undone_at: Mapped[datetime]
    undone_by: Mapped[str]
    redone_at: Mapped[datetime | None]
    redone_by: Mapped[str | None]


class UndonePages(Base):
    """The pages that an undo took back; it `holds` until they are put back."""

    __tablename__ = "undone_pages"
    undo_id: Mapped[int] = mapped_column(ForeignKey("undos.id"), primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), primary_key=True, index=True)
    holds: Mapped[bool]


class Verdicts(Base):
    """What a person said of a removal or of a copy; rows are added and never changed, the newest of an item counts.

    `digest` is over both texts, and `nth` counts the paragraphs above it on the page that say the same, so that an item
    is found again after a rebuild, wherever it then stands. `paragraph` is as in `paragraphs.digest`.
    """

    __tablename__ = "verdicts"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"), index=True)
    position: Mapped[int | None]
    of_id: Mapped[int | None] = mapped_column(ForeignKey("bulletins.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    nth: Mapped[int]
    reason: Mapped[str]
    paragraph: Mapped[int | None] = mapped_column(BigInteger)
    verdict: Mapped[str]
    judged_by: Mapped[str | None]
    judged_at: Mapped[datetime]
