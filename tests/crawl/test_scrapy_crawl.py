"""`scrapy crawl bulletin` has the exit codes of `bulletins crawl`, and explains them in as many lines."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import warm
from served_site import Answer, Page, Site, article, list_page, served

from crawler.locks import FileLocks, hosts_locked, locked
from pipelines.models import Source

ROOT = Path(__file__).resolve().parents[2]
SCRAPY = """
import sys
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""
FULL_DISK = """
from pipelines.store import StoreFull, Work
def full(self, events, now):
    raise StoreFull("the disk is full")
Work.record = full
"""
IMPATIENT = "import crawler.locks; crawler.locks.MAX_WAIT = 0.0\n"
LIST = "/zwgk/tzgg/"
GOOD: dict[str, Page] = {LIST: list_page("t20230601_1.html"), f"{LIST}t20230601_1.html": article(1)}


def start(folder: Path, *arguments: str, before: str = "") -> "subprocess.Popen[str]":
    return warm.Popen(
        [sys.executable, "-c", before + SCRAPY, "crawl", *arguments],
        cwd=ROOT,
        env={**os.environ, "BULLETINS_STORE": store_in(folder), "BULLETINS_SOURCES": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def crawl(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    program = start(folder, "bulletin", *arguments)
    _, errors = program.communicate(timeout=120)
    return program.returncode, errors.splitlines()


def store_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'b.db'}"


def write_source(folder: Path, site: Site) -> None:
    (folder / "near.toml").write_text(f'start_urls = ["{site.address}{LIST}"]\ndelay = 0\n')


def test_all_well_is_0(tmp_path: Path) -> None:
    with served(GOOD) as site:
        write_source(tmp_path, site)
        assert crawl(tmp_path, "-a", "source=near") == (0, [])


def test_a_suspicious_source_is_1(tmp_path: Path) -> None:
    with served({LIST: list_page()}) as site:
        write_source(tmp_path, site)
        why = "no link to an article was found on its list pages: no links look like a list of articles: 2 links"
        assert crawl(tmp_path, "-a", "source=near") == (1, [f"bulletins: near: suspicious: {why}"])


def test_a_failed_source_is_3(tmp_path: Path) -> None:
    with served({}) as site:
        write_source(tmp_path, site)
        why = "no list page could be read: 1 http error"
        assert crawl(tmp_path, "-a", "source=near") == (3, [f"bulletins: near: failed: {why}"])


def test_no_spider_is_2(tmp_path: Path) -> None:
    program = start(tmp_path)
    program.communicate(timeout=120)
    assert program.returncode == 2


def test_a_broken_file_is_78(tmp_path: Path) -> None:
    (tmp_path / "near.toml").write_text("start_urls = [")
    code, errors = crawl(tmp_path, "-a", "source=near")
    assert (code, len(errors)) == (78, 1)


def test_a_store_that_is_not_ours_is_78(tmp_path: Path) -> None:
    (tmp_path / "b.db").write_text("somebody's notes")
    code, errors = crawl(tmp_path, "-a", "url=http://127.0.0.1:9/")
    assert (code, len(errors)) == (78, 1)


def test_a_source_that_another_run_has_is_75(tmp_path: Path) -> None:
    with served(GOOD) as site, locked(FileLocks(store_in(tmp_path)), [Source(name="near")]):
        write_source(tmp_path, site)
        why = f"another run is crawling it into {store_in(tmp_path)}"
        assert crawl(tmp_path, "-a", "source=near") == (75, [f"bulletins: near: {why}"])
    assert site.asked == []


def test_a_host_that_another_run_is_at_is_75(tmp_path: Path) -> None:
    here = [Source(name="other", allowed_domains=("127.0.0.1",))]
    with served(GOOD) as site, hosts_locked(FileLocks(store_in(tmp_path)), here):
        write_source(tmp_path, site)
        why = f"another run is crawling 127.0.0.1 into {store_in(tmp_path)}"
        program = start(tmp_path, "bulletin", "-a", "source=near", before=IMPATIENT)
        _, errors = program.communicate(timeout=120)
        assert (program.returncode, errors) == (75, f"bulletins: near: stopped: {why}\n")
    assert site.asked == []


def test_a_store_that_cannot_be_written_to_is_3(tmp_path: Path) -> None:
    with served(GOOD) as site:
        write_source(tmp_path, site)
        program = start(tmp_path, "bulletin", "-a", "source=near", before=FULL_DISK)
        _, errors = program.communicate(timeout=120)
    assert (program.returncode, errors) == (3, "bulletins: the disk is full\n")


def test_a_stopped_crawl_is_130(tmp_path: Path) -> None:
    is_over = threading.Event()

    def answer(_: int) -> Answer:
        is_over.wait(60)
        return Answer(list_page("t20230601_1.html").encode())

    with served({LIST: answer}) as site:
        write_source(tmp_path, site)
        program = start(tmp_path, "bulletin", "-a", "source=near")
        deadline = time.monotonic() + 60
        while LIST not in site.asked and time.monotonic() < deadline:
            time.sleep(0.05)
        program.send_signal(signal.SIGTERM)
        is_over.set()
        _, errors = program.communicate(timeout=60)
    assert (program.returncode, "Traceback" in errors) == (130, False)
