"""`bulletins audit`: a sample side by side, verdicts by key or by file, and the rate."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from audited_store import PAGES, fill

from bulletins.cli import audit as command
from bulletins.cli.group import bulletins
from bulletins.cli.terminal import out
from pipelines.exit_codes import Exit, guarded
from pipelines.store import open_store

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def url(store_url: str) -> str:
    url = store_url
    with open_store(url) as store:
        fill(store)
    return url


@pytest.fixture
def run(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Call the command; its exit code and what it prints."""
    monkeypatch.setenv("BULLETINS_STORE", url)
    monkeypatch.setenv("COLUMNS", "120")

    def called(*arguments: object) -> tuple[int, str]:
        main = bulletins.main
        code = guarded(lambda: main(["audit", *map(str, arguments)], "bulletins", standalone_mode=False))
        return code, capsys.readouterr().out

    return called


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A person at a terminal who types these keys; ^ is Ctrl-C, $ the end of the input."""

    def types(keys: str) -> None:
        waiting: Iterator[str] = iter(keys)

        def getchar() -> str:
            key = next(waiting)
            if key == "^":
                raise KeyboardInterrupt
            if key == "$":
                raise EOFError
            return key

        monkeypatch.setattr(click, "getchar", getchar)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)

    return types


def stored(url: str) -> list[str]:
    with open_store(url) as store, store.reading() as connection:
        return list(connection.exec_driver_sql("SELECT verdict FROM verdicts ORDER BY id").scalars())


def items(run: Run, *arguments: object) -> list[dict[str, object]]:
    sample: list[dict[str, object]] = json.loads(run("--json", *arguments)[1])["sample"]
    return sample


def verdict_file(tmp_path: Path, rows: list[tuple[str, ...]], encoding: str = "utf-8") -> Path:
    path = tmp_path / "verdicts.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([("item", "verdict", "by"), *rows])
    return path


def test_away_from_a_terminal_the_sample_is_printed_with_what_to_do(run: Run) -> None:
    code, printed = run("--sample", 6)
    assert code == Exit.OK
    assert "6/6" in printed
    assert "--verdicts FILE" in printed


def test_the_difference_is_marked_without_colour(run: Run) -> None:
    assert "第二条 材料不全的[-，-]应当" in run("--sample", 100)[1]


def test_a_line_of_the_table_is_as_wide_as_the_terminal_in_chinese_too(run: Run) -> None:
    from rich.cells import cell_len

    lines = [line for line in run("--sample", 100)[1].splitlines() if line.startswith("│")]
    assert {cell_len(line) for line in lines} == {out.width}


def test_a_key_judges_and_stores_at_once(run: Run, url: str, typed: Callable[[str], None]) -> None:
    typed("rw3")
    code, _ = run("--sample", 3)
    assert (code, stored(url)) == (Exit.OK, ["right", "wrong", "unsure"])


def test_ctrl_c_keeps_what_was_judged(run: Run, url: str, typed: Callable[[str], None]) -> None:
    typed("rr^")
    code, _ = run("--sample", 6)
    assert (code, stored(url)) == (Exit.INTERRUPTED, ["right", "right"])


@pytest.mark.parametrize("end", ["q", "$"])
def test_quitting_prints_the_rate(run: Run, url: str, typed: Callable[[str], None], end: str) -> None:
    typed(f"srx{end}")
    code, printed = run("--sample", 6)
    assert (code, stored(url)) == (Exit.OK, ["right"])
    assert "100.0% right" in printed


def test_a_wrong_removal_says_how_it_is_put_back(run: Run, typed: Callable[[str], None]) -> None:
    typed("w" * 4 * PAGES + "ww")
    assert "`bulletins undo 1:4` puts it back" in run("--sample", 100)[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_of_verdicts_is_taken_in(run: Run, url: str, tmp_path: Path, encoding: str) -> None:
    one, other = (str(item["item"]) for item in items(run, "--sample", 2))
    path = verdict_file(tmp_path, [(one, "right", "李"), (other, "错误", "")], encoding)
    code, printed = run("--verdicts", path)
    assert (code, stored(url)) == (Exit.OK, ["right", "wrong"])
    assert "2 verdicts read, 2 stored" in printed
    with open_store(url) as store, store.reading() as connection:
        assert list(connection.exec_driver_sql("SELECT judged_by FROM verdicts").scalars()) == ["李", None]


def test_json_lines_of_verdicts_are_taken_in(run: Run, url: str, tmp_path: Path) -> None:
    path = tmp_path / "verdicts.jsonl"
    rows = [{"item": item["item"], "verdict": "unsure"} for item in items(run, "--sample", 2)]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    assert run("--verdicts", path, "--by", "王")[0] == Exit.OK
    assert stored(url) == ["unsure", "unsure"]


def test_a_file_taken_in_twice_adds_nothing(run: Run, url: str, tmp_path: Path) -> None:
    path = verdict_file(tmp_path, [(str(item["item"]), "right", "") for item in items(run, "--sample", 3)])
    run("--verdicts", path)
    assert "3 verdicts read, 0 stored, 3 known" in run("--verdicts", path)[1]
    assert len(stored(url)) == 3


def test_a_line_without_a_verdict_is_left_for_later(run: Run, url: str, tmp_path: Path) -> None:
    one, other = (str(item["item"]) for item in items(run, "--sample", 2))
    assert run("--verdicts", verdict_file(tmp_path, [(one, "", ""), (other, "w", "")]))[0] == Exit.OK
    assert stored(url) == ["wrong"]


@pytest.mark.parametrize(
    "content",
    ["", "item\n1\n", "item,verdict\n{item},maybe\n", "item,verdict\n{item},right\n1:2,right\n", '{{"item"\n', "\xff"],
)
def test_a_file_that_is_none_of_verdicts_stores_nothing(run: Run, url: str, tmp_path: Path, content: str) -> None:
    path = tmp_path / "verdicts.csv"
    path.write_bytes(content.format(item=items(run, "--sample", 1)[0]["item"]).encode("latin-1"))
    assert (run("--verdicts", path)[0], stored(url)) == (Exit.USAGE, [])


def test_a_verdict_on_what_is_no_longer_removed_is_named(
    run: Run, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = next(item for item in items(run, "--sample", 100) if item["position"] == 4)
    with open_store(url) as store:
        store.undo(int(str(item["bulletin"])), 4)
    path = verdict_file(tmp_path, [(str(item["item"]), "right", "")])
    code, printed = run("--verdicts", path)
    assert (code, stored(url)) == (Exit.OK, [])
    assert "1 left out" in printed


def test_the_rate_weighs_each_reason_by_how_many_there_are(run: Run, tmp_path: Path) -> None:
    said = {"exact repeat": "right", "near repeat": "wrong"}
    rows = [
        (str(item["item"]), said[str(item["reason"])], "")
        for item in items(run, "--sample", 1000)
        if item["reason"] in said
    ]
    run("--verdicts", verdict_file(tmp_path, rows))
    rate = json.loads(run("--rate", "--json")[1])["removals"]
    assert (rate["rate"], rate["decided"], rate["covered"], rate["size"]) == (0.5, 2 * PAGES, 2 * PAGES, 4 * PAGES)
    assert rate["low"] < 0.5 < rate["high"]


def test_the_rate_names_the_reasons_that_nobody_judged(run: Run, tmp_path: Path) -> None:
    first = next(item for item in items(run, "--sample", 100) if item["reason"] == "exact repeat")
    run("--verdicts", verdict_file(tmp_path, [(str(first["item"]), "right", "")]))
    assert f"site boilerplate ({PAGES})" in run("--rate")[1]


def test_a_store_without_removals_says_so(
    new_store_url: Callable[[], str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = new_store_url()
    monkeypatch.setenv("BULLETINS_STORE", empty)
    open_store(empty).close()
    assert "Nothing was removed" in run()[1]
    assert "removals: there are none" in run("--rate")[1]


def test_a_question_is_asked_until_a_key_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = iter("xyR")
    monkeypatch.setattr(click, "getchar", lambda: next(keys))
    assert command.ask() == "r"
