"""A host sees one request at a time, whichever sources and whichever runs it is asked for by."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
import warm
from served_site import Answer, Page, Site, article, list_page, served

from crawler.locks import FileLocks, hosts_locked
from crawler.run import by_site
from pipelines.models import Source
from pipelines.store import open_store

ROOT = Path(__file__).resolve().parents[2]
MAIN = "from bulletins.cli.main import main; main()"
IMPATIENT = "import crawler.locks; crawler.locks.MAX_WAIT = 0.0; "
RESOLVES = "import socket; socket.gethostbyname = lambda name: '127.0.0.1'; "
LISTS = ("/a/", "/b/")


def slow(text: str) -> Page:
    def answer(_: int) -> Answer:
        time.sleep(0.1)
        return Answer(text.encode())

    return answer


def two_columns(articles: int) -> dict[str, Page]:
    names = [f"t202306{n:02}_{n}.html" for n in range(1, articles + 1)]
    pages = {column + name: slow(article(n)) for column in LISTS for n, name in enumerate(names, 1)}
    return pages | {column: slow(list_page(*names)) for column in LISTS}


def busy_with(column: str, is_over: threading.Event) -> dict[str, Page]:
    """The list page of this column takes until then."""

    def answer(_: int) -> Answer:
        is_over.wait(60)
        return Answer(list_page("t20230601_1.html").encode())

    return two_columns(1) | {column: answer}


def write_sources(folder: Path, site: Site, hosts: tuple[str, str] = ("127.0.0.1", "127.0.0.1")) -> None:
    for column, host in zip(LISTS, hosts, strict=True):
        url = site.address.replace("127.0.0.1", host) + column
        (folder / f"{column.strip('/')}.toml").write_text(f'start_urls = ["{url}"]\ndelay = 0\n')


def start(folder: Path, *names: str, before: str = "") -> "subprocess.Popen[str]":
    here = {"BULLETINS_SOURCES": str(folder), "BULLETINS_STORE": f"sqlite:///{folder / 'b.db'}"}
    return warm.Popen(
        [sys.executable, "-c", before + MAIN, "crawl", "--json", *names],
        cwd=ROOT,
        env={**os.environ, **here, "BULLETINS_ALLOW_PRIVATE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.05)


def states_of(program: "subprocess.Popen[str]") -> dict[str, str]:
    out, errors = program.communicate(timeout=120)
    assert out, errors
    return {name: reported["state"] for name, reported in json.loads(out)["sources"].items()}


def another_run_at(host: str, store_url: str) -> ExitStack:
    return hosts_locked(FileLocks(store_url), [Source(name="another", allowed_domains=(host,))])


def columns_asked(site: Site) -> list[str]:
    """The columns in the order of their first requests."""
    return list(dict.fromkeys(path[:3] for path in site.asked if path.startswith(LISTS)))


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        (["example.gov.cn", "www.example.gov.cn"], [[0, 1]]),
        (["www.example.gov.cn", "example.gov.cn"], [[0, 1]]),
        (["a.example.gov.cn", "b.example.gov.cn"], [[0], [1]]),
        (["ample.gov.cn", "example.gov.cn"], [[0], [1]]),
        (["a.example.gov.cn", "b.example.gov.cn", "example.gov.cn"], [[0, 1, 2]]),
    ],
)
def test_sources_whose_hosts_overlap_are_crawled_in_turn(hosts: list[str], expected: list[list[int]]) -> None:
    sources = [Source(name=str(number), allowed_domains=(host,)) for number, host in enumerate(hosts)]
    assert [[int(source.name) for source in group] for group in by_site(sources)] == expected


def test_a_host_and_one_below_it_see_one_request_at_a_time(tmp_path: Path) -> None:
    with served(two_columns(4)) as site:
        write_sources(tmp_path, site, ("example.gov.cn", "www.example.gov.cn"))
        assert states_of(start(tmp_path, "--all", before=RESOLVES)) == {"a": "ok", "b": "ok"}
    assert (site.most_at_once, columns_asked(site)) == (1, ["/a/", "/b/"])


def test_a_run_waits_for_another_at_its_host(tmp_path: Path) -> None:
    is_over = threading.Event()
    with served(busy_with("/a/", is_over)) as site, open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        write_sources(tmp_path, site)
        first = start(tmp_path, "a")
        wait_until(lambda: "/a/" in site.asked)
        second = start(tmp_path, "b")
        wait_until(lambda: store.run(2) is not None)
        time.sleep(2)  # it would ask by now
        is_over.set()
        assert (states_of(first), states_of(second)) == ({"a": "ok"}, {"b": "ok"})
    assert (site.most_at_once, columns_asked(site)) == (1, ["/a/", "/b/"])
    assert (first.returncode, second.returncode) == (0, 0)


def test_a_host_that_is_not_free_for_long_is_75_and_not_asked(tmp_path: Path) -> None:
    store_url = f"sqlite:///{tmp_path / 'b.db'}"
    with served(two_columns(1)) as site, another_run_at("127.0.0.1", store_url):
        write_sources(tmp_path, site)
        program = start(tmp_path, "b", before=IMPATIENT)
        _, errors = program.communicate(timeout=120)
    why = f"another run is crawling 127.0.0.1 into {store_url}"
    assert (program.returncode, errors.splitlines()) == (75, [f"bulletins: b: stopped: {why}"])
    assert site.asked == []
    with open_store(store_url) as store:
        run = store.run()
    assert run is not None
    assert (run.state, [(of.source, of.state) for of in run.sources]) == ("finished", [("b", "stopped")])


def test_the_sources_of_other_hosts_are_crawled_meanwhile(tmp_path: Path) -> None:
    store_url = f"sqlite:///{tmp_path / 'b.db'}"
    with served(two_columns(1)) as site, another_run_at("www.example.gov.cn", store_url):
        write_sources(tmp_path, site, ("www.example.gov.cn", "other.example.gov.cn"))
        program = start(tmp_path, "--all", before=IMPATIENT + RESOLVES)
        states = states_of(program)
    assert (program.returncode, states) == (75, {"a": "stopped", "b": "ok"})
    assert columns_asked(site) == ["/b/"]


def test_a_run_that_waits_can_be_stopped(tmp_path: Path) -> None:
    store_url = f"sqlite:///{tmp_path / 'b.db'}"
    with (
        served(two_columns(1)) as site,
        another_run_at("127.0.0.1", store_url),
        open_store(store_url) as store,
    ):
        write_sources(tmp_path, site)
        program = start(tmp_path, "b")
        wait_until(lambda: store.run() is not None)
        time.sleep(1)  # it listens to signals soon after its run is begun
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=30)
    assert (program.returncode, site.asked) == (130, [])
