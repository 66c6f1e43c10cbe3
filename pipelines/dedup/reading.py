"""One reading of a page from top to bottom: the runs that repeat what stands above them, and the variants that stay."""

from collections.abc import Sequence

from pipelines.dedup.evidence import Link, Run
from pipelines.dedup.lines import Line, Relation
from pipelines.dedup.runs import Aligner
from pipelines.dedup.sketches import Sketches
from pipelines.records import ParagraphKind

__all__ = ["read_down"]

PART = 12  # characters that a part of a split paragraph must have to lead to the whole


def read_down(lines: Sequence[Line]) -> tuple[list[Run], list[Link]]:
    """The runs whose copies go, and for each line that is near one above it but stays, the link to that one."""
    reading = _Reading(lines)
    for at in range(len(lines)):
        reading.read(at)
    return reading.runs, [link for at, link in sorted(reading.variants.items()) if not reading.aligner.gone[at]]


class _Reading:
    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.aligner = Aligner(lines)
        self.runs: list[Run] = []
        self.variants: dict[int, Link] = {}
        self._sketches = Sketches([line.plain for line in lines])
        self._first: dict[str, int] = {}  # text -> the first line that says it
        self._first_pair: dict[tuple[str, str], int] = {}  # two lines in a row -> where they first stand so
        self._floor = -1  # the last line of the last run: no run reaches back into it
        self._tried = -1  # short lines down to here are known to make no run, so no page costs quadratic time

    def read(self, at: int) -> None:
        if self.aligner.gone[at]:
            return
        line = self.lines[at]
        near = self._near(at)
        if seed := self._seed(at, near):
            run, reach = self.aligner.run(seed, self._floor if line.speaks else max(self._floor, self._tried))
            if run:
                self._take(run)
            elif not line.speaks:
                self._tried = reach
        if self.aligner.gone[at]:
            return
        if at not in self.variants and line.speaks:
            self._link(at, near)
        self._first.setdefault(line.plain, at)
        if pair := self._pair(at):
            self._first_pair.setdefault(pair, at)
        self._sketches.add(at)

    def _near(self, at: int) -> list[int]:
        """Lines above that share much with this one; an exact repeat needs none."""
        line = self.lines[at]
        if line.plain in self._first or line.kind is not ParagraphKind.TEXT or len(line.plain) < PART:
            return []
        return [other for other in self._sketches.near(at) if not self.aligner.gone[other]]

    def _seed(self, at: int, near: Sequence[int]) -> Link | None:
        line = self.lines[at]
        first = self._first.get(line.plain)
        if line.speaks and first is not None and not self.aligner.gone[first]:
            return Link((first,), (at,), Relation.EXACT)
        for other in near:
            if link := self.aligner.seed(other, at):
                return link
        pair = self._pair(at)
        start = self._first_pair.get(pair) if pair and at > self._tried else None
        if start is None or start + 1 >= at or self.aligner.gone[start]:
            return None
        return Link((start,), (at,), Relation.EXACT)

    def _pair(self, at: int) -> tuple[str, str] | None:
        return (self.lines[at].plain, self.lines[at + 1].plain) if at + 1 < len(self.lines) else None

    def _take(self, run: Run) -> None:
        going = [link for place, link in enumerate(run) if link.agrees or _confirmed(run, place, self.lines)]
        for link in going:
            for copy in link.copy:
                self.aligner.gone[copy] = True
        for link in run:
            if link not in going:
                self.variants[link.copy[0]] = link
        self.runs.append(going)
        self._floor = max(self._floor, going[-1].copy[-1])

    def _link(self, at: int, near: Sequence[int]) -> None:
        for other in near:
            if self.aligner.relation(other, at) is not Relation.DISTINCT:
                self.variants[at] = Link((other,), (at,), Relation.VARIANT)
                return


def _confirmed(run: Run, place: int, lines: Sequence[Line]) -> bool:
    """Is this a slip in the wording that the lines before and after it, agreeing, tell from another statement?"""
    if run[place].relation is not Relation.WORDING:
        return False
    beside = [run[other] for other in (place - 1, place + 1) if 0 <= other < len(run)]
    return all(link.agrees for link in beside) and any(lines[copy].speaks for link in beside for copy in link.copy)
