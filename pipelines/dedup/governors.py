"""Whether what comes again is said about something else: then it stays.

A copy is judged with all that comes with it (its run). What governs it and does not come with it in the run is a
governor of its own: the sentence is said about another article, party, question or table, and stays, linked as a
recurrence. So does a copy that refers back (前款, 上述, 该) to a line that is not repeated, and one between lines of a
form that is filled in again with other facts.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from pipelines.dedup.forms import LABEL, Outline, is_row
from pipelines.dedup.lines import Line, Relation, relation
from pipelines.dedup.sections import Link, Run

__all__ = ["Governors"]

# Words that point to what was said before, at the beginning of a sentence or clause: a closed class
REFERRING = re.compile(
    r"前[款条项述]|上述|本[条款项](?!目)|^其(?![中他它次余实间])|(?:^|[,、;:])(?:以上|该|对此|对其)(?!\d)"
)
SEVERAL = 3  # whole sentences that hardly recur together under two headings, unless the sections are laid out as one
OWN = 3  # whole sentences of its own that a section has above what was pasted in at its end
FEW = 3  # lines: a run of fewer may refer to the line above it
OFTEN = 3  # times that a sentence stands alone on a page before it is a formula
TIED = ("word", "label", "question", "table head")  # forms whose scope holds all that follows
SIGNED = 4  # lines that a signature has at the most
FIGURES = re.compile("[0-9]+")
OPENING_CLAUSE = re.compile("[^,:;。]{1,8}[,:]")
OPENING_WORDS = 2  # characters by which two lines show that they follow one pattern: 经查…, 会议…


class Governors:
    """Decides for the links of a run which go and which stay, each with its governor."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines

    @cached_property
    def outline(self) -> Outline:
        """Made only for pages on which something comes again."""
        return Outline(self.lines)

    @cached_property
    def _formulas(self) -> frozenset[str]:
        """The sentences that stand time and again, each time below another line."""
        above: defaultdict[str, list[str]] = defaultdict(list)
        for at, line in enumerate(self.lines):
            if line.speaks:
                above[line.plain].append(self.lines[at - 1].plain if at else line.plain)
        return frozenset(
            plain
            for plain, lines in above.items()
            if len(lines) >= OFTEN and plain not in lines and len(set(lines)) == len(lines)
        )

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
            elif run[place].source[-1] + 1 != copy:
                first, few = place == agreeing[0], len(agreeing) < FEW
                alone = (first and few) or _is_alone(run, place)
                if alone and REFERRING.search(self.lines[copy].plain.split("。")[0]):
                    kept[place] = None
                elif ((alone or first) and self._is_formula(run[place])) or (
                    first and self._follows_a_pattern(run[place], clause=not few)
                ):
                    kept[place] = copy - 1
                if first and place in kept:  # what goes on from there is about the same
                    kept |= {other: copy - 1 for other in agreeing[1:] if other not in kept}
        return kept

    def share_a_scope(self, one: int, other: int) -> bool:
        """Do the same lines govern both?"""
        return self.outline.chains[one] == self.outline.chains[other]

    def _governed(self, run: Run) -> dict[int, int | None]:
        agreeing = [link for link in run if link.agrees]
        copies = {copy for link in agreeing for copy in link.copy}
        sources = {source for link in agreeing for source in link.source}
        # what the run brings with it on its own outermost level
        forms = {self.outline.form(copy) for copy in copies if copies.isdisjoint(self.outline.chains[copy])} - {""}
        is_whole = all(self.outline.openings[at] is None or at in copies for at in range(min(copies), max(copies)))
        crossed = {self.outline.form(link.source[0]) for link in agreeing if self.outline.is_heading(link.source[0])}
        own = {
            place: tuple(self._own(link, copies, sources if is_whole else set(), forms))
            for place, link in enumerate(run)
        }
        parts: defaultdict[tuple[int, ...], Run] = defaultdict(list)
        for place, link in enumerate(run):
            if link.agrees:
                parts[own[place]].append(link)
        released = {
            governors
            for governors, part in parts.items()
            if (all(map(self._is_loose, governors)) and self._is_pasted(part, sources))
            or (is_whole and self._leaves_section(part, sources, crossed))
        }
        staying: dict[int, int] = {}  # copies -> governor
        kept: dict[int, int | None] = {}
        for place, link in enumerate(run):
            governors = () if own[place] in released else own[place]
            above = governors or [staying[at] for at in self.outline.chains[link.copy[0]] if at in staying]
            if above:
                kept[place] = above[-1]
                staying.update(dict.fromkeys(link.copy, above[-1]))
        return kept

    def _own(self, link: Link, copies: set[int], sources: set[int], forms: set[str]) -> list[int]:
        """Return what governs the copy, but neither its source nor in the same words, and does not come with it.

        A run that brings a line of one form with it stands on the level of that form, not below it, where its source
        stands under none of that form.
        """
        around = self.outline.chains[link.source[0]]
        words = {self.lines[above].plain for above in around}
        around_forms = set(map(self.outline.form, around))
        return [
            above
            for above in self.outline.chains[link.copy[0]]
            if above not in around
            and above not in copies
            and above not in sources  # it is copied itself, so the copy stands below all that it governs
            and self.lines[above].plain not in words
            and (self.outline.form(above) not in forms or self.outline.form(above) in around_forms)
        ]

    def _leaves_section(self, part: Run, sources: set[int], crossed: set[str]) -> bool:
        """Does the run go on into the next section of its source, so that it was never about one thing?"""
        if self._begins_section(part[0].copy[0]):
            return False
        return any(self.outline.form(at) in crossed for at in self._left(part[0], sources)[:1])

    def _left(self, link: Link, sources: set[int]) -> list[int]:
        """Return what governs the source, and neither the copy nor comes with it."""
        above = self.outline.chains[link.copy[0]]
        return [at for at in self.outline.chains[link.source[0]] if at not in above and at not in sources]

    def _is_loose(self, at: int) -> bool:
        """Can running prose put in below this line be about something else? Below a list's last item it can."""
        form = self.outline.form(at)
        return self.outline.is_heading(at) or (form != "第条" and not form.startswith(TIED))

    def _is_pasted(self, part: Run, sources: set[int]) -> bool:
        """Are these an editor's slip in a section about something else, and no part of how its sections are laid out?

        Several sentences that come from several sections, or from under no heading; or that end a section which has
        sentences of its own above them. Sections that are laid out as one begin with what comes again, or both end with
        it, or have it next to lines of one pattern.
        """
        sentences = [link for link in part if self._is_sentence(link.copy[0])]
        if len(sentences) < SEVERAL:
            return False
        left = [self._left(link, sources) for link in sentences]
        if not any(left):
            return True
        if len({tuple(filter(self.outline.is_heading, above[:1])) for above in left}) > 1 and self._is_whole(part):
            return True
        first, last = part[0], part[-1]
        if self._match(first.source[0] - 1, first.copy[0] - 1) or self._match(last.source[-1] + 1, last.copy[-1] + 1):
            return False
        if any(map(self._is_formula, sentences)):
            return False
        if not self._ends_page(last.copy[-1]) or self._own_sentences(first.copy[0]) < OWN:
            return False
        return self._begins_section(first.source[0]) or not self._ends_section(last.source[-1])

    def _is_whole(self, part: Run) -> bool:
        """Are the sources all that stands there, but for headings?"""
        at = part[0].source[0]
        for link in part:
            if not all(map(self.outline.is_heading, range(at, link.source[0]))):
                return False
            at = link.source[-1] + 1
        return True

    def _is_sentence(self, at: int) -> bool:
        return self.lines[at].speaks and self.outline.openings[at] is None

    def _own_sentences(self, copy: int) -> int:
        """Return how many whole sentences stand between a copy and the line that governs it."""
        governor = max(self.outline.chains[copy], default=-1)
        return sum(map(self._is_sentence, range(governor + 1, copy)))

    def _ends_page(self, at: int) -> bool:
        """Does nothing stand below but a signature?"""
        below = self.lines[at + 1 :]
        return len(below) <= SIGNED and not any(line.speaks for line in below)

    def _begins_section(self, at: int) -> bool:
        return at == 0 or self.outline.openings[at - 1] is not None

    def _ends_section(self, at: int) -> bool:
        below = at + 1
        return below == len(self.lines) or (self.outline.openings[below] is not None and not is_row(self.lines[below]))

    def _follows_a_pattern(self, link: Link, *, clause: bool) -> bool:
        """Do the lines above both follow one pattern with other facts? Then each is said about these facts.

        `clause`: a whole clause must be the same, as a long block needs more than two characters that may be a name's.
        """
        above, above_copy = link.source[0] - 1, link.copy[0] - 1
        return above_copy != link.source[-1] and self._match(above, above_copy, clause=clause)

    def _is_formula(self, link: Link) -> bool:
        return self.lines[link.copy[0]].plain in self._formulas

    def _match(self, one: int, other: int, *, clause: bool = False) -> bool:
        """Do two lines follow one pattern with other facts: near, the same opening words, or a label on the copy's?"""
        if min(one, other) < 0 or max(one, other) >= len(self.lines):
            return False
        first, second = self.lines[one].plain, self.lines[other].plain
        if first == second:
            return False
        return (
            (
                _opening_clause(first) == _opening_clause(second) != ""
                if clause
                else _opening_words(first) == _opening_words(second)
            )
            or (is_row(self.lines[one]) and is_row(self.lines[other]))
            or (LABEL.match(second) is not None and (not clause or LABEL.match(first) is not None))
            or relation(first, second) > Relation.DISTINCT
        )


def _is_alone(run: Run, place: int) -> bool:
    """Does no other link that agrees stand directly next to this one?"""
    return not any(
        other.agrees and other is not run[place] and _adjoin(other, run[place])
        for other in run[max(0, place - 1) : place + 2]
    )


def _adjoin(one: Link, other: Link) -> bool:
    first, second = (one, other) if one.copy[0] < other.copy[0] else (other, one)
    return first.copy[-1] + 1 == second.copy[0] and first.source[-1] + 1 == second.source[0]


def _is_filled_in_again(run: Run) -> bool:
    """Does a run agree only between lines that differ in a fact, as one form that is filled in again?"""
    varying = sum(not link.agrees for link in run)
    return varying > 1 and not any(one.agrees and other.agrees for one, other in pairwise(run))


def _opening_words(plain: str) -> str:
    """Figures count as one: 2019年… and 2020年… begin the same."""
    return FIGURES.sub("0", plain[:20])[:OPENING_WORDS]


def _opening_clause(plain: str) -> str:
    """Return what stands before the first mark: 经查, of 经查,甲公司…; figures count as one."""
    found = OPENING_CLAUSE.match(FIGURES.sub("0", plain[:20]))
    return found[0] if found else ""
