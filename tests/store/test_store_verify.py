"""`verify` finds what is wrong with a store, each kind by its name, and nothing in a store that is well."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from simulated_crawl import DAY, LIST, NOW, Answer, answered, article, begin, crawl, links
from store_pages import URL, fetch, notice, page, reading, recurring

from pipelines.frontier import Scope
from pipelines.models import Outcome, Rejected, Rejection, Role
from pipelines.store import Fetched, Store, open_store


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url) as opened:
        run = opened.begin_run("crawl")
        for number in range(12):
            body = f"<p>{'全区建成平安社区。' * 10}{number}</p>".encode()
            fetch(opened, run, page(f"{URL}?{number}", body), reading(f"{URL}?{number}"))
        fetch(opened, run, page(body=b"edited"), reading(last="特此公告。"))
        for name, more in (("?notice", ()), ("?again", ("全区备足编织袋12万条。",))):
            fetch(opened, run, page(URL + name, name.encode()), notice(URL + name, *more))
        fetch(opened, run, page(URL + "?recurs", b"recurs"), recurring(URL + "?recurs"))
        fetch(opened, run, page(URL + "?none", b""), Rejected(Rejection.EMPTY, "0 bytes"))
        fetch(opened, run, page(URL + "?list", b"list", role=Role.LIST), Outcome.LISTED)
        opened.undo(2, 2)
        crawled(opened)
        yield opened


def crawled(store: Store) -> None:
    """An article that its server confirms and one that goes; then a run that is killed with a list kept."""
    site = {LIST: Answer(b"1", links=links("stays", "goes"))}
    site |= {article(name): Answer(name.encode(), validator='"1"', published=NOW.date()) for name in ("stays", "goes")}
    crawl(store, site)
    crawl(store, site | {article("goes"): Answer(status=404)}, NOW + DAY)
    work = begin(store, NOW + 2 * DAY)
    [lease] = work.lease(1, NOW + 2 * DAY, Scope(), [Role.LIST])
    work.record([Fetched(lease, answered(lease, NOW + 2 * DAY, Answer(b"2")))], NOW + 2 * DAY)
    work.lease(1, NOW + 2 * DAY, Scope())


def found(store: Store) -> list[str]:
    return [finding.check for finding in store.verify()]


def test_a_store_that_is_well(store: Store) -> None:
    assert found(store) == []


def test_an_empty_store_is_well(store_url: str) -> None:
    with open_store(store_url) as empty:
        assert found(empty) == []


WRONG = {
    "UPDATE pages SET outcome = NULL WHERE id = 3": ["pages have one outcome"],
    "UPDATE pages SET state = 'FETCHED' WHERE id = 3": ["pages have one outcome"],
    "UPDATE pages SET reason = NULL WHERE outcome = 'rejected'": ["pages have one outcome"],
    "UPDATE pages SET revision = 9 WHERE id = 3": ["pages lead to their revisions"],
    "UPDATE bulletins SET revision = 7 WHERE id = 3": ["bulletins have their current revision"],
    "DELETE FROM removals WHERE bulletin_id = 3": ["each removed paragraph has its receipt"],
    "UPDATE removals SET repeats = 77 WHERE bulletin_id = 3": ["each receipt has both its paragraphs"],
    'UPDATE recurrences SET "of" = 77': ["each recurrence links two paragraphs that stay"],
    "UPDATE bulletins SET text_id = NULL WHERE id = 3": ["each bulletin has its text"],
    "UPDATE texts SET bulletin_id = 12": ["each text has its first publisher"],
    "UPDATE copied SET repeats = 77": ["each copied paragraph is in both bulletins"],
    "UPDATE bulletins SET gone_since = NULL": ["a gone bulletin is one whose newest pages missed it"],
    "UPDATE pages SET status = 304 WHERE id = 1": ["a 304 has the bytes of the page that it confirms"],
    "UPDATE frontier SET page_id = 1 WHERE state = 'FETCHED'": ["what is fetched waits for its reader"],
    "UPDATE frontier SET page_id = NULL WHERE state = 'FETCHED'": ["what is fetched waits for its reader"],
    "UPDATE frontier SET state = 'DONE' WHERE state = 'FETCHED'": ["what is done has its outcome"],
    "UPDATE run_sources SET state = 'killed' WHERE state = 'running'": ["what is leased has a run that may hold it"],
    "UPDATE frontier SET role = 'article' WHERE role = 'list'": ["listings are those of lists"],
    "UPDATE run_sources SET fetched = fetched + 1": ["the outcomes of a source's run add up to its pages"],
    "UPDATE run_sources SET fates = '{}' WHERE run_id = 2": ["the outcomes of a source's run add up to its pages"],
    "UPDATE pages SET run_id = 1 WHERE run_id = 2": ["the outcomes of a source's run add up to its pages"],
    "UPDATE contents SET compressed = substr(compressed, 1, 9) WHERE id = 3": ["raw pages"],
    "UPDATE contents SET sha256 = replace(sha256, 'a', 'b') WHERE id = 3": ["raw pages"],
    "UPDATE dictionaries SET dictionary = substr(dictionary, 1, 1)": ["raw pages"] * 8,
}
WRONG_IN_A_FILE = {
    "UPDATE pages SET run_id = 99 WHERE id = 3": ["rows that refer to none"],
    "UPDATE paragraphs SET text = replace(text, '234', '239') WHERE bulletin_id = 3": ["search index"],
    "UPDATE revisions SET title = '' WHERE bulletin_id = 3": ["search index"] * 2,
    "INSERT INTO search_index(search_index) VALUES ('delete-all')": ["search index"],
    "UPDATE search_order SET published = '1999-01-01' WHERE bulletin = 3": ["search index"],
    "UPDATE search_signature SET signature = 'other'": ["search index"],
}


@pytest.mark.parametrize("statement", WRONG)
def test_what_is_wrong_is_found(store: Store, statement: str) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql(statement)
    assert [check for check in found(store) if check in WRONG[statement]][: len(WRONG[statement])] == WRONG[statement]


@pytest.mark.sqlite("PostgreSQL does not let anybody write rows that refer to none, and its index is gin.py's")
@pytest.mark.parametrize("statement", WRONG_IN_A_FILE)
def test_what_is_wrong_in_a_file_is_found(store: Store, statement: str) -> None:
    with sqlite3.connect(str(store.engine.url.database)) as connection:
        connection.execute(statement)
    wrong = WRONG_IN_A_FILE[statement]
    assert [check for check in found(store) if check in wrong][: len(wrong)] == wrong


@pytest.mark.sqlite("writes into the file")
def test_a_damaged_file_is_reported(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "bulletins.db"
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 5000)
    with open_store(f"sqlite:///{path}") as damaged:
        assert found(damaged)[0] == "database file"


@pytest.mark.sqlite("takes FTS5's index apart")
def test_the_index_made_again_is_in_step(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO search_index(search_index) VALUES ('delete-all')")
    store.reindex()
    assert found(store) == []


def test_a_rebuild_mends_what_is_derived(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM removals")
        connection.exec_driver_sql("UPDATE pages SET outcome = NULL WHERE id = 3")
    assert found(store) != []
    store.rebuild(lambda kept: reading(kept.url))
    assert found(store) == []
