"""The run log of whole crawls: every page and every request that got none has its line, by both commands."""

import json
import os
import sys
from collections import Counter
from pathlib import Path

import falling_reading
import pytest
import warm
from served_site import Answer, Page, Site, article, list_page, served

ROOT = Path(__file__).resolve().parents[2]
LIST = "/zwgk/tzgg/"
NAMES = ("t20230601_1.html", "t20230602_2.html", "t20230603_3.html", "t20230604_4.html")
PAGES: dict[str, Page] = {
    LIST: list_page(*NAMES),
    LIST + NAMES[0]: article(1).replace("</body>", '<a href="t20230601_1_1.html">下一页</a></body>'),
    LIST + "t20230601_1_1.html": article(9),
    LIST + NAMES[1]: article(2),
    LIST + NAMES[2]: Answer(b"gone", 404),
    LIST + NAMES[3]: article(4).replace("民生实事", "作废证件"),
}
BULLETINS = "from bulletins.cli.main import main; main()"
SCRAPY = "import sys; from scrapy.cmdline import execute; execute(['scrapy', *sys.argv[1:]])"


def crawl(folder: Path, site: Site, *arguments: str, scrapy: bool = False, before: str = "") -> str:
    """Crawl the site; what stands on stderr."""
    (folder / "near.toml").write_text(f'start_urls = ["{site.address}{LIST}"]\ndelay = 0\n')
    command = ["crawl", "bulletin", "-a", "source=near"] if scrapy else ["crawl", "near"]
    done = warm.run(
        [sys.executable, "-c", before + (SCRAPY if scrapy else BULLETINS), *command, *arguments],
        cwd=ROOT,
        env={**os.environ, "BULLETINS_SOURCES": str(folder), "BULLETINS_STORE": f"sqlite:///{folder / 'b.db'}"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return done.stderr


@pytest.mark.parametrize("scrapy", [False, True])
def test_every_page_has_one_line(tmp_path: Path, scrapy: bool) -> None:
    log = tmp_path / "log.jsonl"
    with served(PAGES) as site:
        crawl(tmp_path, site, "--log-file", str(log), scrapy=scrapy)
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert Counter(line["outcome"] for line in lines) == {"listed": 1, "new": 3, "joined": 1, "rejected": 1}
    assert {line["url"].removeprefix(site.address) for line in lines} == set(PAGES)
    assert all(line["bytes"] > 0 for line in lines)
    (rejected,) = (line for line in lines if line["outcome"] == "rejected")
    assert (rejected["role"], rejected["reason"]) == ("article", "http error: status 404")


def test_our_own_errors_are_in_the_file_with_their_traceback(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    with served(PAGES) as site:
        crawl(tmp_path, site, "--log-file", str(log), before=falling_reading.PATCH)
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    (error,) = (line for line in lines if line.get("level") == "ERROR")
    assert "Traceback" in error["message"]
    assert LIST + NAMES[3] in error["message"]
    assert any(line.get("reason", "") and line["reason"].startswith("internal error") for line in lines)


def test_a_request_without_an_answer_has_a_line_on_stderr(tmp_path: Path) -> None:
    with served({**PAGES, "/robots.txt": f"User-agent: *\nDisallow: {LIST}{NAMES[1]}\n"}) as site:
        errors = crawl(tmp_path, site, "-v").splitlines()
    start = f"source=near role=article url={site.address}{LIST}{NAMES[1]} outcome=failed "
    assert f'{start}reason="forbidden by robots.txt" bytes=0 ms=0' in errors
