"""A page's paragraphs as dedup sees them, and how one stands to an earlier one."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from re import compile as pattern

from pipelines.dedup.edits import changes
from pipelines.dedup.language import holds_fact
from pipelines.dedup.verdict import harmless_slip, judge_plain
from pipelines.models import ParagraphKind
from pipelines.text.fingerprint import digest, normal_form

__all__ = ["Line", "Relation", "relation"]

# 特此公告。 一、 同意 责任单位:… recur on purpose. A whole sentence of 20 characters or more does not.
SENTENCE = 20
LONG = 40  # without a full stop: a line as long as this with a comma is no heading
PAUSE = pattern(r"[,;:。!?]")
LABEL = pattern(r"[(\[]?[^,。;!?]{1,10}:[^。!?]*[)\]]?$")
CLOSED = pattern(r"[。!?…;][\"')\]]*$")
ALIKE = 0.75  # between lines of one page, which share their subject, nearer than between any two texts


@dataclass(frozen=True)
class Line:
    """One paragraph: `text` as it stands, `kind` of it, the number of its table."""

    text: str
    kind: ParagraphKind = ParagraphKind.TEXT
    table: int | None = None

    @cached_property
    def plain(self) -> str:
        return normal_form(self.text)

    @cached_property
    def digest(self) -> str:
        return digest(self.text)

    @cached_property
    def speaks(self) -> bool:
        """Is this a sentence that nobody writes twice on a page, so that its repeat is a repeat by itself?"""
        if self.kind is not ParagraphKind.TEXT or len(self.plain) < SENTENCE or LABEL.match(self.plain):
            return False
        if CLOSED.search(self.plain):
            return True
        return len(self.plain) >= LONG and PAUSE.search(self.plain) is not None

    @cached_property
    def says_much(self) -> bool:
        """Is this more than a stock phrase, though no sentence: a row with figures, a name with its posts?"""
        if self.kind is ParagraphKind.TABLE_ROW:
            return sum(char in "123456789" for char in self.plain) >= 4
        return self.kind is ParagraphKind.TEXT and len(self.plain) >= SENTENCE and not LABEL.match(self.plain)


class Relation(IntEnum):
    """How a later line stands to an earlier one, by rising agreement."""

    DISTINCT = 0
    VARIANT = 1
    WORDING = 2  # a reviewed slip (精神障碍, 精神病障碍), which counts where the lines around it agree
    SLIP = 3
    EXACT = 4


def relation(earlier: str, later: str) -> Relation:
    """How two normal forms stand to each other. No removal may rest on a difference that holds a fact."""
    if earlier == later:
        return Relation.EXACT
    verdict = judge_plain(earlier, later, near=ALIKE)
    if verdict == "distinct":
        return Relation.DISTINCT
    found = changes(earlier, later)
    pieces = [(earlier[c.start : c.end], later[c.other_start : c.other_end]) for c in found]
    if verdict == "duplicate" and not any(holds_fact(ours) or holds_fact(theirs) for ours, theirs in pieces):
        return Relation.SLIP
    return Relation.WORDING if harmless_slip(earlier, later) else Relation.VARIANT
