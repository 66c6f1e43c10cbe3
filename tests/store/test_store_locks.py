"""Several handles and processes on one store: SQLite's locks hold, all see what was written, the file stays whole."""

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from store_users import NOTICE, READ, Writer, get, in_turn, run, served

from bulletins.cli.group import bulletins
from pipelines.exit_codes import Exit
from pipelines.store import NotOurStore, Store, StoreAddressError, open_store, open_to_read
from pipelines.store.engine.read_only import file_of

pytestmark = pytest.mark.sqlite("SQLite's locks on a file")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'bulletins.db'}"


@pytest.fixture
def writer(url: str, tmp_path: Path) -> Iterator[Writer]:
    other = Writer(url, tmp_path)
    yield other
    other.close()


def is_whole(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


TO_ONESELF = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0)
try:
    print(connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0])
except sqlite3.OperationalError as error:
    print(error)
"""


def taken_by_another(path: Path) -> str:
    """What another process hears that wants the store for itself: `delete` when nobody holds it."""
    asked = [sys.executable, "-c", TO_ONESELF, str(path)]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


@pytest.mark.parametrize("again", [open_store, open_to_read, file_of])
def test_looking_at_a_store_again_drops_no_lock_of_this_process(tmp_path: Path, url: str, again: object) -> None:
    with open_store(url) as store:
        store.begin_run("ingest")
        seen = again(url)  # type: ignore[operator]
        if isinstance(seen, Store):
            seen.close()
        assert taken_by_another(tmp_path / "bulletins.db") == "database is locked"


def test_two_handles_next_to_another_process_that_writes_lose_nothing(tmp_path: Path, url: str, writer: Writer) -> None:
    writer.ingest("first", 1)
    with open_store(url) as one:
        one.begin_run("cell 1")
        with open_store(url) as other:
            for number in range(3):
                writer.ingest(f"page{number}", number)
                (one if number % 2 else other).begin_run(f"cell {number + 2}")
    assert is_whole(tmp_path / "bulletins.db")
    with open_store(url) as store:
        commands = sorted(run.command for run in store.runs())
        assert commands == ["cell 1", "cell 2", "cell 3", "cell 4", *["ingest"] * 4]
        assert store.totals().pages == 4
        assert list(store.verify()) == []


def test_serve_shows_at_once_what_other_processes_wrote(tmp_path: Path, url: str, writer: Writer) -> None:
    writer.ingest("page", 1)
    with served(url) as address:
        for number in (1, 22, 333, 4444):
            writer.ingest("page", number)
            writer.ingest(f"more{number}", number)
            assert f"第{number}号检查组" in get(f"{address}bulletin/1")
            found = get(f"{address}search?q={quote(f'第{number}号检查组')}")
            assert re.search(r"共 [12] 篇", found)
            rows = json.loads(get(f"{address}store/bulletins.json?_shape=array&_size=max"))
            assert len(rows) == len(list(tmp_path.glob("*.html")))
    assert is_whole(tmp_path / "bulletins.db")


def test_a_store_that_is_served_is_not_replaced(
    tmp_path: Path, url: str, writer: Writer, capsys: pytest.CaptureFixture[str]
) -> None:
    writer.ingest("page", 1)
    kept = tmp_path / "kept.db"
    assert run("backup", str(kept), "--store", url) == Exit.OK
    writer.ingest("page", 22)
    capsys.readouterr()
    with served(url) as address:
        writer.ingest("other", 333)  # by whose end the lock was lost, once
        assert run("restore", str(kept), "--replace", "--store", url) == Exit.LOCKED
        assert capsys.readouterr().err.count("\n") == 1
        assert "第22号检查组" in get(f"{address}bulletin/1")
    assert run("restore", str(kept), "--replace", "--store", url) == Exit.OK
    assert is_whole(tmp_path / "bulletins.db")
    with open_store(url) as store:
        assert store.totals().pages == 1


# Every command, once. One that is new is not forgotten: the test holds the names against those of the program
CALLS = {
    "demo": ["--port", "{port}"],  # crawls; a process crawls once
    "crawl": ["http://127.0.0.1:9/", "--dry-run"],
    "ingest": ["{saved}"],
    **READ,
    "where": ["为做好今年防汛工作，现就有关事项通知如下，请认真贯彻执行，逾期不报的予以通报。"],
    "undo": ["1:9999"],
    "boilerplate": ["sample", "--learn"],
    "rebuild": [],
    "runs undo": ["1"],
    "runs redo": ["1"],
    "upgrade": [],
    "restore": ["{folder}/kept.db", "--replace"],
    "copy-store": ["sqlite:///{store}", "sqlite:///{folder}/copied.db"],
}


def test_no_command_opens_the_stores_files_past_sqlite(tmp_path: Path) -> None:
    assert {name.split()[0] for name in CALLS} == bulletins.places.keys()
    saved, folder, path = tmp_path / "page.html", tmp_path / "out", tmp_path / "bulletins.db"
    saved.write_text(NOTICE.format(number=1), "utf-8")
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    texts = {"saved": saved, "folder": folder, "port": port, "store": path}
    calls = {name: [*name.split(), *(text.format(**texts) for text in arguments)] for name, arguments in CALLS.items()}
    came = in_turn(path, calls)
    assert came.pop("control") == {"opened": [str(path)]}
    assert {name: one["opened"] for name, one in came.items() if one["opened"]} == {}
    wrong = {name: one for name, one in came.items() if one["code"] not in (Exit.OK, Exit.SUSPICIOUS)}
    assert {name: one["code"] for name, one in wrong.items()} == {"undo": Exit.USAGE}, wrong  # names no paragraph


def test_a_pipe_is_no_store(tmp_path: Path, url: str) -> None:
    os.mkfifo(tmp_path / "bulletins.db")
    with pytest.raises(StoreAddressError, match="not a regular file"):
        open_store(url)


def test_a_strangers_database_in_wal_mode_stays_as_it_is_while_it_is_in_use(tmp_path: Path, url: str) -> None:
    with closing(sqlite3.connect(tmp_path / "bulletins.db")) as theirs:
        theirs.execute("PRAGMA journal_mode = WAL")
        theirs.execute("CREATE TABLE t (x)")
        theirs.commit()
        before = {file.name: file.stat().st_size for file in tmp_path.iterdir()}
        with pytest.raises(NotOurStore):
            open_store(url)
        assert {file.name: file.stat().st_size for file in tmp_path.iterdir()} == before
        assert taken_by_another(tmp_path / "bulletins.db") == "database is locked"
