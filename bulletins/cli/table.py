"""`bulletins table`: the tables of a bulletin with their columns; one of them as CSV."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table as Grid
from rich.text import Text

from bulletins.cli.bulletin_json import rows_of, table_as_json
from bulletins.cli.export import new_folders, notes_on
from bulletins.cli.group import store_option
from bulletins.cli.show import bulletin_or_failure
from bulletins.cli.terminal import out, safe
from bulletins.exports import ExportError, atomically, write_rows
from pipelines.exit_codes import Exit, Failure
from pipelines.store import BulletinView
from pipelines.tables import DataTable, cells_of

__all__ = ["table"]


@click.command(
    epilog="""\b
Examples:
  bulletins table 12                     which tables bulletin 12 has, with the names of their columns
  bulletins table 12 0                   the first of them
  bulletins table 12 0 --csv 罚款.csv    the same for Excel
  bulletins table 12 --json | jq '.[0].rows[].cells'

Tables are counted from 0, as in `bulletins show N --json` and in the views table_rows and table_cells. Of the tables
of all bulletins: bulletins export --what rows,cells.
"""
)
@click.argument("bulletin", metavar="N|URL")
@click.argument("number", metavar="[TABLE]", type=click.IntRange(0), required=False)
@click.option(
    "--csv", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the table to a CSV file."
)
@click.option("--json", "as_objects", is_flag=True, help="A JSON list of the tables (or the one), as in `show --json`.")
@store_option
def table(bulletin: str, number: int | None, csv: Path | None, as_objects: bool, store_url: str) -> int:
    """Show the tables of a bulletin, every cell under the name of its column.

    All rows are given, also those that were removed from the text as repeats. A cell that spans several rows stands in
    each of them, one that spans several columns in the first.
    """
    view = bulletin_or_failure(bulletin, store_url)
    if csv is not None and as_objects:
        raise click.UsageError("--csv or --json, not both")
    chosen = tables_asked(view, number)
    if csv is not None:
        if len(chosen) != 1:
            raise click.UsageError(f"bulletin {view.number} has {len(chosen)} tables; name one: TABLE")
        write(view, chosen[0], csv)
    elif as_objects:
        click.echo(json.dumps([table_as_json(view, one) for one in chosen], ensure_ascii=False, indent=2))
    else:
        for one in chosen:
            out.print(drawn(view, one) if number is not None else described(view, one))
        if not chosen:
            click.echo(f"bulletin {view.number} has no tables")
    return Exit.OK


def tables_asked(view: BulletinView, number: int | None) -> list[DataTable]:
    found = [one for one in view.tables if number is None or one.number == number]
    if number is not None and not found:
        there = f"its tables are 0 to {len(view.tables) - 1}" if view.tables else "it has none"
        raise Failure(f"bulletin {view.number} has no table {number}: {there}", Exit.USAGE)
    return found


def described(view: BulletinView, one: DataTable) -> str:
    """Return a line of rich markup."""
    columns = "、".join(one.columns) or "no names of columns"
    caption = f"  [bold]{escape(safe(one.caption))}[/bold]" if one.caption else ""
    return f"{one.number:>4}  {len(rows_of(view, one)):>5,} rows{caption}  {escape(safe(columns))}"


def drawn(view: BulletinView, one: DataTable) -> Grid:
    rows = [cells_of(row.text) for row in rows_of(view, one)]
    width = max(map(len, [one.columns, *rows]))
    grid = Grid(title=Text(safe(one.caption)) if one.caption else None, show_header=bool(one.columns), show_lines=True)
    for column in range(width):
        grid.add_column(Text(safe(one.columns[column]) if column < len(one.columns) else ""), overflow="fold")
    for row in rows:
        grid.add_row(*(Text(safe(cell)) for cell in row))
    return grid


def write(view: BulletinView, one: DataTable, path: Path) -> None:
    made = new_folders([path])
    try:
        with atomically([path]) as (partial,):
            changes = write_rows(partial, lines(view, one))
    except ExportError as error:
        raise Failure(str(error), Exit.FAILED) from error
    for line in made:
        click.echo(line)
    click.echo(f"{path}: {len(rows_of(view, one)):,} rows")
    for note in notes_on(changes):
        click.echo(f"  {note}")


def lines(view: BulletinView, one: DataTable) -> Iterator[list[str]]:
    """Return the names of the columns, where there are any, and the rows of data."""
    if one.columns:
        yield list(one.columns)
    for row in rows_of(view, one):
        yield cells_of(row.text)
