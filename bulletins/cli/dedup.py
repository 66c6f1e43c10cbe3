"""`bulletins dedup --explain`: each removal and link of a bulletin, or one paragraph, the difference marked."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import click
from rich.text import Text

from bulletins.cli.differences import bracketed
from bulletins.cli.group import store_option
from bulletins.cli.show import bulletin_or_failure, shortened
from bulletins.cli.terminal import out, safe
from pipelines.dedup import Piece, difference, judge, marked_up, pieces_of, similarity
from pipelines.exit_codes import Exit, Failure
from pipelines.models import Edit, Reason
from pipelines.store import BulletinView, open_to_read

__all__ = ["Comparison", "Explanation", "Pair", "as_html", "dedup", "explain", "pairs_of"]

STYLE = """
body{font:16px/1.8 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1b1f24}
body{margin:2em auto;max-width:60em;padding:0 1em}
section{border-left:.35em solid #d0d7de;padding:.2em 1em;margin:1.5em 0}section.variant{border-color:#bf8700}
section.removed{border-color:#cf222e}section.recurs{border-color:#1b7c83}h2{font-size:1em;color:#57606a;font-weight:500}
del{background:#dafbe1;color:#116329;text-decoration:none}ins{background:#ffebe9;color:#a40e26;text-decoration:none}
section p.why{font-weight:600}dt{color:#57606a;font-size:.85em}dd{margin:0 0 .6em}
"""
LOOKED_AT = 2_000  # earlier paragraphs that the nearest one is looked for among, the last ones before it
PUT_BACK = "It was removed as a repeat, and a person put it back (`bulletins undo`). So it stays."
NEAR = 0.5  # of the characters; below, a reader sees two different sentences


class Pair:
    """Two paragraphs of a bulletin: `what` happened, both texts, and the difference between them."""

    def __init__(self, what: str, kind: str, kept: str, other: str, difference: tuple[Edit, ...]) -> None:
        self.what, self.kind, self.kept, self.other, self.difference = what, kind, kept, other, difference

    def pieces(self) -> list[Piece]:
        """Return the kept text in order, with what it has more and what the other has in its place."""
        return pieces_of(self.kept, self.difference, self.other)


ONE_PARAGRAPH = re.compile(r"([0-9]{1,18}):([0-9]{1,9})")
STYLES = {"removed": "red", "recurs": "cyan", "variant": "yellow"}
NOTHING = "Nothing was removed, and no two paragraphs are linked"


@click.command(
    epilog="""\b
Examples:
  bulletins dedup --explain 32                    in the terminal
  bulletins dedup --explain 32 --html why.html    as one self-contained page
  bulletins dedup --explain 32:7                  one paragraph: what it was held against, and why it stays or goes
"""
)
@click.option(
    "--explain", "bulletin", required=True, metavar="N|URL|N:POSITION", help="The bulletin or paragraph to explain."
)
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a page here.")
@store_option
def dedup(bulletin: str, html: Path | None, store_url: str) -> int:
    """Explain what dedup removed from a bulletin and what it linked: both texts, the difference marked."""
    one = ONE_PARAGRAPH.fullmatch(bulletin)
    view = bulletin_or_failure(one[1] if one else bulletin, store_url)
    if one:
        explained = explained_or_failure(view, int(one[2]), store_url)
    if html is not None:
        html.write_text(paragraph_as_html(view, explained) if one else as_html(view, pairs_of(view)), "utf-8")
        click.echo(f"{html}: open it in a browser")
    elif one:
        print_explanation(view, explained)
    else:
        print_pairs(view, pairs_of(view))
    return Exit.OK


# Why one paragraph stays or goes: what it was compared with, what governs it, in plain sentences.


@dataclass(frozen=True, slots=True)
class Comparison:
    """Another paragraph that this one was held against: `what` came of it, and where the two texts differ.

    `difference` counts characters of `earlier`, the text that stands first.
    """

    what: str
    earlier: str
    later: str
    difference: tuple[Edit, ...]


def governed(view: BulletinView, position: int, text: dict[int, str]) -> str:
    """Say what a paragraph is said about, as far as that decided anything."""
    for one in view.recurrences:
        if one.position == position:
            if one.governor is None:
                return "governed by what stands above it, to which it refers back"
            return f"governed by {one.governor}: {text[one.governor]}"
    return "no governor of its own decided whether it stays"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a paragraph stays, why, and what governs it."""

    position: int
    text: str
    kept: bool
    why: str
    governed: str
    compared: tuple[Comparison, ...]


def explained_or_failure(view: BulletinView, position: int, store_url: str) -> Explanation:
    with open_to_read(store_url) as store:
        found = explain(view, position, store.restored(view.number))
    if found is None:
        last = len(view.paragraphs) - 1
        has = f"its paragraphs are 0 to {last}" if view.paragraphs else "it has no paragraphs"
        raise Failure(f"bulletin {view.number} has no paragraph {position}; {has}", Exit.USAGE)
    return found


def print_explanation(view: BulletinView, one: Explanation) -> None:
    out.print(Text(safe(view.title), style="bold"))
    outcome = "kept" if one.kept else "removed"
    out.print(Text(f"{one.position:>4}  {outcome}: {safe(one.text)}", style="" if one.kept else "red"))
    out.print(Text(f"      {safe(one.why)}", style="bold"))
    out.print(Text(f"      {safe(one.governed)}", style="dim"))
    for comparison in one.compared:
        out.print(f"\n      {comparison.what}", markup=False)
        line = Text("      ")
        line.append_text(bracketed(comparison.earlier, comparison.difference, comparison.later))
        out.print(line)


def print_pairs(view: BulletinView, pairs: list[Pair]) -> None:
    out.print(Text(safe(view.title), style="bold"))
    if not pairs:
        out.print(f"{NOTHING.lower()}")
    for pair in pairs:
        out.print(f"\n{safe(pair.what)}", style=STYLES[pair.kind], markup=False)
        out.print(bracketed(pair.kept, pair.difference, pair.other))
        if pair.difference:
            out.print(Text(f"other: {safe(pair.other)}", style="dim"))


def pairs_of(view: BulletinView) -> list[Pair]:
    """List what was removed, what recurs and what differs in a fact, each with the text it was held against."""
    text = {p.position: p.text for p in view.paragraphs}
    found = []
    for r in view.removals:
        kept = r.kept_text
        section = f", repeated section {r.section}" if r.section is not None else ""
        apart = f", {r.distance} of 64 bits apart" if r.distance is not None else ""
        what = f"{r.position} removed: {r.reason} of {r.repeats}{section}{apart}, similarity {r.similarity:.3f}"
        found.append(Pair(what, "removed", r.text if kept is None else kept, r.text, r.difference))
    for c in view.recurrences:
        under = "it refers back" if c.governor is None else f"under {c.governor}, {shortened(text[c.governor])}"
        what = f"{c.position} stays: it recurs, as {c.of}, {under}; similarity {c.similarity:.3f}"
        found.append(Pair(what, "recurs", text[c.of], text[c.position], c.difference))
    for v in view.variants:
        what = f"{v.position} stays: it differs from {v.of} in a fact, similarity {v.similarity:.3f}"
        found.append(Pair(what, "variant", text[v.of], text[v.position], v.difference))
    return found


def as_html(view: BulletinView, pairs: list[Pair]) -> str:
    """Make one page that needs nothing else: no script, no address outside."""
    return framed(view, "".join(map(section, pairs)) or f"<p>{NOTHING}.</p>")


def paragraph_as_html(view: BulletinView, one: Explanation) -> str:
    """Make such a page that explains one paragraph."""
    outcome = "kept" if one.kept else "removed"
    said = f"<p>{one.position} {outcome}: {escape(one.text)}</p>"
    why = f'<p class="why">{escape(one.why)}</p><p>{escape(one.governed)}</p>'
    kind = "recurs" if one.kept else "removed"
    held = (section(Pair(c.what, "variant", c.earlier, c.later, c.difference)) for c in one.compared)
    return framed(view, f'<section class="{kind}">{said}{why}</section>{"".join(held)}')


def section(pair: Pair) -> str:
    tag = {"kept": "del", "removed": "ins"}
    merged = "".join(
        f"<{tag[kind]}>{escape(marked_up(kind, said))}</{tag[kind]}>" if kind in tag else escape(said)
        for kind, said in pair.pieces()
    )
    both = f"<dl><dt>kept</dt><dd>{escape(pair.kept)}</dd><dt>the other</dt><dd>{escape(pair.other)}</dd></dl>"
    shown = both if pair.difference else ""
    return f'<section class="{pair.kind}"><h2>{escape(pair.what)}</h2><p>{merged}</p>{shown}</section>'


def framed(view: BulletinView, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(view.title)}</title>'
        f"<style>{STYLE}</style></head><body><h1>{escape(view.title)}</h1>"
        "<p>In each difference, <del>[-what only the kept text has-]</del> stands before "
        f"<ins>{{+what only the other has+}}</ins>.</p>{body}</body></html>"
    )


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
    """Return what it was linked with that stands before it."""
    for again in view.recurrences:
        if again.position == position:
            yield Comparison(f"recurs: as {again.of}", text[again.of], text[position], again.difference)
    for variant in view.variants:
        if variant.position == position:
            yield Comparison(f"variant of {variant.of}", text[variant.of], text[position], variant.difference)


def by_later(view: BulletinView, position: int, text: dict[int, str]) -> Iterator[Comparison]:
    """Return what stands after it and was held against it."""
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
