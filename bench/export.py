"""Exports: bulletins a second, sizes, and whether memory stays flat from ten thousand bulletins to a million.

    python bench/export.py [--sizes 10000,1000000] [--paragraphs 8] [--keep FOLDER]

The bulletins are written into the tables by SQL: texts of a real bulletin's length, different figures in each, 20
sources, 126 months. Each format is a `bulletins export` of its own, whose highest memory is what the system says.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipelines.store import Store, open_store

COMMAND = str(Path(sys.executable).with_name("bulletins"))
FORMATS = {"csv": "b.csv", "jsonl": "b.jsonl.zst", "parquet": "lake"}
SENTENCE = (
    "各镇人民政府、街道办事处要加强组织领导，压实工作责任，确保第%d批项目按期完成，共安排资金%d万元，惠及群众%d户。"
)
FILL = f"""
INSERT INTO runs VALUES (1, 'bench', '0', '2026-07-01T00:00:00.000000Z', '2026-07-01T01:00:00.000000Z', 'finished');
INSERT INTO sources SELECT value, 'source' || value, '' FROM numbers WHERE value BETWEEN 1 AND 20;
INSERT INTO contents SELECT value, 'a' || printf('%063x', value), 20000, NULL, zeroblob(20)
    FROM numbers WHERE value > 0;
INSERT INTO bulletins (id, url, source_id, revision, first_seen, precedence)
    SELECT value, 'http://www.example.gov.cn/tzgg/t' || value || '.html', 1 + value % 20, 1,
        '2026-07-01T00:00:00.000000Z', '' FROM numbers WHERE value > 0;
INSERT INTO pages (id, run_id, source_id, role, url, requested_url, fetched_at, status, headers, content_id, state,
        outcome, bulletin_id, revision)
    SELECT id, 1, source_id, 'article', url, url, first_seen, 200, '[]', id, 'DONE', 'new', id, 1 FROM bulletins;
INSERT INTO revisions (bulletin_id, number, page_id, digest, title, published, issuer, columns, encoding, reader,
        confidence, flags)
    SELECT id, 1, id, '', '关于做好第' || id || '批民生实事项目的通知',
        date('2016-01-01', (id * 7919 % 3833) || ' days'), '本网', '["政务公开","通知公告"]', 'utf-8', 'own', 1.0, '[]'
    FROM bulletins;
INSERT INTO paragraphs (bulletin_id, revision, position, kind, kept, text, digest)
    SELECT b.id, 1, p.value, 'text', 1, printf('{SENTENCE}', b.id, b.id * 37 % 9973, p.value * 113 + b.id % 97), 0
    FROM bulletins b, numbers p WHERE p.value < %d;
"""  # noqa: S608  # our own figures
NUMBERS = """
CREATE TEMP TABLE numbers AS
    WITH RECURSIVE n(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n WHERE value < %d) SELECT value FROM n
"""


def fill(store: Store, count: int, paragraphs: int) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql(NUMBERS % count)
        for statement in FILL.split(";\n"):
            made = statement.replace("p.value < %d", f"p.value < {paragraphs}")
            if made.strip():
                connection.exec_driver_sql(made)


def highest_memory(arguments: list[str]) -> tuple[float, float]:
    """Seconds, and the peak of a program's own memory in MB."""
    start = time.perf_counter()
    program = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(program.pid, 0)
    program.returncode = os.waitstatus_to_exitcode(status)
    assert program.returncode == 0, arguments
    return time.perf_counter() - start, used.ru_maxrss / 1024


def size_of(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,1000000", help="bulletins, comma-separated")
    parser.add_argument("--paragraphs", type=int, default=8, help="of each bulletin")
    parser.add_argument("--keep", type=Path, help="a folder for the stores; those that are there are used")
    asked = parser.parse_args()
    print(f"{'bulletins':>10}  {'format':8}{'seconds':>9}{'bulletins/s':>13}{'MB':>9}{'peak memory MB':>16}")
    with tempfile.TemporaryDirectory() as folder:
        for count in map(int, asked.sizes.split(",")):
            path = (asked.keep or Path(folder)) / f"{count}.db"
            is_there = path.exists()
            with open_store(f"sqlite:///{path}") as store:
                if not is_there:
                    fill(store, count, asked.paragraphs)
            for form, name in FORMATS.items():
                target = Path(folder) / f"{count}-{name}"
                store_of = ["--store", f"sqlite:///{path}"]
                seconds, memory = highest_memory([COMMAND, "export", f"--{form}", str(target), *store_of])
                megabytes = size_of(target) / 1e6
                print(
                    f"{count:>10,}  {form:8}{seconds:9.1f}{count / seconds:13,.0f}{megabytes:9,.1f}{memory:16,.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
