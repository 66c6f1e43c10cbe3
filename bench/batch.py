"""Spark against two processes of ours, over the same archives; and what the whole batch job takes.

    python bench/batch.py [--pages 4000] [--archives 8] [--rounds 3] [--master local[2]] [--rest]

Pages of the enlarged sample site are written into archives. Each round reads them twice, in turn, both warm:

    processes   two programs, each with its share of the archives: pages read, their records written as Parquet
    spark       the first stage of the batch job on Spark: the same reading, the same records, Parquet by Spark

and with --rest the last round runs the rest of the job too: histories, copies, tables. Medians over the rounds; the
ratio is that of each round.
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


def read_by_itself(part: Part, out: str) -> int:
    """Read a part in a process of ours, and write its records."""
    pa, written = arrow(), 0
    with pa.parquet.ParquetWriter(out, arrow_schema(), compression="snappy") as writer:
        for batch in as_batches(READ(part, open_archive)):
            writer.write_batch(batch)
            written += batch.num_rows
    return written


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
    ours, theirs, ratios = [], [], []
    for turn in range(given.rounds + 1):
        out = folder / f"round{turn}"
        out.mkdir()
        begun = time.perf_counter()
        shares = [(part, str(out / f"{part.number}.parquet")) for part in parts]
        assert sum(pool.starmap(read_by_itself, shares, chunksize=1)) == given.pages + len(parts)
        alone = given.pages / (time.perf_counter() - begun)
        engine = OnSpark(spark, (out / "work").as_uri(), OutFolder(str(out / "lake")))
        begun = time.perf_counter()
        read = engine.kept("pages", engine.read(parts, READ))
        on_spark = given.pages / (time.perf_counter() - begun)
        print(f"  round {turn}: processes {alone:.0f}, spark {on_spark:.0f} pages/s", flush=True)
        if turn:  # the first makes both warm
            ours.append(alone)
            theirs.append(on_spark)
            ratios.append(on_spark / alone)
    print(f"processes       {statistics.median(ours):7.0f} pages/s")
    print(f"spark           {statistics.median(theirs):7.0f} pages/s, {statistics.median(ratios):.2f} of them")
    if given.rest:
        begun = time.perf_counter()
        report = rest_of(engine, read)
        took = time.perf_counter() - begun
        assert report.pages == given.pages, report.does_not_add_up()
        print(f"the rest        {took:7.1f} s, {took / given.pages * 1000:.1f} ms a page")


if __name__ == "__main__":
    main()
