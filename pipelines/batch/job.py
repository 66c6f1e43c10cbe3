"""`python -m pipelines.batch`, or spark-submit of `__main__.py`: archives in, tables and a report of all records out.

    python -m pipelines.batch ARCHIVES --out lake/ --master 'local[4]'
    spark-submit --master yarn … pipelines/batch/__main__.py s3a://crawls/2026/ --out s3a://lake/bulletins

The tables are those of `bulletins export --parquet --what all`. Codes of exit are those of the other commands: 1 says
that some archive or record could not be read, and all else is there.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from pipelines import sources as source_files
from pipelines.batch.flow import run
from pipelines.batch.lake import LakeError, OutFolder, found, is_local
from pipelines.batch.parts import SIZE
from pipelines.batch.reading import reader_of
from pipelines.batch.report import Report
from pipelines.models import Source
from pipelines.parquet import our_version
from pipelines.sources import SourceError

__all__ = ["main"]

TAKEN = "is there already; no folder is ever overwritten, so name a new one"
OK, SOME_BAD, USAGE, FAILED, CONFIGURATION = 0, 1, 2, 3, 78  # as Exit in pipelines/exit_codes.py, which needs a store


class Known:
    """The sources that files describe, by name; any other decides all by evidence."""

    def __init__(self, described: Sequence[Source]) -> None:
        self.by_name = {source.name: source for source in described}

    def __call__(self, name: str) -> Source:
        return self.by_name.get(name) or Source(name=name)


def main(arguments: Sequence[str] | None = None) -> int:
    given = parser().parse_args(arguments)
    try:
        return job(given)
    except SourceError as error:
        return failed(str(error), CONFIGURATION)
    except LakeError as error:
        return failed(str(error), FAILED)
    except ImportError as error:
        return failed(f"a batch job needs Spark: pip install 'bulletins[batch]' ({error})", CONFIGURATION)


def failed(why: str, code: int) -> int:
    print(f"bulletins: {why}", file=sys.stderr)
    return code


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m pipelines.batch", description="Archives -> tables, on Apache Spark.")
    made.add_argument("archives", nargs="+", help="WARC and ARC files, or folders of them")
    made.add_argument("--out", required=True, help="a new folder for the tables")
    made.add_argument("--work", help="a folder for what is kept between the stages [default: OUT.work]")
    made.add_argument("--source", help="file all pages under this source [default: as records say, or by host]")
    made.add_argument("--sources", type=Path, help="the folder of the sources' files [default: as other commands]")
    made.add_argument("--part-size", type=float, default=SIZE >> 20, metavar="MB", help="larger archives are cut up")
    made.add_argument("--through-spark", action="store_true", help="read archives by Spark's own file systems, whole")
    made.add_argument("--keep-work", action="store_true", help="leave the work folder when all is done")
    made.add_argument("--master", help="where Spark runs, if spark-submit does not say so: local[4]")
    return made


def job(given: argparse.Namespace) -> int:
    folder = given.sources or source_files.sources_folder()
    described = [source_files.load(path) for path in sorted(folder.glob("*.toml"))] if folder.is_dir() else []
    out = OutFolder(absolute(given.out))
    if out.is_whole():
        return failed(f"{out}: {TAKEN}", USAGE)
    from pipelines.batch.spark_job import OnSpark, session, spark_errors

    try:
        spark = session(given.master)
    except spark_errors() as error:
        return failed(f"Spark does not start (it needs Java 17 or newer): {first_line(error)}", CONFIGURATION)
    try:
        work = in_hadoops_words(absolute(given.work or f"{given.out.rstrip('/')}.work"))
        engine = OnSpark(spark, work, out, through_spark=given.through_spark)
        addresses = [*map(absolute, given.archives)]
        archives = engine.archives(addresses) if given.through_spark else found(addresses)
        if not archives:
            raise LakeError(f"no .warc or .arc file in {', '.join(given.archives)}")
        plan = as_text(given, out, archives, described)
        if not engine.is_begun(plan):
            if out.is_taken():
                return failed(f"{out}: {TAKEN}", USAGE)
            engine.begin(plan)
        parts = engine.parts(archives, int(given.part_size * (1 << 20)))
        report = run(engine, parts, reader_of(Known(described), given.source))
        out.complete(report.rows, report.as_json())
        if not given.keep_work:
            engine.drop(work)
    except spark_errors() as error:
        return failed(f"Spark gave up: {first_line(error)}; what is done is in {work}: run it again to go on", FAILED)
    finally:
        spark.stop()
    return code_of(report)


def first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def as_text(
    given: argparse.Namespace, out: OutFolder, archives: Sequence[tuple[str, int]], described: Sequence[Source]
) -> str:
    """Return what makes a job the same one when it is run again."""
    plan = {"version": our_version(), "archives": archives, "out": out.address, "source": given.source}
    sources = hashlib.sha256(repr(described).encode()).hexdigest()
    return json.dumps(plan | {"size": given.part_size, "sources": sources, "through_spark": given.through_spark})


def code_of(report: Report) -> int:
    """Print what became of everything, and return what a scheduler may conclude."""
    for line in report.lines():
        print(line, file=sys.stderr if line.startswith(("bad archive", "not read")) else sys.stdout)
    wrong = report.does_not_add_up()
    if wrong is not None:
        return failed(f"it does not add up: {wrong}", FAILED)
    if not report.pages:
        return FAILED if report.bad else OK
    return SOME_BAD if report.bad else OK


def absolute(address: str) -> str:
    """Return an address that means the same to every program of the job."""
    return str(Path(address).resolve()) if "://" not in address else address


def in_hadoops_words(address: str) -> str:
    return Path(address).as_uri() if is_local(address) and "://" not in address else address
