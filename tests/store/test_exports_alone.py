"""One writer of a file at a time; what one that was killed left is taken away by the next, and nothing else is."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bulletins.exports import ExportError, atomically

KILLED = """
import os, signal, sys
from pathlib import Path
from bulletins.exports import atomically
with atomically([Path(name) for name in sys.argv[1:]]) as partials:
    for partial in partials:
        if partial.suffixes[:1] == [".csv"]:
            partial.write_text("half")
        else:
            (partial / "source=xinhui").mkdir(parents=True)
            (partial / "source=xinhui" / "part-0.parquet").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_at(*targets: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, *map(str, targets)], check=False)  # noqa: S603  # our own
    assert done.returncode == -signal.SIGKILL


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write(target: Path, text: str = "whole") -> None:
    with atomically([target]) as [partial]:
        partial.write_text(text)


def test_what_a_killed_export_left_goes_with_the_next_of_any_name(tmp_path: Path) -> None:
    killed_at(tmp_path / "may.csv", tmp_path / "removed.csv")
    assert "may.csv.partial" in names(tmp_path)
    write(tmp_path / "june.csv")
    assert names(tmp_path) == ["june.csv"]


def test_a_folder_that_a_killed_export_left_goes_too(tmp_path: Path) -> None:
    killed_at(tmp_path / "bulletins")
    write(tmp_path / "june.csv")
    assert names(tmp_path) == ["june.csv"]


def test_what_is_left_in_the_folder_of_another_day_goes_with_a_new_one(tmp_path: Path) -> None:
    killed_at(tmp_path / "2026-06-01" / "bulletins")
    write(tmp_path / "2026-06-08" / "bulletins.csv")
    assert names(tmp_path / "2026-06-01") == []


def test_a_partial_of_another_program_stays(tmp_path: Path) -> None:
    (tmp_path / "film.csv.partial").write_text("theirs")
    write(tmp_path / "june.csv")
    assert names(tmp_path) == ["film.csv.partial", "june.csv"]


def test_what_is_being_written_stays_and_is_written_by_one_only(tmp_path: Path) -> None:
    with atomically([tmp_path / "june.csv"]) as [partial]:
        partial.write_text("first")
        with pytest.raises(ExportError, match="another export is writing it"):
            write(tmp_path / "june.csv", "second")
        write(tmp_path / "july.csv")
    assert (tmp_path / "june.csv").read_text() == "first"
    assert names(tmp_path) == ["july.csv", "june.csv"]


def test_no_link_is_followed_to_what_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "kept.txt").touch()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x.partial").symlink_to(tmp_path / "theirs")
    (tmp_path / "out" / ".x.partial.lock").touch()
    write(tmp_path / "out" / "june.csv")
    assert (names(tmp_path / "out"), names(tmp_path / "theirs")) == (["june.csv"], ["kept.txt"])
