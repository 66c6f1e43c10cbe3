#!/usr/bin/env python3
"""Is the lookup of a page's paragraphs as quick among ten million as among a hundred thousand?

    python bench/index.py                              ours at 100,000 and 10,000,000 keys, peers at 100,000 paragraphs
    python bench/index.py --sizes 100000,1000000 --peers none

Ours is the store's own index of keys, asked by the store's own statements; each size in a program of its own, so that
its memory is its own. A page has twenty paragraphs: 70% stand nowhere else, 20% in up to eight other texts, 10% are
formulas that hundreds or thousands have. Times are medians over 400 pages, in milliseconds, and the 95th percentile,
after 400 other pages; memory is what the program grew by from before it opened or made its index until the last
lookup. Peers hold all in memory; each is given random texts of 60 characters, and is skipped where it is not installed.
"""

import argparse
import multiprocessing
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PAGE = 20
PAGES = 400
FORMULAS = 500
LENGTH = 60
HAN = range(0x4E00, 0x4E00 + 3000)


def memory() -> float:
    """Megabytes that this program has resident now."""
    reported = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(reported[1]) * resource.getpagesize() / 1e6


def measured(ask: Callable[[int], object], pages: Sequence[int]) -> str:
    times = []
    for page in pages:
        start = time.perf_counter()
        ask(page)
        times.append(1000 * (time.perf_counter() - start))
    times.sort()
    return f"{statistics.median(times):.3f} {times[int(0.95 * len(times))]:.3f}"


# --- ours


def page_keys(text: int, texts: int) -> Iterator[tuple[int, int]]:
    """(key, how many texts may have it) of one text: the same in every run."""
    for place in range(PAGE):
        share = place / PAGE
        if share < 0.7:
            yield spread(text * PAGE + place), 8
        elif share < 0.9:
            yield spread(-1 - (text // (1 + place % 8) * PAGE + place)), 8
        else:
            yield spread(texts * PAGE + (text * 7 + place) % FORMULAS), 8


def spread(number: int) -> int:
    """A signed 64-bit number that looks thrown (splitmix64)."""
    x = (number * 0x9E3779B97F4A7C15) & (2**64 - 1)
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & (2**64 - 1)
    return (x ^ (x >> 31)) - 2**63


def ours(keys: int) -> None:
    from pipelines.store import open_store
    from pipelines.store.copies.candidates import find_candidates, find_displaced
    from pipelines.store.engine.database import phrases_of

    texts = keys // PAGE
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/index.db"
        filling = multiprocessing.Process(target=fill, args=(url, texts))
        filling.start()
        filling.join()
        before = memory()
        with open_store(url) as store, store.reading() as connection:
            found = 0

            def ask(text: int) -> None:
                nonlocal found
                for statement in (find_candidates(phrases_of(connection)), find_displaced):
                    found += len(connection.execute(statement, {"text": text}).all())

            warm, chosen = (random.Random(seed).sample(range(texts), PAGES) for seed in (1, 2))
            for text in warm:
                ask(text)
            found = 0
            times = measured(ask, chosen)
        print(times, memory() - before, (Path(folder) / "index.db").stat().st_size / keys, found / PAGES)


def fill(url: str, texts: int) -> None:
    """Rows in the order of the tree that holds them: this is not what is measured."""
    from pipelines.store import open_store

    store = open_store(url)
    connection = store.engine.raw_connection()
    run = connection.cursor().execute
    run("PRAGMA foreign_keys = OFF")
    run("PRAGMA synchronous = OFF")
    run("BEGIN")
    run("DROP INDEX ix_text_keys_text_id")
    run("INSERT INTO sources VALUES (1, 'bench', '')")
    run("INSERT INTO bulletins (id, url, source_id) VALUES (1, '', 1)")
    many = connection.cursor().executemany
    many("INSERT INTO texts VALUES (?, 1, '', ?)", ((text, text) for text in range(texts)))  # type: ignore[arg-type]  # sqlite3 takes any iterable
    run("CREATE TEMP TABLE unsorted (key INTEGER, rank INTEGER, text_id INTEGER, most INTEGER, position INTEGER)")
    rows = ((key, text, text, most, 0) for text in range(texts) for key, most in page_keys(text, texts))
    many("INSERT INTO unsorted VALUES (?, ?, ?, ?, ?)", rows)  # type: ignore[arg-type]  # the same
    run("INSERT OR IGNORE INTO text_keys SELECT * FROM unsorted ORDER BY key, rank")
    run("DROP TABLE unsorted")
    run("CREATE INDEX ix_text_keys_text_id ON text_keys (text_id)")
    run("COMMIT")
    connection.close()
    store.close()


# --- peers


def some_texts(count: int) -> list[str]:
    throw = random.Random(7)
    return ["".join(chr(throw.choice(HAN)) for _ in range(LENGTH)) for _ in range(count)]


def simhash_index(count: int) -> None:
    from simhash import Simhash, SimhashIndex

    from pipelines.text.fingerprint import fingerprints

    marks = fingerprints(some_texts(count))
    before = memory()
    index = SimhashIndex([(str(at), Simhash(mark)) for at, mark in enumerate(marks)], k=3)

    def ask(page: int) -> None:
        for mark in marks[page : page + PAGE]:
            index.get_near_dups(Simhash(mark))

    print_measured(ask, count, before)


def minhash_lsh(count: int) -> None:
    from datasketch import MinHash, MinHashLSH

    texts = some_texts(count)

    def made(text: str) -> MinHash:
        mark = MinHash(num_perm=128)
        mark.update_batch([text[at : at + 3].encode() for at in range(len(text) - 2)])
        return mark

    before = memory()
    index = MinHashLSH(threshold=0.8, num_perm=128)
    for at, text in enumerate(texts):
        index.insert(at, made(text))

    def ask(page: int) -> None:
        for text in texts[page : page + PAGE]:
            index.query(made(text))

    print_measured(ask, count, before)


def gaoya_minhash(count: int) -> None:
    from gaoya.minhash import MinHashStringIndex

    gaoya(lambda: MinHashStringIndex(32, 0.8, 16, 8, None, "char", False, (3, 3)), count)


def gaoya_simhash(count: int) -> None:
    from gaoya.simhash import SimHashStringIndex

    gaoya(lambda: SimHashStringIndex(64, 6, 5, "char", False, (3, 3)), count)


def gaoya(empty: Callable[[], Any], count: int) -> None:
    texts = some_texts(count)
    before = memory()
    index = empty()
    for at, text in enumerate(texts):
        index.insert_document(at, text)

    def ask(page: int) -> None:
        for text in texts[page : page + PAGE]:
            index.query(text)

    print_measured(ask, count, before)


def print_measured(ask: Callable[[int], object], count: int, before: float) -> None:
    chosen = [random.Random(1).randrange(count - PAGE) for _ in range(PAGES)]
    print(measured(ask, chosen), memory() - before, 0, 0)


PEERS = {
    "simhash SimhashIndex, k=3": simhash_index,
    "datasketch MinHashLSH, 0.8": minhash_lsh,
    "gaoya MinHash, 0.8": gaoya_minhash,
    "gaoya SimHash, 5 bits": gaoya_simhash,
}


def apart(name: str, size: int) -> list[float] | str:
    """One measurement in a program of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", name, str(size)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"ended by {done.returncode}"
    return [float(cell) for cell in done.stdout.split()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100000,10000000", help="keys in our index, comma-separated")
    parser.add_argument("--peers", default="100000", help="paragraphs in theirs, comma-separated; or none")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        name, size = arguments.one
        (ours if name == "ours" else PEERS[name])(int(size))
        return
    print(f"{'':32}{'paragraphs':>12}{'median ms':>12}{'p95 ms':>10}{'memory MB':>12}{'bytes a key':>13}{'found':>8}")
    medians = []
    for size in map(int, arguments.sizes.split(",")):
        found = apart("ours", size)
        show("bulletins, in the store", size, found)
        if isinstance(found, list):
            medians.append(found[0])
    if len(medians) > 1:
        print(f"{'':32}the last size costs {medians[-1] / medians[0]:.2f} times the first")
    for name in PEERS:
        for reported in arguments.peers.split(","):
            if reported != "none":
                show(name, int(reported), apart(name, int(reported)))


def show(name: str, size: int, found: list[float] | str) -> None:
    if isinstance(found, str):
        print(f"{name:32}{size:>12,}  {found}")
    else:
        median, p95, grown, bytes_a_key, others = found
        on_disk = f"{bytes_a_key:.0f}" if bytes_a_key else "in memory"
        print(f"{name:32}{size:>12,}{median:>12.2f}{p95:>10.2f}{grown:>12.0f}{on_disk:>13}{others:>8.1f}", flush=True)


if __name__ == "__main__":
    main()
