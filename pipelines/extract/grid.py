"""The rows of a table as a reader sees them: each cell in its columns, spans in their place.

A cell that spans columns that no other cell of the table starts in takes no more room than one column: colspan="100"
over a table of five, and the doubled columns that spreadsheets export, fold away. What a page may ask for is bounded:
the HTML standard's own limits for one cell, and a limit for the whole grid.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.extract.tree import Element

__all__ = ["Cell", "Row", "grid_of", "sections_of"]

MAX_COLSPAN = 1000
MAX_ROWSPAN = 65534
LARGEST = 20_000  # places of a grid; a larger one is taken only if its own cells fill a quarter of it
SPAN = re.compile(r" (col|row)span=\"\s*+\+?(\d{1,6})")
SECTIONS = ("thead", "tbody", "tfoot")


class Cell(NamedTuple):
    """`column` is counted from 0, `span` in columns; `above`: the cell belongs to a row further up and reaches here."""

    element: Element
    column: int
    span: int
    rowspan: int
    above: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One `tr` with its cells from left to right; columns without a cell have none."""

    element: Element
    cells: tuple[Cell, ...]


def grid_of(table: Element) -> tuple[list[Row], int]:
    """The rows of a table (of those in its cells none) and its width in columns.

    Empty when the table has no rows, or spans that would make a grid far larger than the cells that fill it.
    """
    placed: list[Row] = []
    own = work = 0
    for section in sections_of(table):
        hanging: list[Cell] = []
        trs = [child for child in section.children if child.tag == "tr" and not child.hidden]
        for number, tr in enumerate(trs):
            cells = placed_cells(tr, hanging, len(trs) - number)
            own += len(cells)
            work += len(cells) + len(hanging)
            if work > max(LARGEST, 4 * own):
                return [], 0
            row = sorted([*hanging, *cells], key=column_of) if hanging else cells
            placed.append(Row(tr, tuple(row)))
            hanging = [one_row_down(cell) for cell in row if cell.rowspan > 1]
    starts = sorted({cell.column for row in placed for cell in row.cells})
    if len(placed) * len(starts) > max(LARGEST, 4 * own):
        return [], 0
    if any(cell.span > 1 for row in placed for cell in row.cells):
        placed = [Row(row.element, narrowed(row.cells, starts)) for row in placed]
    return placed, len(starts)


def column_of(cell: Cell) -> int:
    return cell.column


def sections_of(table: Element) -> Iterator[Element]:
    """A rowspan ends with its section; rows outside any (a parser of ours makes none) count as one of their own."""
    yield table
    yield from (child for child in table.children if child.tag in SECTIONS and not child.hidden)


def placed_cells(tr: Element, hanging: list[Cell], rows_left: int) -> list[Cell]:
    """The row's own cells, each in the first free column; a cell that the page hides takes no place."""
    taken = iter(sorted((cell.column, cell.column + cell.span) for cell in hanging))
    start, end = next(taken, (None, 0))
    column = 0
    cells = []
    for element in tr.children:
        if element.tag not in ("td", "th") or element.hidden:
            continue
        while start is not None and start <= column:
            column = max(column, end)
            start, end = next(taken, (None, 0))
        span = rowspan = 1
        if "span" in element.attributes:
            span, rowspan = spans_of(element)
            span = min(span, MAX_COLSPAN, start - column if start is not None else MAX_COLSPAN)
            rowspan = min(rowspan or rows_left, MAX_ROWSPAN, rows_left)
        cells.append(Cell(element, column, span, rowspan))
        column += span
    return cells


def spans_of(element: Element) -> tuple[int, int]:
    """Its colspan and rowspan, the leading digits as browsers read them; 1 where it has none. A rowspan may be 0."""
    found = {name: int(digits) for name, digits in SPAN.findall(element.attributes)}
    return max(1, found.get("col", 1)), found.get("row", 1)


def one_row_down(cell: Cell) -> Cell:
    return Cell(cell.element, cell.column, cell.span, cell.rowspan - 1, above=True)


def narrowed(cells: tuple[Cell, ...], starts: list[int]) -> tuple[Cell, ...]:
    """The same cells, with columns counted only where some cell of the table starts."""
    number_of = {start: number for number, start in enumerate(starts)}
    found = []
    for cell in cells:
        number = number_of[cell.column]
        end = number + 1
        while end < len(starts) and starts[end] < cell.column + cell.span:
            end += 1
        found.append(Cell(cell.element, number, end - number, cell.rowspan, cell.above))
    return tuple(found)
