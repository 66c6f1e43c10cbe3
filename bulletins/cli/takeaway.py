"""Tables on their way from the store to files: where each goes, and what is to be told of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from bulletins.cli.terminal import meter
from bulletins.exports import Changes, Row, Table, beside, write_csv, write_jsonl, write_parquet
from bulletins.exports.texts import MOST_ROWS
from pipelines.store import Outgoing, Selection, Store

__all__ = ["FORMATS", "Wanted", "new_folders", "notes_on", "take_away"]


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
    with store.outgoing(selection) as outgoing, beside(targets) as partials:
        lacking = outgoing.lacks()
        if lacking is not None:
            raise click.UsageError(f"{lacking} in {store.url}")
        for target, partial, table in zip(targets, partials, wanted.tables, strict=True):
            with counted(outgoing, table) as rows:
                written, more = wanted.format.write(partial, target, table, rows)
            lines += [f"{target}: {written:,} rows", *(f"  {line}" for line in more)]
        whole_until = outgoing.whole_until
    for line in lines:
        click.echo(line)
    click.echo(f"next time, what is new by then: --since {whole_until}")


def new_folders(targets: Sequence[Path]) -> list[str]:
    """Name the folders that are made for these files, a line each: a slip of the pen makes one too."""
    missing = dict.fromkeys(target.parent for target in targets if not target.parent.exists())
    return [f"{folder}: new folder" for folder in missing]


@contextmanager
def counted(outgoing: Outgoing, table: Table) -> Iterator[Iterator[Row]]:
    numbers = outgoing.bulletins(table)
    with meter(table.name, len(numbers)) as progress:
        yield outgoing.rows(table, numbers, lambda more: progress.step(count=more))


def in_folder_or_file(path: Path, tables: Sequence[Table]) -> list[Path]:
    if path.suffix == ".csv":
        return first_and_beside(path, tables)
    return [path / f"{table.name}.csv" for table in tables]


def first_and_beside(path: Path, tables: Sequence[Table]) -> list[Path]:
    """The first table at the path, further ones beside it: all.jsonl.gz, all-removed.jsonl.gz."""
    stem, dot, ending = path.name.partition(".")
    return [path, *(path.with_name(f"{stem}-{table.name}{dot}{ending}") for table in tables[1:])]


def in_new_folders(path: Path, tables: Sequence[Table]) -> list[Path]:
    """A folder that is there may hold what somebody else put there, or an export that a query is reading."""
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
    if changes.rows >= MOST_ROWS:
        yield f"Excel opens no more than {MOST_ROWS:,} rows: choose fewer with --source, --from and --to"


def as_jsonl(partial: Path, target: Path, table: Table, rows: Iterable[Row]) -> tuple[int, list[str]]:
    return write_jsonl(partial, target.name, table, rows), []


def as_parquet(partial: Path, target: Path, table: Table, rows: Iterable[Row]) -> tuple[int, list[str]]:
    return write_parquet(partial, table, rows), []


FORMATS = {
    "csv": Format(in_folder_or_file, as_csv),
    "jsonl": Format(first_and_beside, as_jsonl),
    "parquet": Format(in_new_folders, as_parquet),
}
