"""What analysts take away: tables of the store as files for spreadsheets, scripts and columnar engines.

    files.py    a file is written next to its name by one writer at a time, and renamed when it is whole
    texts.py    CSV without what a spreadsheet would compute, round or cut; JSON Lines for scripts
    parquet.py  Parquet, a folder for each source and month

What goes out, its columns and what each one means: pipelines/export_kinds.py and export_tables.py.

Rows in, files out: nothing here knows where rows come from, and a row is forgotten as soon as it is written.
"""

from bulletins.exports.files import ExportError, atomically, refuse_special, reserved
from bulletins.exports.parquet import NoParquet, write_parquet
from bulletins.exports.texts import Changes, write_csv, write_jsonl, write_rows
from pipelines.export_kinds import Column, Kind, Row, Table, month
from pipelines.export_tables import TABLES

__all__ = [
    "TABLES",
    "Changes",
    "Column",
    "ExportError",
    "Kind",
    "NoParquet",
    "Row",
    "Table",
    "atomically",
    "month",
    "refuse_special",
    "reserved",
    "write_csv",
    "write_jsonl",
    "write_parquet",
    "write_rows",
]
