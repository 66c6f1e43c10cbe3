"""The receipts: for each paragraph taken out or linked, what it repeats and the exact difference."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.dedup.edits import changes, difference, similarity
from pipelines.dedup.lines import Line, Relation
from pipelines.dedup.sections import Link, Run
from pipelines.models import Edit, Reason, Receipt, Recurrence, Variant
from pipelines.text.fingerprint import fingerprints, hamming, traced_normal_form

__all__ = ["recurrence_of", "removals_of", "repointed", "variant_of"]


def removals_of(run: Run, lines: Sequence[Line]) -> list[Receipt]:
    """One receipt for each line that the run takes out."""
    return [removal for link in run for removal in _removals(link, lines)]


def repointed(removal: Receipt, gone: Receipt, lines: Sequence[Line]) -> Receipt:
    """The receipt of a paragraph that repeats one which is `gone` itself: it repeats what that one repeats."""
    last = gone.repeats if gone.through is None else gone.through
    kept = "".join(lines[at].text for at in range(gone.repeats, last + 1))
    start, end = gone.within or (0, len(kept))
    line, piece = lines[removal.position], kept[start:end]
    edits = tuple(replace(edit, at=edit.at + start) for edit in difference(piece, line.text))
    told = _receipt(line, removal.position, gone.repeats, piece, edits)
    if told.reason is Reason.REPEATED_SECTION and lines[gone.repeats].speaks:
        told = replace(told, reason=Reason.NEAR_REPEAT)
    return replace(told, section=removal.section, through=gone.through, within=gone.within)


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
    """The link of a line that stays because what it is said about is another."""
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
