"""`ingest` and `rebuild` with worker processes, killed at any statement: the next call carries on to the same store.

The process kills itself (SIGKILL) at its Nth statement, so that the moments are spread over all of its work whatever
the machine's speed. Its workers end with it.
"""

import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
import warm
from amounts import amount
from store_pages import ask
from store_users import NOTICE

from pipelines.exit_codes import Exit
from pipelines.store import open_store
from pipelines.store.admin import rebuild_batches
from pipelines.store.schema.tables import Base

KILLS = amount(4, 12)  # of each
PARTS = 4  # of them, which several programs of tests share
PAGES = 30
ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import os, signal, sys
import sqlalchemy as sa
from pipelines.store.admin import rebuild_batches
rebuild_batches.BATCH = 7
at, count, how = int(sys.argv.pop(1)), 0, int(sys.argv.pop(1))
def note(*_):
    global count
    count += 1
    if count == at:
        os.kill(os.getpid(), how)
for event in ("before_cursor_execute", "commit"):
    sa.event.listen(sa.engine.Engine, event, note)
import atexit
atexit.register(lambda: print("statements", count, flush=True))
from bulletins.cli.main import main
main()
"""
# When something was done is left out: it is another moment each time; so is what a killed run was
TIMES = ("runs", "rebuilds", "failures")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    folder.mkdir()
    for number in range(PAGES):
        text = NOTICE.format(number=number).replace("片区", f"片区{chr(0x4E00 + number)}")
        if number % 10 == 9:
            text = "<html><body><p>没有内容</p></body></html>"
        (folder / f"page{number:02}.html").write_text(text, "utf-8")
    return folder


def called(at: int, *arguments: str, how: int = signal.SIGKILL) -> tuple[int, int]:
    """The exit code of a command that kills itself at its Nth statement, and how many it got to; 0: it does not."""
    done = warm.run(
        [sys.executable, "-c", PROGRAM, str(at), str(int(how)), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
    )
    statements = done.stdout.rpartition("statements ")[2] if "statements " in done.stdout else "0"
    return done.returncode, int(statements)


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with open_store(f"sqlite:///{path}") as store:
        assert list(store.verify()) == []
        return {
            table.name: ask(store, f"SELECT {columns(table.name)} FROM {table.name} ORDER BY 1, 2")  # noqa: S608  # ours
            for table in Base.metadata.sorted_tables
            if table.name not in TIMES
        }


def columns(table: str) -> str:
    left_out = ("run_id", "compressed", "dictionary")
    return ", ".join(f'"{c.name}"' for c in Base.metadata.tables[table].columns if c.name not in left_out)


def moments(statements: int, part: int) -> Iterator[int]:
    """Every PARTS-th of the moments, spread over the statements."""
    return islice(range(statements // (KILLS + 1), statements, statements // (KILLS + 1)), part, None, PARTS)


@pytest.mark.parametrize("workers", ["0", "1", "2", "3"])
def test_any_number_of_workers_gives_the_same_rows(saved: Path, tmp_path: Path, workers: str) -> None:
    one, other = tmp_path / "one.db", tmp_path / "other.db"
    code, _ = called(0, "ingest", str(saved), "--workers", "0", "--store", f"sqlite:///{one}")
    assert called(0, "ingest", str(saved), "--workers", workers, "--store", f"sqlite:///{other}")[0] == code == Exit.OK
    before = contents(one)
    assert contents(other) == before
    assert len(before["bulletins"]) == PAGES - 3
    for more in ([], ["--restart"], ["--at-once"]):
        assert called(0, "rebuild", *more, "--workers", workers, "--store", f"sqlite:///{other}")[0] == Exit.OK
        assert contents(other) == before


@pytest.mark.parametrize("part", range(PARTS))
def test_an_ingest_that_is_killed_anywhere_loses_no_page_and_the_next_one_reads_what_was_kept(
    saved: Path, tmp_path: Path, part: int
) -> None:
    arguments = ["ingest", str(saved), "--workers", "2", "--store"]
    _, statements = called(0, *arguments, f"sqlite:///{tmp_path / 'whole.db'}")
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "one.html").write_text(NOTICE.format(number=99), "utf-8")
    for at in moments(statements, part):
        path = tmp_path / f"{at}.db"
        assert called(at, *arguments, f"sqlite:///{path}")[0] == -signal.SIGKILL
        code, _ = called(0, "ingest", str(tmp_path / "none"), "--store", f"sqlite:///{path}")
        assert code == Exit.OK
        with open_store(f"sqlite:///{path}") as store:
            assert ask(store, "SELECT count(*) FROM pages WHERE state <> 'DONE'") == [(0,)]
            assert list(store.verify()) == []
        assert called(0, *arguments, f"sqlite:///{path}")[0] == Exit.OK
        with open_store(f"sqlite:///{path}") as store:
            assert store.totals().bulletins == PAGES - 3 + 1


@pytest.mark.parametrize("part", range(PARTS))
def test_a_rebuild_that_is_killed_anywhere_carries_on_to_the_same_rows(saved: Path, tmp_path: Path, part: int) -> None:
    whole = tmp_path / "whole.db"
    called(0, "ingest", str(saved), "--store", f"sqlite:///{whole}")
    before = contents(whole)
    with closing(sqlite3.connect(whole)) as connection:  # as an older program might have read them
        connection.execute("UPDATE paragraphs SET kind = 'heading'")
        connection.commit()
    with open_store(f"sqlite:///{whole}") as store:
        store.backup(tmp_path / "other.db")
    _, statements = called(0, "rebuild", "--workers", "2", "--store", f"sqlite:///{tmp_path / 'other.db'}")
    assert contents(tmp_path / "other.db") == before
    for at in moments(statements, part):
        path = tmp_path / f"{at}.db"
        with open_store(f"sqlite:///{whole}") as store:
            store.backup(path)
        assert called(at, "rebuild", "--workers", "2", "--store", f"sqlite:///{path}")[0] == -signal.SIGKILL
        with open_store(f"sqlite:///{path}") as store:
            assert list(store.verify()) == []
            mixed = dict(ask(store, "SELECT bulletin_id, count(DISTINCT kind = 'heading') FROM paragraphs GROUP BY 1"))
            assert len(mixed) == PAGES - 3  # each is there
        assert called(0, "rebuild", "--workers", "2", "--store", f"sqlite:///{path}")[0] == Exit.OK
        assert contents(path) == before
    assert rebuild_batches.BATCH > 7  # the program's own


@pytest.mark.parametrize("command", ["ingest", "rebuild"])
def test_ctrl_c_leaves_the_store_whole_and_no_worker_behind(saved: Path, tmp_path: Path, command: str) -> None:
    url = f"sqlite:///{tmp_path / 'b.db'}"
    arguments = {"ingest": ["ingest", str(saved)], "rebuild": ["rebuild"]}[command]
    if command == "rebuild":
        called(0, "ingest", str(saved), "--store", url)
    code, _ = called(60, *arguments, "--workers", "2", "--store", url, how=signal.SIGINT)
    assert code == Exit.INTERRUPTED
    with open_store(url) as store:
        assert list(store.verify()) == []
        assert (store.stopped_rebuild() is not None) == (command == "rebuild")
    assert called(0, *arguments, "--workers", "2", "--store", url)[0] == Exit.OK
    with open_store(url) as store:
        assert store.totals().bulletins == PAGES - 3
        assert store.stopped_rebuild() is None
