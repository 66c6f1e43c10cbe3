"""Kept blocks -> paragraphs: their kind, table cells to rows, lines broken inside a sentence to whole ones."""

import re
from itertools import groupby

from pipelines.extract.body import Body
from pipelines.extract.tree import Block, Element, Tree
from pipelines.records import Paragraph, ParagraphKind
from pipelines.text import join_wrapped

__all__ = ["shape"]

NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇\d]{1,5}[章节節部編编篇]|[一二三四五六七八九十]{1,3}\s*[、．.]|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}(?:\.\d{1,2}){0,3}\s*[、．.]?\s*(?=[\u4e00-\u9fff])|附件?\s*[一二三四五六七八九十\d]{0,2}\s*[:：]?$)"
)
SENTENCE = re.compile(r"[。；！？，,;]|[:：]$")
PICTURE = re.compile(
    r"^[▲△■◆↑\s]|(?:摄|攝|攝影|供图|图/|资料图|配图|制图)[\s)）】]*$|^(?:图\s*\d|图为|图片说明|图[:：/])|[(（][^()（）]{0,20}(?:摄|攝|供图)[^()（）]{0,4}[)）]$"
)
LONGEST_HEADING = 45
ENOUGH_CELLS = 2


def shape(tree: Tree, body: Body, kept: list[int]) -> tuple[Paragraph, ...]:
    """`kept` are block numbers in page order; each is in exactly one paragraph."""
    rows = rows_around(tree, body, kept)
    data_rows = rows_of_data(rows, tree) if rows else set()
    data_row_of = {number: row for number, row in rows.items() if row in data_rows}
    paragraphs: list[Paragraph] = []
    for row, numbers in groupby(kept, key=data_row_of.get):
        if row is None:
            paragraphs.extend(text_paragraphs([tree.blocks[number] for number in numbers]))
        else:
            paragraphs.append(row_paragraph(row, [tree.blocks[number] for number in numbers]))
    return tuple(paragraphs)


def rows_around(tree: Tree, body: Body, kept: list[int]) -> dict[int, Element]:
    """The table row around each block that stands in one."""
    around: dict[Element, Element | None] = {}
    rows: dict[int, Element] = {}
    for number in kept:
        element = tree.blocks[number].element
        if element not in around:
            around[element] = row_of(element, body.element)
        row = around[element]
        if row is not None:
            rows[number] = row
    return rows


def row_of(inner: Element, body: Element) -> Element | None:
    """The innermost table row around the element, if it is inside the body."""
    found = None
    element: Element | None = inner
    while element is not None and element is not body:
        if element.tag == "tr" and found is None:
            found = element
        element = element.parent
    return found if element is body else None


def table_of(row: Element) -> Element:
    return next((above for above in row.ancestors() if above.tag == "table"), row)


def rows_of_data(rows: dict[int, Element], tree: Tree) -> set[Element]:
    """The rows of tables of at least two, most of them with several short cells; other tables only lay out the page."""
    by_table: dict[Element, dict[Element, set[Element]]] = {}
    lengths: dict[Element, int] = {}
    tables = {row: table_of(row) for row in set(rows.values())}
    for number, row in rows.items():
        table = tables[row]
        by_table.setdefault(table, {}).setdefault(row, set()).add(cell_of(tree.blocks[number].element, row))
        lengths[table] = lengths.get(table, 0) + len(tree.blocks[number].text)
    found: set[Element] = set()
    for table, its_rows in by_table.items():
        filled = [len(cells) for cells in its_rows.values()]
        wide = sum(count >= ENOUGH_CELLS for count in filled)
        if len(filled) >= ENOUGH_CELLS and wide >= len(filled) * 0.5 and lengths[table] <= 200 * sum(filled):
            found.update(its_rows)
    return found


def cell_of(element: Element, row: Element) -> Element:
    """The child of the row in which the element stands, or the element itself."""
    inner = element
    while inner.parent is not None and inner.parent is not row:
        inner = inner.parent
    return inner


def row_paragraph(row: Element, blocks: list[Block]) -> Paragraph:
    cells: dict[Element, list[str]] = {}
    for block in blocks:
        cells.setdefault(cell_of(block.element, row), []).append(block.text)
    return Paragraph("\t".join(" ".join(texts) for texts in cells.values()), ParagraphKind.TABLE_ROW)


def text_paragraphs(blocks: list[Block]) -> list[Paragraph]:
    found: list[Paragraph] = []
    start = 0
    while start < len(blocks):
        end = start + 1
        while end < len(blocks) and blocks[end].by_break and blocks[end].element is blocks[start].element:
            end += 1
        group = blocks[start:end]
        start = end
        lines = [f"\u3000\u3000{block.text}" if block.indented else block.text for block in group]
        joined = join_wrapped(lines) if len(group) > 5 else [block.text for block in group]
        if len(joined) == len(group):
            found.extend(Paragraph(block.text, kind_of(block)) for block in group)
        else:
            found.extend(Paragraph(text, ParagraphKind.TEXT) for text in joined)
    return found


def kind_of(block: Block) -> ParagraphKind:
    text = block.text
    if block.element.tag in ("figcaption", "caption"):
        return ParagraphKind.CAPTION
    if block.element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        return ParagraphKind.HEADING
    if len(text) <= 80 and (block.images or text[:1] in "▲△") and PICTURE.search(text):
        return ParagraphKind.CAPTION
    if len(text) > LONGEST_HEADING or text.endswith(("。", "；", "，", "！")):
        return ParagraphKind.TEXT
    if NUMBERED.match(text) and "。" not in text:
        return ParagraphKind.HEADING
    if block.bold >= len(text.replace(" ", "")) * 0.9 and not SENTENCE.search(text):
        return ParagraphKind.HEADING
    return ParagraphKind.TEXT
