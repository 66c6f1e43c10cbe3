"""Tables in the store: kept with every cell, given back by views, exports and commands."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from extract_pages import SENTENCES, article, in_p
from older_stores import at_version, copy_rows
from store_pages import URL, ask, fetch, page, reading, rows, with_tables

from bulletins.cli.group import bulletins
from bulletins.exports import TABLES
from bulletins.web.folding import blocks
from pipelines.clean import read
from pipelines.models import Outcome, Paragraph, ParagraphKind, Source
from pipelines.store import Selection, Store, open_store, upgrade
from pipelines.tables import DataTable, cells_of, column_names, tables_of

COLUMNS = ["镇街", "罚款/本年", "罚款/上年", "备注"]
ROWS = [["青山镇", "", "12.3", ""], ["", "5.1", '\\t"', "=1+1"], ["青山镇", "", "12.3", ""]]


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url) as store:
        run = store.begin_run("ingest")
        fetch(store, run, page(), with_tables(URL))
        fetch(store, run, page(URL + "?none", b"none"), reading(URL + "?none"))
        store.finish_run(run)
        yield store


def call(store: Store, *arguments: str) -> str:
    result = CliRunner().invoke(bulletins, [*arguments, "--store", store.url], catch_exceptions=False)
    return result.stdout


# --- what is said of a table as a whole


def test_names_of_two_levels_are_joined() -> None:
    assert column_names([["镇街", "收入", "收入"], ["镇街", "本年", "上年"]]) == ("镇街", "收入/本年", "收入/上年")


def test_a_head_said_twice_names_the_columns_once() -> None:
    assert column_names([["镇街", "户数"], ["镇街", "户数"]]) == ("镇街", "户数")


def test_a_column_without_a_name_keeps_its_place() -> None:
    assert column_names([["", "户数", ""]]) == ("", "户数", "")


def test_a_table_without_a_head_has_no_names() -> None:
    assert tables_of([Paragraph("当事人\t张三", ParagraphKind.TABLE_ROW, 0)]) == [DataTable(0, None, ())]


def test_text_belongs_to_no_table() -> None:
    assert tables_of([Paragraph("一、总则"), Paragraph("甲\t乙", ParagraphKind.TABLE_ROW)]) == []


# --- stored and given back


def test_cells_come_back_exactly(store: Store) -> None:
    view = store.bulletin(1)
    assert view is not None
    texts = [p.text for p in view.paragraphs if p.table == 0 and p.kind is ParagraphKind.TABLE_ROW]
    assert [cells_of(text) for text in texts] == ROWS


def test_a_bulletin_says_its_tables(store: Store) -> None:
    view = store.bulletin(1)
    assert view is not None
    assert view.tables == (DataTable(0, "全市罚款情况表", tuple(COLUMNS)), DataTable(1, None, ()))


def test_tables_are_listed(store: Store) -> None:
    found = ask(store, "SELECT bulletin, table_number, caption, columns, rows FROM bulletin_tables")
    assert [(*row[:3], json.loads(str(row[3])), row[4]) for row in found] == [
        (1, 0, "全市罚款情况表", COLUMNS, 3),
        (1, 1, None, [], 1),
    ]


def test_rows_have_their_cells_and_names(store: Store) -> None:
    found = ask(store, "SELECT columns, cells, kept FROM table_rows WHERE table_number = 0 ORDER BY position")
    assert [json.loads(str(cells)) for _, cells, _ in found] == ROWS
    assert [kept for _, _, kept in found] == [1, 1, 0]
    assert {str(columns) for columns, _, _ in found} == {json.dumps(COLUMNS, ensure_ascii=False, separators=(",", ":"))}


def test_cells_stand_under_the_names_of_their_columns(store: Store) -> None:
    query = "SELECT column_number, column_name, cell FROM table_cells WHERE position = 4 ORDER BY column_number"
    assert ask(store, query) == [(0, "镇街", "青山镇"), (1, "罚款/本年", ""), (2, "罚款/上年", "12.3"), (3, "备注", "")]


def test_cells_of_a_table_without_a_head_have_no_names(store: Store) -> None:
    assert ask(store, "SELECT column_name, cell FROM table_cells WHERE table_number = 1") == [
        (None, "当事人"),
        (None, "张三"),
    ]


def test_a_copy_has_its_tables_in_its_first_publisher_s_place_only(store: Store) -> None:
    fetch(store, store.begin_run("ingest"), page(URL + "?copy", b"copy"), with_tables(URL + "?copy"))
    assert ask(store, "SELECT DISTINCT bulletin FROM table_rows") == [(1,)]


@pytest.mark.parametrize(("table", "field", "expected"), [("rows", "cells", ROWS[0]), ("cells", "cell", "青山镇")])
def test_tables_go_out(store: Store, table: str, field: str, expected: object) -> None:
    of = TABLES[table]
    with store.export(Selection()) as exported:
        first = next(exported.rows(of, exported.bulletins(of)))
    assert first[of.place(field)] == expected


def test_rows_go_out_as_csv_with_their_cells_apart(store: Store, tmp_path: Path) -> None:
    call(store, "export", "--csv", str(tmp_path / "rows.csv"), "--what", "rows")
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        assert json.loads(next(csv.DictReader(file))["cells"]) == ROWS[0]


# --- revisions and rebuilds


TABLE = (
    "<table><tr><td>镇街</td><td>户数</td></tr><tr><td rowspan=2>青山镇</td><td></td></tr><tr><td>4</td></tr></table>"
)


def test_a_rebuild_gives_the_same_rows(store: Store) -> None:
    body = article(in_p(SENTENCES) + TABLE).encode()
    source = Source(name="example")
    a_page = page(URL + "?read", body)
    fetch(store, store.begin_run("ingest"), a_page, read(a_page, source))
    store.rebuild(lambda kept: read(kept, source))
    before = rows(store)
    assert len(before["data_tables"]) == 1
    store.rebuild(lambda kept: read(kept, source))
    assert rows(store) == before


@pytest.mark.sqlite("stores on PostgreSQL begin with later schemas")
def test_a_store_from_before_tables_gets_them_by_a_rebuild(store: Store, tmp_path: Path) -> None:
    source = Source(name="example")
    a_page = page(URL + "?read", article(in_p(SENTENCES) + TABLE).encode())
    fetch(store, store.begin_run("ingest"), a_page, read(a_page, source))
    store.rebuild(lambda kept: read(kept, source))
    old = at_version("0002", tmp_path / "old.db")
    copy_rows(Path(store.url.removeprefix("sqlite:///")), tmp_path / "old.db")
    upgrade(old)
    with open_store(old) as upgraded:
        assert ask(upgraded, "SELECT count(*) FROM table_rows") == [(0,)]
        upgraded.rebuild(lambda kept: read(kept, source))
        assert rows(upgraded) == rows(store)
        assert ask(upgraded, "SELECT count(*) FROM pages WHERE outcome = 'revised'") == [(0,)]


def test_a_value_in_another_column_is_a_revision(store: Store) -> None:
    source = Source(name="example")
    for at, expected in (("<td></td><td>4</td>", Outcome.NEW), ("<td>4</td><td></td>", Outcome.REVISED)):
        table = f"<table><tr><th>镇街</th><th>合格</th><th>不合格</th></tr><tr><td>青山镇</td>{at}</tr></table>"
        a_page = page(URL + "?moved", article(in_p(SENTENCES) + table).encode())
        assert fetch(store, store.begin_run("ingest"), a_page, read(a_page, source)) is expected


def test_undoing_a_removal_leaves_the_tables(store: Store) -> None:
    before = rows(store)["data_tables"]
    assert store.undo(1, 6)
    assert rows(store)["data_tables"] == before


# --- the commands and the page


def test_show_gives_the_tables_as_json(store: Store) -> None:
    tables = json.loads(call(store, "show", "1", "--json"))["tables"]
    assert [table["columns"] for table in tables] == [COLUMNS, []]
    assert tables[0]["caption"] == "全市罚款情况表"
    assert tables[0]["rows"][0] == {"position": 4, "cells": ROWS[0], "kept": True}
    assert [row["kept"] for row in tables[0]["rows"]] == [True, True, False]


def test_show_lets_empty_cells_be_seen(store: Store) -> None:
    assert "青山镇 │  │ 12.3 │" in call(store, "show", "1")


def test_a_table_is_written_for_excel(store: Store, tmp_path: Path) -> None:
    reported = call(store, "table", "1", "0", "--csv", str(tmp_path / "t.csv"))
    raw = (tmp_path / "t.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert lines == [COLUMNS, ROWS[0], ["", "5.1", '\\t"', "'=1+1"], ROWS[2]]
    assert "3 rows" in reported
    assert "1 cells begin with '" in reported


def test_a_table_without_a_head_is_written_without_names(store: Store, tmp_path: Path) -> None:
    call(store, "table", "1", "1", "--csv", str(tmp_path / "t.csv"))
    assert (tmp_path / "t.csv").read_text("utf-8-sig") == "当事人,张三\n"


def test_csv_asks_which_table(store: Store, tmp_path: Path) -> None:
    result = CliRunner().invoke(bulletins, ["table", "1", "--csv", str(tmp_path / "t.csv"), "--store", store.url])
    assert result.exit_code == 2
    assert "has 2 tables; name one" in result.stderr


def test_tables_are_listed_with_their_columns(store: Store) -> None:
    reported = call(store, "table", "1")
    assert "镇街、罚款/本年、罚款/上年、备注" in reported
    assert "全市罚款情况表" in reported


def test_one_table_is_drawn(store: Store) -> None:
    reported = call(store, "table", "1", "0")
    assert all(cell in reported for row in ROWS for cell in row)


def test_tables_alone_as_json(store: Store) -> None:
    assert [table["table"] for table in json.loads(call(store, "table", "1", "--json"))] == [0, 1]


def test_a_bulletin_without_tables_says_so(store: Store) -> None:
    assert call(store, "table", "2") == "bulletin 2 has no tables\n"


def test_a_page_shows_a_table_as_one(store: Store) -> None:
    view = store.bulletin(1)
    assert view is not None
    made = [block for block in blocks(view) if block.kind == "table"]
    assert [(row.kind, row.span) for row in made[0].rows] == [
        ("line", 4),
        ("head", 1),
        ("head", 1),
        ("row", 1),
        ("row", 1),
    ]
    assert [str(cell) for cell in made[0].rows[3].cells] == ROWS[0]
