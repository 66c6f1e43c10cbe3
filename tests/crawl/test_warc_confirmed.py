"""Pages that a server confirmed (304) go out as revisits without payload, and come in again as the same pages."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from saved_article import ARTICLE
from store_contents import by_address
from warcio.archiveiterator import ArchiveIterator

from bulletins.cli.group import bulletins
from pipelines.archive import read_warc, write_warc
from pipelines.clean import read
from pipelines.exit_codes import Exit, guarded
from pipelines.models import Page, Role, Source
from pipelines.store import Store, open_store

AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
URL = "http://www.example.gov.cn/t1.html"
FIRST = Page("xinhui", URL, URL, AT, 200, (("Content-Type", "text/html"), ("ETag", '"1"')), ARTICLE.encode())
DAY = timedelta(days=1)


def later(days: int, page: Page = FIRST, **changes: object) -> Page:
    return replace(page, fetched_at=AT + days * DAY, **changes)  # type: ignore[arg-type]


def confirmed(days: int, page: Page = FIRST) -> Page:
    return later(days, page, status=304, headers=(("Date", "Mon"), ("ETag", '"1"'), ("Content-Length", "9")))


def there_and_back(path: Path, pages: list[Page]) -> tuple[list[Page], list[str]]:
    warnings: list[str] = []
    write_warc(path, pages)
    return list(read_warc(path, warn=warnings.append)), warnings


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz"])
def test_a_confirmed_page_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    pages = [FIRST, replace(FIRST, url=URL + "?2", requested_url=URL + "?2"), confirmed(1), confirmed(2)]
    assert there_and_back(tmp_path / name, pages) == (pages, [])


def test_its_record_refers_to_the_page_and_holds_no_payload(tmp_path: Path) -> None:
    write_warc(tmp_path / "x.warc.gz", [FIRST, confirmed(1)])
    with (tmp_path / "x.warc.gz").open("rb") as file:
        [reported] = [
            (dict(r.rec_headers.headers), r.http_headers.get_statuscode(), r.content_stream().read())
            for r in ArchiveIterator(file)
            if r.rec_type == "revisit"
        ]
    headers, status, payload = reported
    assert (status, payload) == ("304", b"")
    assert headers["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert headers["WARC-Refers-To-Target-URI"] == URL
    assert headers["WARC-Refers-To-Date"] == "2026-01-02T03:04:05.678901Z"


def test_warcio_finds_every_digest_right(tmp_path: Path) -> None:
    write_warc(tmp_path / "x.warc", [FIRST, confirmed(1)])
    checked = subprocess.run(  # noqa: S603  # our own interpreter on a file just written
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / "x.warc")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout.count("digest failed")) == (0, 0)


def test_its_bytes_go_out_where_what_it_confirms_does_not(tmp_path: Path) -> None:
    assert there_and_back(tmp_path / "x.warc", [confirmed(1)]) == ([confirmed(1)], [])


def test_a_304_that_confirms_nothing_comes_back_as_it_was(tmp_path: Path) -> None:
    pages = [FIRST, later(1, status=304, body=b"")]
    assert there_and_back(tmp_path / "x.warc", pages) == (pages, [])


def test_of_a_page_that_was_redirected_the_address_asked_for_stays(tmp_path: Path) -> None:
    moved = replace(FIRST, requested_url="http://example.gov.cn/old")
    pages = [moved, confirmed(1, moved)]
    assert there_and_back(tmp_path / "x.warc", pages) == (pages, [])


def revisits_only(path: Path) -> Path:
    """The records of a file without its responses."""
    blocks = path.read_bytes().split(b"WARC/1.1\r\n")
    path.write_bytes(b"".join(b"WARC/1.1\r\n" + block for block in blocks if b"WARC-Type: revisit" in block))
    return path


def test_what_confirms_a_page_that_nobody_has_is_named(tmp_path: Path) -> None:
    write_warc(tmp_path / "x.warc", [FIRST, confirmed(1)])
    warnings: list[str] = []
    path = revisits_only(tmp_path / "x.warc")
    assert list(read_warc(path, warn=warnings.append)) == []
    assert warnings == [f"{path}: what the server confirmed is not in this file, not read: {URL}"]


def test_what_it_confirms_may_be_at_hand_elsewhere(tmp_path: Path) -> None:
    write_warc(tmp_path / "x.warc", [FIRST, confirmed(1)])
    elsewhere = {(FIRST.url, FIRST.fetched_at): FIRST.body}
    path = revisits_only(tmp_path / "x.warc")
    assert list(read_warc(path, body_of=lambda *key: elsewhere.get(key))) == [confirmed(1)]


def test_a_confirmed_part_comes_back_with_its_article(tmp_path: Path) -> None:
    part = replace(FIRST, url=URL + "_2", requested_url=URL + "_2", role=Role.PART)
    pages = [replace(FIRST, parts=(part,)), later(1, body=b"<p>edited</p>", parts=(confirmed(1, part),))]
    write_warc(tmp_path / "x.warc", pages)
    seen = {(page.url, page.fetched_at): page.body for page in (FIRST, part)}
    assert list(read_warc(tmp_path / "x.warc", body_of=lambda *key: seen.get(key))) == pages


# From store to store

EDITED = later(3, body=ARTICLE.replace("3月20日", "3月25日").encode())
GONE = later(5, status=404, body=b"<p>404</p>")
VISITS = [FIRST, confirmed(1), later(2, body=ARTICLE.encode() + b"<!-- -->"), EDITED, confirmed(4, EDITED), GONE]
LIST = replace(FIRST, url=URL + "?list", requested_url=URL + "?list", body=b"<ul></ul>", role=Role.LIST)


def fill(store: Store) -> None:
    run = store.begin_run("crawl")
    for page in (*VISITS, LIST, confirmed(6, LIST)):
        store.record_outcome(store.keep(run, page), read(page, Source(page.source)))


def test_an_export_is_ingested_with_equal_bulletins_and_outcomes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = [f"sqlite:///{tmp_path / name}.db" for name in ("one", "other")]
    with open_store(stores[0]) as store:
        fill(store)
    arguments = ["export", "--warc", str(tmp_path / "x.warc.gz"), "--store", stores[0]]
    assert guarded(lambda: bulletins.main(arguments, standalone_mode=False)) == Exit.OK
    arguments = ["ingest", str(tmp_path / "x.warc.gz"), "--store", stores[1]]
    assert guarded(lambda: bulletins.main(arguments, standalone_mode=False)) == Exit.OK
    with open_store(stores[0]) as store, open_store(stores[1]) as other:
        assert by_address(other) == by_address(store)
        for of in (store, other):
            assert outcomes(of) == ["new", "unchanged", "unchanged", "revised", "unchanged", "gone", "listed", "listed"]
            assert list(of.verify()) == []
        assert gone(other) == gone(store) == ["2026-01-07T03:04:05.678901Z"]


def outcomes(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.exec_driver_sql("SELECT outcome FROM pages ORDER BY id").scalars())


def gone(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.exec_driver_sql("SELECT gone_since FROM bulletins").scalars())


def test_what_the_store_holds_is_confirmed_by_a_later_archive(tmp_path: Path) -> None:
    write_warc(tmp_path / "x.warc", [FIRST, confirmed(1)])
    path = revisits_only(tmp_path / "x.warc")
    url = f"sqlite:///{tmp_path / 'bulletins.db'}"
    with open_store(url) as store:
        store.record_outcome(store.keep(store.begin_run("crawl"), FIRST), read(FIRST, Source("xinhui")))
    assert guarded(lambda: bulletins.main(["ingest", str(path), "--store", url], standalone_mode=False)) == Exit.OK
    with open_store(url) as store:
        assert outcomes(store) == ["new", "unchanged"]
