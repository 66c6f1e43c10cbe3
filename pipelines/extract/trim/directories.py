"""Tables of a document's fields (索引号, 发布机构, 成文日期 …) inside the body's element.

Above the text such a table is the page's own, and says what the bulletin is. Between the paragraphs of a text whose day
the page gives above it, it is about another document, and belongs to the text.
"""

from dataclasses import replace
from typing import NamedTuple

from pipelines.extract.body.find import Body
from pipelines.extract.lines.day_lines import is_day_line
from pipelines.extract.lines.labels import Field, is_directory
from pipelines.extract.markup.tree import Block, Table, Tree, elements_from
from pipelines.extract.trim.column_fields import column_fields
from pipelines.extract.trim.turns import paragraphs_in
from pipelines.extract.words.line_patterns import FULL_DATE, is_meta_line

__all__ = ["HEADING_ABOVE", "Directories", "dated_above", "directories"]

LEADING = 14  # blocks of the body among which they begin
HEADING_ABOVE = 25  # blocks above the body among which the page's heading stands


class Directories(NamedTuple):
    """The blocks of the page's own tables, and of those that say nothing of the page by their labels: what the text is
    about, and the page's own with its names in a row, whose values are `by_column`."""

    of_page: frozenset[int]
    apart: frozenset[int]
    by_column: dict[Field, list[str]]


def directories(tree: Tree, body: Body) -> Directories:
    """Return the tables of fields that begin in the body's first lines; those of the text become data, in place."""
    of_page: set[int] = set()
    of_text: set[int] = set()
    for element in elements_from(tree, body.first, body.first + LEADING):
        if element.tag not in ("table", "dl", "ul"):
            continue
        numbers = range(element.first, min(element.end, body.end))  # one that begins in the body may end below it
        if len(numbers) < body.end - body.first and is_directory([tree.blocks[number].text for number in numbers]):
            (of_text if stands_in_text(tree, body, numbers) else of_page).update(numbers)
    if of_text:
        tree.tables = [replace(one, directory=False) if one.first in of_text else one for one in tree.tables]
    by_column: dict[Field, list[str]] = {}
    for table in tree.tables:
        if above_text(tree, body, table) and (said := column_fields(table, tree.blocks, tree.title)):
            numbers = range(table.element.first, table.element.end)
            by_column = said | by_column
            of_page.update(number for number in numbers if body.first <= number < body.end)
            of_text.update(numbers)
    return Directories(frozenset(of_page), frozenset(of_text), by_column)


def above_text(tree: Tree, body: Body, table: Table) -> bool:
    """Whether a table stands right above the body, or in it above all its prose."""
    if not body.first - HEADING_ABOVE <= table.element.first < body.first + LEADING or table.element.hidden:
        return False
    if table.element.end <= body.first:
        return True
    prose = [number for number in paragraphs_in(body) if not table.element.first <= number < table.element.end]
    return bool(prose) and prose[0] >= table.element.end and table.element.first >= body.first


def stands_in_text(tree: Tree, body: Body, numbers: range) -> bool:
    """Whether prose of the body stands above these blocks and below them, and the page's day above all prose."""
    prose = paragraphs_in(body)
    if not prose or not prose[0] < numbers.start < numbers.stop <= prose[-1]:
        return False
    above = (block for block in tree.blocks[max(0, body.first - HEADING_ABOVE) : prose[0]] if not block.hidden)
    return any(FULL_DATE.search(b.text) is not None and (is_meta_line(b.text) or is_day_line(b.text)) for b in above)


def dated_above(tree: Tree, body: Body) -> list[Block]:
    """Return the lines about the text with a day that stand above the body."""
    above = tree.blocks[max(0, body.first - HEADING_ABOVE) : body.first]
    return [b for b in above if not b.hidden and is_meta_line(b.text) and FULL_DATE.search(b.text)]
