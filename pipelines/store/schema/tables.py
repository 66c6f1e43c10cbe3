"""The tables, as SQLAlchemy 2 typed models. docs/schema.md explains each column; a test holds both together.

Facts are here; what is read out of them is in derived_tables.py, and can be imported from here too.

    sources, runs 1-n pages n-1 contents n-1 dictionaries     what was fetched: facts, never made again
                  1-n failures, run_sources
    frontier 1-n listings                                     what is to be fetched, and what lists say of it
    strangers                                                 what a page was taken for when it came: facts as well
    boilerplate, restorations, verdicts, volatile_refusals,   what people said: likewise
        undos 1-n undone_pages
    rebuilds                                                  how far each is, or was when it was stopped
    bulletins 1-n revisions 1-n paragraphs                    what was read: derived, `bulletins rebuild`
                            1-n removals, variants, attachments,  makes it again from the pages
                                data_tables, recurrences
                  1-n volatile_places, volatile_values
    texts 1-n bulletins, text_keys, relations 1-n copied

Derived rows have natural keys (bulletin, revision, position), so a rebuild gives exactly the same rows; the
number of a bulletin is the only key that is given out, and its row is never deleted.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from pipelines.store.schema.derived_tables import (
    Attachments,
    Copied,
    DataTables,
    Keys,
    Paragraphs,
    Recurrences,
    Relations,
    Removals,
    Revisions,
    Texts,
    Variants,
    VolatilePlaces,
    VolatileValues,
)
from pipelines.store.schema.types import Base, Digest, Key, by_hash, index_of_text, table, unique_texts, where_there_is

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
    "Rebuilds",
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
    id: Mapped[Key] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]


class Runs(Base):
    __tablename__ = "runs"
    id: Mapped[Key] = mapped_column(primary_key=True)
    command: Mapped[str]
    version: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    state: Mapped[str]


class Dictionaries(Base):
    __tablename__ = "dictionaries"
    id: Mapped[Key] = mapped_column(primary_key=True)
    source_id: Mapped[Key] = mapped_column(ForeignKey("sources.id"), unique=True)
    made_from: Mapped[int]
    dictionary: Mapped[bytes] = mapped_column(LargeBinary)


class Contents(Base):
    __tablename__ = "contents"
    id: Mapped[Key] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(Digest, unique=True)
    size: Mapped[int]
    dictionary_id: Mapped[Key | None] = mapped_column(ForeignKey("dictionaries.id"), index=True)
    compressed: Mapped[bytes] = mapped_column(LargeBinary)


class Bulletins(Base):
    __tablename__ = "bulletins"
    id: Mapped[Key] = mapped_column(primary_key=True)
    url: Mapped[str]
    source_id: Mapped[Key] = mapped_column(ForeignKey("sources.id"), index=True)
    # The current one. NULL: a rebuild reads no bulletin there any more; the row keeps its number for the day one does
    revision: Mapped[int | None]
    first_seen: Mapped[datetime | None] = mapped_column(index=True)
    text_id: Mapped[int | None] = mapped_column(BigInteger)
    precedence: Mapped[str | None]
    copy_of: Mapped[Key | None] = mapped_column(ForeignKey("bulletins.id"), index=True)
    gone_since: Mapped[datetime | None]
    series: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (
        *unique_texts("bulletins", "url"),
        Index("ix_bulletins_text_id", "text_id", "precedence"),
        Index("ix_bulletins_series", "series", "precedence"),
    )


class Pages(Base):
    __tablename__ = "pages"
    id: Mapped[Key] = mapped_column(primary_key=True)
    run_id: Mapped[Key] = mapped_column(ForeignKey("runs.id"), index=True)
    source_id: Mapped[Key] = mapped_column(ForeignKey("sources.id"), index=True)
    role: Mapped[str]
    url: Mapped[str]
    requested_url: Mapped[str]
    fetched_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int]
    headers: Mapped[list[Any]]
    part_of: Mapped[Key | None] = mapped_column(ForeignKey("pages.id"), index=True)
    content_id: Mapped[Key] = mapped_column(ForeignKey("contents.id"), index=True)
    state: Mapped[str] = mapped_column(index=True)
    outcome: Mapped[str | None] = mapped_column(index=True)
    reason: Mapped[str | None]
    detail: Mapped[str | None]
    bulletin_id: Mapped[Key | None] = mapped_column(ForeignKey("bulletins.id"), index=True)
    revision: Mapped[int | None]
    # the newest page of an address is looked up at every run
    __table_args__ = index_of_text("ix_pages_url_id", "url", "id")


class Frontier(Base):
    """Every address that a crawl has asked for or is to ask for, once: the one truth of what is left to do."""

    __tablename__ = "frontier"
    id: Mapped[Key] = mapped_column(primary_key=True)
    source_id: Mapped[Key] = mapped_column(ForeignKey("sources.id"))
    url: Mapped[str]
    request: Mapped[str]
    role: Mapped[str]
    rank: Mapped[int]
    depth: Mapped[int]
    parent_id: Mapped[Key | None] = mapped_column(ForeignKey("frontier.id"), index=True)
    state: Mapped[str]
    due_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int]
    run_id: Mapped[Key | None] = mapped_column(ForeignKey("runs.id"), index=True)
    listed_on: Mapped[date | None]
    links: Mapped[int | None]
    unread: Mapped[str | None]
    rules: Mapped[str | None]
    page_id: Mapped[Key | None] = mapped_column(ForeignKey("pages.id"), index=True)
    result: Mapped[str | None]
    failures: Mapped[int]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    checked_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    __table_args__ = (
        *unique_texts("frontier", "source_id", "url", "request"),
        by_hash("ix_frontier_url", "url"),
        # what is to be asked for next, and what is due
        Index("ix_frontier_next", "source_id", "state", "rank", "attempts", "id"),
        where_there_is("ix_frontier_due", "due_at", "source_id", "state", "due_at"),
    )


class Listings(Base):
    """What a list says of an article: evidence, not truth."""

    __tablename__ = "listings"
    article_id: Mapped[Key] = mapped_column(ForeignKey("frontier.id"), primary_key=True)
    list_id: Mapped[Key] = mapped_column(ForeignKey("frontier.id"), primary_key=True, index=True)
    title: Mapped[str]
    listed_on: Mapped[date | None]
    column_name: Mapped[str]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class RunSources(Base):
    """What came of one source in one run; begun with the run, written when it ends."""

    __tablename__ = "run_sources"
    run_id: Mapped[Key] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    source_id: Mapped[Key] = mapped_column(ForeignKey("sources.id"), primary_key=True, index=True)
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
    bytes: Mapped[Key]
    seconds: Mapped[float]


class Failures(Base):
    __tablename__ = "failures"
    id: Mapped[Key] = mapped_column(primary_key=True)
    run_id: Mapped[Key] = mapped_column(ForeignKey("runs.id"), index=True)
    source_id: Mapped[Key] = mapped_column(ForeignKey("sources.id"), index=True)
    url: Mapped[str]
    error: Mapped[str]
    failed_at: Mapped[datetime]


class Boilerplate(Base):
    __tablename__ = "boilerplate"
    source_id: Mapped[Key] = mapped_column(ForeignKey("sources.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    text: Mapped[str]
    bulletins: Mapped[int]
    of_bulletins: Mapped[int]
    learned_at: Mapped[datetime]


class Restorations(Base):
    __tablename__ = "restorations"
    bulletin_id: Mapped[Key] = mapped_column(ForeignKey("bulletins.id"), primary_key=True)
    digest: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True)
    restored_at: Mapped[datetime]


class VolatileRefusals(Base):
    """Places of which a person said that their changes count."""

    __tablename__ = "volatile_refusals"
    bulletin_id: Mapped[Key] = mapped_column(ForeignKey("bulletins.id"), primary_key=True)
    words: Mapped[str] = mapped_column(Digest, primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True)
    refused_at: Mapped[datetime]


class Strangers(Base):
    """Pages that are not what their list or their bulletin led to expect (`reason` NULL: taken all the same).

    What was found at the time is a fact: lists change, and a rebuild must not come to another answer. `key` is that of
    the page's text, `called` the title by which its address was known.
    """

    __tablename__ = "strangers"
    page_id: Mapped[Key] = mapped_column(ForeignKey("pages.id"), primary_key=True)
    source_id: Mapped[Key] = mapped_column(ForeignKey("sources.id"))
    key: Mapped[int] = mapped_column(BigInteger)
    called: Mapped[str]
    reason: Mapped[str | None]
    detail: Mapped[str | None]
    __table_args__ = (Index("ix_strangers_key", "source_id", "key"),)


class Undos(Base):
    """Who took back what a run changed, and when. A run that was taken back may be restored, and taken back again."""

    __tablename__ = "undos"
    id: Mapped[Key] = mapped_column(primary_key=True)
    run_id: Mapped[Key] = mapped_column(ForeignKey("runs.id"), index=True)
    undone_at: Mapped[datetime]
    undone_by: Mapped[str]
    redone_at: Mapped[datetime | None]
    redone_by: Mapped[str | None]


class UndonePages(Base):
    """The pages that an undo took back; it `holds` until they are restored."""

    __tablename__ = "undone_pages"
    undo_id: Mapped[Key] = mapped_column(ForeignKey("undos.id"), primary_key=True)
    page_id: Mapped[Key] = mapped_column(ForeignKey("pages.id"), primary_key=True, index=True)
    holds: Mapped[bool]


class Rebuilds(Base):
    """How far a rebuild in batches is: all of a stage up to `position`, and the stages before. `reading` is the digest
    of all that decides how a page is read; one by another reading begins again."""

    __tablename__ = "rebuilds"
    id: Mapped[Key] = mapped_column(primary_key=True)
    reading: Mapped[str] = mapped_column(Digest)
    version: Mapped[str]
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    stage: Mapped[str]
    position: Mapped[Key]
    pages: Mapped[Key]
    fell: Mapped[int]
    lists: Mapped[dict[str, Any]]


class Verdicts(Base):
    """What a person said of a removal or of a copy; rows are added and never changed, the newest of an item counts.

    `digest` is over both texts, and `nth` counts the paragraphs above it on the page that say the same, so that an item
    is found again after a rebuild, wherever it then stands. `paragraph` is as in `paragraphs.digest`.
    """

    __tablename__ = "verdicts"
    id: Mapped[Key] = mapped_column(primary_key=True)
    kind: Mapped[str]
    bulletin_id: Mapped[Key] = mapped_column(ForeignKey("bulletins.id"), index=True)
    position: Mapped[int | None]
    of_id: Mapped[Key | None] = mapped_column(ForeignKey("bulletins.id"), index=True)
    digest: Mapped[str] = mapped_column(Digest)
    nth: Mapped[int]
    reason: Mapped[str]
    paragraph: Mapped[int | None] = mapped_column(BigInteger)
    verdict: Mapped[str]
    judged_by: Mapped[str | None]
    judged_at: Mapped[datetime]
