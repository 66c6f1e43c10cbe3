"""What a page costs on the disk: as served, in the archive, the tables, the indexes, and as plain text in one table.

    python bench/size.py [--articles 5000] [FOLDER …]

Read are the bulletins of the enlarged sample site, and the saved pages of each FOLDER (../shared/corpus/* where it is
there). All goes through the same steps as `bulletins ingest`; then SQLite says which of its pages belong to what. The
plain table holds address, title, date and all the text of the same bulletins: no raw page, no receipt, no search.
"""

import argparse
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "data" / "sample"))

from bulletins.cli.terminal import meter  # noqa: E402
from pipelines.archive.saved_html import files_below, read_saved  # noqa: E402
from pipelines.clean import read  # noqa: E402  # after the path of the sample site
from pipelines.models import Page, Source  # noqa: E402
from pipelines.store import open_store  # noqa: E402

BATCH = 50
NOW = datetime(2026, 7, 1, tzinfo=UTC)
# What an object of the database belongs to, by the beginning of its name; the first that fits
PARTS = {
    "archive: raw pages, compressed": ("contents", "dictionaries", "sqlite_autoindex_contents", "ix_contents"),
    "search index": ("search_",),
    "texts and receipts": (
        "paragraphs",
        "revisions",
        "removals",
        "variants",
        "recurrences",
        "attachments",
        "bulletins",
        "verdicts",
    ),
    "copies": ("texts", "text_keys", "relations", "copied"),
    "outcomes, headers, frontier": ("pages", "frontier", "listings", "runs", "run_sources", "failures", "sources"),
    "indexes of these": ("ix_", "sqlite_autoindex_"),
}
OBJECTS = "SELECT name, sum(pgsize) FROM dbstat WHERE aggregate = true GROUP BY name"


def enlarged(count: int) -> Iterator[Page]:
    from sample_site.enlarged import enlarged_article

    for number in range(count):
        made = enlarged_article(number)
        url = f"http://a.example{made.path}"
        yield Page("load", url, url, NOW, 200, (("Content-Type", made.content_type),), made.response.body)


def saved(folder: Path) -> Iterator[Page]:
    return (read_saved(path, folder.name) for path in files_below([folder]))


def stored(path: Path, pages: Iterable[Page]) -> None:
    with open_store(f"sqlite:///{path}") as store, meter("pages") as progress:
        run = store.begin_run("bench")
        waiting = iter(pages)
        while batch := list(islice(waiting, BATCH)):
            numbers = store.keep_many(run, batch)
            readings = [(number, read(page, Source(page.source))) for number, page in zip(numbers, batch, strict=True)]
            store.record_outcomes(readings)
            progress.step(count=len(batch))
        store.finish_run(run)


def parts_of(path: Path) -> dict[str, int]:
    """Bytes of the file by what they are for."""
    found = dict.fromkeys([*PARTS, "the rest"], 0)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for name, size in connection.execute(OBJECTS):
            of = next((part for part, begins in PARTS.items() if name.startswith(begins)), "the rest")
            found[of] += size
    return found


def plain(path: Path, store: Path) -> int:
    """Bytes of a table of plain text with the bulletins of a store."""
    with sqlite3.connect(path) as connection:
        connection.execute("ATTACH ? AS store", (str(store),))
        connection.execute("CREATE TABLE bulletins (url TEXT PRIMARY KEY, title TEXT, published TEXT, text TEXT)")
        connection.execute(
            "INSERT INTO bulletins SELECT b.url, r.title, r.published,"
            " (SELECT group_concat(text, char(10)) FROM (SELECT p.text FROM store.paragraphs p"
            " WHERE p.bulletin_id = b.id AND p.revision = r.number ORDER BY p.position))"
            " FROM store.bulletins b JOIN store.revisions r ON r.bulletin_id = b.id AND r.number = b.revision"
        )
    return path.stat().st_size


def measure(name: str, pages: Callable[[], Iterable[Page]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "bulletins.db"
        stored(store, pages())
        with open_store(f"sqlite:///{store}") as opened:
            totals = opened.totals()
        parts = parts_of(store)
        whole, text = store.stat().st_size, plain(Path(folder) / "plain.db", store)

    def line(what: str, size: int) -> None:
        share = f"{size / totals.raw_bytes:8.0%}"
        print(f"  {what:32}{size / 1e6:9.1f} MB{size / totals.pages / 1e3:9.2f} kB a page{share} of the HTML")

    print(f"{name}: {totals.pages:,} pages, {totals.bulletins:,} bulletins")
    line("HTML as served", totals.raw_bytes)
    line("store, whole", whole)
    for part, size in parts.items():
        line(f"  {part}", size)
    line("plain text in one table", text)
    print(f"  the store is {whole / text:.1f} times the plain table, without the raw pages ", end="")
    print(f"{(whole - parts['archive: raw pages, compressed']) / text:.1f} times", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--articles", type=int, default=5000)
    asked = parser.parse_args()
    measure("enlarged sample site", lambda: enlarged(asked.articles))
    for folder in asked.folders or sorted((ROOT.parent / "shared" / "corpus").glob("*")):
        measure(folder.name, lambda folder=folder: saved(folder))  # type: ignore[misc]  # bound now


if __name__ == "__main__":
    main()
