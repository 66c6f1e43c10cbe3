"""Document -> CleanDocument: which paragraphs of a page repeat earlier ones, each with its receipt.

The earliest occurrence stays. Every paragraph taken out names the one that it repeats and the exact difference; two
that differ in a fact both stay, linked as variants.

Receipts are made here as well, from what scan.py found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipelines.dedup.edits import changes, difference, similarity
from pipelines.dedup.lines import Line, Relation
from pipelines.dedup.scan import read_down
from pipelines.dedup.sections import Link, Run
from pipelines.models import (
    CleanDocument,
    Document,
    Edit,
    Paragraph,
    ParagraphKind,
    Reason,
    Receipt,
    Recurrence,
    Variant,
)
from pipelines.text.fingerprint import fingerprint, fingerprints, hamming, traced_normal_form

__all__ = ["Repeats", "dedup", "recurrence_of", "removals_of", "removed", "repeats", "repointed", "undo", "variant_of"]

MAX_ROUNDS = 16  # real pages take three at the most; made ones, of one line a thousand times, would take hundreds


class Repeats(NamedTuple):
    """What dedup found among paragraphs: those that go, those that differ in a fact, those that recur on purpose."""

    removals: tuple[Receipt, ...]
    variants: tuple[Variant, ...]
    recurrences: tuple[Recurrence, ...]


def dedup(document: Document, boilerplate: frozenset[str] = frozenset()) -> CleanDocument:
    """Take the repeats out of a page. `boilerplate`: digests (fingerprint.digest) of paragraphs known as the site's.

    Pure, and idempotent: the kept paragraphs as a document of their own lose nothing more.
    """
    removals, variants, recurrences = repeats(document.paragraphs, boilerplate)
    return _with_fingerprint(CleanDocument(document, removals, variants, recurrences=recurrences))


def removed(paragraphs: Sequence[str]) -> list[int]:
    """Return the positions that go when these plain paragraphs are a page."""
    kinds = (ParagraphKind.TABLE_ROW if "\t" in text else ParagraphKind.TEXT for text in paragraphs)
    page = [Paragraph(text, kind) for text, kind in zip(paragraphs, kinds, strict=True)]
    return [removal.position for removal in repeats(page).removals]


def repeats(
    paragraphs: Sequence[Paragraph], boilerplate: frozenset[str] = frozenset(), *, governed: bool = True
) -> Repeats:
    """Find what goes, what varies and what recurs among consecutive paragraphs.

    `governed`: what a copy is said about counts, as within one page. Between two pages it does not: there nothing is
    removed, and what one has from the other is asked for.
    """
    lines = [Line(paragraph.text, paragraph.kind, paragraph.table) for paragraph in paragraphs]
    removals = [_boilerplate(at) for at, line in enumerate(lines) if boilerplate and line.digest in boilerplate]
    links: dict[int, Link] = {}
    sections = 0
    for _ in range(MAX_ROUNDS):
        gone = {removal.position for removal in removals}
        positions = [at for at in range(len(lines)) if at not in gone]
        runs, variants, recurring = read_down([lines[at] for at in positions], governed=governed)
        for link in _placed(variants, positions):
            links.setdefault(link.copy[0], link)
        for run in runs:
            found = removals_of(_placed(run, positions), lines)
            if len(found) > 1:
                sections += 1
                found = [replace(removal, section=sections) for removal in found]
            removals += found
        if not runs:  # what is gone may have parted lines that make a section together, so look until nothing goes
            break
    removals = list(_led_to_kept(removals, lines))
    gone = {removal.position for removal in removals}
    kept_links = [link for at, link in sorted(links.items()) if gone.isdisjoint((at, link.source[0]))]
    in_order = _numbered(sorted(removals, key=lambda removal: removal.position))
    recurrences = [
        recurrence_of(at, link, governor if governor is None else positions[governor], lines)
        for (link, governor), placed in zip(recurring, _placed((link for link, _ in recurring), positions), strict=True)
        for at, link in ((placed.copy[0], placed),)
        if gone.isdisjoint((at, link.source[0]))
    ]
    return Repeats(tuple(in_order), tuple(variant_of(link, lines) for link in kept_links), tuple(recurrences))


def _led_to_kept(removals: Iterable[Receipt], lines: Sequence[Line]) -> Iterable[Receipt]:
    """A paragraph may have gone after others were found to repeat it: these repeat what it repeats.

    Where that cannot be said (it went as one of several joined, or in part) the later one stays.
    """
    by_position = {removal.position: removal for removal in removals}
    for position in sorted(by_position):
        removal = by_position[position]
        ends = {removal.repeats, removal.repeats if removal.through is None else removal.through}
        if position in ends or ends.isdisjoint(by_position):
            continue
        if removal.through is None and removal.within is None:
            by_position[position] = repointed(removal, by_position[removal.repeats], lines)
        else:
            del by_position[position]
    return by_position.values()


def undo(clean: CleanDocument, position: int) -> CleanDocument:
    """Return the page with one removed paragraph put back. Raises KeyError when none was removed at that position."""
    rest = tuple(removal for removal in clean.removals if removal.position != position)
    if len(rest) == len(clean.removals):
        raise KeyError(position)
    return _with_fingerprint(replace(clean, removals=rest))


def _with_fingerprint(clean: CleanDocument) -> CleanDocument:
    return replace(clean, fingerprint=fingerprint("\n".join(paragraph.text for paragraph in clean.kept)))


def _boilerplate(at: int) -> Receipt:
    return Receipt(position=at, repeats=at, reason=Reason.SITE_BOILERPLATE, distance=0, similarity=1.0)


def _placed(links: Iterable[Link], positions: Sequence[int]) -> list[Link]:
    return [
        replace(
            link,
            source=tuple(positions[at] for at in link.source),
            copy=tuple(positions[at] for at in link.copy),
        )
        for link in links
    ]


def _numbered(removals: Sequence[Receipt]) -> list[Receipt]:
    """Sections in page order, from 1."""
    order: dict[int, int] = {}
    for removal in removals:
        if removal.section is not None:
            order.setdefault(removal.section, len(order) + 1)
    return [replace(r, section=order[r.section]) if r.section is not None else r for r in removals]


# Receipts: for each paragraph taken out or linked, what it repeats and the exact difference


def removals_of(run: Run, lines: Sequence[Line]) -> list[Receipt]:
    """One receipt for each line that the run takes out."""
    return [removal for link in run for removal in _removals(link, lines)]


def repointed(removal: Receipt, gone: Receipt, lines: Sequence[Line]) -> Receipt:
    """Return the receipt of a paragraph that repeats one which is `gone` itself: it repeats what that one repeats."""
    last = gone.repeats if gone.through is None else gone.through
    kept = "".join(lines[at].text for at in range(gone.repeats, last + 1))
    start, end = gone.within or (0, len(kept))
    line, piece = lines[removal.position], kept[start:end]
    edits = tuple(replace(edit, at=edit.at + start) for edit in difference(piece, line.text))
    reported = _receipt(line, removal.position, gone.repeats, piece, edits)
    if reported.reason is Reason.REPEATED_SECTION and lines[gone.repeats].speaks:
        reported = replace(reported, reason=Reason.NEAR_REPEAT)
    return replace(reported, section=removal.section, through=gone.through, within=gone.within)


def variant_of(link: Link, lines: Sequence[Line]) -> Variant:
    kept, other = lines[link.source[0]].text, lines[link.copy[0]].text
    return Variant(
        position=link.copy[0],
        of=link.source[0],
        distance=_distance(kept, other),
        similarity=round(similarity(kept, other), 4),
        difference=difference(kept, other),
    )


def recurrence_of(at: int, link: Link, governor: int | None, lines: Sequence[Line]) -> Recurrence:
    """Return the link of a line that stays because what it is said about is another."""
    exact = link.relation is Relation.EXACT
    kept, other = lines[link.source[0]].text, lines[at].text
    return Recurrence(
        position=at,
        of=link.source[0],
        governor=governor,
        distance=_no_distance(lines[at]) if exact else _distance(kept, other),
        similarity=1.0 if exact else round(similarity(kept, other), 4),
        difference=() if exact else difference(kept, other),
    )


def _removals(link: Link, lines: Sequence[Line]) -> list[Receipt]:
    if len(link.copy) > 1:
        return _split_removals(link, lines)
    at, first = link.copy[0], link.source[0]
    if link.relation is Relation.EXACT:
        receipt = _receipt(lines[at], at, first, "", ())
    else:
        kept = "".join(lines[source].text for source in link.source)
        receipt = _receipt(lines[at], at, first, kept, difference(kept, lines[at].text))
    if receipt.reason is Reason.REPEATED_SECTION and lines[first].speaks:
        receipt = replace(receipt, reason=Reason.NEAR_REPEAT)
    return [replace(receipt, through=link.source[-1])] if len(link.source) > 1 else [receipt]


def _receipt(line: Line, position: int, repeats: int, kept: str, edits: tuple[Edit, ...]) -> Receipt:
    reason = Reason.NEAR_REPEAT if edits else Reason.EXACT_REPEAT
    return Receipt(
        position=position,
        repeats=repeats,
        reason=reason if line.speaks else Reason.REPEATED_SECTION,
        distance=_distance(kept, line.text) if edits else _no_distance(line),
        similarity=round(similarity(kept, line.text), 4) if edits else 1.0,
        difference=edits,
    )


def _split_removals(link: Link, lines: Sequence[Line]) -> list[Receipt]:
    """One receipt for each part: the characters of the kept paragraph that it repeats."""
    kept = lines[link.source[0]].text
    plain, offsets = traced_normal_form(kept)
    parts = [lines[at].plain for at in link.copy]
    found = changes(plain, "".join(parts))
    removals, begin, end = [], 0, 0
    for at, part in zip(link.copy, parts, strict=True):
        end += len(part)
        shift = sum((c.end - c.start) - (c.other_end - c.other_start) for c in found if c.other_end <= end)
        stop = offsets[min(len(plain), max(0, end + shift))] if at != link.copy[-1] else len(kept)
        stop = max(begin, stop)
        piece = kept[begin:stop]
        edits = tuple(replace(edit, at=edit.at + begin) for edit in difference(piece, lines[at].text))
        receipt = _receipt(lines[at], at, link.source[0], piece, edits)
        removals.append(replace(receipt, within=(begin, stop)))
        begin = stop
    return removals


def _no_distance(line: Line) -> int | None:
    """Exact repeats are never fingerprinted: their distance is 0 where there is any."""
    return 0 if len(line.plain) >= 12 else None


def _distance(one: str, other: str) -> int | None:
    first, second = fingerprints([one, other])
    return None if first is None or second is None else hamming(first, second)
