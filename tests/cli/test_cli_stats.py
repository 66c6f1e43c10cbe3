"""`bulletins stats`: what an analyst asks first, of how much, from where, of when; each bulletin once."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from simulated_crawl import LIST, NOW, Answer, article, crawl, links
from store_pages import fetch, notice, page

from bulletins.cli.group import bulletins
from pipelines.exit_codes import Exit, guarded
from pipelines.store import open_store

Reported = Callable[..., str]


@pytest.fixture
def reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Reported:
    """What the command prints of three bulletins of March and one without a date, which has a copy."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("BULLETINS_STORE", f"sqlite:///{tmp_path / 'bulletins.db'}")
    with open_store(f"sqlite:///{tmp_path / 'bulletins.db'}") as store:
        site = {LIST: Answer(b"1", links=links(1, 2, 3))}
        site |= {article(n): Answer(b"%d" % n, published=NOW.date(), says=f"第{n}号。") for n in (1, 2, 3)}
        crawl(store, site)
        run = store.begin_run("ingest")
        for name in ("first", "second"):
            fetch(store, run, page(f"http://www.example.cn/{name}", name.encode()), notice(f"http://e.cn/{name}"))
        store.finish_run(run)

    def of(*arguments: str) -> str:
        code = guarded(lambda: bulletins.main(["stats", *arguments], "bulletins", standalone_mode=False))
        assert code == Exit.OK
        return capsys.readouterr().out

    return of


def test_bulletins_are_counted_by_source(reported: Reported) -> None:
    assert ["example", "4", "·", "·", "3", "2026-03-02"] in [line.split() for line in reported().splitlines()]


def test_bulletins_are_counted_by_month(reported: Reported) -> None:
    assert "published   3 in 2026-03, 1 without a date\n" in reported()


def test_removed_paragraphs_are_counted_by_reason(reported: Reported) -> None:
    assert "3 removed: 3 exact repeat\n" in reported()


def test_the_size_of_the_store_is_reported(reported: Reported) -> None:
    assert "\nstore       0." in reported()


def test_as_json_each_source_has_its_months(reported: Reported) -> None:
    [of] = json.loads(reported("--json"))["by_source"]
    assert of["months"] == [{"month": None, "bulletins": 1}, {"month": "2026-03", "bulletins": 3}]
    assert (of["bulletins"], of["removed"], of["newest"]) == (4, {"exact repeat": 3}, "2026-03-02")


def test_as_json_the_size_is_that_of_the_file(reported: Reported, tmp_path: Path) -> None:
    size = json.loads(reported("--json"))["store_bytes"]
    assert size == (tmp_path / "bulletins.db").stat().st_size
