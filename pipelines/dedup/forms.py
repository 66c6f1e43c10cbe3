"""The form of each line of a page: does it open a scope, so that it says what the lines below it are about?

By its form alone: a number (第三条, 二、, (一), 1., ①), a word with a number (附件2, 病例3:), a question, a label that
comes again with another value (当事人:), a name before a colon, a heading, any line that ends in a colon, the head of a
table.

The outline of a page is made of these forms: which line governs which.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from pipelines.dedup.lines import Line
from pipelines.models import ParagraphKind

__all__ = [
    "ASKED",
    "COLON",
    "DATE_ALONE",
    "HEAD",
    "LABEL",
    "LEAD",
    "NAMED",
    "UNNUMBERED",
    "Opening",
    "Outline",
    "is_row",
    "openings",
]

CHINESE_NUMBER = "[零〇一二三四五六七八九十百千]{1,7}"
NUMBER = f"(?:{CHINESE_NUMBER}|[0-9]{{1,3}})"

# Forms of numbers at the beginning of a line, in normal form; quotes and brackets before them are left out
NUMBERED = re.compile(
    rf"第(?P<division>{NUMBER})(?P<of>[编章节条])"
    rf"|(?P<chinese>{CHINESE_NUMBER})(?P<mark>[、.](?!\d)|是(?=\S))"
    rf"|\((?P<bracketed>{NUMBER})\)"
    r"|(?P<deep>[0-9]{1,2}(?:\.[0-9]{1,2}){1,4})(?![0-9.%万亿元])"
    r"|(?P<figure>[0-9]{1,3})(?P<after>[.、)](?!\d))"
    r"|(?P<circled>[①-⑳⑴-⒇])"
    r"|(?P<letter>[A-Za-z])[.、)](?![A-Za-z0-9])"
)
OPENING = re.compile(r"[\"'\[《<]+")

# 附件2, 病例3:, 第二标段, 3包: a word with a number that other lines have with another number, and then a mark
WORD_NUMBER = re.compile(
    rf"(?:(?P<word>[^\W\d_]{{1,8}}?)(?P<number>{NUMBER})号?|第?(?P<nth>{NUMBER})(?P<what>[^\W\d_]{{1,5}}?))"
    r"(?P<end>[:、,.()\-]|$|(?=[^\W\d_]))"
)
LABEL = re.compile(r"(?P<key>[^,。;!?:\"'()\[\]\s]{1,20}):(?P<value>(?!\").*)")  # with a quotation mark it is speech
QUESTION = re.compile(r"(?:问|Q|q|提问)\d{0,3}:|[^。!?;]{4,80}\?[\"')\]]*$")
DATE_ALONE = re.compile(
    r"[(\[]?(?:[0-9]{4}|[零〇○一二三四五六七八九十]{4})[年./-]\S{1,3}[月./-]\S{1,3}日?[)\]]?(?:印发|发布)?"
)
CLOCK = re.compile(r"\d:\d")

# 9:00-10:00, or a number that stands alone, as the head of what follows
MOMENT = re.compile(r"[(\[]?[0-9]{1,2}(?::[0-9]{2})?(?:[-~至][0-9]{1,2}:[0-9]{2})?[)\]]?")
PROSE = re.compile(r"[。!?;,]")
CLOSED = re.compile(r"[。!?;…,][\"')\]]*$")
HEADING = 30  # letters of a heading without a number: what is longer is a sentence without a full stop
NUMBERED_HEADING = 60
KEY = 12  # characters of a label: 行政处罚决定书文号:
NAME = 16  # characters of a name that stands before a colon: 石桥镇:

LEAD, COLON, UNNUMBERED, NAMED, ASKED, HEAD = "lead", "colon", "heading", "name", "question", "table head"

# What divides statutes, from the outside in
DIVISIONS = "编章节条"


@dataclass(frozen=True, slots=True)
class Opening:
    """How a line opens a scope. `form`: two of one form stand on one level; `first`: it begins a list again;
    `is_heading`: it only names what follows and says nothing itself."""

    form: str
    first: bool = False
    is_heading: bool = False


def is_row(line: Line) -> bool:
    return line.kind in (ParagraphKind.TABLE_ROW, ParagraphKind.TABLE_HEAD)


def openings(lines: Sequence[Line]) -> list[Opening | None]:
    """Return the scope that each line opens, or None.

    What only a series shows to open one (a word's number, a label, a question) counts where the page has another.
    """
    candidates = [None if is_row(line) else _in_series(line) for line in lines]
    series: defaultdict[str, set[str]] = defaultdict(set)
    for candidate in candidates:
        if candidate is not None:
            series[candidate[0].form].add(candidate[1])
    times = Counter(plain for plain, _ in groupby(line.plain for line in lines))  # a line doubled counts once
    above: defaultdict[str, set[str]] = defaultdict(set)
    for line, other in pairwise(lines):
        above[other.plain].add(line.plain)
    elsewhere = {plain for plain, lines_above in above.items() if len(lines_above - {plain}) > 1}
    quoted = _quoted(lines)
    found: list[Opening | None] = []
    for at, (line, candidate) in enumerate(zip(lines, candidates, strict=True)):
        if is_row(line):
            begins = at == 0 or not is_row(lines[at - 1]) or line.table != lines[at - 1].table
            found.append(Opening(f"{HEAD} {at}") if begins or line.kind is ParagraphKind.TABLE_HEAD else None)
        elif number := NUMBERED.match(_bare(line)):
            opening = _numbered(number, _only_names(line, NUMBERED_HEADING))
            found.append(replace(opening, form=f"“{opening.form}") if quoted[at] else opening)
        elif candidate is not None and len(series[candidate[0].form]) > 1:
            found.append(candidate[0])
        elif line.plain.endswith(":"):
            found.append(_before_a_colon(line, is_unique=times[line.plain] == 1))
        elif _heads(lines, at, times):
            found.append(Opening(f"label {line.plain}" if line.plain in elsewhere else UNNUMBERED, is_heading=True))
        else:
            found.append(None)
    return found


def _quoted(lines: Sequence[Line]) -> list[bool]:
    """Return the lines that stand in a quotation of several paragraphs. Their numbers are another text's."""
    found, depth = [], 0
    for line in lines:
        text = line.text.lstrip()
        found.append(depth > 0 or (text[:1] == "“" and "”" not in text[:-1]))
        depth = max(0, text.count("“") + depth - text.count("”")) if "”" in text else min(1, depth + text.count("“"))
    return found


def _bare(line: Line) -> str:
    start = OPENING.match(line.plain)
    return line.plain[start.end() :] if start else line.plain


def _in_series(line: Line) -> tuple[Opening, str] | None:
    """Return the scope that a line opens if another line of its form has another value: a word's number, a label's
    value."""
    bare = _bare(line)
    if DATE_ALONE.fullmatch(line.plain) or MOMENT.fullmatch(line.plain):
        return Opening("date", is_heading=True), line.plain
    if QUESTION.match(line.plain):
        return Opening(ASKED), line.plain
    if word := WORD_NUMBER.match(bare):
        named = word["word"] or f"第{word['what']}"
        if word["end"] or word.end() == len(bare) or _only_names(line, NUMBERED_HEADING):
            number = word["number"] or word["nth"]
            return Opening(f"word {named}", first=number in ("一", "1")), number
    if (label := LABEL.match(bare)) and label["value"] and len(label["key"]) <= KEY:
        return Opening(f"label {label['key']}"), label["value"]
    return None


def _before_a_colon(line: Line, *, is_unique: bool) -> Opening:
    """石桥镇: names what follows, 岗位要求: time and again is a label without a value, a sentence leads to a list."""
    name = line.plain[:-1]
    if len(name) > NAME or PROSE.search(name) or (":" in name and not CLOCK.search(name)):
        return Opening(COLON)
    return Opening(NAMED, is_heading=True) if is_unique else Opening(f"label {name}")


def _only_names(line: Line, longest: int) -> bool:
    """Is this short and no sentence, so that it names what follows?"""
    if line.kind is ParagraphKind.HEADING:
        return True
    return 1 < len(line.plain) <= longest and not PROSE.search(line.plain) and ":" not in line.plain


def _heads(lines: Sequence[Line], at: int, times: Counter[str]) -> bool:
    """Is a line without a number a heading? It names, and what stands below it is more than one more name."""
    line = lines[at]
    if line.kind is ParagraphKind.CAPTION:
        return line.table is not None  # a picture's says nothing of the text below it
    if not _only_names(line, HEADING) or DATE_ALONE.fullmatch(line.plain):
        return False
    below = next((other for other in lines[at + 1 : at + 3] if other.plain != line.plain), None)
    if below is None:
        return False
    is_name = not is_row(below) and _only_names(below, HEADING) and times[below.plain] == 1
    return not is_name or NUMBERED.match(_bare(below)) is not None


def _numbered(found: re.Match[str], is_heading: bool) -> Opening:
    if found["division"]:
        return Opening(f"第{found['of']}", is_heading=is_heading)
    if found["chinese"]:
        return Opening(f"一{found['mark']}", found["chinese"] == "一", is_heading)
    if found["bracketed"]:
        kind = "1" if found["bracketed"].isdigit() else "一"
        return Opening(f"({kind})", found["bracketed"] in ("1", "一"), is_heading)
    if found["deep"]:
        levels = found["deep"].split(".")
        return Opening(f"1{'.1' * (len(levels) - 1)}", levels[-1] == "1", is_heading)
    if found["figure"]:
        return Opening(f"1{found['after']}", found["figure"] == "1", is_heading)
    if found["circled"]:
        return Opening("①", found["circled"] in "①⑴", is_heading)
    return Opening("A", found["letter"] in "Aa", is_heading)


# The outline of a page: which lines say what the lines below them are about


class Outline:
    """`chains[at]`: the lines that govern line `at`, outermost first. `openings[at]`: the scope that it opens, or
    None."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.openings = openings(lines)
        self.chains: list[tuple[int, ...]] = []
        self._forms: dict[int, str] = {}  # of the scope that a line opens, or of the lead-in that it came to be
        self._open: list[int] = []  # the lines whose scopes are open, one of each form
        self._read()

    def is_heading(self, at: int) -> bool:
        """Is this a line that only names what stands below it?"""
        opening = self.openings[at]
        return opening is not None and opening.is_heading

    def form(self, at: int) -> str:
        return self._forms.get(at, "")

    def _read(self) -> None:
        for at, line in enumerate(self.lines):
            begins = is_row(line) and not (at and is_row(self.lines[at - 1]) and line.table == self.lines[at - 1].table)
            if begins or not is_row(line):
                self._close(lambda form: form == LEAD or form.startswith(HEAD))
            opening = self.openings[at]
            if begins or (opening and opening.first and not opening.is_heading):
                self._lead(at)
            if opening is not None:
                self._close_before(opening)
            elif not is_row(line) and self._open and self._open[-1] != at - 1 and self.form(self._open[-1]) == COLON:
                self._open.pop()  # what a colon leads to is a list, or the one paragraph below it
            self.chains.append(tuple(self._open))
            if opening is None and DATE_ALONE.fullmatch(line.plain):
                self._open.clear()  # a signature ends all that stands above it
            if opening is not None:
                self._forms[at] = opening.form
                self._open.append(at)

    def _close_before(self, opening: Opening) -> None:
        """Close what the scope to come ends: that of its own form, and what stands on lower levels."""
        form = opening.form
        if form[0] == "第" and form[1:] in DIVISIONS:
            levels = [f"第{division}" for division in DIVISIONS[: DIVISIONS.index(form[1:])]]
            self._close(lambda other: other not in levels)
        elif form in (UNNUMBERED, NAMED, COLON, LEAD) or form.startswith(HEAD):
            self._close(form.__eq__)
        elif any(self.form(other) == form for other in self._open):
            depth = [self.form(other) for other in self._open].index(form)
            within = self._open[depth + 1 :]
            if opening.first:  # a list that begins again stands under what was opened since
                within = [other for other in within if _may_hold_lists(self.form(other))]
                self._rise(set(self._open[depth:]).difference(within), min(within, default=len(self.chains)))
            elif form.startswith("label"):
                within = [other for other in within if not self.form(other).startswith("label")]
            else:
                within = []
            self._open[depth:] = within

    def _rise(self, closed: set[int], first: int) -> None:
        """The lines from a heading on that now shows to stand above the lists before it: these govern them no more."""
        if any(other < first for other in closed):
            for at in range(first, len(self.chains)):
                self.chains[at] = tuple(other for other in self.chains[at] if other not in closed)

    def _close(self, is_closed: Callable[[str], bool]) -> None:
        self._open = [other for other in self._open if not is_closed(self.form(other))]

    def _lead(self, at: int) -> None:
        """A table or a list that begins is about what the plain line directly above it says."""
        if at and not is_row(self.lines[at - 1]) and self.openings[at - 1] is None:
            self._forms[at - 1] = LEAD
            self._open.append(at - 1)


def _may_hold_lists(form: str) -> bool:
    return form in (UNNUMBERED, NAMED, COLON, LEAD, ASKED) or form.startswith(("word", "label"))
