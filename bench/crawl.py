"""A whole crawl compared with its parts and its peers: pages a second, reactor lag, peak memory.

    .venv/bin/python bench/crawl.py [--pages 5000] [--rounds 3] [--memory 1000 20000] [--peers]

nginx serves generated pages of 15 to 60 KB from this machine, without any delay. Each round runs, one after the other:

    fetching    Scrapy alone: the same addresses, nothing done with the answers
    reading     our extraction and dedup alone, up to rows for the store, in as many processes as there are cores
    naive       Scrapy with trafilatura in the item pipeline, rows into SQLite
    ours        `bulletins crawl`: fetched, kept, read, deduplicated, stored
    again       the same with --full over unchanged pages: asked for again, nothing read
    due         a run in which every page is due: asked with If-None-Match

Pages a second count from the start of the crawl to its end, without the start of Python. CPU a page is what the whole
machine spent meanwhile, nginx and the readers included, so let nothing else run. Needs Linux, and nginx on the PATH;
with --peers also trafilatura's command line over the same files, and news-please (which needs an environment of its
own).
"""

import argparse
import asyncio
import json
import os
import random
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from socket import socket
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "data" / "sample")]

PROBE = 0.01  # seconds between two looks at the reactor's clock
NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; default_type "text/html"; types {{ }} etag on; keepalive_requests 1000000;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {folder}/site; charset off; }}
}}
"""


def padding(number: int) -> str:
    """What stands around a bulletin on real sites: menus, styles and scripts, 10 to 50 KB of them."""
    chance = random.Random(number)
    style = "".join(
        f".m{i} a:hover{{color:#{i * 7919 % 16777216:06x};width:{i}px}}" for i in range(chance.randrange(60))
    )
    menu = "".join(
        f'<li class="m{i}"><a href="/nav/{i}/{k}/" target="_blank">政务公开栏目{k}</a></li>'
        for i in range(chance.randrange(8, 24))
        for k in range(6)
    )
    script = "".join(
        f"var v{i}=function(){{return document.getElementById('n{i}')}};" for i in range(chance.randrange(400))
    )
    return f"<style>{style}</style><ul class='nav'>{menu}</ul><script>{script}</script>"


@cache
def clauses() -> tuple[str, ...]:
    from sample_site.texts import all_texts

    reported = (words for text in all_texts() for kind, words in text.blocks if kind == "text")
    return tuple(dict.fromkeys(clause for words in reported for clause in re.findall(r"[^，。；]{4,}[，。；]", words)))


def distinct(number: int, recurring: bool) -> Any:
    """An article of the enlarged site. Its paragraphs recur in others, as in series of notices, or are put together
    again from clauses, so that no two articles share one."""
    from sample_site import enlarged, layouts
    from sample_site.pages import article

    made = enlarged.enlarged_article(number)
    if recurring:
        return made
    chance = random.Random(number)
    blocks = tuple(
        ("text", "".join(chance.choices(clauses(), k=chance.randrange(4, 12))).rstrip("，；") + "。")
        for _ in range(chance.randrange(6, 14))
    )
    return article("a", made.path, replace(made.text, blocks=blocks), getattr(layouts, made.layout))


def make_site(folder: Path, count: int, recurring: bool) -> list[str]:
    """Write the site's files; the paths of its articles."""
    from sample_site.enlarged import enlarge

    site = enlarge(count)
    paths = []
    for number in range(count):
        made = distinct(number, recurring)
        html = made.html.replace("<body>", f"<body>{padding(number)}", 1)
        write(folder, made.path, replace(made, html=html).response.body)
        paths.append(made.path)
    for key in site.pages:
        if "index" not in key[1]:
            break
        write(folder, key[1], site.pages[key][0].body)
    return paths


def write(folder: Path, path: str, body: bytes) -> None:
    file = folder / path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    program = subprocess.Popen([shutil.which("nginx") or "nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    try:
        for _ in range(100):
            with socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        program.terminate()
        program.wait(timeout=10)


# Each of these runs in a program of its own: a reactor starts once


class Lag:
    """How late the reactor's loop is at its appointments, in milliseconds."""

    def __init__(self) -> None:
        self.late: list[float] = []

    async def look(self) -> None:
        while True:
            due = time.monotonic() + PROBE
            await asyncio.sleep(PROBE)
            self.late.append((time.monotonic() - due) * 1000)

    def reported(self) -> dict[str, float]:
        if not self.late:
            return {}
        ordered = sorted(self.late)
        return {
            "lag_ms": round(statistics.median(ordered), 2),
            "lag_p99_ms": round(ordered[int(len(ordered) * 0.99)], 1),
        }


def busy() -> float:
    """Seconds that all processors of the machine have worked."""
    user, nice, system, _, _, *interrupts = map(int, Path("/proc/stat").read_text().split(maxsplit=9)[1:9])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


class Spent:
    """What a stretch of work took: seconds, and seconds of the machine's processors."""

    def __init__(self) -> None:
        self.begun, self.busy = time.monotonic(), busy()

    def reported(self) -> dict[str, float]:
        return {"seconds": time.monotonic() - self.begun, "cpu": busy() - self.busy}


def ours(base: str, store: str, mode: str) -> dict[str, Any]:
    import crawler.run
    from crawler.spiders.bulletin import BulletinSpider
    from pipelines.frontier import Scope
    from pipelines.models import Source

    lag, start = Lag(), BulletinSpider.start

    async def start_and_look(self: BulletinSpider) -> Any:
        self.looking = asyncio.ensure_future(lag.look())  # type: ignore[attr-defined]
        async for request in start(self):
            yield request
        self.looking.cancel()  # type: ignore[attr-defined]

    BulletinSpider.start = start_and_look  # type: ignore[method-assign]
    source = Source("bench", start_urls=(f"{base}/load/index.shtml",), allowed_domains=("127.0.0.1",), delay=0)
    source = Source(**{f: getattr(source, f) for f in source.__slots__} | {"max_list_pages": 100_000})
    spent = Spent()
    report = crawler.run.crawl_sources([source], store, scope=Scope(full=mode == "full"))
    reported = spent.reported()
    return {"pages": report.run.fetched, "fates": report.run.sources[0].fates, **reported, **lag.reported()}


def fetching(base: str, paths: list[str], extract: bool = False, store: str = "") -> dict[str, Any]:
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    lag = Lag()
    database = sqlite3.connect(store) if store else None
    if database:
        database.execute("CREATE TABLE pages (url TEXT PRIMARY KEY, title TEXT, date TEXT, text TEXT)")

    class Store:
        def process_item(self, item: Any) -> Any:
            import trafilatura

            read: Any = trafilatura.bare_extraction(item["html"], url=item["url"], with_metadata=True)
            row = (item["url"], read and read.title, read and read.date, read and read.text)
            assert database is not None
            database.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?)", row)
            database.commit()
            return item

    class Fetching(scrapy.Spider):
        name = "fetching"
        custom_settings: Any = {"ITEM_PIPELINES": {Store: 100}} if extract else {}
        answers = 0

        async def start(self) -> Any:
            self.looking = asyncio.ensure_future(lag.look())
            for path in paths:
                yield scrapy.Request(base + path, callback=self.parse)

        def parse(self, response: Any) -> Any:
            Fetching.answers += 1
            if extract:
                yield {"url": response.url, "html": response.text}

    process = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": True})
    process.crawl(Fetching)
    spent = Spent()
    process.start()
    return {"pages": Fetching.answers, **spent.reported(), **lag.reported()}


def read_one(path: str) -> None:
    from datetime import UTC, datetime

    from pipelines.clean import read
    from pipelines.models import Page, Source
    from pipelines.store import recordable

    url = f"http://127.0.0.1/{path}"
    headers = (("Content-Type", "text/html"),)
    recordable(read(Page("bench", url, url, datetime.now(UTC), 200, headers, Path(path).read_bytes()), Source("bench")))


def reading(files: list[str]) -> dict[str, Any]:
    cores = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(cores) as pool:
        list(pool.map(read_one, files[: cores * 20], chunksize=10))  # all is imported and warm
        spent = Spent()
        list(pool.map(read_one, files, chunksize=50))
        return {"pages": len(files), **spent.reported()}


def run_here(what: str, reported: dict[str, Any]) -> dict[str, Any]:
    match what:
        case "ours":
            result = ours(reported["base"], reported["store"], reported["mode"])
        case "fetching":
            result = fetching(reported["base"], reported["paths"])
        case "naive":
            result = fetching(reported["base"], reported["paths"], extract=True, store=reported["store"])
        case _:
            result = reading(reported["files"])
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return result | {"mb": own // 1024, "worker_mb": workers // 1024}


def run_apart(what: str, **reported: Any) -> dict[str, Any]:
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": ""} if what in ("fetching", "naive") else dict(os.environ)
    if what in ("fetching", "naive"):
        environment.pop("SCRAPY_SETTINGS_MODULE")
    done = subprocess.run(  # this program
        [sys.executable, __file__, "--run", what],
        input=json.dumps(reported),
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=ROOT if what == "ours" else "/",
    )
    if done.returncode:
        sys.exit(f"{what}: {done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    answer["rate"] = answer["pages"] / answer["seconds"]
    return answer


def make_due(store: Path) -> None:
    with sqlite3.connect(store) as database:
        database.execute("UPDATE frontier SET due_at = '2000-01-01T00:00:00.000000Z' WHERE role = 'article'")


def counted(store: Path) -> dict[str, int]:
    with sqlite3.connect(store) as database:
        return {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # our own names
            for table in ("bulletins", "revisions", "paragraphs")
        }


def one_round(base: str, site: Path, paths: list[str], folder: Path) -> dict[str, dict[str, Any]]:
    store = folder / "bulletins.db"
    url = f"sqlite:///{store}"
    results = {
        "fetching": run_apart("fetching", base=base, paths=paths),
        "reading": run_apart("reading", files=[str(site / path.lstrip("/")) for path in paths]),
        "naive": run_apart("naive", base=base, paths=paths, store=str(folder / "naive.db")),
        "ours": run_apart("ours", base=base, store=url, mode="first"),
    }
    before = counted(store)
    results["again"] = run_apart("ours", base=base, store=url, mode="full")
    make_due(store)
    results["due"] = run_apart("ours", base=base, store=url, mode="due")
    assert counted(store) == before, "an unchanged page wrote rows"
    return results


def show(name: str, rounds: list[dict[str, dict[str, Any]]]) -> None:
    mine = [one[name] for one in rounds]
    rate = statistics.median(one["rate"] for one in mine)
    bound = statistics.median(
        one[name]["rate"] / min(one["fetching"]["rate"], one["reading"]["rate"]) for one in rounds
    )
    lag = f"{mine[-1]['lag_ms']:6.1f} / {mine[-1]['lag_p99_ms']:6.1f}" if "lag_ms" in mine[-1] else " " * 15
    cpu = statistics.median(one["cpu"] / one["pages"] * 1000 for one in mine)
    print(
        f"{name:<10} {rate:8.1f} pages/s  {bound:5.2f} of the smaller   lag {lag} ms   {cpu:6.2f} ms CPU a page"
        f"   {mine[-1]['mb']:>5} MB + {mine[-1]['worker_mb']} a reader   {mine[-1].get('fates', '')}"
    )


def peers(site: Path, folder: Path, count: int, python: str | None) -> None:
    command = shutil.which("trafilatura", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if command:
        begin = time.monotonic()
        cores = str(len(os.sched_getaffinity(0)))
        wanted = [
            command,
            "--input-dir",
            str(site),
            "--output-dir",
            str(folder / "out"),
            "--parallel",
            cores,
            "--with-metadata",
        ]
        subprocess.run(wanted, check=False, capture_output=True)
        rate = count / (time.monotonic() - begin)
        print(f"trafilatura's command line, files only, {cores} processes: {rate:.1f} pages/s")
    if python is None:
        print("news-please: not measured; name a Python that has it with --news-please")
        return
    files = [str(path) for path in site.rglob("t*.shtml")][:200]
    reported = subprocess.run([python, "-c", NEWS_PLEASE, *files], capture_output=True, text=True, check=True)
    print(f"news-please, {len(files)} files in one process: {len(files) / float(reported.stdout):.1f} pages/s")


NEWS_PLEASE = """
import sys, time
from newsplease import NewsPlease
begin = time.monotonic()
for path in sys.argv[1:]:
    NewsPlease.from_html(open(path, "rb").read(), url="http://127.0.0.1/" + path)
print(time.monotonic() - begin)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--memory", type=int, nargs="*", default=[], help="crawls of these sizes, for their peak memory"
    )
    parser.add_argument("--peers", action="store_true", help="also trafilatura's command line, and news-please")
    parser.add_argument("--news-please", metavar="PYTHON", help="with --peers: an interpreter that has news-please")
    parser.add_argument("--recurring", action="store_true", help="articles that share paragraphs with others")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        print(json.dumps(run_here(arguments.run, json.load(sys.stdin))))
        return
    if shutil.which("nginx") is None:
        sys.exit("nginx is not on the PATH")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        site = folder / "site"
        paths = make_site(site, arguments.pages, arguments.recurring)
        sizes = [(site / path.lstrip("/")).stat().st_size for path in paths]
        print(f"{len(paths)} pages, {min(sizes)} to {max(sizes)} bytes, median {statistics.median(sizes):.0f}")
        with nginx(folder) as base:
            rounds = []
            for number in range(arguments.rounds):
                (folder / str(number)).mkdir()
                rounds.append(one_round(base, site, paths, folder / str(number)))
            if rounds:
                for name in rounds[0]:
                    show(name, rounds)
            if arguments.peers:
                peers(site, folder, len(paths), arguments.news_please)
        for size in arguments.memory:
            measure_memory(size)


def measure_memory(size: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        make_site(folder / "site", size, recurring=False)
        with nginx(folder) as base:
            result = run_apart("ours", base=base, store=f"sqlite:///{folder / 'bulletins.db'}", mode="first")
        reported = f"{result['mb']} MB and {result['worker_mb']} MB a reader"
        print(f"{size:>7} pages: {reported}, {result['rate']:.1f} pages/s")


if __name__ == "__main__":
    main()
