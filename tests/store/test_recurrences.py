"""A paragraph that recurs is kept and linked: in the store, on screen, in counts and exports."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from store_pages import URL, ask, fetch, page, reading, recurring, rows

from bulletins.cli.group import bulletins
from bulletins.report import report
from pipelines.exit_codes import Exit, guarded
from pipelines.store import Store

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def filled(store: Store) -> Store:
    """Bulletin 1 recurs; bulletin 2 has a removal and a variant."""
    run = store.begin_run("crawl")
    fetch(store, run, page(), recurring())
    fetch(store, run, page(f"{URL}?2", b"2"), reading(f"{URL}?2"))
    store.finish_run(run)
    return store


@pytest.fixture
def run(filled: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("BULLETINS_STORE", filled.url)

    def called(*arguments: object) -> tuple[int, str]:
        main = bulletins.main
        code = guarded(lambda: main(list(map(str, arguments)), "bulletins", standalone_mode=False))
        return code, capsys.readouterr().out

    return called


def test_they_are_stored_as_dedup_said(filled: Store) -> None:
    view = filled.bulletin(1)
    assert view is not None
    assert view.recurrences == recurring().recurrences


def test_the_view_shows_both_and_what_governs_the_later(filled: Store) -> None:
    query = 'SELECT position, text, "of", of_text, governor_text, difference FROM recurring_paragraphs'
    assert ask(filled, query) == [
        (
            4,
            "应当依法公开年度预算、决算。",
            1,
            "应当依法公开年度预算和决算。",
            "第四条 区人民政府的职责",
            '[[10,"和","、"]]',
        ),
        (5, "上述信息应当在二十日内公开。", 2, "上述信息应当在二十日内公开。", None, "[]"),
    ]


def test_a_recurring_paragraph_belongs_to_the_text(filled: Store) -> None:
    [(text,)] = ask(filled, "SELECT text FROM bulletin_texts WHERE bulletin = 1")
    assert str(text).count("上述信息应当在二十日内公开。") == 2


def test_a_rebuild_gives_the_same_rows(filled: Store) -> None:
    before = rows(filled)
    filled.rebuild(lambda kept: recurring() if kept.url == URL else reading(kept.url))
    assert rows(filled) == before


def test_a_revision_that_is_recorded_late_keeps_them(store: Store) -> None:
    run = store.begin_run("crawl")
    first = store.keep(run, page())
    fetch(store, run, page(body=b"later"), reading())
    store.record_outcome(first, recurring())
    view = store.bulletin(1, 1)
    assert view is not None
    assert view.recurrences == recurring().recurrences


def test_what_is_read_otherwise_leaves_none_behind(filled: Store) -> None:
    filled.rebuild(lambda kept: replace(recurring(), recurrences=()) if kept.url == URL else reading(kept.url))
    assert ask(filled, "SELECT * FROM recurrences") == []


def test_show_marks_them_and_hides_nothing(run: Run) -> None:
    printed = run("show", 1)[1]
    assert "↻ recurs: as 1, under 第四条 区人民政府的职责" in printed
    assert "↻ recurs: as 2, it refers back" in printed
    assert printed.count("上述信息应当在二十日内公开。") == 2
    assert "6 paragraphs kept, 0 removed; 2 of the kept recur" in printed


def test_as_json_they_name_both_places_and_the_governor(run: Run) -> None:
    assert json.loads(run("show", 1, "--json")[1])["recurs"][0] == {
        "text": "应当依法公开年度预算、决算。",
        "index": 4,
        "of": "应当依法公开年度预算和决算。",
        "of_index": 1,
        "governor": "第四条 区人民政府的职责",
        "governor_index": 3,
        "distance": 1,
        "similarity": 0.93,
        "difference": [{"at": 10, "kept": "和", "removed": "、"}],
    }


def test_stats_counts_them(run: Run) -> None:
    assert "recurrences 2 paragraphs said again" in run("stats")[1]
    assert json.loads(run("stats", "--json")[1])["recurrences"] == 2


def test_a_runs_report_counts_them(filled: Store) -> None:
    run = filled.run()
    assert run is not None
    changes = filled.changes(run.number)
    assert changes.recurring == 2
    assert "换了对象重述的段落" in report(run, changes)


def test_they_go_out_as_a_table(run: Run, tmp_path: Path) -> None:
    assert run("export", "--jsonl", tmp_path / "r.jsonl", "--what", "recurring")[0] == Exit.OK
    lines = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text("utf-8").splitlines()]
    assert [(line["position"], line["of"], line["governor"]) for line in lines] == [(4, 1, 3), (5, 2, None)]


def test_explain_lists_them(run: Run) -> None:
    printed = run("dedup", "--explain", 1)[1]
    assert "4 stays: it recurs, as 1, under 3" in printed
    assert "应当依法公开年度预算[-和-]{+、+}决算。" in printed


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("1:4", ("kept: 应当", "stands under 3 (第四条 区人民政府的职责), which is not repeated", "governed by 3")),
        ("1:5", ("it refers back (前款, 该 …)", "governed by what stands above it")),
        ("1:1", ("No earlier paragraph says what it says", "4 recurs: as this one")),
        ("2:1", ("2 was removed: exact repeat of this one", "3 is a variant of this one")),
        ("2:2", ("removed: 全区", "It says exactly what 1 says", "repeated section 1")),
        ("2:3", ("differs from it in a fact: both stay", "全区建成[-234-]{+235+}个")),
        ("2:4", ("kept: 特此通知。", "No earlier paragraph says what it says")),
    ],
)
def test_one_paragraph_is_explained(run: Run, place: str, said: tuple[str, ...]) -> None:
    code, printed = run("dedup", "--explain", place)
    assert code == Exit.OK
    assert [phrase for phrase in said if phrase not in printed] == []


def test_a_paragraph_that_was_put_back_says_so(run: Run, filled: Store) -> None:
    filled.undo(2, 2)
    assert "a person put it back" in run("dedup", "--explain", "2:2")[1]


def test_one_paragraph_is_explained_as_a_page(run: Run, tmp_path: Path) -> None:
    run("dedup", "--explain", "1:4", "--html", tmp_path / "why.html")
    written = (tmp_path / "why.html").read_text("utf-8")
    assert "决算" in written
    assert "http" not in written


def test_a_paragraph_that_is_not_there_is_used_wrongly(run: Run) -> None:
    assert run("dedup", "--explain", "1:6")[0] == Exit.USAGE


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE paragraphs SET kept = false WHERE bulletin_id = 1 AND position = 4",
        "UPDATE paragraphs SET kept = false WHERE bulletin_id = 1 AND position = 1",
        'UPDATE recurrences SET "of" = 77 WHERE position = 4',
        "UPDATE recurrences SET governor = 77 WHERE position = 4",
        'UPDATE recurrences SET position = 0 WHERE "of" = 1',
    ],
)
def test_verify_finds_one_that_links_what_does_not_stay(filled: Store, wrong: str) -> None:
    with filled.writing() as connection:
        connection.exec_driver_sql(wrong)
    assert "each recurrence links two paragraphs that stay" in [finding.check for finding in filled.verify()]


def test_verify_finds_nothing_wrong_with_them(filled: Store) -> None:
    assert list(filled.verify()) == []
