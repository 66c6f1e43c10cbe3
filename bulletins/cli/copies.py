"""`bulletins copies`: where else a bulletin stands, in which versions, and who quotes whom."""

import json
import re

import click
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from bulletins.cli.bulletin_json import copy_as_json, edits, issue_as_json, series_as_json
from bulletins.cli.differences import marks_alone
from bulletins.cli.group import store_option
from bulletins.cli.show import bulletin_or_failure
from bulletins.cli.terminal import out, safe
from pipelines.exit_codes import Exit, Failure
from pipelines.models import Receipt
from pipelines.store import BulletinView, CopyView, IssueView, PlacesView, PlaceView, SeriesView, Store, open_to_read

__all__ = ["copies", "series", "where"]

TELLS = {
    ("copy", True): "the same, published before",
    ("copy", False): "the same again on its site",
    ("repost", True): "the same, published before",
    ("repost", False): "reposted",
    ("recurrence", True): "the same words, an earlier bulletin",
    ("recurrence", False): "the same words, a later bulletin",
    ("version", True): "an earlier version",
    ("version", False): "a later version",
    ("quotation", True): "quoted by this one",
    ("quotation", False): "quotes this one",
}
NAMED = re.compile(r"([1-9][0-9]{0,17}):([0-9]{1,9})")


@click.command(
    epilog="""\b
Examples:
  bulletins copies 12             every bulletin that is the same, another version, or quotes or is quoted
  bulletins copies 12 --with 40   what the later of the two has from the earlier, differences marked
  bulletins copies 12 --json

Who is first: by date of publication; on one day who names itself as the source (来源), then by time of day, by when it
was first fetched, by address. The same text under another title, or on another day of one site, is no copy: it says the
same of something else. Nothing is deleted: `bulletins list --all` and `bulletins show` have every copy.
"""
)
@click.argument("bulletin", metavar="N|URL")
@click.option("--with", "other", type=click.IntRange(min=1, max=2**63 - 1), metavar="N", help="The receipts of one.")
@click.option("--json", "as_object", is_flag=True, help="One JSON list.")
@store_option
def copies(bulletin: str, other: int | None, as_object: bool, store_url: str) -> int:
    """Show a bulletin's copies, versions and quotations."""
    view = bulletin_or_failure(bulletin, store_url)
    with open_to_read(store_url) as store:
        found = store.copies(view.number)
        chosen = next((copy for copy in found if copy.number == other), None)
        if other is not None and chosen is None:
            raise Failure(f"bulletin {other} is no copy, version or quotation of {view.number}", Exit.USAGE)
        receipts = store.copied(view.number, chosen.number) if chosen else []
    if as_object:
        reported = [receipt_as_json(one) for one in receipts] if chosen else [copy_as_json(copy) for copy in found]
        click.echo(json.dumps(reported, ensure_ascii=False, indent=2))
    elif chosen:
        print_receipts(view, chosen, receipts)
    else:
        print_copies(view, found)
    return Exit.OK


def print_copies(view: BulletinView, found: list[CopyView]) -> None:
    out.print(Text(f"{view.number}  {safe(view.title)}", style="bold"))
    if not found:
        out.print("no copy, version or quotation of it in the store")
        return
    table = Table(
        "N", "published", "what it is", "in common", "title", "issuer", "source", box=None, header_style="bold"
    )
    table.columns[0].justify = "right"
    for copy in found:
        shared = f"{min(copy.share, copy.of_share):.0%}"
        what = TELLS[copy.relation, copy.earlier]
        cells = (str(copy.number), str(copy.published or "—"), what, shared, copy.title, copy.issuer or "", copy.source)
        table.add_row(*(escape(safe(cell)) for cell in cells))
    out.print(table)


def print_receipts(view: BulletinView, other: CopyView, receipts: list[Receipt]) -> None:
    earlier, later = (other.number, view.number) if other.earlier else (view.number, other.number)
    if not receipts:
        out.print(f"{later} says exactly what {earlier} says")
    for one in receipts:
        line = Text(f"{later}:{one.position} has {earlier}:{one.repeats}, {one.reason}", style="green")
        line.append_text(marks_alone(one.kept_text or "", one.difference, one.text))
        out.print(line)
        out.print(Text(f"      {safe(one.text)}", style="dim"))


def receipt_as_json(one: Receipt) -> dict[str, object]:
    return {
        "position": one.position,
        "text": one.text,
        "repeats": one.repeats,
        "of_text": one.kept_text,
        "reason": str(one.reason),
        "distance": one.distance,
        "similarity": one.similarity,
        "difference": edits(one.difference),
        "through": one.through,
        "within": one.within,
    }


# `bulletins where`: in how many bulletins a paragraph stands, and which had it first.


@click.command(
    epilog="""\b
Examples:
  bulletins where 12:3                  where paragraph 3 of bulletin 12 stands (`bulletins show` numbers them)
  bulletins where '各地要深入开展专项排查整治行动，…'
  bulletins where 12:3 --limit 100 --json

A paragraph is found whatever the number of bulletins that have it, with other marks, spellings and structure words too;
the difference of each is shown. It needs 24 letters: `bulletins search` finds shorter ones.
"""
)
@click.argument("paragraph", metavar="N:POSITION|TEXT")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Bulletins shown.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
@store_option
def where(paragraph: str, limit: int, as_object: bool, store_url: str) -> int:
    """Show where a paragraph stands: in how many bulletins, and in which first."""
    with open_to_read(store_url) as store:
        found = store.places(text_of(store, paragraph), limit)
    if found is None:
        raise Failure("too short to be found by itself (24 letters); `bulletins search` finds it", Exit.USAGE)
    if as_object:
        click.echo(json.dumps(places_as_json(found), ensure_ascii=False, indent=2))
    else:
        print_places(found)
    return Exit.OK


def text_of(store: Store, asked: str) -> str:
    """Return the paragraph that is named by bulletin and position, or the text itself."""
    named = NAMED.fullmatch(asked)
    if named is None:
        return asked
    view = store.bulletin(int(named[1]))
    text = None if view is None else next((p.text for p in view.paragraphs if p.position == int(named[2])), None)
    if text is None:
        raise Failure(f"no paragraph {asked}; `bulletins show N` numbers them", Exit.USAGE)
    return text


def print_places(found: PlacesView) -> None:
    if not found.places:
        out.print("in no bulletin")
        return
    first = found.places[0]
    count = "1 bulletin" if found.bulletins == 1 else f"{found.bulletins:,} bulletins"
    out.print(Text(f"in {count}, first in {first.number} ({safe(first.source)}) on {day(first)}", style="bold"))
    for place in found.places:
        copy = f", a copy of {place.copy_of}" if place.copy_of is not None else ""
        line = Text(f"{place.number}:{place.position}  {day(place)}  {safe(place.title)} ({safe(place.source)}{copy})")
        line.append_text(marks_alone(found.text, place.difference, place.text))
        out.print(line)
    if len(found.places) < found.bulletins:
        out.print(f"and {found.bulletins - len(found.places):,} more; --limit shows them", style="dim")


def day(place: PlaceView) -> str:
    return str(place.published or "no day on the page")


def places_as_json(found: PlacesView) -> dict[str, object]:
    return {
        "text": found.text,
        "bulletins": found.bulletins,
        "places": [
            {
                "number": place.number,
                "url": place.url,
                "source": place.source,
                "title": place.title,
                "published": place.published.isoformat() if place.published else None,
                "copy_of": place.copy_of,
                "position": place.position,
                "text": place.text,
                "difference": edits(place.difference),
            }
            for place in found.places
        ],
    }


# `bulletins series`: the issues of what is published again and again, in their order.


@click.command(
    epilog="""\b
Examples:
  bulletins series 12          every issue of the weekly prices that bulletin 12 is one of, the oldest first
  bulletins series 12 --json

A series is the bulletins of one site whose titles differ in figures and days only. What stands again under a second
column on the same day is a copy and no issue of its own.
"""
)
@click.argument("bulletin", metavar="N|URL")
@click.option("--json", "as_object", is_flag=True, help="One JSON object: the series and its issues.")
@store_option
def series(bulletin: str, as_object: bool, store_url: str) -> int:
    """Show the series that a bulletin is an issue of."""
    view = bulletin_or_failure(bulletin, store_url)
    with open_to_read(store_url) as store:
        of, issues = store.series(view.number), store.issues(view.number)
    if as_object:
        found = series_as_json(of)
        if found is not None:
            found["issues"] = [issue_as_json(one) for one in issues]
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif of is None:
        out.print(Text(f"{view.number}  {safe(view.title)}", style="bold"))
        out.print("no other issue of it in the store")
    else:
        print_series(view.number, of, issues)
    return Exit.OK


def print_series(number: int, of: SeriesView, issues: list[IssueView]) -> None:
    out.print(Text(safe(of.name), style="bold"))
    table = Table("N", "published", "title", "", box=None, header_style="bold")
    table.columns[0].justify = "right"
    for one in issues:
        mark = "← this one" if one.number == number else ""
        cells = (str(one.number), str(one.published or "—"), one.title, mark)
        table.add_row(*(escape(safe(cell)) for cell in cells))
    out.print(table)
