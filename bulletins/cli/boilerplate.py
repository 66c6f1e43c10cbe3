"""`bulletins boilerplate`: the lines of a site's template that reached the texts, learned from many of its pages."""

import json

import click
from rich.markup import escape
from rich.table import Table

from bulletins.cli.group import store_option
from bulletins.cli.listing import require_source
from bulletins.cli.terminal import out, safe
from pipelines.exit_codes import Exit
from pipelines.store import Learned, open_store, open_to_read

__all__ = ["boilerplate"]


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
@click.option("--learn", is_flag=True, help="Learn it anew from what the store holds of these sources.")
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
        click.echo(json.dumps([described(line) for line in found], ensure_ascii=False, indent=2))
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


def described(line: Learned) -> dict[str, object]:
    return {
        "source": line.source,
        "text": line.text,
        "bulletins": line.bulletins,
        "of_bulletins": line.of_bulletins,
        "learned_at": line.learned_at.isoformat(),
    }
