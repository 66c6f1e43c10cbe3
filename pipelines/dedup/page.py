"""Document -> CleanDocument: which paragraphs of a page repeat earlier ones, each with its receipt.

The earliest occurrence stays. Every paragraph taken out names the one that it repeats and the exact difference; two that
differ in a fact both stay, linked as variants.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.dedup.lines import Line, Relation
from pipelines.dedup.receipts import removals_of, variant_of
from pipelines.dedup.runs import Aligner, Link, Run
from pipelines.dedup.sketches import Sketches
from pipelines.fingerprint import fingerprint
from pipelines.records import CleanDocument, Document, Reason, Removal, Variant

__all__ = ["dedup", "undo"]


def dedup(document: Document, boilerplate: frozenset[str] = frozenset()) -> CleanDocument:
    """Take the repeats out of a page. `boilerplate`: digests (fingerprint.digest) of paragraphs known as the site's own.

    Pure, and idempotent: the kept paragraphs as a document of their own lose nothing more.
    """
    lines = [Line(paragraph.text, paragraph.kind) for paragraph in document.paragraphs]
    removals = [_boilerplate(at) for at, line in enumerate(lines) if boilerplate and line.digest in boilerplate]
    variants: list[Variant] = []
    sections = 0
    while True:
        gone = {removal.position for removal in removals}
        positions = [at for at in range(len(lines)) if at not in gone]
        runs, links = _runs_and_variants([lines[at] for at in positions])
        for run in runs:
            found = removals_of(_placed(run, positions), lines)
            if len(found) > 1:
                sections += 1
                found = [replace(removal, section=sections) for removal in found]
            removals += found
        variants = [variant_of(link, lines) for link in _placed(links, positions)]
        if not runs:  # what is gone may have parted lines that make a section together: look again
            break
    removals = _numbered(sorted(removals, key=lambda removal: removal.position))
    return _with_fingerprint(CleanDocument(document, tuple(removals), tuple(variants)))


def undo(clean: CleanDocument, position: int) -> CleanDocument:
    """The page with one removed paragraph put back. Raises KeyError when none was removed at that position."""
    rest = tuple(removal for removal in clean.removals if removal.position != position)
    if len(rest) == len(clean.removals):
        raise KeyError(position)
    return _with_fingerprint(replace(clean, removals=rest))


def _with_fingerprint(clean: CleanDocument) -> CleanDocument:
    return replace(clean, fingerprint=fingerprint("\n".join(paragraph.text for paragraph in clean.kept)))


def _boilerplate(at: int) -> Removal:
    return Removal(position=at, repeats=at, reason=Reason.SITE_BOILERPLATE, distance=0, similarity=1.0)


def _placed(links: Sequence[Link], positions: Sequence[int]) -> Run:
    return [
        replace(
            link,
            source=tuple(positions[at] for at in link.source),
            copy=tuple(positions[at] for at in link.copy),
        )
        for link in links
    ]


def _numbered(removals: Sequence[Removal]) -> list[Removal]:
    """Sections in page order, from 1."""
    order: dict[int, int] = {}
    for removal in removals:
        if removal.section is not None:
            order.setdefault(removal.section, len(order) + 1)
    return [replace(r, section=order[r.section]) if r.section is not None else r for r in removals]


def _runs_and_variants(lines: Sequence[Line]) -> tuple[list[Run], list[Link]]:
    """One pass from top to bottom: the runs whose copies go, and the lines that are near an earlier one but stay."""
    aligner = Aligner(lines)
    sketches = Sketches([line.plain for line in lines])
    first: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    runs: list[Run] = []
    variants: dict[int, Link] = {}
    floor = -1  # the last line of the last run: no run reaches back into it
    tried = -1  # short lines up to here are known not to make a run
    for at, line in enumerate(lines):
        if aligner.gone[at]:
            continue
        pair = (line.digest, lines[at + 1].digest) if at + 1 < len(lines) else None
        near: list[int] = []
        seed: Link | None = None
        if line.speaks and line.digest in first:
            seed = Link((first[line.digest],), (at,), Relation.EXACT)
        elif line.speaks or (len(line.plain) >= 12 and line.kind.value == "text"):
            near = [other for other in sketches.near(at) if not aligner.gone[other]]
            seed = next((link for other in near if (link := aligner.seed(other, at)) is not None), None)
        if seed is None and pair is not None and at > tried and (start := pairs.get(pair)) is not None:
            if start + 1 < at and not aligner.gone[start]:
                seed = Link((start,), (at,), Relation.EXACT)
        run = aligner.run(seed, floor) if seed is not None else []
        if run:
            removed = _agreeing(run, lines)
            for link in run:
                if link in removed:
                    for copy in link.copy:
                        aligner.gone[copy] = True
                elif link.relation > Relation.DISTINCT:
                    variants[link.copy[0]] = link
            if removed:
                runs.append(removed)
                floor = max(floor, removed[-1].copy[-1])
        elif seed is not None and not line.speaks:
            tried = seed.copy[-1]
        if aligner.gone[at]:
            continue
        first.setdefault(line.digest, at)
        if pair is not None:
            pairs.setdefault(pair, at)
        sketches.add(at)
        for other in near:
            if (
                line.speaks
                and at not in variants
                and aligner.relation(other, at) in (Relation.VARIANT, Relation.WORDING)
            ):
                variants[at] = Link((other,), (at,), Relation.VARIANT)
    return runs, [link for at, link in sorted(variants.items()) if not aligner.gone[at]]


def _agreeing(run: Run, lines: Sequence[Line]) -> Run:
    """The links of a run whose copies go: those that agree, and a wording slip between neighbours that agree."""
    chosen = []
    for at, link in enumerate(run):
        beside = [run[place] for place in (at - 1, at + 1) if 0 <= place < len(run)]
        confirmed = all(other.agrees for other in beside) and any(
            other.agrees and any(lines[copy].speaks for copy in other.copy) for other in beside
        )
        if link.agrees or (link.relation is Relation.WORDING and confirmed):
            chosen.append(link)
    return chosen
