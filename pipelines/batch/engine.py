"""What a batch job asks of the engine that runs it: spread the work, bring together what has one key, sort it."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from pipelines.batch.parts import Part
from pipelines.batch.reading import ReadPart
from pipelines.batch.records import Grouped, Json

__all__ = ["Engine", "Records"]

Records = TypeVar("Records")  # records that are somewhere; the core never looks into them


class Engine(Protocol[Records]):
    """Stages are pure, so an engine may run one again that was lost, and must then take its records once."""

    def read(self, parts: Sequence[Part], read_part: ReadPart) -> Records:
        """Read the parts, each by itself; the engine knows how archives are opened where it runs."""
        ...

    def grouped(self, records: Records, stage: Grouped) -> Records:
        """Call a stage once for each key, with its records sorted by `order`; what it yields is the result."""
        ...

    def kept(self, name: str, records: Records) -> Records:
        """Keep a result under a name until the job ends: several stages read it."""
        ...

    def numbered(self, name: str, records: Records) -> Records:
        """Put numbers from 1 on in the place of the keys, in their order; each key stands once. Kept, like others."""
        ...

    def select(self, records: Records, *streams: str) -> Records:
        """Return those of the streams of these names."""
        ...

    def together(self, *some: Records) -> Records:
        """Return all of several results."""
        ...

    def is_empty(self, records: Records) -> bool: ...

    def values(self, records: Records) -> list[Json]:
        """Bring the values of a few small records to the program that started the job."""
        ...

    def write(self, records: Records) -> list[Json]:
        """Write the rows of tables (rows.py) into files; one `{"table": name, "rows": number}` for each of them."""
        ...
