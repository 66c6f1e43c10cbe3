"""Which rows of a table name its columns.

Markup decides where there is any: `thead`, rows of `th`, bold rows among plain ones. Else the first row is looked at:
words and no figures, no two the same, unlike what stands below. A form (姓名｜张三｜性别｜男) and a list of fields
(当事人｜张三) name their cells within the row: such tables have no head.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.extract.grid import Cell, Row

__all__ = ["Line", "head_rows"]

LONGEST_NAME = 40  # characters
LONGEST_LABEL = 15
LONGEST_PERSON = 3
DEEPEST = 4  # rows of one head
ENOUGH = 50  # rows below a head that are compared with it
NO_WORD = re.compile(r"[\W\d_]*")
YEAR = re.compile(r"(?:19|20)\d\d")
DIGITS = re.compile(r"\d+")
SENTENCE = re.compile("[。；！]|[:：]$")
FEW_CELLS = 0.8  # of the cells of the row below that has most: a row with fewer names no columns
MIXED = (0.25, 0.75)  # a share of bold cells between these: labels next to their values


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
    """The numbers of the rows that name columns, in page order; a head that is repeated further down counts again."""
    several = [number for number, line in enumerate(lines) if not line.single]
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


def segments(lines: list[Line]) -> list[list[int]]:
    """The rows between single lines: a title in the middle may begin a table of its own."""
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
    """The first rows of a stretch, as many as their spans tie together, if they read as names of columns."""
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
    """How many rows a head would have here: below a name over several columns stand their own names."""
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
    if any(counts_alike(text, column) for text, column in pairs) or is_one_list(pairs) or repeats_words(pairs):
        return False
    if head[0] and columns[0] and all(map(is_figure, columns[0])):
        return True  # serial numbers below a word
    if len(head) == 2:
        return (all(map(is_figure, columns[1])) and len(columns[1]) > 1) or not reads_as_labels(columns[0])
    return not is_form(head, columns, len(data))


def counts_alike(text: str, column: list[str]) -> bool:
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
    if len(set(cells)) == len(cells) and all(2 <= len(text) <= LONGEST_PERSON for text in cells):
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
    fit = [text for text in texts if len(text) <= LONGEST_LABEL and not has_digit(text)]
    return len(fit) > len(texts) * 0.5 and len(set(texts)) == len(texts)


def is_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and not SENTENCE.search(text) and not is_figure(text)


def is_figure(text: str) -> bool:
    """A number, a day or a sign for nothing; a year alone may name a column."""
    return NO_WORD.fullmatch(text) is not None and not YEAR.fullmatch(text)


def has_digit(text: str) -> bool:
    return DIGITS.search(text) is not None


def shape_of(text: str) -> str:
    return DIGITS.sub("0", text)
