"""Search: right against a scan, how fast, and how large, on bulletins put together from real paragraphs.

    python bench/search.py [--bulletins 10000] [--paragraphs 20] [--keep FILE] [--merge] [--postgresql]

Paragraphs are those of ../shared/corpus with their figures changed at random, 20 a bulletin. Queries of 1 to 6
characters are cut at random out of the texts; a bulletin is right when a scan of its folded text finds them.
`--postgresql`: the same bulletins also in a server that is started for it, as it is installed (fsync and all), and each
query asked of both in turn, so that what else the machine does slows both. On a busy machine the processor time says
more: a query of SQLite is answered before another program has its turn, one of a server waits for its own.
"""

import argparse
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

import sqlalchemy as sa
from postgres import Server
from repeated_pages import real_paragraphs
from sqlalchemy.engine import Connection

from bulletins.cli.terminal import meter
from pipelines.models import CleanDocument, Document, Page, Paragraph, ParagraphKind
from pipelines.search.asks import asks_for
from pipelines.search.fold import fold
from pipelines.store import Filters, Store, open_store
from pipelines.store.bulletins.write import insert_rows, rows_of
from pipelines.store.engine.transactions import catch_up
from pipelines.store.search import index
from pipelines.store.search.entries import stored_entry

BATCH = 500
ADDED = 64  # bulletins a transaction, as a crawl writes them
ADD_BULLETIN = sa.text(
    "INSERT INTO bulletins(id, url, source_id, revision) SELECT id, url, source_id, 1 FROM pages WHERE id = :page"
)
SOURCE = sa.text("SELECT source_id FROM bulletins WHERE id = :page")
QUERIES = 200  # of each length
CHECKED = 20  # of these are held against a scan
FIGURE = re.compile(r"\d")
NOW = datetime(2026, 7, 1, tzinfo=UTC)
YEAR = Filters(source="source3", since=date(2020, 1, 1), until=date(2020, 12, 31))
# What is asked for, best first or not, and what narrows it
WAYS = {"newest 20": (False, Filters()), "best 20": (True, Filters()), "one source, a year": (False, YEAR)}
ALL = 10**6  # answers
# The server as a package installs it, but for memory and where a lasting write is waited for
AS_INSTALLED = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "1GB"}


def made(count: int, paragraphs: int, chance: random.Random) -> Iterator[tuple[Page, CleanDocument]]:
    pool = [text for page in real_paragraphs() for text in page]
    for number in range(count):
        url = f"http://bench.example/{number}.html"
        texts = [FIGURE.sub(lambda _: str(chance.randrange(10)), chance.choice(pool)) for _ in range(paragraphs)]
        document = Document(
            url=url,
            title=texts[0][:30],
            paragraphs=tuple(Paragraph(text, ParagraphKind.TEXT) for text in texts),
            published=date(2016, 1, 1) + timedelta(days=chance.randrange(3800)),
            issuer="本网",
            columns=("通知公告",),
        )
        source = f"source{chance.randrange(20)}"
        page = Page(source, url, url, NOW, 200, (), f"{number}".encode())
        yield page, CleanDocument(document, (), (), None)


def fill(store: Store, count: int, paragraphs: int) -> None:
    """As a crawl does, but for copies, which are not looked for: here each paragraph recurs as in no real store."""
    run = store.begin_run("bench")
    batch: list[tuple[Page, CleanDocument]] = []
    with meter("bulletins", count) as reported:
        for pair in made(count, paragraphs, random.Random(7)):
            batch.append(pair)
            if len(batch) == BATCH or len(batch) + reported.done == count:
                numbers = store.keep_many(run, [page for page, _ in batch])
                with store.writing() as connection:
                    for number, (_, clean) in zip(numbers, batch, strict=True):
                        write(connection, number, clean)
                reported.step(count=len(batch))
                batch = []


def write(connection: Connection, page: int, clean: CleanDocument) -> None:
    connection.execute(ADD_BULLETIN, {"page": page})
    source = connection.scalar(SOURCE, {"page": page}) or 0
    insert_rows(connection, page, source, 1, page, rows_of(clean), is_first=True)


def sizes(path: Path) -> None:
    with sqlite3.connect(path) as store:
        text = store.execute("SELECT sum(length(CAST(text AS BLOB))) FROM paragraphs").fetchone()[0]
        parts = {
            "pairs": "SELECT sum(length(block)) FROM search_index_data",
            "lengths": "SELECT sum(length(sz)) FROM search_index_docsize",
            "characters": "SELECT sum(length(block)) FROM search_characters_data",
            "days": "SELECT sum(pgsize) FROM dbstat WHERE name = 'search_order'",
        }
        index = {name: store.execute(query).fetchone()[0] / text for name, query in parts.items()}
    shares = ", ".join(f"{name} {share:.2f}" for name, share in index.items())
    print(f"text {text / 1e6:,.0f} MB; index {sum(index.values()):.2f} times the text ({shares})")


def scan(path: Path) -> dict[int, str]:
    """The folded texts of each bulletin: title, then paragraphs, a line each."""
    with sqlite3.connect(path) as store:
        rows = store.execute(
            "SELECT bulletin_id, group_concat(text, char(10)) FROM paragraphs WHERE kept GROUP BY bulletin_id"
        )
        texts = dict(rows.fetchall())
        for number, title in store.execute("SELECT bulletin_id, title FROM revisions"):
            texts[number] = title + "\n" + texts[number]
    return {number: "\n".join(map(fold, text.split("\n"))) for number, text in texts.items()}


def queries(texts: dict[int, str], length: int, chance: random.Random) -> list[str]:
    found: list[str] = []
    numbers = list(texts)
    while len(found) < QUERIES:
        line = chance.choice(texts[chance.choice(numbers)].split("\n"))
        at = chance.randrange(max(1, len(line) - length + 1))
        query = line[at : at + length]
        if len(query) == length == len(query.strip()):
            found.append(query.replace(" ", "，"))
    return found


def milliseconds(times: list[float]) -> str:
    times = sorted(times)
    return f"{statistics.median(times) * 1000:9.2f} {times[int(len(times) * 0.95)] * 1000:9.2f}"


def in_postgresql(store: Store) -> None:
    """Print how large the index is there, in bytes of the paragraphs."""
    with store.reading() as connection:
        text, tables, keys = connection.execute(
            sa.text(
                "SELECT (SELECT sum(octet_length(text)) FROM paragraphs), pg_total_relation_size('search_index')"
                " + pg_total_relation_size('search_totals'), pg_indexes_size('search_index')"
            )
        ).one()
    shares = f"keys {keys / text:.2f}, texts {(tables - keys) / text:.2f}"
    print(f"postgresql: index {tables / text:.2f} times the text ({shares})")


def adding(store: Store) -> float:
    """Return the seconds that entries take to be written, a bulletin; they are taken out before."""
    with store.reading() as connection:
        numbers = range(
            1, min(1000, index.of(connection).find(connection, None, Filters(), ranked=False, limit=1, offset=0)[0])
        )
        entries = [entry for number in numbers if (entry := stored_entry(connection, number))]
    with store.writing() as connection:
        for entry in entries:
            index.drop_entry(connection, entry.bulletin)
    start = time.perf_counter()
    for at in range(0, len(entries), ADDED):
        with store.writing() as connection:
            for entry in entries[at : at + ADDED]:
                index.of(connection).add(connection, entry)
            catch_up(connection)
    return (time.perf_counter() - start) / len(entries)


def answers(store: Store, query: str) -> set[int]:
    """Return all bulletins that have a text."""
    with store.reading() as connection:
        find = index.of(connection).find
        return set(find(connection, asks_for(query), Filters(copies=True), ranked=False, limit=ALL, offset=0)[1])


def timed(store: Store, query: str, filters: Filters, ranked: bool) -> tuple[float, float, tuple[int, list[int]]]:
    """Return the seconds that the index takes, those of the processors, and its answer."""
    wanted = asks_for(query)
    with store.reading() as connection:
        find, before = index.of(connection).find, spent(connection)
        start = time.perf_counter()
        count, numbers = find(connection, wanted, filters, ranked=ranked, limit=20, offset=0)
        return time.perf_counter() - start, spent(connection) - before, (count, list(numbers))


def spent(connection: Connection) -> float:
    """Return the seconds of processor time that this program and its server's process have used."""
    used = time.process_time()
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.dbapi_connection
        used += int(Path(f"/proc/{driver.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9
    return used


def bench(stores: Mapping[str, Store], path: Path) -> None:
    texts = scan(path)
    print(f"{len(texts):,} bulletins; milliseconds: median, p95 of {QUERIES} queries")
    print("characters  engine      recall precision  answers " + "".join(f"{name:>24}" for name in WAYS))
    for length in (1, 2, 3, 4, 5, 6, 10):
        wanted = queries(texts, length, random.Random(length))
        truth = {each: {number for number, text in texts.items() if fold(each) in text} for each in wanted[:CHECKED]}
        times: dict[tuple[str, str], list[float]] = {}
        processors: dict[tuple[str, str], list[float]] = {}
        counts: list[int] = []
        for each in wanted:
            for name, (ranked, filters) in WAYS.items():
                said = {}
                for engine, store in stores.items():
                    seconds, used, said[engine] = timed(store, each, filters, ranked)
                    times.setdefault((engine, name), []).append(seconds)
                    processors.setdefault((engine, name), []).append(used)
                counts += [said["sqlite"][0]] if filters == Filters() and not ranked else []
                if len({repr(one) for one in said.values()}) > 1:
                    print(f"{each} ({name}): the engines differ: {said}")
        for engine, store in stores.items():
            found = {each: answers(store, each) for each in truth}
            right = sum(len(truth[each] & found[each]) for each in truth)
            recall = right / sum(map(len, truth.values()))
            precision = right / sum(map(len, found.values()))
            figures = " ".join(f"   {milliseconds(times[engine, name])}" for name in WAYS)
            print(f"{length:10}  {engine:10} {recall:7.4f} {precision:9.4f} {statistics.median(counts):8.0f} {figures}")
        if len(stores) > 1:
            shares(times, "waited for")
            shares(processors, "processor time")


def shares(times: Mapping[tuple[str, str], list[float]], what: str) -> None:
    """Print how many times the median of SQLite the one of PostgreSQL is."""
    found = (
        f"{name} {statistics.median(times['postgresql', name]) / statistics.median(times['sqlite', name]):.2f}"
        for name in WAYS
    )
    print(f"{'':10}  postgresql / sqlite, {what}: {', '.join(found)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bulletins", type=int, default=10_000)
    parser.add_argument("--paragraphs", type=int, default=20, help="of each bulletin")
    parser.add_argument("--merge", action="store_true", help="merge the pieces of the index first")
    parser.add_argument("--keep", type=Path, help="make the store here and leave it; one that is there is used")
    parser.add_argument("--postgresql", action="store_true", help="also on a PostgreSQL server, started for it")
    asked = parser.parse_args()
    with ExitStack() as stack:
        path = asked.keep or Path(stack.enter_context(tempfile.TemporaryDirectory())) / "bulletins.db"
        is_there = path.exists()
        stores = {"sqlite": stack.enter_context(open_store(f"sqlite:///{path}"))}
        if not is_there:
            fill(stores["sqlite"], asked.bulletins, asked.paragraphs)
        sizes(path)
        if asked.postgresql:
            server = Server(**AS_INSTALLED)
            stack.callback(server.stop)
            stores["postgresql"] = stack.enter_context(open_store(server.database("bench")))
            with stores["sqlite"].reading() as connection:
                count = connection.scalar(sa.text("SELECT count(*) FROM bulletins"))
            fill(stores["postgresql"], count, asked.paragraphs)
        if asked.merge:
            for engine, store in stores.items():
                start = time.perf_counter()
                bites = sum(1 for _ in iter(store.merge_index, False))
                print(f"{engine}: merged in {bites} bites, {time.perf_counter() - start:.0f} s")
            sizes(path)
        if asked.postgresql:
            assert server.run("vacuumdb", "--analyze", "bench").returncode == 0  # as autovacuum does in time
            in_postgresql(stores["postgresql"])
        for engine, store in stores.items():
            print(f"{engine}: adding {adding(store) * 1000:.1f} ms a bulletin")
        bench(stores, path)


if __name__ == "__main__":
    main()
