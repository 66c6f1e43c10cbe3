"""bench/compare.py: which pages gained and which lost between two results."""

import json
import subprocess
import sys
from pathlib import Path

COMPARE = Path(__file__).parents[2] / "bench" / "compare.py"


def compare(folder: Path, old: dict[str, float], new: dict[str, float]) -> subprocess.CompletedProcess[str]:
    files = [folder / "old.json", folder / "new.json"]
    for file, pages in zip(files, (old, new), strict=True):
        file.write_text(json.dumps({"pages": pages}), encoding="utf-8")
    command = [sys.executable, str(COMPARE), *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own script


def test_each_page_that_changed_has_a_line_and_losses_come_first(tmp_path: Path) -> None:
    old = {"gov/a": 0.9, "gov/b": 0.5, "gov/c": 0.7}
    came = compare(tmp_path, old, {"gov/a": 0.4, "gov/b": 0.8, "gov/c": 0.7})
    lines = came.stdout.splitlines()
    assert [line.split()[-1] for line in lines[:2]] == ["gov/a", "gov/b"]
    assert lines[-1] == "gov: mean 0.7000 -> 0.6333"
    assert "gov/c" not in came.stdout


def test_a_loss_is_an_error_and_a_gain_is_none(tmp_path: Path) -> None:
    assert compare(tmp_path, {"gov/a": 0.9}, {"gov/a": 0.8}).returncode == 1
    assert compare(tmp_path, {"gov/a": 0.8}, {"gov/a": 0.9}).returncode == 0
