"""Where the day of a list's row stands: in its cells, between it and the next row, or above it.

A table says in its first row what each column holds, also a table of <div>, <ul> or <span>. In a flat list (<dt> next
to <dd>, a <span> next to a link) each day stands between two rows, and only the list as a whole says to which it
belongs.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice, pairwise

from selectolax.lexbor import LexborNode

from pipelines.lists.dates import day_with_number, is_a_day, states_a_day
from pipelines.lists.days.above_rows import MAX_ABOVE, Headings, is_month_or_year
from pipelines.lists.days.day_parts import (
    bracketed_number,
    day_of_three,
    month_alone,
    month_among,
    number_alone,
)
from pipelines.lists.days.days_below import DaysBelow
from pipelines.lists.days.days_elsewhere import DayColumns
from pipelines.lists.days.published import names_a_day, names_another_day
from pipelines.lists.days.shared_days import SharedDays
from pipelines.lists.titles import ancestors, folded, words_of

__all__ = ["MAX_ROW", "RowDays", "Within"]

MAX_ROW = 600  # characters; what is longer is no row of a list
AROUND = 4  # siblings before or after a row that may hold its date
MAX_FLAT = 2000  # siblings that are looked at
MAX_CELLS = 30  # of a row
SMALL_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
MAX_HEAD, MAX_UNIT = 12, 2  # characters above a column or before a number, and after one
WORD = re.compile(r"[^\W\d_]")
EMPHASIS = frozenset(("b", "strong", "em", "i", "u", "font", "span"))
BRACKETS = "[]【】（）() "

Reader = Callable[[LexborNode], str]  # what an element next to a row says of its day; empty: nothing
Within = defaultdict[int, list[str]]  # an element's number -> the addresses of the links in it, its own among them


class RowDays:
    """Reads where the days of a page's rows stand; what holds for a whole list is looked for once.

    Rows are asked about in page order.
    """

    def __init__(self) -> None:
        self.precede: dict[int, bool] = {}  # a list's element -> whether its days stand before its rows
        self.headings = Headings()
        self.shared = SharedDays()
        self.columns = DayColumns()
        self.below = DaysBelow()
        self.last: dict[int, date | None] = {}  # a list's element -> the day of its last row
        self.above: dict[int, LexborNode | None] = {}  # a row -> what without links stands above it in its list
        # a row -> whether the numbers of its list can be those of days, and whether they count the rows
        self.counts: dict[int, tuple[bool, bool]] = {}

    def next_to(self, row: LexborNode, within: Within) -> str:
        """Return the text with a day between this row and the next, or the one before; empty where none stands
        there."""
        after, before = (outside(row, within, after=side, read=day_text) for side in (True, False))
        return self.of_both(row, after, before, within, day_text) if after or before else ""

    def of_both(self, row: LexborNode, after: str, before: str, within: Within, read: Reader) -> str:
        """Return the one of two texts around a row that is its own, as the list as a whole shows it."""
        if row.parent is None:
            return ""
        number = row.parent.mem_id
        if number not in self.precede:
            self.precede[number] = days_precede(row.parent, within, read)
        return before if self.precede[number] else after

    def texts_of(self, row: LexborNode, title: str) -> Iterator[str]:
        """Yield the texts of a row without its title, each as it stands; a table's cell after what heads its column."""
        cells = cells_of(row)
        heads = self.heads_of(row, len(cells)) if len(cells) > 1 else []
        if not heads:
            yield from self.without_count(row, shown_texts(row, title))
        for head, cell in zip(heads, cells if heads else (), strict=True):
            yield head and f"{head}："
            yield from without_title(cell, title)

    def put_together(self, row: LexborNode, title: str, nearby: str, url: str, within: Within) -> str:
        """Return the day of a row that shows only its number (22日, 22), as 2026-09-22 or 09-22; else empty.

        The month stands in the row as well, in an element of its own, above the rows (2026年9月), or in the row's
        address (`url`), or it is that of the row above, which has a later day. The number may stand between two rows,
        or in the link before or after the title. `nearby` is the row's text without its title.
        """
        texts = list(self.texts_of(row, title)) if SMALL_NUMBER.search(nearby) else []
        if texts and (day := self.in_three_parts(row, title)):
            return str(day)
        numbers = list(self.numbers_of(row, title)) if texts else []
        if not texts and nearby.strip() in ("", title):
            after, before = (outside(row, within, after=side, read=named_number) for side in (True, False))
            texts = [self.of_both(row, after, before, within, named_number)] if after or before else in_link(row)
            numbers = [found for text in texts if (found := number_alone(text))]
        if len(numbers) != 1:
            return ""
        number, is_called_so = numbers[0]
        inside = month_among(texts, texts)
        month = inside or month_among(self.headings.above(row), texts)
        if not (inside or is_called_so or self.are_days(row)):
            return ""
        if month is None:
            return str(day_with_number(url, number) or self.day_below(row, number) or "") if is_called_so else ""
        return f"{month[0]}-{month[1]:02}-{number:02}" if month[0] else f"{month[1]:02}-{number:02}"

    def remember(self, row: LexborNode, day: date | None) -> None:
        """Keep the day of a row for the one below it."""
        self.shared.remember(row, day)
        if row.parent is not None:
            self.last[row.parent.mem_id] = day

    def day_below(self, row: LexborNode, number: int) -> date | None:
        """Return the day with this number in the month of the row above, where it is none after that row's."""
        last = self.last.get(row.parent.mem_id) if row.parent is not None else None
        return last.replace(day=number) if last is not None and number <= last.day else None

    def are_days(self, row: LexborNode) -> bool:
        """Whether the bare numbers of the rows around this one, below one heading, can be days: in order, and no count
        of the rows (1, 2, 3 or 6, 5, 4)."""
        return self.judged(row)[0]

    def without_count(self, row: LexborNode, texts: Sequence[str]) -> Iterator[str]:
        """Yield the texts but those of the title and a number that counts the rows: 1 of 1, title, 2026-09."""
        for before, text, after in in_threes(texts):
            is_bare = text.isdecimal() and len(text) < 3 and not any(map(is_month_or_year, (before, after)))
            if text and not (is_bare and self.judged(row)[1]):
                yield text

    def judged(self, row: LexborNode) -> tuple[bool, bool]:
        if row.mem_id not in self.counts and len(self.counts) < MAX_FLAT:
            rows = rows_of_month(row)
            shown = [[text for part in self.parts_for_days(one) for text in without_title(part, "")] for one in rows]
            bare = [[text.strip(BRACKETS) for text in texts] for texts in shown]
            own = [[int(text) for text in texts if text.isdecimal()] for texts in bare]
            numbers = [found[0] for found in own if len(found) == 1]
            is_ordered = numbers in (sorted(numbers), sorted(numbers, reverse=True)) and max(numbers, default=0) < 32
            is_count = numbers == list(range(1, len(numbers) + 1)) or counts_by_one(numbers)
            judged = is_ordered and not is_count, len(numbers) > 2 and is_count
            self.counts.update((one.mem_id, judged) for one in rows)
        return self.counts.get(row.mem_id, (False, False))

    def in_three_parts(self, row: LexborNode, title: str) -> date | None:
        """Return the day that three texts of a row state one after another: 2026, 09, 28."""
        texts = [text for part in self.parts_for_days(row) for text in shown_texts(part, title)]
        days = (day_of_three(three) for three in zip(texts, texts[1:], texts[2:], strict=False))
        return next((day for day in days if day), None)

    def numbers_of(self, row: LexborNode, title: str) -> Iterator[tuple[int, bool]]:
        """Yield the numbers of a row that may be its day's, and whether each is called one: none of another column, and
        none that the text before or after it says is of something else."""
        for part in self.parts_for_days(row):
            for before, text, after in in_threes(shown_texts(part, title)):
                found = number_alone(text)
                if found is None or is_of_something_else(before, after, is_called_so=found[1]):
                    continue
                if found[1] or any(map(is_month_or_year, (before, after))) or not self.judged(row)[1]:
                    yield found

    def parts_for_days(self, row: LexborNode) -> list[LexborNode]:
        """Return the cells of a row that may hold its day, by what heads their columns; the row where nothing does."""
        cells = cells_of(row)
        heads = self.heads_of(row, len(cells)) if len(cells) > 1 else []
        named = zip(heads, cells if heads else (), strict=True)
        return [cell for head, cell in named if not head or names_a_day(head)] if heads else [row]

    def heads_of(self, row: LexborNode, count: int) -> list[str]:
        """Return what heads each of a row's cells; empty where no row of heads is above it.

        It stands above the rows or above the element around them, has as many cells as each row, neither link nor day.
        """
        for around in (row, *islice(ancestors(row), MAX_ABOVE)):
            head = self.without_links_above(around)
            heads = [" ".join((cell.text(deep=True) or "").split()) for cell in cells_of(head)] if head else []
            if len(heads) == count and is_head(heads):
                return heads
            if around.tag == "table":
                break
        return []

    def without_links_above(self, node: LexborNode) -> LexborNode | None:
        """Return the nearest element without links before a node among its siblings; None where there is none."""
        passed = []
        before: LexborNode | None = node
        found = None
        for _ in range(MAX_FLAT):
            if before is None or before.mem_id in self.above:
                found = self.above[before.mem_id] if before is not None else None
                break
            passed.append(before.mem_id)
            before = before.prev
            if before is not None and before.tag != "-text" and before.css_first("a, [onclick]") is None:
                found = before
                break
        self.above.update(dict.fromkeys(passed, found))
        return found


def rows_of_month(row: LexborNode) -> list[LexborNode]:
    """Return a row and those next to it, up to the headings that name a month."""
    rows = deque([row])
    for after in (False, True):
        sibling = row.next if after else row.prev
        while sibling is not None and len(rows) < MAX_FLAT and month_alone(folded(sibling)) is None:
            if sibling.tag != "-text":
                (rows.append if after else rows.appendleft)(sibling)
            sibling = sibling.next if after else sibling.prev
    return list(rows)


def without_title(part: LexborNode, title: str) -> Iterator[str]:
    """Yield the texts of a part but those that make up the title: its 2026 is no year of a day, one next to it is."""
    yield from filter(None, shown_texts(part, title))


def shown_texts(part: LexborNode, title: str) -> list[str]:
    """Return the texts of a part in their order, with those of the title empty."""
    texts: list[str] = []
    for node in part.traverse(include_text=True):
        if node.tag == "-text" and (text := " ".join((node.text() or "").split())):
            texts.append(text)
            if len(texts) > 2 and node.prev is not None and node.prev.tag in EMPHASIS and is_one_word(node, texts[-3:]):
                texts[-3:] = ["".join(texts[-3:])]
    bare = [text.replace(" ", "") for text in texts]
    sought = title.replace(" ", "")
    spans = list(places_of(sought, "".join(bare))) if sought else []
    shown, end = [], 0
    for text, own in zip(texts, bare, strict=True):
        start, end = end, end + len(own)
        is_title = any(first <= start and end <= last for first, last in spans) if spans else text in title
        shown.append("" if is_title else text[:MAX_ROW])
    return shown


def is_one_word(last: LexborNode, texts: Sequence[str]) -> bool:
    """Whether three texts are one, whose middle is only set off, with no space around it: 自<b>2026年9月1日</b>起."""
    first, middle = (last.prev.prev if last.prev is not None else None), last.prev
    if first is None or first.tag != "-text" or middle is None or folded(middle) != texts[1]:
        return False
    return (first.text() or "")[-1:].isalnum() and (last.text() or "")[:1].isalnum() and texts[1][-1:].isalnum()


def places_of(sought: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text stands in another one, from the left, none reaching into the one before."""
    at = text.find(sought)
    while at >= 0:
        yield at, at + len(sought)
        at = text.find(sought, at + len(sought))


def is_of_something_else(before: str, after: str, *, is_called_so: bool) -> bool:
    """Whether a number is none of a day by the texts around it: 浏览 28, 28 次; those of the title are given empty.

    What stands next to its month or year is one.
    """
    if names_another_day(before):
        return True
    if is_called_so or any(map(is_month_or_year, (before, after))):
        return False
    if len(before) <= MAX_HEAD and WORD.search(before) and not is_a_day(before) and not names_a_day(before):
        return True
    return len(after) <= MAX_UNIT and WORD.search(after) is not None and not is_a_day(after)


def in_threes(texts: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each text between the one before and the one after it, which are empty at the ends."""
    return zip(["", *texts], texts, [*texts[1:], ""], strict=False)


def counts_by_one(numbers: Sequence[int]) -> bool:
    """Whether three or more numbers go up or down by one, as those of rows do: 11, 12, 13."""
    steps = {second - first for first, second in pairwise(numbers)}
    return len(numbers) > 2 and steps in ({1}, {-1})


def is_head(heads: Sequence[str]) -> bool:
    """Whether the texts of a row's cells can head columns."""
    is_short = all(len(text) <= MAX_HEAD for text in heads) and sum(map(bool, heads)) > 1
    return is_short and not states_a_day(" ".join(heads))


def cells_of(row: LexborNode) -> list[LexborNode]:
    """Return the cells of a row, within what only wraps them."""
    for _ in range(MAX_ABOVE):
        cells = list(islice(row.iter(), MAX_CELLS))
        if len(cells) != 1:
            return cells
        row = cells[0]
    return []


# Days between the rows of a flat list


def days_precede(flat: LexborNode, within: Within, read: Reader) -> bool:
    """Whether more rows of a flat list have a day right before them than right after.

    Each day between two rows counts for both sides: what decides is with which of the two the list begins and ends. A
    day of another make (the page's own, above the list) is none of the rows'.
    """
    kinds: list[str] = []  # "row", "break", or how a day is marked
    for node in islice(flat.iter(include_text=True), MAX_FLAT):
        if node.mem_id in within:
            kinds.append("row")
        elif node.tag in ("br", "hr"):
            kinds.append("break")
        elif read(node):
            kinds.append("-text" if node.tag == "-text" else f"{node.tag} {node.attributes.get('class') or ''}")
    days = Counter(kind for kind in kinds if kind not in ("row", "break"))
    usual = max(days, key=lambda kind: days[kind], default="")
    ordered = [kind for kind in kinds if kind in ("row", "break", usual)]
    pairs = Counter(pairwise(ordered))
    return pairs[usual, "row"] > pairs["row", usual]


def outside(row: LexborNode, within: Within, *, after: bool, read: Reader) -> str:
    """Return the date that stands between this row and the next (or the one before), never across a line break."""
    sibling = row
    for _ in range(AROUND):
        following = sibling.next if after else sibling.prev
        if following is None or following.tag in ("br", "hr") or following.mem_id in within:
            return ""
        sibling = following
        if text := read(sibling):
            return text
    return ""


def day_text(node: LexborNode) -> str:
    """Return the text of an element next to a row, where it states a day; else empty."""
    text = words_of(node)
    return text if len(text) <= MAX_ROW and states_a_day(text) else ""


def in_link(row: LexborNode) -> list[str]:
    """Return the number with which the texts of a row begin or end, where all of them are its link's."""
    texts = list(without_title(row, ""))
    # the title is the longest: what else stands before the last number is its label
    if len(texts) > 2 and texts[-2] != max(texts, key=len) and is_of_something_else(texts[-2], "", is_called_so=False):
        texts[-1] = ""
    found = [text for text in (texts[:1] + texts[-1:] if len(texts) > 1 else []) if number_alone(text)]
    return found or list(filter(None, [bracketed_number(texts[0])] if len(texts) == 1 else []))


def named_number(node: LexborNode) -> str:
    """Return the text of an element next to a row, where it is the number of a day and called one: 22日; else empty."""
    text = words_of(node)
    found = number_alone(text)
    return text if found and found[1] else ""
