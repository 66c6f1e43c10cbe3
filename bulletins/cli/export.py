"""`bulletins export`: the raw pages for any replay tool or archive job, and tables for analysts."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import click

from bulletins.cli.days import FIRST_DAY, LAST_DAY
from bulletins.cli.group import store_option
from bulletins.cli.listing import require_source
from bulletins.cli.takeaway import FORMATS, Wanted, take_away
from bulletins.cli.terminal import meter
from bulletins.exports import TABLES, ExportError, NoParquet, refuse_special, reserved
from pipelines import archive
from pipelines.exit_codes import Exit, Failure
from pipelines.models import Page
from pipelines.store import Selection, Store, open_to_read

__all__ = ["export"]


ALL = "all"


class Names(click.ParamType[tuple[str, ...]]):
    """Table names separated by commas, each once; `all` is every table."""

    name = "names"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(str(value).replace(" ", "").split(",")))
        if names == (ALL,):
            return tuple(TABLES)
        for unknown in (name for name in names if name not in TABLES):
            self.fail(
                f"there is no table {unknown!r}; there are {', '.join(TABLES)}, or all of them: {ALL}", param, ctx
            )
        return names


@click.command(
    epilog="""\b
Examples:
  bulletins export --csv bulletins.csv --from 2020 --to 2020-06    for Excel
  bulletins export --jsonl all.jsonl.zst --what bulletins,removed
  bulletins export --parquet lake/ --what all
  bulletins export --parquet lake-2020-06-08/ --since 12           what runs 13 and later brought
  bulletins export --warc xinhui.warc.gz --source xinhui

Safe while a crawl writes: all tables are those of one moment. What is written is called NAME.partial until it is
whole. The first table goes to FILE, each further one beside it with its name (all-removed.jsonl.zst). Each table and
column: docs/taking-away.md. `bulletins ingest` reads a WARC file back.
"""
)
@click.option("--csv", type=click.Path(path_type=Path), metavar="FOLDER|FILE", help="For Excel; FILE ends with .csv.")
@click.option(
    "--jsonl",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A JSON object a line; compressed when FILE ends with .gz or .zst.",
)
@click.option(
    "--parquet",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="For polars, pandas and DuckDB: a new folder, in it one for each table, source and month.",
)
@click.option(
    "--warc",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The raw pages, bytes and headers as served: WARC 1.1.",
)
@click.option(
    "--what",
    type=Names(),
    metavar="TABLES",
    help=f"Of {', '.join(TABLES)}, separated by commas, or {ALL}.  [default: bulletins; with --since gone too]",
)
@click.option(
    "--since",
    type=click.IntRange(0, 2**63 - 1),
    metavar="RUN",
    help="Only bulletins that are new, revised or gone in runs after this one.",
)
@click.option("--source", metavar="NAME", help="Only this source's  [default: all]")
@click.option("--from", "first", type=FIRST_DAY, help="Published on this day, month or year, or later.")
@click.option("--to", "last", type=LAST_DAY, help="Published on this day, month or year, or earlier.")
@store_option
def export(
    csv: Path | None,
    jsonl: Path | None,
    parquet: Path | None,
    warc: Path | None,
    what: tuple[str, ...] | None,
    since: int | None,
    source: str | None,
    first: date | None,
    last: date | None,
    store_url: str,
) -> int:
    """Write the clean bulletins as CSV, JSON Lines or Parquet, or the raw pages as WARC."""
    told = {"csv": csv, "jsonl": jsonl, "parquet": parquet, "warc": warc}
    asked = [(name, path) for name, path in told.items() if path is not None]
    if len(asked) != 1:
        raise click.UsageError("say where to, and as what: one of --csv, --jsonl, --parquet and --warc")
    ((form, path),) = asked
    with open_to_read(store_url) as store:
        require_source(store, source)
        if form == "warc":
            if what or first or last or since is not None:
                raise click.UsageError("--warc writes the raw pages, all or those of a --source")
            if path.suffix in (".zst", ".bz2", ".xz"):
                raise click.UsageError(f"{path}: WARC is written plain or as .warc.gz")
            try:
                refuse_special(path)
                with reserved([path]) if path.parent.is_dir() else nullcontext():
                    return write_pages(store, path, source)
            except ExportError as error:
                raise Failure(str(error), Exit.FAILED) from error
        tables = what or (("bulletins",) if since is None else ("bulletins", "gone"))
        wanted = Wanted(FORMATS[form], path, tuple(TABLES[name] for name in tables))
        try:
            take_away(store, wanted, Selection(source, first, last, since))
        except NoParquet as error:
            raise Failure(str(error), Exit.CONFIGURATION) from error
        except ExportError as error:
            raise Failure(str(error), Exit.FAILED) from error
    return Exit.OK


def write_pages(store: Store, warc: Path, source: str | None) -> int:
    with meter("export", store.count_pages(source)) as progress:

        def told() -> Iterator[Page]:
            for _, page in store.pages(source):
                progress.step()
                yield page

        written = archive.write_warc(warc, told())
    click.echo(f"{warc}: {written:,} pages")
    return Exit.OK
