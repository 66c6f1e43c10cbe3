"""Tables of a document's fields with the names in one row and the values in the next: 索取号 | 发布机构 | 文件编号.

A list of documents is laid out so too. It has several rows below its head, or a number in each, or names another title.
"""

from collections.abc import Sequence

from pipelines.extract.lines.labels import ABOUT_A_DOCUMENT, FIELD_OF, LEAST_FIELDS, LEAST_LABELS, Field, is_label, keep
from pipelines.extract.lines.tables import cell_text
from pipelines.extract.markup.tree import Block, Row, Table
from pipelines.extract.words.line_patterns import simplified, squeeze

__all__ = ["column_fields"]

ROWS = (2, 4)  # names and values by turns
OTHERS = 1  # columns of other names at most: 备注
COUNTS = ("序号", "编号")


def column_fields(table: Table, blocks: Sequence[Block], page_title: str) -> dict[Field, list[str]]:
    """Return the values of such a table, without those that are empty; none for any other table."""
    found: dict[Field, list[str]] = {}
    first = table.element.first
    if len(table.rows) not in ROWS or table.links or not any(is_label(one.text) for one in blocks[first : first + 2]):
        return found
    named: set[Field] = set()
    for names, values in zip(table.rows[::2], table.rows[1::2], strict=True):
        fields = fields_named(names, blocks)
        texts = {cell.column: cell_text(cell, blocks) for cell in values.cells} if fields else {}
        if not fields or any(is_label(text) for text in texts.values()):
            return {}
        named.update(fields.values())
        for column, field in fields.items():
            if text := texts.get(column):
                keep(found, field, text)
    titles = found.get("title", [])
    if any(squeeze(title) not in squeeze(page_title) for title in titles):
        return {}
    return found if len(named) >= LEAST_LABELS and len(named & ABOUT_A_DOCUMENT) >= LEAST_FIELDS else {}


def fields_named(row: Row, blocks: Sequence[Block]) -> dict[int, Field]:
    """Return the fields that the cells of a row name, by their columns; none where other words stand there as well."""
    fields: dict[int, Field] = {}
    others = 0
    for cell in row.cells:
        text = cell_text(cell, blocks)
        if text and is_label(text):
            fields[cell.column] = FIELD_OF[squeeze(simplified(text)).rstrip("：:")]
        elif text:
            others += 1
            if others > OTHERS or text.startswith(COUNTS):
                return {}
    return fields if others <= len(fields) else {}
