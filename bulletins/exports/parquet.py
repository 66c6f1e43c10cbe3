"""Parquet for polars, pandas, DuckDB and Spark: FOLDER/<table>/source=<name>/month=<2020-06>/part-0.parquet.

Rows come in the order of their folders, so one file is open at a time, whatever the number of rows.
"""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import cast

from pipelines.export_kinds import Row, Table, month
from pipelines.parquet import NoParquet, path_of, schema_of, write_file

__all__ = ["NoParquet", "write_parquet"]


def write_parquet(folder: Path, table: Table, rows: Iterable[Row]) -> int:
    """Write a table into a new folder; how many rows. They must come source by source, month by month.

    A table without rows is one file without rows, so that readers find the columns. Raises NoParquet.
    """
    schema = schema_of(table)
    source, published = table.place("source"), table.place("published")
    written = 0
    for (of, when), some in groupby(rows, lambda row: (cast(str, row[source]), month(row[published]))):
        written += write_file(new_file(folder, of, when), schema, table, some)
    if not written:
        write_file(new_file(folder, None, None), schema, table, ())
    return written


def new_file(folder: Path, source: str | None, when: str | None) -> Path:
    path = folder / path_of(source, when)
    path.parent.mkdir(parents=True)
    return path
