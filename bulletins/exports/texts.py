"""CSV as Excel opens it, and JSON Lines as scripts and databases read them."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, cast

import zstandard

from bulletins.exports.excel import Changes, cell
from pipelines.china_time import CHINA
from pipelines.store.export_kinds import Kind, Row, Table, as_objects

__all__ = ["write_csv", "write_jsonl", "write_rows"]

CUT_SHOWN = 5
CUT = "cut"  # a column of CSV only


def write_csv(path: Path, table: Table, rows: Iterable[Row]) -> Changes:
    """Write a CSV file that Excel opens right by a double click; what had to be done for that.

    UTF-8 with a byte order mark, or Excel takes it for the system's own charset; lines end in CRLF; times are in China
    time and without a zone, which no spreadsheet knows. A last column `cut` counts the characters of the row
    that did not fit.
    """
    changes = Changes()
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, lineterminator="\r\n")
        out.writerow([*(column.name for column in table.columns), CUT])
        breadcrumbs = {i for i, column in enumerate(table.columns) if column.kind is Kind.TEXTS}
        for row in rows:
            cells, left_out = [], 0
            for i, value in enumerate(row):
                if isinstance(value, str | list):
                    told, more = cell(joined(value, i in breadcrumbs) if isinstance(value, list) else value, changes)
                    left_out += more
                else:
                    told = plain(value)
                cells.append(told)
            if left_out and len(changes.cut) < CUT_SHOWN:
                changes.cut.append(cast(int, row[0]))
            changes.rows += 1
            out.writerow([*cells, left_out])
    return changes


def write_rows(path: Path, rows: Iterable[Sequence[str]]) -> Changes:
    """Write the rows of one table as a CSV file, as `write_csv` does but for the column `cut`; what had to be done."""
    changes = Changes()
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, lineterminator="\r\n")
        for row in rows:
            out.writerow([cell(text, changes)[0] for text in row])
            changes.rows += 1
    return changes


def joined(value: list[object], breadcrumb: bool) -> str:
    """A list in a cell: columns of a site as their breadcrumb, edits and the cells of a table as JSON."""
    if breadcrumb:
        return " > ".join(cast(list[str], value))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def plain(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
    return "" if value is None else str(value)


def write_jsonl(path: Path, name: str, table: Table, rows: Iterable[Row]) -> int:
    """Write one JSON object a line; how many. Compressed where the name that the file will get ends in .gz or .zst."""
    names = [column.name for column in table.columns]
    edits = {i for i, column in enumerate(table.columns) if column.kind is Kind.EDITS}
    written = 0
    with opened(path, name) as file:
        for row in rows:
            values = [as_objects(value) if i in edits else value for i, value in enumerate(row)]
            line = dict(zip(names, values, strict=True))
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=iso) + "\n")
            written += 1
    return written


def iso(value: object) -> str:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    raise TypeError(f"no JSON for {value!r}")


@contextmanager
def opened(path: Path, name: str) -> Iterator[IO[str]]:
    with path.open("wb") as file:
        packed: IO[bytes] = file
        if name.endswith(".gz"):
            # without a name and a time in it, so that the same rows give the same bytes
            packed = cast(IO[bytes], gzip.GzipFile("", "wb", fileobj=file, mtime=0))
        elif name.endswith(".zst"):
            packed = cast(IO[bytes], zstandard.ZstdCompressor(level=6).stream_writer(file, closefd=False))
        with io.TextIOWrapper(packed, "utf-8") as text:
            yield text
