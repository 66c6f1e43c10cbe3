"""The batch job on Spark, in this machine's two workers: the tables of `bulletins export`, file by file."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from archived_pages import archives_of, pages_of
from test_batch import ingested

from bulletins.exports import write_parquet
from pipelines.batch import job
from pipelines.export_tables import TABLES

pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'bulletins[batch]'")
parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no java"),
    pytest.mark.timeout(1500),  # a JVM that starts on a machine that is busy
]
ROOT = Path(__file__).parents[2]
SEED, ADDRESSES = 3, 36
CONF = {
    "spark.ui.enabled": "false",
    # several partitions after each exchange, however small the data
    "spark.sql.shuffle.partitions": "3",
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
    # what runs for a minute is not worth the last of the compilers
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
}


def batch(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a job in a program of its own: a JVM stays as long as the program that started it."""
    conf = " ".join(f"--conf {name}={value}" for name, value in CONF.items())
    ours = {"PYSPARK_SUBMIT_ARGS": f"{conf} pyspark-shell", "SPARK_LOCAL_IP": "127.0.0.1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "pipelines.batch", *arguments, "--master", "local[2]"],
        env=os.environ | ours | environment,
        capture_output=True,
        text=True,
        timeout=1400,
    )


def files_below(folder: Path) -> dict[str, Any]:
    found = folder.rglob("*.parquet")
    return {str(path.relative_to(folder)): parquet.read_table(path, partitioning=None) for path in found}


def test_it_writes_the_files_that_an_export_of_a_new_store_does(tmp_path: Path) -> None:
    archives = archives_of(pages_of(SEED, ADDRESSES), tmp_path / "archives")
    (tmp_path / "archives" / "none.warc").write_bytes(b"no archive")
    where = ["--out", str(tmp_path / "lake"), "--sources", str(tmp_path), "--part-size", "0.02"]
    done = batch(str(tmp_path / "archives"), *where)
    assert done.returncode == job.SOME_BAD, done.stderr
    rows, pages = ingested(archives, tmp_path)
    for name, table in TABLES.items():
        write_parquet(tmp_path / "exported" / name, table, rows[name])
    expected, found = files_below(tmp_path / "exported"), files_below(tmp_path / "lake")
    assert len(found) > len(TABLES)
    assert sorted(found) == sorted(expected)
    for name, table in expected.items():
        assert found[name].schema.equals(table.schema, check_metadata=True), name
        assert found[name].to_pylist() == table.to_pylist(), name
    report = json.loads((tmp_path / "lake" / "report.json").read_text())
    assert report["adds_up"] is True
    assert sum(one["pages"] for one in report["outcomes"]) == sum(pages.values())
    error = f"{(tmp_path / 'archives' / 'none.warc').resolve()}: not a WARC or ARC file"
    assert [one["error"] for one in report["archives"] if one["error"]] == [error]
    assert f"bad archive: {error}" in done.stderr
    assert not (tmp_path / "lake.work").exists()


def test_without_java_it_says_what_is_missing(tmp_path: Path) -> None:
    done = batch(str(tmp_path), "--out", str(tmp_path / "lake"), "--sources", str(tmp_path), JAVA_HOME=str(tmp_path))
    assert done.returncode == job.CONFIGURATION
    assert "bulletins: Spark does not start (it needs Java 17 or newer)" in done.stderr
    assert not (tmp_path / "lake").exists()


def test_a_folder_that_is_whole_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "report.json").write_text("{}")
    assert job.main([str(tmp_path), "--out", str(tmp_path), "--sources", str(tmp_path)]) == job.USAGE
    assert "is there already; no folder is ever overwritten" in capsys.readouterr().err
