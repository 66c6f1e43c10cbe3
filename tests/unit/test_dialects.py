"""What only one database has is behind pipelines/store/engine, pipelines/store/search and the types of columns."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from pipelines.store.frontier import listings, requests
from pipelines.store.schema.tables import Base

ROOT = Path(__file__).parents[2]
MAY_NAME = ("pipelines/store/engine/", "pipelines/store/search/", "pipelines/store/schema/types.py")
# The pages in a browser are Datasette's, which looks at a file of SQLite
IN_A_BROWSER = "bulletins/web/"
MIGRATIONS = "pipelines/store/migrations/versions/"  # what has been: written for SQLite until PostgreSQL came
DRIVERS = ("sqlite3", "psycopg", "sqlalchemy.dialects")

# Words of SQL that one of them does not know, or takes otherwise
OF_ONE = re.compile(
    r"\b(PRAGMA|CROSS JOIN|INDEXED BY|GLOB|json_\w+|jsonb\w*|group_concat|string_agg|strftime|printf|char\(|chr\(|rowid"
    r"|sqlite_\w+|pg_\w+|to_hex|ILIKE|AUTOINCREMENT|unnest)\b|\bIS NOT (?!NULL|DISTINCT|TRUE|FALSE)|\bIS '|\bLIMIT -1"
)
SQL = re.compile(r"\b(SELECT|FROM|WHERE|JOIN|PRAGMA)\b")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for package in ("bulletins", "crawler", "pipelines"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith((*MAY_NAME, MIGRATIONS)):
                yield name, ast.parse(path.read_text("utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"{node.module}"


def texts(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of a module that are no docstrings, those of f-strings in pieces."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_no_other_module_imports_a_driver_or_a_dialect() -> None:
    found = [
        (name, what)
        for name, tree in modules()
        if not name.startswith(IN_A_BROWSER)
        for what in imports(tree)
        if what.startswith(DRIVERS)
    ]
    assert found == []


def test_no_other_module_asks_which_database_it_has() -> None:
    found = [
        (name, node.lineno)
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "dialect"
    ]
    assert found == []


def test_no_other_module_writes_sql_that_one_of_them_does_not_take() -> None:
    found = [
        (name, match[0])
        for name, tree in modules()
        if name.startswith("pipelines/store/")
        for text in texts(tree)
        if (match := OF_ONE.search(text))
    ]
    assert found == []


@pytest.mark.parametrize("text", ["SELECT a FROM t WHERE b IS NOT 'x'", "a CROSS JOIN b", "json_each(x)"])
def test_what_one_of_them_does_not_take_is_known(text: str) -> None:
    assert OF_ONE.search(text)


@pytest.mark.parametrize("statement", [requests.add, listings.note])
def test_an_insert_that_minds_what_is_there_is_written_for_both(statement: sa.Insert) -> None:
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        assert " ON CONFLICT " in str(statement.compile(dialect=dialect))


def test_texts_of_a_store_on_postgresql_are_compared_by_their_code_points() -> None:
    without = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type.dialect_impl(postgresql.dialect()), sa.String)
        and 'COLLATE "C"' not in column.type.compile(dialect=postgresql.dialect())
    ]
    assert without == []
