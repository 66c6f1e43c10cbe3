"""Whether what comes again is said about something else: then it stays.

A copy is judged with all that comes with it (its run). What governs it and does not come with it in the run is a
governor of its own: the sentence is said about another article, party, question or table, and stays, linked as a
recurrence. So does a copy that refers back (前款, 上述, 该) to a line that is not repeated, and one between lines of a
form that is filled in again with other facts.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from pipelines.dedup.evidence import Link, Run
from pipelines.dedup.lines import Line, Relation, relation
from pipelines.dedup.outline import LABEL, Outline, is_row

__all__ = ["Governors"]

# Words that point to what was said before, at the beginning of a sentence or clause: a closed class
REFERRING = re.compile(r"前[款条项述]|上述|本[条款项](?!目)|(?:^|[,、;:])(?:以上|该|对此)(?!\d)")
SEVERAL = 3  # whole sentences that hardly recur together under two headings, unless the sections are laid out as one
FEW = 3  # lines: a run of fewer may refer to the line above it
TIED = ("word", "label", "question", "table head")  # forms whose scope holds all that follows
FIGURES = re.compile("[0-9]+")
OPENING_WORDS = 2  # characters by which two lines show that they follow one pattern: 经查…, 会议…


class Governors:
    """Decides for the links of a run which go and which stay, each with its governor."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines

    @cached_property
    def outline(self) -> Outline:
        """Made only for pages on which something comes again."""
        return Outline(self.lines)

    def kept(self, run: Run) -> dict[int, int | None]:
        """Return the links of a run that stay, by their place in it, with the line that governs each.

        None: the copy itself refers back.
        """
        kept = self._governed(run)
        agreeing = [place for place, link in enumerate(run) if link.agrees]
        is_form = _is_filled_in_again(run)
        for place in agreeing:
            copy = run[place].copy[0]
            if place in kept or self.outline.openings[copy] is not None:
                continue
            if is_form:
                kept[place] = copy - 1
            elif place == agreeing[0] and len(agreeing) < FEW and run[place].source[-1] + 1 != copy:
                if REFERRING.search(self.lines[copy].plain.split("。")[0]):
                    kept[place] = None
                elif self._follows_a_pattern(run[place]):
                    kept[place] = copy - 1
        return kept

    def share_a_scope(self, one: int, other: int) -> bool:
        """Do the same lines govern both?"""
        return self.outline.chains[one] == self.outline.chains[other]

    def _governed(self, run: Run) -> dict[int, int | None]:
        copies = {copy for link in run if link.agrees for copy in link.copy}
        sources = {source for link in run for source in link.source}
        forms = {self.outline.form(copy) for copy in copies} - {""}
        crossed = {self.outline.form(link.source[0]) for link in run if link.agrees and self._is_heading(link)}
        pasted = self._is_pasted(run)
        staying: dict[int, int] = {}  # copies -> governor
        kept: dict[int, int | None] = {}
        for place, link in enumerate(run):
            above = self.outline.chains[link.copy[0]]
            own = self._own(link, copies, forms)
            if own and (self._leaves_section(link, sources, crossed) or (pasted and all(map(self._is_loose, own)))):
                own = []
            governors = own or [staying[at] for at in above if at in staying]
            if governors:
                kept[place] = governors[-1]
                staying.update(dict.fromkeys(link.copy, governors[-1]))
        return kept

    def _own(self, link: Link, copies: set[int], forms: set[str]) -> list[int]:
        """What governs the copy, but neither its source nor in the same words, and does not come with it.

        A run that brings a line of one form with it stands on the level of that form, not below it.
        """
        around = self.outline.chains[link.source[0]]
        words = {self.lines[above].plain for above in around}
        return [
            above
            for above in self.outline.chains[link.copy[0]]
            if above not in around
            and above not in copies
            and self.lines[above].plain not in words
            and self.outline.form(above) not in forms
        ]

    def _leaves_section(self, link: Link, sources: set[int], crossed: set[str]) -> bool:
        """Does the run go on into the next section of its source, so that it was never about one thing?"""
        above = self.outline.chains[link.copy[0]]
        outer = (at for at in self.outline.chains[link.source[0]] if at not in above and at not in sources)
        return any(self.outline.form(at) in crossed for at in outer)

    def _is_heading(self, link: Link) -> bool:
        return self.outline.is_heading(link.source[0])

    def _is_loose(self, at: int) -> bool:
        """Can running prose put in below this line be about something else? Below a list's last item it can."""
        form = self.outline.form(at)
        return self.outline.is_heading(at) or (form != "第条" and not form.startswith(TIED))

    def _is_pasted(self, run: Run) -> bool:
        """Is this an editor's slip, amid a section about something else, and not part of how its sections are laid out?

        Sections that are laid out as one begin with what comes again, or both end with it after words of their own, or
        have it next to lines of one pattern.
        """
        agreeing = [link for link in run if link.agrees]
        copies = [link.copy[0] for link in agreeing]
        if sum(self.lines[copy].speaks and self.outline.openings[copy] is None for copy in copies) < SEVERAL:
            return False
        first, last = agreeing[0], agreeing[-1]
        if self._match(first.source[0] - 1, first.copy[0] - 1) or self._match(last.source[-1] + 1, last.copy[-1] + 1):
            return False
        both_begin = self._begins_section(first.source[0]) and self._begins_section(first.copy[0])
        both_end = self._ends_section(last.source[-1]) and self._ends_section(last.copy[-1])
        return not both_begin and (self._begins_section(first.source[0]) or not both_end)

    def _begins_section(self, at: int) -> bool:
        return at == 0 or self.outline.openings[at - 1] is not None

    def _ends_section(self, at: int) -> bool:
        below = at + 1
        return below == len(self.lines) or (self.outline.openings[below] is not None and not is_row(self.lines[below]))

    def _follows_a_pattern(self, link: Link) -> bool:
        """Do the lines above both follow one pattern with other facts? Then each is said about these facts."""
        return link.copy[0] - 1 != link.source[-1] and self._match(link.source[0] - 1, link.copy[0] - 1)

    def _match(self, one: int, other: int) -> bool:
        """Do two lines follow one pattern with other facts: near, with the same opening words, or both with a label?"""
        if min(one, other) < 0 or max(one, other) >= len(self.lines):
            return False
        first, second = self.lines[one].plain, self.lines[other].plain
        if first == second:
            return False
        return (
            _opening_words(first) == _opening_words(second)
            or (LABEL.match(first) is not None and LABEL.match(second) is not None)
            or relation(first, second) > Relation.DISTINCT
        )


def _is_filled_in_again(run: Run) -> bool:
    """Does a run agree only between lines that differ in a fact, as one form that is filled in again?"""
    varying = sum(not link.agrees for link in run)
    return varying > 1 and not any(one.agrees and other.agrees for one, other in pairwise(run))


def _opening_words(plain: str) -> str:
    """Figures count as one: 2019年… and 2020年… begin the same."""
    return FIGURES.sub("0", plain[:20])[:OPENING_WORDS]
