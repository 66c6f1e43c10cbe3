"""`bulletins copies`: where else a bulletin stands, in which versions, and who quotes whom."""

import json

import click
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from bulletins.cli.differences import marks_alone
from bulletins.cli.group import store_option
from bulletins.cli.show import bulletin_or_failure, copy_as_json, edits
from bulletins.cli.terminal import out, safe
from pipelines.exit_codes import Exit, Failure
from pipelines.models import Receipt
from pipelines.store import BulletinView, CopyView, open_to_read

__all__ = ["copies"]

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
        told = [receipt_as_json(one) for one in receipts] if chosen else [copy_as_json(copy) for copy in found]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
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
        out.print(f"{later} says what {earlier} says, to the letter")
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
