"""Whole crawls with the real spider, each in a program of its own, and what came of them."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import warm
from served_site import Page, Site, served

from pipelines.store import RunView, open_store

ROOT = Path(__file__).resolve().parents[2]
CRAWL = """
import json, sys
from crawler.run import crawl_sources
from pipelines.models import Source
from pipelines.frontier import Scope
given = json.loads(sys.argv[1])
sources = [Source(**{key: tuple(v) if isinstance(v, list) else v for key, v in one.items()}) for one in given]
scope = Scope(full="full" in sys.argv)
report = crawl_sources(sources, sys.argv[2], scope=scope)
print(json.dumps({name: [state, why] for name, (state, why) in report.states.items()}))
"""
LIST = "/zwgk/tzgg/"


class Crawled(NamedTuple):
    run: RunView
    states: dict[str, list[str]]
    errors: str


def source_of(site: Site, **more: object) -> dict[str, object]:
    return {
        "name": "site",
        "start_urls": [site.address + LIST],
        "allowed_domains": ["127.0.0.1"],
        "delay": 0.0,
        **more,
    }


def start(
    tmp_path: Path, *sources: dict[str, object], full: bool = False, **environment: str
) -> "subprocess.Popen[str]":
    return warm.Popen(
        [sys.executable, "-c", CRAWL, json.dumps(sources), f"sqlite:///{tmp_path / 'b.db'}", *(["full"] * full)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_program(text: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return warm.run([sys.executable, "-c", text, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120)


def crawl(tmp_path: Path, *sources: dict[str, object], full: bool = False, **environment: str) -> Crawled:
    program = start(tmp_path, *sources, full=full, **environment)
    out, errors = program.communicate(timeout=120)
    assert program.returncode == 0, errors
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        run = store.run()
    assert run is not None
    return Crawled(run, json.loads(out), errors)


def crawl_pages(tmp_path: Path, pages: dict[str, Page], **more: object) -> tuple[Crawled, Site]:
    with served(pages) as site:
        return crawl(tmp_path, source_of(site, **more)), site


def outcomes(run: RunView) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for (_, outcome, reason), pages in run.fates.items():
        counted[f"{outcome}: {reason}" if reason else str(outcome)] += pages
    return dict(counted)
