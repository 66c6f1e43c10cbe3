"""An internal error in a crawl: in a reader's process, in writing, between the pages; and over `scrapy crawl`."""

import os
import sys
from pathlib import Path

import falling_reading
import pytest
import warm
from served_site import Page, Site, article, list_page, served

from pipelines.health import State
from pipelines.store import open_store

ROOT = Path(__file__).resolve().parents[2]
LIST = "/zwgk/tzgg/"
NAMES = ("t20230601_1.html", "t20230602_2.html", "t20230603_3.html")
PAGES: dict[str, Page] = {LIST: list_page(*NAMES), **{LIST + name: article(n) for n, name in enumerate(NAMES, 1)}}
ONE_FALLS = {**PAGES, LIST + NAMES[1]: article(2).replace("民生实事", "作废证件")}
LIST_FALLS = {**PAGES, LIST: list_page(*NAMES).replace("通知公告", "作废公告")}
BULLETINS = "from bulletins.cli.main import main; main()"
SCRAPY = """
import sys
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""
UNLEASED = """
from pipelines.store import Work
def lease(self, *arguments):
    raise RuntimeError("no leases today")
Work.lease = lease
"""


def crawl(folder: Path, site: Site, before: str = "", *, scrapy: bool = False) -> tuple[int, str]:
    """Crawl a site into a store in the folder; the exit code and what stands on stderr."""
    (folder / "near.toml").write_text(f'start_urls = ["{site.address}{LIST}"]\ndelay = 0\n')
    arguments = ["crawl", "bulletin", "-a", "source=near"] if scrapy else ["crawl", "near"]
    done = warm.run(
        [sys.executable, "-c", before + (SCRAPY if scrapy else BULLETINS), *arguments],
        cwd=ROOT,
        env={**os.environ, "BULLETINS_SOURCES": str(folder), "BULLETINS_STORE": f"sqlite:///{folder / 'b.db'}"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stderr


def state_of(folder: Path) -> tuple[str, str, str]:
    """The run's state, and its source's with its reason."""
    with open_store(f"sqlite:///{folder / 'b.db'}") as store:
        run = store.run()
    assert run is not None
    return run.state, str(run.sources[0].state), run.sources[0].why


@pytest.mark.parametrize("scrapy", [False, True])
def test_a_page_that_falls_in_a_reader_costs_that_page(tmp_path: Path, scrapy: bool) -> None:
    with served(ONE_FALLS) as site:
        code, errors = crawl(tmp_path, site, falling_reading.PATCH, scrapy=scrapy)
    assert code == 1
    assert errors.count("Traceback (most recent call last)") == 1
    assert f"{site.address}{LIST}{NAMES[1]}" in errors.partition("Traceback")[0]
    run, state, why = state_of(tmp_path)
    assert (run, state) == (State.INTERNAL_ERROR, State.INTERNAL_ERROR)
    assert "reading: key error: 'fields' (pipelines/clean.py:" in why
    assert "1 page could not be read" in why
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        assert store.totals().bulletins == 2


def test_a_list_page_that_falls_is_an_internal_error_and_nothing_else(tmp_path: Path) -> None:
    with served(LIST_FALLS) as site:
        code, errors = crawl(tmp_path, site, falling_reading.PATCH)
    assert (code, errors.count("Traceback")) == (3, 1)
    assert state_of(tmp_path)[1] == State.INTERNAL_ERROR


def test_what_fell_is_read_again_by_the_next_run(tmp_path: Path) -> None:
    with served(ONE_FALLS) as site:
        crawl(tmp_path, site, falling_reading.PATCH)
        assert crawl(tmp_path, site)[0] == 0
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        assert store.totals().bulletins == 3


@pytest.mark.parametrize("scrapy", [False, True])
def test_a_crawl_that_breaks_off_between_the_pages_is_3_with_one_traceback(tmp_path: Path, scrapy: bool) -> None:
    with served(PAGES) as site:
        code, errors = crawl(tmp_path, site, UNLEASED, scrapy=scrapy)
    assert (code, errors.count("Traceback (most recent call last)")) == (3, 1)
    _, state, why = state_of(tmp_path)
    assert state == State.INTERNAL_ERROR
    assert why.startswith("internal error: the crawl broke off: runtime error: no leases today (crawler/spiders/")
