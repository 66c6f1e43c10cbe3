"""Repeated sections: stretches of a page whose lines follow an earlier stretch, line by line.

A seed (one line that surely repeats an earlier one, or two short lines in a row that do) is extended in both directions
as long as the lines go on matching. A copy may lack a line, have one more, join lines or split one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.dedup.lines import Line, Relation, relation
from pipelines.records import ParagraphKind

__all__ = ["Aligner", "Link", "Run"]

GAP = 3  # lines that a copy may lack or have more, between two that match
JOINED = 4  # lines that a copy may have joined into one, or split one into
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


class Aligner:
    """Finds the run around a seed among the lines of one page. `gone` is kept up by the caller: lines already removed."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.gone = [False] * len(lines)
        self._next = list(range(1, len(lines) + 1))
        self._previous = list(range(-1, len(lines) - 1))
        self._seen = Counter(line.digest for line in lines)
        self._relations: dict[tuple[int, int], Relation] = {}

    def relation(self, source: int, copy: int) -> Relation:
        if self.lines[source].digest == self.lines[copy].digest:
            return Relation.EXACT
        key = source, copy
        if key not in self._relations:
            self._relations[key] = relation(self.lines[source].plain, self.lines[copy].plain)
        return self._relations[key]

    def run(self, seed: Link, floor: int) -> Run:
        """The longest run through the seed. Its copies lie above line `floor` and above all its sources."""
        forward, back = [seed], [seed]
        while link := self._step(forward[-1], 1, len(self.lines), seed.copy[0]):
            forward.append(link)
        forward = _trimmed(forward, self.lines, self._seen) or forward
        top = forward[-1].source[-1]
        while link := self._step(back[-1], -1, max(floor, top), seed.source[0]):
            back.append(link)
        return _trimmed([*reversed(back[1:]), *forward], self.lines, self._seen)

    def seed(self, source: int, copy: int) -> Link | None:
        """The link between two lines that are near, also when one holds the other and its neighbours."""
        found = self.relation(source, copy)
        if found >= Relation.SLIP:
            return Link((source,), (copy,), found) if self.lines[copy].speaks else None
        one, other = self.lines[source].plain, self.lines[copy].plain
        if len(one) < len(other):
            first = source
            while (earlier := self._before(first)) is not None and self.lines[earlier].plain in other:
                first = earlier
            return self._joined(first, copy, 1, copy)
        return self._split(source, copy, 1, len(self.lines))

    def _step(self, link: Link, way: int, end: int, bound: int) -> Link | None:
        """The next link after (way 1) or before (way -1) this one: exact before near, and near lines before far ones."""
        sources = self._ahead(link.source[-1 if way > 0 else 0], way, bound)
        copies = self._copies_ahead(link.copy[-1 if way > 0 else 0], way, end)
        if not sources or not copies:
            return None
        closest = self.relation(sources[0], copies[0])
        if closest >= Relation.SLIP:
            return Link((sources[0],), (copies[0],), closest)
        for source, copy in _by_distance(sources[:2], copies[:2]):
            if self.lines[source].digest == self.lines[copy].digest:
                return Link((source,), (copy,), Relation.EXACT)
        if several := self._joined(sources[0], copies[0], way, bound) or self._split(sources[0], copies[0], way, end):
            return several
        if closest > Relation.DISTINCT:
            return Link((sources[0],), (copies[0],), closest)
        for source, copy in _by_distance(sources, copies):
            found = self.relation(source, copy)
            if found >= Relation.SLIP:
                return Link((source,), (copy,), found)
            if several := self._joined(source, copy, way, bound) or self._split(source, copy, way, end):
                return several
        return None

    def _joined(self, source: int, copy: int, way: int, bound: int) -> Link | None:
        """Does one line of the copy join this line of the source and those beyond it?"""
        target = self.lines[copy].plain
        sources = [source]
        while len(sources) < JOINED:
            more = self._ahead(sources[-1], way, bound)[:1]
            if not more or sum(len(self.lines[at].plain) for at in sources) > len(target) * 1.1:
                return None
            sources += more
            ordered = sorted(sources)
            whole = "".join(self.lines[at].plain for at in ordered)
            if _as_long(whole, target) and (found := relation(whole, target)) >= Relation.SLIP:
                return Link(tuple(ordered), (copy,), found)
        return None

    def _split(self, source: int, copy: int, way: int, end: int) -> Link | None:
        """Do this line of the copy and those beyond it make up one line of the source?"""
        target = self.lines[source].plain
        copies = [copy]
        while len(copies) < JOINED:
            more = self._copies_ahead(copies[-1], way, end)[:1]
            if not more or sum(len(self.lines[at].plain) for at in copies) > len(target) * 1.1:
                return None
            copies += more
            ordered = sorted(copies)
            whole = "".join(self.lines[at].plain for at in ordered)
            if _as_long(whole, target) and (found := relation(target, whole)) >= Relation.SLIP:
                return Link((source,), tuple(ordered), found)
        return None

    def _copies_ahead(self, copy: int, way: int, end: int) -> list[int]:
        stop = min(end, copy + GAP + 2) if way > 0 else max(end, copy - GAP - 2)
        ahead = []
        for at in range(copy + way, stop, way):
            if self.gone[at]:
                break
            ahead.append(at)
        return ahead

    def _ahead(self, source: int, way: int, bound: int) -> list[int]:
        """Up to four lines that are still there, on one side of a source; forward, they lie below `bound`."""
        ahead: list[int] = []
        at = self._after(source) if way > 0 else self._before(source)
        while at is not None and len(ahead) <= GAP and (way < 0 or at < bound):
            ahead.append(at)
            at = self._after(at) if way > 0 else self._before(at)
        return ahead

    def _after(self, at: int) -> int | None:
        return _hop(self._next, self.gone, at, len(self.lines))

    def _before(self, at: int) -> int | None:
        return _hop(self._previous, self.gone, at, -1)


def _hop(jumps: list[int], gone: list[bool], at: int, end: int) -> int | None:
    """The nearest line still there; jumps are shortened on the way, so that a long removed stretch is crossed once."""
    crossed = [at]
    target = jumps[at]
    while target != end and gone[target]:
        crossed.append(target)
        target = jumps[target]
    for place in crossed:
        jumps[place] = target
    return None if target == end else target


def _as_long(one: str, other: str) -> bool:
    return 0.9 < len(one) / max(1, len(other)) < 1.1


def _by_distance(sources: list[int], copies: list[int]) -> Iterator[tuple[int, int]]:
    """All pairs, those with fewer skipped lines first, up to GAP skipped; the pair without any is known not to match."""
    for skipped in range(1, GAP + 1):
        for more in range(skipped + 1):
            if skipped - more < len(sources) and more < len(copies):
                yield sources[skipped - more], copies[more]


def _trimmed(run: Run, lines: Sequence[Line], seen: Mapping[str, int]) -> Run:
    """The run without loose ends: beyond the outermost links that speak, only what surely belongs to the section."""
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
    """Which links prove the run: sentences that agree, or two lines of some length without a full stop (lists of names)."""
    sure = [at for at, link in enumerate(run) if _speaks(link, lines)]
    if sure:
        return sure
    telling = [at for at, link in enumerate(run) if link.agrees and all(_lists(lines[copy]) for copy in link.copy)]
    return telling if len(telling) > 1 else []


def _lists(line: Line) -> bool:
    return line.tells and line.kind is ParagraphKind.TEXT


def _speaks(link: Link, lines: Sequence[Line]) -> bool:
    return link.agrees and any(lines[at].speaks for at in (*link.copy, *link.source))


def _holds_on(proven: Link, beyond: Link, mostly_agrees: bool, lines: Sequence[Line], seen: Mapping[str, int]) -> bool:
    """Does the next link outwards belong to the section? Directly beside it: yes. Beyond a line that differs or that only
    one of the two has: when it is a heading, or a row with figures, that stands nowhere else on the page, in a section that mostly agrees."""
    together = _adjoin(beyond, proven) or _adjoin(proven, beyond)
    if together and (mostly_agrees or (proven.agrees and beyond.agrees)):
        return True
    line = lines[beyond.copy[0]]
    return mostly_agrees and (line.kind is ParagraphKind.HEADING or line.tells) and seen[line.digest] == 2


def _adjoin(one: Link, other: Link) -> bool:
    return one.copy[-1] + 1 == other.copy[0] and one.source[-1] + 1 == other.source[0]


def _long_enough(run: Run, lines: Sequence[Line]) -> bool:
    copies = [at for link in run for at in link.copy]
    if any(link.relation is not Relation.EXACT for link in run) or copies[-1] - copies[0] + 1 != len(copies):
        return False
    if any(two.source[0] - one.source[-1] != 1 for one, two in pairwise(run)):
        return False
    distinct = {lines[at].digest for at in copies}
    letters = sum(len(lines[at].plain) for at in copies)
    if len(copies) < SHORT_LINES or len(distinct) < SHORT_DISTINCT or letters < SHORT_LETTERS:
        return False
    return not (_cuts_a_table(copies[0] - 1, copies[0], lines) or _cuts_a_table(copies[-1], copies[-1] + 1, lines))


def _cuts_a_table(above: int, below: int, lines: Sequence[Line]) -> bool:
    """Would the run's edge fall between two rows? Part of a table that recurs (zeros, totals) recurs on purpose."""
    if above < 0 or below >= len(lines):
        return False
    return lines[above].kind is lines[below].kind is ParagraphKind.TABLE_ROW
