"""`bulletins show`: one bulletin as a person reads it, or as one JSON object."""

import json
from collections import defaultdict
from collections.abc import Sequence

import click
from rich.markup import escape
from rich.text import Text

from bulletins.cli.bulletin_json import as_json
from bulletins.cli.differences import marks_alone
from bulletins.cli.group import store_option
from bulletins.cli.terminal import out, safe
from pipelines.exit_codes import Exit, Failure
from pipelines.models import FIELDS, ParagraphKind, Receipt
from pipelines.store import (
    BulletinView,
    CopyView,
    ListingView,
    PlacesView,
    RefusedView,
    SeriesView,
    Taken,
    VolatileView,
    open_to_read,
)
from pipelines.store.engine.databases import name_of

__all__ = ["bulletin_or_failure", "in_columns", "print_bulletin", "recurrence_marks", "shortened", "show"]

NAMES = (ParagraphKind.HEADING, ParagraphKind.TABLE_HEAD)
GOVERNOR_SHOWN = 30  # characters
COPIES_SHOWN = 20  # a notice that comes again each week has hundreds


@click.command(
    epilog="""\b
Examples:
  bulletins show 1
  bulletins show https://www.example.gov.cn/tzgg/t20200607_1.html
  bulletins show 1 --json | jq .removals
"""
)
@click.argument("bulletin", metavar="N|URL")
@click.option("--revision", type=click.IntRange(1, 2**31), metavar="N", help="A revision  [default: the current one]")
@click.option("--json", "as_object", is_flag=True, help="One JSON object: kept paragraphs, removals, variants, …")
@store_option
def show(bulletin: str, revision: int | None, as_object: bool, store_url: str) -> int:
    """Show one bulletin, by number or address: what was kept, and what was removed and why."""
    view = bulletin_or_failure(bulletin, store_url, revision)
    with open_to_read(store_url) as store:
        copies, series = store.copies(view.number), store.series(view.number)
        widespread, volatile = store.widespread(view.number), store.volatile(view.number)
    if as_object:
        click.echo(json.dumps(as_json(view, copies, series, widespread), ensure_ascii=False, indent=2))
    else:
        print_bulletin(view, copies, series, widespread)
        print_volatile(volatile)
    return Exit.OK


def bulletin_or_failure(reported: str, store_url: str, revision: int | None = None) -> BulletinView:
    """Return the bulletin that a command names by its number or address; its current revision unless another is
    named."""
    which = int(reported) if reported.isdecimal() and len(reported) < 19 else reported
    with open_to_read(store_url) as store:
        view = store.bulletin(which, revision)
        if view is None and revision is not None and store.bulletin(which) is not None:
            raise Failure(f"bulletin {reported} has no revision {revision}", Exit.USAGE)
    if view is None:
        raise Failure(
            f"no bulletin {reported} in {name_of(store_url)}; `bulletins list` shows what there is", Exit.USAGE
        )
    return view


def refused(found: RefusedView) -> str:
    """Return what came in the place of a bulletin, as one line."""
    visits = "1 visit" if found.visits == 1 else f"{found.visits:,} visits"
    return f"its page says something else since {found.since:%Y-%m-%d}, not taken at {visits}: {found.reason}"


def which_revision(view: BulletinView) -> str:
    """Return which revision it is; and where that is not the last one of them, how many there are."""
    of = f" of {view.revisions}" if view.revision != view.revisions else ""
    return f"revision {view.revision}{of}"


def print_volatile(found: Sequence[VolatileView]) -> None:
    for one in found:
        last = f"; at the last of {one.visits:,} visits since: {safe(one.last.text)}" if one.last else ""
        out.print(f"\n[yellow]{one.kind}[/yellow] at {one.position}, no change since revision {one.revision}", end="")
        out.print(f" ({one.since:%Y-%m-%d}){last}", markup=False)


def print_bulletin(
    view: BulletinView,
    copies: Sequence[CopyView] = (),
    series: SeriesView | None = None,
    widespread: Sequence[tuple[int, PlacesView]] = (),
) -> None:
    """Print the bulletin as text: removed paragraphs dimmed in their place, each with its receipt."""
    out.print(Text(safe(view.title), style="bold"))
    facts = (
        ("bulletin", f"{view.number}, {which_revision(view)}"),
        *(("taken back", taken_back(taken)) for taken in view.taken_back),
        ("published", (view.published_at or view.published or "no date on the page")),
        ("issuer", view.issuer),
        ("columns", " > ".join(view.columns)),
        *((field.zh, getattr(view, field.name)) for field in FIELDS if field.in_table),
        ("url", view.url),
        ("fetched", f"{view.fetched_at:%Y-%m-%d %H:%M:%S} UTC, sha256 {view.sha256[:16]}…"),
        ("flags", ", ".join(view.flags)),
        ("gone", f"its page is not there any more, since {view.gone_since:%Y-%m-%d}" if view.gone_since else None),
        ("refused", refused(view.refused) if view.refused else None),
        *(("listed", listed(listing)) for listing in view.listings),
    )
    for name, reported in facts:
        if reported:
            out.print(f"[dim]{name:>10}[/dim]  {escape(safe(str(reported)))}")
    removed = {removal.position: removal for removal in view.removals}
    table: int | None = None
    marks = recurrence_marks(view)
    texts = {paragraph.position: paragraph.text for paragraph in view.paragraphs}
    for paragraph in view.paragraphs:
        if paragraph.table is None or paragraph.table != table:
            out.print()  # rows of a table stand together
        table = paragraph.table
        removal = removed.get(paragraph.position)
        if removal is not None:
            print_removed(removal, view.number)
        else:
            style = "bold" if paragraph.kind in NAMES else ""
            out.print(Text(f"{paragraph.position:>4}  {in_columns(safe(paragraph.text))}", style=style))
        for mark in marks[paragraph.position]:
            out.print(Text(f"      {safe(mark)}", style="cyan"))
    for variant in view.variants:
        out.print(
            f"\n[yellow]variant[/yellow] {variant.position} differs from {variant.of} in a fact; both stay: ", end=""
        )
        out.print(marks_alone(texts[variant.of], variant.difference, texts[variant.position]))
    for attachment in view.attachments:
        out.print(f"\n[cyan]attachment[/cyan] {escape(safe(attachment.name))}  {escape(attachment.url)}")
    for copy in copies[:COPIES_SHOWN]:
        place = "before" if copy.earlier else "after"
        out.print(f"\n[cyan]{copy.relation}[/cyan] {copy.number} ({copy.source}, published {place} this one)", end="")
        out.print(f"  {escape(safe(copy.title))}")
    if len(copies) > COPIES_SHOWN:
        out.print(f"\nand {len(copies) - COPIES_SHOWN:,} more; `bulletins copies {view.number}` has all")
    for position, found in widespread:
        first = found.places[0]
        out.print(f"\n[cyan]widespread[/cyan] {position} stands in {found.bulletins:,} bulletins", end="")
        out.print(f", first in {first.number} ({escape(safe(first.source))}) on {first.published or 'no day'}")
    if series is not None:
        print_series(series)
    out.print(f"\n{sum(p.kept for p in view.paragraphs)} paragraphs kept, {len(removed)} removed{recurring(view)}")


def taken_back(taken: Taken) -> str:
    """Return the record of a revision that was taken back, as one line."""
    when = f"{taken.undone_at:%Y-%m-%d %H:%M} UTC"
    return f"revision {taken.revision}, with run {taken.run}, by {taken.undone_by}, {when}"


def recurring(view: BulletinView) -> str:
    """Return the count of paragraphs that say again what an earlier one says; empty when there are none."""
    count = len({again.position for again in view.recurrences})
    return f"; {count} of the kept recur under a governor of their own or refer back" if count else ""


def recurrence_marks(view: BulletinView) -> dict[int, list[str]]:
    """Return by position the marks of the paragraphs that recur, as `↻ recurs: as 12, under 第三条`."""
    text = {p.position: p.text for p in view.paragraphs}
    marks: dict[int, list[str]] = defaultdict(list)
    for again in view.recurrences:
        governor = "it refers back" if again.governor is None else f"under {shortened(text[again.governor])}"
        marks[again.position].append(f"↻ recurs: as {again.of}, {governor}")
    return marks


def shortened(text: str) -> str:
    """Return the beginning of a governor's text, which is enough to know it by."""
    return text if len(text) <= GOVERNOR_SHOWN else f"{text[:GOVERNOR_SHOWN]}…"


def in_columns(text: str) -> str:
    """Return a row of a table as a reader of a terminal sees its cells, empty ones too."""
    return text.replace("\t", " │ ")


def print_series(series: SeriesView) -> None:
    for name, issue in (("previous issue", series.previous), ("next issue", series.next)):
        if issue is not None:
            line = f"{issue.number}  {issue.published or '—'}  {escape(safe(issue.title))}"
            out.print(f"\n[cyan]{name}[/cyan] {line}")


def listed(listing: ListingView) -> str:
    """Return one line: the column, the date and title that its list gives, and the list."""
    reported = (listing.column, str(listing.listed_on or ""), listing.title, listing.list_url)
    return "  ".join(filter(None, reported))


def print_removed(removal: Receipt, bulletin: int) -> None:
    reported = [f"{removal.reason} of {removal.repeats}"]
    if removal.section is not None:
        reported.append(f"repeated section {removal.section}")
    if removal.distance is not None:
        reported.append(f"{removal.distance} of 64 bits apart")
    line = Text(
        f"{removal.position:>4}  − removed ({bulletin}:{removal.position}): {', '.join(reported)} ", style="red"
    )
    line.append_text(marks_alone(removal.kept_text or "", removal.difference, removal.text))
    out.print(line)
    out.print(Text(f"      {in_columns(safe(removal.text))}", style="dim strike"))
