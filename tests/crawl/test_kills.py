"""A crawl that is killed at any moment: no committed page is lost, none doubled, and the next run finishes the work."""

import os
import random
import signal
import sqlite3
import time
from collections import Counter
from pathlib import Path

import pytest
from amounts import amount
from killed_crawls import Zygote
from sample_site.enlarged import enlarge
from sample_site.server import Running, serve
from store_contents import SAID

KILLS = amount(10, 100)
ARTICLES = amount(120, 1000)
SEED = 20200607


def said(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(path) as database:
        return {name: database.execute(query).fetchall() for name, query in SAID.items()}


def leased(path: Path) -> int:
    """What was in flight when a run was killed; nothing before there is a store."""
    with sqlite3.connect(path) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        if "frontier" not in tables:
            return 0
        return int(database.execute("SELECT count(*) FROM frontier WHERE state = 'LEASED'").fetchone()[0])


def source_of(running: Running) -> dict[str, object]:
    return {
        "name": "load",
        "start_urls": [f"{running.base}/load/index.shtml"],
        "allowed_domains": ["127.0.0.1"],
        "delay": 0.0,
        "max_list_pages": 100,
    }


@pytest.mark.timeout(900)
def test_a_crawl_that_is_killed_again_and_again_ends_as_one_that_was_let_be(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with serve(site=enlarge(ARTICLES)) as running:
        undisturbed = Zygote(source_of(running), f"sqlite:///{tmp_path / 'undisturbed.db'}")
        undisturbed.start()
        assert undisturbed.ended() == 0
        undisturbed.close()
        running.log.clear()

        killed = Zygote(source_of(running), f"sqlite:///{tmp_path / 'killed.db'}")
        in_flight = 0
        kills = 0
        while kills < KILLS:
            before = len(running.log)
            process = killed.start()
            # a number of answers in which the crawl is killed, at some moment between one and the next
            answers = before + chance.randrange(0, 14)
            deadline = time.monotonic() + chance.uniform(0.1, 1.5)
            while len(running.log) < answers and time.monotonic() < deadline:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.05))
            os.kill(process, signal.SIGKILL)
            assert killed.ended() == -signal.SIGKILL
            kills += 1
            in_flight += leased(tmp_path / "killed.db")
        killed.start()
        assert killed.ended() == 0
        killed.close()
        asked = Counter(path for _, path, _ in running.log if path != "/robots.txt")

    expected, found = said(tmp_path / "undisturbed.db"), said(tmp_path / "killed.db")
    for name, rows in expected.items():
        assert found[name] == rows, name
    assert sum(asked.values()) - len(asked) <= in_flight
    with sqlite3.connect(tmp_path / "killed.db") as database:
        states = Counter(state for (state,) in database.execute("SELECT state FROM runs"))
        unfinished = database.execute("SELECT count(*) FROM frontier WHERE state <> 'DONE'").fetchone()
        broken = database.execute("PRAGMA integrity_check").fetchall()
    assert states["finished"] == 1
    assert set(states) == {"finished", "killed"}
    assert (unfinished, broken) == ((0,), [("ok",)])
