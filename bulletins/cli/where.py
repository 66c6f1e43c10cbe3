"""`bulletins where`: in how many bulletins a paragraph stands, and which had it first."""

import json
import re

import click
from rich.text import Text

from bulletins.cli.differences import marks_alone
from bulletins.cli.group import store_option
from bulletins.cli.show import edits
from bulletins.cli.terminal import out, safe
from pipelines.exit_codes import Exit, Failure
from pipelines.store import PlacesView, PlaceView, Store, open_to_read

__all__ = ["where"]

NAMED = re.compile(r"([1-9][0-9]{0,17}):([0-9]{1,9})")


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
    """The paragraph that is named by bulletin and position, or the text itself."""
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
