"""Several handles and processes on one store: SQLite's locks hold, all see what was written, the file stays whole."""

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from crawler import cli  # noqa: F401  # registers the commands that fetch
from pipelines.cli import bulletins
from pipelines.cli.exits import Exit, guarded
from pipelines.store import NotOurStore, Store, StoreAddressError, open_store
from pipelines.store.reading import file_of, open_to_read

ROOT = Path(__file__).parents[1]
PROGRAM = [sys.executable, "-c", "from crawler.cli import main; main()"]
NOTICE = """<html><head><meta charset="utf-8"><title>关于开展防汛检查的通知</title></head><body>
<h1>关于开展防汛检查的通知</h1><div>发布日期：2026-03-05</div><div class="TRS_Editor"><p>各镇人民政府，各有关单位：</p>
<p>为做好今年防汛工作，现就有关事项通知如下，请认真贯彻执行。第{number}号检查组负责这一片区的全部河段。</p>
<p>各单位应当在3月20日前完成自查，并将检查情况书面报送区水务局，逾期不报的予以通报。</p></div></body></html>"""


def run(*arguments: str) -> int:
    """The exit code of a command in this process."""
    return guarded(lambda: bulletins.main(list(arguments), "bulletins", standalone_mode=False))


WRITER = """
import sys
from pipelines.cli import bulletins
from pipelines.cli.exits import guarded
for page in sys.stdin:
    arguments = ["ingest", page.rstrip(), "--store", sys.argv[1]]
    code = guarded(lambda: bulletins.main(arguments, "bulletins", standalone_mode=False))
    print(int(code), file=sys.stderr, flush=True)
"""


class Writer:
    """Another process that opens the store, writes one page and closes it, each time that it is told a page."""

    def __init__(self, url: str, folder: Path) -> None:
        self.folder = folder
        self.program = subprocess.Popen(  # noqa: S603  # our own program
            [sys.executable, "-c", WRITER, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ingest(self, name: str, number: int) -> None:
        """Store a page; at the same name it is another revision of the same bulletin."""
        assert self.program.stdin is not None
        assert self.program.stderr is not None
        page = self.folder / f"{name}.html"
        page.write_text(NOTICE.format(number=number), "utf-8")
        self.program.stdin.write(f"{page}\n")
        self.program.stdin.flush()
        assert self.program.stderr.readline() == "0\n"

    def close(self) -> None:
        self.program.communicate()


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


@contextmanager
def served(url: str) -> Iterator[str]:
    """The address of `bulletins serve` over a store."""
    pytest.importorskip("datasette", reason="the extra `serve` is not installed")
    program = subprocess.Popen(  # noqa: S603  # our own program
        [*PROGRAM, "serve", "--port", "0", "--store", url],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert program.stderr is not None
    try:
        address = re.search(r"http://127\.0\.0\.1:\d+/", program.stderr.readline())
        assert address is not None
        yield address[0]
    finally:
        program.terminate()
        program.stderr.read()
        program.wait(20)
        program.stderr.close()


def get(address: str) -> str:
    with urlopen(address, timeout=20) as answer:  # noqa: S310  # our own address
        text: str = answer.read().decode()
        return text


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
    "crawl": ["http://127.0.0.1:9/", "--dry-run"],
    "ingest": ["{saved}"],
    "show": ["1"],
    "list": [],
    "copies": ["1"],
    "diff": ["1"],
    "search": ["通知"],
    "serve": ["--port", "0"],
    "stats": [],
    "runs": [],
    "report": ["--output", "{folder}/report.html"],
    "health": [],
    "extract": ["{saved}"],
    "dedup": ["--explain", "1"],
    "undo": ["1:9999"],
    "boilerplate": ["sample", "--learn"],
    "rebuild": [],
    "export": ["--jsonl", "{folder}/all.jsonl"],
    "sources": [],
    "schedule": ["--cron"],
    "upgrade": [],
    "verify": [],
    "backup": ["{folder}/kept.db"],
    "restore": ["{folder}/kept.db", "--replace"],
}


def test_no_command_opens_the_stores_files_past_sqlite(tmp_path: Path) -> None:
    assert CALLS.keys() | {"demo"} == bulletins.places.keys()
    pytest.importorskip("datasette", reason="the extra `serve` is not installed")
    saved, folder, path = tmp_path / "page.html", tmp_path / "out", tmp_path / "bulletins.db"
    saved.write_text(NOTICE.format(number=1), "utf-8")
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    calls = {
        name: [name, *(text.format(saved=saved, folder=folder) for text in arguments)]
        for name, arguments in CALLS.items()
    }
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, str(Path(__file__).with_name("watched_opens.py")), str(path), str(port)],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "BULLETINS_STORE": f"sqlite:///{path}", "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    came = json.loads(done.stdout)
    assert came.pop("control") == [0, [str(path)]]
    assert {name: opened for name, (_, opened) in came.items() if opened} == {}
    assert {name: code for name, (code, _) in came.items() if code not in (Exit.OK, Exit.SUSPICIOUS)} == {
        "undo": Exit.USAGE  # there is no such paragraph
    }, done.stderr


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
