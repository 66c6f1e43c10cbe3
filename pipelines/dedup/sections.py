"""What makes a stretch of matching lines a repeated section, and where it ends.

Lines recur on purpose: 特此公告。, headings, totals of zero. So a run must be proven by lines that nobody writes
twice, and ends where nothing ties the next line to these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.dedup.lines import Line, Relation
from pipelines.models import ParagraphKind

__all__ = ["Link", "Run", "trimmed"]

# A stretch of short lines alone (a list, a table) is a repeat only when it is too long to recur by chance.
SHORT_LINES, SHORT_DISTINCT, SHORT_LETTERS = 5, 4, 60


@dataclass(frozen=True)
class Link:
    """Lines `copy` repeat lines `source` (one to one; one to several: joined; several to one: split)."""

    source: tuple[int, ...]
    copy: tuple[int, ...]
    relation: Relation

    @property
    def agrees(self) -> bool:
        return self.relation >= Relation.SLIP


Run = list[Link]


def trimmed(run: Run, lines: Sequence[Line], seen: Mapping[str, int]) -> Run:
    """Return the run without loose ends: beyond the outermost links that speak, only what surely belongs to the
    section."""
    speaking = _speaking(run, lines)
    if not speaking:
        return run if _long_enough(run, lines) else []
    agreeing = sum(len(lines[at].plain) for link in run if link.agrees for at in link.copy)
    differing = sum(len(lines[at].plain) for link in run if not link.agrees for at in link.copy)
    first, last = speaking[0], speaking[-1]
    while first > 0 and _holds_on(run[first], run[first - 1], agreeing > differing, lines, seen):
        first -= 1
    while last < len(run) - 1 and _holds_on(run[last], run[last + 1], agreeing > differing, lines, seen):
        last += 1
    return run[first : last + 1]


def _speaking(run: Run, lines: Sequence[Line]) -> list[int]:
    """Return which links prove the run: sentences that agree, or else two lines of some length (a list of names)."""
    sure = [at for at, link in enumerate(run) if _speaks(link, lines)]
    if sure:
        return sure
    lists = [at for at, link in enumerate(run) if link.agrees and all(_lists(lines[copy]) for copy in link.copy)]
    return lists if len(lists) > 1 else []


def _lists(line: Line) -> bool:
    return line.says_much and line.kind is ParagraphKind.TEXT


def _speaks(link: Link, lines: Sequence[Line]) -> bool:
    return link.agrees and any(lines[at].speaks for at in (*link.copy, *link.source))


def _holds_on(proven: Link, beyond: Link, mostly_agrees: bool, lines: Sequence[Line], seen: Mapping[str, int]) -> bool:
    """Does the next link outwards belong to the section? Directly next to it: yes.

    Beyond a line that differs, or that only one of the two stretches has: when the section mostly agrees, and this is a
    heading or a row with figures that stands nowhere else on the page.
    """
    together = _adjoin(beyond, proven) or _adjoin(proven, beyond)
    if together and (mostly_agrees or (proven.agrees and beyond.agrees)):
        return True
    line = lines[beyond.copy[0]]
    return mostly_agrees and (line.kind is ParagraphKind.HEADING or line.says_much) and seen[line.plain] == 2


def _adjoin(one: Link, other: Link) -> bool:
    return one.copy[-1] + 1 == other.copy[0] and one.source[-1] + 1 == other.source[0]


def _long_enough(run: Run, lines: Sequence[Line]) -> bool:
    copies = [at for link in run for at in link.copy]
    if any(link.relation is not Relation.EXACT for link in run) or copies[-1] - copies[0] + 1 != len(copies):
        return False
    if any(two.source[0] - one.source[-1] != 1 for one, two in pairwise(run)):
        return False
    distinct = {lines[at].plain for at in copies}
    if len(copies) < SHORT_LINES or len(distinct) < SHORT_DISTINCT or sum(map(len, distinct)) < SHORT_LETTERS:
        return False
    return not (_cuts_a_table(copies[0] - 1, copies[0], lines) or _cuts_a_table(copies[-1], copies[-1] + 1, lines))


def _cuts_a_table(above: int, below: int, lines: Sequence[Line]) -> bool:
    """Would the run's edge fall between two rows? Part of a table that recurs (zeros, totals) recurs on purpose."""
    if above < 0 or below >= len(lines):
        return False
    return lines[above].kind is lines[below].kind is ParagraphKind.TABLE_ROW
