"""Spark against two processes of ours, over the same archives; and what the whole batch job takes.

    python bench/batch.py [--pages 4000] [--archives 8] [--rounds 3] [--master local[2]] [--rest]

Pages of the enlarged sample site are written into archives. Each round reads them twice, in turn, both warm:

    processes   two programs, each with its share of the archives: pages read, their records written as Parquet
    spark       the first stage of the batch job on Spark: the same reading, the same records, Parquet by Spark

and with --rest the last round runs the rest of the job too: histories, copies, tables. Medians over the rounds; ratios
are those of each round. CPU is that of all programs of a side together, Java's and Python's: on a machine that has
other work it says more than the clock does.
The load of the machine is printed at the beginning and at the end.
"""

import argparse
import multiprocessing
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.pool import Pool
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "data" / "sample"))

from pipelines.archive import write_warc  # noqa: E402  # after the path of the sample site
from pipelines.batch.flow import rest_of  # noqa: E402
from pipelines.batch.lake import OutFolder, open_archive  # noqa: E402
from pipelines.batch.parts import Part, parts_of  # noqa: E402
from pipelines.batch.reading import reader_of  # noqa: E402
from pipelines.batch.spark_job import OnSpark, arrow_schema, as_batches, session  # noqa: E402
from pipelines.models import Page, Source  # noqa: E402
from pipelines.parquet import arrow  # noqa: E402

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

READ = reader_of(lambda name: Source(name=name))
AT = datetime(2026, 7, 1, tzinfo=UTC)


def pages(first: int, last: int) -> Iterator[Page]:
    from sample_site.enlarged import enlarged_article

    for number in range(first, last):
        made = enlarged_article(number)
        url = f"http://www.load.example{made.path}"
        headers = (("Content-Type", made.content_type),)
        yield Page("www.load.example", url, url, AT, 200, headers, made.response.body)


def archives(folder: Path, count: int, many: int) -> list[tuple[str, int]]:
    found = []
    for number in range(many):
        path = folder / f"{number}.warc.gz"
        write_warc(path, pages(number * count // many, (number + 1) * count // many))
        found.append((str(path), path.stat().st_size))
    return found


def read_by_itself(part: Part, out: str) -> tuple[int, float]:
    """Read a part in a process of ours, and write its records: how many there are, and the seconds of CPU."""
    pa, written, begun = arrow(), 0, time.process_time()
    with pa.parquet.ParquetWriter(out, arrow_schema(), compression="snappy") as writer:
        for batch in as_batches(READ(part, open_archive)):
            writer.write_batch(batch)
            written += batch.num_rows
    return written, time.process_time() - begun


def cpu_below(process: int) -> float:
    """Return the seconds of CPU that the programs started by a process have had, and those that they started."""
    children: dict[int, list[int]] = {}
    used: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                children.setdefault(int(fields[1]), []).append(int(entry.name))
                used[int(entry.name)] = sum(map(int, fields[11:15]))  # its own, and that of children that have ended
    waiting, total = [process], 0
    while waiting:
        below = children.get(waiting.pop(), [])
        total += sum(used[child] for child in below)
        waiting += below
    return total / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=4000)
    parser.add_argument("--archives", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--rest", action="store_true")
    given = parser.parse_args()
    print(f"load before: {os.getloadavg()}")
    folder = Path(tempfile.mkdtemp())
    spark = session(given.master)
    try:
        found = archives(folder, given.pages, given.archives)
        parts = parts_of(found, open_archive)
        size = sum(length for _, length in found)
        print(f"{given.pages:,} pages in {given.archives} archives of {size / 2**20:.1f} MB, {given.master}")
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            measure(given, folder, spark, pool, parts)
    finally:
        spark.stop()
        shutil.rmtree(folder)
    print(f"load after: {os.getloadavg()}")


def measure(given: argparse.Namespace, folder: Path, spark: "SparkSession", pool: Pool, parts: list[Part]) -> None:
    rates: list[tuple[float, float]] = []  # of processes and of Spark: pages a second
    costs: list[tuple[float, float]] = []  # milliseconds of CPU a page
    for turn in range(given.rounds + 1):
        out = folder / f"round{turn}"
        out.mkdir()
        begun = time.perf_counter()
        shares = [(part, str(out / f"{part.number}.parquet")) for part in parts]
        alone = pool.starmap(read_by_itself, shares, chunksize=1)
        taken = time.perf_counter() - begun
        assert sum(records for records, _ in alone) == given.pages + len(parts)
        engine = OnSpark(spark, (out / "work").as_uri(), OutFolder(str(out / "lake")))
        begun, before = time.perf_counter(), cpu_below(os.getpid())
        read = engine.kept("pages", engine.read(parts, READ))
        on_spark, used = time.perf_counter() - begun, cpu_below(os.getpid()) - before
        rate = given.pages / taken, given.pages / on_spark
        cost = sum(cpu for _, cpu in alone) / given.pages * 1000, used / given.pages * 1000
        print(
            f"  round {turn}: {rate[0]:.0f} and {rate[1]:.0f} pages/s, {cost[0]:.1f} and {cost[1]:.1f} ms of CPU",
            flush=True,
        )
        if turn:  # the first makes both warm
            rates.append(rate)
            costs.append(cost)
    for name, side in (("processes", 0), ("spark", 1)):
        rate_of, cost_of = (statistics.median(one[side] for one in some) for some in (rates, costs))
        print(f"{name:<12} {rate_of:7.0f} pages/s, {cost_of:5.1f} ms of CPU a page")
    print(f"spark / processes: {statistics.median(b / a for a, b in rates):.2f} of their pages a second,")
    print(f"{statistics.median(a / b for a, b in costs):.2f} of their pages for a second of CPU")
    if given.rest:
        begun = time.perf_counter()
        report = rest_of(engine, read)
        took = time.perf_counter() - begun
        assert report.pages == given.pages, report.does_not_add_up()
        print(f"the rest        {took:7.1f} s, {took / given.pages * 1000:.1f} ms a page")


if __name__ == "__main__":
    main()
