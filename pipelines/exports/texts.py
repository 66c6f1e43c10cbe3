"""CSV as Excel opens it, and JSON Lines as scripts and databases read them."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import IO, cast

import zstandard

from pipelines.exports.excel import Changes, cell
from pipelines.exports.tables import Kind, Row, Table, as_objects

__all__ = ["write_csv", "write_jsonl"]

CHINA = timezone(timedelta(hours=8))
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
        for row in rows:
            cells, left_out = [], 0
            for value in row:
                if isinstance(value, str | list):
                    told, more = cell(joined(value) if isinstance(value, list) else value, changes)
                    left_out += more
                else:
                    told = plain(value)
                cells.append(told)
            if left_out and len(changes.cut) < CUT_SHOWN:
                changes.cut.append(cast(int, row[0]))
            changes.rows += 1
            out.writerow([*cells, left_out])
    return changes


def joined(value: list[object]) -> str:
    """A list in a cell: columns as their breadcrumb, edits as the store tells them."""
    if all(isinstance(one, str) for one in value):
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
