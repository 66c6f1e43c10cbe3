"""A crawl, a file that reads its lists better, a rebuild, a crawl: what was missed is fetched, nothing twice."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import warm
from crawls import LIST
from served_site import Site, article, list_page, served

SECOND = f"{LIST}index_1.html"
FIRST_PAGE = [f"{LIST}t2023060{n}_{n}.html" for n in (1, 2, 3)]
SECOND_PAGE = [f"{LIST}t2023060{n}_{n}.html" for n in (4, 5)]
PAGER = "<a href='index_1.html'>下一页</a>"
KILLED = """
import os, sys
from pipelines.store.frontier import relisting
relisting.mark_read = lambda *_: os.kill(os.getpid(), 9)
sys.argv = ["bulletins", "rebuild", "--store", sys.argv[1]]
from bulletins.cli.main import main
main()
"""


@dataclass
class Watched:
    """A site, a source that reads it, a store."""

    site: Site
    folder: Path

    @property
    def store(self) -> str:
        return f"sqlite:///{self.folder / 'b.db'}"

    def describe(self, **keys: str) -> None:
        reported = {"start_urls": f'["{self.site.address}{LIST}"]', "delay": "0.0", **keys}
        text = "\n".join(f"{key} = {value}" for key, value in reported.items())
        (self.folder / "site.toml").write_text(text, "utf-8")

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "BULLETINS_SOURCES": str(self.folder)}
        return warm.run([sys.executable, *words], env=environment, capture_output=True, text=True, timeout=120)

    def call(self, *words: str) -> str:
        done = self.run("-m", "bulletins", *words, "--store", self.store)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def asked(self, *words: str) -> list[str]:
        """What a command asks the site for."""
        before = len(self.site.asked)
        self.call(*words)
        return [path for path in self.site.asked[before:] if path != "/robots.txt"]

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.folder / "b.db") as connection:
            return list(connection.execute(query))


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """A site of which one article of the first page was fetched, since the file skipped the others and the pager."""
    pages = {LIST: list_page(*FIRST_PAGE, pager=PAGER), SECOND: list_page(*SECOND_PAGE)}
    articles = {url: article(n) for n, url in enumerate((*FIRST_PAGE, *SECOND_PAGE), 1)}
    with served({**pages, **articles}) as site:
        found = Watched(site, tmp_path)
        found.describe(skip="['_[235].html']", max_list_pages="1")
        found.call("crawl", "site")
        found.describe()
        yield found


def test_a_rebuild_fetches_nothing_and_the_next_crawl_what_it_found(watched: Watched) -> None:
    assert watched.asked("rebuild") == []
    asked = watched.asked("crawl", "site")
    assert asked[:2] == FIRST_PAGE[1:]
    assert sorted(asked) == sorted([LIST, SECOND, *FIRST_PAGE[1:], *SECOND_PAGE])


def test_a_rebuild_says_what_it_found(watched: Watched) -> None:
    assert "list pages read again (1) lead to 2 articles" in watched.call("rebuild")
    assert "list pages read again" not in watched.call("rebuild")


def test_a_rebuild_that_is_killed_leaves_the_store_whole(watched: Watched) -> None:
    everything = "SELECT * FROM frontier"
    before = watched.rows(everything)
    assert watched.run("-c", KILLED, watched.store).returncode == -9
    assert watched.rows(everything) == before
    watched.call("verify")
    watched.call("rebuild")
    assert len(watched.rows("SELECT 1 FROM frontier WHERE state = 'PENDING'")) == 2


def test_the_list_page_of_a_bare_address_is_read_again_too(tmp_path: Path) -> None:
    articles = {url: article(n) for n, url in enumerate(FIRST_PAGE, 1)}
    with served({LIST: list_page(*FIRST_PAGE), **articles}) as site:
        bare = Watched(site, tmp_path)
        bare.call("crawl", site.address + LIST)
        before = bare.rows("SELECT * FROM frontier")
        bare.call("rebuild")
        assert bare.rows("SELECT * FROM frontier") == before
        with sqlite3.connect(tmp_path / "b.db") as connection:
            connection.execute("DELETE FROM listings")
        bare.call("rebuild")
    assert len(bare.rows("SELECT 1 FROM listings")) == 3
