"""CSV as Excel opens it, and JSON Lines as scripts and databases read them."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, cast

import zstandard

from pipelines.china_time import CHINA
from pipelines.export_kinds import Kind, Row, Table, as_objects

__all__ = ["MAX_CELL", "MAX_ROWS", "Changes", "cell", "write_csv", "write_jsonl", "write_rows"]

CUT_SHOWN = 5
CUT = "cut"  # a column of CSV only
# What a spreadsheet does to text: it computes what looks like a formula, rounds long numbers, cuts long cells. A page's
# title may be written to be computed on an analyst's machine (`=HYPERLINK(…)`), so such a cell gets an apostrophe in
# front, which every spreadsheet takes as "this is text"
MAX_CELL = 32_767  # UTF-16 units; Excel puts what is beyond them into the next row
MAX_ROWS = 1_048_576  # of a sheet, with the row of names; Excel leaves out those beyond
ENDS_EARLY = "……（后略 %d 字）"
# Also the full-width signs, which Excel reads as the narrow ones where the system's language is Chinese or Japanese.
# A tab or a line's end before the sign is skipped by some.
COMPUTED = re.compile(r"[\t\r\n]*[=+\-@＝＋－＠\t\r]")
# 索引号 of digits only: Excel keeps 15 of them, and no leading zero
ROUNDED = re.compile(r"0\d+|\d{12,}|\d+[eE]\d+")


@dataclass(slots=True)
class Changes:
    """What was done to cells. `cut` names the bulletins with a cell that did not fit, the first few."""

    rows: int = 0
    as_text: int = 0
    cut_cells: int = 0
    cut: list[int] = field(default_factory=list)


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
                    reported, more = cell(
                        joined(value, i in breadcrumbs) if isinstance(value, list) else value, changes
                    )
                    left_out += more
                else:
                    reported = plain(value)
                cells.append(reported)
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
    """Return a list in a cell: columns of a site as their breadcrumb, edits and the cells of a table as JSON."""
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


def cell(text: str, changes: Changes) -> tuple[str, int]:
    """Return the text for a cell, and how many of its characters do not fit into it."""
    left_out = 0
    if len(text) > MAX_CELL // 2 and units(text) > MAX_CELL - 1:
        fits = fitting(text, MAX_CELL - 1 - len(ENDS_EARLY % len(text)))
        left_out = len(text) - len(fits)
        text = fits + ENDS_EARLY % left_out
        changes.cut_cells += 1
    if COMPUTED.match(text) or ROUNDED.fullmatch(text):
        changes.as_text += 1
        text = "'" + text
    return text, left_out


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def fitting(text: str, most: int) -> str:
    """Return the beginning of a text that has at most so many UTF-16 units, with no half of a character."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
