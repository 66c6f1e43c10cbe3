"""An undo or an upgrade that is killed at any moment leaves the store as it was or as it is to be, and nothing between.

The process kills itself (SIGKILL) at its Nth statement, so that the moments are spread over all of its work whatever
the machine's speed.
"""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from amounts import amount
from older_stores import at_version, copy_rows
from simulated_crawl import DAY, NOW, crawl
from strange_pages import healthy

from pipelines.frontier import Scope
from pipelines.store import open_store, upgrade

pytestmark = pytest.mark.sqlite("kills at each of SQLite's writes to the file")

KILLS = amount(3, 10)  # of each
ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import os, signal, sys
import sqlalchemy as sa
import alembic.command
from pipelines.store import open_store, upgrade
def run(what, at, url):
    count = 0
    def note(*_):
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
    for event in ("before_cursor_execute", "commit"):
        sa.event.listen(sa.engine.Engine, event, note)
    if what == "upgrade":
        upgrade(url)
    else:
        with open_store(url, create=False) as store:
            getattr(store, what)(2, "somebody")
    print(count, flush=True)
for line in sys.stdin:
    what, at, url = line.rstrip("\\n").split(" ", 2)
    child = os.fork()
    if not child:
        run(what, int(at), url)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
# When something was done is left out: it is another moment each time
TIMES = ("undone_at", "redone_at", "due_at")


class Forks:
    """A program that has all imported already: a start costs a fork."""

    def __init__(self) -> None:
        self.program = subprocess.Popen(  # noqa: S603  # our own program
            [sys.executable, "-c", PROGRAM], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, what: str, path: Path, at: int = 0) -> int:
        """The number of its statements, or minus the signal that ended it before its `at`-th."""
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(f"{what} {at} sqlite:///{path}\n")
        self.program.stdin.flush()
        said = int(self.program.stdout.readline())
        if said > 0:
            assert self.program.stdout.readline() == "0\n"
        return said

    def close(self) -> None:
        self.program.communicate(timeout=60)


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    made = Forks()
    yield made
    made.close()


def copy_of(path: Path, to: Path) -> Path:
    with sqlite3.connect(path) as old, sqlite3.connect(to) as new:
        old.backup(new)
    return to


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but the pieces of the search index, which `verify` compares."""
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        found = {}
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        for (name,) in database.execute(query).fetchall():
            if name.startswith(("search_index", "search_characters")):
                continue
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})") if row[1] not in TIMES]
            some = ", ".join(f'"{column}"' for column in columns)
            found[name] = sorted(database.execute(f"SELECT {some} FROM {name}").fetchall(), key=repr)  # noqa: S608  # names from the schema
        return found


def killed_everywhere(forks: Forks, what: str, path: Path, folder: Path) -> None:
    """Kill it at moments spread over its work; each time it is as before or as after, and running again finishes it."""
    whole = copy_of(path, folder / "whole.db")
    statements = forks.run(what, whole)
    before, after = content(path), content(whole)
    assert before != after
    assert statements > KILLS
    for nth in range(KILLS):
        some = copy_of(path, folder / f"{what}{nth}.db")
        at = 1 + nth * (statements - 1) // max(KILLS - 1, 1)
        assert forks.run(what, some, at) == -signal.SIGKILL
        assert content(some) in (before, after), f"killed at {at} of {statements}"
        assert forks.run(what, some) > 0
        assert content(some) == after
        with open_store(f"sqlite:///{some}") as store:
            # `older_stores` copies no search index
            passed_over = ("raw pages", "search index") if what == "upgrade" else ("raw pages",)
            assert [finding for finding in store.verify() if finding.check not in passed_over] == []


@pytest.fixture
def revised(tmp_path: Path) -> Path:
    """A store in which run 2 revised the five bulletins of run 1."""
    path = tmp_path / "bulletins.db"
    with open_store(f"sqlite:///{path}") as store:
        crawl(store, healthy())
        crawl(store, healthy("全区建成999个平安社区，数据有误。"), NOW + DAY, Scope(full=True))
    return path


@pytest.mark.timeout(600)
def test_an_undo_that_is_killed_is_not_done_or_done(forks: Forks, revised: Path, tmp_path: Path) -> None:
    killed_everywhere(forks, "undo_run", revised, tmp_path)


@pytest.mark.timeout(600)
def test_a_redo_that_is_killed_is_not_done_or_done(forks: Forks, revised: Path, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{revised}") as store:
        store.undo_run(2, "somebody")
    killed_everywhere(forks, "redo_run", revised, tmp_path)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("version", ["0002", "0004", "0005"])
def test_an_upgrade_that_is_killed_is_not_done_or_done(
    forks: Forks, revised: Path, tmp_path: Path, version: str
) -> None:
    old = tmp_path / f"{version}.db"
    at_version(version, old)
    copy_rows(revised, old)
    killed_everywhere(forks, "upgrade", old, tmp_path)


def test_what_was_taken_back_comes_through_an_upgrade_of_nothing(revised: Path) -> None:
    with open_store(f"sqlite:///{revised}") as store:
        store.undo_run(2, "somebody")
    before = content(revised)
    upgrade(f"sqlite:///{revised}")
    assert content(revised) == before
