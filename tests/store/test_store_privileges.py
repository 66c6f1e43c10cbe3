"""Who may do what with a store: its owner all, its group whatever reads, and anybody that from read-only media.

The members of the group are processes of root's without any capability: the rights of files bind them as anybody.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from store_users import NOTICE, READ, Writer, get, in_turn, run, served

from bulletins.cli.group import bulletins
from pipelines.exit_codes import Exit
from pipelines.store import Store, StoreAddressError, StoreLocked, open_store, open_to_read
from pipelines.store.engine import read_connections

pytestmark = pytest.mark.sqlite("rights to a file")

OWNER, GROUP = 64321, 64322
MEMBER = ["setpriv", "--groups", str(GROUP), "--inh-caps", "-all", "--bounding-set", "-all"]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files to another user")

# The commands that write, with what each is called; two that look are called in a way of their own
LOOKING = READ | {"where": ["1:1"], "boilerplate": []}
WRITTEN = {
    "crawl": ["http://127.0.0.1:9/"],
    "ingest": ["{saved}"],
    "undo": ["1:1"],
    "runs undo": ["2"],
    "runs redo": ["2"],
    "rebuild": [],
    "upgrade": [],
    "restore": ["{kept}", "--replace"],
}
SAME_FOR_ALL = ("show", "list", "copies", "diff", "search", "stats", "runs", "dedup", "verify")


TWO = ("-wal", "-shm")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of a bulletin in two revisions, the page that it is of, and a backup."""
    made = tmp_path_factory.mktemp("made")
    for number in (1, 22):
        (made / "page.html").write_text(NOTICE.format(number=number), "utf-8")
        assert run("ingest", str(made / "page.html"), "--store", url_of(made)) == Exit.OK
    assert run("backup", str(made / "backup.db"), "--store", url_of(made)) == Exit.OK
    return made


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return owned(made, tmp_path / "owned")


def owned(made: Path, folder: Path, without: tuple[str, ...] = ()) -> Path:
    """The same store in a folder as docs/deploy.md has it: others than the owner may read, by their group."""
    folder.mkdir()
    for ending in ("", *TWO):
        if ending not in without:
            shutil.copy(made / f"bulletins.db{ending}", folder)
    for path in (*folder.iterdir(), folder):
        path.chmod(0o750 if path == folder else 0o640)
        with suppress(PermissionError):  # who is not root stays its owner
            os.chown(path, OWNER, GROUP)
    return folder


@contextmanager
def read_only_media(folders: list[Path]) -> Iterator[None]:
    """Mounted so that nobody may write; where mounting is not allowed, without any right to write."""
    mounted: list[Path] = []
    for folder in folders:
        again = ["mount", "--bind", "-o", "ro", str(folder), str(folder)]
        if subprocess.run(again, capture_output=True, check=False).returncode == 0:  # noqa: S603  # a folder of ours
            mounted.append(folder)
            continue
        for path in (*folder.iterdir(), folder):
            path.chmod(path.stat().st_mode & ~0o222)
    try:
        yield
    finally:
        for folder in mounted:
            subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607  # mounted above
        for folder in {*folders} - {*mounted}:
            folder.chmod(0o755)


def url_of(folder: Path) -> str:
    return f"sqlite:///{folder / 'bulletins.db'}"


def calls(folder: Path, mine: Path, made: Path) -> dict[str, list[str]]:
    """All commands over a store, by its folder's name and theirs."""
    mine.mkdir()
    texts = {"folder": mine, "saved": made / "page.html", "kept": made / "backup.db"}
    return {
        f"{folder.name}: {name}": [*name.split(), *(text.format(**texts) for text in arguments), *at(name, folder)]
        for name, arguments in (LOOKING | WRITTEN).items()
    }


def at(name: str, folder: Path) -> list[str]:
    return [] if name in ("sources", "schedule") else ["--store", url_of(folder)]


def files(folders: list[Path]) -> dict[str, tuple[int, int, int]]:
    found = [path for folder in folders for path in folder.iterdir()]
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns, path.stat().st_uid) for path in found}


def test_every_command_is_one_that_reads_or_one_that_writes() -> None:
    assert {name.split()[0] for name in LOOKING.keys() | WRITTEN.keys()} | {
        "demo",
        "copy-store",
    } == bulletins.places.keys()


def test_who_may_only_read_the_files_reads_all_and_writes_nothing(made: Path, tmp_path: Path) -> None:
    """As a member of the group, and from read-only media, with SQLite's two files and without."""
    media = [owned(made, tmp_path / "media"), owned(made, tmp_path / "media without", TWO)]
    folders = [owned(made, tmp_path / "group"), owned(made, tmp_path / "group without", TWO), *media]
    folders.append(owned(made, tmp_path / "group without -shm", ("-shm",)))
    is_root = os.geteuid() == 0
    asked: dict[str, list[str]] = {}
    for folder in folders:
        asked |= calls(folder, tmp_path / f"mine in {folder.name}", made)
    with read_only_media(media if is_root else folders):
        before = files(folders)
        came = in_turn(tmp_path / "none.db", asked, MEMBER if is_root else [])
        assert files(folders) == before
    came.pop("control")
    failed = {name: one for name, one in came.items() if name.split(": ")[1] in LOOKING and one["code"]}
    assert failed == {}
    refused = {name: one for name, one in came.items() if name.split(": ")[1] in WRITTEN}
    wrong = {n: one for n, one in refused.items() if one["code"] != Exit.CONFIGURATION or one["err"].count("\n") != 1}
    assert wrong == {}
    for name in SAME_FOR_ALL:
        said = {folder.name: came[f"{folder.name}: {name}"]["out"] for folder in folders}
        assert len(set(said.values())) == 1, said


@needs_root
@pytest.mark.parametrize("with_files", [True, False])
def test_a_member_of_the_group_is_shown_what_the_owner_writes_meanwhile(
    made: Path, folder: Path, with_files: bool
) -> None:
    if not with_files:
        for ending in ("-wal", "-shm"):
            (folder / f"bulletins.db{ending}").unlink()
    writer = Writer(url_of(folder), made)
    try:
        with served(url_of(folder), MEMBER) as address:
            assert "第22号检查组" in get(f"{address}bulletin/1")
            assert len(json.loads(get(f"{address}store/revisions.json?_shape=array"))) == 2
            for number in (333, 4444):
                writer.ingest("page", number)
                assert f"第{number}号检查组" in get(f"{address}bulletin/1")
                rows = json.loads(get(f"{address}store/bulletin_texts.json?_shape=array"))
                assert f"第{number}号检查组" in rows[0]["text"]
    finally:
        writer.close()
    with open_store(url_of(folder)) as store:
        assert list(store.verify()) == []


def test_what_a_writer_leaves_is_readable_by_whom_the_store_is(folder: Path) -> None:
    with open_store(url_of(folder)) as store:
        store.begin_run("ingest")
    left = {path.name: (path.stat().st_mode & 0o777, path.stat().st_gid) for path in folder.glob("bulletins.db*")}
    assert left.keys() == {"bulletins.db", "bulletins.db-wal", "bulletins.db-shm"}
    assert len(set(left.values())) == 1
    assert (folder / "bulletins.db-wal").stat().st_size == 0


def test_a_wal_without_its_index_is_named_where_it_cannot_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "bulletins.db-wal").write_bytes(b"committed, and not in the store's file yet")
    (folder / "bulletins.db-shm").unlink()
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(StoreAddressError, match=r"bulletins\.db-wal holds what is not in the store's file yet"):
        open_to_read(url_of(folder))


def test_what_was_read_while_somebody_began_to_write_is_not_taken_for_true(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ending in ("-wal", "-shm"):
        (folder / f"bulletins.db{ending}").unlink()
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with open_to_read(url_of(folder)) as store:
        assert store.totals().revisions == 2
        monkeypatch.setattr(os, "access", allowed)
        with pytest.raises(StoreLocked, match="a program wrote to it while it was read"):
            count_while_another_writes(store)
        assert len(store.runs()) == 3  # another connection, with locks
        assert not read_connections.has_changed(store.engine.raw_connection().dbapi_connection)


def count_while_another_writes(store: Store) -> None:
    with store.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM revisions").scalar()
        with open_store(store.url) as other:
            other.begin_run("ingest")
