"""No question goes through a large table inside a loop over another: with or without ANALYZE, for every view there is.

Looked at twice: by SQLite's plan, and by counting the steps of its machine in a store and in one of twice the size. No
clock is read.

Let through, since they are bounded by something else than the store: lists in JSON of one row (json_each), the sources
and the runs (few), and an index that SQLite makes for one statement (it is made once, outside the loop).
"""

# ruff: noqa: S608  # statements of our own

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from large_store import RUNS, large_store

from bulletins.cli.group import bulletins
from bulletins.web.questions import QUESTIONS
from pipelines.exit_codes import Exit, guarded
from pipelines.store.engine.sqlite import Sqlite
from pipelines.store.schema.views import views

pytestmark = pytest.mark.sqlite("SQLite's plans")

VIEWS = views(Sqlite.phrases)

MANY = 400
MAX_ROWS = 30  # that a value of an index may lead to, inside a loop
FEW_ROWS = 60  # of a table that may be gone through
GROWTH = 2.4  # times the steps, in a store of twice the size
STEP = 50
LOOP = re.compile(
    r"(?P<how>SCAN|SEARCH) (?P<name>\S+)(?: USING (?P<using>.*?)(?: \((?P<by>.*)\))?)?(?P<left> LEFT-JOIN)?$"
)
INDEX = re.compile(r"(?:COVERING )?INDEX (\S+)")
NAMED = re.compile(r'(?:FROM|JOIN|,)\s+"?(\w+)"?\s+(?:AS\s+)?"?(\w+)"?', re.IGNORECASE)

ASKED: dict[str, tuple[str, dict[str, str]]] = {name: (f"SELECT * FROM {name}", {}) for name in VIEWS} | {
    f"question {one.name}": (one.sql, {parameter.name: parameter.default for parameter in one.parameters})
    for one in QUESTIONS.values()
}
COMMANDS = [
    ["list", "--json"],
    ["list", "--gone"],
    ["show", "40"],
    ["show", "40", "--json"],
    ["copies", "40"],
    ["series", "40"],
    ["where", "40:7"],
    ["table", "40"],
    ["dedup", "--explain", "40"],
    ["diff", "40"],
    ["runs"],
    ["runs", "3"],
    ["stats"],
    ["health"],
    ["report", "--output", "{folder}/report.html"],
    ["export", "--jsonl", "{folder}/all.jsonl", "--what", "bulletins,paragraphs,rows,cells,removed,recurring,copies"],
    ["export", "--jsonl", "{folder}/new.jsonl", "--what", "bulletins,gone", "--since", "3"],
    ["search", "通知", "--since", "2020"],
]


@pytest.fixture(scope="module", params=["as written", "analyzed"])
def stores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store, and one of twice the size."""
    folder = tmp_path_factory.mktemp("plans")
    paths = folder / "bulletins.db", folder / "twice.db"
    for path, many in zip(paths, (MANY, 2 * MANY), strict=True):
        large_store(path, many)
        if request.param == "analyzed":
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("ANALYZE")
                connection.commit()
    return paths


def steps(path: Path, sql: str, values: Any) -> int:
    """How many steps of SQLite's machine, in units of `STEP`, all rows of an answer take."""
    count = 0

    def step() -> None:
        nonlocal count
        count += 1

    with closing(sqlite3.connect(path)) as connection:
        connection.set_progress_handler(step, STEP)
        connection.execute(sql, values).fetchall()
    return count


class Plan:
    """SQLite's plan for a statement, and what in it goes through too much."""

    def __init__(self, connection: sqlite3.Connection, sql: str, values: Any) -> None:
        self.connection = connection
        rows = connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        self.under: dict[int, list[tuple[int, str]]] = {}
        for number, parent, _, detail in rows:
            self.under.setdefault(parent, []).append((number, detail))
        views = [view for name, view in VIEWS.items() if re.search(rf"\b{name}\b", sql)]
        self.tables = {alias: table for text in (sql, *views) for table, alias in NAMED.findall(text)}

    def faults(self, parent: int = 0, *, in_loop: bool = False) -> Iterator[str]:
        """`in_loop`: the query is asked again for each row of another one."""
        inner = in_loop
        steps = self.under.get(parent, [])
        # subqueries asked here; in a correlated one, for the row at hand. What is in them is looked at by itself
        made = {detail.split()[-1] for _, detail in steps if detail.startswith(("CO-ROUTINE", "MATERIALIZE"))}
        for number, detail in steps:
            loop = LOOP.match(detail)
            if loop is None:
                again = detail.startswith("CORRELATED")
                yield from self.faults(number, in_loop=in_loop or again)
                continue
            if inner and not (in_loop and loop["name"] in made) and not self.is_bounded(loop):
                yield detail
            inner = inner or not self.is_small(loop["name"])

    def is_small(self, name: str) -> bool:
        """True for a table of few rows, as sources."""
        rows = self.rows_of(self.tables.get(name, name))
        return rows is not None and rows <= FEW_ROWS

    def rows_of(self, table: str) -> int | None:
        try:
            return int(self.connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])
        except sqlite3.Error:
            return None  # a subquery

    def is_bounded(self, loop: re.Match[str]) -> bool:
        """True where a loop inside others has few rows each time."""
        using = loop["using"] or ""
        if "VIRTUAL TABLE" in loop[0] or "AUTOMATIC" in using or self.is_small(loop["name"]):
            return True
        if loop["how"] == "SCAN":
            # the rows of a subquery that has just been asked for this row, as the paragraphs of one text
            return loop["name"].startswith("(subquery")
        index = INDEX.match(using)
        if index is None:
            return "PRIMARY KEY" in using
        (table,) = self.connection.execute("SELECT tbl_name FROM sqlite_master WHERE name = ?", (index[1],)).fetchone()
        columns = ", ".join(f'"{name}"' for name in re.findall(r"(\w+)=\?", loop["by"] or ""))
        if not columns:
            return False
        most = self.connection.execute(
            f'SELECT 1.0 * count(*) / count(DISTINCT 1) FROM (SELECT 1 FROM "{table}" GROUP BY {columns})'
        ).fetchone()[0]
        return bool((self.rows_of(table) or 0) <= MAX_ROWS * most)


@pytest.mark.parametrize("name", ASKED)
def test_no_view_or_question_goes_through_a_large_table_inside_a_loop(stores: tuple[Path, Path], name: str) -> None:
    with closing(sqlite3.connect(stores[1])) as connection:
        assert list(Plan(connection, *ASKED[name]).faults()) == []


@pytest.mark.parametrize("name", ASKED)
def test_twice_as_many_bulletins_cost_twice_as_much(stores: tuple[Path, Path], name: str) -> None:
    few, many = (steps(path, *ASKED[name]) for path in stores)
    assert many <= GROWTH * max(few, 40)


@pytest.mark.parametrize("name", [name for name in VIEWS if name not in ("interface",)])
def test_the_first_rows_of_a_view_cost_no_more_than_all_of_them(stores: tuple[Path, Path], name: str) -> None:
    sql, values = ASKED[name]
    assert steps(stores[1], f"{sql} LIMIT 51", values) <= steps(stores[1], sql, values) + 1


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: " ".join(arguments))
def test_no_command_goes_through_a_large_table_inside_a_loop(
    stores: tuple[Path, Path], arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, values: Any, *___: object) -> None:
        asked.append((statement, values))

    monkeypatch.setenv("BULLETINS_STORE", f"sqlite:///{stores[1]}")
    named = [one.format(folder=tmp_path) for one in arguments]
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        status = guarded(lambda: bulletins.main(named, "bulletins", standalone_mode=False))
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert status in (Exit.OK, Exit.SUSPICIOUS)
    with closing(sqlite3.connect(stores[1])) as connection:
        faults = {
            (statement, fault)
            for statement, values in asked
            if statement.lstrip().upper().startswith(("SELECT", "WITH"))
            for fault in Plan(connection, statement, values).faults()
        }
    assert asked
    assert faults == set()


def test_the_store_that_is_looked_at_has_rows_in_every_table_that_a_view_shows(stores: tuple[Path, Path]) -> None:
    with closing(sqlite3.connect(stores[0])) as connection:
        empty = [name for name in VIEWS if connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() is None]
    assert RUNS <= FEW_ROWS
    assert empty == []
