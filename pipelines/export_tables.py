"""The tables that go out. Each shows the rows of one view of the store (docs/schema.md) or of what became of them.

A column's meaning goes with it: into the Parquet files, and a test holds docs/taking-away.md to it.
"""

from datetime import date, datetime

from pipelines.export_kinds import Column, Kind, Table
from pipelines.models import FIELDS

__all__ = ["TABLES"]

BULLETIN = Column("bulletin", Kind.INTEGER, "the bulletin's number, as `bulletins show N` takes it")
KINDS = {str: Kind.TEXT, date: Kind.DAY, datetime: Kind.CHINA_TIME, tuple: Kind.TEXTS}
OF_DOCUMENT = {
    field.name: Column(field.name, KINDS[field.type], field.meaning, empty=field.optional) for field in FIELDS
}
TITLE, PUBLISHED, ISSUER = OF_DOCUMENT["title"], OF_DOCUMENT["published"], OF_DOCUMENT["issuer"]
SOURCE = Column("source", Kind.TEXT, "the source under which it was first found")
URL = Column("url", Kind.TEXT, "the bulletin's address")
POSITION = Column("position", Kind.INTEGER, "the paragraph's place on its page, from 0, removed ones counted")
GONE_SINCE = Column("gone_since", Kind.MOMENT, "when its page was first missed; empty: it is there", empty=True)
OF_BULLETIN = (TITLE, PUBLISHED, SOURCE, URL)  # what each row of a part says of the whole
DISTANCE = Column("distance", Kind.INTEGER, "Hamming distance of the 64-bit fingerprints", empty=True)
SIMILARITY = Column("similarity", Kind.REAL, "share of equal characters, 0 to 1")
DIFFERENCE = Column(
    "difference", Kind.EDITS, "where the two differ: at that character of the earlier text, earlier, later"
)

BULLETINS = Table(
    "bulletins",
    "a row a bulletin: what it says, without repeats; each once, as its first publisher has it (view `bulletin_texts`)",
    (
        BULLETIN,
        URL,
        SOURCE,
        *OF_DOCUMENT.values(),
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
COLUMN_NAMES = Column(
    "columns", Kind.CELLS, "names of the columns, 收入/本年 where one stands above others; none: no head"
)
KEPT = Column("kept", Kind.INTEGER, "1; 0: removed as a repeat, with a receipt in `removed`")
ROWS = Table(
    "rows",
    "a row a row of a table on a page, with the names of its columns (view `table_rows`)",
    (
        BULLETIN,
        TABLE_NUMBER,
        POSITION,
        CAPTION,
        COLUMN_NAMES,
        Column("cells", Kind.CELLS, "the cells, empty ones included"),
        KEPT,
        *OF_BULLETIN,
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
        *OF_BULLETIN,
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
        DISTANCE,
        SIMILARITY,
        Column("difference", Kind.EDITS, "where the two differ: at that character of the kept text, kept, removed"),
        *OF_BULLETIN,
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
        DISTANCE,
        SIMILARITY,
        DIFFERENCE,
        *OF_BULLETIN,
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
        *OF_BULLETIN,
        Column("of_url", Kind.TEXT, "address of the earlier one"),
    ),
)
VARIANTS = Table(
    "variants",
    "a row a pair of kept paragraphs of one bulletin that are near each other but differ in a fact (view"
    " `variant_paragraphs`)",
    (
        BULLETIN,
        Column("position", Kind.INTEGER, "place of the later paragraph on its page, from 0, removed ones counted"),
        Column("text", Kind.TEXT, "the later paragraph"),
        Column("of", Kind.INTEGER, "position of the earlier one"),
        Column("of_text", Kind.TEXT, "the earlier paragraph"),
        DISTANCE,
        SIMILARITY,
        DIFFERENCE,
        *OF_BULLETIN,
    ),
)
COPIED = Table(
    "copied",
    "a row a paragraph that a bulletin has from an earlier one, with its receipt (view `copied_paragraphs`)",
    (
        Column("bulletin", Kind.INTEGER, "number of the later bulletin"),
        POSITION,
        Column("text", Kind.TEXT, "the paragraph"),
        Column("of", Kind.INTEGER, "number of the earlier bulletin"),
        Column("repeats", Kind.INTEGER, "position of the paragraph that it repeats, on that one's page"),
        Column("of_text", Kind.TEXT, "that paragraph"),
        Column("reason", Kind.TEXT, "`exact repeat`, `near repeat` or `repeated section`"),
        DISTANCE,
        Column(
            "similarity",
            Kind.REAL,
            "share of equal characters, 0 to 1; empty where more than nine texts have the paragraph",
            empty=True,
        ),
        Column(
            "difference",
            Kind.EDITS,
            "where the two differ: at that character of the earlier text, earlier, later; empty likewise",
            empty=True,
        ),
        *OF_BULLETIN,
    ),
)
SERIES = Table(
    "series",
    "a row a bulletin that is no copy on its own site: its place among those whose titles differ in figures and days"
    " only (view `bulletin_series`)",
    (
        BULLETIN,
        Column("series", Kind.TEXT, "its series, as `key` in `bulletins show N --json`: 16 hexadecimal digits"),
        Column("previous", Kind.INTEGER, "number of the issue before it", empty=True),
        Column("next", Kind.INTEGER, "number of the issue after it", empty=True),
        Column("issue", Kind.INTEGER, "its place, from 1 for the oldest; those without a day come last"),
        Column("issues", Kind.INTEGER, "how many issues there are; 1: it is alone"),
        *OF_BULLETIN,
    ),
)
REVISIONS = Table(
    "revisions",
    "a row a revision: what a bulletin said before it was edited, and after; of copies too (view `revision_texts`)",
    (
        BULLETIN,
        Column("revision", Kind.INTEGER, "from 1, the oldest"),
        Column("is_current", Kind.INTEGER, "1 for the current one, else 0"),
        Column("title", Kind.TEXT, "title of this revision"),
        Column("published_then", Kind.DAY, "date of publication that this revision gives", empty=True),
        Column("issuer", Kind.TEXT, "来源 of this revision, in the page's words", empty=True),
        Column("fetched_at", Kind.MOMENT, "when this revision was first fetched"),
        Column("sha256", Kind.TEXT, "of the bytes that it was read from"),
        Column("text", Kind.TEXT, "its kept paragraphs, one a line; empty: pictures or attachments only", empty=True),
        Column("undone_at", Kind.MOMENT, "when it was taken back with its run; empty: it was not", empty=True),
        Column("published", Kind.DAY, "date of publication that the current revision gives", empty=True),
        SOURCE,
        URL,
    ),
)
TABLES_OF_PAGES = Table(
    "tables",
    "a row a table on a page: what `rows` and `cells` have in detail (view `bulletin_tables`)",
    (
        BULLETIN,
        TABLE_NUMBER,
        CAPTION,
        COLUMN_NAMES,
        Column("rows", Kind.INTEGER, "how many rows of data it has, removed ones counted"),
        *OF_BULLETIN,
    ),
)
ATTACHMENTS = Table(
    "attachments",
    "a row an attachment, of copies too; the files themselves are not fetched (view `bulletin_attachments`)",
    (
        BULLETIN,
        Column("position", Kind.INTEGER, "its place among the attachments of its page, from 0"),
        Column("name", Kind.TEXT, "the link's text"),
        Column("attachment_url", Kind.TEXT, "where the file is"),
        *OF_BULLETIN,
    ),
)
LISTINGS = Table(
    "listings",
    "a row a list that names a bulletin, of copies too: what a list says is evidence, not truth (view"
    " `bulletin_listings`)",
    (
        BULLETIN,
        Column("column_name", Kind.TEXT, "the list page's name for itself; an empty text where it has none"),
        Column("list_url", Kind.TEXT, "address of the list page"),
        Column("listed_title", Kind.TEXT, "the title as listed"),
        Column("listed_on", Kind.DAY, "the date as listed", empty=True),
        Column("listed_url", Kind.TEXT, "the address as listed, which may lead on to another"),
        Column("listed_by", Kind.TEXT, "the source whose list it is"),
        Column("first_seen", Kind.MOMENT, "when the list first named it"),
        Column("last_seen", Kind.MOMENT, "when the list last named it"),
        *OF_BULLETIN,
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
        *OF_BULLETIN,
    ),
)
TABLES = {
    table.name: table
    for table in (
        BULLETINS,
        PARAGRAPHS,
        TABLES_OF_PAGES,
        ROWS,
        CELLS,
        ATTACHMENTS,
        REMOVED,
        VARIANTS,
        RECURRING,
        REVISIONS,
        LISTINGS,
        SERIES,
        COPIES,
        COPIED,
        GONE,
    )
}
