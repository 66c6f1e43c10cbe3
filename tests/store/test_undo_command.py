"""`bulletins runs undo`, `redo`, and what the other commands say of what was taken back."""

import json
from collections.abc import Callable

import pytest
from simulated_crawl import DAY, NOW, crawl
from strange_pages import healthy

from bulletins.cli.group import bulletins
from pipelines.exit_codes import Exit, guarded
from pipelines.frontier import Scope
from pipelines.store import open_store

Run = Callable[..., tuple[int, str, str]]
WRONG = "全区建成999个平安社区，数据有误。"


@pytest.fixture
def run(store_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a store in which run 2 revised the five bulletins of run 1."""
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("BULLETINS_STORE", store_url)
    with open_store(store_url) as store:
        crawl(store, healthy())
        crawl(store, healthy(WRONG), NOW + DAY, Scope(full=True))

    def call(*arguments: str) -> tuple[int, str, str]:
        code = guarded(lambda: bulletins.main(list(arguments), "bulletins", standalone_mode=False))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_it_says_what_it_took_back(run: Run) -> None:
    code, out, _ = run("runs", "undo", "2", "--by", "王芳")
    assert code == Exit.OK
    assert "1: revision 2 (revised) is taken back; revision 1 is current  关于做好全市防汛备汛工作的通知" in out
    assert out.endswith("5 bulletins; 5 revised\n")


def test_a_dry_run_changes_nothing(run: Run) -> None:
    code, out, _ = run("runs", "undo", "2", "--dry-run")
    assert (code, "would be taken back" in out) == (Exit.OK, True)
    assert WRONG in run("show", "1")[1]


def test_a_second_time_it_says_who_did_it(run: Run) -> None:
    run("runs", "undo", "2", "--by", "王芳")
    code, out, _ = run("runs", "undo", "2", "--by", "李强")
    assert code == Exit.OK
    assert out.startswith("there is nothing left to take back of run 2: 5 pages taken back by 王芳, ")


def test_it_is_put_back(run: Run) -> None:
    run("runs", "undo", "2")
    code, out, _ = run("runs", "redo", "2")
    assert (code, "1: revision 2 (undone) is back; revision 2 is current" in out) == (Exit.OK, True)
    assert WRONG in run("show", "1")[1]
    assert run("runs", "redo", "2")[1] == "nothing of run 2 is taken back\n"


def test_only_new_ones(run: Run) -> None:
    assert run("runs", "undo", "2", "--only", "new")[1] == "run 2 changed nothing that could be taken back\n"


@pytest.mark.parametrize("arguments", [("undo", "7"), ("redo", "7"), ("undo", "2", "--source", "nobody")])
def test_what_is_not_there_is_an_error_of_one_line(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run("runs", *arguments)
    assert (code, out, err.count("\n")) == (Exit.USAGE, "", 1)


def test_runs_show_it(run: Run) -> None:
    run("runs", "undo", "2", "--by", "王芳")
    assert "taken back" in run("runs")[1]
    assert "5 pages taken back by 王芳" in run("runs", "2")[1]
    assert json.loads(run("runs", "2", "--json")[1])["undos"][0]["undone_by"] == "王芳"


def test_show_says_so_and_shows_the_revision_when_asked(run: Run) -> None:
    run("runs", "undo", "2", "--by", "王芳")
    out = run("show", "1")[1]
    assert (WRONG in out, "taken back  revision 2, with run 2, by 王芳" in out) == (False, True)
    assert WRONG in run("show", "1", "--revision", "2")[1]
    printed = json.loads(run("show", "1", "--revision", "2", "--json")[1])
    assert (printed["revision"], printed["current_revision"], printed["taken_back"][0]["run"]) == (2, 1, 2)


def test_a_bulletin_of_which_all_was_taken_back_can_still_be_shown(run: Run) -> None:
    for number in ("2", "1"):
        run("runs", "undo", number)
    assert run("list")[1].count("\n") == 1
    code, out, _ = run("show", "1")
    assert (code, WRONG in out) == (Exit.OK, True)


def test_a_difference_leaves_out_what_was_taken_back(run: Run) -> None:
    run("runs", "undo", "2")
    assert json.loads(run("diff", "1", "--json")[1])["from"] is None
    assert json.loads(run("diff", "1", "--from", "1", "--to", "2", "--json")[1])["to"]["revision"] == 2


def test_as_one_object(run: Run) -> None:
    printed = json.loads(run("runs", "undo", "2", "--json")[1])
    assert (printed["run"], printed["dry_run"], len(printed["changes"])) == (2, False, 5)
    assert (printed["changes"][0]["current_before"], printed["changes"][0]["current_after"]) == (2, 1)


def test_options_before_the_word_are_refused_and_not_passed_over(run: Run) -> None:
    code, out, err = run("runs", "--store", "sqlite:///elsewhere.db", "undo", "2")
    assert (code, out, "stand after that word" in err) == (Exit.USAGE, "", True)


@pytest.mark.parametrize("arguments", [("--json", "1"), ("1", "--json")])
def test_options_of_runs_stand_before_the_number_or_after_it(run: Run, arguments: tuple[str, ...]) -> None:
    assert json.loads(run("runs", *arguments)[1])["run"] == 1
