"""A whole store as an archive: any reader finds it right, and read again it makes the same store."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from saved_article import ARTICLE
from store_contents import by_address
from warcio.archiveiterator import ArchiveIterator

from bulletins.cli.group import bulletins
from pipelines.clean import read
from pipelines.exit_codes import Exit, guarded
from pipelines.models import Page, Role, Source
from pipelines.store import Store, open_store

AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
SITE = "http://www.example.gov.cn/"
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def fetched(path: str, minutes: int, body: str = ARTICLE, **changes: object) -> Page:
    url = SITE + path
    one = Page("xinhui", url, url, AT + timedelta(minutes=minutes), 200, HTML, body.encode())
    return replace(one, **changes)  # type: ignore[arg-type]  # the test says what it needs


def article(day: int) -> str:
    return ARTICLE.replace("3月20日", f"3月{day}日")


FIRST = fetched("1.html", 0, headers=(*HTML, ("ETag", '"1"')))
SPELLED = fetched("通知 2.html", 1, article(21), headers=(*HTML, ("ETag", '"2"')))
PART = fetched("3_2.html", 3, article(23), role=Role.PART)
WITH_PARTS = fetched("3.html", 2, article(22), parts=(PART,))
CRAWLED = [
    FIRST,
    SPELLED,
    WITH_PARTS,
    replace(FIRST, fetched_at=AT + timedelta(minutes=4), status=304, headers=(("ETag", '"1"'),)),
    replace(SPELLED, fetched_at=AT + timedelta(minutes=5), status=304, headers=(("ETag", '"2"'),)),
    fetched("1.html", 6, article(25)),
    fetched("4.html", 7, article(26), requested_url=SITE + "old?id=4"),
    fetched("5.html", 8, "<p>404</p>", status=404),
    fetched("6.html", 9, "", status=500, headers=()),
    fetched("7.html", 10, "odd", status=799),
    fetched("8.html", 11, "", status=301, headers=(("Location", "/9.html"),)),
    fetched("9.html", 12, article(27)[:-60], headers=(*HTML, ("Connection", "close"))),
    fetched("10.html", 13, article(28), headers=(*HTML, ("Content-Encoding", "gzip"), ("Content-Length", "7"))),
    fetched("list/", 14, "<ul><li><a href='/1.html'>一</a></li></ul>", role=Role.LIST),
    fetched("list.json", 15, '{"list": []}', role=Role.LIST, headers=(("Content-Type", "application/json"),)),
    fetched("sitemap.xml", 16, "<urlset/>", role=Role.LIST, headers=(("Content-Type", "text/xml"),)),
    fetched("11.pdf", 17, "%PDF-1.4", headers=(("Content-Type", "application/pdf"),)),
]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Pages as a browser and as another program save them; one has a name in Chinese."""
    folder = tmp_path / "saved 网页"
    folder.mkdir()
    (folder / "通知 (1).html").write_text(article(11), "utf-8")
    (folder / "empty.html").touch()
    by_browser = f"<!-- saved from url=(0031){SITE}saved.html -->\n{article(12)}"
    (folder / "browser.html").write_text(by_browser, "utf-8")
    for number, path in enumerate(sorted(folder.iterdir())):
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))
    return folder


def call(*arguments: object) -> int:
    return guarded(lambda: bulletins.main(list(map(str, arguments)), "bulletins", standalone_mode=False))


@pytest.fixture
def url(store_url: str, saved: Path) -> str:
    url = store_url
    with open_store(url) as store:
        run = store.begin_run("crawl")
        for page in CRAWLED:
            store.record_outcome(store.keep(run, page), read(page, Source(page.source)))
        store.finish_run(run)
    assert call("ingest", saved, "--store", url) == Exit.OK
    return url


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz"])
def test_a_whole_store_is_an_archive_that_warcio_finds_right(url: str, tmp_path: Path, name: str) -> None:
    assert call("export", "--warc", tmp_path / name, "--store", url) == Exit.OK
    checked = subprocess.run(  # noqa: S603  # our own interpreter on a file just written
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    pages = len(CRAWLED) + 1 + 3  # a part, and the saved ones
    assert (checked.returncode, "failed" in checked.stdout) == (0, False), checked.stdout
    assert checked.stdout.count("digest pass") + checked.stdout.count("(revisit)") == pages + 1  # and warcinfo


def test_each_page_is_a_record_of_its_kind(url: str, tmp_path: Path) -> None:
    assert call("export", "--warc", tmp_path / "x.warc.gz", "--store", url) == Exit.OK
    with (tmp_path / "x.warc.gz").open("rb") as file:
        kinds = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI")) for record in ArchiveIterator(file)
        ]
    assert [kind for kind, _ in kinds].count("revisit") == 2
    resources = [target for kind, target in kinds if kind == "resource"]
    assert [target.rpartition("/")[2] for target in resources] == ["empty.html", "%E9%80%9A%E7%9F%A5%20%281%29.html"]
    assert all(target.isascii() and " " not in target for _, target in kinds if target)


def test_read_again_it_makes_the_same_store(url: str, new_store_url: Callable[[], str], tmp_path: Path) -> None:
    again = new_store_url()
    assert call("export", "--warc", tmp_path / "x.warc.gz", "--store", url) == Exit.OK
    assert call("ingest", tmp_path / "x.warc.gz", "--store", again) == Exit.OK
    with open_store(url) as store, open_store(again) as other:
        assert [page for _, page in other.pages()] == [page for _, page in store.pages()]
        assert without_runs(other) == without_runs(store)
        assert list(other.verify()) == []


def without_runs(store: Store) -> list[list[str]]:
    """What was read; the first table by run is what one ingest made of a crawl and an ingest."""
    return [*by_address(store)[1:], sorted(outcomes(store))]


def outcomes(store: Store) -> list[str]:
    with store.reading() as connection:
        found = connection.exec_driver_sql("SELECT url, fetched_at, outcome, reason, detail FROM page_fates")
        return [repr(tuple(row)) for row in found]
