"""Crawls of hostile sites: with short time limits, and what came of each address by its path."""

import json
import sqlite3
from pathlib import Path
from typing import NamedTuple

from crawls import CRAWL, LIST, run_program
from hostile_site import Hostile
from served_site import list_page

from pipelines.store import RunView, open_store

__all__ = ["LIST", "SHORT", "Met", "crawl_hostile", "crawl_several", "list_of", "source_at"]

# The limits of a real crawl stand in crawler/settings.py and download/robots.py; waiting for them proves no more
SHORT = """
import crawler.download.robots, crawler.settings
crawler.settings.DOWNLOAD_TIMEOUT = 3
crawler.settings.RETRY_TIMES = 0
crawler.download.robots.MAX_SECONDS = 2
"""


class Met(NamedTuple):
    """What came of a source's crawl: of each address asked for its outcome, its reason or the name of its failure."""

    run: RunView
    state: list[str]
    came_of: dict[str, str]
    errors: str
    printed: str


def source_at(site: Hostile, **more: object) -> dict[str, object]:
    reported = {"name": "site", "start_urls": [site.address + LIST], "allowed_domains": ["127.0.0.1"], "delay": 0.0}
    return {**reported, **more}


def list_of(paths: list[str]) -> bytes:
    return list_page(*paths).encode()


def crawl_hostile(folder: Path, site: Hostile, before: str = "", **more: object) -> Met:
    return crawl_several(folder, {"site": site}, before, **more)["site"]


def crawl_several(
    folder: Path,
    sites: dict[str, Hostile],
    before: str = "",
    own: dict[str, dict[str, object]] | None = None,
    **more: object,
) -> dict[str, Met]:
    """One run over sources that are called by their names here.

    `before` is Python that runs ahead of the crawl, `own` what single sources say of themselves, `more` what all do.
    """
    url = f"sqlite:///{folder / 'b.db'}"
    sources = [source_at(site, name=name, **more, **(own or {}).get(name, {})) for name, site in sites.items()]
    done = run_program(SHORT + before + CRAWL, json.dumps(sources), url)
    assert done.returncode == 0, done.stderr
    *printed, report = done.stdout.strip().splitlines()
    with open_store(url) as store:
        run = store.run()
    assert run is not None
    came_of: dict[str, dict[str, str]] = {name: {} for name in sites}
    for name, asked, error in run.failures:
        came_of[name][asked.removeprefix(sites[name].address)] = error
    with sqlite3.connect(folder / "b.db") as database:
        for name, asked, outcome, reason in database.execute(
            "SELECT name, requested_url, outcome, reason FROM pages JOIN sources ON sources.id = source_id"
            " WHERE run_id = ? ORDER BY pages.id",
            (run.number,),
        ):
            came_of[name][asked.removeprefix(sites[name].address)] = f"{outcome}: {reason}" if reason else outcome
    states = json.loads(report)
    return {name: Met(run, states[name], came_of[name], done.stderr, "\n".join(printed)) for name in sites}
