"""An engine of lists, in one program: for tests, and for archives that are small.

It shows what engine.py asks for; the rows of the tables are in `tables` when it is done.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipelines.batch.parts import Open, Part
from pipelines.batch.reading import ReadPart
from pipelines.batch.records import Grouped, Json, Record, decoded, number_as_text
from pipelines.batch.rows import file_of, rows_from
from pipelines.export_kinds import Row

__all__ = ["InMemory"]


class InMemory:
    """`tables`: the rows that were written, by table, in the order of source, month and bulletin."""

    def __init__(self, open_archive: Open) -> None:
        self.open_archive = open_archive
        self.tables: dict[str, list[Row]] = defaultdict(list)

    def read(self, parts: Sequence[Part], read_part: ReadPart) -> list[Record]:
        return [record for part in parts for record in read_part(part, self.open_archive)]

    def grouped(self, records: list[Record], stage: Grouped) -> list[Record]:
        return [found for key, some in by_key(records) for found in stage(key, some)]

    def kept(self, name: str, records: list[Record]) -> list[Record]:
        return records

    def numbered(self, name: str, records: list[Record]) -> list[Record]:
        ordered = sorted(records, key=lambda record: record.key)
        return [record._replace(key=number_as_text(number)) for number, record in enumerate(ordered, 1)]

    def select(self, records: list[Record], *streams: str) -> list[Record]:
        return [record for record in records if record.to in streams]

    def together(self, *some: list[Record]) -> list[Record]:
        return [record for records in some for record in records]

    def is_empty(self, records: list[Record]) -> bool:
        return not records

    def values(self, records: list[Record]) -> list[Json]:
        return [decoded(record) for record in records]

    def write(self, records: list[Record]) -> list[Json]:
        written = []
        for key, some in by_key(records):
            table, _, _ = file_of(key)
            rows = list(rows_from(table, some))
            self.tables[table.name] += rows
            written.append({"table": table.name, "rows": len(rows)})
        return written


def by_key(records: list[Record]) -> Iterator[tuple[str, Iterator[Record]]]:
    yield from groupby(sorted(records, key=lambda record: (record.key, record.order)), lambda record: record.key)
