"""A store copied to another database has the same rows, is found in the same ways, and can be gone on with."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from filled_store import fill
from postgres import Server
from store_pages import URL, fetch, page, reading, rows

from bulletins.cli.group import bulletins
from pipelines.exit_codes import Exit, guarded
from pipelines.search.query import read_query
from pipelines.store import Store, StoreAddressError, StoreDamaged, StoreError, open_store, open_to_read
from pipelines.store.admin import copy_store as module
from pipelines.store.admin.copy_store import copy_store
from pipelines.store.schema.tables import Base

ASKED = ("防", "平安", "防汛 OR 罚款", "title:通知", "特此公告 -通知")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in a file with something in every table."""
    file = tmp_path_factory.mktemp("filled") / "filled.db"
    with open_store(f"sqlite:///{file}") as store:
        fill(store)
    return file


@pytest.fixture(scope="module")
def template(postgres_server: Server) -> Iterator[str]:
    """The name of a database with the same."""
    name = f"filled{next(postgres_server.names)}"
    with open_store(postgres_server.database(name)) as store:
        fill(store)
    yield name
    postgres_server.drop(name)


@pytest.fixture
def filled(store_engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of the test's own with something in every table."""
    if store_engine == "sqlite":
        shutil.copy(request.getfixturevalue("file"), tmp_path / "filled.db")
        with open_store(f"sqlite:///{tmp_path}/filled.db") as store:
            yield store
        return
    template, server = request.getfixturevalue("template"), request.getfixturevalue("postgres_server")
    name = f"filled{next(server.names)}"
    with open_store(server.database(name, template=template)) as store:
        yield store
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where nothing is, on each of the two."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/copied/target.db"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"copied{next(server.names)}"
    yield server.database(name)
    server.drop(name)


def run(*arguments: str) -> int:
    return guarded(lambda: bulletins.main(list(arguments), "bulletins", standalone_mode=False))


def is_there(url: str) -> bool:
    try:
        open_to_read(url).close()
    except StoreAddressError:
        return False
    return True


def test_every_row_is_the_same_and_found_in_the_same_ways(filled: Store, target: str) -> None:
    copied = copy_store(filled.url, target)
    with open_store(target, create=False) as copy:
        assert rows(copy) == rows(filled)
        assert copied.rows == {name: len(held) for name, held in rows(filled).items()}
        for words in ASKED:
            assert copy.search(read_query(words)) == filled.search(read_query(words))
        assert list(copy.verify()) == []


def test_there_and_back_is_what_it_was(filled: Store, target: str, tmp_path: Path) -> None:
    back = f"sqlite:///{tmp_path}/back.db"
    before = rows(filled)
    copy_store(filled.url, target)
    copy_store(target, back)
    with open_to_read(back) as store:
        assert rows(store) == before
    assert rows(filled) == before


def test_the_copy_gives_out_the_next_numbers(filled: Store, target: str) -> None:
    copy_store(filled.url, target)
    last = {name: max(row[0] for row in held) for name, held in rows(filled).items() if name in ("pages", "bulletins")}  # type: ignore[type-var]
    with open_store(target, create=False) as copy:
        fetch(copy, copy.begin_run("crawl"), page(URL + "?next", b"next"), reading(URL + "?next"))
        after = rows(copy)
    for name, number in last.items():
        assert max(row[0] for row in after[name]) == number + 1  # type: ignore[type-var,operator]


def test_a_copy_on_a_server_is_counted_so_that_its_questions_are_planned_by_what_is_there(
    filled: Store, bare: str
) -> None:
    copy_store(filled.url, bare)
    uncounted = "SELECT relname FROM pg_class WHERE reltuples < 0 AND relkind = 'r' AND relname = ANY(%(ours)s)"
    with open_to_read(bare) as copy, copy.reading() as connection:
        ours = [name for name in Base.metadata.tables if name != "alembic_version"]
        assert connection.exec_driver_sql(uncounted, {"ours": ours}).all() == []


def test_a_new_row_must_refer_to_one_that_is_there(filled: Store, target: str) -> None:
    copy_store(filled.url, target)
    with (
        open_store(target, create=False) as copy,
        pytest.raises(sa.exc.IntegrityError),
        copy.engine.begin() as connection,
    ):
        connection.execute(sa.text("UPDATE bulletins SET copy_of = 999999 WHERE id = 1"))


def test_a_store_that_is_there_is_not_written_to(filled: Store, new_store_url: Callable[[], str]) -> None:
    other = new_store_url()
    with open_store(other) as store:
        store.begin_run("crawl")
        before = rows(store)
        with pytest.raises(StoreAddressError, match="there is a store already"):
            copy_store(filled.url, other)
        assert rows(store) == before


def test_a_store_onto_itself_is_refused(filled: Store) -> None:
    before = rows(filled)
    with pytest.raises(StoreAddressError, match="there is a store already"):
        copy_store(filled.url, filled.url)
    assert rows(filled) == before


def test_a_store_that_is_not_there_is_not_copied(new_store_url: Callable[[], str], tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path}/target.db"
    with pytest.raises(StoreError, match="no store there yet"):
        copy_store(f"sqlite:///{tmp_path}/none.db", target)
    assert not (tmp_path / "target.db").exists()


@pytest.mark.parametrize("table", ["paragraphs", "search"])
def test_a_copy_that_is_broken_off_leaves_nothing_and_can_be_made_again(filled: Store, target: str, table: str) -> None:
    def stop(at: str, *_: int) -> None:
        if at == table:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_store(filled.url, target, stop)
    assert not is_there(target)
    copy_store(filled.url, target)
    with open_to_read(target) as copy:
        assert rows(copy) == rows(filled)


def test_rows_that_came_otherwise_than_they_were_written_leave_nothing(
    filled: Store, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fully = module.fill

    def fill_and_change(read: sa.Connection, written: sa.Connection, *more: object) -> dict[str, int]:
        def change(at: str, *_: int) -> None:
            if at == "search":
                written.execute(sa.text("UPDATE paragraphs SET text = 'x' WHERE bulletin_id = 1"))

        return fully(read, written, more[0], change)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "fill", fill_and_change)
    with pytest.raises(StoreDamaged, match="paragraphs has other rows than were written"):
        copy_store(filled.url, target)
    assert not is_there(target)


def test_what_is_written_meanwhile_is_not_copied(filled: Store, target: str) -> None:
    before = rows(filled)
    written = []

    def write(*_: object) -> None:
        if not written:
            written.append(filled.begin_run("crawl"))

    copy_store(filled.url, target, write)
    assert rows(filled) != before
    with open_to_read(target) as copy:
        assert rows(copy) == before


def test_a_run_that_goes_on_is_named_and_is_no_longer_one_in_the_copy(
    store: Store, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    number = store.begin_run("crawl")
    assert run("copy-store", store.url, target) == Exit.OK
    printed = capsys.readouterr()
    assert f"run {number} goes on in " in printed.err
    with open_store(target, create=False) as copy:
        copy.begin_run("crawl")
        with copy.reading() as connection:
            assert connection.scalar(sa.text(f"SELECT state FROM runs WHERE id = {number}")) == "killed"  # noqa: S608  # a number


def test_the_command_says_what_it_did_and_no_password(
    filled: Store, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with_password = target.replace("postgres@", "postgres:geheim@")
    assert run("copy-store", filled.url, with_password) == Exit.OK
    printed = capsys.readouterr()
    total = sum(map(len, rows(filled).values()))
    assert re.search(rf"^{total:,} rows in {len(Base.metadata.sorted_tables)} tables, read again", printed.out, re.M)
    assert "geheim" not in printed.out + printed.err
    assert run("copy-store", filled.url, with_password) == Exit.CONFIGURATION
    assert "geheim" not in capsys.readouterr().err
