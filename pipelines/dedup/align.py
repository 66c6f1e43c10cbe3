"""Repeated sections: stretches of a page whose lines follow an earlier stretch, line by line.

A seed (one line that surely repeats an earlier one, or two short lines in a row that do) is extended in both directions
as long as the lines go on matching. A copy may lack a line, have one more, join lines or split one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from pipelines.dedup.lines import Line, Relation, relation
from pipelines.dedup.sections import Link, Run, trimmed

__all__ = ["Aligner"]

GAP = 3  # lines that a copy may lack or have more, between two that match
JOINED = 4  # lines that a copy may have joined into one, or split one into


class Aligner:
    """Finds the run around a seed among the lines of one page. `gone`: lines already removed; the caller keeps it."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.gone = [False] * len(lines)
        self._next = list(range(1, len(lines) + 1))
        self._previous = list(range(-1, len(lines) - 1))
        self._seen = Counter(line.plain for line in lines)
        self._relations: dict[tuple[str, str], Relation] = {}

    def relation(self, source: int, copy: int) -> Relation:
        return self._compared(self.lines[source].plain, self.lines[copy].plain)

    def _compared(self, earlier: str, later: str) -> Relation:
        if earlier == later:
            return Relation.EXACT
        key = earlier, later
        if key not in self._relations:
            self._relations[key] = relation(earlier, later)
        return self._relations[key]

    def run(self, seed: Link, floor: int) -> tuple[Run, int]:
        """Return the longest run through the seed, and how far down it was followed.

        Its copies lie below line `floor` of the page and below all its sources.
        """
        forward, back = [seed], [seed]
        while link := self._step(forward[-1], 1, len(self.lines), seed.copy[0]):
            forward.append(link)
        reach = forward[-1].copy[-1]
        forward = trimmed(forward, self.lines, self._seen) or forward
        top = forward[-1].source[-1]
        while link := self._step(back[-1], -1, max(floor, top), seed.source[0]):
            back.append(link)
        return trimmed([*reversed(back[1:]), *forward], self.lines, self._seen), reach

    def trimmed(self, run: Run) -> Run:
        """Return what of a part of a run is proven by itself."""
        return trimmed(run, self.lines, self._seen)

    def seed(self, source: int, copy: int) -> Link | None:
        """Return the link between two lines that are near, also when one holds the other and its neighbours."""
        speaks = self.lines[source].speaks or self.lines[copy].speaks
        found = self.relation(source, copy)
        if found >= Relation.SLIP and self._as_long(source, copy):
            return Link((source,), (copy,), found) if speaks else None
        one, other = self.lines[source].plain, self.lines[copy].plain
        if len(one) < len(other):
            first = source
            while (earlier := self._before(first)) is not None and self.lines[earlier].plain in other:
                first = earlier
            several = self._joined(first, copy, 1, copy)
        else:
            several = self._split(source, copy, 1, len(self.lines))
        if several or found < Relation.SLIP or not speaks:
            return several
        return Link((source,), (copy,), found)

    def _step(self, link: Link, way: int, end: int, bound: int) -> Link | None:
        """Return the next link after (way 1) or before (way -1) this one: exact before near, close lines before far
        ones."""
        sources = self._ahead(link.source[-1 if way > 0 else 0], way, bound)
        copies = self._copies_ahead(link.copy[-1 if way > 0 else 0], way, end)
        if not sources or not copies:
            return None
        closest = self.relation(sources[0], copies[0])
        if closest >= Relation.SLIP and self._as_long(sources[0], copies[0]):
            return Link((sources[0],), (copies[0],), closest)
        for source, copy in _by_distance(sources, copies, furthest=1):
            if self.lines[source].plain == self.lines[copy].plain:
                return Link((source,), (copy,), Relation.EXACT)
        if several := self._joined(sources[0], copies[0], way, bound) or self._split(sources[0], copies[0], way, end):
            return several
        if closest > Relation.DISTINCT:
            return Link((sources[0],), (copies[0],), closest)
        for source, copy in _by_distance(sources, copies, furthest=GAP):
            found = self.relation(source, copy)
            if found >= Relation.SLIP:
                return Link((source,), (copy,), found)
            if several := self._joined(source, copy, way, bound) or self._split(source, copy, way, end):
                return several
        return None

    def _as_long(self, source: int, copy: int) -> bool:
        """Not when one lacks a whole sentence: the next line may have it, and the two together are the other."""
        return _as_long(self.lines[source].plain, self.lines[copy].plain)

    def _joined(self, source: int, copy: int, way: int, bound: int) -> Link | None:
        """Does one line of the copy join this line of the source and those beyond it?"""
        target = self.lines[copy].plain
        if not _shows_in(self.lines[source].plain, target):
            return None
        sources = [source]
        while len(sources) < JOINED:
            more = self._ahead(sources[-1], way, bound)[:1]
            if not more or sum(len(self.lines[at].plain) for at in sources) > len(target) * 1.1:
                return None
            sources += more
            ordered = sorted(sources)
            whole = "".join(self.lines[at].plain for at in ordered)
            if _as_long(whole, target) and (found := self._compared(whole, target)) >= Relation.SLIP:
                return Link(tuple(ordered), (copy,), found)
        return None

    def _split(self, source: int, copy: int, way: int, end: int) -> Link | None:
        """Do this line of the copy and those beyond it make up one line of the source?"""
        target = self.lines[source].plain
        if not _shows_in(self.lines[copy].plain, target):
            return None
        copies = [copy]
        while len(copies) < JOINED:
            more = self._copies_ahead(copies[-1], way, end)[:1]
            if not more or sum(len(self.lines[at].plain) for at in copies) > len(target) * 1.1:
                return None
            copies += more
            ordered = sorted(copies)
            whole = "".join(self.lines[at].plain for at in ordered)
            if _as_long(whole, target) and (found := self._compared(target, whole)) >= Relation.SLIP:
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
    """Return the nearest line still there; jumps are shortened on the way, so that a long removed stretch is crossed
    once."""
    crossed = [at]
    target = jumps[at]
    while target != end and gone[target]:
        crossed.append(target)
        target = jumps[target]
    for place in crossed:
        jumps[place] = target
    return None if target == end else target


def _shows_in(part: str, whole: str) -> bool:
    """A glance before comparing: does a piece of the first or of the second half of the part stand in the whole?"""
    quarter = len(part) // 4
    return len(part) < len(whole) and (
        part[quarter : quarter + 6] in whole or part[-quarter - 6 : -quarter or None] in whole
    )


def _as_long(one: str, other: str) -> bool:
    return 0.9 < len(one) / max(1, len(other)) < 1.1


def _by_distance(sources: list[int], copies: list[int], furthest: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs that skip one line or more, those that skip fewer first."""
    for skipped in range(1, furthest + 1):
        for more in range(skipped + 1):
            if skipped - more < len(sources) and more < len(copies):
                yield sources[skipped - more], copies[more]
