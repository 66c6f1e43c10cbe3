"""Rows of a table -> a Parquet file, for `bulletins export` and for batch jobs: one schema, whoever writes.

Files lie in FOLDER/<table>/source=<name>/month=<2020-06>/part-0.parquet. pyarrow is imported when a file is written:
who takes no Parquet away needs none of its 100 MB.
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pipelines.export_kinds import Kind, Row, Table, as_objects

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["NoParquet", "path_of", "schema_of", "write_file"]

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
        b"bulletins": our_version().encode(),
    }
    return pa.schema(fields, metadata=reported)


def our_version() -> str:
    """Return the version of this program; an empty text where it is on the path and not installed."""
    try:
        return version("bulletins")
    except PackageNotFoundError:
        return ""


def path_of(source: str | None, when: str | None) -> str:
    """Return where the rows of a source and month lie, below the table's folder."""
    return f"source={quote(source or NO_SOURCE)}/month={when or UNDATED}/part-0.parquet"


def write_file(file: Any, schema: "pa.Schema", table: Table, rows: Iterable[Row]) -> int:
    """Write rows into a file, named by its path or open for writing; how many there were."""
    pa = arrow()
    source = table.place("source")
    kinds = [column.kind for i, column in enumerate(table.columns) if i != source]
    written = 0
    with pa.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
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
