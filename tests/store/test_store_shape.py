"""A store that lacks tables or columns of its schema is named as such, by upgrade and by verify, and left as it is."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from older_stores import at_version
from store_pages import fetch, page, reading

from bulletins.cli.group import bulletins
from pipelines.exit_codes import Exit, guarded
from pipelines.store import SCHEMA, StoreVersionError, open_store, open_to_read, upgrade
from pipelines.store.engine.opening import ARCHIVE

pytestmark = pytest.mark.sqlite("files that an unreleased version made")

Change = Callable[..., str]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Makes a store of a version with one page in it where it is this one, and changes it past the program."""

    def change(version: str, *statements: str) -> str:
        path = tmp_path / "bulletins.db"
        url = f"sqlite:///{path}"
        if version == SCHEMA:
            with open_store(url) as store:
                fetch(store, store.begin_run("crawl"), page(), reading())
        else:
            at_version(version, path)
        execute(path, *statements)
        return url

    return change


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        views = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
        for statement in (*(f"DROP VIEW {view}" for view in views), *statements):
            database.execute(statement)
        database.commit()


def tables(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        return sorted(row[0] for row in database.execute(query))


LACKING = {
    "DROP TABLE copied": "copied",
    "DROP TABLE search_signature": "search_signature",
    "DROP TABLE search_index": "search_index",
    "ALTER TABLE revisions DROP COLUMN title": "revisions.title",
    "DROP TABLE contents": "contents",
}


@pytest.mark.parametrize("statement", LACKING)
def test_upgrade_names_what_a_store_of_this_schema_lacks(changed: Change, tmp_path: Path, statement: str) -> None:
    url = changed(SCHEMA, statement)
    before = tables(tmp_path / "bulletins.db")
    with pytest.raises(StoreVersionError, match=rf"version {SCHEMA}, but it lacks {LACKING[statement]}, so"):
        upgrade(url)
    assert tables(tmp_path / "bulletins.db") == before


@pytest.mark.parametrize("statement", LACKING)
def test_verify_names_it_as_a_finding(changed: Change, statement: str) -> None:
    with open_to_read(changed(SCHEMA, statement)) as store:
        reported = {finding.check: finding.what for finding in store.verify()}
    assert reported["tables and columns"].startswith(f"it lacks {LACKING[statement]}, so")


@pytest.mark.parametrize(
    ("version", "statement", "why"),
    [
        ("0006", "DROP TABLE undone_pages", "lacks undone_pages"),
        ("0002", "DROP TABLE pages", "lacks pages"),
        ("0001", "ALTER TABLE revisions DROP COLUMN title", "lacks revisions.title"),
        ("0006", "CREATE TABLE volatile_places (id INTEGER)", "table volatile_places already exists"),
        ("0004", "DROP TABLE alembic_version", "already exists"),
    ],
)
def test_an_older_store_with_other_tables_than_its_number_says_is_left_as_it_is(
    changed: Change, tmp_path: Path, version: str, statement: str, why: str
) -> None:
    url = changed(version, statement)
    before = tables(tmp_path / "bulletins.db")
    with pytest.raises(StoreVersionError, match=f"{why}.* unreleased version made it.*nothing was changed"):
        upgrade(url)
    assert tables(tmp_path / "bulletins.db") == before


def test_a_whole_store_lacks_nothing(changed: Change) -> None:
    url = changed(SCHEMA)
    upgrade(url)
    with open_to_read(url) as store:
        assert list(store.verify()) == []


def test_another_command_leads_to_upgrade(changed: Change, capsys: pytest.CaptureFixture[str]) -> None:
    url = changed(SCHEMA, "DROP TABLE revisions")
    assert call("list", "--store", url) == Exit.CONFIGURATION
    assert "`bulletins upgrade` says what the store lacks" in capsys.readouterr().err


def test_the_pages_of_a_store_that_has_nothing_else_can_be_taken_to_a_new_one(changed: Change, tmp_path: Path) -> None:
    url = changed(SCHEMA)
    for name in set(tables(tmp_path / "bulletins.db")) - ARCHIVE - {"alembic_version"}:
        if not name.startswith(("search_index_", "search_characters_")):
            execute(tmp_path / "bulletins.db", f"DROP TABLE {name}")
    with pytest.raises(StoreVersionError, match="export --warc FILE"):
        upgrade(url)
    archive, new = str(tmp_path / "pages.warc"), f"sqlite:///{tmp_path}/new.db"
    assert call("export", "--warc", archive, "--store", url) == Exit.OK
    assert call("ingest", archive, "--store", new) == Exit.OK
    with open_store(new) as store:
        assert [kept.body for _, kept in store.pages()] == [page().body]


def call(*arguments: str) -> int:
    return guarded(lambda: bulletins.main([*arguments], "bulletins", standalone_mode=False))
