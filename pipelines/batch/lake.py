"""Where archives lie and tables go: files of this machine or of a shared disk, object stores through pyarrow.

    /data/x.warc.gz, file:///data/x.warc.gz      a path
    s3://bucket/x.warc.gz, s3a://, gs://         pyarrow's file systems, read as streams; keys as pyarrow finds them
    hdfs://namenode/x.warc.gz                    likewise, where libhdfs is installed

What pyarrow cannot open is read through Spark (spark_job.py).
"""

import io
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from pipelines.archive import Archive, archive_at
from pipelines.archive.saved_html import ARCHIVE_ENDINGS
from pipelines.batch.records import Json, Record
from pipelines.batch.rows import file_of, rows_from
from pipelines.export_tables import TABLES
from pipelines.parquet import path_of, schema_of, write_file

__all__ = ["LakeError", "OutFolder", "found", "is_local", "open_archive"]

SCHEMES = {"s3a": "s3", "s3n": "s3", "gcs": "gs"}  # Hadoop's names -> pyarrow's
REPORT = "report.json"
AHEAD = 4 << 20  # bytes asked for at once: each request to an object store takes as long as some hundred kB


class LakeError(Exception):
    """An address that cannot be read or written. The message names it and says why."""


def is_local(address: str) -> bool:
    return "://" not in address or address.startswith("file://")


def local_path(address: str) -> Path:
    return Path(unquote(urlsplit(address).path)) if address.startswith("file://") else Path(address)


@cache
def file_system(root: str) -> Any:
    """Return the file system of an address's scheme and host. Raises LakeError."""
    from pyarrow import fs

    try:
        return fs.FileSystem.from_uri(root)[0]
    except (OSError, ValueError) as error:
        raise LakeError(f"{root}: {error}") from error


def remote(address: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path in it. Raises LakeError."""
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    named = f"{SCHEMES.get(scheme, scheme)}://{host}"
    return file_system(named), f"{slash}{path}" if scheme == "hdfs" else f"{host}{slash}{path}"


def open_archive(address: str) -> Archive:
    """Return the archive at an address."""
    if is_local(address):
        return archive_at(local_path(address))

    def opened() -> Any:
        try:
            system, path = remote(address)
            return io.BufferedReader(system.open_input_file(path), AHEAD)
        except LakeError as error:
            raise OSError(str(error)) from error

    return Archive(address, opened)


def found(addresses: Sequence[str]) -> list[tuple[str, int]]:
    """Return the archives that are meant, in a stable order, with their sizes in bytes: files, and those in folders.

    Raises LakeError for what is not there.
    """
    return [one for each in addresses for one in (found_here(each) if is_local(each) else found_there(each))]


def found_here(address: str) -> Iterator[tuple[str, int]]:
    path = local_path(address)
    if not path.exists():
        raise LakeError(f"{address}: no such file or folder")
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.is_file() and (file == path or file.name.lower().endswith(ARCHIVE_ENDINGS)):
            yield str(file.resolve()), file.stat().st_size


def found_there(address: str) -> Iterator[tuple[str, int]]:
    from pyarrow import fs

    system, path = remote(address)
    base = address[: len(address) - len(path)] if address.endswith(path) else ""
    try:
        info = system.get_file_info(path)
        if info.type == fs.FileType.NotFound:
            raise LakeError(f"{address}: no such file or folder")
        if info.type == fs.FileType.File:
            yield address, info.size
            return
        inside = system.get_file_info(fs.FileSelector(path, recursive=True))
    except OSError as error:
        raise LakeError(f"{address}: {error}") from error
    for one in sorted(inside, key=lambda each: each.path):
        if one.type == fs.FileType.File and one.path.lower().endswith(ARCHIVE_ENDINGS):
            yield f"{base}{one.path}", one.size


class OutFolder:
    """The folder that the tables go into. A file has its name when it is whole; written twice, it is the same one."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def __str__(self) -> str:
        return self.address

    def write_table(self, key: str, records: Iterator[Record]) -> Json:
        """Write the rows of one key (rows.py) into their file."""
        table, when, source = file_of(key)
        with self.file(f"{table.name}/{path_of(source, when)}") as file:
            written = write_file(file, schema_of(table), table, rows_from(table, records))
        return {"table": table.name, "rows": written}

    def complete(self, rows: dict[str, int], report: Json) -> None:
        """Write the tables that have no rows, and last of all the report: where it stands, the rest is whole.

        What killed tasks left half written is taken away.
        """
        if is_local(self.address):
            for left in local_path(self.address).rglob(".*.partial"):
                left.unlink(missing_ok=True)
        for table in TABLES.values():
            if not rows.get(table.name):
                with self.file(f"{table.name}/{path_of(None, None)}") as file:
                    write_file(file, schema_of(table), table, ())
        with self.file(REPORT) as file:
            file.write(json.dumps(report, ensure_ascii=False, indent=1).encode())

    @contextmanager
    def file(self, name: str) -> Iterator[Any]:
        if not is_local(self.address):
            system, there = remote(f"{self.address}/{name}")
            system.create_dir(there.rpartition("/")[0])
            with system.open_output_stream(there) as stream:
                yield stream
            return
        path = local_path(self.address) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{uuid4().hex}.partial")  # a lost attempt may still be writing its own
        with partial.open("wb") as local:
            yield local
            local.flush()
            os.fsync(local.fileno())
        partial.replace(path)

    def is_whole(self) -> bool:
        """Whether a job has ended here."""
        if is_local(self.address):
            return (local_path(self.address) / REPORT).exists()
        from pyarrow import fs

        system, there = remote(f"{self.address}/{REPORT}")
        return bool(system.get_file_info(there).type != fs.FileType.NotFound)

    def is_taken(self) -> bool:
        """Whether there is anything: no folder is ever overwritten."""
        if is_local(self.address):
            path = local_path(self.address)
            return path.exists() and (not path.is_dir() or any(path.iterdir()))
        from pyarrow import fs

        system, there = remote(self.address)
        info = system.get_file_info(there)
        return bool(info.type != fs.FileType.NotFound and system.get_file_info(fs.FileSelector(there)))
