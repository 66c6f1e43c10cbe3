"""Ingest and rebuild in one process, and with 1, 2, … workers next to the one that writes: pages a second, CPU a page.

    .venv/bin/python bench/pool.py [--pages 1000] [--rounds 3] [--workers 0 1 2] [--profile] [FOLDER …]

FOLDERS hold saved pages (.html, .html.gz), which are taken again under other addresses until there are enough; without
one the generated articles of bench/crawl.py are read, no two of which share a paragraph. Each round runs every number
of workers, one after the other, in an order that turns: ingest into an empty store, then a rebuild of that store. What
is printed are medians of the rounds, and of the ratios within a round to 0 workers and to 1. CPU is that of the program
and its workers, so other load shows in the seconds only: the machine's load is printed too. The rows of all stores of a
round are compared. `--profile` prints what the process that writes does meanwhile.
"""

import argparse
import cProfile
import hashlib
import io
import logging
import os
import pstats
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import sqlalchemy as sa

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "data" / "sample"), str(ROOT / "bench")]

from bulletins.cli.ingest import BATCH, record  # noqa: E402
from pipelines import sources as source_files  # noqa: E402  # after the path
from pipelines.archive.saved_html import files_below, read_saved  # noqa: E402
from pipelines.clean import read  # noqa: E402
from pipelines.models import Page, Source  # noqa: E402
from pipelines.recording import READER, calls_of, reader_of  # noqa: E402
from pipelines.store import ReadResult, Store, open_store  # noqa: E402
from pipelines.store.schema.tables import Base  # noqa: E402
from pipelines.workers import FEW, Call, Workers  # noqa: E402

ANY = Source(name="bench")
NOW = datetime(2026, 7, 1, tzinfo=UTC)
ONE = Page("bench", "http://a/", "http://a/", NOW, 200, (), "<p>各有关单位，现就有关事项通知如下。</p>".encode())


def read_page(page: Page) -> ReadResult:
    return read(page, ANY)


def generated(count: int) -> Iterator[Page]:
    from crawl import distinct, padding

    for number in range(count):
        made = distinct(number, recurring=False)
        html = made.html.replace("<body>", f"<body>{padding(number)}", 1)
        answer = replace(made, html=html).response
        url = f"http://www.example.gov.cn{made.path}"
        yield Page("bench", url, url, NOW, 200, (("Content-Type", made.content_type),), answer.body)


def saved(folders: Sequence[Path], count: int) -> Iterator[Page]:
    """Pages of folders; where they are taken again, each with a number in its text, so that it is another one."""
    files = list(files_below(folders))
    for number, path in enumerate(islice(cycle(files), count)):
        page = read_saved(path, "bench")
        url = f"http://www.example.gov.cn/{number}.html"
        again, mark = number // len(files), f"第{random.Random(number).randrange(10**9)}号".encode()
        body = page.body.replace("。".encode(), mark + "。".encode()) if again else page.body
        yield replace(page, url=url, requested_url=url, body=body)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a piece of work took: seconds that passed, and of CPU, of the program and of its workers."""

    wall: float
    own: float
    workers: float


def cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def measured(workers: int, work: Callable[[Workers], object], profile: cProfile.Profile | None) -> Taken:
    """Do it in a pool that is ready: starting processes takes a second however many pages there are."""
    with Workers(READER, workers) as pool:
        for _ in pool.in_order(Call(0, "", 1, partial(read_page, ONE)) for _ in range(4 * workers + FEW)):
            pass  # they import what they need
        processes = list(pool.pool._pool_manager.worker_manager.workers) if pool.pool is not None else []
        started, own, others = time.perf_counter(), cpu(resource.RUSAGE_SELF), sum(map(cpu_of, processes))
        if profile is not None:
            profile.enable()
        work(pool)
        if profile is not None:
            profile.disable()
        wall = time.perf_counter() - started
        return Taken(wall, cpu(resource.RUSAGE_SELF) - own, sum(map(cpu_of, processes)) - others)


def cpu_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ingest(store: Store, pages: Sequence[Page], pool: Workers) -> None:
    """Keep, read and record pages as `bulletins ingest` does."""
    record(store, pool, kept(store, pages), calls_of(source_files.source_or_default, store))


def kept(store: Store, pages: Sequence[Page]) -> Iterator[tuple[int, Page]]:
    run, waiting = store.begin_run("bench"), iter(pages)
    while batch := list(islice(waiting, BATCH)):
        yield from zip(store.keep_many(run, batch), batch, strict=True)


def rebuild(store: Store, pool: Workers) -> None:
    reader = reader_of(pool, store, source_files.source_or_default, source_files.source_of_lists)
    store.rebuild_in_batches(reader, restart=True)


def contents(store: Store) -> str:
    """Return a digest of all rows but those that name times of this run."""
    found = hashlib.sha256()
    with store.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name not in ("runs", "rebuilds"):
                for row in sorted(map(repr, connection.execute(sa.select(table)))):
                    found.update(row.encode())
    return found.hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    pages = list(saved(arguments.folders, arguments.pages) if arguments.folders else generated(arguments.pages))
    size = sum(len(page.body) for page in pages) / len(pages) / 1e3
    cores = len(os.sched_getaffinity(0))
    print(f"{len(pages)} pages, {size:.1f} kB each, {arguments.rounds} rounds, {cores} cores")
    profiles = {"ingest": cProfile.Profile(), "rebuild": cProfile.Profile()} if arguments.profile else {}
    taken: dict[str, dict[int, list[Taken]]] = {
        what: {n: [] for n in arguments.workers} for what in ("ingest", "rebuild")
    }
    loads = []
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/bench.db") as store:
        ingest(store, pages[:50], Workers(READER, 0))  # what is loaded once is not a page's cost
    for turn in range(arguments.rounds):
        order = arguments.workers[turn % len(arguments.workers) :] + arguments.workers[: turn % len(arguments.workers)]
        made = set()
        for workers in order:
            with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/bench.db") as store:
                works: dict[str, Callable[[Workers], object]] = {
                    "ingest": lambda pool, store=store: ingest(store, pages, pool),  # type: ignore[misc]
                    "rebuild": lambda pool, store=store: rebuild(store, pool),  # type: ignore[misc]
                }
                for what, work in works.items():
                    profile = profiles.get(what) if workers == max(arguments.workers) else None
                    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                        taken[what][workers].append(measured(workers, work, profile))
                    made.add(contents(store))
            loads.append(os.getloadavg()[0])
        print(f"round {turn + 1}: rows {'the same' if len(made) == 1 else 'DIFFER'}, load {loads[-1]:.1f}", flush=True)
    for what, by_workers in taken.items():
        print(f"\n{what:8} pages/s   x of 0   x of 1   CPU ms a page: writer  workers")
        for workers, some in by_workers.items():
            ratios = [
                statistics.median(base.wall / one.wall for base, one in zip(by_workers[of], some, strict=True))
                if of in by_workers
                else float("nan")
                for of in (0, 1)
            ]
            rate = len(pages) / statistics.median(one.wall for one in some)
            own, others = (1000 * statistics.median(f(one) for one in some) / len(pages) for f in (own_of, workers_of))
            print(f"{workers:3} workers {rate:6.1f}   {ratios[0]:6.2f}   {ratios[1]:6.2f} {own:22.1f} {others:8.1f}")
    print(f"\nload of the machine: {min(loads):.1f} to {max(loads):.1f}")
    for what, profile in profiles.items():
        print(f"\n{what}: the process that writes")
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)


def own_of(taken: Taken) -> float:
    return taken.own


def workers_of(taken: Taken) -> float:
    return taken.workers


if __name__ == "__main__":
    main()
