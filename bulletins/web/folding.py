"""A bulletin's paragraphs as a page shows them: rows of a table together, what was removed folded where it stood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypedDict

from markupsafe import Markup

from bulletins.web.showing import both_sides, shown
from pipelines.models import ParagraphKind, Receipt, Recurrence
from pipelines.store import BulletinView, ParagraphView
from pipelines.tables import cells_of

__all__ = ["Block", "Folded", "Linked", "Recurring", "TableRow", "blocks"]

ROWS = {ParagraphKind.TABLE_HEAD: "head", ParagraphKind.TABLE_ROW: "row"}
GOVERNOR_SHOWN = 40  # characters


@dataclass(frozen=True, slots=True)
class Folded:
    """A removed paragraph next to its twin. `twin` None: boilerplate repeats nothing on its page."""

    position: int
    reason: str
    text: str
    twin: int | None
    kept: Markup
    removed: Markup
    differs: bool
    distance: int | None
    similarity: float
    section: int | None


@dataclass(frozen=True, slots=True)
class Linked:
    """A variant: the paragraph `of` that this one is near, both with what only they say marked."""

    of: int
    earlier: Markup
    later: Markup
    similarity: float


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table. `kind`: head, row, or line for a caption or section line, whose one cell spans the table."""

    position: int
    kind: str
    cells: tuple[Markup, ...]
    span: int = 1


@dataclass(frozen=True, slots=True)
class Recurring:
    """A paragraph that says again what `of` says, about what `governor` names. None: it refers back itself."""

    of: int
    governor: int | None
    named: Markup
    earlier: Markup
    later: Markup
    differs: bool
    similarity: float


@dataclass(frozen=True, slots=True)
class Block:
    """`kind`: text, heading, caption, table or folded. `lines` are its paragraphs, `rows` those of a table."""

    kind: str
    lines: tuple[tuple[int, Markup], ...] = ()
    rows: tuple[TableRow, ...] = ()
    folded: tuple[Folded, ...] = ()
    variants: tuple[Linked, ...] = ()
    recurrences: tuple[Recurring, ...] = ()

    @property
    def reasons(self) -> list[str]:
        return list(dict.fromkeys(one.reason for one in self.folded))


class Links(TypedDict):
    variants: tuple[Linked, ...]
    recurrences: tuple[Recurring, ...]


def blocks(view: BulletinView) -> list[Block]:
    """Return the blocks in page order."""
    removed = {removal.position: removal for removal in view.removals}
    texts = {paragraph.position: paragraph for paragraph in view.paragraphs}
    variants: dict[int, list[Linked]] = {}
    for one in view.variants:
        earlier, later = texts[one.of].text, texts[one.position].text
        variants.setdefault(one.position, []).append(Linked(one.of, *both_sides(earlier, later), one.similarity))
    recurring: dict[int, list[Recurring]] = {}
    for again in view.recurrences:
        recurring.setdefault(again.position, []).append(recurs(again, texts))

    def linked(some: Sequence[ParagraphView]) -> Links:
        return {
            "variants": tuple(v for p in some for v in variants.get(p.position, ())),
            "recurrences": tuple(r for p in some for r in recurring.get(p.position, ())),
        }

    def kind(paragraph: ParagraphView) -> tuple[str, int | None]:
        if paragraph.position in removed:
            return "folded", None
        if paragraph.table is not None or paragraph.kind in ROWS:
            return "table", paragraph.table
        return str(paragraph.kind), None

    made = []
    for (what, _), group in groupby(view.paragraphs, kind):
        some = list(group)
        if what == "folded":
            made.append(Block(what, folded=tuple(fold(removed[p.position]) for p in some)))
        elif what == "table":
            made.append(Block(what, rows=table_rows(some), **linked(some)))
        else:
            made += [Block(what, ((p.position, shown(p.text)),), **linked([p])) for p in some]
    return made


def table_rows(paragraphs: Sequence[ParagraphView]) -> tuple[TableRow, ...]:
    """Return a table's rows as they stand on a page; a title above them or between them spans all their columns."""
    width = max(len(cells_of(paragraph.text)) for paragraph in paragraphs)
    return tuple(
        TableRow(p.position, ROWS[p.kind], tuple(map(shown, cells_of(p.text))))
        if p.kind in ROWS
        else TableRow(p.position, "line", (shown(p.text),), width)
        for p in paragraphs
    )


def recurs(one: Recurrence, texts: Mapping[int, ParagraphView]) -> Recurring:
    earlier, later = texts[one.of].text, texts[one.position].text
    governor = Markup("") if one.governor is None else shown(texts[one.governor].text[:GOVERNOR_SHOWN])
    sides = both_sides(earlier, later)
    return Recurring(one.of, one.governor, governor, *sides, bool(one.difference), one.similarity)


def fold(removal: Receipt) -> Folded:
    kept = removal.kept_text
    sides = both_sides(kept, removal.text) if kept is not None else (Markup(""), shown(removal.text))
    return Folded(
        position=removal.position,
        reason=str(removal.reason),
        text=removal.text,
        twin=None if kept is None else removal.repeats,
        kept=sides[0],
        removed=sides[1],
        differs=bool(removal.difference),
        distance=removal.distance,
        similarity=removal.similarity,
        section=removal.section,
    )
