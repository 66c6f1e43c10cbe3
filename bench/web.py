"""How long the pages of `bulletins serve` take on a large store: milliseconds, median and 95th percentile.

    python bench/web.py [--bulletins 100000] [--paragraphs 20] [--rounds 30] [--keep FILE] [--writing]

The texts are cut together at random out of real ones, so that no bulletin is a copy of another; a fifth of them repeat
three of their paragraphs. Asked without a network, one request at a time: words, bulletins and pages differ from round
to round. `--writing`: a crawl's transactions go on meanwhile.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from repeated_pages import real_paragraphs

from bulletins.cli.terminal import meter
from bulletins.web.application import application
from bulletins.web.questions import QUESTIONS
from pipelines.models import CleanDocument, Document, Page, Paragraph, Reason, Receipt, Source
from pipelines.store import Store, open_store

BATCH = 500
SOURCES = 20
NOW = datetime(2026, 7, 1, tzinfo=UTC)
PLACES = ("临江区", "新会区", "蓬江区", "江海区", "台山市", "开平市", "鹤山市", "恩平市")
OFFICES = ("人民政府办公室", "教育局", "公安局", "司法局", "财政局", "水务局", "卫生健康局", "市场监督管理局")
COLUMNS = ("通知公告", "工作动态", "政府文件", "部门动态")
WORDS = ("平安", "扫黑除恶", "工作", "食品安全", "2020年", "的", "防汛", "教育")


def cut_together(corpus: str, length: int, chance: random.Random) -> str:
    pieces: list[str] = []
    while sum(map(len, pieces)) < length:
        at = chance.randrange(len(corpus) - 10)
        pieces.append(corpus[at : at + chance.randrange(3, 9)])
    return "".join(pieces) + "。"


def made(numbers: range, paragraphs: int, chance: random.Random) -> Iterator[tuple[Page, CleanDocument]]:
    corpus = "".join(text for page in real_paragraphs() for text in page).replace("\n", "")
    for number in numbers:
        url = f"http://bench.example/{number}.html"
        texts = [cut_together(corpus, chance.randrange(20, 160), chance) for _ in range(paragraphs)]
        removals: tuple[Receipt, ...] = ()
        if chance.random() < 0.2 and paragraphs > 6:
            texts[-3:] = texts[2:5]
            reason = Reason.REPEATED_SECTION if number % 2 else Reason.EXACT_REPEAT
            removals = tuple(Receipt(paragraphs - 3 + n, 2 + n, reason, 0, 1.0, (), 1) for n in range(3))
        day = date(2016, 1, 1) + timedelta(days=chance.randrange(3800))
        document = Document(
            url=url,
            title=texts[0][:30],
            paragraphs=tuple(map(Paragraph, texts)),
            published=day,
            issuer=chance.choice(PLACES) + chance.choice(OFFICES),
            document_number=f"新府〔{day.year}〕{chance.randrange(200)}号" if chance.random() < 0.3 else None,
            columns=("政务公开", chance.choice(COLUMNS)),
        )
        body = f"<html><body><p>{texts[0]}</p>{number}</body></html>".encode()
        yield (
            Page(f"source{number % SOURCES}", url, url, NOW, 200, (), body),
            CleanDocument(document, removals, (), None),
        )


def fill(store: Store, numbers: range, paragraphs: int) -> None:
    run = store.begin_run("crawl", [Source(name=f"source{n}") for n in range(SOURCES)])
    batch: list[tuple[Page, CleanDocument]] = []
    with meter("bulletins", len(numbers)) as reported:
        for pair in made(numbers, paragraphs, random.Random(7)):
            batch.append(pair)
            if len(batch) == BATCH or len(batch) + reported.done == len(numbers):
                kept = store.keep_many(run, [page for page, _ in batch])
                store.record_outcomes(zip(kept, (clean for _, clean in batch), strict=True))
                reported.step(count=len(batch))
                batch = []
    store.finish_run(run)


def asked(bulletins: int, chance: random.Random) -> dict[str, str]:
    """A page of each kind."""
    word, office = quote(chance.choice(WORDS)), quote(chance.choice(PLACES) + chance.choice(OFFICES))
    number, source, year = (
        chance.randrange(1, bulletins + 1),
        f"source{chance.randrange(SOURCES)}",
        chance.randrange(2016, 2026),
    )
    return {
        "start": "/",
        "search, newest first": f"/search?q={word}",
        "search, best first": f"/search?q={word}&order=best",
        "search, one source, a year": f"/search?q={word}&source={source}&since={year}&until={year}",
        "search without words": f"/search?source={source}",
        "search, page 20": f"/search?q={quote('工作')}&page=20",
        "bulletin": f"/bulletin/{number}",
        "what changed": f"/bulletin/{number}/changes",
        "archived page": f"/bulletin/{number}/archived",
        "tables": "/store",
        "table: bulletin_texts": "/store/bulletin_texts",
        "table, searched": f"/store/bulletin_texts?_search={word}",
        "table, filtered": f"/store/bulletin_texts?issuer={office}",
        "table, sorted": "/store/bulletin_texts?_sort_desc=published",
        "table, facet": "/store/bulletin_texts?_facet=issuer",
        "table: kept_paragraphs": "/store/kept_paragraphs",
        "table: removed_paragraphs": "/store/removed_paragraphs",
        **{f"question: {name}": f"/questions/{name}" for name in QUESTIONS},
    }


async def bench(url: str, bulletins: int, rounds: int) -> None:
    datasette = application(url)
    await datasette.invoke_startup()
    chance = random.Random(9)
    times: dict[str, list[float]] = {}
    wrong: set[str] = set()
    first = time.perf_counter()
    await datasette.client.get("/")
    print(f"the first page after the start, all figures counted: {(time.perf_counter() - first) * 1000:,.0f} ms\n")
    for _ in range(rounds):
        for name, path in asked(bulletins, chance).items():
            start = time.perf_counter()
            answer = await datasette.client.get(path)
            times.setdefault(name, []).append(time.perf_counter() - start)
            if answer.status_code != 200:
                wrong.add(path)
    print("| page | median | 95th percentile |\n|---|---|---|")
    for name, some in times.items():
        some.sort()
        worst = some[min(len(some) - 1, int(len(some) * 0.95))]
        print(f"| {name} | {statistics.median(some) * 1000:.0f} | {worst * 1000:.0f} |")
    if wrong:
        sys.exit(f"not answered: {', '.join(sorted(wrong))}")
    await datasette.invoke_shutdown()


def write_on(url: str, first: int, paragraphs: int, ended: threading.Event) -> None:
    """Write as a crawl does meanwhile: ten bulletins a transaction, some each second."""
    with open_store(url) as store:
        run = store.begin_run("crawl")
        while not ended.is_set():
            some = list(made(range(first, first + 10), paragraphs, random.Random(first)))
            store.record_outcomes(
                zip(store.keep_many(run, [page for page, _ in some]), (clean for _, clean in some), strict=True)
            )
            first += 10
            ended.wait(0.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bulletins", type=int, default=100_000)
    parser.add_argument("--paragraphs", type=int, default=20, help="of each bulletin")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--keep", type=Path, help="make the store here and leave it; one that is there is used")
    parser.add_argument("--writing", action="store_true", help="while a crawl writes")
    reported = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = reported.keep or Path(folder) / "bulletins.db"
        url = f"sqlite:///{path}"
        is_there = path.exists()
        with open_store(url) as store:
            if not is_there:
                fill(store, range(reported.bulletins), reported.paragraphs)
            bulletins = store.totals().bulletins
        print(
            f"{bulletins:,} bulletins, {path.stat().st_size / 1e6:,.0f} MB; milliseconds over {reported.rounds} rounds"
        )
        ended = threading.Event()
        writer = threading.Thread(target=write_on, args=(url, bulletins, reported.paragraphs, ended))
        if reported.writing:
            writer.start()
        try:
            asyncio.run(bench(url, bulletins, reported.rounds))
        finally:
            ended.set()
        if reported.writing:
            writer.join()


if __name__ == "__main__":
    main()
