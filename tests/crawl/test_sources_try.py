"""`bulletins sources try`: a list page and an article are fetched as a crawl would, shown, and kept nowhere."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import warm
from crawls import LIST
from served_site import Answer, Site, article, list_page, served

ROOT = Path(__file__).parents[2]
NUMBERS = (1, 2, 3)
PAGES = {f"{LIST}t2023060{n}_{n}.html": article(n) for n in NUMBERS}


def tried(site: Site, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-m", "bulletins", "sources", "try", *(arguments or (site.address + LIST,))]
    return warm.run(words, cwd=folder, capture_output=True, text=True, timeout=120)


def site_of(pager: str = "", **more: str | Answer) -> dict[str, str | Answer]:
    return {LIST: list_page(*PAGES, pager=pager), **PAGES, **more}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple["subprocess.CompletedProcess[str]", list[str], Path]:
    folder = tmp_path_factory.mktemp("tried")
    with served(dict(site_of("<a href='index_1.html'>下一页</a>"))) as site:
        return tried(site, folder), site.asked, folder


def test_one_list_page_and_one_article_are_fetched_after_robots_txt(
    both: tuple["subprocess.CompletedProcess[str]", list[str], Path],
) -> None:
    assert both[1] == ["/robots.txt", LIST, next(iter(PAGES))]


def test_it_shows_the_groups_the_fields_and_the_next_page(
    both: tuple["subprocess.CompletedProcess[str]", list[str], Path],
) -> None:
    program = both[0]
    assert program.returncode == 0, program.stderr
    for line in (
        "+ 3 links taken",
        "next page GET",
        "title            关于",
        "published        2023-06-",
        "paragraphs",
    ):
        assert line in program.stdout


def test_it_ends_with_a_file_of_toml(both: tuple["subprocess.CompletedProcess[str]", list[str], Path]) -> None:
    piece = both[0].stdout.partition("# data/sources/site.toml\n")[2]
    found = tomllib.loads(piece)
    assert (found["name"], found["start_urls"][0].endswith(LIST)) == ("site", True)
    assert r"# follow = ['t\d+_\d+\.html$']" in piece


def test_it_keeps_nothing(both: tuple["subprocess.CompletedProcess[str]", list[str], Path]) -> None:
    assert list(both[2].iterdir()) == []


def test_a_pager_that_is_not_understood_gives_a_table_to_fill_in(tmp_path: Path) -> None:
    with served(dict(site_of("<b>共12页</b>"))) as site:
        program = tried(site, tmp_path)
    assert program.returncode == 1
    assert "next page not understood, though the answer says 共12页" in program.stdout
    assert f'# url = "{site.address}{LIST}index_{{page}}.html"' in program.stdout


def test_what_robots_txt_forbids_is_not_fetched(tmp_path: Path) -> None:
    robots = Answer(b"User-agent: *\nDisallow: /", headers=(("Content-Type", "text/plain"),))
    with served(dict(site_of(**{"/robots.txt": robots}))) as site:
        program = tried(site, tmp_path)
    assert site.asked == ["/robots.txt"]
    assert (program.returncode, "forbidden by robots.txt" in program.stderr) == (3, True)


def test_a_described_list_is_tried_by_what_it_asks(tmp_path: Path) -> None:
    with served(dict(site_of(**{"/api?page=1": '{"d": [{"u": "/zwgk/t20230601_1.html", "t": "公示"}]}'}))) as site:
        folder = tmp_path / "sources"
        folder.mkdir()
        table = f'[[lists]]\nurl = "{site.address}/api?page={{page}}"\nrows = "d"\nlink = "u"\ntitle = "t"\n'
        (folder / "a.toml").write_text(f'name = "a"\n{table}', "utf-8")
        program = tried(site, tmp_path, str(folder / "a.toml"))
    assert "[[lists]] 1 of the source, as its page 1" in program.stdout
    assert "the answer is JSON with the keys {d[1 of {u, t}]}" in program.stdout
