"""`bulletins list`: the newest bulletins, one a line."""

import json

import click
from rich.markup import escape
from rich.table import Table

from bulletins.cli.group import store_option
from bulletins.cli.terminal import out, safe
from pipelines.exit_codes import Exit, Failure
from pipelines.store import Store, open_to_read
from pipelines.store.engine.read_only import source_titles

__all__ = ["listing", "require_source"]


@click.command(
    epilog="""\b
Examples:
  bulletins list
  bulletins list --source xinhui --limit 100
  bulletins list --all                          reposts and second columns too
  bulletins list --gone                         only those whose page is no longer there
  bulletins list --json | jq -r '.[].url'
"""
)
@click.option("--source", metavar="NAME", help="Only this source's  [default: all]")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(min=1))
@click.option("--all", "copies", is_flag=True, help="Copies too: each bulletin as often as it stands somewhere.")
@click.option("--gone", is_flag=True, help="Only those whose page is no longer there.")
@click.option("--json", "as_object", is_flag=True, help="One JSON list.")
@store_option
def listing(source: str | None, limit: int, copies: bool, gone: bool, as_object: bool, store_url: str) -> int:
    """List the newest bulletins by date of publication, each once."""
    with open_to_read(store_url) as store:
        require_source(store, source)
        found = store.bulletins(source, limit, copies=copies, gone=gone)
    if as_object:
        rows = [
            {
                "number": line.number,
                "source": line.source,
                "title": line.title,
                "published": line.published.isoformat() if line.published else None,
                "issuer": line.issuer,
                "url": line.url,
                "revision": line.revision,
                "copies": line.copies,
                "gone_since": line.gone_since.isoformat() if line.gone_since else None,
            }
            for line in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return Exit.OK
    table = Table("N", "published", "title", "issuer", "source", "copies", box=None, header_style="bold")
    table.columns[0].justify = "right"
    for line in found:
        cells = (
            str(line.number),
            str(line.published or "—"),
            line.title if line.gone_since is None else f"{line.title} (gone since {line.gone_since:%Y-%m-%d})",
            line.issuer or "",
            line.source,
            str(line.copies or ""),
        )
        table.add_row(*(escape(safe(cell)) for cell in cells))
    out.print(table)
    return Exit.OK


def require_source(store: Store, name: str | None) -> None:
    """Check that the store has a source of that name. Raises Failure, with the names that it has; None is any."""
    known = source_titles(store) if name is not None else {}
    if name is not None and name not in known:
        raise Failure(f"no source {name[:80]!r} in this store; known are: {', '.join(known) or 'none'}", Exit.USAGE)
