"""`bulletins search` as an analyst calls it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
import pytest
from store_pages import fetch, page, reading

from bulletins.cli.days import FIRST_DAY, LAST_DAY
from bulletins.cli.group import bulletins
from pipelines.exit_codes import Exit, guarded
from pipelines.store import open_store

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    url = f"sqlite:///{tmp_path / 'bulletins.db'}"
    monkeypatch.setenv("BULLETINS_STORE", url)
    with open_store(url) as store:
        fetch(store, store.begin_run("crawl"), page(), reading())
    return lambda *arguments: guarded(
        lambda: bulletins.main(["search", *arguments], "bulletins", standalone_mode=False)
    )


def test_the_line_that_answers_is_shown(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("235個") == Exit.OK
    assert capsys.readouterr().out.splitlines() == [
        "     1  2020-06-07  关于防汛工作的通知  example",
        "        全区建成235个平安社区。",
        "1 bulletin",
    ]


def test_as_json(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("防汛", "235", "--json") == Exit.OK
    reported = json.loads(capsys.readouterr().out)
    assert reported["count"] == 1
    assert reported["found"][0]["paragraphs"] == [{"text": "全区建成235个平安社区。", "marks": [[4, 7]]}]
    assert (reported["found"][0]["title"], reported["found"][0]["number"]) == ("关于防汛工作的通知", 1)


def test_nothing_found_is_no_failure(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("没有这个") == Exit.OK
    assert capsys.readouterr().out == "0 bulletins\n"


@pytest.mark.parametrize("arguments", [["("], ["通知", "--since", "2020-13"], ["通知", "--issuer", " "], [""], []])
def test_used_wrongly(run: Run, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == Exit.USAGE
    assert "Error:" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--source", "--issuer", "--column", "--document-number", "--since", "--until"])
@pytest.mark.parametrize("words", [(), ("通知",)])
@pytest.mark.parametrize("empty", ["", "　"])
def test_an_empty_filter_is_not_none(
    run: Run, option: str, words: tuple[str, ...], empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words, option, empty) == Exit.USAGE
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("reported", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-2", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-02-03", date(2020, 2, 3), date(2020, 2, 3)),
    ],
)
def test_a_month_or_a_year_is_its_first_or_last_day(reported: str, first: date, last: date) -> None:
    assert (FIRST_DAY.convert(reported, None, None), LAST_DAY.convert(reported, None, None)) == (first, last)


@pytest.mark.parametrize("reported", ["", "20200607", "2020-02-30", "yesterday", "2020-00"])
def test_what_is_no_day(reported: str) -> None:
    with pytest.raises(click.BadParameter):
        FIRST_DAY.convert(reported, None, None)
