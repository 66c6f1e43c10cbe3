"""`bulletins dedup --explain`: each removal and link of a bulletin, or one paragraph, the difference marked."""

import re
from html import escape
from pathlib import Path

import click
from rich.text import Text

from bulletins.cli.differences import bracketed
from bulletins.cli.explaining import Explanation, explain
from bulletins.cli.group import store_option
from bulletins.cli.show import bulletin_or_failure, shortened
from bulletins.cli.terminal import out, safe
from pipelines.dedup import Piece, marked_up, pieces_of
from pipelines.exit_codes import Exit, Failure
from pipelines.models import Edit
from pipelines.store import BulletinView, open_to_read

__all__ = ["Pair", "as_html", "dedup", "pairs_of"]

STYLE = """
body{font:16px/1.8 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1b1f24}
body{margin:2em auto;max-width:60em;padding:0 1em}
section{border-left:.35em solid #d0d7de;padding:.2em 1em;margin:1.5em 0}section.variant{border-color:#bf8700}
section.removed{border-color:#cf222e}section.recurs{border-color:#1b7c83}h2{font-size:1em;color:#57606a;font-weight:500}
del{background:#dafbe1;color:#116329;text-decoration:none}ins{background:#ffebe9;color:#a40e26;text-decoration:none}
section p.why{font-weight:600}dt{color:#57606a;font-size:.85em}dd{margin:0 0 .6em}
"""


class Pair:
    """Two paragraphs of a bulletin: `what` happened, both texts, and the difference between them."""

    def __init__(self, what: str, kind: str, kept: str, other: str, difference: tuple[Edit, ...]) -> None:
        self.what, self.kind, self.kept, self.other, self.difference = what, kind, kept, other, difference

    def pieces(self) -> list[Piece]:
        """The kept text in order, with what it has more and what the other has in its place."""
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
    """One page that needs nothing else: no script, no address outside."""
    return framed(view, "".join(map(section, pairs)) or f"<p>{NOTHING}.</p>")


def paragraph_as_html(view: BulletinView, one: Explanation) -> str:
    """The explanation of one paragraph as such a page."""
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
