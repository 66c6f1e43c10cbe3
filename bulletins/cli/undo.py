"""`bulletins undo`: put a removed paragraph back, for good."""

import click

from bulletins.cli.group import store_option
from pipelines.exit_codes import Exit, Failure
from pipelines.store import open_store

__all__ = ["undo"]


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
