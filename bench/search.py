"""Search: right against a scan, how fast, and how large, on bulletins put together from real paragraphs.

    python bench/search.py [--bulletins 10000] [--paragraphs 20] [--keep FILE] [--merge]

Paragraphs are those of ../shared/corpus with their figures changed at random, 20 a bulletin. Queries of 1 to 6
characters are cut at random out of the texts; a bulletin is right when a scan of its folded text finds them.
"""

import argparse
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

import sqlalchemy as sa
from repeated_pages import real_paragraphs
from sqlalchemy.engine import Connection

from bulletins.cli.terminal import meter
from pipelines.models import CleanDocument, Document, Page, Paragraph, ParagraphKind
from pipelines.search.asks import asks_for
from pipelines.search.fold import fold
from pipelines.search.query import read_query
from pipelines.store import Filters, Store, open_store
from pipelines.store.bulletins.write import insert_rows, rows_of
from pipelines.store.search.fts5_query import as_sql, translated

BATCH = 500
ADD_BULLETIN = sa.text(
    "INSERT INTO bulletins(id, url, source_id, revision) SELECT id, url, source_id, 1 FROM pages WHERE id = :page"
)
QUERIES = 200  # of each length
CHECKED = 20  # of these are held against a scan
FIGURE = re.compile(r"\d")
NOW = datetime(2026, 7, 1, tzinfo=UTC)


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
    insert_rows(connection, page, 1, 1, page, rows_of(clean), is_first=True)


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


def bench(store: Store, path: Path) -> None:
    texts = scan(path)
    print(f"{len(texts):,} bulletins; milliseconds: median, p95 of {QUERIES} queries")
    print("characters  recall precision   newest 20            best 20             one source, a year")
    for length in (1, 2, 3, 4, 6, 10):
        wanted = queries(texts, length, random.Random(length))
        right = hits = expected = 0
        for each in wanted[:CHECKED]:
            truth = {number for number, text in texts.items() if fold(each) in text}
            values: dict[str, object] = {}
            asked = sa.text(as_sql(translated(asks_for(each)), values))
            with store.reading() as connection:
                found = set(connection.scalars(asked, values))
            right, hits, expected = right + len(truth & found), hits + len(found), expected + len(truth)
        newest: list[float] = []
        best: list[float] = []
        narrow: list[float] = []
        year = Filters(source="source3", since=date(2020, 1, 1), until=date(2020, 12, 31))
        for each in wanted:
            query = read_query(f'"{each}"')
            for times, filters, ranked in ((newest, Filters(), False), (best, Filters(), True), (narrow, year, False)):
                start = time.perf_counter()
                store.search(query, filters, ranked=ranked)
                times.append(time.perf_counter() - start)
        shares = f"{right / expected:9.4f} {right / hits:9.4f}"
        print(f"{length:10} {shares} {milliseconds(newest)} {milliseconds(best)} {milliseconds(narrow)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bulletins", type=int, default=10_000)
    parser.add_argument("--paragraphs", type=int, default=20, help="of each bulletin")
    parser.add_argument("--merge", action="store_true", help="merge the pieces of the index first")
    parser.add_argument("--keep", type=Path, help="make the store here and leave it; one that is there is used")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.keep or Path(folder) / "bulletins.db"
        is_there = path.exists()
        with open_store(f"sqlite:///{path}") as store:
            if not is_there:
                fill(store, asked.bulletins, asked.paragraphs)
            sizes(path)
            if asked.merge:
                start = time.perf_counter()
                bites = sum(1 for _ in iter(store.merge_index, False))
                print(f"merged in {bites} bites, {time.perf_counter() - start:.0f} s")
                sizes(path)
            bench(store, path)


if __name__ == "__main__":
    main()
