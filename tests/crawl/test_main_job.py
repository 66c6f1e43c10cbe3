"""The whole path as a user walks it: the real page over HTTP, `bulletins crawl`, `bulletins show --json`."""

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import seed_pages as seed
from installed_command import bulletins

pytestmark = seed.pytestmark
LAYOUTS = ("trs_editor", "nested_cells", "zoom")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """No log on the test's output."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real page in three layouts behind one list, on 127.0.0.1."""
    folder = tmp_path_factory.mktemp("site")
    rows = "".join(
        f'<li><a href="t20200607_{i}.html">{seed.TITLE}</a><span>2020-06-07</span></li>' for i in range(len(LAYOUTS))
    )
    for i, layout in enumerate(LAYOUTS):
        (folder / f"t20200607_{i}.html").write_text(getattr(seed, layout)(), "utf-8")
    (folder / "index.html").write_text(f"<html><meta charset=utf-8><body><ul>{rows}</ul></body></html>", "utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def store(site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store after one crawl."""
    path = tmp_path_factory.mktemp("store") / "bulletins.db"
    crawled = bulletins("crawl", site, store=path)
    assert crawled.returncode == 0, crawled.stderr
    assert "4 pages = 3 new + 1 listed" in crawled.stdout
    return path


@pytest.mark.parametrize("layout", range(len(LAYOUTS)), ids=LAYOUTS)
def test_the_real_page_comes_out_whole_with_its_receipts(site: str, store: Path, layout: int) -> None:
    shown = bulletins("show", f"{site}t20200607_{layout}.html", "--json", store=store)
    reported = json.loads(shown.stdout)
    assert (reported["title"], reported["published"], reported["issuer"], reported["columns"]) == (
        seed.TITLE,
        "2020-06-07",
        "本网",
        ["政务公开", "专题专栏", "平安新会专栏", "最新动态"],
    )
    blocks = [" ".join(block.split()) for block in seed.BLOCKS]
    assert [" ".join(text.split()) for text in reported["paragraphs"]] == blocks[:17]
    assert [" ".join(removal["text"].split()) for removal in reported["removals"]] == blocks[17:]
    assert sorted(removal["reason"] for removal in reported["removals"]) == ["exact repeat"] * 6 + ["near repeat"]
    assert {removal["section"] for removal in reported["removals"]} == {1}
    assert [removal["repeats"] for removal in reported["removals"]] == reported["paragraphs"][10:17]
    near = next(removal for removal in reported["removals"] if removal["reason"] == "near repeat")
    assert [(edit["kept"], edit["removed"]) for edit in near["difference"]] == [("", "病")]


def test_a_second_crawl_changes_nothing(site: str, store: Path) -> None:
    before = bulletins("list", "--json", store=store).stdout
    again = bulletins("crawl", site, store=store)
    assert "1 pages = 1 listed" in again.stdout
    assert bulletins("list", "--json", store=store).stdout == before


def test_a_full_second_crawl_changes_nothing(site: str, store: Path) -> None:
    before = bulletins("list", "--json", store=store).stdout
    again = bulletins("crawl", site, "--full", store=store)
    assert "4 pages = 3 unchanged + 1 listed" in again.stdout
    assert bulletins("list", "--json", store=store).stdout == before


def test_what_goes_out_as_warc_comes_in_again(site: str, store: Path, tmp_path: Path) -> None:
    warc = tmp_path / "pages.warc.gz"
    assert bulletins("export", "--warc", str(warc), store=store).returncode == 0
    other = tmp_path / "other.db"
    ingested = bulletins("ingest", str(warc), store=other)
    assert ingested.returncode == 0, ingested.stderr
    for layout in range(len(LAYOUTS)):
        url = f"{site}t20200607_{layout}.html"
        ours, theirs = (json.loads(bulletins("show", url, "--json", store=path).stdout) for path in (store, other))
        for key in ("number", "source", "fetched_at", "listings"):  # a WARC holds answers, not what lists said
            del ours[key], theirs[key]
        for copy in (*ours["copies"], *theirs["copies"]):
            del copy["number"]  # given out in the order in which pages were read, which is another each time
        for removal in (*ours["removals"], *theirs["removals"]):
            removal["id"] = removal["id"].partition(":")[2]  # the number stands in it
        assert theirs == ours


def test_a_page_on_the_web_is_explained_without_being_stored(site: str, tmp_path: Path) -> None:
    store = tmp_path / "none.db"
    reported = bulletins("extract", f"{site}t20200607_1.html", "--explain", store=store)
    assert reported.returncode == 0, reported.stderr
    assert seed.TITLE in reported.stdout
    assert not store.exists()


def test_a_page_that_nobody_serves_is_reported_in_one_line(tmp_path: Path) -> None:
    reported = bulletins("extract", "http://127.0.0.1:1/a.html", store=tmp_path / "none.db")
    assert reported.returncode == 3
    assert reported.stderr == "bulletins: http://127.0.0.1:1/a.html: connection refused\n"
