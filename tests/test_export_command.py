"""`bulletins export`: what goes out of a store, the whole of it and what is new, while others write."""

import csv
import json
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from simulated_crawl import DAY, LIST, NOW, Answer, article, begin, crawl, links
from store_pages import fetch, notice, page, reading, with_tables

from pipelines.cli import bulletins
from pipelines.cli.exits import Exit, guarded
from pipelines.exports import TABLES
from pipelines.store import Selection, Store, open_store
from pipelines.visits import Scope

Run = Callable[..., int]
DAY_OF_ALL = date(2026, 3, 2)
FIRST = "http://www.example.cn/1.html"
COPY = "http://www.example.cn/2.html"
DOCS = (Path(__file__).parents[1] / "docs" / "taking-away.md").read_text("utf-8")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bulletins.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Run 1 brings bulletins 1 to 3; run 2 revises 2 and misses 3; run 3 brings 4 and 5, a copy of 4."""
    with open_store(f"sqlite:///{path}") as store:
        site = {LIST: Answer(b"1", links=links(1, 2, 3))}
        site |= {article(n): Answer(b"%d" % n, published=NOW.date(), says=f"第{n}号。") for n in (1, 2, 3)}
        crawl(store, site)
        site[article(2)] = Answer(b"2 again", published=NOW.date(), says="第2号，更正。")
        site[article(3)] = Answer(status=404)
        crawl(store, site, NOW + 2 * DAY, Scope(full=True))
        run = store.begin_run("ingest")
        fetch(store, run, page(FIRST, b"4"), notice(FIRST))
        fetch(store, run, page(COPY, b"5"), notice(COPY))
        store.finish_run(run, "finished")
        yield store


@pytest.fixture
def run(path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("BULLETINS_STORE", f"sqlite:///{path}")
    return lambda *arguments: guarded(
        lambda: bulletins.main(["export", *map(str, arguments)], "bulletins", standalone_mode=False)
    )


def numbers(store: Store, table: str = "bulletins", **selected: object) -> list[int]:
    with store.outgoing(Selection(**selected)) as outgoing:  # type: ignore[arg-type]  # the test says what it needs
        of = TABLES[table]
        return [row[0] for row in outgoing.rows(of, outgoing.bulletins(of))]  # type: ignore[misc]  # numbers


def test_each_bulletin_goes_out_once(store: Store) -> None:
    assert sorted(numbers(store)) == [1, 2, 3, 4]


def test_what_is_new_or_revised_or_gone_since_a_run_goes_out(store: Store) -> None:
    assert sorted(numbers(store, since=1)) == [2, 3, 4]


def test_nothing_goes_out_since_the_newest_run(store: Store) -> None:
    assert numbers(store, since=3) == []


def test_a_bulletin_that_is_there_again_goes_out(store: Store) -> None:
    site = {LIST: Answer(b"1", links=links(1, 2, 3)), article(1): Answer(b"1", says="第1号。")}
    site |= {article(2): Answer(b"2 again", says="第2号，更正。"), article(3): Answer(b"3", says="第3号。")}
    crawl(store, site, NOW + 4 * DAY, Scope(full=True))
    assert numbers(store, since=3) == [3]


def test_gone_ones_are_told(store: Store) -> None:
    with store.outgoing(Selection(since=1)) as outgoing:
        rows = [row[:2] for row in outgoing.rows(TABLES["gone"], outgoing.bulletins(TABLES["gone"]))]
    assert sorted(rows) == [(3, "page gone"), (5, "copy")]


def test_a_bulletin_that_turns_out_to_be_a_copy_is_told(store: Store) -> None:
    run = store.begin_run("ingest")
    before_all = "http://www.example.cn/0.html"
    fetch(store, run, page(before_all, b"0"), notice(before_all))
    assert (sorted(numbers(store, since=3)), sorted(numbers(store, "gone", since=3))) == ([6], [4, 5])


def test_a_run_under_way_is_not_counted_as_whole(store: Store) -> None:
    begin(store, NOW + 9 * DAY)
    with store.outgoing(Selection()) as outgoing:
        assert outgoing.whole_until == 3


def test_a_run_whose_pages_are_not_all_read_is_not_counted_as_whole(store: Store) -> None:
    run = store.begin_run("ingest")
    store.keep(run, page(COPY + "?9", b"9"))
    store.finish_run(run, "stopped")
    store.finish_run(store.begin_run("ingest"), "finished")
    with store.outgoing(Selection()) as outgoing:
        assert outgoing.whole_until == 3


def test_only_one_source_goes_out(store: Store) -> None:
    assert numbers(store, source="nobody") == []


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(DAY_OF_ALL, DAY_OF_ALL, [1, 2, 3]), (DAY_OF_ALL + DAY, None, []), (None, DAY_OF_ALL - DAY, [])],
)
def test_days_are_inclusive_and_leave_out_what_has_none(
    store: Store, first: date | None, last: date | None, expected: list[int]
) -> None:
    assert sorted(numbers(store, first=first, last=last)) == expected


@pytest.mark.parametrize(
    ("table", "view"),
    [
        ("bulletins", "bulletin_texts"),
        ("paragraphs", "kept_paragraphs"),
        ("rows", "table_rows"),
        ("cells", "table_cells"),
        ("removed", "removed_paragraphs"),
        ("copies", "bulletin_copies"),
    ],
)
def test_a_table_has_the_rows_of_its_view(store: Store, table: str, view: str) -> None:
    of = TABLES[table]
    fetch(store, store.begin_run("ingest"), page(FIRST + "?tables", b"tables"), with_tables(FIRST + "?tables"))
    with store.outgoing(Selection()) as outgoing, store.reading() as connection:
        names = ", ".join(f'"{column.name}"' for column in of.columns)
        raw = connection.exec_driver_sql(f"SELECT {names} FROM {view}").all()  # noqa: S608  # names of our own
        rows = list(outgoing.rows(of, outgoing.bulletins(of)))
    assert len(rows) == len(raw) > 0
    assert sorted(map(key, rows)) == sorted(map(key, raw))


def key(row: object) -> tuple[object, ...]:
    """A row without what is written otherwise outside of the store: days, times, lists."""
    return tuple(repr(value) for value in tuple(row)[:2])  # type: ignore[arg-type]  # rows of any kind


def test_all_tables_are_of_one_moment(store: Store, path: Path) -> None:
    with store.outgoing(Selection()) as outgoing, open_store(f"sqlite:///{path}") as other:
        before = len(outgoing.bulletins(TABLES["bulletins"]))
        run = other.begin_run("ingest")
        fetch(other, run, page(COPY + "?6", b"6"), reading(COPY + "?6", last="另一份。"))
        rows = list(outgoing.rows(TABLES["paragraphs"], outgoing.bulletins(TABLES["paragraphs"])))
        assert len({row[0] for row in rows}) == before
    assert len(numbers(store)) == before + 1


def test_a_csv_folder_has_a_file_for_each_table(run: Run, tmp_path: Path) -> None:
    assert run("--csv", tmp_path / "out", "--what", "bulletins,removed") == Exit.OK
    assert sorted(found.name for found in (tmp_path / "out").iterdir()) == ["bulletins.csv", "removed.csv"]
    with (tmp_path / "out" / "bulletins.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 4


def test_further_tables_go_beside_the_file(run: Run, tmp_path: Path) -> None:
    assert run("--jsonl", tmp_path / "all.jsonl.gz", "--what", "bulletins,removed,copies") == Exit.OK
    found = sorted(found.name for found in tmp_path.glob("all*"))
    assert found == ["all-copies.jsonl.gz", "all-removed.jsonl.gz", "all.jsonl.gz"]


def test_an_increment_has_what_is_gone_too(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--jsonl", tmp_path / "new.jsonl", "--since", 2) == Exit.OK
    told = [json.loads(line)["bulletin"] for line in (tmp_path / "new-gone.jsonl").read_text("utf-8").splitlines()]
    assert told == [5]
    assert capsys.readouterr().out.splitlines()[-1] == "next time, what is new by then: --since 3"


def test_parquet_is_a_folder_for_each_table(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    assert run("--parquet", tmp_path / "lake", "--what", ",".join(TABLES)) == Exit.OK
    assert sorted(found.name for found in (tmp_path / "lake").iterdir()) == sorted(TABLES)


def test_a_folder_of_parquet_files_is_not_overwritten(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lake" / "bulletins").mkdir(parents=True)
    assert run("--parquet", tmp_path / "lake") == Exit.USAGE
    assert "is there already" in capsys.readouterr().err


def test_without_pyarrow_it_says_what_is_missing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert run("--parquet", tmp_path / "lake") == Exit.CONFIGURATION
    assert capsys.readouterr().err == "bulletins: Parquet needs pyarrow: pip install 'bulletins[export]'\n"
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--csv", "a.csv", "--jsonl", "a.jsonl"),
        ("--csv", "a.csv", "--what", "nothing"),
        ("--warc", "a", "--since", 1),
    ],
)
def test_what_makes_no_sense_is_used_wrongly(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == Exit.USAGE
    assert [found.name for found in tmp_path.iterdir() if "bulletins.db" not in found.name] == []


@pytest.mark.parametrize(
    ("arguments", "missing"), [(("--source", "nobody"), "no source nobody"), (("--since", 9), "no run 9 yet")]
)
def test_what_the_store_has_not_is_no_empty_export(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[object, ...], missing: str
) -> None:
    assert run("--csv", tmp_path / "out", *arguments) == Exit.USAGE
    assert missing in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_where_nothing_can_be_written_one_line_says_so(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert run("--csv", tmp_path / "file" / "a.csv") == Exit.FAILED
    error = capsys.readouterr().err
    assert error.startswith("bulletins: ")
    assert error.count("\n") == 1


def test_a_damaged_store_leaves_no_half_file(run: Run, store: Store, path: Path, tmp_path: Path) -> None:
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE revisions SET columns = 'no JSON' WHERE bulletin_id = 4")
    assert run("--csv", tmp_path / "out") == Exit.FAILED
    assert not (tmp_path / "out").exists()


SECTIONS = {
    name: DOCS[DOCS.index(f"### `{name}`") :].partition("\n### ")[0].partition("\n## ")[0]
    for name in TABLES
    if f"### `{name}`" in DOCS
}


@pytest.mark.parametrize("name", TABLES)
def test_the_docs_tell_each_column_with_its_type_and_meaning(name: str) -> None:
    told = [line for line in SECTIONS[name].splitlines() if line.startswith("| ")][1:]
    columns = [
        f"| {c.name} | {c.kind} | {c.meaning}{'; may be empty' if c.empty and 'empty' not in c.meaning else ''} |"
        for c in TABLES[name].columns
    ]
    assert told == columns


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", DOCS, re.DOTALL))
def test_each_example_of_the_docs_runs(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    for needed in {"pyarrow", *re.findall(r"^import (\w+)", code, re.MULTILINE)}:
        pytest.importorskip(needed)
    monkeypatch.chdir(tmp_path)
    assert run("--parquet", "lake/2026-06-01", "--what", "bulletins,gone") == Exit.OK
    assert run("--parquet", "lake/2026-06-08", "--since", 1) == Exit.OK
    assert run("--jsonl", "bulletins.jsonl.zst") == Exit.OK
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  # our own docs
    *_, (last, made) = names.items()
    assert len(made) > 0, last
