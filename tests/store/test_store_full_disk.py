"""A disk that fills, and a limit on the size of files: each has a name, a state and a code; nothing is lost."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_pages import URL, fetch, page, reading
from store_users import NOTICE, run

from pipelines.exit_codes import Exit
from pipelines.health import State
from pipelines.models import Source
from pipelines.store import Store, StoreFull, open_store, open_to_read

pytestmark = pytest.mark.sqlite("a disk on which the file cannot grow")

ROOM = 3 << 20  # bytes
PAGES = 200
LIMITED = """
import resource, sys
from bulletins.cli.main import main
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
main()
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own of a few megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(  # noqa: S603  # a folder of ours
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(disk)],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.xfail("mounting a disk that fills is not allowed here; test_store_faults.py has ENOSPC too")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)  # noqa: S603, S607  # mounted above


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Pages that together have no room on the small disk."""
    folder = tmp_path / "saved"
    folder.mkdir()
    for number in range(PAGES):
        noise = os.urandom(20_000).hex()
        (folder / f"{number}.html").write_text(NOTICE.format(number=number) + f"<!--{noise}-->", "utf-8")
    return folder


def limited(limit: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A command of which no file may grow beyond a number of bytes; the file in which coverage counts would, too."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", LIMITED, str(limit), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=plain,
    )


def states(store: Store) -> list[str]:
    return [run.state for run in store.runs()]


def test_an_ingest_onto_a_disk_that_fills_says_so_and_the_next_one_goes_on(small_disk: Path, saved: Path) -> None:
    url = f"sqlite:///{small_disk / 'bulletins.db'}"
    assert run("ingest", str(saved), "--store", url) == Exit.FAILED
    with open_to_read(url) as store:
        assert states(store) == [State.DISK_FULL]
        kept = store.totals().pages
    assert 0 < kept < PAGES
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)  # noqa: S603, S607
    with open_to_read(url) as store:
        assert list(store.verify()) == []
    assert run("ingest", str(saved), "--store", url) == Exit.OK
    with open_store(url) as store:
        assert states(store) == ["finished", State.DISK_FULL]
        assert store.totals().bulletins == PAGES


def test_a_limit_on_the_size_of_files_is_named(tmp_path: Path, saved: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bulletins.db'}"
    done = limited(1 << 20, "ingest", str(saved), "--store", url)
    assert done.returncode == Exit.FAILED
    assert "no file of this process may grow beyond 1,048,576 bytes (`ulimit -f`" in done.stderr
    assert "disk I/O error" not in done.stderr
    with open_store(url) as store:
        assert states(store)[0] in (State.DISK_FULL, State.KILLED)
        assert list(store.verify()) == []


def test_a_backup_beyond_the_limit_is_named_and_leaves_nothing(tmp_path: Path, saved: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bulletins.db'}"
    assert run("ingest", str(saved), "--store", url) == Exit.OK
    done = limited(1 << 20, "backup", str(tmp_path / "kept.db"), "--store", url)
    assert (done.returncode, "no file of this process may grow beyond" in done.stderr) == (Exit.FAILED, True), done
    assert list(tmp_path.glob("kept*")) == []


def test_a_backup_onto_a_full_disk_leaves_nothing(tmp_path: Path, saved: Path, small_disk: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bulletins.db'}"
    assert run("ingest", str(saved), "--store", url) == Exit.OK
    assert run("backup", str(small_disk / "b.db"), "--store", url) == Exit.FAILED
    assert list(small_disk.iterdir()) == []


def test_what_an_unfinished_backup_left_goes_with_the_next(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bulletins.db'}"
    open_store(url).close()
    for ending in ("", "-journal", "-wal"):
        (tmp_path / f"kept.db.partial{ending}").write_bytes(b"left")
    assert run("backup", str(tmp_path / "kept.db"), "--store", url) == Exit.OK
    assert [path.name for path in tmp_path.glob("kept*")] == ["kept.db"]


@pytest.mark.parametrize("limit", [1024, 8192, 64 * 1024, 200 * 1024])
def test_a_store_that_cannot_be_made_leaves_no_file(tmp_path: Path, saved: Path, limit: int) -> None:
    place = tmp_path / "place"
    place.mkdir()
    done = limited(limit, "ingest", str(saved), "--store", f"sqlite:///{place / 'bulletins.db'}")
    assert done.returncode == Exit.FAILED, done.stderr
    assert list(place.iterdir()) == []


def test_a_disk_without_room_for_a_store_is_left_empty(small_disk: Path, saved: Path) -> None:
    full = small_disk / "full"
    full.write_bytes(bytes(ROOM - (64 << 10)))
    assert run("ingest", str(saved), "--store", f"sqlite:///{small_disk / 'bulletins.db'}") == Exit.FAILED
    assert list(small_disk.iterdir()) == [full]


def test_an_empty_file_that_was_there_stays(tmp_path: Path, saved: Path) -> None:
    path = tmp_path / "bulletins.db"
    path.touch()
    assert limited(1024, "ingest", str(saved), "--store", f"sqlite:///{path}").returncode == Exit.FAILED
    assert path.exists()


@pytest.mark.parametrize("form", ["--warc", "--jsonl", "--csv", "--parquet"])
def test_an_export_beyond_the_limit_names_it_leaves_with_3_and_no_part(tmp_path: Path, saved: Path, form: str) -> None:
    url, out = f"sqlite:///{tmp_path / 'bulletins.db'}", tmp_path / "out"
    out.mkdir()
    assert run("ingest", str(saved), "--store", url) == Exit.OK
    done = limited(1 << 14, "export", form, str(out / "all.csv"), "--store", url)
    assert (done.returncode, done.stderr.count("\n")) == (Exit.FAILED, 1), done.stderr
    assert "no file of this process may grow beyond 16,384 bytes (`ulimit -f`" in done.stderr
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("form", ["--warc", "--jsonl", "--csv"])
@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_an_export_replaces_nothing_but_a_regular_file(
    tmp_path: Path, form: str, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    url, target = f"sqlite:///{tmp_path / 'bulletins.db'}", tmp_path / "out.csv"
    open_store(url).close()
    if kind == "pipe":
        os.mkfifo(target)
    else:
        target.symlink_to(tmp_path / "elsewhere")
    before = kept(target)
    assert run("export", form, str(target), "--store", url) == Exit.FAILED
    assert "is no regular file" in capsys.readouterr().err
    assert kept(target) == before


def kept(path: Path) -> tuple[int, int, int]:
    """What a reader of a file does not change."""
    found = path.lstat()
    return found.st_ino, found.st_mode, found.st_mtime_ns


def test_a_source_whose_run_the_disk_broke_off_is_not_well(store: Store) -> None:
    with pytest.raises(StoreFull):
        break_off(store)
    (of_source,) = store.source_runs("example")
    assert (of_source.state, of_source.why[:27]) == (State.DISK_FULL, "broken off: the disk is ful")


def break_off(store: Store) -> None:
    with store.run_of("crawl", [Source(name="example")]) as number:
        fetch(store, number, page(), reading())
        raise StoreFull("full")


def test_the_end_of_a_run_has_room_on_a_full_disk(small_disk: Path) -> None:
    with open_store(f"sqlite:///{small_disk / 'bulletins.db'}") as store:
        number = store.begin_run("ingest")
        with pytest.raises(OSError, match="space"):
            fill(small_disk / "other")
        store.finish_run(number, str(State.DISK_FULL))
        assert states(store) == [State.DISK_FULL]


def test_no_limit_is_blamed_where_there_is_none(store: Store) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    store.begin_run("ingest")
    with store.engine.connect() as connection:
        size = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {size}")
    with pytest.raises(StoreFull, match="full"):
        store.keep(1, page(URL, os.urandom(300_000)))


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
