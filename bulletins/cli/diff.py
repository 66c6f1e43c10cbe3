"""`bulletins diff`: what a publisher changed in a bulletin, the edits marked in place."""

import json

import click
from rich.markup import escape
from rich.text import Text

from bulletins.cli.differences import AFTER, BEFORE, EMPTY, bracketed
from bulletins.cli.group import store_option
from bulletins.cli.show import bulletin_or_failure
from bulletins.cli.terminal import out, safe
from pipelines.dedup import MARKS
from pipelines.exit_codes import Exit, Failure
from pipelines.revisions.differences import (
    FieldChange,
    ParagraphChange,
    What,
    changed_fields,
    changed_paragraphs,
    fields_of,
)
from pipelines.store import BulletinView, open_to_read

__all__ = ["diff"]

STYLES = {What.ADDED: "green", What.REMOVED: "red", What.MOVED: "cyan", What.EDITED: "yellow"}


@click.command(
    epilog="""\b
Examples:
  bulletins diff 12                  the current revision against the one before
  bulletins diff 12 --from 1         against the first
  bulletins diff 12 --json | jq .paragraphs

An edited paragraph is shown once, with [-what was there before-] and {+what is there now+}: whole figures at a time.
How a page is read and what is taken out of it as a repeat is no revision: only what its publisher changed is.
"""
)
@click.argument("bulletin", metavar="N|URL")
@click.option("--from", "before", type=click.IntRange(min=1), metavar="N", help="Revision  [default: the one before]")
@click.option("--to", "after", type=click.IntRange(min=1), metavar="N", help="Revision  [default: the current one]")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
@store_option
def diff(bulletin: str, before: int | None, after: int | None, as_object: bool, store_url: str) -> int:
    """Show what changed between two revisions of a bulletin."""
    current = bulletin_or_failure(bulletin, store_url)
    new = current if after is None else revision_or_failure(current, after, store_url)
    number = before if before is not None else new.revision_before
    old = revision_or_failure(current, number, store_url) if number else None
    fields = changed_fields(fields_of(old), fields_of(new)) if old else ()
    paragraphs = changed_paragraphs(texts_of(old), texts_of(new)) if old else ()
    if as_object:
        click.echo(json.dumps(as_json(old, new, fields, paragraphs), ensure_ascii=False, indent=2))
    elif old is None:
        out.print(Text(f"{new.number}  {safe(new.title)}", style="bold"))
        first = "has one revision" if current.revisions == 1 else "is compared from its first revision on"
        out.print(f"bulletin {new.number} {first}, {fetched(new)}: there is none before")
    else:
        print_changes(old, new, fields, paragraphs)
    return Exit.OK


def revision_or_failure(bulletin: BulletinView, number: int, store_url: str) -> BulletinView:
    with open_to_read(store_url) as store:
        view = store.bulletin(bulletin.number, number)
    if view is None:
        have = "one revision" if bulletin.revisions == 1 else f"revisions 1 to {bulletin.revisions}"
        raise Failure(f"bulletin {bulletin.number} has {have}, there is no {number}", Exit.USAGE)
    return view


def texts_of(view: BulletinView) -> list[str]:
    return [paragraph.text for paragraph in view.paragraphs]


def fetched(view: BulletinView) -> str:
    return f"fetched {view.fetched_at:%Y-%m-%d %H:%M:%S} UTC, sha256 {view.sha256[:16]}…"


def print_changes(
    old: BulletinView, new: BulletinView, fields: tuple[FieldChange, ...], paragraphs: tuple[ParagraphChange, ...]
) -> None:
    out.print(Text(f"{new.number}  {safe(new.title)}", style="bold"))
    for view in (old, new):
        out.print(f"[dim]{'revision':>10}[/dim]  {view.revision}, {fetched(view)}")
    for field in fields:
        line = Text(f"{field.name:>10}  ", style="dim")
        line.append(safe(field.before or EMPTY), style=BEFORE)
        line.append(" → ", style="dim")
        line.append(safe(field.after or EMPTY), style=AFTER)
        out.print(line)
    for change in paragraphs:
        out.print()
        print_paragraph(change)
    if not fields and not paragraphs:
        out.print("they say the same")
    counts = [f"{sum(c.what is what for c in paragraphs)} {what}" for what in What]
    out.print(f"\n{len(fields)} fields changed; paragraphs: {', '.join(counts)}")


def print_paragraph(change: ParagraphChange) -> None:
    places = [str(place) for place in (change.before_position, change.position) if place is not None]
    out.print(f"[{STYLES[change.what]}]{escape(change.what)}[/] [dim]{' → '.join(dict.fromkeys(places))}[/dim]")
    if change.what is not What.EDITED:
        style = {What.ADDED: AFTER, What.REMOVED: BEFORE}.get(change.what, "")
        out.print(Text(f"      {safe(change.after or change.before or '')}", style=style))
        return
    before, after = change.before or "", change.after or ""
    if any(mark and mark in text for text in (before, after) for pair in MARKS.values() for mark in pair):
        # marks of ours could not be distinguished from those of the page
        out.print(Text(f"    - {safe(before)}", style=BEFORE))
        out.print(Text(f"    + {safe(after)}", style=AFTER))
        return
    line = Text("      ")
    line.append_text(bracketed(before, change.difference, after, {"kept": BEFORE, "removed": AFTER}))
    out.print(line)


def as_json(
    old: BulletinView | None,
    new: BulletinView,
    fields: tuple[FieldChange, ...],
    paragraphs: tuple[ParagraphChange, ...],
) -> dict[str, object]:
    """Return the stable shape for other programs; docs/schema.md describes each key."""
    return {
        "number": new.number,
        "url": new.url,
        "title": new.title,
        "from": None if old is None else revision_as_json(old),
        "to": revision_as_json(new),
        "fields": [{"name": field.name, "from": field.before, "to": field.after} for field in fields],
        "paragraphs": [
            {
                "what": str(change.what),
                "from_position": change.before_position,
                "to_position": change.position,
                "from": change.before,
                "to": change.after,
                "difference": [{"at": e.at, "from": e.kept, "to": e.removed} for e in change.difference],
            }
            for change in paragraphs
        ],
    }


def revision_as_json(view: BulletinView) -> dict[str, object]:
    return {"revision": view.revision, "fetched_at": view.fetched_at.isoformat(), "sha256": view.sha256}
