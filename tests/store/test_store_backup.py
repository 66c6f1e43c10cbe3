"""A backup is the store at one moment, taken while others write; it is put back whole or not at all."""

import os
import sqlite3
import threading
from pathlib import Path

import pytest
from store_pages import URL, fetch, page, reading, rows

from pipelines.store import (
    StoreAddressError,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreVersionError,
    open_store,
    restore,
)

pytestmark = pytest.mark.sqlite("copies of a file; PostgreSQL has its own programs for that")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bulletins.db"


@pytest.fixture
def kept(path: Path, tmp_path: Path) -> Path:
    """A backup of a store with one bulletin; the store has two by now."""
    with open_store(f"sqlite:///{path}") as store:
        run = store.begin_run("crawl")
        fetch(store, run, page(), reading())
        store.backup(tmp_path / "kept.db")
        fetch(store, run, page(URL + "?2", b"2"), reading(URL + "?2"))
    return tmp_path / "kept.db"


def bulletins(path: Path) -> int:
    with open_store(f"sqlite:///{path}") as store:
        assert list(store.verify()) == []
        return store.totals().bulletins


def test_a_backup_holds_the_rows_of_its_moment(path: Path, kept: Path) -> None:
    assert (bulletins(kept), bulletins(path)) == (1, 2)


def test_a_backup_taken_while_pages_are_written_is_whole(path: Path, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{path}") as store:
        run, begun, stop = store.begin_run("crawl"), threading.Event(), threading.Event()

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                fetch(store, run, page(f"{URL}?{number}", b"%d" % number), reading(f"{URL}?{number}"))
                begun.set()

        writer = threading.Thread(target=write)
        writer.start()
        try:
            assert begun.wait(60)
            for number in range(5):
                store.backup(tmp_path / f"{number}.db")
        finally:
            stop.set()
            writer.join()
    counts = [bulletins(tmp_path / f"{number}.db") for number in range(5)]
    assert counts == sorted(counts)
    assert counts[-1] > 0


def test_a_backup_never_overwrites(kept: Path, path: Path) -> None:
    before = kept.read_bytes()
    with open_store(f"sqlite:///{path}") as store, pytest.raises(StoreAddressError):
        store.backup(kept)
    assert kept.read_bytes() == before


def test_a_backup_put_elsewhere_has_the_same_rows(kept: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/place.db"
    restore(kept, url)
    with open_store(url) as there, open_store(f"sqlite:///{kept}") as here:
        assert rows(there) == rows(here)


def test_a_store_is_not_replaced_unasked(kept: Path, path: Path) -> None:
    with pytest.raises(StoreAddressError, match="--replace"):
        restore(kept, f"sqlite:///{path}")
    assert bulletins(path) == 2


def test_a_store_is_replaced_when_reported(kept: Path, path: Path) -> None:
    restore(kept, f"sqlite:///{path}", replace=True)
    assert bulletins(path) == 1


def test_a_store_in_use_is_not_replaced(kept: Path, path: Path) -> None:
    with open_store(f"sqlite:///{path}") as store:
        with store.reading() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM pages")
            with pytest.raises(StoreLocked):
                restore(kept, f"sqlite:///{path}", replace=True)
        assert store.totals().bulletins == 2


def test_a_damaged_backup_is_not_restored(kept: Path, path: Path) -> None:
    with kept.open("r+b") as file:
        file.seek(kept.stat().st_size // 2)
        file.write(b"\xff" * 9000)
    with pytest.raises(StoreDamaged):
        restore(kept, f"sqlite:///{path}", replace=True)
    assert bulletins(path) == 2
    assert list(path.parent.glob("*.partial")) == []


@pytest.mark.parametrize("content", [b"", b"no database at all", None])
def test_what_is_no_backup_is_not_restored(tmp_path: Path, path: Path, content: bytes | None) -> None:
    stranger = tmp_path / "stranger"
    if content is None:
        with sqlite3.connect(stranger) as other:
            other.execute("CREATE TABLE t (x)")
    else:
        stranger.write_bytes(content)
    with pytest.raises(StoreError, match="stranger"):
        restore(stranger, f"sqlite:///{path}")
    assert not path.exists()


def test_a_backup_of_a_newer_version_is_not_restored(kept: Path, path: Path) -> None:
    with sqlite3.connect(kept) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreVersionError, match="newer bulletins"):
        restore(kept, f"sqlite:///{path}", replace=True)
    assert bulletins(path) == 2


@pytest.mark.parametrize("call", ["backup", "restore"])
def test_what_gets_its_name_is_on_the_disk(
    kept: Path, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda number: synced.append(os.fstat(number).st_ino))
    if call == "backup":
        with open_store(f"sqlite:///{path}") as store:
            store.backup(tmp_path / "another.db")
    else:
        restore(kept, f"sqlite:///{tmp_path}/another.db")
    assert (tmp_path / "another.db").stat().st_ino in synced
