"""The command line: exit codes, one clear line for each wrong, and nothing lost."""

import json
import sqlite3
from pathlib import Path

import pytest
from saved_article import ARTICLE, Run, run

from bulletins.cli.group import bulletins
from pipelines.exit_codes import Exit

__all__ = ["run"]  # the fixture


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(ARTICLE, "utf-8")
    return path


def one_line(error: str) -> bool:
    return error.count("\n") == 1 and error.startswith("bulletins: ")


def test_a_saved_page_is_ingested_and_shown(run: Run, saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ingest", str(saved)) == Exit.OK
    capsys.readouterr()
    assert run("show", "1", "--json") == Exit.OK
    reported = json.loads(capsys.readouterr().out)
    assert (
        reported["title"],
        reported["published"],
        reported["issuer"],
        len(reported["paragraphs"]),
        reported["revision"],
    ) == (
        "关于开展防汛检查的通知",
        "2026-03-05",
        "区水务局",
        4,
        1,
    )


def test_the_same_file_again_is_unchanged(run: Run, saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("ingest", str(saved))
    capsys.readouterr()
    assert run("ingest", str(saved)) == Exit.OK
    assert "1 pages = 1 unchanged" in capsys.readouterr().out


def test_what_is_there_is_not_read_again(run: Run, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_again(*_: object) -> None:
        raise AssertionError

    run("ingest", str(saved))
    monkeypatch.setattr("pipelines.recording.read", read_again)
    assert run("ingest", str(saved)) == Exit.OK


def test_a_rebuild_gives_the_same_bulletins(run: Run, saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("ingest", str(saved))
    capsys.readouterr()
    run("show", "1", "--json")
    before = capsys.readouterr().out
    assert run("rebuild") == Exit.OK
    capsys.readouterr()
    run("show", "1", "--json")
    assert capsys.readouterr().out == before


def test_an_unreadable_file_is_named_and_the_others_are_read(
    run: Run, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.html.gz"
    broken.write_bytes(b"not gzip")
    assert run("ingest", str(broken), str(saved)) == Exit.SUSPICIOUS
    reported = capsys.readouterr()
    assert "broken.html.gz" in reported.err
    assert "1 pages = 1 new" in reported.out


def test_a_file_that_is_no_archive_fails(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(b"this is no archive")
    assert run("ingest", str(path)) == Exit.FAILED
    assert "not a WARC or ARC file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty page"),
        (b"%PDF-1.7 \x00\x01\x02" * 50, "a file"),
        (b"<div>" * 100_000 + "<p>正文</p>".encode(), None),
        (bytes(range(256)) * 400, None),
        (b"<p>" + "临江区人民政府公告。".encode() * 2_000_000, None),
    ],
    ids=["empty", "pdf", "nested", "bytes", "55-megabytes"],
)
def test_a_page_that_is_none_gets_a_named_outcome(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], body: bytes, reason: str | None
) -> None:
    path = tmp_path / "odd.html"
    path.write_bytes(body)
    assert run("ingest", str(path)) == Exit.OK
    reported = capsys.readouterr().out
    assert "1 pages = 1 " in reported
    assert reason is None or f"rejected: {reason}" in reported
    assert "reading failed" not in reported
    run("export", "--warc", str(tmp_path / "out.warc"))


def test_an_unknown_bulletin_is_used_wrongly(run: Run, saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("ingest", str(saved))
    capsys.readouterr()
    assert run("show", "99") == Exit.USAGE
    assert one_line(capsys.readouterr().err)


@pytest.mark.parametrize(
    "arguments", [("crawl",), ("crawl", "--all", "x"), ("ingest",), ("ingest", "no/such/path"), ("nonsense",)]
)
def test_a_wrong_command_line_is_two(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments) == Exit.USAGE


def test_an_unknown_source_is_named_with_the_nearest(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sources" / "xinhui.toml").write_text('start_urls = ["http://www.xinhui.gov.cn/"]')
    assert run("crawl", "xinhai") == Exit.USAGE
    error = capsys.readouterr().err
    assert one_line(error)
    assert "did you mean xinhui?" in error


def test_broken_toml_is_a_wrong_configuration(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sources" / "bad.toml").write_text('start_urls = ["http://a.gov.cn/"\n')
    assert run("crawl", "bad") == Exit.CONFIGURATION
    error = capsys.readouterr().err
    assert one_line(error)
    assert "bad.toml" in error


def test_a_store_of_somebody_else_is_a_wrong_configuration(
    run: Run, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(tmp_path / "bulletins.db") as theirs:
        theirs.execute("CREATE TABLE t (x)")
    assert run("ingest", str(saved)) == Exit.CONFIGURATION
    assert one_line(capsys.readouterr().err)


def test_an_export_that_cannot_be_written_leaves_no_file(
    run: Run, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("ingest", str(saved))
    capsys.readouterr()
    assert run("export", "--warc", str(tmp_path / "no" / "such" / "x.warc")) == Exit.USAGE
    assert one_line(capsys.readouterr().err)


def test_ctrl_c_is_130_and_what_was_committed_is_whole(
    run: Run, saved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipelines.recording.read", interrupted)
    assert run("ingest", str(saved)) == Exit.INTERRUPTED
    monkeypatch.undo()
    capsys.readouterr()


def test_an_internal_error_is_3_with_its_traceback_above_the_line(
    run: Run, saved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("no such share")

    monkeypatch.setattr("bulletins.cli.ingest.pages_of", broken)
    assert run("ingest", str(saved)) == Exit.FAILED
    first, *_, last = capsys.readouterr().err.splitlines()
    assert first == "Traceback (most recent call last):"
    assert last == "bulletins: internal error, please report these lines: ZeroDivisionError: no such share"


def test_too_little_memory_is_3_in_one_line(
    run: Run, saved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("bulletins.cli.ingest.pages_of", full)
    assert run("ingest", str(saved)) == Exit.FAILED
    assert capsys.readouterr().err == "bulletins: there is not enough memory; what was committed is whole\n"


def test_an_explanation_is_one_file_for_a_browser(run: Run, saved: Path, tmp_path: Path) -> None:
    out = tmp_path / "why.html"
    assert run("extract", str(saved), "--html", str(out)) == Exit.OK
    page = out.read_text("utf-8")
    assert "为做好今年防汛工作" in page
    assert "http://" not in page.replace("http-equiv", "")


def test_a_text_may_not_move_the_cursor(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(ARTICLE.replace("特此通知。", "特此&#27;[2J通知\u202e。[bold]粗[/bold]"), "utf-8")
    run("ingest", str(path))
    capsys.readouterr()
    run("show", "1")
    shown = capsys.readouterr().out
    assert "\x1b[2J" not in shown
    assert "\u202e" not in shown
    assert "[bold]粗[/bold]" in shown


@pytest.mark.parametrize("name", list(bulletins.places))
def test_every_command_teaches_with_help(run: Run, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(name, "--help") == Exit.OK
    assert "Usage: bulletins" in capsys.readouterr().out


def test_every_command_stands_in_the_changelog_or_readme() -> None:
    root = Path(__file__).parents[2]
    reported = (root / "README.md").read_text("utf-8") + (root / "CHANGELOG.md").read_text("utf-8")
    assert [name for name in bulletins.places if name not in reported] == []
