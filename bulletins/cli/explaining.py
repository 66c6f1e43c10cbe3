"""Why one paragraph stays or goes: what it was compared with, what governs it, in plain sentences."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bulletins.cli.show import shortened
from pipelines.dedup import difference, judge, similarity
from pipelines.models import Edit, Reason
from pipelines.store import BulletinView

__all__ = ["Comparison", "Explanation", "explain"]

LOOKED_AT = 2_000  # earlier paragraphs that the nearest one is looked for among, the last ones before it
PUT_BACK = "It was removed as a repeat, and a person put it back (`bulletins undo`). So it stays."
NEAR = 0.5  # of the characters; below, a reader sees two different sentences


@dataclass(frozen=True, slots=True)
class Comparison:
    """Another paragraph that this one was held against: `what` came of it, and where the two texts differ.

    `difference` counts characters of `earlier`, the text that stands first.
    """

    what: str
    earlier: str
    later: str
    difference: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a paragraph stays, why, and what governs it."""

    position: int
    text: str
    kept: bool
    why: str
    governed: str
    compared: tuple[Comparison, ...]


def explain(view: BulletinView, position: int, restored: Collection[int] = ()) -> Explanation | None:
    """Explain one paragraph of a bulletin by what is stored of it; None: it has no such paragraph.

    `restored`: the positions of the paragraphs that a person put back.
    """
    paragraph = next((p for p in view.paragraphs if p.position == position), None)
    if paragraph is None:
        return None
    text = {p.position: p.text for p in view.paragraphs}
    compared = [*as_removed(view, position), *as_linked(view, position, text)]
    nearest = None
    if not compared:
        nearest = nearest_before(view, position)
        compared += [nearest] if nearest else []
    return Explanation(
        position=position,
        text=paragraph.text,
        kept=paragraph.kept,
        why=PUT_BACK if position in restored else reason_of(view, position, nearest),
        governed=governed(view, position, text),
        compared=(*compared, *by_later(view, position, text)),
    )


def reason_of(view: BulletinView, position: int, nearest: Comparison | None) -> str:
    """Say in one or two sentences why a paragraph stays or goes."""
    text = {p.position: p.text for p in view.paragraphs}
    for removal in view.removals:
        if removal.position == position:
            return why_removed(removal.reason, removal.repeats, removal.section)
    sentences = []
    for one in view.recurrences:
        if one.position == position:
            said = f"It says what {one.of} says, but of something else"
            by = (
                "it refers back (前款, 该 …) to what stands above it"
                if one.governor is None
                else f"it stands under {one.governor} ({shortened(text[one.governor])}), which is not repeated with it"
            )
            sentences.append(f"{said}: {by}. So it stays, and the two are linked.")
    sentences += [
        f"It is near {one.of} but differs from it in a fact: both stay, and they are linked."
        for one in view.variants
        if one.position == position
    ]
    if sentences:
        return " ".join(sentences)
    if nearest is None:
        return "No earlier paragraph says what it says, or nearly so."
    if judge(nearest.earlier, nearest.later) == "duplicate":
        return (
            "Alone it says what an earlier paragraph says, yet it stays: it is short, or nothing around it comes again,"
            " and that proves no repeat."
        )
    return "No earlier paragraph says what it says; the nearest one differs."


def governed(view: BulletinView, position: int, text: dict[int, str]) -> str:
    """Say what a paragraph is said about, as far as that decided anything."""
    for one in view.recurrences:
        if one.position == position:
            if one.governor is None:
                return "governed by what stands above it, to which it refers back"
            return f"governed by {one.governor}: {text[one.governor]}"
    return "no governor of its own decided whether it stays"


def why_removed(reason: Reason, repeats: int, section: int | None) -> str:
    """Say why a paragraph went."""
    if reason is Reason.SITE_BOILERPLATE:
        return "It is a line of the site's template, learned from many bulletins (`bulletins boilerplate`)."
    within = f" It went with the whole of repeated section {section}." if section is not None else ""
    if reason is Reason.EXACT_REPEAT:
        return (
            f"It says exactly what {repeats} says, and nothing above it alone makes it say so of anything else.{within}"
        )
    if reason is Reason.NEAR_REPEAT:
        return f"It says what {repeats} says: the language explains every difference, and none is a fact.{within}"
    return (
        f"Alone so short a line would stay; it is in a section that repeats an earlier one, as {repeats} there.{within}"
    )


def as_removed(view: BulletinView, position: int) -> Iterator[Comparison]:
    for removal in view.removals:
        if removal.position == position:
            kept = removal.kept_text
            last = f" to {removal.through}" if removal.through not in (None, removal.repeats) else ""
            part = " (a part of it)" if removal.within is not None else ""
            what = f"removed as {removal.reason} of {removal.repeats}{last}{part}, similarity {removal.similarity:.3f}"
            if kept is not None:
                yield Comparison(what, kept, removal.text, difference(kept, removal.text))


def as_linked(view: BulletinView, position: int, text: dict[int, str]) -> Iterator[Comparison]:
    """What it was linked with that stands before it."""
    for again in view.recurrences:
        if again.position == position:
            yield Comparison(f"recurs: as {again.of}", text[again.of], text[position], again.difference)
    for variant in view.variants:
        if variant.position == position:
            yield Comparison(f"variant of {variant.of}", text[variant.of], text[position], variant.difference)


def by_later(view: BulletinView, position: int, text: dict[int, str]) -> Iterator[Comparison]:
    """What stands after it and was held against it."""
    for removal in view.removals:
        last = removal.repeats if removal.through is None else removal.through
        if removal.position != position and removal.repeats <= position <= last:
            what = f"{removal.position} was removed: {removal.reason} of this one"
            kept = removal.kept_text or ""
            yield Comparison(what, kept, removal.text, difference(kept, removal.text))
    for again in view.recurrences:
        if again.of == position:
            what = f"{again.position} recurs: as this one"
            yield Comparison(what, text[position], text[again.position], again.difference)
    for variant in view.variants:
        if variant.of == position:
            what = f"{variant.position} is a variant of this one"
            yield Comparison(what, text[position], text[variant.position], variant.difference)


def nearest_before(view: BulletinView, position: int) -> Comparison | None:
    """Find the kept paragraph above it that is nearest in its characters; None: none has half of them."""
    this = next(p.text for p in view.paragraphs if p.position == position)
    above = [(p.position, p.text) for p in view.paragraphs if p.kept and p.position < position]
    scored = [(similarity(text, this), at, text) for at, text in above[-LOOKED_AT:]]
    best = max(scored, key=lambda one: (one[0], -one[1]), default=None)
    if best is None or best[0] < NEAR:
        return None
    share, at, text = best
    what = f"nearest: {at}, similarity {share:.3f}, to the judge {judge(text, this)}"
    return Comparison(what, text, this, difference(text, this))
