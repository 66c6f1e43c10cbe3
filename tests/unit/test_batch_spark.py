"""The batch job on Spark, in this machine's two workers: the tables of `bulletins export`, file by file."""

import json
import shutil
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
# several partitions after each exchange, however small the data
CONF = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "3"}
CONF |= {"spark.sql.adaptive.coalescePartitions.enabled": "false"}
# what runs for a minute is not worth the last of the compilers
CONF |= {"spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1"}
SEED, ADDRESSES = 3, 36


def files_below(folder: Path) -> dict[str, Any]:
    return {
        str(path.relative_to(folder)): parquet.read_table(path, partitioning=None) for path in folder.rglob("*.parquet")
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("batch")
    archives_of(pages_of(SEED, ADDRESSES), folder / "archives")
    (folder / "archives" / "none.warc").write_bytes(b"no archive")
    return folder


def test_it_writes_the_files_that_an_export_of_a_new_store_does(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    conf = " ".join(f"--conf {name}={value}" for name, value in CONF.items())
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"{conf} pyspark-shell")
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    where = ["--out", str(folder / "lake"), "--sources", str(folder), "--master", "local[2]"]
    code = job.main([str(folder / "archives"), *where, "--part-size", "0.02"])
    assert code == job.SOME_BAD
    rows, pages = ingested(sorted((folder / "archives").glob("?.warc.gz")), folder)
    for name, table in TABLES.items():
        write_parquet(folder / "exported" / name, table, rows[name])
    expected, found = files_below(folder / "exported"), files_below(folder / "lake")
    assert len(found) > len(TABLES)
    assert sorted(found) == sorted(expected)
    for name, table in expected.items():
        assert found[name].schema.equals(table.schema, check_metadata=True), name
        assert found[name].to_pylist() == table.to_pylist(), name
    report = json.loads((folder / "lake" / "report.json").read_text())
    assert report["adds_up"] is True
    assert sum(one["pages"] for one in report["outcomes"]) == sum(pages.values())
    assert [one["error"] for one in report["archives"] if one["error"]] == [
        f"{(folder / 'archives' / 'none.warc').resolve()}: not a WARC or ARC file"
    ]
    assert not (folder / "lake.work").exists()
