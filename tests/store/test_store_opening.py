"""Opening a store: made whole or not at all, versions named, a stranger's file never touched, a full disk survived."""

import random
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from store_pages import URL, fetch, page, reading, rows

from pipelines import store as stores
from pipelines.store import (
    SCHEMA,
    NotOurStore,
    Store,
    StoreAddressError,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreVersionError,
    open_store,
    upgrade,
)
from pipelines.store.engine import opening, sqlite, sqlite_files

pytestmark = pytest.mark.sqlite("files that are a store, or none; test_store_postgres.py has databases")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'bulletins.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        yield opened


def test_what_another_program_is_making_is_not_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "bulletins.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        sqlite_files.remove_unfinished(path)
        assert path.exists()


def test_a_store_with_something_in_it_is_not_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "bulletins.db"
    open_store(f"sqlite:///{path}").close()
    sqlite_files.remove_unfinished(path)
    assert path.exists()


def test_a_disk_that_fills_is_reported_and_what_was_committed_stays(store: Store) -> None:
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
def test_another_schema_version_is_reported_with_what_mends_it(url: str, version: str, mend: str) -> None:
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
            connection.exec_driver_sql(f"DROP {kind} IF EXISTS {name}")  # the index takes its own tables along
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
                # a condition of an index is an object, whose words are to be the same
                sorted(
                    repr(one | {"dialect_options": str({n: str(v) for n, v in one.get("dialect_options", {}).items()})})
                    for one in found.get_indexes(table)
                ),
                sorted(map(repr, found.get_foreign_keys(table))),
                found.get_pk_constraint(table),
            )
            for table in found.get_table_names() + found.get_view_names()
        }

    assert shape(migrated) == shape(created)


@pytest.mark.usefixtures("made_by_statements")  # a copy would replace what another has made meanwhile
def test_several_programs_may_make_the_same_store_at_once(url: str) -> None:
    together, errors = threading.Barrier(6), []

    def make() -> None:
        together.wait()
        try:
            with open_store(url) as store:
                store.begin_run("crawl")
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with open_store(url) as store:
        assert len(store.runs()) == 6


def test_a_store_whose_maker_was_killed_is_known_by_its_wal(tmp_path: Path, url: str) -> None:
    with open_store(url) as made:
        made.begin_run("crawl")
        killed = tmp_path / "killed"
        killed.mkdir()
        for file in tmp_path.glob("bulletins.db*"):  # as the disk is while the program runs, before any checkpoint
            (killed / file.name).write_bytes(file.read_bytes())
    header = (killed / "bulletins.db").read_bytes()[68:72]
    assert header == bytes(4)
    with open_store(f"sqlite:///{killed}/bulletins.db") as store:
        assert len(store.runs()) == 1


def test_a_stranger_with_a_wal_gets_no_file_next_to_it(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    theirs = sqlite3.connect(path)
    theirs.execute("PRAGMA journal_mode = WAL")
    theirs.execute("CREATE TABLE t (x)")
    theirs.close()
    before = path.read_bytes()
    with pytest.raises(NotOurStore):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreAddressError, match="that is a folder"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_store_cannot_be_made_inside_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreAddressError) as error:
        open_store(f"sqlite:///{tmp_path}/file/bulletins.db")
    assert "\n" not in str(error.value)


def test_a_writer_that_waits_too_long_is_reported(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "SECONDS_TO_WAIT_FOR_A_WRITER", 0.01)
    with open_store(store.url) as other, store.writing(), pytest.raises(StoreLocked, match="another program"):
        other.begin_run("crawl")


def test_a_damaged_file_is_reported(tmp_path: Path, url: str) -> None:
    with open_store(url) as store:
        for i in range(20):
            fetch(store, store.begin_run("crawl"), page(f"{URL}?{i}", str(i).encode()), reading(f"{URL}?{i}"))
    path = tmp_path / "bulletins.db"
    damaged = bytearray(path.read_bytes())
    damaged[8192:-4096] = b"\xa5" * (len(damaged) - 12288)
    path.write_bytes(damaged)
    with pytest.raises(StoreError) as error, open_store(url) as store:
        store.totals()
    assert isinstance(error.value, StoreDamaged)
    assert "\n" not in str(error.value)


def test_what_a_person_has_to_mend_is_reported_from_what_may_pass() -> None:
    assert [e.configuration for e in (NotOurStore, StoreAddressError, StoreVersionError)] == [True] * 3
    assert [e.configuration for e in (StoreError, StoreDamaged, StoreFull, StoreLocked)] == [False] * 4


# Upgrades


def test_an_upgrade_of_a_store_that_is_up_to_date_changes_nothing(store: Store) -> None:
    fetch(store, store.begin_run("crawl"), page(), reading())
    before = rows(store)
    upgrade(store.url)
    assert rows(store) == before


def test_a_store_that_is_not_there_cannot_be_upgraded(tmp_path: Path) -> None:
    with pytest.raises(StoreAddressError, match="no store there"):
        upgrade(f"sqlite:///{tmp_path}/none.db")
    assert list(tmp_path.iterdir()) == []


def test_a_store_of_a_newer_version_is_not_upgraded(url: str) -> None:
    with open_store(url) as store, store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreVersionError, match=f"version 9999, this program's is {SCHEMA}"):
        upgrade(url)


def test_a_version_that_never_was_is_not_upgraded(url: str) -> None:
    with open_store(url) as store, store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(StoreVersionError, match="version 0000"):
        upgrade(url)


NEXT = f"{int(SCHEMA) + 1:04}"
NEXT_STEP = f"""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "{NEXT}", "{SCHEMA}", None, None

def upgrade():
    with op.batch_alter_table("bulletins", recreate="always") as table:
        table.add_column(sa.Column("withdrawn", sa.Text(), nullable=True))
"""


@pytest.fixture
def next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations as the next version might have them; the path of the step that it adds."""
    copied = tmp_path / "migrations"
    shutil.copytree(opening.MIGRATIONS, copied)
    monkeypatch.setattr(opening, "MIGRATIONS", copied)
    monkeypatch.setattr(opening, "SCHEMA", NEXT)
    step = copied / "versions" / f"{NEXT}_next.py"
    step.write_text(NEXT_STEP)
    return step


def test_an_upgrade_keeps_every_row_and_makes_the_views_again(store: Store, next_step: Path) -> None:
    fetch(store, store.begin_run("crawl"), page(), reading())
    before = rows(store)
    store.close()
    with pytest.raises(StoreVersionError, match=f"bulletins upgrade --store {store.url}"):
        open_store(store.url)
    upgrade(store.url)
    with open_store(store.url) as upgraded:
        assert rows(upgraded) == before
        with upgraded.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(withdrawn) FROM bulletins").scalar() == 0
            assert connection.exec_driver_sql("SELECT count(*) FROM bulletin_texts").scalar() == 1


@pytest.mark.parametrize(
    "fault",
    ["        raise RuntimeError('half way')", "    op.execute('DELETE FROM sources')", "    op.execute('no SQL')"],
)
def test_an_upgrade_that_fails_leaves_the_old_store(store: Store, next_step: Path, fault: str) -> None:
    fetch(store, store.begin_run("crawl"), page(), reading())
    before = rows(store)
    next_step.write_text(f"{NEXT_STEP}{fault}\n")
    with pytest.raises((StoreError, RuntimeError)):
        upgrade(store.url)
    assert rows(store) == before
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == SCHEMA
        assert connection.exec_driver_sql("SELECT count(*) FROM bulletin_texts").scalar() == 1
