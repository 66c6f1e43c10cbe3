"""The demo as a newcomer runs it: the sample site crawled twice and rebuilt, held against its truth."""

import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from installed_command import bulletins
from sample_site.site import build, truth

Row = tuple[object, ...]


@pytest.fixture(scope="module")
def port() -> int:
    """A port that was free a moment ago: both demos need the same one, for addresses name bulletins."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
        return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "bulletins.db"


@pytest.fixture(scope="module")
def demo(port: int, store: Path) -> Callable[[], CompletedProcess[str]]:
    return lambda: bulletins("demo", "--port", str(port), store=store)


@pytest.fixture(scope="module")
def first(demo: Callable[[], CompletedProcess[str]]) -> CompletedProcess[str]:
    return demo()


def rows(store: Path, query: str) -> list[Row]:
    with sqlite3.connect(store) as connection:
        return list(connection.execute(query))


def everything(store: Path) -> dict[str, list[Row]]:
    """Every table's rows but the marks of rebuilds; of a full-text index every token's places, for its own tables hold
    how it is laid out."""
    indexes = [str(name) for (name,) in rows(store, "SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%'")]
    tables = rows(store, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    plain = [str(name) for (name,) in tables if not str(name).startswith((*indexes, "rebuilds"))]
    found = {name: sorted(rows(store, f"SELECT * FROM {name}"), key=repr) for name in plain}  # noqa: S608
    return found | {name: places(store, name) for name in indexes}


def places(store: Path, index: str) -> list[Row]:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, {index}, instance)")
        return sorted(connection.execute("SELECT * FROM temp.vocabulary"), key=repr)


def test_the_demo_ends_well_and_shows_the_receipts(first: CompletedProcess[str]) -> None:
    assert first.returncode == 0, first.stderr
    assert "): near repeat of 10" in first.stdout
    assert "bulletins rebuild" in first.stdout


def test_every_article_is_stored_as_its_text_says(first: CompletedProcess[str], store: Path, port: int) -> None:
    host = {"a": "127.0.0.1", "b": "localhost"}
    reported = {f"http://{host[key[0]]}:{port}{key[1:]}": fields for key, fields in truth().items()}
    wanted = {
        (url, fields["title"], position, text)
        for url, fields in reported.items()
        if "title" in fields
        for position, text in enumerate(fields["paragraphs"] or [None])
    }
    query = """SELECT b.url, r.title, coalesce(p.position, 0), p.text FROM bulletins b
        JOIN revisions r ON r.bulletin_id = b.id LEFT JOIN paragraphs p ON p.bulletin_id = b.id"""
    assert set(rows(store, query)) == wanted


def test_every_page_has_one_counted_outcome(first: CompletedProcess[str], store: Path) -> None:
    fetched = rows(store, "SELECT count(*) FROM pages WHERE run_id = 1")[0][0]
    assert rows(store, "SELECT sum(pages) FROM run_fates WHERE run = 1") == [(fetched,)]
    assert rows(store, "SELECT count(*) FROM pages WHERE state <> 'DONE' OR outcome IS NULL") == [(0,)]
    rejected = dict(rows(store, "SELECT requested_url, reason FROM pages WHERE run_id = 1 AND outcome = 'rejected'"))
    assert {url.split("/", 3)[3]: reason for url, reason in rejected.items()} == {
        path.lstrip("/"): reason for path, reason in build().rejected.items()
    }


def test_what_robots_txt_forbids_is_not_fetched_and_not_forgotten(first: CompletedProcess[str], store: Path) -> None:
    assert rows(store, "SELECT count(*) FROM pages WHERE url LIKE '%/inner/%'") == [(0,)]
    assert rows(store, "SELECT count(*) FROM failures WHERE url LIKE '%/inner/%'") == [(1,)]


def test_a_rebuild_gives_the_same_rows(first: CompletedProcess[str], store: Path) -> None:
    before = everything(store)
    rebuilt = bulletins("rebuild", store=store)
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert everything(store) == before


def test_a_second_demo_finds_one_edited_page(
    first: CompletedProcess[str], demo: Callable[[], CompletedProcess[str]], store: Path
) -> None:
    assert " 1 revised + " in demo().stdout
    assert rows(store, "SELECT outcome, count(*) FROM pages WHERE run_id = 2 AND outcome = 'new' GROUP BY 1") == []
    both = rows(
        store, "SELECT count(*) FROM revisions WHERE bulletin_id = (SELECT id FROM bulletins WHERE revision = 2)"
    )
    assert both == [(2,)]


def test_a_removal_is_undone_by_the_name_that_show_prints(first: CompletedProcess[str], store: Path) -> None:
    (number,) = rows(store, "SELECT bulletin_id FROM removals WHERE position = 17")[0]
    undone = bulletins("undo", f"{number}:17", store=store)
    assert (undone.returncode, undone.stdout) == (0, f"{number}:17 is back\n")
    assert rows(store, "SELECT position FROM removals ORDER BY 1") == [(i,) for i in range(18, 24)]
    assert bulletins("undo", f"{number}:17", store=store).returncode == 2
    before = everything(store)
    bulletins("rebuild", store=store)
    assert everything(store) == before


def test_an_explanation_marks_the_difference(first: CompletedProcess[str], store: Path, tmp_path: Path) -> None:
    (number,) = rows(store, "SELECT DISTINCT bulletin_id FROM removals")[0]
    page = tmp_path / "why.html"
    assert bulletins("dedup", "--explain", str(number), "--html", str(page), store=store).returncode == 0
    reported = page.read_text("utf-8")
    assert reported.count("<section") == len(rows(store, "SELECT * FROM removals"))
    assert "http" not in reported
