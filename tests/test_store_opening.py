"""Opening a store: made whole or not at all, versions told, a stranger's file never touched, a full disk survived."""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from store_pages import URL, fetch, page, reading, rows

from pipelines import store as stores
from pipelines.store import NotOurStore, Store, StoreError, StoreFull, StoreVersionError, open_store


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'bulletins.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        yield opened


def test_a_disk_that_fills_is_told_and_what_was_committed_stays(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    with store.engine.connect() as connection:
        size = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {size}")
    before = rows(store)
    incompressible = random.Random(0).randbytes(200_000)
    with pytest.raises(StoreFull, match="full"):
        store.keep(run, page(URL + "?big", incompressible))
    assert rows(store) == before


def test_a_database_of_somebody_else_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with sqlite3.connect(path) as theirs:
        theirs.execute("CREATE TABLE t (x)")
    before = path.read_bytes()
    with pytest.raises(NotOurStore, match="not a store of bulletins"):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, " * 100)
    with pytest.raises(NotOurStore, match="not a SQLite database"):
        open_store(f"sqlite:///{path}")
    assert path.read_text() == "not a database, " * 100


@pytest.mark.parametrize(("version", "mend"), [("0000", "bulletins upgrade"), ("9999", "newer bulletins")])
def test_another_schema_version_is_told_with_what_mends_it(url: str, version: str, mend: str) -> None:
    with open_store(url) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (version,))
    with pytest.raises(StoreVersionError, match=mend):
        open_store(url)


def test_a_store_that_should_be_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store there yet"):
        open_store(f"sqlite:///{tmp_path / 'none.db'}", create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["bulletins.db", "postgresql://h/db", "sqlite://", "sqlite:////proc/none/x.db"])
def test_an_address_that_cannot_be_a_store_is_one_clear_line(url: str) -> None:
    with pytest.raises(StoreError) as error:
        open_store(url)
    assert "\n" not in str(error.value)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(StoreError) as error:
        open_store("postgresql://u:secret@h/db")
    assert "secret" not in str(error.value)


def test_a_store_that_died_while_it_was_made_can_be_made_again(tmp_path: Path, url: str) -> None:
    half = sqlite3.connect(tmp_path / "bulletins.db")
    half.execute("PRAGMA journal_mode = WAL")
    half.close()
    with open_store(url) as store:
        assert store.totals().pages == 0


def test_created_and_migrated_stores_have_the_same_schema(tmp_path: Path) -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    created, migrated = tmp_path / "created.db", tmp_path / "migrated.db"
    open_store(f"sqlite:///{created}").close()
    with open_store(f"sqlite:///{migrated}") as store, store.engine.connect() as connection:
        for kind, name in connection.exec_driver_sql(
            "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite%'"
        ).all():
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql(f"DROP {kind} {name}")
        connection.commit()
    with sqlite3.connect(migrated) as connection:
        connection.execute(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)"
        )
    stores.upgrade(f"sqlite:///{migrated}")
    scripts = Path(stores.__file__).with_name("migrations")
    config = Config()
    config.set_main_option("script_location", str(scripts))
    assert ScriptDirectory.from_config(config).get_current_head() == stores.SCHEMA

    def shape(path: Path) -> dict[str, object]:
        engine = sa.create_engine(f"sqlite:///{path}")
        found = sa.inspect(engine)
        return {
            table: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)],
                sorted(map(repr, found.get_indexes(table))),
                sorted(map(repr, found.get_foreign_keys(table))),
                found.get_pk_constraint(table),
            )
            for table in found.get_table_names() + found.get_view_names()
        }

    assert shape(migrated) == shape(created)
