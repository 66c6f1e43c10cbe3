"""A mirror in a file says what the store on its server says, and each refresh brings it up to date, whole."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from filled_store import fill
from postgres import Server
from store_pages import URL, fetch, page, reading, rows

from bulletins.cli.group import bulletins
from pipelines.exit_codes import Exit, guarded
from pipelines.search.query import read_query
from pipelines.store import (
    Store,
    StoreAddressError,
    StoreDamaged,
    StoreReadOnly,
    open_store,
    open_to_read,
)
from pipelines.store.admin import mirror as module
from pipelines.store.admin.mirror import refresh_mirror
from pipelines.store.engine.postgres import Postgres
from pipelines.store.schema.tables import Base

DOCS = (Path(__file__).parents[2] / "docs" / "schema.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", DOCS, re.DOTALL)
ASKED = ("防", "平安", "防汛 OR 罚款", "title:通知", "特此公告 -通知")


@pytest.fixture(scope="module")
def template(postgres_server: Server) -> Iterator[str]:
    name = f"mirrored{next(postgres_server.names)}"
    with open_store(postgres_server.database(name)) as store:
        fill(store)
    yield name
    postgres_server.drop(name)


@pytest.fixture
def store(postgres_server: Server, template: str) -> Iterator[Store]:
    """A store on a server with something in every table."""
    name = f"mirrored{next(postgres_server.names)}"
    with open_store(postgres_server.database(name, template=template)) as opened:
        yield opened
    postgres_server.drop(name)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mirror.db"


def check_same(store: Store, file: Path) -> None:
    with open_to_read(f"sqlite:///{file}") as mirrored:
        assert rows(mirrored) == rows(store)
        assert [mirrored.search(read_query(words)) for words in ASKED] == [store.search(read_query(w)) for w in ASKED]
        assert list(mirrored.verify()) == list(store.verify())


def run(*arguments: str) -> int:
    return guarded(lambda: bulletins.main(list(arguments), "bulletins", standalone_mode=False))


def test_a_refresh_writes_what_has_changed_and_only_that(store: Store, file: Path) -> None:
    first = refresh_mirror(store.url, file)
    check_same(store, file)
    assert (first.written, first.gone, first.whole) == (sum(map(len, rows(store).values())), 0, True)
    assert refresh_mirror(store.url, file) == module.Mirrored(0, 0, whole=False)
    number = store.begin_run("crawl")
    fetch(store, number, page(URL + "?1", b"again"), reading(URL + "?1", last="经研究，现予废止。"))
    fetch(store, number, page(URL + "?new", b"new"), reading(URL + "?new", last="防汛物资已经到位。"))
    store.finish_run(number)
    second = refresh_mirror(store.url, file)
    assert 0 < second.written < first.written / 4
    check_same(store, file)


def test_rows_that_are_gone_go_and_what_is_read_again_is_found(store: Store, file: Path) -> None:
    refresh_mirror(store.url, file)
    store.rebuild(lambda kept: reading(kept.url, last="一个新的结尾。"))
    refreshed = refresh_mirror(store.url, file)
    assert refreshed.gone > 0
    check_same(store, file)


def test_a_run_that_is_taken_back_is_taken_back_in_the_mirror(store: Store, file: Path) -> None:
    number = store.begin_run("crawl")
    fetch(store, number, page(URL + "?2", b"wrong"), reading(URL + "?2", last="数据有误。"))
    store.finish_run(number)
    refresh_mirror(store.url, file)
    store.undo_run(number, "王芳")
    refresh_mirror(store.url, file)
    check_same(store, file)


def test_a_transaction_that_was_going_on_is_in_the_next_refresh(store: Store, file: Path) -> None:
    with store.engine.connect() as connection:
        connection.execute(sa.text("UPDATE sources SET title = '改名' WHERE id = 1"))
        refresh_mirror(store.url, file)
        connection.commit()
    assert refresh_mirror(store.url, file).written >= 1
    check_same(store, file)


def test_rows_of_nobodys_entry_that_go_are_noticed(store: Store, file: Path) -> None:
    refresh_mirror(store.url, file)
    with store.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM failures"))
        connection.execute(sa.text("DELETE FROM removals WHERE bulletin_id = 1"))
    refreshed = refresh_mirror(store.url, file)
    assert (refreshed.written, refreshed.gone > 0, refreshed.whole) == (0, True, False)
    with open_to_read(f"sqlite:///{file}") as mirrored:
        assert rows(mirrored) == rows(store)


def test_where_nothing_can_be_said_all_rows_are_read(store: Store, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refresh_mirror(store.url, file)
    store.rebuild(lambda kept: reading(kept.url, last="一个新的结尾。"))
    monkeypatch.setattr(Postgres, "changed_since", lambda *_: None)
    assert refresh_mirror(store.url, file).whole
    check_same(store, file)


def test_a_server_that_was_restored_is_another_one(store: Store, file: Path) -> None:
    refresh_mirror(store.url, file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE mirror SET moment = replace(moment, ', 1, ', ', 2, ')")
    assert refresh_mirror(store.url, file).whole


def test_a_refresh_that_is_broken_off_leaves_the_mirror_as_it_was(store: Store, file: Path) -> None:
    refresh_mirror(store.url, file)
    with open_to_read(f"sqlite:///{file}") as mirrored:
        before = rows(mirrored)
        number = store.begin_run("crawl")
        fetch(store, number, page(URL + "?new", b"new"), reading(URL + "?new"))

        def stop(name: str, _: int) -> None:
            assert rows(mirrored) == before  # a reader sees nothing of it meanwhile
            if name == "paragraphs":
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            refresh_mirror(store.url, file, stop)
        assert rows(mirrored) == before
    refresh_mirror(store.url, file)
    check_same(store, file)


def test_nobody_else_writes_to_a_mirror(store: Store, file: Path) -> None:
    refresh_mirror(store.url, file)
    with pytest.raises(StoreReadOnly, match="a mirror of postgresql"):
        open_store(f"sqlite:///{file}")


def test_a_run_goes_on_in_the_mirror_as_it_did_on_the_server(store: Store, file: Path) -> None:
    number = store.begin_run("crawl")
    refresh_mirror(store.url, file)
    with open_to_read(f"sqlite:///{file}") as mirrored:
        assert {one.number: one.state for one in mirrored.runs()} == {one.number: one.state for one in store.runs()}
        assert mirrored.run(number).state == "running"
    store.finish_run(number)
    refresh_mirror(store.url, file)
    with open_to_read(f"sqlite:///{file}") as mirrored:
        assert mirrored.run(number).state == "finished"


def test_a_file_that_is_no_mirror_of_this_store_is_not_touched(store: Store, file: Path) -> None:
    with open_store(f"sqlite:///{file}") as other:
        before = rows(other)
        with pytest.raises(StoreAddressError, match="a store, and no mirror"):
            refresh_mirror(store.url, file)
        assert rows(other) == before
    with pytest.raises(StoreAddressError, match="`bulletins backup FILE` copies it"):
        refresh_mirror(f"sqlite:///{file}", file.with_name("another.db"))


def test_a_mirror_that_lacks_rows_is_not_passed_over(store: Store, file: Path) -> None:
    refresh_mirror(store.url, file)
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM failures")
    with pytest.raises(StoreDamaged, match="failures is out of step"):
        refresh_mirror(store.url, file)


def test_the_questions_of_the_docs_can_be_asked_of_a_mirror(store: Store, file: Path, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/own.db") as own:
        fill(own)
        refresh_mirror(store.url, file)
        with open_to_read(f"sqlite:///{file}") as mirrored:
            assert {name: len(held) for name, held in rows(mirrored).items()} == {
                name: len(held) for name, held in rows(own).items()
            }
            for query in QUERIES:
                answers = []
                for asked in (own, mirrored):
                    with asked.reading() as connection:
                        answers.append(len(connection.execute(sa.text(query.rstrip().rstrip(";"))).all()))
                assert answers[0] == answers[1]


def test_the_command_makes_and_refreshes(store: Store, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ("export", "--sqlite", str(file), "--store", store.url)
    assert run(*call) == Exit.OK
    total = sum(len(held) for name, held in rows(store).items() if name in Base.metadata.tables)
    assert capsys.readouterr().out == f"{file}: {total:,} rows written, 0 taken out; all rows were read\n"
    assert run(*call) == Exit.OK
    assert capsys.readouterr().out == f"{file}: 0 rows written, 0 taken out; what has changed was read\n"
    assert run(*call, "--source", "example") == Exit.USAGE
    assert run("list", "--store", f"sqlite:///{file}") == Exit.OK
    assert run("crawl", "http://127.0.0.1:9/", "--store", f"sqlite:///{file}") == Exit.CONFIGURATION
