"""SQLite and PostgreSQL side by side: leases and documents a second, searches, and what a document costs on the disk.

    python bench/scale.py [--documents 300] [--leases 40000] [--rounds 3] [--only leases writes search]

PostgreSQL is started for it, with a folder of its own (Debian's postgresql is needed). Leases: four programs lease one
frontier empty, four addresses at a time. Documents: bulletins of bench/crawl.py, read beforehand, no two of which share
a paragraph; each writer is a program with a source of its own, and does what a crawl does: it leases, keeps what came,
and records what was read of it, in transactions of 20, with the search index and the place among copies. Search: the
newest 20 for two characters, in a store of these documents.

Each round runs all kinds one after the other, in an order that turns, and a ratio is taken within a round; printed are
medians of the rounds. Read them as ratios: the machine's load is printed too. Both engines write to the same disk, in
memory where there is such a one, and wait for it at each commit.
"""

import argparse
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "data" / "sample"), str(ROOT / "bench"), str(ROOT / "tests" / "support")]

import sqlalchemy as sa  # noqa: E402  # after the path
from pool import generated  # noqa: E402
from postgres import Server  # noqa: E402

from pipelines.clean import read  # noqa: E402
from pipelines.frontier import Scope  # noqa: E402
from pipelines.models import Ask, Page, Role, Source  # noqa: E402
from pipelines.search.query import read_query  # noqa: E402
from pipelines.store import Fetched, Read, Recordable, Store, open_store, recordable  # noqa: E402
from pipelines.store.frontier.requests import want  # noqa: E402
from pipelines.store.schema.tables import Frontier  # noqa: E402

NOW = datetime(2026, 7, 1, tzinfo=UTC)
LEASERS, HELD, BATCH, WRITERS, QUERIES = 4, 4, 20, 2, 60
KINDS = ("leases", "writes", "search")
Document = tuple[Page, Recordable]
FORK = multiprocessing.get_context("fork")  # all is imported by now


def source_named(name: str) -> Source:
    return Source(name=name, allowed_domains=("www.example.gov.cn",))


def fill(store: Store, source: Source, urls: Sequence[str]) -> None:
    run = store.begin_run("bench", [source])
    work = store.frontier(source, run)
    with store.writing() as connection:
        rows = [want(work.number, Ask(url), Role.ARTICLE) for url in urls]
        connection.execute(sa.insert(Frontier), rows)
    store.finish_run(run)


def lease_all(line: Connection, url: str) -> None:
    """Lease what there is to lease, as one of several programs."""
    source = source_named("leases")
    with open_store(url) as store:
        work = store.frontier(source, store.begin_run("bench", [source]))
        line.send("ready")
        line.recv()
        held = 0
        while leased := work.lease(HELD, NOW, Scope()):
            held += len(leased)
        line.send(held)
        line.recv()  # or those that it holds would be taken for a dead run's


def write_all(line: Connection, url: str, name: str, documents: Mapping[str, Document]) -> None:
    """Lease, keep and record documents of a source of one's own."""
    source = source_named(name)
    with open_store(url) as store:
        fill(store, source, list(documents))
        run = store.begin_run("bench", [source])
        work = store.frontier(source, run)
        work.begin([], NOW, Scope())
        line.send("ready")
        line.recv()
        written = 0
        while leased := work.lease(BATCH, NOW, Scope()):
            came = [Fetched(lease, documents[lease.ask.url][0]) for lease in leased]
            kept = [reply for reply in work.record(came, NOW) if isinstance(reply, Fetched)]
            work.record([Read(one.lease, one.number, documents[one.lease.ask.url][1]) for one in kept], NOW)
            written += len(leased)
        line.send(written)
        line.recv()
        store.finish_run(run)


def timed(what: Callable[..., None], calls: Sequence[Sequence[object]]) -> tuple[int, float]:
    """Start a program for each call; how much they did together, and in how many seconds once all were ready."""
    lines, programs = [], []
    for call in calls:
        ours, theirs = FORK.Pipe()
        lines.append(ours)
        programs.append(FORK.Process(target=what, args=(theirs, *call)))
        programs[-1].start()
        theirs.close()
    for line in lines:
        line.recv()
    start = time.perf_counter()
    for line in lines:
        line.send("go")
    done = sum(line.recv() for line in lines)
    seconds = time.perf_counter() - start
    for line, program in zip(lines, programs, strict=True):
        line.send("end")
        program.join()
    return done, seconds


def leases_a_second(url: str, many: int) -> float:
    with open_store(url) as store:
        fill(store, source_named("leases"), [f"http://www.example.gov.cn/{n}.html" for n in range(many)])
    done, seconds = timed(lease_all, [[url]] * LEASERS)
    if done != many:
        raise SystemExit(f"{done} leases of {many} addresses")
    return many / seconds


def documents_a_second(url: str, shares: Sequence[Mapping[str, Document]]) -> float:
    done, seconds = timed(write_all, [[url, f"source{n}", share] for n, share in enumerate(shares)])
    return done / seconds


def search_median(url: str, texts: Sequence[str]) -> float:
    """Milliseconds of the median query of two characters."""
    chance = random.Random(2)
    with open_store(url) as store:
        while store.merge_index():
            pass
        times = []
        letters = [text for text in ("".join(filter(str.isalnum, text)) for text in texts) if len(text) > 1]
        for _ in range(QUERIES):
            text = chance.choice(letters)
            at = chance.randrange(len(text) - 1)
            query = read_query(f'"{text[at : at + 2]}"')
            start = time.perf_counter()
            store.search(query)
            times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def documents(count: int) -> list[Document]:
    source = source_named("bench")
    return [(page, recordable(read(page, source))) for page in generated(count)]


def shared_out(made: Sequence[Document]) -> list[dict[str, Document]]:
    """Share documents among the writers."""
    share = len(made) // WRITERS
    return [{page.url: (page, rows) for page, rows in made[n * share :][:share]} for n in range(WRITERS)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=300, help="of each writer")
    parser.add_argument("--leases", type=int, default=40_000, help="in all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=KINDS, default=KINDS)
    asked = parser.parse_args()
    room = Path("/dev/shm")  # noqa: S108  # where PostgreSQL is started too; a folder of our own
    server = Server(fsync="on", synchronous_commit="on", full_page_writes="on", shared_buffers="256MB")
    found: dict[str, list[float]] = defaultdict(list)
    sizes: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory(dir=room if os.access(room, os.W_OK) else None) as name:
        folder = Path(name)
        made = documents(WRITERS * asked.documents) if {"writes", "search"} & set(asked.only) else []
        shares = shared_out(made)
        texts = [str(row["text"]) for _, rows in made for row in rows.paragraphs if len(row["text"]) > 1]  # type: ignore[union-attr]
        count = 0

        def new(engine: str) -> str:
            nonlocal count
            count += 1
            return f"sqlite:///{folder}/{count}.db" if engine == "sqlite" else server.database()

        def measure(kind: str, engine: str) -> None:
            url = new(engine)
            if kind == "leases":
                found[f"leases {engine}"].append(leases_a_second(url, asked.leases))
            elif kind == "search":
                documents_a_second(url, shares)
                with open_store(url) as store:
                    sizes[engine].append(store.totals().store_bytes / len(made))
                found[f"search {engine}"].append(search_median(url, texts))
            else:
                writers = int(kind.rpartition(" ")[2])
                found[f"{kind} {engine}"].append(documents_a_second(url, shares[:writers]))

        kinds = [each for kind in asked.only for each in (("writes 1", "writes 2") if kind == "writes" else (kind,))]
        steps: list[Callable[[], None]] = [
            lambda kind=kind, engine=engine: measure(kind, engine)  # type: ignore[misc]  # bound now
            for kind in kinds
            for engine in ("sqlite", "postgresql")
        ]
        for number in range(asked.rounds):
            for step in steps[number % 2 :] + steps[: number % 2]:
                step()
            print(f"round {number + 1}: load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    report(found, sizes)


def report(found: dict[str, list[float]], sizes: dict[str, list[float]]) -> None:
    words = {"leases": "leases/s, 4 programs", "search": "search, ms, 2 characters"}
    print(f"\n{'':28}{'SQLite':>10}{'PostgreSQL':>12}{'ratio':>8}")
    for kind in dict.fromkeys(key.rpartition(" ")[0] for key in found):
        ours, theirs = found[f"{kind} sqlite"], found[f"{kind} postgresql"]
        name = words.get(kind, f"documents/s, {kind[-1]} writer(s)")
        print(f"{name:28}{statistics.median(ours):10.1f}{statistics.median(theirs):12.1f}{ratio(theirs, ours):8.2f}")
    if "writes 2 postgresql" in found:
        two = ratio(found["writes 2 postgresql"], found["writes 1 sqlite"])
        print(f"{'2 writers to 1 of SQLite':28}{'':22}{two:8.2f}")
    for engine, each in sizes.items():
        print(f"kB a document, {engine:13}{statistics.median(each) / 1e3:10.1f}")


def ratio(some: Sequence[float], others: Sequence[float]) -> float:
    return statistics.median(one / other for one, other in zip(some, others, strict=True))


if __name__ == "__main__":
    main()
