"""`bulletins crawl` exits with the code that says to a scheduler what to do, and a line that says to a person why."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import warm
from served_site import Answer, Page, Site, article, list_page, served

ROOT = Path(__file__).resolve().parents[2]
LIST = "/zwgk/tzgg/"
GOOD: dict[str, Page] = {LIST: list_page("t20230601_1.html"), f"{LIST}t20230601_1.html": article(1)}
EMPTY: dict[str, Page] = {LIST: list_page()}


def start(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    return warm.Popen(
        [sys.executable, "-c", "from bulletins.cli.main import main; main()", "crawl", *arguments],
        cwd=ROOT,
        env={**os.environ, "BULLETINS_SOURCES": str(folder), "BULLETINS_STORE": f"sqlite:///{folder / 'b.db'}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def crawl(folder: Path, *arguments: str) -> tuple[int, str]:
    program = start(folder, *arguments)
    _, errors = program.communicate(timeout=120)
    return program.returncode, errors.splitlines()[-1] if errors else ""


def write_source(folder: Path, name: str, site: Site) -> None:
    (folder / f"{name}.toml").write_text(f'start_urls = ["{site.address}{LIST}"]\ndelay = 0\n')


def test_all_well_is_0(tmp_path: Path) -> None:
    with served(GOOD) as site:
        write_source(tmp_path, "good", site)
        assert crawl(tmp_path, "good") == (0, "")


def test_one_suspicious_source_among_others_is_1(tmp_path: Path) -> None:
    with served(GOOD) as good, served(EMPTY) as empty:
        write_source(tmp_path, "good", good)
        write_source(tmp_path, "empty", empty)
        why = "no link to an article was found on its list pages: no links look like a list of articles: 2 links"
        assert crawl(tmp_path, "--all") == (1, f"bulletins: empty: suspicious: {why}")


def test_one_failed_source_among_others_is_1(tmp_path: Path) -> None:
    with served(GOOD) as good, served({}) as gone:
        write_source(tmp_path, "good", good)
        write_source(tmp_path, "gone", gone)
        expected = "bulletins: gone: failed: no list page could be read: 1 http error"
        assert crawl(tmp_path, "good", "gone") == (1, expected)


def test_every_source_failed_is_3(tmp_path: Path) -> None:
    with served({}) as gone:
        write_source(tmp_path, "gone", gone)
        assert crawl(tmp_path, "gone")[0] == 3


def test_an_unknown_source_is_2_and_touches_no_store(tmp_path: Path) -> None:
    assert crawl(tmp_path, "nowhere")[0] == 2
    assert not (tmp_path / "b.db").exists()


def test_all_sources_of_an_empty_folder_is_78_and_begins_no_run(tmp_path: Path) -> None:
    assert crawl(tmp_path, "--all") == (78, f"bulletins: {tmp_path}: no source (*.toml) is in this folder")
    assert not (tmp_path / "b.db").exists()


def test_a_broken_file_is_78(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("start_urls = [")
    assert crawl(tmp_path, "broken")[0] == 78


def test_a_store_that_is_not_ours_is_78_and_stays_as_it_was(tmp_path: Path) -> None:
    with served(GOOD) as site:
        write_source(tmp_path, "good", site)
        (tmp_path / "b.db").write_text("somebody's notes")
        assert crawl(tmp_path, "good")[0] == 78
    assert ((tmp_path / "b.db").read_text(), site.asked) == ("somebody's notes", [])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_run_is_75_and_a_stopped_one_130(tmp_path: Path, number: signal.Signals) -> None:
    def slow(_: int) -> Answer:
        time.sleep(0.3)
        return Answer(article(1).encode())

    names = [f"t202306{n:02}_{n}.html" for n in range(1, 29)]
    with served({LIST: list_page(*names), **{LIST + name: slow for name in names}}) as site:
        write_source(tmp_path, "slow", site)
        first = start(tmp_path, "slow")
        deadline = time.monotonic() + 60
        while len(site.asked) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        second = crawl(tmp_path, "slow")
        first.send_signal(number)
        _, errors = first.communicate(timeout=60)
    store = f"sqlite:///{tmp_path / 'b.db'}"
    assert second == (75, f"bulletins: slow: another run is crawling it into {store}")
    assert (first.returncode, "Traceback" in errors) == (130, False)
