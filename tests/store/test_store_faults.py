"""A disk that fails or loses its power at any write: what was committed stays whole, and the next run completes it."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from store_contents import SAID
from store_users import NOTICE, ROOT, run

from pipelines.exit_codes import Exit
from pipelines.store import open_store

pytestmark = pytest.mark.sqlite("a disk that fails under the file")

HERE = Path(__file__).parents[1] / "support"
PAGES = 3  # more pages than the store has before
SAMPLE = 9  # writes at which each fault strikes, of all that an ingest makes
INPUT_OUTPUT, NO_ROOM, DIES, POWER_GOES = range(4)
CODES = {INPUT_OUTPUT: {Exit.OK, Exit.FAILED}, NO_ROOM: {Exit.OK, Exit.FAILED}, DIES: {137}, POWER_GOES: {137}}


class Disk:
    """Ingests into copies of one store, each with its fault."""

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("gcc") or shutil.which("cc")
        if compiler is None:
            pytest.skip("no C compiler for a disk that fails")
        library = folder / "faulty_disk.so"
        subprocess.run(  # noqa: S603  # our own source
            [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(HERE / "faulty_disk.c"), "-ldl"], check=True
        )
        self.folder = folder / "stores"
        self.folder.mkdir()
        self.saved = [folder / f"{number}.html" for number in range(PAGES)]
        for number, path in enumerate(self.saved):
            path.write_text(NOTICE.format(number=number * 11), "utf-8")
        assert run("ingest", str(self.saved[0]), "--store", self.url("first")) == Exit.OK
        assert run("ingest", *map(str, self.saved), "--store", self.url(self.copied("whole"))) == Exit.OK
        self.program = subprocess.Popen(  # noqa: S603  # our own program
            [sys.executable, str(HERE / "faulty_ingests.py"), str(self.folder), *map(str, self.saved)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={
                **os.environ,
                "LD_PRELOAD": str(library),
                "FAULT_BELOW": f"{self.folder}/",
                "PYTHONPATH": str(ROOT),
            },
        )

    def url(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.db"

    def copied(self, name: str) -> str:
        for path in self.folder.glob("first.db*"):
            shutil.copy(path, self.folder / path.name.replace("first", name))
        return name

    def ingest(self, name: str, at: int, how: int) -> tuple[int, int]:
        """The exit code of an ingest into a copy of the store, and how many writes it made."""
        assert self.program.stdin is not None
        assert self.program.stderr is not None
        self.copied(name)
        self.program.stdin.write(f"{name} {at} {how}\n")
        self.program.stdin.flush()
        while True:  # the errors of the command come before
            code, _, calls = self.program.stderr.readline().strip().partition(" ")
            if calls.isdecimal():
                return int(code), int(calls)

    def said(self, name: str) -> dict[str, list[tuple[object, ...]]]:
        """What a reader sees, whichever run it came from."""
        with closing(sqlite3.connect(self.folder / f"{name}.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return {what: connection.execute(query).fetchall() for what, query in SAID.items() if what != "pages"}

    def close(self) -> None:
        self.program.communicate()


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    made = Disk(tmp_path_factory.mktemp("disk"))
    yield made
    made.close()


@pytest.mark.parametrize("how", [INPUT_OUTPUT, NO_ROOM, DIES, POWER_GOES])
def test_a_fault_at_any_write_loses_nothing_that_was_committed(disk: Disk, how: int) -> None:
    code, calls = disk.ingest(f"undisturbed{how}", 1_000_000, how)
    assert (code, calls > SAMPLE) == (Exit.OK, True)
    struck = 0
    # the last write of all is one of the end's, when everything is committed and must have reached the disk
    for at in [*sorted(random.Random(how).sample(range(1, calls), SAMPLE)), calls]:
        name = f"fault{how}-{at}"
        code, _ = disk.ingest(name, at, how)
        assert code in CODES[how], (at, code)
        struck += code != Exit.OK
        if how == POWER_GOES:
            (disk.folder / f"{name}.db-shm").unlink(missing_ok=True)  # it was memory
        with open_store(disk.url(name)) as store:
            assert store.totals().bulletins in (range(1, PAGES + 1) if at < calls else [PAGES]), at
            assert list(store.verify()) == [], at
        assert run("ingest", *map(str, disk.saved), "--store", disk.url(name)) == Exit.OK, at
        assert disk.said(name) == disk.said("whole"), at
    assert struck > SAMPLE / 2
