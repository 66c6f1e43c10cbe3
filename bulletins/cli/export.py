"""`bulletins export`: the raw pages for any replay tool or archive job, and tables for analysts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from bulletins.cli.days import FIRST_DAY, LAST_DAY
from bulletins.cli.group import store_option
from bulletins.cli.listing import require_source
from bulletins.cli.terminal import meter
from bulletins.exports import (
    TABLES,
    Changes,
    ExportError,
    NoParquet,
    Row,
    Table,
    atomically,
    refuse_special,
    reserved,
    write_csv,
    write_jsonl,
    write_parquet,
)
from bulletins.exports.texts import MAX_ROWS
from pipelines import archive
from pipelines.exit_codes import Exit, Failure
from pipelines.models import Page
from pipelines.store import Outgoing, Selection, Store, open_to_read
from pipelines.store.admin.mirror import refresh_mirror

__all__ = ["FORMATS", "Wanted", "export", "new_folders", "notes_on", "take_away"]

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
  bulletins export --parquet lake-2020-06-08/ --since 12           what runs 13 and later added
  bulletins export --warc xinhui.warc.gz --source xinhui
  bulletins export --sqlite mirror.db --store postgresql://analyst@db.example/bulletins

Safe while a crawl writes: all tables are those of one moment. What is written is called NAME.partial until it is
whole. The first table goes to FILE, each further one next to it with its name (all-removed.jsonl.zst). Each table and
column: docs/taking-away.md. `bulletins ingest` reads a WARC file back. --sqlite makes a mirror of a store on a server,
or brings it up to date with what has changed since; its readers see all of that or nothing (docs/postgresql.md).
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
    "--sqlite",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A mirror of a store on a server, which `serve` and every command that looks can read.",
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
    sqlite: Path | None,
    what: tuple[str, ...] | None,
    since: int | None,
    source: str | None,
    first: date | None,
    last: date | None,
    store_url: str,
) -> int:
    """Write the clean bulletins as CSV, JSON Lines or Parquet, or the raw pages as WARC."""
    reported = {"csv": csv, "jsonl": jsonl, "parquet": parquet, "warc": warc, "sqlite": sqlite}
    asked = [(name, path) for name, path in reported.items() if path is not None]
    if len(asked) != 1:
        raise click.UsageError("say where to, and as what: one of --csv, --jsonl, --parquet, --warc, --sqlite")
    ((form, path),) = asked
    if form == "sqlite":
        if what or source or first or last or since is not None:
            raise click.UsageError("--sqlite writes the whole store")
        return write_mirror(store_url, path)
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


def write_mirror(store_url: str, path: Path) -> int:
    with meter("export") as progress:
        mirrored = refresh_mirror(store_url, path, progress.step)
    how = "all rows were read" if mirrored.whole else "what has changed was read"
    click.echo(f"{path}: {mirrored.written:,} rows written, {mirrored.gone:,} taken out; {how}")
    return Exit.OK


def write_pages(store: Store, warc: Path, source: str | None) -> int:
    with meter("export", store.count_pages(source)) as progress:

        def reported() -> Iterator[Page]:
            for _, page in store.pages(source):
                progress.step()
                yield page

        written = archive.write_warc(warc, reported())
    click.echo(f"{warc}: {written:,} pages")
    return Exit.OK


# Tables on their way from the store to files: where each goes, and what is to be said of it.


@dataclass(frozen=True, slots=True)
class Format:
    """`targets`: what is to be there in the end, by path and tables. `write`: to one of these, under its partial name;
    how many rows, and what a reader should know."""

    targets: Callable[[Path, Sequence[Table]], list[Path]]
    write: Callable[[Path, Path, Table, Iterable[Row]], tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Wanted:
    format: Format
    path: Path
    tables: tuple[Table, ...]


def take_away(store: Store, wanted: Wanted, selection: Selection) -> None:
    """Write the tables, all of one moment, and say what was written. Raises ExportError, NoParquet, StoreError."""
    targets = wanted.format.targets(wanted.path, wanted.tables)
    lines = new_folders(targets)
    with store.export(selection) as export, atomically(targets) as partials:
        lacking = export.lacks()
        if lacking is not None:
            raise click.UsageError(f"{lacking} in {store.url}")
        for target, partial, table in zip(targets, partials, wanted.tables, strict=True):
            with counted(export, table) as rows:
                written, more = wanted.format.write(partial, target, table, rows)
            lines += [f"{target}: {written:,} rows", *(f"  {line}" for line in more)]
        whole_until = export.whole_until
    for line in lines:
        click.echo(line)
    click.echo(f"next time, what is new by then: --since {whole_until}")


def new_folders(targets: Sequence[Path]) -> list[str]:
    """Name the folders that are made for these files, a line each: a slip of the pen makes one too."""
    missing = dict.fromkeys(target.parent for target in targets if not target.parent.exists())
    return [f"{folder}: new folder" for folder in missing]


@contextmanager
def counted(export: Outgoing, table: Table) -> Iterator[Iterator[Row]]:
    numbers = export.bulletins(table)
    with meter(table.name, len(numbers)) as progress:
        yield export.rows(table, numbers, lambda more: progress.step(count=more))


def in_folder_or_file(path: Path, tables: Sequence[Table]) -> list[Path]:
    if path.suffix == ".csv":
        return first_and_siblings(path, tables)
    return [path / f"{table.name}.csv" for table in tables]


def first_and_siblings(path: Path, tables: Sequence[Table]) -> list[Path]:
    """Return the path for the first table, names next to it for further ones: all.jsonl.gz, all-removed.jsonl.gz."""
    stem, dot, ending = path.name.partition(".")
    return [path, *(path.with_name(f"{stem}-{table.name}{dot}{ending}") for table in tables[1:])]


def in_new_folders(path: Path, tables: Sequence[Table]) -> list[Path]:
    """Name a new folder for each table: one that is there may hold what somebody else put there, or an export that a
    query is reading."""
    targets = [path / table.name for table in tables]
    for target in targets:
        if target.exists():
            raise click.UsageError(f"{target} is there already; no folder is ever overwritten, so name a new one")
    return targets


def as_csv(partial: Path, target: Path, table: Table, rows: Iterable[Row]) -> tuple[int, list[str]]:
    changes = write_csv(partial, table, rows)
    return changes.rows, list(notes_on(changes))


def notes_on(changes: Changes) -> Iterator[str]:
    if changes.as_text:
        yield f"{changes.as_text:,} cells begin with ' so that a spreadsheet neither computes nor rounds them"
    if changes.cut_cells:
        yield f"{changes.cut_cells:,} cells are longer than Excel's 32,767 characters and were cut"
    if changes.cut:
        some = ", ".join(map(str, changes.cut)) + (" …" if changes.cut_cells > len(changes.cut) else "")
        yield f"  those of bulletins {some}"
        yield "  the column `cut` counts what is missing; --jsonl and --parquet have all of it"
    if changes.rows >= MAX_ROWS:
        yield f"Excel opens no more than {MAX_ROWS:,} rows: choose fewer with --source, --from and --to"


def as_jsonl(partial: Path, target: Path, table: Table, rows: Iterable[Row]) -> tuple[int, list[str]]:
    return write_jsonl(partial, target.name, table, rows), []


def as_parquet(partial: Path, target: Path, table: Table, rows: Iterable[Row]) -> tuple[int, list[str]]:
    return write_parquet(partial, table, rows), []


FORMATS = {
    "csv": Format(in_folder_or_file, as_csv),
    "jsonl": Format(first_and_siblings, as_jsonl),
    "parquet": Format(in_new_folders, as_parquet),
}
