"""One reading of a page from top to bottom: the runs that repeat what stands above them, what varies, what recurs.

Sketches find the earlier paragraphs that could be near a given one, so that not all pairs are compared.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, islice
from typing import NamedTuple, TypeVar

import numpy as np

from pipelines.dedup.align import Aligner
from pipelines.dedup.governors import Governors
from pipelines.dedup.lines import Line, Relation
from pipelines.dedup.sections import Link, Run
from pipelines.models import ParagraphKind
from pipelines.text.fingerprint import hashed_grams

__all__ = ["Sketches", "read_down"]

Text = TypeVar("Text", str, tuple[str, str])
PART = 12  # characters that a part of a split paragraph must have to lead to the whole
LOWEST = 6  # two texts of one wording share at least one of their six lowest 3-gram hashes
SAMPLE = np.uint64(16)  # and also one 3-gram in 16, so that a part finds the whole that holds it
CROWD = 8  # a 3-gram seen in more paragraphs than this is no evidence
BEST = 4

# Sketches that are remembered: series of notices share paragraphs, and each comparison asks for the same again
MANY, MAX_LENGTH = 4096, 1000  # paragraphs, characters of one: some 12 MB at the most
Sketch = tuple[int, ...]
_remembered: dict[str, Sketch] = {}


class Found(NamedTuple):
    """`runs`: their copies go. `variants` and `recurrences`: their copies stay, each with the line that governs it
    (None: it refers back)."""

    runs: list[Run]
    variants: list[Link]
    recurrences: list[tuple[Link, int | None]]


def read_down(lines: Sequence[Line], *, governed: bool) -> Found:
    """Find what goes, what varies and what recurs. `governed`: what a copy is said about counts."""
    reading = _Reading(lines, Governors(lines) if governed else None)
    for at in range(len(lines)):
        reading.read(at)
    gone = reading.aligner.gone
    return Found(
        reading.runs,
        [link for at, link in sorted(reading.variants.items()) if not gone[at]],
        [found for at, found in sorted(reading.recurrences.items()) if not gone[at]],
    )


class _Reading:
    def __init__(self, lines: Sequence[Line], governors: Governors | None) -> None:
        self.lines = lines
        self.governors = governors
        self.aligner = Aligner(lines)
        self.runs: list[Run] = []
        self.variants: dict[int, Link] = {}
        self.recurrences: dict[int, tuple[Link, int | None]] = {}
        self._sketches = Sketches([line.plain for line in lines])
        self._first: dict[str, int] = {}  # text -> the first line that says it
        self._last: dict[str, int] = {}  # and the last one above
        self._first_pair: dict[tuple[str, str], int] = {}  # two consecutive lines -> where they first stand so
        self._last_pair: dict[tuple[str, str], int] = {}
        self._floor = -1  # the last line of the last run: no run reaches back into it
        self._tried = -1  # short lines down to here are known to make no run, so no page costs quadratic time
        self._stayed: dict[int, int] = {}  # distance of copy and source -> the last line of a run that was kept whole

    def read(self, at: int) -> None:
        if self.aligner.gone[at]:
            return
        line, pair = self.lines[at], self._pair(at)
        near = self._near(at)
        comes_again = near or line.plain in self._first or pair in self._first_pair
        for seed in self._seeds(at, near) if comes_again else ():
            run, reach = self.aligner.run(seed, self._floor if line.speaks else max(self._floor, self._tried))
            if run and self._take(run):
                break
            if run:
                distance = run[-1].copy[-1] - run[-1].source[-1]
                self._stayed[distance] = max(run[-1].copy[-1], self._stayed.get(distance, -1))
            elif not line.speaks:
                self._tried = max(self._tried, reach)
        if self.aligner.gone[at]:
            return
        if at not in self.variants and line.speaks:
            self._link(at, near)
        self._first.setdefault(line.plain, at)
        self._last[line.plain] = at
        if pair:
            self._first_pair.setdefault(pair, at)
            self._last_pair[pair] = at
        self._sketches.add(at)

    def _near(self, at: int) -> list[int]:
        """Lines above that share much with this one; an exact repeat needs none."""
        line = self.lines[at]
        if line.plain in self._first or line.kind is not ParagraphKind.TEXT or len(line.plain) < PART:
            return []
        return [other for other in self._sketches.near(at) if not self.aligner.gone[other]]

    def _seeds(self, at: int, near: Sequence[int]) -> Iterator[Link]:
        """Links from this line to lines above that it surely repeats: the first that says it, then the last."""
        line = self.lines[at]
        if at in self.recurrences:
            yield from self._seeds_in_scope(at)
            return
        if line.speaks:
            for source in _ends(self._first, self._last, line.plain):
                if not self.aligner.gone[source] and self._is_fresh(source, at):
                    yield Link((source,), (at,), Relation.EXACT)
        for other in near:
            if self._is_fresh(other, at) and (link := self.aligner.seed(other, at)):
                yield link
        pair = self._pair(at)
        if pair is None or at <= self._tried:
            return
        for start in _ends(self._first_pair, self._last_pair, pair):
            if start + 1 < at and not self.aligner.gone[start] and self._is_fresh(start, at):
                yield Link((start,), (at,), Relation.EXACT)

    def _seeds_in_scope(self, at: int) -> Iterator[Link]:
        """A line that recurs is a repeat all the same of one that stands under the same governors."""
        source = self._last.get(self.lines[at].plain)
        if source is None or self.governors is None or not self.lines[at].speaks or self.aligner.gone[source]:
            return
        if self.governors.share_a_scope(source, at) and self._is_fresh(source, at):
            yield Link((source,), (at,), Relation.EXACT)

    def _is_fresh(self, source: int, copy: int) -> bool:
        """No run that this pair belongs to was kept whole already."""
        return copy > self._stayed.get(copy - source, -1)

    def _pair(self, at: int) -> tuple[str, str] | None:
        return (self.lines[at].plain, self.lines[at + 1].plain) if at + 1 < len(self.lines) else None

    def _take(self, run: Run) -> bool:
        """Take out what goes of a run; False: nothing does."""
        run = [self._confirmed(run, place) for place in range(len(run))]
        kept = self.governors.kept(run) if self.governors else {}
        for place, governor in kept.items():
            if run[place].agrees:
                for copy in run[place].copy:
                    self.recurrences.setdefault(copy, (run[place], governor))
        going = [
            link
            for stays, links in groupby(enumerate(run), lambda numbered: numbered[0] in kept)
            if not stays
            for link in self._proven([link for _, link in links], whole=not kept)
        ]
        for link in run:
            if not link.agrees:
                self.variants.setdefault(link.copy[0], link)
        if not going:
            return False
        for link in going:
            for copy in link.copy:
                self.aligner.gone[copy] = True
        self.runs.append(going)
        self._floor = max(self._floor, going[-1].copy[-1])
        return True

    def _confirmed(self, run: Run, place: int) -> Link:
        """Return the link; a reviewed slip between lines that agree is a slip like any other."""
        link = run[place]
        if link.relation is not Relation.WORDING:
            return link
        neighbours = [run[other] for other in (place - 1, place + 1) if 0 <= other < len(run)]
        speak = any(self.lines[copy].speaks for other in neighbours for copy in other.copy)
        return replace(link, relation=Relation.SLIP) if speak and all(other.agrees for other in neighbours) else link

    def _proven(self, run: Run, *, whole: bool) -> Run:
        """Return what of a run goes: all that agrees, if the lines that are left of it still prove a repeat."""
        part = run if whole else self.aligner.trimmed(run)
        return [link for link in part if link.agrees]

    def _link(self, at: int, near: Sequence[int]) -> None:
        for other in near:
            if self.aligner.relation(other, at) is not Relation.DISTINCT:
                self.variants[at] = Link((other,), (at,), Relation.VARIANT)
                return


def _ends(first: Mapping[Text, int], last: Mapping[Text, int], text: Text) -> Iterator[int]:
    """Yield the first place where a text stands, and the last where that is another."""
    if text in first:
        yield first[text]
        if last[text] != first[text]:
            yield last[text]


# Sketches: which earlier paragraphs of a page could be near a given one, without comparing all pairs


class Sketches:
    """Some 3-grams of each paragraph; the same paragraphs give the same answer in any process."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._keys = sketches(texts)
        self._seen: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, position: int) -> None:
        for key in self._keys[position]:
            if len(self._seen[key]) < CROWD:
                self._seen[key].append(position)

    def near(self, position: int) -> list[int]:
        """Up to four added paragraphs that share the most with this one, best first, earlier before later."""
        shared = Counter(other for key in self._keys[position] for other in self._seen.get(key, ()))
        return sorted(shared, key=lambda other: (-shared[other], other))[:BEST]


def sketches(texts: Sequence[str]) -> list[Sketch]:
    found = {text: _remembered.get(text) for text in texts}
    missing = [text for text, sketch in found.items() if sketch is None]
    if missing:
        hashes, starts, counts = hashed_grams(missing)
        made = [_sketch(hashes[start : start + count]) for start, count in zip(starts, counts, strict=True)]
        new = dict(zip(missing, made, strict=True))
        found |= new
        if len(_remembered) + len(new) > MANY:
            _remembered.clear()
        some = islice(((text, sketch) for text, sketch in new.items() if len(text) <= MAX_LENGTH), MANY)
        _remembered.update(some)
    return [found[text] or () for text in texts]


def _sketch(hashes: np.typing.NDArray[np.uint64]) -> Sketch:
    ordered = np.sort(hashes)  # np.unique goes by a hash table, at ten times the cost
    distinct = np.concatenate((ordered[:1], ordered[1:][ordered[1:] != ordered[:-1]]))
    sampled = distinct[LOWEST:]
    return (*distinct[:LOWEST].tolist(), *sampled[sampled % SAMPLE == 0].tolist())
