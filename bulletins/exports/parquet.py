"""Parquet for polars, pandas, DuckDB and Spark: FOLDER/<table>/source=<name>/month=<2020-06>/part-0.parquet.

The only importer of pyarrow, and that only when a table is written: who takes no Parquet away needs none of its 100 MB.
Rows come in the order of their folders, so one file is open at a time, whatever the number of rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from pipelines.export_kinds import Kind, Row, Table, as_objects, month

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["NoParquet", "write_parquet"]

# Hive's own name for "no value" would be null in polars and DuckDB, but pyarrow, and so pandas, refuses to read it
# next to others
UNDATED, NO_SOURCE = "undated", "none"
MEANING = b"meaning"
# A row group: some thousand rows, or fewer long ones. So many characters are held in memory, several times over
ROWS, CHARACTERS = 5_000, 4_000_000


class NoParquet(Exception):
    """pyarrow is not installed; nothing was written."""


def arrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise NoParquet("Parquet needs pyarrow: pip install 'bulletins[export]'") from error
    return pyarrow


def schema_of(table: Table) -> "pa.Schema":
    """Return the columns with their meanings. The folders name `source` and `month`."""
    pa = arrow()
    edit = pa.struct([pa.field("at", pa.int64()), pa.field("kept", pa.string()), pa.field("removed", pa.string())])
    types = {
        Kind.INTEGER: pa.int64(),
        Kind.REAL: pa.float64(),
        Kind.TEXT: pa.string(),
        Kind.DAY: pa.date32(),
        Kind.MOMENT: pa.timestamp("us", tz="UTC"),
        Kind.CHINA_TIME: pa.timestamp("us", tz="Asia/Shanghai"),
        Kind.TEXTS: pa.list_(pa.string()),
        Kind.EDITS: pa.list_(edit),
        Kind.CELLS: pa.list_(pa.string()),
    }
    fields = [
        pa.field(column.name, types[column.kind], nullable=column.empty, metadata={MEANING: column.meaning.encode()})
        for column in table.columns
        if column.name != "source"
    ]
    reported = {
        b"table": table.name.encode(),
        MEANING: table.meaning.encode(),
        b"bulletins": version("bulletins").encode(),
    }
    return pa.schema(fields, metadata=reported)


def write_parquet(folder: Path, table: Table, rows: Iterable[Row]) -> int:
    """Write a table into a new folder; how many rows. They must come source by source, month by month.

    A table without rows is one file without rows, so that readers find the columns. Raises NoParquet.
    """
    schema = schema_of(table)
    source, published = table.place("source"), table.place("published")
    written = 0
    for (of, when), some in groupby(rows, lambda row: (cast(str, row[source]), month(row[published]))):
        written += write_file(file_of(folder, of, when), schema, table, some)
    if not written:
        write_file(file_of(folder, None, None), schema, table, ())
    return written


def file_of(folder: Path, source: str | None, when: str | None) -> Path:
    return folder / f"source={quote(source or NO_SOURCE)}" / f"month={when or UNDATED}" / "part-0.parquet"


def write_file(path: Path, schema: "pa.Schema", table: Table, rows: Iterable[Row]) -> int:
    pa = arrow()
    path.parent.mkdir(parents=True)
    source = table.place("source")
    kinds = [column.kind for i, column in enumerate(table.columns) if i != source]
    written = 0
    with pa.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in groups(rows):
            columns = list(zip(*group, strict=True))
            del columns[source]
            arrays = [
                pa.array(map(as_objects, values) if kind is Kind.EDITS else values, of.type)
                for values, kind, of in zip(columns, kinds, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            written += len(group)
    return written


def groups(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    group: list[Row] = []
    characters = 0
    for row in rows:
        group.append(row)
        characters += sum(len(value) for value in row if isinstance(value, str))
        if len(group) == ROWS or characters > CHARACTERS:
            yield group
            group, characters = [], 0
    if group:
        yield group
