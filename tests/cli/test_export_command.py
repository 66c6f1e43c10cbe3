"""`bulletins export`: what goes out of a store, the whole of it and what is new, while others write."""

import csv
import json
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from simulated_crawl import DAY, LIST, NOW, Answer, article, begin, crawl, links
from store_pages import fetch, notice, page, reading, recurring, with_tables

from bulletins.cli.group import bulletins
from bulletins.exports import TABLES
from pipelines.exit_codes import Exit, guarded
from pipelines.frontier import Scope
from pipelines.health import RunState
from pipelines.store import Selection, Store, open_store
from pipelines.store.admin.export import QUERIES, written
from pipelines.store.engine.database import phrases_of
from pipelines.store.engine.sqlite import Sqlite
from pipelines.store.schema.views import views

VIEWS = views(Sqlite.phrases)

Run = Callable[..., int]
DAY_OF_ALL = date(2026, 3, 2)
FIRST = "http://www.example.cn/1.html"
COPY = "http://www.example.cn/2.html"
DOCS = (Path(__file__).parents[2] / "docs" / "taking-away.md").read_text("utf-8")


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
        store.finish_run(run)
        yield store


@pytest.fixture
def run(path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("BULLETINS_STORE", f"sqlite:///{path}")
    return lambda *arguments: guarded(
        lambda: bulletins.main(["export", *map(str, arguments)], "bulletins", standalone_mode=False)
    )


def numbers(store: Store, table: str = "bulletins", **selected: object) -> list[int]:
    with store.export(Selection(**selected)) as exported:  # type: ignore[arg-type]  # the test says what it needs
        of = TABLES[table]
        return [row[0] for row in exported.rows(of, exported.bulletins(of))]  # type: ignore[misc]  # numbers


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


def test_gone_ones_are_reported(store: Store) -> None:
    with store.export(Selection(since=1)) as exported:
        rows = [row[:2] for row in exported.rows(TABLES["gone"], exported.bulletins(TABLES["gone"]))]
    assert sorted(rows) == [(3, "page gone"), (5, "copy")]


def test_a_bulletin_that_turns_out_to_be_a_copy_is_reported(store: Store) -> None:
    run = store.begin_run("ingest")
    before_all = "http://www.example.cn/0.html"
    fetch(store, run, page(before_all, b"0"), notice(before_all))
    assert (sorted(numbers(store, since=3)), sorted(numbers(store, "gone", since=3))) == ([6], [4, 5])


def test_a_run_under_way_is_not_counted_as_whole(store: Store) -> None:
    begin(store, NOW + 9 * DAY)
    with store.export(Selection()) as exported:
        assert exported.whole_until == 3


def test_a_run_whose_pages_are_not_all_read_is_not_counted_as_whole(store: Store) -> None:
    run = store.begin_run("ingest")
    store.keep(run, page(COPY + "?9", b"9"))
    store.finish_run(run, RunState.STOPPED)
    store.finish_run(store.begin_run("ingest"))
    with store.export(Selection()) as exported:
        assert exported.whole_until == 3


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


VIEW = re.compile(r"view `(\w+)`")
OF_VIEWS = {name: found[1] for name, table in TABLES.items() if (found := VIEW.search(" ".join(table.meaning.split())))}
RENAMED = {"published_then": "published", "listed_title": "title", "listed_url": "url", "listed_by": "source"}
# Of the bulletin as it is now, where the view has those of a revision, of a list, or none
NOT_OF_THE_VIEW = {
    "revisions": {"published", "source"},
    "listings": {"title", "published", "source", "url"},
    "copied": {"title", "published", "source"},
    "series": {"series"},
}


def with_every_kind_of_row(store: Store) -> None:
    """Tables, a recurrence, and a quotation: what the runs before did not bring."""
    run = store.begin_run("ingest")
    fetch(store, run, page(FIRST + "?tables", b"tables"), with_tables(FIRST + "?tables"))
    fetch(store, run, page(FIRST + "?recurring", b"recurring"), recurring(FIRST + "?recurring"))
    lines = tuple(f"第{n}项工作由区水务局牵头负责，各镇街配合，于本年度末以前完成并书面报送结果。" for n in range(9))
    quoting = notice(FIRST + "?quoting", *lines)
    fetch(
        store,
        run,
        page(FIRST + "?quoting", b"quoting"),
        replace(quoting, document=replace(quoting.document, title="汇编")),
    )
    store.finish_run(run)


@pytest.mark.parametrize("table", OF_VIEWS)
def test_a_table_has_the_rows_of_its_view(store: Store, table: str) -> None:
    with_every_kind_of_row(store)
    of = TABLES[table]
    shared = [c.name for c in of.columns if c.name not in NOT_OF_THE_VIEW.get(table, ())]
    with store.export(Selection()) as exported, store.reading() as connection:
        names = ", ".join(f'"{RENAMED.get(name, name)}"' for name in shared)
        raw = connection.exec_driver_sql(f"SELECT {names} FROM {OF_VIEWS[table]}").all()  # noqa: S608  # our own names
        rows = [tuple(row[of.place(name)] for name in shared) for row in exported.rows(of, exported.bulletins(of))]
    assert len(rows) == len(raw) > 0
    assert sorted(map(key, rows)) == sorted(map(key, raw))


def key(row: Sequence[object]) -> list[str]:
    """A row as one writes days, times and lists in the store."""
    return [as_stored(value) for value in row]


def as_stored(value: object) -> str:
    if isinstance(value, datetime):
        utc = value.isoformat(timespec="microseconds").replace("+00:00", "Z")
        return utc if utc.endswith("Z") else value.isoformat()
    if isinstance(value, list):
        return json.dumps(value)
    if isinstance(value, str) and value[:1] == "[":
        return json.dumps(json.loads(value))
    return str(value)


def test_every_view_goes_out_or_it_is_said_why_not() -> None:
    of_the_docs = dict(
        re.findall(r"^\| `(\w+)` \| (.+) \|$", DOCS[DOCS.index("## What does not go out") :], re.MULTILINE)
    )
    assert sorted([*OF_VIEWS.values(), *of_the_docs]) == sorted(VIEWS)
    assert all(of_the_docs.values())


@pytest.mark.parametrize("table", TABLES)
def test_rows_come_in_one_order_each_time(store: Store, table: str) -> None:
    with_every_kind_of_row(store)
    of = TABLES[table]
    with store.export(Selection()) as exported:
        numbers = exported.bulletins(of)
        rows = list(exported.rows(of, numbers))
        assert rows == [row for number in numbers for row in exported.rows(of, [number])]


@pytest.mark.parametrize("table", TABLES)
def test_no_table_is_read_through_for_a_few_bulletins(store: Store, table: str) -> None:
    names = ", ".join(f'"{column.name}"' for column in TABLES[table].columns)
    with store.reading() as connection:
        query = written(phrases_of(connection), QUERIES[table][1], names)
        plan = connection.execute(sa.text(f"EXPLAIN QUERY PLAN {query.text}"), {"chunk": "[1]"}).all()
    scanned = [row.detail.split()[1] for row in plan if row.detail.startswith("SCAN")]
    # made for these bulletins: the list of them, cells of a row, subqueries (t, x); x is one, if there is one
    assert [name for name in scanned if name not in ("json_each", "e", "t", "x") and not name.startswith("(")] == []
    assert scanned.count("x") <= 1


def test_old_wordings_go_out_with_the_date_that_they_gave(store: Store) -> None:
    of = TABLES["revisions"]
    with store.export(Selection()) as exported:
        rows = [dict(zip([c.name for c in of.columns], row, strict=True)) for row in exported.rows(of, [2])]
    assert [(row["revision"], row["is_current"], "更正" in str(row["text"])) for row in rows] == [
        (1, 0, False),
        (2, 1, True),
    ]
    assert {row["published"] for row in rows} == {DAY_OF_ALL}


def test_the_rows_of_a_bulletin_are_of_one_source_and_month_in_every_table(
    run: Run, store: Store, tmp_path: Path
) -> None:
    """A later revision may give another day, another source may list it: the folders of Parquet are the bulletin's."""
    parquet = pytest.importorskip("pyarrow.parquet")
    with_every_kind_of_row(store)
    number = store.begin_run("crawl")
    moved = notice(FIRST, "更正：日期有误。")
    moved = replace(moved, document=replace(moved.document, published=date(2020, 1, 2)))
    fetch(store, number, page(FIRST, b"4 again", second=9), moved)
    store.finish_run(number)
    assert run("--parquet", tmp_path / "lake", "--what", "all") == Exit.OK
    for name in OF_VIEWS:
        of = {}
        for file in (tmp_path / "lake" / name).rglob("*.parquet"):
            for bulletin in parquet.ParquetFile(file).read(columns=["bulletin"]).column(0).to_pylist():
                assert of.setdefault(bulletin, file.parent) == file.parent


def test_all_tables_are_of_one_moment(store: Store, path: Path) -> None:
    with store.export(Selection()) as exported, open_store(f"sqlite:///{path}") as other:
        before = len(exported.bulletins(TABLES["bulletins"]))
        run = other.begin_run("ingest")
        fetch(other, run, page(COPY + "?6", b"6"), reading(COPY + "?6", last="另一份。"))
        rows = list(exported.rows(TABLES["paragraphs"], exported.bulletins(TABLES["paragraphs"])))
        assert len({row[0] for row in rows}) == before
    assert len(numbers(store)) == before + 1


def test_a_csv_folder_has_a_file_for_each_table(run: Run, tmp_path: Path) -> None:
    assert run("--csv", tmp_path / "out", "--what", "bulletins,removed") == Exit.OK
    assert sorted(found.name for found in (tmp_path / "out").iterdir()) == ["bulletins.csv", "removed.csv"]
    with (tmp_path / "out" / "bulletins.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 4


def test_further_tables_go_next_to_the_file(run: Run, tmp_path: Path) -> None:
    assert run("--jsonl", tmp_path / "all.jsonl.gz", "--what", "bulletins,removed,copies") == Exit.OK
    found = sorted(found.name for found in tmp_path.glob("all*"))
    assert found == ["all-copies.jsonl.gz", "all-removed.jsonl.gz", "all.jsonl.gz"]


def test_an_increment_has_what_is_gone_too(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--jsonl", tmp_path / "new.jsonl", "--since", 2) == Exit.OK
    reported = [json.loads(line)["bulletin"] for line in (tmp_path / "new-gone.jsonl").read_text("utf-8").splitlines()]
    assert reported == [5]
    assert capsys.readouterr().out.splitlines()[-1] == "next time, what is new by then: --since 3"


def test_parquet_is_a_folder_for_each_table(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    assert run("--parquet", tmp_path / "lake", "--what", "all") == Exit.OK
    assert sorted(found.name for found in (tmp_path / "lake").iterdir()) == sorted(TABLES)


@pytest.mark.parametrize("name", ["x.warc.zst", "x.warc.xz", "x.warc.bz2"])
def test_warc_is_not_written_under_the_name_of_another_packing(run: Run, tmp_path: Path, name: str) -> None:
    assert run("--warc", tmp_path / name) == Exit.USAGE
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_made_for_a_file_is_named(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--csv", tmp_path / "june" / "all.csv") == Exit.OK
    assert capsys.readouterr().out.splitlines()[0] == f"{tmp_path / 'june'}: new folder"
    assert run("--csv", tmp_path / "june" / "all.csv") == Exit.OK
    assert "new folder" not in capsys.readouterr().out


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
    ("arguments", "missing"), [(("--source", "nobody"), "no source 'nobody'"), (("--since", 9), "no run 9 yet")]
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
def test_the_docs_say_each_column_with_its_type_and_meaning(name: str) -> None:
    reported = [line for line in SECTIONS[name].splitlines() if line.startswith("| ")][1:]
    columns = [
        f"| {c.name} | {c.kind} | {c.meaning}{'; may be empty' if c.empty and 'empty' not in c.meaning else ''} |"
        for c in TABLES[name].columns
    ]
    assert reported == columns


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
