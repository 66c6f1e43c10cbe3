"""Statuses of any kind, in a crawl and in an archive: a page with an outcome, or a failure with a name."""

from pathlib import Path
from typing import Any

import pytest
from hostile_crawl import LIST, Met, crawl_hostile, list_of
from hostile_site import HTML, Sender, answer, hostile
from served_site import article
from sqlalchemy.engine import Connection
from warc_records import record

from bulletins.cli.group import bulletins
from pipelines.exit_codes import guarded
from pipelines.models import Page
from pipelines.store import open_store, raw_pages

PAGE = article(1).encode()
NO_PAGE = ("-1", "-200", "0", "99", "600", "799", "999", "1000", "2147483648", str(2**63), str(2**64), "9" * 20)
NO_NUMBER = ("", "OK", "200.5", "1e3", "٢٠٠", "0x1F4", "9" * 5000)
PAGES = {"200": "new", "203": "new", "226": "new", "299": "new", "204": "rejected: ", "404": "rejected: http error"}
REFUSALS = ["400", "401", "403", "405", "410", "418", "451", "499", "500", "501", "505", "520", "599"]
ERRORS = dict.fromkeys(REFUSALS, "rejected: http error")
PARTS = {"206": "cut short: status 206"}
CRAWLED = {**PAGES, **ERRORS, **PARTS, **dict.fromkeys((*NO_PAGE, *NO_NUMBER), "no HTTP: ")}
PATHS = {status: f"{LIST}t20230601_{number}.html" for number, status in enumerate(CRAWLED)}


def with_status(status: str) -> bytes:
    # bodies differ, or equal texts would be one bulletin
    body = PAGE.replace(b"</h1>", f" {len(status)}{status[:9]}</h1>".encode())
    return f"HTTP/1.1 {status} X\r\nConnection: close\r\n{HTML}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Met, Path]:
    pages: dict[str, bytes | Sender] = {PATHS[status]: with_status(status) for status in CRAWLED}
    folder = tmp_path_factory.mktemp("crawled")
    with hostile({LIST: answer(list_of(list(pages))), **pages}) as site:
        return crawl_hostile(folder, site), folder


@pytest.mark.parametrize("status", CRAWLED, ids=lambda status: status[:24] or "none")
def test_a_crawl_gives_each_status_an_outcome_or_a_name(crawled: tuple[Met, Path], status: str) -> None:
    expected = CRAWLED[status]
    assert crawled[0].came_of[PATHS[status]][: len(expected)] == expected


def test_no_status_breaks_off_the_source_or_prints_a_page(crawled: tuple[Met, Path]) -> None:
    assert (crawled[0].run.state, crawled[0].errors) == ("finished", "")


def test_what_is_no_http_is_not_asked_for_again_at_once(crawled: tuple[Met, Path]) -> None:
    with open_store(f"sqlite:///{crawled[1] / 'b.db'}") as store, store.reading() as connection:
        asked_again = "julianday(due_at) - julianday(checked_at)"
        query = f"SELECT min({asked_again}) FROM frontier WHERE result = 'no HTTP'"  # noqa: S608  # our own words
        assert connection.exec_driver_sql(query).scalar_one() > 0.9


# What the store cannot write, although HTTP allows it

UNWRITABLE = """
from pipelines.store.frontier import leases as frontier
whole = frontier.raw_pages.keep_page
def keep_page(connection, run, source, page, *more):
    if b"UNWRITABLE" in page.body:
        connection.exec_driver_sql("SELECT ?", (2**70,))
    return whole(connection, run, source, page, *more)
frontier.raw_pages.keep_page = keep_page
"""


def test_a_page_that_cannot_be_written_is_a_failure_of_that_page_alone(tmp_path: Path) -> None:
    bad, good = f"{LIST}t20230601_1.html", f"{LIST}t20230601_2.html"
    unwritable = answer(article(1).replace("</h1>", "UNWRITABLE</h1>").encode())
    pages: dict[str, bytes | Sender] = {bad: unwritable, good: answer(article(2).encode())}
    with hostile({LIST: answer(list_of(list(pages))), **pages}) as site:
        met = crawl_hostile(tmp_path, site, UNWRITABLE)
        again = crawl_hostile(tmp_path, site, UNWRITABLE)
    assert met.came_of == {LIST: "listed", bad: "not storable: a number in it is too large", good: "new"}
    assert "UNWRITABLE" not in met.errors
    assert again.came_of == {LIST: "listed"}


# In an archive


@pytest.mark.parametrize("status", CRAWLED, ids=lambda status: status[:24] or "none")
def test_an_archive_gives_each_status_an_outcome_or_a_name(tmp_path: Path, status: str) -> None:
    whole = record(with_status("200"), url="http://h.gov.cn/t20230601_1.html")
    odd = record(with_status(status), url="http://h.gov.cn/t20230601_2.html")
    (tmp_path / "x.warc").write_bytes(odd + whole)
    url = f"sqlite:///{tmp_path / 'b.db'}"
    arguments = ["ingest", str(tmp_path / "x.warc"), "--store", url]
    code = guarded(lambda: bulletins.main(arguments, "bulletins", standalone_mode=False))
    with open_store(url) as store:
        run = store.run()
    assert run is not None
    failed = [error for _, _, error in run.failures]
    expected = CRAWLED[status]
    if expected.startswith(("no HTTP", "cut short")):
        assert (code, run.state, run.fetched) == (1, "finished", 1)
        assert expected in failed[0] or "no HTTP" in failed[0]
    else:
        assert (code, run.state, run.fetched, failed) == (0, "finished", 2, [])


def test_a_page_of_an_archive_that_cannot_be_written_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = raw_pages.keep_page

    def keep_page(connection: Connection, run: int, source: int, page: Page, *more: Any) -> int:
        if page.url.endswith("_2.html"):
            connection.exec_driver_sql("SELECT ?", (2**70,))
        return whole(connection, run, source, page, *more)

    monkeypatch.setattr(raw_pages, "keep_page", keep_page)
    pages = [record(with_status(f"20{n}"), url=f"http://h.gov.cn/t20230601_{n}.html") for n in range(5)]
    (tmp_path / "x.warc").write_bytes(b"".join(pages))
    url = f"sqlite:///{tmp_path / 'b.db'}"
    arguments = ["ingest", str(tmp_path / "x.warc"), "--store", url]
    assert guarded(lambda: bulletins.main(arguments, "bulletins", standalone_mode=False)) == 1
    with open_store(url) as store:
        run = store.run()
    assert run is not None
    [failure] = run.failures
    assert (run.fetched, failure[1], failure[2][:14]) == (4, "http://h.gov.cn/t20230601_2.html", "not storable: ")
    assert "Traceback" not in capsys.readouterr().err
