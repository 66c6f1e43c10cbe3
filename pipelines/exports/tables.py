"""The tables that go out. Each shows the rows of one view of the store (docs/schema.md) or tells of them.

A column's meaning goes with it: into the Parquet files, and a test holds docs/taking-away.md to it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

__all__ = ["TABLES", "Column", "Kind", "Row", "Table", "as_objects", "month"]

# Values in the order of the table's columns: int, float, str, date, datetime, list, or None where there is nothing
Row = tuple[object, ...]


class Kind(StrEnum):
    """What stands in a column. The values are the types as the docs call them."""

    INTEGER = "integer"
    REAL = "real"
    TEXT = "text"
    DAY = "date"
    MOMENT = "time, UTC"
    CHINA_TIME = "time, China"
    TEXTS = "list of texts"
    EDITS = "list of edits"
    CELLS = "list of cells"


@dataclass(frozen=True, slots=True)
class Column:
    """`empty`: whether there may be nothing in it."""

    name: str
    kind: Kind
    meaning: str
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`bulletin` is the first column of each; each has `source` and `published`, which name the folders of Parquet."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    def place(self, column: str) -> int:
        return next(i for i, one in enumerate(self.columns) if one.name == column)


def month(published: object) -> str | None:
    """The month of a row's date of publication: `2020-06`."""
    return published.isoformat()[:7] if isinstance(published, date) else None


def as_objects(edits: object) -> list[dict[str, object]]:
    """A list of `[at, kept, removed]` with its names."""
    return [{"at": at, "kept": kept, "removed": removed} for at, kept, removed in cast(list[list[object]], edits)]


BULLETIN = Column("bulletin", Kind.INTEGER, "the bulletin's number, as `bulletins show N` takes it")
TITLE = Column("title", Kind.TEXT, "the bulletin's title")
PUBLISHED = Column("published", Kind.DAY, "date of publication", empty=True)
ISSUER = Column("issuer", Kind.TEXT, "来源: who says it, in the page's words", empty=True)
SOURCE = Column("source", Kind.TEXT, "the source that first brought it")
URL = Column("url", Kind.TEXT, "the bulletin's address")
POSITION = Column("position", Kind.INTEGER, "the paragraph's place on its page, from 0, removed ones counted")
GONE_SINCE = Column("gone_since", Kind.MOMENT, "when its page was first missed; empty: it is there", empty=True)

BULLETINS = Table(
    "bulletins",
    "a row a bulletin: what it says, without repeats; each once, as its first publisher has it (view `bulletin_texts`)",
    (
        BULLETIN,
        URL,
        SOURCE,
        TITLE,
        PUBLISHED,
        Column("published_at", Kind.CHINA_TIME, "the same with the time of day, where the page tells it", empty=True),
        ISSUER,
        Column("site_name", Kind.TEXT, "the site's name for itself", empty=True),
        Column("columns", Kind.TEXTS, "the breadcrumb without the home page, outermost column first"),
        Column("document_number", Kind.TEXT, "文号", empty=True),
        Column("index_number", Kind.TEXT, "索引号", empty=True),
        Column("office", Kind.TEXT, "发布机构", empty=True),
        Column("subject", Kind.TEXT, "主题分类", empty=True),
        Column("written", Kind.DAY, "成文日期", empty=True),
        Column("validity", Kind.TEXT, "有效性 in the page's own word", empty=True),
        Column("revision", Kind.INTEGER, "which revision this is, from 1; more: edited after publication"),
        Column("first_seen", Kind.MOMENT, "when the bulletin was first fetched"),
        Column("fetched_at", Kind.MOMENT, "when this revision was first fetched"),
        GONE_SINCE,
        Column("sha256", Kind.TEXT, "of the bytes that it was read from"),
        Column("text", Kind.TEXT, "the kept paragraphs, one a line; empty: pictures or attachments only", empty=True),
        Column("copies", Kind.INTEGER, "how many other bulletins in the store are copies of it"),
    ),
)
PARAGRAPHS = Table(
    "paragraphs",
    "a row a paragraph that belongs to a bulletin's text (view `kept_paragraphs`)",
    (
        BULLETIN,
        POSITION,
        Column(
            "kind", Kind.TEXT, "`text`, `heading`, `table head`, `table row` (cells separated by tabs) or `caption`"
        ),
        Column("text", Kind.TEXT, "the paragraph"),
        Column("table_number", Kind.INTEGER, "the table of its page that it belongs to, from 0", empty=True),
        TITLE,
        PUBLISHED,
        ISSUER,
        SOURCE,
        URL,
    ),
)
TABLE_NUMBER = Column("table_number", Kind.INTEGER, "the table on its page, from 0")
CAPTION = Column("caption", Kind.TEXT, "the table's caption", empty=True)
KEPT = Column("kept", Kind.INTEGER, "1; 0: removed as a repeat, with a receipt in `removed`")
ROWS = Table(
    "rows",
    "a row a row of a table on a page, with the names of its columns (view `table_rows`)",
    (
        BULLETIN,
        TABLE_NUMBER,
        POSITION,
        CAPTION,
        Column("columns", Kind.CELLS, "names of the columns, 收入/本年 where one stands above others; none: no head"),
        Column("cells", Kind.CELLS, "the cells, empty ones included"),
        KEPT,
        TITLE,
        PUBLISHED,
        SOURCE,
        URL,
    ),
)
CELLS = Table(
    "cells",
    "a row a cell of a table on a page, with the name of its column (view `table_cells`)",
    (
        BULLETIN,
        TABLE_NUMBER,
        POSITION,
        Column("column_number", Kind.INTEGER, "the cell's column, from 0"),
        Column("column_name", Kind.TEXT, "its name; empty where the table has no head", empty=True),
        Column("cell", Kind.TEXT, "what stands in it; an empty text where nothing does"),
        KEPT,
        CAPTION,
        TITLE,
        PUBLISHED,
        SOURCE,
        URL,
    ),
)
REMOVED = Table(
    "removed",
    "a row a removed paragraph with its receipt, of copies too (view `removed_paragraphs`)",
    (
        BULLETIN,
        POSITION,
        Column("text", Kind.TEXT, "the removed paragraph"),
        Column("reason", Kind.TEXT, "`exact repeat`, `near repeat`, `repeated section` or `site boilerplate`"),
        Column("section", Kind.INTEGER, "removals of one repeated section share its number, from 1", empty=True),
        Column("repeats", Kind.INTEGER, "position of the kept paragraph that it repeats; its own for boilerplate"),
        Column("kept_text", Kind.TEXT, "the kept text that it repeats; empty for boilerplate", empty=True),
        Column("distance", Kind.INTEGER, "Hamming distance of the 64-bit fingerprints", empty=True),
        Column("similarity", Kind.REAL, "share of equal characters, 0 to 1"),
        Column("difference", Kind.EDITS, "where the two differ: at that character of the kept text, kept, removed"),
        TITLE,
        PUBLISHED,
        SOURCE,
        URL,
    ),
)
RECURRING = Table(
    "recurring",
    "a row a kept paragraph that says of something else what an earlier one says (view `recurring_paragraphs`)",
    (
        BULLETIN,
        POSITION,
        Column("text", Kind.TEXT, "the paragraph"),
        Column("of", Kind.INTEGER, "position of the earlier paragraph"),
        Column("of_text", Kind.TEXT, "the earlier paragraph"),
        Column("governor", Kind.INTEGER, "position of what it is said about; empty: it refers back", empty=True),
        Column("governor_text", Kind.TEXT, "what it is said about; empty: it refers back", empty=True),
        Column("distance", Kind.INTEGER, "Hamming distance of the 64-bit fingerprints", empty=True),
        Column("similarity", Kind.REAL, "share of equal characters, 0 to 1"),
        Column("difference", Kind.EDITS, "where the two differ: at that character of the earlier text, earlier, later"),
        TITLE,
        PUBLISHED,
        SOURCE,
        URL,
    ),
)
COPIES = Table(
    "copies",
    "a row a pair of bulletins of which the later is a copy, a recurrence, a version or a quotation (view"
    " `bulletin_copies`)",
    (
        Column("bulletin", Kind.INTEGER, "number of the later one"),
        Column("of", Kind.INTEGER, "number of the earlier one"),
        Column(
            "relation",
            Kind.TEXT,
            "`copy` (same source), `repost` (another source), `recurrence` (another title or day), `version` or"
            " `quotation`",
        ),
        Column("share", Kind.REAL, "share of the later one's letters that the earlier one has, 0 to 1", empty=True),
        Column("of_share", Kind.REAL, "share of the earlier one's letters that the later one has, 0 to 1", empty=True),
        TITLE,
        PUBLISHED,
        SOURCE,
        URL,
        Column("of_url", Kind.TEXT, "address of the earlier one"),
    ),
)
GONE = Table(
    "gone",
    "a row a bulletin that an earlier export may hold and that is not what it was: take it out, or mark it",
    (
        BULLETIN,
        Column("why", Kind.TEXT, "`page gone`: its page is missing, its text stays; `copy`: it is one of `copy_of`"),
        GONE_SINCE,
        Column("copy_of", Kind.INTEGER, "the bulletin that it is a copy of", empty=True),
        TITLE,
        PUBLISHED,
        SOURCE,
        URL,
    ),
)
TABLES = {table.name: table for table in (BULLETINS, PARAGRAPHS, ROWS, CELLS, REMOVED, RECURRING, COPIES, GONE)}
