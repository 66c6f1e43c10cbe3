"""What changed between two revisions of a bulletin: fields, and paragraphs in their places. Pure.

Paragraphs are matched by what they say, white space and width folded: those that stand in the same order first, then
those that moved, then those that are similar enough to be one edited. All paragraphs of the page are compared, repeats
that were taken out of the text too: what a publisher changes is the page.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from pipelines.dedup.edits import CELLS, difference, likeness
from pipelines.dedup.forms import NUMBERED
from pipelines.models import FIELDS, Document, Edit
from pipelines.text.fingerprint import normal_form

__all__ = ["FieldChange", "ParagraphChange", "What", "changed_fields", "changed_paragraphs", "fields_of"]

ALIKE = 0.5  # of the characters; below, a reader takes two paragraphs for one that went and one that came
# Above ALIKE characters may be common by chance, one here and one there. What was edited has whole phrases left, unless
# it is SURE for its likeness alone; a paragraph with another number has the same words but for a few (RENUMBERED)
SURE, RENUMBERED = 0.65, 0.75
# Characters that stand together in both (fewer in short texts), and the share of the longer text that they make up
PHRASE, PHRASES = 3, 0.4
PAIRS = 40_000  # of one place, compared with each other; where more was rewritten, those that stand in the same order


class What(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """What became of a paragraph. Positions count from 0 in each revision; None, as its text, where it is not there.

    `difference`: at a character of the text before, `kept` stood for what is `removed` now, as in a receipt.
    """

    what: What
    before_position: int | None
    position: int | None
    before: str | None
    after: str | None
    difference: tuple[Edit, ...] = ()


def fields_of(document: Document, step: str = " > ") -> dict[str, str | None]:
    """Return what a revision says of its bulletin, as text by field; `step` stands between the columns of a breadcrumb.

    None where it says nothing.
    """
    values = {field.name: getattr(document, field.name) for field in FIELDS}
    texts = {name: None if value is None else str(value) for name, value in values.items() if name != "columns"}
    attachments = "\n".join(f"{a.name} {a.url}" for a in document.attachments)
    return {**texts, "columns": step.join(document.columns) or None, "attachments": attachments or None}


def changed_fields(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> tuple[FieldChange, ...]:
    """Return the fields that differ, in the order of the later revision."""
    return tuple(
        FieldChange(name, before.get(name), reported)
        for name, reported in after.items()
        if (before.get(name) or "") != (reported or "")
    )


def changed_paragraphs(before: Sequence[str], after: Sequence[str]) -> tuple[ParagraphChange, ...]:
    """Return the paragraphs that differ, in the order of the later revision; one that went stands where it was."""
    ours, theirs = list(map(key, before)), list(map(key, after))
    same: dict[int, int] = {}
    gaps: list[tuple[range, range]] = []
    for op in Indel.opcodes(ours, theirs):
        left, right = range(op.src_start, op.src_end), range(op.dest_start, op.dest_end)
        if op.tag == "equal":
            same |= zip(left, right, strict=True)
        else:
            gaps.append((left, right))
    everywhere = (range(len(before)), range(len(after)))
    moved = matched(*left_over(everywhere, same), ours, theirs)
    edited: dict[int, int] = {}
    for gap in (*joined(gaps), everywhere):  # where they stood first, then wherever
        edited |= pairs(*left_over(gap, same | moved | edited), ours, theirs)
    at = same | moved | edited
    went, came = left_over(everywhere, at)
    changes = [
        *(ParagraphChange(What.MOVED, i, j, before[i], after[j]) for i, j in moved.items()),
        *(edit(i, j, before[i], after[j]) for i, j in edited.items()),
        *(ParagraphChange(What.REMOVED, i, None, before[i], None) for i in went),
        *(ParagraphChange(What.ADDED, None, j, None, after[j]) for j in came),
    ]
    return tuple(sorted(changes, key=lambda change: place(change, at)))


def edit(i: int, j: int, before: str, after: str) -> ParagraphChange:
    return ParagraphChange(What.EDITED, i, j, before, after, difference(before, after))


def left_over(gap: tuple[range, range], found: Mapping[int, int]) -> tuple[list[int], list[int]]:
    taken = set(found.values())
    return [i for i in gap[0] if i not in found], [j for j in gap[1] if j not in taken]


def key(text: str) -> str:
    return normal_form(text) or text


def matched(left: Sequence[int], right: Sequence[int], ours: Sequence[str], theirs: Sequence[str]) -> dict[int, int]:
    """Paragraphs that say the same elsewhere, each once, in their order."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for j in reversed(right):
        waiting[theirs[j]].append(j)
    return {i: waiting[ours[i]].pop() for i in left if waiting[ours[i]]}


def joined(gaps: Sequence[tuple[range, range]]) -> Iterator[tuple[range, range]]:
    """Yield what was taken out of one place with what was put in there."""
    last: tuple[range, range] | None = None
    for left, right in gaps:
        if last is not None and last[0].stop == left.start and last[1].stop == right.start:
            last = (range(last[0].start, left.stop), range(last[1].start, right.stop))
            continue
        if last is not None:
            yield last
        last = (left, right)
    if last is not None:
        yield last


def pairs(left: Sequence[int], right: Sequence[int], ours: Sequence[str], theirs: Sequence[str]) -> dict[int, int]:
    """Pair the paragraphs that are one edited, the most similar first."""
    few = len(left) * len(right) <= PAIRS
    candidates = [(i, j) for i in left for j in right] if few else list(zip(left, right, strict=False))
    scored = [(likeness(ours[i], theirs[j], ALIKE), i, j) for i, j in candidates]
    found: dict[int, int] = {}
    given: set[int] = set()
    for similarity, i, j in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if similarity >= ALIKE and i not in found and j not in given and is_edit(ours[i], theirs[j], similarity):
            found[i] = j
            given.add(j)
    return found


def is_edit(ours: str, theirs: str, similarity: float) -> bool:
    """Whether two paragraphs of this similarity (0 to 1 over their characters) are one edited."""
    numbers = NUMBERED.match(ours), NUMBERED.match(theirs)
    if all(numbers) and len({number[0] for number in numbers if number}) == 2:
        rests = [text[number.end() :] for text, number in zip((ours, theirs), numbers, strict=True) if number]
        return likeness(rests[0], rests[1]) >= RENUMBERED
    if similarity >= SURE or len(ours) * len(theirs) > CELLS:  # above, likeness itself is by what stands together
        return True
    longer = max(len(ours), len(theirs))
    common = (op.src_end - op.src_start for op in Indel.opcodes(ours, theirs) if op.tag == "equal")
    phrases = sum(length for length in common if length >= min(PHRASE, longer // 3))
    return phrases >= PHRASES * longer


def place(change: ParagraphChange, at: Mapping[int, int]) -> tuple[int, int, int]:
    if change.position is not None:
        return (change.position, 1, 0)
    assert change.before_position is not None  # noqa: S101  # one of both is there
    stood_after = next((at[i] for i in range(change.before_position - 1, -1, -1) if i in at), -1)
    return (stood_after, 2, change.before_position)
