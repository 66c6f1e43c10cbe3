"""Which rows of a table name its columns.

Markup decides where there is any: `thead`, rows of `th`, bold rows among plain ones. Else the first row is looked at:
words and no figures, no two the same, unlike what stands below. A form (姓名｜张三｜性别｜男) and a list of fields
(当事人｜张三) name their cells within the row: such tables have no head.

The rows are laid out here first, each cell in the columns that it spans.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.extract.markup.tree import Cell, Element, Row
from pipelines.extract.words.dates import YEAR

__all__ = ["Line", "grid_of", "head_rows", "sections_of"]

MAX_NAME = 40  # characters
MAX_LABEL = 15
MAX_PERSON = 3
DEEPEST = 4  # rows of one head
ENOUGH = 50  # rows below a head that are compared with it
NO_WORD = re.compile(r"[\W\d_]*")
DIGITS = re.compile(r"\d+")
SENTENCE = re.compile("[。；！]|[:：]$")
# 项目｜内容 above a list of fields: words for any field and any value
ANY_FIELD = re.compile(r".{0,4}(?:项目|事项|要素|条目|栏目|名称|类别|指标|字段|信息项)")
ANY_VALUE = re.compile(r".{0,4}(?:内容|情况|说明|数值|结果|信息|数据|备注)")
FEW_CELLS = 0.8  # of the cells of the row below that has most: a row with fewer names no columns
MIXED = (0.25, 0.75)  # a share of bold cells between these: labels next to their values
MAX_COLSPAN = 1000
MAX_ROWSPAN = 65534
LARGEST = 20_000  # places of a grid; a larger one is taken only if its own cells fill a quarter of it
SPAN = re.compile(r" (col|row)span=\"\s*+\+?(\d{1,6})")
SECTIONS = ("thead", "tbody", "tfoot")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A row with its values by column. A value over several columns stands in the first of them.

    `bold` is the share of its filled cells that are bold; `single`: one cell over the whole table, no data.
    """

    row: Row
    texts: Sequence[str]
    bold: float
    single: bool


def head_rows(lines: list[Line]) -> list[int]:
    """Return the numbers of the rows that name columns, in page order; a head that is repeated further down counts
    again."""
    several = [number for number, line in enumerate(lines) if not line.single]
    if is_marked_form([lines[number].row for number in several]):
        return []
    for is_marked in (has_head_tags, is_bold):
        marked = [number for number in several if is_marked(lines[number])]
        if marked and marked[0] == several[0] and len(marked) <= len(several) * 0.5:
            return marked
    found: list[int] = []
    for number, segment in enumerate(segments(lines)):
        head = opening_head(lines, segment)
        if head and (number == 0 or sure_by_figures(lines, segment, len(head))):
            found += head
    known = {tuple(lines[number].texts) for number in found}
    return [number for number in several if tuple(lines[number].texts) in known]


def is_marked_form(rows: Sequence[Row]) -> bool:
    """Half of the rows have a `th` after a `td`: fields and values by turns, which name no columns."""
    turns = 0
    for row in rows:
        tags = [cell.element.tag for cell in row.cells if not cell.above]
        turns += "td" in tags and "th" in tags[tags.index("td") :]
    return turns > 0 and 2 * turns >= len(rows)


def segments(lines: list[Line]) -> list[list[int]]:
    """Return the rows between single lines: a title in the middle may begin a table of its own."""
    found: list[list[int]] = [[]]
    for number, line in enumerate(lines):
        if line.single:
            if found[-1]:
                found.append([])
        else:
            found[-1].append(number)
    return [segment for segment in found if segment]


def has_head_tags(line: Line) -> bool:
    above = line.row.element.parent
    if above is not None and above.tag == "thead":
        return True
    named = [cell for cell in line.row.cells if not cell.above and cell.element.end > cell.element.first]
    return len(named) > 1 and all(cell.element.tag == "th" for cell in named)


def is_bold(line: Line) -> bool:
    return line.bold == 1.0 and sum(map(bool, line.texts)) > 1 and all(map(is_name, filter(None, line.texts)))


def opening_head(lines: list[Line], segment: list[int]) -> list[int]:
    """Return the first rows of a stretch, as many as their spans tie together, if they read as names of columns."""
    depth = depth_of(lines, segment)
    while depth:
        head = segment[:depth]
        names = [text for number in head for text in lines[number].texts if text]
        if all(map(is_name, names)) and not reaches_beyond(lines, head):
            rows = [lines[number] for number in segment]
            return head if depth > 1 or names_columns(rows[0], rows[1:]) else []
        depth -= 1
    return []


def depth_of(lines: list[Line], segment: list[int]) -> int:
    """Return how many rows a head would have here: below a name over several columns stand their own names."""
    depth = min(1, len(segment) - 1)
    while 0 < depth < min(DEEPEST, len(segment) - 1):
        upper, lower = lines[segment[depth - 1]].row, lines[segment[depth]].row
        if not divides(upper.cells, lower.cells):
            break
        depth += 1
    return depth


def divides(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    """The lower row's own cells stand below cells that span several columns, or empty ones, and nowhere else."""
    wide = [cell for cell in upper if cell.span > 1]
    open_below = [cell for cell in upper if cell.span > 1 or cell.element.end == cell.element.first]
    own = [cell for cell in lower if not cell.above]
    return bool(wide) and all(
        any(
            above.column <= cell.column and cell.column + cell.span <= above.column + above.span for above in open_below
        )
        for cell in own
    )


def reaches_beyond(lines: list[Line], head: list[int]) -> bool:
    """A cell of these rows spans into the data: then it is data itself."""
    return any(cell.rowspan > len(head) - number for number, at in enumerate(head) for cell in lines[at].row.cells)


def names_columns(first: Line, rows: list[Line]) -> bool:
    """Whether a row names the columns of the rows below it, rather than being the first of them."""
    head = first.texts
    data = [row for row in rows[:ENOUGH] if row.texts != head]
    named = [text for text in head if text]
    if not data or len(named) < 2 or MIXED[0] < first.bold < MIXED[1]:
        return False
    if len(first.row.cells) < FEW_CELLS * max(len(row.row.cells) for row in data):
        return False
    columns = [[row.texts[number] for row in data if row.texts[number]] for number in range(len(head))]
    pairs = [(text, column) for text, column in zip(head, columns, strict=True) if text and column]
    if any(same_counts(text, column) for text, column in pairs) or is_one_list(pairs) or repeats_words(pairs):
        return False
    if head[0] and columns[0] and all(map(is_figure, columns[0])):
        return True  # serial numbers below a word
    if len(head) == 2:
        if len(data) > 1 and ANY_FIELD.fullmatch(head[0]) and ANY_VALUE.fullmatch(head[1]):
            return True
        return (all(map(is_figure, columns[1])) and len(columns[1]) > 1) or not reads_as_labels(columns[0])
    return not is_form(head, columns, len(data))


def same_counts(text: str, column: list[str]) -> bool:
    """A text with figures that reads like one below it: 56万元 above 14万元. A year above other numbers is a name."""
    if not has_digit(text) or (YEAR.fullmatch(text) and not all(map(YEAR.fullmatch, column))):
        return False
    return shape_of(text) in map(shape_of, column)


def repeats_words(pairs: list[tuple[str, list[str]]]) -> bool:
    """A text that is said twice is a value, unless figures stand below it each time: 同比增长 of this and of that."""
    times = Counter(text for text, _ in pairs)
    return any(times[text] > 1 and not all(map(is_figure, column)) for text, column in pairs)


def is_one_list(pairs: list[tuple[str, list[str]]]) -> bool:
    """All cells are of one kind, the first row too: names of persons, or texts that end like those below them."""
    cells = [text for head, column in pairs for text in (head, *column)]
    if len(set(cells)) == len(cells) and all(2 <= len(text) <= MAX_PERSON for text in cells):
        return not any(map(has_digit, cells))
    same = sum(all(text[-1] == head[-1] for text in column) for head, column in pairs)
    return same >= len(pairs) * 0.5


def sure_by_figures(lines: list[Line], segment: list[int], depth: int) -> bool:
    """Further down in a table a row of words is data as often as a head; a head has figures below its words."""
    head, data = lines[segment[depth - 1]].texts, [lines[number].texts for number in segment[depth:]]
    return len(data) > 1 and any(
        text and not has_digit(text) and all(map(is_figure, (row[number] for row in data)))
        for number, text in enumerate(head)
    )


def is_form(head: Sequence[str], columns: list[list[str]], rows: int) -> bool:
    """Labels and values by turns: every second column holds short words, the others what differs in kind."""
    if len(head) % 2 or rows < 2:
        return False
    labels = [text for number in range(0, len(head), 2) for text in (head[number], *columns[number]) if text]
    if not reads_as_labels(labels) or any(has_digit(text) or is_figure(text) for text in labels):
        return False
    return any(len(set(map(has_digit, columns[number]))) > 1 for number in range(1, len(head), 2))


def reads_as_labels(texts: list[str]) -> bool:
    """Short words, no two the same, that count nothing."""
    fit = [text for text in texts if len(text) <= MAX_LABEL and not has_digit(text)]
    return len(fit) > len(texts) * 0.5 and len(set(texts)) == len(texts)


def is_name(text: str) -> bool:
    return len(text) <= MAX_NAME and not SENTENCE.search(text) and not is_figure(text)


def is_figure(text: str) -> bool:
    """A number, a day or a sign for nothing; a year alone may name a column."""
    return NO_WORD.fullmatch(text) is not None and not YEAR.fullmatch(text)


def has_digit(text: str) -> bool:
    return DIGITS.search(text) is not None


def shape_of(text: str) -> str:
    return DIGITS.sub("0", text)


def grid_of(table: Element) -> tuple[list[Row], int]:
    """Return the rows of a table (of those in its cells none) and its width in columns.

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
    if any(cell.column + cell.span > len(starts) for row in placed for cell in row.cells):
        placed = [Row(row.element, narrowed(row.cells, starts)) for row in placed]
    return placed, len(starts)


def column_of(cell: Cell) -> int:
    return cell.column


def sections_of(table: Element) -> Iterator[Element]:
    """A rowspan ends with its section; rows outside any (a parser of ours makes none) count as one of their own."""
    yield table
    yield from (child for child in table.children if child.tag in SECTIONS and not child.hidden)


def placed_cells(tr: Element, hanging: list[Cell], rows_left: int) -> list[Cell]:
    """Return the row's own cells, each in the first free column; a cell that the page hides takes no place."""
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
