"""`bulletins dedup --explain`: each removal and variant of a bulletin, both texts with the difference marked."""

from html import escape
from pathlib import Path

import click
from rich.text import Text

from pipelines.cli.exits import Exit
from pipelines.cli.group import store_option
from pipelines.cli.show import bulletin_or_failure
from pipelines.cli.terminal import out, safe
from pipelines.records import Edit
from pipelines.store import BulletinView

__all__ = ["Pair", "as_html", "dedup", "pairs_of"]

STYLE = """
body{font:16px/1.8 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1b1f24}
body{margin:2em auto;max-width:60em;padding:0 1em}
section{border-left:.35em solid #d0d7de;padding:.2em 1em;margin:1.5em 0}section.variant{border-color:#bf8700}
section.removed{border-color:#cf222e}h2{font-size:1em;color:#57606a;font-weight:500}
del{background:#dafbe1;color:#116329;text-decoration:none}ins{background:#ffebe9;color:#a40e26;text-decoration:none}
dt{color:#57606a;font-size:.85em}dd{margin:0 0 .6em}
"""

Piece = tuple[str, str]  # ("same" | "kept" | "removed", text)


class Pair:
    """Two paragraphs of a bulletin: `what` happened, both texts, and the difference between them."""

    def __init__(self, what: str, kind: str, kept: str, other: str, difference: tuple[Edit, ...]) -> None:
        self.what, self.kind, self.kept, self.other, self.difference = what, kind, kept, other, difference

    def pieces(self) -> list[Piece]:
        """The kept text in order, with what it has more and what the other has in its place."""
        found: list[Piece] = []
        done = 0
        for edit in self.difference:
            found.append(("same", self.kept[done : edit.at]))
            found.append(("kept", edit.kept))
            found.append(("removed", edit.removed))
            done = edit.at + len(edit.kept)
        found.append(("same", self.kept[done:]))
        return [piece for piece in found if piece[1]]


@click.command(
    epilog="""\b
Examples:
  bulletins dedup --explain 32                    in the terminal
  bulletins dedup --explain 32 --html why.html    as one self-contained page
"""
)
@click.option("--explain", "bulletin", required=True, metavar="N|URL", help="The bulletin to explain.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a page here.")
@store_option
def dedup(bulletin: str, html: Path | None, store_url: str) -> int:
    """Explain what dedup removed from a bulletin and what it linked: both texts, the difference marked."""
    view = bulletin_or_failure(bulletin, store_url)
    pairs = pairs_of(view)
    if html is not None:
        html.write_text(as_html(view, pairs), "utf-8")
        click.echo(f"{html}: open it in a browser")
        return Exit.OK
    out.print(Text(safe(view.title), style="bold"))
    if not pairs:
        out.print("nothing was removed, and no two paragraphs are variants")
    for pair in pairs:
        out.print(f"\n{pair.what}", style="red" if pair.kind == "removed" else "yellow", markup=False)
        line = Text()
        for kind, told in pair.pieces():
            line.append(safe(told), style={"same": "", "kept": "green", "removed": "bold red reverse"}[kind])
        out.print(line)
        if pair.difference:
            out.print(Text(f"other: {safe(pair.other)}", style="dim"))
    return Exit.OK


def pairs_of(view: BulletinView) -> list[Pair]:
    text = {p.position: p.text for p in view.paragraphs}
    found = []
    for r in view.removals:
        kept = "".join(text[i] for i in range(r.repeats, (r.through if r.through is not None else r.repeats) + 1))
        section = f", repeated section {r.section}" if r.section is not None else ""
        apart = f", {r.distance} of 64 bits apart" if r.distance is not None else ""
        what = f"{r.position} removed: {r.reason} of {r.repeats}{section}{apart}, similarity {r.similarity:.3f}"
        found.append(Pair(what, "removed", kept, r.text, r.difference))
    for v in view.variants:
        what = f"{v.position} stays: it differs from {v.of} in a fact, similarity {v.similarity:.3f}"
        found.append(Pair(what, "variant", text[v.of], text[v.position], v.difference))
    return found


def as_html(view: BulletinView, pairs: list[Pair]) -> str:
    """One page that needs nothing else: no script, no address outside."""
    tag = {"kept": "del", "removed": "ins"}
    sections = []
    for pair in pairs:
        merged = "".join(
            f"<{tag[kind]}>{escape(told)}</{tag[kind]}>" if kind in tag else escape(told)
            for kind, told in pair.pieces()
        )
        both = f"<dl><dt>kept</dt><dd>{escape(pair.kept)}</dd><dt>the other</dt><dd>{escape(pair.other)}</dd></dl>"
        shown = both if pair.difference else ""
        sections.append(f'<section class="{pair.kind}"><h2>{escape(pair.what)}</h2><p>{merged}</p>{shown}</section>')
    body = "".join(sections) or "<p>Nothing was removed, and no two paragraphs are variants.</p>"
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(view.title)}</title>'
        f"<style>{STYLE}</style></head><body><h1>{escape(view.title)}</h1>"
        "<p>In each difference, <del>what only the kept text has</del> stands before "
        f"<ins>what only the other has</ins>.</p>{body}</body></html>"
    )
