"""A batch job over archives makes what `bulletins ingest` and `bulletins export` make of them, row by row."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from archived_pages import archives_of, pages_of

from bulletins.cli.ingest import ingest
from pipelines.archive import Archive, archive_at
from pipelines.batch.flow import run
from pipelines.batch.memory import InMemory
from pipelines.batch.parts import parts_of
from pipelines.batch.reading import reader_of
from pipelines.batch.report import Report
from pipelines.export_kinds import Row
from pipelines.export_tables import TABLES
from pipelines.models import Source
from pipelines.store import Selection, open_store

READ = reader_of(lambda name: Source(name=name))


def opened(address: str) -> Archive:
    return archive_at(Path(address))


def ingested(archives: Sequence[Path], folder: Path) -> tuple[dict[str, list[Row]], Counter[tuple[str, str]]]:
    """Return the rows that a new store exports of these archives, and how many pages have which outcome."""
    url = f"sqlite:///{folder / 'store.db'}"
    assert ingest.callback is not None
    ingest.callback(paths=tuple(archives), source=None, workers=1, store_url=url)
    with open_store(url) as store:
        with store.export(Selection()) as export:
            tables = {name: list(export.rows(table, export.bulletins(table))) for name, table in TABLES.items()}
        with store.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT outcome, coalesce(reason, ''), count(*) FROM pages GROUP BY 1, 2"
            )
            return tables, Counter({(outcome, reason): pages for outcome, reason, pages in found})


def in_batch(archives: Sequence[Path], size: int) -> tuple[dict[str, list[Row]], Report]:
    engine = InMemory(opened)
    parts = parts_of([(str(path), path.stat().st_size) for path in archives], opened, size)
    report = run(engine, parts, READ)
    return engine.tables, report


def outcomes(report: Report) -> Counter[tuple[str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    for one in report.outcomes:
        counted[one["outcome"], one["reason"]] += one["pages"]
    return counted


@pytest.mark.parametrize("seed", [1, 2])
def test_it_makes_the_rows_that_a_new_store_exports(tmp_path: Path, seed: int) -> None:
    archives = archives_of(pages_of(seed, 60), tmp_path / "archives")
    expected, pages = ingested(archives, tmp_path)
    tables, report = in_batch(archives, 20_000)
    assert {name for name, rows in expected.items() if rows} == set(TABLES) - {"listings"}
    assert {name: tables[name] for name in TABLES} == expected
    assert outcomes(report) == pages
    assert report.does_not_add_up() is None
    assert report.rows == {name: len(rows) for name, rows in expected.items() if rows}
