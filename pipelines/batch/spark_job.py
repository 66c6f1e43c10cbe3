"""Apache Spark as the engine of a batch job: it carries and sorts the records, our stages run in its Python workers.

A record is four columns. What several stages read is written into the work folder, as Parquet with Spark's own commit
protocol, so a lost executor repeats its own tasks only, and a job that was killed goes on where it was when it is run
again.
"""

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pipelines.archive import archive_of
from pipelines.archive.saved_html import ARCHIVE_ENDINGS
from pipelines.batch.lake import LakeError, OutFolder, open_archive
from pipelines.batch.parts import Part, parts_of_one
from pipelines.batch.reading import ReadPart, unread
from pipelines.batch.records import Grouped, Json, Record, decoded

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["OnSpark", "arrow_schema", "as_batches", "session", "spark_errors"]

log = logging.getLogger(__name__)

RECORDS = "to string, key string, order string, value binary"
PARTS = "number long, address string, start long, end long"
AT_A_TIME = 256  # records handed to or from a Python worker: some of them are whole articles
LARGEST_WHOLE = (1 << 31) - 1  # bytes of an archive that Spark itself can hand over in one piece


class OnSpark:
    """`work`: the folder, in Hadoop's notation, for what is kept between the stages. `through_spark`: archives are read
    by Spark's own file systems, whole, instead of as streams."""

    def __init__(self, spark: "SparkSession", work: str, out: OutFolder, *, through_spark: bool = False) -> None:
        self.spark, self.work, self.out, self.through_spark = spark, work.rstrip("/"), out, through_spark
        self.sizes: dict[str, int] = {}

    def is_begun(self, plan: str) -> bool:
        """Whether this job was begun in the work folder, and killed. Raises LakeError where another one was."""
        path = f"{self.work}/plan"
        if not self.is_there(f"{path}/_SUCCESS"):
            return False
        if [row[0] for row in self.spark.read.text(path).collect()] != [plan]:
            raise LakeError(f"{self.work}: holds the work of another job; delete it, or name another with --work")
        return True

    def begin(self, plan: str) -> None:
        """Write into the work folder which job's it is."""
        self.spark.createDataFrame([(plan,)], "plan string").coalesce(1).write.mode("overwrite").text(
            f"{self.work}/plan"
        )

    def parts(self, archives: Sequence[tuple[str, int]], size: int) -> list[Part]:
        """Return the parts of archives with their sizes (bytes), those of large ones found by the workers."""
        self.sizes = dict(archives)
        if self.through_spark:
            return [Part(number, address) for number, (address, _) in enumerate(archives)]
        numbered = [(number, *archive) for number, archive in enumerate(archives)]
        large = [one for one in numbered if one[2] > size]
        found = [Part(number, address) for number, address, length in numbered if length <= size]
        if large:
            cut = self.spark.sparkContext.parallelize(large, len(large)).flatMap(partial(cut_up, size))
            found += cut.collect()
        return sorted(found, key=lambda part: (part.number, part.start))

    def read(self, parts: Sequence[Part], read_part: ReadPart) -> "DataFrame":
        if self.through_spark:
            return self.read_whole(parts, read_part)
        rows = self.spark.sparkContext.parallelize(list(map(astuple, parts)), max(1, len(parts)))
        return self.spark.createDataFrame(rows, PARTS).mapInArrow(reading(read_part), RECORDS)

    def read_whole(self, parts: Sequence[Part], read_part: ReadPart) -> "DataFrame":
        """Read archives of any file system that Hadoop knows: one of them in memory for each task that runs."""
        numbers = {part.address: part.number for part in parts}
        files = self.spark.read.format("binaryFile").load(list(numbers)).where(f"length <= {LARGEST_WHOLE}")
        contents = files.select("path", "content").repartition(max(1, len(parts)))
        read = contents.mapInArrow(reading_whole(read_part, numbers), RECORDS)
        large = [part for part in parts if self.sizes[part.address] > LARGEST_WHOLE]
        return read.unionByName(self.spark.createDataFrame([too_large(part) for part in large], RECORDS))

    def grouped(self, records: "DataFrame", stage: Grouped) -> "DataFrame":
        return sorted_by_key(records).mapInArrow(by_key(stage), RECORDS)

    def kept(self, name: str, records: "DataFrame") -> "DataFrame":
        path = f"{self.work}/{name}"
        if self.is_there(f"{path}/_SUCCESS"):
            log.warning("%s: kept by an earlier run, not done again", name)
        else:
            records.write.mode("overwrite").parquet(path)
        return self.spark.read.schema(records.schema).parquet(path)

    def numbered(self, name: str, records: "DataFrame") -> "DataFrame":
        from pyspark.sql import functions as f

        # a row's place in its partition is in the low 33 bits; kept, since another sorting may cut elsewhere
        placed = (
            records.repartitionByRange("key")
            .sortWithinPartitions("key")
            .withColumn("part", f.spark_partition_id())
            .withColumn("place", f.monotonically_increasing_id().bitwiseAND((1 << 33) - 1))
        )
        placed = self.kept(name, placed)
        counts = sorted((row["part"], row["count"]) for row in placed.groupBy("part").count().collect())
        before, first = 1, {}
        for part, count in counts:
            first[part] = before
            before += count
        starts = self.spark.createDataFrame(list(first.items()) or [(0, 1)], "part int, first long")
        number = f.format_string("%020d", f.col("first") + f.col("place"))
        found = placed.join(f.broadcast(starts), "part")
        return found.select("to", number.alias("key"), "order", "value")

    def select(self, records: "DataFrame", *streams: str) -> "DataFrame":
        return records.where(records["to"].isin(*streams))

    def together(self, *some: "DataFrame") -> "DataFrame":
        first, *rest = some
        for other in rest:
            first = first.unionByName(other)
        return first

    def is_empty(self, records: "DataFrame") -> bool:
        return bool(records.isEmpty())

    def values(self, records: "DataFrame") -> list[Json]:
        return [decoded(Record(*row)) for row in sorted_by_key(records).collect()]

    def write(self, records: "DataFrame") -> list[Json]:
        written = sorted_by_key(records).mapInArrow(writing(self.out), "table string, rows long")
        return [row.asDict() for row in written.collect()]

    def archives(self, addresses: Sequence[str]) -> list[tuple[str, int]]:
        """Return the archives that are meant, as Spark names them, with their sizes in bytes; those in folders too."""
        files = self.spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(list(addresses))
        found = ((row["path"], row["length"]) for row in files.select("path", "length").collect())
        return sorted(one for one in found if one[0].lower().endswith(ARCHIVE_ENDINGS))

    def is_there(self, address: str) -> bool:
        path, system = self.path(address)
        return bool(system.exists(path))

    def drop(self, address: str) -> None:
        """Delete a folder of the work's."""
        path, system = self.path(address)
        system.delete(path, True)

    def path(self, address: str) -> tuple[Any, Any]:
        jvm: Any = self.spark.sparkContext._jvm
        path = jvm.org.apache.hadoop.fs.Path(address)
        return path, path.getFileSystem(self.spark.sparkContext._jsc.hadoopConfiguration())


def sorted_by_key(records: "DataFrame") -> "DataFrame":
    return records.repartition("key").sortWithinPartitions("key", "order")


# What runs in the Python workers


def cut_up(size: int, archive: tuple[int, str, int]) -> list[Part]:
    number, address, length = archive
    return parts_of_one(number, address, length, open_archive, size)


# Arrow batches -> records -> Arrow batches

Batches = Iterator["pa.RecordBatch"]


def records_in(batches: Batches) -> Iterator[Record]:
    for batch in batches:
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield Record(*row)


def arrow_schema() -> "pa.Schema":
    import pyarrow as pa

    return pa.schema([("to", pa.string()), ("key", pa.string()), ("order", pa.string()), ("value", pa.binary())])


def as_batches(records: Iterable[Record]) -> Batches:
    import pyarrow as pa

    schema = arrow_schema()
    some: list[Record] = []
    for record in records:
        some.append(record)
        if len(some) == AT_A_TIME:
            yield pa.RecordBatch.from_arrays(list(map(list, zip(*some, strict=True))), schema=schema)
            some = []
    if some:
        yield pa.RecordBatch.from_arrays(list(map(list, zip(*some, strict=True))), schema=schema)


def by_key(stage: Grouped) -> Callable[[Batches], Batches]:
    def run(batches: Batches) -> Batches:
        groups = groupby(records_in(batches), lambda record: record.key)
        return as_batches(found for key, some in groups for found in stage(key, some))

    return run


def reading(read_part: ReadPart) -> Callable[[Batches], Batches]:
    def run(batches: Batches) -> Batches:
        parts = (Part(**row) for batch in batches for row in batch.to_pylist())
        return as_batches(record for part in parts for record in read_part(part, open_archive))

    return run


def reading_whole(read_part: ReadPart, numbers: dict[str, int]) -> Callable[[Batches], Batches]:
    def run(batches: Batches) -> Batches:
        for batch in batches:
            for row in batch.to_pylist():
                opened = partial(archive_of, row["content"])
                yield from as_batches(read_part(Part(numbers[row["path"]], row["path"]), opened))

    return run


def too_large(part: Part) -> Record:
    """Return what is reported of an archive that Spark cannot hand over."""
    return unread(
        part, f"{part.address}: larger than 2 GB, which Spark cannot hand over whole; name it without --through-spark"
    )


def writing(out: OutFolder) -> Callable[[Batches], Batches]:
    def run(batches: Batches) -> Batches:
        import pyarrow as pa

        schema = pa.schema([("table", pa.string()), ("rows", pa.int64())])
        for key, some in groupby(records_in(batches), lambda record: record.key):
            written = out.write_table(key, some)
            yield pa.RecordBatch.from_pylist([written], schema=schema)

    return run


def session(master: str | None = None) -> "SparkSession":
    """Return Spark as it is started here, or by spark-submit. Articles are handed to Python a few at a time."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("bulletins")
    if master is not None:
        builder = builder.master(master)
        if master.startswith("local"):  # workers are of this program's Python, whatever `python3` is here
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = builder.getOrCreate()
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(AT_A_TIME))
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    return spark


def spark_errors() -> tuple[type[Exception], ...]:
    """Return what Spark raises when a task failed as often as it may, or an address cannot be read."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return PySparkException, Py4JError
