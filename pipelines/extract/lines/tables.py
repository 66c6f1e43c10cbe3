"""Which tables of a page hold data, and what stands in their cells.

A table is data when it has several rows of several cells and these are short, or stand under a head; other tables lay
out the page. Decided from the page alone, before anything is known of the body: the cells of a table that is the
content must weigh when the body is looked for.
"""

from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from pipelines.extract.lines.heads import Line, grid_of, head_rows, sections_of
from pipelines.extract.lines.labels import is_directory
from pipelines.extract.lines.records import is_frame, records
from pipelines.extract.markup.names import known_container
from pipelines.extract.markup.tree import Block, Cell, Element, Row, Table, Tree, first_of

__all__ = ["cell_text", "data_tables"]

ENOUGH = 2  # rows of several cells, and cells of such a row
LONG_CELLS = 200  # characters a cell on average; without a head these are paragraphs that a table lays out
LEAST_LABELS = 3
MAX_LABEL = 20  # characters
SENTENCE = 40  # characters
PARAGRAPHS = 4  # of such sentences in one cell: a text
MAX_REPEATED = 200_000  # characters that cells say again in the rows that they span
LINKED = 0.3  # of the characters: a list of links
FRAME = 0.3  # of the blocks: links, furniture and lines about the page
INNER_TABLES = 0.3  # of the cells: a table of tables lays out


def data_tables(tree: Tree) -> list[Table]:
    """Return the tables that hold data, and the records, in page order. Tables in the cells of such a table are part of
    their cell."""
    found: list[Table] = []
    for element, inner in nested(tree):
        if found and element.first >= found[-1].element.first and element.end <= found[-1].element.end:
            continue
        table = read_table(element, inner, tree)
        if table is not None:
            found.append(table)
    return with_records(found, records(tree))


def with_records(tables: list[Table], found: list[Table]) -> list[Table]:
    """Return the tables with the records that stand in none of them, in page order. A record with a table in it lays
    that out."""
    if not found:
        return tables
    firsts = [table.element.first for table in tables]
    apart = []
    for record in found:
        at = bisect_left(firsts, record.element.first)
        if at == 0 or tables[at - 1].element.end <= record.element.first:
            holds = at < len(tables) and firsts[at] < record.element.end
            apart.append(replace(record, prose=True) if holds else record)
    return sorted([*tables, *apart], key=first_of)


def nested(tree: Tree) -> Iterator[tuple[Element, int]]:
    """Yield each table that shows text in several blocks, and how many such tables are inside it."""
    tables = [e for e in tree.sought["table"] if not e.hidden and e.end - e.first > 1]
    for number, table in enumerate(tables):
        end = number + 1
        while end < len(tables) and tables[end].end <= table.end:
            end += 1
        yield table, end - number - 1


def read_table(element: Element, inner: int, tree: Tree) -> Table | None:
    """Return the table as data, or None when it lays out the page."""
    if not may_be_data(element):
        return None
    grid, width = grid_of(element)
    rows = [row for row in grid if any(is_filled(cell) and not cell.above for cell in row.cells)]
    filled = [sum(map(is_filled, row.cells)) for row in rows]
    wide = sum(count >= ENOUGH for count in filled)
    if width < ENOUGH or wide < max(ENOUGH, 0.5 * len(rows)) or inner > INNER_TABLES * sum(filled):
        return None
    if repeated(rows, tree.blocks) > MAX_REPEATED or holds_body(element):
        return None
    texts = [block.text for block in tree.blocks[element.first : element.end]]
    directory = is_directory(texts)
    singles, heads = named(rows, width, tree.blocks, look=not directory)
    length = sum(map(len, texts))
    if length > LONG_CELLS * sum(filled) and (inner or not (heads or has_labels(rows, singles, tree.blocks))):
        return None
    blocks = tree.blocks[element.first : element.end]
    several = [row.element for number, row in enumerate(rows) if number not in singles]
    return Table(
        element,
        tuple(rows),
        width,
        heads,
        singles,
        several[0].first,
        several[-1].end,
        links=sum(block.linked for block in blocks) > LINKED * length,
        frame=are_of_frame(blocks, rows if heads else [], tree.blocks),
        directory=directory,
        prose=not heads and any(map(is_prose, (cell_blocks(cell, tree.blocks) for row in rows for cell in row.cells))),
    )


def may_be_data(table: Element) -> bool:
    """A quick look that passes every table of data: several rows, one of them at least of several cells."""
    rows = [tr for section in sections_of(table) for tr in section.children if tr.tag == "tr"]
    return len(rows) >= ENOUGH and any(len(tr.children) >= ENOUGH for tr in rows)


def has_labels(rows: list[Row], singles: frozenset[int], blocks: Sequence[Block]) -> bool:
    """The first column names what the others say, however long that is: 当事人, 违法事实, 处罚结果 …"""
    firsts = [row.cells[0] for number, row in enumerate(rows) if number not in singles]
    texts = [cell_text(cell, blocks) for cell in firsts if not cell.above]
    plain = not any(block.linked for cell in firsts for block in cell_blocks(cell, blocks))
    return len(texts) >= LEAST_LABELS and plain and all(0 < len(text) <= MAX_LABEL for text in texts)


def is_prose(blocks: Sequence[Block]) -> bool:
    return sum(len(block.text) >= SENTENCE for block in blocks) >= PARAGRAPHS


def cell_blocks(cell: Cell, blocks: Sequence[Block]) -> Sequence[Block]:
    return blocks[cell.element.first : cell.element.end]


def is_filled(cell: Cell) -> bool:
    return cell.element.end > cell.element.first


def repeated(rows: list[Row], blocks: Sequence[Block]) -> int:
    """Return the characters that cells from further up add to the rows that they reach."""
    lengths: dict[Element, int] = {}
    total = 0
    for row in rows:
        for cell in row.cells:
            if cell.above:
                if cell.element not in lengths:
                    inside = blocks[cell.element.first : cell.element.end]
                    lengths[cell.element] = sum(len(block.text) + 1 for block in inside)
                total += lengths[cell.element]
    return total


def holds_body(table: Element) -> bool:
    """A container known to hold bodies stands in one of its cells."""
    waiting = list(table.children)
    while waiting:
        element = waiting.pop()
        if ("class=" in element.attributes or "id=" in element.attributes) and known_container(element):
            return True
        waiting.extend(element.children)
    return False


def are_of_frame(blocks: Sequence[Block], named: Sequence[Row], page: Sequence[Block]) -> bool:
    """Whether many of a table's blocks are the page's; links are not that stand in one column, one in a cell, of rows
    whose columns are `named`. `page`: all blocks."""
    most = FRAME * len(blocks)
    framed = sum(map(is_frame, blocks))
    if framed <= most or not named:
        return framed > most
    columns = set()
    for cell in (cell for row in named for cell in row.cells):
        links = sum(block.is_link for block in cell_blocks(cell, page))
        if links:
            columns.add(cell.column)
        if links > 1 or len(columns) > 1:
            return True
    return framed - sum(block.is_link for block in blocks) > most


def named(rows: list[Row], width: int, blocks: Sequence[Block], *, look: bool) -> tuple[frozenset[int], frozenset[int]]:
    """Return the numbers of the single rows and of the heads; of these none unless one is to look for them.

    A lone cell above a head is a title, or the unit, that nobody made span the table: a single row as well.
    """
    singles = {number for number, row in enumerate(rows) if is_single(row)}
    if not look:
        return frozenset(singles), frozenset()
    lines = [line_of(row, width, blocks, number in singles) for number, row in enumerate(rows)]
    lone = 0
    while lone < len(lines) and (lines[lone].single or is_lone(lines[lone])):
        lone += 1
    if any(not line.single for line in lines[:lone]):
        heads = head_rows([replace(line, single=line.single or number < lone) for number, line in enumerate(lines)])
        if heads and heads[0] == lone:
            return frozenset(singles.union(range(lone))), frozenset(heads)
    return frozenset(singles), frozenset(head_rows(lines))


def is_single(row: Row) -> bool:
    """One cell over the whole table, or the only one of its row: no data."""
    return len(row.cells) == 1 and row.cells[0].column == 0


def is_lone(line: Line) -> bool:
    return sum(map(bool, line.texts)) == 1 and all(cell.span == 1 for cell in line.row.cells if is_filled(cell))


def line_of(row: Row, width: int, blocks: Sequence[Block], single: bool) -> Line:
    """Return the row with its texts, as the search for heads wants it."""
    texts = [""] * width
    bold = 0
    for cell in row.cells:
        first, end = cell.element.first, cell.element.end
        if end == first:
            continue
        texts[cell.column] = cell_text(cell, blocks)
        if blocks[first].bold:
            bold += all(block.bold >= len(block.text.replace(" ", "")) * 0.9 for block in blocks[first:end])
    filled = sum(map(bool, texts))
    return Line(row, texts, bold / filled if filled else 0.0, single)


def cell_text(cell: Cell, blocks: Sequence[Block], kept: Container[int] | None = None) -> str:
    """Return what stands in a cell, its paragraphs joined by a space; `kept`: only blocks of these numbers."""
    first, end = cell.element.first, cell.element.end
    if end - first == 1:  # most cells
        visible = not blocks[first].hidden if kept is None else first in kept
        return blocks[first].text if visible else ""
    if kept is None:
        return " ".join(block.text for block in blocks[first:end] if not block.hidden)
    return " ".join(blocks[number].text for number in range(first, end) if number in kept)
