"""`bulletins series`: the issues of what is published again and again, in their order."""

import json

import click
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from bulletins.cli.group import store_option
from bulletins.cli.show import bulletin_or_failure, issue_as_json, series_as_json
from bulletins.cli.terminal import out, safe
from pipelines.exit_codes import Exit
from pipelines.store import IssueView, SeriesView, open_to_read

__all__ = ["series"]


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
