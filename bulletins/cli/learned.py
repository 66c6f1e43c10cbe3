"""`bulletins volatile`: figures that change with the visit, and so are left out of what counts as a change."""

import json

import click
from rich.markup import escape
from rich.table import Table

from bulletins.cli.group import store_option
from bulletins.cli.listing import require_source
from bulletins.cli.terminal import out, safe
from pipelines.exit_codes import Exit, Failure
from pipelines.store import Learned, Store, VolatileView, open_store, open_to_read

__all__ = ["boilerplate", "undo", "volatile"]

SHOWN = 10  # of the values of one bulletin


# `bulletins undo`: put a removed paragraph back, for good.


class Removal(click.ParamType[tuple[int, int]]):
    """BULLETIN:POSITION, as `bulletins show` prints it."""

    name = "removal"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        bulletin, colon, position = str(value).partition(":")
        if not (colon and bulletin.isdecimal() and position.isdecimal() and len(bulletin) < 19 and len(position) < 10):
            self.fail(f"{value!r} names no removal; `bulletins show N` prints each as N:POSITION", param, ctx)
        return int(bulletin), int(position)


@click.command(
    epilog="""\b
Examples:
  bulletins volatile                   every such figure, with the revision since which it is left out
  bulletins volatile 43                those of one bulletin, with what they showed at each visit since
  bulletins volatile --undo 43:17      its changes are revisions after all, those before too, and for good

A counter is a whole number that grew at each of five visits, twice within ten minutes, while nothing else changed; a
clock is a time that follows the time of fetching. The text that is shown keeps the paragraph as it stood in the
revision; other words in it, or a number that falls, are a revision.
"""
)
@click.argument("bulletin", required=False, type=click.IntRange(1, 2**63 - 1), metavar="[N]")
@click.option("--undo", "refused", multiple=True, type=Removal(), metavar="N:POSITION", help="Count its changes again.")
@click.option("--source", metavar="NAME", help="Only the bulletins of this source.")
@click.option("--json", "as_object", is_flag=True, help="One JSON list.")
@store_option
def volatile(
    bulletin: int | None, refused: tuple[tuple[int, int], ...], source: str | None, as_object: bool, store_url: str
) -> int:
    """Show the counters and clocks that are no revisions, or count one again."""
    if refused:
        with open_store(store_url, create=False) as store:
            count_again(store, refused)
        return Exit.OK
    with open_to_read(store_url) as store:
        require_source(store, source)
        found = store.volatile(bulletin, source)
        if as_object:
            reported = [described(one) | {"values": values_as_json(store, one)} for one in found]
            click.echo(json.dumps(reported, ensure_ascii=False, indent=2))
            return Exit.OK
        if not found:
            click.echo("none")
            return Exit.OK
        print_places(found)
        if bulletin is not None:
            print_values(store, found)
    return Exit.OK


def count_again(store: Store, refused: tuple[tuple[int, int], ...]) -> None:
    """Count changes at these places again. Raises Failure where nothing was learned."""
    for number, position in refused:
        if not store.refuse_volatile(number, position):
            raise Failure(f"no figure at {number}:{position} is left out; `bulletins volatile` lists them", Exit.USAGE)
        view = store.bulletin(number)
        have = "" if view is None else f": bulletin {number} has {view.revisions:,} revisions"
        click.echo(f"changes at {number}:{position} count again{have}")


def print_places(found: list[VolatileView]) -> None:
    table = Table("place", "kind", "since", "revision", "visits", "paragraph", "last", box=None, header_style="bold")
    for one in found:
        last = safe(one.last.text) if one.last else ""
        table.add_row(
            f"{one.bulletin}:{one.position}",
            one.kind,
            f"{one.since:%Y-%m-%d %H:%M}",
            f"{one.revision}",
            f"{one.visits:,}",
            escape(safe(one.text)),
            escape(last),
        )
    out.print(table)


def print_values(store: Store, found: list[VolatileView]) -> None:
    for number, position in dict.fromkeys((one.bulletin, one.position) for one in found):
        values = store.volatile_values(number, position)
        out.print(f"\nat {number}:{position}, the newest visit first (UTC):", markup=False)
        for value in values[:SHOWN]:
            out.print(f"  {value.fetched_at:%Y-%m-%d %H:%M:%S}  {safe(value.text)}", markup=False)
        if len(values) > SHOWN:
            out.print(f"  and {len(values) - SHOWN:,} more; the view `volatile_visits` has all", markup=False)


def described(one: VolatileView) -> dict[str, object]:
    return {
        "bulletin": one.bulletin,
        "position": one.position,
        "figure": one.figure,
        "kind": one.kind,
        "revision": one.revision,
        "since": one.since.isoformat(),
        "text": one.text,
        "visits": one.visits,
        "title": one.title,
        "source": one.source,
        "url": one.url,
    }


def values_as_json(store: Store, one: VolatileView) -> list[dict[str, str]]:
    values = store.volatile_values(one.bulletin, one.position)
    return [{"fetched_at": value.fetched_at.isoformat(), "text": value.text} for value in values]


# `bulletins boilerplate`: the lines of a site's template that reached the texts, learned from many of its pages.


@click.command(
    epilog="""\b
Examples:
  bulletins boilerplate                     what was learned so far
  bulletins boilerplate --learn xinhui      learn it from the bulletins in the store
  bulletins rebuild                         and take it out of them; pages to come lose it by themselves
  bulletins boilerplate --forget xinhui     undo that (rebuild again)

A line is boilerplate when it stands at the edge of the text on 60% of a source's bulletins and of each column's, of at
least 20 bulletins in 3 columns. It stays in the store, removed with the reason `site boilerplate`.
"""
)
@click.argument("sources", nargs=-1, metavar="[SOURCE…]")
@click.option("--learn", is_flag=True, help="Learn it again from what the store holds of these sources.")
@click.option("--forget", is_flag=True, help="Forget what was learned of these sources.")
@click.option("--json", "as_object", is_flag=True, help="One JSON list.")
@store_option
def boilerplate(sources: tuple[str, ...], learn: bool, forget: bool, as_object: bool, store_url: str) -> int:
    """Show, learn or forget the lines that are a site's and no bulletin's."""
    if learn and forget:
        raise click.UsageError("--learn and --forget at once")
    if (learn or forget) and not sources:
        raise click.UsageError(f"name the sources to {'learn' if learn else 'forget'}")
    with open_store(store_url, create=False) if learn or forget else open_to_read(store_url) as store:
        for source in sources:
            require_source(store, source)
        for source in sources:
            if learn:
                store.learn_boilerplate(source)
            elif forget:
                store.forget_boilerplate(source)
        found = [line for line in store.learned() if not sources or line.source in sources]
    if as_object:
        click.echo(json.dumps([as_learned(line) for line in found], ensure_ascii=False, indent=2))
        return Exit.OK
    if not found:
        click.echo("none")
    else:
        table = Table("source", "on", "of", "line", box=None, header_style="bold")
        for line in found:
            table.add_row(line.source, f"{line.bulletins:,}", f"{line.of_bulletins:,}", escape(safe(line.text)))
        out.print(table)
    if learn or forget:
        click.echo("`bulletins rebuild` reads the stored pages accordingly")
    return Exit.OK


def as_learned(line: Learned) -> dict[str, object]:
    return {
        "source": line.source,
        "text": line.text,
        "bulletins": line.bulletins,
        "of_bulletins": line.of_bulletins,
        "learned_at": line.learned_at.isoformat(),
    }


@click.command(
    epilog="""\b
Examples:
  bulletins show 43          names each removed paragraph, for example 43:17
  bulletins undo 43:17       puts it back

It stays back: a later revision of the bulletin and `bulletins rebuild` keep the paragraph too.
"""
)
@click.argument("removals", nargs=-1, required=True, type=Removal(), metavar="N:POSITION…")
@store_option
def undo(removals: tuple[tuple[int, int], ...], store_url: str) -> int:
    """Put removed paragraphs back, and remember it."""
    with open_store(store_url, create=False) as store:
        for bulletin, position in removals:
            if not store.undo(bulletin, position):
                raise Failure(f"no paragraph was removed at {bulletin}:{position}", Exit.USAGE)
            click.echo(f"{bulletin}:{position} is back")
    return Exit.OK
