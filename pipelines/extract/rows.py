"""Rows of a table -> paragraphs: every cell under its column, heads, captions, and which table a row belongs to.

A value that spans rows stands in each of them, for each is read by itself. A value that spans columns stands in the
first of them: said twice it would count twice in a sum. A name that spans columns is said of each, so it is repeated.
"""

import re
from collections.abc import Container, Sequence

from pipelines.extract.tables import Table, cell_text
from pipelines.extract.tree import Block

__all__ = ["captions_of", "row_text", "starts_of_tables"]

UNIT = re.compile(r"^\W*(?:计量|金额|货币|数据)?单\s*位\s*[:：]")


def row_text(table: Table, number: int, blocks: Sequence[Block], kept: Container[int], spread: bool = True) -> str:
    """Join the row's cells by tabs, empty ones included; blocks that are not kept leave their cell empty.

    Unless `spread`, a cell stands in its first row and column only.
    """
    texts = [""] * table.width
    for cell in table.rows[number].cells:
        if cell.above and not spread:
            continue
        text = cell_text(cell, blocks, kept)
        span = cell.span if spread and number in table.heads else 1
        for column in range(cell.column, cell.column + span):
            texts[column] = text
    return "\t".join(texts)


def starts_of_tables(table: Table, blocks: Sequence[Block]) -> set[int]:
    """The rows at which a reader sees another table begin: a new head after data, with the titles right above it."""
    starts: set[int] = set()
    known: set[str] = set()
    title: int | None = None
    data = False
    for number, row in enumerate(table.rows):
        if number in table.singles:
            title = number if title is None else title
            continue
        if number in table.heads:
            text = row_text(table, number, blocks, range(row.element.first, len(blocks)))
            if data and text not in known:
                starts.add(number if title is None else title)
                known.clear()
            known.add(text)
        data = number not in table.heads
        title = None
    return starts


def captions_of(table: Table, starts: set[int], blocks: Sequence[Block]) -> set[int]:
    """The first single row above the head or the data of each table, unless it only says in which unit to read it."""
    found: set[int] = set()
    opening = True
    for number, row in enumerate(table.rows):
        opening = opening or number in starts
        if number not in table.singles:
            opening = False
        elif opening and not UNIT.match(cell_text(row.cells[0], blocks)):
            found.add(number)
            opening = False
    return found
