"""The outline of a page: which lines say what the lines below them are about.

Scopes nest as in any outline: a form (pipelines/dedup/forms.py) closes the scope of its own form and those below it, a
form that is not open yet opens one more level. So the chain of a line names all that it is said about, from the
outermost to the innermost.
"""

from collections.abc import Callable, Sequence

from pipelines.dedup.forms import ASKED, COLON, DATE_ALONE, HEAD, LEAD, NAMED, UNNUMBERED, Opening, is_row, openings
from pipelines.dedup.lines import Line

__all__ = ["Outline"]

# What divides statutes, from the outside in
DIVISIONS = "编章节条"


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
