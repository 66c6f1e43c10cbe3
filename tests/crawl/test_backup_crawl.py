"""Backups taken while a real crawl writes as fast as it can: each is whole, and what it lacks is fetched again."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import warm
from amounts import amount
from sample_site.enlarged import enlarge
from sample_site.server import serve

from pipelines.store import open_store, restore

ARTICLES = amount(100, 300)
BACKUPS = 3
BULLETINS = "from bulletins.cli.main import main; main()"
SOURCE = """
title = "load"
start_urls = ["{start}"]
allowed_domains = ["127.0.0.1"]
delay = 0
max_list_pages = 10
"""


def bulletins(folder: Path, *arguments: str, store: Path) -> "subprocess.Popen[str]":
    environment = os.environ | {"BULLETINS_ALLOW_PRIVATE": "1", "BULLETINS_SOURCES": str(folder / "sources")}
    command = [sys.executable, "-c", BULLETINS, *arguments, "--store", f"sqlite:///{store}"]
    return warm.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finished(program: "subprocess.Popen[str]") -> tuple[int, str]:
    reported, _ = program.communicate(timeout=200)
    return program.returncode, reported


def pages(store: Path) -> int:
    with open_store(f"sqlite:///{store}", create=False) as opened:
        return opened.count_pages()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the source that the enlarged sample site is."""
    folder = tmp_path_factory.mktemp("load")
    (folder / "sources").mkdir()
    with serve(site=enlarge(ARTICLES)) as running:
        start = f"{running.base}/load/index.shtml"
        (folder / "sources" / "load.toml").write_text(SOURCE.format(start=start))
        yield folder


@pytest.fixture(scope="module")
def taken(site: Path) -> list[Path]:
    """Backups taken with `bulletins backup`, one after the other, from the crawl's first pages on."""
    store = site / "bulletins.db"
    with open_store(f"sqlite:///{store}"):
        pass
    program = bulletins(site, "crawl", "load", store=store)
    try:
        end = time.monotonic() + 60
        while pages(store) < ARTICLES // 10 and time.monotonic() < end:
            time.sleep(0.05)
        found = []
        for number in range(BACKUPS):
            backup = site / f"backup-{number}.db"
            assert finished(bulletins(site, "backup", str(backup), store=store))[0] == 0
            found.append(backup)
        were_taken_before_the_end = pages(found[0]) < ARTICLES
        code, reported = finished(program)
    finally:
        program.kill()
    assert code == 0, reported
    assert were_taken_before_the_end
    return found


@pytest.mark.timeout(240)
def test_each_backup_is_as_the_store_was_at_a_moment(taken: list[Path]) -> None:
    counts = [pages(backup) for backup in taken]
    assert counts == sorted(counts)
    assert 0 < counts[0] < ARTICLES


@pytest.mark.timeout(240)
@pytest.mark.parametrize("number", range(BACKUPS))
def test_each_backup_passes_verify(taken: list[Path], site: Path, number: int) -> None:
    code, reported = finished(bulletins(site, "verify", "--json", store=taken[number]))
    assert (code, json.loads(reported[reported.index("[") :])) == (0, [])


@pytest.mark.timeout(240)
def test_a_backup_put_back_is_carried_on(taken: list[Path], site: Path) -> None:
    store = site / "restored.db"
    restore(taken[0], f"sqlite:///{store}")
    code, reported = finished(bulletins(site, "crawl", "load", store=store))
    assert code == 0, reported
    with open_store(f"sqlite:///{store}") as opened:
        assert opened.totals().bulletins == ARTICLES
        assert list(opened.verify()) == []
