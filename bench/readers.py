"""Readers during a crawl that writes as fast as it can: how long they wait, and what of that is the store's doing.

    python bench/readers.py [--articles 6000] [--seconds 20] [--rounds 3] [--readers 1]

The enlarged sample site is served from this machine; `bulletins crawl` with a delay of 0 fetches a part of it first, so
that there is something to read. Readers are programs of their own. They search, open a bulletin, list the newest and
count months, one after the other, with a pause in between as people make them. In each round they are measured

    idle        while nothing else runs
    busy        while a crawl fills another store: the processors are as busy, the store is not
    written     while the crawl fills the store that they read

so written / busy is what the store costs a reader, and busy / idle what it costs him that a crawl has the
processors too (with --nice it yields them). Milliseconds are medians over the rounds, of each kind's median and 95th
percentile.
"""

import argparse
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BULLETINS = str(Path(sys.executable).with_name("bulletins"))
WORDS = ("防汛", "扫黑除恶", "养老", "安全生产", "补贴", "中标", "道路封闭", "人民政府", "平安", "学校")
PAUSE = 0.05  # seconds between two questions of a reader
KINDS = ("search", "bulletin", "list", "months")
SOURCE = """
title = "load"
start_urls = ["{start}"]
allowed_domains = ["127.0.0.1"]
delay = 0
max_list_pages = 100000
"""


def read(store_url: str, seconds: float, seed: int) -> None:
    """A reader: asks for so long, and prints what each question took, and what went wrong."""
    from pipelines.search.query import read_query
    from pipelines.store import StoreError, open_store

    chance = random.Random(seed)
    taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
    wrong: list[str] = []
    with open_store(store_url, create=False) as store:
        newest = store.totals().bulletins

        def months() -> object:
            with store.reading() as connection:
                query = "SELECT month, sum(bulletins) FROM bulletins_by_month GROUP BY month"
                return connection.exec_driver_sql(query).all()

        asks: dict[str, Callable[[], object]] = {
            "search": lambda: store.search(read_query(chance.choice(WORDS))),
            "bulletin": lambda: (store.bulletin(n := chance.randrange(1, newest)), store.copies(n)),
            "list": lambda: store.bulletins(limit=20),
            "months": months,
        }
        for ask in asks.values():
            ask()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for kind, ask in asks.items():
                begun = time.perf_counter()
                try:
                    ask()
                except StoreError as error:
                    wrong.append(str(error))
                taken[kind].append(time.perf_counter() - begun)
                time.sleep(PAUSE)
    print(json.dumps({"taken": taken, "wrong": wrong}))


@contextmanager
def serving(articles: int) -> Iterator[str]:
    """The address of the list of the enlarged site."""
    command = [sys.executable, str(ROOT / "data" / "sample" / "serve.py"), "--articles", str(articles)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=10)


def crawl(folder: Path, store: Path, *more: str, nice: int = 0) -> "subprocess.Popen[bytes]":
    command = ["nice", "-n", str(nice), BULLETINS, "crawl", "load", "--store", f"sqlite:///{store}", *more]
    environment = os.environ | {"BULLETINS_ALLOW_PRIVATE": "1", "BULLETINS_SOURCES": str(folder / "sources")}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def pages(store: Path) -> int:
    from pipelines.store import open_store

    with open_store(f"sqlite:///{store}", create=False) as opened:
        return opened.count_pages()


def measured(store: Path, seconds: float, readers: int) -> tuple[dict[str, list[float]], list[str]]:
    programs = [
        subprocess.Popen(
            [sys.executable, __file__, "--read", f"sqlite:///{store}", str(seconds), str(seed)],
            stdout=subprocess.PIPE,
        )
        for seed in range(readers)
    ]
    taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
    wrong: list[str] = []
    for program in programs:
        reported = json.loads(program.communicate()[0])
        wrong += reported["wrong"]
        for kind in KINDS:
            taken[kind] += reported["taken"][kind]
    return taken, wrong


def while_crawling(
    folder: Path, written: Path, store: Path, seconds: float, readers: int, nice: int
) -> tuple[dict[str, list[float]], list[str], float]:
    """What readers of a store took while a crawl filled one, and its pages a second."""
    program = crawl(folder, written, nice=nice)
    try:
        before = pages(written)
        for _ in range(600):  # until it writes: Python and Scrapy have to start first
            if pages(written) > before + 20:
                break
            time.sleep(0.1)
        begun, first = time.monotonic(), pages(written)
        found = measured(store, seconds, readers)
        rate = (pages(written) - first) / (time.monotonic() - begun)
        assert program.poll() is None, "the crawl was over before the readers were: ask for more --articles"
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(timeout=60)
    return *found, rate


def percentiles(times: list[float]) -> tuple[float, float]:
    in_order = sorted(times)
    return statistics.median(in_order) * 1000, in_order[int(len(in_order) * 0.95)] * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=6000)
    parser.add_argument("--first", type=int, default=1500, help="of these, before anything is measured")
    parser.add_argument("--seconds", type=float, default=20, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--readers", type=int, default=1)
    parser.add_argument("--nice", type=int, default=0, help="of the crawl; systemd units have 5")
    parser.add_argument("--read", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        read(asked.read[0], float(asked.read[1]), int(asked.read[2]))
        return
    found: dict[str, list[dict[str, tuple[float, float]]]] = {"idle": [], "busy": [], "written": []}
    wrong: list[str] = []
    rates: dict[str, list[float]] = {"busy": [], "written": []}
    with tempfile.TemporaryDirectory() as temporary, serving(asked.articles) as start:
        folder = Path(temporary)
        (folder / "sources").mkdir()
        (folder / "sources" / "load.toml").write_text(SOURCE.format(start=start))
        assert crawl(folder, folder / "first.db", "--limit", str(asked.first)).wait() == 0
        print(f"{pages(folder / 'first.db'):,} pages to read in, {asked.rounds} rounds of {asked.seconds:.0f} s")
        for number in range(asked.rounds):
            # each measurement begins with the same store, so that none reads in a larger one
            stores = {name: folder / f"{number}-{name}.db" for name in found} | {"other": folder / f"{number}.db"}
            for store in stores.values():
                shutil.copy(folder / "first.db", store)
            taken, errors = measured(stores["idle"], asked.seconds, asked.readers)
            found["idle"].append({kind: percentiles(times) for kind, times in taken.items()})
            wrong += errors
            for name, filled in (("busy", "other"), ("written", "written")):
                taken, errors, rate = while_crawling(
                    folder, stores[filled], stores[name], asked.seconds, asked.readers, asked.nice
                )
                found[name].append({kind: percentiles(times) for kind, times in taken.items()})
                rates[name].append(rate)
                wrong += errors
    print(f"{'':10}" + "".join(f"{kind:>22}" for kind in KINDS) + f"{'pages/s':>10}")
    for name, rounds in found.items():
        medians = [[statistics.median(of[kind][part] for of in rounds) for part in (0, 1)] for kind in KINDS]
        cells = "".join(f"{half:>11.2f} /{late:>9.2f}" for half, late in medians)
        pace = f"{statistics.median(rates[name]):10.1f}" if name in rates else ""
        print(f"{name:10}{cells}{pace}")
    for one, other in (("busy", "idle"), ("written", "busy"), ("written", "idle")):
        ratios = [
            f"{statistics.median(a[kind][1] / b[kind][1] for a, b in zip(found[one], found[other], strict=True)):.2f}"
            for kind in KINDS
        ]
        print(f"95th percentile, {one} / {other}: " + ", ".join(map(" ".join, zip(KINDS, ratios, strict=True))))
    print(f"questions that ended in an error: {len(wrong)}{': ' + wrong[0] if wrong else ''}")


if __name__ == "__main__":
    main()
