"""Kept blocks -> paragraphs: their kind, table cells to rows, lines broken inside a sentence to whole ones.

Rows of tables become paragraphs here too, every cell under its column.
"""

import re
from bisect import bisect_left
from collections.abc import Container, Sequence
from dataclasses import replace

from pipelines.extract.body.find import Body
from pipelines.extract.lines.tables import cell_text
from pipelines.extract.markup.tree import HEADINGS, Block, Element, Table, Tree
from pipelines.models import Paragraph, ParagraphKind
from pipelines.text.charset import join_wrapped

__all__ = ["captions_of", "row_text", "shape", "starts_of_tables"]

NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇\d]{1,5}[章节節部編编篇]|[一二三四五六七八九十]{1,3}\s*[、．.]|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}(?:\.\d{1,2}){0,3}\s*[、．.]?\s*(?=[\u4e00-\u9fff])|附件?\s*[一二三四五六七八九十\d]{0,2}\s*[:：]?$)"
)
SENTENCE = re.compile(r"[。；！？，,;]|[:：]$")
PICTURE = re.compile(
    r"^[▲△■◆↑\s]|(?:摄|攝|攝影|供图|图/|资料图|配图|制图)[\s)）】]*$|^(?:图\s*\d|图为|图片说明|图[:：/])|[(（][^()（）]{0,20}(?:摄|攝|供图)[^()（）]{0,4}[)）]$"
)
MAX_HEADING = 45
LEAST_WRAPPED = 6  # lines that a typist broke: fewer show no width
UNIT = re.compile(r"^\W*(?:计量|金额|货币|数据)?单\s*位\s*[:：]")


def shape(tree: Tree, body: Body, kept: list[int], spread: bool = True) -> tuple[Paragraph, ...]:
    """Make the paragraphs of the kept blocks, whose numbers come in page order.

    Each block is in one paragraph; if `spread`, those of cells that span rows are in each of the rows.
    """
    paragraphs: list[Paragraph] = []
    done = 0
    tables = 0
    for table in tables_in(tree, body):
        start, end = bisect_left(kept, table.element.first), bisect_left(kept, table.element.end)
        if start == end:
            continue
        paragraphs += text_paragraphs([tree.blocks[number] for number in kept[done:start]])
        found = table_paragraphs(table, tree.blocks, kept[start:end], tables, spread)
        tables = max((p.table for p in found if p.table is not None), default=tables - 1) + 1
        paragraphs += found
        done = end
    paragraphs += text_paragraphs([tree.blocks[number] for number in kept[done:]])
    return tuple(paragraphs)


def tables_in(tree: Tree, body: Body) -> list[Table]:
    """Return the tables of data in the body. One with the whole body in a cell only lays it out."""
    around: set[Element] = set()
    in_cell = False
    for element in (body.element, *body.element.ancestors()):
        if in_cell and element.tag == "table":
            around.add(element)
        in_cell = in_cell or element.tag in ("td", "th")
    return [table for table in tree.tables if table.element not in around and not table.prose]


def table_paragraphs(table: Table, blocks: list[Block], kept: list[int], number: int, spread: bool) -> list[Paragraph]:
    """Return the paragraphs of one `<table>`, which a reader may see as several; the first of them bears `number`."""
    starts = starts_of_tables(table, blocks)
    captions = captions_of(table, starts, blocks)
    keeps = frozenset(kept)
    first = bisect_left(kept, table.rows[0].element.first)
    found = [replace(p, table=number) for p in text_paragraphs([blocks[at] for at in kept[:first]])]
    for at, row in enumerate(table.rows):
        numbers = kept[bisect_left(kept, row.element.first) : bisect_left(kept, row.element.end)]
        number += at in starts
        if not numbers:
            continue
        if at in table.singles:
            lines = text_paragraphs([blocks[inner] for inner in numbers])
            if at in captions:
                lines = [replace(lines[0], kind=ParagraphKind.CAPTION), *lines[1:]]
            found += [replace(line, table=number) for line in lines]
        else:
            kind = ParagraphKind.TABLE_HEAD if at in table.heads else ParagraphKind.TABLE_ROW
            found.append(Paragraph(row_text(table, at, blocks, keeps, spread), kind, number))
    return found


def text_paragraphs(blocks: list[Block]) -> list[Paragraph]:
    found: list[Paragraph] = []
    start = 0
    while start < len(blocks):
        end = start + 1
        while end < len(blocks) and blocks[end].by_break and blocks[end].element is blocks[start].element:
            end += 1
        group = blocks[start:end]
        start = end
        joined = join_wrapped(list(map(indented, group))) if len(group) >= LEAST_WRAPPED else ()
        if joined and len(joined) < len(group):
            found += [Paragraph(text, ParagraphKind.TEXT) for text in joined]
        else:
            found += [Paragraph(block.text, kind_of(block)) for block in group]
    return found


def indented(block: Block) -> str:
    return f"\u3000\u3000{block.text}" if block.indented else block.text


def kind_of(block: Block) -> ParagraphKind:
    text = block.text
    if block.element.tag in ("figcaption", "caption"):
        return ParagraphKind.CAPTION
    if block.element.tag in HEADINGS:
        return ParagraphKind.HEADING
    if len(text) <= 80 and (block.images or text[:1] in "▲△") and PICTURE.search(text):
        return ParagraphKind.CAPTION
    if len(text) > MAX_HEADING or text.endswith(("。", "；", "，", "！")):
        return ParagraphKind.TEXT
    if NUMBERED.match(text) and "。" not in text:
        return ParagraphKind.HEADING
    if block.bold and block.bold >= len(text.replace(" ", "")) * 0.9 and not SENTENCE.search(text):
        return ParagraphKind.HEADING
    return ParagraphKind.TEXT


# Rows of a table -> paragraphs: every cell under its column, heads, captions, and which table a row belongs to


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
    """Return the rows at which a reader sees another table begin: a new head after data, with the titles right above
    it."""
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
    """Return the first single row above the head or the data of each table, unless it only says in which unit to read
    it."""
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
