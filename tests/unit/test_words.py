"""The check of `make check` for words that have a better one: each is named with its line and what stands for it."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

# Made of two halves: the check reads this file too
OUT = {
    "fa" + "te": "outcome",
    "to" + "ld": "report",
    "be" + "side": "next to",
    "MOST" + "_PAGES": "MAX_",
    "on " + "end": "consecutive",
    "leaves with code " + "75": "exits with code",
}
CHECK = Path(__file__).parents[2] / ".ci" / "words.py"


@pytest.fixture(scope="module")
def words() -> ModuleType:
    spec = importlib.util.spec_from_file_location("words", CHECK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def found(words: ModuleType, folder: Path, text: str) -> list[str]:
    path = folder / "page.py"
    path.write_text(text, "utf-8")
    return [line.removeprefix(f"{path}:") for line in words.found(path)]


@pytest.mark.parametrize("word", OUT)
def test_a_word_that_is_out_is_named_with_its_line_and_what_stands_for_it(
    words: ModuleType, tmp_path: Path, word: str
) -> None:
    [line] = found(words, tmp_path, f"# a page\n# its {word} is this\n")
    assert line.startswith(f"2: {word!r}: say ")
    assert OUT[word] in line


def test_each_word_of_a_line_is_named(words: ModuleType, tmp_path: Path) -> None:
    assert len(found(words, tmp_path, " and ".join(OUT))) == len(OUT)


def test_a_part_of_a_name_counts_as_a_word(words: ModuleType, tmp_path: Path) -> None:
    assert len(found(words, tmp_path, "last_" + "fa" + "te = 1")) == 1


@pytest.mark.parametrize("text", ["", "# the outcome of a page\n", "# fateful, untold, besieged: other words\n"])
def test_a_clean_file_passes(words: ModuleType, tmp_path: Path, text: str) -> None:
    assert found(words, tmp_path, text) == []


@pytest.mark.parametrize("form", ["run.{}", '"{}"', "{}={{}}", "page_{}", "UPDATE run_sources SET {} = '{{}}'"])
def test_the_column_of_outcomes_is_allowed(words: ModuleType, tmp_path: Path, form: str) -> None:
    assert found(words, tmp_path, form.format("fa" + "tes")) == []


def test_a_local_name_like_the_column_is_not(words: ModuleType, tmp_path: Path) -> None:
    assert len(found(words, tmp_path, "fa" + "tes = []")) == 1


def test_what_is_not_text_is_passed_over(words: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "page.gz").write_bytes(b"\xff\xfe\x00 " + b"fa" + b"te")
    assert words.found(tmp_path / "page.gz") == []
