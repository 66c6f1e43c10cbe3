"""What the commands show of a bulletin's life: its revisions, the columns that it stands in, and that it is gone."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from simulated_crawl import DAY, LIST, NOW, SOURCE, Answer, article, crawl, links
from store_pages import URL, fetch, page, reading

from bulletins.cli.group import bulletins
from pipelines.exit_codes import Exit, guarded
from pipelines.store import Store, open_store

Run = Callable[..., int]
Shown = pytest.CaptureFixture[str]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'bulletins.db'}"
    monkeypatch.setenv("BULLETINS_STORE", url)
    monkeypatch.setenv("COLUMNS", "200")
    return url


@pytest.fixture
def run(url: str) -> Run:
    return lambda *arguments: guarded(lambda: bulletins.main(list(arguments), "bulletins", standalone_mode=False))


def edited(store: Store, *lasts: str) -> None:
    run = store.begin_run("crawl")
    for second, last in enumerate(lasts):
        fetch(store, run, page(body=last.encode(), second=second), reading(last=last))


@pytest.fixture
def two(url: str) -> None:
    with open_store(url) as store:
        edited(store, "请于3月20日前报送。", "请于3月25日前报送。")


# bulletins diff


def test_what_changed_is_reported_with_both_revisions(run: Run, two: None, capsys: Shown) -> None:
    assert run("diff", "1", "--json") == Exit.OK
    reported = json.loads(capsys.readouterr().out)
    assert (reported["from"]["revision"], reported["to"]["revision"]) == (1, 2)
    assert reported["to"]["fetched_at"] == "2026-01-02T03:04:01+00:00"
    assert len(reported["to"]["sha256"]) == 64
    assert reported["fields"] == []
    assert reported["paragraphs"] == [
        {
            "what": "edited",
            "from_position": 4,
            "to_position": 4,
            "from": "请于3月20日前报送。",
            "to": "请于3月25日前报送。",
            "difference": [{"at": 5, "from": "0", "to": "5"}],
        }
    ]


def test_an_edit_is_marked_in_place(run: Run, two: None, capsys: Shown) -> None:
    assert run("diff", "1") == Exit.OK
    shown = capsys.readouterr().out
    assert "请于3月[-20-]{+25+}日前报送。" in shown
    assert "1 edited" in shown
    assert "revision  2, fetched 2026-01-02 03:04:01 UTC" in shown


def test_fields_that_changed_are_reported(run: Run, url: str, capsys: Shown) -> None:
    with open_store(url) as store:
        fetch(store, store.begin_run("crawl"), page(), reading())
        again = replace(reading(), document=replace(reading().document, document_number="新府〔2020〕4号"))
        fetch(store, store.begin_run("crawl"), page(body=b"2"), again)
    run("diff", "1", "--json")
    reported = json.loads(capsys.readouterr().out)
    assert reported["fields"] == [{"name": "document_number", "from": "新府〔2020〕3号", "to": "新府〔2020〕4号"}]


def test_any_two_revisions_can_be_compared(run: Run, url: str, capsys: Shown) -> None:
    with open_store(url) as store:
        edited(store, "甲。", "乙。", "丙。")
    run("diff", URL, "--from", "1", "--to", "2", "--json")
    reported = json.loads(capsys.readouterr().out)
    assert (reported["from"]["revision"], reported["to"]["revision"]) == (1, 2)


def test_a_bulletin_with_one_revision_says_so(run: Run, url: str, capsys: Shown) -> None:
    with open_store(url) as store:
        edited(store, "甲。")
    assert run("diff", "1") == Exit.OK
    assert "bulletin 1 has one revision" in capsys.readouterr().out
    assert run("diff", "1", "--json") == Exit.OK
    reported = json.loads(capsys.readouterr().out)
    assert (reported["from"], reported["paragraphs"]) == (None, [])


@pytest.mark.parametrize("arguments", [("--from", "9"), ("--to", "9"), ("--from", "0")])
def test_a_revision_that_is_not_there_is_used_wrongly(
    run: Run, two: None, arguments: tuple[str, str], capsys: Shown
) -> None:
    assert run("diff", "1", *arguments) == Exit.USAGE
    assert capsys.readouterr().out == ""


def test_a_revision_may_not_move_the_cursor(run: Run, url: str, capsys: Shown) -> None:
    with open_store(url) as store:
        edited(store, "特此\x1b[2J通知。", "特此\u202e通知[bold]粗[/bold]。")
    run("diff", "1")
    shown = capsys.readouterr().out
    assert "\x1b[2J" not in shown
    assert "\u202e" not in shown
    assert "[bold]粗[/bold]" in shown


# bulletins show, bulletins list


@pytest.fixture
def gone(url: str) -> None:
    """Bulletin 1 stands in two columns, bulletin 2 is gone."""
    source = replace(SOURCE, start_urls=(LIST, LIST + "gk/"))
    site = {article(1): Answer(b"1", says="留下"), article(2): Answer(b"2", says="不再", published=NOW.date())}
    site[LIST] = Answer(b"list", links=links(1, 2, listed=NOW.date()))
    site[LIST + "gk/"] = Answer(b"other list", links=links(1))
    with open_store(url) as store:
        crawl(store, site, source=source)
        crawl(store, site | {article(2): Answer(status=404)}, NOW + DAY, source=source)


def test_every_column_that_a_bulletin_stands_in_is_shown(run: Run, gone: None, capsys: Shown) -> None:
    run("show", "1", "--json")
    reported = json.loads(capsys.readouterr().out)
    assert [(one["column"], one["list_url"], one["title"], one["listed_on"]) for one in reported["listings"]] == [
        ("通知公告", LIST, "通知1", "2026-03-02"),
        ("通知公告", LIST + "gk/", "通知1", None),
    ]
    run("show", "1")
    assert f"listed  通知公告  2026-03-02  通知1  {LIST}\n" in capsys.readouterr().out


def test_a_bulletin_that_is_gone_says_since_when(run: Run, gone: None, capsys: Shown) -> None:
    run("show", "2", "--json")
    assert json.loads(capsys.readouterr().out)["gone_since"] == "2026-03-03T00:00:00+00:00"
    run("show", "2")
    assert "its page is not there any more, since 2026-03-03" in capsys.readouterr().out


def test_bulletins_that_are_there_say_nothing_of_it(run: Run, gone: None, capsys: Shown) -> None:
    run("show", "1")
    assert "not there any more" not in capsys.readouterr().out


def test_a_list_marks_those_that_are_gone(run: Run, gone: None, capsys: Shown) -> None:
    run("list", "--all")
    shown = capsys.readouterr().out
    assert shown.count("gone since 2026-03-03") == 1
    assert len(shown.splitlines()) == 3


def test_only_those_that_are_gone_are_listed(run: Run, gone: None, capsys: Shown) -> None:
    run("list", "--gone", "--all", "--json")
    reported = json.loads(capsys.readouterr().out)
    assert [(one["url"], one["gone_since"]) for one in reported] == [(article(2), "2026-03-03T00:00:00+00:00")]


# pages that change by themselves


@pytest.fixture
def visited(url: str) -> None:
    with open_store(url) as store:
        edited(store, *(f"浏览{n}次" for n in range(7)))


def test_a_counter_is_listed_with_what_it_showed(run: Run, visited: None, capsys: Shown) -> None:
    assert run("volatile", "1") == Exit.OK
    reported = capsys.readouterr().out
    assert "1:4" in reported
    assert "counter" in reported
    assert [line.split()[-1] for line in reported.splitlines() if line.startswith("  2026")] == [
        "浏览6次",
        "浏览5次",
        "浏览4次",
    ]


def test_show_says_what_is_left_out_of_the_changes(run: Run, visited: None, capsys: Shown) -> None:
    assert run("show", "1") == Exit.OK
    reported = capsys.readouterr().out
    assert "浏览3次" in reported
    expected = "counter at 4, no change since revision 4 (2026-01-02); at the last of 3 visits since: 浏览6次"
    assert expected in reported


def test_a_counter_can_be_counted_again(run: Run, visited: None, capsys: Shown) -> None:
    assert run("volatile", "--undo", "1:4") == Exit.OK
    assert "bulletin 1 has 7 revisions" in capsys.readouterr().out
    assert run("volatile", "--json") == Exit.OK
    assert json.loads(capsys.readouterr().out) == []
    assert run("volatile", "--undo", "1:4") == Exit.USAGE


def test_a_text_that_is_back_is_compared_with_the_one_before(run: Run, url: str, capsys: Shown) -> None:
    with open_store(url) as store:
        edited(store, "甲", "乙", "甲")
    assert run("diff", "1", "--json") == Exit.OK
    reported = json.loads(capsys.readouterr().out)
    assert (reported["from"]["revision"], reported["to"]["revision"]) == (2, 1)
    assert run("show", "1") == Exit.OK
    assert "revision 1 of 2" in capsys.readouterr().out
