"""Pages a second in one process: reading, reading + dedup, and the whole ingest into SQLite; and trafilatura.

    .venv/bin/python bench/ingest.py [--rounds 3] [FOLDER …]

FOLDERS hold saved pages (.html, .html.gz); without one those of the sample site are read, and ../shared/corpus
where it is there. Each round measures every stage on the same pages, one after the other, so that a machine that slows
down slows all of them; the medians of the rounds are printed, and each stage's ratio to trafilatura in its round.
"""

import argparse
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "data" / "sample"))

from pipelines.archive.saved_html import files_below, read_saved  # noqa: E402
from pipelines.clean import clean, read  # noqa: E402  # after the path of the sample site
from pipelines.extract import extract  # noqa: E402
from pipelines.models import Page, Rejected, Source  # noqa: E402
from pipelines.store import open_store  # noqa: E402

ANY = Source(name="bench")
BATCH = 20


def sample_pages() -> list[Page]:
    from sample_site.site import build

    now = datetime(2026, 7, 1, tzinfo=UTC)
    return [
        Page(
            "bench",
            f"http://{a.host}{a.path}",
            f"http://{a.host}{a.path}",
            now,
            200,
            (("Content-Type", a.content_type),),
            a.response.body,
        )
        for a in build().articles
    ]


def quietly(call: Callable[[Page], object]) -> Callable[[Page], None]:
    def reading(page: Page) -> None:
        with suppress(Rejected):
            call(page)

    return reading


def trafilatura_reading(page: Page) -> None:
    import trafilatura

    trafilatura.bare_extraction(page.body, url=page.url, with_metadata=True)


def ingest(pages: Iterable[Page]) -> None:
    """Keep, read and record pages, in batches as `bulletins ingest` does it."""
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/bench.db") as store:
        run = store.begin_run("bench")
        waiting = iter(pages)
        while batch := list(islice(waiting, BATCH)):
            numbers = store.keep_many(run, batch)
            store.record_outcomes([(number, read(page, ANY)) for number, page in zip(numbers, batch, strict=True)])


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def each(pages: list[Page], reading: Callable[[Page], None]) -> Callable[[], None]:
    def work() -> None:
        for page in pages:
            reading(page)

    return work


def measure(name: str, pages: list[Page], rounds: int) -> None:
    stages: dict[str, Callable[[], object]] = {
        "trafilatura, with metadata": each(pages, trafilatura_reading),
        "extraction": each(pages, quietly(lambda page: extract(page, ANY))),
        "extraction + dedup": each(pages, quietly(lambda page: clean(page, ANY))),
        "whole ingest into SQLite": lambda: ingest(pages),
    }
    for work in stages.values():
        work()  # warm up: what is loaded once is not a page's cost
    taken: dict[str, list[float]] = {stage: [] for stage in stages}
    for _ in range(rounds):
        for stage, work in stages.items():
            taken[stage].append(seconds(work))
    base = taken["trafilatura, with metadata"]
    size = sum(len(page.body) for page in pages) / len(pages)
    print(f"\n{name}: {len(pages)} pages, {size / 1e3:.1f} kB each, {rounds} rounds")
    for stage, found in taken.items():
        ratio = statistics.median(b / t for b, t in zip(base, found, strict=True))
        print(f"  {stage:28} {len(pages) / statistics.median(found):8.1f} pages/s   {ratio:6.1f} x trafilatura")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)  # trafilatura warns of every page it finds nothing on
    folders = arguments.folders or sorted((ROOT.parent / "shared" / "corpus").glob("*"))
    if not arguments.folders:
        measure("sample site", sample_pages(), arguments.rounds)
    for folder in folders:
        measure(folder.name, [read_saved(path, "bench") for path in files_below([folder])], arguments.rounds)


if __name__ == "__main__":
    main()
