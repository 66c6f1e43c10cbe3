"""Records that are laid out without a `<table>`: rows of two elements each, a short name and its value.

    <div role="row"><div>处罚机关</div><div>市市场监督管理局</div></div>    <dt>处罚机关</dt><dd>市市场监督管理局</dd>

A decision on a penalty, a permit, a post or a tender is often no more than that. Decided from the page alone, as for
tables: names that differ and lead nowhere, and values that are no days of a list, no sections of prose and no fields of
the page itself.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from pipelines.extract.lines.labels import FIELD_OF, is_directory, is_label
from pipelines.extract.markup.tree import HEADINGS, Block, Cell, Element, Row, Table, Tree
from pipelines.extract.words.dates import without_day
from pipelines.extract.words.line_patterns import is_furniture, is_labelled, simplified, squeeze

__all__ = ["is_frame", "records"]

LEAST_PAIRS = 3
MAX_OTHERS = 0.25  # of the rows: headings and notes between them
MAX_NAME = 20  # characters
MAX_ROW = 60  # blocks
NAME = re.compile(r"(?=.*[^\W\d_])(?!\d)(?:(?![。！？；，?]|\d[:：]\d).)+")
LEAST_FILLED = 0.6  # of the values
LINKED = 0.3  # of the characters
OF_PAGE = 0.5  # of the names: fields of the page
OF_LETTERS = frozenset(("asked", "answered", "letter_title"))
FRAME = 0.3  # of the rows
LONG = 60  # characters of a value that is prose,
SENTENCE = 15  # or of one that ends as a sentence
FEW = 0.5  # of the values are prose; more of them are sections under headings
SEVERAL = 2  # long paragraphs in one value: they stay paragraphs
# By the numbers of children in page order: three rows of two, the first of which holds nothing, near one another
ROWS = re.compile("\2\0.{1,8}?\2\0.{1,8}?(?=\2\0)", re.DOTALL)
OF_TABLES = ("table", "tbody", "thead", "tr")
children_of = attrgetter("children")


def records(tree: Tree) -> list[Table]:
    """Return the records of a page that are content, as tables of two columns, in page order."""
    counts = "".join(map(chr, map(len, map(children_of, tree.elements))))
    holders = [tree.elements[found.start()].parent for found in ROWS.finditer(counts)] + tree.sought["record"]
    if not holders:
        return []
    found = (read_record(holder, tree) for holder in dict.fromkeys(holders) if holder is not None)
    return sorted((record for record in found if record is not None), key=attrgetter("first"))


def read_record(holder: Element, tree: Tree) -> Table | None:
    """Return what an element holds as a record; None where it is something else."""
    if holder.end - holder.first < 2 * LEAST_PAIRS or holder.hidden or holder.tag in OF_TABLES:
        return None
    opening = tree.blocks[holder.first]
    if opening.linked or len(opening.text) > MAX_NAME:
        return None
    rows = rows_of(holder, tree.blocks)
    pairs = [row for row in rows if len(row.cells) > 1]
    if len(pairs) < LEAST_PAIRS or len(rows) - len(pairs) > MAX_OTHERS * len(rows):
        return None
    names = [tree.blocks[row.cells[0].element.first].text for row in pairs]
    values = [tree.blocks[row.cells[1].element.first : row.cells[1].element.end] for row in pairs]
    if len(set(names)) < len(names) or len({row.cells[0].element.tag for row in pairs}) > 1:
        return None
    blocks = tree.blocks[holder.first : holder.end]
    if not are_values(values) or is_of_page(names, values) or is_directory([block.text for block in blocks]):
        return None
    if sum(block.linked for block in blocks) > LINKED * sum(len(block.text) for block in blocks):
        return None
    return Table(
        holder,
        tuple(rows),
        2,
        heads=frozenset(),
        singles=frozenset(number for number, row in enumerate(rows) if len(row.cells) == 1),
        first=pairs[0].element.first,
        end=pairs[-1].element.end,
        links=False,
        frame=False,
        directory=False,
        prose=any(sum(len(block.text) > LONG for block in value) >= SEVERAL for value in values),
    )


def rows_of(holder: Element, blocks: Sequence[Block]) -> list[Row]:
    """Return the rows of an element, those that are a name and its value with two cells; none where the first is none,
    or text stands between them."""
    rows: list[Row] = []
    last = holder.first
    for row in grouped(holder):
        if row.first != last or row.end > last + MAX_ROW:
            return []
        last = row.end
        if row.end == row.first:
            continue
        parts = row.children
        is_pair = len(parts) == 2 and parts[0].first == row.first and parts[1].end == row.end
        if is_pair and is_name(parts[0], blocks) and parts[1].first == parts[0].end:
            rows.append(Row(row, (Cell(parts[0], 0, 1, 1), Cell(parts[1], 1, 1, 1))))
        elif not rows:
            return rows
        else:
            rows.append(Row(row, (Cell(row, 0, 2, 1),)))
    return rows if last == holder.end else []


def grouped(holder: Element) -> Iterator[Element]:
    """Yield the children of an element, those of a `<dl>` by a name and its values in one row."""
    if holder.tag != "dl":
        yield from holder.children
        return
    terms = 0

    def row_of(child: Element) -> tuple[int, bool]:
        nonlocal terms
        terms += child.tag == "dt"
        return terms, child.tag in ("dt", "dd")

    for (_, is_pair), group in groupby(holder.children, row_of):
        parts = list(group)
        if is_pair and parts[0].tag == "dt" and len(parts) > 1:
            value = parts[1] if len(parts) == 2 else around(parts[1:], holder)
            row = around(parts, holder)
            row.children = [parts[0], value]
            yield row
        else:
            yield from parts


def around(parts: Sequence[Element], holder: Element) -> Element:
    """Return an element for these parts of a `<dl>`, which has none around them."""
    element = Element("div", "", holder, parts[0].first, holder.hidden)
    element.end = parts[-1].end
    return element


def is_name(element: Element, blocks: Sequence[Block]) -> bool:
    """Whether an element holds a short name and nothing else, no link, no heading and no day."""
    if element.end - element.first != 1 or element.tag in HEADINGS:
        return False
    block = blocks[element.first]
    return len(block.text) <= MAX_NAME and not (block.linked or block.hidden) and NAME.fullmatch(block.text) is not None


def are_values(values: Sequence[Sequence[Block]]) -> bool:
    """Whether most names have a value, not all of them days, and few of these are prose."""
    filled = [value for value in values if value]
    if len(filled) < LEAST_FILLED * len(values):
        return False
    if all(len(value) == 1 and not without_day(value[0].text).strip() for value in filled):
        return False
    return sum(any(map(is_prose, value)) for value in filled) <= FEW * len(filled)


def is_prose(block: Block) -> bool:
    return len(block.text) > LONG or (len(block.text) >= SENTENCE and block.text.endswith("。"))


def is_of_page(names: Sequence[str], values: Sequence[Sequence[Block]]) -> bool:
    """Whether the names are fields of the page or of a letter, or what they say is its frame's: who runs it, how often
    it was read."""
    fields = [FIELD_OF[squeeze(simplified(name)).rstrip("：:")] for name in names if is_label(name)]
    if len(fields) >= OF_PAGE * len(names) or not OF_LETTERS.isdisjoint(fields):
        return True
    said = (f"{name.rstrip('：:')}：{value[0].text}" for name, value in zip(names, values, strict=True) if value)
    return sum(map(says_frame, said)) > FRAME * len(names)


def is_frame(block: Block) -> bool:
    """Whether a block is a link, or furniture of the page by its words."""
    return block.linked > len(block.text) * 0.5 or says_frame(block.text)


def says_frame(text: str) -> bool:
    return 4 < len(text) < 160 and (is_labelled(text) or is_furniture(text))
